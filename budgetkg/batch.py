"""Something done with every one of many files, in several processes where that is worth it; answers come in the order given.

What a worker of ours dies of stays with the file that it was working on. Nobody has to wait for workers: what they
write is put in place in one step, and they end when this process ends, however it does.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import resource_tracker
from threading import Thread, current_thread, main_thread
from typing import TYPE_CHECKING, TypeVar

from budgetkg import capacity
from ontology.errors import BudgetkgError, StoreError

if TYPE_CHECKING:
    from budgetkg.workers import Workers

Given = TypeVar("Given")
Made = TypeVar("Made")

MEMORY = 1_536 << 20
"""Bytes that a worker may come to use for a large file, the process that reads its pages counted."""
WORTH = 4
"""Files for each worker: one takes two seconds of the processor to start, as long as reading two or three files."""
AHEAD = 1000
"""Files of which the answers may wait for that of the first."""
_TICK = 0.2
"""Seconds between looks at how far the workers are."""
_GRACE = 2.0
"""Seconds in which a worker clears up that lost the process it works for."""


def usual_jobs(files: int) -> int:
    """Processes that so many files are worth on this machine: as many as cores and memory bear; 1 is this process itself."""
    memory = capacity.memory()
    bearable = capacity.cores() if memory is None else min(capacity.cores(), memory // MEMORY - 1)  # one share for the rest
    return max(1, min(bearable, files // WORTH))


@contextmanager
def outcomes(
    function: Callable[[Given], Made],
    given: Sequence[Given],
    jobs: int | None,
    died: Callable[[Given, str], BudgetkgError],
    step: Callable[[Given, int], None] = lambda first, done: None,
) -> Iterator[Iterator[Callable[[], Made]]]:
    """For each thing given, in order, a call that answers what `function` makes of it or raises what that raised.

    jobs: processes; 1 is this process itself, None as many as are usual. More need `if __name__ == "__main__"` in a script
    died: the error of a thing whose worker ended, which is told how
    step: told of progress: the first thing that is not done, and how many are

    Left, the processes have ended. The answers raise StoreError (`batch.workers`) where no process can be started.
    """
    count = usual_jobs(len(given)) if jobs is None else min(jobs, len(given))
    if count < 2:
        yield _one_by_one(function, given, step)
        return
    from budgetkg.workers import Workers

    workers = Workers(count, _start)
    try:
        yield _together(workers, function, given, died, step)
    finally:
        workers.close()


def _one_by_one(
    function: Callable[[Given], Made], given: Sequence[Given], step: Callable[[Given, int], None]
) -> Iterator[Callable[[], Made]]:
    for number, one in enumerate(given):
        step(one, number)
        yield partial(function, one)


def _together(
    workers: "Workers",
    function: Callable[[Given], Made],
    given: Sequence[Given],
    died: Callable[[Given, str], BudgetkgError],
    step: Callable[[Given, int], None],
) -> Iterator[Callable[[], Made]]:
    ahead: deque[Future[Made]] = deque()
    rest = iter(given)
    for number, one in enumerate(given):
        with uninterrupted():
            ahead.extend(_scheduled(workers, function, later) for later in islice(rest, AHEAD - len(ahead)))
        future = ahead[0]
        while not future.done():
            step(one, number + sum(other.done() for other in ahead))
            wait([future], _TICK)
        yield partial(_answer, ahead.popleft(), one, died)


def _scheduled(workers: "Workers", function: Callable[[Given], Made], one: Given) -> Future[Made]:
    try:
        return workers.schedule(_work, function, one)
    except (BrokenProcessPool, RuntimeError) as error:
        raise _not_started() from error


def _answer(future: Future[Made], one: Given, died: Callable[[Given, str], BudgetkgError]) -> Made:
    from budgetkg.workers import ProcessExpired

    try:
        return future.result()
    except ProcessExpired as error:
        raise died(one, _how(error.exitcode)) from error
    except SystemExit as error:  # it was told to end by somebody else
        raise died(one, _how(-signal.SIGTERM)) from error
    except BrokenProcessPool as error:
        raise _not_started() from error


def _not_started() -> StoreError:
    return StoreError("batch.workers", "读文件的进程起不来", "用 --jobs 1 在一个进程里读；已读的不再读")


def _how(status: int) -> str:
    if status >= 0:
        return f"自己退出了（状态 {status}）"
    if -status == getattr(signal, "SIGKILL", None):
        return "被系统结束（SIGKILL，多半是内存不够）"
    names = {one.value: one.name for one in signal.Signals}
    return f"中途结束（{names.get(-status, -status)}）"


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C is for this process alone, and waits: what is started here, and its children, never hear of it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # which lets signals through again where it has to be started
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    came: list[int] = []
    # Another thread, such as that of the progress bar, still hears of it, and Python would have this one interrupted.
    hears = current_thread() is main_thread()
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if hears else None
    try:
        yield
    finally:
        if hears:
            signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        if came:
            signal.raise_signal(signal.SIGINT)


def _start() -> None:
    """What a worker does first."""
    signal.signal(signal.SIGTERM, _leave)
    Thread(target=_leave_with_parent, daemon=True).start()


_working = False
"""Of a worker: whether it is at a task."""


def _work(function: Callable[[Given], Made], one: Given) -> Made:
    global _working
    _working = True
    try:
        return function(one)
    finally:
        _working = False


def _leave(*_: object) -> None:
    if _working:
        sys.unraisablehook = lambda _: None  # it may come in the middle of a destructor, which would complain of it
        raise SystemExit(1)  # so that programs end, and folders go, that a reader has at the moment
    os._exit(0)


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)
