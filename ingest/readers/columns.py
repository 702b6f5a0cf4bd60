"""Tables without rules, by the columns in which their amounts stand. Conservative: what is not plainly a table stays text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks import Cell, Row, Table
from ingest.readers.lines import Line, segments
from ingest.readers.page import Box, Page
from ingest.words.text import fold

_Placed = tuple[int, int, str, Box]
"""First and last column, text and box."""
_AMOUNT = re.compile(r"[-−(（]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)[)）]?%?")
_UNIT = re.compile(r"[(]?(?:金额)?单位[:：].{0,4}元[)]?")
_TITLE = re.compile(r"[^,。;:、]{2,60}表(?:[\d一二三四五六七八九十-]{0,6})?(?:\([^()]{1,30}\))*")
_APART = 1.2
"""Letters' widths between two columns at least."""
_FEWEST_ROWS = 3
_MOST_HEADER_LINES = 4


def unruled(page: Page, lines: Sequence[Line]) -> tuple[list[tuple[Box, Table]], list[Line]]:
    """Tables among the lines, with their boxes, and the lines that belong to none."""
    cut = [segments(line, _APART) for line in lines]
    tables: list[tuple[Box, Table]] = []
    rest: list[Line] = []
    start = 0
    for end in range(1, len(lines) + 1):
        near = end < len(lines) and _near(lines[end - 1], lines[end]) and not _ruled_between(page, lines[end - 1], lines[end])
        if near and not _stands_over(cut[end]) and not _stands_over(cut[end - 1]):
            continue
        found = _table(page, cut[start:end])
        if found is None:
            rest += lines[start:end]
        else:
            table, first, last = found
            rest += [*lines[start : start + first], *lines[start + last : end]]
            tables.append(table)
        start = end
    return tables, rest


def _near(above: Line, below: Line) -> bool:
    return below.box[1] - above.box[3] <= 2.5 * max(above.size, below.size)


def _ruled_between(page: Page, above: Line, below: Line) -> bool:
    return any(above.box[3] <= (g.ys[0] + g.ys[-1]) / 2 <= below.box[1] for g in page.grids)


def _has_amount(parts: Sequence[Line]) -> bool:
    return len(parts) > 1 and any(_AMOUNT.fullmatch(fold(p.text)) for p in parts[1:])


def _table(page: Page, cut: Sequence[Sequence[Line]]) -> tuple[tuple[Box, Table], int, int] | None:
    """The table in a stretch of lines, and which lines are its own."""
    body = [i for i, parts in enumerate(cut) if _has_amount(parts)]
    if not body or len(body) * 2 < body[-1] - body[0] + 1:
        return None
    columns = _columns([cut[i] for i in body])
    if len(columns) < 2 or (len(body) < _FEWEST_ROWS and not _headed(cut[: body[0]], [cut[i] for i in body], columns)):
        return None
    first = body[0]
    while first > 0 and body[0] - first < _MOST_HEADER_LINES and not _is_caption(cut[first - 1]):
        if len(cut[first - 1]) < 2 and _group(cut[first - 1 : body[0]], columns) is None:
            break
        first -= 1
    last = body[-1] + 1
    rows: list[list[_Placed]] = []
    group: _Placed | None = None
    for at, parts in enumerate(cut[first:last], first):
        if at < body[0] and len(parts) == 1:
            group = _group(cut[at : body[0]], columns)
            continue
        row = _placed(parts, columns)
        if row is None:
            return None
        if group is not None:
            row, group = sorted([*row, group]), None
        if len(row) == 1 and rows and row[0][0] == 0 and len(parts) == 1 and _wraps(rows[-1], row[0]):
            at = next(k for k, c in enumerate(rows[-1]) if c[0] == 0)
            left, right, text, box = rows[-1][at]
            rows[-1][at] = left, right, text + row[0][2], (box[0], box[1], box[2], row[0][3][3])
        else:
            rows.append(row)
    done = tuple(_row(page, number, row, len(columns)) for number, row in enumerate(rows, start=1))
    boxes = [p.box for parts in cut[first:last] for p in parts]
    box = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    return (box, Table(done, None, None, page.number)), first, last


def _headed(above: Sequence[Sequence[Line]], body: Sequence[Sequence[Line]], columns: Sequence[tuple[float, float]]) -> bool:
    """Whether a row or two of nothing but amounts, as of 三公, have a heading right over each."""
    lines = above[-_MOST_HEADER_LINES:]
    if any(len(parts) == 1 and not _stands_over(parts) and _group(lines[at:], columns) is None for at, parts in enumerate(lines)):
        return False
    amounts = all(_AMOUNT.fullmatch(fold(p.text)) for parts in body for p in parts) and len(columns) > _FEWEST_ROWS
    heads = [p.box for parts in lines if not _stands_over(parts) for p in parts]
    return amounts and all(any(min(b, x1) > max(a, x0) for x0, _, x1, _ in heads) for a, b in columns)


def _group(lines: Sequence[Sequence[Line]], columns: Sequence[tuple[float, float]]) -> _Placed | None:
    """The heading alone in the first line as that of a group, with the columns that the headings right below leave to it.

    公务用车购置及运行费 stands higher than 合计 | 因公出国（境）费 | 公务接待费 beside it, which go down to the line of 小计 and its like.
    """
    if len(lines) < 3 or len(lines[1]) < 2:
        return None
    beside, below = _placed(lines[1], columns), _placed(lines[2], columns)
    (alone,) = lines[0]
    x0, _, x1, _ = alone.box
    taken = {at for part in beside or () for at in range(part[0], part[1] + 1)}
    over = [at for at, (a, b) in enumerate(columns) if min(b, x1) > max(a, x0)]
    if beside is None or below is None or not over or taken & set(over):
        return None
    first, last = over[0], over[-1]
    while first > 0 and first - 1 not in taken:
        first -= 1
    while last + 1 < len(columns) and last + 1 not in taken:
        last += 1
    divided = {part[0] for part in below} == set(range(first, last + 1))
    return (first, last, alone.text, alone.box) if last > first and divided else None


def _is_caption(parts: Sequence[Line]) -> bool:
    """单位：万元 and the publisher stand above a table, not in it."""
    return any(re.search("(?<!其中)[:：]", p.text) for p in parts)


def _stands_over(parts: Sequence[Line]) -> bool:
    """A title or a caption: the table below it has columns of its own."""
    return _is_caption(parts[:1]) or _UNIT.fullmatch(fold(parts[-1].text)) is not None or (len(parts) == 1 and _is_title(parts[0].text))


def _is_title(text: str) -> bool:
    return _TITLE.fullmatch(fold(text)) is not None


def _columns(rows: Sequence[Sequence[Line]]) -> list[tuple[float, float]]:
    """Where texts stand below each other with white on both sides."""
    done: list[tuple[float, float]] = []
    for x0, _, x1, _ in sorted(p.box for parts in rows for p in parts):
        if done and x0 < done[-1][1]:
            done[-1] = done[-1][0], max(done[-1][1], x1)
        else:
            done.append((x0, x1))
    return done


def _placed(parts: Sequence[Line], columns: Sequence[tuple[float, float]]) -> list[_Placed] | None:
    """First column, last column, text and box of each part; None where two parts want the same column."""
    done: list[_Placed] = []
    for part in parts:
        x0, _, x1, _ = part.box
        over = [k for k, (a, b) in enumerate(columns) if min(b, x1) - max(a, x0) > 0.3 * min(b - a, x1 - x0)]
        if not over:
            over = [min(range(len(columns)), key=lambda k: abs(columns[k][0] + columns[k][1] - x0 - x1))]
        done.append((over[0], over[-1], part.text, part.box))
    return None if any(b[0] <= a[1] for a, b in pairwise(done)) else done


def _wraps(above: Sequence[_Placed], cell: _Placed) -> bool:
    """A name's second line stands right below its first."""
    first = next((c for c in above if c[0] == 0), None)
    return first is not None and cell[3][1] - first[3][3] < 0.5 * (cell[3][3] - cell[3][1])


def _row(page: Page, number: int, row: Sequence[_Placed], wide: int) -> Row:
    texts = {left: (text, box) for left, _, text, box in row}
    blank: tuple[str, Box | None] = ("", None)
    cells = []
    for column in range(wide):
        text, box = texts.get(column, blank)
        cells.append(Cell(number, column + 1, text, page=page.number, box=page.shown(box) if box else None))
    return tuple(cells)
