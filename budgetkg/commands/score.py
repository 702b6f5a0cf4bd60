"""`budgetkg score`: how well bodies disclose, by five dimensions that are written out."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="score",
    short_help="公开质量得分与排名\nscores of disclosures, ranked",
    help="按完整性、一致性、可衡量性、明细程度、文字说明五个维度给有预算公开的部门打分、排名，同分并列。\n"
    "Scores and ranks bodies by five dimensions of their disclosure; equal scores share a rank.\n\n"
    "只供参考，不是官方评分；--method 列出每个维度的权重、算法和依据。A reading aid; --method says how it is made.\n\n"
    "例 example: budgetkg score --home demo --year 2023",
)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="建库结果所在的目录\nwhere the build is kept")
@click.option("--method", is_flag=True, help="只列出算法：维度、权重、依据\nlist dimensions, weights and what they rest on")
@click.option("--agency", metavar="NAME", help="只排名称含这些字的单位\nagencies whose name holds this")
@click.option("--year", type=int, metavar="YEAR", help="只排这个年度\nonly of this fiscal year")
@options.choice("--format", "table", "json", "csv", default="table", meaning="输出格式 output format")
def command(home: Path | None, method: bool, agency: str | None, year: int | None, format: str) -> int:
    from budgetkg.score import unscored, write, write_method

    if method:
        write_method()
        return 0
    if home is None:
        raise click.UsageError("缺少 --home / --home is missing")
    from budgetkg.home import Home
    from search.checks.score import scores
    from search.graph.store import GraphStore

    built = Home(home).built()
    left_out = [one for one in unscored(built.manifest().documents) if (agency or "") in (one.agency or "") and year in {None, one.year}]
    found = scores(GraphStore.open(built.store).own_query, lambda name, of: (agency or "") in name and year in {None, of})
    write(found, format, left_out)
    return 0
