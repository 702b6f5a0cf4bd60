"""Target values become clauses: a gold of printed values, a grammar that writes and reads back, and noise."""

import csv
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.values.clauses import is_value_like, parse_value, rating_of, split_value
from ingest.words.numerals import numeral
from ontology.records import Clause

GOLD = Path(__file__).with_name("value_gold.csv")


def notation(clauses: tuple[Clause, ...]) -> str:
    """Clauses as they stand in the gold: `ge word 10 % relative_change decrease base=… subject=… ~ every=…`."""
    return " | ".join(_one(clause) for clause in clauses) or "-"


def _one(clause: Clause) -> str:
    parts: list[str] = []
    if clause.rating:
        parts += ["rating", clause.rating]
    elif clause.not_after:
        parts += ["days", f"{clause.not_before or ''}..{clause.not_after}"]
    elif clause.value is not None:
        parts += [str(clause.comparator), str(clause.origin), str(clause.value), clause.unit or "none"]
    parts += [clause.basis] if clause.basis != "level" else []
    parts += [clause.direction] if clause.direction else []
    parts += [f"base={clause.baseline}"] if clause.baseline else []
    parts += [f"subject={clause.subject}"] if clause.subject else []
    parts += ["~"] if clause.approximate else []
    parts += [f"every={clause.frequency}"] if clause.frequency else []
    return " ".join(parts)


def cells(table: str) -> list[str]:
    """Cells divided by strokes, over several lines."""
    return [cell for line in table.strip().splitlines() for cell in line.strip(" ").split("|")]


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", gold(), ids=lambda row: f"{row['value'][:24]}·{row['indicator'][:12]}")
def test_gold(row: dict[str, str]) -> None:
    clauses = parse_value(row["value"], indicator=row["indicator"], fiscal_year=int(row["year"]))
    assert notation(clauses) == row["clauses"]


def test_the_gold_covers_the_samples_and_other_bureaus() -> None:
    rows = gold()
    assert len({row["value"] for row in rows if row["from"] == "sample"}) == 132
    assert sum(row["from"] == "other" for row in rows) >= 80


def test_the_shape_that_the_contract_shows() -> None:
    (clause,) = parse_value("≥90%")
    assert (clause.comparator, clause.origin, clause.value, clause.unit, clause.basis) == ("ge", "symbol", Decimal(90), "%", "level")
    assert (clause.direction, clause.baseline, clause.subject, clause.approximate) == (None, None, None, False)
    assert (clause.low, clause.low_inclusive, clause.high) == (Decimal(90), True, None)


@pytest.mark.parametrize(
    ("value", "low", "high", "inclusive"),
    [
        ("≥95%", "95", None, True),
        ("超过60%", "60", None, False),
        ("≤3人", None, "3", True),
        ("＜3次", None, "3", False),
        ("100%", "100", "100", True),
        ("下降10%以上", None, "-10", True),
        ("下降超过10%", None, "-10", False),
        ("下降不超过10%", "-10", None, True),
        ("下降10%", "-10", "-10", True),
        ("增长5%以上", "5", None, True),
        ("降至5%以下", None, "5", True),
        ("≤50万元", None, "500000", True),
        ("0.36万元", "3600", "3600", True),
        ("1.5万人次", "15000", "15000", True),
        ("不超过5‰", None, "0.5", True),
        ("提高5个百分点", "5", "5", True),
        ("-5%", "-5", "-5", True),
    ],
)
def test_the_interval_is_signed_and_in_the_canonical_unit(value: str, low: str | None, high: str | None, inclusive: bool) -> None:
    (clause,) = parse_value(value)
    assert (clause.low, clause.high) == (low and Decimal(low), high and Decimal(high))
    assert (clause.low_inclusive if low else clause.high_inclusive) is inclusive


def test_a_clause_keeps_the_printed_part_it_was_read_from() -> None:
    first, second = parse_value("停访息诉率 95 %，群众满意率98%。")
    assert (first.text, second.text) == ("停访息诉率 95 %", "群众满意率98%")


def test_the_unit_column_serves_numbers_without_a_unit_only() -> None:
    assert [clause.unit for clause in parse_value("≥95", unit="百分比")] == ["%"]
    assert [clause.unit for clause in parse_value("≥95%", unit="人")] == ["%"]
    assert [clause.unit for clause in parse_value("≥95", unit="/")] == [None]
    assert [clause.unit for clause in parse_value("≥ 95", indicator="资金年度支持率")] == [None]
    assert [clause.unit for clause in parse_value("5万", unit="人次")] == ["万人次"]


def test_dates_without_a_year_need_the_fiscal_year() -> None:
    assert parse_value("9-10月") == ()
    (clause,) = parse_value("9-10月", fiscal_year=2023)
    assert (clause.not_before, clause.not_after) == ("2023-09-01", "2023-10-31")
    (clause,) = parse_value("2月底前", fiscal_year=2024)
    assert (clause.not_before, clause.not_after) == (None, "2024-02-29")
    assert parse_value("2月30日前", fiscal_year=2024) == ()


def test_numbers_of_an_event_that_must_not_happen_are_no_bounds() -> None:
    (clause,) = parse_value("不发生30人以上赴京集体上访")
    assert (clause.comparator, clause.origin, clause.value, clause.subject) == ("eq", "word", Decimal(0), "30人以上赴京集体上访")


@pytest.mark.parametrize(
    "text",
    cells(
        """
        四级平台|完善“三调对接、四级联动”矛盾调解机制|中央：省：市：县=1:1:0.5:0.6|联系电话13812345678|0391-2198275
        2198275|8:30-17:30|第一时间赶赴现场|财行〔2021〕7号|《关于2021年预算的通知》|两个维护|三会一课|一户一策
        7×24小时|得8分|1/3|±5%|2023|5G|12345热线|为基层解决了一批老大难|“12345”热线|PM2.5|十分满意度|数十次
        ≥138123456781381234567813812345678|1 200人||-|/|——
        """
    ),
)
def test_what_is_no_quantity_gives_no_number(text: str) -> None:
    assert [clause for clause in parse_value(text, fiscal_year=2023) if clause.value is not None] == []


@pytest.mark.parametrize(
    "text",
    cells(
        """
        ≥90%|≥ 95|100%|≥95百分比|145人|0.36万元|30万|2021年12月31日前|9-10月|全年|每月|良好|合规|显著提升|及时|是|0%
        不低于95%|案件化解率95%以上，案件办结率98%以上|群众满意率达95%以上|580元/人·天|三次以上|95|年底前|零事故
        """
    ),
)
def test_value_cells(text: str) -> None:
    assert is_value_like(text)


@pytest.mark.parametrize(
    "text",
    cells(
        """
        资金使用合规性|救助金足额拨付率|开展培训次数|满意度|群众满意度|数量指标|社会效益指标|经济效益|资金到位及时率
        管理制度健全性|项目总成本|全年微信公众号信息发布条数|2019-2022年的档案进行整理|推进“四级平台”调处化解矛盾纠纷
        三会一课|完成京、省、市三级信访保障工作|维持单位正常运转|按统一规定执行|三级指标|年度目标值|全年(程)目标
        一级指标|可持续影响指标|降低信访投诉次数|每人每年取暖费标准|指标1:|| |单位:万元|12345热线
        """
    ),
)
def test_other_cells(text: str) -> None:
    assert not is_value_like(text)


def test_ratings_are_whole_texts() -> None:
    assert rating_of(" 良 好。") == "良好"
    assert rating_of("显著提升") == "显著提升"
    assert rating_of("及时、足额") == "及时、足额"
    assert rating_of("资金使用合规性") is None
    assert rating_of("提供了良好的办公环境") is None
    assert rating_of("") is None


def test_ratings_of_change_say_where_to() -> None:
    assert [clause.direction for value in ("提升", "降低", "稳定", "良好") for clause in parse_value(value)] == [
        "increase",
        "decrease",
        "maintain",
        None,
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("两百", "200"),
        ("两百五", "250"),
        ("三千零五十", "3050"),
        ("一万二千", "12000"),
        ("三万五", "35000"),
        ("三万零五", "30005"),
        ("一亿零五十", "100000050"),
        ("一点五", "1.5"),
        ("二〇二一", "2021"),
        ("叁佰", "300"),
        ("百", None),
        ("万", None),
        ("一二", None),
        ("三两", None),
        ("二十百", None),
        ("点五", None),
        ("", None),
        ("一点", None),
    ],
)
def test_numerals(text: str, value: str | None) -> None:
    assert numeral(text) == (Decimal(value) if value else None)


DIGITS = "零一二三四五六七八九"


def spell(number: int) -> str:
    """A second way from numbers to numerals, below 100 million, that shares nothing with the reader."""
    if number >= 10_000:
        rest = number % 10_000
        return spell(number // 10_000) + "万" + ("零" * (0 < rest < 1000) + spell(rest) if rest else "")
    text = ""
    for size, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        text += DIGITS[digit] + word if digit else "零"
    return re.sub("零+", "零", text).strip("零") or "零"


@given(st.integers(0, 99_999_999))
def test_numerals_read_back(number: int) -> None:
    assert numeral(spell(number)) == number


BEFORE = {
    "≥": ("ge", "symbol"),
    "≤": ("le", "symbol"),
    ">": ("gt", "symbol"),
    "＜": ("lt", "symbol"),
    ">=": ("ge", "symbol"),
    "": ("eq", "implied"),
    "不低于": ("ge", "word"),
    "不少于": ("ge", "word"),
    "不超过": ("le", "word"),
    "超过": ("gt", "word"),
    "低于": ("lt", "word"),
    "控制在": ("le", "word"),
    "达到": ("ge", "word"),
    "至少": ("ge", "word"),
    "=": ("eq", "symbol"),
}
AFTER = {"以上": ("ge", "word"), "以下": ("le", "word"), "以内": ("le", "word"), "（含）以上": ("ge", "word"), "及以上": ("ge", "word")}
UNITS = [
    "%",
    "百分比",
    "人",
    "次",
    "件",
    "个",
    "条",
    "份",
    "名",
    "家",
    "户",
    "天",
    "元",
    "万元",
    "人次",
    "平方米",
    "公里",
    "小时",
    "个工作日",
]
SUBJECTS = ["", "案件化解率", "越级访", "培训场所", "信访总量", "来市上访案件", "设备验收"]
MOVES = {"": None, "下降": "decrease", "减少": "decrease", "增长": "increase", "提高": "increase", "同比下降": "decrease"}


@st.composite
def printed_clauses(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A clause in print, and what it says."""
    number = draw(st.decimals(min_value=0, max_value=99999, places=draw(st.sampled_from([0, 0, 1, 2]))))
    before = draw(st.sampled_from(sorted(BEFORE)))
    after = draw(st.sampled_from(sorted(AFTER))) if not before else ""
    unit = draw(st.sampled_from(UNITS))
    move = draw(st.sampled_from(sorted(MOVES)))
    subject = draw(st.sampled_from(SUBJECTS))
    space = draw(st.sampled_from(["", " "]))
    comparator, origin = AFTER[after] if after else BEFORE[before]
    basis = "level" if not move else "relative_change" if unit in {"%", "百分比"} else "absolute_change"
    return f"{subject}{move}{before}{space}{number}{space}{unit}{after}", {
        "comparator": comparator,
        "origin": origin,
        "value": number,
        "unit": {"百分比": "%", "个工作日": "工作日"}.get(unit, unit),
        "basis": basis,
        "direction": MOVES[move],
        "baseline": "same_period_last_year" if move == "同比下降" else None,
        "subject": subject or None,
        "approximate": False,
    }


@given(st.lists(printed_clauses(), min_size=1, max_size=4), st.sampled_from(["，", "；", "。", ","]))
@settings(max_examples=300, deadline=None)
def test_what_is_printed_is_read_back(clauses: list[tuple[str, dict[str, object]]], separator: str) -> None:
    text = separator.join(printed for printed, _ in clauses)
    read = parse_value(text)
    assert [{name: getattr(clause, name) for name in clauses[0][1]} for clause in read] == [meant for _, meant in clauses]


FRAGMENTS = [
    *BEFORE,
    *AFTER,
    *UNITS,
    *SUBJECTS,
    *MOVES,
    *"0123456789.,，。；：:/-~（）()%％‰〔〕《》“”、 \n①第年月日号万亿十百千一二三两余约每不无",
    "不发生",
    "同比",
    "由",
    "到",
    "1:1:0.5:0.6",
    "2021年12月31日",
    "13812345678",
    "第1季度",
    "百分之",
    "九十五",
    "全年",
    "每月",
    "人均",
]


def numbers_in(text: str) -> set[Decimal]:
    """Every number that one could claim to see in a text, in digits or in words."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    digits = {folded[i:j] for match in re.finditer(r"[\d.,]+", folded) for i in range(*match.span()) for j in range(i + 1, match.end() + 1)}
    words = {
        folded[i:j]
        for match in re.finditer(r"[零〇一二两三四五六七八九十百千万亿点]+", folded)
        for i in range(*match.span())
        for j in range(i + 1, match.end() + 1)
    }
    found = {Decimal(part.replace(",", "")) for part in digits if re.fullmatch(r"\d[\d,]*(?:\.\d+)?", part)}
    return found | {value for word in words if (value := numeral(word)) is not None}


@given(
    st.one_of(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join), st.text(max_size=40)),
    st.sampled_from(["", "降幅率", "化解率(%)"]),
)
@settings(max_examples=1000, deadline=None)
def test_noise_neither_breaks_nor_makes_numbers(text: str, indicator: str) -> None:
    is_value_like(text)
    for clause in parse_value(text, indicator=indicator, unit="件", fiscal_year=2023):
        if clause.value is not None:
            zero_event = clause.value == 0 and clause.origin == "word" and re.search("[不无零未]|杜绝|没有", text)
            assert zero_event or abs(clause.value) in numbers_in(text), clause
        if clause.low is not None and clause.high is not None:
            assert clause.low <= clause.high
        assert clause.text in text
        assert clause.not_before is None or (clause.not_after is not None and clause.not_before <= clause.not_after)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("上访群众满意度≥90%", "上访群众满意度", "≥90%"),
        ("越级上访下降20%以上", "越级上访", "下降20%以上"),
        ("按期办结率：达到95%以上", "按期办结率", "达到95%以上"),
        ("2023年新建公厕10座", "2023年新建公厕", "10座"),
        ("12345热线办结率≥95%", "12345热线办结率", "≥95%"),
        ("群众满意度", "群众满意度", ""),
        ("95%", "95%", ""),
    ],
)
def test_an_indicator_written_together_with_its_value(text: str, name: str, value: str) -> None:
    assert split_value(text) == (name, value)


@pytest.mark.parametrize("text", ["一" * 500, "≥" + "一" * 5000 + "个", "1" * 32_767, "1," * 16_000, "、" * 32_000, " " * 32_000])
def test_a_string_that_is_no_number_gives_none(text: str) -> None:
    """Python makes no integer of 5,000 digits; the longest cell that a sheet holds is prose, not a value."""
    assert parse_value(text) == () and not is_value_like(text)
