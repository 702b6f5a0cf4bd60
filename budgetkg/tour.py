"""A short walk through a build: what it holds and what can be asked of it."""

from pathlib import Path

import click

from budgetkg.answers import write
from budgetkg.home import Generation
from budgetkg.similar import show
from search.graph.questions import question
from search.graph.store import GraphStore
from search.likeness.hits import Query
from search.likeness.index import SearchIndex

STOPS = {"documents": None, "agencies": None, "satisfaction-targets": 3, "cofunding-ratios": None}
"""Questions, with the number of rows shown of one agency where there are many."""
EXAMPLE = "上访群众满意度"


def tour(generation: Generation, home: Path) -> None:
    """Print the answers, each under the command that gives it."""
    store = GraphStore.open(generation.store)
    for name, each in STOPS.items():
        asked = question(name)
        _heading(asked.zh, asked.en, f"budgetkg ask {name} --home {home}")
        write(store.query(asked.text), "table", {column.name: column.zh for column in asked.columns}, each)
    index = SearchIndex.open(generation.index)
    for found in index.search(Query(EXAMPLE, top=1)):
        command = f"budgetkg similar {EXAMPLE} --exclude-region {found.passage.region} --top 5 --home {home}"
        _heading(f"{found.passage.agency}以外，哪里有同类指标？", "Where else are there targets like these?", command)
        show(index.search(Query(EXAMPLE, top=5, exclude_region=found.passage.region)))


def _heading(zh: str, en: str, command: str) -> None:
    click.echo(f"\n■ {zh}\n  {en}\n  $ {command}\n")
