"""`budgetkg similar`: like targets elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetkg.cli import Command
from budgetkg.commands import options

if TYPE_CHECKING:
    from search.likeness.hits import Wanted

KINDS = ("target", "indicator", "goal", "project", "overview", "responsibility", "any")
LEVELS_HELP = "只要这一级政府：中央、省级、地市级、县级、乡级\none of: central, provincial, prefecture, county, township"
KINDS_HELP = f"找什么（target 即指标和能衡量的绩效目标）\none of: {', '.join(KINDS)}"


@click.command(
    cls=Command,
    name="similar",
    short_help="找同类的绩效指标\nfind like performance targets",
    help="找与一段话同类的绩效指标，说明为什么相似；可限定或排除地区、年度、级次、类别。\n"
    "Finds targets like a text and says why they match.\n\n"
    "TEXT 也可以是库里一条目标、绩效目标或项目的 IRI：找和它同类的，不含它自己。\n"
    "TEXT may be the IRI of a target, goal or project: others like it are found.\n"
    "地区可写代码的前几位：41、4108、410800。A region may be a prefix of its code.\n"
    '批量 batch: 每行一个 {"qid": "q01", "text": "…", "exclude_region": "410800"}，每行回一个 {"qid", "hits"}。\n'
    "批量里没写的条件用命令行上的。What a line does not say is taken from the options.",
)
@click.argument("text", required=False)
@options.home
@click.option("--batch", type=options.FILE, metavar="FILE", help="批量提问，- 为标准输入\nmany queries, - is standard input")
@click.option("--top", type=click.IntRange(1, 1000), default=10, metavar="N", help="最多几条（10）\nat most so many")
@click.option("--region", metavar="CODE", help="只在这个地区\nonly in this region")
@click.option("--exclude-region", metavar="CODE", help="不要这个地区\nnot in this region")
@click.option("--year", type=int, metavar="YEAR", help="只要这个年度\nonly of this fiscal year")
@click.option("--level", metavar="LEVEL", help=LEVELS_HELP)
@click.option("--category", metavar="NAME", help="只要这类指标：数量指标、满意度指标……\nonly this category: output-quality, ...")
@options.agency_type
@options.amount
@click.option("--kind", type=click.Choice(KINDS), default="target", metavar="KIND", help=KINDS_HELP)
@click.option("--goal", is_flag=True, help="找绩效目标的句子，同 --kind goal\nsentences of goals")
@click.option("--project", is_flag=True, help="找同类项目（名称和概况），同 --kind project\nlike projects")
@options.encoder("这个索引所用的编码模型，换了位置时用\nthe model that the index was built with, where it has moved")
@options.choice("--format", "table", "json", default="table", meaning="输出格式 output format")
def command(
    text: str | None,
    home: Path,
    batch: Path | None,
    top: int,
    region: str | None,
    exclude_region: str | None,
    year: int | None,
    level: str | None,
    category: str | None,
    agency_type: str | None,
    amount: str | None,
    kind: "Wanted",
    goal: bool,
    project: bool,
    encoder: str | None,
    format: str,
) -> int:
    if goal + project + (kind != "target") > 1:
        raise click.UsageError("--kind、--goal、--project 只用一个 / one of them")
    kind = "goal" if goal else "project" if project else kind
    if (text is None) == (batch is None):
        raise click.UsageError("给一段文字，或用 --batch 给一个文件 / give a text or --batch, one of them")
    from budgetkg.home import Home
    from budgetkg.similar import run_batch, show, to_line
    from search.likeness.encoder import load_encoder
    from search.likeness.hits import Query
    from search.likeness.index import SearchIndex

    query = Query(text or "", top, region, exclude_region, year, level, category, kind, agency_type, amount)
    index = SearchIndex.open(Home(home).built().index, load_encoder(encoder) if encoder else None)
    if batch is not None:
        return run_batch(index, batch, query)
    hits = index.search(query)
    if format == "json":
        click.echo(to_line(None, query, hits))
    else:
        show(hits)
    if not hits:
        click.echo(index.why_nothing(query), err=True)
    return 0
