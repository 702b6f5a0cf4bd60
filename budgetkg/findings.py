"""Findings (疑点) of a build: chosen, with the places that are their evidence, and written for people or programs."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import click

from budgetkg.csv_cells import plain_row
from budgetkg.findings_index import Choice as Choice
from budgetkg.findings_index import FindingsIndex
from budgetkg.home import Home
from budgetkg.reviews import Review, Reviews, comments, reviewers, statuses, with_reviews
from budgetkg.tables import echo, table, thousands
from ontology.findings import DIMENSIONS, SEVERITIES

_SHOWN_EVIDENCE = 12
_COLUMNS = (
    *("id", "severity", "dimension", "rule", "title", "agency", "region", "year", "file"),
    *("message", "expected", "observed", "difference", "tolerance", "basis", "fine_if", "status"),
)
_PLACE_COLUMNS = ("page", "table", "row", "column", "line", "last_line", "text")
CSV_TITLES = (*_COLUMNS, "reviewers", "comments", *_PLACE_COLUMNS)


def in_yuan(item: Mapping[str, Any]) -> bool:
    """Whether the figures of a finding are money; their difference is in yuan then."""
    return any("元" in (item[name] or "") for name in ("expected", "observed"))


def chosen(home: Home, choice: Choice) -> list[dict[str, Any]]:
    """The findings that are wanted, worst first, then by file and rule, with their reviews: one JSON object each."""
    return list(reviewed(FindingsIndex(home.built()), Reviews(home).all(), choice))


def reviewed(
    index: FindingsIndex, reviews: Mapping[str, Review], choice: Choice, start: int = 0, size: int | None = None
) -> Iterator[dict[str, Any]]:
    """The findings that are wanted, or so many from one on, with their status and what people said of them."""
    return with_reviews(index.all(choice, statuses(reviews), start, size), reviews)


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
        values.append(f"差额 {thousands(item['difference'])}{' 元' if in_yuan(item) else ''}")
    if values:
        yield f"  数值 {'  '.join(values)}"
    yield f"  依据 {item['basis']}"
    yield f"  何种情形下不成问题 {item['fine_if']}"
    if item["said"]:
        who = reviewers(item)
        yield f"  复核 {status_labels()[item['status']]}{f'（{who}）' if who else ''}  {comments(item)}".rstrip()
    for place in item["evidence"][:_SHOWN_EVIDENCE]:
        yield f"  证据 {where(place)}：{place['text']}"
    if (more := len(item["evidence"]) - _SHOWN_EVIDENCE) > 0:
        yield f"  证据 另 {more} 处，--format json 列出全部"


@cache
def status_labels() -> dict[str, str]:
    """What reviewers call what they made of a finding."""
    from ontology.code_labels import codes

    return {code.code: code.zh for code in codes("finding-status")}


def where(place: dict[str, Any]) -> str:
    first, last = place["line"], place["last_line"]
    lines = f"{first}–{last}" if last not in {None, first} else first
    parts = (("第{}页", place["page"]), ("表{}", place["table"]), ("行{}", place["row"]), ("列{}", place["column"]), ("文件行{}", lines))
    return " ".join(pattern.format(value) for pattern, value in parts if value is not None)


def _write_csv(found: Iterable[dict[str, Any]]) -> None:
    rows = csv.writer(sys.stdout, lineterminator="\r\n")
    rows.writerow(CSV_TITLES)
    rows.writerows(map(plain_row, csv_rows(found)))


def csv_rows(found: Iterable[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """A row a piece of evidence, under CSV_TITLES."""
    for item in found:
        for place in item["evidence"]:
            yield (*(item[name] for name in _COLUMNS), reviewers(item), comments(item), *(place[name] for name in _PLACE_COLUMNS))


def write_rules() -> None:
    """The rules, with what each rests on and when it is fine."""
    from search.checks.findings import checks

    rows = [
        (check.rule.id, SEVERITIES[check.rule.severity], DIMENSIONS[check.rule.dimension], check.rule.zh, check.rule.basis, check.rule.fine)
        for check in checks()
    ]
    echo(table(("编号 rule", "程度", "维度", "规则 title", "依据 basis", "何种情形下不成问题 fine if"), rows))
    click.echo(f"{len(rows)} 条规则 rules")
