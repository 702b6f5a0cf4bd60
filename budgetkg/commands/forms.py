"""`budgetkg forms new`: a form file drafted from a table, or a province's from a document, for a person to correct."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="forms",
    short_help="由一张表或一份文件起草表样文件\ndraft a form file",
    help="budgetkg forms new FILE 按表头的意思起草表样文件（TOML），供人核对、改好后放进 ingest/forms/。\n"
    "Drafts a form file from the headings of a table, for a person to correct.\n\n"
    "不给 --table 时列出各表和没有读懂的表头。Without --table: the tables, and the headings not understood.\n\n"
    "--province 由整份文件起草一省的表样文件，改好后放进 ingest/forms/provinces/。--province drafts a province's file.",
)
@click.argument("action", type=click.Choice(["new"]), metavar="new")
@click.argument("file", type=options.FILE, metavar="FILE")
@click.option("--table", "number", type=click.IntRange(min=1), metavar="N", help="第几张表\nwhich table")
@click.option("--province", is_flag=True, help="一省的表样文件\na province's file from the whole document")
def command(action: str, file: Path, number: int | None, province: bool) -> int:
    from budgetkg.inputs import existing
    from budgetkg.tables import echo, table
    from ingest.draft import drafts, province_draft
    from ontology.errors import UsageError

    if province:
        if number is not None:
            raise UsageError("forms.table", "--province 由整份文件起草，不能同时给 --table", "去掉其中一个", str(file))
        click.echo(province_draft(existing(file)), nl=False)
        return 0
    found = drafts(existing(file))
    if number is not None:
        chosen = [draft for draft in found if draft.table == number]
        if not chosen:
            numbers = "、".join(str(draft.table) for draft in found) or "没有"
            raise UsageError("forms.table", f"没有第 {number} 张带表头的表", f"带表头的表：{numbers}", str(file))
        click.echo(chosen[0].text, nl=False)
        return 0
    if not found:
        click.echo("没有带表头的表 / no table with a header", err=True)
        return 1
    rows = [(str(draft.table), draft.title, draft.form, "、".join(draft.unknown_headings)) for draft in found]
    echo(table(("表", "标题 title", "表样 form", "没有读懂的表头 headings not understood"), rows, numeric=(0,)))
    return 0
