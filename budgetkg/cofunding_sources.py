"""Where the rows of co-funding (资金配套) are printed: for every row of `budgetkg.cofunding`, the cells that it rests on."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from budgetkg.evidence import places
from ontology.nquads import exact

if TYPE_CHECKING:
    from budgetkg.cofunding import Row
    from search.graph.store import GraphStore

Place = dict[str, Any]
_AGENCY = """
  ?thing bkg:agency ?body . ?body rdfs:label ?own_name . OPTIONAL { ?body bkg:mergedInto/rdfs:label ?main }
  BIND(COALESCE(?main, ?own_name) AS ?agency)
"""
_PROJECTS = f"""SELECT DISTINCT ?agency ?name ?year ?thing {{
  VALUES ?name {{ %s }} ?thing a bkg:ProjectDeclaration ; rdfs:label ?name . OPTIONAL {{ ?thing bkg:fiscalYear ?year }} {_AGENCY} }}"""
_AMOUNTS = f"""SELECT DISTINCT ?agency ?name ?source ?amount ?thing {{
  VALUES ?name {{ %s }} ?declaration a bkg:ProjectDeclaration ; rdfs:label ?name .
  ?thing bkg:ofDeclaration ?declaration ; a bkg:LevelAmount ; rdfs:label ?source ; bkg:amount ?amount . {_AGENCY} }}"""
_RULES = f"""SELECT DISTINCT ?agency ?text ?year ?thing {{
  VALUES ?text {{ %s }} ?thing a bkg:CofundingRule ; bkg:ruleText ?text . OPTIONAL {{ ?thing bkg:fiscalYear ?year }} {_AGENCY} }}"""
_TRANSFERS = """SELECT DISTINCT ?from ?to ?thing {
  VALUES ?to { %s } ?receiver rdfs:label ?to . ?thing a bkg:IntergovernmentalTransfer ; bkg:toGovernment ?receiver ;
    bkg:fromGovernment/rdfs:label ?from }"""


def sources(store: "GraphStore", found: "Mapping[str, list[Row]]") -> dict[str, list[list[Place]]]:
    """For every row of every part, the places (as in `evidence.places`) that it rests on, in reading order."""
    projects = _keyed(store, _PROJECTS, (text(row, "project_name") for row in found["members"]))
    amounts = _keyed(store, _AMOUNTS, (text(row, "project_name") for row in found["amounts"]))
    rules = _keyed(store, _RULES, (text(row, "rule_text") for row in found["declared"]))
    transfers = _keyed(store, _TRANSFERS, (text(row, "to_name") for row in found["transfers"]))
    of_amount = {id(row): amounts.get(_key(row, "agency_name", "project_name", "source", "amount"), []) for row in found["amounts"]}
    of_level: dict[tuple[str, ...], list[str]] = {}
    for row in found["amounts"]:
        for level in text(row, "level").split("、"):
            of_level.setdefault((*_key(row, "agency_name", "programme_name", "basis_year"), level), []).extend(of_amount[id(row)])
    of_case: dict[tuple[str, ...], list[str]] = {}
    for row in found["declared"]:
        of_case.setdefault(_key(row, "agency_name", "condition", "rule_year"), []).extend(
            rules.get(_key(row, "agency_name", "rule_text", "rule_year"), [])
        )

    def levels(row: "Row", *names: str) -> list[str]:
        base = _key(row, "agency_name", "programme_name", "basis_year")
        return [iri for name in names for level in (*text(row, name).split("、"), "未写明") for iri in of_level.get((*base, level), ())]

    def things(part: str, row: "Row") -> list[str]:
        match part:
            case "members":
                return projects.get(_key(row, "agency_name", "project_name", "budget_year"), [])
            case "amounts":
                return of_amount[id(row)]
            case "declared":
                return rules.get(_key(row, "agency_name", "rule_text", "rule_year"), [])
            case "transfers":
                return transfers.get(_key(row, "from_name", "to_name"), [])
            case "hypotheses":
                return [*of_case.get(_key(row, "rule_agency_name", "condition", "rule_year"), ()), *levels(row, "level")]
            case _:
                names = ("level", "other_level")
                return [*of_case.get(_key(row, "agency_name", "condition", "budget_year"), ()), *levels(row, *names)]

    wanted = {part: [things(part, row) for row in rows] for part, rows in found.items()}
    every = sorted({iri for rows in wanted.values() for iris in rows for iri in iris})
    printed: dict[str, list[Place]] = {}
    for place in places(store, every) if every else ():
        printed.setdefault(place["thing"], []).append(place)
    return {part: [_once(place for iri in iris for place in printed.get(iri, ())) for iris in rows] for part, rows in wanted.items()}


def text(row: "Row", name: str) -> str:
    cell = row.get(name)
    return cell.value if cell else ""


def _key(row: "Row", *names: str) -> tuple[str, ...]:
    return tuple(text(row, name) for name in names)


def _keyed(store: "GraphStore", query: str, names: Iterable[str]) -> dict[tuple[str, ...], list[str]]:
    """The things of a query by the values of its other columns."""
    wanted = sorted({name for name in names if name})
    found: dict[tuple[str, ...], list[str]] = {}
    if wanted:
        for *key, thing in store.select(query % " ".join(map(exact, wanted))):
            if thing is not None:
                found.setdefault(tuple(cell.value if cell else "" for cell in key), []).append(thing.value)
    return found


def _once(found: Iterable[Place]) -> list[Place]:
    return list({place["place"]: place for place in found}.values())
