"""The process in which pdfium runs, so that a file that hangs or crashes it, or wants all memory, costs one page.

`serve` answers on the pipes that `pdf_process` opened: a file and where to start come in, and its pages go out one by one.
The bounds are the system's own and hold inside C code too: a timer for each page whose signal ends the process, and a limit
on memory. Where the system has none (Windows), none holds.
"""

import gc
import marshal
import os
import signal
import sys
import traceback
from typing import Any, BinaryIO, NamedTuple

from ingest.readers.page import Limits, Page, PageText, Run
from ingest.readers.pdf_grid import Grid, Span
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


COUNT, PAGE, REFUSED, FAILED = range(4)
"""What an answer is: (COUNT, pages of the file), (PAGE, page, picture), (REFUSED, code, message, hint) or (FAILED, trace)."""


def serve() -> None:
    """Answer requests until the pipe is closed."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)  # whatever else writes to standard output does not get into the answers
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            request = Request(*marshal.load(source))
        except EOFError:
            return
        if resource is not None:
            resource.setrlimit(resource.RLIMIT_AS, (request.memory, resource.RLIM_INFINITY))
        gc.collect()
        gc.disable()  # a page makes thousands of tuples and no cycles
        try:
            _answer(request, source.read(request.size), target)
        except MemoryError:
            os._exit(1)
        except Exception:  # told to the parent, which raises it
            _send(target, FAILED, traceback.format_exc())


def _answer(request: Request, data: bytes, target: BinaryIO) -> None:
    """How many pages the file has; then each page, with its picture where the text layer is not to be trusted."""
    from ingest.readers.pdf_page import opened, picture, read_page

    limits, drawn = Limits(request.objects, request.characters), 0
    try:
        _allow(request.seconds)
        with opened(data) as document:
            count = len(document)
            _allow(0)
            _send(target, COUNT, count)
            for index in range(request.first, min(count, request.most)):
                _allow(request.seconds)
                page = read_page(document, index, limits)
                shown = None
                if page is not None and not page.trusted and drawn < request.pictures:
                    shown = picture(document, index)
                    drawn += 1
                _allow(0)
                _send(target, PAGE, page and packed(page), shown and tuple(shown))
    except ReadError as error:
        _allow(0)
        _send(target, REFUSED, error.code, error.message, error.hint)


def _allow(seconds: float) -> None:
    """From now on the process may work so long; 0 stops the clock."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.setitimer(signal.ITIMER_REAL, seconds * PATIENCE)


def _send(target: BinaryIO, *answer: Any) -> None:
    data = marshal.dumps(answer)
    target.write(len(data).to_bytes(8, "little") + data)
    target.flush()


def packed(text: PageText) -> tuple[Any, ...]:
    """A page as plain tuples: a fourth of what it costs to pickle, and reading it back runs no code."""
    page = text.page
    grids = [(xs, ys, list(map(tuple, cells)), owner) for xs, ys, cells, owner in page.grids]
    inside = [(place, list(map(tuple, runs))) for place, runs in page.inside.items()]
    shape = (page.number, page.width, page.height, page.turned)
    counts = (text.letters, text.unmapped, text.plain, text.picture_share, text.cut_short, text.slanted)
    return shape, grids, inside, list(map(tuple, page.outside)), counts


def unpacked(answer: tuple[Any, ...]) -> PageText:
    """What `packed` packed."""
    (number, width, height, turned), grids, inside, outside, counts = answer
    page = Page(number, width, height, turned=turned)
    page.grids = [Grid(xs, ys, tuple(map(Span._make, cells)), owner) for xs, ys, cells, owner in grids]
    page.inside = {place: list(map(Run._make, runs)) for place, runs in inside}
    page.outside = list(map(Run._make, outside))
    return PageText(page, *counts)
