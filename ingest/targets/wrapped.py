"""The second line of wrapped cells: rows that continue the indicator row right above them."""

import re
from collections.abc import Mapping, Sequence

from ingest.blocks import Cell
from ingest.tables.indicator_texts import states_value
from ingest.tables.rowfit import SIGNS, is_level_word
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold

_WRAPPING = frozenset({"indicator", "value", "description", "value_basis", "value_explanation"})
_VALUE_START = re.compile(r"[\d≥≤><=≧≦‹]|不|大于|小于")
_NUMBER_END = re.compile(r"[\d万亿千百]$")
_UNIT = re.compile(r"[^\d\W]{1,3}(?:/[^\d\W]{1,3})?")


def wrapped_roles(above: Mapping[int, tuple[str, Cell]], cells: Sequence[Cell]) -> list[str] | None:
    """The role of each cell, where all continue the cell above in their column; None for a row of its own.

    `above` is the row above: column → role and cell. A continuing row has texts only where the row above has one, none
    longer than the one it continues, and no level. A name beside a value is an indicator, unless the value is a unit
    that its number above still lacks.
    """
    pairs = [(above.get(c.column), c) for c in cells]
    found = [(a[0], a[1], c) for a, c in pairs if a is not None]
    if len(found) < len(pairs) or not found or cells[0].row != max(c.row for _, c in above.values()) + 1:
        return None
    if not all(role in _WRAPPING and _goes_on(role, before, cell) for role, before, cell in found):
        return None
    roles = [role for role, _, _ in found]
    values = [(before, cell) for role, before, cell in found if role == "value"]
    units = all(_NUMBER_END.search(fold(before.text)) and _UNIT.fullmatch(fold(cell.text)) for before, cell in values)
    return roles if units or "indicator" not in roles else None


def _goes_on(role: str, before: Cell, cell: Cell) -> bool:
    text = fold(cell.text)
    if is_level_word(cell.text) or text in SIGNS or not re.search(r"\w", text) or len(text) > len(fold(before.text)):
        return False
    if role == "indicator" and (NAME_PREFIX.match(cell.text) or (states_value(before.text) and states_value(cell.text))):
        return False  # the next entry of a list
    return role != "value" or not _VALUE_START.match(text)
