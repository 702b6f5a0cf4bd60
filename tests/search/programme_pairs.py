"""Projects labelled by the programme they belong to: those of the samples and of the layouts, and invented disclosures.

Two projects are of one programme if their money is for the same purpose and could come from one fund, so that a
ratio between levels of government could hold for it. Running costs of a body are its own. The labels were written
before any linking was run; `labels.csv` names the projects of real and laid-out documents that share a programme,
`invented.csv` holds whole projects, a blank label standing for a programme of its own. `unseen.csv` is a second such
set, written when the linking had been changed after its first run.
"""

import csv
import hashlib
from collections.abc import Iterator
from functools import cache
from itertools import combinations, groupby
from pathlib import Path
from typing import Literal

from ingest.read import read_document
from ontology import iri
from ontology.divisions import by_code
from ontology.links import ProgrammeLink, groups
from ontology.privacy import mask
from ontology.programmes import programme_name
from ontology.quads import to_nquads
from ontology.records import Agency, DisclosureRecord, Document, Goal, Project, Source
from search.funding.programmes import Programme, joined, programmes

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).with_name("programmes")


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def invented(name: str = "invented.csv") -> Iterator[DisclosureRecord]:
    """One disclosure an agency and year."""

    def key(row: dict[str, str]) -> tuple[str, ...]:
        return row["agency"], row["region"], row["level"], row["year"]

    for (agency, region, level, year), rows in groupby(sorted(_rows(name), key=key), key):
        sha = hashlib.sha256(f"{agency}{year}".encode()).hexdigest()
        place = Source(sha, "test/row", agency, 1, 1)
        division = by_code(region, int(year))
        assert division is not None and division.level == level, (agency, region)
        projects = tuple(
            Project(
                row["project"],
                None,
                None,
                (),
                (Goal("annual", row["goal"], place),) if row["goal"] else (),
                (),
                place,
                overview=row["overview"] or None,
                overview_source=place,
            )
            for row in rows
        )
        document = Document(f"{agency}{year}.txt", sha, f"{agency}{year}年部门预算", "department_budget", int(year), "text/plain", None, 1)
        yield DisclosureRecord(document, Agency(agency, None, region, division.level, division.full_name), projects=projects)


def printed() -> Iterator[tuple[str, DisclosureRecord]]:
    for folder in ("data/samples", "tests/ingest/layouts"):
        for path in sorted((ROOT / folder).glob("*.txt")):
            yield path.stem, read_document(path)


@cache
def labelled(which: Literal["all", "unseen"] = "all") -> tuple[dict[str, Programme], dict[str, str]]:
    """Programmes, and the label of each: one of its own where none is given. `unseen` are of the second set alone."""
    parts: list[Programme] = []
    found: dict[str, str] = {}
    name = "unseen.csv" if which == "unseen" else "invented.csv"
    given = {(row["agency"], row["project"]): row["programme"] for row in _rows(name)}
    for record in invented(name):
        parts += programmes(to_nquads(record))
        assert record.agency
        for project in record.projects:
            found[_iri(record, project)] = given[record.agency.name, project.name] or f"{record.agency.name}/{project.name}"
    if which == "all":
        labels = {(row["document"], row["project"]): row["programme"] for row in _rows("labels.csv")}
        for stem, record in printed():
            parts += programmes(to_nquads(record))
            for project in record.projects:
                found[_iri(record, project)] = labels.pop((stem, project.name), "") or f"{stem}/{project.name}"
        assert not labels
    return joined(parts), found


def _iri(record: DisclosureRecord, project: Project) -> str:
    owner = iri.agency(record.agency.region, record.agency.name) if record.agency else None
    return iri.programme(owner, programme_name(mask(project.name)), record.document.sha256)


def pairs(chosen: set[str] | None = None) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """All pairs of programmes, and those that are one."""
    _, labels = labelled()
    every = set(combinations(sorted(labels if chosen is None else chosen), 2))
    return every, {(left, right) for left, right in every if labels[left] == labels[right]}


def asserted(links: list[ProgrammeLink]) -> set[tuple[str, str]]:
    """The pairs that are one by the groups that links make."""
    return {pair for group in groups(links) for pair in combinations(group, 2)}
