"""IRIs: valid, readable, and one for each key."""

import re
from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology import iri
from ontology.errors import RecordError
from ontology.quads import to_nquads
from ontology.records import Source
from tests.ontology.sample_record import sample_record

SHA = "06f5e701e5e35c86" + "0" * 48
names = st.text(max_size=150) | st.text(alphabet="局访信访-~/%_.:*()（） #?<>\u200b", max_size=12)
codes = st.none() | st.text(alphabet="0123456789-", max_size=8)


def assert_valid(text: str) -> None:
    assert iri.is_iri(text)
    node = pyoxigraph.NamedNode(text)
    assert list(pyoxigraph.parse(f"{node} {node} {node} .", format=pyoxigraph.RdfFormat.N_TRIPLES))
    path = text.removeprefix(iri.BASE)
    assert re.fullmatch(r"(?:[^/?#%\s]|%[0-9A-F]{2})+(?:/(?:[^/?#%\s]|%[0-9A-F]{2})+)*", path), path
    assert all(segment.strip(".") for segment in path.split("/"))
    assert len(text.encode()) < 2000


def test_reads_as_it_is_printed() -> None:
    office = iri.agency("410800", "焦作市信访局")
    assert office == "https://w3id.org/budgetkg/id/agency/410800-焦作市信访局"
    project = iri.project(office, "2019 年度解决特殊疑难信访问题补助资金（中央）", None, SHA)
    assert project == iri.BASE + "id/project/410800-焦作市信访局/2019年度解决特殊疑难信访问题补助资金(中央)"
    assert iri.declaration(project, 2020, SHA) == project + "/2020/06f5e701e5e35c86"
    assert iri.code("functional", 2020, "2010308") == iri.BASE + "code/functional/2020/2010308"
    assert iri.document(SHA) == f"{iri.BASE}id/document/{SHA}"


def test_brackets_and_white_space_do_not_make_two_projects() -> None:
    assert iri.part("补助资金（ 省级）") == iri.part("补助资金(省级)\n")


def test_a_hyphen_does_not_move_the_border_between_region_and_name() -> None:
    assert iri.agency("4108-1", "局") != iri.agency("4108", "1-局")


@settings(deadline=None)
@given(names, codes, names, codes)
def test_agencies_meet_only_where_region_and_name_agree(name: str, region: str | None, other: str, elsewhere: str | None) -> None:
    first, second = iri.agency(region, name), iri.agency(elsewhere, other)
    assert_valid(first)
    assert (first == second) == ((region, iri.fold(name)) == (elsewhere, iri.fold(other)))


@settings(deadline=None)
@given(names, st.none() | names.filter(bool), names, st.none() | names.filter(bool))
def test_projects_meet_only_where_their_code_or_else_their_name_agrees(a: str, code_a: str | None, b: str, code_b: str | None) -> None:
    office = iri.agency("410800", "局")
    first, second = iri.project(office, a, code_a, SHA), iri.project(office, b, code_b, SHA)
    assert_valid(first)

    def key(name: str, code: str | None) -> tuple[bool, str]:
        return (code is not None, iri.fold(name if code is None else code))

    assert (first == second) == (key(a, code_a) == key(b, code_b))


@settings(deadline=None)
@given(st.lists(st.tuples(st.none() | names, st.none() | names, names), min_size=2, max_size=6))
def test_indicators_meet_only_where_level_and_name_agree(rows: list[tuple[str | None, str | None, str]]) -> None:
    def key(row: tuple[str | None, str | None, str]) -> tuple[str | None, ...]:
        return tuple(None if item is None else iri.fold(item) for item in row)

    iris = [iri.indicator(iri.BASE + "id/p/plan", *row) for row in rows]
    for text in iris:
        assert_valid(text)
    assert len(set(iris)) == len({key(row) for row in rows})


@settings(deadline=None)
@given(st.lists(names, max_size=8))
def test_ordinals_tell_repeats_apart(parts: list[str]) -> None:
    ordinals = iri.Ordinals()
    iris = [ordinals.of(iri.target(iri.indicator(iri.BASE + "id/p/plan", "一", "二", name), "annual")) for name in parts]
    assert len(set(iris)) == len(parts)
    for text in iris:
        assert_valid(text)


def test_a_name_of_a_thousand_characters_stays_short_and_own() -> None:
    first, second = iri.part("信" * 1000 + "甲"), iri.part("信" * 1000 + "乙")
    assert first != second and len(first) < 80 and first.startswith("信信")


def test_a_cell_is_its_table_row_and_column_whatever_was_read_from_it() -> None:
    cell = Source(SHA, "rule/a", "≥90%", line_start=438, line_end=438, table=11, row=14, column=4)
    assert iri.source(cell) == iri.BASE + "id/cell/06f5e701e5e35c86/t11-r14-c4"
    assert iri.source(replace(cell, text="other", rule="rule/b")) == iri.source(cell)
    assert iri.source(replace(cell, column=5)) != iri.source(cell)


def test_prose_is_its_lines_and_its_text() -> None:
    span = Source(SHA, "rule/a", "无专项转移支付项目", line_start=131, line_end=132)
    assert iri.source(span).startswith(iri.BASE + "id/span/06f5e701e5e35c86/l131-132-")
    assert iri.source(span) != iri.source(replace(span, text="另一句"))
    assert "/p7-" in iri.source(Source(SHA, "r", "t", page=7))
    assert_valid(iri.source(Source(SHA, "r", "t")))


@pytest.mark.parametrize("sha", ["", "06F5" + "0" * 60, "a" * 63, "../../etc"])
def test_a_document_that_is_not_a_sha256_is_refused(sha: str) -> None:
    with pytest.raises(RecordError, match="SHA-256"):
        iri.document(sha)


def test_the_overview_lists_every_kind_of_node_that_a_document_makes() -> None:
    kinds = set(re.findall(rf"<{re.escape(iri.BASE)}id/([a-z-]+)/", to_nquads(sample_record()).decode()))
    assert len(kinds) > 12
    assert sorted(kinds - set(re.findall(r"^    id/([a-z-]+)/", iri.__doc__ or "", re.MULTILINE)) - {"units", "empty-note"}) == []
