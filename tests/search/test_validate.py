"""What the shapes mean, and what a report says: which rule, about what, printed where. Each rule is broken in bad_graphs.py."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ontology import iri, terms
from ontology.errors import StoreError
from ontology.quads import division_nquads, to_nquads
from ontology.records import Clause, DisclosureRecord, FundingShare
from ontology.terms import BKG
from search.graph.results import PlacedResult, placed
from search.graph.store import GraphStore
from search.graph.validate import Report, validate, validate_nquads
from tests.ontology.sample_record import SHA, sample_record
from tests.search.bad_graphs import Bad, broken

GRAPH = iri.graph(SHA)


def shapes(report: Report) -> set[tuple[str, str]]:
    """Shapes that are not met, without the notes: the sample's plan of the whole department is a short one."""
    return {(result.shape.name, result.shape.severity) for result in report.results if result.shape.severity != "Info"}


def sound() -> str:
    return to_nquads(sample_record()).decode()


def test_a_sound_graph_conforms() -> None:
    report = validate_nquads(to_nquads(sample_record()) + division_nquads([("410800", 2020)]))
    assert report.conforms and shapes(report) == set()
    assert {result.shape.name for result in report.results} == {"Plan-output", "Plan-effect"}


def test_warnings_and_notes_do_not_make_a_graph_wrong() -> None:
    report = validate_nquads(broken(sound(), Bad("", "<bkg:unit>")).encode())
    assert report.conforms and report.counts["Warning"] == 1 and report.counts["Info"] == 2
    assert not validate_nquads(broken(sound(), Bad("", "<bkg:rowRole>")).encode()).conforms


def with_clause(clause: Clause) -> DisclosureRecord:
    record = sample_record()
    project = record.projects[0]
    changed = replace(project, indicators=(replace(project.indicators[0], clauses=(clause,)),))
    return replace(record, projects=(changed,), cofunding_rules=())


def first_clause() -> Clause:
    return sample_record().projects[0].indicators[0].clauses[0]


def test_an_interval_may_be_in_the_canonical_unit() -> None:
    clause = replace(first_clause(), value=Decimal("0.36"), unit="万元", low=Decimal(3600))
    assert shapes(validate_nquads(to_nquads(with_clause(clause)))) == set()
    wrong = replace(clause, low=None, high=Decimal(3600))
    assert shapes(validate_nquads(to_nquads(with_clause(wrong)))) == {("Interval-ge", "Violation")}


def test_a_percentage_above_hundred_is_worth_a_look_but_no_fault() -> None:
    report = validate_nquads(to_nquads(with_clause(replace(first_clause(), value=Decimal(120), low=Decimal(120)))))
    assert report.conforms and shapes(report) == {("Percent-range", "Warning")}
    change = replace(first_clause(), value=Decimal(120), low=Decimal(120), basis="relative_change", direction="increase")
    assert shapes(validate_nquads(to_nquads(with_clause(change)))) == set()


def test_a_ratio_of_one_share_is_none() -> None:
    record = sample_record()
    rule = replace(record.cofunding_rules[0], shares=(FundingShare("central", Decimal(1), "中央"),))
    assert shapes(validate_nquads(to_nquads(replace(record, cofunding_rules=(rule,))))) == {("Cofunding-shares", "Violation")}


def test_the_worst_comes_first_and_every_run_says_the_same() -> None:
    text = broken(broken(sound(), Bad("", "<bkg:unit>")), Bad("", "<bkg:rowRole>"))
    first, second = validate_nquads(text.encode()), validate_nquads(text.encode())
    assert first == second
    assert [result.shape.severity for result in first.results] == ["Violation", "Warning", "Info", "Info"]


def test_the_store_on_disk_says_what_the_graph_in_memory_says(tmp_path: Path) -> None:
    text = broken(broken(sound(), Bad("", "<bkg:unit>")), Bad("", "<bkg:rowRole>")).encode()
    store = GraphStore.create(tmp_path / "store")
    store.replace_graph(GRAPH, text)
    assert validate(store) == validate_nquads(text)


def test_a_statement_in_two_graphs_counts_once() -> None:
    twice = sound() + sound().replace(f"<{GRAPH}> .", "<https://example.org/copy> .")
    assert validate_nquads(twice.encode()) == validate_nquads(sound().encode())


@pytest.mark.parametrize("text", ["no quads", '<a:a> <a:b> "c', f"<a:a> {terms.bkg('unit')} ; ."])
def test_text_that_is_no_nquads_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="line 2"):
        validate_nquads(b"<a:a> <a:b> <a:c> <a:g> .\n" + text.encode())


def found(bad: Bad) -> PlacedResult:
    """What is told of the worst rule that is broken, or of the one that is named."""
    store = GraphStore.of((broken(sound(), bad).encode(), "nq", ""))
    return next(finding for finding in placed(store, validate(store)) if bad.shape in {"", finding.result.shape.name})


def test_a_clause_is_told_by_its_indicator_and_the_cell_of_its_target() -> None:
    told = found(Bad("", r'(/来信办理率/.*<bkg:value> )"90"', r'\1"190"'))
    assert told.result.shape.name == "Interval-ge"
    assert told.label == "来信办理率 ≥90%"
    assert told.place is not None
    assert (told.place.file, told.place.page, told.place.table, told.place.row, told.place.column) == ("a.txt", 3, 11, 14, 4)
    assert (told.place.line_start, told.place.text, told.place.others) == (114, "≥90%", 0)


def test_a_fact_without_a_place_is_told_by_its_name() -> None:
    told = found(Bad("", r"/fact/.*t3-r6.* <prov:wasDerivedFrom>"))
    assert told.result.shape.name == "Statement-place" and told.label == "保安服务费"
    assert told.place is None or told.place.table != 3


def test_a_code_is_told_with_the_figures_that_use_it() -> None:
    told = found(Bad("FunctionCode-notation", r'(code/functional/2020/2010308> <skos:notation> )"2010308"', r'\1"210110 1"'))
    assert told.value == "210110 1"
    assert told.place is not None and told.place.table == 3 and told.place.others == 2


def test_a_share_is_told_with_its_rule() -> None:
    told = found(Bad("", r'(<bkg:ratioPart> )"0.5"', r'\1"0"'))
    assert "中央：省：市：县=1:1:0.5:0.6" in told.label and told.label.endswith("市")
    assert told.place is not None and told.place.table == 12 and told.place.others == 1


def test_a_cell_is_its_own_place_and_a_document_its_own_file() -> None:
    cell = found(Bad("", r'(/t11-r14-c4> <bkg:row> )"14"', r'\1"0"'))
    assert cell.place is not None and cell.place.iri == cell.what.value and cell.value == "0"
    document = found(Bad("", r"/id/document/.* <bkg:mediaType>"))
    assert document.place is not None and document.place.file == "a.txt" and document.label == "焦作市信访局2020年度部门预算"


def test_of_personal_data_the_report_tells_where_it_is_and_not_what() -> None:
    told = found(Bad("", r'(/t11-r16-c4> <bkg:printedText> ".*)天内', r"\1（电话 139-0000-0001）"))
    assert told.result.shape.name == "NoPersonalData"
    assert told.what.value.endswith("/t11-r16-c4")
    assert told.place is not None and told.place.iri == told.what.value
    assert not any("0000-0001" in text for text in (told.label, told.value, told.place.text))


@pytest.mark.parametrize(
    ("prop", "value"),
    [
        ("prov:wasDerivedFrom", '"表三"'),
        ("bkg:agency", '"某局"'),
        ("bkg:fiscalYear", '"abc"'),
        ("bkg:fiscalYear", '"20200"^^<xsd:integer>'),
        ("bkg:fundNature", '"5"^^<xsd:integer>'),
        ("bkg:fundingLevel", "<bkgc:level-city>"),
        ("bkg:level", '"市"'),
        ("bkg:carriedOver", '"maybe"^^<xsd:boolean>'),
        ("bkg:measureKind", "<bkgc:measure-nothing>"),
        ("bkg:baseline", "<bkgc:level-central>"),
        ("bkg:category", "<bkg:category>"),
        ("bkg:documentKind", '"部门预算"'),
        ("bkg:changeAmount", '"1e3"^^<xsd:decimal>'),
        ("bkg:changePercent", '"5"^^<xsd:integer>'),
    ],
)
def test_a_value_that_the_property_cannot_have_is_noticed(prop: str, value: str) -> None:
    damaged = Bad("", rf"(<{prop}> ).*( <[^>]*> \.)$", rf"\g<1>{value}\2")
    assert (f"Range-{prop.partition(':')[2]}", "Violation") in shapes(validate_nquads(broken(sound(), damaged).encode()))


@pytest.mark.parametrize(
    ("pattern", "replacement", "told"),
    [
        (r"<rdf:type> <bkg:BudgetFact>", "<rdf:type> <bkg:BudgetFcat>", "词表中没有类 bkg:BudgetFcat，最近的是 bkg:BudgetFact"),
        (r"<rdf:type> <bkg:Agency>", "<rdf:type> <bkg:agency>", "词表中没有类 bkg:agency，最近的是 bkg:Agency"),
        (r"<bkg:amount> ", "<bkg:amuont> ", "词表中没有属性 bkg:amuont，最近的是 bkg:amount"),
        (r"<bkg:amount> ", "<bkg:BudgetFact> ", "词表中没有属性 bkg:BudgetFact"),
        (r"<bkg:amount> ", "<bkg:金额> ", "词表中没有属性 bkg:金额"),
    ],
)
def test_a_term_that_the_vocabulary_lacks_is_told_with_the_nearest(pattern: str, replacement: str, told: str) -> None:
    report = validate_nquads(broken(sound(), Bad("", pattern, replacement)).encode())
    found = [result for result in report.results if result.shape.name == "Term-declared"]
    assert [result.shape.message_zh for result in found] == [told] and not report.conforms
    assert found[0].value is not None and found[0].value.value == BKG + told.split("bkg:")[1].partition("，")[0]


def test_terms_of_other_vocabularies_are_not_ours_to_check() -> None:
    more = f"<{GRAPH}> <https://example.org/amuont> <{BKG}nothing> <{GRAPH}> .\n"
    assert validate_nquads((sound() + more).encode()) == validate_nquads(sound().encode())
