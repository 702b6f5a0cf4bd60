"""The second line of wrapped cells: rows that continue the indicator row right above them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.blocks import Cell
from ingest.tables.align import Slot
from ingest.tables.grids import LogicalTable
from ingest.tables.indicator_texts import states_value
from ingest.tables.rowfit import ends_as_name, is_level_word, is_sign
from ingest.values.clauses import is_value_like, parse_value
from ingest.values.words import value_words
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, tidy
from ontology.records import Indicator, Source

_WRAPPING = frozenset({"indicator", "value", "description", "value_basis", "value_explanation"})
_VALUE_START = re.compile(r"[\d≥≤><=≧≦‹]|不|大于|小于")
_NUMBER_END = re.compile(r"[\d万亿千百]$")
_RAGGED = 2
"""How many letters shorter than the longest line of its column a line may be that goes on in the next one."""
_SHORTEST_NAME = 5
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
    units = all(_NUMBER_END.search(fold(before.text)) and _is_unit(fold(cell.text)) for before, cell in values)
    return roles if units or "indicator" not in roles else None


class NameLines:
    """The names of a table of indicators as the lines that they are printed in."""

    def __init__(self, table: LogicalTable, slots: Sequence[Slot]) -> None:
        self._table = table
        self._values = {at for s in slots if s.role == "value" for at in range(s.first, s.last + 1)}
        self._widest: dict[int, int] = {}
        """Column → letters of the longest name beside a value."""

    def go_on(self, above: Cell, cell: Cell) -> bool:
        """Whether the name above may go on in this cell: its line fills the column, and the two are not two whole names."""
        if self._table.spans_known:
            return False
        if cell.column not in self._widest:
            rows = (row for row in self._table.rows if any(x.column in self._values and is_value_like(x.text) for x in row))
            names = (c for row in rows for c in row if c.column == cell.column)
            self._widest[cell.column] = max((len(fold(c.text)) for c in names), default=0)
        whole = len(fold(cell.text)) >= _SHORTEST_NAME and ends_as_name(above.text) and ends_as_name(cell.text)
        return len(fold(above.text)) > self._widest[cell.column] - _RAGGED and not whole


def _is_unit(text: str) -> bool:
    """Whether a text is what a number lacks: 次, 元/人, 万元; 及时 is a value."""
    words = value_words()
    known = text in words.units or text in words.aliases or re.fullmatch(rf"(?:{words.scale})?(?:{words.unit})?", text) is not None
    return known or ("/" in text and _UNIT.fullmatch(text) is not None)


def _goes_on(role: str, before: Cell, cell: Cell) -> bool:
    text = fold(cell.text)
    if is_level_word(cell.text) or is_sign(cell.text) or not re.search(r"\w", text) or len(text) > len(fold(before.text)):
        return False
    if role == "indicator" and (NAME_PREFIX.match(cell.text) or (states_value(before.text) and states_value(cell.text))):
        return False  # the next entry of a list
    return role != "value" or not _VALUE_START.match(text)


def with_tail(indicator: Indicator, role: str, cell: Cell, year: int | None) -> Indicator:
    """The indicator with the second line of one of its cells."""
    tail = tidy(cell.text)
    match role:
        case "indicator":
            named = replace(indicator, name=indicator.name + tail, name_source=_longer(indicator.name_source, cell))
            return named if named.value_source else replace(named, source=named.name_source)
        case "description":
            return replace(indicator, description=(indicator.description or "") + tail)
        case "value_basis":
            return replace(indicator, basis=(indicator.basis or "") + tail)
        case "value_explanation":
            return replace(indicator, explanation=(indicator.explanation or "") + tail)
    if indicator.value_source is None or indicator.value_source.column != cell.column:
        return indicator  # the other horizon's value
    raw, source = (indicator.raw_value or "") + tail, _longer(indicator.value_source, cell)
    clauses = parse_value(raw, indicator=indicator.name, fiscal_year=year)
    return replace(indicator, raw_value=raw, clauses=clauses, value_source=source, source=source)


def extended(indicator: Indicator, cells: Sequence[Cell], year: int | None) -> Indicator:
    """The indicator with the cells that a page break cut off its row: the rest of its last text, and of its name."""
    end = cells[-1].line_end
    if len(cells) == 2:
        indicator = replace(indicator, name=indicator.name + tidy(cells[0].text), name_source=_longer(indicator.name_source, cells[0]))
    last = cells[-1]
    printed = indicator.explanation or indicator.basis
    if printed and indicator.value_source and last.column > (indicator.value_source.column or 0):
        grown = printed + tidy(last.text)
        return replace(indicator, explanation=grown) if indicator.explanation else replace(indicator, basis=grown)
    raw = (indicator.raw_value or "") + tidy(last.text)
    source = _longer(indicator.value_source, last) if indicator.value_source else None
    return replace(
        indicator,
        raw_value=raw,
        clauses=parse_value(raw, indicator=indicator.name, fiscal_year=year),
        value_source=source,
        source=source or replace(indicator.source, line_end=end),
    )


def _longer(source: Source, cell: Cell) -> Source:
    return replace(source, text=source.text + tidy(cell.text), line_end=cell.line_end)
