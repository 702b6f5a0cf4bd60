"""A home of very many synthetic targets, built as any other: pages as agencies publish them, read, linked, stored, indexed.

    nice python -m benchmarks.big_home FOLDER [--targets 100000] [--readers 2]

Writes FOLDER/pages/*.html and builds FOLDER/home. Documents are read in several processes; what follows is one build.
What is there already is not done again. Without --links no programmes are linked: that compares every pair of them.
"""

import random
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from html import escape
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path

from benchmarks.synthetic import TARGETS, Targets
from search.passages import Passage

OF_A_PROJECT = 40
"""Targets of one project."""


def page(targets: Targets, number: int) -> str:
    """One agency's year as a web page with a target table (绩效目标表) for every project."""
    passages = list(targets.document(number))
    first, chance = passages[0], random.Random(number)
    tables = "".join(_table(list(rows), chance) for _, rows in groupby(enumerate(passages), lambda pair: pair[0] // OF_A_PROJECT))
    return f'<html><head><meta charset="utf-8"><title>{first.title}</title></head><body><h1>{first.title}</h1>{tables}</body></html>'


def _table(rows: list[tuple[int, Passage]], chance: random.Random) -> str:
    first = rows[0][1]
    named = f"{first.division}{chance.choice(rows)[1].name[:12]}专项经费"
    return "\n".join(("<h2>项目绩效目标表</h2><p>单位：元</p><table>", *_rows(named, first.amount or "", rows), "</table>"))


def _rows(name: str, amount: str, rows: list[tuple[int, Passage]]) -> Iterator[str]:
    yield f'<tr><td>项目名称</td><td colspan="3">{escape(name)}</td></tr><tr><td>项目资金</td><td colspan="3">{amount}</td></tr>'
    yield "<tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr>"
    for _, one in rows:
        yield "<tr>" + "".join(f"<td>{escape(text or '')}</td>" for text in (one.level1, one.level2, one.name, one.raw_value)) + "</tr>"


def _read(given: tuple[Path, Path]) -> None:
    from budgetkg.documents import Documents

    Documents(given[0]).make(given[1])


def main() -> None:
    options = ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--targets", type=int, default=100_000)
    options.add_argument("--readers", type=int, default=2)
    options.add_argument("--links", action="store_true")
    chosen = options.parse_args()
    import budgetkg.build
    from budgetkg.home import Home
    from budgetkg.links import Linked

    pages, home = chosen.folder / "pages", Home(chosen.folder / "home")
    pages.mkdir(parents=True, exist_ok=True)
    home.documents.mkdir(parents=True, exist_ok=True)
    made, paths = Targets(), [pages / f"{number:06d}.html" for number in range(chosen.targets // TARGETS)]
    for number, path in enumerate(paths):
        if not path.exists():
            path.write_text(page(made, number), "utf-8")
    started = time.monotonic()

    def told(what: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {what}", flush=True)

    # In order, so what was read before a stop is the first so many; `build` reads whatever is not up to date.
    missing = paths[len(list(home.documents.iterdir())) :]
    with get_context("spawn").Pool(chosen.readers) as pool:
        for done, _ in enumerate(pool.imap_unordered(_read, [(home.documents, path) for path in missing], chunksize=4), start=1):
            if done % 50 == 0:
                told(f"{done} of {len(missing)} documents read")
    last = ""

    def step(what: str, done: int, total: int) -> None:
        nonlocal last
        if what.split()[0] != last:
            last = what.split()[0]
            told(f"{last} {done} of {total}")

    if not chosen.links:
        budgetkg.build.find_links = lambda entries, documents, current: Linked("", {}, {}, ())  # type: ignore[assignment]
    report = budgetkg.build.build(paths, home, step=step)
    told(f"built: {len(report.manifest.documents) if report.manifest else 0} documents, {len(report.failures)} failures")


if __name__ == "__main__":
    main()
