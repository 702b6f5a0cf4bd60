"""What a validation found, told as people need it: what it is about, and where that is printed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ontology.nquads import exact
from ontology.privacy import mask
from ontology.terms import BKG, RDFS, SKOS
from search.graph.store import GraphStore, Term
from search.graph.validate import Report, Result

ASKED_AT_ONCE = 500

_LABELS = (
    f"{RDFS}label",
    f"{SKOS}prefLabel",
    *(BKG + name for name in ("rowLabel", "clauseText", "rawValue", "goalText", "ruleText", "conditionText", "tableTitle", "printedText")),
    *(BKG + name for name in ("observedLabel", "message", "fileName")),
    f"{SKOS}notation",
)
"""What names a thing, best first."""

_OWNER = "bkg:forIndicator|^bkg:hasClause/bkg:forIndicator|bkg:ofDeclaration|^bkg:hasShare|^bkg:hasCondition"
_OWNER_LABEL = f"?focus ({_OWNER}) ?owner . ?owner rdfs:label|bkg:ruleText ?label"

_PLACES = (
    "?focus prov:wasDerivedFrom ?place",
    "?focus bkg:inTable|bkg:tableNumber|bkg:sha256|bkg:printedText ?any BIND(?focus AS ?place)",
    "?owner ?link ?focus . ?owner prov:wasDerivedFrom ?place",
    "?focus ?link ?other . ?other prov:wasDerivedFrom ?place",
    "?focus bkg:inDocument ?place",
)
"""Where a thing is printed, best first: where it says so, itself, what refers to it, what it refers to, its document."""

Statements = Mapping[str, Sequence[str]]
"""Property → values of one thing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source; None and "" where the graph does not say."""

    iri: str
    file: str
    page: int | None
    table: int | None
    row: int | None
    column: int | None
    line_start: int | None
    line_end: int | None
    text: str
    """What is printed there, personal data masked."""
    others: int
    """In how many other places it is printed too."""


@dataclass(frozen=True, slots=True)
class PlacedResult:
    result: Result
    what: Term
    """What the result is about; for a text at fault, what has that text."""
    label: str
    value: str
    """The value at fault, personal data masked; "" where one is lacking."""
    place: Place | None


def placed(store: GraphStore, report: Report) -> list[PlacedResult]:
    """One placed result for each result, in the order of the report; for a text at fault one for each thing that has it."""
    about = [(result, what) for result in report.results for what in _what(store, result.focus)]
    iris = sorted({what.value for _, what in about if what.kind == "iri"})
    labels, places = _labels(store, iris), _places(store, iris)
    return [
        PlacedResult(result, what, mask(labels.get(what.value, "")), _value(result), places.get(what.value) if what.kind == "iri" else None)
        for result, what in about
    ]


def _what(store: GraphStore, focus: Term) -> list[Term]:
    if focus.kind != "literal":
        return [focus]
    more = f"@{focus.language}" if focus.language else f"^^<{focus.datatype}>"
    rows = store.select(f"SELECT DISTINCT ?what {{ ?what ?property {exact(focus.value)}{more} }}")
    return sorted((row[0] for row in rows if row[0]), key=lambda term: term.value)


def _value(result: Result) -> str:
    if result.value is None or (result.value == result.focus and result.focus.kind != "literal"):
        return ""
    return mask(result.value.value)


def _labels(store: GraphStore, iris: Sequence[str]) -> dict[str, str]:
    """`来信办理率 ≥90%` for a target: the name of what it belongs to before its own."""
    found: dict[str, str] = {}
    for iri, said in _said(store, iris).items():
        found[iri] = next((min(said[name]) for name in _LABELS if name in said), "")
    for focus, label in _asked(store, iris, "?focus (MIN(?label) AS ?first)", _OWNER_LABEL, "GROUP BY ?focus"):
        own = found.get(focus, "")
        found[focus] = own if label in own else f"{label} {own}".rstrip()
    nameless = [iri for iri in iris if not found.get(iri)]
    pattern = "?focus bkg:agency/rdfs:label ?label"
    return found | {focus: label for focus, label in _asked(store, nameless, "?focus (MIN(?label) AS ?first)", pattern, "GROUP BY ?focus")}


def _places(store: GraphStore, iris: Sequence[str]) -> dict[str, Place]:
    first: dict[str, tuple[str, int]] = {}
    for pattern in _PLACES:
        left = [iri for iri in iris if iri not in first]
        columns = "?focus (MIN(STR(?place)) AS ?first) (COUNT(DISTINCT ?place) AS ?number)"
        for focus, place, number in _asked(store, left, columns, pattern, "GROUP BY ?focus"):
            first[focus] = place, int(number)
    places = _said(store, sorted({place for place, _ in first.values()}))
    tables = _said(store, _linked(places, "inTable"))
    documents = _said(store, _linked(places | tables, "inDocument"))
    return {focus: _place(place, number - 1, places.get(place, {}), tables, documents) for focus, (place, number) in first.items()}


def _place(iri: str, others: int, said: Statements, tables: Mapping[str, Statements], documents: Mapping[str, Statements]) -> Place:
    table = tables.get(_one(said, "inTable"), said)
    document = documents.get(_one(said, "inDocument") or _one(table, "inDocument"), said)
    text = mask(_one(said, "printedText") or _one(said, "tableTitle"))
    return Place(
        iri,
        _one(document, "fileName"),
        _number(said, "page") or _number(table, "page"),
        _number(table, "tableNumber"),
        _number(said, "row"),
        _number(said, "column"),
        _number(said, "lineStart"),
        _number(said, "lineEnd"),
        text,
        others,
    )


def _one(said: Statements, name: str) -> str:
    return min(said.get(BKG + name, ("",)))


def _number(said: Statements, name: str) -> int | None:
    text = _one(said, name)
    return int(text) if text.isascii() and text.isdigit() else None


def _linked(said: Mapping[str, Statements], name: str) -> list[str]:
    return sorted({target for statements in said.values() for target in statements.get(BKG + name, ())})


def _said(store: GraphStore, iris: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for focus, name, value in _asked(store, iris, "?focus ?property ?value", "?focus ?property ?value"):
        found.setdefault(focus, {}).setdefault(name, []).append(value)
    return found


def _asked(store: GraphStore, iris: Sequence[str], columns: str, pattern: str, more: str = "") -> Iterator[tuple[Any, ...]]:
    """Rows of text for a pattern about each of the IRIs, asked so many at a time."""
    for start in range(0, len(iris), ASKED_AT_ONCE):
        values = " ".join(f"<{iri}>" for iri in iris[start : start + ASKED_AT_ONCE])
        rows = store.select(f"SELECT {columns} {{ VALUES ?focus {{ {values} }} {pattern} }} {more}")
        yield from (tuple(cell.value if cell else "" for cell in row) for row in rows if row[0])
