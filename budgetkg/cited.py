"""What is stated to rest on an official document, found by its number (文号)."""

from typing import TYPE_CHECKING, Any

from budgetkg.evidence import places

if TYPE_CHECKING:
    from search.graph.store import GraphStore

MOST = 50
_CITING = """
SELECT DISTINCT ?thing ?basis ?text ?agency ?year WHERE {
  { SELECT ?thing ?basis WHERE { %s } LIMIT %d }
  OPTIONAL { ?thing bkg:ruleText ?text }
  OPTIONAL { ?thing bkg:agency/rdfs:label ?agency }
  OPTIONAL { ?thing bkg:fiscalYear ?year }
}
ORDER BY ?agency ?year ?thing
"""


def citing(store: "GraphStore", number: str) -> list[dict[str, Any]]:
    """Norms, ratios and transfers of this number, each with its sentence, agency, year and first place; MOST at most.

    number: as `budgetkg.typed.document_number` gives it; one without its issuer stands for those of any.
    """
    issuer, bracket, rest = number.partition("〔")
    if issuer:  # words that lead up to the issuer may stand before it: 根据财预〔2021〕101号
        names = " ".join(f'"{issuer[start:]}{bracket}{rest}"' for start in range(len(issuer)))
        where = f"VALUES ?basis {{ {names} }} ?thing bkg:legalBasis ?basis"
    else:
        where = f'?thing bkg:legalBasis ?basis . FILTER(STRENDS(?basis, "{number}"))'
    answer = store.own_query(_CITING % (where, MOST))
    found: list[dict[str, Any]] = [
        {name: cell.value if cell else None for name, cell in zip(answer.columns, row, strict=True)} for row in answer.rows()
    ]
    printed: dict[str, dict[str, Any]] = {}
    for place in places(store, [one["thing"] for one in found]) if found else ():
        printed.setdefault(place["thing"], place)
    return [one | {"place": printed.get(one["thing"])} for one in found]
