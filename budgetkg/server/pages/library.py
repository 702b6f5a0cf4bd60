"""The indicator library (指标库): its entries with usual values, and one entry with spellings, spread and every target."""

from decimal import Decimal

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.compare import BASES
from budgetkg.library_index import LibraryIndex, Listed
from budgetkg.library_tables import number as plain
from budgetkg.server import library_store
from budgetkg.server.importing import Importing
from budgetkg.server.pages import library_saying
from budgetkg.server.pages.view import View, first_of, page
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from budgetkg.typed import typed

PAGE = 50
SHOWN = 300
"""Targets of an entry on its page; the API has all."""


def routes(served: Served, importing: Importing) -> list[BaseRoute]:
    async def listed(request: Request) -> Response:
        view = View.of(request)
        word = view.query.get("word", "").strip()
        total, start, entries = await run_in_threadpool(
            _part, LibraryIndex(served.built().generation), typed(word), view.query.get("start", "")
        )
        spreads = await served.ask(library_store.spreads, [one.key for one in entries], scratch=False)
        values = {"word": word, "total": total, "entries": entries, "spreads": spreads, "start": start, "page_size": PAGE}
        return page(view, "library.html", **values, plain=_plain, bases=BASES)

    async def shown(request: Request) -> Response:
        view = View.of(request)
        key = request.path_params["key"]
        entry = None
        if len(key) == 12 and all(character in "0123456789abcdef" for character in key):
            entry = await served.ask(library_store.entry, key, scratch=False)
        if entry is None:
            if (main := await run_in_threadpool(library_saying.moved, served, key)) is not None:
                return RedirectResponse(view.link(f"/library/{main}"), 303)
            raise Problem(404, "library.missing", "指标库里没有这一条", "从指标库的列表进入；重新建库后合并、拆分过的会换地址")
        saying = await library_saying.values(served, importing, request, entry)
        return page(view, "library-entry.html", entry=entry, most=SHOWN, plain=_plain, bases=BASES, **saying)

    return [*library_saying.routes(served, importing), Route("/library", listed), Route("/library/{key}", shown)]


def _part(index: LibraryIndex, word: str, start: str) -> tuple[int, int, list[Listed]]:
    """How many entries there are, the number of the first that is shown, and those shown."""
    total = index.count(word)
    first = first_of(start, total, PAGE)
    return total, first, index.some(word, first, PAGE)


def _plain(text: str | None) -> str:
    return "" if text is None else plain(Decimal(text))
