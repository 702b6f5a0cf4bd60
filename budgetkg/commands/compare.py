"""`budgetkg compare`: how strict a target is among its peers."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="compare",
    short_help="一条目标在同类里定得多严\nhow strict a target is among its peers",
    help="把同类目标的数值放在一条轴上：个数、中位数、四分位、哪些更严、离群的、不能比的和原因。\n"
    "Puts the numbers of like targets on one axis: count, quartiles, which are stricter, outliers, what cannot be compared.\n\n"
    "TEXT 是一条指标，可以带值：'上访群众满意度≥90%'；或库里一条目标的 IRI。\n"
    "TEXT is an indicator, with its value if you like, or the IRI of a target.\n\n"
    "  budgetkg compare '信访事项按期办结率≥95%' --level county --home DIR",
)
@click.argument("text")
@options.home
@click.option("--value", metavar="VALUE", help="自己的值：'≥95%'\none's own value, where TEXT has none")
@click.option("--region", metavar="CODE", help="只和这里的比\npeers of this region only")
@click.option("--exclude-region", metavar="CODE", help="不和这里的比\nleave this region out")
@click.option("--year", type=int, metavar="YEAR", help="只和这一年的比\nof this year only")
@click.option("--level", metavar="LEVEL", help="只和这一级政府的比\nof this level of government only")
@click.option("--category", metavar="NAME", help="只和这类指标比\nof this category only")
@options.agency_type
@options.amount
@options.choice("--format", "table", "json", default="table", meaning="输出格式 output format")
@click.option("--chart", "charts", type=options.FILE, multiple=True, metavar="FILE", help="另画成点图：.svg 或 .png\nalso draw it")
def command(
    text: str,
    home: Path,
    value: str | None,
    region: str | None,
    exclude_region: str | None,
    year: int | None,
    level: str | None,
    category: str | None,
    agency_type: str | None,
    amount: str | None,
    format: str,
    charts: tuple[Path, ...],
) -> int:
    import json

    from budgetkg.compare import own_clauses, peers, show
    from budgetkg.home import Home
    from search.likeness.hits import Query
    from search.likeness.index import SearchIndex

    built = Home(home).built()
    name, own = own_clauses(text, value)
    query = Query(
        name,
        region=region,
        exclude_region=exclude_region,
        year=year,
        level=level,
        category=category,
        kind="indicator",
        agency_type=agency_type,
        amount=amount,
    )
    found = peers(SearchIndex.open(built.index), query, own)
    if format == "json":
        click.echo(json.dumps({"text": text} | found.to_json(), ensure_ascii=False, indent=1))
    else:
        show(found)
    if charts:
        from budgetkg.pictures import save
        from budgetkg.strip_plot import draw

        picture = draw(found, text)
        for path in charts:
            for written in save(picture, path):
                click.echo(f"已画 drawn：{written}", err=True)
    return 0
