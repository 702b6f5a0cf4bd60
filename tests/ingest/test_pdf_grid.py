"""Ruling lines to cells, for any way of merging them."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Cell
from ingest.readers.page import Page, Run
from ingest.readers.pdf_grid import Span, grids
from ingest.tables.edges import in_one_grid


@st.composite
def partitions(draw_: st.DrawFn) -> tuple[list[float], list[float], set[Span]]:
    """A grid of up to 6 × 6 units with random rectangles merged."""
    xs = [0.0]
    for _ in range(draw_(st.integers(2, 6))):
        xs.append(xs[-1] + draw_(st.floats(10, 90)))
    ys = [0.0]
    for _ in range(draw_(st.integers(2, 6))):
        ys.append(ys[-1] + draw_(st.floats(10, 60)))
    free = {(r, c) for r in range(len(ys) - 1) for c in range(len(xs) - 1)}
    cells: set[Span] = set()
    while free:
        top, left = min(free)
        right, bottom = left + 1, top + 1
        for _ in range(draw_(st.integers(0, 2))):
            if (top, right) in free:
                right += 1
        for _ in range(draw_(st.integers(0, 2))):
            if all((bottom, c) in free for c in range(left, right)):
                bottom += 1
        free -= {(r, c) for r in range(top, bottom) for c in range(left, right)}
        cells.add(Span(top, left, bottom, right))
    return xs, ys, cells


@settings(max_examples=200, deadline=None)
@given(partitions())
def test_cells_come_back_from_their_borders(drawn: tuple[list[float], list[float], set[Span]]) -> None:
    """Whatever is merged: the same rectangles, less the rows and columns in which nothing begins."""
    xs, ys, cells = drawn
    level = [(y, xs[s.left], xs[s.right]) for s in cells for y in (ys[s.top], ys[s.bottom])]
    upright = [(x, ys[s.top], ys[s.bottom]) for s in cells for x in (xs[s.left], xs[s.right])]
    lefts = sorted({s.left for s in cells})
    found = grids(level, upright)
    if len(cells) < 2 or len(lefts) < 2:
        assert found == []
        return
    (grid,) = found
    boxes = {tuple(round(v, 3) for v in (grid.xs[c.left], grid.ys[c.top], grid.xs[c.right], grid.ys[c.bottom])) for c in grid.cells}
    wanted = {tuple(round(v, 3) for v in (xs[s.left], ys[s.top], xs[s.right], ys[s.bottom])) for s in cells}
    assert len(boxes) == len(wanted)
    for box in wanted:
        assert any(all(abs(a - b) < 3 for a, b in zip(box, other, strict=True)) or _lost_line(box, other) for other in boxes)
    assert all(a < b for a, b in pairwise(grid.xs)) and all(a < b for a, b in pairwise(grid.ys))


def _lost_line(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """A row in which no cell begins is left out; the cell's own corner stays."""
    return abs(box[0] - other[0]) < 3 and abs(box[1] - other[1]) < 3


def test_a_closing_mark_may_hang_over_the_border() -> None:
    """Chinese setting lets a full line's last mark stand outside; it is no part of the next cell."""
    (grid,) = grids([(0, 0, 80), (20, 0, 80)], [(x, 0, 20) for x in (0, 40, 80)])
    page = Page(1, 100, 100, [grid])
    page.put_letters([Run(10 * k, 5, 10 * k + 10, 15, c) for k, c in enumerate("项目资金）年度")])
    assert {number: "".join(r.text for r in runs) for (_, number), runs in page.inside.items()} == {0: "项目资金）", 1: "年度"}


def test_pages_shown_sideways_keep_their_columns() -> None:
    """There a row's cells share their left edge on the displayed page."""
    first, second = [Cell(1, c, "1", box=(20, 30 * c, 40, 30 * c + 30)) for c in (1, 2)], [Cell(2, 2, "1", box=(40, 60, 60, 90))]
    assert in_one_grid((tuple(first), tuple(second)), (tuple(first),)) is None


def test_upright_lines_as_high_as_a_grid_rule_columns_of_it() -> None:
    """Beside them stand cells that are merged over the whole page, ruled neither above nor below."""
    level = [(y, 100, 400) for y in (0, 30, 60)]
    upright = [(x, 0, 60) for x in (40, 70, 100, 200, 400)]
    (grid,) = grids(level, upright)
    assert (0, 0, 2, 1) in grid.cells and (0, 1, 2, 2) in grid.cells
    (apart,) = grids(level, [(40, 10, 50), *upright[2:]])
    assert apart.xs == (100, 200, 400)


def test_the_one_row_that_a_page_break_left_is_a_table() -> None:
    """Its upper border stayed on the page before; bars of a chart stand on one line too, but are not of one height."""
    (grid,) = grids([(35, 0, 400)], [(x, 0, 35) for x in (0, 60, 150, 300, 400)])
    assert [(c.top, c.left, c.bottom, c.right) for c in grid.cells] == [(0, at, 1, at + 1) for at in range(4)]
    assert grids([(35, 0, 400)], [(x, x / 20, 35) for x in (0, 60, 150, 300, 400)]) == []
