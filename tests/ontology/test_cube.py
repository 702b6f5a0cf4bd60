"""The cube: its vocabulary, its integrity constraints, and what becomes of a fact."""

import re
from collections import Counter
from typing import Any

import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef

from ontology import cube
from ontology.amounts import Amount, amounts
from ontology.cube import CUBE, QB, cube_statements, family_of, structures
from ontology.quads import to_nquads
from ontology.statements import nodes
from ontology.terms import BKG, BKGC
from search.graph.query_result import parse_triples
from tests.ontology.cube_checks import CONSTRAINTS, PREFIXES, broken
from tests.ontology.sample_record import sample_record

OBEU = "http://data.openbudgets.eu/ontology/dsd/"

# A cube of two observations with a slice, a code list, a collection, a hierarchy and an attribute given at the data set.
WHOLE = (
    "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    + """
ex:set a qb:DataSet ; qb:structure ex:dsd ; qb:slice ex:slice ; ex:currency "CNY" .
ex:dsd a qb:DataStructureDefinition ; qb:component ex:c1, ex:c2, ex:c3, ex:c4, ex:c5, ex:c6 ; qb:sliceKey ex:key .
ex:c1 qb:dimension ex:area . ex:c2 qb:dimension ex:year . ex:c3 qb:measure ex:amount .
ex:c4 qb:attribute ex:currency ; qb:componentRequired true ; qb:componentAttachment qb:DataSet .
ex:c5 qb:dimension ex:kind . ex:c6 qb:dimension ex:place .
ex:area rdfs:range skos:Concept ; qb:codeList ex:areas . ex:year rdfs:range xsd:gYear .
ex:kind rdfs:range skos:Concept ; qb:codeList ex:kinds . ex:place rdfs:range skos:Concept ; qb:codeList ex:places, ex:tree .
ex:areas a skos:ConceptScheme . ex:kinds a skos:Collection ; skos:member ex:k .
ex:places a qb:HierarchicalCodeList ; qb:hierarchyRoot ex:root ; qb:parentChildProperty skos:narrower .
ex:tree a qb:HierarchicalCodeList ; qb:hierarchyRoot ex:root ; qb:parentChildProperty [ owl:inverseOf skos:broader ] .
ex:root skos:narrower ex:p . ex:p skos:broader ex:root .
ex:a a skos:Concept ; skos:inScheme ex:areas . ex:k a skos:Concept .
ex:key a qb:SliceKey ; qb:componentProperty ex:year .
ex:slice a qb:Slice ; qb:sliceStructure ex:key ; ex:year "2020" ; qb:observation ex:o1 .
ex:o1 qb:dataSet ex:set ; ex:area ex:a ; ex:year "2020" ; ex:kind ex:k ; ex:place ex:p ; ex:amount 1 .
ex:o2 qb:dataSet ex:set ; ex:area ex:a ; ex:year "2021" ; ex:kind ex:k ; ex:place ex:p ; ex:amount 2 .
"""
)
# The same with a measure dimension and two measures.
MEASURES = (
    "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    + """
ex:set a qb:DataSet ; qb:structure ex:dsd .
ex:dsd a qb:DataStructureDefinition ; qb:component ex:c1, ex:c2, ex:c3, ex:c4 .
ex:c1 qb:dimension ex:year . ex:c2 qb:dimension qb:measureType . ex:c3 qb:measure ex:plan . ex:c4 qb:measure ex:spent .
ex:year rdfs:range xsd:gYear . qb:measureType rdfs:range qb:MeasureProperty .
ex:o1 qb:dataSet ex:set ; ex:year "2020" ; qb:measureType ex:plan ; ex:plan 1 .
ex:o2 qb:dataSet ex:set ; ex:year "2020" ; qb:measureType ex:spent ; ex:spent 2 .
"""
)
# Constraint → text of a whole cube, and what stands in its place.
DAMAGE: dict[str, tuple[str, str, str]] = {
    "ic-01": (WHOLE, "ex:o1 qb:dataSet ex:set ;", "ex:other a qb:DataSet ; qb:structure ex:dsd . ex:o1 qb:dataSet ex:set, ex:other ;"),
    "ic-02": (WHOLE, "qb:structure ex:dsd ;", ""),
    "ic-03": (WHOLE, "ex:c3 qb:measure ex:amount .", ""),
    "ic-04": (WHOLE, "ex:year rdfs:range xsd:gYear .", ""),
    "ic-05": (WHOLE, "; qb:codeList ex:areas .", "."),
    "ic-06": (WHOLE, "ex:c2 qb:dimension ex:year .", "ex:c2 qb:dimension ex:year ; qb:componentRequired false ."),
    "ic-07": (WHOLE, "; qb:sliceKey ex:key .", "."),
    "ic-08": (WHOLE, "qb:componentProperty ex:year .", "qb:componentProperty ex:year, ex:month . ex:slice ex:month 1 ."),
    "ic-09": (WHOLE, "qb:sliceStructure ex:key ;", ""),
    "ic-10": (WHOLE, 'qb:sliceStructure ex:key ; ex:year "2020" ;', "qb:sliceStructure ex:key ;"),
    "ic-11": (WHOLE, 'ex:area ex:a ; ex:year "2021" ;', 'ex:year "2021" ;'),
    "ic-12": (WHOLE, '"2021"', '"2020"'),
    "ic-13": (WHOLE, '; ex:currency "CNY"', ""),
    "ic-14": (WHOLE, "; ex:amount 2", ""),
    "ic-15": (MEASURES, "; ex:spent 2", ""),
    "ic-16": (MEASURES, "; ex:spent 2", "; ex:spent 2 ; ex:plan 1"),
    "ic-17": (MEASURES, 'ex:o2 qb:dataSet ex:set ; ex:year "2020" ; qb:measureType ex:spent ; ex:spent 2 .', ""),
    "ic-18": (WHOLE, "qb:observation ex:o1 .", "qb:observation ex:o1, ex:o9 . ex:o9 qb:dataSet ex:nine . ex:nine qb:structure ex:dsd ."),
    "ic-19a": (WHOLE, "ex:a a skos:Concept ; skos:inScheme ex:areas .", "ex:a a skos:Concept ."),
    "ic-19b": (WHOLE, "skos:member ex:k", "skos:member ex:other"),
    "ic-20": (WHOLE, "ex:root skos:narrower ex:p .", ""),
    "ic-21": (WHOLE, "ex:p skos:broader ex:root .", ""),
}


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    return Graph().parse(cube.FILE, format="turtle")


@pytest.fixture(scope="module")
def rows() -> list[Amount]:
    text = re.sub(r" <[^>]+> \.$", " .", to_nquads(sample_record()).decode(), flags=re.MULTILINE)
    return amounts(nodes(parse_triples(text)))


def test_there_are_twenty_one_constraints_and_each_has_its_damage() -> None:
    assert sorted({int(name[3:5]) for name in CONSTRAINTS}) == list(range(1, 22))
    assert set(DAMAGE) == set(CONSTRAINTS)


def test_whole_cubes_break_nothing() -> None:
    assert broken(WHOLE) == broken(MEASURES) == []


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_each_constraint_is_broken_by_a_damaged_cube(name: str) -> None:
    whole, part, instead = DAMAGE[name]
    assert whole.count(part) >= 1
    assert name in broken(whole.replace(part, instead))


def test_every_term_is_declared_as_one_kind_of_owl_entity(vocabulary: Graph) -> None:
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    declared = {kind: set(vocabulary.subjects(RDF.type, kind)) for kind in (*kinds, OWL.Class)}
    assert not any(isinstance(term, BNode) for triple in vocabulary for term in triple)
    for first in kinds:
        for second in kinds:
            assert first == second or not declared[first] & declared[second]
    builtin = (str(RDF), str(RDFS), str(OWL))
    properties = set().union(*(declared[kind] for kind in kinds))
    assert {p for p in vocabulary.predicates() if not str(p).startswith(builtin)} <= properties
    assert {o for o in vocabulary.objects(None, RDFS.subPropertyOf)} <= properties
    assert {o for o in vocabulary.objects(None, RDF.type) if not str(o).startswith(builtin)} <= declared[OWL.Class]
    for prop, above in vocabulary.subject_objects(RDFS.subPropertyOf):
        assert any(prop in declared[kind] and above in declared[kind] for kind in kinds), prop
    for prop, value in vocabulary.subject_objects(RDFS.range):
        # Of the datatypes of OWL 2 DL, to which xsd:date and xsd:gYear do not belong.
        assert (prop in declared[OWL.DatatypeProperty]) == (value in {XSD.string, XSD.decimal, XSD.boolean}), prop


def test_values_in_the_vocabulary_fit_the_kind_of_property(vocabulary: Graph) -> None:
    for kind, literal in ((OWL.ObjectProperty, False), (OWL.DatatypeProperty, True)):
        for prop in vocabulary.subjects(RDF.type, kind):
            assert all(isinstance(value, Literal) == literal for value in vocabulary.objects(None, prop)), prop


def test_own_terms_have_label_and_definition_in_both_languages(vocabulary: Graph) -> None:
    parts = {QB + "ComponentSpecification"}
    own = {s for s, kind in vocabulary.subject_objects(RDF.type) if str(s).startswith(CUBE) and str(kind) not in parts}
    assert len(own) > 40
    for term in own:
        labels = {*vocabulary.objects(term, RDFS.label), *vocabulary.objects(term, SKOS.prefLabel)}
        assert sorted(str(text.language) for text in labels if isinstance(text, Literal)) == ["en", "zh"], term
        if (term, RDF.type, URIRef(QB + "DataStructureDefinition")) not in vocabulary:
            definitions = vocabulary.objects(term, SKOS.definition)
            assert sorted(str(text.language) for text in definitions if isinstance(text, Literal)) == ["en", "zh"], term


@pytest.mark.parametrize(
    ("own", "above"),
    [
        ("organization", "dimension/organization"),
        ("fiscalYear", "dimension/fiscalYear"),
        ("budgetPhase", "dimension/budgetPhase"),
        ("operationCharacter", "dimension/operationCharacter"),
        ("functionalClass", "dimension/functionalClassification"),
        ("economicClass", "dimension/economicClassification"),
        ("governmentEconomicClass", "dimension/economicClassification"),
        ("project", "dimension/project"),
        ("amount", "measure/amount"),
        ("currency", "attribute/currency"),
    ],
)
def test_components_stand_below_those_of_openbudgets(vocabulary: Graph, own: str, above: str) -> None:
    assert (URIRef(CUBE + own), RDFS.subPropertyOf, URIRef(OBEU + above)) in vocabulary


def test_every_structure_has_the_dimensions_that_openbudgets_asks_for() -> None:
    wanted = {"organization", "fiscalYear", "operationCharacter", "budgetPhase", "printedLine"}
    assert len(structures().dimensions) == 13
    assert all(wanted <= names for names in structures().dimensions.values())
    assert set(structures().families.values()) == set(structures().dimensions) - {"other"}


def test_every_structure_has_an_amount_and_a_currency_and_every_component_is_used(vocabulary: Graph) -> None:
    used: set[str] = set()
    for structure in vocabulary.subjects(RDF.type, URIRef(QB + "DataStructureDefinition")):
        parts = {str(part).removeprefix(f"{CUBE}component-") for part in vocabulary.objects(structure, URIRef(QB + "component"))}
        assert {"amount", "currency", "printedAmount", "printedUnit"} <= parts, structure
        used |= parts
    specified = vocabulary.subjects(RDF.type, URIRef(QB + "ComponentSpecification"))
    assert used == {str(part).removeprefix(f"{CUBE}component-") for part in specified}


def observation(row: Amount) -> dict[str, str]:
    made = nodes(cube_statements("urn:d", "ab" * 32, "标题", [row]))
    (found,) = (said for name, said in made.items() if "/line/" not in name and CUBE + "amount" in said)
    return {name.removeprefix(CUBE): values[0].value for name, values in found.items()}


def changed(row: Amount, **fields: Any) -> Amount:
    from dataclasses import replace

    return replace(row, **fields)


@pytest.fixture(scope="module")
def row(rows: list[Amount]) -> Amount:
    return changed(
        rows[0], table_kind="general_budget_expenditure", role=BKGC + "row-role-item", function="urn:f", economic=None, nature=None
    )


def test_a_row_with_one_code_is_a_total_over_the_other_classifications(row: Amount) -> None:
    found = observation(row)
    assert found["functionalClass"] == "urn:f"
    assert found["economicClass"] == found["fundNature"] == CUBE + "_T"


def test_a_row_without_codes_says_that_none_is_printed_but_a_total_is_a_total(row: Amount) -> None:
    bare = changed(row, function=None, role=BKGC + "row-role-line")
    assert observation(bare)["functionalClass"] == CUBE + "_U"
    assert observation(changed(bare, role=BKGC + "row-role-total"))["functionalClass"] == CUBE + "_T"


def test_a_fact_without_publisher_year_or_project_still_has_every_dimension(row: Amount) -> None:
    found = observation(changed(row, agency=None, year=None, project=None, phase=None))
    assert structures().dimensions["general-budget-expenditure"] <= set(found)
    assert found["organization"] == CUBE + "unknown-organization" and found["fiscalYear"] == CUBE + "unknown-year"
    assert found["project"] == CUBE + "all-projects" and found["budgetPhase"] == CUBE + "_U"


def test_a_code_that_a_family_has_no_dimension_for_is_not_lost(row: Amount) -> None:
    assert family_of(row) == "general-budget-expenditure"
    odd = changed(row, table_kind="three_public")
    assert family_of(odd) == "other" and observation(odd)["functionalClass"] == "urn:f"
    assert family_of(changed(row, table_kind="a kind of tomorrow")) == "other"


def test_figures_that_nothing_tells_apart_stay_apart(row: Amount) -> None:
    twin = changed(row, fact=row.fact + "0", column=(row.column or 0) + 1)
    made = nodes(cube_statements("urn:d", "ab" * 32, "标题", [row, twin]))
    lines = [values[0].value for said in made.values() for name, values in said.items() if name == CUBE + "printedLine"]
    assert Counter(lines).most_common(1)[0][1] == 1 and len(lines) == 2


def test_levels_come_from_the_fund_source_in_the_same_cell() -> None:
    text = f"""
<urn:f> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BKG}BudgetFact> .
<urn:f> <http://www.w3.org/ns/prov#wasDerivedFrom> <urn:c> .
<urn:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{BKG}FundSource> .
<urn:s> <http://www.w3.org/ns/prov#wasDerivedFrom> <urn:c> .
<urn:s> <{BKG}fundingLevel> <urn:prefecture> .
<urn:s> <{BKG}fundingLevel> <urn:county> .
"""
    (found,) = amounts(nodes(parse_triples(text)))
    assert found.levels == ("urn:county", "urn:prefecture")
