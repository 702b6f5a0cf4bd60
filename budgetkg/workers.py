"""Processes of ours that may die, each alone: pebble's pool, started clean.

A dead worker of `concurrent.futures` or loky takes everything with it that the others are doing or that waits; of pebble's
it ends the one task that it was doing, and another takes its place. Its workers may have children of their own, and one
that takes too long can be ended, which the others cannot.
"""

from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")

__all__ = ["ProcessExpired", "Workers"]


class _Context(SpawnContext):
    """A forked copy of a process with threads may hang; these are spawned, and remembered."""

    def __init__(self) -> None:
        self.started: list[SpawnProcess] = []

    def Process(self, *given: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]
        self.started.append(SpawnProcess(*given, **named))
        return self.started[-1]


class Workers:
    """So many processes, each of which first calls `start`; after so many `tasks`, unless 0, another takes its place."""

    def __init__(self, count: int, start: Callable[..., None], *given: Any, tasks: int = 0) -> None:
        self._context = _Context()
        self._pool: Any = ProcessPool(max_workers=count, max_tasks=tasks, initializer=start, initargs=given, context=self._context)

    def schedule(self, function: Callable[..., T], *given: Any, seconds: float | None = None) -> Future[T]:
        """Have a function of a module called; what it is given and what it returns is pickled.

        The answer raises TimeoutError after so many seconds of work, ProcessExpired where the worker died, BrokenProcessPool
        where none can be started, or what the function raises.
        """
        future: Future[T] = self._pool.schedule(function, args=list(given), timeout=seconds)
        return future

    def close(self) -> None:
        """End the processes, whatever they do."""
        self._pool.stop()
        # All at once, and before the pool takes away what one that is only starting would look for, and complain of.
        for process in self._context.started:
            if process.pid is not None and process.is_alive():
                process.terminate()
        self._pool.join()
