"""Grids of levels: a column for each level and a row for each project, or the other way round; levels side by side in a form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Cell, Row
from ingest.tables.indicator_texts import statements
from ingest.tables.rowfit import is_level_word
from ingest.words.codes import is_total
from ingest.words.text import is_blank
from ingest.words.vocabulary import Concept, concept_of, is_heading_word, label_of, level_key, levels

_MOST_HEADING_ROWS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell of a project with the headings that say what it is, the outermost first."""

    headings: tuple[Cell, ...]
    cell: Cell

    @property
    def stated(self) -> bool:
        """Whether the cell states indicators, not a name, an amount or a goal."""
        return is_level_word(self.headings[-1].text)


@dataclass(frozen=True, slots=True)
class ProjectGrid:
    height: int
    projects: tuple[tuple[Entry, ...], ...]
    headings: tuple[Cell, ...]
    totals: tuple[Cell, ...] = ()


def project_grid(rows: Sequence[Row], start: int) -> ProjectGrid | None:
    """The grid of projects that begins at row index `start`, or None."""
    return _in_rows(rows, start) or _in_columns(rows, start)


@dataclass(frozen=True, slots=True)
class LevelColumns:
    """Levels side by side as headings, each with the lists of its indicators below: 产出指标 | 效益指标 | 满意度指标."""

    height: int
    sections: tuple[Cell, ...]
    entries: tuple[Entry, ...]


def level_columns(rows: Sequence[Row], start: int) -> LevelColumns | None:
    """The levels side by side that begin at row index `start`, or None."""
    heads = _filled(rows[start])
    sections = []
    while heads and not is_level_word(heads[0].text) and _is_section(heads[0].text):
        sections.append(heads.pop(0))
    if len(heads) < 2 or not all(is_level_word(c.text) for c in heads) or len({level_key(c.text) for c in heads}) < len(heads):
        return None
    if levels().parent.get(level_key(heads[1].text)) == level_key(heads[0].text):
        return None  # 产出指标 | 数量指标 opens a class and the first one within it
    entries: list[Entry] = []
    end = start + 1
    for row in rows[start + 1 :]:
        cells = _filled(row)
        over = [_over(heads, c) for c in cells]
        if not all(over) or any(is_level_word(c.text) or c.colspan > 2 * o[0].colspan for c, o in zip(cells, over, strict=True)):
            break
        if any(label_of(re.split("[:：]", c.text)[0]) or is_heading_word(c.text) for c in cells):
            break
        entries += [Entry(o, c) for c, o in zip(cells, over, strict=True)]
        end += 1
    stated = sum(bool(statements(e.cell.text, levelled=True)) for e in entries)
    return LevelColumns(end - start, tuple(sections), tuple(entries)) if stated > 1 else None


def _is_section(text: str) -> bool:
    label, concept = label_of(text), concept_of(text)
    return (label is not None and label.kind in {"section", "goal"}) or (concept is not None and concept.id == "section")


def _filled(row: Row) -> list[Cell]:
    return [c for c in row if not is_blank(c.text)]


def _in_rows(rows: Sequence[Row], start: int) -> ProjectGrid | None:
    """项目名称 | 预算金额 | 数量指标 | 质量指标 | …, then a row for each project."""
    first = _filled(rows[start])
    name = next((c for c in first if _is_name(c.text)), None)
    if name is None or len(first) < 3:
        return None
    height = max(name.rowspan, 1)
    if height == 1 and start + 1 < len(rows) and all(is_level_word(c.text) for c in _filled(rows[start + 1])):
        height = 2
    if height > _MOST_HEADING_ROWS or start + height >= len(rows):
        return None
    headings = [c for row in rows[start : start + height] for c in _filled(row)]
    if sum(is_level_word(c.text) for c in headings) < 2 or any(not _may_head(c) for c in headings):
        return None
    projects: list[tuple[Entry, ...]] = []
    totals: list[Cell] = []
    end = start + height
    for row in rows[start + height :]:
        cells = _filled(row)
        named = next((c for c in cells if c.column == name.column), None)
        if cells and is_total(cells[0].text):
            totals += cells
        elif cells and (named is None or is_heading_word(named.text) or any(c.colspan > 1 for c in cells)):
            break
        elif cells:
            projects.append(tuple(Entry(_over(headings, c), c) for c in cells if _over(headings, c)))
        end += 1
    return ProjectGrid(end - start, tuple(projects), tuple(headings), tuple(totals)) if projects else None


def _in_columns(rows: Sequence[Row], start: int) -> ProjectGrid | None:
    """项目名称 | first project | second project, then a row for each level."""
    names = _filled(rows[start])
    if len(names) < 3 or not _is_name(names[0].text) or any(heads_something(c) for c in names[1:]):
        return None
    lines: list[tuple[Cell, list[Cell]]] = []
    columns = {c.column for c in names[1:]}
    end = start
    for row in rows[start:]:
        cells = _filled(row)
        if cells and (not (is_level_word(cells[0].text) or label_of(cells[0].text)) or not {c.column for c in cells[1:]} <= columns):
            break
        if cells:
            lines.append((cells[0], cells[1:]))
        end += 1
    if sum(is_level_word(head.text) for head, _ in lines) < 2:
        return None
    projects = (tuple(Entry((head,), c) for head, cells in lines for c in cells if c.column == column) for column in sorted(columns))
    return ProjectGrid(end - start, tuple(projects), (names[0], *(head for head, _ in lines)))


def heads_something(cell: Cell) -> bool:
    """Whether a cell is a heading or a label; names of projects may end as those of funds do: 科技创新券兑现资金."""
    label = label_of(cell.text)
    return is_heading_word(cell.text) if label is None or label.kind == "fund" else True


def _over(headings: Sequence[Cell], cell: Cell) -> tuple[Cell, ...]:
    return tuple(h for h in headings if h.column <= cell.column < h.column + h.colspan)


def _is_name(text: str) -> bool:
    return (label := label_of(text)) is not None and label.id == "project_name"


def _may_head(cell: Cell) -> bool:
    concept: Concept | None = concept_of(cell.text)
    return is_level_word(cell.text) or concept is not None or label_of(cell.text) is not None
