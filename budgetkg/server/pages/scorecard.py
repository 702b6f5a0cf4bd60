"""Reviewing the target forms of a document: one row a form, the score card (绩效目标审核表) of one, and the opinion on all."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.home import Entry, Home
from budgetkg.review_report import MOST, card
from budgetkg.reviews import LONGEST, NAME
from budgetkg.scorecard import GRADES, ITEMS, OVERALL, Scorecards, Subject, seen, subjects
from budgetkg.server.forms import bounded, from_ours
from budgetkg.server.originals import Originals
from budgetkg.server.pages.agencies import findings_of, shared
from budgetkg.server.pages.opinions import opinion
from budgetkg.server.pages.view import View, first_of, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served


def routes(served: Served, originals: Originals) -> list[BaseRoute]:
    def kept() -> Scorecards:
        assert served.settings.home is not None
        return Scorecards(Home(served.settings.home))

    async def of(entry: Entry) -> tuple[Any, list[Subject], list[dict[str, Any]]]:
        record = (await originals.read(entry)).record
        found = await run_in_threadpool(findings_of, served, entry)
        return record, list(subjects(record)), found

    async def shown(request: Request) -> Response:
        view = View.of(request)
        entry = originals.entry(request.path_params["sha256"])
        record, forms, found = await of(entry)
        graded = await run_in_threadpool(kept().grades, [one.iri for one in forms])
        number = _number(view.query.get("of", ""), len(forms))
        rows = [(one, sum(one.concerns(item) for item in found), graded[one.iri]) for one in forms]
        values: dict[str, Any] = {"rows": rows, "number": number, "items": ITEMS, "grades": GRADES, "overall": OVERALL, "card": None}
        if number is not None:
            one = forms[number]
            evidence = [(item, seen(one, item), [f for f in found if f["rule"] in item.rules and one.concerns(f)]) for item in ITEMS]
            values |= {"card": one, "evidence": evidence, "given": graded[one.iri]}
        values |= {"may_write": served.may_write(request), "writable": served.settings.token is not None}
        values |= {"longest": LONGEST, "longest_name": NAME} | shared(served, entry, record, "scorecard")
        return page(view, "agency-scorecard.html", **values)

    async def graded(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        entry = originals.entry(request.path_params["sha256"])
        sent = await bounded(request).form(max_files=0, max_fields=40)
        _, forms, _ = await of(entry)
        number = _number(str(sent.get("of", "")), len(forms))
        if number is None:
            raise Problem(404, "scorecard.missing", "没有这张表", "从审核评分页进入")
        keys = [*(item.key for item in ITEMS), OVERALL]
        given = {key: (str(sent.get(key, "")), str(sent.get(f"{key}-comment", ""))) for key in keys if sent.get(key)}
        await run_in_threadpool(kept().grade, forms[number].iri, given, str(sent.get("by", "")))
        return RedirectResponse(View.of(request).link(f"/documents/{entry.sha256[:16]}/scorecard", of=number + 1), 303)

    def written(form: str) -> Callable[[Request], Any]:
        async def write(request: Request) -> Response:
            entry = originals.entry(request.path_params["sha256"])
            _, forms, found = await of(entry)
            said = await run_in_threadpool(kept().grades, [one.iri for one in forms])
            cards = [made for one in forms if (made := card(one.name, said[one.iri])) is not None]
            about = f"{entry.agency or entry.name}{f' {entry.year}年度' if entry.year else ''}，{entry.title}"
            view, kept_on = View.of(request), [item for item in found if item["status"] != "dismissed"]
            start = first_of(view.query.get("start", ""), len(kept_on), MOST)
            return await opinion(view, form, about, kept_on[start : start + MOST], start, len(kept_on), () if start else cards)

        return write

    return [
        Route("/documents/{sha256}/scorecard", shown),
        Route("/documents/{sha256}/scorecard", graded, methods=["POST"]),
        Route("/documents/{sha256}/opinion", written("html")),
        Route("/documents/{sha256}/opinion.docx", written("docx")),
    ]


def _number(text: str, count: int) -> int | None:
    """The place of a form, which pages count from 1."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number - 1 if 1 <= number <= count else None
