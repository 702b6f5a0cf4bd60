"""Links between programmes in a build: the same by every road, confirmed, rejected and taken back by people."""

from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.cli import run
from budgetkg.home import Home
from budgetkg.links import Decisions
from ontology.errors import StoreError
from tests.budgetkg.conftest import ask

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
RUGAO, JIAOZUO, GUARD, CENTRE = "信访救助资金", "特殊疑难专项资金", "保安服务费", "矛调中心经费"


def graph(home: Path) -> list[tuple[str | None, ...]]:
    return sorted(ask(home, "SELECT ?s ?p ?o { GRAPH <https://w3id.org/budgetkg/graph/programme-links> { ?s ?p ?o } }"), key=str)


def groups(home: Path) -> set[frozenset[str | None]]:
    found: dict[str | None, set[str | None]] = {}
    for group, name in ask(home, "SELECT ?g ?n { ?p bkg:inProgrammeGroup ?g ; skos:prefLabel ?n }"):
        found.setdefault(group, set()).add(name)
    return {frozenset(names) for names in found.values()}


def say(home: Path, one: str, other: str, *more: str) -> int:
    return run(["link", one, other, *more, "--home", str(home)])


def test_links_are_the_same_built_at_once_or_one_by_one(home: Path, tmp_path: Path) -> None:
    steps = Home(tmp_path / "steps")
    for path in sorted(SAMPLES.glob("*.txt"), reverse=True):
        build([path], steps)
    assert graph(home) and graph(steps.root) == graph(home)
    build([SAMPLES / "jiaozuo-2020.txt"], steps, prune=True)
    alone = Home(tmp_path / "alone")
    build([SAMPLES / "jiaozuo-2020.txt"], alone)
    assert graph(alone.root) == graph(steps.root) != graph(home)


def test_a_second_build_changes_nothing(home: Path) -> None:
    assert not build(sorted(SAMPLES.glob("*.txt")), Home(home)).renewed


def test_a_person_confirms_and_takes_back(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, known = graph(home), groups(home)
    assert say(home, GUARD, CENTRE, "--reason", "同一笔钱") == 0
    assert groups(home) == known | {frozenset({GUARD, CENTRE})}
    status = "SELECT ?e { ?l bkg:linkStatus bkgc:link-status-confirmed ; bkg:linkEvidence ?e ; bkg:score 1.0 }"
    assert ask(home, status) == [("人工确认：同一笔钱",)]
    build(sorted(SAMPLES.glob("*.txt")), Home(home))
    assert frozenset({GUARD, CENTRE}) in groups(home)
    capsys.readouterr()
    assert run(["link", "--list", "--home", str(home)]) == 0
    assert "同一笔钱" in capsys.readouterr().out
    assert say(home, CENTRE, GUARD, "--undo") == 0
    assert graph(home) == before


def test_a_person_rejects_and_takes_back(home: Path) -> None:
    before = graph(home)
    (whole,) = groups(home)
    assert {RUGAO, JIAOZUO} <= whole
    assert say(home, RUGAO, JIAOZUO, "--different", "--reason", "来源不同") == 0
    assert not any({RUGAO, JIAOZUO} <= group for group in groups(home))
    assert ask(home, "SELECT ?n { ?l bkg:linkStatus bkgc:link-status-rejected ; bkg:linkedProgramme/skos:prefLabel ?n } ORDER BY ?n") == [
        (RUGAO,),
        (JIAOZUO,),
    ]
    assert say(home, RUGAO, JIAOZUO, "--undo") == 0
    assert graph(home) == before


def test_merged_programmes_are_one(home: Path) -> None:
    merged, main = (f"bkgd:programme/410800-焦作市信访局/{name}" for name in (GUARD, CENTRE))
    assert run(["merge", merged, main, "--reason", "更名", "--home", str(home)]) == 0
    assert frozenset({GUARD, CENTRE}) in groups(home)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((RUGAO, "没有的资金", "--reason", "x"), "merge.unknown"),
        ((RUGAO, RUGAO, "--reason", "x"), "link.same"),
        ((RUGAO, JIAOZUO), "link.reason"),
        ((RUGAO,), "link.two"),
        ((RUGAO, JIAOZUO, "--undo"), "link.none"),
    ],
)
def test_what_cannot_be_linked_is_wrong_usage(
    home: Path, arguments: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["link", *arguments, "--home", str(home)]) == 2
    assert code in capsys.readouterr().err
    assert not list(Decisions(Home(home)).all())


def test_a_broken_line_is_told_and_a_torn_last_one_is_no_statement(home: Path) -> None:
    say(home, GUARD, CENTRE, "--reason", "同一笔钱")
    path = home / "links.jsonl"
    path.write_bytes(path.read_bytes() + b'{"action": "conf')
    assert len(Decisions(Home(home)).all()) == 1
    path.write_bytes(b"{}\n" + path.read_bytes())
    with pytest.raises(StoreError, match="第 1 行"):
        Decisions(Home(home)).all()
