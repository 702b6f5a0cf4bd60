"""The findings (疑点) of a build in the order in which they are listed, in a file that answers any filter at once.

    generations/<n>/findings.sqlite    a row a finding: what it is filtered by, and itself as JSON

A build writes it from the graph. Whatever lists findings reads it: a page needs fifty of a million.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from budgetkg.home import Entry, Generation, Manifest
from ontology import iri
from ontology.errors import StoreError
from ontology.findings import SEVERITIES
from ontology.terms import BKGC

if TYPE_CHECKING:
    from search.graph.store import GraphStore

FILE = "findings.sqlite"
FORMAT = 2
FACETS = ("severity", "dimension", "rule", "agency", "region", "level", "year")
_RULES = """
SELECT ?of ?rule ?title ?dimension ?basis
WHERE { ?of a bkg:FindingRule ; skos:notation ?rule ; skos:prefLabel ?title ; bkg:qualityDimension ?dimension ; dct:source ?basis .
  FILTER(LANG(?title) = "zh") }
"""
# Of one graph that is named: a variable that stands for fifty takes the engine nine times as long.
_FINDINGS = """
SELECT ?finding ?document ?of ?severity ?message ?expected ?observed ?difference ?tolerance ?fine ?about
WHERE {
  GRAPH <%s> { ?finding a bkg:Finding ; bkg:inDocument ?document ; bkg:ofRule ?of ; bkg:severity ?severity ;
    bkg:message ?message ; bkg:fineIf ?fine ; bkg:about ?about .
    OPTIONAL { ?finding bkg:expected ?expected }
    OPTIONAL { ?finding bkg:observed ?observed }
    OPTIONAL { ?finding bkg:difference ?difference }
    OPTIONAL { ?finding bkg:tolerance ?tolerance } }
}
"""
_EVIDENCE = """
SELECT ?finding ?place ?page ?table ?title ?row ?column ?first ?last ?text
WHERE {
  GRAPH <%s> { ?finding bkg:evidence ?place }
  OPTIONAL { ?place bkg:printedText ?text }
  OPTIONAL { ?place bkg:lineStart ?first }
  OPTIONAL { ?place bkg:lineEnd ?last }
  OPTIONAL { ?place bkg:row ?row }
  OPTIONAL { ?place bkg:column ?column }
  OPTIONAL { ?place bkg:page ?own_page }
  OPTIONAL {
    ?place bkg:inTable ?in
    OPTIONAL { ?in bkg:tableNumber ?table }
    OPTIONAL { ?in bkg:tableTitle ?title }
    OPTIONAL { ?in bkg:page ?table_page }
  }
  BIND(COALESCE(?own_page, ?table_page) AS ?page)
}
"""
_NUMBERS = frozenset({"page", "table", "row", "column", "first", "last"})
_NAMES = ", ".join((*FACETS, "iri", "document", "file"))
_TABLES = f"""
CREATE TABLE unsorted (place TEXT, {_NAMES}, body TEXT);
CREATE TABLE finding (rank INTEGER PRIMARY KEY, {_NAMES});
CREATE TABLE written (rank INTEGER PRIMARY KEY, body TEXT);
CREATE TABLE facet (name TEXT, value, number INTEGER);
"""
_SORTED = f"""
CREATE TABLE sorted AS SELECT ROW_NUMBER() OVER (ORDER BY place) AS rank, * FROM unsorted;
DROP TABLE unsorted;
INSERT INTO finding SELECT rank, {_NAMES} FROM sorted ORDER BY rank;
INSERT INTO written SELECT rank, body FROM sorted ORDER BY rank;
DROP TABLE sorted;
CREATE INDEX by_iri ON finding (iri);
CREATE INDEX by_document ON finding (document);
CREATE INDEX by_region ON finding (region, {", ".join(name for name in FACETS if name != "region")});
CREATE INDEX by_facets ON finding ({", ".join(FACETS)});
""" + "".join(
    f"INSERT INTO facet SELECT '{name}', {name}, COUNT(*) FROM finding WHERE {name} IS NOT NULL GROUP BY {name};" for name in FACETS
)


NOT_DISMISSED = "not-dismissed"
"""In place of a status: open or confirmed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which findings are wanted; None for any."""

    document: str | None = None
    """File name, or the first digits of the document's SHA-256."""
    agency: str | None = None
    """Name or a part of it."""
    region: str | None = None
    """Code or the first digits of one."""
    year: int | None = None
    rule: str | None = None
    severity: str | None = None
    dimension: str | None = None
    status: str | None = None
    """What people made of it: open, confirmed, dismissed; or NOT_DISMISSED."""
    level: str | None = None
    """Level of government of the agency, a code of the list `level`."""

    def takes_document(self, entry: Entry) -> bool:
        return (
            (self.document is None or entry.name == self.document or entry.sha256.startswith(self.document))
            and (self.agency is None or self.agency in (entry.agency or ""))
            and (self.region is None or (entry.region or "").startswith(self.region))
            and (self.year is None or entry.year == self.year)
            and (self.level is None or entry.level == self.level)
        )


ANY = Choice()


class FindingsIndex:
    """Opened for each question, which costs next to nothing and makes it safe to ask from any thread.

    `statuses` are those that people gave, by IRI; every other finding is open.
    """

    def __init__(self, generation: Generation) -> None:
        self._path = generation.path / FILE

    def is_current(self) -> bool:
        """Whether it is there and of this version."""
        try:
            return bool(self._ask("PRAGMA user_version", ())[0][0] == FORMAT)
        except StoreError:
            return False

    def count(self, choice: Choice = ANY, statuses: Mapping[str, str] | None = None) -> int:
        where, values = _where(choice, statuses or {})
        return int(self._ask(f"SELECT COUNT(*) FROM finding {where}", values)[0][0])

    def all(
        self, choice: Choice = ANY, statuses: Mapping[str, str] | None = None, start: int = 0, size: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """The findings that are wanted, or so many from one on, read as they are asked for."""
        where, values = _where(choice, statuses or {})
        with closing(self._open()) as file:
            # What is written is looked up for those rows only that are wanted: it is most of the file.
            chosen = f"SELECT rank FROM finding {where} ORDER BY rank LIMIT ? OFFSET ?"
            query = f"SELECT body FROM written JOIN ({chosen}) USING (rank) ORDER BY rank"
            for (body,) in file.execute(query, (*values, -1 if size is None else size, start)):
                yield json.loads(body)

    def known(self, iris: Iterable[str]) -> set[str]:
        """Those of the IRIs that are findings."""
        return {
            iri for (iri,) in self._ask("SELECT iri FROM finding WHERE iri IN (SELECT value FROM json_each(?))", (json.dumps(list(iris)),))
        }

    def facets(self) -> dict[str, dict[str, int]]:
        """For each name in FACETS how many findings have which value."""
        found: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for name, value, number in self._ask("SELECT name, value, number FROM facet", ()):
            found[name][str(value)] = number
        return found

    def tally(self, choice: Choice = ANY, statuses: Mapping[str, str] | None = None) -> dict[tuple[str, str], int]:
        """How many there are of a dimension and a severity, of those that are wanted."""
        where, values = _where(choice, statuses or {})
        found = self._ask(f"SELECT dimension, severity, COUNT(*) FROM finding {where} GROUP BY dimension, severity", values)
        return {(dimension, severity): number for dimension, severity, number in found}

    def _ask(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with closing(self._open()) as file:
            try:
                return file.execute(query, values).fetchall()
            except sqlite3.Error as error:
                raise self._damaged(error) from error

    def _open(self) -> sqlite3.Connection:
        try:
            return sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> StoreError:
        return StoreError("store.findings", f"疑点清单打不开：{error}", "重新运行 budgetkg build", str(self._path))


def write(generation: Generation, manifest: Manifest, before: Generation | None = None) -> None:
    """Take the findings of a generation from its store. What the one before has of documents that stayed the same is taken over."""
    from search.graph.store import GraphStore

    store = GraphStore.open(generation.store)
    path = generation.path / FILE
    path.unlink(missing_ok=True)
    columns = ("place", *FACETS, "iri", "document", "file", "body")
    names = ", ".join(f":{name}" for name in columns)
    with closing(sqlite3.connect(path)) as file:
        file.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = {FORMAT}; {_TABLES}")
        for item in _items(store, manifest, before):
            row = item | {"place": "\x01".join(_order(item)), "body": json.dumps(item, ensure_ascii=False)}
            file.execute(f"INSERT INTO unsorted VALUES ({names})", {name: row[name] for name in columns})
        file.commit()
        file.executescript(f"{_SORTED} VACUUM;")


def _items(store: "GraphStore", manifest: Manifest, before: Generation | None) -> Iterator[dict[str, Any]]:
    known = FindingsIndex(before) if before else None
    kept = _kept(manifest, before.manifest()) if before and known and known.is_current() else frozenset()
    if known:
        for sha256 in sorted(kept):
            yield from known.all(Choice(document=sha256))
    rules = {row.pop("of"): row for row in _rows(store, _RULES)}
    for entry in manifest.documents:
        if entry.sha256 not in kept and iri.findings_graph(entry.sha256) in manifest.graphs:
            yield from _taken(store, entry, rules)


def _kept(manifest: Manifest, before: Manifest) -> frozenset[str]:
    """Documents whose findings are what they were: the rules, the graphs and what is said of the document are."""

    def about(of: Manifest) -> dict[str, tuple[str | int | None, ...]]:
        return {
            one.sha256: (one.graph, of.graphs.get(iri.findings_graph(one.sha256)), one.name, one.agency, one.region, one.level, one.year)
            for one in of.documents
        }

    if manifest.graphs.get(iri.FINDING_RULES_GRAPH) != before.graphs.get(iri.FINDING_RULES_GRAPH):
        return frozenset()
    now, then = about(manifest), about(before)
    return frozenset(sha256 for sha256, said in now.items() if then.get(sha256) == said)


def _where(choice: Choice, statuses: Mapping[str, str]) -> tuple[str, tuple[Any, ...]]:
    clauses: list[str] = []
    values: list[Any] = []

    def add(clause: str, *given: Any) -> None:
        clauses.append(clause)
        values.extend(given)

    for name in ("rule", "severity", "dimension", "level", "year"):
        if (wanted := getattr(choice, name)) is not None:
            add(f"{name} = ?", wanted)
    if choice.document is not None:
        add("(document >= ? AND document < ? OR file = ?)", choice.document, _after(choice.document), choice.document)
    if choice.region:
        add("region >= ? AND region < ?", choice.region, _after(choice.region))
    if choice.agency:
        add("instr(agency, ?) > 0", choice.agency)
    if choice.status is not None:
        but = {"open": ("confirmed", "dismissed"), NOT_DISMISSED: ("dismissed",)}.get(choice.status)
        of = [finding for finding, status in statuses.items() if status in (but or (choice.status,))]
        add(f"iri {'NOT ' if but else ''}IN (SELECT value FROM json_each(?))", json.dumps(of))
    return f"WHERE {' AND '.join(clauses)}" if clauses else "", tuple(values)


def _after(prefix: str) -> str:
    """Greater than all that begins with the prefix."""
    return f"{prefix}\U0010ffff"


def _taken(store: "GraphStore", entry: Entry, rules: Mapping[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The findings of a document, one JSON object each, with its evidence in printed order."""
    graph = iri.findings_graph(entry.sha256)
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(store, _FINDINGS % graph):
        row |= rules[row["of"]]
        row["severity"], row["dimension"] = _code(row["severity"], "severity"), _code(row["dimension"], "quality-dimension")
        found[row["finding"]] = _described(row, entry)
    for row in _rows(store, _EVIDENCE % graph) if found else ():
        if row["finding"] in found:
            found[row.pop("finding")]["evidence"].append(_place(row))
    for item in found.values():
        item["evidence"].sort(key=_position)
    yield from found.values()


def _rows(store: "GraphStore", query: str) -> Iterator[dict[str, Any]]:
    answer = store.own_query(query)
    for cells in answer.rows():
        row = zip(answer.columns, cells, strict=True)
        yield {name: None if cell is None else int(cell.value) if name in _NUMBERS else cell.value for name, cell in row}


def _code(concept: str, code_list: str) -> str:
    return concept.removeprefix(f"{BKGC}{code_list}-")


def _position(place: dict[str, Any]) -> tuple[int | str, ...]:
    return (*(place[key] or 0 for key in ("page", "line", "table", "row", "column")), place["iri"])


def _order(item: dict[str, Any]) -> list[str]:
    """What findings are listed by, as texts: the worst first, then by file, rule and place."""
    first = item["evidence"][0] if item["evidence"] else dict.fromkeys(("page", "line", "table", "row", "column")) | {"iri": ""}
    *numbers, place = _position(first)
    numbered = (f"{number:010}" for number in numbers)
    return [str(list(SEVERITIES).index(item["severity"])), item["file"], item["rule"], *numbered, str(place), item["id"]]


def _described(row: dict[str, Any], entry: Entry) -> dict[str, Any]:
    return {
        "id": row["finding"].rsplit("/", 1)[-1] if "~" not in row["finding"] else "/".join(row["finding"].rsplit("/", 2)[-2:]),
        "severity": row["severity"],
        "dimension": row["dimension"],
        "rule": row["rule"],
        "title": row["title"],
        "agency": entry.agency,
        "region": entry.region,
        "level": entry.level,
        "year": entry.year,
        "file": entry.name,
        "document": entry.sha256,
        "message": row["message"],
        "expected": row["expected"],
        "observed": row["observed"],
        "difference": row["difference"],
        "tolerance": row["tolerance"],
        "basis": row["basis"],
        "fine_if": row["fine"],
        "about": row["about"],
        "iri": row["finding"],
        "evidence": [],
    }


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "page": row["page"],
        "table": row["table"],
        "table_title": row["title"],
        "row": row["row"],
        "column": row["column"],
        "line": row["first"],
        "last_line": row["last"],
        "text": row["text"],
        "iri": row["place"],
    }
