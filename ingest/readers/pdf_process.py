"""Asks the process in which pdfium runs (`pdf_worker`), and starts it again after a page that ended it.

One process serves all files of a run; starting it takes a tenth of a second.
"""

import atexit
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from threading import Lock
from time import monotonic
from typing import NamedTuple, TypeVar

from ingest.readers import pdf_answers as answers
from ingest.readers import pdf_worker
from ingest.readers.page import LIMITS, Cover, Drawing, PageText, Picture
from ingest.readers.page_issues import MAX_LOST
from ontology.errors import ReadError

SECONDS = 20.0
"""Of CPU time for a page."""
MEMORY = 1_536 * 1024 * 1024
"""Bytes of address space that pdfium's process may take."""
_PROGRAM = "import sys; sys.path[:] = {path!r}; from ingest.readers.pdf_worker import serve; serve()"
_GRACE = 5.0
"""Seconds longer than its own clock allows that an answer may take; a process that a file has taken over has no clock."""
_CHUNK = 1024 * 1024
_T = TypeVar("_T")
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
        quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
        self._process = subprocess.Popen(command, bufsize=0, stdin=pipe, stdout=pipe, stderr=quiet)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._pipes = self._process.stdin, self._process.stdout
        self._asks, self._answers = (one.fileno() for one in self._pipes)
        self._deadline, self._patience = 0.0, 0.0
        self._ready = {}
        if hasattr(select, "poll"):  # not on Windows, where the process is trusted to answer
            os.set_blocking(self._asks, False)
            for end, event in ((self._asks, select.POLLOUT), (self._answers, select.POLLIN)):
                self._ready[end] = select.poll()
                self._ready[end].register(end, event)

    @property
    def usable(self) -> bool:
        """A copy that a fork made shares the pipes of the original, and must not touch them."""
        return self._owner == os.getpid() and self._process.poll() is None

    @property
    def process_id(self) -> int:
        return self._process.pid

    def ask(self, request: pdf_worker.Request, data: bytes, covers: Sequence[Cover] = ()) -> None:
        self._patience = request.seconds * pdf_worker.PATIENCE + _GRACE
        self._deadline = monotonic() + self._patience
        try:
            for part in (pdf_worker.asked(request, covers), data):
                left = memoryview(part)
                while left:
                    self._wait(self._asks)
                    left = left[os.write(self._asks, left[:_CHUNK]) :]
        except OSError as error:
            raise _Ended(self._why()) from error

    def answer(self, meant: Callable[[answers.Answer], _T]) -> _T:
        """What the next answer means. Raises what a refusal or a mistake stands for."""
        self._deadline = monotonic() + self._patience
        try:
            answer = answers.received(self._bytes)
            if answer.kind == answers.REFUSED:
                raise answers.refusal(answers.told_word(answer))
            if answer.kind != answers.FAILED:
                return meant(answer)
            mistake = answers.told_word(answer)
        except (EOFError, OSError, *answers.UNTRUE) as error:
            raise _Ended(self._why()) from error
        raise RuntimeError(mistake)

    def _bytes(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0:
            self._wait(self._answers)
            part = os.read(self._answers, min(size, _CHUNK))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _wait(self, end: int) -> None:
        """Until this end of a pipe can be used. Raises _Ended where the process has kept us waiting too long."""
        if self._ready and not self._ready[end].poll(max(0.0, self._deadline - monotonic()) * 1000):
            self.end()
            raise _Ended("time")

    def _why(self) -> str:
        self.end()
        return "time" if self._process.returncode in _TIMERS else "crash"

    def end(self) -> None:
        """The process and its pipes are gone after this."""
        asks, answered = self._pipes
        with suppress(OSError):
            asks.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.1)  # idle it ends by itself now, and how it ended before tells more than that we ended it
        self._process.kill()
        self._process.wait()
        answered.close()


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
            pages = worker.answer(answers.told_count)
            if count < 0:
                count = pages
                yield count
            while number <= min(count, most):
                text, picture = worker.answer(partial(answers.unpacked, number))
                pictures -= picture is not None
                yield Reading(number, text, picture, "" if text else "damaged")
                number += 1
        except _Ended as error:
            if count < 0:
                raise _unopened(str(error)) from error
            lost += 1
            yield Reading(number, lost=str(error))
            number += 1


def drawing(data: bytes, number: int, covers: Sequence[Cover], wide: int) -> Drawing:
    """How a page looks, so many pixels wide or less, without what `covers` say. Raises ReadError for what can't be drawn."""
    with _lock:
        done = False
        try:
            found = _drawing(data, number, covers, wide)
            done = True
        except ReadError:
            done = True
            raise
        finally:
            if not done:
                stop()
    if found is None:
        raise ReadError("read.page-damaged", f"第 {number} 页已损坏，画不出来", "请下载原文件，用阅读器打开")
    return found


def _drawing(data: bytes, number: int, covers: Sequence[Cover], wide: int) -> Drawing | None:
    try:
        worker = _running()
        worker.ask(pdf_worker.Request(len(data), number - 1, 0, 0, SECONDS, MEMORY, *LIMITS, wide, len(covers)), data, covers)
        worker.answer(answers.told_count)
        return worker.answer(answers.told_drawing)
    except _Ended as error:
        reason = f"{SECONDS:.0f} 秒里没有画完" if str(error) == "time" else "画的时候程序崩溃，或内存超过上限"
        raise ReadError(f"read.page-{error}", f"第 {number} 页{reason}", "请下载原文件，用阅读器打开") from error


def _unopened(why: str) -> ReadError:
    reason = f"{SECONDS:.0f} 秒里没有打开" if why == "time" else "打开时程序崩溃，或内存超过上限"
    return ReadError(f"read.pdf-{why}", f"这个 PDF {reason}，没有读", "可能是有意损坏的文件；请用阅读器打开后另存一份再读")
