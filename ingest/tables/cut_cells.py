"""Cells that a page break cut: 一级 at the foot of a page, 指标 at the top of the next; half a sentence here, the rest there.

A text goes on in the first row of the next page where it filled the last line of its cell, says nothing that is whole, and what
follows is no label, number, mark or value of its own. A row all of whose texts go on is the rest of the row above; a merged cell
goes on beside rows of their own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Literal

from ingest.blocks import Cell, Paragraph, Row, around, room_beside
from ingest.tables.rowfit import is_level_word, is_sign
from ingest.values.clauses import is_value_like
from ingest.words.list_marks import NAME_PREFIX, begins_item, begins_label
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import is_heading_word, label_of

_LONGEST_HALF = 2
"""Letters of a half that is a heading itself: 指标."""
_FAR = 60
"""How many rows up the cell may begin that goes on over the page break."""
_FULL = 1.3
"""Letters that a full line may leave free: none fits, and nobody knows the cell's padding."""
_FIRST = re.compile(r"(?:[0-9A-Za-z.,%/·-]+|[（(“《]?.)[，。；：、！？）》”,.;:!?)%]*")
"""What no line break parts, at the begin of a text."""
_END = re.compile(r"[。；;！!？?]$")
_AMOUNT = re.compile(r"[(（]?[-−]?[\d,]+(?:\.\d+)?%?[)）]?|[-—－*/]+")
_ENTRY = re.compile(r"[㐀-鿿]{0,4}[\d一二三四五六七八九十]{1,2}[:：]")
"""The mark before one of several goals: 目标2：."""
_LONG = 12
"""Letters of a text that a row of two or more such texts may all go on: goals, not names beside values."""

_IN_BRACKETS = re.compile(r"[（(][^（）()]{1,8}[）)]")
_NEAR = 2.0
"""Points by which a text may leave its cell."""

Going = Literal["goes on", "may go on", "its own"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A cell right after the break, and the one in its columns that reaches down to the break."""

    cell: Cell
    up: Cell | None
    going: Going

    @property
    def texts(self) -> bool:
        """Whether there is text on both sides."""
        return self.up is not None and not is_blank(self.up.text) and not is_blank(self.cell.text)

    @property
    def stands_alone(self) -> bool:
        """Whether the cell after the break holds a text of its own."""
        return not is_blank(self.cell.text) and self.going == "its own"

    @property
    def height(self) -> int:
        """Over how many rows one of the halves is merged."""
        return max(self.cell.rowspan, self.up.rowspan if self.up else 1)

    @property
    def whole_word(self) -> bool:
        return self.texts and self.up is not None and _whole_word(self.up, self.cell)


@dataclass(slots=True)
class Halves:
    """The rows before and after a page break, their texts whole."""

    above: Sequence[Row]
    below: tuple[Row, ...]
    doubtful: list[Cell] = field(default_factory=list)
    """Cells after the break that may go on with the one above; they were left as they are."""


def with_whole_cells(above: Sequence[Row], rows: Sequence[Row], first: int, *, one_grid: bool) -> Halves:
    """The rows of both pages with the texts put together whose halves stand in one column; a row left blank goes.

    `first` is the row after the break that no repeated header is. Unless columns are counted in one grid, only known words are.
    """
    done = Halves(above, tuple(rows))
    if first >= len(rows):
        return done
    pairs = [Pair(cell, up, _going(up, cell) if up else "its own") for cell in rows[first] for up in (_reaching(above, cell),)]
    if not any(p.texts for p in pairs):
        return done
    new = any(p.stands_alone for p in pairs)
    # in a row of its own, only what is merged down goes on: on the left, for right of what begins anew nothing is merged from above
    left = list(takewhile(lambda p: not p.stands_alone and not (new and p.texts and p.height == 1), pairs))
    verdict = _of_group(left) if one_grid else "its own"
    if verdict == "goes on":
        return _joined(done, [p for p in pairs if (p in left and p.texts) or p.whole_word], rows[first], first)
    if verdict == "may go on":
        begun = max((p.cell.rowspan for p in pairs if p.stands_alone), default=0)
        done.doubtful = [p.cell for p in left if p.texts and p.cell.rowspan > begun and not p.whole_word]
    if words := [p for p in pairs if p.whole_word]:
        return _joined(done, words, rows[first], first)
    return done


def with_overflow(rows: Sequence[Row], line: Paragraph) -> Sequence[Row] | None:
    """The rows with a line below them given back to the cell that it ran out of, at the foot of a page; None for any other line.

    Programs that print part of a merged cell do not rule its end, and may print more of its text than of its rows.
    """
    for cell in _last(rows):
        if cell.box is None or line.box is None or cell.page != line.page or is_blank(cell.text):
            continue
        inside = cell.box[0] - _NEAR <= line.box[0] and line.box[2] <= cell.box[2] + _NEAR
        below = -0.5 <= (line.box[1] - cell.box[3]) / (line.box[3] - line.box[1]) < 0.8
        rest = replace(cell, text=line.text)
        if inside and below and _going(cell, rest) != "its own":
            room = room_beside(line.text, line.box[2] - line.box[0], cell.box[2] - cell.box[0])
            whole = replace(cell, text=cell.text + line.text, box=around((cell.box, line.box)), room=room, lines=())
            return [tuple(whole if c is cell else c for c in row) for row in rows]
    return None


def _last(rows: Sequence[Row]) -> list[Cell]:
    """The cells that reach down to the end, but for one that is as wide as the table."""
    far = max(0, len(rows) - _FAR)
    reaching = [c for at, row in enumerate(rows[far:], far) for c in row if at + c.rowspan >= len(rows)]
    return reaching if len(reaching) > 1 else []


def _reaching(above: Sequence[Row], below: Cell) -> Cell | None:
    """The cell in the same columns that reaches down to the break."""
    for at in range(len(above) - 1, max(-1, len(above) - _FAR), -1):
        for cell in above[at]:
            if cell.column == below.column and cell.colspan == below.colspan:
                return cell if at + cell.rowspan >= len(above) else None
    return None


def _going(up: Cell, cell: Cell) -> Going:
    text = cell.text.strip()
    if is_blank(text) or is_blank(up.text):
        return "its own"
    if _whole_word(up, cell):
        return "goes on"
    whole = up.text.strip() + text
    if up.room is not None and up.room < _FULL and (is_sign(whole) if is_sign(text) else is_level_word(whole) and is_level_word(text)):
        return "may go on"  # 大于, 等于 below it; 服务对象, 满意度指标 below it
    if (
        (_known(text) and not _is_half(text))
        or begins_item(text)
        or begins_label(text)
        or NAME_PREFIX.match(text)
        or _ENTRY.match(text)
        or is_sign(text)
        or _AMOUNT.fullmatch(fold(text))
    ):
        return "its own"
    if up.room is None or (len(up.text) <= _LONG and is_value_like(up.text) and is_value_like(text)):
        return "its own"
    if up.room >= _FULL - 1 + _ems(_FIRST.match(text)):
        return "its own"
    return "may go on" if _END.search(up.text.strip()) else "goes on"


def _known(text: str) -> bool:
    """Whether a text is a level, a heading or a label by itself."""
    return is_level_word(text) or is_heading_word(text) or label_of(text) is not None


def _is_half(text: str) -> bool:
    """Whether a known word is so short that it ends others: 指标, 时间, 年."""
    return len(text) <= _LONGEST_HALF and not is_level_word(text)


def _whole_word(up: Cell, cell: Cell) -> bool:
    """Whether the two are a level, a heading or a label that neither is alone, or the second is a note to the first: （万元）."""
    text = cell.text.strip()
    whole = up.text.strip() + text
    if _IN_BRACKETS.fullmatch(text):
        return True
    return (_known(whole) or is_sign(whole)) and not is_sign(text) and (not _known(text) or _is_half(text))


def _ems(found: re.Match[str] | None) -> float:
    return sum(0.5 if c.isascii() else 1.0 for c in found[0]) if found else 1.0


def _of_group(group: Sequence[Pair]) -> Going:
    """Whether cells that stand side by side, each over the same rows, are the rest of those above the break."""
    texts = [p for p in group if not is_blank(p.cell.text)]
    going = [p.going for p in texts]
    if not texts or "its own" in going:
        return "its own"
    if "goes on" not in going:
        return "may go on"
    left = any(p.up is not None and not is_blank(p.up.text) and is_blank(p.cell.text) for p in group)
    long = all(p.up is not None and len(p.up.text) > _LONG for p in texts)
    return "goes on" if left or long else "may go on"


def _joined(done: Halves, joins: Sequence[Pair], row: Row, first: int) -> Halves:
    rest = {id(p.cell): p.up for p in joins}
    left = [replace(c, text="") if id(c) in rest else c for c in row]
    whole_row = all(is_blank(c.text) for c in left)
    grown: dict[int, Cell] = {}
    for cell in row:
        if (up := rest.get(id(cell))) is not None:
            more = cell.rowspan - 1 if whole_row else cell.rowspan
            grown[id(up)] = replace(up, text=up.text + cell.text, rowspan=up.rowspan + more, room=cell.room, lines=())
    above = [tuple(grown.get(id(c), c) for c in r) if any(id(c) in grown for c in r) else r for r in done.above]
    rows, after = done.below, first + 1
    if whole_row and len(rows) > after:  # what is merged over more rows begins with the next one
        below = [*(replace(c, row=c.row + 1, rowspan=c.rowspan - 1) for c in left if c.rowspan > 1), *rows[after]]
        return Halves(above, (*rows[:first], tuple(sorted(below, key=lambda c: c.column)), *rows[after + 1 :]))
    return Halves(above, (*rows[:first], tuple(left), *rows[after:]))
