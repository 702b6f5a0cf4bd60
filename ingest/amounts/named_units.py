"""Rows of a project list that go by a name such as units have: 应急指挥中心 may be a unit above its projects, or a project.

What tells them apart is what stands beside and below: the code of a unit, and rows that make up its money.
"""

from collections.abc import Sequence
from decimal import Decimal

from ingest.blocks import Row
from ingest.projects.rows import summed_below
from ingest.tables.columns import Column
from ingest.tables.halves import Half
from ingest.words.codes import is_total
from ingest.words.text import is_blank
from ontology.money import parse_money


def not_units(rows: Sequence[Row], half: Half) -> frozenset[int]:
    """Rows (by number) that are no units: other rows have the code of a unit or sum the rows below them, and these do neither."""
    name, code = half.key("project_name"), half.key("unit_code")
    if name is None or not half.amounts:
        return frozenset()
    listed = [row for row in rows if (text := _text(row, name)) and not is_total(text) and not any(is_total(c.text) for c in row)]
    heads = summed_below([_yuan(_text(row, half.amounts[0])) for row in listed])
    coded = {at for at, row in enumerate(listed) if code is not None and _text(row, code)}
    if coded:
        return frozenset(row[0].row for at, row in enumerate(listed) if at not in coded)
    return frozenset(row[0].row for at, row in enumerate(listed) if heads and at not in heads)


def _text(row: Row, column: Column) -> str:
    return next((c.text for c in row if column.first <= c.column <= column.last and not is_blank(c.text)), "")


def _yuan(text: str) -> Decimal:
    money = parse_money(text, "元") if text else None
    return money.yuan if money is not None and money.yuan is not None else Decimal(0)
