"""Turtle, N-Quads and JSON-LD of a selection, document by document: memory grows with the largest document, not with all."""

import json
from collections.abc import Iterable
from contextlib import closing
from typing import IO

from budgetkg.exports.output import Sorted
from budgetkg.exports.selection import Source, Step
from budgetkg.home import Entry
from ontology.statements import Nodes, flat, nodes, triple
from ontology.terms import PREFIXES
from search.graph.query_result import QueryResult, parse_triples, write_turtle


def write_nquads(source: Source, entries: list[Entry], out: IO[bytes], step: Step) -> int:
    """One named graph after the other, each sorted: documents by hash, then what they share."""
    written = 0
    for name, graph in source.graphs(entries, step):
        lines = sorted(map(triple, flat(graph)))
        out.write("".join(f"{line} <{name}> .\n" for line in lines).encode())
        written += len(lines)
    return written


def write_ttl(source: Source, entries: list[Entry], out: IO[bytes], step: Step) -> int:
    """One graph of everything, subjects in order; what two documents both say stands once."""
    with closing(Sorted()) as lines:
        for _, graph in source.graphs(entries, step):
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
    """The same named graphs as N-Quads, each nested; the context stands at the top."""
    from ontology.context import context
    from ontology.jsonld import compact, dump, to_jsonld

    written = 0
    out.write(f'{{"@context": {json.dumps(context(), ensure_ascii=False)},\n"@graph": [\n'.encode())
    for name, graph in source.graphs(entries, step):
        separator = ",\n" if written else ""
        out.write(f"{separator}{dump({'id': compact(name), '@graph': to_jsonld(graph)})}".encode())
        written += sum(1 for _ in flat(graph))
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
