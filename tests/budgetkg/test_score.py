"""Scores of the samples against what the documents print, ranks with ties, and what is said about the method."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from budgetkg.cli import run
from budgetkg.findings import Choice, chosen
from budgetkg.home import Home
from ingest.read import read_document
from ontology.errors import FormError
from search.checks import score
from search.checks.score import Score, dimensions, ranked, scores
from search.graph.store import GraphStore

ROOT = Path(__file__).parents[2]
JIAOZUO, JINCHENG, LUQUAN, HONGQI = "焦作市信访局", "晋城市信访局", "石家庄市鹿泉区信访局本级", "新乡市红旗区信访局"


@pytest.fixture(scope="module")
def found(sample_home: Path) -> list[Score]:
    return scores(GraphStore.open(Home(sample_home).built().store).own_query)


def got(found: list[Score], dimension: str) -> dict[str, tuple[int, int]]:
    return {one.name: (part.got, part.of) for one in found for part in one.parts if part.dimension.id == dimension}


def test_bodies_without_a_budget_document_are_not_ranked(found: list[Score]) -> None:
    """如皋 published targets only."""
    assert {one.name for one in found} == {JIAOZUO, JINCHENG, LUQUAN, HONGQI}
    assert [one.rank for one in found] == [1, 2, 3, 4] and found[0].name == LUQUAN


def test_what_is_counted_is_what_the_documents_print(found: list[Score]) -> None:
    # 焦作 lacks income, appropriation and basic statements; that there is no government fund is said in words (line 89).
    assert got(found, "completeness") == {JIAOZUO: (5, 8), JINCHENG: (8, 8), LUQUAN: (8, 8), HONGQI: (7, 8)}
    # 晋城 prints economic classes without codes; 文字: neither 机关运行经费 nor units and people.
    assert got(found, "detail") == {JIAOZUO: (3, 3), JINCHENG: (2, 3), LUQUAN: (3, 3), HONGQI: (3, 3)}
    assert got(found, "explanation") == {JIAOZUO: (5, 5), JINCHENG: (3, 5), LUQUAN: (5, 5), HONGQI: (5, 5)}


def test_a_rule_counts_once_however_often_it_is_broken(found: list[Score], sample_home: Path) -> None:
    told = [one for one in chosen(Home(sample_home), Choice()) if one["dimension"] in {"consistency", "accuracy"}]
    assert sum(one["rule"] == "cost-over-amount" and one["agency"] == HONGQI for one in told) == 2
    for name, (points, of) in got(found, "consistency").items():
        broken = {(one["rule"], one["severity"]) for one in told if one["agency"] == name}
        lost = sum({"error": 2, "warning": 1, "info": 0}[severity] for _, severity in broken)
        assert (points, of) == (max(0, 10 - lost), 10), name


def test_targets_that_can_be_measured_have_more_than_a_rating(found: list[Score]) -> None:
    for path in sorted((ROOT / "data" / "samples").glob("*.txt")):
        record = read_document(path)
        if record.agency is None or record.agency.name not in got(found, "measurability"):
            continue
        targets = [*(i for project in record.projects for i in project.indicators), *record.department_indicators]
        measurable = [i for i in targets if any(clause.rating is None for clause in i.clauses)]
        assert got(found, "measurability")[record.agency.name] == (len(measurable), len(targets)), path.name


def test_points_are_the_weight_times_the_share_and_add_up(found: list[Score]) -> None:
    assert sum(one.weight for one in dimensions()) == 100
    for one in found:
        assert one.total == sum((part.points for part in one.parts), Decimal(0))
        for part in one.parts:
            assert abs(part.points - Decimal(part.dimension.weight) * part.got / part.of) <= Decimal("0.05")


def test_equal_scores_share_a_rank() -> None:
    made = [Score(0, f"urn:{name}", name, 2024, Decimal(total), ()) for name, total in (("甲", 80), ("乙", 90), ("丙", 80), ("丁", 70))]
    assert [(one.rank, one.name) for one in ranked(made)] == [(1, "乙"), (2, "丙"), (2, "甲"), (4, "丁")]


def test_only_the_year_or_body_asked_for_is_ranked(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "--home", str(sample_home), "--year", "2020", "--format", "json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    assert (one["rank"], one["agency"], one["score"]) == (1, JIAOZUO, 79.7) and len(one["parts"]) == 5
    assert run(["score", "--home", str(sample_home), "--agency", "红旗", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["rank"], row["agency"], row["completeness_got"], row["completeness_of"]) for row in rows] == [("1", HONGQI, "7", "8")]


def test_the_table_says_that_it_is_no_official_score(sample_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "--home", str(sample_home)]) == 0
    assert "不是官方评分" in capsys.readouterr().out
    assert run(["score", "--method"]) == 0
    shown = capsys.readouterr().out
    assert all(one.zh in shown and one.how in shown and one.basis in shown for one in dimensions()) and "不是官方评分" in shown
    assert run(["score"]) == 2


def test_the_documents_say_how_the_score_is_made() -> None:
    lines = (ROOT / "docs" / "findings.md").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("| **")] == [
        f"| **{one.zh}** | {one.weight} | {one.how} | {one.basis} |" for one in dimensions()
    ]


@pytest.mark.parametrize("change", [("# weight: 30", "# weight: 40"), ("# weight: 30", "# weight: many"), ("# basis", "# base")])
def test_a_wrong_header_is_refused(change: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in score.SCORING.glob("*.rq"):
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace(*change), "utf-8")
    monkeypatch.setattr(score, "SCORING", tmp_path)
    with pytest.raises(FormError, match=r"权重|看不懂"):
        dimensions.__wrapped__()
