"""JSON-LD: made for people who nest objects, and still exactly the same triples."""

import json
import re
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph

from ontology import context as contexts
from ontology.context import NESTED, SHARED, context
from ontology.jsonld import dump, to_jsonld
from ontology.quads import to_nquads
from ontology.statements import Nodes, Statement, Term, flat, nodes, triple
from ontology.terms import BKG, PREFIXES, RDF, RDFS, SKOS, XSD
from ontology.vocabulary import vocabulary_nquads
from search.graph.query_result import parse_triples
from tests.ontology.sample_record import sample_record

Json = dict[str, Any]


def triples_of(nquads: bytes) -> Nodes:
    return nodes(parse_triples(re.sub(r" <[^>]+> \.$", " .", nquads.decode(), flags=re.MULTILINE)))


def written(graph: Nodes) -> str:
    return dump({"@context": context(), "@graph": to_jsonld(graph)})


def expanded(text: str) -> set[str]:
    return {str(quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}


@pytest.fixture(scope="module")
def record() -> Nodes:
    return triples_of(to_nquads(sample_record()))


def test_the_context_that_ships_is_the_one_the_vocabulary_asks_for() -> None:
    assert contexts.FILE.read_text("utf-8") == contexts.text(), "python -m ontology.context"


def test_keys_are_short_camel_case_and_every_property_of_the_vocabulary_has_one() -> None:
    keys = [key for key, value in context().items() if isinstance(value, dict)]
    assert len(keys) > 100 and all(re.fullmatch(r"[a-z][A-Za-z0-9]*", key) for key in keys)
    known = {value.get("@id") for value in context().values() if isinstance(value, dict)}
    properties = re.findall(
        rf"<{re.escape(BKG)}(\w+)> <{re.escape(RDF)}type> <[^>]+(?:Object|Datatype)Property>", vocabulary_nquads().decode()
    )
    assert {f"bkg:{name}" for name in properties} <= known and len(properties) > 80


def test_money_and_dates_are_typed_and_references_are_ids() -> None:
    assert context()["amount"]["@type"] == context()["value"]["@type"] == "xsd:decimal"
    assert context()["notBefore"]["@type"] == "xsd:date"
    assert context()["agency"]["@type"] == "@id"
    assert context()["prefLabel"]["@container"] == "@language"
    assert context()["clauses"]["@container"] == "@set"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("graph", [triples_of(to_nquads(sample_record())), triples_of(vocabulary_nquads())], ids=["record", "vocabulary"])
def test_it_expands_to_exactly_the_same_triples(graph: Nodes) -> None:
    wanted = {triple(statement) for statement in flat(graph)}
    text = written(graph)
    assert expanded(text) == wanted
    # Oxigraph's parser and rdflib's were written apart from each other.
    lines = "".join(f"{line} .\n" for line in wanted)
    assert set(Graph().parse(data=text, format="json-ld")) == set(Graph().parse(data=lines, format="nt"))


def find(value: Any, kind: str) -> list[Json]:
    """Every node object of a class, at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in find(item, kind)]
    if not isinstance(value, dict):
        return []
    inside = [found for item in value.values() for found in find(item, kind)]
    return ([value] if value.get("type") == kind else []) + inside


def test_a_project_holds_its_money_its_plan_its_indicators_and_their_clauses(record: Nodes) -> None:
    roots = to_jsonld(record)
    project = next(root for root in roots if root.get("type") == "Project" and find(root, "TargetClause"))
    (declaration,) = project["declarations"]
    assert all(fund["type"] == "FundSource" and isinstance(fund["amount"], str) for fund in declaration["fundSources"])
    (plan,) = declaration["plans"]
    target = next(target for indicator in plan["indicators"] for target in indicator["targets"] if target.get("clauses"))
    assert target["clauses"][0]["type"] == "TargetClause"
    assert target["sources"][0]["printedText"]
    assert isinstance(declaration["fiscalYear"], int)
    for kind in ("ProjectDeclaration", "FundSource", "Goal", "Indicator", "Target", "TargetClause", "FundingShare"):
        inside = find(roots, kind)
        assert inside and not any(root.get("type") == kind for root in roots), kind
    ids = [node["id"] for node in find(roots, "Indicator")]
    assert len(ids) == len(set(ids))


def test_a_place_that_several_statements_come_from_stands_with_its_table(record: Nodes) -> None:
    roots = to_jsonld(record)
    shared = [cell for table in find(roots, "SourceTable") for cell in table.get("cells", ())]
    text = json.dumps(roots, ensure_ascii=False)
    assert shared and all(text.count(json.dumps(cell["id"], ensure_ascii=False)) > 1 for cell in shared)


def test_a_node_that_belongs_to_two_stands_in_one_and_refers_to_the_other() -> None:
    project, declaration = Term("iri", BKG + "Project"), Term("iri", BKG + "ProjectDeclaration")
    two = [Statement("urn:d", BKG + "ofProject", Term("iri", name)) for name in ("urn:p", "urn:q")]
    classes = [Statement(name, RDF + "type", kind) for name, kind in (("urn:d", declaration), ("urn:p", project), ("urn:q", project))]
    graph = nodes([*two, *classes])
    assert expanded(written(graph)) == {triple(statement) for statement in (*two, *classes)}
    assert [len(root.get("declarations", ())) for root in to_jsonld(graph)] == [1, 0]


NAMES = st.sampled_from(["urn:a", "urn:b", PREFIXES["bkgd"] + "c", PREFIXES["bkgd"] + "d/焦作", BKG + "Target", PREFIXES["bkgd"] + "//e"])
CLASSES = st.sampled_from([BKG + name for _, _, name in (*NESTED, *SHARED)] + [SKOS + "Concept", BKG + "label", BKG + "id"])
PROPERTIES = [BKG + name for _, name, _ in (*NESTED, *SHARED)] + [
    BKG + name
    for name in (
        "hasClause",
        "amount",
        "fiscalYear",
        "rawValue",
        "approximate",
        "notBefore",
        "noSuchTerm",
        "agency",
        "sources",
        "id",
        "labels",
        "a:b",
        "targets",
    )
]
PREDICATES = st.sampled_from([*PROPERTIES, RDFS + "label", SKOS + "prefLabel", PREFIXES["prov"] + "wasDerivedFrom", "urn:p"])
TEXTS = st.one_of(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5), st.sampled_from(["urn:a", "bkgd:c", "_:b"]))
LITERALS = st.one_of(
    st.builds(lambda text: Term("literal", text, XSD + "string"), TEXTS),
    st.builds(lambda text, tag: Term("literal", text, RDF + "langString", tag), TEXTS, st.sampled_from(["zh", "en"])),
    st.builds(lambda number: Term("literal", str(number), XSD + "integer"), st.integers()),
    st.sampled_from(["00", "-0", "+1", "1.0"]).map(lambda text: Term("literal", text, XSD + "integer")),
    st.sampled_from(["1.50", "-3", "10"]).map(lambda text: Term("literal", text, XSD + "decimal")),
    st.sampled_from(["true", "false", "1"]).map(lambda text: Term("literal", text, XSD + "boolean")),
    st.just(Term("literal", "2020-01-01", XSD + "date")),
)
STATEMENTS = st.one_of(
    st.builds(Statement, NAMES, st.just(RDF + "type"), CLASSES.map(lambda name: Term("iri", name))),
    st.builds(Statement, NAMES, PREDICATES, st.one_of(NAMES.map(lambda name: Term("iri", name)), LITERALS)),
)


@given(st.lists(STATEMENTS, max_size=25))
def test_any_graph_expands_to_itself(statements: list[Statement]) -> None:
    """Circles, nodes of several classes, literals where a reference is expected: nothing is lost and nothing added."""
    graph = nodes(statements)
    assert expanded(written(graph)) == {triple(statement) for statement in flat(graph)}
