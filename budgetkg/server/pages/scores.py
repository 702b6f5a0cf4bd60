"""How well bodies disclose (公开质量得分): scores by five dimensions, ranked; a reading aid, and said to be one."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.catalogue import Column
from budgetkg.pinyin import Names
from budgetkg.score import WHY_NOT, unscored
from budgetkg.server import sheets
from budgetkg.server.chosen import chosen as in_use
from budgetkg.server.pages.view import View, first_of, page
from budgetkg.server.served import Served
from budgetkg.server.stores import Place, opened
from budgetkg.typed import typed

if TYPE_CHECKING:
    from search.checks.score import Score

PAGE = 100


def routes(served: Served) -> list[BaseRoute]:
    async def listed(request: Request) -> Response:
        from search.checks.score import FULL, dimensions

        view = View.of(request)
        given, found, years = await _found(view)
        start = first_of(view.query.get("start", ""), len(found), PAGE)
        values = {"given": given, "years": years, "total": len(found), "start": start, "page_size": PAGE, "why_not": WHY_NOT}
        values["left_out"] = unscored(in_use(served.built(), year=given["year"], agency=given["name"]))
        return page(view, "scores.html", scores=found[start : start + PAGE], dimensions=dimensions(), full=FULL, **values)

    def exported(form: str) -> Callable[[Request], Any]:
        async def export(request: Request) -> Response:
            from search.checks.score import dimensions

            _, found, _ = await _found(View.of(request))
            columns = [Column("rank", "名次", True), Column("agency", "机构"), Column("year", "年度", True), Column("score", "得分", True)]
            for of in dimensions():
                columns += [Column(of.id, f"{of.zh}（{of.weight}）", True), Column(f"{of.id}_got", f"{of.zh}得到", True)]
                columns += [Column(f"{of.id}_of", f"{of.zh}应有", True)]
            rows: list[list[str | Decimal | None]] = []
            for one in found:
                parts = [cell for part in one.parts for cell in (part.points, Decimal(part.got), Decimal(part.of))]
                rows.append([Decimal(one.rank), one.name, Decimal(one.year), one.total, *parts])
            return await run_in_threadpool(sheets.file_of, form, "scores", columns, rows)

        return export

    async def _found(view: View) -> "tuple[dict[str, str], list[Score], list[int]]":
        """What is wanted, the scores of that, ranked among themselves, and the years that there are."""
        from search.checks.score import ranked

        given = {name: view.query.get(name, "").strip() for name in ("year", "name")}
        every = await served.remembered(scored)
        names = Names(one.name for one in every).like(typed(given["name"])) if given["name"] else None
        chosen = (one for one in every if (not given["year"] or str(one.year) == given["year"]) and (names is None or one.name in names))
        return given, ranked(chosen), sorted({one.year for one in every})

    return [Route("/scores", listed), *(Route(f"/scores.{form}", exported(form)) for form in ("xlsx", "csv"))]


def scored(place: Place) -> "list[Score]":
    """In a worker: all of them."""
    from search.checks.score import scores

    return scores(opened(place).own_query)
