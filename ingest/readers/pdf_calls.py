"""The functions of pdfium that are called for every object or letter of a page, bound so that a call costs little.

pypdfium2's own bindings wrap each pointer in an object and release the interpreter's lock, which takes longer than the call
itself; here pointers are plain integers (`address` gives that of a handle). Answers go to an array (`Answers`), one place for
each call, so that `map` asks about all objects without a step of Python between them.
"""

import ctypes
from array import array
from collections import deque
from collections.abc import Iterable
from typing import Any

import pypdfium2.raw as pdfium

_POINTER, _INT = ctypes.c_void_p, ctypes.c_int


def _bound(function: Any, *arguments: Any, result: Any = _INT) -> Any:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, _POINTER).value or 0)


page_object = _bound(pdfium.FPDFPage_GetObject, _POINTER, _INT, result=_POINTER)
form_object = _bound(pdfium.FPDFFormObj_GetObject, _POINTER, _INT, result=_POINTER)
kind = _bound(pdfium.FPDFPageObj_GetType, _POINTER)
matrix = _bound(pdfium.FPDFPageObj_GetMatrix, _POINTER, _POINTER)
"""Six floats."""
bounds = _bound(pdfium.FPDFPageObj_GetBounds, *[_POINTER] * 5)
"""Left, bottom, right, top."""
fill_colour = _bound(pdfium.FPDFPageObj_GetFillColor, *[_POINTER] * 5)
"""Red, green, blue, alpha; 0 where there is none."""
render_mode = _bound(pdfium.FPDFTextObj_GetTextRenderMode, _POINTER)
segment = _bound(pdfium.FPDFPath_GetPathSegment, _POINTER, _INT, result=_POINTER)
segment_kind = _bound(pdfium.FPDFPathSegment_GetType, _POINTER)
segment_point = _bound(pdfium.FPDFPathSegment_GetPoint, _POINTER, _POINTER, _POINTER)
segment_closes = _bound(pdfium.FPDFPathSegment_GetClose, _POINTER)
_text = _bound(pdfium.FPDFText_GetText, _POINTER, _INT, _INT, _POINTER)
text_object = _bound(pdfium.FPDFText_GetTextObject, _POINTER, _INT, result=_POINTER)
letter_box = _bound(pdfium.FPDFText_GetLooseCharBox, _POINTER, _INT, _POINTER)
"""Left, top, right, bottom."""


def address(handle: Any) -> int:
    """A handle of pypdfium2's as a plain pointer."""
    return ctypes.addressof(handle.contents)


class Answers:
    """So many answers of so many numbers each, four bytes a number: "f" for floats, "I" for unsigned integers."""

    def __init__(self, count: int, wide: int, kind: str = "f") -> None:
        self._numbers = array(kind, bytes(4 * count * wide))  # an array of ctypes' would need a new type for each length
        self._wide = wide

    def places(self, offset: int = 0) -> range:
        """The address of the offset-th number of each answer."""
        start, count = self._numbers.buffer_info()
        return range(start + 4 * offset, start + 4 * (offset + count), 4 * self._wide)

    def column(self, offset: int) -> list[Any]:
        """The offset-th number of each answer."""
        return self._numbers[offset :: self._wide].tolist()


def text(page: int, count: int) -> bytes:
    """So many characters of a text page from its first, in UTF-16."""
    letters = array("H", bytes(2 * (2 * count + 1)))
    size = _text(page, 0, count, letters.buffer_info()[0])
    return letters.tobytes()[: max(0, size - 1) * 2]


def run(calls: Iterable[Any]) -> None:
    """Make all calls, whose answers stand in an array."""
    deque(calls, maxlen=0)
