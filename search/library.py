"""The indicator library (指标库): what the graph of a document gives to it, and how usual values are told."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal
from statistics import median
from typing import get_args

from ontology import iri
from ontology.fixed_lists import canonical_unit
from ontology.indicator_meaning import meaning
from ontology.library import Entry, Figure, Member, Spread
from ontology.records import Basis, Clause, Direction
from ontology.terms import BKGC
from search.graph.store import GraphStore, Term
from search.likeness.compare import quartiles

_TARGETS = """
SELECT ?target ?name ?category ?agency_name ?region ?year ?raw WHERE {
  ?target a bkg:Target ; bkg:forIndicator ?indicator .
  ?indicator rdfs:label ?name .
  OPTIONAL { ?indicator bkg:category ?category }
  OPTIONAL { ?target bkg:agency ?agency . ?agency rdfs:label ?agency_name OPTIONAL { ?agency bkg:division ?region } }
  OPTIONAL { ?target bkg:fiscalYear ?year }
  OPTIONAL { ?target bkg:rawValue ?raw }
}"""
_CLAUSES = """
SELECT ?target ?clause ?value ?unit ?basis ?direction ?subject ?before ?after ?frequency ?rating WHERE {
  ?target a bkg:Target ; bkg:hasClause ?clause . ?clause bkg:quantityBasis ?basis .
  OPTIONAL { ?clause bkg:value ?value }
  OPTIONAL { ?clause bkg:unit ?unit }
  OPTIONAL { ?clause bkg:direction ?direction }
  OPTIONAL { ?clause bkg:subjectText ?subject }
  OPTIONAL { ?clause bkg:notBefore ?before }
  OPTIONAL { ?clause bkg:notAfter ?after }
  OPTIONAL { ?clause bkg:frequency ?frequency }
  OPTIONAL { ?clause bkg:rating ?rating }
}
ORDER BY ?target ?clause"""

_BASES: dict[str, Basis] = {name.replace("_", "-"): name for name in get_args(Basis)}
_DIRECTIONS: dict[str | None, Direction | None] = {None: None, **{name: name for name in get_args(Direction)}}
_MEMBER = tuple(field.name for field in fields(Member))


def members(nquads: bytes) -> list[Member]:
    """The targets in the graph of a document, sorted by IRI."""
    store = GraphStore.in_memory(nquads)
    clauses: dict[str, list[Clause]] = {}
    for target, _, value, unit, basis, direction, subject, before, after, frequency, rating in map(_texts, store.select(_CLAUSES)):
        clauses.setdefault(target or "", []).append(
            Clause(
                comparator=None,
                origin=None,
                value=None if value is None else Decimal(value),
                unit=unit,
                basis=_BASES[_code(basis, "basis") or "level"],
                direction=_DIRECTIONS[_code(direction, "direction")],
                subject=subject,
                not_before=before,
                not_after=after,
                frequency=frequency,
                rating=rating,
            )
        )
    found = {}
    for target, name, category, agency, region, year, raw in map(_texts, store.select(_TARGETS)):
        if target and name:
            said = tuple(clauses.get(target, ()))
            means = meaning(name, said, _code(category, "category"))
            found[target] = Member(
                target,
                name,
                iri.library_entry(means.key),
                means.measure,
                means.undecided,
                agency,
                region.rsplit("/", 1)[1][:6] if region else None,
                int(year) if year else None,
                raw,
                tuple(_figures(said)),
                raw if raw and not any(clause.value is not None for clause in said) else "",
            )
    return [found[target] for target in sorted(found)]


def spreads(entry: Entry) -> Iterator[Spread]:
    """Usual values of an entry, by unit and basis, those with the most values first."""
    for (unit, basis), figures in sorted(entry.figures().items(), key=lambda item: (-len(item[1]), item[0])):
        values = [value for value, _ in figures]
        quarters = quartiles(values)
        yield Spread(
            unit,
            basis,
            len(values),
            len({who for _, who in figures}),
            min(values),
            median(values),
            max(values),
            (quarters[0], quarters[2]) if quarters else None,
        )


def dump(items: Iterable[Member]) -> bytes:
    """JSON Lines; the same members give the same bytes."""
    rows = ({name: getattr(item, name) for name in _MEMBER} for item in items)
    return b"".join(json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_plain).encode() + b"\n" for row in rows)


def load(lines: bytes) -> list[Member]:
    """What `dump` wrote."""
    rows = (json.loads(line) for line in lines.split(b"\n") if line)
    return [Member(**{**row, "figures": tuple(_read(one) for one in row["figures"])}) for row in rows]


def _plain(figure: Figure) -> dict[str, str]:
    return {"value": str(figure.value), "unit": figure.unit, "basis": figure.basis}


def _read(figure: dict[str, str]) -> Figure:
    return Figure(Decimal(figure["value"]), figure["unit"], figure["basis"])


def _figures(clauses: Iterable[Clause]) -> Iterator[Figure]:
    for clause in clauses:
        if clause.value is not None:
            unit, factor = canonical_unit(clause.unit)
            sign = -1 if clause.basis != "level" and clause.direction == "decrease" else 1
            yield Figure(sign * clause.value * factor, unit or "", clause.basis)


def _texts(row: tuple[Term | None, ...]) -> tuple[str | None, ...]:
    return tuple(cell.value if isinstance(cell, Term) else None for cell in row)


def _code(term: str | None, code_list: str) -> str | None:
    return term.removeprefix(f"{BKGC}{code_list}-") if term else None
