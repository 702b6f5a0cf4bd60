"""Merges (合并) that people state, kept in `merges.jsonl` of a home: one line a statement or its withdrawal, only ever added to.

A build writes them into a graph of their own. The nodes stay as the documents made them, so reading a document again
changes no merge, and undoing one brings back exactly what was there.
"""

from dataclasses import replace

from budgetkg.home import Home
from budgetkg.journal import Journal
from ontology.errors import UsageError
from ontology.records import Merge

JOURNAL = "merges.jsonl"
#: What may be merged. Everything else follows from the documents it stands in.
MERGEABLE = ("Agency", "BudgetUnit", "Project", "Programme")


class Merges:
    """The journal of a home. Of two lines about the same pair the later one holds."""

    def __init__(self, home: Home) -> None:
        self._journal = Journal(home, JOURNAL, ("action", "merged", "main"), "merge")
        self.path = self._journal.path

    def all(self) -> tuple[Merge, ...]:
        """Every pair ever merged, in the order in which they were first stated. Raises StoreError for a broken line."""
        found: dict[tuple[str, str], Merge] = {}
        for line in self._journal.lines():
            pair = (line["merged"], line["main"])
            if line["action"] == "withdraw":
                found[pair] = replace(found[pair], withdrawn_at=line["at"])
            else:
                found[pair] = Merge(*pair, line["reason"], line["at"])
        return tuple(found.values())

    def state(self, merged: str, main: str, reason: str) -> None:
        """Say that `merged` is `main`. Raises UsageError where that contradicts a merge in force."""
        if merged == main:
            raise UsageError("merge.same", "两个节点相同，不用合并", "给出两个不同的节点", merged)
        for merge in self.all():
            if merge.withdrawn_at is None and merge.merged in (merged, main):
                raise UsageError("merge.merged", "这个节点已经并入另一个节点", "先用 --undo 撤销那次合并", f"{merge.merged} → {merge.main}")
            if merge.withdrawn_at is None and merge.main == merged:
                raise UsageError("merge.main", "已有节点并入它，它不能再并入别的节点", "把那些节点直接并入新的主节点", merge.merged)
        self._journal.append({"action": "state", "merged": merged, "main": main, "reason": reason})

    def withdraw(self, merged: str, main: str) -> None:
        """Take a merge back. Raises UsageError where none is in force."""
        if not any((merge.merged, merge.main) == (merged, main) and merge.withdrawn_at is None for merge in self.all()):
            raise UsageError("merge.none", "没有这样一次有效的合并", "budgetkg merge --list 列出已有的合并", f"{merged} → {main}")
        self._journal.append({"action": "withdraw", "merged": merged, "main": main})


def resolve(given: str, candidates: dict[str, str]) -> str:
    """The node that a user means by an IRI, a bkgd: name or a label. `candidates`: IRI → label. Raises UsageError."""
    from ontology.terms import BKGD

    iri = BKGD + given.removeprefix("bkgd:") if given.startswith("bkgd:") else given.strip("<>")
    if iri in candidates:
        return iri
    found = sorted(known for known, label in candidates.items() if label == given)
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError("merge.ambiguous", f"有 {len(found)} 个节点叫“{given}”", "用 IRI 指明是哪一个：" + "、".join(found[:5]), given)
    from difflib import get_close_matches

    near = get_close_matches(given, sorted(set(candidates.values())), n=3, cutoff=0.4)
    raise UsageError(
        "merge.unknown",
        f"库里没有这个部门、单位、项目或资金项目：{given}",
        "相近的有：" + "、".join(near) if near else "先查 budgetkg ask agencies",
        given,
    )


def mergeable(home: Home) -> dict[str, tuple[str, str]]:
    """What may be merged in the store in use: IRI → (class, label)."""
    from search.graph.store import GraphStore

    store = GraphStore.open(home.built().store)
    classes = " ".join(f"bkg:{name}" for name in MERGEABLE)
    pattern = f"VALUES ?kind {{ {classes} }} ?node a ?kind ; rdfs:label|skos:prefLabel ?label"
    rows = store.query(f"SELECT ?node ?kind ?label WHERE {{ {pattern} }} ORDER BY ?node").rows()
    return {node.value: (kind.value.rsplit("#", 1)[-1], label.value) for node, kind, label in rows if node and kind and label}
