"""Cells of a ragged row put under the columns they belong to.

Rows of target tables lose cells to vertical merging and page breaks, and slide left or right by some columns. Position
alone misreads them and words alone can't tell a name from a value. So a row is aligned with its header as a whole: the
order of cells is kept, each cell is scored against what its column asks for, and sliding costs more the more it changes
within the row (Viterbi over cell and column).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.blocks import Cell

_SLIDE_AT_START = 0.4
_SLIDE_CHANGE = 0.6
_NEEDS_INDICATOR = frozenset(
    {"value", "nature_sign", "description", "value_unit", "weight", "value_basis", "value_explanation", "actual", "deadline"}
)
_EQUAL_VALUES = 2.0
"""Half-year and full-year targets are mostly the same text: two such cells are the two values."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A column of the header, seen as a place for a cell."""

    role: str
    first: int
    last: int
    group: int = 0
    """Which set of indicator columns it belongs to, where a table prints several side by side."""
    skip: float = 0.0
    """What it costs to leave it blank when the row's indicator is there."""


@dataclass(frozen=True, slots=True)
class Alignment:
    placed: tuple[tuple[Cell, int], ...]
    """Cells with the index of their slot, in order."""
    unplaced: tuple[Cell, ...]
    score: float

    def slide(self, slots: Sequence[Slot]) -> int:
        """How far the row's end has slid."""
        return _shift(self.placed[-1][0], slots[self.placed[-1][1]]) if self.placed else 0


class Fit(Protocol):
    """What cells and slots are worth to each other."""

    def __call__(self, cell: Cell, slot: Slot) -> float: ...

    def unplaced(self, cell: Cell) -> float:
        """Cost of leaving a cell out of the row; the caller reports what it can't explain."""


def align(cells: Sequence[Cell], slots: Sequence[Slot], fit: Fit, rigid: bool = False, settled: int = 0) -> Alignment:
    """The best order-keeping placement of the row's cells.

    `rigid` is for formats that know their merged cells, where sliding hardly ever happens; `settled` is how far the row
    above had slid: sliding as far again costs nothing.
    """
    stiffness = 13.0 if rigid else 1.0
    start, change = stiffness * _SLIDE_AT_START, stiffness * _SLIDE_CHANGE
    skipped = _Skips(slots)
    shifts = [[_shift(cell, slot) for slot in slots] for cell in cells]
    # best score and predecessor for: cell i placed in slot j
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {}
    left_out = [0.0]
    for cell in cells:
        left_out.append(left_out[-1] - fit.unplaced(cell))
    for i, cell in enumerate(cells):
        gaps = [left_out[i] - left_out[pi + 1] for pi in range(i)]
        same = [before.text == cell.text for before in cells[:i]]
        for j, slot in enumerate(slots):
            shift = shifts[i][j]
            own = fit(cell, slot)
            score = left_out[i] + own - start * min(abs(shift), abs(shift - settled)) - skipped(-1, j)
            came: tuple[int, int] | None = None
            between = [skipped(pj, j) for pj in range(j)]
            paired = [s.role == slot.role == "value" and s.group == slot.group for s in slots[:j]]
            for pi in range(i):
                for pj in range(j):
                    twins = _EQUAL_VALUES * (same[pi] and paired[pj])
                    total = best[pi, pj][0] + own + gaps[pi] + twins - change * abs(shift - shifts[pi][pj]) - between[pj]
                    if total > score:
                        score, came = total, (pi, pj)
            best[i, j] = (score, came)
    if not best:
        return Alignment((), tuple(cells), 0.0)
    end, (score, _) = max(
        best.items(),
        key=lambda b: (b[1][0] + left_out[-1] - left_out[b[0][0] + 1] - skipped(b[0][1], len(slots)), -b[0][0], -b[0][1]),
    )
    score += left_out[-1] - left_out[end[0] + 1] - skipped(end[1], len(slots))
    placed: list[tuple[Cell, int]] = []
    at: tuple[int, int] | None = end
    while at is not None:
        placed.append((cells[at[0]], at[1]))
        at = best[at][1]
    placed.reverse()
    taken = {id(c) for c, _ in placed}
    return Alignment(tuple(placed), tuple(c for c in cells if id(c) not in taken), score)


def _shift(cell: Cell, slot: Slot) -> int:
    if cell.column < slot.first:
        return cell.column - slot.first
    return max(0, cell.column - slot.last)


class _Skips:
    """Cost of the slots left blank between two placed ones (or the row's end).

    A value without its indicator is nearly impossible; an indicator without its value happens when a page cuts it off.
    """

    def __init__(self, slots: Sequence[Slot]) -> None:
        self._slots = slots
        self._names = {s.group: k for k, s in reversed(list(enumerate(slots))) if s.role == "indicator"}
        self._known: dict[tuple[int, int], float] = {}

    def __call__(self, before: int, after: int) -> float:
        key = (before, after)
        if key not in self._known:
            self._known[key] = self._cost(before, after)
        return self._known[key]

    def _cost(self, before: int, after: int) -> float:
        slots, cost = self._slots, 0.0
        if after < len(slots) and slots[after].role in _NEEDS_INDICATOR:
            name = self._names.get(slots[after].group)
            if name is not None and before < name:
                cost += 8.0 if slots[after].role == "value" else 3.0
        if before >= 0 and before >= self._names.get(slots[before].group, len(slots)):
            cost += sum(s.skip for s in slots[before + 1 : after] if s.group == slots[before].group)
        return cost
