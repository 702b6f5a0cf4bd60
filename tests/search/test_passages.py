"""Passages: one for each promise of a record, with the IRIs of its graph and nothing personal."""

import doctest
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import search.likeness.passages
from ingest.read import read_document
from ontology.money import Money
from ontology.quads import to_nquads
from ontology.records import Agency, Clause, DisclosureRecord, Document, Goal, Horizon, Indicator, Project, Source
from search.likeness.passages import LONG, Passage, dump, load, passages, promise, sentences

SHA = "0" * 64
SOURCE = Source(SHA, "form/rule", "printed", line_start=7, line_end=8, page=2, table=3, row=4, column=5)
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))


def indicator(name: str, value: str | None = "≥95%", horizon: Horizon = "annual", clauses: tuple[Clause, ...] = ()) -> Indicator:
    return Indicator(name, "产出指标", "质量指标", horizon, value, clauses, SOURCE, SOURCE)


def record(*projects: Project, goals: tuple[Goal, ...] = (), indicators: tuple[Indicator, ...] = ()) -> DisclosureRecord:
    document = Document("a.txt", SHA, "某市信访局2024年部门预算", "department_budget", 2024, "text/plain", None, 10)
    agency = Agency("某市信访局", None, "410800", "prefecture", "河南省焦作市")
    return DisclosureRecord(document, agency, projects=projects, department_goals=goals, department_indicators=indicators)


def project(name: str, *indicators: Indicator, goals: tuple[Goal, ...] = (), overview: str | None = None) -> Project:
    amount = Money(Decimal("1381300"), "138.13", "万元", "printed")
    return Project(name, None, amount, (), goals, indicators, SOURCE, overview=overview)


def promised(document: DisclosureRecord) -> list[Passage]:
    """What a document promises, without the passages of the projects themselves."""
    return [item for item in passages(document) if item.kind != "project"]


def test_a_hit_can_be_shown_from_the_passage_alone() -> None:
    clause = Clause("ge", "symbol", Decimal("95"), "%", "level")
    (found,) = promised(record(project("信访经费", indicator("办结率", clauses=(clause,)))))
    assert (found.kind, found.agency, found.region, found.division) == ("indicator", "某市信访局", "410800", "河南省焦作市")
    assert (found.level, found.year, found.project, found.amount) == ("prefecture", 2024, "信访经费", "1381300.00")
    assert (found.level1, found.level2, found.category, found.name) == ("产出指标", "质量指标", "output-quality", "办结率")
    assert (found.horizon, found.raw_value, found.clauses) == ("annual", "≥95%", ("≥95%",))
    assert (found.source.document, found.source.line_start, found.source.table, found.source.column) == (SHA, 7, 3, 5)


@pytest.mark.parametrize(
    ("clause", "short"),
    [
        (Clause("ge", "symbol", Decimal("95.50"), "%", "level"), "≥95.5%"),
        (Clause("ge", "word", Decimal("20"), "%", "relative_change", "decrease"), "下降≥20%"),
        (Clause("lt", "symbol", Decimal("0"), "件", "level"), "<0件"),
        (Clause(None, None, Decimal("100"), "人", "level", approximate=True), "约=100人"),
        (Clause("ge", "word", Decimal("95"), "%", "level", subject="化解率"), "化解率：≥95%"),
        (Clause(None, None, None, None, "level", rating="良好"), "良好"),
    ],
)
def test_clauses_in_short(clause: Clause, short: str) -> None:
    (found,) = promised(record(project("甲", indicator("办结率", clauses=(clause,)))))
    assert found.clauses == (short,)


def test_goals_and_overviews_are_found_by_the_sentence() -> None:
    goals = (Goal("annual", "1.做好经费保障工作，保障办公正常运转。2.维持单位正常运转.", SOURCE),)
    found = passages(record(project("甲", goals=goals, overview="为化解信访矛盾设立本项目。"), goals=goals))
    assert [(item.kind, item.part, item.name, item.project) for item in found] == [
        ("project", None, "甲", "甲"),
        ("goal", 1, "做好经费保障工作，保障办公正常运转", "甲"),
        ("goal", 2, "维持单位正常运转", "甲"),
        ("overview", 1, "为化解信访矛盾设立本项目", "甲"),
        ("goal", 1, "做好经费保障工作，保障办公正常运转", None),
        ("goal", 2, "维持单位正常运转", None),
    ]
    assert found[1].iri == found[2].iri != found[4].iri
    assert found[0].iri == found[3].iri and found[0].description == "为化解信访矛盾设立本项目。"


def test_a_long_sentence_is_taken_apart_at_its_figures() -> None:
    long = "紧紧围绕中心工作，充分发挥职能作用，" + "完善信访工作机制，" * 5 + "初信初访一次性化解率95%以上，群众满意度提升"
    assert len(long) > LONG
    assert "初信初访一次性化解率95%以上" in sentences(long)
    assert sentences("赴京非访量下降20%以上，信访总量下降10%以上。") == ["赴京非访量下降20%以上，信访总量下降10%以上"]


@pytest.mark.parametrize(
    ("sentence", "measurable"),
    [
        ("群众满意率达到95%以上", True),
        ("全年培训3期", True),
        ("敏感时期不发生越级上访", True),
        ("信访总量明显下降", True),
        ("事故起数得到有效控制", True),
        ("做好来访接待工作", False),
        ("提高服务水平，促进和谐", False),
    ],
)
def test_what_can_be_measured_is_a_target(sentence: str, measurable: bool) -> None:
    (found,) = promised(record(project("甲", goals=(Goal("annual", sentence, SOURCE),))))
    assert found.measurable is measurable


def test_decimal_numbers_are_not_numbered_points() -> None:
    assert sentences("人均补助1.5万元，完成率99.5%。") == ["人均补助1.5万元，完成率99.5%"]
    assert doctest.testmod(search.likeness.passages) == (0, 2)


def test_a_promise_in_words_is_what_and_how_much() -> None:
    text = "交办案件按期结案率达到95%以上，积案结案率不低于80%。全年发放材料不少于6000份。办公达到规范要求。"
    found = promised(record(project("甲", goals=(Goal("annual", text, SOURCE),))))
    assert [(item.name, item.raw_value) for item in found] == [
        ("交办案件按期结案率", "达到95%以上"),
        ("积案结案率", "不低于80%"),
        ("全年发放材料", "不少于6000份"),
        ("办公达到规范要求", None),
    ]


def test_nothing_personal_is_found() -> None:
    private = indicator("联系人：张三丰 13812345678", "电话：0391-1234567")
    text = dump(passages(record(project("经办人：李四光", private), goals=(Goal("annual", "填报人：王五 13812345678", SOURCE),)))).decode()
    assert not any(secret in text for secret in ("张三丰", "13812345678", "1234567", "李四光", "王五"))


def test_repeated_rows_and_projects_stay_apart() -> None:
    rows = (indicator("办结率"), indicator("办结率"), indicator("办结率", horizon="half_year"))
    found = promised(record(project("甲", *rows), project("甲", *rows)))
    assert len({item.iri for item in found}) == 6


def test_a_document_without_an_agency_is_still_found() -> None:
    (found,) = promised(replace(record(project("甲", indicator("办结率"))), agency=None))
    assert found.agency is None and found.region is None


@pytest.fixture(scope="module")
def real() -> Iterator[list[tuple[DisclosureRecord, list[Passage]]]]:
    assert len(SAMPLES) == 5
    records = [read_document(path) for path in SAMPLES]
    yield [(record, passages(record)) for record in records]


def test_every_passage_is_a_node_of_its_graph(real: list[tuple[DisclosureRecord, list[Passage]]]) -> None:
    for document, found in real:
        subjects = {line.split(b" ", 1)[0] for line in to_nquads(document).splitlines()}
        assert [item.iri for item in found if f"<{item.iri}>".encode() not in subjects] == []


def test_every_printed_indicator_is_a_passage(real: list[tuple[DisclosureRecord, list[Passage]]]) -> None:
    for document, found in real:
        printed = [*document.department_indicators, *(row for project in document.projects for row in project.indicators)]
        assert sum(item.kind == "indicator" for item in found) == len(printed) > 0
    assert len({(item.iri, item.part) for _, found in real for item in found}) == sum(len(found) for _, found in real)


def test_json_lines_give_back_the_same_passages(real: list[tuple[DisclosureRecord, list[Passage]]]) -> None:
    for _, found in real:
        assert list(load(dump(found))) == found
        assert dump(found).count(b"\n") == len(found)


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("群众满意度达到" + "1" * 100_000 + "，", None),
        ("群众满意度" + "达到1" * 100_000 + "，x", None),
        ("群众满意度达到" + "高" * 100_000 + "1" * 100_000, "达到" + "高" * 100_000 + "1" * 100_000),
    ],
)
def test_a_long_sentence_of_nonsense(sentence: str, answer: str | None) -> None:
    """A pattern that takes its figures apart in every way would not end in an hour."""
    assert promise(sentence)[1] == answer
