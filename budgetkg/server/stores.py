"""What a worker process does with a store: a function for each kind of request, called by `QueryWorkers.run`.

Everything here takes and gives plain values, which travel between processes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from budgetkg.server.negotiation import DATASETS, GRAPHS, TABLES, negotiate
from ontology.errors import QueryError

SHORT = 1 << 20
"""Bytes of an answer that is handed on in memory; longer ones are in a file."""
LONGEST = 64 << 20
"""Characters of rows that are."""

if TYPE_CHECKING:
    from search.graph.dataset import Dataset
    from search.graph.query_hints import Hint
    from search.graph.store import GraphStore, Term


@dataclass(frozen=True, slots=True)
class Ask:
    """A query with the data set that the request states."""

    text: str
    accept: str | None
    rows: int
    base: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str | None = None
    """A key of TABLES or GRAPHS, where the request names one instead of a media type."""


@dataclass(frozen=True, slots=True)
class Answer:
    body: bytes | None
    """None where it is long: then it is in the file that the worker was given."""
    media: str
    cut: bool = False
    """There may be more rows than the limit let through."""


class NotAcceptable(Exception):
    """No format on offer is among those that the client takes; the argument lists them."""


class Place(NamedTuple):
    """Which store."""

    path: str
    scratch: bool


def opened(place: Place) -> "GraphStore":
    return _scratch(place.path) if place.scratch else _built(place.path)


@lru_cache(maxsize=1)  # the one in use; when a build takes its place, the former is let go
def _built(path: str) -> "GraphStore":
    from search.graph.store import GraphStore

    return GraphStore.open(Path(path))


@lru_cache(maxsize=1)
def _scratch(path: str) -> "Dataset":
    from search.graph.dataset import Dataset

    return Dataset.create(Path(path))


def answer(place: Place, ask: Ask, file: str) -> Answer:
    """Raises QueryError, StoreError, NotAcceptable."""
    from search.graph.query_result import count

    result, cut_at = opened(place).query_bounded(ask.text, ask.rows, ask.base, ask.default, ask.named)
    offered = GRAPHS if result.kind == "construct" else TABLES
    form = ask.format if ask.format is not None else negotiate(ask.accept, offered)
    if form not in offered:
        raise NotAcceptable(", ".join(offered.values()))
    with _opened(file) as out:
        result.write(form, out)
        body = _short(out)
        out.seek(0)
        cut = cut_at is not None and result.kind == "select" and count(out, form) >= cut_at
    return Answer(body, offered[form], cut)


@contextmanager
def _opened(file: str) -> Iterator[IO[bytes]]:
    """Raises QueryError where it may not become so long, which may be found out only when it is closed."""
    from search.graph.query_result import cut_short

    try:
        with Path(file).open("w+b") as out:
            yield out
    except OSError as error:
        raise cut_short(error) from error


def _short(out: IO[bytes]) -> bytes | None:
    """What was written, unless it is long."""
    if out.tell() > SHORT:
        return None
    out.seek(0)
    return out.read()


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer as a page or a sheet shows it."""

    kind: str
    """select, ask or construct."""
    columns: tuple[str, ...]
    rows: tuple[tuple["Term | None", ...], ...]
    cut: bool
    hints: "tuple[Hint, ...]"
    """What may be wrong with the query, though it runs."""


def rows(place: Place, text: str, limit: int) -> Rows:
    """The first rows of the answer to a query. Raises QueryError, StoreError."""
    from search.graph.query_hints import hints

    result, _ = opened(place).query_bounded(text, limit + 1, "https://w3id.org/budgetkg/", part=True)
    found = tuple(_bounded(islice(result.rows(), limit + 1)))
    return Rows(result.kind, result.columns, found[:limit], len(found) > limit, tuple(hints(text)))


def _bounded(rows: "Iterator[tuple[Term | None, ...]]") -> "Iterator[tuple[Term | None, ...]]":
    """Raises QueryError where the texts of an answer that is handed on in memory are too long together."""
    length = 0
    for row in rows:
        length += sum(len(cell.value) for cell in row if cell)
        if length > LONGEST:
            raise QueryError("query.large", f"答案超过 {LONGEST >> 20} MB", "缩小范围，或用 /sparql")
        yield row


def update(place: Place, text: str, base: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    _scratch(place.path).update(text, base, default, named)


def read_graph(place: Place, graph: str | None, whole: bool, accept: str | None, file: str) -> Answer | None:
    """A graph, or the whole data set; None where the graph is not there."""
    offered = DATASETS if whole else GRAPHS
    form = negotiate(accept, offered)
    if form is None:
        raise NotAcceptable(", ".join(offered.values()))
    store = opened(place)
    if not whole and not store.has(graph):
        return None
    with _opened(file) as out:
        store.dump_to(out, form, graph)
        return Answer(_short(out), offered[form])


def put_graph(place: Place, graph: str | None, data: bytes, form: str, replace: bool) -> bool:
    """True where the graph is new."""
    store = _scratch(place.path)
    new = not store.has(graph)
    store.put(data, form, graph, replace=replace)
    return new


def drop_graph(place: Place, graph: str | None) -> bool:
    """False where there is none."""
    store = _scratch(place.path)
    if not store.has(graph):
        return False
    store.drop(graph)
    return True


def check_format(name: str) -> str:
    """A format by its short name. Raises QueryError (`query.format`)."""
    if name not in TABLES and name not in GRAPHS:
        raise QueryError("query.format", f"没有格式 {name}", f"可用：{'、'.join((*TABLES, *GRAPHS))}")
    return name
