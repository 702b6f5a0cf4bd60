"""What a build says is what the vocabulary says may be said: each property of the classes that are declared to have it."""

import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, Graph, URIRef

from budgetkg.cli import run
from budgetkg.home import Home
from ontology import vocabulary
from ontology.quads import to_nquads
from ontology.terms import BKG, PREFIXES
from search.graph.store import GraphStore
from tests.ontology.sample_record import sample_record

DOMAIN_INCLUDES = URIRef(PREFIXES["schema"] + "domainIncludes")
Statement = tuple[str, str, str]


@pytest.fixture(scope="module")
def terms() -> Graph:
    graph = Graph()
    for path in vocabulary.FILES:
        graph.parse(path, format="turtle")
    return graph


@pytest.fixture(scope="module")
def statements(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> set[Statement]:
    """Of the samples with a merge, and of a record that has what no sample has, an outcome among it. Literals are left out as values."""
    home = shutil.copytree(sample_home, tmp_path_factory.mktemp("vocabulary") / "home")
    assert run(["merge", "石家庄市鹿泉区信访局本级", "石家庄市鹿泉区信访局", "--reason", "部门的本级", "--home", str(home)]) == 0
    store = GraphStore.open(Home(home).built().store)
    store_rows = store.query('SELECT ?s ?p (IF(isIRI(?o), ?o, "") AS ?value) { ?s ?p ?o }').rows()
    found = {(row[0].value, row[1].value, row[2].value) for row in store_rows if row[0] and row[1] and row[2]}
    graph = Graph()
    for line in to_nquads(sample_record()).decode().splitlines():
        graph.parse(data=line.rsplit(" <", 1)[0] + " .", format="nt")
    return found | {(str(s), str(p), str(o) if isinstance(o, URIRef) else "") for s, p, o in graph}


def kinds(terms: Graph, statements: set[Statement]) -> dict[str, set[str]]:
    """Of each node its classes and those above them."""
    above = {
        str(cls): {str(found) for found in terms.transitive_objects(cls, RDFS.subClassOf)} for cls in terms.subjects(RDF.type, OWL.Class)
    }
    found: dict[str, set[str]] = defaultdict(set)
    for subject, predicate, value in statements:
        if predicate == str(RDF.type):
            found[subject] |= above.get(value, {value})
    return found


def allowed(terms: Graph, *properties: URIRef) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for said in properties:
        for subject, value in terms.subject_objects(said):
            found[str(subject)].add(str(value))
    return found


def test_a_property_stands_only_with_classes_that_are_declared_to_have_it(terms: Graph, statements: set[Statement]) -> None:
    classes, domains = kinds(terms, statements), allowed(terms, RDFS.domain, DOMAIN_INCLUDES)
    ours = {(subject, predicate) for subject, predicate, _ in statements if predicate.startswith(BKG)}
    wrong = {(predicate, *sorted(classes[s])) for s, predicate in ours if not classes[s] & domains[predicate]}
    assert sorted(wrong) == []
    assert len({predicate for _, predicate in ours}) > 150


def test_a_value_is_of_the_class_that_is_declared(terms: Graph, statements: set[Statement]) -> None:
    classes, ranges = kinds(terms, statements), allowed(terms, RDFS.range)
    ours = {(predicate, value) for _, predicate, value in statements if predicate.startswith(BKG) and value and ranges[predicate]}
    assert sorted({(predicate, value) for predicate, value in ours if not classes[value] & ranges[predicate]}) == []
