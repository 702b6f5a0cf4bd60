"""Tables in plain text whose columns are parted by runs of spaces, as they are when a page is copied out of a viewer.

Conservative: several lines have to begin their texts in the same places, with three texts in one line at least; else they stay prose.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Cell, Row
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS
from ingest.readers.spaced import AMOUNT, Placed, texts
from ingest.words.text import fold

_GAP = re.compile(r"\S[ \u3000\xa0]{2,}\S")
_FEWEST_LINES = 3
_FEWEST_WIDE = 2
"""Lines with three texts or more."""
_MOSTLY = 0.7
_NEAR = 2
"""By how many letters' widths a text may begin beside its column."""


@dataclass(frozen=True, slots=True)
class SpacedTable:
    """Rows, and which of the lines they are: the first index, and the index after the last."""

    first: int
    last: int
    rows: tuple[Row, ...]


def spaced_table(lines: Sequence[tuple[int, str]], page: int | None) -> SpacedTable | None:
    """The table in lines (number, text) without a blank one between them, or None."""
    if sum(_GAP.search(text) is not None for _, text in lines) < _FEWEST_LINES:
        return None
    placed = [texts(text) for _, text in lines]
    starts = _columns(placed)
    if not 3 <= len(starts) <= MAX_COLUMNS or len(lines) * len(starts) > MAX_CELLS or any(len(line) > MAX_COLUMNS for line in placed):
        return None
    fits = [len(line) > 1 and all(_column(at, starts) is not None for at, *_ in line[1:]) for line in placed]
    if not any(fits):
        return None
    first, last = fits.index(True), len(fits) - fits[::-1].index(True)
    wide = sum(len(line) > 2 for line, fit in zip(placed, fits, strict=True) if fit)
    if sum(fits) < _FEWEST_LINES or wide < _FEWEST_WIDE or sum(fits) < _MOSTLY * (last - first):
        return None
    if any(
        AMOUNT.fullmatch(fold(text)) for line, fit in zip(placed[first:last], fits[first:last], strict=True) if not fit for *_, text in line
    ):
        return None  # whose amount it is cannot be told
    numbered = zip(lines[first:last], placed[first:last], strict=True)
    return SpacedTable(first, last, tuple(_row(at, line, starts, number, page) for at, ((number, _), line) in enumerate(numbered, start=1)))


def _columns(placed: Sequence[Sequence[Placed]]) -> list[int]:
    """Where texts begin below each other: in two lines at least."""
    counts = Counter(at for line in placed if len(line) > 1 for at, *_ in line)
    starts: list[int] = []
    for at in sorted(counts):
        if counts[at] > 1 and (not starts or at - starts[-1] > _NEAR):
            starts.append(at)
    return starts


def _column(at: int, starts: Sequence[int]) -> int | None:
    """The column in which a text begins."""
    return next((k for k, start in enumerate(starts) if abs(start - at) <= _NEAR), None)


def _row(number: int, line: Sequence[Placed], starts: Sequence[int], line_number: int, page: int | None) -> Row:
    """One row; a text that begins in no column stands in the next free one right of its begin."""
    cells: dict[int, str] = {}
    for at, _, text in line:
        column = _column(at, starts)
        if column is None or column in cells:
            column = max((k for k, start in enumerate(starts) if start <= at), default=0)
            while column in cells:
                column += 1
        cells[column] = text
    wide = max(len(starts), *(k + 1 for k in cells))
    return tuple(Cell(number, k + 1, cells.get(k, ""), line_number, line_number, page) for k in range(wide))
