"""Merges: two nodes stated to be one, and taken back, without touching either."""

import shutil
from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.home import Home
from budgetkg.merges import Merges
from ontology.errors import StoreError, UsageError
from search.store import GraphStore

UNIT, DEPARTMENT = "石家庄市鹿泉区信访局本级", "石家庄市鹿泉区信访局"


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_home, tmp_path / "home"))


def ask(home: Path, query: str) -> list[tuple[str | None, ...]]:
    rows = GraphStore.open(Home(home).built().store).query(query).rows()
    return [tuple(term.value if term else None for term in row) for row in rows]


def merged(home: Path) -> list[tuple[str | None, ...]]:
    return ask(home, "SELECT ?a ?b { ?node bkg:mergedInto ?main . ?node rdfs:label ?a . ?main rdfs:label ?b }")


def everything(home: Path) -> list[tuple[str | None, ...]]:
    """All statements but those about merges."""
    return sorted(ask(home, "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(!STRENDS(STR(?g), '/merges')) }"), key=str)


def test_a_merge_adds_a_statement_and_changes_no_other(home: Path) -> None:
    before = everything(home)
    assert run(["merge", UNIT, DEPARTMENT, "--reason", "部门的本级", "--home", str(home)]) == 0
    assert merged(home) == [(UNIT, DEPARTMENT)]
    assert everything(home) == before
    assert ask(home, "SELECT ?r ?f { ?m a bkg:Merge ; bkg:mergeReason ?r ; bkg:inForce ?f ; prov:generatedAtTime ?t }") == [
        ("部门的本级", "true")
    ]


def test_a_merge_taken_back_leaves_only_that_it_was_made(home: Path) -> None:
    before = everything(home)
    assert run(["merge", UNIT, DEPARTMENT, "--reason", "部门的本级", "--home", str(home)]) == 0
    assert run(["merge", UNIT, DEPARTMENT, "--undo", "--home", str(home)]) == 0
    assert merged(home) == [] and everything(home) == before
    assert ask(home, "SELECT ?f { ?m bkg:inForce ?f ; prov:invalidatedAtTime ?t }") == [("false",)]
    assert run(["merge", UNIT, DEPARTMENT, "--reason", "还是一个", "--home", str(home)]) == 0
    assert merged(home) == [(UNIT, DEPARTMENT)]


def test_a_merge_outlives_reading_the_document_again(home: Path) -> None:
    run(["merge", UNIT, DEPARTMENT, "--reason", "部门的本级", "--home", str(home)])
    shutil.rmtree(home / "documents")
    build(sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt")), Home(home))
    assert merged(home) == [(UNIT, DEPARTMENT)]


def test_the_list_shows_names_reasons_and_what_was_taken_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["merge", "--list", "--home", str(home)]) == 0
    assert "还没有合并过" in capsys.readouterr().out
    run(["merge", UNIT, DEPARTMENT, "--reason", "部门的本级", "--home", str(home)])
    run(["merge", "--home", str(home)])
    out = capsys.readouterr().out
    assert all(word in out for word in (UNIT, "部门的本级", "有效"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((UNIT, "没有的局", "--reason", "x"), "merge.unknown"),
        ((UNIT, UNIT, "--reason", "x"), "merge.same"),
        ((UNIT, DEPARTMENT), "merge.reason"),
        ((UNIT,), "merge.two"),
        ((UNIT, DEPARTMENT, "--undo"), "merge.none"),
        ((UNIT, "解决特殊疑难信访问题补助资金", "--reason", "x"), "merge.kind"),
    ],
)
def test_what_cannot_be_merged_is_wrong_usage(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: str
) -> None:
    assert run(["merge", *arguments, "--home", str(home)]) == 2
    assert code in capsys.readouterr().err
    assert merged(home) == []


def test_merges_make_no_chains_and_no_circles(home: Path) -> None:
    merges = Merges(Home(home))
    merges.state("urn:a", "urn:b", "x")
    for pair in (("urn:a", "urn:c"), ("urn:c", "urn:a"), ("urn:b", "urn:a"), ("urn:b", "urn:c")):
        with pytest.raises(UsageError):
            merges.state(*pair, "x")
    merges.state("urn:c", "urn:b", "x")
    assert [(m.merged, m.main) for m in merges.all()] == [("urn:a", "urn:b"), ("urn:c", "urn:b")]


def test_a_journal_cut_off_in_its_last_line_loses_only_that_line(home: Path) -> None:
    merges = Merges(Home(home))
    merges.state("urn:a", "urn:b", "x")
    whole = merges.path.read_text("utf-8")
    merges.path.write_text(whole + '{"action": "sta', "utf-8")
    assert [m.merged for m in merges.all()] == ["urn:a"]
    merges.state("urn:c", "urn:b", "x")
    assert [m.merged for m in merges.all()] == ["urn:a", "urn:c"]
    merges.path.write_text('{"action": "sta\n' + whole, "utf-8")
    with pytest.raises(StoreError, match="第 1 行"):
        merges.all()
