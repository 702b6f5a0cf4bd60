"""`budgetkg ask`: the questions that ship with the program."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options

FORMATS = ("table", "csv", "json", "xml")


@click.command(
    cls=Command,
    name="ask",
    short_help="问现成的问题\nask one of the questions that ship with the program",
    help="不带名称时列出现成的问题；带名称时执行它，参数写成 名=值。\n"
    "Without a name it lists the questions; with one it asks it, parameters as NAME=VALUE.\n\n"
    "例 example: budgetkg ask projects agency=焦作 year=2020 --home demo",
)
@click.argument("name", required=False, metavar="[QUESTION]")
@click.argument("parameters", nargs=-1, metavar="[NAME=VALUE]...")
@options.home_if_needed
@options.choice("--format", *FORMATS, default="table", meaning="输出格式 output format")
@click.option("--show", is_flag=True, help="只打印它的 SPARQL\nprint its SPARQL, ask nothing")
def command(name: str | None, parameters: tuple[str, ...], home: Path | None, format: str, show: bool) -> int:
    from search.graph.questions import bind, question

    if name is None:
        _list()
        return 0
    asked = question(name)
    text = bind(asked, dict(map(_pair, parameters)))
    if show:
        click.echo(text, nl=False)
        return 0
    if home is None:
        raise click.UsageError("缺少 --home / --home is missing")
    from budgetkg.answers import write
    from budgetkg.home import Home
    from search.graph.store import GraphStore

    if format == "table":
        click.echo(f"{asked.zh}\n{asked.en}\n")
    titles = {column.name: column.zh for column in asked.columns}
    write(GraphStore.open(Home(home).built().store).query(text), format, titles, offered=FORMATS)
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"参数要写成 名=值：{text} / write parameters as NAME=VALUE")
    return name, value


def _list() -> None:
    from search.graph.questions import questions

    for item in questions():
        click.echo(f"{item.name}\n    {item.zh}\n    {item.en}")
        for parameter in item.parameters:
            click.echo(f"      {parameter.name}={parameter.default}  {parameter.zh} / {parameter.en}")
    click.echo("\nbudgetkg ask QUESTION [NAME=VALUE]... --home DIR")
