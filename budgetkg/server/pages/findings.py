"""Findings (疑点): filtered, each with its rule, its numbers, when it is fine, links into the source, and what people said of it."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.findings import sheet
from budgetkg.home import Home
from budgetkg.reviews import LONGEST, Reviews
from budgetkg.server import sheets
from budgetkg.server.forms import bounded, from_ours, inside
from budgetkg.server.pages.places import Places, prefix
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from budgetkg.server.stores import Rows
from ontology.findings import SEVERITIES

PAGE = 50
FILTERS = ("severity", "dimension", "rule", "status", "agency", "region", "year")
EXACT = ("severity", "dimension", "rule", "status")


def routes(served: Served) -> list[BaseRoute]:
    async def listed(request: Request) -> Response:
        view = View.of(request)
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        items = await run_in_threadpool(served.findings)
        found = [item for item in items if _fits(item, given)]
        start = _start(view.query.get("start", ""), len(found))
        counts = {name: Counter(str(item[name]) for item in items if item[name] is not None) for name in FILTERS}
        values = {"given": given, "total": len(found), "start": start, "page_size": PAGE, "counts": counts, "words": words(view)}
        places = Places.of(served.built().manifest.documents)
        chosen = {name: value for name, value in given.items() if value}
        writable = {"may_write": served.may_write(request), "writable": served.settings.token is not None, "longest": LONGEST}
        shown = found[start : start + PAGE]
        return page(view, "findings.html", findings=shown, places=places, chosen=chosen, **values, **writable)

    async def review(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        sent = await bounded(request).form(max_files=0, max_fields=10)
        finding, onward = str(sent.get("finding", "")), inside(str(sent.get("next", "/findings")))
        if not any(item["iri"] == finding for item in await run_in_threadpool(served.findings)):
            raise Problem(404, "finding.missing", "没有这条疑点", "刷新疑点页再做")
        assert served.settings.home is not None
        said = str(sent.get("action", "")), str(sent.get("comment", ""))
        await run_in_threadpool(Reviews(Home(served.settings.home)).say, finding, *said)
        return RedirectResponse(onward, 303)

    def exported(form: str) -> Callable[[Request], Any]:
        async def export(request: Request) -> Response:
            given = {name: request.query_params.get(name, "").strip() for name in FILTERS}
            found = [item for item in await run_in_threadpool(served.findings) if _fits(item, given)]
            headers = {"Content-Disposition": f'attachment; filename="findings.{form}"'}
            if form == "json":
                body = json.dumps(found, ensure_ascii=False, indent=1).encode()
                return Response(body, media_type="application/json", headers=headers)
            titles, rows = sheet(found)
            body = await run_in_threadpool(sheets.as_xlsx, Rows("select", titles, rows, False), titles, "疑点")
            return Response(body, media_type=sheets.MEDIA["xlsx"], headers=headers)

        return export

    return [
        Route("/findings", listed),
        Route("/findings/review", review, methods=["POST"]),
        Route("/findings.xlsx", exported("xlsx")),
        Route("/findings.json", exported("json")),
    ]


def words(view: View) -> dict[str, dict[str, str]]:
    """What people call the codes of the filters."""
    from ontology.code_labels import codes
    from search.findings import checks

    lists = {"severity": "severity", "dimension": "quality-dimension", "status": "finding-status"}
    named = {name: {code.code: view.t(code.zh, code.en) for code in codes(scheme)} for name, scheme in lists.items()}
    if view.lang == "zh":
        named["severity"] = SEVERITIES  # a finding is no fault, so the pages do not say 错误
    return named | {"rule": {check.rule.id: view.t(check.rule.zh, check.rule.en) for check in checks()}}


def _fits(item: dict[str, Any], given: dict[str, str]) -> bool:
    exact = all(not given[name] or item[name] == given[name] for name in EXACT)
    place = (item["region"] or "").startswith(prefix(given["region"])) and given["agency"] in (item["agency"] or "")
    return exact and place and (not given["year"] or str(item["year"]) == given["year"])


def _start(text: str, total: int) -> int:
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(start, max(total - 1, 0)) // PAGE * PAGE
