"""`budgetkg link`: what people say of links between programmes (资金项目关联)."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetkg.cli import Command
from budgetkg.commands import options

if TYPE_CHECKING:
    from budgetkg.links import Decisions


@click.command(
    cls=Command,
    name="link",
    short_help="确认或否定两个资金项目是同一项，可撤销\nconfirm or reject that two programmes are one",
    help="建库时把名称、文号、依据、意思相近的资金项目自动关联（0.80 分以上才算数）。这里确认或否定，可撤销。\n"
    "A build links programmes that are alike (from a score of 0.80 on). Here a person confirms or rejects.\n\n"
    "ONE 和 OTHER 可用名称或 IRI。By name or IRI.\n\n"
    "  budgetkg ask programme-links status=proposed --home DIR      待人工判断的 those to be decided\n"
    "  budgetkg link 信访救助资金 特殊疑难专项资金 --reason 同一文件设立 --home DIR\n"
    "  budgetkg link 信访救助资金 特殊疑难专项资金 --different --reason 来源不同 --home DIR\n"
    "  budgetkg link 信访救助资金 特殊疑难专项资金 --undo --home DIR",
)
@click.argument("programmes", nargs=-1, metavar="[ONE OTHER]")
@click.option("--reason", metavar="TEXT", help="为什么\nwhy")
@click.option("--different", is_flag=True, help="不是同一项资金\nthe two are different")
@click.option("--undo", is_flag=True, help="撤销对这两个的判断\ntake back what was said of the two")
@click.option("--list", "listed", is_flag=True, help="列出所有人工判断\nlist what people said")
@options.home
def command(programmes: tuple[str, ...], reason: str | None, different: bool, undo: bool, listed: bool, home: Path) -> int:
    from budgetkg.build import build
    from budgetkg.home import Home
    from budgetkg.links import Decisions
    from budgetkg.merges import mergeable, resolve
    from ontology.errors import UsageError

    where = Home(home)
    where.built()
    decisions = Decisions(where)
    known = {iri: label for iri, (kind, label) in mergeable(where).items() if kind == "Programme"}
    if listed or not programmes:
        _show(decisions, known)
        return 0
    if len(programmes) != 2:
        raise UsageError("link.two", "要给出两个资金项目", "budgetkg link ONE OTHER --reason TEXT", " ".join(programmes))
    one, other = (resolve(given, known) for given in programmes)
    if undo:
        decisions.withdraw(one, other)
    elif not reason:
        raise UsageError("link.reason", "要写明理由", "加 --reason TEXT", one)
    else:
        decisions.state(one, other, confirmed=not different, reason=reason)
    build([], where)
    said = "已撤销 taken back" if undo else "已否定 rejected" if different else "已确认 confirmed"
    click.echo(f"{said}：{known[one]} — {known[other]}")
    return 0


def _show(decisions: "Decisions", known: dict[str, str]) -> None:
    from budgetkg.tables import echo, table

    rows = [
        (
            known.get(said.left, said.left),
            known.get(said.right, said.right),
            "同一项 one" if said.confirmed else "不同 different",
            said.reason,
            said.stated_at,
            said.withdrawn_at or "有效 in force",
        )
        for said in decisions.all()
    ]
    if rows:
        echo(table(("资金项目 one", "资金项目 other", "判断 said", "理由 reason", "时间 stated", "撤销 withdrawn"), rows))
    else:
        click.echo("还没有人工判断 / nobody said anything yet")
