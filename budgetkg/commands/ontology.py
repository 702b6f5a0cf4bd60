"""`budgetkg ontology`: the vocabulary as a page and a picture."""

from pathlib import Path

import click

from budgetkg.cli import Command


@click.command(
    cls=Command,
    name="ontology",
    short_help="把词表写成网页和类图\nthe vocabulary as a page and a picture",
    help="在 --out 目录写 index.html（词表、代码表、校验规则、四十个问题）和 classes.svg（类图）；不需要建库。\n"
    "Writes one static page and the picture of the classes; needs no build.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("ontology-page"),
    show_default=True,
    metavar="DIR",
    help="写到哪里\nwhere to write",
)
def command(out: Path) -> int:
    from budgetkg.files import replace_file
    from budgetkg.ontology_page import PICTURE, render

    out.mkdir(parents=True, exist_ok=True)
    replace_file(out / "index.html", render().encode())
    replace_file(out / "classes.svg", PICTURE.read_bytes())
    click.echo(f"已写 written: {out / 'index.html'}、{out / 'classes.svg'}")
    return 0
