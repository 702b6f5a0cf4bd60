"""Merges: two nodes stated to be one, and taken back, without touching either."""

import shutil
from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.home import Home
from budgetkg.merges import Merges
from ontology.errors import StoreError, UsageError
from search.graph.questions import bind, question
from tests.budgetkg.conftest import ask

UNIT, DEPARTMENT = "石家庄市鹿泉区信访局本级", "石家庄市鹿泉区信访局"


def merged(home: Path) -> list[tuple[str | None, ...]]:
    return ask(home, "SELECT ?a ?b { ?node bkg:mergedInto ?main . ?node rdfs:label ?a . ?main rdfs:label ?b }")


def answer(home: Path, name: str, **values: str) -> list[tuple[str | None, ...]]:
    return ask(home, bind(question(name), values))


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


def test_answers_show_the_main_body_and_find_it_by_both_names(home: Path) -> None:
    names = ("agencies", "totals", "three-public", "documents", "goals", "year-on-year")
    before = {name: answer(home, name) for name in names}
    assert all(UNIT in str(rows) for rows in before.values())
    assert [row[1] for row in before["agencies"] if row[0] == UNIT] == ["542001"]
    projects = answer(home, "projects", agency=UNIT)
    run(["merge", UNIT, DEPARTMENT, "--reason", "部门的本级", "--home", str(home)])

    def renamed(rows: list[tuple[str | None, ...]]) -> list[tuple[str | None, ...]]:
        return sorted((tuple(DEPARTMENT if cell == UNIT else cell for cell in row) for row in rows), key=str)

    for name in names[1:]:
        assert sorted(answer(home, name), key=str) == renamed(before[name]), name
    # what is said of the unit alone, its code, is not said of the department
    assert [(row[0], row[1], row[4]) for row in answer(home, "agencies") if DEPARTMENT in str(row[0])] == [(DEPARTMENT, None, "鹿泉区")]
    found = [sorted(answer(home, "projects", agency=name), key=str) for name in (UNIT, DEPARTMENT)]
    assert projects and found == [renamed(projects)] * 2
    run(["merge", UNIT, DEPARTMENT, "--undo", "--home", str(home)])
    assert {name: answer(home, name) for name in names} == before


def test_merged_agencies_count_as_one_peer(home: Path) -> None:
    other = "新乡市红旗区信访局"
    run(["merge", UNIT, other, "--reason", "试一下", "--home", str(home)])
    assert [row for row in answer(home, "peer-groups") if row[1] == "县级"] == [("信访局", "县级", f"如皋市信访局、{other}", "2")]


def test_projects_of_merged_programmes_stand_together(home: Path) -> None:
    merged, main = (f"bkgd:programme/410800-焦作市信访局/{name}" for name in ("保安服务费", "矛调中心经费"))
    assert {row[1] for row in answer(home, "programme-over-years")} == {"解决特殊疑难信访问题补助资金"}
    run(["merge", merged, main, "--reason", "试一下", "--home", str(home)])
    rows = {(row[1], row[4]) for row in answer(home, "programme-over-years") if row[1] != "解决特殊疑难信访问题补助资金"}
    assert rows == {("矛调中心经费", "保安服务费"), ("矛调中心经费", "矛调中心经费")}
    assert {row[4] for row in answer(home, "programme-over-years", word="保安")} == {"保安服务费"}


def test_a_merged_project_is_shown_by_the_name_of_the_main_one(home: Path) -> None:
    merged, main = (f"bkgd:project/410800-焦作市信访局/{name}" for name in ("保安服务费", "矛调中心经费"))
    before = [row[3] for row in answer(home, "projects") if row[2] in {"保安服务费", "矛调中心经费"}]
    run(["merge", merged, main, "--reason", "试一下", "--home", str(home)])
    rows = answer(home, "projects")
    assert sorted(row[3] or "" for row in rows if row[2] == "矛调中心经费") == sorted(map(str, before)) and len(before) == 2
    assert "保安服务费" not in {row[2] for row in rows}


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
