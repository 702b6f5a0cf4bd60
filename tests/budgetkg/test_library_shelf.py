"""The indicator library from build to build: only what changed is read and grouped, and the graph is that of a build at once."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from budgetkg.build import build
from budgetkg.documents import Documents
from budgetkg.home import Home
from budgetkg.library import Statements, library
from budgetkg.library_shelf import write_shelf
from ontology import iri
from ontology.library import Member, Statement
from search.graph.store import GraphStore
from tests.budgetkg.conftest import SAMPLES

Given = dict[str, list[Member]]


def member(target: str, name: str, entry: str, agency: str = "甲局") -> Member:
    return Member(f"urn:{target}", name, iri.library_entry(entry), "extent", "", agency, "410800", 2024, "≥90%", ())


STORES: dict[Path, GraphStore] = {}
"""The store that a shelf goes with: it is changed from step to step, as its copies are from build to build."""
FIRST: Given = {
    "a": [member("1", "满意度", "satisfied"), member("2", "办结率", "concluded")],
    "b": [member("3", "满意率", "satisfied", "乙局")],
    "c": [member("4", "到位率", "in-place", "丙局"), member("2", "办结件数", "concluded-count", "丙局")],
}


def shelved(
    tmp_path: Path, given: Given, after: str | None = None, name: str = "one", said: Sequence[Statement] = (), keys: str = "k"
) -> tuple[bytes, list[str], int]:
    """The graph and the list, the documents that were asked for what they give, and how many entries were grouped."""
    asked: list[str] = []

    def give(document: str) -> list[Member]:
        asked.append(document)
        return given[document]

    key = tmp_path / (after or name)
    store = STORES[tmp_path / name] = STORES.pop(key) if key in STORES else GraphStore.create(key)
    wanted = {document: f"{keys}{members!r}" for document, members in given.items()}
    old = tmp_path / f"{after}.sqlite" if after else None
    grouped = write_shelf(old, tmp_path / f"{name}.sqlite", repr(said), wanted, give, said, store)
    rows = store.query("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s ?p ?o").rows()
    with closing(sqlite3.connect(tmp_path / f"{name}.sqlite")) as shelf:
        listed = sorted(shelf.execute("SELECT * FROM entries"))
    return repr([[[cell.value for cell in row if cell] for row in rows], listed]).encode(), asked, grouped


@pytest.mark.parametrize(
    ("then", "asked", "grouped"),
    [
        (FIRST, [], 0),
        ({**FIRST, "d": [member("5", "满意度", "satisfied", "丁局")]}, ["d"], 1),
        ({**FIRST, "c": [member("4", "资金到位率", "in-place", "丙局")]}, ["c"], 2),
        ({"a": FIRST["a"], "b": FIRST["b"]}, [], 2),
        ({"c": FIRST["c"]}, [], 2),
        ({}, [], 4),
    ],
)
def test_a_change_reads_and_groups_only_what_it_touches(tmp_path: Path, then: Given, asked: list[str], grouped: int) -> None:
    assert shelved(tmp_path, FIRST)[1:] == (["a", "b", "c"], 4)
    graph, read, made = shelved(tmp_path, then, after="one", name="two")
    assert (read, made) == (asked, grouped)
    assert graph == shelved(tmp_path, then, name="at-once")[0]
    again = shelved(tmp_path, FIRST, after="two", name="three")[0]
    assert again == shelved(tmp_path, FIRST, name="first-again")[0]


def test_what_people_say_groups_all_again_and_goes_on_to_hold(tmp_path: Path) -> None:
    plain = shelved(tmp_path, FIRST)[0]
    entries = {name: iri.library_entry(name) for name in ("satisfied", "concluded")}
    said = (Statement(1, "merge", entries["concluded"], entries["satisfied"], "试", "2024-01-01T00:00:00+08:00"),)
    merged, asked, grouped = shelved(tmp_path, FIRST, after="one", name="two", said=said)
    assert merged != plain and asked == ["a", "b", "c"] and grouped == 3
    more = {**FIRST, "d": [member("6", "办结率", "concluded", "丁局")]}
    graph, asked, grouped = shelved(tmp_path, more, after="two", name="three", said=said)
    assert (asked, grouped) == (["d"], 1) and graph == shelved(tmp_path, more, name="at-once", said=said)[0]
    taken_back = (replace(said[0], withdrawn_at="2024-01-02T00:00:00+08:00"),)
    assert shelved(tmp_path, FIRST, after="three", name="four", said=taken_back)[0] == plain


def test_a_damaged_shelf_is_made_anew(tmp_path: Path) -> None:
    plain = shelved(tmp_path, FIRST)[0]
    (tmp_path / "one.sqlite").write_bytes(b"no database")
    graph, asked, _ = shelved(tmp_path, FIRST, after="one", name="two")
    assert graph == plain and asked == ["a", "b", "c"]


def test_a_build_asks_only_new_documents_for_what_they_give(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    give = Documents.library_members

    def recorded(self: Documents, sha256: str) -> list[Member]:
        asked.append(sha256)
        return give(self, sha256)

    monkeypatch.setattr(Documents, "library_members", recorded)
    text = (SAMPLES / "rugao-2024.txt").read_text("utf-8").replace("来访", "来信来访", 1)
    (tmp_path / "changed.txt").write_text(text, "utf-8")
    report = build([tmp_path / "changed.txt"], Home(home))
    assert report.renewed and asked == [report.read[0].sha256]
    asked.clear()
    assert not build([tmp_path / "changed.txt"], Home(home)).renewed and asked == []
    documents, built = Documents(Home(home).documents), Home(home).built()
    found = library(documents, Home(home), built.manifest().documents)
    query = "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a bkg:LibraryEntry }"
    assert [row[0].value for row in GraphStore.open(built.store).query(query).rows() if row[0]] == [str(len(found))]
    Statements(Home(home)).name(found[0], "另一个名字", "试")
    assert build([tmp_path / "changed.txt"], Home(home)).renewed and len(asked) > 1
