"""Scores of disclosures (公开质量得分) written for people or programs."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence

import click

from budgetkg.csv_cells import plain_row
from budgetkg.home import Entry
from budgetkg.tables import echo, table
from search.checks.score import FULL, Score, dimensions

BUDGETS = ("department_budget", "unit_budget")
"""Kinds of documents that are scored."""
WHY_NOT = "不是部门、单位预算，或没有读出部门、年度"
NOTE = "只供参考，不是官方评分：疑点未经核实，没有读出来的按没有公开计 / a reading aid, no official score"


def write(found: Sequence[Score], form: str, left_out: Sequence[Entry] = ()) -> None:
    """To standard output, as a table, JSON or CSV. `left_out`: documents that are not scored, named under the table."""
    if form == "json":
        click.echo(json.dumps([_object(one) for one in found], ensure_ascii=False, indent=1))
    elif form == "csv":
        rows = csv.writer(sys.stdout, lineterminator="\r\n")
        names = [name for one in dimensions() for name in (one.id, f"{one.id}_got", f"{one.id}_of")]
        rows.writerow(["rank", "agency", "year", "score", *names])
        for one in found:
            parts = [cell for part in one.parts for cell in (part.points, part.got, part.of)]
            rows.writerow(plain_row([one.rank, one.name, one.year, one.total, *parts]))
    else:
        columns = ["名次", "机构 agency", "年度 year", "得分 score", *(f"{one.zh}（{one.weight}）" for one in dimensions())]
        shown = ([str(one.rank), one.name, str(one.year), str(one.total), *_cells(one)] for one in found)
        echo(table(columns, shown, [0, 3, *range(4, len(columns))]))
        click.echo(f"{len(found)} 行 rows，满分 {FULL}。{NOTE}")
        for entry in left_out:
            click.echo(f"不评 not scored：{entry.agency or entry.title} {entry.year or ''}（{entry.name}）：{WHY_NOT}")


def unscored(entries: Iterable[Entry]) -> list[Entry]:
    """Documents that no score rests on: no budget of a department or unit, or its body or year was not read."""
    return [one for one in entries if one.kind not in BUDGETS or not one.agency or not one.year]


def write_method() -> None:
    """How the score is made, dimension by dimension."""
    rows = ([one.zh, one.en, str(one.weight), one.how, one.basis] for one in dimensions())
    echo(table(["维度", "dimension", "权重 weight", "怎么算 how", "依据 basis"], rows, [2]))
    click.echo(f"每个维度得分 = 权重 × 得到的 ÷ 应有的，四舍五入到一位小数；总分相同的并列。{NOTE}")


def _cells(one: Score) -> Iterable[str]:
    return (f"{part.points} ({part.got}/{part.of})" for part in one.parts)


def _object(one: Score) -> dict[str, object]:
    parts = [
        {
            "dimension": part.dimension.id,
            "label": part.dimension.zh,
            "weight": part.dimension.weight,
            "got": part.got,
            "of": part.of,
            "points": float(part.points),
            "how": part.dimension.how,
            "basis": part.dimension.basis,
        }
        for part in one.parts
    ]
    return {"rank": one.rank, "agency": one.name, "id": one.body, "year": one.year, "score": float(one.total), "parts": parts}
