"""`budgetkg export`: a selection as RDF, as a cube, or as a spreadsheet of money."""

from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from budgetkg.cli import Command
from budgetkg.commands import options

if TYPE_CHECKING:
    from budgetkg.exports.selection import Filters, Source, Step
    from budgetkg.home import Entry

FORMATS = ("ttl", "jsonld", "nq", "cube", "fdp")
LEVELS = options.LEVELS


@click.command(
    cls=Command,
    name="export",
    short_help="导出选中的文件：RDF、数据立方体、财政数据包\nexport documents as RDF, data cube or fiscal data package",
    help="把选中的文件所说的一切连同疑点、合并、用到的代码和名称导出；不加条件就是全部。同样的内容导出的字节相同。\n"
    "Exports all that the chosen documents say, with findings, merges, and the names of the codes they use;\n"
    "without a filter, everything.\n\n"
    "  ttl     Turtle\n"
    "  jsonld  JSON-LD，项目里套着资金、绩效目标和指标 nested: a project holds its money, goals and targets\n"
    "  nq      N-Quads，每份文件一个命名图 one named graph a document\n"
    "  cube    RDF Data Cube（Turtle），每份文件每类表一个数据集 one data set for each kind of table\n"
    "  fdp     Fiscal Data Package：amounts.csv 和 datapackage.json，写成目录或 .zip a folder or .zip\n\n"
    "同一条件可重复，满足其一即可；不同条件须同时满足。选不到文件时什么也不写，退出码 2。\n"
    "A filter may be repeated: one of its values has to fit. All filters have to hold. Nothing chosen is an error.",
)
@options.home
@options.choice("--format", *FORMATS, default="ttl", meaning="输出格式 output format")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="写到这里；- 为标准输出\nwhere to; - is standard output")
@click.option("--region", multiple=True, metavar="CODE", help="地区代码或其前几位：41、4108、410800\na division code or its first digits")
@click.option("--year", multiple=True, type=int, metavar="YEAR", help="年度\nfiscal year")
@click.option("--agency", multiple=True, metavar="NAME", help="公开主体的名称、名称的一部分或 IRI\na body by name, part of it, or IRI")
@click.option("--document", multiple=True, metavar="NAME", help="文件名或 SHA-256 前八位\nfile name, or 8 digits of its SHA-256")
@click.option("--level", multiple=True, type=click.Choice(LEVELS), metavar="LEVEL", help=f"政府级次\none of: {', '.join(LEVELS)}")
@click.option("--query", type=click.Path(path_type=Path), metavar="FILE.rq", help="导出这条 CONSTRUCT 的结果\nthe answer of a CONSTRUCT")
def command(
    home: Path,
    format: str,
    out: Path | None,
    region: tuple[str, ...],
    year: tuple[int, ...],
    agency: tuple[str, ...],
    document: tuple[str, ...],
    level: tuple[str, ...],
    query: Path | None,
) -> int:
    from budgetkg.exports.selection import Filters, Source
    from budgetkg.home import Home

    filters = Filters(region, year, agency, document, level)
    target = None if out is None or str(out) == "-" else out
    if format == "fdp" and target is None:
        raise click.UsageError("fdp 有两个文件，要用 --out 给出目录或 .zip / fdp needs --out")
    if query is not None and format in {"cube", "fdp"}:
        raise click.UsageError(f"--query 的结果不能写成 {format}，可用 ttl、jsonld、nq / --query goes with ttl, jsonld, nq")
    if query is not None and filters != Filters():
        raise click.UsageError("--query 自己说明选什么，不能再加别的条件 / --query takes no filters")
    source = Source(Home(home).built())
    if query is not None:
        return _export_query(source, query, format, target)
    return _export_documents(source, filters, format, target)


def _export_query(source: "Source", query: Path, form: str, target: Path | None) -> int:
    from budgetkg.commands.sparql import read_query
    from budgetkg.exports.output import whole_file
    from budgetkg.exports.rdf import constructed, write_graph
    from ontology.errors import UsageError

    graph = constructed(source.store.query(read_query(query)))
    if not graph:
        raise UsageError("export.empty", "查询没有结果，什么也没有写", "先用 budgetkg sparql 试一下", str(query))
    with whole_file(target) as stream:
        written = write_graph(graph, form, stream)
    _tell(f"{written} 条陈述 triples", target)
    return 0


def _export_documents(source: "Source", filters: "Filters", form: str, target: Path | None) -> int:
    from budgetkg.exports.output import whole_file
    from budgetkg.tables import progress

    entries = source.select(filters)
    with progress() as bar:

        def step(name: str, done: int) -> None:
            bar(f"导出 {name}", done, len(entries))

        if form == "fdp":
            from budgetkg.exports.fdp import write_package

            assert target is not None
            written, what = write_package(source, entries, target, step), "个预算数 amounts"
        else:
            with whole_file(target) as stream:
                written, what = _writer(form)(source, entries, stream, step), "条陈述 statements"
    _tell(f"{len(entries)} 份文件 documents，{written} {what}", target)
    return 0


def _writer(form: str) -> "Callable[[Source, list[Entry], IO[bytes], Step], int]":
    from budgetkg.exports import cube, rdf

    return {"ttl": rdf.write_ttl, "jsonld": rdf.write_jsonld, "nq": rdf.write_nquads, "cube": cube.write_cube}[form]


def _tell(what: str, target: Path | None) -> None:
    click.echo(f"已导出 exported：{what}{'' if target is None else f' → {target}'}", err=target is None)
