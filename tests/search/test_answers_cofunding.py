"""Co-funding over documents: the samples worked out by hand, and invented governments that publish both sides."""

from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import pytest

from ingest.read import read_document
from ontology.funding import Applicability, CofundingRule, FundingShare
from ontology.money import parse_money
from ontology.records import FundAmount, Level
from search.graph.store import GraphStore
from tests.search.cofunding_records import PROGRAMME, RATIO, Row, ask, funds, invented, store_of, verdicts

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))
JIAOZUO, JINCHENG, HONGQI, RUGAO = "焦作市信访局", "晋城市信访局", "新乡市红旗区信访局", "如皋市信访局"
COUNTY, CITY = "县（市）区使用信访补助资金个案", "市直单位"


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return store_of(map(read_document, SAMPLES))


def test_one_programme_with_members_of_five_agencies_and_six_years(store: GraphStore) -> None:
    rows = ask(store, "programme-members")
    assert len({row["programme_name"] for row in rows}) == 1
    assert {(row["agency_name"], row["basis_year"], row["budget_year"], row["amount"]) for row in rows} == {
        (JIAOZUO, "2019", "2020", "421400"),
        (JIAOZUO, "2020", "2020", "1660000"),
        (JIAOZUO, "2020", "2020", "1000000"),
        (HONGQI, "2022", "2022", "179200"),
        (JINCHENG, "2023", "2023", "577900"),
        (JINCHENG, "2023", "2023", "135000"),
        (RUGAO, "2024", "2024", "800000"),
        ("石家庄市鹿泉区信访局本级", "2021", "2021", None),
    }
    assert ask(store, "programme-members", word="保安") == []
    assert {row["agency_name"] for row in ask(store, "programme-members", region="41")} == {JIAOZUO, HONGQI}
    assert {row["agency_name"] for row in ask(store, "programme-members", year="2019")} == {JIAOZUO}
    assert {row["agency_name"] for row in ask(store, "programme-members", word="疑难信访案件")} >= {JIAOZUO, RUGAO}


def test_amounts_by_level_with_what_is_not_told_and_what_is_printed_as_one(store: GraphStore) -> None:
    rows = [(row["agency_name"], row["basis_year"], row["level"], row["amount"], row["note"]) for row in ask(store, "cofunding-amounts")]
    assert set(rows) >= {
        (JIAOZUO, "2019", "中央", "421400", "结转"),
        (JIAOZUO, "2019", "省级", "421400", "结转"),
        (JIAOZUO, "2020", "地市级", "1000000", ""),
        (JIAOZUO, "2020", "未写明", "1660000", "提前下达"),
        (JINCHENG, "2023", "地市级、县级", "577900", "几级合计"),
        (HONGQI, "2022", "未写明", "179200", ""),
    }
    assert not any("保安" in str(row["project_name"]) for row in ask(store, "cofunding-amounts"))


def test_declared_shares_of_the_programme(store: GraphStore) -> None:
    rows = ask(store, "cofunding-declared", year="2019")
    shares = [(row["condition"], row["level"], row["parts"], row["share"]) for row in rows]
    assert shares == [
        (COUNTY, "中央", "1", "32.26"),
        (COUNTY, "省级", "1", "32.26"),
        (COUNTY, "地市级", "0.5", "16.13"),
        (COUNTY, "县级", "0.6", "19.35"),
        (CITY, "中央", "1", "32.26"),
        (CITY, "省级", "1", "32.26"),
        (CITY, "地市级", "1.1", "35.48"),
    ]


def test_a_verdict_for_every_pair_of_levels(store: GraphStore) -> None:
    rows = ask(store, "cofunding-against-amounts")
    pairs = {(row["basis_year"], row["condition"]): 0 for row in rows}
    for row in rows:
        pairs[row["basis_year"], row["condition"]] += 1
    assert pairs == {("2019", COUNTY): 6, ("2019", CITY): 3, ("2020", COUNTY): 6, ("2020", CITY): 3}
    assert [(row["condition"], row["level"], row["other_level"], row["implied"]) for row in rows if row["verdict"] == "相符"] == [
        (COUNTY, "中央", "省级", "1:1"),
        (CITY, "中央", "省级", "1:1"),
    ]
    unsure = {(row["basis_year"], row["condition"], row["level"], row["other_level"]): row["missing"] for row in rows if row["missing"]}
    assert unsure["2019", COUNTY, "中央", "县级"] == "缺县级金额"
    assert unsure["2020", CITY, "中央", "地市级"] == "缺中央金额；未分到一级：上级补助 1660000 元（提前下达）"
    assert {row["verdict"] for row in rows} == {"相符", "不能确定"}


def test_what_the_ratio_requires_of_each_level(store: GraphStore) -> None:
    rows = ask(store, "cofunding-required", year="2019")
    required = {(row["condition"], row["other_level"]): row["required"] for row in rows if row["level"] == "中央"}
    assert required == {
        (COUNTY, "省级"): "421400",
        (COUNTY, "地市级"): "210700",
        (COUNTY, "县级"): "252840",
        (CITY, "省级"): "421400",
        (CITY, "地市级"): "463540",
    }


def test_a_ratio_of_another_place_in_the_province_is_a_hypothesis(store: GraphStore) -> None:
    rows = ask(store, "cofunding-hypotheses")
    assert {(row["agency_name"], row["kind"], row["rule_agency_name"], row["condition"]) for row in rows} == {
        (HONGQI, "假设", JIAOZUO, COUNTY)  # 晋城 and 如皋 lie in other provinces; a county is no 市直单位
    }
    amounts = {row["other_level"]: row["required"] for row in rows}
    assert amounts == {"中央": "298666.67", "省级": "298666.67", "地市级": "149333.33"}
    assert all("河南省" in str(row["assumptions"]) and "没有写明由哪一级承担" in str(row["assumptions"]) for row in rows)
    assert not any(row["agency_name"] == HONGQI for row in ask(store, "cofunding-against-amounts"))


def test_amounts_that_do_not_keep_to_the_ratio_are_told_with_the_difference() -> None:
    project = (PROGRAMME, "1000", funds(("central", "600"), ("provincial", "300"), ("county", "80")))
    found = verdicts(invented("鲁山县农业农村局", "410423", 2024, project, shares=RATIO))
    assert found["中央", "省级"]["verdict"] == "相符"
    assert (found["中央", "县级"]["verdict"], found["中央", "县级"]["expected"], found["中央", "县级"]["difference"]) == (
        "不符",
        "1000000",
        "-200000",
    )
    assert found["省级", "县级"]["implied"] == "1:0.2667"


def together(*amounts: tuple[tuple[Level, ...], str]) -> Row | None:
    """What is said of 中央 against 市县 together, whose shares are 6, 3 and 1."""
    record = invented(
        "平顶山市农业农村局", "410400", 2024, (PROGRAMME, "1000", ()), shares=(("central", "6"), ("prefecture", "3"), ("county", "1"))
    )
    place = record.projects[0].source
    made = tuple(
        FundAmount(
            "、".join(levels),
            levels[0] if len(levels) == 1 else None,
            levels,
            "explicit",
            None,
            money,
            "annual",
            place,
        )
        for levels, printed in amounts
        if (money := parse_money(printed, "万元"))
    )
    record = replace(record, projects=(replace(record.projects[0], funds=made),))
    store = store_of([record])
    rows = [row for row in ask(store, "cofunding-joint") if (row["level"], row["other_level"]) == ("中央", "地市级、县级")]
    assert len(rows) <= 1
    return rows[0] if rows else None


def test_money_printed_for_several_levels_as_one_is_judged_as_one() -> None:
    both: tuple[Level, ...] = ("prefecture", "county")
    fits = together((("central",), "600"), (both, "400"))
    assert fits and (fits["declared"], fits["other_amount"], fits["verdict"]) == ("6:4", "4000000", "相符")
    less = together((("central",), "600"), (both, "250"))
    assert less and (less["verdict"], less["expected"], less["difference"]) == ("不符", "4000000", "-1500000")
    more = together((("central",), "600"), (both, "300"), (("county",), "100"))
    assert more and (more["other_amount"], more["verdict"]) == ("4000000", "相符")
    unknown = together((both, "400"))
    assert unknown and (unknown["verdict"], unknown["missing"]) == ("不能确定", "缺中央金额")
    assert together((("central",), "600"), (("prefecture",), "300"), (("county",), "100")) is None  # each level is told alone


def test_whether_the_money_says_that_it_is_of_the_case_of_a_ratio(store: GraphStore) -> None:
    assert {row["applies"] for row in ask(store, "cofunding-against-amounts")} == {"未写明，由人判断"}

    def applies(project: str) -> set[str | None]:
        record = invented("平顶山市农业农村局", "410400", 2024, (project, "1000", funds(("central", "600"))), shares=RATIO)
        rule = replace(record.cofunding_rules[0], condition="市直单位", applies=Applicability(None, "prefecture", "市直单位"))
        rows = ask(store_of([replace(record, cofunding_rules=(rule,))]), "cofunding-against-amounts")
        return {row["applies"] for row in rows}

    assert applies(f"市直单位{PROGRAMME}") == {"写明"}
    assert applies(PROGRAMME) == {"未写明，由人判断"}
    plain = invented("平顶山市农业农村局", "410400", 2024, (PROGRAMME, "1000", funds(("central", "600"))), shares=RATIO)
    assert {row["applies"] for row in ask(store_of([plain]), "cofunding-against-amounts")} == {None}


def test_money_of_one_case_is_not_compared_by_the_ratio_of_another() -> None:
    named = f"市直单位{PROGRAMME}"

    def found(*projects: tuple[str, str | None, tuple[tuple[str, Level, str], ...]]) -> dict[tuple[str | None, str | None], Row]:
        record = invented("平顶山市农业农村局", "410400", 2024, *projects, shares=(("central", "6"), ("provincial", "3")))
        (own,) = record.cofunding_rules
        equal = tuple(replace(share, part=Decimal(5)) for share in own.shares)
        rules = (
            replace(own, condition="市直单位", applies=Applicability(None, "prefecture", "市直单位")),
            replace(own, condition="县区单位", applies=Applicability(None, "county", "县区单位"), shares=equal),
        )
        store = store_of([replace(record, cofunding_rules=rules)])
        required.update(str(row["condition"]) for row in ask(store, "cofunding-required"))
        return {(row["condition"], row["level"]): row for row in ask(store, "cofunding-against-amounts")}

    money = funds(("central", "600"), ("provincial", "300"))
    required: set[str] = set()
    rows = found((named, "1000", money))
    assert required == {"市直单位"}
    assert (rows["市直单位", "中央"]["verdict"], rows["市直单位", "中央"]["applies"]) == ("相符", "写明")
    other = rows["县区单位", "中央"]
    assert (other["verdict"], other["amount"], other["applies"]) == ("不能确定", None, "写明是另一种情形")
    assert other["missing"] == f"中央金额写明是另一种情形：{named}；省级金额写明是另一种情形：{named}"
    rows = found((PROGRAMME, "1000", money))  # says of neither: both are judged, and people decide which is meant
    assert [rows[case, "中央"]["verdict"] for case in ("市直单位", "县区单位")] == ["相符", "不符"]
    own = tuple((f"市直单位{label}", level, amount) for label, level, amount in money)
    mixed = found((PROGRAMME, "1000", own), (f"2024年{PROGRAMME}", "1000", money))["市直单位", "中央"]
    assert (mixed["verdict"], mixed["missing"]) == (
        "不能确定",
        "中央金额有的写明适用、有的没有写明；省级金额有的写明适用、有的没有写明",
    )


def test_a_share_of_several_levels_is_judged_by_their_sum() -> None:
    def found(*levels: tuple[Level, str]) -> Row:
        record = invented("平顶山市农业农村局", "410400", 2024, (PROGRAMME, "1000", funds(*levels)))
        shares = (FundingShare("provincial", Decimal(6), "省"), FundingShare(None, Decimal(4), "市县", ("prefecture", "county")))
        rule = CofundingRule("省与市县按6:4分担", None, shares, (record.projects[0].source,), (PROGRAMME,))
        (row,) = ask(store_of([replace(record, cofunding_rules=(rule,))]), "cofunding-joint")
        return row

    whole = found(("provincial", "600"), ("prefecture", "300"), ("county", "100"))
    assert (whole["level"], whole["other_level"], whole["other_amount"], whole["verdict"]) == ("省级", "地市级、县级", "4000000", "相符")
    half = found(("provincial", "600"), ("prefecture", "300"))
    assert (half["verdict"], half["missing"]) == ("不能确定", "缺地市级、县级金额")


def test_rounding_is_no_difference() -> None:
    project = (PROGRAMME, "100", funds(("central", "66.67"), ("provincial", "33.33")))
    found = verdicts(invented("鲁山县农业农村局", "410423", 2024, project, shares=(("central", "2"), ("provincial", "1"))))
    assert found["中央", "省级"]["verdict"] == "相符"


def test_one_project_in_two_documents_counts_once_and_two_versions_are_not_decided() -> None:
    project = (PROGRAMME, "900", funds(("central", "600"), ("provincial", "300")))
    once = invented("鲁山县农业农村局", "410423", 2024, project, shares=RATIO)
    again = invented("鲁山县农业农村局", "410423", 2024, project, copy="绩效")
    assert verdicts(once, again)["中央", "省级"]["amount"] == "6000000"
    other = invented("鲁山县农业农村局", "410423", 2024, (PROGRAMME, "900", funds(("central", "500"))), copy="绩效")
    found = verdicts(once, other)["中央", "省级"]
    assert (found["verdict"], found["missing"]) == ("不能确定", "中央金额各文件不同")


def test_money_of_two_years_and_money_notified_in_advance_are_kept_apart() -> None:
    found = ask(
        store_of(
            [
                invented(
                    "鲁山县农业农村局",
                    "410423",
                    2024,
                    (f"2023年{PROGRAMME}（中央）", "60", ()),
                    (f"提前下达2024年{PROGRAMME}（中央）", "600", ()),
                    (f"2024年{PROGRAMME}（省级）", "300", ()),
                    shares=(("central", "2"), ("provincial", "1")),
                )
            ]
        ),
        "cofunding-against-amounts",
    )
    assert [(row["basis_year"], row["amount"], row["other_amount"], row["verdict"], row["missing"]) for row in found] == [
        ("2023", "600000", None, "不能确定", "缺省级金额"),
        ("2024", "6000000", "3000000", "不能确定", "中央只有提前下达数"),
    ]


def test_what_is_to_be_decided_by_people_is_asked_for(store: GraphStore) -> None:
    offered = ask(store, "programme-links", status="proposed")
    assert offered and all(Decimal(str(row["link_score"])) < Decimal("0.8") and row["evidence"] for row in offered)
    held = ask(store, "programme-links")
    assert held and all(Decimal(str(row["link_score"])) >= Decimal("0.8") for row in held)
    assert len(list(groupby(held, lambda row: row["status_name"]))) == 1
