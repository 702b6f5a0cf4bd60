"""`budgetkg copies`: texts that repeat inside an agency and across cities."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="copies",
    short_help="照抄：部门内、跨地区重复的文字和共有的一段\ntexts that repeat, with the shared passage",
    help="目标、项目概况、指标说明、整段指标表在别处也出现的，列出共有的一段和每一处；表格本身印的标签不算。\n"
    "Goals, overviews, descriptions and runs of indicators that stand elsewhere too: the shared passage, every place.\n\n"
    "重复不等于不妥：同一资金的各级目标本应一致，共性指标也会相同。\n"
    "A repeat is no fault in itself: goals of one fund agree, and some indicators are common to all.\n\n"
    "  budgetkg copies --across --home DIR\n"
    "  budgetkg copies --inside --kind goal --format json --home DIR",
)
@options.home
@click.option("--inside", is_flag=True, help="只看同一部门内（含跨年）的\nonly inside one agency, other years included")
@click.option("--across", is_flag=True, help="只看跨部门、跨地区的\nonly between agencies")
@click.option(
    "--kind",
    type=click.Choice(["goal", "overview", "description", "indicators"]),
    metavar="goal|overview|description|indicators",
    help="只看这一种\nonly texts of this kind",
)
@click.option("--agency", default="", metavar="WORD", help="只看涉及这个部门的\nonly those of an agency with this word")
@click.option("--shortest", type=click.IntRange(min=12), default=20, metavar="N", help="至少多少字（20）\nshortest passage in characters")
@options.choice("--format", "table", "json", default="table", meaning="输出格式 output format")
def command(home: Path, inside: bool, across: bool, kind: str | None, agency: str, shortest: int, format: str) -> int:
    import json

    from budgetkg.copies import show, to_json
    from budgetkg.home import Home
    from search.copies import copies, texts
    from search.graph.store import GraphStore

    store = GraphStore.open(Home(home).built().store)
    scopes = ({"same-year", "other-year"} if inside else set()) | ({"across"} if across else set())
    found = [
        copy
        for copy in copies((text for text in texts(store) if kind in (None, text.kind)), shortest)
        if (not scopes or scopes & copy.scope) and any(agency in (text.agency or "") for text in copy.places)
    ]
    told = to_json(found, store)
    if format == "json":
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    show(told)
    click.echo(f"{len(told)} 段 passages。重复不等于不妥，以原文为准 / a repeat is no fault in itself")
    return 0
