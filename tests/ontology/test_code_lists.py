"""The code lists of 政府收支分类科目: whole, by year, and told apart from codes that only a document has."""

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from budgetkg.reading import read
from ontology import iri
from ontology.code_lists import above, code_lists, codes_nquads, crosswalk, entry, government_codes, matches, status, years_with_lists
from ontology.quads import to_nquads
from ontology.terms import BKG, BKGC
from tests.ontology.sample_record import sample_record

CODES = Path(__file__).parents[2] / "ontology" / "codes"
LISTED, BORROWED, OBSERVED = (URIRef(f"{BKGC}code-status-{name}") for name in ("listed", "nearest-year", "observed"))
SCHEMES = sorted(code_lists())


def graph_of(quads: bytes) -> Graph:
    triples = "".join(line.rsplit(" <", 1)[0] + " .\n" for line in quads.decode().splitlines())
    return Graph().parse(data=triples, format="nt")


def status_of(graph: Graph, concept: object) -> set[object]:
    assert isinstance(concept, URIRef)
    return set(graph.objects(concept, URIRef(BKG + "codeStatus")))


@pytest.fixture(scope="module", params=[2018, 2019, 2020, 2025, 2026])
def year_graph(request: pytest.FixtureRequest) -> Graph:
    return graph_of(codes_nquads(request.param))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_codes_are_well_formed_once_a_year_and_stand_below_a_code_of_the_year(scheme: iri.Classification) -> None:
    listed = code_lists()[scheme]
    digit = {"functional": "2", "income": "1", "economic": "3", "government-economic": "5"}[scheme]
    for code, entries in listed.entries.items():
        assert re.fullmatch(rf"{digit}\d\d(\d\d)?(\d\d)?" if digit in "12" else rf"{digit}\d\d(\d\d)?", code)
        for year in range(listed.first_year, listed.last_year + 1):
            current = [found for found in entries if found.in_force(year)]
            assert len(current) <= 1, (code, year)
            if current and (parent := above(code)):
                assert listed.get(parent, year), (code, year)


def test_every_row_of_every_list_names_its_source() -> None:
    for path in CODES.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert all(row["source"].strip() for row in csv.DictReader(file)), path.name


def test_the_readme_counts_the_rows() -> None:
    readme = (CODES / "README.md").read_text("utf-8")
    for name, printed in re.findall(r"^\| `(\w+\.csv)` \| (\d+)", readme, re.MULTILINE):
        with (CODES / name).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.DictReader(file))) == int(printed), name


@pytest.mark.parametrize("code", ["208", "210", "211", "212", "213", "214", "220", "221", "224", "229"])
def test_the_groups_that_departments_print_most_have_items(code: str) -> None:
    listed = {found.code for found in code_lists()["functional"].of_year(2025)}
    bare = {group for group in listed if len(group) == 5 and group.startswith(code) and not any(above(item) == group for item in listed)}
    whole = {"20824", "21106", "21211", "21464", "21468", "21469", "22006", "22902", "22911"}  # no item, or none that is certain
    assert bare <= whole, bare - whole


def test_the_revenue_list_is_whole_at_the_top_and_names_what_departments_receive() -> None:
    found = {one.code: one.name for one in code_lists()["income"].of_year(2024)}
    assert [code for code in sorted(found) if len(code) == 3] == ["101", "102", "103", "104", "105", "110"]
    assert (found["101"], found["103"], found["110"]) == ("税收收入", "非税收入", "转移性收入")
    assert (found["10301"], found["10302"], found["10305"], found["11008"]) == ("政府性基金收入", "专项收入", "罚没收入", "上年结余收入")
    assert found["1030148"] == "国有土地使用权出让收入" and found["1100202"] == "均衡性转移支付收入"
    assert not entry("income", "1100231", 2021) and entry("income", "1100231", 2022)
    assert status("income", "103", 2019) == "observed" and status("income", "103", 2026) == "nearest-year"


def test_the_readme_counts_classes_groups_and_items() -> None:
    readme = (CODES / "README.md").read_text("utf-8")
    for name, scheme in (("functional", "functional"), ("income", "income")):
        codes = code_lists()[cast(iri.Classification, scheme)].entries
        counts = [sum(len(entries) for code, entries in codes.items() if len(code) == digits) for digits in (3, 5, 7)]
        assert "| `{}.csv` | {}: {} 类, {} 款, {} 项 |".format(name, sum(counts), *counts) in readme


def test_both_ends_of_the_correspondence_are_listed() -> None:
    economic, government = code_lists()["economic"], code_lists()["government-economic"]
    for line in crosswalk():
        assert line.economic in economic.entries and line.government in government.entries, line
        assert line.unit_type in {None, "机关", "事业单位"}
    assert len(set(crosswalk())) == len(crosswalk())


def test_names_and_codes_move_with_the_year() -> None:
    assert entry("functional", "2010308", 2023) and not entry("functional", "2010308", 2024)
    assert not entry("functional", "20140", 2023) and entry("functional", "20140", 2024)
    assert (found := entry("government-economic", "50101", 2022)) and found.name == "工资奖金津补贴"
    names = [found.name for year in (2023, 2024) if (found := entry("functional", "2013804", year))]
    assert names == ["市场主体管理", "经营主体管理"]
    assert entry("functional", "201", None) is None and entry("functional", "201", 2010) is None


def test_a_departmental_code_leads_to_the_government_codes_of_organs_and_institutions() -> None:
    assert government_codes("30101", 2022) == ("50501", "50101")
    assert government_codes("30307", 2022) == ("50901",)
    assert government_codes("99999", 2022) == ()


def test_the_relation_of_two_codes_says_how_much_of_one_the_other_is() -> None:
    found = {(economic, government): relation for economic, relation, government in matches(2022)}
    assert found["30113", "50103"] == "narrowMatch"  # only of government organs
    assert found["30101", "50101"] == "relatedMatch"  # organs only, with two more codes
    assert found["30302", "50905"] == "broadMatch"
    assert found["30308", "50902"] == "exactMatch"


def test_a_year_is_skos_without_cycles_and_with_one_label_a_language(year_graph: Graph) -> None:
    schemes = set(year_graph.subjects(RDF.type, SKOS.ConceptScheme))
    concepts = set(year_graph.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) > 170
    for concept in concepts:
        languages = [str(label.language) for label in year_graph.objects(concept, SKOS.prefLabel) if isinstance(label, Literal)]
        assert sorted(languages) in (["zh"], ["en", "zh"]), concept
        assert set(year_graph.objects(concept, SKOS.inScheme)) <= schemes
        assert len(list(year_graph.objects(concept, SKOS.broader))) == (0 if (concept, SKOS.topConceptOf, None) in year_graph else 1)
        assert (concept, DCTERMS.source, None) in year_graph
        assert set(year_graph.transitive_objects(concept, SKOS.broader)) <= concepts
        assert not any(concept in year_graph.transitive_objects(up, SKOS.broader) for up in year_graph.objects(concept, SKOS.broader))
        assert status_of(year_graph, concept) in ({LISTED}, {BORROWED})
        assert (status_of(year_graph, concept) == {BORROWED}) == ((concept, SKOS.closeMatch, None) in year_graph)
    for scheme, top in year_graph.subject_objects(SKOS.hasTopConcept):
        assert (top, SKOS.topConceptOf, scheme) in year_graph
    if {BORROWED} == set(year_graph.objects(None, URIRef(BKG + "codeStatus"))):
        return
    related = {(s, o) for p in (SKOS.relatedMatch, SKOS.exactMatch) for s, o in year_graph.subject_objects(p)}
    assert related and all((o, s) in related for s, o in related)
    assert not related & set(year_graph.subject_objects(SKOS.broadMatch))


def test_the_bytes_of_a_year_are_sorted_and_a_year_without_lists_is_empty() -> None:
    lines = codes_nquads(2020).decode().splitlines()
    assert lines == sorted(lines) and all(f"<{iri.codes_graph(2020)}> ." in line for line in lines)
    assert codes_nquads(2010) == b""


def test_a_code_that_the_list_lacks_is_kept_as_observed() -> None:
    record = sample_record()
    made_up = replace(record.facts[0], function_code="2017777", economic_code="30101", government_economic_code=None)
    graph = graph_of(to_nquads(replace(record, facts=(made_up,))))

    def found(scheme: iri.Classification, code: str) -> set[object]:
        return status_of(graph, URIRef(iri.code(scheme, 2020, code)))

    assert found("functional", "2017777") == found("functional", "20177") == {OBSERVED}
    assert found("functional", "201") == found("economic", "30101") == {LISTED}


def test_a_year_without_a_list_borrows_the_names_of_the_nearest_and_says_so() -> None:
    borrowed, lent = graph_of(codes_nquads(2026)), graph_of(codes_nquads(2025))
    for scheme, code, name in (
        ("functional", "2010101", "行政运行"),
        ("economic", "302", "商品和服务支出"),
        ("government-economic", "502", None),
    ):
        here, there = (URIRef(iri.code(cast(iri.Classification, scheme), year, code)) for year in (2026, 2025))
        assert status_of(borrowed, here) == {BORROWED} and status_of(lent, there) == {LISTED}
        assert set(borrowed.objects(here, SKOS.closeMatch)) == {there}
        assert (label := borrowed.value(here, SKOS.prefLabel)) and label in set(lent.objects(there, SKOS.prefLabel))
        assert name in {None, *map(str, borrowed.objects(here, SKOS.prefLabel))}
    title = {str(name) for name in borrowed.objects(URIRef(iri.code_scheme("economic", 2026)), SKOS.prefLabel)}
    assert "部门预算支出经济分类（2026年，借自2025年目录）" in title
    assert years_with_lists([2026, 2019, 2010]) == [2010, 2019, 2020, 2025, 2026] and years_with_lists([2022]) == [2022]


def test_nothing_is_borrowed_across_a_known_change() -> None:
    assert status("economic", "30101", 2017) == status("functional", "201", 2018) == "observed"
    assert status("economic", "30101", 2019) == "listed" and status("functional", "201", 2019) == "nearest-year"
    assert status("functional", "20805", 2020) == "listed" and status("functional", "2080505", 2019) == "observed"  # renamed in 2020
    assert status("functional", "2010308", 2026) == "observed"  # ended
    assert status("functional", "2017777", 2026) == status("functional", "201", None) == "observed"


def test_a_document_of_a_year_without_a_list_has_its_parents_named() -> None:
    record = sample_record()
    fact = replace(record.facts[0], function_code="2017777", economic_code="30101", government_economic_code="50201")
    late = replace(record, document=replace(record.document, fiscal_year=2027), facts=(fact,))
    graph = graph_of(to_nquads(late)) + graph_of(codes_nquads(2027))
    found = {
        code: status_of(graph, URIRef(iri.code(cast(iri.Classification, scheme), 2027, code)))
        for scheme, code in (("functional", "2017777"), ("functional", "201"), ("economic", "301"), ("government-economic", "502"))
    }
    assert found == {"2017777": {OBSERVED}, "201": {BORROWED}, "301": {BORROWED}, "502": {BORROWED}}
    assert (URIRef(iri.code("government-economic", 2027, "502")), SKOS.prefLabel, None) in graph


def test_every_code_that_the_samples_print_is_listed_in_its_year() -> None:
    found: dict[str, set[object]] = {}
    for path in sorted((CODES.parents[1] / "data" / "samples").glob("*.txt")):
        graph = graph_of(to_nquads(read(path)))
        found[path.stem] = set(graph.objects(None, URIRef(BKG + "codeStatus")))
        labels = {(concept, str(name)) for concept, name in graph.subject_objects(URIRef(BKG + "observedLabel"))}
        for concept, name in labels:
            *_, scheme, year, code = str(concept).split("/")
            official = entry(cast(iri.Classification, scheme), code, int(year))
            assert official is not None
            assert re.sub(r"[（）()]", "", name) == re.sub(r"[（）()]", "", official.name), concept
    assert found.pop("rugao-2024") == set()
    assert len(found) == 4 and all(statuses == {LISTED} for statuses in found.values()), found
