"""`budgetkg extract`: documents to JSON Lines."""

from pathlib import Path

import click

from budgetkg.cli import Command, ReaderGone
from budgetkg.commands import options


@click.command(
    cls=Command,
    name="extract",
    short_help="读公开文件，每份输出一行 JSON，不建库\nread disclosures into JSON Lines",
    help="读文件或目录里的公开文件，每份在标准输出上写一行 JSON；读不了的在标准错误上说明原因。\n"
    "Reads each document into one line of JSON; those that cannot be read are named on standard error.\n\n"
    "退出码 exit status: 0 全部读成 all read, 1 有读不了的 some not, 2 用法不对 wrong usage",
)
@options.paths
@options.jobs
def command(paths: tuple[Path, ...], jobs: int | None) -> int:
    from budgetkg.batch import outcomes
    from budgetkg.inputs import collect
    from budgetkg.reading import Failure, died
    from ontology.errors import BudgetkgError

    inputs = collect(paths)
    options.tell_skipped(inputs)
    failed = not inputs.files or bool(inputs.denied)
    with outcomes(_line, inputs.files, jobs, died) as lines:
        for path, line in zip(inputs.files, lines, strict=True):
            try:
                click.echo(line())
            except BudgetkgError as error:
                failed = True
                click.echo(str(Failure(path, error)), err=True)
            except BrokenPipeError as error:
                raise ReaderGone(int(failed)) from error
    return int(failed)


def _line(path: Path) -> str:
    from budgetkg.contract import to_line
    from budgetkg.reading import read

    return to_line(read(path))
