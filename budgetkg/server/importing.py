"""The queue of uploads: read one after the other in a process that may die, then put in use by one build."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from budgetkg.server.query_workers import QueryWorkers
from budgetkg.server.settings import Limits
from budgetkg.uploads import Outcome, Refused, Upload, Uploads, members, put_in_use, read_one
from ontology.errors import BudgetkgError, QueryError

T = TypeVar("T")
PATIENCE = 2.0
"""Seconds until it is tried again where another build holds the home."""
_DIED = {
    "query.time": ("import.time", "读得太久，已停止", "拆成几份再传，或在命令行 budgetkg build"),
    "query.memory": ("import.memory", "读它用的内存太多，已停止", "拆成几份再传，或在命令行 budgetkg build"),
}


@dataclass(slots=True)
class Progress:
    """What goes on now."""

    waiting: list[str] = field(default_factory=list)
    """SHA-256 of uploads, the next first."""
    reading: str | None = None
    done: int = 0
    total: int = 0
    """Files of the upload that is being read."""
    building: tuple[str, ...] = ()
    """Uploads that a build puts in use."""
    renew: bool = False
    """People said something that a build without files puts in force."""
    renewing: bool = False
    trouble: str = ""
    """Why what people said was not put in force the last time."""
    held: bool = False
    """Another build has the home; this one waits for it."""

    @property
    def busy(self) -> bool:
        return bool(self.waiting or self.reading or self.building or self.renew or self.renewing)


class Importing:
    def __init__(self, home: Path, limits: Limits) -> None:
        self.home = home
        self.uploads = Uploads(home)
        self.progress = Progress()
        self._wake = asyncio.Event()
        self._readers = QueryWorkers(1, limits.reading, limits.memory, 1)
        # A process of its own for each: one that failed may still hold the store that it was writing.
        self._builder = QueryWorkers(1, limits.build_seconds, limits.build_memory, 1, tasks=1)

    def enqueue(self, upload: Upload) -> None:
        """Read it, again where it was read before."""
        now = self.progress
        if upload.sha256 not in (*now.waiting, now.reading, *now.building):
            self.uploads.forget_outcome(upload.sha256)
            now.waiting.append(upload.sha256)
            self._wake.set()

    def renew(self) -> None:
        """Put in force what people said of the library."""
        self.progress.renew = True
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled. What a server that ended had not finished comes first."""
        self.uploads.clear_leftovers()
        for upload in reversed(self.uploads.all()):
            if upload.outcome is None:
                self.enqueue(upload)
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._work()
            except Exception:
                logging.getLogger(__name__).exception("导入出错 / an import failed")
                self.progress = Progress()

    async def _work(self) -> None:
        read: dict[str, tuple[Outcome, list[str]]] = {}
        while self.progress.waiting:
            sha256 = self.progress.waiting.pop(0)
            self.progress.reading, self.progress.done, self.progress.total = sha256, 0, 0
            if (upload := self.uploads.one(sha256)) is not None:
                outcome, good = await self._read(upload)
                if good:
                    read[sha256] = outcome, good
                else:
                    self.uploads.tried(sha256, outcome)
            self.progress.reading = None
        if not read and not self.progress.renew:
            return
        self.progress.building = tuple(read)
        self.progress.renew, self.progress.renewing = False, True
        failed: list[Refused] = []
        try:
            paths = [path for _, good in read.values() for path in good]
            failed = await self._patiently(self._builder, put_in_use, str(self.home), paths)
            self.progress.trouble = ""
        except BudgetkgError as error:
            failed = [Refused("", *_told(error))]
            if not read:
                self.progress.trouble = error.message
                logging.getLogger(__name__).error("没有启用 / not put in force: %s", error)
        for sha256, (outcome, good) in read.items():
            names = {Path(path).name for path in good} | {""}
            self.uploads.tried(sha256, Outcome(outcome.documents, (*outcome.refused, *(one for one in failed if one.name in names))))
        self.progress.building, self.progress.renewing = (), False

    async def _read(self, upload: Upload) -> tuple[Outcome, list[str]]:
        documents: list[str] = []
        refused: list[Refused] = []
        good: list[str] = []
        try:
            paths = await self._readers.run(members, str(upload.path))
        except BudgetkgError as error:
            return Outcome((), (Refused(upload.path.name, *_told(error)),)), []
        self.progress.total = len(paths)
        for path in paths:
            try:
                found = await self._patiently(self._readers, read_one, str(self.home), path)
            except BudgetkgError as error:
                found = Refused(Path(path).name, *_told(error))
            if isinstance(found, Refused):
                refused.append(found)
            else:
                documents.append(found)
                good.append(path)
            self.progress.done += 1
        if not paths:
            refused.append(Refused(upload.path.name, "import.empty", "里面没有能读的文件", "看看压缩包里有什么"))
        return Outcome(tuple(documents), tuple(refused)), good

    async def _patiently(self, workers: QueryWorkers, function: Callable[..., T], *arguments: object) -> T:
        """Run it, waiting for a build of someone else to end."""
        while True:
            try:
                found = await workers.run(function, *arguments)
            except BudgetkgError as error:
                if error.code != "home.locked":
                    raise
                self.progress.held = True
                await asyncio.sleep(PATIENCE)
            else:
                self.progress.held = False
                return found

    def close(self) -> None:
        self._readers.close()
        self._builder.close()


def _told(error: BudgetkgError) -> tuple[str, str, str]:
    if isinstance(error, QueryError) and error.code in _DIED:
        return _DIED[error.code]
    return error.code, error.message, error.hint
