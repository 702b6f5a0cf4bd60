"""Findings (疑点): filtered, each with its rule, its numbers, the reading in which it is fine, and links into the source."""

from collections import Counter
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.findings import Choice, chosen
from budgetkg.server.pages.view import View, page
from budgetkg.server.served import Served

PAGE = 50
FILTERS = ("severity", "dimension", "rule", "agency", "region", "year")


def routes(served: Served) -> list[BaseRoute]:
    async def listed(request: Request) -> Response:
        view = View.of(request)
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        everything = await run_in_threadpool(chosen, served.built().generation, Choice())
        found = [item for item in everything if _fits(item, given)]
        start = _start(view.query.get("start", ""), len(found))
        counts = {name: Counter(str(item[name]) for item in everything if item[name] is not None) for name in FILTERS}
        values = {"given": given, "total": len(found), "start": start, "page_size": PAGE, "counts": counts}
        return page(view, "findings.html", findings=found[start : start + PAGE], **values)

    return [Route("/findings", listed)]


def _fits(item: dict[str, Any], given: dict[str, str]) -> bool:
    exact = all(not given[name] or item[name] == given[name] for name in ("severity", "dimension", "rule"))
    place = (item["region"] or "").startswith(given["region"]) and given["agency"] in (item["agency"] or "")
    return exact and place and (not given["year"] or str(item["year"]) == given["year"])


def _start(text: str, total: int) -> int:
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(start, max(total - 1, 0)) // PAGE * PAGE
