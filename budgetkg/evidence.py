"""What a build can be asked by programs, each answer with its evidence: behind the REST API and the tools for agents (MCP).

Plain values in, plain values out, ready for JSON. Queries of strangers are not run here: see `budgetkg.server.stores`.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from budgetkg.home import Entry
from ontology.errors import UsageError
from ontology.statements import Term

if TYPE_CHECKING:
    from search.graph.store import GraphStore
    from search.likeness.hits import Query
    from search.likeness.index import SearchIndex

Json = dict[str, Any]

# Each property in an OPTIONAL of its own: of two in one the engine joins those of the whole graph, for every request.
_PLACES = """
SELECT ?thing ?place ?page ?table ?title ?row ?column ?line ?last_line ?text ?rule ?heading ?file ?sha256 ?media WHERE {
  VALUES ?thing { %s }
  { ?thing prov:wasDerivedFrom ?place } UNION { ?thing bkg:readByRule ?any . BIND(?thing AS ?place) }
  OPTIONAL { ?place bkg:printedText ?text }
  OPTIONAL { ?place bkg:readByRule ?rule }
  OPTIONAL { ?place bkg:headingPath ?heading }
  OPTIONAL { ?place bkg:row ?row }
  OPTIONAL { ?place bkg:column ?column }
  OPTIONAL { ?place bkg:lineStart ?line }
  OPTIONAL { ?place bkg:lineEnd ?last_line }
  OPTIONAL { ?place bkg:inTable ?in . ?in bkg:tableNumber ?table ; bkg:inDocument ?of_table . OPTIONAL { ?in bkg:tableTitle ?title } }
  OPTIONAL { ?place bkg:inDocument ?of_place }
  OPTIONAL { ?place bkg:page ?own_page }
  OPTIONAL { ?place bkg:inTable/bkg:page ?table_page }
  BIND(COALESCE(?own_page, ?table_page) AS ?page)
  BIND(COALESCE(?of_table, ?of_place) AS ?document)
  OPTIONAL { ?document bkg:fileName ?file ; bkg:sha256 ?sha256 ; bkg:mediaType ?media }
}
ORDER BY ?thing ?file ?page ?line ?table ?row ?column
"""
_ABOUT = """
SELECT ?property ?value ?label WHERE {
  <%s> ?property ?value . OPTIONAL { ?value rdfs:label|skos:prefLabel ?label FILTER(LANG(?label) IN ("", "zh")) }
}
ORDER BY ?property ?value
"""
_INTEGERS = frozenset({"page", "table", "row", "column", "line", "last_line"})


def documents(entries: Iterable[Entry]) -> list[Json]:
    """Without the paths of files on this machine."""
    names = ("sha256", "name", "title", "kind", "agency", "region", "year", "projects", "targets", "triples", "issues")
    return [{name: getattr(entry, name) for name in names} for entry in entries]


def search(index: "SearchIndex", query: "Query") -> list[Json]:
    """The targets most like a text, and why. Raises UsageError for a filter that does not fit."""
    return [hit.to_json() for hit in index.search(query)]


def provenance(store: "GraphStore", iri: str) -> Json:
    """What is said of a node, and every place where it is printed. Raises UsageError where nothing is said of it."""
    from search.graph.store import is_iri

    if not is_iri(iri):
        raise UsageError("evidence.iri", "不是 IRI", "写完整的地址，如 https://w3id.org/budgetkg/id/…", iri[:200])
    about = [
        {"property": prop.value, "value": value.value, "label": label.value if label else None}
        for prop, value, label in store.select(_ABOUT % iri)
        if prop and value
    ]
    if not about:
        raise UsageError("evidence.missing", "图里没有这个节点", "先用搜索或查询得到它的 IRI", iri[:200])
    return {"iri": iri, "statements": about, "places": places(store, [iri])}


def places(store: "GraphStore", iris: Iterable[str]) -> list[Json]:
    """Where nodes are printed: document, page, table, row, column, lines, the printed text, the rule that read it.

    `picture`: where the server has a picture of the page, of a PDF.
    """
    answer = store.own_query(_PLACES % " ".join(f"<{iri}>" for iri in iris))
    found = []
    for row in answer.rows():
        named = {name: _plain(name, cell) for name, cell in zip(answer.columns, row, strict=True)}
        media = named.pop("media")
        if named["place"] is not None:
            shown = media == "application/pdf" and named["page"] is not None
            found.append(named | {"picture": f"/documents/{named['sha256'][:16]}/pages/{named['page']}.png" if shown else None})
    return found


def answer(columns: Iterable[str], rows: Iterable[Iterable[Term | None]]) -> list[Json]:
    """Rows of an answer as objects; numbers stay decimal strings, so that no reader turns them into binary fractions."""
    names = tuple(columns)
    return [{name: cell.value if cell else None for name, cell in zip(names, row, strict=True)} for row in rows]


def named_queries() -> list[Json]:
    """The questions that ship with the program, with their parameters."""
    from search.graph.questions import questions

    def described(one: Any) -> Mapping[str, str]:
        return {"name": one.name, "type": one.type, "default": one.default, "zh": one.zh, "en": one.en}

    return [{"name": q.name, "zh": q.zh, "en": q.en, "parameters": [described(p) for p in q.parameters]} for q in questions()]


def _plain(name: str, cell: Term | None) -> Any:
    return None if cell is None else int(cell.value) if name in _INTEGERS else cell.value
