"""Rows that a table's body does not rule: one cell of the grid holds the amounts of several rows, one below the other."""

import re
from collections.abc import Sequence

from ingest.readers.lines import Line, joined, lines_of
from ingest.readers.page import Run

_AMOUNT = re.compile(r"[-−]?[\d,]+\.\d{2}%?")


def rows_in(cells: Sequence[Sequence[Run]]) -> list[list[Line]] | None:
    """The lines of each cell of a grid's row where they are rows of their own; None where the row holds amounts of several
    rows that cannot be told apart. A row without stacked amounts is one row: an empty list.

    Stacked are two amounts or more one below the other. They are rows where two columns are stacked, and every cell that is
    not blank has as many lines, at the same heights: a name that takes two lines leaves it open which amount is whose.
    """
    if not any(len(runs) > 1 and sum(_AMOUNT.fullmatch(r.text) is not None for r in runs) > 1 for runs in cells):
        return []
    lines = [lines_of(runs) for runs in cells]
    counts = [len(column) for column in lines if len(column) > 1 and all(_AMOUNT.fullmatch(joined(x.runs)) for x in column)]
    if not counts:
        return []
    first = next(column for column in lines if len(column) == counts[0])
    same = all(not column or (len(column) == counts[0] and all(map(_level, first, column))) for column in lines)
    return lines if same and len(counts) > 1 else None


def _level(one: Line, other: Line) -> bool:
    above, below = one.box, other.box
    return min(above[3], below[3]) - max(above[1], below[1]) > 0.5 * min(one.size, other.size)
