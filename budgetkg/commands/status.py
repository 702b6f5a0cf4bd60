"""`budgetkg status`: what is in use."""

from pathlib import Path

import click

from budgetkg.cli import Command
from budgetkg.commands import options

FINDINGS = "SELECT ?severity (COUNT(?finding) AS ?count) WHERE { ?finding a bkg:Finding ; bkg:severity ?severity } GROUP BY ?severity"


@click.command(
    cls=Command,
    name="status",
    short_help="看建好了什么\nwhat has been built",
    help="列出在用的文件，并检查图库和索引打得开。\nLists the documents in use and checks that store and index open.",
)
@options.home
def command(home: Path) -> int:
    from budgetkg.home import Home
    from budgetkg.tables import echo, table
    from ontology.findings import SEVERITIES
    from search.graph.store import GraphStore
    from search.likeness.index import SearchIndex

    generation = Home(home).built()
    manifest = generation.manifest()
    rows = [
        (entry.name, entry.agency or "？", entry.region or "？", str(entry.year or "？"), entry.title, "\n".join(entry.paths))
        for entry in sorted(manifest.documents, key=lambda entry: entry.name)
    ]
    echo(table(("文件 file", "单位 agency", "区划", "年度", "标题 title", "位置 path"), rows))
    store = GraphStore.open(generation.store)
    graphs = store.graphs()
    SearchIndex.open(generation.index)
    missing = sorted(manifest.graphs.keys() - set(graphs))
    click.echo(f"{generation.path}：{len(rows)} 份文件 documents，{len(graphs)} 个图 graphs，budgetkg {manifest.version}")
    found = {row[0].value.rsplit("-", 1)[-1]: row[1].value for row in store.own_query(FINDINGS).rows() if row[0] and row[1]}
    click.echo(f"疑点 findings：{'、'.join(f'{name} {found.get(code, 0)}' for code, name in SEVERITIES.items())}")
    for name in missing:
        click.echo(f"图库里缺 missing: {name}", err=True)
    return int(bool(missing))
