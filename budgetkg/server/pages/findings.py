"""Findings (疑点): filtered, each with its rule, its numbers, when it is fine, links into the source, and what people said of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg import workbook
from budgetkg.catalogue import Column
from budgetkg.findings import CSV_TITLES, csv_rows
from budgetkg.findings_index import NOT_DISMISSED, Choice
from budgetkg.home import Home
from budgetkg.review_report import MOST
from budgetkg.reviews import LONGEST, NAME, Reviews, count
from budgetkg.server import sheets, streams
from budgetkg.server.forms import bounded, from_ours, inside
from budgetkg.server.pages.opinions import opinion
from budgetkg.server.pages.places import Places
from budgetkg.server.pages.view import View, first_of, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from budgetkg.typed import prefix
from budgetkg.working_paper import NUMBERS, working_paper
from ontology.findings import SEVERITIES

PAGE = 50
FILTERS = ("severity", "dimension", "rule", "status", "agency", "region", "level", "year")
MANY = 200
"""Agencies that are offered as a list; of more a part of a name is typed."""
EXPORTS = ("xlsx", "csv", "json", "ndjson", "parquet")


def routes(served: Served) -> list[BaseRoute]:
    async def listed(request: Request) -> Response:
        view = View.of(request)
        given = {name: view.query.get(name, "").strip() for name in FILTERS}
        seen = count(served.reviews())  # before what is shown is read: what is said in between is taken for unseen
        total, start, shown, counts = await run_in_threadpool(_part, served, chosen_by(given), view.query.get("start", ""))
        values = {"given": given, "total": total, "start": start, "page_size": PAGE, "counts": counts, "words": words(view)}
        places = Places.of(served.built().manifest.documents)
        chosen = {name: value for name, value in given.items() if value}
        writable = {"may_write": served.may_write(request), "writable": served.settings.token is not None}
        writable_to = {"longest": LONGEST, "longest_name": NAME, "most": MOST, "many": MANY, "seen": seen}
        return page(view, "findings.html", findings=shown, places=places, chosen=chosen, **values, **writable, **writable_to)

    async def review(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        sent = await bounded(request).form(max_files=0, max_fields=10 + PAGE)
        wanted, onward = list(dict.fromkeys(map(str, sent.getlist("finding")))), inside(str(sent.get("next", "/findings")))
        if len(list(await run_in_threadpool(served.built().findings.known, wanted))) < len(wanted):
            raise Problem(404, "finding.missing", "没有这条疑点", "刷新疑点页再做")
        assert served.settings.home is not None
        action, comment, by, seen = (str(sent.get(name, "")) for name in ("action", "comment", "by", "seen"))
        known = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 20 else None
        await run_in_threadpool(Reviews(Home(served.settings.home)).say, wanted, action, comment, by, known)
        return RedirectResponse(onward, 303)

    def written(form: str) -> Callable[[Request], Any]:
        async def write(request: Request) -> Response:
            view = View.of(request)
            given = {name: view.query.get(name, "").strip() for name in FILTERS}
            found, start, total = await run_in_threadpool(for_opinion, served, chosen_by(given), view.query.get("start", ""))
            return await opinion(view, form, _in_words(given), found, start, total)

        return write

    async def export(request: Request) -> Response:
        form = request.path_params["form"]
        if form not in EXPORTS:
            raise Problem(404, "findings.format", f"没有格式 {form[:10]}", "、".join(EXPORTS))
        choice = chosen_by({name: request.query_params.get(name, "").strip() for name in FILTERS})
        return await run_in_threadpool(exported, served.findings(choice), form)

    return [
        Route("/findings", listed),
        Route("/findings/review", review, methods=["POST"]),
        Route("/findings.{form}", export),
        Route("/findings/opinion", written("html")),
        Route("/findings/opinion.docx", written("docx")),
    ]


def words(view: View) -> dict[str, dict[str, str]]:
    """What people call the codes of the filters."""
    from ontology.code_labels import codes
    from search.checks.findings import checks

    lists = {"severity": "severity", "dimension": "quality-dimension", "status": "finding-status", "level": "level"}
    named = {name: {code.code: view.t(code.zh, code.en) for code in codes(scheme)} for name, scheme in lists.items()}
    if view.lang == "zh":
        named["severity"] = SEVERITIES  # a finding is no fault, so the pages do not say 错误
    return named | {"rule": {check.rule.id: view.t(check.rule.zh, check.rule.en) for check in checks()}}


def exported(found: Iterator[dict[str, Any]], form: str) -> Response:
    """All of them as a file, in a form of EXPORTS."""
    name = f"findings.{form}"
    if form == "json":
        return streams.stream(streams.json_array(found), "application/json", name)
    if form == "ndjson":
        return streams.stream(streams.json_lines(found), "application/x-ndjson", name)
    if form == "csv":
        return streams.stream(streams.csv_lines(CSV_TITLES, csv_rows(found)), sheets.MEDIA["csv"], name)
    paper = working_paper(found)
    if form == "parquet":
        columns = [Column(title, title, title in NUMBERS) for title in paper.titles]
        return streams.file(lambda out: sheets.write_parquet(out, columns, paper.rows), sheets.MEDIA[form], name)
    return streams.file(lambda out: workbook.write([paper], out), sheets.MEDIA["xlsx"], name)


def for_opinion(served: Served, choice: Choice, asked: str) -> tuple[list[dict[str, Any]], int, int]:
    """The findings of one part of an opinion, the number of the first, and how many there are: without what was dismissed,
    unless that was asked for."""
    wanted = choice if choice.status else replace(choice, status=NOT_DISMISSED)
    total = served.built().findings.count(wanted, served.statuses())
    start = first_of(asked, total, MOST)
    return list(served.findings(wanted, start, MOST)), start, total


def _in_words(given: Mapping[str, str]) -> str:
    """What is chosen, in Chinese, for the head of an opinion."""
    from ontology.divisions import by_code

    named = words(View("", "zh", "wan", {}))
    region = by_code(given["region"]) if len(given["region"]) == 6 else None
    place = region.full_name if region else given["region"]
    codes = (named[name].get(given[name], given[name]) for name in ("level", "severity", "dimension", "rule", "status"))
    chosen = [place, given["agency"], f"{given['year']}年度" if given["year"] else "", *codes]
    return "，".join(word for word in chosen if word) or "全部已收录的公开文件"


def chosen_by(given: Mapping[str, str]) -> Choice:
    """What the filters of the page choose; a year that is none chooses nothing. 410000 stands for all that begins with 41."""
    year = given["year"]
    exact = {name: given[name] or None for name in ("rule", "severity", "dimension", "status", "level")}
    return Choice(
        agency=given["agency"] or None,
        region=prefix(given["region"]) or None,
        year=(int(year) if year.isascii() and year.isdigit() and len(year) == 4 else -1) if year else None,
        **exact,
    )


def _part(served: Served, choice: Choice, start: str) -> tuple[int, int, list[dict[str, Any]], dict[str, dict[str, int]]]:
    """How many there are, the number of the first that is shown, those shown, and how many there are for each filter."""
    built, statuses = served.built(), served.statuses()
    total = built.findings.count(choice, statuses)
    first = first_of(start, total, PAGE)
    reviewed = Counter(statuses[finding] for finding in built.findings.known(statuses))
    states = {"open": sum(built.found.values()) - reviewed.total()} | reviewed
    counts = built.facets | {"status": {name: number for name, number in states.items() if number}}
    return total, first, list(served.findings(choice, first, PAGE)), counts
