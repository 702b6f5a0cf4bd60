"""Asks the process in which pdfium runs (`pdf_worker`), and starts it again after a page that ended it.

One process serves all files of a run; starting it takes a tenth of a second.
"""

import atexit
import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Lock
from typing import IO, Any, NamedTuple

from ingest.readers import pdf_worker
from ingest.readers.page import LIMITS, PageText, Picture
from ontology.errors import ReadError

SECONDS = 20.0
"""Of CPU time for a page."""
MEMORY = 1_536 * 1024 * 1024
"""Bytes of address space that pdfium's process may take."""
MAX_LOST = 10
"""Pages that may end the process; what follows is not read."""
_PROGRAM = "import sys; sys.path[:] = {path!r}; from ingest.readers.pdf_worker import serve; serve()"
_TIMERS = {-getattr(signal, name) for name in ("SIGPROF", "SIGALRM") if hasattr(signal, name)}


class Reading(NamedTuple):
    """One page. `lost` says why there is nothing: "time", "crash", "damaged", "skipped"; else ""."""

    number: int
    text: PageText | None = None
    picture: Picture | None = None
    lost: str = ""


class _Ended(Exception):
    """The process is gone: "time" or "crash"."""


class _Worker:
    def __init__(self) -> None:
        self._owner = os.getpid()
        command = (sys.executable, "-I", "-S", "-c", _PROGRAM.format(path=sys.path))
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    @property
    def usable(self) -> bool:
        """A copy that a fork made shares the pipes of the original, and must not touch them."""
        return self._owner == os.getpid() and self._process.poll() is None

    @property
    def process_id(self) -> int:
        return self._process.pid

    def ask(self, request: pdf_worker.Request, data: bytes) -> None:
        pipe: IO[bytes] = self._process.stdin  # type: ignore[assignment]
        try:
            pipe.write(marshal.dumps(tuple(request)))
            pipe.write(data)
            pipe.flush()
        except OSError as error:
            raise _Ended(self._why()) from error

    def answer(self) -> tuple[Any, ...]:
        """The next answer, without its first word. Raises what a refusal or a mistake stands for."""
        pipe: IO[bytes] = self._process.stdout  # type: ignore[assignment]
        try:
            kind, *answer = marshal.loads(pipe.read(int.from_bytes(pipe.read(8), "little")))
        except (EOFError, OSError, TypeError, ValueError) as error:
            raise _Ended(self._why()) from error
        if kind == pdf_worker.FAILED:
            raise RuntimeError(answer[0])
        if kind == pdf_worker.REFUSED:
            raise ReadError(*answer)
        return tuple(answer)

    def _why(self) -> str:
        self.end()
        return "time" if self._process.returncode in _TIMERS else "crash"

    def end(self) -> None:
        """The process and its pipes are gone after this."""
        asks, answers = self._process.stdin, self._process.stdout
        with suppress(OSError):
            asks.close()  # type: ignore[union-attr]
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.1)  # idle it ends by itself now, and how it ended before tells more than that we ended it
        self._process.kill()
        self._process.wait()
        answers.close()  # type: ignore[union-attr]


_lock = Lock()
_worker: _Worker | None = None


def _running() -> _Worker:
    global _worker
    if _worker is None or not _worker.usable:
        _worker = _Worker()
    return _worker


def process_id() -> int | None:
    """Of the process in which pdfium runs, if there is one."""
    return _worker.process_id if _worker is not None and _worker.usable else None


@atexit.register
def stop() -> None:
    """End the process, if there is one; the next file starts another."""
    global _worker
    if _worker is not None and _worker.usable:
        _worker.end()
    _worker = None


def readings(data: bytes, most: int, pictures: int) -> Iterator[int | Reading]:
    """How many pages the file has, then the first `most` of them; up to so many `pictures` of those that need a recogniser.

    Raises ReadError for what can't be opened.
    """
    with _lock:
        done = False
        try:
            yield from _readings(data, most, pictures)
            done = True
        except ReadError:
            done = True
            raise
        finally:
            if not done:  # left in the middle: answers are still on their way
                stop()


def _readings(data: bytes, most: int, pictures: int) -> Iterator[int | Reading]:
    count, number, lost = -1, 1, 0
    while count < 0 or number <= min(count, most):
        if lost >= MAX_LOST:
            yield Reading(number, lost="skipped")
            number += 1
            continue
        try:
            worker = _running()
            worker.ask(pdf_worker.Request(len(data), number - 1, most, pictures, SECONDS, MEMORY, *LIMITS), data)
            (pages,) = worker.answer()
            if count < 0:
                count = pages
                yield count
            while number <= min(count, most):
                page, drawn = worker.answer()
                pictures -= drawn is not None
                text, picture = page and pdf_worker.unpacked(page), drawn and Picture(*drawn)
                yield Reading(number, text, picture, "" if text else "damaged")
                number += 1
        except _Ended as error:
            if count < 0:
                raise _unopened(str(error)) from error
            lost += 1
            yield Reading(number, lost=str(error))
            number += 1


def _unopened(why: str) -> ReadError:
    reason = f"{SECONDS:.0f} 秒里没有打开" if why == "time" else "打开时程序崩溃，或内存超过上限"
    return ReadError(f"read.pdf-{why}", f"这个 PDF {reason}，没有读", "可能是有意损坏的文件；请用阅读器打开后另存一份再读")
