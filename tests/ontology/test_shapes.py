"""Every class has shapes, every shape says why, and nothing in a shape is passed over in silence."""

import re

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, URIRef

from ontology import ranges
from ontology.errors import FormError
from ontology.shapes_sparql import SHAPES, VOCABULARY, checks, compile_shapes
from ontology.terms import BKG, BKGC, CODE_LISTS, PREFIXES

RULE = re.compile(r"\w+〔20\d\d〕\d+号|GB/T [\d-]+|政府收支分类科目|中华人民共和国\w+法(?:第\w+条)?|ontology design: .+")


def test_every_class_has_a_shape_of_its_own_or_of_a_class_above() -> None:
    vocabulary, shapes = Graph().parse(VOCABULARY), Graph()
    for path in SHAPES.glob("*.ttl"):
        shapes.parse(path)
    targeted = set(shapes.objects(None, SH.targetClass))
    classes = {cls for cls in vocabulary.subjects(RDF.type, OWL.Class) if str(cls).startswith(BKG)}
    above = {cls: set(vocabulary.transitive_objects(cls, RDFS.subClassOf)) for cls in classes}
    assert len(classes) > 20
    assert [str(cls) for cls in classes if not above[cls] & targeted] == []
    assert [str(cls) for cls in targeted if cls not in classes] == [], "no shape is about a class that is not there"


def test_every_shape_says_how_grave_it_is_what_is_wrong_and_why() -> None:
    shapes = {check.shape for check in checks()}
    assert len(shapes) > 80 and {shape.severity for shape in shapes} == {"Violation", "Warning", "Info"}
    for shape in shapes:
        assert re.search(r"[一-鿿]", shape.message_zh) and shape.message_en.isascii(), shape.name
        assert RULE.fullmatch(shape.source), shape.source


def test_every_shape_that_is_written_is_compiled() -> None:
    written = {name for path in SHAPES.glob("*.ttl") for name in re.findall(r"^bkgs:([\w-]+) a sh:", path.read_text("utf-8"), re.MULTILINE)}
    assert written == {check.shape.name for check in checks()}


def test_the_shapes_of_the_values_are_made_from_the_vocabulary_of_today() -> None:
    assert ranges.FILE.read_text("utf-8") == ranges.text(), "python -m ontology.ranges"


def test_a_property_whose_values_are_concepts_says_from_which_list() -> None:
    vocabulary, listed = Graph().parse(VOCABULARY), URIRef(PREFIXES["qb"] + "codeList")
    coded = set(vocabulary.subjects(RDFS.range, SKOS.Concept))
    by_year = {URIRef(f"{BKG}{name}") for name in ("functionClass", "economicClass", "governmentEconomicClass", "incomeClass")}
    assert coded - set(vocabulary.subjects(listed)) == by_year, "the classifications have a list for each year"
    assert {str(name) for name in vocabulary.objects(None, listed)} <= {BKGC + name for name in CODE_LISTS}


SAID = 'sh:severity sh:Info ; dct:source "x" ; sh:message "甲"@zh, "a"@en'


def compiled(shape: str) -> list[str]:
    prefixes = "".join(f"@prefix {name}: <{iri}> . " for name, iri in {**PREFIXES, "ex": "https://example.org/"}.items())
    classes = Graph().parse(data=f"{prefixes} ex:Sub rdfs:subClassOf ex:A .", format="turtle")
    return [check.query for check in compile_shapes(Graph().parse(data=prefixes + shape, format="turtle"), classes)]


def test_a_class_means_those_below_it_too() -> None:
    queries = compiled(f"ex:s a sh:PropertyShape ; sh:targetClass ex:A ; sh:path ex:p ; sh:minCount 1 ; {SAID} .")
    assert [re.findall(r"a <https://example.org/(\w+)>", query) for query in queries] == [["A"], ["Sub"]]


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:path ex:p ; sh:uniqueLang true",
        "sh:path ex:p ; sh:languageIn ( 'zh' )",
        "sh:closed true",
        "sh:path ex:p ; sh:minCount 1 ; sh:deactivated true",
        "sh:path [ sh:zeroOrMorePath ex:p ] ; sh:minCount 1",
        "sh:path ex:p ; sh:minCount 9",
        "sh:path ex:p ; sh:datatype xsd:gYearMonth",
        "sh:path ex:p ; sh:property [ sh:path ex:q ; sh:minCount 1 ]",
        "sh:path ex:p ; sh:minCount 1 ; sh:group ex:g",
        "sh:minCount 1",
        "sh:path ex:p ; sh:nodeKind ex:Stone",
        "sh:path ex:p ; sh:qualifiedValueShape [ sh:hasValue 1 ]",
        "sh:or ( [ sh:path ex:p ; sh:xone ( [ sh:hasValue 1 ] ) ] )",
        "sh:or ( [ ] )",
        "sh:or ( [ sh:sparql [ sh:select 'SELECT $this WHERE { $this ex:p ?x }' ] ] )",
        "sh:sparql [ sh:select 'SELECT ?other WHERE { ?other ex:p $this }' ]",
        "sh:sparql [ sh:ask 'ASK { $this ex:p ?x }' ]",
        "sh:property [ sh:path ex:p ; sh:minCount 1 ]",
    ],
)
def test_what_is_not_supported_is_refused(constraint: str) -> None:
    with pytest.raises(FormError) as refused:
        compiled(f"ex:s a sh:Shape ; sh:targetClass ex:A ; {constraint} ; {SAID} .")
    assert refused.value.code.startswith("shapes.")


@pytest.mark.parametrize(
    "said",
    [
        SAID.replace("sh:Info", "ex:Fatal"),
        SAID.replace('dct:source "x" ; ', ""),
        SAID.replace('"甲"@zh, ', ""),
        SAID.replace("sh:severity sh:Info ; ", ""),
    ],
)
def test_a_shape_that_does_not_say_enough_is_refused(said: str) -> None:
    with pytest.raises(FormError, match=r"dct:source"):
        compiled(f"ex:s a sh:PropertyShape ; sh:targetClass ex:A ; sh:path ex:p ; sh:minCount 1 ; {said} .")


def test_shapes_without_a_target_are_no_shapes() -> None:
    with pytest.raises(FormError, match="目标"):
        compiled(f"ex:s a sh:PropertyShape ; sh:path ex:p ; sh:minCount 1 ; {SAID} .")


def test_the_readme_of_the_shapes_lists_what_is_supported() -> None:
    text = (SHAPES / "README.md").read_text("utf-8")
    used = {str(prop) for path in SHAPES.glob("*.ttl") for prop in Graph().parse(path).predicates() if str(prop).startswith(str(SH))}
    assert sorted(name for name in used if f"`sh:{URIRef(name).fragment}`" not in text) == []
