"""Turtle, N-Quads and JSON-LD of a selection, document by document: memory grows with the largest document, not with all."""

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import IO

from budgetkg.exports.output import Sorted
from budgetkg.exports.selection import Source, named
from budgetkg.home import Entry
from ontology import iri
from ontology.statements import Nodes, flat, nodes, triple
from ontology.terms import PREFIXES
from search.store import QueryResult, parse_triples, write_turtle

Step = Callable[[str, int], None]


def write_nquads(source: Source, entries: list[Entry], out: IO[bytes], step: Step) -> int:
    """One named graph after the other, each sorted: documents by hash, then what they share."""
    names: set[str] = set()
    written = 0

    def put(graph_iri: str, graph: Nodes) -> int:
        lines = sorted(map(triple, flat(graph)))
        out.write("".join(f"{line} <{graph_iri}> .\n" for line in lines).encode())
        return len(lines)

    for done, entry in enumerate(entries):
        step(entry.name, done)
        graph = source.document(entry)
        names.update(named(graph))
        written += put(iri.graph(entry.sha256), graph)
    return written + sum(put(name, graph) for name, graph in source.shared(names).items())


def write_ttl(source: Source, entries: list[Entry], out: IO[bytes], step: Step) -> int:
    """One graph of everything, subjects in order; what two documents both say stands once."""
    names: set[str] = set()
    with closing(Sorted()) as lines:
        for done, entry in enumerate(entries):
            step(entry.name, done)
            graph = source.document(entry)
            names.update(named(graph))
            lines.add(map(triple, flat(graph)))
        for graph in source.shared(names).values():
            lines.add(map(triple, flat(graph)))
        return turtle(lines, out)


def turtle(lines: Iterable[str], out: IO[bytes], prefixes: dict[str, str] = PREFIXES) -> int:
    written = 0

    def counted() -> Iterable[str]:
        nonlocal written
        for line in lines:
            written += 1
            yield f"{line} .\n"

    write_turtle(counted(), out, prefixes)
    return written


def write_jsonld(source: Source, entries: list[Entry], out: IO[bytes], step: Step) -> int:
    """A named graph for each document, nested, then those they share; the context stands at the top."""
    from ontology.context import context
    from ontology.jsonld import compact, dump, to_jsonld

    names: set[str] = set()
    written = 0
    separator = ""

    def put(graph_iri: str, graph: Nodes) -> None:
        nonlocal written, separator
        out.write(f"{separator}{dump({'id': compact(graph_iri), '@graph': to_jsonld(graph)})}".encode())
        separator = ",\n"
        written += sum(1 for _ in flat(graph))

    out.write(f'{{"@context": {json.dumps(context(), ensure_ascii=False)},\n"@graph": [\n'.encode())
    for done, entry in enumerate(entries):
        step(entry.name, done)
        graph = source.document(entry)
        names.update(named(graph))
        put(iri.graph(entry.sha256), graph)
    for name, graph in source.shared(names).items():
        put(name, graph)
    out.write(b"\n]}\n")
    return written


def constructed(answer: QueryResult) -> Nodes:
    """The triples of a CONSTRUCT or DESCRIBE query. Raises QueryError (`query.format`) for other kinds."""
    return nodes(parse_triples(answer.serialize("nt").decode()))


def write_graph(graph: Nodes, form: str, out: IO[bytes]) -> int:
    """One graph without a name as `ttl`, `nq` or `jsonld`."""
    from ontology.context import context
    from ontology.jsonld import dump, to_jsonld

    lines = sorted(map(triple, flat(graph)))
    if form == "ttl":
        return turtle(lines, out)
    if form == "nq":
        out.write("".join(f"{line} .\n" for line in lines).encode())
    else:
        out.write(f"{dump({'@context': context(), '@graph': to_jsonld(graph)})}\n".encode())
    return len(lines)
