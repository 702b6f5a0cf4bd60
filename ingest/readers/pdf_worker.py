"""The process in which pdfium runs, so that a file that hangs or crashes it, or wants all memory, costs one page.

`serve` answers on the pipes that `pdf_process` opened: a file and where to start come in, and its pages go out one by one.
The bounds are the system's own and hold inside C code too: a timer for each page whose signal ends the process, and a limit
on memory. Where the system has none (Windows), none holds.
"""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from struct import Struct
from struct import error as StructError
from typing import Any, BinaryIO, NamedTuple

from ingest.readers import pdf_answers as answers
from ingest.readers.page import Cover, Limits
from ontology.errors import ReadError

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

PATIENCE = 4
"""Times the allowed seconds of work that may pass on the clock."""


class Request(NamedTuple):
    size: int
    """Bytes of the file, which follow."""
    first: int
    """Index of the first page to read."""
    most: int
    """How many pages of the file to read."""
    pictures: int
    """How many pages to draw, where the text layer is not to be trusted."""
    seconds: float
    """Of CPU time for a page, and for opening the file."""
    memory: int
    """Bytes of address space."""
    objects: int
    characters: int
    wide: int = 0
    """Pixels: where not 0, the first page is drawn so wide, and none is read."""
    covers: int = 0
    """How many `Cover`s follow before the file."""


_REQUEST = Struct("<4Qd5Q")
_COVER = Struct("<4dq")


def serve() -> None:
    """Answer requests until the pipe is closed."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # whatever else writes to standard output does not get into the answers
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from ingest.readers import pdf_page  # noqa: F401

    gc.collect()
    gc.freeze()  # looking at the libraries' own objects again for every file would take as long as a page
    gc.disable()  # a page makes thousands of tuples and no cycles
    while True:
        try:
            request = Request(*_REQUEST.unpack(source.read(_REQUEST.size)))
        except StructError:  # nothing more to come
            return
        if resource is not None:
            resource.setrlimit(resource.RLIMIT_AS, (request.memory, resource.RLIM_INFINITY))
        gc.collect()
        try:
            covers = list(_COVER.iter_unpack(source.read(request.covers * _COVER.size)))
            _answer(request, covers, source.read(request.size), target)
        except MemoryError:
            os._exit(1)
        except Exception:  # told to the parent, which raises it
            _send(target, answers.told(answers.FAILED, traceback.format_exc()))


def _answer(request: Request, covers: list[Cover], data: bytes, target: BinaryIO) -> None:
    """How many pages the file has; then each page, with its picture where the text layer is not to be trusted, or one as it looks."""
    from ingest.readers.pdf_page import opened, picture, read_page

    limits, drawn = Limits(request.objects, request.characters), 0
    try:
        _allow(request.seconds)
        with opened(data) as document:
            count = len(document)
            _allow(0)
            _send(target, answers.told(answers.COUNT, count))
            if request.wide:
                _draw(document, request, covers, limits, target)
                return
            for index in range(request.first, min(count, request.most)):
                _allow(request.seconds)
                page = read_page(document, index, limits)
                shown = None
                if page is not None and not page.trusted and drawn < request.pictures:
                    shown = picture(document, index)
                    drawn += 1
                _allow(0)
                _send(target, answers.packed(page, shown))
    except ReadError as error:
        _allow(0)
        _send(target, answers.told(answers.REFUSED, error.code))


def _draw(document: Any, request: Request, covers: list[Cover], limits: Limits, target: BinaryIO) -> None:
    from ingest.readers.pdf_drawing import drawing

    _allow(request.seconds)
    found = drawing(document, request.first, covers, request.wide, limits)
    _allow(0)
    _send(target, answers.drawn(found))


def _allow(seconds: float) -> None:
    """From now on the process may work so long; 0 stops the clock."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


def _send(target: BinaryIO, answer: answers.Answer) -> None:
    target.write(answers.framed(answer))
    target.flush()


def asked(request: Request, covers: Sequence[Cover] = ()) -> bytes:
    """A request as bytes; the file follows."""
    return _REQUEST.pack(*request) + b"".join(_COVER.pack(*cover) for cover in covers)
