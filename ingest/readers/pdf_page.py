"""One PDF page by pdfium: its ruling lines, and its text in the cells between them.

Calls into pdfium cost more than anything done with their answers. So a run of letters is asked for its first and last
box only, unless it crosses a ruling line, and letters are looked at one by one only where something on the page is turned or hidden.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic
from typing import Any

import pypdfium2.raw as pdfium

from ingest.readers.grid import Line, grids
from ingest.readers.page import Box, Page, Run

THIN = 3.0
"""Shapes up to so many points across are ruling lines."""
MAX_OBJECTS = 60_000
"""Objects looked at on one page; the busiest page known has 3,000."""
MAX_CHARACTERS = 200_000
MAX_SEGMENTS = 5_000
MAX_DEPTH = 8
PAGE_SECONDS = 20.0

_VISIBLE = re.compile("[^\\s\x01-\x1f\x7f-\x9f\ufffe\uffff]+")
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")
_LOST = "\ufffd"
"""Stands for a letter that the font does not say in Unicode, so that a number that lost a digit is no number."""
_HIDDEN_MODES = frozenset({3, 7})
Matrix = tuple[float, float, float, float, float, float]
Rectangle = Callable[[float, float, float, float], Box]
"""Left, bottom, right, top in the file's coordinates → a box of the page as read."""


@dataclass(slots=True)
class Drawn:
    """What the page's objects are, before any text is read."""

    horizontal: list[Line] = field(default_factory=list)
    vertical: list[Line] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    """Coloured areas."""
    angles: dict[int, int | None] = field(default_factory=dict)
    """Address of a text object → how it is turned (0, 90, 180, 270); None for text that is slanted or hidden."""
    white: list[tuple[int, Box]] = field(default_factory=list)
    pictures: float = 0.0
    """Area of all pictures, in square points."""
    hidden: int = 0
    cut_short: str = ""


@dataclass(slots=True)
class PageText:
    page: Page
    letters: int
    unmapped: int
    """Letters that the font does not say in Unicode."""
    hidden: int
    picture_share: float
    cut_short: str


def read_page(handle: Any, number: int) -> PageText:
    """The page's grids and text. `handle` is a pypdfium2 PdfPage."""
    raw = handle.raw
    box = _visible_box(handle)
    shown = _turned(box, pdfium.FPDFPage_GetRotation(raw) * 90 % 360)
    drawn = _Objects(monotonic() + PAGE_SECONDS).read(raw)
    textpage = pdfium.FPDFText_LoadPage(raw)
    try:
        reader = _Text(textpage, drawn, box)
        turn = reader.turn()
        place = _turned(box, turn)
        x0, y0, x1, y1 = place(*box)
        page = Page(number, x1 - x0, y1 - y0)
        page.grids = grids(*_placed(drawn, place, turn))
        if turn != pdfium.FPDFPage_GetRotation(raw) * 90 % 360:
            page.box = _back(box, turn, shown)
        reader.read(page, place, turn)
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    area = max(1.0, (box[2] - box[0]) * (box[3] - box[1]))
    return PageText(page, reader.letters, reader.unmapped, drawn.hidden, drawn.pictures / area, drawn.cut_short)


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


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _through(m: Matrix, left: float, bottom: float, right: float, top: float) -> Box:
    a, b, c, d, e, f = m
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


class _Objects:
    """Walks the page's objects once."""

    def __init__(self, deadline: float) -> None:
        self._drawn = Drawn()
        self._deadline = deadline
        self._seen = 0
        self._matrix = pdfium.FS_MATRIX()
        self._numbers = [ctypes.c_float() for _ in range(4)]
        self._refs = [ctypes.byref(n) for n in self._numbers]
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_refs = [ctypes.byref(n) for n in self._colour]

    def read(self, raw: Any) -> Drawn:
        self._walk(pdfium.FPDFPage_CountObjects(raw), lambda i: pdfium.FPDFPage_GetObject(raw, i), None, 0)
        drawn = self._drawn
        for address, (left, bottom, right, top) in drawn.white:
            x, y = (left + right) / 2, (bottom + top) / 2
            if not any(f[0] <= x <= f[2] and f[1] <= y <= f[3] for f in drawn.fills):
                drawn.angles[address] = None
                drawn.hidden += 1
        return drawn

    def _walk(self, count: int, get: Callable[[int], Any], outer: Matrix | None, depth: int) -> None:
        drawn = self._drawn
        kind_of, text, path = pdfium.FPDFPageObj_GetType, pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
        for i in range(count):
            self._seen += 1
            if self._seen > MAX_OBJECTS or (self._seen % 1024 == 0 and monotonic() > self._deadline):
                drawn.cut_short = drawn.cut_short or ("objects" if self._seen > MAX_OBJECTS else "time")
                return
            thing = get(i)
            kind = kind_of(thing)
            if kind == text:
                self._text(thing, outer)
            elif kind == path:
                self._path(thing, outer)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                box = self._bounds(thing, outer)
                if not self._thin(box):
                    drawn.pictures += (box[2] - box[0]) * (box[3] - box[1])
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
                own = self._matrix_of(thing)
                self._walk(
                    pdfium.FPDFFormObj_CountObjects(thing),
                    lambda k, form=thing: pdfium.FPDFFormObj_GetObject(form, k),  # type: ignore[misc]
                    _times(own, outer) if outer else own,
                    depth + 1,
                )

    def _matrix_of(self, thing: Any) -> Matrix:
        m = self._matrix
        pdfium.FPDFPageObj_GetMatrix(thing, m)
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _bounds(self, thing: Any, outer: Matrix | None) -> Box:
        pdfium.FPDFPageObj_GetBounds(thing, *self._refs)
        left, bottom, right, top = (n.value for n in self._numbers)
        return _through(outer, left, bottom, right, top) if outer else (left, bottom, right, top)

    def _text(self, thing: Any, outer: Matrix | None) -> None:
        m = self._matrix
        pdfium.FPDFPageObj_GetMatrix(thing, m)
        a, b = m.a, m.b
        if outer:
            a, b = a * outer[0] + b * outer[2], a * outer[1] + b * outer[3]
        turn: int | None
        if abs(b) < 0.02 * abs(a):
            turn = 0 if a > 0 else 180
        elif abs(a) < 0.02 * abs(b):
            turn = 90 if b > 0 else 270
        else:
            turn = None
        address = ctypes.addressof(thing.contents)
        if pdfium.FPDFTextObj_GetTextRenderMode(thing) in _HIDDEN_MODES:
            turn = None
            self._drawn.hidden += 1
        elif turn is not None and pdfium.FPDFPageObj_GetFillColor(thing, *self._colour_refs):
            red, green, blue, alpha = (n.value for n in self._colour)
            if alpha == 0 or min(red, green, blue) > 250:
                self._drawn.white.append((address, self._bounds(thing, outer)))
        self._drawn.angles[address] = turn

    def _thin(self, box: Box) -> bool:
        """Note a shape that is no more than a line; a dot may belong to a dotted line of either direction."""
        left, bottom, right, top = box
        wide, high = right - left, top - bottom
        if wide > THIN and high > THIN:
            return False
        if high <= THIN:
            self._drawn.horizontal.append(((bottom + top) / 2, left, right))
        if wide <= THIN:
            self._drawn.vertical.append(((left + right) / 2, bottom, top))
        return True

    def _path(self, thing: Any, outer: Matrix | None) -> None:
        box = self._bounds(thing, outer)
        if self._thin(box):
            return
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(thing, mode, stroke)
        count = pdfium.FPDFPath_CountSegments(thing)
        if not mode.value and not stroke.value:
            return
        if mode.value and not stroke.value and count <= 6:
            self._fill(thing, box)
            return
        if count > MAX_SEGMENTS:  # a drawing, not a table
            return
        own = self._matrix_of(thing)
        matrix = _times(own, outer) if outer else own
        for points in self._parts(thing, count, matrix):
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            if self._thin((min(xs), min(ys), max(xs), max(ys))) or not stroke.value:
                continue
            for (x, y), (x2, y2) in pairwise(points):
                if abs(x - x2) <= THIN / 2 or abs(y - y2) <= THIN / 2:
                    self._thin((min(x, x2), min(y, y2), max(x, x2), max(y, y2)))

    def _fill(self, thing: Any, box: Box) -> None:
        if pdfium.FPDFPageObj_GetFillColor(thing, *self._colour_refs):
            red, green, blue, alpha = (n.value for n in self._colour)
            if alpha and min(red, green, blue) < 200:
                self._drawn.fills.append(box)

    def _parts(self, thing: Any, count: int, m: Matrix) -> list[list[tuple[float, float]]]:
        """The corners of each part of a path. Curves break a part in two."""
        a, b, c, d, e, f = m
        px, py = self._numbers[0], self._numbers[1]
        parts: list[list[tuple[float, float]]] = []
        for i in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(thing, i)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, self._refs[0], self._refs[1])
            x, y = px.value, py.value
            point = (a * x + c * y + e, b * x + d * y + f)
            if kind == pdfium.FPDF_SEGMENT_LINETO and parts:
                parts[-1].append(point)
                if pdfium.FPDFPathSegment_GetClose(segment):
                    parts[-1].append(parts[-1][0])
            else:
                parts.append([point])
        return [p for p in parts if len(p) > 1]


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

    def _characters(self) -> str:
        """One character for each of pdfium's."""
        if not self._count:
            return ""
        buffer = ctypes.create_string_buffer((self._count * 2 + 1) * 2)
        size = pdfium.FPDFText_GetText(self._page, 0, self._count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)))
        text = buffer.raw[: max(0, size - 1) * 2].decode("utf-16-le", "replace")
        if len(text) == self._count:
            return text.replace("\0", _LOST)
        codes = (pdfium.FPDFText_GetUnicode(self._page, i) for i in range(self._count))
        return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else _LOST for c in codes)

    def turn(self) -> int:
        """How the page's text is turned: clockwise by so many degrees it stands upright."""
        kinds = set(self._drawn.angles.values())
        if len(kinds) == 1:
            return kinds.pop() or 0
        if not kinds:
            return 0
        angles = self._drawn.angles
        for i in range(self._count):
            thing = pdfium.FPDFText_GetTextObject(self._page, i)
            self._turns.append(angles.get(ctypes.addressof(thing.contents), 0) if thing else None)
        counts = Counter(t for t in self._turns if t is not None)
        return counts.most_common(1)[0][0] if counts else 0

    def _box(self, i: int) -> Box:
        if not pdfium.FPDFText_GetLooseCharBox(self._page, i, self._ref):
            return 0.0, 0.0, 0.0, 0.0
        r = self._rectangle
        return r.left, r.bottom, r.right, r.top

    def read(self, page: Page, place: Rectangle, turn: int) -> None:
        if not self._turns and set(self._drawn.angles.values()) == {None}:
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
            self._letter_by_letter(page, place, first, last)

    def _letter_by_letter(self, page: Page, place: Rectangle, first: int, last: int) -> None:
        """A run that crosses a ruling line, or goes down instead of right."""
        done: tuple[tuple[int, int] | None, Run] | None = None
        for i in range(first, last):
            x0, y0, x1, y1 = place(*self._box(i))
            cell = page.locate((x0 + x1) / 2, (y0 + y1) / 2)
            if done is not None:
                before, run = done
                overlap = min(run.y1, y1) - max(run.y0, y0)
                if before == cell and overlap >= 0.5 * min(run.height, y1 - y0) and -1.0 <= x0 - run.x1 <= run.height:
                    done = before, Run(run.x0, min(run.y0, y0), x1, max(run.y1, y1), run.text + self._text[i])
                    continue
                page.put(*done)
            done = cell, Run(x0, y0, x1, y1, self._text[i])
        if done is not None:
            page.put(*done)
