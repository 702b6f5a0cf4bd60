"""Answers of the graph, written in the format that was asked for."""

import csv
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice
from typing import TYPE_CHECKING

import click

from budgetkg.csv_cells import plain_row
from budgetkg.tables import echo, shorten, table, thousands
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from search.graph.query_result import QueryResult
    from search.graph.store import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
AMOUNT = f"{XSD}decimal"
NUMERIC = frozenset({AMOUNT, f"{XSD}integer", f"{XSD}double", f"{XSD}float", f"{XSD}gYear"})
YUAN = "元）"
"""A column title that ends so holds yuan: two places, whatever the store dropped."""


def write(
    answer: "QueryResult",
    form: str,
    titles: Mapping[str, str] | None = None,
    each: int | None = None,
    offered: Sequence[str] = ("table",),
) -> None:
    """Write an answer to standard output. `titles` are what people call the columns, in tables only.

    With `each`, a table shows at most so many rows with the same first cell. Raises QueryError when the format
    does not fit the kind of query; it names those of the `offered` formats that do.
    """
    fitting = [name for name in offered if name == "table" or name in answer.formats]
    if form not in fitting:
        from search.graph.query_result import misfit

        raise misfit(answer, form, fitting)
    if form == "csv" and answer.kind == "select":
        _write_csv(answer)
    elif form != "table":
        sys.stdout.flush()
        sys.stdout.buffer.write(answer.serialize(form))
        sys.stdout.buffer.flush()
    elif answer.boolean is not None:
        click.echo("是 yes" if answer.boolean else "否 no")
    else:
        _write_table(answer, titles or {}, each)


def _write_csv(answer: "QueryResult") -> None:
    csv.writer(sys.stdout, lineterminator="\r\n").writerows(map(plain_row, answer.csv_rows()))


def _write_table(answer: "QueryResult", titles: Mapping[str, str], each: int | None) -> None:
    rows = list(answer.rows())
    columns = [titles.get(name, name) for name in answer.columns]
    numeric = [
        position
        for position in range(len(columns))
        if (cells := [row[position] for row in rows if row[position]]) and all(cell.datatype in NUMERIC for cell in cells if cell)
    ]
    chosen = rows
    if each is not None:
        chosen = [row for _, group in groupby(rows, key=lambda row: row[0]) for row in islice(group, each)]
    shown = ([show(cell, yuan=title.endswith(YUAN)) for cell, title in zip(row, columns, strict=True)] for row in chosen)
    echo(table(columns, shown, numeric))
    left_out = f"，这里只列 {len(chosen)} 行 of which {len(chosen)} are shown" if len(chosen) < len(rows) else ""
    click.echo(f"{len(rows)} 行 rows{left_out}")


def show(term: "Term | None", *, yuan: bool = False) -> str:
    """A cell as people read it: short IRIs, thousands separators in decimal numbers."""
    if term is None:
        return ""
    if term.kind == "iri":
        return shorten(term.value, PREFIXES)
    if term.kind == "blank":
        return f"_:{term.value}"
    if term.datatype != AMOUNT:
        return term.value
    return thousands(f"{Decimal(term.value):.2f}" if yuan else term.value)
