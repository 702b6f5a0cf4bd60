"""The ontology as a logic: OWL 2 DL as far as RDF shows it, and consistent together with data.

`tests/ontology/check_owl.py` asks the OWL API, HermiT and ELK the same; they need Java, so they are run by hand.
"""

from pathlib import Path

import pytest
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from ontology import quads, vocabulary
from ontology.terms import BKG, PREFIXES
from tests.ontology.sample_record import sample_record

ONTOLOGY = Path(vocabulary.__file__).parent
FILES = (*vocabulary.FILES, ONTOLOGY / "alignments.ttl")
CLASSES, OBJECTS, DATA, NOTES = OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty
#: What OWL 2 defines itself (https://www.w3.org/TR/owl2-syntax/, 4 and 5.5).
BUILT_IN_NOTES = {RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.deprecated, OWL.priorVersion}
DATATYPES = {RDFS.Literal, XSD.string, XSD.decimal, XSD.integer, XSD.boolean, XSD.double, XSD.dateTime, XSD.anyURI, RDF.langString}
AXIOMS = {
    RDF.type,
    RDFS.subClassOf,
    RDFS.subPropertyOf,
    RDFS.domain,
    RDFS.range,
    OWL.disjointWith,
    OWL.inverseOf,
    OWL.versionIRI,
    OWL.imports,
}


def load(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def kinds(graph: Graph, kind: URIRef) -> set[URIRef]:
    return {subject for subject in graph.subjects(RDF.type, kind) if isinstance(subject, URIRef)}


def faults(graph: Graph) -> list[str]:
    """What keeps the graph from being OWL 2 DL: undeclared or doubly declared terms, and datatypes OWL does not know."""
    classes, objects, data, notes = (kinds(graph, kind) for kind in (CLASSES, OBJECTS, DATA, NOTES))
    found = [f"both object and data: {term}" for term in objects & data]
    found += [f"both annotation and another: {term}" for term in notes & (objects | data)]
    for subject, predicate, value in graph:
        if predicate not in AXIOMS | BUILT_IN_NOTES | objects | data | notes:
            found.append(f"undeclared property: {predicate}")
        if predicate == RDF.type and str(value).startswith(str(OWL)):
            continue
        if predicate in (RDF.type, RDFS.subClassOf, OWL.disjointWith) and value not in classes:
            found.append(f"undeclared class: {value}")
        if predicate == RDFS.domain and value not in classes:
            found.append(f"undeclared class: {value}")
        if predicate == RDFS.range and subject in objects and value not in classes:
            found.append(f"undeclared class: {value}")
        if predicate == RDFS.range and subject in data | notes and value not in DATATYPES:
            found.append(f"no datatype of OWL 2: {value}")
        if predicate == RDFS.subPropertyOf and not any({subject, value} <= same for same in (objects, data, notes)):
            found.append(f"of another kind than what is above it: {subject}")
        if predicate in objects and isinstance(value, Literal):
            found.append(f"a literal behind an object property: {predicate}")
    return sorted(set(found))


@pytest.mark.parametrize("paths", [FILES[:1], FILES[1:2], FILES[2:], FILES], ids=["budget", "code lists", "alignments", "all"])
def test_the_ontology_is_owl_2_dl(paths: tuple[Path, ...]) -> None:
    assert faults(load(*paths)) == []


def test_what_is_not_owl_2_dl_is_found() -> None:
    graph = load(FILES[0])
    graph.add((URIRef(BKG + "amount"), RDF.type, OWL.ObjectProperty))
    graph.add((URIRef(BKG + "notAfter"), RDFS.range, XSD.date))
    graph.add((URIRef(BKG + "Goal"), RDFS.subClassOf, SKOS.Collection))
    assert faults(graph) == [
        f"both object and data: {BKG}amount",
        f"no datatype of OWL 2: {XSD.date}",
        f"undeclared class: {XSD.decimal}",
        f"undeclared class: {SKOS.Collection}",
    ]


def inconsistencies(graph: Graph) -> list[str]:
    closure = OWLRL_Semantics(graph, False, False, False)
    closure.closure()
    return [str(message) for message in closure.error_messages]


def logic() -> Graph:
    """Axioms only, as the closure takes no account of labels and they are most of the statements."""
    graph = Graph()
    for triple in load(*FILES):
        if triple[1] in AXIOMS:
            graph.add(triple)
    return graph


def data() -> Graph:
    """The axioms with a small disclosure."""
    graph = logic()
    for line in quads.to_nquads(sample_record()).decode().splitlines():
        graph.parse(data=line.rsplit(" <", 1)[0] + " .", format="nt")
    return graph


def test_the_ontology_is_consistent_with_what_documents_say() -> None:
    assert inconsistencies(data()) == []


def test_a_contradiction_is_found() -> None:
    both = data()
    goal = next(both.subjects(RDF.type, URIRef(BKG + "Goal")))
    both.add((goal, RDF.type, URIRef(BKG + "Indicator")))
    assert any("Disjoint" in message for message in inconsistencies(both))


def test_the_alignments_name_what_exists_and_only_add() -> None:
    own = {term for path in vocabulary.FILES for term in load(path).subjects(RDF.type)}
    alignments = load(FILES[-1])
    for subject, predicate, _ in alignments:
        if str(subject).startswith((BKG, PREFIXES["bkgc"])):
            assert subject in own
        else:  # nothing is said of the terms of others but what kind of term they are
            assert predicate == RDF.type or (subject, RDF.type, OWL.Ontology) in alignments, subject
    targets = {str(value) for subject, predicate, value in alignments if str(subject).startswith(BKG) and predicate != RDF.type}
    for namespace in ("org#", "prov#", "cube#", "core#", "dcat#", "dqv#", "oa#", "qudt", "a4g", "m8g", "cids", "17469"):
        assert any(namespace in target for target in targets), namespace
