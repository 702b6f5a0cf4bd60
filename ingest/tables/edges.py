"""Columns of a table and of the page that goes on with it counted as in one grid: by where their cells stand on the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Cell, Row

_NEAR = 3.0
"""Points by which edges on two pages may differ."""


@dataclass(frozen=True, slots=True)
class OneGrid:
    """The rows of two pages, their columns counted alike."""

    edges: tuple[float, ...]
    above: Sequence[Row]
    below: tuple[Row, ...]


def in_one_grid(table: Sequence[Row], rows: Sequence[Row], edges: Sequence[float] | None = None) -> OneGrid | None:
    """Both with the columns that either of them shows; `edges` are the table's, where they are known already.

    A page on which some columns are merged throughout shows fewer of them, be it the first or the next. None where boxes are
    unknown, or where the two have too few edges in common: nothing then tells which column of the one is which of the other.
    """
    mine, others = edges or _edges(table), _edges(rows)
    if mine is None or others is None or not _alike(mine, others):
        return None
    more = [x for x in others if _place(mine, x) is None]
    both = tuple(sorted([*mine, *more]))
    return OneGrid(both, _counted(table, both) if more or edges is None else table, _counted(rows, both))


def _alike(mine: Sequence[float], others: Sequence[float]) -> bool:
    """Whether two sets of edges are of one grid: all of the one are among the other, or both are as wide and share half of the others."""
    few, many = sorted((mine, others), key=len)
    shared = sum(_place(many, x) is not None for x in few)
    as_wide = abs(mine[0] - others[0]) <= _NEAR and abs(mine[-1] - others[-1]) <= _NEAR
    return shared == len(few) or (as_wide and 2 * (shared - 2) >= len(few) - 2)


def _edges(rows: Iterable[Row]) -> list[float] | None:
    """Where columns begin, and where the last one ends, from the left."""
    starts: dict[int, float] = {}
    ends: set[float] = set()
    for cell in (c for row in rows for c in row):
        if cell.box is None or abs(starts.setdefault(cell.column, cell.box[0]) - cell.box[0]) > _NEAR:
            return None  # shown sideways: the page's columns are its rows
        ends.add(cell.box[2])
    edges = [starts[column] for column in sorted(starts)]
    if not edges or any(a >= b for a, b in pairwise(edges)):
        return None
    return sorted([*edges, *(x for x in _apart(ends) if _place(edges, x) is None)])


def _apart(places: Iterable[float]) -> list[float]:
    done: list[float] = []
    for x in sorted(places):
        if not done or x - done[-1] > _NEAR:
            done.append(x)
    return done


def _counted(rows: Iterable[Row], edges: Sequence[float]) -> tuple[Row, ...]:
    return tuple(tuple(_placed(cell, edges) for cell in row) for row in rows)


def _placed(cell: Cell, edges: Sequence[float]) -> Cell:
    first, after = (_place(edges, x) for x in (cell.box[0], cell.box[2])) if cell.box else (None, None)
    if first is None or after is None or after <= first or (first + 1, after - first) == (cell.column, cell.colspan):
        return cell
    return replace(cell, column=first + 1, colspan=after - first)


def _place(edges: Sequence[float], x: float) -> int | None:
    near = min(range(len(edges)), key=lambda at: abs(edges[at] - x))
    return near if abs(edges[near] - x) <= _NEAR else None
