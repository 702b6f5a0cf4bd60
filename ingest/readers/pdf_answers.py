"""What pdfium's process answers, as bytes that can do no harm: read back as plain numbers and texts, each checked on arrival.

A file may take over the process that reads it, so nothing that comes from there is trusted: not `marshal` or `pickle`, which
were not made for that, and no size, index or number that is not within its bounds. A page's thousands of numbers travel as
arrays, which costs less than any format that knows a type for each.
"""

import json
from array import array
from collections.abc import Callable, Sequence
from itertools import accumulate, chain, islice
from math import isfinite
from operator import lt, mul, sub
from struct import Struct
from typing import Any, NamedTuple

from ingest.readers.page import Drawing, Page, PageText, Picture, Run
from ingest.readers.pdf_grid import MAX_UNITS, Grid, Span, owners
from ontology.errors import ReadError

COUNT, PAGE, REFUSED, FAILED, DRAWN = range(5)
"""What an answer tells: pages of the file; a page; why it can't be opened; a mistake of ours; how a page looks."""
MAX_BYTES = 96 * 1024 * 1024
"""Of one answer; a page at all its limits, with its picture, takes less."""
MAX_HEAD = 4 * 1024 * 1024
MAX_PIXELS = 8_000_000
"""Of a page that is drawn for a recogniser."""
_LARGEST = 1e7
"""Points; pages have 14,400 at most, and what lies outside them is seldom far away."""
_MOST_MARKS = 1_000
_LONGEST_TRACE = 20_000
_CUT = ("", "objects", "characters")
_REFUSALS = {
    "read.pdf-encrypted": ("这个 PDF 加了密码，打不开", "请用密码打开后另存为不加密的 PDF"),
    "read.pdf-damaged": ("这个 PDF 已损坏或不完整，打不开", "请重新下载；若原文件能用阅读器打开，可另存一份再读"),
}
UNTRUE = (ValueError, TypeError, LookupError, RecursionError)
"""What reading an answer raises that no page makes."""
_SIZES = Struct("<B5I")


class Answer(NamedTuple):
    """`head` is JSON; the other parts are what it says they are."""

    kind: int
    head: bytes
    numbers: bytes = b""
    indices: bytes = b""
    texts: bytes = b""
    picture: bytes = b""


def refusal(code: str) -> ReadError:
    """Why a PDF can't be opened. Raises KeyError for an unknown code."""
    return ReadError(code, *_REFUSALS[code])


def framed(answer: Answer) -> bytes:
    return _SIZES.pack(answer.kind, *map(len, answer[1:])) + b"".join(answer[1:])


def received(take: Callable[[int], bytes]) -> Answer:
    """The answer that the next bytes are; `take` gives so many of them. Raises ValueError for what no answer begins with."""
    head = take(_SIZES.size)
    if len(head) != _SIZES.size:
        raise ValueError("cut off")
    kind, *lengths = _SIZES.unpack(head)
    if kind not in {COUNT, PAGE, REFUSED, FAILED, DRAWN} or lengths[0] > MAX_HEAD or sum(lengths) > MAX_BYTES:
        raise ValueError("no answer")
    parts = take(sum(lengths))
    return Answer(kind, *(parts[end - length : end] for length, end in zip(lengths, accumulate(lengths), strict=True)))


def told(kind: int, what: int | str) -> Answer:
    """COUNT with a number, REFUSED with the code of the refusal, or FAILED with a trace."""
    return Answer(kind, json.dumps(what).encode())


def told_count(answer: Answer) -> int:
    return _natural(json.loads(answer.head), 2**31)


def told_word(answer: Answer) -> str:
    word = json.loads(answer.head)
    if not isinstance(word, str):
        raise ValueError("no word")
    return "".join(c for c in word[:_LONGEST_TRACE] if c.isprintable() or c == "\n")


def packed(text: PageText | None, picture: Picture | None) -> Answer:
    """A page, and how it looks where the text layer is not to be trusted; None for a damaged page."""
    drawn = [picture.wide, picture.high, picture.scale] if picture else None
    grey = picture.grey if picture else b""
    if text is None:
        return Answer(PAGE, json.dumps([None, drawn]).encode(), picture=grey)
    page = text.page
    grids, inside = page.grids, page.inside
    shape = (page.width, page.height, page.turned, [(len(g.xs), len(g.ys), len(g.cells)) for g in grids])
    about = (text.letters, text.unmapped, text.plain, text.picture_share, text.cut_short, text.slanted[:_MOST_MARKS])
    runs = [*chain.from_iterable(inside.values()), *page.outside]
    numbers, indices = array("d"), array("i")
    for xs, ys, cells, _ in grids:
        numbers.extend(xs)
        numbers.extend(ys)
        indices.extend(chain.from_iterable(cells))
    for (grid, cell), here in inside.items():
        indices.extend((grid, cell, len(here)))
    texts: Sequence[str] = ()
    if runs:
        *boxes, texts, turns = zip(*runs, strict=True)
        for column in boxes:
            numbers.extend(column)
        indices.extend(turns)
    head = json.dumps([(shape, about, len(inside), len(runs)), drawn]).encode()
    return Answer(PAGE, head, numbers.tobytes(), indices.tobytes(), "\n".join(texts).encode(), grey)


def unpacked(number: int, answer: Answer) -> tuple[PageText | None, Picture | None]:
    """What `packed` packed of the page with this number. Raises one of UNTRUE for anything else."""
    found, drawn = json.loads(answer.head)
    picture = _picture(drawn, answer.picture) if drawn is not None else None
    if found is None:
        return None, picture
    shape, about, places, count = found
    width, height, turned, grids = shape
    letters, unmapped, plain, share, cut_short, slanted = about
    numbers, indices = _Parts(_floats(answer.numbers)), _Parts(_array("i", answer.indices))
    _finite(width, height, share)
    page = Page(number, width, height, turned=None if turned is None else _matrix(turned))
    page.grids = [_grid(numbers, indices, *map(_natural, sizes)) for sizes in grids]
    inside = [(_place(page, grid, cell), most) for grid, cell, most in zip(*indices.columns(_natural(places), 3), strict=True)]
    columns = [numbers.take(_natural(count)) for _ in range(4)]
    turns = indices.take(count)
    texts = answer.texts.decode().split("\n") if count else []
    if not set(turns) <= {0, 90, 180, 270} or "" in texts or numbers.left or indices.left:
        raise ValueError("runs")
    runs = map(Run._make, zip(*columns, texts, turns, strict=True))
    for place, most in inside:
        page.inside[place] = list(islice(runs, _natural(most)))
        if len(page.inside[place]) != most or not most:
            raise ValueError("cells")
    page.outside = list(runs)
    if cut_short not in _CUT or not all(isinstance(mark, str) for mark in slanted[:_MOST_MARKS]):
        raise ValueError("words")
    counts = _natural(letters), _natural(unmapped), _natural(plain)
    return PageText(page, *counts, share, cut_short, tuple(slanted[:_MOST_MARKS])), picture


def drawn(picture: Drawing | None) -> Answer:
    """How a page looks; None for a damaged page."""
    if picture is None:
        return told(DRAWN, 0)
    return Answer(DRAWN, json.dumps([picture.wide, picture.high]).encode(), picture=picture.colours)


def told_drawing(answer: Answer) -> Drawing | None:
    """What `drawn` told. Raises one of UNTRUE for anything else."""
    told = json.loads(answer.head)
    if told == 0:
        return None
    wide, high = told
    if not 0 < 3 * _natural(wide) * _natural(high) == len(answer.picture):
        raise ValueError("picture")
    return Drawing(answer.picture, wide, high)


class _Parts:
    """An array that is taken away from its beginning."""

    def __init__(self, values: "array[Any]") -> None:
        self._values, self._at = values, 0

    def take(self, count: int) -> list[Any]:
        start, self._at = self._at, self._at + count
        if self._at > len(self._values):
            raise ValueError("cut off")
        return self._values[start : self._at].tolist()

    def columns(self, count: int, wide: int) -> list[list[Any]]:
        """The k-th of each so many values."""
        values = self.take(count * wide)
        return [values[k::wide] for k in range(wide)]

    @property
    def left(self) -> int:
        return len(self._values) - self._at


def _array(kind: str, data: bytes) -> "array[Any]":
    done = array(kind)
    done.frombytes(data)  # ValueError where it is not a whole number of items
    return done


def _floats(data: bytes) -> "array[float]":
    values = _array("d", data)
    if values and not (min(values) >= -_LARGEST and max(values) <= _LARGEST and isfinite(sum(values))):
        raise ValueError("numbers")
    return values


def _natural(value: Any, most: int = 10_000_000) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("count")
    return value


def _finite(*values: Any) -> tuple[float, ...]:
    if not all(type(v) in {int, float} and -_LARGEST <= v <= _LARGEST for v in values):  # NaN is not
        raise ValueError("number")
    return values


def _matrix(values: Any) -> tuple[float, float, float, float, float, float]:
    a, b, c, d, e, f = _finite(*values)
    return a, b, c, d, e, f


def _grid(numbers: _Parts, indices: _Parts, wide: int, high: int, count: int) -> Grid:
    if wide < 2 or high < 2 or (wide - 1) * (high - 1) > MAX_UNITS or not count:
        raise ValueError("grid")
    xs, ys = numbers.take(wide), numbers.take(high)
    tops, lefts, bottoms, rights = columns = indices.columns(count, 4)
    inside = min(tops) >= 0 and min(lefts) >= 0 and max(bottoms) < high and max(rights) < wide
    if sorted(xs) != xs or sorted(ys) != ys or not (inside and all(map(lt, tops, bottoms)) and all(map(lt, lefts, rights))):
        raise ValueError("grid")
    cells = tuple(map(Span._make, zip(*columns, strict=True)))
    owner = owners(cells, high - 1, wide - 1)
    area = sum(map(mul, map(sub, bottoms, tops), map(sub, rights, lefts)))
    if area + sum(row.count(-1) for row in owner) != (high - 1) * (wide - 1):
        raise ValueError("cells that lie over each other")
    return Grid(tuple(xs), tuple(ys), cells, owner)


def _place(page: Page, grid: int, cell: int) -> tuple[int, int]:
    if not (0 <= grid < len(page.grids) and 0 <= cell < len(page.grids[grid].cells)):
        raise ValueError("place")
    return grid, cell


def _picture(drawn: Any, grey: bytes) -> Picture:
    wide, high, scale = drawn
    if not 0 < _natural(wide) * _natural(high) == len(grey) or len(grey) > 2 * MAX_PIXELS or not 0 < scale <= 100:
        raise ValueError("picture")
    return Picture(grey, wide, high, scale)
