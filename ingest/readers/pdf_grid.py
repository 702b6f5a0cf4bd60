"""Ruling lines to cells: grids with cells merged in both directions.

Pieces of one line are joined, lines that touch make a grid, and two neighbouring unit cells are one cell where no piece
covers the middle of their common edge. Sides that a table leaves open count as ruled at the ends of its other lines.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

Line = tuple[float, float, float]
"""Position across (y of a horizontal, x of a vertical line), begin, end."""

SNAP = 3.0
"""Points by which the ends and pieces of ruling lines may miss each other."""
SHORTEST = 5.0
"""Shorter lines are dots, ticks or parts of letters."""
_LEAST_UPRIGHT = 4
"""Upright lines of a row that is ruled on one side only; fewer are a frame or an axis."""
MAX_LINES = 20_000
MAX_UNITS = 200_000


class Span(NamedTuple):
    """A cell: its first row and column, and those after its last, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(NamedTuple):
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Span, ...]
    owner: tuple[tuple[int, ...], ...]
    """Unit cell → index into `cells`, -1 where no cell is."""

    @property
    def area(self) -> float:
        return (self.xs[-1] - self.xs[0]) * (self.ys[-1] - self.ys[0])


def grids(horizontal: Sequence[Line], vertical: Sequence[Line]) -> list[Grid]:
    """The grids that the lines make, largest first. Frames around a single cell or column are none."""
    rows, columns = joined(horizontal), joined(vertical)
    if len(rows) + len(columns) > MAX_LINES:
        return []
    found = [g for part in _touching(rows, columns) if (g := _grid(*part)) is not None]
    return sorted(found, key=lambda g: -g.area)


def joined(lines: Iterable[Line]) -> list[Line]:
    """Pieces of the same line as one line each, sorted by position; what stays too short goes."""
    done: list[Line] = []
    for cluster in _clusters(sorted(lines)):
        at = sum(c[0] for c in cluster) / len(cluster)
        pieces = sorted((c[1], c[2]) for c in cluster)
        begin, end = pieces[0]
        for b, e in pieces[1:]:
            if b > end + SNAP:
                done.append((at, begin, end))
                begin, end = b, e
            elif e > end:
                end = e
        done.append((at, begin, end))
    return [x for x in done if x[2] - x[1] >= SHORTEST]


def _clusters(lines: Sequence[Line]) -> list[list[Line]]:
    done: list[list[Line]] = []
    for line in lines:
        if done and line[0] - done[-1][-1][0] <= SNAP / 2 and line[0] - done[-1][0][0] <= SNAP:
            done[-1].append(line)
        else:
            done.append([line])
    return done


def _touching(rows: Sequence[Line], columns: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that cross or meet, as groups of horizontals and verticals."""
    group = list(range(len(rows) + len(columns)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    positions = [c[0] for c in columns]
    for i, (y, x0, x1) in enumerate(rows):
        for j in range(bisect_right(positions, x0 - SNAP), bisect_right(positions, x1 + SNAP)):
            if columns[j][1] - SNAP <= y <= columns[j][2] + SNAP:
                group[root(i)] = root(len(rows) + j)
    parts: dict[int, tuple[list[Line], list[Line]]] = {}
    for i, line in enumerate(rows):
        parts.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(columns):
        parts.setdefault(root(len(rows) + j), ([], []))[1].append(line)
    return _with_open_columns([p for p in parts.values() if p[0]], [p[1][0] for p in parts.values() if not p[0]])


def _with_open_columns(parts: Sequence[tuple[list[Line], list[Line]]], apart: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """The grids, with upright lines that touch no level one but are as high as the grid: beside cells merged over the whole page."""
    done = [p for p in parts if (len(p[0]) >= 2 and p[1]) or _is_row_cut_off(*p)]
    for _, columns in done if apart else ():
        top, bottom = min(c[1] for c in columns), max(c[2] for c in columns)
        columns += [c for c in apart if abs(c[1] - top) <= SNAP and abs(c[2] - bottom) <= SNAP]
        columns.sort()
    return done


def _is_row_cut_off(rows: Sequence[Line], columns: Sequence[Line]) -> bool:
    """The one row that a page break leaves of a table: ruled on one side only, with upright lines of one height between its cells."""
    if len(rows) != 1 or len(columns) < _LEAST_UPRIGHT:
        return False
    _, top, bottom = columns[0]
    even = all(abs(c[1] - top) <= SNAP and abs(c[2] - bottom) <= SNAP for c in columns)
    return even and abs(rows[0][1] - columns[0][0]) <= SNAP and abs(rows[0][2] - columns[-1][0]) <= SNAP


def _edges(lines: Sequence[Line], others: Sequence[Line]) -> list[float]:
    """Positions of the lines, with the ends of the others where these reach beyond: an open side."""
    places = [c[0] for c in lines]
    low, high = min(o[1] for o in others), max(o[2] for o in others)
    if low < min(places) - 2 * SNAP:
        places.append(low)
    if high > max(places) + 2 * SNAP:
        places.append(high)
    done: list[float] = []
    for place in sorted(places):
        if not done or place - done[-1] > SNAP:
            done.append(place)
    return done


def _grid(rows: Sequence[Line], columns: Sequence[Line]) -> Grid | None:
    xs, ys = _edges(columns, rows), _edges(rows, columns)
    wide, high = len(xs) - 1, len(ys) - 1
    if wide < 2 or high < 1 or wide * high > MAX_UNITS:
        return None
    upright = _covered(columns, xs, ys)
    level = _covered(rows, ys, xs)
    owner = [[-2] * wide for _ in range(high)]
    taken = [bytearray(wide) for _ in range(high)]
    cells: list[Span] = []
    for top in range(high):
        below, here, own = level[top + 1], taken[top], owner[top]
        for left in range(wide):
            if here[left]:
                continue
            right = left + 1
            if below[left] and upright[right][top]:  # nearly always: a cell of one unit, ruled on two sides
                own[left] = len(cells)
                cells.append(Span(top, left, top + 1, right))
                continue
            while right < wide and not upright[right][top] and not here[right]:
                right += 1
            bottom = top + 1
            while (
                bottom < high
                and level[bottom].find(1, left, right) < 0
                and taken[bottom].find(1, left, right) < 0
                and not any(upright[at][bottom] for at in range(left + 1, right))
            ):
                bottom += 1
            span = Span(top, left, bottom, right)
            number = len(cells) if _is_closed(span, level, upright) else -1
            for at in range(top, bottom):
                owner[at][left:right] = [number] * (right - left)
                taken[at][left:right] = b"\1" * (right - left)
            if number >= 0:
                cells.append(span)
    return _compact(xs, ys, cells, owner)


def _covered(lines: Sequence[Line], places: Sequence[float], across: Sequence[float]) -> list[bytearray]:
    """For each place and each interval across: 1 where a piece of the line covers the interval's middle."""
    done = [bytearray(len(across) - 1) for _ in places]
    middles = [(a + b) / 2 for a, b in pairwise(across)]
    for at, begin, end in lines:
        after = bisect_right(places, at)
        near = range(max(0, after - 1), min(len(places), after + 1))
        index = min(near, key=lambda i: abs(places[i] - at))
        row = done[index]
        first, last = bisect_right(middles, begin), bisect_right(middles, end)
        row[first:last] = b"\1" * (last - first)
    return done


def _is_closed(span: Span, level: Sequence[bytearray], upright: Sequence[bytearray]) -> bool:
    """At least two sides ruled: corners that a stepped outline leaves open are no cells."""
    top, left, bottom, right = span
    wide, high = right - left, bottom - top
    if wide == high == 1:
        return level[top][left] + level[bottom][left] + upright[left][top] + upright[right][top] >= 2
    ruled = (level[top].count(1, left, right) * 2 >= wide) + (level[bottom].count(1, left, right) * 2 >= wide)
    ruled += (upright[left].count(1, top, bottom) * 2 >= high) + (upright[right].count(1, top, bottom) * 2 >= high)
    return ruled >= 2


def _compact(xs: Sequence[float], ys: Sequence[float], cells: Sequence[Span], owner: Sequence[Sequence[int]]) -> Grid | None:
    """Leave out the rows and columns in which no cell begins: stray lines made them."""
    tops, lefts = sorted({c.top for c in cells}), sorted({c.left for c in cells})
    if len(cells) < 2 or len(lefts) < 2:
        return None
    last_row, last_column = max(c.bottom for c in cells), max(c.right for c in cells)
    if (len(tops), len(lefts)) == (last_row, last_column) == (len(ys) - 1, len(xs) - 1):
        return Grid(tuple(xs), tuple(ys), tuple(cells), tuple(map(tuple, owner)))
    row_of = [bisect_left(tops, at) for at in range(last_row + 1)]
    column_of = [bisect_left(lefts, at) for at in range(last_column + 1)]
    done = tuple(Span(row_of[c.top], column_of[c.left], row_of[c.bottom], column_of[c.right]) for c in cells)
    places = tuple([xs[i] for i in lefts] + [xs[last_column]]), tuple([ys[i] for i in tops] + [ys[last_row]])
    return Grid(*places, done, owners(done, len(tops), len(lefts)))


def owners(cells: Sequence[Span], high: int, wide: int) -> tuple[tuple[int, ...], ...]:
    """Which of the cells each unit cell belongs to, -1 where none is."""
    done = [[-1] * wide for _ in range(high)]
    for number, (top, left, bottom, right) in enumerate(cells):
        if bottom == top + 1 and right == left + 1:
            done[top][left] = number
            continue
        for at in range(top, bottom):
            done[at][left:right] = [number] * (right - left)
    return tuple(map(tuple, done))
