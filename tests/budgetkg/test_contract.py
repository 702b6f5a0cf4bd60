"""The JSON that leaves the program has the agreed shape, whatever the record."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from budgetkg.contract import to_json, to_line
from ingest.projects.cost_items import breakdowns
from ontology.money import Money, parse_money
from ontology.records import Claim, DisclosureRecord, Document, FundingShare, Source
from tests.budgetkg.sample_records import fact, record


def test_amounts_are_yuan_with_two_places_and_blanks_stay_blank() -> None:
    found = to_json(record())
    assert found["totals"] == {"income": "", "expenditure": "5294100.00", "basic": "", "project": ""}
    assert found["function_lines"] == [{"code": "2010308", "name": "信访事务", "total": "5294100.00", "basic": "", "project": ""}]
    assert found["three_public"]["total"] == "145000.00"
    assert found["three_public"]["abroad"] == "0.00"
    assert found["three_public"]["reception"] == found["three_public"]["vehicles"] == ""


def test_project_has_the_agreed_fields() -> None:
    (project,) = to_json(record())["projects"]
    assert (project["name"], project["code"], project["amount"]) == ("三级一处信访稳定工作", None, "1381300.00")
    assert project["aliases"] == ["三级一处信访工作经费"]
    (fund,) = project["funds"]
    assert {key: fund[key] for key in ("label", "level", "nature", "amount", "horizon")} == {
        "label": "本级财政资金",
        "level": "prefecture",
        "nature": None,
        "amount": "1381300.00",
        "horizon": "annual",
    }
    assert project["goals"][0]["text"] == "信访总量下降10%以上。"


def test_items_tell_what_is_printed_from_what_is_computed() -> None:
    base = record()
    text = "测算：保安10人×12个月×1800元/人·月=21.6万元，资料印刷200份×25元/份。合计22.1万元。"
    found = breakdowns(text, Source(base.document.sha256, "test/overview", text, 12, 12), 2020)
    project = replace(base.projects[0], breakdowns=found)
    (breakdown,) = to_json(replace(base, projects=(project,)))["projects"][0]["breakdowns"]
    assert (breakdown["total"], breakdown["open_ended"], breakdown["source"]["line_start"]) == ("221000.00", False, 12)
    guards, print_out = breakdown["items"]
    assert (guards["label"], guards["amount"], guards["computed"], guards["unit_price"], guards["price_unit"]) == (
        *("保安", "216000.00", "216000.00", "1800.00", "人·月"),
    )
    assert guards["factors"] == [{"value": "10", "unit": "人"}, {"value": "12", "unit": "月"}]
    assert (print_out["amount"], print_out["computed"], print_out["text"]) == ("", "5000.00", "资料印刷200份×25元/份")


def test_indicator_keeps_the_printed_value_and_its_place() -> None:
    (indicator,) = to_json(record())["projects"][0]["indicators"]
    assert indicator["raw_value"] == "≥ 90%"
    assert {key: indicator["source"][key] for key in ("page", "line_start", "line_end", "table", "row", "column")} == {
        "page": None,
        "line_start": 18,
        "line_end": 18,
        "table": 2,
        "row": 8,
        "column": 4,
    }
    (clause,) = indicator["clauses"]
    assert [clause[key] for key in ("comparator", "origin", "value", "unit", "basis", "direction", "baseline", "subject")] == [
        "ge", "symbol", "90", "%", "level", None, None, None,
    ]  # fmt: skip


def test_a_claim_says_how_much_how_it_changed_and_why() -> None:
    claim = Claim(
        "three_public_reception",
        "公务接待费4万元，比2019年预算数8万元减少4万元，下降50%，主要原因是严控公务接待",
        Source("0" * 64, "prose/claim", "公务接待费4万元", 107, 107),
        amount=parse_money("4", "万元"),
        change=parse_money("-4", "万元"),
        percent=Decimal(-50),
        direction="decrease",
        baseline_year=2019,
        reason="严控公务接待",
    )
    (found,) = to_json(replace(record(), claims=(claim,)))["claims"]
    assert found["text"] == claim.text and found["source"]["line_start"] == 107
    assert {key: found[key] for key in ("subject", "amount", "change", "percent", "direction", "baseline_year", "baseline", "reason")} == {
        "subject": "three_public_reception",
        "amount": "40000.00",
        "change": "-40000.00",
        "percent": "-50",
        "direction": "decrease",
        "baseline_year": 2019,
        "baseline": "",
        "reason": "严控公务接待",
    }


def test_rule_shares_are_decimal_strings() -> None:
    (rule,) = to_json(record())["cofunding_rules"]
    assert [(share["level"], share["part"]) for share in rule["shares"]] == [("prefecture", "5"), ("county", "5")]
    assert rule["condition"] == "市县共担项目"


def test_document_without_agency_keeps_every_key() -> None:
    bare = to_json(DisclosureRecord(Document("a.txt", "0" * 64, "", "unknown", None, "text/plain", None, 0), None))
    assert set(bare) == set(to_json(record()))
    assert bare["agency"] == dict.fromkeys(("name", "code", "region", "level", "division", "is_unit"))
    assert bare["issues"] == []


def test_issue_without_place_has_an_empty_source() -> None:
    issue = replace(record().issues[0], source=None)
    assert to_json(replace(record(), issues=(issue,)))["issues"][0]["source"] == {}


def test_line_is_one_line_of_readable_json() -> None:
    line = to_line(replace(record(), document=replace(record().document, title="一\n二\u2028三")))
    assert "\n" not in line and "焦作市信访局" in line
    assert json.loads(line) == to_json(replace(record(), document=replace(record().document, title="一\n二\u2028三")))


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_no_amount_becomes_a_float_or_an_exponent(yuan: Decimal) -> None:
    line = replace(record().function_lines[0], total=replace(fact("1"), amount=Money(yuan, str(yuan), "元", "printed")))
    (shown,) = to_json(replace(record(), function_lines=(line,)))["function_lines"]
    assert isinstance(shown["total"], str) and "E" not in shown["total"]
    assert abs(Decimal(shown["total"]) - yuan) <= Decimal("0.005")


def test_a_ratio_that_leaves_a_level_open_stands_in_a_list_of_its_own() -> None:
    base = record()
    shares = (FundingShare("central", Decimal(8), "中央", ("central",)), FundingShare(None, Decimal(2), "地方", (), "ambiguous"))
    line = to_json(replace(base, cofunding_rules=(*base.cofunding_rules, replace(base.cofunding_rules[0], shares=shares))))
    assert len(line["cofunding_rules"]) == len(base.cofunding_rules)
    (rule,) = line["open_cofunding_rules"]
    assert [share["level"] for share in rule["shares"]] == ["central"]
    assert rule["open_shares"] == [{"level": None, "part": "2", "label": "地方", "levels": [], "resolution": "ambiguous"}]
