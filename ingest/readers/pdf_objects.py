"""What is drawn on a PDF page, before any text is read: ruling lines, and how each text object is turned or hidden."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from time import monotonic
from typing import Any

import pypdfium2.raw as pdfium

from ingest.readers.page import Box
from ingest.readers.pdf_grid import Line

THIN = 3.0
"""Shapes up to so many points across are ruling lines."""
MAX_OBJECTS = 60_000
"""Objects looked at on one page; the busiest page known has 3,000."""
MAX_SEGMENTS = 5_000
MAX_DEPTH = 8
PAGE_SECONDS = 20.0

_HIDDEN_MODES = frozenset({3, 7})
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Drawn:
    """What the page's objects are, before any text is read."""

    horizontal: list[Line] = field(default_factory=list)
    vertical: list[Line] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    """Coloured areas."""
    texts: list[Any] = field(default_factory=list)
    turns: list[int | None] = field(default_factory=list)
    """How each text object is turned (0, 90, 180, 270); None for text that is slanted or hidden."""
    slanted: list[Any] = field(default_factory=list)
    """Text objects that lie across the page and are no part of its text: watermarks (水印)."""
    white: list[tuple[int, Box]] = field(default_factory=list)
    """Index of a white text object, and where it is."""
    pictures: float = 0.0
    """Area of all pictures, in square points."""
    cut_short: str = ""


def objects(raw: Any) -> Drawn:
    """Look at each object of a page once. `raw` is a FPDF_PAGE."""
    return _Objects(monotonic() + PAGE_SECONDS).read(raw)


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
        for index, (left, bottom, right, top) in drawn.white:
            x, y = (left + right) / 2, (bottom + top) / 2
            if not any(f[0] <= x <= f[2] and f[1] <= y <= f[3] for f in drawn.fills):
                drawn.turns[index] = None
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
        if pdfium.FPDFTextObj_GetTextRenderMode(thing) in _HIDDEN_MODES:
            turn = None
        elif turn is None:
            self._drawn.slanted.append(thing)
        elif turn is not None and pdfium.FPDFPageObj_GetFillColor(thing, *self._colour_refs):
            red, green, blue, alpha = self._colour
            if alpha.value == 0 or (red.value > 250 and green.value > 250 and blue.value > 250):
                self._drawn.white.append((len(self._drawn.texts), self._bounds(thing, outer)))
        self._drawn.texts.append(thing)
        self._drawn.turns.append(turn)

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
