"""`budgetkg explain`: what became of every cell of a document."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options

VERDICTS = ("used", "ignored", "reported")


@click.command(
    cls=Command,
    name="explain",
    short_help="逐格说明一份文件怎么读的：用了、略过还是没读懂\nwhat became of every cell of a document",
    help="打印一份文件的每张表，每个单元格都有结果：✓ 用了（作为什么）、· 略过（为什么）、✗ 没读懂（已报告）。\n"
    "Prints each table with a verdict on each cell: used as what, ignored and why, or reported.",
)
@click.argument("path", type=options.FILE, metavar="FILE")
@click.option("--table", "tables", type=int, multiple=True, metavar="N", help="只看第 N 张表，可重复\nonly table N, may be repeated")
@click.option("--only", type=click.Choice(VERDICTS), multiple=True, metavar="|".join(VERDICTS), help="只看这种结果\nonly these verdicts")
@click.option("--summary", is_flag=True, help="每张表只列一行\none line a table")
@options.choice("--format", "table", "json", default="table", meaning="输出格式 output format")
def command(path: Path, tables: tuple[int, ...], only: tuple[str, ...], summary: bool, format: str) -> int:
    from budgetkg.explain import show, to_lines
    from budgetkg.inputs import existing
    from budgetkg.reading import explain

    explained = explain(existing(path))
    known = {table.number for table in explained.tables}
    if unknown := sorted(set(tables) - known):
        raise click.UsageError(f"没有第 {unknown[0]} 张表；这份文件有 {len(known)} 张 / no such table")
    chosen = [table for table in explained.tables if not tables or table.number in tables]
    if format == "json":
        for line in to_lines(chosen, frozenset(only or VERDICTS)):
            click.echo(line)
    else:
        show(explained.record, chosen, frozenset(only or VERDICTS), summary=summary)
    return 0
