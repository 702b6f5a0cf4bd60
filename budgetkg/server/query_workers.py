"""Processes that answer the queries of strangers: a query runs under a time limit and a memory bound, and dies alone.

The engine cannot be told to stop, so a process is what is stopped.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from budgetkg.workers import ProcessExpired, Workers
from ontology.errors import QueryError

T = TypeVar("T")


class Busy(Exception):
    """Too many queries are waiting."""


def _start(memory: int, file: int | None) -> None:
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which stops its workers
    # Of the data segment, private mappings included; the address space also counts the files that the store maps.
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    if file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file, file))
    import rdflib.plugins.sparql.parser  # noqa: F401  # half a second that the first query does not have to wait

    import search.graph.store  # noqa: F401


class QueryWorkers:
    """A pool of processes. `run` calls a function of a module there; its arguments and what it returns are pickled.

    `file`: bytes that a file may have which they write. `tasks`: calls that a process answers before another takes its place.
    """

    def __init__(self, workers: int, seconds: float, memory: int, waiting: int, file: int | None = None, tasks: int = 2000) -> None:
        self._seconds = seconds
        self._room = workers + waiting
        self._running = 0
        self._pool = Workers(workers, _start, memory, file, tasks=tasks)

    async def run(self, function: Callable[..., T], *arguments: Any) -> T:
        """Raises Busy, or QueryError (`query.time`, `query.memory`), or what the function raises."""
        if self._running >= self._room:
            raise Busy
        self._running += 1
        future: Future[T] = self._pool.schedule(function, *arguments, seconds=self._seconds)
        try:
            result = await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise QueryError("query.time", f"查询超过 {self._seconds:g} 秒，已停止", "缩小范围，或加 LIMIT") from error
        except (ProcessExpired, MemoryError) as error:
            raise QueryError("query.memory", "查询用的内存太多，已停止", "缩小范围，避免大的排序、分组和笛卡尔积") from error
        except asyncio.CancelledError:
            future.cancel()  # whoever asked has gone
            raise
        finally:
            self._running -= 1
        return result

    def close(self) -> None:
        self._pool.close()
