"""Co-funding (资金配套) of programmes: the answers of the named queries side by side, as tables and as JSON.

Nothing is worked out here: every row is one of a query that `budgetkg ask` and `budgetkg sparql` answer too.
"""

from collections.abc import Mapping
from decimal import Decimal

import click

from budgetkg.answers import AMOUNT, NUMERIC, YUAN, show
from budgetkg.tables import echo, table
from search.questions import Question, bind, question
from search.store import GraphStore, Term

PARTS = {
    "members": "programme-members",
    "declared": "cofunding-declared",
    "amounts": "cofunding-amounts",
    "verdicts": "cofunding-against-amounts",
    "required": "cofunding-required",
    "hypotheses": "cofunding-hypotheses",
    "transfers": "transfers-matched",
}
"""Parts of the answer, each with the question that it answers."""
HYPOTHESES = "hypotheses"

Row = dict[str, Term | None]


def ask(store: GraphStore, programme: str, region: str, year: int) -> dict[str, list[Row]]:
    """The rows of every part. Raises UsageError for a filter that a query cannot hold."""
    values = {"word": programme, "region": region, "year": str(year)}
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
