"""The graph on disk: Oxigraph, one named graph per document. Only this file and dataset.py import pyoxigraph.

A store that people query is never written to. A new one starts as a `backup` of the last (hard
links, so it costs what changed), is written, and takes the last one's place by a rename.

The engine's own union of named graphs gives a triple once for every graph that holds it, which doubles sums as soon
as two documents name one agency. SPARQL's default graph is a set, so the store keeps that set itself: each triple of
a named graph stands once more in the default graph.

Queries are untrusted: `search.query_check` decides what one may do before the engine sees it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, Literal

import pyoxigraph as ox

from ontology.errors import QueryError, StoreError
from ontology.statements import Statement
from ontology.statements import Term as Term
from ontology.terms import PREFIXES
from search.query_check import CheckedQuery, check_query, syntax_error

ResultKind = Literal["select", "ask", "construct"]

TABLE_FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}

RDF_FORMATS = {"nq": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, **GRAPH_FORMATS}


class QueryResult:
    """An answer, read once: by `rows()` for tables, or by `serialize()` straight from the engine."""

    def __init__(
        self, answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, prefixes: Mapping[str, str], order: Sequence[str] | None = None
    ) -> None:
        self._answer = answer
        self._prefixes = dict(prefixes)
        self.kind: ResultKind = "construct"
        self.columns: tuple[str, ...] = ("subject", "predicate", "object")
        self.boolean: bool | None = None
        if isinstance(answer, ox.QuerySolutions):
            self.kind, self.columns = "select", tuple(variable.value for variable in answer.variables)
            if order is not None:
                self.columns = tuple(sorted(self.columns, key=order.index))
        elif isinstance(answer, ox.QueryBoolean):
            self.kind, self.columns, self.boolean = "ask", ("answer",), bool(answer)

    @property
    def formats(self) -> tuple[str, ...]:
        """What this kind of answer can be serialised as."""
        return tuple(GRAPH_FORMATS if self.kind == "construct" else TABLE_FORMATS)

    def rows(self) -> Iterator[tuple[Term | None, ...]]:
        """One tuple an answer, one cell a column; None where the variable is unbound."""
        try:
            if isinstance(self._answer, ox.QueryBoolean):
                yield (Term("literal", str(bool(self._answer)).lower(), "http://www.w3.org/2001/XMLSchema#boolean"),)
            elif isinstance(self._answer, ox.QuerySolutions):
                for solution in self._answer:
                    yield tuple(_term(solution[name]) for name in self.columns)
            else:
                for triple in self._answer:
                    yield _term(triple.subject), _term(triple.predicate), _term(triple.object)
        except (OSError, RuntimeError) as error:
            raise StoreError("store.read", f"查询中断：{error}", "重新运行 budgetkg build") from error

    def csv_rows(self) -> Iterator[Sequence[str]]:
        """Header and rows of SPARQL 1.1 CSV, for a writer that quotes. The engine's own leaves IRIs unquoted, and one may hold a comma."""
        yield self.columns
        for row in self.rows():
            yield [f"_:{cell.value}" if cell and cell.kind == "blank" else cell.value if cell else "" for cell in row]

    def serialize(self, form: str) -> bytes:
        """The whole answer as json, csv, tsv or xml (SELECT, ASK) or as ttl, nt, rdf or jsonld (CONSTRUCT, DESCRIBE).

        Raises QueryError (`query.format`) when the format does not fit the kind of query.
        """
        if form not in self.formats:
            raise misfit(self, form, self.formats)
        try:
            if isinstance(self._answer, ox.QueryTriples):
                # sorted: Oxigraph's own order changes from store to store, and Turtle groups by subject
                triples = sorted(set(self._answer), key=str)
                namespaces = self._prefixes if form in ("ttl", "rdf") else None
                return ox.serialize(triples, format=GRAPH_FORMATS[form], prefixes=namespaces) or b""
            if form == "csv" and self.kind == "select":
                text = io.StringIO()
                csv.writer(text, lineterminator="\r\n").writerows(self.csv_rows())
                return text.getvalue().encode()
            return self._answer.serialize(format=TABLE_FORMATS[form]) or b""
        except (OSError, RuntimeError) as error:
            raise StoreError("store.read", f"查询中断：{error}", "重新运行 budgetkg build") from error


def is_iri(text: str) -> bool:
    """Whether a text can stand between < and > in a query without changing it."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True


def count(body: bytes, form: str) -> int:
    """How many rows a serialised table has."""
    if form == "csv":
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    answer = ox.parse_query_results(body, TABLE_FORMATS[form])
    return 1 if isinstance(answer, ox.QueryBoolean) else sum(1 for _ in answer)


def misfit(answer: QueryResult, form: str, formats: Iterable[str]) -> QueryError:
    """The error for a format that an answer cannot have, naming those that it can."""
    kind = {"select": "SELECT", "ask": "ASK", "construct": "CONSTRUCT 或 DESCRIBE"}[answer.kind]
    return QueryError("query.format", f"{kind} 查询不能输出为 {form}", f"可用的格式：{'、'.join(formats)}", form)


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
                yield _statement(quad)
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
        self, sparql: str, rows: int, base: str, default: Iterable[str] | None = None, named: Iterable[str] | None = None
    ) -> tuple[QueryResult, int | None]:
        """Answer a stranger's query with at most `rows` rows, or as many as its own LIMIT if that is less.

        `base`: what relative IRIs are relative to.
        `default`, `named`: the graphs to ask, in place of those in FROM. The second value is the bound that was added,
        None where none was. Raises QueryError as `query`, and `query.limit` for a LIMIT beyond the bound.
        """
        query = check_query(sparql, PREFIXES)
        if query.limit is not None and query.limit > rows:
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
        prefixes = PREFIXES if form in ("ttl", "rdf", "trig") else None
        if form in ("nq", "trig"):
            return self._store.dump(format=RDF_FORMATS[form], prefixes=prefixes) or b""
        name = ox.DefaultGraph() if graph is None else self._node(graph)
        return self._store.dump(format=RDF_FORMATS[form], from_graph=name, prefixes=prefixes) or b""

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


def parse_triples(lines: str) -> Iterator[Statement]:
    """Statements of a text of N-Triples."""
    for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
        yield _statement(quad)


def write_turtle(triples: Iterable[str], out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write N-Triples lines as Turtle, in the order given, so that equal subjects standing together share a block."""
    lines = iter(triples)
    chunks = iter(lambda: "".join(islice(lines, 1000)), "")
    parsed = (quad.triple for chunk in chunks for quad in ox.parse(chunk, format=ox.RdfFormat.N_TRIPLES))
    ox.serialize(parsed, out, ox.RdfFormat.TURTLE, prefixes=dict(prefixes))


def _statement(quad: ox.Quad) -> Statement:
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else str(quad.subject)
    value = _term(quad.object)
    assert value is not None
    return Statement(subject, quad.predicate.value, value)


def _term(value: Any) -> Term | None:
    if value is None:
        return None
    if isinstance(value, ox.NamedNode):
        return Term("iri", value.value)
    if isinstance(value, ox.Literal):
        return Term("literal", value.value, value.datatype.value, value.language)
    if isinstance(value, ox.BlankNode):
        return Term("blank", value.value)
    return Term("triple", str(value))
