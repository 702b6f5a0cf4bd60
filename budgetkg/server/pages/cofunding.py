"""Funding across levels (资金配套): the layered picture, and the same rows as tables, each with the cells that it rests on."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.answers import NUMERIC, YUAN
from budgetkg.answers import show as as_people_read_it
from budgetkg.cofunding import HYPOTHESES, PARTS, check
from budgetkg.cofunding_sources import sources
from budgetkg.server.pages.places import Places
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import problem_of
from budgetkg.server.served import Served
from budgetkg.server.stores import Place, opened
from budgetkg.typed import typed
from ontology.errors import UsageError

if TYPE_CHECKING:
    from budgetkg.cofunding import Row
    from search.graph.questions import Question
    from search.graph.store import Term

SHOWN = 100
"""Rows of a part on the page and in the picture; the question behind it has all."""
FILTERS = ("programme", "region", "year")
VERDICTS = {"相符": "fits", "两边相符": "fits", "不符": "severity-error", "两边不符": "severity-error"}


def routes(served: Served) -> list[BaseRoute]:
    async def shown(request: Request) -> Response:
        view = View.of(request)
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        entries = served.built().manifest.documents
        values: dict[str, Any] = {"given": given, "parts_shown": [], "problem": None, "drawn": False, "places": Places.of(entries)}
        values["years"] = sorted({entry.year for entry in entries if entry.year})
        try:
            found, printed = await served.remembered(tables, *_checked(given))
            values["parts_shown"] = [_part(view, part, rows, printed[part]) for part, rows in found.items()]
            values["drawn"] = bool(found["amounts"])
        except UsageError as error:
            values["problem"] = problem_of(error)
        return page(view, "cofunding.html", 400 if values["problem"] else 200, **values)

    async def picture(request: Request) -> Response:
        view = View.of(request)
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        found, _ = await served.remembered(tables, *_checked(given))
        return Response(await run_in_threadpool(_picture, found, view.lang, view.unit), media_type="image/svg+xml")

    return [Route("/cofunding", shown), Route("/cofunding/picture.svg", picture)]


def _checked(given: dict[str, str]) -> tuple[str, str, int]:
    """Raises UsageError for a year or a region that is none."""
    year = given["year"]
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise UsageError("query.year", f"不是年份：{year[:10]}", "写四位数，如 2024", "year")
    return typed(given["programme"]), check(given["region"], int(year or 0)), int(year or 0)


def tables(place: Place, programme: str, region: str, year: int) -> tuple["dict[str, list[Row]]", dict[str, list[list[dict[str, Any]]]]]:
    """In a worker: the rows that are shown, and one more where there are more; and where each is printed."""
    from budgetkg.cofunding import ask

    found = {part: rows[: SHOWN + 1] for part, rows in ask(opened(place), programme, region, year).items()}
    return found, sources(opened(place), found)


def _picture(found: "dict[str, list[Row]]", lang: str, unit: str) -> bytes:
    from budgetkg.chart import draw

    view = View("", lang, unit, {})
    shown = {part: rows[:SHOWN] for part, rows in found.items()}
    return draw(shown, lambda yuan: f"{view.money(yuan)} {view.unit_after}", view.t)


def _part(view: View, part: str, rows: "list[Row]", printed: list[list[dict[str, Any]]]) -> dict[str, Any]:
    from search.graph.questions import question

    asked = question(PARTS[part])
    columns = [column for column in asked.columns if any(row[column.name] for row in rows) and column.name not in ("file_name", "line")]
    return {
        "name": part,
        "question": asked.name,
        "title": view.t(asked.zh, asked.en),
        "hypotheses": part == HYPOTHESES,
        "titles": [_title(view, asked, column.name) for column in columns],
        "numeric": [_is_numeric([row[column.name] for row in rows]) for column in columns],
        "rows": [
            ([_cell(view, row[column.name], column.zh.endswith(YUAN)) for column in columns], _verdict(row), places)
            for row, places in zip(rows[:SHOWN], printed, strict=False)
        ],
        "cut": len(rows) > SHOWN,
    }


def _title(view: View, asked: "Question", name: str) -> str:
    column = next(column for column in asked.columns if column.name == name)
    if not column.zh.endswith(YUAN):
        return view.t(column.zh, column.en)
    return view.t(column.zh.removesuffix(f"（{YUAN}"), column.en.removesuffix(" in yuan"))


def _is_numeric(cells: "list[Term | None]") -> bool:
    return all(cell.datatype in NUMERIC for cell in cells if cell is not None)


def _cell(view: View, cell: "Term | None", yuan: bool) -> str:
    return "" if cell is None else view.money(Decimal(cell.value)) if yuan else as_people_read_it(cell)


def _verdict(row: "Row") -> str:
    verdict = row.get("verdict")
    return VERDICTS.get(verdict.value, "severity-warning") if verdict else ""
