"""What a record says in RDF."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology import iri
from ontology.errors import RecordError
from ontology.money import Money
from ontology.nquads import Writer, decimal, exact, node
from ontology.quads import division_nquads, to_nquads, vocabulary_nquads
from ontology.records import DisclosureRecord, Document
from ontology.terms import PREFIXES
from tests.ontology.sample_record import AT_LEAST_90, SHA, in_document, sample_record, target


def ask(query: str, *graphs: bytes) -> list[tuple[str | None, ...]]:
    store = ox.Store()
    for graph in graphs or (to_nquads(sample_record()),):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    answer = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple(None if (term := row[name]) is None else str(term.value) for name in answer.variables) for row in answer]


def test_lines_are_sorted_in_one_graph_and_have_no_blank_nodes() -> None:
    lines = to_nquads(sample_record()).decode().splitlines(keepends=True)
    assert lines == sorted(set(lines))
    assert all(line.endswith(f" <{iri.graph(SHA)}> .\n") and "_:" not in line.split('"')[0] for line in lines)


def test_another_parser_reads_back_the_same_number_of_statements() -> None:
    for data in (to_nquads(sample_record()), vocabulary_nquads(), division_nquads([("410702", 2022)])):
        assert len(set(ox.parse(data, format=ox.RdfFormat.N_QUADS))) == data.count(b"\n") > 10


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_bytes_do_not_depend_on_the_hash_seed(seed: str) -> None:
    code = (
        "import hashlib; from ontology.quads import *; from tests.ontology.sample_record import sample_record;"
        "print(hashlib.sha256(to_nquads(sample_record())+vocabulary_nquads()+division_nquads([('410800',2020)])).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": seed}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    import hashlib

    here = to_nquads(sample_record()) + vocabulary_nquads() + division_nquads([("410800", 2020)])
    assert run.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_everything_stated_says_where_it_is_printed() -> None:
    unsourced = ask(
        """SELECT ?s WHERE { VALUES ?class { bkg:BudgetFact bkg:FundSource bkg:Goal bkg:Target bkg:Indicator bkg:CofundingRule
             bkg:ProjectDeclaration bkg:Agency bkg:DisclosureDocument bkg:Issue }
           ?s a ?class . FILTER NOT EXISTS { ?s prov:wasDerivedFrom/bkg:printedText ?text } }"""
    )
    assert unsourced == []


def test_a_cell_tells_page_lines_table_row_column_headings_text_and_rule() -> None:
    place = ask(
        """SELECT ?page ?first ?last ?table ?row ?column ?headings ?text ?rule ?document WHERE {
             ?f bkg:rowLabel "信访事务" ; bkg:measure "total" ; prov:wasDerivedFrom ?c .
             ?c bkg:page ?page ; bkg:lineStart ?first ; bkg:lineEnd ?last ; bkg:row ?row ; bkg:column ?column ;
               bkg:headingPath ?headings ; bkg:printedText ?text ; bkg:readByRule ?rule ; bkg:inTable ?t .
             ?t bkg:tableNumber ?table ; bkg:inDocument/bkg:sha256 ?document }"""
    )
    assert place == [("3", "105", "105", "3", "5", "4", "表三 › 部门支出 › 合计", "529.41", "test/cell", SHA)]


def test_amounts_are_yuan_with_the_printed_text_beside_them() -> None:
    assert ask('SELECT ?a ?t ?u WHERE { ?f bkg:rowLabel "收入总计" ; bkg:amount ?a ; bkg:amountText ?t ; bkg:moneyUnit ?u }') == [
        ("11359800", "1,135.98", "万元")
    ]


def test_a_blank_cell_is_no_fact_and_a_printed_zero_is_one() -> None:
    assert ask('SELECT ?f WHERE { ?f bkg:functionClass/skos:notation "2010308" ; bkg:measure "basic" }') == []
    assert ask("SELECT ?l ?a WHERE { ?f bkg:levelResolution ?r ; rdfs:label ?l ; bkg:amount ?a } ORDER BY ?l") == [
        ("市县(区)财政资金", "0"),
        ("本级财政资金", "220000"),
    ]


def test_a_withheld_amount_is_no_fact() -> None:
    record = sample_record()
    withheld = replace(record.facts[0], amount=Money(None, "—", "万元", "undisclosed"))
    graph = to_nquads(replace(record, facts=(withheld,), totals=replace(record.totals, income=None, expenditure=None)))
    assert ask('SELECT ?f WHERE { ?f bkg:rowLabel "合计" ; bkg:side bkgc:side-expenditure ; bkg:measure "total" }', graph) == []


def test_a_figure_knows_which_line_of_the_statements_it_is() -> None:
    lines = ask("SELECT ?line ?a WHERE { ?f bkg:statementLine ?line ; bkg:amount ?a } ORDER BY ?line")
    assert ("https://w3id.org/budgetkg/code/statement-expenditure-project", "6275400") in lines
    assert ("https://w3id.org/budgetkg/code/statement-three-public-vehicle-running", "108000") in lines
    assert len(lines) == 9


def test_codes_are_concepts_of_their_year_with_the_codes_above_and_the_printed_name() -> None:
    chain = ask(
        """SELECT ?code ?scheme ?name WHERE { <https://w3id.org/budgetkg/code/functional/2020/2010308> skos:broader* ?c .
             ?c skos:notation ?code ; skos:inScheme ?scheme ; bkg:codeStatus bkgc:code-status-listed .
             OPTIONAL { ?c bkg:observedLabel ?name } } ORDER BY DESC(?code)"""
    )
    scheme = iri.BASE + "code/functional/2020"
    assert chain == [("2010308", scheme, "信访事务"), ("20103", scheme, None), ("201", scheme, None)]
    assert ask("SELECT ?c WHERE { ?f bkg:governmentEconomicClass/skos:notation ?c }") == [("50101",)]


def test_one_indicator_for_two_horizons_is_one_node_with_two_targets() -> None:
    rows = ask(
        """SELECT ?indicator (GROUP_CONCAT(?value; separator="|") AS ?values) WHERE {
             { SELECT * WHERE { ?t bkg:forIndicator ?indicator ; bkg:rawValue ?value ; bkg:horizon ?h .
               ?indicator rdfs:label "来信办理率" } ORDER BY ?h } } GROUP BY ?indicator"""
    )
    assert [row[1] for row in rows] == ["≥90%|100%"]


def test_an_indicator_printed_twice_for_one_horizon_is_two() -> None:
    rows = ask('SELECT ?i ?v WHERE { ?t bkg:forIndicator ?i ; bkg:rawValue ?v . ?i rdfs:label "救助时间" } ORDER BY ?i')
    assert [value for _, value in rows] == ["9-10月", "每月"]
    assert str(rows[1][0]) == f"{rows[0][0]}/~2"


def test_a_target_that_is_cut_off_says_so() -> None:
    assert ask("SELECT ?n WHERE { ?t bkg:valueMissing true ; bkg:forIndicator/rdfs:label ?n }") == [("被截断的指标",)]
    assert ask("SELECT ?t WHERE { ?t bkg:valueMissing true ; bkg:rawValue ?v }") == []


def test_a_decrease_is_found_by_its_interval() -> None:
    found = ask(
        """SELECT ?n ?c ?v ?u ?d ?b ?s WHERE { ?clause bkg:maxInclusive ?most . FILTER(?most <= -10)
             ?clause bkg:comparator ?comparator ; bkg:value ?v ; bkg:unit ?u .
             ?clause bkg:direction ?d ; bkg:baseline ?b ; bkg:subjectText ?s .
             BIND(STRAFTER(STR(?comparator), "comparator-") AS ?c)
             ?t bkg:hasClause ?clause ; bkg:forIndicator/rdfs:label ?n }"""
    )
    code = iri.BASE + "code/"
    assert found == [("越级访下降", "ge", "10", "%", code + "direction-decrease", code + "baseline-same-period-last-year", "越级访")]


def test_a_ratio_has_shares_a_condition_and_all_its_places() -> None:
    shares = ask(
        """SELECT ?l ?p WHERE { ?r bkg:hasShare ?s . ?s bkg:fundingLevel ?f ; bkg:ratioPart ?p .
             BIND(STRAFTER(STR(?f), "level-") AS ?l) } ORDER BY ?l"""
    )
    assert shares == [("central", "1"), ("county", "0.6"), ("prefecture", "0.5"), ("provincial", "1")]
    assert ask("SELECT ?t WHERE { ?r bkg:hasCondition/bkg:conditionText ?t }") == [("县（市）区个案",)]
    tables = ask("SELECT ?n WHERE { ?r a bkg:CofundingRule ; prov:wasDerivedFrom/bkg:inTable/bkg:tableNumber ?n } ORDER BY ?n")
    assert tables == [("12",), ("13",)]
    assert ask("SELECT ?n WHERE { ?r bkg:appliesTo/rdfs:label ?n }") == [("特殊疑难信访问题补助资金（中央）",)]


def test_an_agency_leads_to_its_province_city_and_level() -> None:
    rows = ask(
        """SELECT ?p ?c ?l WHERE { ?a a bkg:Agency ; bkg:level ?l ; bkg:division ?d .
             ?d bkg:inProvince/rdfs:label ?p ; bkg:inPrefecture/rdfs:label ?c }""",
        to_nquads(sample_record()),
        division_nquads([("410800", 2020)]),
    )
    assert rows == [("河南省", "焦作市", iri.BASE + "code/level-prefecture")]


def test_a_division_that_ended_is_another_node_than_the_one_that_took_its_place() -> None:
    record = sample_record()
    assert record.agency is not None
    luquan = replace(record.agency, region="130185", level="county")
    earlier = replace(record, agency=luquan, document=replace(record.document, fiscal_year=2010))
    names = ask(
        "SELECT ?n ?y WHERE { ?a a bkg:Agency ; bkg:division ?d . ?d rdfs:label ?n ; bkg:validTo ?y }",
        to_nquads(earlier),
        division_nquads([("130185", 2010)]),
    )
    assert names == [("鹿泉市", "2013")]


def test_the_order_of_divisions_does_not_matter() -> None:
    places = [("410800", 2020), ("140500", 2023), ("410702", 2022)]
    assert division_nquads(places) == division_nquads(reversed([*places, *places]))


def test_personal_data_is_masked() -> None:
    text = to_nquads(sample_record()).decode()
    assert "13800000001" not in text and "宋某某" not in text and "聘请保安" in text


def test_a_folder_is_no_property_of_a_document() -> None:
    record = sample_record()
    moved = replace(record, document=replace(record.document, path="C:\\elsewhere\\a.txt"))
    assert to_nquads(moved) == to_nquads(record)


def test_a_document_of_which_nothing_is_known_still_has_a_graph() -> None:
    empty = DisclosureRecord(Document("x.txt", SHA, "", "unknown", None, "text/plain", None, None), None)
    assert ask("SELECT ?n WHERE { ?d bkg:fileName ?n }", to_nquads(empty)) == [("x.txt",)]
    record = sample_record()
    without = replace(record, agency=None, document=replace(record.document, fiscal_year=None))
    assert ask("SELECT (COUNT(?t) AS ?n) WHERE { ?t bkg:forIndicator ?i }", to_nquads(without)) == [("11",)]


def test_the_same_project_in_two_documents_keeps_both_values() -> None:
    record = sample_record()
    project = replace(record.projects[0], indicators=(target("来信办理率", "≥95%", 14, AT_LEAST_90),))
    amended = in_document("f" * 64, replace(record, projects=(project,)))
    rows = ask(
        """SELECT DISTINCT ?p ?v WHERE { ?t bkg:forIndicator ?i ; bkg:rawValue ?v ; bkg:horizon bkgc:horizon-annual .
             ?i rdfs:label "来信办理率" ; bkg:ofPlan/bkg:ofDeclaration/bkg:ofProject ?p } ORDER BY ?v""",
        to_nquads(record),
        to_nquads(amended),
    )
    assert [value for _, value in rows] == ["≥90%", "≥95%"] and rows[0][0] == rows[1][0]


def test_a_place_in_another_document_is_refused() -> None:
    record = sample_record()
    with pytest.raises(RecordError, match="出处"):
        to_nquads(replace(record, document=replace(record.document, sha256="f" * 64)))


def test_a_date_or_number_that_is_none_is_refused() -> None:
    record = sample_record()
    wrong = replace(AT_LEAST_90, not_after="2020-13-01")
    project = replace(record.projects[0], indicators=(target("率", "≥90%", 14, wrong),))
    with pytest.raises(RecordError, match="2020-13-01"):
        to_nquads(replace(record, projects=(project,)))
    with pytest.raises(RecordError, match="NaN"):
        decimal(Decimal("NaN"))
    with pytest.raises(RecordError, match="IRI"):
        node("no iri")


@settings(deadline=None)
@given(st.text(), st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_any_text_and_number_comes_back_as_it_went_in(text: str, number: Decimal) -> None:
    writer = Writer("urn:g")
    writer.add("<urn:s>", "<urn:p>", exact(text))
    writer.add("<urn:s>", "<urn:n>", decimal(number))
    read = {quad.predicate.value: quad.object for quad in ox.parse(writer.bytes(), format=ox.RdfFormat.N_QUADS)}
    words, value = read["urn:p"], read["urn:n"]
    assert isinstance(words, ox.Literal) and words.value == re.sub("[\ud800-\udfff]", "\ufffd", text)
    assert isinstance(value, ox.Literal) and Decimal(value.value) == number
