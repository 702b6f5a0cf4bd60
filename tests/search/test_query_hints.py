"""What is told of a query that runs and finds nothing, or less than was meant; and numbers of documents in any brackets."""

import pyoxigraph as ox
import pytest

from ontology.errors import QueryError
from ontology.terms import PREFIXES
from search.graph.document_numbers import pattern, spellings, standard
from search.graph.query_check import check_query
from search.graph.query_hints import hints
from search.graph.questions import bind, question, questions

PRINTED = ("苏信组办〔2013〕2号", "苏信组办[2013]2号", "苏信组办（2013） 2 号")


def names(query: str) -> list[str]:
    """Labels that a query finds among texts that name one document in three ways, and another document."""
    store = ox.Store()
    for number, text in enumerate((*PRINTED, "苏信组办〔2013〕22号")):
        store.add(ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode(PREFIXES["rdfs"] + "label"), ox.Literal(f"按{text}执行")))
    answer = store.query(query, prefixes=PREFIXES)
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(str(row["t"].value) for row in answer)


@pytest.mark.parametrize("written", ["苏信组办〔2013〕2号", "苏信组办[2013]2号", "苏信组办(2013)2号"])
@pytest.mark.parametrize("call", ["CONTAINS(?t, {})", "contains( STR(?t) ,{})", "CONTAINS(LCASE(STR(?t)), {})"])
def test_a_number_of_a_document_is_found_in_any_brackets(call: str, written: str) -> None:
    query = "SELECT ?t {{ ?n rdfs:label ?t FILTER({}) }}".format(call.format(f'"{written}"'))
    (hint,) = hints(query)
    assert names(hint.query) == sorted(f"按{text}执行" for text in PRINTED) and len(names(query)) < 3
    assert "括号" in hint.zh


def test_a_number_outside_of_contains_is_written_as_the_vocabulary_writes_it() -> None:
    (hint,) = hints("SELECT ?n { ?n bkg:legalBasis '苏信组办[2013]2号' }")
    assert hint.query == "SELECT ?n { ?n bkg:legalBasis '苏信组办〔2013〕2号' }"
    assert hints("SELECT ?n { ?n bkg:legalBasis '苏信组办〔2013〕2号' }") == []
    assert standard("按苏信组办 [2013] 2 号") == "按苏信组办〔2013〕2号" and pattern("2013年2号楼") is None and spellings("2号") == ["2号"]


def test_a_question_about_a_number_finds_it_in_any_brackets() -> None:
    text = bind(question("goals"), {"word": "苏信组办[2013]2号"})
    store = ox.Store()
    for number, printed in enumerate(PRINTED[:2]):
        goal = ox.NamedNode(f"urn:{number}")
        store.add(ox.Quad(goal, ox.NamedNode(PREFIXES["bkg"] + "goalText"), ox.Literal(f"落实{printed}")))
    found = store.query(f"SELECT ?goal {{ ?x bkg:goalText ?goal {_values(text)} FILTER(CONTAINS(?goal, ?word)) }}", prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions) and len(list(found)) == 2
    assert bind(question("goals"), {"word": "息诉"}).count('"') == question("goals").text.count('"')


def _values(text: str) -> str:
    return next(line for line in text.splitlines() if "VALUES ?word" in line)


def test_a_misspelt_term_is_named_with_the_nearest() -> None:
    (hint,) = hints('SELECT ?a { ?a bkg:agncy ?b ; rdfs:label "bkg:nothing" } # bkg:comment')
    assert "bkg:agncy" in hint.zh and "bkg:agency" in hint.zh
    assert hint.query == 'SELECT ?a { ?a bkg:agency ?b ; rdfs:label "bkg:nothing" } # bkg:comment'
    assert "bkg:Agency" in hints("SELECT ?a { ?a a bkg:Agncy }")[0].zh
    assert hints("PREFIX bkg: <urn:other#> SELECT ?a { ?a bkg:agncy ?b }") == []


def test_shipped_questions_give_no_hint() -> None:
    assert [item.name for item in questions() if hints(item.text)] == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?a WHERE ｛ ?a a bkg:Agency }", "第 1 行有全角符号 ｛，换成半角的 {"),
        ('SELECT ?a {\n # “注释”\n ?a rdfs:label "“引号”", “信访局” }', '第 3 行有全角符号 “，换成半角的 "'),
        ("SELECT ?x { ?x dcterms:title ?y }", "已声明的前缀：bkg、"),
        ("SELECT ?x { ?x ", "冒号和大括号是否成对"),
    ],
)
def test_a_syntax_error_says_what_to_do(query: str, told: str) -> None:
    with pytest.raises(QueryError) as refused:
        check_query(query, PREFIXES)
    assert refused.value.code == "query.syntax" and told in refused.value.hint
