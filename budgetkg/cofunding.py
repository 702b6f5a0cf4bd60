"""Co-funding (资金配套) of programmes: the answers of the named queries side by side, as tables and as JSON.

Nothing is worked out here: every row is one of a query that `budgetkg ask` and `budgetkg sparql` answer too.
"""

from collections.abc import Mapping
from decimal import Decimal

import click

from budgetkg.answers import AMOUNT, NUMERIC, YUAN, show
from budgetkg.tables import echo, table
from budgetkg.typed import prefix
from ontology.errors import UsageError
from search.graph.questions import Question, bind, question
from search.graph.store import GraphStore, Term

PARTS = {
    "members": "programme-members",
    "declared": "cofunding-declared",
    "amounts": "cofunding-amounts",
    "verdicts": "cofunding-against-amounts",
    "joint": "cofunding-joint",
    "required": "cofunding-required",
    "hypotheses": "cofunding-hypotheses",
    "transfers": "transfers-matched",
}
"""Parts of the answer, each with the question that it answers."""
HYPOTHESES = "hypotheses"
_YEARS = 1990, 2100

Row = dict[str, Term | None]


def check(region: str, year: int) -> str:
    """The digits that codes of divisions begin with: 41 for 410000. Raises UsageError for what is no code, and no year (0 is none)."""
    if year and not _YEARS[0] <= year <= _YEARS[1]:
        raise UsageError("query.year", f"不是年份：{year}", "写四位数，如 2024", "year")
    if region and not (region.isascii() and region.isdigit() and len(region) <= 6):
        raise UsageError("query.region", f"不是区划代码：{region[:10]}", "写六位代码或它的前几位，如 41", "region")
    return prefix(region)


def ask(store: GraphStore, programme: str, region: str, year: int) -> dict[str, list[Row]]:
    """The rows of every part. Raises UsageError for a filter that `check` or a query refuses."""
    values = {"word": programme, "region": check(region, year), "year": str(year)}
    found = {}
    for part, name in PARTS.items():
        answer = store.own_query(bind(question(name), values))
        found[part] = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows()]
    return found


def to_json(found: Mapping[str, list[Row]]) -> dict[str, list[dict[str, str | int | None]]]:
    """Amounts are texts, exact to the last place; years are numbers; what is not there is null."""
    return {part: [{name: _plain(cell) for name, cell in row.items()} for row in rows] for part, rows in found.items()}


def _plain(cell: Term | None) -> str | int | None:
    if cell is None:
        return None
    if cell.datatype == AMOUNT:
        return f"{Decimal(cell.value):f}"
    return int(cell.value) if cell.datatype in NUMERIC else cell.value


def tell(found: Mapping[str, list[Row]]) -> None:
    """One table a part, those without rows in one line at the end."""
    if not any(found.values()):
        click.echo("没有符合条件的资金项目、比例和金额 / no programme, ratio or amount fits these filters")
        return
    empty = []
    for part, rows in found.items():
        asked = question(PARTS[part])
        if not rows:
            empty.append(f"{asked.zh}（budgetkg ask {asked.name}）")
            continue
        click.echo(f"{asked.zh}\n{asked.en}")
        if part == HYPOTHESES:
            click.echo("※ 以下是假设，不是事实 / hypotheses, not facts")
        _table(asked, rows)
        click.echo("")
    if empty:
        click.echo("没有可答的 / nothing to tell: " + "；".join(empty))


def _table(asked: Question, rows: list[Row]) -> None:
    columns = [column for column in asked.columns if any(row[column.name] for row in rows)]
    numeric = [
        place
        for place, column in enumerate(columns)
        if all(cell.datatype in NUMERIC for row in rows if (cell := row[column.name]) is not None)
    ]
    shown = ([show(row[column.name], yuan=column.zh.endswith(YUAN)) for column in columns] for row in rows)
    echo(table([column.zh for column in columns], shown, numeric))
