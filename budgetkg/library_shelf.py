"""The indicator library of a generation, kept so that the next build groups anew only the entries that changed documents touch.

`library.sqlite` of a generation says what each document gave, which statements of the graph each entry has, and what a list
of the entries tells (`library_index`). A build copies it, takes out what changed documents gave, puts in what they give now,
and groups those entries again. When people said something new, or the code that groups changed, all is grouped again.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from ontology import iri
from ontology.library import Entry, Member, Rulings, Statement, entries
from ontology.privacy import mask
from ontology.quads_library import library_nquads
from search.graph.store import GraphStore
from search.library import dump, load, spreads

_TABLES = """
CREATE TABLE maker (key TEXT);
CREATE TABLE documents (document TEXT PRIMARY KEY, key TEXT);
CREATE TABLE members (document TEXT, target TEXT, home TEXT, line BLOB);
CREATE INDEX of_document ON members (document);
CREATE INDEX of_home ON members (home);
CREATE INDEX of_target ON members (target);
CREATE TABLE quads (home TEXT PRIMARY KEY, lines BLOB);
CREATE TABLE entries (home TEXT, iri TEXT, label TEXT, targets INTEGER, agencies INTEGER, spellings TEXT, undecided TEXT);
CREATE INDEX of_entry ON entries (home);
CREATE INDEX by_targets ON entries (targets DESC, label, iri);
"""


def write_shelf(
    old: Path | None,
    new: Path,
    maker: str,
    wanted: Mapping[str, str],
    give: Callable[[str], Sequence[Member]],
    statements: Sequence[Statement],
    store: GraphStore,
) -> int:
    """Bring the library in a store from what `old` says to `wanted` (document: hash of what it gives); returns the entries grouped.

    maker: hash of all else that decides how entries are grouped and written, what people said among it
    give:  the members of a document; asked only of those whose hash is new
    """
    kept = old is not None and old.is_file() and _maker(old) == maker
    if kept and old is not None:
        shutil.copyfile(old, new)
    with closing(sqlite3.connect(new)) as shelf:
        shelf.execute("PRAGMA synchronous = OFF")  # the generation is synchronised as a whole before it is put in use
        if not kept:
            shelf.executescript(_TABLES)
            shelf.execute("INSERT INTO maker VALUES (?)", (maker,))
        touched = _change(shelf, wanted, give, Rulings(statements))
        regrouped = _regroup(shelf, sorted(touched), statements)
        if kept:
            store.change_graph(iri.LIBRARY_GRAPH, *_change_of(shelf, regrouped))
        else:
            store.remove_graph(iri.LIBRARY_GRAPH)
            texts = chain((library_nquads(()),), (lines for _, lines in regrouped))
            store.add_graphs((iri.LIBRARY_GRAPH, lines) for lines in texts)
        shelf.commit()
    return len(touched)


def _maker(path: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as shelf:
            return str(shelf.execute("SELECT key FROM maker").fetchone()[0])
    except (sqlite3.Error, TypeError):
        return None


def _change(shelf: sqlite3.Connection, wanted: Mapping[str, str], give: Callable[[str], Sequence[Member]], rulings: Rulings) -> set[str]:
    """Exchange what changed documents give; returns the entries in which they have or had members."""
    known: dict[str, str] = dict(shelf.execute("SELECT document, key FROM documents"))
    touched: set[str] = set()
    for document in sorted(name for name in known if wanted.get(name) != known[name]):
        touched.update(home for (home,) in shelf.execute("SELECT DISTINCT home FROM members WHERE document = ?", (document,)))
        shelf.execute("DELETE FROM members WHERE document = ?", (document,))
        shelf.execute("DELETE FROM documents WHERE document = ?", (document,))
    for document in sorted(name for name in wanted if known.get(name) != wanted[name]):
        rows = [(document, member.target, rulings.place(member)[1], dump([member])) for member in give(document)]
        shelf.executemany("INSERT INTO members VALUES (?, ?, ?, ?)", rows)
        shelf.execute("INSERT INTO documents VALUES (?, ?)", (document, wanted[document]))
        touched.update(home for _, _, home, _ in rows)
    return touched


def _regroup(shelf: sqlite3.Connection, homes: Iterable[str], statements: Sequence[Statement]) -> Iterator[tuple[bytes, bytes]]:
    """Group entries anew: of each the statements that it had, and those that it has now."""
    header = set(library_nquads(()).splitlines(keepends=True))
    for home in homes:
        before = shelf.execute("SELECT lines FROM quads WHERE home = ?", (home,)).fetchone()
        members = [
            member
            for (line,) in shelf.execute("SELECT line FROM members WHERE home = ? ORDER BY document", (home,))
            for member in load(line)
        ]
        found = entries(members, statements)
        made = library_nquads((entry, tuple(spreads(entry))) for entry in found)
        lines = b"".join(line for line in made.splitlines(keepends=True) if line not in header)
        for name in ("quads", "entries"):
            shelf.execute(f"DELETE FROM {name} WHERE home = ?", (home,))
        shelf.executemany("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", (_listed(home, entry) for entry in found))
        if members:
            shelf.execute("INSERT INTO quads VALUES (?, ?)", (home, lines))
        yield before[0] if before else b"", lines


def _listed(home: str, entry: Entry) -> tuple[str | int, ...]:
    targets = len({member.target for member in entry.members})
    spellings = "\n".join(sorted(name for name, _ in entry.spellings))
    return home, entry.iri, mask(entry.label), targets, entry.agencies, mask(spellings), entry.undecided


def _change_of(shelf: sqlite3.Connection, regrouped: Iterable[tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """The statements that go from the graph, and those that come."""
    gone: set[bytes] = set()
    come: set[bytes] = set()
    for before, now in regrouped:
        gone.update(before.splitlines(keepends=True))
        come.update(now.splitlines(keepends=True))
    only_gone = (line for line in gone - come if not _still_said(shelf, line))
    return b"".join(sorted(only_gone)), b"".join(sorted(come - gone))


def _still_said(shelf: sqlite3.Connection, line: bytes) -> bool:
    """Whether another entry says it too: that something is a target, where two documents print one."""
    subject, predicate, _ = line.decode().split(" ", 2)
    is_type = predicate.endswith("#type>")
    return is_type and shelf.execute("SELECT 1 FROM members WHERE target = ?", (subject.strip("<>"),)).fetchone() is not None
