"""`budgetkg cofunding`: programmes over agencies, levels and years, and what their ratios and amounts say."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="cofunding",
    short_help="各级资金：成员、比例、金额、是否相符\nprogrammes, declared shares, amounts by level, verdicts",
    help="一项资金在各部门、各级、各年度的成员，声明的比例，各级金额，逐对判断是否相符，按比例各级应出多少；\n"
    "同省别处的比例只作为假设列出。\n"
    "Members of a programme, declared shares, amounts by level, a verdict per pair of levels, what the ratio\n"
    "requires; a ratio declared elsewhere in the province is offered as a hypothesis only.\n\n"
    "  budgetkg cofunding --programme 信访 --region 41 --year 2020 --home DIR\n"
    "  budgetkg cofunding --format json --home DIR\n"
    "  budgetkg cofunding --chart 图.svg --chart 图.png --home DIR\n\n"
    "PNG 要 pip install 'budgetkg[chart]' 和一种中文字体。PNG needs the extra `chart` and a Chinese font.",
)
@options.home
@click.option("--programme", default="", metavar="WORD", help="资金项目名称里的词\nword in the programme's name")
@click.option("--region", default="", metavar="CODE", help="行政区划代码或其前几位\ncode of a division or its first digits")
@click.option("--year", type=int, default=0, metavar="YEAR", help="所属年度或预算年度\nbasis or budget year")
@options.choice("--format", "table", "json", default="table", meaning="输出格式 output format")
@click.option(
    "--chart",
    "charts",
    type=options.FILE,
    multiple=True,
    metavar="FILE",
    help="另画成图：.svg 或 .png，不写扩展名则两种都画\nalso draw it; without a suffix as both",
)
def command(home: Path, programme: str, region: str, year: int, format: str, charts: tuple[Path, ...]) -> int:
    import json

    from budgetkg.cofunding import ask, tell, to_json
    from budgetkg.home import Home
    from search.graph.store import GraphStore

    found = ask(GraphStore.open(Home(home).built().store), programme, region, year)
    if format == "json":
        filters = {"programme": programme or None, "region": region or None, "year": year or None}
        click.echo(json.dumps({"filters": filters} | to_json(found), ensure_ascii=False, indent=1))
    else:
        tell(found)
    if charts:
        from budgetkg.chart import draw
        from budgetkg.pictures import save

        picture = draw(found)
        for path in charts:
            for written in save(picture, path):
                click.echo(f"已画 drawn：{written}", err=True)
    return 0
