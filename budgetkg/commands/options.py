"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from budgetkg.inputs import Inputs

LEVELS = ("central", "provincial", "prefecture", "county", "township")

home = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="建库结果所在的目录\nwhere the build is kept",
)

paths = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")


def choice(name: str, *values: str, default: str, meaning: str) -> Callable[[Any], Any]:
    """`--name a|b|c`."""
    return click.option(name, type=click.Choice(values), default=default, metavar="|".join(values), help=f"{meaning}（{default}）")


def tell_skipped(inputs: "Inputs") -> None:
    """Name on standard error what was found in folders and not read."""
    for path, reason in inputs.denied:
        click.echo(f"{path}: 目录打不开：{reason} / folder cannot be opened", err=True)
    if inputs.skipped:
        names = "、".join(path.name for path in inputs.skipped[:5]) + ("……" if len(inputs.skipped) > 5 else "")
        click.echo(f"跳过 {len(inputs.skipped)} 个格式不支持的文件 / skipped: {names}", err=True)
