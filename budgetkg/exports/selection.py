"""Which documents an export is of, and the statements that belong to them.

A filter is a set of alternatives; all filters have to hold. A value that no document in use has is an error that
names what there is, and so is a selection that comes out empty: nothing is then written.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from budgetkg.home import Entry, Generation
from ontology import iri
from ontology.errors import UsageError
from ontology.statements import Nodes, Statement, first, nodes
from ontology.terms import BKG, BKGC, PREFIXES
from search.graph.store import GraphStore

Value = TypeVar("Value")

Step = Callable[[str, int], None]
"""Told the document that is begun, and how many are done."""

_OWN = f"{iri.BASE}id/"
_LINKED, _IN_GROUP = f"{BKG}linkedProgramme", f"{BKG}inProgrammeGroup"
_ENDS = (f"{BKG}mergedEntity", f"{BKG}mainEntity")

SHOWN = 8
"""Names that an error lists at most."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the user asked for; an empty tuple lets everything through."""

    regions: tuple[str, ...] = ()
    """Leading digits of a division code."""
    years: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()
    """Names, parts of names, or IRIs."""
    documents: tuple[str, ...] = ()
    """File names, or leading digits of a SHA-256, eight or more."""
    levels: tuple[str, ...] = ()


class Source:
    """The graph store of a generation, seen document by document."""

    def __init__(self, generation: Generation) -> None:
        self.store = GraphStore.open(generation.store)
        self.entries = generation.manifest().documents

    @cached_property
    def _shared_graphs(self) -> list[str]:
        own = {name for entry in self.entries for name in (iri.graph(entry.sha256), iri.findings_graph(entry.sha256))}
        return [name for name in self.store.graphs() if name not in own | {iri.MERGES_GRAPH, iri.PROGRAMME_LINKS_GRAPH}]

    @cached_property
    def programme_links(self) -> Nodes:
        """Links between programmes (资金项目关联) and the groups that they make."""
        return nodes(self.store.statements(iri.PROGRAMME_LINKS_GRAPH))

    def document(self, entry: Entry) -> Nodes:
        """All that one document says."""
        return nodes(self.store.statements(iri.graph(entry.sha256)))

    def graphs(self, entries: list[Entry], step: Step) -> Iterator[tuple[str, Nodes]]:
        """Each document, followed by its findings; then the merges that touch a node of them, the links between their
        programmes, what they all refer to, and the library entries of their targets."""
        merges = nodes(self.store.statements(iri.MERGES_GRAPH))
        merged = {value.value for said in merges.values() for end in _ENDS for value in said.get(end, ())}
        touched: set[str] = set()
        linked: set[str] = set()
        names: set[str] = set()
        for done, entry in enumerate(entries):
            step(entry.name, done)
            document = self.document(entry)
            yield iri.graph(entry.sha256), document
            findings = nodes(self.store.statements(iri.findings_graph(entry.sha256)))
            if findings:
                yield iri.findings_graph(entry.sha256), findings
            names.update(named(document | findings))
            touched |= merged & document.keys()
            linked |= document.keys() & self._linked
            names.update(subject for subject in document if next(iter(self.store.statements(iri.LIBRARY_GRAPH, subject)), None))
        stated = _touching(merges, touched)
        links = _links_of(self.programme_links, linked, self.programmes_of(linked))
        names.update(named(stated | links))
        stated_graphs = {iri.MERGES_GRAPH: stated, iri.PROGRAMME_LINKS_GRAPH: links}
        shared = self.shared(names) | {name: graph for name, graph in stated_graphs.items() if graph}
        yield from sorted(shared.items())

    def programmes_of(self, names: Iterable[str]) -> Nodes:
        """Which groups the programmes among these nodes are in, and what the groups are called."""
        members = {name: self.programme_links[name] for name in names if name in self.programme_links}
        groups = {group.value for said in members.values() for group in said.get(_IN_GROUP, ())}
        return members | {name: self.programme_links[name] for name in groups}

    @cached_property
    def _linked(self) -> frozenset[str]:
        return frozenset(end.value for said in self.programme_links.values() for end in said.get(_LINKED, ()))

    def shared(self, wanted: Iterable[str]) -> dict[str, Nodes]:
        """What the other graphs (vocabulary, code lists, divisions) say of these nodes and of all that those refer to."""
        found: dict[str, list[Statement]] = {name: [] for name in self._shared_graphs}
        seen = set(wanted)
        waiting = sorted(seen)
        while waiting:
            subject = waiting.pop()
            for graph, statements in found.items():
                for statement in self.store.statements(graph, subject):
                    statements.append(statement)
                    for name in (statement.predicate, statement.object.value if statement.object.kind == "iri" else subject):
                        if name not in seen:
                            seen.add(name)
                            waiting.append(name)
        return {graph: nodes(statements) for graph, statements in sorted(found.items()) if statements}

    def publisher(self, entry: Entry) -> tuple[str | None, str | None]:
        """IRI and level code of the body that published a document."""
        graph = iri.graph(entry.sha256)
        document = nodes(self.store.statements(graph, iri.document(entry.sha256)))
        body = first(document.get(iri.document(entry.sha256), {}), f"{BKG}agency")
        if body is None:
            return None, None
        level = first(nodes(self.store.statements(graph, body)).get(body, {}), f"{BKG}level")
        return body, level and level.removeprefix(f"{BKGC}level-")

    def select(self, filters: Filters) -> list[Entry]:
        """The documents that all filters let through, in the order of their hashes. Raises UsageError where there are none."""
        if not self.entries:
            raise UsageError("export.empty", "库里没有文件", "先运行 budgetkg build PATH... --home DIR")
        publishers = {entry.sha256: self.publisher(entry) for entry in self.entries} if filters.agencies or filters.levels else {}
        chosen = list(self.entries)
        for kept in (
            self._by_agency(filters.agencies, publishers),
            self._any(filters.regions, "region", "地区", _is_in_region, lambda entry: entry.region),
            self._any(filters.years, "year", "年度", lambda entry, year: entry.year == year, lambda entry: entry.year),
            self._any(filters.documents, "document", "文件", _is_document, lambda entry: entry.name),
            self._any(
                filters.levels, "level", "级次", lambda e, level: publishers[e.sha256][1] == level, lambda e: publishers[e.sha256][1]
            ),
        ):
            chosen = [entry for entry in chosen if kept is None or entry.sha256 in kept]
        if not chosen:
            there_are = _few([f"{entry.agency or entry.name}（{entry.region or '？'}，{entry.year or '？'}）" for entry in self.entries])
            raise UsageError("export.empty", "没有文件同时符合这些条件，什么也没有写", f"库里有：{there_are}")
        return chosen

    def _by_agency(self, wanted: tuple[str, ...], publishers: dict[str, tuple[str | None, str | None]]) -> set[str] | None:
        if not wanted:
            return None
        found: set[str] = set()
        for text in wanted:
            full = PREFIXES["bkgd"] + text.removeprefix("bkgd:") if text.startswith("bkgd:") else text
            hits = {e.sha256 for e in self.entries if e.agency == text or publishers[e.sha256][0] == full}
            # A part of a name is enough, but a whole one means only itself: 甲局 is not 甲局本级.
            hits = hits or {entry.sha256 for entry in self.entries if entry.agency and text and text in entry.agency}
            if not hits:
                raise self._unknown("agency", "公开主体", text, [entry.agency for entry in self.entries if entry.agency])
            found |= hits
        return found

    def _any(
        self, wanted: tuple[Value, ...], name: str, zh: str, fits: Callable[[Entry, Value], bool], shown: Callable[[Entry], object]
    ) -> set[str] | None:
        if not wanted:
            return None
        found: set[str] = set()
        for value in wanted:
            hits = {entry.sha256 for entry in self.entries if fits(entry, value)}
            if not hits:
                raise self._unknown(name, zh, str(value), [str(there) for entry in self.entries if (there := shown(entry)) is not None])
            found |= hits
        return found

    @staticmethod
    def _unknown(name: str, zh: str, value: str, known: list[str]) -> UsageError:
        there = sorted(set(known))
        # Numbers that look alike mean different things.
        near = get_close_matches(value, there, n=3, cutoff=0.4) if name in {"agency", "document"} else []
        hint = f"是否指 {'、'.join(near)}？" if near else f"库里有：{_few(there)}"
        return UsageError(f"export.{name}", f"没有文件符合这个{zh}：{value}", hint, f"--{name}")


def _is_in_region(entry: Entry, wanted: str) -> bool:
    return bool(wanted) and (entry.region or "").startswith(wanted)


def _is_document(entry: Entry, wanted: str) -> bool:
    return entry.name == wanted or (len(wanted) >= 8 and entry.sha256.startswith(wanted.lower()))


def _few(names: list[str]) -> str:
    return "、".join(names[:SHOWN]) + (f" 等 {len(names)} 个" if len(names) > SHOWN else "")


def _touching(merges: Nodes, chosen: set[str]) -> Nodes:
    """The merges with one of these nodes on either side, those taken back too, and the links of those in force."""
    kept: Nodes = {}
    for name, said in merges.items():
        merged, main = (first(said, end) for end in _ENDS)
        if merged and main and not chosen.isdisjoint((merged, main)):
            kept[name] = said
            if first(merges.get(merged, {}), f"{BKG}mergedInto") == main:
                kept[merged] = merges[merged]
    return dict(sorted(kept.items()))


def _links_of(links: Nodes, chosen: set[str], groups: Nodes) -> Nodes:
    """The links between two of these programmes, whatever became of them, and the groups that these programmes are in."""
    within = {name: said for name, said in links.items() if (ends := said.get(_LINKED, ())) and all(end.value in chosen for end in ends)}
    return dict(sorted((within | groups).items()))


def named(graph: Nodes) -> Iterator[str]:
    """The IRIs that other graphs may say something of: terms, codes, divisions. What is the document's own is left out."""
    for subject, description in graph.items():
        if not subject.startswith(_OWN):
            yield subject
        for predicate, values in description.items():
            yield predicate
            for value in values:
                if value.kind == "iri" and not (value.value.startswith(_OWN) and value.value in graph):
                    yield value.value
