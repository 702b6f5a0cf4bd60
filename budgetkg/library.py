"""The indicator library (指标库) of a home: what its documents give to it, and what people said of it.

What a document gives is kept beside its reading, so a build looks only at documents that changed. What people said is
kept in `library.jsonl` and applied at every build.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from budgetkg.documents import Documents
from budgetkg.files import digest, digest_code, link
from budgetkg.home import Entry as Document
from budgetkg.home import Generation, Home
from budgetkg.journal import Journal
from ontology.errors import UsageError
from ontology.library import Action, Entry, Statement, entries, spelling
from ontology.terms import BKGD

if TYPE_CHECKING:
    from search.graph.store import GraphStore

JOURNAL = "library.jsonl"
SHELF = "library.sqlite"
_NEAR = 5


def library(documents: Documents, home: Home, known: Iterable[Document]) -> list[Entry]:
    """All entries over these documents, as people left them."""
    members = (member for document in known for member in documents.library_members(document.sha256))
    return entries(members, Statements(home).all())


class LibraryGraph:
    """The library as a graph of a build, of which only the entries are grouped again that changed documents touch."""

    def __init__(self, documents: Documents, home: Home, known: Iterable[Document], current: Generation | None) -> None:
        self._documents = documents
        self._old = current.path / SHELF if current else None
        self._statements = Statements(home).all()
        self._wanted = {document.sha256: documents.library_key(document.sha256) for document in known}
        self._maker = digest([_grouping().encode(), repr(self._statements).encode()])
        self.key = digest([self._maker.encode(), *(f"{name} {key}".encode() for name, key in sorted(self._wanted.items()))])
        self.grouped = 0
        """Entries that were grouped by `write`."""

    def write(self, store: "GraphStore", generation: Generation, unchanged: bool) -> None:
        """Put it into the store of a generation that begins with what the current one holds."""
        from budgetkg.library_shelf import write_shelf

        new = generation.path / SHELF
        if unchanged and self._old and self._old.is_file():
            link(self._old, new)
        else:
            give = self._documents.library_members
            self.grouped = write_shelf(self._old, new, self._maker, self._wanted, give, self._statements, store)


def _grouping() -> str:
    """Hash of the code that groups members and writes entries, and of the concepts that entries are related to."""
    names = ("library.py", "quads_library.py", "nquads.py", "iri.py", "privacy.py", "concepts.py", "codes/indicator_concepts.toml")
    others = "search/library.py", "search/likeness/compare.py", "budgetkg/library_shelf.py"
    return digest_code(*(f"ontology/{name}" for name in names), *others)


def entry_of(found: Iterable[Entry], given: str) -> Entry:
    """The entry that a user means by an IRI, a bkgd: name, its label or one of its spellings. Raises UsageError."""
    every = list(found)
    iri = BKGD + given.removeprefix("bkgd:") if given.startswith("bkgd:") else given.strip("<>")
    for entry in every:
        if iri == entry.iri or iri in entry.replaces:
            return entry
    wanted = spelling(given)
    by_label = [entry for entry in every if wanted == spelling(entry.label)]
    for chosen in (by_label, [entry for entry in every if wanted in (spelling(name) for name, _ in entry.spellings)]):
        if len(chosen) == 1:
            return chosen[0]
        if chosen:
            which = "、".join(f"bkgd:{entry.iri.removeprefix(BKGD)}（{entry.measure}）" for entry in chosen[:_NEAR])
            raise UsageError("library.ambiguous", f"有 {len(chosen)} 条叫“{given}”", f"用 IRI 指明：{which}", given)
    near = get_close_matches(given, sorted({name for entry in every for name, _ in entry.spellings}), n=3, cutoff=0.4)
    hint = "相近的有：" + "、".join(near) if near else "budgetkg library 列出全部"
    raise UsageError("library.unknown", f"指标库里没有：{given}", hint, given)


class Statements:
    """What people said of the library, one line of the journal each."""

    def __init__(self, home: Home) -> None:
        self._journal = Journal(home, JOURNAL, ("action", "entry", "value"), "library")

    def all(self) -> tuple[Statement, ...]:
        """Every statement in the order in which it was made. Raises StoreError for a broken line."""
        found: dict[int, Statement] = {}
        for number, line in enumerate(self._journal.lines(), start=1):
            if line["action"] == "withdraw":
                taken_back = int(line["value"]) if line["value"].isdigit() else 0
                if taken_back in found:
                    found[taken_back] = replace(found[taken_back], withdrawn_at=line["at"])
            elif line["action"] in ("merge", "split", "name"):
                action: Action = line["action"]
                found[number] = Statement(number, action, line["entry"], line["value"], line["reason"], line["at"])
        return tuple(found.values())

    def merge(self, merged: Entry, main: Entry, reason: str) -> None:
        """Put an entry into another. Raises UsageError for an entry and itself."""
        if merged.iri == main.iri:
            raise UsageError("library.same", "两个是同一条", "给出两条不同的", merged.label)
        self._journal.append({"action": "merge", "entry": merged.iri, "value": main.iri, "reason": reason})

    def split(self, entry: Entry, name: str, reason: str) -> None:
        """Take a spelling out. Raises UsageError where the entry has no other spelling, or not this one."""
        of = {member.entry for member in entry.members if spelling(member.name) == spelling(name)}
        if not of:
            hint = "它的写法有：" + "、".join(known for known, _ in entry.spellings[:_NEAR])
            raise UsageError("library.spelling", f"“{entry.label}”没有写法“{name}”", hint, name)
        if len({spelling(known) for known, _ in entry.spellings}) == 1:
            raise UsageError("library.single", f"“{entry.label}”只有这一种写法，没有可拆的", "", name)
        for one in sorted(of):
            self._journal.append({"action": "split", "entry": one, "value": name, "reason": reason})

    def name(self, entry: Entry, name: str, reason: str) -> None:
        """Call an entry something else."""
        if not spelling(name):
            raise UsageError("library.name", "名称是空的", "给出名称", entry.label)
        self._journal.append({"action": "name", "entry": entry.iri, "value": name, "reason": reason})

    def withdraw(self, number: int | None) -> Statement:
        """Take back a statement, the last one in force without a number. Raises UsageError where none is."""
        in_force = [said for said in self.all() if said.withdrawn_at is None and number in (None, said.number)]
        if not in_force:
            raise UsageError("library.none", "没有这样一条有效的判断", "budgetkg library said 列出已有的", str(number or ""))
        self._journal.append({"action": "withdraw", "entry": in_force[-1].entry, "value": str(in_force[-1].number)})
        return in_force[-1]
