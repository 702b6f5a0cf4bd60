"""Named queries: complete headers, safe parameters, answers that can be checked by hand."""

import re
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ontology.errors import FormError, UsageError
from ontology.quads import division_nquads, to_nquads, vocabulary_nquads
from ontology.terms import PREFIXES
from search.graph import questions as module
from search.graph.questions import Parameter, Question, bind, question, questions, term
from tests.ontology.sample_record import in_document, sample_record

AGENCY = "焦作市信访局"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    for graph in (to_nquads(sample_record()), vocabulary_nquads(), division_nquads([("410800", 2020)])):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, name: str, **values: str) -> list[tuple[str | None, ...]]:
    answer = store.query(bind(question(name), values), prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple(None if (cell := row[name]) is None else str(cell.value) for name in answer.variables) for row in answer]


def test_there_are_enough_questions_in_both_languages() -> None:
    assert len(questions()) >= 30
    for item in questions():
        texts = (item.zh, *(p.zh for p in item.parameters), *(c.zh for c in item.columns))
        assert all(re.search(r"[一-鿿]", text) for text in texts), item.name
        texts = (item.en, *(p.en for p in item.parameters), *(c.en for c in item.columns))
        assert all(text and text.isascii() for text in texts), item.name
        assert item.zh.endswith("？") and item.en.endswith("?")


@pytest.mark.parametrize("item", questions(), ids=lambda item: item.name)
def test_a_question_runs_as_it_stands_and_gives_the_columns_it_names(store: ox.Store, item: Question) -> None:
    answer = store.query(item.text, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == [column.name for column in item.columns]
    assert bind(item, {parameter.name: parameter.default for parameter in item.parameters}).count("VALUES") == item.text.count("VALUES")
    list(answer)


def test_agencies_with_province_city_and_level(store: ox.Store) -> None:
    assert ask(store, "agencies") == [(AGENCY, "024", "河南省", "焦作市", None, "地市级", "2020")]


def test_projects_with_amounts_and_funds(store: ox.Store) -> None:
    assert ask(store, "projects", agency="焦作", year="2020") == [
        (AGENCY, "2020", "保安服务费", "专项支出", "2010308", "220000", "本级财政资金", "220000", "地市级"),
        (AGENCY, "2020", "特殊疑难信访问题补助资金（中央）", None, None, None, None, None, None),
    ]
    assert ask(store, "projects", agency="晋城") == ask(store, "projects", year="1999") == []


def test_satisfaction_targets_as_comparator_number_and_unit(store: ox.Store) -> None:
    assert ask(store, "satisfaction-targets") == [
        (AGENCY, "2020", None, "群众满意度", "年度", "98%", None, None, None),
        (AGENCY, "2020", "保安服务费", "群众满意度", "年度", "≥90%", "≥", "90", "%"),
    ]


def test_totals_and_shares(store: ox.Store) -> None:
    assert ask(store, "totals") == [(AGENCY, "2020", "11359800", "11359800", "5084400", "6275400", "55.24")]
    assert ask(store, "share-of-function", code="2010308") == [(AGENCY, "2020", "信访事务", "5294100", "11359800", "46.6")]
    assert ask(store, "share-of-function", code="2010301") == []
    assert ask(store, "totals-by-function") == [("2020", "2010308", "信访事务", "1", "5294100", None, "5294100")]
    assert ask(store, "totals-by-function", digits="3") == []


def test_a_code_or_agency_described_in_two_graphs_is_counted_once() -> None:
    record = sample_record()
    assert record.agency is not None
    neighbour = replace(record, agency=replace(record.agency, name="邻市信访局", region="140500"))
    store = ox.Store()
    for graph in (to_nquads(record), to_nquads(in_document("f" * 64, neighbour)), vocabulary_nquads()):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    assert ask(store, "totals-by-function") == [("2020", "2010308", "信访事务", "2", "10588200", None, "10588200")]
    assert len(ask(store, "share-of-function")) == len(ask(store, "economic-classes")) == 2


def test_ratios_with_every_place_where_they_are_printed(store: ox.Store) -> None:
    rows = ask(store, "cofunding-ratios")
    assert [row[5] for row in rows] == ["12", "13"]
    assert {row[3] for row in rows} == {"中央 1 : 省级 1 : 地市级 0.5 : 县级 0.6"}
    assert [(row[2], row[4]) for row in ask(store, "cofunding-shares")] == [
        ("中央", "32.26"),
        ("省级", "32.26"),
        ("地市级", "16.13"),
        ("县级", "19.35"),
    ]


def test_an_amount_is_compared_with_other_rows_only(store: ox.Store) -> None:
    elsewhere = ("保安服务费", "220000", "220000", "0", "部门支出总体情况表", "106")
    assert [row[2:] for row in ask(store, "project-amounts-compared")] == [elsewhere]
    record = sample_record()
    guards = record.projects[0]
    (printed,) = [fact for fact in record.facts if fact.project == guards.name]
    for column in (printed.source.column, 6):
        alone = replace(guards, amount_source=replace(printed.source, column=column))
        one_source = ox.Store()
        for graph in (to_nquads(replace(record, projects=(alone, *record.projects[1:]))), vocabulary_nquads()):
            one_source.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
        assert ask(one_source, "project-amounts-compared") == []


def test_what_cannot_be_measured(store: ox.Store) -> None:
    assert [row[5] for row in ask(store, "unmeasurable-targets")] == ["98%", "100%", "良好"]
    assert [row[2] for row in ask(store, "missing-values")] == ["被截断的指标"]


def test_horizons_of_one_indicator_side_by_side(store: ox.Store) -> None:
    assert ask(store, "implementation-and-annual") == [(AGENCY, "2020", "保安服务费", "来信办理率", "≥90%", "100%", "false")]
    assert ask(store, "half-year-and-annual") == []


def test_where_a_figure_is_printed(store: ox.Store) -> None:
    row = ask(store, "where-printed", word="基本工资")[0]
    assert row[:8] == (AGENCY, "基本工资", "1996100", "199.61", "万元", "a.txt", "3", "9")


def test_issues_by_severity(store: ox.Store) -> None:
    assert len(ask(store, "issues", severity="warning")) == len(ask(store, "issues", severity="")) == 1
    assert ask(store, "issues", severity="error") == []


def test_a_code_of_a_list_may_be_given_by_its_label() -> None:
    parameter = Parameter("severity", "concept:severity", "", "", "")
    assert term(parameter, "疑点") == term(parameter, "Warning") == term(parameter, "warning")
    with pytest.raises(UsageError, match="疑点 warning"):
        term(parameter, "critical")


def test_an_unknown_question_names_near_ones() -> None:
    with pytest.raises(UsageError, match="projects"):
        question("project")
    with pytest.raises(UsageError, match="budgetkg ask"):
        question("xyz")


def test_an_unknown_parameter_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="agency、year"):
        bind(question("projects"), {"place": "x"})


@settings(deadline=None)
@given(st.text(max_size=300))
@example('"')
@example('" } # ')
def test_no_text_leaves_its_string(text: str) -> None:
    parameter = Parameter("word", "string", "", "", "")
    asked = question("goals")
    if re.search(r"[\\\x00-\x1f\x7f\ud800-\udfff]", text):
        with pytest.raises(UsageError):
            term(parameter, text)
        return
    query = bind(asked, {"word": text})
    head, tail = asked.text.split('VALUES ?word { "息诉" }')
    assert query.startswith(head) and query.endswith(tail)
    inside = query[len(head) : len(query) - len(tail)]
    rows = ox.Store().query(f"SELECT ?word WHERE {{ {inside} }}")
    assert isinstance(rows, ox.QuerySolutions)
    assert [str(row["word"].value) for row in rows] == [text]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("string", "x\\u0022 } } DROP ALL #"),
        ("string", "a\nb"),
        ("string", "长" * 501),
        ("integer", "1 } FILTER(true"),
        ("integer", "0x10"),
        ("integer", "٣"),
        ("integer", ""),
        ("code", 'a" } #'),
        ("code", ""),
        ("concept:severity", "error> } <"),
        ("concept:severity", "../x"),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_refused(kind: str, value: str) -> None:
    with pytest.raises(UsageError, match="参数 p 的值不合适"):
        term(Parameter("p", kind, "", "", ""), value)


def test_a_value_with_query_text_in_it_does_not_meet_the_next_parameter() -> None:
    query = bind(question("projects"), {"agency": "VALUES ?year { 0 }", "year": "2020"})
    assert 'VALUES ?agency { "VALUES ?year { 0 }" }' in query and "VALUES ?year { 2020 }" in query


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# zh: 问？\nSELECT * {}", "缺少中文或英文"),
        ("# zh 问？\n", r"x\.rq:1: 看不懂"),
        ("# zh: 问？\n# en: Q?\n# param word string: 词 / word\nSELECT * {}", "没有 VALUES 行"),
        ('# zh: 问？\n# en: Q?\n# param word text: 词 / word\nSELECT * { VALUES ?word { "a" } }', "没有类型"),
        ("# zh: 问？\n# en: Q?\nSELECT * { VALUES ?n { 1 } VALUES ?n { 2 } }", "出现两次"),
    ],
)
def test_a_wrong_header_is_named_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str) -> None:
    (tmp_path / "x.rq").write_text(text, encoding="utf-8")
    monkeypatch.setattr(module, "QUERIES", tmp_path)
    with pytest.raises(FormError, match=message):
        questions.__wrapped__()
