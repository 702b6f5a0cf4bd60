"""Indicator tables that lie on their side: the headings stand in the first column, one indicator in each column after it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Cell, Row
from ingest.tables.align import Alignment, Slot
from ingest.tables.columns import Column
from ingest.targets.indicator_header import IndicatorHeader
from ingest.words.horizons import horizon_of
from ingest.words.text import is_blank
from ingest.words.vocabulary import Concept, concept_of, is_heading_word, label_of

_LEVELS = frozenset({"level1", "level2"})
_ROLES = _LEVELS | {
    "indicator", "value", "nature_sign", "value_unit", "weight", "description", "value_basis", "value_explanation", "actual", "score",
    "deviation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Transposed:
    """Rows that are columns: their header, how many printed rows they take, and the indicators as aligned cells."""

    header: IndicatorHeader
    height: int
    headings: tuple[Cell, ...]
    indicators: tuple[Alignment, ...]


def transposed(rows: Sequence[Row], start: int) -> Transposed | None:
    """The table that begins at row index `start` and lies on its side, or None."""
    lines: list[tuple[Cell, Concept, list[Cell]]] = []
    sections: list[Cell] = []
    for row in rows[start:]:
        cells = [c for c in row if not is_blank(c.text)]
        if cells and not lines and (label := label_of(cells[0].text)) and label.kind == "section":
            sections.append(cells.pop(0))
        concept = concept_of(cells[0].text) if cells and is_heading_word(cells[0].text) else None
        known = {c.id for _, c, _ in lines}
        if concept is None or concept.id not in _ROLES or (concept.id in known and concept.id != "value"):
            break
        if len(cells) < 2 or any(is_heading_word(c.text) and (k := concept_of(c.text)) and k.id in _ROLES for c in cells[1:]):
            break
        lines.append((cells[0], concept, cells[1:]))
    names = next((cells for _, c, cells in lines if c.id == "indicator"), [])
    if not names or not any(c.id == "value" for _, c, _ in lines):
        return None
    slots = tuple(Slot(c.id, at, at) for at, (_, c, _) in enumerate(lines, 1))
    columns = tuple(Column(at, at, (head.text,), (c,)) for at, (head, c, _) in enumerate(lines, 1))
    horizons = tuple((horizon_of(head.text) or "annual") if c.id == "value" else None for head, c, _ in lines)
    indicators = []
    for name in names:
        placed: list[tuple[Cell, int]] = []
        for at, (_, concept, cells) in enumerate(lines):
            over = next((c for c in cells if c.column <= name.column < c.column + c.colspan), None)
            if over is not None and (concept.id in _LEVELS or over.column == name.column or over.colspan > 1):
                placed.append((over, at))
        indicators.append(Alignment(tuple(placed), (), 0.0))
    headings = (*sections, *(head for head, _, _ in lines))
    return Transposed(IndicatorHeader(slots, columns, horizons, (None,)), len(lines), headings, tuple(indicators))
