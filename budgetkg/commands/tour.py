"""`budgetkg tour`: a short walk through a build."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="tour",
    short_help="看一圈：读了什么，能问什么\na short walk through what was built",
    help="打印几个问题的回答和对应的命令。\nPrints the answers to a few questions, each under the command that gives it.",
)
@options.home
def command(home: Path) -> int:
    from budgetkg.home import Home
    from budgetkg.tour import tour

    tour(Home(home).built(), home)
    return 0
