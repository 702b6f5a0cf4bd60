"""Files of everything that a filter chooses: written by a process that may die, then sent from disk and removed.

Nothing is left out without a word: a file is whole, or there is an answer that says why there is none.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
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
from budgetkg.server.stores import Place, opened
from ontology.errors import QueryError

RDF = ("ttl", "jsonld", "nq")


class Exporting:
    def __init__(self, served: Served) -> None:
        limits = served.settings.limits
        self._served = served
        self._folder: Path | None = None
        self._workers = QueryWorkers(1, limits.export_seconds, limits.memory, limits.waiting)
        # Queries of strangers, which may take all the time there is, have a worker of their own.
        self._askers = QueryWorkers(1, limits.export_seconds, limits.memory, limits.waiting, limits.answer)

    async def table(self, name: str, entries: Sequence[Entry], word: str, form: str) -> Response:
        """A table of `budgetkg.catalogue` of these documents. Raises QueryError, Busy, UsageError."""
        return await self._file(form, name, _write_table, self._served.built().generation, name, tuple(entries), word, form)

    async def graph(self, entries: Sequence[Entry], form: str) -> Response:
        """All that these documents say. Raises QueryError, Busy."""
        return await self._file(form, "budgetkg", _write_graph, self._served.built().generation, tuple(entries), form)

    async def answer(self, text: str, form: str, name: str, titles: Mapping[str, str]) -> Response:
        """All rows of the answer to a query. `titles`: what people call its columns. Raises QueryError, Busy, UsageError."""
        store = str(self._served.built().generation.store)
        return await self._file(form, name, _write_answer, store, text, form, name, dict(titles), workers=self._askers)

    async def _file(
        self, form: str, name: str, function: Callable[..., None], *arguments: Any, workers: QueryWorkers | None = None
    ) -> Response:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="budgetkg-export-"))
        path = self._folder / token_hex(16)
        try:
            await (workers or self._workers).run(function, *arguments, path)
            made = path.open("rb")
        finally:
            # What is open stays readable until it is closed, whether the client takes all of it or goes away.
            path.unlink(missing_ok=True)
        return streams.saved(made, sheets.MEDIA[form], {"Content-Disposition": f'attachment; filename="{name}.{form}"'})

    def close(self) -> None:
        self._workers.close()
        self._askers.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def _write_table(generation: Generation, name: str, entries: Sequence[Entry], word: str, form: str, path: Path) -> None:
    table = TABLES[name]
    with path.open("wb") as stream:
        sheets.write(stream, form, table.zh, table.columns, rows(generation, table, entries, word))


def _write_answer(store: str, text: str, form: str, name: str, titles: Mapping[str, str], path: Path) -> None:
    from search.graph.query_result import cut_short

    found = opened(Place(store, False)).query(text)
    if found.kind == "construct" and form != "json":
        raise QueryError("query.format", f"CONSTRUCT 和 DESCRIBE 的答案不能成为 {form}", "用 /sparql?format=ttl")
    try:
        with path.open("wb") as stream:
            sheets.write_answer(stream, form, name, [titles.get(one, one) for one in found.columns], found.columns, found.rows())
    except OSError as error:
        raise cut_short(error) from error


def _write_graph(generation: Generation, entries: Sequence[Entry], form: str, path: Path) -> None:
    from budgetkg.exports import rdf
    from budgetkg.exports.selection import Source

    write = {"ttl": rdf.write_ttl, "jsonld": rdf.write_jsonld, "nq": rdf.write_nquads}[form]
    with path.open("wb") as stream:
        write(Source(generation), list(entries), stream, lambda name, done: None)
