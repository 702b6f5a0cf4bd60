"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from budgetkg.inputs import Inputs

LEVELS = ("central", "provincial", "prefecture", "county", "township")

FILE = click.Path(path_type=Path, readable=False)
"""Whether it can be read shows when it is read: that is no wrong usage, and one such file stops no others."""


def _home(*, required: bool) -> Callable[[Any], Any]:
    folder = click.Path(path_type=Path, file_okay=False, readable=False)
    return click.option("--home", type=folder, required=required, metavar="DIR", help="建库结果所在的目录\nwhere the build is kept")


home = _home(required=True)
home_if_needed = _home(required=False)

paths = click.argument("paths", nargs=-1, required=True, type=FILE, metavar="PATH...")


jobs = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="用几个进程读；1 在本进程里读；不写则看要读几份、有几个核、多少内存（每个进程可用到 1.5 GiB）\n"
    "processes that read; without it as many as the files are worth and cores and memory (1.5 GiB each) bear",
)


def encoder(meaning: str) -> Callable[[Any], Any]:
    """`--encoder MODEL`, a folder or hub name by the sentence-transformers interface."""
    return click.option("--encoder", metavar="MODEL", help=meaning)


agency_type = click.option(
    "--agency-type",
    metavar="KIND",
    help="只要这类部门：信访、教育、卫健……；same 为与 TEXT 同类\nonly this kind of agency; same: that of TEXT",
)
amount = click.option("--amount", metavar="RANGE", help="项目金额：100万..500万、100万..、..5000\nmoney of the project, in yuan")


def choice(name: str, *values: str, default: str, meaning: str) -> Callable[[Any], Any]:
    """`--name a|b|c`."""
    return click.option(name, type=click.Choice(values), default=default, metavar="|".join(values), help=f"{meaning}（{default}）")


def tell_skipped(inputs: "Inputs") -> None:
    """Name on standard error what was found in folders and not read."""
    for path, reason in inputs.denied:
        click.echo(f"{path}: 打不开：{reason} / cannot be opened", err=True)
    if inputs.skipped:
        names = "、".join(path.name for path in inputs.skipped[:5]) + ("……" if len(inputs.skipped) > 5 else "")
        text = f"跳过目录或压缩包里的 {len(inputs.skipped)} 个文件：{names}（图片、CSV 等要逐个写出路径才读） / skipped, read when named"
        click.echo(text, err=True)
