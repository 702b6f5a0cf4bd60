"""The published files behind a build, found again by their hash, and their cells as the build read them.

A document of which the build kept no cells is read again, in a process that may die.
"""

from collections import OrderedDict
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from budgetkg.documents import Documents
from budgetkg.home import Entry, Home
from budgetkg.server.problems import Problem
from budgetkg.server.query_workers import QueryWorkers
from budgetkg.server.served import Served
from ontology.errors import ReadError

if TYPE_CHECKING:
    from ingest.explain import ExplainedDocument, ExplainedPage

KEPT = 16
"""Documents that stay read."""


class Originals:
    def __init__(self, served: Served) -> None:
        limits = served.settings.limits
        self._served = served
        self._workers = QueryWorkers(1, limits.reading, limits.memory, limits.waiting)
        self._kept: OrderedDict[str, ExplainedDocument] = OrderedDict()

    def entry(self, sha256: str) -> Entry:
        """The document whose hash begins so. Raises Problem (404)."""
        found = [entry for entry in self._served.built().manifest.documents if entry.sha256.startswith(sha256)]
        if len(found) != 1 or len(sha256) < 8:
            raise Problem(404, "document.missing", "没有这份文件", "从总览或部门列表进入")
        return found[0]

    def path(self, entry: Entry) -> Path:
        """Where the file lies now, on disk or in an archive. Raises Problem (404, 410) where it has gone or says something else."""
        changed = False
        for path in map(Path, entry.paths):
            try:
                if _digest(path) == entry.sha256:
                    return path
            except (OSError, ReadError):
                continue
            changed = True
        if changed:
            raise Problem(410, "document.changed", "原文件已经改了，和读入时不同", "重新 build")
        raise Problem(410, "document.gone", "原文件不在原处了", "放回去，或重新 build")

    async def read(self, entry: Entry) -> "ExplainedDocument":
        """The document, cell by cell. Raises Problem, ReadError."""
        from budgetkg import reading

        if entry.sha256 in self._kept:
            self._kept.move_to_end(entry.sha256)
            return self._kept[entry.sha256]
        assert self._served.settings.home is not None
        documents = Documents(Home(self._served.settings.home).documents)
        explained = await run_in_threadpool(documents.explained, entry.sha256)
        if explained is None:
            explained = await self._workers.run(reading.explain, self.path(entry))
        self._kept[entry.sha256] = explained
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return explained

    async def drawn(self, entry: Entry, page: "ExplainedPage", wide: int) -> bytes:
        """A page as PNG, without the personal data on it. Raises Problem, ReadError, QueryError, Busy."""
        from budgetkg import reading

        return await self._workers.run(reading.drawn, await run_in_threadpool(self.path, entry), page, wide)

    def close(self) -> None:
        self._workers.close()


def _digest(path: Path) -> str:
    from ingest.archive import read_bytes

    if not path.is_file():
        return sha256(read_bytes(path)).hexdigest()
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
