"""Merging, splitting and naming entries of the indicator library (合并、拆分、改名), by whoever holds the token, with undo."""

from collections.abc import Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.home import Home
from budgetkg.library import Statements
from budgetkg.library_index import LibraryIndex
from budgetkg.library_ruling import LONGEST, REASON, about, main_of, say
from budgetkg.server.forms import bounded, from_ours, inside
from budgetkg.server.importing import Importing
from budgetkg.server.pages.view import View, first_of, page
from budgetkg.server.served import Served
from budgetkg.server.stores import Place, opened
from budgetkg.typed import typed
from ontology.errors import UsageError
from ontology.iri import INDICATOR_LIBRARY

PAGE = 100
CANDIDATES = 20
"""Entries that are offered to merge into."""


def routes(served: Served, importing: Importing) -> list[BaseRoute]:
    def statements() -> Statements:
        assert served.settings.home is not None
        return Statements(Home(served.settings.home))

    async def stated(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        sent = await bounded(request).form(max_files=0, max_fields=10)
        action, value, reason = (str(sent.get(name, "")).strip() for name in ("action", "value", "reason"))
        key = request.path_params["key"]
        assert served.settings.home is not None
        await run_in_threadpool(say, Home(served.settings.home), action, key, value, reason)
        importing.renew()
        return RedirectResponse(View.of(request).link(f"/library/{key}"), 303)

    async def taken_back(request: Request) -> Response:
        served.writer(request)
        from_ours(request)
        sent = await bounded(request).form(max_files=0, max_fields=5)
        number = str(sent.get("number", ""))
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise UsageError("library.number", "撤销要写第几条", "从人工判断的列表撤销", number[:20])
        await run_in_threadpool(statements().withdraw, int(number))
        importing.renew()
        return RedirectResponse(inside(str(sent.get("next", "/library/said"))), 303)

    async def said(request: Request) -> Response:
        view = View.of(request)
        every = (await run_in_threadpool(statements().all))[::-1]
        start = first_of(view.query.get("start", ""), len(every), PAGE)
        shown = every[start : start + PAGE]
        names = await served.ask(labels, [iri for one in shown for iri in (one.entry, one.value)], scratch=False)
        values = {"said": shown, "names": names, "total": len(every), "start": start, "page_size": PAGE}
        return page(
            view, "library-said.html", **values, **_may(served, request), busy=importing.progress.busy, trouble=importing.progress.trouble
        )

    return [
        Route("/library/said", said),
        Route("/library/undo", taken_back, methods=["POST"]),
        Route("/library/{key}/say", stated, methods=["POST"]),
    ]


async def values(served: Served, importing: Importing, request: Request, entry: Mapping[str, Any]) -> dict[str, Any]:
    """What the page of an entry shows of this."""
    assert served.settings.home is not None
    word = request.query_params.get("merge", "").strip()[:LONGEST]
    found = await run_in_threadpool(LibraryIndex(served.built().generation).some, typed(word), 0, CANDIDATES + 1) if word else []
    others = [(one.key, one.label) for one in found if one.key != entry["key"]][:CANDIDATES]
    every = await run_in_threadpool(Statements(Home(served.settings.home)).all)
    told = about(every, entry["iri"])
    names = await served.ask(labels, [iri for one in told for iri in (one.entry, one.value)], scratch=False) if told else {}
    shown = {
        "wanted": word,
        "candidates": others,
        "said": told,
        "names": names,
        "busy": importing.progress.busy,
        "trouble": importing.progress.trouble,
    }
    return shown | _may(served, request) | {"longest": LONGEST, "longest_reason": REASON}


def moved(served: Served, key: str) -> str | None:
    """The key of the entry that people put this one into; None where nobody did."""
    assert served.settings.home is not None
    iri = f"{INDICATOR_LIBRARY}/{key}"
    main = main_of(Statements(Home(served.settings.home)).all(), iri)
    return main.rpartition("/")[2] if main != iri else None


def labels(place: Place, iris: list[str]) -> dict[str, str]:
    """In a worker: the names of those that are entries of the build in use."""
    wanted = " ".join(f"<{iri}>" for iri in sorted(set(iris)) if iri.startswith(f"{INDICATOR_LIBRARY}/"))
    answer = opened(place).own_query(f"SELECT ?iri ?label {{ VALUES ?iri {{ {wanted} }} ?iri skos:prefLabel ?label }}")
    return {row[0].value: row[1].value for row in answer.rows() if row[0] and row[1]}


def _may(served: Served, request: Request) -> dict[str, bool]:
    return {"may_write": served.may_write(request), "writable": served.settings.token is not None}
