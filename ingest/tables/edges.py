"""Columns of a fragment counted as in the table it continues: by where its cells stand on the page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.blocks import Cell, Row

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


def _column(edges: Sequence[tuple[float, int]], x: float) -> int | None:
    return next((column for at, column in edges if abs(at - x) <= _NEAR), None)
