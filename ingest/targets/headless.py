"""Indicator rows without headings of their own: the words of the framework say what the cells beside them are."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks import Cell
from ingest.projects.target_form import TargetForm
from ingest.tables.align import Alignment, Slot
from ingest.tables.columns import Column
from ingest.tables.indicator_texts import begins_with_level, name_and_value, statements
from ingest.tables.ledger import Ledger
from ingest.tables.rowfit import is_level_word, is_sign
from ingest.targets.cell_lists import with_lines
from ingest.targets.indicator_header import IndicatorHeader
from ingest.targets.indicators import IndicatorRows
from ingest.values.clauses import is_value_like
from ingest.words.text import fold
from ingest.words.vocabulary import concept_of, is_heading_word, label_of, level_key, levels
from ontology.records import Horizon

_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?分")
_WORDS = {
    "level1": "一级指标",
    "level2": "二级指标",
    "indicator": "三级指标",
    "nature_sign": "指标性质",
    "value": "指标值",
    "value_unit": "度量单位",
    "weight": "分值",
    "other": "备注",
}


def header_of(words: dict[str, str], horizon: Horizon) -> IndicatorHeader:
    """A header of one column for each role; `words` are what the columns are called."""
    slots = tuple(Slot(role, at, at) for at, role in enumerate(words, 1))
    columns = tuple(Column(at, at, (word,), tuple(c for c in [concept_of(word)] if c)) for at, word in enumerate(words.values(), 1))
    horizons = tuple(horizon if role == "value" else None for role in words)
    return IndicatorHeader(slots, columns, horizons, (None,))


class HeadlessRows:
    """Reads rows such as 产出指标 | 数量指标 | 改造卫生室 | ≥16个, or 产出指标 | 数量指标：改造卫生室≥16个."""

    def __init__(self, ledger: Ledger, year: int | None, form: TargetForm) -> None:
        self._ledger, self._year, self._form = ledger, year, form
        self._rows: dict[tuple[Horizon, bool], IndicatorRows] = {}
        self._last: IndicatorRows | None = None

    def read(self, cells: Sequence[Cell], covering: Sequence[Cell], horizon: Horizon) -> bool:
        """True where the row states indicators; `covering` are the cells merged down into it."""
        line = sorted((*(c for c in covering if c.column < cells[0].column), *cells), key=lambda c: c.column)
        sections = []
        while line and ((label := label_of(line[0].text)) and label.kind in {"section", "goal"} and not is_level_word(line[0].text)):
            sections.append(line.pop(0))
        led: list[Cell] = []
        while line and len(led) < 2 and is_level_word(line[0].text):
            led.append(line.pop(0))
        if not line or any(c not in cells for c in line) or any(_heads(c.text) for c in line):
            return False
        placed = _stated(line, bool(led)) or (_in_cells(line) if led else None)
        if placed is None and len(led) == 1 and len(line) > 2 and _level_role(led[0]) == "level1" and not is_value_like(line[0].text):
            placed = _in_cells(line[1:])  # a second level of the place's own wording, between a first one and a name with its value
            led += line[:1] if placed else []
        if placed is None:
            return False
        roles = ["level1", "level2"] if len(led) == 2 else [_level_role(led[0])] if led else []
        rows = self._at(horizon, "value" in placed)
        at = {s.role: i for i, s in enumerate(rows.header.slots)}
        where = [*zip(roles, led, strict=True), *placed.items()]
        self._ledger.use("分栏标题", *(c for c in sections if c in cells))
        rows.read(tuple(line), Alignment(tuple((cell, at[role]) for role, cell in where), (), 0.0))
        self._form.indicators += rows.take()
        return True

    def _at(self, horizon: Horizon, values: bool) -> IndicatorRows:
        if (horizon, values) not in self._rows:
            words = _WORDS if values else {r: w for r, w in _WORDS.items() if r in {"level1", "level2", "indicator"}}
            self._rows[horizon, values] = IndicatorRows(header_of(words, horizon), self._ledger, self._year, rigid=True)
        rows = self._rows[horizon, values]
        if self._last is not None:
            rows.carried = self._last.carried
        self._last = rows
        return rows


def _heads(text: str) -> bool:
    """Whether a text is a heading and can be nothing else: 完成时间 names an indicator as well."""
    return is_heading_word(text) and ((concept := concept_of(text)) is None or concept.id != "deadline")


def _level_role(cell: Cell) -> str:
    key = level_key(cell.text)
    words = levels()
    return "level2" if key in words.either or words.parent.get(key, key) != key else "level1"


def _stated(line: Sequence[Cell], led: bool) -> dict[str, Cell] | None:
    """One cell that states indicators; without a level beside it, it has to print one itself."""
    if len(line) != 1 or not (led or begins_with_level(line[0].text)):
        return None
    found = statements(with_lines(line[0]), led)
    return {"indicator": line[0]} if found and (led or any(s.value is not None for s in found)) else None


def _in_cells(line: Sequence[Cell]) -> dict[str, Cell] | None:
    """Name, sign, value and unit in cells of their own; None where a cell is none of them."""
    name, *rest = line
    if is_value_like(name.text) or is_sign(name.text) or not rest or name_and_value(name.text)[1] is not None:
        return None
    placed = {"indicator": name}
    for cell in rest:
        sign, valued = is_sign(cell.text), is_value_like(cell.text)
        role = (
            "weight"
            if "value" in placed and _POINTS.fullmatch(fold(cell.text))
            else "nature_sign"
            if sign
            else "value"
            if valued
            else "value_unit"
            if len(fold(cell.text)) <= 4
            else "other"
        )
        if "value" in placed and role in {"other", "value_unit"}:
            role = "other"  # what is said of the value beside it
        elif role == "other" or role in placed:
            return None
        placed[role] = cell
    return placed if "value" in placed and all(a.row == b.row for a, b in pairwise(line)) else None
