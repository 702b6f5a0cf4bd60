"""Findings (疑点) of a build: chosen, with the places that are their evidence, and written for people or programs."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from budgetkg.home import Entry, Generation
from budgetkg.tables import echo, table, thousands
from ontology.findings import DIMENSIONS, SEVERITIES
from ontology.terms import BKGC

if TYPE_CHECKING:
    from search.store import GraphStore

_FINDINGS = """
SELECT ?finding ?document ?rule ?title ?dimension ?severity ?basis ?message ?expected ?observed ?difference ?tolerance ?fine ?about
WHERE {
  ?finding a bkg:Finding ; bkg:inDocument ?document ; bkg:ofRule ?of ; bkg:severity ?severity ;
    bkg:message ?message ; bkg:fineIf ?fine ; bkg:about ?about .
  ?of skos:notation ?rule ; skos:prefLabel ?title ; bkg:qualityDimension ?dimension ; dct:source ?basis .
  FILTER(LANG(?title) = "zh")
  OPTIONAL { ?finding bkg:expected ?expected }
  OPTIONAL { ?finding bkg:observed ?observed }
  OPTIONAL { ?finding bkg:difference ?difference }
  OPTIONAL { ?finding bkg:tolerance ?tolerance }
}
"""
_EVIDENCE = """
SELECT ?finding ?place ?page ?table ?title ?row ?column ?first ?last ?text
WHERE {
  ?finding a bkg:Finding ; bkg:evidence ?place .
  OPTIONAL { ?place bkg:printedText ?text }
  OPTIONAL { ?place bkg:lineStart ?first }
  OPTIONAL { ?place bkg:lineEnd ?last }
  OPTIONAL { ?place bkg:row ?row }
  OPTIONAL { ?place bkg:column ?column }
  OPTIONAL { ?place bkg:inTable/bkg:tableNumber ?table }
  OPTIONAL { ?place bkg:inTable/bkg:tableTitle ?title }
  OPTIONAL { ?place bkg:page ?own_page }
  OPTIONAL { ?place bkg:inTable/bkg:page ?table_page }
  BIND(COALESCE(?own_page, ?table_page) AS ?page)
}
"""
_NUMBERS = frozenset({"page", "table", "row", "column", "first", "last"})
_SHOWN_EVIDENCE = 12
_COLUMNS = (
    *("id", "severity", "dimension", "rule", "title", "agency", "region", "year", "file"),
    *("message", "expected", "observed", "difference", "tolerance", "basis", "fine_if"),
)
_PLACE_COLUMNS = ("page", "table", "row", "column", "line", "last_line", "text")


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

    def takes_document(self, entry: Entry) -> bool:
        return (
            (self.document is None or entry.name == self.document or entry.sha256.startswith(self.document))
            and (self.agency is None or self.agency in (entry.agency or ""))
            and (self.region is None or (entry.region or "").startswith(self.region))
            and (self.year is None or entry.year == self.year)
        )

    def takes(self, found: dict[str, Any]) -> bool:
        wanted = {"rule": self.rule, "severity": self.severity, "dimension": self.dimension}
        return all(value is None or found[key] == value for key, value in wanted.items())


def chosen(generation: Generation, choice: Choice) -> list[dict[str, Any]]:
    """The findings that are wanted, worst first, then by file and rule: one JSON object each."""
    from ontology import iri
    from search.store import GraphStore

    store = GraphStore.open(generation.store)
    entries = {iri.document(entry.sha256): entry for entry in generation.manifest().documents if choice.takes_document(entry)}
    found: dict[str, dict[str, Any]] = {}
    for row in _rows(store, _FINDINGS):
        entry = entries.get(row["document"])
        row["severity"], row["dimension"] = _code(row["severity"], "severity"), _code(row["dimension"], "quality-dimension")
        if entry is not None and choice.takes(row):
            found[row["finding"]] = _described(row, entry)
    for row in _rows(store, _EVIDENCE) if found else ():
        if row["finding"] in found:
            found[row.pop("finding")]["evidence"].append(_place(row))
    for item in found.values():
        item["evidence"].sort(key=_position)
    return sorted(found.values(), key=_order)


def _position(place: dict[str, Any]) -> tuple[int | str, ...]:
    return (*(place[key] or 0 for key in ("page", "line", "table", "row", "column")), place["iri"])


def _order(item: dict[str, Any]) -> tuple[int | str, ...]:
    return list(SEVERITIES).index(item["severity"]), item["file"], item["rule"], *_position(item["evidence"][0]), item["id"]


def _rows(store: "GraphStore", query: str) -> Iterator[dict[str, Any]]:
    answer = store.own_query(query)
    for cells in answer.rows():
        row = zip(answer.columns, cells, strict=True)
        yield {name: None if cell is None else int(cell.value) if name in _NUMBERS else cell.value for name, cell in row}


def _code(concept: str, code_list: str) -> str:
    return concept.removeprefix(f"{BKGC}{code_list}-")


def _described(row: dict[str, Any], entry: Entry) -> dict[str, Any]:
    return {
        "id": row["finding"].rsplit("/", 1)[-1] if "~" not in row["finding"] else "/".join(row["finding"].rsplit("/", 2)[-2:]),
        "severity": row["severity"],
        "dimension": row["dimension"],
        "rule": row["rule"],
        "title": row["title"],
        "agency": entry.agency,
        "region": entry.region,
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


def write(found: list[dict[str, Any]], form: str) -> None:
    """Write findings to standard output: `table` for people, `json` as one array, `csv` with a row a piece of evidence."""
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif form == "csv":
        _write_csv(found)
    else:
        for item in found:
            click.echo("\n".join(_block(item)) + "\n")
        counts = "、".join(f"{name} {sum(item['severity'] == code for item in found)}" for code, name in SEVERITIES.items())
        click.echo(f"{len(found)} 条疑点 findings：{counts}。疑点不等于问题，以原文为准 / to be checked against the source")


def _block(item: dict[str, Any]) -> Iterator[str]:
    yield f"{SEVERITIES[item['severity']]} {item['id']}  {item['agency'] or '？'}  {item['year'] or '？'}  {item['file']}"
    yield f"  规则 {DIMENSIONS[item['dimension']]}  {item['title']}（{item['rule']}）"
    yield f"  说明 {item['message']}"
    values = [f"{name} {item[key]}" for name, key in (("应为", "expected"), ("实为", "observed")) if item[key]]
    if item["difference"]:
        values.append(f"差额 {thousands(item['difference'])}")
    if values:
        yield f"  数值 {'  '.join(values)}"
    yield f"  依据 {item['basis']}"
    yield f"  何种情形下不成问题 {item['fine_if']}"
    for place in item["evidence"][:_SHOWN_EVIDENCE]:
        yield f"  证据 {where(place)}：{place['text']}"
    if (more := len(item["evidence"]) - _SHOWN_EVIDENCE) > 0:
        yield f"  证据 另 {more} 处，--format json 列出全部"


def where(place: dict[str, Any]) -> str:
    first, last = place["line"], place["last_line"]
    lines = f"{first}–{last}" if last not in {None, first} else first
    parts = (("第{}页", place["page"]), ("表{}", place["table"]), ("行{}", place["row"]), ("列{}", place["column"]), ("文件行{}", lines))
    return " ".join(pattern.format(value) for pattern, value in parts if value is not None)


def _write_csv(found: Iterable[dict[str, Any]]) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\r\n")
    rows.writerow((*_COLUMNS, *_PLACE_COLUMNS))
    for item in found:
        for place in item["evidence"]:
            rows.writerow((*(item[name] for name in _COLUMNS), *(place[name] for name in _PLACE_COLUMNS)))


def write_rules() -> None:
    """The rules, with what each rests on and when it is fine."""
    from search.findings import checks

    rows = [
        (check.rule.id, SEVERITIES[check.rule.severity], DIMENSIONS[check.rule.dimension], check.rule.zh, check.rule.basis, check.rule.fine)
        for check in checks()
    ]
    echo(table(("编号 rule", "程度", "维度", "规则 title", "依据 basis", "何种情形下不成问题 fine if"), rows))
    click.echo(f"{len(rows)} 条规则 rules")
