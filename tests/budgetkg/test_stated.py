"""Headline figures that stand in the text alone."""

from dataclasses import replace
from typing import Any

import pytest

from budgetkg.contract import to_json
from ontology.money import parse_money
from ontology.records import Claim, DisclosureRecord, Document, Source, Totals
from tests.budgetkg.sample_records import fact, record

EMPTY = DisclosureRecord(Document("x.txt", "0" * 64, "某局预算", "department_budget", 2024, "text/plain", None, 1), None)


def claim(subject: str, amount: str, unit: str = "万元", nature: str | None = None) -> Claim:
    return Claim(subject, amount + unit, Source("0" * 64, "prose/claim", amount, 1, 1), parse_money(amount, unit), nature=nature)


def stated(*claims: Claim) -> dict[str, Any]:
    return to_json(replace(EMPTY, claims=claims))


def test_a_figure_of_the_text_is_taken_where_no_table_has_it_and_said_to_be() -> None:
    found = stated(claim("three_public", "36.00"), claim("three_public_vehicle_purchase", "0"), claim("basic", "1971.30"))
    assert found["three_public"] == {
        "total": "360000.00", "abroad": "", "reception": "", "vehicles": "", "vehicle_purchase": "0.00", "vehicle_running": "",
    }  # fmt: skip
    assert found["totals"] == {"income": "", "expenditure": "", "basic": "19713000.00", "project": ""}
    assert found["stated_in_text_only"] == ["totals.basic", "three_public.total", "three_public.vehicle_purchase"]


def test_a_table_goes_before_the_text() -> None:
    whole = replace(record(), claims=(claim("three_public", "99"), claim("expenditure_total", "99")))
    assert to_json(whole)["three_public"] == to_json(record())["three_public"] and to_json(whole)["stated_in_text_only"] == []
    # one total printed in a table says nothing of the others
    half = replace(EMPTY, totals=Totals(basic=fact("10")), claims=(claim("basic", "99"), claim("project", "5")))
    assert to_json(half)["stated_in_text_only"] == ["totals.project"]


@pytest.mark.parametrize(
    ("amounts", "taken"),
    [(["36", "36.00"], "360000.00"), (["36.04", "36"], "360400.00"), (["36.04", "37"], ""), (["36", "40"], "")],
)
def test_sentences_that_disagree_beyond_rounding_give_nothing(amounts: list[str], taken: str) -> None:
    found = stated(*(claim("three_public", amount) for amount in amounts))
    assert found["three_public"]["total"] == taken


def test_what_is_said_of_one_fund_nature_is_not_the_total() -> None:
    assert stated(claim("basic", "12", nature="general_public_budget"))["stated_in_text_only"] == []


def test_a_figure_of_both_sides_is_that_of_each() -> None:
    """收支总预算2,650.30万元."""
    found = stated(claim("income_and_expenditure", "2650.30"), claim("expenditure_total", "2650.30"))
    assert found["totals"] == {"income": "26503000.00", "expenditure": "26503000.00", "basic": "", "project": ""}
    apart = stated(claim("income_and_expenditure", "2650.30"), claim("expenditure_total", "2600.00"))
    assert apart["totals"] == {"income": "26503000.00", "expenditure": "", "basic": "", "project": ""}
