"""Breakdowns in overviews: what is an itemisation of the project's money is read, what looks like one is not."""

import csv
from pathlib import Path

import pytest

from ingest.cost_items import breakdowns
from ontology.costs import CostBreakdown, CostItem
from ontology.records import Source

GOLD = Path(__file__).with_name("cost_items_gold.csv")
SOURCE = Source("0" * 64, "test", "")


def notation(found: tuple[CostBreakdown, ...]) -> str:
    """label=amount@price/per*factor#quantity{parts} of every item, then Σ and the printed whole, … where the list is open."""
    said = []
    for breakdown in found:
        said += [_item(item) for item in breakdown.items]
        said += [f"Σ{breakdown.total.text}{breakdown.total.unit}"] if breakdown.total else []
        said += ["…"] if breakdown.open_ended else []
    return " ; ".join(said)


def _item(item: CostItem) -> str:
    text = f"{item.label}=" + (f"{item.amount.text}{item.amount.unit}" if item.amount else "" if item.parts else "-")
    if item.price:
        text += f"@{item.price.price.text}{item.price.price.unit}" + (f"/{item.price.per}" if item.price.per else "")
    text += "".join(f"*{f.value:f}{f.unit}" for f in item.factors) + "".join(f"#{q.value:f}{q.unit}" for q in item.quantities)
    return text + (f"{{{' ; '.join(map(_item, item.parts))}}}" if item.parts else "")


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", gold(), ids=lambda row: row["case"])
def test_gold(row: dict[str, str]) -> None:
    assert notation(breakdowns(row["text"], SOURCE, int(row["year"]))) == row["items"]
