"""`budgetkg merge`: that two nodes are one, said so that it can be taken back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetkg.cli import Command
from budgetkg.commands import options

if TYPE_CHECKING:
    from budgetkg.merges import Merges


@click.command(
    cls=Command,
    name="merge",
    short_help="认定两个部门或项目是同一个，可撤销\nstate that two bodies or projects are one",
    help="认定 NODE 与 MAIN 是同一个部门、单位、项目或资金项目；可以用名称或 IRI。\n"
    "States that NODE and MAIN are one agency, unit, project or programme, by name or IRI.\n\n"
    "两个节点都不改动，只加一条可以撤销的陈述（bkg:mergedInto）；ask 的回答显示主节点的名称。\n"
    "Neither node is changed; a statement is added that --undo takes back. Answers of ask show the main node's name.\n\n"
    "  budgetkg merge 焦作市信访局 焦作市信访联席办 --reason 更名 --home DIR\n"
    "  budgetkg merge --list --home DIR",
)
@click.argument("nodes", nargs=-1, metavar="[NODE MAIN]")
@click.option("--reason", metavar="TEXT", help="为什么是同一个\nwhy they are one")
@click.option("--undo", is_flag=True, help="撤销这次合并\ntake this merge back")
@click.option("--list", "listed", is_flag=True, help="列出所有合并\nlist all merges")
@options.home
def command(nodes: tuple[str, ...], reason: str | None, undo: bool, listed: bool, home: Path) -> int:
    from budgetkg.build import build
    from budgetkg.home import Home
    from budgetkg.merges import Merges, mergeable, resolve
    from ontology.errors import UsageError

    where = Home(home)
    where.built()
    merges = Merges(where)
    if listed or not nodes:
        _show(merges, mergeable(where))
        return 0
    if len(nodes) != 2:
        raise UsageError("merge.two", "要给出两个节点：被合并者和主节点", "budgetkg merge NODE MAIN --reason TEXT", " ".join(nodes))
    known = mergeable(where)
    labels = {iri: label for iri, (_, label) in known.items()}
    merged, main = (resolve(given, labels) for given in nodes)
    if undo:
        merges.withdraw(merged, main)
    else:
        kinds = {known[iri][0].replace("BudgetUnit", "Agency") for iri in (merged, main)}
        if len(kinds) > 1:
            raise UsageError("merge.kind", "部门、项目和资金项目不能互相合并", "给出同一类的两个节点", f"{merged}、{main}")
        if not reason:
            raise UsageError("merge.reason", "要写明理由", "加 --reason TEXT", merged)
        merges.state(merged, main, reason)
    build([], where)
    click.echo(f"{'已撤销 taken back' if undo else '已合并 merged'}：{labels[merged]} → {labels[main]}")
    return 0


def _show(merges: "Merges", known: dict[str, tuple[str, str]]) -> None:
    from budgetkg.tables import echo, table

    def name(iri: str) -> str:
        return known[iri][1] if iri in known else iri

    rows = [(name(m.merged), name(m.main), m.reason, m.stated_at, m.withdrawn_at or "有效 in force") for m in merges.all()]
    if rows:
        echo(table(("被合并者 merged", "主节点 main", "理由 reason", "时间 stated", "撤销 withdrawn"), rows))
    else:
        click.echo("还没有合并过 / no merges")
