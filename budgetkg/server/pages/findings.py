"""Findings (疑点): filtered, each with its rule, its numbers, when it is fine, links into the source, and what people said of it."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.home import Home
from budgetkg.reviews import LONGEST, NAME, Reviews
from budgetkg.server.forms import bounded, from_ours, inside
from budgetkg.server.pages.opinions import opinion, paper
from budgetkg.server.pages.places import Places, prefix
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
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
        writable = {
            "may_write": served.may_write(request),
            "writable": served.settings.token is not None,
            "longest": LONGEST,
            "longest_name": NAME,
        }
        shown = found[start : start + PAGE]
        return page(view, "findings.html", findings=shown, places=places, chosen=chosen, **values, **writable)

    async def review(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        sent = await bounded(request).form(max_files=0, max_fields=10 + PAGE)
        wanted, onward = list(dict.fromkeys(map(str, sent.getlist("finding")))), inside(str(sent.get("next", "/findings")))
        known = {item["iri"] for item in await run_in_threadpool(served.findings)}
        if not known.issuperset(wanted):
            raise Problem(404, "finding.missing", "没有这条疑点", "刷新疑点页再做")
        assert served.settings.home is not None
        said = (str(sent.get(name, "")) for name in ("action", "comment", "by"))
        await run_in_threadpool(Reviews(Home(served.settings.home)).say, wanted, *said)
        return RedirectResponse(onward, 303)

    def written(form: str) -> Callable[[Request], Any]:
        async def write(request: Request) -> Response:
            view = View.of(request)
            given = {name: view.query.get(name, "").strip() for name in FILTERS}
            found = [item for item in await run_in_threadpool(served.findings) if _fits(item, given)]
            if not given["status"]:
                found = [item for item in found if item["status"] != "dismissed"]
            return await opinion(view, form, _in_words(given), found)

        return write

    def exported(form: str) -> Callable[[Request], Any]:
        async def export(request: Request) -> Response:
            given = {name: request.query_params.get(name, "").strip() for name in FILTERS}
            found = [item for item in await run_in_threadpool(served.findings) if _fits(item, given)]
            if form == "json":
                headers = {"Content-Disposition": 'attachment; filename="findings.json"'}
                body = json.dumps(found, ensure_ascii=False, indent=1).encode()
                return Response(body, media_type="application/json", headers=headers)
            return await paper(found)

        return export

    return [
        Route("/findings", listed),
        Route("/findings/review", review, methods=["POST"]),
        Route("/findings.xlsx", exported("xlsx")),
        Route("/findings.json", exported("json")),
        Route("/findings/opinion", written("html")),
        Route("/findings/opinion.docx", written("docx")),
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


def _in_words(given: dict[str, str]) -> str:
    """What is chosen, in Chinese, for the head of an opinion."""
    from ontology.divisions import by_code

    named = words(View("", "zh", "wan", {}))
    region = by_code(given["region"]) if len(given["region"]) == 6 else None
    place = region.full_name if region else given["region"]
    codes = (named[name].get(given[name], given[name]) for name in EXACT)
    chosen = [place, given["agency"], f"{given['year']}年度" if given["year"] else "", *codes]
    return "，".join(word for word in chosen if word) or "全部已收录的公开文件"


def _fits(item: dict[str, Any], given: dict[str, str]) -> bool:
    exact = all(not given[name] or item[name] == given[name] for name in EXACT)
    place = (item["region"] or "").startswith(prefix(given["region"])) and given["agency"] in (item["agency"] or "")
    return exact and place and (not given["year"] or str(item["year"]) == given["year"])


def _start(text: str, total: int) -> int:
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return min(start, max(total - 1, 0)) // PAGE * PAGE
