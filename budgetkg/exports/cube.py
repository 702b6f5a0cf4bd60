"""The RDF Data Cube of a selection as one Turtle file: structures, data sets, observations, and what their codes are called."""

from collections.abc import Iterator
from contextlib import closing
from typing import IO

from budgetkg.exports.output import Sorted
from budgetkg.exports.rdf import turtle
from budgetkg.exports.selection import Source, Step
from budgetkg.home import Entry
from ontology import iri
from ontology.amounts import LABEL, TYPE, Amount, amounts
from ontology.cube import CUBE, cube_statements, structures
from ontology.errors import UsageError
from ontology.iri import BASE
from ontology.statements import Nodes, Statement, Term, first, flat, nodes, triple
from ontology.terms import BKG, PREFIXES, SKOS

_FOAF = "http://xmlns.com/foaf/0.1/"
_OBEU = "http://data.openbudgets.eu/ontology/dsd/"
NAMESPACES = PREFIXES | {
    "cube": CUBE,
    "foaf": _FOAF,
    "obeu-attribute": f"{_OBEU}attribute/",
    "obeu-dimension": f"{_OBEU}dimension/",
    "obeu-measure": f"{_OBEU}measure/",
    "year": "http://reference.data.gov.uk/id/gregorian-year/",
}
_OBSERVED = BKG + "observedLabel"
_OF_CODES = frozenset({TYPE, LABEL, _OBSERVED} | {SKOS + name for name in ("prefLabel", "notation", "broader", "inScheme")})
_OF_NAMED = frozenset({LABEL, BKG + "projectCode", BKG + "agencyCode"})
_OF_PROGRAMME, _IN_GROUP = BKG + "forProgramme", BKG + "inProgrammeGroup"
_ORGANIZATION, _PROJECT = PREFIXES["org"] + "Organization", _FOAF + "Project"
"""What the dimensions range over. The classes of our vocabulary ask for declarations and divisions, which a cube leaves out."""


def write_cube(source: Source, entries: list[Entry], out: IO[bytes], step: Step) -> int:
    """Returns how many triples were written. Raises UsageError where the selection holds no amount."""
    used: set[str] = set()
    empty = True
    with closing(Sorted()) as lines:
        for done, entry in enumerate(entries):
            step(entry.name, done)
            graph = source.document(entry)
            rows = amounts(graph)
            empty = empty and not rows
            title = entry.title or entry.name
            made = nodes(cube_statements(iri.document(entry.sha256), entry.sha256, title, rows))
            lines.add(map(triple, flat(made)))
            lines.add(map(triple, _named(graph, rows)))
            lines.add(map(triple, _programmes(source, graph, rows)))
            used |= _codes(graph, rows)
        if empty:
            raise no_amounts()
        lines.add(structures().triples)
        concepts = {f"{BASE}code/{name}" for name in ("horizon", "phase", "row-role", "side")} | used
        for graph in source.shared(concepts).values():
            lines.add(triple(said) for said in flat(graph) if _kept(said))
        return turtle(lines, out, NAMESPACES)


def no_amounts() -> UsageError:
    return UsageError("export.empty", "选中的文件里没有预算数，什么也没有写", "ttl、jsonld、nq 可导出其余内容")


def _kept(said: Statement) -> bool:
    """Of the shared graphs only concepts and their lists: how the vocabulary defines a class is no part of a cube."""
    return said.subject.startswith(f"{BASE}code/") and said.predicate in _OF_CODES


def _named(graph: Nodes, rows: list[Amount]) -> Iterator[Statement]:
    """What bodies, projects and codes are, and are called, as the document says."""
    bodies = {row.agency: _ORGANIZATION for row in rows if row.agency} | {row.project: _PROJECT for row in rows if row.project}
    for name, kind in bodies.items():
        yield Statement(name, TYPE, Term("iri", kind))
    for wanted, kept in ((bodies.keys(), _OF_NAMED), (_codes(graph, rows), _OF_CODES)):
        for said in flat({name: graph[name] for name in wanted if name in graph}):
            if said.predicate in kept:
                yield said
            if said.predicate == _OBSERVED:
                # Viewers of cubes know no property of ours, and would show the bare IRI.
                yield said._replace(predicate=LABEL)


def _programmes(source: Source, graph: Nodes, rows: list[Amount]) -> Iterator[Statement]:
    """Which programme each project is of, and the group of programmes that it is linked with."""
    projects = {row.project: graph[row.project] for row in rows if row.project in graph}
    programmes = {programme for said in projects.values() if (programme := first(said, _OF_PROGRAMME))}
    for said in flat(projects | {name: graph[name] for name in programmes if name in graph} | source.programmes_of(programmes)):
        if said.predicate in {_OF_PROGRAMME, _IN_GROUP, SKOS + "prefLabel"}:
            yield said


def _codes(graph: Nodes, rows: list[Amount]) -> set[str]:
    """The concepts that the rows use, and those above them."""
    direct = ((row.function, row.economic, row.government_economic, row.nature, row.side, row.phase, row.horizon, row.role) for row in rows)
    found = {name for names in direct for name in names if name}
    found.update(name for row in rows for name in (*row.levels, *row.statement_lines))
    waiting = list(found)
    while waiting:
        above = first(graph.get(waiting.pop(), {}), f"{SKOS}broader")
        if above and above not in found:
            found.add(above)
            waiting.append(above)
    return found
