"""The first page: how much there is, which places and years are covered, what was found, what to ask."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.home import Entry
from budgetkg.server.chosen import chosen
from budgetkg.server.importing import Importing
from budgetkg.server.pages.findings import FILTERS, chosen_by, words
from budgetkg.server.pages.imports import state_of
from budgetkg.server.pages.places import Places
from budgetkg.server.pages.view import View, codes_of, page
from budgetkg.server.served import Built, Served
from budgetkg.uploads import Upload
from ontology.findings import DIMENSIONS, SEVERITIES

ROLES = (
    ("财政局绩效科", "Performance office", ("unmeasurable-targets", "missing-categories", "suspicious-direction")),
    ("人大", "People's congress", ("totals", "three-public", "year-on-year")),
    ("审计", "Audit", ("text-against-table", "cofunding-against-amounts", "project-amounts-compared")),
    ("研究、媒体", "Research, press", ("peer-groups", "targets-by-indicator", "share-of-function")),
)


MOST_PLACES = 40
"""Rows of the matrix; where there are more places, those that lie in one province, then in one city, make one row."""
MARKS = (
    ("budget", "预", "预算", "budget", ("department_budget", "unit_budget")),
    ("targets", "绩", "绩效目标", "targets", ()),
    ("final", "决", "决算", "final accounts", ("final_account",)),
)
"""What a place and a year may have, with the kinds of documents that are it."""
LATEST = 5
"""Uploads that are shown."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What there is of one place and one year."""

    documents: int = 0
    has: frozenset[str] = frozenset()

    @property
    def heat(self) -> int:
        """How dark the cell is, 0 to 4: by the number of documents, on a scale that doubles."""
        return min(4, self.documents.bit_length())


@dataclass(frozen=True, slots=True)
class Coverage:
    """Documents by region and year."""

    years: tuple[int, ...]
    rows: tuple[tuple[str, str, dict[int, Covered]], ...]
    """(region code, its name, year → what there is)."""


def routes(served: Served, importing: Importing | None = None) -> list[BaseRoute]:
    def overview(request: Request) -> Response:
        view = View.of(request)
        built = served.built()
        every = built.manifest.documents
        given = {name: view.query.get(name, "").strip() for name in ("region", "year", "level")}
        entries = chosen(built, **given)
        counts = {
            ("文件", "documents", "/agencies"): len(entries),
            ("部门", "agencies", "/agencies"): len({(entry.region, entry.agency) for entry in entries if entry.agency}),
            ("项目", "projects", ""): sum(entry.projects for entry in entries),
            ("绩效指标值", "targets", ""): sum(entry.targets for entry in entries),
            ("三元组", "triples", ""): sum(entry.triples for entry in entries),
        }
        places = Places.of(every)
        values: dict[str, Any] = {"counts": counts, "coverage": coverage(entries, every), "roles": _questions(), "words": words(view)}
        values |= {"given": given, "places": places, "years": sorted({one.year for one in every if one.year}), "levels": codes_of("level")}
        values["found"] = _found(built, given)
        values |= {"uploads": _uploads(importing), "marks": MARKS, "updated": _updated(built)}
        return page(view, "overview.html", **values)

    return [Route("/", overview)]


def coverage(entries: Sequence[Entry], every: Sequence[Entry] = ()) -> Coverage:
    """`every`: those whose years make the columns, so that a place without documents of a year shows as such."""
    from ontology.divisions import by_code

    years = sorted({entry.year for entry in (entries if len({one.year for one in entries}) > 1 else every or entries) if entry.year})
    regions = {entry.region or "" for entry in entries}
    for digits in (6, 4, 2):
        if len({region[:digits] for region in regions}) <= MOST_PLACES or digits == 2:
            break
    of: dict[str, dict[int, list[Entry]]] = {}
    for entry in entries:
        region = (entry.region or "")[:digits].ljust(6, "0") if entry.region else ""
        by_year = of.setdefault(region, {})
        if entry.year:
            by_year.setdefault(entry.year, []).append(entry)
    rows = []
    for region, by_year in sorted(of.items()):
        division = by_code(region) if region else None
        rows.append((region, division.full_name if division else region or "—", {year: _covered(by_year.get(year, ())) for year in years}))
    return Coverage(tuple(years), tuple(rows))


def _covered(entries: Sequence[Entry]) -> Covered:
    has = {key for key, _, _, _, kinds in MARKS if any(entry.kind in kinds for entry in entries)}
    has |= {"targets"} if any(entry.targets for entry in entries) else set()
    return Covered(len(entries), frozenset(has))


def _found(built: Built, given: dict[str, str]) -> dict[str, dict[str, int]]:
    """Findings by dimension and severity, both in the order of their lists; of these documents, or of all."""
    if any(given.values()):
        counts = Counter(built.findings.tally(chosen_by({name: given.get(name, "") for name in FILTERS})))
    else:
        counts = Counter(built.found)
    used = {dimension for (dimension, _), number in counts.items() if number}
    return {dimension: {severity: counts[dimension, severity] for severity in SEVERITIES} for dimension in DIMENSIONS if dimension in used}


def _uploads(importing: Importing | None) -> list[tuple[Upload, str]]:
    """The latest uploads, each with how far it is."""
    return [(upload, state_of(importing, upload)) for upload in importing.uploads.all()[:LATEST]] if importing else []


def _updated(built: Built) -> str:
    """The day of the build in use."""
    return datetime.fromtimestamp(built.generation.path.stat().st_mtime).strftime("%Y-%m-%d")


def _questions() -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    from search.graph.questions import question

    return [(zh, en, [(name, question(name).zh, question(name).en) for name in names]) for zh, en, names in ROLES]
