"""The indicator library in a build: the same by every road, stable when documents come, and what people said stays."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.home import Home
from search.graph.store import GraphStore

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
Library = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


@pytest.fixture
def library(capsys: pytest.CaptureFixture[str]) -> Library:
    def ask(home: Path, *arguments: str) -> list[dict[str, Any]]:
        capsys.readouterr()
        assert run(["library", "--format", "json", "--home", str(home), *arguments]) == 0
        found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return found

    return ask


def say(home: Path, *arguments: str) -> int:
    return run(["library", *arguments, "--home", str(home)])


def one(found: list[dict[str, Any]], label: str) -> dict[str, Any]:
    (entry,) = [entry for entry in found if entry["label"] == label]
    return entry


def graph(home: Path) -> list[str]:
    query = "SELECT ?s ?p ?o { GRAPH <https://w3id.org/budgetkg/graph/indicator-library> { ?s ?p ?o } }"
    return sorted(str(row) for row in GraphStore.open(Home(home).built().store).query(query).rows())


def test_spellings_of_three_cities_are_one_entry_with_usual_values(home: Path, library: Library) -> None:
    entry = one(library(home), "信访群众满意度")
    names = {spelling["name"] for spelling in entry["spellings"]}
    assert names == {"信访群众满意度", "上访群众满意度", "信访人满意率", "上访人员满意度"}
    assert {target["agency"] for target in entry["targets"]} == {"晋城市信访局", "石家庄市鹿泉区信访局本级", "新乡市红旗区信访局"}
    (spread,) = entry["usual_values"]
    assert spread == {
        "unit": "%",
        "basis": "level",
        "count": 5,
        "agencies": 3,
        "least": "85",
        "lower_quartile": "90",
        "median": "90",
        "upper_quartile": "95",
        "most": "100",
    }
    places = {target["place"]["file"] for target in entry["targets"]}
    assert places == {"jincheng-2023.txt", "luquan-2021.txt", "hongqi-2022.txt"}


def test_what_is_not_decided_has_no_usual_values(home: Path, library: Library) -> None:
    entry = one(library(home), "满意度")
    assert entry["undecided"] and entry["targets"] and not entry["usual_values"]


def test_every_target_is_in_one_entry(home: Path, library: Library) -> None:
    store = GraphStore.open(Home(home).built().store)
    targets = {row[0].value for row in store.select("SELECT ?t { ?t a bkg:Target }") if row[0]}
    listed = [target["iri"] for entry in library(home) for target in entry["targets"]]
    assert len(listed) == len(set(listed)) and set(listed) == targets


def test_the_same_built_at_once_or_one_by_one_and_names_stay(home: Path, tmp_path: Path, library: Library) -> None:
    steps = Home(tmp_path / "steps")
    kept: dict[str, str] = {}
    for path in sorted(SAMPLES.glob("*.txt"), reverse=True):
        build([path], steps)
        now = {target["iri"]: entry["iri"] for entry in library(steps.root) for target in entry["targets"]}
        assert kept.items() <= now.items()
        kept = now
    assert graph(steps.root) == graph(home)


def test_merge_survives_a_rebuild_and_is_taken_back(home: Path, library: Library) -> None:
    before = graph(home)
    assert say(home, "merge", "党员满意度", "员工满意度", "--reason", "都是内部人员") == 0
    merged = one(library(home), "单位人员满意度")
    assert {spelling["name"] for spelling in merged["spellings"]} >= {"党员满意度", "员工满意度"}
    assert "都是内部人员" in merged["notes"][0]
    shutil.rmtree(home / "documents")
    build(sorted(SAMPLES.glob("*.txt")), Home(home), prune=True)
    assert one(library(home), "单位人员满意度") == merged
    assert not [entry for entry in library(home) if entry["label"] == "党员满意度"]
    assert say(home, "undo") == 0
    assert graph(home) == before


def test_split_and_name(home: Path, library: Library) -> None:
    whole = one(library(home), "信访群众满意度")
    assert say(home, "split", "信访群众满意度", "上访人员满意度", "--reason", "口径不同") == 0
    apart = one(library(home), "上访人员满意度")
    assert apart["iri"] != whole["iri"] and len(apart["targets"]) == 1
    assert len(one(library(home), "信访群众满意度")["targets"]) == len(whole["targets"]) - 1
    assert say(home, "name", "信访群众满意度", "来访人满意度") == 0
    assert one(library(home), "来访人满意度")["iri"] == whole["iri"]
    assert say(home, "undo", "1") == 0
    assert len(one(library(home), "来访人满意度")["targets"]) == len(whole["targets"])


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("merge", "党员满意度", "员工满意度"), "reason"),
        (("merge", "党员满意度", "党员满意度", "--reason", "试"), "same"),
        (("merge", "没有这条", "员工满意度", "--reason", "试"), "没有这条"),
        (("split", "化解率", "办结率", "--reason", "试"), "办结率"),
        (("undo",), "没有这样一条"),
        (("shuffle",), "shuffle"),
        (("--format", "xlsx"), "--out"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: str
) -> None:
    before = graph(home)
    capsys.readouterr()
    assert say(home, *arguments) == 2
    assert code in capsys.readouterr().err
    assert graph(home) == before and not (home / "library.jsonl").exists()


def test_a_concept_finds_entries_that_do_not_say_its_name(home: Path, library: Library) -> None:
    assert "信访群众满意度" in {entry["label"] for entry in library(home, "--concept", "satisfaction")}


def test_workbook_for_the_finance_bureau(home: Path, tmp_path: Path, library: Library) -> None:
    path = tmp_path / "指标库.xlsx"
    assert say(home, "--format", "xlsx", "--out", str(path), "--concept", "信访群众满意度") == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["指标库", "写法", "目标", "说明"]
    titles, row = list(book["指标库"].iter_rows(values_only=True))[:2]
    found = dict(zip(titles, row, strict=True))
    assert (found["指标"], found["单位"], found["中位"], found["值数"]) == ("信访群众满意度", "%", 90, 5)
    targets = list(book["目标"].iter_rows(values_only=True))
    assert len(targets) == len(library(home, "--concept", "信访群众满意度")[0]["targets"]) + 1
    assert any("jincheng-2023.txt" in str(cell) for row in targets for cell in row)
