"""Headline figures that a document states in its text alone: taken where no table prints them, and said to be so.

A table goes before the text. Where sentences give different amounts for one figure, none is taken.
"""

from decimal import Decimal

from ontology.money import Money
from ontology.records import THREE_PUBLIC_ITEMS, DisclosureRecord

_BOTH = "income_and_expenditure"
TOTALS = {"income": ("income_total", _BOTH), "expenditure": ("expenditure_total", _BOTH), "basic": ("basic",), "project": ("project",)}
"""Total → subjects of the claims that state it; 收支总预算 states both sides."""


def totals(record: DisclosureRecord) -> dict[str, Money]:
    """Totals that stand in no table."""
    return {name: money for name, said in TOTALS.items() if getattr(record.totals, name) is None and (money := _stated(record, *said))}


def three_public(record: DisclosureRecord) -> dict[str, Money]:
    """“三公”经费, of a document without a table of them."""
    if record.three_public:
        return {}
    subjects = {item: "three_public" if item == "total" else f"three_public_{item}" for item in THREE_PUBLIC_ITEMS}
    return {item: money for item, subject in subjects.items() if (money := _stated(record, subject))}


def _stated(record: DisclosureRecord, *subjects: str) -> Money | None:
    """What all sentences on a figure agree on; a claim limited to one fund nature is about another figure."""
    found = [claim.amount for claim in record.claims if claim.subject in subjects and claim.amount is not None and claim.nature is None]
    printed = [money for money in found if money.yuan is not None]
    if not printed:
        return None
    exact = min(printed, key=lambda money: money.quantum)
    return exact if all(_agrees(money, exact) for money in printed) else None


def _agrees(money: Money, exact: Money) -> bool:
    """Whether one is the other rounded to its own last printed place."""
    assert money.yuan is not None and exact.yuan is not None
    return abs(money.yuan - exact.yuan) <= money.quantum / Decimal(2)
