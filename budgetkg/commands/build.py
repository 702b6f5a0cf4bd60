"""`budgetkg build`: documents to graph and index."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from budgetkg.cli import Command, ReaderGone
from budgetkg.commands import options

if TYPE_CHECKING:
    from budgetkg.build import Report

SHOWN_VIOLATIONS = 10


@click.command(
    cls=Command,
    name="build",
    short_help="读公开文件，建知识图谱和检索索引\ndocuments to graph and index",
    help="读文件或目录里的公开文件，在 --home 下建图库和检索索引；再次运行只读有变化的文件。\n"
    "Builds the graph and the search index; run again, it reads only what changed.\n\n"
    "以前建过的文件会保留；文件已不在的，用 --prune 去掉。\n"
    "Earlier documents are kept; --prune keeps exactly those given now.\n"
    "中断不会弄坏已有结果，已读的下次不再读。A killed build leaves the last good one in use.\n\n"
    "退出码 exit status: 0 全部读成 all read, 1 有读不了的 some not, 2 用法不对 wrong usage",
)
@options.paths
@options.home
@click.option("--prune", is_flag=True, help="只保留这次给出的文件\nkeep only the documents given now")
@click.option("--verbose", "-v", is_flag=True, help="列出 SHACL 的每一处提醒\nlist every warning of the SHACL shapes too")
@click.option("--strict", is_flag=True, help="有不合 SHACL 形状的也算没有全部读成\na violation of a SHACL shape counts as a failure")
@options.jobs
@options.encoder("建索引用的编码模型：文件夹或 hub 名；不写就沿用现有索引的\nmodel of the index; without it, the one in use")
def command(paths: tuple[Path, ...], home: Path, prune: bool, verbose: bool, strict: bool, jobs: int | None, encoder: str | None) -> int:
    from time import monotonic

    from budgetkg.build import build
    from budgetkg.home import Home
    from budgetkg.inputs import collect
    from budgetkg.tables import progress

    started = monotonic()
    inputs = collect(paths)
    options.tell_skipped(inputs)
    if not inputs.files:
        click.echo("没有可读的文件 / nothing to read", err=True)
        return 1
    with progress() as step:
        report = build(inputs.files, Home(home), prune=prune, encoder=encoder, step=step, jobs=jobs)
    status = int(bool(report.failures or inputs.denied or (strict and report.violations)))
    try:
        _tell(report, home, monotonic() - started, verbose=verbose)
    except BrokenPipeError as error:
        raise ReaderGone(status) from error
    return status


def _tell(report: "Report", home: Path, seconds: float, *, verbose: bool) -> None:
    from collections import Counter

    from budgetkg.tables import echo, shorten, table
    from ontology.findings import SEVERITIES
    from ontology.terms import PREFIXES

    for failure in report.failures:
        click.echo(str(failure), err=True)
    for path in report.stale:
        click.echo(f"{path}: 仍用上一次读到的内容 / its last good reading stays in use", err=True)
    for path, other in report.duplicates:
        click.echo(f"{path}: 与 {other} 是同一份文件 / the same document", err=True)
    for same in report.alike:
        names = "、".join(entry.name for entry in same)
        about = f"{same[0].agency} {same[0].year} {same[0].title}"
        click.echo(
            f"{names}: 同一部门同一年度有多份文件（{about}），各算一份；内容相同的只留一份 / one disclosure in several files", err=True
        )
    for name in report.gone:
        click.echo(f"{name}: 文件已不在，内容保留；--prune 去掉 / gone, but kept; --prune drops it", err=True)
    results = [(reading, result) for reading in [*report.read, *report.reused] for result in reading.shape_results]
    told = [(reading, result) for reading, result in results if verbose or result.severity == "Violation"]
    for reading, result in told if verbose else told[:SHOWN_VIOLATIONS]:
        click.echo(f"{reading.name}: {result.severity} {result.message}（{shorten(result.focus, PREFIXES)}）", err=True)
    if report.manifest is None:
        click.echo("没有一份读成，什么也没有写 / nothing could be read, nothing was written", err=True)
        return
    fresh = {reading.sha256 for reading in report.read}
    rows = [
        (
            entry.name,
            entry.agency or "？",
            str(entry.year or "？"),
            str(entry.projects),
            str(entry.targets),
            str(entry.triples),
            str(entry.issues),
            "新读 read" if entry.sha256 in fresh else "未变 kept",
        )
        for entry in sorted(report.manifest.documents, key=lambda entry: entry.name)
    ]
    columns = ("文件 file", "单位 agency", "年度", "项目", "目标值", "三元组", "提示", "")
    echo(table(columns, rows, numeric=range(2, 7)))
    checked = len(report.read) + len(report.reused)
    counts = Counter(result.severity for _, result in results)
    click.echo(
        f"SHACL：{checked} 份文件，{counts['Violation']} 处不合形状 violations，{counts['Warning']} 处提醒 warnings，"
        f"{counts['Info']} 处说明 infos{'（-v 逐条列出，validate 说出位置）' if len(told) < len(results) else ''}"
    )
    marks = "、".join(f"{name} {report.found.get(code, 0)}" for code, name in SEVERITIES.items())
    click.echo(f"疑点 findings：{marks}（budgetkg findings --home {home} 逐条列出 lists them）")
    state = "已启用新结果 in use now" if report.renewed else "没有变化 nothing changed"
    click.echo(f"{len(rows)} 份文件 documents，{state}：{home}（{seconds:.1f} 秒 s）")
