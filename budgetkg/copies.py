"""`budgetkg copies`: texts that repeat inside an agency and across cities, with the shared passage and both places."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from budgetkg.library_tables import place_text

if TYPE_CHECKING:
    from search.copies import Copy, Text
    from search.graph.store import GraphStore

KINDS = {"goal": "目标", "overview": "概况", "description": "指标说明", "indicators": "指标表"}
SCOPES = {"same-year": "同一部门的几个项目", "other-year": "同一部门跨年", "across": "跨部门"}
_PASSAGE, _SHOWN = 120, 6
_PLACES = """
SELECT ?thing ?file ?page ?table ?row ?column ?line WHERE {
  VALUES ?thing { %s }
  ?thing prov:wasDerivedFrom|^bkg:ofPlan/prov:wasDerivedFrom ?cell .
  { ?cell bkg:inTable ?printed . ?printed bkg:tableNumber ?table ; bkg:inDocument/bkg:fileName ?file }
  UNION { ?cell bkg:inDocument/bkg:fileName ?file }
  OPTIONAL { ?cell bkg:page ?page }
  OPTIONAL { ?cell bkg:row ?row }
  OPTIONAL { ?cell bkg:column ?column }
  OPTIONAL { ?cell bkg:lineStart ?line }
}
ORDER BY ?thing DESC(BOUND(?table)) ?file ?line ?row ?column"""


def to_json(found: Iterable["Copy"], store: "GraphStore") -> list[dict[str, Any]]:
    """Every copy with all its places."""
    every = list(found)
    where = _places(store, {text.iri for copy in every for text in copy.places})
    return [
        {
            "passage": copy.passage,
            "kind": copy.kind,
            "length": copy.length,
            "share": copy.share,
            "exact": copy.exact,
            "scope": sorted(copy.scope),
            "places": [_place(text) | {"place": where.get(text.iri)} for text in copy.places],
        }
        for copy in every
    ]


def show(found: list[dict[str, Any]]) -> None:
    """One block a passage."""
    for number, copy in enumerate(found, start=1):
        count = f"{copy['length']} {'行' if copy['kind'] == 'indicators' else '字'}"
        how = "整段相同" if copy["exact"] else f"占较短一方的 {copy['share']:.0%}"
        click.echo(f"{number}  {KINDS[copy['kind']]}，{'、'.join(SCOPES[scope] for scope in copy['scope'])}，{count}，{how}")
        passage = " / ".join(copy["passage"].split("\n"))
        click.echo(f"  共有 shared：{passage[:_PASSAGE]}{'……' if len(passage) > _PASSAGE else ''}")
        for place in copy["places"][:_SHOWN]:
            named = "  ".join(filter(None, (place["agency"], str(place["year"] or ""), place["project"] or "部门整体")))
            click.echo(f"  {named}  {place_text(place['place'])}".rstrip())
        if len(copy["places"]) > _SHOWN:
            click.echo(f"  ……另 {len(copy['places']) - _SHOWN} 处 more")
        click.echo()


def _place(text: "Text") -> dict[str, Any]:
    return {"iri": text.iri, "agency": text.agency, "region": text.region, "year": text.year, "project": text.project, "text": text.text}


def _places(store: "GraphStore", things: set[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if things:
        names = ("page", "table", "row", "column", "line")
        for row in store.select(_PLACES % " ".join(f"<{one}>" for one in sorted(things))):
            thing, file, *numbers = (cell.value if cell else None for cell in row)
            if thing and thing not in found:
                found[thing] = {"file": file} | {name: int(value) if value else None for name, value in zip(names, numbers, strict=True)}
    return found
