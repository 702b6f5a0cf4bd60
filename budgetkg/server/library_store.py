"""The indicator library (指标库) of a build, asked in a worker: usual values, and one entry with everything of it."""

from collections.abc import Sequence
from typing import Any

from budgetkg.library_index import usual_values
from budgetkg.server.stores import Place, opened
from ontology.iri import INDICATOR_LIBRARY

_ABOUT = """
SELECT ?label ?measure ?undecided (GROUP_CONCAT(DISTINCT ?note; separator="\\n") AS ?notes)
  (GROUP_CONCAT(DISTINCT ?concept; separator="\\n") AS ?concepts) WHERE {
  BIND(<%s> AS ?entry)
  ?entry skos:prefLabel ?label .
  OPTIONAL { ?entry bkg:libraryMeasure ?measure }
  OPTIONAL { ?entry bkg:undecidedReason ?undecided }
  OPTIONAL { ?entry skos:editorialNote ?note }
  OPTIONAL { ?entry skos:broadMatch/skos:prefLabel ?concept . FILTER(LANG(?concept) = "zh") }
}
GROUP BY ?label ?measure ?undecided
"""
_TARGETS = """
SELECT ?target ?name ?agency ?region ?year ?project ?printed ?document ?table ?row ?column ?line WHERE {
  ?target bkg:inLibraryEntry <%s> ; bkg:forIndicator ?indicator .
  ?indicator rdfs:label ?name .
  OPTIONAL { ?indicator bkg:ofPlan/bkg:ofDeclaration/rdfs:label ?project }
  OPTIONAL { ?target bkg:agency ?body . ?body rdfs:label ?agency . OPTIONAL { ?body bkg:division/bkg:divisionCode ?region } }
  OPTIONAL { ?target bkg:fiscalYear ?year }
  OPTIONAL { ?target bkg:rawValue ?printed }
  OPTIONAL {
    ?target prov:wasDerivedFrom ?cell .
    OPTIONAL { ?cell bkg:inTable ?in . ?in bkg:tableNumber ?table ; bkg:inDocument/bkg:sha256 ?of_table }
    OPTIONAL { ?cell bkg:inDocument/bkg:sha256 ?of_cell }
    OPTIONAL { ?cell bkg:row ?row }
    OPTIONAL { ?cell bkg:column ?column }
    OPTIONAL { ?cell bkg:lineStart ?line }
    BIND(COALESCE(?of_table, ?of_cell) AS ?document)
  }
}
ORDER BY ?region ?agency ?year ?project ?name ?target ?table ?row ?column
"""
_NUMBERS = frozenset({"table", "row", "column", "line", "year"})


def spreads(place: Place, keys: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """The usual values of entries, by key."""
    return usual_values(opened(place), keys)


def entry(place: Place, key: str) -> dict[str, Any] | None:
    """An entry: spellings with counts, usual values, notes, and each target with the first place where it is printed."""
    iri = _iri(key)
    about = next((row for row in _rows(place, _ABOUT % iri) if row["label"]), None)
    if about is None:
        return None
    targets: dict[str, dict[str, Any]] = {}
    for row in _rows(place, _TARGETS % iri):
        targets.setdefault(row["target"], row)
    names = [row["name"] for row in targets.values()]
    spellings = sorted(((name, names.count(name)) for name in set(names)), key=lambda pair: (-pair[1], pair[0]))
    return {
        "iri": iri,
        "key": key,
        "label": about["label"],
        "measure": about["measure"],
        "undecided": about["undecided"],
        "notes": sorted(filter(None, (about["notes"] or "").split("\n"))),
        "concepts": sorted(filter(None, (about["concepts"] or "").split("\n"))),
        "spellings": [{"name": name, "count": count} for name, count in spellings],
        "agencies": len({row["agency"] for row in targets.values() if row["agency"]}),
        "usual_values": spreads(place, [key]).get(key, []),
        "targets": list(targets.values()),
    }


def _rows(place: Place, query: str) -> list[dict[str, Any]]:
    answer = opened(place).own_query(query)
    return [
        {
            name: None if cell is None else int(cell.value) if name in _NUMBERS else cell.value
            for name, cell in zip(answer.columns, cells, strict=True)
        }
        for cells in answer.rows()
    ]


def _iri(key: str) -> str:
    return f"{INDICATOR_LIBRARY}/{key}"
