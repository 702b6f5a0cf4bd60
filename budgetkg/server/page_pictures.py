"""Pictures of published pages: drawn by the process that reads PDFs, kept for whoever asks next.

One picture serves every mark on its page, for marks are laid over it. Personal data are painted over in the picture itself.
"""

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.files import digest
from budgetkg.home import Entry
from budgetkg.server.originals import Originals
from budgetkg.server.problems import Problem
from ontology.errors import BudgetkgError, ReadError

if TYPE_CHECKING:
    from ingest.explain import ExplainedDocument, ExplainedPage

WIDE = 1_600
"""Pixels at most."""
STYLE = b"1"
"""Another one where pages are drawn otherwise, so that browsers take no older picture for it."""
KEPT = 48 << 20
"""Bytes of pictures that are kept; a page has 50 to 300 thousand."""
PATIENCE = 3.0
"""Seconds that a page waits to know whether its picture can be drawn; after that the picture comes when it comes."""
MEDIA_TYPE = "application/pdf"


class PagePictures:
    def __init__(self, originals: Originals) -> None:
        self._originals = originals
        self._kept: OrderedDict[str, bytes | ReadError] = OrderedDict()
        self._size = 0
        self._drawing: dict[str, asyncio.Task[bytes]] = {}

    def page(self, document: "ExplainedDocument", number: int) -> "ExplainedPage":
        """The page with this number. Raises Problem where there is none (404), or it cannot be shown (403)."""
        about = document.record.document
        if about.pages is not None and not 1 <= number <= about.pages:
            raise Problem(404, "page.missing", f"这份文件没有第 {number} 页，共 {about.pages} 页", "从部门页重新点一次出处")
        if about.media_type != MEDIA_TYPE:
            raise Problem(403, "page.format", "只有 PDF 的原页能画在这里", "要看原页，请下载原文件")
        found = next((page for page in document.pages if page.number == number), None)
        if found is None:
            why = "没有可以核对的文字层（如扫描件），或者说不准个人信息印在哪里"
            hint = "要看原页，请下载原文件；很早以前建的库，重新 build 后再看"
            raise Problem(403, "page.unchecked", f"第 {number} 页{why}，所以不画出来", hint)
        return found

    def address(self, entry: Entry, page: "ExplainedPage") -> str:
        """Of the picture; another one where it looks otherwise."""
        return f"/documents/{entry.sha256[:16]}/pages/{page.number}.png?v={self.version(entry, page)}"

    def version(self, entry: Entry, page: "ExplainedPage") -> str:
        return digest([STYLE, str(WIDE).encode(), entry.sha256.encode(), repr((page.number, page.covers)).encode()])[:16]

    async def picture(self, entry: Entry, page: "ExplainedPage") -> bytes:
        """The page as PNG. Raises Problem, ReadError, QueryError, Busy."""
        return await asyncio.shield(self._task(entry, page))

    async def trouble(self, entry: Entry, page: "ExplainedPage") -> Exception | None:
        """Why the page cannot be drawn, as far as that is soon known."""
        task = self._task(entry, page)
        await asyncio.wait((task,), timeout=PATIENCE)
        error = task.exception() if task.done() and not task.cancelled() else None
        return error if isinstance(error, Exception) else None

    def _task(self, entry: Entry, page: "ExplainedPage") -> "asyncio.Task[bytes]":
        """The one drawing of a page that is under way, whoever waits for it."""
        key = self.version(entry, page)
        if key not in self._drawing:
            task = asyncio.ensure_future(self._draw(key, entry, page))
            self._drawing[key] = task
            task.add_done_callback(lambda done: (self._drawing.pop(key, None), done.cancelled() or done.exception()))
        return self._drawing[key]

    async def _draw(self, key: str, entry: Entry, page: "ExplainedPage") -> bytes:
        if key not in self._kept:
            try:
                self._keep(key, await self._originals.drawn(entry, page, WIDE))
            except ReadError as error:  # of the page itself: it would fail again
                self._keep(key, error)
        self._kept.move_to_end(key)
        found = self._kept[key]
        if isinstance(found, ReadError):
            raise found
        return found

    def _keep(self, key: str, outcome: bytes | ReadError) -> None:
        self._kept[key] = outcome
        self._size += _size(outcome)
        while self._size > KEPT and len(self._kept) > 1:
            self._size -= _size(self._kept.popitem(last=False)[1])

    def routes(self) -> list[BaseRoute]:
        async def shown(request: Request) -> Response:
            entry = self._originals.entry(request.path_params["sha256"])
            page = self.page(await self._originals.read(entry), request.path_params["number"])
            version = self.version(entry, page)
            tag, asked = f'"{version}"', request.query_params.get("v")
            patience = "max-age=31536000, immutable" if asked == version else "no-cache"
            headers = {"ETag": tag, "Cache-Control": f"private, {patience}"}
            if tag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            try:
                return Response(await self.picture(entry, page), media_type="image/png", headers=headers)
            except BudgetkgError as error:
                raise undrawn(error) from error

        return [Route("/documents/{sha256}/pages/{number:int}.png", shown)]


def undrawn(error: BudgetkgError) -> Problem:
    """What is told of a page that could not be drawn, whether it or the server is the reason."""
    hint = "请下载原文件，用阅读器打开"
    if isinstance(error, ReadError):
        return Problem(422, error.code, error.message, error.hint or hint)
    return Problem(503, "page.time", "这一页没能在时限和内存上限内画出来", hint)


def _size(outcome: bytes | ReadError) -> int:
    return len(outcome) if isinstance(outcome, bytes) else 1_000
