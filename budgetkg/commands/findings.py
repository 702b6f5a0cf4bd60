"""`budgetkg findings`: what the rules found, with the places that show it."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options

SEVERITIES = ("error", "warning", "info")
STATUSES = ("open", "confirmed", "dismissed")
DIMENSIONS = ("completeness", "consistency", "accuracy", "conformity", "measurability", "plausibility", "privacy")


@click.command(
    cls=Command,
    name="findings",
    short_help="列出疑点和证据\nwhat the rules found, with evidence",
    help="列出公开文件与规则不符之处：应为、实为、差额、依据、何种情形下不成问题，以及每处证据的页、表、行、列和原文。\n"
    "Lists what does not agree with a rule: expected, observed, basis, when it would be fine, and every place.\n\n"
    "疑点不等于问题，数据不因此改动；有疑点也算正常结束。Findings change no data and are no failure.\n\n"
    "例 example: budgetkg findings --home demo --agency 红旗 --severity warning",
)
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="建库结果所在的目录\nwhere the build is kept")
@click.option("--rules", is_flag=True, help="只列出规则及其依据\nlist the rules and what they rest on")
@click.option("--document", metavar="NAME", help="只要这份文件：文件名或 SHA-256 开头\none document, by file name or SHA-256")
@click.option("--agency", metavar="NAME", help="只要名称含这些字的单位\nagencies whose name holds this")
@click.option("--region", metavar="CODE", help="只要这个地区，代码或其前几位\nonly in this region, a prefix will do")
@click.option("--year", type=int, metavar="YEAR", help="只要这个年度\nonly of this fiscal year")
@click.option("--rule", metavar="RULE", help="只要这条规则的\nonly of this rule")
@click.option("--severity", type=click.Choice(SEVERITIES), metavar="|".join(SEVERITIES), help="不符、疑点或提示\nonly of this severity")
@click.option("--dimension", type=click.Choice(DIMENSIONS), metavar="NAME", help=f"质量维度\none of: {', '.join(DIMENSIONS)}")
@click.option("--status", type=click.Choice(STATUSES), metavar="|".join(STATUSES), help="只要复核成这样的\nonly those reviewed so")
@options.choice("--format", "table", "json", "csv", default="table", meaning="输出格式 output format")
def command(
    home: Path | None,
    rules: bool,
    document: str | None,
    agency: str | None,
    region: str | None,
    year: int | None,
    rule: str | None,
    severity: str | None,
    dimension: str | None,
    status: str | None,
    format: str,
) -> int:
    from budgetkg.findings import Choice, chosen, write, write_rules

    if rules:
        write_rules()
        return 0
    if home is None:
        raise click.UsageError("缺少 --home / --home is missing")
    from budgetkg.home import Home

    if rule is not None:
        _known(rule)
    write(chosen(Home(home), Choice(document, agency, region, year, rule, severity, dimension, status)), format)
    return 0


def _known(rule: str) -> None:
    from difflib import get_close_matches

    from ontology.errors import UsageError
    from search.checks.findings import checks

    known = [check.rule.id for check in checks()]
    if rule not in known:
        near = get_close_matches(rule, known, n=3, cutoff=0.5)
        hint = f"是否指 {'、'.join(near)}？" if near else "budgetkg findings --rules 列出全部规则"
        raise UsageError("findings.rule", f"没有规则 {rule!r}", hint, rule)
