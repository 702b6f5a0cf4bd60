"""The vocabulary holds what the code, the shapes and the queries use, and nothing else."""

import re
from pathlib import Path
from typing import get_args

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef

from ontology import records, vocabulary
from ontology.categories import Category
from ontology.errors import RecordError
from ontology.fixed_lists import concepts_nquads
from ontology.iri import part
from ontology.quads import division_nquads, to_nquads
from ontology.terms import BKG, BKGC, CODE_LISTS, PREFIXES
from tests.ontology.sample_record import sample_record

ROOT = Path(__file__).parents[2]
TERM = re.compile(re.escape(BKG) + r"([A-Za-z0-9]+)|\bbkg:([A-Za-z0-9]+)")


@pytest.fixture(scope="module")
def graph() -> Graph:
    graph = Graph()
    for path in vocabulary.FILES:
        graph.parse(path, format="turtle")
    listed = "".join(line.rsplit(" <", 1)[0] + " .\n" for line in concepts_nquads().decode().splitlines())
    return graph.parse(data=listed, format="nt")


def used() -> set[str]:
    texts = [to_nquads(sample_record()).decode(), division_nquads([("410702", 2022), ("130185", 2010)]).decode()]
    # ranges.ttl is made from the vocabulary and names every property, used or not.
    shapes = [path for path in ROOT.glob("ontology/shapes/*.ttl") if path.name != "ranges.ttl"]
    texts += [
        path.read_text("utf-8") for path in (*shapes, *ROOT.glob("search/graph/queries/*.rq"), *ROOT.glob("search/checks/rules/*.rq"))
    ]
    return {first or second for text in texts for first, second in TERM.findall(text)}


def declared(graph: Graph) -> set[str]:
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    subjects = {str(subject) for kind in kinds for subject in graph.subjects(RDF.type, kind)}
    return {subject.removeprefix(BKG) for subject in subjects if subject.startswith(BKG)}


def test_every_term_that_is_used_is_declared_and_every_declared_one_is_used(graph: Graph) -> None:
    # A superclass is there for what stands below it.
    above = {str(o).removeprefix(BKG) for o in graph.objects(None, RDFS.subClassOf)}
    written = {name for path in ROOT.glob("ontology/*.py") for name in re.findall(r'\bbkg\("(\w+)"\)', path.read_text("utf-8"))}
    assert used() | written == declared(graph) - (above - used())
    assert len(declared(graph)) > 100


def test_every_term_has_label_and_definition_in_both_languages(graph: Graph) -> None:
    terms = {s for s in graph.subjects(RDF.type) if str(s).startswith((BKG, BKGC))}
    assert len(terms) > 240
    words = {term for name in ("unit", "rating") for term in graph.subjects(SKOS.inScheme, URIRef(BKGC + name))}
    for term in terms - words:  # a counter or a rating is its own definition
        labels = {*graph.objects(term, RDFS.label), *graph.objects(term, SKOS.prefLabel)}
        for texts in (labels, set(graph.objects(term, SKOS.definition))):
            assert sorted(str(text.language) for text in texts if isinstance(text, Literal)) == ["en", "zh"], term
            assert all(re.search(r"[一-鿿≥≤<>=%]", text) for text in texts if isinstance(text, Literal) and text.language == "zh"), term


#: OWL 2 has no xsd:date, so their range is open and the shapes say what it is.
DATES = {URIRef(BKG + "notBefore"), URIRef(BKG + "notAfter")}


def own(graph: Graph, kind: URIRef) -> set[URIRef]:
    return {term for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and str(term).startswith(BKG)}


def test_properties_are_objects_or_data_and_their_ranges_agree(graph: Graph) -> None:
    assert len(own(graph, OWL.ObjectProperty)) > 40 and len(own(graph, OWL.DatatypeProperty)) > 60
    for prop in own(graph, OWL.ObjectProperty):
        assert (prop, RDF.type, OWL.DatatypeProperty) not in graph
        assert not any(str(o).startswith(str(XSD)) for o in graph.objects(prop, RDFS.range)), prop
    for prop in own(graph, OWL.DatatypeProperty) - DATES:
        assert [str(o).startswith(str(XSD)) for o in graph.objects(prop, RDFS.range)] == [True], prop


def test_statements_keep_to_the_declared_kind_of_property(graph: Graph) -> None:
    objects, literals = own(graph, OWL.ObjectProperty), own(graph, OWL.DatatypeProperty)
    data = Graph()
    for line in to_nquads(sample_record()).decode().splitlines():
        data.parse(data=line.rsplit(" <", 1)[0] + " .", format="nt")
    for _, predicate, value in data:
        if predicate in objects:
            assert not isinstance(value, Literal), predicate
        elif predicate in literals:
            assert isinstance(value, Literal), predicate
            wanted = {XSD.date} if predicate in DATES else set(graph.objects(predicate, RDFS.range))
            assert (value.datatype or XSD.string) in wanted, predicate


def test_code_lists_hold_every_code_of_the_records(graph: Graph) -> None:
    schemes = {str(s).removeprefix(BKGC) for s in graph.subjects(RDF.type, SKOS.ConceptScheme)}
    assert schemes == set(CODE_LISTS)
    alternatives = {
        "level": records.Level,
        "horizon": records.Horizon,
        "side": records.Side,
        "row-role": records.RowRole,
        "severity": records.Severity,
        "document-kind": records.DocumentKind,
        "comparator": records.Comparator,
        "method": records.Method,
        "category": Category,
    }
    for scheme, kind in alternatives.items():
        codes = {str(graph.value(c, SKOS.notation)) for c in graph.subjects(SKOS.inScheme, URIRef(BKGC + scheme))}
        assert codes == {str(code).replace("_", "-") for code in get_args(kind)}, scheme
    three_public = {f"three-public-{item.replace('_', '-')}" for item in records.THREE_PUBLIC_ITEMS}
    assert three_public <= {str(graph.value(c, SKOS.notation)) for c in graph.subjects(SKOS.inScheme, URIRef(BKGC + "statement"))}


def test_concepts_are_named_after_their_list_and_code(graph: Graph) -> None:
    for concept, scheme in graph.subject_objects(SKOS.inScheme):
        assert str(concept) == f"{scheme}-{part(str(graph.value(concept, SKOS.notation)))}"
        broader = graph.value(concept, SKOS.broader)
        assert broader is None or (broader, SKOS.inScheme, scheme) in graph


def test_ontology_has_a_version_and_no_blank_nodes(graph: Graph) -> None:
    (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
    version = graph.value(ontology, OWL.versionInfo)
    assert str(graph.value(ontology, OWL.versionIRI)) == f"{ontology}/{version}"
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)


def test_a_blank_node_in_the_vocabulary_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<urn:a> <urn:b> [] .")
    monkeypatch.setattr(vocabulary, "FILES", (path,))
    with pytest.raises(RecordError, match="空白节点"):
        vocabulary.vocabulary_nquads.__wrapped__()


def test_prefixes_are_those_of_the_files() -> None:
    for path in (*vocabulary.FILES, *ROOT.glob("ontology/shapes/*.ttl")):
        for prefix, namespace in re.findall(r"@prefix (\w+): <([^>]+)>", path.read_text("utf-8")):
            assert PREFIXES.get(prefix, namespace) == namespace
