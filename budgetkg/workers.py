"""Processes of ours that may die, each alone: pebble's pool, started clean.

A dead worker of `concurrent.futures` or loky takes everything with it that the others are doing or that waits; of pebble's
it ends the one task that it was doing, and another takes its place. Its workers may have children of their own, and one
that takes too long can be ended, which the others cannot.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from pebble import ProcessExpired, ProcessPool

T = TypeVar("T")

__all__ = ["ProcessExpired", "Workers", "workers"]


class Workers(Protocol):
    """What is used of pebble's pool, whose own methods say no types."""

    def schedule(self, function: Callable[..., T], args: Any, kwargs: Any = ..., timeout: float | None = None) -> Future[T]: ...
    def stop(self) -> None: ...
    def join(self) -> None: ...


def workers(count: int, start: Callable[..., None], *given: Any, tasks: int = 0) -> Workers:
    """So many processes, each of which first calls `start`; after so many `tasks`, unless 0, another takes its place.

    A forked copy of a process with threads may hang; these are spawned.
    """
    pool: Workers = ProcessPool(
        max_workers=count, max_tasks=tasks, initializer=start, initargs=given, context=multiprocessing.get_context("spawn")
    )
    return pool
