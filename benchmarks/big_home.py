"""A home of very many synthetic targets, built as any other: pages as agencies publish them, read, linked, stored, indexed.

    nice python -m benchmarks.big_home FOLDER [--targets 100000] [--read 500] [--readers 2] [--of-a-project 40] [--linked 5]

Writes FOLDER/pages/*.html and builds FOLDER/home. Documents are read, and copied, in several processes.
What is there already is not done again. With --read only so many are read; every other is one of them under the name and
the code of another county, as it would have been read: reading takes most of the time and says nothing about the rest.
"""

import gzip
import json
import random
import re
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.synthetic import TARGETS, Targets
from budgetkg.batch import outcomes
from budgetkg.files import digest
from ontology import divisions
from ontology.errors import StoreError
from search.likeness.passages import Passage

OF_A_PROJECT = 40
"""Targets of one project."""
LINKED = 5
"""Copies of a document whose projects are linked, unless told: all copies of one project have one purpose."""


def page(targets: Targets, number: int, of_a_project: int = OF_A_PROJECT) -> str:
    """One agency's year as a web page with a target table (绩效目标表) for every project."""
    passages = list(targets.document(number))
    first, chance = passages[0], random.Random(number)
    tables = "".join(_table(list(rows), chance) for _, rows in groupby(enumerate(passages), lambda pair: pair[0] // of_a_project))
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


def _is_there(folder: Path, page: Path) -> bool:
    """Whether a page was written, and what is made of it is there as a whole."""
    return page.exists() and (folder / sha256(page.read_bytes()).hexdigest() / "library.json").is_file()


def _copy(copied: tuple[Path, Path, Path, divisions.Division, divisions.Division, bool]) -> None:
    """Put what was read of a page beside it as what would be read of the same page of another place, and write that page."""
    from budgetkg.documents import Documents, compressed

    folder, page, other, old, new, linked = copied
    if _is_there(folder, other):
        return
    documents, names = Documents(folder), ((old.full_name, new.full_name), (old.name, new.name))

    def renamed(text: str) -> str:
        for name, its in names:
            text = text.replace(name, its)
        return re.sub(rf"{old.code}(?<![\d.].{{6}})(?![\d.])", new.code, text)  # the code first: then it is searched for

    other.write_text(renamed(page.read_text("utf-8")), "utf-8")
    was, now = (sha256(path.read_bytes()).hexdigest() for path in (page, other))
    target = folder / now
    target.mkdir(exist_ok=True)
    for file in sorted((folder / was).iterdir(), key=lambda file: (file.name == "library.json", file.name)):  # that one last
        packed = file.suffix == ".gz"
        given = file.read_bytes()
        text = (gzip.decompress(given) if packed else given).decode("utf-8", "surrogatepass")
        text = renamed(text).replace(was[:16], now[:16]).replace(was[16:], now[16:]).replace(page.name, other.name)
        made = text.encode("utf-8", "surrogatepass")
        (target / file.name).write_bytes(compressed(made) if packed else made)

    if not linked:
        (target / "programmes.jsonl").write_bytes(b"")

    def change(name: str, **values: object) -> None:
        file = target / name
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | values, ensure_ascii=False), "utf-8")

    graph = digest([documents.graph(now)])
    about = json.loads((target / "reader.json").read_text("utf-8"))["about"]
    change("reader.json", about=about | {"graph": graph, "passages": digest([(target / "passages.jsonl").read_bytes()])})
    found = digest([(target / "findings.nq").read_bytes()])
    change("findings.json", key=digest([documents.finder.encode(), graph.encode()]), digest=found)
    change("programmes.json", key=digest([documents.linker.encode(), graph.encode()]))
    change("library.json", key=documents.library_key(now))


def main() -> None:
    options = ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--targets", type=int, default=100_000)
    options.add_argument("--readers", type=int, default=2)
    options.add_argument("--read", type=int, help="documents that are read; all, unless given")
    options.add_argument("--of-a-project", type=int, default=OF_A_PROJECT, help="targets of one project")
    options.add_argument("--linked", type=int, default=LINKED, help="copies of a document whose projects are linked")
    chosen = options.parse_args()
    from budgetkg.build import build
    from budgetkg.documents import Documents
    from budgetkg.home import Home

    pages, home = chosen.folder / "pages", Home(chosen.folder / "home")
    pages.mkdir(parents=True, exist_ok=True)
    home.documents.mkdir(parents=True, exist_ok=True)
    made, paths = Targets(), [pages / f"{number:06d}.html" for number in range(chosen.targets // TARGETS)]
    first = paths[: chosen.read]
    for number, path in enumerate(first):
        if not path.exists():
            path.write_text(page(made, number, chosen.of_a_project), "utf-8")
    started = time.monotonic()

    def told(what: str) -> None:
        print(f"{time.monotonic() - started:7.0f} s  {what}", flush=True)

    linked = len(first) * (chosen.linked + 1)
    copies = [
        (home.documents, paths[number % len(first)], paths[number], made.place(number % len(first)), made.place(number), number < linked)
        for number in range(len(first), len(paths))
    ]
    unread = [path for path in first if not _is_there(home.documents, path)]
    work: list[tuple[Callable[[Any], object], list[Any]]] = [(Documents(home.documents).make, unread), (_copy, copies)]
    for function, given in work:
        with outcomes(function, given, chosen.readers, lambda one, how: StoreError("benchmark", how, place=str(one))) as made_of:
            for done, one in enumerate(made_of, start=1):
                one()
                if done % 50 == 0:
                    told(f"{done} of {len(given)} documents {function.__name__.strip('_')}")
    last = ""

    def step(what: str, done: int, total: int) -> None:
        nonlocal last
        if what.split()[0] != last:
            last = what.split()[0]
            told(f"{last} {done} of {total}")

    report = build(paths, home, step=step, jobs=chosen.readers)
    told(f"built: {len(report.manifest.documents) if report.manifest else 0} documents, {len(report.failures)} failures")


if __name__ == "__main__":
    main()
