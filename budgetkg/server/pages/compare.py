"""Up to six targets beside each other (并排比较), at an address of its own, and the same as a table file."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.beside import MOST, Beside, beside
from budgetkg.beside import Cell as Said
from budgetkg.server import sheets, streams
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import problem_of
from budgetkg.server.served import Served
from budgetkg.workbook import Sheet, workbook
from ontology.errors import UsageError

if TYPE_CHECKING:
    from search.likeness.passages import Passage

PICKED = "picked"
"""The parameter with the names of targets, a blank between them, which is in no IRI."""


def routes(served: Served) -> list[BaseRoute]:
    def found(request: Request) -> Beside:
        built = served.built()
        return beside(built.index, picked(View.of(request)))

    async def shown(request: Request) -> Response:
        view = View.of(request)
        values: dict[str, Any] = {"names": picked(view), "most": MOST, "found": None, "problem": None}
        try:
            values["found"] = await run_in_threadpool(found, request)
        except UsageError as error:
            values["problem"] = problem_of(error)
        return page(view, "compare.html", 400 if values["problem"] else 200, **values, without=without, told=_told)

    def exported(form: str) -> Callable[[Request], Any]:
        async def export(request: Request) -> Response:
            titles, rows = table(await run_in_threadpool(found, request), str(request.base_url).rstrip("/"))
            if form == "xlsx":
                body = await run_in_threadpool(workbook, [Sheet("并排比较", titles, rows)])
            else:
                body = b"".join(streams.csv_lines(titles, rows))
            headers = {"Content-Disposition": f'attachment; filename="compare.{form}"'}
            return Response(body, media_type=sheets.MEDIA[form], headers=headers)

        return export

    return [
        Route("/compare", shown),
        Route("/compare.csv", exported("csv")),
        Route("/compare.xlsx", exported("xlsx")),
    ]


def picked(view: View) -> list[str]:
    """The names in the address, each once, in their order."""
    return list(dict.fromkeys(view.query.get(PICKED, "").split()))


def without(names: list[str], name: str) -> str | None:
    """The parameter without one of them."""
    return " ".join(one for one in names if one != name) or None


def table(found: Beside, origin: str) -> tuple[list[str], list[list[Said]]]:
    """Titles and rows as on the page, amounts in yuan, with the address of each source."""
    titles = ["比较项", *(f"{one.agency or '？'} {one.year or ''}".strip() for one in found.passages)]
    rows: list[list[Said]] = [[line.zh + ("（元）" if line.key == "amount" else ""), *line.cells] for line in found.lines]
    rows.append(["出处", *(origin + source(one) for one in found.passages)])
    return titles, rows


def source(one: "Passage") -> str:
    """The address of the page that shows where a passage is printed."""
    place = one.source
    parts = {"table": place.table, "row": place.row, "column": place.column, "line": place.line_start}
    if place.page and not (place.table or place.line_start):  # a sentence on a page
        parts["page"] = place.page
    query = "&".join(f"{name}={value}" for name, value in parts.items() if value is not None)
    return f"/documents/{place.document[:16]}/source?{query}"


def _told(view: View, key: str, cell: Said) -> str:
    if isinstance(cell, Decimal):
        return view.money(cell) if key == "amount" else f"{cell.normalize():f}"
    return cell or ""
