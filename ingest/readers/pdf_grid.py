"""Ruling lines to cells: grids with cells merged in both directions.

Pieces of one line are joined, lines that touch make a grid, and two neighbouring unit cells are one cell where no piece
covers the middle of their common edge. Sides that a table leaves open count as ruled at the ends of its other lines.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Line = tuple[float, float, float]
"""Position across (y of a horizontal, x of a vertical line), begin, end."""

SNAP = 3.0
"""Points by which the ends and pieces of ruling lines may miss each other."""
SHORTEST = 5.0
"""Shorter lines are dots, ticks or parts of letters."""
MAX_LINES = 20_000
MAX_UNITS = 200_000


@dataclass(frozen=True, slots=True)
class Span:
    """A cell: its first row and column, and those after its last, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[Span, ...]
    owner: tuple[tuple[int, ...], ...]
    """Unit cell → index into `cells`, -1 where no cell is."""

    def at(self, x: float, y: float) -> int | None:
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        cell = self.owner[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]
        return None if cell < 0 else cell

    def box(self, cell: Span) -> tuple[float, float, float, float]:
        return self.xs[cell.left], self.ys[cell.top], self.xs[cell.right], self.ys[cell.bottom]

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
    return [p for p in parts.values() if len(p[0]) >= 2 and p[1]]


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
    cells: list[Span] = []
    for top in range(high):
        for left in range(wide):
            if owner[top][left] != -2:
                continue
            right = left + 1
            while right < wide and not upright[right][top] and owner[top][right] == -2:
                right += 1
            bottom = top + 1
            while (
                bottom < high
                and not any(level[bottom][left:right])
                and not any(upright[at][bottom] for at in range(left + 1, right))
                and all(owner[bottom][at] == -2 for at in range(left, right))
            ):
                bottom += 1
            span = Span(top, left, bottom, right)
            number = len(cells) if _is_closed(span, level, upright) else -1
            for at in range(top, bottom):
                owner[at][left:right] = [number] * (right - left)
            if number >= 0:
                cells.append(span)
    return _compact(xs, ys, cells)


def _covered(lines: Sequence[Line], places: Sequence[float], across: Sequence[float]) -> list[list[bool]]:
    """For each place and each interval across: does a piece of the line cover the interval's middle?"""
    done = [[False] * (len(across) - 1) for _ in places]
    middles = [(a + b) / 2 for a, b in pairwise(across)]
    for at, begin, end in lines:
        after = bisect_right(places, at)
        near = range(max(0, after - 1), min(len(places), after + 1))
        index = min(near, key=lambda i: abs(places[i] - at))
        row = done[index]
        for k in range(bisect_right(middles, begin), bisect_right(middles, end)):
            row[k] = True
    return done


def _is_closed(span: Span, level: Sequence[Sequence[bool]], upright: Sequence[Sequence[bool]]) -> bool:
    """At least two sides ruled: corners that a stepped outline leaves open are no cells."""
    wide, high = span.right - span.left, span.bottom - span.top
    sides = (
        sum(level[span.top][span.left : span.right]) * 2 >= wide,
        sum(level[span.bottom][span.left : span.right]) * 2 >= wide,
        sum(upright[span.left][span.top : span.bottom]) * 2 >= high,
        sum(upright[span.right][span.top : span.bottom]) * 2 >= high,
    )
    return sum(sides) >= 2


def _compact(xs: Sequence[float], ys: Sequence[float], cells: Sequence[Span]) -> Grid | None:
    """Leave out the rows and columns in which no cell begins: stray lines made them."""
    tops, lefts = sorted({c.top for c in cells}), sorted({c.left for c in cells})
    if len(cells) < 2 or len(lefts) < 2:
        return None
    last_row, last_column = max(c.bottom for c in cells), max(c.right for c in cells)

    def row(at: int) -> int:
        return sum(t < at for t in tops)

    def column(at: int) -> int:
        return sum(t < at for t in lefts)

    row_of = [row(i) for i in range(last_row + 1)]
    column_of = [column(i) for i in range(last_column + 1)]
    done = tuple(Span(row_of[c.top], column_of[c.left], row_of[c.bottom], column_of[c.right]) for c in cells)
    owner = [[-1] * len(lefts) for _ in tops]
    for number, cell in enumerate(done):
        for at in range(cell.top, cell.bottom):
            owner[at][cell.left : cell.right] = [number] * (cell.right - cell.left)
    return Grid(
        tuple([xs[i] for i in lefts] + [xs[last_column]]),
        tuple([ys[i] for i in tops] + [ys[last_row]]),
        done,
        tuple(map(tuple, owner)),
    )
