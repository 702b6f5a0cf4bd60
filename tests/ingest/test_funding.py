"""Ratios, shares, floors, ceilings and standards in sentences as budgets and rules phrase them; what is alike is left alone."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.funding.norms import find_norms
from ingest.funding.shares import RatioStatement, find_rules
from ontology.funding import Applicability, FundingNorm, LevelResolution, NormKind
from ontology.money import UNITS
from ontology.records import Level, Source
from tests.ingest.funding_sentences import sentences

GOLD = Path(__file__).with_name("funding_gold.csv")
_MARK: dict[LevelResolution | None, str] = {"explicit": "", "relative": "^", "ambiguous": "~", None: ""}
_KIND = {"floor": "下限", "ceiling": "上限", "standard": "标准"}


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


#: Statements without a document's number, which is for all that follows, and whose parties are named in the sentence itself.
UNNUMBERED = [row for row in gold() if "号" not in row["sentence"] and not row["sentence"].startswith(("第", "其中"))]


def _case(applies: Applicability) -> str:
    case = applies.tier or applies.unit_kind
    return f"[{case}]" if case else ""


def ratio(statement: RatioStatement) -> str:
    """`[class of places] label=level part, … (文号)`; ^ is relative to the publisher, ~ is ambiguous."""
    shares = ", ".join(f"{s.label}={'+'.join(s.levels) or '?'}{_MARK[s.resolution]} {s.part}" for s in statement.shares)
    return f"{_case(statement.applies)} {shares}{f' ({statement.basis})' if statement.basis else ''}".strip()


def norm(found: FundingNorm) -> str:
    level = "+".join(found.levels) + _MARK[found.level_resolution]
    yuan = found.amount.yuan if found.amount else None
    percent = None if found.percent is None else f"{found.percent:f}%"
    value = percent or str(found.share) if yuan is None else f"{yuan.normalize():f}"
    per = f"/{'·'.join(found.per)}" if found.per else ""
    basis = f" ({found.basis})" if found.basis else ""
    return f"{_KIND[found.kind]}{_case(found.applies)} {level + ' ' if level else ''}{value}{per}{basis}"


def read(row: dict[str, str]) -> Counter[str]:
    level = cast(Level | None, row["publisher"] or None)
    division = row["division"] or None
    place = Source("0" * 64, "funding/statement", row["sentence"])
    ratios = map(ratio, find_rules(row["sentence"], publisher_level=level, division=division))
    norms = map(norm, find_norms(row["sentence"], place, publisher_level=level, division=division))
    return Counter([*ratios, *norms])


def expected(row: dict[str, str]) -> Counter[str]:
    return Counter(part.strip() for cell in (row["ratios"], row["norms"]) for part in cell.split("|") if part.strip())


def test_the_gold_has_both_kinds() -> None:
    rows = gold()
    assert sum(bool(row["ratios"] or row["norms"]) for row in rows) >= 60
    assert sum(not row["ratios"] and not row["norms"] for row in rows) >= 40


def test_statements_are_found_and_nothing_is_invented() -> None:
    right = wanted = made = 0
    wrong = []
    for row in gold():
        want, got = expected(row), read(row)
        right, wanted, made = right + (want & got).total(), wanted + want.total(), made + got.total()
        if want != got:
            wrong.append((row["sentence"], want - got, got - want))
    assert right / made >= 0.98, wrong
    assert right / wanted >= 0.95, wrong


@pytest.mark.parametrize("mark", ["（一）", "第十条 ", "二、", "“"])
def test_what_stands_before_a_sentence_in_print_changes_nothing(mark: str) -> None:
    """Marks of items open a clause; they are no part of a class of places, nor of a document's number."""
    wrong = [row["sentence"] for row in gold() if read({**row, "sentence": mark + row["sentence"]}) != read(row)]
    assert len(wrong) <= 3, wrong


@pytest.mark.parametrize(
    ("wording", "other"),
    [
        (r"不低于(?=\d)", "不得少于"),
        (r"不超过(?=\d)", "不得高于"),
        (r"不低于(?=\d)", "≥"),
        (r"不超过(?=\d)", "≤"),
        ("(?<=比例)(?:承担|负担|分担)", "共同承担"),
        ("给予补助", "予以补助"),
        ("其余由", "剩余部分由"),
        (r"(?<=\d)[:：∶](?=\d)", "∶"),
        ("[（(]([^（()）]*)[）)]", r"(\1)"),
        ("，", ","),
    ],
)
def test_other_words_for_the_same_are_read_the_same(wording: str, other: str) -> None:
    def levels(found: Counter[str]) -> Counter[str]:
        """Without printed names, which the other words may change."""
        return Counter(re.sub("[一-龥（）()、：:∶]", "", said) for said in found.elements())

    rows = [(row, re.sub(wording, other, row["sentence"])) for row in gold()]
    changed = [(row, text) for row, text in rows if text != row["sentence"]]
    wrong = [text for row, text in changed if levels(read({**row, "sentence": text})) != levels(read(row))]
    assert len(changed) >= 5
    assert len(wrong) <= len(changed) / 50, wrong


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_two_sentences_say_what_each_says(data: st.DataObject) -> None:
    """What is carried on over commas, payers and classes, ends with the sentence."""
    first = data.draw(st.sampled_from(UNNUMBERED))
    others = [row for row in UNNUMBERED if (row["publisher"], row["division"]) == (first["publisher"], first["division"])]
    second = data.draw(st.sampled_from(others))
    text = first["sentence"].rstrip("。；") + "。" + second["sentence"]
    assert read({**first, "sentence": text}) == read(first) + read(second)


@pytest.mark.parametrize("seed", range(5))
def test_statements_made_by_a_grammar_of_rules_are_read(seed: int) -> None:
    right, wanted, made = Counter[str](), Counter[str](), Counter[str]()
    wrong = []
    for sentence in sentences(400, seed):
        got = read({"sentence": sentence.text, "publisher": "prefecture", "division": "河南省焦作市"})
        want = Counter(sentence.says)
        for counts, found in ((right, want & got), (wanted, want), (made, got)):
            counts[sentence.kind] += found.total()
        if want != got:
            wrong.append((sentence.text, want - got, got - want))
    for kind in wanted:
        assert right[kind] / made[kind] >= 0.98, wrong
        assert right[kind] / wanted[kind] >= 0.97, wrong


def norms(text: str, level: Level | None = "county", division: str | None = None) -> list[FundingNorm]:
    return list(find_norms(text, Source("0" * 64, "funding/norm", text), publisher_level=level, division=division))


def test_a_norm_names_its_money_and_what_it_rests_on() -> None:
    text = "根据《实施方案》(苏信组办〔2013〕2号)通知明确县级信访救助专项资金每年不少于50万元,设立专项资金。"
    (floor,) = norms(text)
    assert (floor.kind, floor.subject, floor.text) == ("floor", "县级信访救助专项资金", "县级信访救助专项资金每年不少于50万元")
    assert floor.amount is not None
    assert (floor.amount.contract, floor.amount.text, floor.amount.unit) == ("500000.00", "50", "万元")
    assert (floor.levels, floor.level_label, floor.level_resolution) == (("county",), "县级", "explicit")
    assert (floor.basis, floor.year) == ("苏信组办〔2013〕2号", 2013)
    (floor,) = norms("依照豫财社[2021]45号文件，县级补助资金不低于20万元")
    assert floor.basis == "豫财社〔2021〕45号"


def test_how_a_level_was_resolved_is_kept() -> None:
    def resolved(text: str, level: Level | None, division: str | None) -> list[tuple[str, tuple[Level, ...], str]]:
        (rule,) = find_rules(text, publisher_level=level, division=division)
        return [(share.label, share.levels, share.level_resolution) for share in rule.all_shares]

    text = "上级、本级按7:3分担"
    assert resolved(text, "county", None) == [("上级", (), "relative"), ("本级", ("county",), "relative")]
    assert resolved(text, None, None) == [("上级", (), "relative"), ("本级", (), "ambiguous")]
    text = "省、市按6:4分担"
    assert resolved(text, "county", "江苏省南通市如皋市")[1] == ("市", ("county",), "relative")
    assert resolved(text, "county", "河南省新乡市红旗区")[1] == ("市", ("prefecture",), "explicit")
    assert resolved(text, "county", None)[1] == ("市", ("county",), "ambiguous")
    assert resolved("市、区按4:6分担", "provincial", "上海市")[0] == ("市", ("provincial",), "relative")
    assert resolved("省、市县按6:4分担", "provincial", "河南省")[1] == ("市县", ("prefecture", "county"), "explicit")
    assert resolved("中央与地方按8:2分担", "provincial", "河南省")[1] == ("地方", (), "ambiguous")


def test_the_case_a_rule_is_for() -> None:
    first, second = find_rules("公用经费中央与地方按比例分担，第一档为8:2，西部地区为7:3", publisher_level="provincial")
    assert (first.applies.tier, first.condition) == ("第一档", "公用经费，第一档")
    assert (second.applies.unit_kind, second.applies.tier) == ("西部地区", None)
    rules = find_rules("县（市）区使用补助资金个案比例为，省：市=1:1，市直单位比例为，省：市=1:2", publisher_level="prefecture")
    assert [(rule.applies.recipient_level, rule.applies.unit_kind) for rule in rules] == [("county", None), ("prefecture", "市直单位")]


@given(
    st.sampled_from([("不少于", "floor"), ("不低于", "floor"), ("最高不超过", "ceiling"), ("不得超过", "ceiling")]),
    st.integers(1, 99999),
    st.sampled_from(["元", "万元", "亿元"]),
    st.sampled_from(["专项资金", "补助经费", "救助金补助"]),
)
def test_floors_and_ceilings_read_back(words: tuple[str, NormKind], number: int, unit: str, money: str) -> None:
    (found,) = norms(f"县级{money}每年{words[0]}{number}{unit}")
    assert found.amount is not None
    assert (found.kind, found.amount.yuan, found.levels) == (words[1], number * UNITS[unit], ("county",))


PIECES = ["县级", "补助", "资金", "不少于", "最高", "每人", "每年", "50万元", "60%", "/人·天", "标准", "为"]
PIECES += ["，", "。", "第一档", "市", "承担", "的", "案件", "\t"]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=400, deadline=None)
def test_noise_does_not_break_it_and_norms_are_printed(text: str) -> None:
    for found in norms(text):
        assert (found.amount is None) != (found.share is None)
        assert found.text in text
        assert found.subject is None or found.subject in text
        assert found.level_label is None or found.level_label in text


@pytest.mark.parametrize(
    "piece",
    [
        "每人",
        "每个",
        "对县、",
        "省和市",
        "其中",
        "5:5，",
        "一类县、",
        "除县",
        "比例为",
        "各",
        "对县的补助比例",
        "对列入省的",
        "每人50元，其中省5元，",
        "县(区、",
    ],
)
def test_text_made_to_be_slow_is_read(piece: str) -> None:
    """Patterns that try every end of a run from every place in it takes minutes."""
    text = piece * 20_000 + "。县级补助资金不少于5万元，由省与县按6:4分担"
    assert [found.kind for found in norms(text)] == ["floor"]
    assert len(find_rules(text, publisher_level="county")) == 1


@pytest.mark.parametrize(
    ("sentence", "level", "division", "told"),
    [
        ("失能老年人护理补贴，市级承担80%，本县承担20%。", "county", "重庆市城口县", ["市级=provincial^ 80, 本县=county 20"]),
        ("所需资金省级承担60%，我县承担40%。", "county", "山西省临汾市襄汾县", ["省级=provincial 60, 我县=county 40"]),
        ("旗财政与各苏木乡镇按7:3负担。", "county", "内蒙古自治区乌兰察布市四子王旗", ["旗财政=county 7, 苏木乡镇=township 3"]),
        ("由省财政承担70%，州财政承担30%。", "prefecture", "四川省凉山彝族自治州", ["省财政=provincial 70, 州财政=prefecture 30"]),
        (
            "省级福彩公益金资助60%，市级福彩公益金资助40%。",
            "prefecture",
            "安徽省阜阳市",
            ["省级福彩公益金=provincial 60, 市级福彩公益金=prefecture 40"],
        ),
        ("救助对象人均救助水平1600元。", "county", "山西省临汾市襄汾县", []),
    ],
)
def test_levels_by_their_local_names(sentence: str, level: str, division: str, told: list[str]) -> None:
    assert list(read({"sentence": sentence, "publisher": level, "division": division, "ratios": "", "norms": ""}).elements()) == told


@pytest.mark.parametrize(
    ("sentence", "amount", "per"),
    [
        ("护理员人均月补助标准 =200元。", "200", ("人", "月")),
        ("村医补助标准200元/人月。", "200", ("人", "月")),
        ("护工补助3800元/人·月。", "3800", ("人", "月")),
        ("聘用人员工资标准为3800元/人月。", "3800", ("人", "月")),
        ("公益性岗位补贴标准为800元/人均月。", "800", ("人", "月")),
        ("特困人员护理补贴标准为人均月600元。", "600", ("人", "月")),
        ("社区工作者人均年度补助标准2000元。", "2000", ("人", "年")),
    ],
)
def test_a_standard_for_one_person_a_month_is_for_both(sentence: str, amount: str, per: tuple[str, ...]) -> None:
    found = find_norms(sentence, Source("0" * 64, "x", sentence), publisher_level="county")
    assert [(n.kind, n.amount and n.amount.text, n.per) for n in found] == [("standard", amount, per)]
    assert found[0].subject and not found[0].subject.endswith(("=", " "))


@pytest.mark.parametrize("sentence", ["全年接待120批，人均接待费80.95元。", "2022年人均接待费80.95元。", "本年实际发放补助人均1200元。"])
def test_an_average_of_what_was_spent_is_no_standard(sentence: str) -> None:
    assert find_norms(sentence, Source("0" * 64, "x", sentence), publisher_level="county") == ()
