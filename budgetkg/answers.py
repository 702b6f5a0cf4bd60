"""Answers of the graph, written in the format that was asked for."""

import sys
from typing import TYPE_CHECKING

import click

from budgetkg.tables import console, shorten, table, thousands
from ontology.terms import PREFIXES

if TYPE_CHECKING:
    from search.store import QueryResult, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
AMOUNT = f"{XSD}decimal"
NUMERIC = frozenset({AMOUNT, f"{XSD}integer", f"{XSD}double", f"{XSD}float", f"{XSD}gYear"})


def write(answer: "QueryResult", form: str, title: str | None = None) -> int:
    """Write an answer to standard output; returns the number of rows for a table, else 0.

    Raises QueryError when the format does not fit the kind of query.
    """
    if form != "table":
        sys.stdout.flush()
        sys.stdout.buffer.write(answer.serialize(form))
        sys.stdout.buffer.flush()
        return 0
    if answer.boolean is not None:
        click.echo("是 yes" if answer.boolean else "否 no")
        return 1
    rows = list(answer.rows())
    numeric = [
        position
        for position in range(len(answer.columns))
        if (cells := [row[position] for row in rows if row[position]]) and all(cell.datatype in NUMERIC for cell in cells if cell)
    ]
    console().print(table(answer.columns, ([show(cell) for cell in row] for row in rows), numeric, title))
    click.echo(f"{len(rows)} 行 rows")
    return len(rows)


def show(term: "Term | None") -> str:
    """A cell as people read it: short IRIs, thousands separators in decimal numbers."""
    if term is None:
        return ""
    if term.kind == "iri":
        return shorten(term.value, PREFIXES)
    if term.kind == "blank":
        return f"_:{term.value}"
    return thousands(term.value) if term.datatype == AMOUNT else term.value
