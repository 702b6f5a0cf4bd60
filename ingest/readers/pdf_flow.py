"""Pages to blocks: lines to paragraphs and headings, grids to tables, what is printed on every page left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from ingest.blocks import Block, Cell, Heading, Paragraph, Table, around
from ingest.readers.columns import unruled
from ingest.readers.lines import cell_text, lines_of, room_left, segments
from ingest.readers.page import Box, Page, Run
from ingest.readers.pdf_grid import Grid
from ingest.readers.stacked import rows_in
from ingest.readers.text import heading_level
from ingest.words.text import fold

_PAGE_NUMBER = re.compile(r"[-—–_·~\[(]*(?:第?\d{1,4}页?(?:[,/，]?共?\d{1,4}页)?|\d{1,4}/\d{1,4}|page\d{1,4})[-—–_·~\])]*", re.IGNORECASE)
_LEADERS = re.compile(r"(?<![.．…·])[.．…·]{3,}+(?:\s*[-—])?\s*\d{1,4}[-—]?$")
_ALNUM = re.compile(r"[0-9A-Za-z]")
_EDGE = 0.12
"""Share of a page's height at top and bottom where what repeats is no content."""
_APART = 2.5
"""Letters' widths between two texts on one line that have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class TextLine:
    text: str
    box: Box
    size: float
    shown: Box


@dataclass(slots=True)
class Content:
    """A page as lines and tables."""

    number: int
    width: float
    height: float
    lines: list[TextLine] = field(default_factory=list)
    tables: list[tuple[Box, Table]] = field(default_factory=list)
    unruled: bool = False
    """A table was found by the alignment of its columns alone."""
    stacked: bool = False
    """Cells hold amounts of several rows that could not be told apart."""
    overlaid: list[str] = field(default_factory=list)
    """What is written upright in large letters over tables, and is no part of them."""


def content(page: Page) -> Content:
    """The lines and tables of a page."""
    done = Content(page.number, page.width, page.height)
    for index, grid in enumerate(page.grids):
        if sum(1 for place in page.inside if place[0] == index) == 0:
            continue
        box = grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1]
        done.tables.append((box, _table(page, index, done)))
    unruled_tables, lines = unruled(page, lines_of(page.outside))
    done.tables += unruled_tables
    done.unruled = bool(unruled_tables)
    for line in lines:
        for part in segments(line, _APART):
            done.lines.append(TextLine(part.text, part.box, part.size, page.shown(part.box)))
    return done


def _table(page: Page, index: int, done: Content) -> Table:
    grid = page.grids[index]
    runs = [page.inside.get((index, number), []) for number in range(len(grid.cells))]
    tallest = _overlaid([r for cell in runs for r in cell])
    if large := [r for cell in runs for r in cell if r.height >= tallest and not r.turn]:
        done.overlaid.append("".join(line.text for line in lines_of(large)))
        runs = [[r for r in cell if r.height < tallest or r.turn] for cell in runs]
    several = {at for cell, within in zip(grid.cells, runs, strict=True) if len(within) > 1 for at in range(cell.top, cell.bottom)}
    parts = [_parts(grid, runs, at, done) if at in several else [] for at in range(len(grid.ys) - 1)]
    starts = list(accumulate((max(1, len(part)) for part in parts), initial=0))
    rows: list[list[Cell]] = [[] for _ in range(starts[-1])]
    xs, ys = ([round(place, 1) for place in places] for places in (grid.xs, grid.ys))
    for number, (top, left, bottom, right) in enumerate(grid.cells):
        cell_runs, begin, high = runs[number], starts[top], starts[bottom] - starts[top]
        if not parts[top]:
            box = xs[left], ys[top], xs[right], ys[bottom]
            text = cell_text(cell_runs, grid.xs[left], grid.xs[right]) if cell_runs else ""
            shown = page.shown(box) if page.turned else box
            room = room_left(cell_runs, xs[left], xs[right])
            rows[begin].append(Cell(begin + 1, left + 1, text, None, None, page.number, high, right - left, shown, room=room))
            continue
        for at, (upper, lower) in enumerate(parts[top]):
            text = cell_text(within, xs[left], xs[right]) if (within := [r for r in cell_runs if upper <= r.middle < lower]) else ""
            shown = page.shown((xs[left], upper, xs[right], lower))
            rows[begin + at].append(Cell(begin + at + 1, left + 1, text, None, None, page.number, 1, right - left, shown))
    return Table(tuple(map(tuple, rows)), None, None, page.number, spans_known=True)


def _parts(grid: Grid, runs: Sequence[Sequence[Run]], at: int, done: Content) -> list[tuple[float, float]]:
    """Upper and lower edges of the rows that the at-th row of a grid holds without ruling them; empty for one row."""
    numbers = sorted(set(grid.owner[at]) - {-1})
    lines = rows_in([runs[number] for number in numbers])
    merged = any(grid.cells[number].bottom - grid.cells[number].top > 1 for number in numbers)
    if lines is None or (lines and merged):
        done.stacked = True
        return []
    if not lines:
        return []
    boxes = [line.box for line in max(lines, key=len)]
    edges = [grid.ys[at], *((above[3] + below[1]) / 2 for above, below in pairwise(boxes)), grid.ys[at + 1]]
    return list(pairwise(edges))


def _overlaid(runs: Sequence[Run]) -> float:
    """From which height on letters lie across a table, not in it: a watermark drawn upright."""
    heights = sorted([y1 - y0 for _, y0, _, y1, _, turn in runs if not turn])
    return max(20.0, 2.5 * heights[len(heights) // 2]) if heights else 0.0


def blocks(pages: Sequence[Content]) -> list[Block]:
    """All pages in reading order."""
    running = _running(pages)
    left, right = _margins(pages)
    done: list[Block] = []
    open_lines: list[tuple[Content, TextLine]] = []

    def close() -> None:
        if open_lines:
            done.append(_block(open_lines))
            open_lines.clear()

    for page in pages:
        items: list[tuple[Box, TextLine | Table]] = [(x.box, x) for x in page.lines if not _is_running(page, x, running)]
        items += page.tables
        for _, item in sorted(items, key=lambda i: (i[0][1], i[0][0])):
            if isinstance(item, Table):
                close()
                done.append(item)
                continue
            if open_lines and not _goes_on(*open_lines[-1], page, item, left, right):
                close()
            open_lines.append((page, item))
    close()
    return done


def _is_edge(page: Content, line: TextLine) -> bool:
    return line.box[3] < page.height * _EDGE or line.box[1] > page.height * (1 - _EDGE)


def _is_running(page: Content, line: TextLine, running: frozenset[str]) -> bool:
    if not _is_edge(page, line):
        return False
    return _PAGE_NUMBER.fullmatch(fold(line.text)) is not None or _key(line) in running


def _key(line: TextLine) -> str:
    return str(round(line.box[1] / 6)) + re.sub(r"\d+", "#", fold(line.text))


def _running(pages: Sequence[Content]) -> frozenset[str]:
    """Heads and feet: the same at the same height near the edge of three pages and of a third of them."""
    counts = Counter(key for page in pages for key in {_key(x) for x in page.lines if _is_edge(page, x)})
    return frozenset(k for k, n in counts.items() if n >= 3 and n * 3 >= len(pages) and not re.search(r"[:：]|表$", k))


def _margins(pages: Iterable[Content]) -> tuple[dict[int, float], dict[int, float]]:
    """Where full lines begin and end, by the width of the page."""
    left: dict[int, Counter[int]] = {}
    right: dict[int, float] = {}
    for page in pages:
        width = round(page.width)
        for line in page.lines:
            left.setdefault(width, Counter())[round(line.box[0])] += 1
            right[width] = max(right.get(width, width * 0.8), line.box[2])
    return {w: min((x for x, n in c.items() if n >= 3), default=min(c)) for w, c in left.items()}, right


def _goes_on(page: Content, before: TextLine, next_page: Content, line: TextLine, left: dict[int, float], right: dict[int, float]) -> bool:
    """Does the line continue the paragraph? The line before is full, and this one is not indented."""
    if abs(before.size - line.size) > 0.2 * before.size or _LEADERS.search(before.text) or heading_level(line.text) is not None:
        return False
    if heading_level(before.text) == 5:  # a table's title
        return False
    if page is next_page and not 0 <= (line.box[1] + line.box[3] - before.box[1] - before.box[3]) / 2 - 0.5 * line.size <= 2 * line.size:
        return False
    begin = left[round(page.width)]
    full = before.box[2] >= right[round(page.width)] - 2.2 * before.size and before.box[0] <= begin + 3.5 * before.size
    return full and line.box[0] <= left[round(next_page.width)] + 1.2 * line.size


def _block(lines: Sequence[tuple[Content, TextLine]]) -> Block:
    text = ""
    for _, line in lines:
        apart = text and _ALNUM.match(text[-1]) and _ALNUM.match(line.text[0]) and not (text[-1].isdigit() and line.text[0].isdigit())
        text += (" " if apart else "") + line.text
    page = lines[0][0]
    of_page: dict[int, list[Box]] = {}
    for p, x in lines:
        of_page.setdefault(p.number, []).append(x.shown)
    (_, box), *rest = [(number, around(shown)) for number, shown in of_page.items()]
    level = None if _LEADERS.search(text) else heading_level(text)
    if level is not None:
        return Heading(text, level, None, page.number, box, tuple(rest))
    return Paragraph(text, None, None, page.number, box, tuple(rest))
