"""The graph on disk: Oxigraph, one named graph per document. Only this file, query_result.py and dataset.py import pyoxigraph.

A store that people query is never written to. A new one starts as a `backup` of the last (hard
links, so it costs what changed), is written, and takes the last one's place by a rename.

The engine's own union of named graphs gives a triple once for every graph that holds it, which doubles sums as soon
as two documents name one agency. SPARQL's default graph is a set, so the store keeps that set itself: each triple of
a named graph stands once more in the default graph.

Queries are untrusted: `search.graph.query_check` decides what one may do before the engine sees it.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from ontology.errors import QueryError, StoreError
from ontology.statements import Statement
from ontology.statements import Term as Term
from ontology.terms import PREFIXES
from search.graph.query_check import CheckedQuery, check_query, syntax_error
from search.graph.query_result import RDF_FORMATS, QueryResult, cut_short, statement

BUFFER = 1 << 20
ADDED_AT_ONCE = 16 << 30
"""Bytes of N-Quads that are loaded together. The engine sorts a million quads at a time, whatever it is given, and puts all
that it sorted of one load in place at once: the fewer loads, the less is merged again and again. There is a bound, as all
files of a load are open when they are merged."""


def is_iri(text: str) -> bool:
    """Whether a text can stand between < and > in a query without changing it."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


class GraphStore:
    """An Oxigraph store in a directory. One process writes; any number read one that nobody writes."""

    def __init__(self, store: ox.Store, path: Path, writable: bool, union: bool = False) -> None:
        self._store = store
        self.path = path
        self.writable = writable
        self._union = union

    @classmethod
    def create(cls, path: Path) -> "GraphStore":
        """Open for writing; an absent directory is made. Raises StoreError when another process holds it."""
        try:
            return cls(ox.Store(str(path)), path, writable=True)
        except (OSError, RuntimeError) as error:
            if "lock" in str(error).lower():
                message, hint = "图库正被另一个进程写入", "等它结束，或换一个 --home"
                raise StoreError("store.locked", message, hint, str(path)) from error
            raise StoreError("store.damaged", f"图库打不开：{error}", "删除该目录后重新运行 budgetkg build", str(path)) from error

    @classmethod
    def in_memory(cls, nquads: bytes) -> "GraphStore":
        """The triples of one named graph in the default graph of a store that is never on disk. For queries of our own."""
        made = cls(ox.Store(), Path(), writable=False)
        # Taking the graph's name off the text is ten times as quick as reading quads one by one.
        name = nquads[: nquads.find(b"\n")].rstrip(b" .").rpartition(b" ")[2]
        made.own_load(nquads.replace(b" " + name + b" .\n", b" .\n"))
        return made

    def own_load(self, ntriples: bytes) -> None:
        """Add triples to a store made by `in_memory`."""
        try:
            self._store.bulk_load(ntriples, format=ox.RdfFormat.N_TRIPLES)
        except SyntaxError as error:
            raise StoreError("store.nquads", f"不是一个图的 N-Quads：{error}") from error

    @classmethod
    def open(cls, path: Path) -> "GraphStore":
        """Open read-only. Raises StoreError when there is no store or it is damaged."""
        if not (path / "CURRENT").is_file():
            raise StoreError("store.missing", "还没有建立图库", "先运行 budgetkg build PATH... --home DIR", str(path))
        try:
            return cls(ox.Store.read_only(str(path)), path, writable=False)
        except (OSError, RuntimeError) as error:
            raise StoreError("store.damaged", f"图库打不开：{error}", "删除该目录后重新运行 budgetkg build", str(path)) from error

    @classmethod
    def of(cls, *parts: tuple[bytes, str, str]) -> "GraphStore":
        """A store in memory of RDF texts, each with its format (a key of `RDF_FORMATS`) and its name. Fetches nothing.

        Its default graph is the union of all graphs. Raises StoreError (`store.rdf`) for text that is not of its format.
        """
        store = ox.Store()
        for number, (data, form, name) in enumerate(parts, start=1):
            try:
                store.bulk_load(input=data, format=RDF_FORMATS[form], base_iri=f"urn:x-part:{number}/")
            except (SyntaxError, ValueError) as error:
                raise StoreError("store.rdf", f"不是合法的 RDF（{form}）：{error}", "核对内容和扩展名", name) from error
        return cls(store, Path(), writable=False, union=True)

    def __len__(self) -> int:
        """Number of quads in named graphs; counts them all, so not for hot paths."""
        return sum(1 for name in self._store.named_graphs() for _ in self._store.quads_for_pattern(None, None, None, name))

    def graphs(self) -> list[str]:
        """IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self._store.named_graphs() if isinstance(name, ox.NamedNode))

    def statements(self, graph_iri: str, subject: str | None = None) -> Iterator[Statement]:
        """What a named graph says, of one subject if that is given; in the engine's own order."""
        node = None if subject is None else self._node(subject)
        try:
            for quad in self._store.quads_for_pattern(node, None, None, self._node(graph_iri)):
                yield statement(quad)
        except (OSError, RuntimeError) as error:
            raise StoreError("store.read", f"图库读取中断：{error}", "重新运行 budgetkg build", str(self.path)) from error

    def replace_graph(self, graph_iri: str, nquads: bytes) -> int:
        """Make the named graph hold exactly these N-Quads; returns how many.

        Nothing is changed when the bytes are not N-Quads of that one graph. A crash in the middle leaves
        the graph empty or partial, which is why writing is only done on a store not yet in use.
        """
        quads = self._parsed(graph_iri, nquads)
        graph = self._node(graph_iri)
        self._write(list(self._store.quads_for_pattern(None, None, None, graph)), quads, graph)
        return len(quads)

    def change_graph(self, graph_iri: str, gone: bytes, come: bytes) -> None:
        """Take N-Quads out of a named graph and put others in. For graphs too large to be replaced for a few statements."""
        self._write(self._parsed(graph_iri, gone), self._parsed(graph_iri, come))

    def add_graphs(self, graphs: Iterable[tuple[str, bytes]]) -> None:
        """Add named graphs that are not there yet, many at once, each whole or in parts. Memory does not grow with them.

        Raises StoreError for bytes that are not N-Quads of that one graph; the store is then partial, and not to be used.
        """
        there, come = self._size(), 0
        texts = filter(None, self._twice(graphs))
        for first in texts:
            load = _Load(first, texts)
            try:
                # Whoever made the graphs parsed them strictly; here only what the syntax needs is looked at.
                self._writable().bulk_load(io.BufferedReader(load, BUFFER), format=ox.RdfFormat.N_QUADS, lenient=True)
            except SyntaxError as error:
                raise StoreError("store.nquads", f"不是合法的 N-Quads：{error}") from error
            except OSError as error:
                raise StoreError("store.write", f"图库写入失败：{error}", "检查磁盘空间", str(self.path)) from error
            come += load.size
        if come > there:  # later nobody writes, and nothing is merged: what is in many pieces now is slow to ask
            self.optimize()

    def _twice(self, graphs: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
        """The statements of each graph, then the same for the default graph."""
        for graph_iri, nquads in graphs:
            suffix = b" " + str(self._node(graph_iri)).encode() + b" .\n"
            # No line break stands inside a literal of N-Quads.
            if nquads.count(suffix) != nquads.count(b"\n") or nquads[-1:] not in (b"", b"\n"):
                raise StoreError("store.graph", "四元组属于别的图", "", graph_iri)
            yield nquads
            yield nquads.replace(suffix, b" .\n")

    def _size(self) -> int:
        """Bytes of the files. One that is merged with others while they are counted has gone, and counts nothing."""
        found = 0
        for path in self.path.glob("*.sst"):
            with suppress(FileNotFoundError):
                found += path.stat().st_size
        return found

    def remove_graph(self, graph_iri: str) -> None:
        """Remove a named graph with its quads; a graph that is not there is no error."""
        self.replace_graph(graph_iri, b"")

    def flush(self) -> None:
        """Make sure that everything written is on disk. Called before a store is put in use."""
        self._writable().flush()

    def optimize(self) -> None:
        """Compact the files after a large load."""
        self._writable().optimize()

    def backup(self, path: Path) -> None:
        """Copy the store to a directory that must not exist yet, by hard links where the file system allows."""
        if path.exists():
            raise StoreError("store.exists", "备份目录已存在", "换一个目录", str(path))
        try:
            self._store.backup(str(path))
        except OSError as error:
            raise StoreError("store.backup", f"图库不能复制：{error}", "检查磁盘空间和权限", str(path)) from error

    def query(self, sparql: str, prefixes: Mapping[str, str] = PREFIXES) -> QueryResult:
        """Answer a SPARQL 1.1 query. The default graph is the union of all named graphs, unless FROM names some.

        Raises QueryError: `query.empty`, `query.syntax`, `query.update`, `query.service`, `query.from`, `query.escape`.
        """
        query = self._checked(sparql, prefixes)
        try:
            answer = self._store.query(query.text, prefixes=dict(prefixes), use_default_graph_as_union=self._union)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, RuntimeError) as error:
            raise StoreError("store.read", f"查询中断：{error}", "重新运行 budgetkg build", str(self.path)) from error
        return QueryResult(answer, prefixes, query.variables)

    def query_bounded(
        self,
        sparql: str,
        rows: int,
        base: str,
        default: Iterable[str] | None = None,
        named: Iterable[str] | None = None,
        *,
        part: bool = False,
    ) -> tuple[QueryResult, int | None]:
        """Answer a stranger's query with at most `rows` rows, or as many as its own LIMIT if that is less.

        `part`: the caller takes no more than `rows` of the answer, so that a LIMIT beyond them is none of its concern.

        `base`: what relative IRIs are relative to.
        `default`, `named`: the graphs to ask, in place of those in FROM. The second value is the bound that was added,
        None where none was. Raises QueryError as `query`, and `query.limit` for a LIMIT beyond the bound.
        """
        query = check_query(sparql, PREFIXES)
        if query.limit is not None and query.limit > rows and not part:
            raise QueryError("query.limit", f"LIMIT 最多 {rows}", "分次用 OFFSET 取，或用 budgetkg sparql、export")
        chosen: dict[str, Any] = {}
        if default is not None or named is not None:
            chosen = {"default_graph": [self._node(iri) for iri in default or ()], "named_graphs": [self._node(iri) for iri in named or ()]}
        try:
            answer = self._store.query(
                query.at_most(rows),
                base_iri=base,
                prefixes=dict(PREFIXES),
                use_default_graph_as_union=self._union and not query.graphs and not chosen,
                **chosen,
            )
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except RuntimeError as error:
            raise QueryError("query.failed", f"查询做不了：{error}", "核对函数名") from error
        return QueryResult(answer, PREFIXES, query.variables), None if query.bounded or query.limit is not None else rows

    def has(self, graph: str | None) -> bool:
        """Whether a named graph is there; None is the default graph, which always is."""
        return graph is None or self._store.contains_named_graph(self._node(graph))

    def dump(self, form: str, graph: str | None = None) -> bytes:
        """A graph, or all of them where the format is for data sets (nq, trig)."""
        out = io.BytesIO()
        self.dump_to(out, form, graph)
        return out.getvalue()

    def dump_to(self, out: IO[bytes], form: str, graph: str | None = None) -> None:
        """The same, written as it is read."""
        chosen: dict[str, Any] = {"prefixes": PREFIXES} if form in ("ttl", "rdf", "trig") else {}
        if form not in ("nq", "trig"):
            chosen["from_graph"] = ox.DefaultGraph() if graph is None else self._node(graph)
        try:
            self._store.dump(out, RDF_FORMATS[form], **chosen)
        except OSError as error:
            raise cut_short(error) from error

    def own_query(self, sparql: str) -> QueryResult:
        """Answer a query that ships with the program, unchecked: checking costs more than most of them do.

        Raises QueryError (`query.syntax`).
        """
        try:
            return QueryResult(self._store.query(sparql, prefixes=dict(PREFIXES), use_default_graph_as_union=self._union), PREFIXES)
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, RuntimeError) as error:
            raise StoreError("store.read", f"查询中断：{error}", "重新运行 budgetkg build", str(self.path)) from error

    def select(self, sparql: str) -> list[tuple["Term | None", ...]]:
        """All rows of such a query."""
        return list(self.own_query(sparql).rows())

    def _checked(self, sparql: str, prefixes: Mapping[str, str]) -> CheckedQuery:
        """The query to run, after refusing what reaches outside the store."""
        query = check_query(sparql, prefixes)
        if unknown := sorted(query.graphs - set(self.graphs())) if query.graphs else []:
            hint = "SELECT DISTINCT ?g { GRAPH ?g {} } 列出已有的图"
            raise QueryError("query.from", "FROM 指向的图不在图库里，也不会到别处去取", hint, unknown[0])
        return query

    def _parsed(self, graph_iri: str, nquads: bytes) -> list[ox.Quad]:
        try:
            quads = list(ox.parse(nquads, format=ox.RdfFormat.N_QUADS))
        except SyntaxError as error:
            raise StoreError("store.nquads", f"不是合法的 N-Quads：{error}", "", graph_iri) from error
        if strangers := {str(quad.graph_name) for quad in quads if quad.graph_name != self._node(graph_iri)}:
            raise StoreError("store.graph", f"四元组属于别的图：{min(strangers)}", "", graph_iri)
        return quads

    def _write(self, gone: Iterable[ox.Quad], quads: Iterable[ox.Quad], whole: ox.NamedNode | None = None) -> None:
        store = self._writable()
        try:
            if whole:
                store.remove_graph(whole)
            for quad in gone:
                store.remove(quad)
                self._drop_unless_held(quad)
            store.bulk_extend(chain.from_iterable((q, ox.Quad(q.subject, q.predicate, q.object)) for q in quads))
        except OSError as error:
            raise StoreError("store.write", f"图库写入失败：{error}", "检查磁盘空间", str(self.path)) from error

    def _drop_unless_held(self, quad: ox.Quad) -> None:
        """Take a triple out of the default graph when no named graph has it any more."""
        default = ox.Quad(quad.subject, quad.predicate, quad.object)
        held = self._store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(other == default for other in held):
            self._store.remove(default)

    def _writable(self) -> ox.Store:
        if not self.writable:
            raise StoreError("store.readonly", "图库是只读打开的", "", str(self.path))
        return self._store

    @staticmethod
    def _node(iri: str) -> ox.NamedNode:
        try:
            return ox.NamedNode(iri)
        except ValueError as error:
            raise StoreError("store.iri", f"不是合法的 IRI：{error}", "", iri) from error


class _Load(io.RawIOBase):
    """Texts as one file, until they come to `ADDED_AT_ONCE` bytes; the others are left."""

    def __init__(self, first: bytes, texts: Iterator[bytes]) -> None:
        self._rest, self._texts = memoryview(first), texts
        self.size = len(first)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # `collections.abc.Buffer` from Python 3.12 on
        if not self._rest and self.size < ADDED_AT_ONCE:
            self._rest = memoryview(next(self._texts, b""))
            self.size += len(self._rest)
        space = memoryview(buffer)
        length = min(len(space), len(self._rest))
        space[:length] = self._rest[:length]
        self._rest = self._rest[length:]
        return length
