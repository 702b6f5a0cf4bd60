"""Rows between or below indicators that are none: page numbers, remarks, the sum of the points, a line of text across the table."""

import re
from collections.abc import Sequence

from ingest.blocks import Cell
from ingest.tables.align import Slot
from ingest.tables.grids import LogicalTable
from ingest.tables.indicator_texts import states_value
from ingest.tables.page_lines import is_page_number
from ingest.tables.rowfit import is_level_word
from ingest.values.clauses import is_value_like
from ingest.words.codes import is_total
from ingest.words.text import fold, uncontinued

_REMARK = re.compile(r"(?:备?注|说明|填表说明|填报说明)\d?[:：]")
_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?(?:分|%)?")
_LONGEST_WORD = 8


def reason_of(cells: Sequence[Cell], *, lists: bool = False) -> str | None:
    """Why the cells of a row between indicators are passed over; None where they are not. `lists`: the rows name their projects."""
    if all(uncontinued(c.text) != c.text.rstrip() for c in cells):
        return "换页时重印，标着“续”"
    if lists:
        return None
    if all(is_page_number(c.text) for c in cells) and not all(re.fullmatch(r"\d+", fold(c.text)) for c in cells):
        return "页码"
    if len(cells) == 1 and _REMARK.match(fold(cells[0].text)):
        return "填表说明"
    if is_total(cells[0].text) and all(_POINTS.fullmatch(fold(c.text)) for c in cells[1:]):
        return "分值合计"
    return None


def stands_across(cells: Sequence[Cell], table: LogicalTable, slots: Sequence[Slot]) -> bool:
    """Whether a row is one text across the table that names no level and states no target: it belongs to no indicator."""
    if len(cells) != 1 or is_level_word(cells[0].text) or states_value(cells[0].text) or is_value_like(cells[0].text):
        return False
    cell = cells[0]
    if table.spans_known:
        return cell.colspan > 1 and cell.colspan >= slots[-1].last - slots[0].first
    first = next((s for s in slots if s.first <= cell.column <= s.last), None)
    return cell.column == 1 and (first is None or first.role != "indicator") and len(fold(cell.text)) > _LONGEST_WORD
