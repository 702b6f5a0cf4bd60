"""Budget facts as an RDF Data Cube (https://www.w3.org/TR/vocab-data-cube/): one data set for each kind of table of a document.

`cube.ttl` holds the structures and says why an observation is a node of its own. Here every observation gets a value in
every dimension of its structure: the printed one, `cube:_T` where the figure is not broken down, `cube:_U` where the row
prints no code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from ontology import iri
from ontology.amounts import LABEL, TYPE, Amount
from ontology.iri import BASE
from ontology.statements import Statement, Term
from ontology.terms import BKGC, PROV, SKOS, XSD

CUBE = BASE + "cube#"
QB = "http://purl.org/linked-data/cube#"
FILE = Path(__file__).with_name("cube.ttl")

_TOTAL, _NOT_PRINTED = CUBE + "_T", CUBE + "_U"
_YEAR = "http://reference.data.gov.uk/id/gregorian-year/"
_INTERVAL_YEAR = "http://reference.data.gov.uk/def/intervals/Year"
_CLASSES = {
    "functionalClass": "functional-classes",
    "economicClass": "economic-classes",
    "governmentEconomicClass": "government-economic-classes",
    "fundNature": "fund-natures",
}
"""Dimensions whose codes come from many lists, with the list of the cube that holds those in use."""

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Structures:
    """What `cube.ttl` declares."""

    families: dict[str, str]
    """Kind of table → family of tables, which names the structure and the data set."""
    dimensions: dict[str, frozenset[str]]
    """Family → names of its dimensions."""
    labels: dict[str, str]
    """Family → what its tables are called in Chinese."""
    triples: tuple[str, ...]
    """The whole file as N-Triples lines, without the closing point."""


@cache
def structures() -> Structures:
    from rdflib import Graph, URIRef

    graph = Graph().parse(FILE, format="turtle")
    dsd = CUBE + "dsd-"
    kinds = {str(kind): str(s).removeprefix(dsd) for s, kind in graph.subject_objects(URIRef(CUBE + "tableKind"))}
    dimension_of = {s: str(o).removeprefix(CUBE) for s, o in graph.subject_objects(URIRef(QB + "dimension"))}
    dimensions: dict[str, set[str]] = {}
    for structure, component in graph.subject_objects(URIRef(QB + "component")):
        if component in dimension_of:
            dimensions.setdefault(str(structure).removeprefix(dsd), set()).add(dimension_of[component])
    lines = graph.serialize(format="nt", encoding="utf-8").decode().split("\n")
    triples = tuple(sorted(line.removesuffix(" .") for line in lines if line))
    labels = {
        family: next(str(label) for label in graph.objects(URIRef(dsd + family), URIRef(LABEL)) if getattr(label, "language", "") == "zh")
        for family in dimensions
    }
    return Structures(kinds, {family: frozenset(names) for family, names in dimensions.items()}, labels, triples)


def family_of(amount: Amount) -> str:
    """The family whose structure holds the amount. One with a code that its kind of table has no dimension for is `other`."""
    known = structures()
    family = known.families.get(amount.table_kind or "", OTHER)
    return family if _broken_down(amount).keys() <= known.dimensions[family] else OTHER


def _broken_down(amount: Amount) -> dict[str, str]:
    found = {
        "functionalClass": amount.function,
        "economicClass": amount.economic,
        "governmentEconomicClass": amount.government_economic,
        "project": amount.project,
    }
    return {name: value for name, value in found.items() if value}


def cube_statements(document: str, sha256: str, title: str, rows: list[Amount]) -> Iterator[Statement]:
    """Data sets and observations of one document. What the codes, bodies and projects are called is not among them."""
    for family, members in groupby(sorted(rows, key=lambda row: (family_of(row), row.order)), key=family_of):
        dataset = iri.cube_dataset(sha256, family)
        yield _node(dataset, TYPE, QB + "DataSet")
        yield _node(dataset, QB + "structure", f"{CUBE}dsd-{family}")
        yield _node(dataset, PROV + "wasDerivedFrom", document)
        yield _text(dataset, LABEL, f"{title}：{structures().labels[family]}")
        seen: set[tuple[str, ...]] = set()
        for amount in members:
            yield from _observation(dataset, family, amount, seen)


def _observation(dataset: str, family: str, amount: Amount, seen: set[tuple[str, ...]]) -> Iterator[Statement]:
    subject = iri.observation(dataset, amount.fact)
    line = iri.printed_line(dataset, amount.table_number, amount.row, amount.place)
    values = _dimensions(amount) | _classes(amount)
    values = {name: value for name, value in values.items() if name in structures().dimensions[family]}
    key = (line, amount.measure, *(value for _, value in sorted(values.items())))
    if key in seen:
        # Two figures of one row that nothing else tells apart, such as two columns with one heading.
        line = f"{line}/{subject.removeprefix(dataset + '/')}"
    seen.add(key)
    yield _node(subject, TYPE, QB + "Observation")
    yield _node(subject, QB + "dataSet", dataset)
    yield _node(subject, PROV + "wasDerivedFrom", amount.fact)
    yield Statement(subject, CUBE + "amount", Term("literal", amount.yuan, XSD + "decimal"))
    yield _text(subject, CUBE + "measureKind", amount.measure)
    yield _node(subject, CUBE + "printedLine", line)
    yield _node(line, TYPE, CUBE + "PrintedLine")
    yield _text(line, LABEL, amount.label)
    for name, value in values.items():
        yield _node(subject, CUBE + name, value)
        if name in _CLASSES and value not in {_TOTAL, _NOT_PRINTED}:
            yield _node(value, SKOS + "inScheme", CUBE + _CLASSES[name])
    if amount.year:
        yield _node(_YEAR + amount.year, TYPE, _INTERVAL_YEAR)
        yield _text(_YEAR + amount.year, LABEL, amount.year)
    yield from _attributes(subject, amount)


def _dimensions(amount: Amount) -> dict[str, str]:
    return {
        "organization": amount.agency or CUBE + "unknown-organization",
        "fiscalYear": _YEAR + amount.year if amount.year else CUBE + "unknown-year",
        "budgetPhase": amount.phase or _NOT_PRINTED,
        "operationCharacter": amount.side or _NOT_PRINTED,
        "horizon": amount.horizon or _NOT_PRINTED,
        "rowRole": amount.role or _NOT_PRINTED,
        "fundNature": amount.nature or _TOTAL,
        "project": amount.project or CUBE + "all-projects",
    }


def _classes(amount: Amount) -> dict[str, str]:
    """A row with a code in one classification, and every total, is a total over the others; a row without any prints none."""
    codes = {
        "functionalClass": amount.function,
        "economicClass": amount.economic,
        "governmentEconomicClass": amount.government_economic,
    }
    absent = _TOTAL if any(codes.values()) or amount.role == BKGC + "row-role-total" else _NOT_PRINTED
    return {name: code or absent for name, code in codes.items()}


def _attributes(subject: str, amount: Amount) -> Iterator[Statement]:
    yield _node(subject, CUBE + "currency", CUBE + "CNY")
    yield _text(subject, CUBE + "printedAmount", amount.text)
    yield _text(subject, CUBE + "printedUnit", amount.unit)
    for level in amount.levels:
        yield _node(subject, CUBE + "fundingLevel", level)
    if amount.level_label:
        yield _text(subject, CUBE + "fundingLevelLabel", amount.level_label)
    if amount.carried_over:
        yield Statement(subject, CUBE + "carriedOver", Term("literal", "true", XSD + "boolean"))
    for line in amount.statement_lines:
        yield _node(subject, CUBE + "statementLine", line)


def _node(subject: str, predicate: str, value: str) -> Statement:
    return Statement(subject, predicate, Term("iri", value))


def _text(subject: str, predicate: str, value: str) -> Statement:
    return Statement(subject, predicate, Term("literal", value, XSD + "string"))
