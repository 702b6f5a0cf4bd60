"""Columns of a fragment counted as in the table it continues: by where its cells stand on the page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.blocks import Cell, Row

_MOST_CELLS = 4000
"""Cells of a form and its next page that are put together."""
_NEAR = 3.0
"""Points by which edges on two pages may differ."""


def aligned(table: Iterable[Row], rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with the column numbers of the table above.

    A page on which some columns are merged throughout shows fewer of them. Rows stay as they are where boxes are unknown
    or an edge has no counterpart.
    """
    starts: dict[float, int] = {}
    right, last = 0.0, 1
    for cell in (c for row in table for c in row):
        if cell.box is None:
            return tuple(rows)
        if starts.setdefault(cell.box[0], cell.column) != cell.column:
            return tuple(rows)  # shown sideways: the page's columns are its rows
        right = max(right, cell.box[2])
        last = max(last, cell.column + cell.colspan - 1)
    edges = sorted((x, column) for x, column in starts.items())
    done: list[Row] = []
    for row in rows:
        moved: list[Cell] = []
        for cell in row:
            if cell.box is None:
                return tuple(rows)
            first = _column(edges, cell.box[0])
            after = last + 1 if abs(cell.box[2] - right) <= _NEAR else _column(edges, cell.box[2])
            if first is None or after is None or after <= first:
                return tuple(rows)
            moved.append(replace(cell, column=first, colspan=after - first))
        done.append(tuple(moved))
    return tuple(done)


def columns_of_both(table: Sequence[Row], rows: Sequence[Row]) -> tuple[Sequence[Row], Sequence[Row]]:
    """Both with the columns that they have together, where the fragment is as wide and has more of them than the table above.

    The head of a form has fewer columns than its indicators on the next page. Unchanged where there is nothing to do.
    """
    cells = [c for row in (*table, *rows) for c in row]
    if len(cells) > _MOST_CELLS or any(c.box is None for c in cells) or not table or not rows:
        return table, rows
    whole = [(min(c.box[0] for r in part for c in r if c.box), max(c.box[2] for r in part for c in r if c.box)) for part in (table, rows)]
    in_order = all(a.box and b.box and a.box[0] < b.box[0] for row in (*table, *rows) for a, b in pairwise(row))
    if not in_order or any(abs(a - b) > _NEAR for a, b in zip(*whole, strict=True)):
        return table, rows
    lefts: list[float] = []
    for left in sorted(c.box[0] for c in cells if c.box):
        if not lefts or left - lefts[-1] > _NEAR:
            lefts.append(left)
    known = {c.column for row in table for c in row}
    if len(lefts) <= len(known):
        return table, rows
    edges = [(x, at) for at, x in enumerate(lefts, start=1)]

    def placed(row: Row) -> Row:
        done = []
        for cell in row:
            left, _, right, _ = cell.box or (0.0, 0.0, 0.0, 0.0)
            first, after = _column(edges, left) or 1, _column(edges, right) or len(lefts) + 1
            done.append(replace(cell, column=first, colspan=max(1, after - first)))
        return tuple(done)

    return tuple(map(placed, table)), tuple(map(placed, rows))


def _column(edges: Sequence[tuple[float, int]], x: float) -> int | None:
    return next((column for at, column in edges if abs(at - x) <= _NEAR), None)
