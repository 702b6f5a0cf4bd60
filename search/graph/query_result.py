"""The answer of the engine to a query, as rows or written in a format; triples as text and back."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from errno import EFBIG, ENOSPC
from itertools import islice
from typing import IO, Any, Literal

import pyoxigraph as ox

from ontology.errors import BudgetkgError, QueryError, StoreError
from ontology.statements import Statement, Term

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
        """The whole answer as `write` writes it."""
        out = io.BytesIO()
        self.write(form, out)
        return out.getvalue()

    def write(self, form: str, out: IO[bytes]) -> None:
        """Write it as json, csv, tsv or xml (SELECT, ASK) or as ttl, nt, rdf or jsonld (CONSTRUCT, DESCRIBE).

        Raises QueryError (`query.format`) when the format does not fit the kind of query, and `query.large` where the
        file may not become so long.
        """
        if form not in self.formats:
            raise misfit(self, form, self.formats)
        try:
            if isinstance(self._answer, ox.QueryTriples):
                # sorted: Oxigraph's own order changes from store to store, and Turtle groups by subject
                triples = sorted(set(self._answer), key=str)
                namespaces = self._prefixes if form in ("ttl", "rdf") else None
                ox.serialize(triples, out, format=GRAPH_FORMATS[form], prefixes=namespaces)
            elif form == "csv" and self.kind == "select":
                text = io.TextIOWrapper(out, "utf-8", newline="")
                csv.writer(text, lineterminator="\r\n").writerows(self.csv_rows())
                text.detach()
            else:
                self._answer.serialize(out, format=TABLE_FORMATS[form])
        except (OSError, RuntimeError) as error:
            raise cut_short(error) from error


def cut_short(error: Exception) -> BudgetkgError:
    """The error for an answer that could not be written to its end."""
    if isinstance(error, OSError) and error.errno in (EFBIG, ENOSPC):
        return QueryError("query.large", "答案太大，没有写完", "缩小范围，或分几次取")
    return StoreError("store.read", f"查询中断：{error}", "重新运行 budgetkg build")


def count(written: IO[bytes], form: str) -> int:
    """How many rows a serialised table has."""
    if form == "csv":
        return sum(1 for _ in csv.reader(io.TextIOWrapper(written, "utf-8", newline=""))) - 1
    answer = ox.parse_query_results(written, TABLE_FORMATS[form])
    return 1 if isinstance(answer, ox.QueryBoolean) else sum(1 for _ in answer)


def misfit(answer: QueryResult, form: str, formats: Iterable[str]) -> QueryError:
    """The error for a format that an answer cannot have, naming those that it can."""
    kind = {"select": "SELECT", "ask": "ASK", "construct": "CONSTRUCT 或 DESCRIBE"}[answer.kind]
    return QueryError("query.format", f"{kind} 查询不能输出为 {form}", f"可用的格式：{'、'.join(formats)}", form)


def parse_triples(lines: str) -> Iterator[Statement]:
    """Statements of a text of N-Triples."""
    for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES):
        yield statement(quad)


def write_turtle(triples: Iterable[str], out: IO[bytes], prefixes: Mapping[str, str]) -> None:
    """Write N-Triples lines as Turtle, in the order given, so that equal subjects standing together share a block."""
    lines = iter(triples)
    chunks = iter(lambda: "".join(islice(lines, 1000)), "")
    parsed = (quad.triple for chunk in chunks for quad in ox.parse(chunk, format=ox.RdfFormat.N_TRIPLES))
    ox.serialize(parsed, out, ox.RdfFormat.TURTLE, prefixes=dict(prefixes))


def statement(quad: ox.Quad) -> Statement:
    """What a quad says, whichever graph it is in."""
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
