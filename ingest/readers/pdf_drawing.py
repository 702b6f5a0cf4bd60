"""A PDF page as it looks, for people: personal data painted over, pictures left out, for what they show is not known.

Notes (annotations) and forms are not drawn either: readers pass them over, so nobody knows what they say.
"""

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers import pdf_calls as calls
from ingest.readers.page import ALL, NONE, Box, Cover, Drawing, Limits
from ingest.readers.pdf_letters import LOST, Letters
from ingest.readers.pdf_objects import MAX_DEPTH
from ingest.readers.pdf_page import turned, visible_box
from ontology.privacy import spans_masked

MAX_PIXELS = 4_000_000
"""An A4 page 1,600 pixels wide has 3.6 million; longer pages are drawn smaller."""
PAINT = (112, 112, 112, 255)
"""Of what covers personal data: red, green, blue, opacity."""
_THIN = 6.0
"""Points: a picture that is thinner is a line, and holds no letters."""
_MARGIN = 1.0
"""Points by which a cover is larger than what it covers."""
_WORD = re.compile(r"\S+")
_LOST_LETTER = re.compile(f"[{LOST}\ue000-\uf8ff]")
_FIGURE = re.compile(r"\d")
_FIGURES = 6
"""A word with so many figures, and a letter that nobody can read, may be a number of personal data."""


def drawing(document: Any, index: int, covers: Sequence[Cover], wide: int, limits: Limits) -> Drawing | None:
    """The page so many pixels wide, or smaller; None for a page that pdfium can't load. `document` is what `opened` gave."""
    try:
        handle = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        across, down = handle.get_size()
        scale = min((wide - 0.5) / max(across, 1.0), (MAX_PIXELS / max(across * down, 1.0)) ** 0.5, MAX_PIXELS / wide / max(down, 1.0))
        hidden = list(_hidden(handle, covers, limits.characters))
        _without_pictures(handle.raw, limits.objects)
        bitmap = handle.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=True)
        for left, top, right, bottom in hidden:
            x, y = int((left - _MARGIN) * scale), int((top - _MARGIN) * scale)
            bitmap.fill_rect(PAINT, x, y, int((right + _MARGIN) * scale) + 1 - x, int((bottom + _MARGIN) * scale) + 1 - y)
        size = 3 * bitmap.width
        rows = memoryview(bitmap.buffer).cast("B")
        colours = b"".join(rows[at : at + size] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride))
        return Drawing(colours, bitmap.width, bitmap.height)
    finally:
        handle.close()


def _hidden(handle: Any, covers: Sequence[Cover], most: int) -> Iterator[Box]:
    """The places to paint over: what the reader of the document found, and what looks like personal data in heads and feet too."""
    textpage = pdfium.FPDFText_LoadPage(handle.raw)
    try:
        letters = Letters(textpage, most)
        place = turned(visible_box(handle), pdfium.FPDFPage_GetRotation(handle.raw) * 90 % 360)
        boxes = [place(*box) for box in letters.boxes(range(letters.count))]
    finally:
        pdfium.FPDFText_ClosePage(textpage)
    known: set[int] = set()
    for *area, times in covers:
        inside = [at for at, box in enumerate(boxes) if _within(box, area) and letters.text[at] not in "\r\n"]
        spans = spans_masked("".join(letters.text[at] for at in inside))
        if times == NONE:
            known.update(inside)
        elif times != ALL and len(spans) == times:
            yield from (boxes[at] for start, end in spans for at in inside[start:end] if not letters.text[at].isspace())
        else:  # it was told by what stands around it, or cannot be found again
            yield area[0], area[1], area[2], area[3]
    for start, end in (*spans_masked(letters.text), *_partly_lost(letters.text)):
        if not known.issuperset(range(start, end)):
            yield from (boxes[at] for at in range(start, end) if not letters.text[at].isspace())


def _partly_lost(text: str) -> Iterator[tuple[int, int]]:
    for word in _WORD.finditer(text):
        if _LOST_LETTER.search(word[0]) and len(_FIGURE.findall(word[0])) >= _FIGURES:
            yield word.span()


def _within(box: Box, area: Sequence[float]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] <= x <= area[2] and area[1] <= y <= area[3]


def _without_pictures(raw: Any, most: int) -> None:
    for thing in _pictures(calls.page_object, calls.address(raw), pdfium.FPDFPage_CountObjects(raw), [most], 0):
        pdfium.FPDFPageObj_SetIsActive(ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT), False)


def _pictures(get: Any, owner: int, count: int, left: list[int], depth: int) -> Iterable[int]:
    """Pictures on a page, or in a form on it, that may hold letters; forms too deep to look into, and what is too much to look at."""
    for index in range(count):
        thing = get(owner, index)
        left[0] -= 1
        kind = calls.kind(thing) if thing else None
        if left[0] < 0 or (kind == pdfium.FPDF_PAGEOBJ_IMAGE and not _is_thin(thing)):
            yield thing
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth >= MAX_DEPTH:
                yield thing
            else:
                inner = pdfium.FPDFFormObj_CountObjects(ctypes.cast(thing, pdfium.FPDF_PAGEOBJECT))
                yield from _pictures(calls.form_object, thing, inner, left, depth + 1)


def _is_thin(thing: int) -> bool:
    answer = calls.Answers(1, 4)
    calls.bounds(thing, *(places[0] for places in map(answer.places, range(4))))
    left, bottom, right, top = (answer.column(k)[0] for k in range(4))
    return bool(min(right - left, top - bottom) < _THIN)
