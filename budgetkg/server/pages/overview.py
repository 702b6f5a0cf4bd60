"""The first page: how much there is, which places and years are covered, what was found, what to ask."""

from collections import Counter
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.home import Entry
from budgetkg.server.pages.findings import words
from budgetkg.server.pages.view import View, page
from budgetkg.server.served import Built, Served
from ontology.findings import DIMENSIONS, SEVERITIES

ROLES = (
    ("财政局绩效科", "Performance office", ("unmeasurable-targets", "missing-categories", "suspicious-direction")),
    ("人大", "People's congress", ("totals", "three-public", "year-on-year")),
    ("审计", "Audit", ("text-against-table", "cofunding-against-amounts", "project-amounts-compared")),
    ("研究、媒体", "Research, press", ("peer-groups", "targets-by-indicator", "share-of-function")),
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Documents by region and year."""

    years: tuple[int, ...]
    rows: tuple[tuple[str, str, dict[int, tuple[Entry, ...]]], ...]
    """(region code, its name, year → documents)."""


def routes(served: Served) -> list[BaseRoute]:
    def overview(request: Request) -> Response:
        built = served.built()
        entries = built.manifest.documents
        counts = {
            ("文件", "documents"): len(entries),
            ("部门", "agencies"): len({(entry.region, entry.agency) for entry in entries if entry.agency}),
            ("项目", "projects"): sum(entry.projects for entry in entries),
            ("绩效指标值", "targets"): sum(entry.targets for entry in entries),
            ("三元组", "triples"): sum(entry.triples for entry in entries),
        }
        view = View.of(request)
        values = {"counts": counts, "coverage": coverage(entries), "found": _found(built), "roles": _questions(), "words": words(view)}
        return page(view, "overview.html", **values)

    return [Route("/", overview)]


def coverage(entries: tuple[Entry, ...]) -> Coverage:
    from ontology.divisions import by_code

    years = sorted({entry.year for entry in entries if entry.year})
    rows = []
    for region in sorted({entry.region or "" for entry in entries}):
        inside = [entry for entry in entries if (entry.region or "") == region]
        division = by_code(region) if region else None
        by_year = {year: tuple(entry for entry in inside if entry.year == year) for year in years}
        rows.append((region, division.full_name if division else "—", by_year))
    return Coverage(tuple(years), tuple(rows))


def _found(built: Built) -> dict[str, dict[str, int]]:
    """Findings by dimension and severity, both in the order of their lists."""
    counts = Counter(built.found)
    used = {dimension for dimension, _ in counts}
    return {dimension: {severity: counts[dimension, severity] for severity in SEVERITIES} for dimension in DIMENSIONS if dimension in used}


def _questions() -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    from search.questions import question

    return [(zh, en, [(name, question(name).zh, question(name).en) for name in names]) for zh, en, names in ROLES]
