"""The indicator library (指标库) of a home: what its documents give to it, and what people said of it.

What a document gives is kept beside its reading, so a build looks only at documents that changed. What people said is
kept in `library.jsonl` and applied at every build.
"""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from budgetkg.documents import Documents
from budgetkg.home import Entry as Document
from budgetkg.home import Home
from budgetkg.journal import Journal
from ontology.errors import UsageError
from ontology.library import Action, Entry, Statement, entries, spelling
from ontology.terms import BKGD

JOURNAL = "library.jsonl"
_NEAR = 5


def library(documents: Documents, home: Home, known: Iterable[Document]) -> list[Entry]:
    """All entries over these documents, as people left them."""
    members = (member for document in known for member in documents.library_members(document.sha256))
    return entries(members, Statements(home).all())


def library_graph(found: Iterable[Entry]) -> bytes:
    """N-Quads of the library."""
    from ontology.quads_library import library_nquads
    from search.library import spreads

    return library_nquads((entry, tuple(spreads(entry))) for entry in found)


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
