"""One PDF page by pdfium: its ruling lines, and its text in the cells between them.

Calls into pdfium cost more than anything done with their answers. So a run of letters is asked for its first and last
box only, unless it crosses a ruling line, and letters are looked at one by one only where something on the page is turned or hidden.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers.page import Box, Page, Run
from ingest.readers.pdf_grid import Line, grids
from ingest.readers.pdf_objects import Drawn, objects
from ontology.errors import ReadError

MAX_CHARACTERS = 200_000
DPI = 150
MAX_PIXELS = 8_000_000
MAX_SIDE = 6_000
"""Pixels; pages are drawn for OCR only."""

_VISIBLE = re.compile("[^\\s\x01-\x1f\x7f-\x9f\ufffe\uffff]+")
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")
_CONTROL = re.compile("[\\x00\\x01\\x03-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f]")  # \\x02 is a hyphen at a line's end
_PLAIN = re.compile("[\u3000-\u9fff\uf900-\ufaff\uff00-\uffef0-9.,%+-]")
_LOST = "\ufffd"
"""Stands for a letter that the font does not say in Unicode, so that a number that lost a digit is no number."""
Rectangle = Callable[[float, float, float, float], Box]
"""Left, bottom, right, top in the file's coordinates → a box of the page as read."""


@dataclass(slots=True)
class PageText:
    page: Page
    letters: int
    unmapped: int
    """Letters that the font does not say in Unicode."""
    plain: int
    """Chinese letters and figures: what the pages of a disclosure consist of."""
    picture_share: float
    """Area of its pictures by that of the page."""
    cut_short: str
    picture: Callable[[], tuple[Any, float]]
    """Draws the page, for OCR."""
    slanted: tuple[str, ...] = ()
    """What is written across the page (水印), which is no part of its text."""


@contextmanager
def opened(data: bytes) -> Iterator[Any]:
    """The document behind a file's bytes. Raises ReadError for what pdfium can't open."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("read.pdf-encrypted", "这个 PDF 加了密码，打不开", "请用密码打开后另存为不加密的 PDF") from error
        hint = "请重新下载；若原文件能用阅读器打开，可另存一份再读"
        raise ReadError("read.pdf-damaged", "这个 PDF 已损坏或不完整，打不开", hint) from error
    try:
        yield document
    finally:
        document.close()


def read_page(document: Any, index: int) -> PageText | None:
    """The page's grids and text; None for a page that pdfium can't load. `document` is what `opened` gave."""
    try:
        handle = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        return _read(handle, index + 1, partial(_picture, document, index))
    finally:
        handle.close()


def _picture(document: Any, index: int) -> tuple[Any, float]:
    """The page as grey values (height × width, uint8), and pixels a point; huge pages are drawn smaller."""
    handle = document[index]
    try:
        wide, high = handle.get_size()
        scale = min(DPI / 72, (MAX_PIXELS / max(1.0, wide * high)) ** 0.5, MAX_SIDE / max(wide, high))
        pixels = handle.render(scale=scale, grayscale=True).to_numpy()
        return pixels.reshape(pixels.shape[:2]), scale
    finally:
        handle.close()


def _read(handle: Any, number: int, picture: Callable[[], tuple[Any, float]]) -> PageText:
    raw = handle.raw
    box = _visible_box(handle)
    displayed = pdfium.FPDFPage_GetRotation(raw) * 90 % 360
    drawn = objects(raw)
    textpage = pdfium.FPDFText_LoadPage(raw)
    try:
        reader = _Text(textpage, drawn, box)
        turn = reader.turn()
        place = _turned(box, turn)
        x0, y0, x1, y1 = place(*box)
        page = Page(number, x1 - x0, y1 - y0)
        page.grids = grids(*_placed(drawn, place, turn))
        if turn != displayed:
            page.box = _back(box, turn, _turned(box, displayed))
        reader.read(page, place, turn)
        slanted = reader.slanted()
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    return PageText(page, reader.letters, reader.unmapped, reader.plain, drawn.pictures / area, drawn.cut_short, picture, slanted)


def _visible_box(handle: Any) -> Box:
    """The crop box inside the media box: what is displayed. Left, bottom, right, top."""
    media, crop = handle.get_mediabox(), handle.get_cropbox()
    left, bottom, right, top = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def _turned(box: Box, turn: int) -> Rectangle:
    """Turns the file's coordinates (y upwards) clockwise, and puts the origin into the top left corner."""
    left, bottom, right, top = box
    if turn == 90:
        return lambda x, y, x2, y2: (y - bottom, x - left, y2 - bottom, x2 - left)
    if turn == 180:
        return lambda x, y, x2, y2: (right - x2, y - bottom, right - x, y2 - bottom)
    if turn == 270:
        return lambda x, y, x2, y2: (top - y2, right - x2, top - y, right - x)
    return lambda x, y, x2, y2: (x - left, top - y2, x2 - left, top - y)


def _back(box: Box, turn: int, shown: Rectangle) -> Callable[[Box], Box]:
    """A box of the page as read → the same as displayed."""
    left, bottom, right, top = box

    def convert(read: Box) -> Box:
        x0, y0, x1, y1 = read
        if turn == 90:
            return shown(y0 + left, x0 + bottom, y1 + left, x1 + bottom)
        if turn == 180:
            return shown(right - x1, y0 + bottom, right - x0, y1 + bottom)
        if turn == 270:
            return shown(right - y1, top - x1, right - y0, top - x0)
        return shown(x0 + left, top - y1, x1 + left, top - y0)

    return convert


def _placed(drawn: Drawn, place: Rectangle, turn: int) -> tuple[list[Line], list[Line]]:
    horizontal = [place(a, y, b, y) for y, a, b in drawn.horizontal]
    vertical = [place(x, a, x, b) for x, a, b in drawn.vertical]
    if turn in (90, 270):
        horizontal, vertical = vertical, horizontal
    return [(b[1], b[0], b[2]) for b in horizontal], [(b[0], b[1], b[3]) for b in vertical]


class _Text:
    """The letters of a page, put into cells and around them."""

    def __init__(self, textpage: Any, drawn: Drawn, box: Box) -> None:
        self._page = textpage
        self._drawn = drawn
        self._rectangle = pdfium.FS_RECTF()
        self._ref = ctypes.byref(self._rectangle)
        self._visible = box
        self._count = max(0, pdfium.FPDFText_CountChars(textpage))
        if self._count > MAX_CHARACTERS:
            self._count = MAX_CHARACTERS
            drawn.cut_short = drawn.cut_short or "characters"
        self._text = self._characters()
        self._turns: list[int | None] = []
        self.letters = 0
        self.unmapped = 0
        self.plain = 0

    def _characters(self) -> str:
        """One character for each of pdfium's."""
        if not self._count:
            return ""
        buffer = ctypes.create_string_buffer((self._count * 2 + 1) * 2)
        size = pdfium.FPDFText_GetText(self._page, 0, self._count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
        text = buffer.raw[: max(0, size - 1) * 2].decode("utf-16-le", "replace")
        if len(text) == self._count:
            return _CONTROL.sub(_LOST, text)
        codes = (pdfium.FPDFText_GetUnicode(self._page, i) for i in range(self._count))
        return _CONTROL.sub(_LOST, "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else _LOST for c in codes))

    def turn(self) -> int:
        """How the page's text is turned: clockwise by so many degrees it stands upright."""
        kinds = set(self._drawn.turns)
        if len(kinds) == 1:
            return kinds.pop() or 0
        if not kinds:
            return 0
        angles = {ctypes.addressof(t.contents): turn for t, turn in zip(self._drawn.texts, self._drawn.turns, strict=True)}
        for i in range(self._count):
            thing = pdfium.FPDFText_GetTextObject(self._page, i)
            self._turns.append(angles.get(ctypes.addressof(thing.contents), 0) if thing else None)
        counts = Counter(t for t in self._turns if t is not None)
        return counts.most_common(1)[0][0] if counts else 0

    def slanted(self) -> tuple[str, ...]:
        """The texts that lie across the page, a text object each; objects of one letter are joined."""
        marks = {ctypes.addressof(thing.contents) for thing in self._drawn.slanted}
        pieces: dict[int, str] = {}
        for i in range(self._count) if marks else ():
            thing = pdfium.FPDFText_GetTextObject(self._page, i)
            at = ctypes.addressof(thing.contents) if thing else 0
            if at in marks and _VISIBLE.match(self._text[i]):
                pieces[at] = pieces.get(at, "") + self._text[i]
        runs = ((letters, "".join(run)) for letters, run in groupby(pieces.values(), lambda piece: len(piece) == 1))
        return tuple(run for letters, run in runs if letters) + tuple(piece for piece in pieces.values() if len(piece) > 1)

    def _box(self, i: int) -> Box:
        if not pdfium.FPDFText_GetLooseCharBox(self._page, i, self._ref):
            return 0.0, 0.0, 0.0, 0.0
        r = self._rectangle
        return r.left, r.bottom, r.right, r.top

    def read(self, page: Page, place: Rectangle, turn: int) -> None:
        if not self._turns and set(self._drawn.turns) == {None}:
            return  # all of it hidden or slanted
        left, bottom, right, top = self._visible
        for match in _VISIBLE.finditer(self._text):
            start, end = match.span()
            self._count_letters(match[0])
            for first, last, turned in self._stretches(start, end):
                head = self._box(first)
                tail = self._box(last - 1) if last - first > 1 else head
                x, y = (head[0] + tail[2]) / 2, (head[1] + tail[3]) / 2
                if not (left <= x <= right and bottom <= y <= top):
                    continue  # outside of what is displayed
                self._put(page, place, turn, first, last, turned, place(*head), place(*tail))

    def _count_letters(self, text: str) -> None:
        self.letters += len(text)
        self.unmapped += len(_UNMAPPED.findall(text))
        self.plain += len(_PLAIN.findall(text))

    def _stretches(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Parts of a run that are turned alike; what is slanted or hidden is left out."""
        if not self._turns:
            return [(start, end, 0)]
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

    def _put(self, page: Page, place: Rectangle, turn: int, first: int, last: int, turned: int, head: Box, tail: Box) -> None:
        relative = (turned - turn) % 360 if self._turns else 0
        box = min(head[0], tail[0]), min(head[1], tail[1]), max(head[2], tail[2]), max(head[3], tail[3])
        if relative:
            page.put(page.locate((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), Run(*box, self._text[first:last], relative))
            return
        inset = min(2.0, (head[2] - head[0]) / 2)
        begin = page.locate(head[0] + inset, (head[1] + head[3]) / 2)
        overlap = min(head[3], tail[3]) - max(head[1], tail[1])
        level = overlap >= 0.5 * min(head[3] - head[1], tail[3] - tail[1]) and tail[0] >= head[0]
        if level and page.locate(tail[2] - inset, (tail[1] + tail[3]) / 2) == begin:
            page.put(begin, Run(*box, self._text[first:last]))
        else:
            page.put_letters(Run(*place(*self._box(i)), self._text[i]) for i in range(first, last))
