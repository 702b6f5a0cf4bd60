"""`budgetkg compare` over the five samples."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from budgetkg.commands.compare import command
from budgetkg.home import Home
from ontology.terms import BKGC
from search.graph.store import GraphStore
from search.likeness.passages import load

CLAUSES = """
SELECT ?target ?basis ?comparator ?value ?unit ?direction ?subject WHERE {
  ?target bkg:forIndicator ?indicator ; bkg:hasClause ?clause . ?clause bkg:quantityBasis ?basis .
  OPTIONAL { ?clause bkg:comparator ?comparator }
  OPTIONAL { ?clause bkg:value ?value }
  OPTIONAL { ?clause bkg:unit ?unit }
  OPTIONAL { ?clause bkg:direction ?direction }
  OPTIONAL { ?clause bkg:subjectText ?subject }
}
"""


def told(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(command, [*arguments, "--home", str(home)], standalone_mode=False)
    assert result.exception is None, result.output
    return result.stdout


def test_satisfaction_among_its_peers(sample_home: Path, tmp_path: Path) -> None:
    chart = tmp_path / "plot"
    found = json.loads(told(sample_home, "上访群众满意度≥90%", "--format", "json", "--chart", str(chart)))
    assert (found["unit"], found["basis"], found["sense"]) == ("%", "level", "higher")
    assert found["count"] >= 4 and found["own"]["value"] == "90"
    values = [float(peer["value"]) for peer in found["peers"]]
    assert values == sorted(values, reverse=True) and found["own"]["stricter_than"] == sum(value < 90 for value in values)
    assert {"agency", "raw_value", "iri", "score"} <= found["peers"][0].keys()
    dots = [e for e in ET.parse(chart.with_suffix(".svg")).iter() if e.tag.endswith("circle")]
    assert len(dots) == found["count"] and chart.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_only_the_part_of_a_target_that_is_about_the_same_is_compared(sample_home: Path) -> None:
    found = json.loads(told(sample_home, "信访群众满意度", "--format", "json"))
    printed = "停访息诉率95%,群众满意率98%"
    assert [peer["value"] for peer in found["peers"] if peer["raw_value"] == printed] == ["98"]
    assert {one["reason"] for one in found["not_comparable"] if one["raw_value"] == printed} == {"同一条里说的另一件事"}


def test_a_decrease_is_compared_with_decreases_only(sample_home: Path) -> None:
    found = json.loads(told(sample_home, "越级上访下降20%以上", "--format", "json"))
    assert found["sense"] == "lower" and found["count"] >= 2 and all(float(peer["value"]) < 0 for peer in found["peers"])
    assert any("越级访下降10%以上" in (peer["raw_value"] or "") and peer["value"] == "-10" for peer in found["peers"])
    levels = [one for one in found["not_comparable"] if one["value"] and float(one["value"]) > 0]
    assert levels and {one["reason"] for one in levels} == {"同一条里说的另一件事"}, (
        "案件办结率98%以上 stands beside it, but is about cases"
    )


def test_a_change_is_not_compared_with_levels(sample_home: Path) -> None:
    found = json.loads(told(sample_home, "群众满意度提高5%", "--format", "json"))
    assert found["count"] == 0 and found["own"]["value"] == "5"
    assert sum(one["reason"] == "一个是水平，一个是变动" for one in found["not_comparable"]) >= 4


def test_peers_are_of_the_same_measure_and_the_same_matter(sample_home: Path) -> None:
    petitioners, members = (json.loads(told(sample_home, text, "--format", "json")) for text in ("上访群众满意度", "党员满意度"))
    names = {peer["name"] for peer in petitioners["peers"]}
    assert {"信访群众满意度", "上访人员满意度", "群众满意度"} <= names
    assert not names & {"党员满意度", "员工满意度", "工作人员满意度(%)", "晋城农校人员满意度"}
    assert {peer["name"] for peer in members["peers"]} == {"党员满意度"}
    for found in (petitioners, members):  # 满意度 alone does not say whose
        assert {one["reason"] for one in found["not_comparable"] if one["name"] == "满意度"} == {"没有说是谁的、哪件事的"}
    every = json.loads(told(sample_home, "满意度", "--format", "json"))
    assert {"满意度", "党员满意度"} <= {peer["name"] for peer in every["peers"]}


def test_what_is_counted_tells_the_measure_where_a_name_does_not(sample_home: Path) -> None:
    found = json.loads(told(sample_home, "主题党日次数≥6次", "--format", "json"))
    assert ("主题党日", "12") in [(peer["name"], peer["value"]) for peer in found["peers"]]


def test_another_measure_of_the_same_people_is_told_apart(sample_home: Path) -> None:
    found = json.loads(told(sample_home, "群众来信办结率≥95%", "--format", "json"))
    assert found["peers"] and not any("满意" in peer["raw_value"] for peer in found["peers"])
    assert {one["reason"] for one in found["not_comparable"] if one["name"] == "来信办理"} == {"同一条里说的另一件事"}


def test_a_target_of_the_graph_by_its_iri_and_a_value_given_apart(sample_home: Path) -> None:
    peer = json.loads(told(sample_home, "上访群众满意度", "--format", "json"))["peers"][0]
    assert "比" in told(sample_home, "上访群众满意度", "--value", "≥95%")
    assert peer["iri"].startswith("https://")


def test_what_is_only_the_least_unlike_is_no_peer(sample_home: Path) -> None:
    assert "没有可以比较的同类" in told(sample_home, "轨道交通盾构机台时≥95%")


@pytest.mark.parametrize("arguments", [("满意度", "--region", "44"), ("满意度", "--year", "1999")])
def test_no_peers(sample_home: Path, arguments: tuple[str, ...]) -> None:
    assert "没有可以比较的同类" in told(sample_home, *arguments)


def test_peers_of_one_kind_of_agency_and_with_money_in_a_range(sample_home: Path) -> None:
    every = json.loads(told(sample_home, "上访群众满意度≥90%", "--format", "json"))
    assert json.loads(told(sample_home, "上访群众满意度≥90%", "--agency-type", "信访", "--format", "json")) == every
    assert json.loads(told(sample_home, "上访群众满意度≥90%", "--agency-type", "教育", "--format", "json"))["count"] == 0
    rich = json.loads(told(sample_home, "上访群众满意度≥90%", "--amount", "100万..", "--format", "json"))
    assert 0 < rich["count"] < every["count"]
    same = json.loads(told(sample_home, every["peers"][0]["iri"], "--agency-type", "same", "--format", "json"))
    assert same["count"] == json.loads(told(sample_home, every["peers"][0]["iri"], "--format", "json"))["count"] > 0


def test_the_index_says_of_clauses_what_the_graph_says(sample_home: Path) -> None:
    built = Home(sample_home).built()
    graph = Counter[tuple[str | Decimal | None, ...]]()
    for target, basis, comparator, value, *others in GraphStore.open(built.store).select(CLAUSES):
        assert target and basis
        unit, direction, subject = (one and one.value for one in others)
        graph[
            target.value,
            basis.value.removeprefix(f"{BKGC}basis-").replace("-", "_"),
            comparator and comparator.value.removeprefix(f"{BKGC}comparator-"),
            Decimal(value.value) if value else None,
            unit,
            direction and direction.removeprefix(f"{BKGC}direction-"),
            subject,
        ] += 1
    index = Counter[tuple[str | Decimal | None, ...]]()
    for lines in sample_home.glob("documents/*/passages.jsonl"):
        for passage in load(lines.read_bytes()):
            for one in passage.stated:
                number = Decimal(one.value) if one.value else None
                index[passage.iri, one.basis, one.comparator, number, one.unit, one.direction, one.subject] += 1
    assert index == graph and index.total() > 150
    assert all(any(row[place] is not None for row in index) for place in range(7))
