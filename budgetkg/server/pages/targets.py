"""Search for like targets, each hit with the parts of its score, and the comparison of their values (对标)."""

from dataclasses import fields, replace
from itertools import islice
from typing import Any, cast, get_args

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.beside import MOST, name_of
from budgetkg.cited import citing
from budgetkg.compare import own_clauses, peers
from budgetkg.home import Entry
from budgetkg.opinion import opinion
from budgetkg.server.pages.compare import picked, without
from budgetkg.server.pages.places import Places
from budgetkg.server.pages.view import View, codes_of, page
from budgetkg.server.problems import problem_of
from budgetkg.server.served import Served
from budgetkg.strip_plot import draw
from budgetkg.typed import document_number, prefix, typed
from ontology.agency_types import LIST
from ontology.errors import UsageError
from search.likeness.hits import Query, Wanted

TOP = 30
NAME, NAMED = 30, 12
"""Characters of what may be the name of an agency, and how many of them are shown."""
LONGEST = 2000
"""Characters of a text that is looked for."""
KINDS = (
    ("target", "指标和能衡量的目标", "indicators and measurable goals"),
    ("indicator", "绩效指标", "indicators"),
    ("goal", "绩效目标", "goals"),
    ("project", "项目", "projects"),
    ("overview", "项目概况", "overviews of projects"),
    ("responsibility", "部门职责", "responsibilities of agencies"),
    ("any", "全部", "all"),
)
"""What can be looked for, as `similar --kind`."""
MEASURED = ("target", "indicator", "any")
"""Kinds among which there are values to compare."""
assert {code for code, _, _ in KINDS} == set(get_args(Wanted))
FILTERS = ("region", "exclude_region", "level", "agency_type", "category", "amount", "year")
assert set(FILTERS) < {field.name for field in fields(Query)}


def routes(served: Served) -> list[BaseRoute]:
    def targets(request: Request) -> Response:
        view = View.of(request)
        text = view.query.get("text", "").strip()[:LONGEST]
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        values: dict[str, Any] = {
            "text": text,
            "given": given,
            "hits": [],
            "found": None,
            "problem": None,
            "levels": codes_of("level"),
            "agency_types": codes_of(LIST),
            "named": [],
            "cited": [],
            "kinds": KINDS,
        }
        number = document_number(typed(text))
        values["kind"] = kind = _kind(view.query.get("kind", ""), "any" if number else "target")
        values["places"] = Places.of(served.built().manifest.documents)
        values |= {"picked": picked(view), "most": MOST, "name_of": name_of, "prefix": prefix, "without": without}
        if text:
            values["named"] = named(served, text)
            try:
                values |= _asked(served, text, given, kind)
                values["cited"] = citing(served.built().store, number) if number else []
            except UsageError as error:
                values["problem"] = problem_of(error)
        return page(view, "targets.html", 400 if values["problem"] else 200, **values)

    async def plot(request: Request) -> Response:
        """The strip plot as a picture of its own, for the page and for reports."""
        view = View.of(request)
        text = view.query.get("text", "").strip()[:LONGEST]
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        name, own = own_clauses(typed(text), None)
        built = served.built()
        found = await run_in_threadpool(peers, built.index, _query(name, given), own)
        return Response(draw(found, text, view.t), media_type="image/svg+xml")

    return [Route("/targets", targets), Route("/targets/plot.svg", plot)]


def _kind(given: str, usual: Wanted) -> Wanted:
    return cast(Wanted, given) if given in get_args(Wanted) else usual


def _asked(served: Served, text: str, given: dict[str, str], kind: Wanted) -> dict[str, Any]:
    built = served.built()
    name, own = own_clauses(typed(text), None)
    query = _query(name, given)
    hits = built.index.search(replace(query, kind=kind))
    values: dict[str, Any] = {"hits": hits, "why_none": "" if hits else built.index.why_nothing(replace(query, kind=kind))}
    if kind not in MEASURED:
        return values
    found = peers(built.index, query, own)
    files = {entry.sha256: entry.name for entry in built.manifest.documents}
    return values | {"found": found, "opinion": opinion(text, found, files)}


def _query(name: str, given: dict[str, str]) -> Query:
    """Raises UsageError for a year that is none."""
    year = given["year"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageError("query.year", f"不是年份：{year[:10]}", "写四位数，如 2024", "year")
    chosen = {key: given[key] or None for key in FILTERS if key not in {"year", "region", "exclude_region"}} | {
        key: prefix(given[key]) if given[key].isascii() and given[key].isdigit() else given[key] or None
        for key in ("region", "exclude_region")
    }
    return Query(name, top=TOP, year=int(year) if year else None, kind="indicator", **chosen)


def named(served: Served, text: str) -> list[Entry]:
    """Documents of agencies that are called so, or whose pinyin initials are these: the box of the first page takes either."""
    wanted = typed(text)
    if len(wanted) < 2 or len(wanted) > NAME:
        return []
    built = served.built()
    names = built.names.like(wanted)
    return list(islice((one for one in built.manifest.documents if one.agency in names), NAMED)) if names else []
