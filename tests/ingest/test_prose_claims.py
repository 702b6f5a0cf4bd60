"""What running text says of figures: against a gold read by hand, and on any text.

`claims_gold.csv` holds the claims of the five samples, of the documents in `layouts/`, and of those in `claims/`, which are
invented in the wording of other provinces; `claims/README.md` says how each was labelled and what the first readings gave.
"""

import csv
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.blocks import Heading, Paragraph
from ingest.claims.prose import Passage, claims_in_prose, passages
from ingest.read import read_document
from ontology.money import Money, parse_money
from ontology.records import Claim, Source

HERE = Path(__file__).parent
GOLD = HERE / "claims_gold.csv"
SAMPLES = HERE.parents[1] / "data" / "samples"
Row = tuple[str, ...]


def text_key(text: str | None) -> str:
    return re.sub(r"[\s.,;:。，；：、]+", "", unicodedata.normalize("NFKC", text or ""))


def number_key(value: Decimal | None) -> str:
    return "" if value is None else str(value.normalize() + 0)


def money_key(printed: str) -> str:
    money = parse_money(printed, "万元") if printed else None
    return number_key(money.yuan if money else None)


def amount_key(money: Money | None) -> str:
    return number_key(money.yuan if money else None)


@cache
def gold() -> dict[str, Counter[Row]]:
    found: dict[str, Counter[Row]] = {}
    with GOLD.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (
                row["line"],
                row["subject"],
                *(money_key(row[k]) for k in ("amount", "change", "baseline")),
                *(number_key(Decimal(row[k])) if row[k] else "" for k in ("percent", "share")),
                row["direction"],
                row["baseline_year"],
                text_key(row["function"]),
                text_key(row["reason"]),
            )
            found.setdefault(row["document"], Counter())[key] += 1
    return found


def row_of(claim: Claim) -> Row:
    return (
        str(claim.source.line_start),
        claim.subject,
        *(amount_key(m) for m in (claim.amount, claim.change, claim.baseline)),
        *(number_key(n) for n in (claim.percent, claim.share_percent)),
        claim.direction or "",
        str(claim.baseline_year or ""),
        text_key(f"{claim.function_code or ''}{claim.function_name or ''}"),
        text_key(claim.reason),
    )


def path_of(document: str) -> Path:
    folders = (SAMPLES, HERE / "claims", HERE / "layouts")
    return next(path for folder in folders if (path := folder / f"{document}.txt").exists())


@cache
def read_claims(document: str) -> Counter[Row]:
    return Counter(row_of(claim) for claim in read_document(path_of(document)).claims)


PRECISION, RECALL = Decimal("1.000"), Decimal("0.998")
"""What is reached; a change that loses one claim or invents one fails."""


def test_the_gold_has_samples_and_other_provinces() -> None:
    assert {p.stem for p in SAMPLES.glob("*.txt")} - set(gold()) == {"rugao-2024"}, "Rugao prints no running text on its figures"
    assert {p.stem for p in (HERE / "claims").glob("*.txt")} <= set(gold())
    assert sum(sum(rows.values()) for rows in gold().values()) >= 540
    assert not read_claims("rugao-2024")


def test_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    hits = found = wanted = 0
    wrong: list[str] = []
    for document, rows in gold().items():
        read = read_claims(document)
        hits += sum((rows & read).values())
        found += sum(read.values())
        wanted += sum(rows.values())
        wrong += [f"{document} missing {row}" for row in rows - read] + [f"{document} extra {row}" for row in read - rows]
    precision, recall = Decimal(hits) / found, Decimal(hits) / wanted
    with capsys.disabled():
        print(f"\nclaims: precision {precision:.4f} ({hits}/{found}), recall {recall:.4f} ({hits}/{wanted})")
    assert precision >= PRECISION and recall >= RECALL, "\n".join(wrong)


def claims(*paragraphs: str, year: int | None = 2024, heading: str = "", final: bool = False) -> tuple[Claim, ...]:
    places = [
        Passage(p, Source("0" * 64, "prose/claim", p, n, n, heading=(heading,) if heading else ())) for n, p in enumerate(paragraphs, 1)
    ]
    return claims_in_prose(places, year, {"行政运行": "2010301"}, "某县信访局", final=final).claims


def brief(*paragraphs: str, year: int | None = 2024, heading: str = "") -> list[tuple[str, str, str]]:
    return [
        (c.subject, c.amount.contract if c.amount else "", c.change.contract if c.change else "")
        for c in claims(*paragraphs, year=year, heading=heading)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2023年固定资产总额386.05万元，其中房屋建筑物0万元。",
        "单价50万元以上通用设备2台，单位价值100万元以上专用设备0台。",
        "一般行政管理项目支出20万元。",
        "2023年基本支出180万元。",
        "压减一般性支出12万元。",
        "增加人员经费20万元。",
        "授予中小企业合同金额35万元。",
        "上年结转的项目支出5万元。",
        "其中：聘请律师费2万元，办公维修维护费4万元。",
        "基本支出和项目支出比上年减少-36.20万元。",
        "全市农业总产值预计突破1,050.6亿元。",
    ],
)
def test_what_cannot_be_decided_is_left_out(text: str) -> None:
    assert claims(text) == ()


def test_a_change_after_a_list_belongs_to_the_whole_only_where_the_parts_are_all_there() -> None:
    whole = "收入预算100万元，其中一般公共预算拨款收入80万元、政府性基金拨款收入20万元，较上年增加10万元。"
    assert brief(whole)[0] == ("income_total", "1000000.00", "100000.00")
    part = "收入预算100万元，其中一般公共预算拨款收入80万元，较上年增加10万元；其他收入20万元。"
    assert brief(part)[:2] == [("income_total", "1000000.00", ""), ("general_public_budget", "800000.00", "100000.00")]
    unclear = "收入预算100万元，其中：一般公共预算拨款收入80万元；其他收入20万元，较上年增加10万元。"
    assert all(change == "" for _, _, change in brief(unclear))


def test_the_heading_says_what_a_sentence_without_a_subject_is_about() -> None:
    assert brief("2024年预算安排31.59万元。", heading="（一）机关运行经费支出情况") == [("operating_cost", "315900.00", "")]
    assert brief("2024年预算安排31.59万元。", heading="（二）其他") == []
    assert brief("该资金预算安排31.59万元。", heading="（一）机关运行经费支出情况") == []


def test_a_heading_limits_basic_expenditure_to_its_fund() -> None:
    (claim,) = claims("2024年基本支出100万元。", heading="六、一般公共预算基本支出情况说明")
    assert claim.nature == "general_public_budget"


def test_a_final_account_speaks_of_its_own_figures_and_not_of_the_budget() -> None:
    text = "“三公”经费支出年初预算为6万元，支出决算为4万元，完成年初预算的66.67%。"
    assert [c.amount.text for c in claims(text, final=True) if c.amount] == ["4"]
    assert [c.amount.text for c in claims("“三公”经费年初预算为6万元。") if c.amount] == ["6"]


def test_a_figure_cut_by_a_page_is_whole() -> None:
    blocks = [
        Paragraph("某县信访局2024年基本支出508.44万元，其中：人员经费454.44万元；公用经费 54", 1, 1),
        Paragraph("万元，主要包括办公费。", 3, 3),
    ]
    joined = passages(blocks, "0" * 64)
    assert [(p.source.line_start, p.source.line_end) for p in joined] == [(1, 3)]
    found = claims_in_prose(joined, 2024, {}, "某县信访局").claims
    assert [(c.subject, c.amount.contract) for c in found if c.amount][-1] == ("basic_public", "540000.00")


def test_numbered_reasons_below_a_question_are_one_reason() -> None:
    blocks = [
        Paragraph("收入总计100万元，比上年增加10万元，主要原因：", 1, 1),
        Paragraph("1、人员增加；", 2, 2),
        Paragraph("2、项目增加。", 3, 3),
    ]
    (claim,) = claims_in_prose(passages(blocks, "0" * 64), 2024, {}, "").claims
    assert claim.reason == "1、人员增加；2、项目增加" and claim.source.line_end == 3


def test_running_text_in_a_wide_cell_is_read_with_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    said = "某县信访局2024年收入总计100.00万元，比上年增加10.00万元，主要原因是人员增加。另有专项20万元未说明用途。"
    path.write_text(f"某县信访局2024年部门预算\n\n本说明金额单位为万元。\n\n情况说明\t\n{said}\t\n", "utf-8")
    record = read_document(path)
    (claim,) = record.claims
    assert (claim.subject, claim.baseline_year, claim.reason) == ("income_total", 2023, "人员增加")
    assert claim.source.row == 2 and claim.source.column == 1 and claim.source.line_start == 6
    (issue,) = [i for i in record.issues if i.code == "claims.undecided"]
    assert issue.severity == "info" and "1 个金额" in issue.message


def test_headings_with_an_amount_are_read_too() -> None:
    blocks: list[Heading | Paragraph] = [Heading("2.项目支出1,354.60万元", 4, 7)]
    assert [c.subject for c in claims_in_prose(passages(blocks, "0" * 64), 2024, {}, "").claims] == ["project"]


PIECES = st.sampled_from(
    [
        *"，。；：、（）",
        *(
            "收入总计",
            "支出总计",
            "收、支总计",
            "基本支出",
            "项目支出",
            "“三公”经费",
            "公务接待费",
            "机关运行经费",
            "教育支出",
            "2010308信访事务",
        ),
        *("2024年", "2023年", "与2023年相比", "比上年", "较上年8.5万元", "同比", "预算", "安排", "为", "各", "均", "其中：", "占"),
        *("增加", "减少", "增长", "下降", "持平", "增减", "主要原因是", "主要是", "一是人员增加", "1、", "完成预算的"),
        *("12.5万元", "1,234.56万元", "0万元", "3 000元", "1.2亿元", "-5万元", "6.64%", "50％", "１２．５万元", "100万元以上", "5个"),
    ]
)


def stands(number: str, text: str) -> bool:
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text))
    return number.replace(",", "") in plain


@example("与2023年相比12.5万元持平收入总计持平", 2024)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from([None, 2023, 2024]))
@settings(max_examples=400, deadline=None)
def test_every_number_of_a_claim_stands_in_its_sentence(text: str, year: int | None) -> None:
    for claim in claims(text, year=year):
        for money in (claim.amount, claim.change, claim.baseline):
            assert money is None or stands(money.text, claim.text), claim
        for number in (claim.percent, claim.share_percent):
            assert number is None or stands(f"{abs(number):f}", claim.text) or not number, claim
        assert claim.reason is None or text_key(claim.reason) in text_key(claim.text)
        assert claim.change is None or claim.direction is not None
        assert claim.text and claim.text in text


@given(st.text(max_size=300), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_a_crash(text: str, final: bool) -> None:
    claims(text, heading=text[:40], final=final)
    passages([Paragraph(text, 1, 1), Heading(text, 2, 2), Paragraph(text, 3, 3)], "0" * 64)


def test_long_text_is_read_in_time_that_grows_with_it() -> None:
    """Fillers repeat: a pattern that tries all ways to split them would never end."""
    assert claims("本年度预算安排总额合计" * 300 + "X5万元") == ()


def test_a_sentence_made_to_be_slow_is_read() -> None:
    """A pattern that tries every end of a run from every place in it takes minutes."""
    text = "公用经费2万元，" + "均" * 100_000 + "很持平。"
    found = claims_in_prose([Passage(text, Source("0" * 64, "prose/claim", text))], 2024, {}, "某某局")
    assert [claim.amount.contract for claim in found.claims if claim.amount] == ["20000.00"]
