"""Files of everything that a filter chooses: written by a process that may die, then sent from disk and removed.

Nothing is left out without a word: a file is whole, or there is an answer that says why there is none.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Any

from starlette.responses import Response

from budgetkg.catalogue import TABLES, rows
from budgetkg.home import Entry, Generation
from budgetkg.server import sheets, streams
from budgetkg.server.query_workers import QueryWorkers
from budgetkg.server.served import Served

RDF = ("ttl", "jsonld", "nq")


class Exporting:
    def __init__(self, served: Served) -> None:
        limits = served.settings.limits
        self._served = served
        self._folder: Path | None = None
        self._workers = QueryWorkers(1, limits.export_seconds, limits.memory, limits.waiting)

    async def table(self, name: str, entries: Sequence[Entry], word: str, form: str) -> Response:
        """A table of `budgetkg.catalogue` of these documents. Raises QueryError, Busy, UsageError."""
        return await self._file(form, name, _write_table, self._served.built().generation, name, tuple(entries), word, form)

    async def graph(self, entries: Sequence[Entry], form: str) -> Response:
        """All that these documents say. Raises QueryError, Busy."""
        return await self._file(form, "budgetkg", _write_graph, self._served.built().generation, tuple(entries), form)

    async def _file(self, form: str, name: str, function: Callable[..., None], *arguments: Any) -> Response:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="budgetkg-export-"))
        path = self._folder / token_hex(16)
        try:
            await self._workers.run(function, *arguments, path)
            made = path.open("rb")
        finally:
            # What is open stays readable until it is closed, whether the client takes all of it or goes away.
            path.unlink(missing_ok=True)
        return streams.saved(made, sheets.MEDIA[form], {"Content-Disposition": f'attachment; filename="{name}.{form}"'})

    def close(self) -> None:
        self._workers.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _write_table(generation: Generation, name: str, entries: Sequence[Entry], word: str, form: str, path: Path) -> None:
    table = TABLES[name]
    with path.open("wb") as stream:
        sheets.write(stream, form, table.zh, table.columns, rows(generation, table, entries, word))


def _write_graph(generation: Generation, entries: Sequence[Entry], form: str, path: Path) -> None:
    from budgetkg.exports import rdf
    from budgetkg.exports.selection import Source

    write = {"ttl": rdf.write_ttl, "jsonld": rdf.write_jsonld, "nq": rdf.write_nquads}[form]
    with path.open("wb") as stream:
        write(Source(generation), list(entries), stream, lambda name, done: None)
