"""One PDF page by pdfium: its ruling lines, and its text in the cells between them.

Calls into pdfium cost more than anything done with their answers. So a run of letters is asked for its first and last
box only, unless it crosses a ruling line, and letters are looked at one by one only where something on the page is turned or hidden.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby, repeat
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers import pdf_calls as calls
from ingest.readers.page import LIMITS, Box, Limits, Page, PageText, Picture, Run
from ingest.readers.pdf_answers import MAX_PIXELS, refusal
from ingest.readers.pdf_grid import Line, grids
from ingest.readers.pdf_letters import Letters
from ingest.readers.pdf_objects import Drawn, Matrix, objects

DPI = 150
MAX_SIDE = 6_000
"""Pixels; pages are drawn for OCR only."""

_VISIBLE = re.compile("[^\\s\x01-\x1f\x7f-\x9f\ufffe\uffff]+")
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]+")
_PLAIN = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef0-9.,%+-]+")
Rectangle = Callable[[float, float, float, float], Box]
"""Left, bottom, right, top in the file's coordinates → a box of the page as read."""


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document behind a file's bytes. Raises ReadError for what pdfium can't open."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refusal("read.pdf-encrypted") from error
        raise refusal("read.pdf-damaged") from error
    try:
        yield document
    finally:
        document.close()


def read_page(document: Any, index: int, limits: Limits = LIMITS) -> PageText | None:
    """The page's grids and text; None for a page that pdfium can't load. `document` is what `opened` gave."""
    try:
        handle = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        return _read(handle, index + 1, limits)
    finally:
        handle.close()


def picture(document: Any, index: int) -> Picture:
    """The page as it looks; huge pages are drawn smaller."""
    handle = document[index]
    try:
        wide, high = handle.get_size()
        scale = min(DPI / 72, (MAX_PIXELS / max(1.0, wide * high)) ** 0.5, MAX_SIDE / max(wide, high))
        bitmap = handle.render(scale=scale, grayscale=True)
        rows = memoryview(bitmap.buffer).cast("B")
        grey = b"".join(rows[at : at + bitmap.width] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride))
        return Picture(grey, bitmap.width, bitmap.height, scale)
    finally:
        handle.close()


def _read(handle: Any, number: int, limits: Limits) -> PageText:
    raw = handle.raw
    box = visible_box(handle)
    displayed = pdfium.FPDFPage_GetRotation(raw) * 90 % 360
    drawn = objects(raw, limits.objects)
    textpage = pdfium.FPDFText_LoadPage(raw)
    try:
        reader = _Text(textpage, drawn, box, limits.characters)
        turn = reader.turn()
        place = turned(box, turn)
        x0, y0, x1, y1 = place(*box)
        page = Page(number, x1 - x0, y1 - y0)
        page.grids = grids(*_placed(drawn, place, turn))
        if turn != displayed:
            page.turned = _back(box, turn, turned(box, displayed))
        reader.read(page, place, turn)
        slanted = reader.slanted()
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    return PageText(page, reader.letters, reader.unmapped, reader.plain, drawn.pictures / area, drawn.cut_short, slanted)


def visible_box(handle: Any) -> Box:
    """The crop box inside the media box: what is displayed. Left, bottom, right, top."""
    media, crop = handle.get_mediabox(), handle.get_cropbox()
    left, bottom, right, top = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def turned(box: Box, turn: int) -> Rectangle:
    """Turns the file's coordinates (y upwards) clockwise, and puts the origin into the top left corner."""
    left, bottom, right, top = box
    if turn == 90:
        return lambda x, y, x2, y2: (y - bottom, x - left, y2 - bottom, x2 - left)
    if turn == 180:
        return lambda x, y, x2, y2: (right - x2, y - bottom, right - x, y2 - bottom)
    if turn == 270:
        return lambda x, y, x2, y2: (top - y2, right - x2, top - y, right - x)
    return lambda x, y, x2, y2: (x - left, top - y2, x2 - left, top - y)


def _back(box: Box, turn: int, shown: Rectangle) -> Matrix:
    """From the page as read to the page as displayed."""
    left, bottom, right, top = box

    def convert(x: float, y: float) -> tuple[float, float]:
        if turn == 90:
            x, y = y + left, x + bottom
        elif turn == 180:
            x, y = right - x, y + bottom
        elif turn == 270:
            x, y = right - y, top - x
        else:
            x, y = x + left, top - y
        return shown(x, y, x, y)[:2]

    (e, f), (ae, bf), (ce, df) = convert(0, 0), convert(1, 0), convert(0, 1)
    return ae - e, bf - f, ce - e, df - f, e, f


def _placed(drawn: Drawn, place: Rectangle, turn: int) -> tuple[list[Line], list[Line]]:
    horizontal = [place(a, y, b, y) for y, a, b in drawn.horizontal]
    vertical = [place(x, a, x, b) for x, a, b in drawn.vertical]
    if turn in (90, 270):
        horizontal, vertical = vertical, horizontal
    return [(b[1], b[0], b[2]) for b in horizontal], [(b[0], b[1], b[3]) for b in vertical]


class _Text:
    """The letters of a page, put into cells and around them."""

    def __init__(self, textpage: Any, drawn: Drawn, box: Box, most: int) -> None:
        self._letters = Letters(textpage, most)
        self._drawn = drawn
        self._visible = box
        if self._letters.cut_short:
            drawn.cut_short = drawn.cut_short or "characters"
        self._text = self._letters.text
        self._objects: list[int | None] = []
        """The text object of each character, where some are turned, hidden or slanted."""
        self._turns: list[int | None] = []
        self.letters = 0
        self.unmapped = 0
        self.plain = 0

    def turn(self) -> int:
        """How the page's text is turned: clockwise by so many degrees it stands upright."""
        kinds = set(self._drawn.turns)
        if self._drawn.slanted or len(kinds) > 1:
            self._objects = list(map(calls.text_object, repeat(self._letters.page), range(self._letters.count)))
        if len(kinds) == 1:
            return kinds.pop() or 0
        if not kinds:
            return 0
        turns: dict[int | None, int | None] = dict(zip(self._drawn.texts, self._drawn.turns, strict=True))
        turns[None] = None
        self._turns = [turns.get(thing, 0) for thing in self._objects]
        counts = Counter(t for t in self._turns if t is not None)
        return counts.most_common(1)[0][0] if counts else 0

    def slanted(self) -> tuple[str, ...]:
        """The texts that lie across the page, a text object each; objects of one letter are joined."""
        marks = set(self._drawn.slanted)
        pieces: dict[int, str] = {}
        for thing, letter in zip(self._objects, self._text, strict=False) if marks else ():
            if thing in marks and _VISIBLE.match(letter):
                pieces[thing] = pieces.get(thing, "") + letter
        runs = ((letters, "".join(run)) for letters, run in groupby(pieces.values(), lambda piece: len(piece) == 1))
        return tuple(run for letters, run in runs if letters) + tuple(piece for piece in pieces.values() if len(piece) > 1)

    def read(self, page: Page, place: Rectangle, turn: int) -> None:
        if not self._turns and set(self._drawn.turns) == {None}:
            return  # all of it hidden or slanted
        words = [match.span() for match in _VISIBLE.finditer(self._text)]
        self._count_letters("".join([self._text[a:b] for a, b in words]))
        runs = [run for word in words for run in self._stretches(*word)] if self._turns else [(a, b, turn) for a, b in words]
        heads, tails = self._letters.boxes([first for first, _, _ in runs]), self._letters.boxes([last - 1 for _, last, _ in runs])
        left, bottom, right, top = self._visible
        for run, head, tail in zip(runs, heads, tails, strict=True):
            x, y = (head[0] + tail[2]) / 2, (head[1] + tail[3]) / 2
            if left <= x <= right and bottom <= y <= top:  # what is displayed
                self._put(page, place, turn, run, place(*head), place(*tail))

    def _count_letters(self, text: str) -> None:
        self.letters = len(text)
        self.unmapped = len(text) - len(_UNMAPPED.sub("", text))
        self.plain = len(text) - len(_PLAIN.sub("", text))

    def _stretches(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Parts of a run that are turned alike; what is slanted or hidden is left out."""
        done: list[tuple[int, int, int]] = []
        for i in range(start, end):
            turn = self._turns[i]
            if turn is None:
                continue
            if done and done[-1][1] == i and self._turns[i - 1] == turn:
                done[-1] = (done[-1][0], i + 1, turn)
            else:
                done.append((i, i + 1, turn))
        return done

    def _put(self, page: Page, place: Rectangle, turn: int, run: tuple[int, int, int], head: Box, tail: Box) -> None:
        first, last, turned = run
        hx0, hy0, hx1, hy1 = head
        tx0, ty0, tx1, ty1 = tail
        # min() and max() would take half of the time of this function
        x0, y0, x1, y1 = hx0 if hx0 < tx0 else tx0, hy0 if hy0 < ty0 else ty0, hx1 if hx1 > tx1 else tx1, hy1 if hy1 > ty1 else ty1
        if turned != turn:
            relative = (turned - turn) % 360
            page.put(page.locate((x0 + x1) / 2, (y0 + y1) / 2), Run(x0, y0, x1, y1, self._text[first:last], relative))
            return
        inset = min(2.0, (hx1 - hx0) / 2)
        begin = page.locate(hx0 + inset, (hy0 + hy1) / 2)
        same = hy0 == ty0 and hy1 == ty1
        level = tx0 >= hx0 and (same or min(hy1, ty1) - max(hy0, ty0) >= 0.5 * min(hy1 - hy0, ty1 - ty0))
        if level and page.locate(tx1 - inset, (ty0 + ty1) / 2) == begin:
            page.put(begin, Run(x0, y0, x1, y1, self._text[first:last]))
        else:
            letters = zip(self._letters.boxes(range(first, last)), self._text[first:last], strict=True)
            page.put_letters(Run(*place(*box), letter) for box, letter in letters)
