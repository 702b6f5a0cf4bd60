"""Asking the search index, and telling what it found."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import fields, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from budgetkg.cli import ReaderGone
from budgetkg.inputs import opened
from budgetkg.tables import echo, table
from ontology.errors import BudgetkgError, UsageError
from search.likeness.hits import Query

if TYPE_CHECKING:
    from search.likeness.hits import Hit
    from search.likeness.index import SearchIndex

AT_ONCE = 256
"""Queries of a batch that are encoded together."""
FILTERS = frozenset(field.name for field in fields(Query)) - {"text"}
HORIZONS = {"annual": "年度", "half_year": "半年", "implementation": "实施期", "mid_long_term": "中长期"}


def run_batch(index: "SearchIndex", path: Path, defaults: Query) -> int:
    """Answer one query a line, in the order of the lines. A line that is no query is named, and the rest answered."""
    failed = False
    stream = nullcontext(sys.stdin.buffer) if str(path) == "-" else opened(path)
    with stream as lines:
        numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
        while chunk := list(islice(numbered, AT_ONCE)):
            asked: list[tuple[Any, Query]] = []
            for number, line in chunk:
                try:
                    asked.append(parse(line, defaults))
                except UsageError as error:
                    failed = True
                    click.echo(f"{path}:{number}: {error}", err=True)
            for qid, query, hits in _answer(index, asked):
                if isinstance(hits, BudgetkgError):
                    failed = True
                    click.echo(f"{path}: {qid}: {hits}", err=True)
                else:
                    try:
                        click.echo(to_line(qid, query, hits))
                    except BrokenPipeError as error:
                        raise ReaderGone(int(failed)) from error
    return int(failed)


def parse(line: str | bytes, defaults: Query) -> tuple[Any, Query]:
    """The name of a query, and the query. Raises UsageError (`usage.batch`) for a line that is none."""
    try:
        asked = json.loads(line)
        text = asked["text"]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("usage.batch", "这一行不是查询", '应为 {"qid": "q01", "text": "…"}') from error
    given = {name: value for name, value in asked.items() if name in FILTERS and value is not None}
    wrong = [name for name, value in given.items() if not isinstance(value, int if name in {"top", "year"} else str)]
    if not isinstance(text, str) or wrong:
        raise UsageError("usage.batch", f"{'、'.join(wrong) or 'text'} 的值不对", "top、year 为整数，其余为字符串")
    return asked.get("qid"), replace(defaults, text=text, **given)


def _answer(index: "SearchIndex", asked: Sequence[tuple[Any, Query]]) -> Iterator[tuple[Any, Query, "list[Hit] | BudgetkgError"]]:
    try:
        for (qid, query), hits in zip(asked, index.search_batch([query for _, query in asked]), strict=True):
            yield qid, query, hits
    except UsageError:
        # One query of the chunk cannot be asked: find out which, and answer the others.
        for qid, query in asked:
            try:
                yield qid, query, index.search(query)
            except UsageError as error:
                yield qid, query, error


def to_line(qid: Any, query: Query, hits: Iterable["Hit"]) -> str:
    """One answer as a line of JSON."""
    name = {"text": query.text} if qid is None else {"qid": qid}
    return json.dumps(name | {"hits": [hit.to_json() for hit in hits]}, ensure_ascii=False)


def show(hits: Sequence["Hit"]) -> None:
    """A table of hits, the best first, and under it why each is one."""
    if not hits:
        click.echo("没有找到同类的 / nothing similar found")
        return
    columns = ("", "分", "单位 agency", "年度", "项目 project", "指标 indicator", "目标值 target")
    echo(table(columns, map(_row, hits), numeric=(0, 1)))
    click.echo("为什么 why")
    for hit in hits:
        click.echo(f" {hit.rank}  {hit.why.text}")


def _row(hit: "Hit") -> tuple[str, ...]:
    passage = hit.passage
    same = f"（另 {len(hit.others)} 处）" if hit.others else ""
    horizon = f"（{HORIZONS.get(passage.horizon, passage.horizon)}）" if passage.horizon not in (None, "annual") else ""
    return (
        str(hit.rank),
        f"{hit.score:.2f}",
        passage.agency or "？",
        str(passage.year or ""),
        passage.project or "（部门整体）",
        passage.name + same,
        (passage.raw_value or "") + horizon if passage.kind != "project" else f"{passage.amount or '？'} 元",
    )
