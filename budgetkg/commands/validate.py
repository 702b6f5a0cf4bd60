"""`budgetkg validate`: the graph against the SHACL shapes, with the place in the source of every result."""

from pathlib import Path

import click

from budgetkg.cli import Command, ReaderGone
from budgetkg.commands import options

SEVERITIES = ("violation", "warning", "info")


@click.command(
    cls=Command,
    name="validate",
    short_help="用 SHACL 形状校验，说出每处印在哪里\ncheck the graph against the SHACL shapes",
    help="校验建好的全部内容，或别人按本词表做的 RDF 文件；每处都说明违反什么、依据什么、印在哪里。\n"
    "Checks what was built, or RDF files made with this vocabulary; says what, by which rule, and where it is printed.\n\n"
    "FILE 可为 .nq、.nt、.ttl、.trig、.jsonld。ttl 格式的报告是 sh:ValidationReport。\n"
    "FILE is .nq, .nt, .ttl, .trig or .jsonld. The report as ttl is a sh:ValidationReport.\n\n"
    "退出码 exit status: 0 没有不合形状的 no violation, 1 有，或文件里没有本词表的词 some, or no term of the vocabulary, "
    "2 用法不对 wrong usage",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]...")
@click.option("--home", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="建库结果所在的目录\nwhere the build is kept")
@options.choice("--severity", *SEVERITIES, default="info", meaning="只列这一级和更重的 this one and worse")
@options.choice("--format", "table", "json", "ttl", default="table", meaning="输出格式 output format")
def command(files: tuple[Path, ...], home: Path | None, severity: str, format: str) -> int:
    if bool(files) == bool(home):
        raise click.UsageError("给 --home，或给 RDF 文件 / give --home or RDF files, one of them")
    from budgetkg.home import Home
    from budgetkg.validation import load, show, to_json, to_turtle
    from search.graph.results import placed
    from search.graph.store import GraphStore
    from search.graph.validate import validate

    store = GraphStore.open(Home(home).built().store) if home else load(files)
    report = validate(store)
    found = placed(store, report.of(*(name.capitalize() for name in SEVERITIES[: SEVERITIES.index(severity) + 1])))
    status = int(not report.conforms)
    try:
        if format == "json":
            click.echo(to_json(found, report))
        elif format == "ttl":
            for part in to_turtle(found, report):
                click.echo(part, nl=False)
        else:
            show(found, report)
    except BrokenPipeError as error:
        raise ReaderGone(status) from error
    return status
