"""What is drawn on a PDF page, before any text is read: ruling lines, and how each text object is turned or hidden."""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import pypdfium2.raw as pdfium

from ingest.readers import pdf_calls as calls
from ingest.readers.page import Box
from ingest.readers.rulings import Rulings

MAX_SEGMENTS = 5_000
MAX_DEPTH = 8

_OBJECT = pdfium.FPDF_PAGEOBJECT
_HIDDEN_MODES = frozenset({3, 7})
Matrix = tuple[float, float, float, float, float, float]


@dataclass(slots=True)
class Drawn(Rulings):
    """What the page's objects are, before any text is read."""

    texts: list[int] = field(default_factory=list)
    """Text objects, by their address in memory."""
    turns: list[int | None] = field(default_factory=list)
    """How each text object is turned (0, 90, 180, 270); None for text that is slanted or hidden."""
    slanted: list[int] = field(default_factory=list)
    """Text objects that lie across the page and are no part of its text: watermarks (水印)."""
    white: list[tuple[int, Box]] = field(default_factory=list)
    """Index of a white text object, and where it is."""
    pictures: float = 0.0
    """Area of all pictures, in square points."""
    cut_short: str = ""


def objects(raw: Any, most: int) -> Drawn:
    """Look at each object of a page once, and at so many at most. `raw` is a FPDF_PAGE."""
    return _Objects(most).read(raw)


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
    """Asks about all objects of a page, or of a form on it, at once."""

    def __init__(self, most: int) -> None:
        self._drawn = Drawn()
        self._left = most

    def read(self, raw: Any) -> Drawn:
        self._walk(pdfium.FPDFPage_CountObjects(raw), calls.page_object, calls.address(raw), None, 0)
        drawn = self._drawn
        for index, box in drawn.white:
            if not drawn.on_colour(box):
                drawn.turns[index] = None
        return drawn

    def _walk(self, count: int, get: Callable[[int, int], int], owner: int, outer: Matrix | None, depth: int) -> None:
        if count > self._left:
            self._drawn.cut_short, count = "objects", self._left
        self._left -= count
        things = [thing for thing in map(get, repeat(owner), range(count)) if thing]
        kinds = list(map(calls.kind, things))
        of_kind = {kind: [thing for thing, its in zip(things, kinds, strict=True) if its == kind] for kind in set(kinds)}
        if texts := of_kind.get(pdfium.FPDF_PAGEOBJ_TEXT):
            self._texts(texts, outer)
        paths = of_kind.get(pdfium.FPDF_PAGEOBJ_PATH, [])
        for path, box in zip(paths, self._bounds(paths, outer), strict=True):
            if not self._drawn.thin(box):
                self._path(path, box, outer)
        for box in self._bounds(of_kind.get(pdfium.FPDF_PAGEOBJ_IMAGE, []), outer):
            if not self._drawn.thin(box):
                self._drawn.pictures += (box[2] - box[0]) * (box[3] - box[1])
        for form in of_kind.get(pdfium.FPDF_PAGEOBJ_FORM, []) if depth < MAX_DEPTH else ():
            matrix = self._matrix(form, outer)
            self._walk(pdfium.FPDFFormObj_CountObjects(ctypes.cast(form, _OBJECT)), calls.form_object, form, matrix, depth + 1)

    def _matrix(self, thing: int, outer: Matrix | None) -> Matrix:
        """From the object's own coordinates to the page's."""
        answer = calls.Answers(1, 6)
        calls.matrix(thing, answer.places()[0])
        a, b, c, d, e, f = (answer.column(k)[0] for k in range(6))
        return _times((a, b, c, d, e, f), outer) if outer else (a, b, c, d, e, f)

    def _bounds(self, things: Sequence[int], outer: Matrix | None) -> list[Box]:
        if not things:
            return []
        answers = calls.Answers(len(things), 4)
        calls.run(map(calls.bounds, things, *map(answers.places, range(4))))
        boxes = list(zip(*map(answers.column, range(4)), strict=True))
        return [_through(outer, *box) for box in boxes] if outer else boxes

    def _texts(self, things: list[int], outer: Matrix | None) -> None:
        drawn, first = self._drawn, len(self._drawn.texts)
        matrices = calls.Answers(len(things), 6)
        calls.run(map(calls.matrix, things, matrices.places()))
        across, up = matrices.column(0), matrices.column(1)
        if outer:
            pairs = list(zip(across, up, strict=True))
            across = [a * outer[0] + b * outer[2] for a, b in pairs]
            up = [a * outer[1] + b * outer[3] for a, b in pairs]
        modes = list(map(calls.render_mode, things))
        drawn.texts += things
        if not any(up) and min(across) > 0 and _HIDDEN_MODES.isdisjoint(modes):  # nearly always
            drawn.turns += [0] * len(things)
        else:
            for thing, a, b, mode in zip(things, across, up, modes, strict=True):
                turn = None if mode in _HIDDEN_MODES else _turn(a, b)
                drawn.turns.append(turn)
                if turn is None and mode not in _HIDDEN_MODES:
                    drawn.slanted.append(thing)
        for index, (red, green, blue, alpha) in enumerate(self._colours(things), first):
            light = alpha == 0 or (red > 250 and green > 250 and blue > 250)
            if light and drawn.turns[index] is not None:
                drawn.white.append((index, self._bounds([drawn.texts[index]], outer)[0]))

    def _colours(self, things: Sequence[int]) -> list[tuple[int, int, int, int]]:
        """Red, green, blue and opacity of what objects are filled with, 0 to 255; black where pdfium can't say."""
        answers = calls.Answers(len(things), 4, "I")
        known = list(map(calls.fill_colour, things, *map(answers.places, range(4))))
        colours = list(zip(*map(answers.column, range(4)), strict=True))
        return [c if k else (0, 0, 0, 255) for c, k in zip(colours, known, strict=True)]

    def _path(self, thing: int, box: Box, outer: Matrix | None) -> None:
        handle = ctypes.cast(thing, _OBJECT)
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(handle, mode, stroke)
        count = pdfium.FPDFPath_CountSegments(handle)
        if not mode.value and not stroke.value:
            return
        if mode.value and not stroke.value and count <= 6:
            ((red, green, blue, alpha),) = self._colours([thing])
            if alpha and min(red, green, blue) < 200:
                self._drawn.fills.append(box)
            return
        if count > MAX_SEGMENTS:  # a drawing, not a table
            return
        for points in self._parts(thing, count, self._matrix(thing, outer)):
            self._drawn.corners(points, bool(stroke.value))

    def _parts(self, thing: int, count: int, m: Matrix) -> list[list[tuple[float, float]]]:
        """The corners of each part of a path. Curves break a part in two."""
        a, b, c, d, e, f = m
        answers = calls.Answers(count, 2)
        segments = list(map(calls.segment, repeat(thing), range(count)))
        calls.run(map(calls.segment_point, segments, answers.places(0), answers.places(1)))
        kinds, closes = map(calls.segment_kind, segments), map(calls.segment_closes, segments)
        parts: list[list[tuple[float, float]]] = []
        for x, y, kind, close in zip(answers.column(0), answers.column(1), kinds, closes, strict=True):
            point = (a * x + c * y + e, b * x + d * y + f)
            if kind == pdfium.FPDF_SEGMENT_LINETO and parts:
                parts[-1].append(point)
                if close:
                    parts[-1].append(parts[-1][0])
            else:
                parts.append([point])
        return [p for p in parts if len(p) > 1]


def _turn(a: float, b: float) -> int | None:
    """How text with this matrix is turned; None for slanted text."""
    if abs(b) < 0.02 * abs(a):
        return 0 if a > 0 else 180
    if abs(a) < 0.02 * abs(b):
        return 90 if b > 0 else 270
    return None
