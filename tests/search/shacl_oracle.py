"""What pySHACL, another engine altogether, says of a graph by the same shapes."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

from rdflib import RDFS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from ontology.shapes_sparql import SHAPES, VOCABULARY
from search.graph.store import Term
from search.graph.validate import Report

Row = tuple[Any, str, str | None, Any]
"""Focus, shape, path where it is a property, value."""


def shapes_graph() -> Graph:
    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def only(shapes: Graph, *names: str) -> Graph:
    """The part of the shapes that some of them need."""
    found, seen = Graph(), set[Node]()
    left: list[Node] = [URIRef(f"https://w3id.org/budgetkg/shapes#{part}") for part in (*names, "prefixes")]
    while left:
        node = left.pop()
        seen.add(node)
        for triple in shapes.triples((node, None, None)):
            found.add(triple)
            left += [triple[2]] if triple[2] not in seen and (triple[2], None, None) in shapes else []
    return found


def subclasses() -> Graph:
    vocabulary, found = Graph().parse(VOCABULARY, format="turtle"), Graph()
    for triple in vocabulary.triples((None, RDFS.subClassOf, None)):
        found.add(triple)
    return found


def asked_of_pyshacl(nquads: str, shapes: Graph, classes: Graph) -> set[Row]:
    from pyshacl import validate

    data = Graph()
    for triple in classes:
        data.add(triple)
    triples = (line.rsplit(" <", 1)[0] + " .\n" for line in nquads.splitlines())
    data.parse(data="".join(triples), format="nt")
    _, found, _ = validate(data, shacl_graph=shapes, inplace=True, inference="none", advanced=False)
    assert isinstance(found, Graph)
    rows = set()
    for result in found.subjects(SH.resultSeverity):
        focus, shape, path, value = (found.value(result, prop) for prop in (SH.focusNode, SH.sourceShape, SH.resultPath, SH.value))
        assert (shape, SH.severity, found.value(result, SH.resultSeverity)) in shapes
        rows.add((_of_rdflib(focus), str(shape), f"<{path}>" if isinstance(path, URIRef) else None, _of_rdflib(value)))
    return rows


def as_rows(report: Report) -> set[Row]:
    return {
        (_of_store(r.focus), r.shape.iri, r.shape.path if r.shape.path.startswith("<") else None, _of_store(r.value))
        for r in report.results
    }


def _of_rdflib(term: Node | None) -> Any:
    if isinstance(term, Literal):
        return _literal(str(term), str(term.datatype or ""), term.language)
    return None if term is None else str(term)


def _of_store(term: Term | None) -> Any:
    if term is not None and term.kind == "literal":
        return _literal(term.value, term.datatype or "", term.language)
    return None if term is None else term.value


def _literal(text: str, datatype: str, language: str | None) -> Any:
    """Oxigraph writes numbers in one way, and rdflib leaves out xsd:string."""
    if datatype.endswith(("#decimal", "#integer")):
        with suppress(ArithmeticError):
            return Decimal(text), datatype
    return text, "" if datatype.endswith(("#string", "#langString")) else datatype, language
