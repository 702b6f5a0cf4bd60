"""Who may come in and how: the name that was asked for, the token that reading may need, headers of every answer, patience."""

import asyncio
import re
import time
from collections.abc import Container
from ipaddress import ip_address
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from budgetkg.server.problems import Problem, refused
from budgetkg.server.served import Served

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Scripts and styles come from our own files alone: what a document says can never run."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
OPEN = ("/health", "/sign-in", "/static/")
"""Paths that need no token."""
SHARED = ("/sparql", "/scratch", "/graphs", "/api/", "/openapi.json")
"""Paths that pages of other origins may read: public data, and what is not public needs a token that they lack."""
FOR_OTHERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
    "Access-Control-Expose-Headers": "X-Row-Limit",
}
STOPPABLE = ("/sparql", "/mcp")
"""Paths at which a POST changes nothing."""
PATIENCE, SLOWEST = 30.0, 16 << 10
"""Seconds that any body may take, and bytes a second that a longer one has to come at."""
_HOST = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:\d{1,5})?")


class Guard:
    """The middleware: who may come in, headers of every answer, bodies that do not end, clients that go away."""

    def __init__(self, app: ASGIApp, served: Served) -> None:
        self._app = app
        self._served = served

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        shared = path.startswith(SHARED)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if shared:
                    headers.update(FOR_OTHERS)
            await send(message)

        response = self._instead(Request(scope), shared=shared)
        if response is not None:
            await response(scope, receive, sending)
        elif scope["method"] in ("GET", "HEAD") or path in STOPPABLE:
            await _while_awaited(self._app, scope, _timely(receive), sending)
        else:
            await self._app(scope, _timely(receive), sending)

    def _instead(self, request: Request, *, shared: bool) -> Response | None:
        """What is answered in place of the page."""
        path = request.scope["path"]
        if not known_host(request.headers.get("host"), self._served.settings.hosts):
            return refused(Problem(421, "request.host", "这个服务不叫这个名字", "用 IP 地址或 localhost；别的名字用 --allow-host 写明"))
        if request.method == "OPTIONS" and shared:
            return Response(status_code=204)
        if path.startswith(OPEN) or (problem := _refusal(self._served, request)) is None:
            return None
        wants_page = "text/html" in request.headers.get("accept", "") and not shared
        return RedirectResponse(_sign_in(request), 303) if wants_page else refused(problem)


def known_host(given: str | None, names: Container[str] | None) -> bool:
    """Whether a Host header is one of ours, so that no name of someone else's leads a browser here (DNS rebinding).

    An address is, and localhost; of other names those in `names`, or any where that is None. Only programs send none.
    """
    if given is None:
        return True
    found = _HOST.fullmatch(given.lower())
    if found is None:
        return False
    host = found["host"].rstrip(".")
    try:
        return bool(ip_address(host.strip("[]")))
    except ValueError:
        return names is None or host in names or host == "localhost" or host.endswith(".localhost")


def _timely(receive: Receive) -> Receive:
    """The body, unless it comes so slowly that it only keeps the connection busy: then Problem (408)."""
    started, seen = time.monotonic(), 0
    ended = False

    async def received() -> Message:
        nonlocal seen, ended
        if ended:
            return await receive()  # what comes now is that the client has gone, whenever that is
        patience = started + PATIENCE + seen / SLOWEST - time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(patience, 0))
        except TimeoutError as error:
            raise Problem(408, "request.slow", "请求来得太慢", "再试一次") from error
        seen += len(message.get("body", b""))
        ended = not message.get("more_body", False)
        return message

    return received


async def _while_awaited(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request that changes nothing, and stop when the client goes away: a query ends, an export is written no further."""
    waiting: asyncio.Queue[Message | Problem] = asyncio.Queue(1)

    async def listen() -> None:
        """Until the client has gone."""
        while True:
            try:
                message: Message | Problem = await receive()
            except Problem as problem:
                message = problem
            if not isinstance(message, Problem) and message["type"] == "http.disconnect":
                return
            await waiting.put(message)

    async def received() -> Message:
        message = await waiting.get()
        if isinstance(message, Problem):
            raise message
        return message

    work, watch = asyncio.ensure_future(app(scope, received, send)), asyncio.ensure_future(listen())
    try:
        await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
        if watch.done():
            work.cancel()
        await asyncio.wait((work,))
    finally:
        watch.cancel()
        work.cancel()
    if not work.cancelled():
        work.result()


def _sign_in(request: Request) -> str:
    """The sign-in page, which comes back to where one wanted to go."""
    if request.method != "GET":
        return "/sign-in"
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/sign-in?{urlencode({'next': request.url.path + query})}"


def _refusal(served: Served, request: Request) -> Problem | None:
    try:
        served.reader(request)
    except Problem as problem:
        return problem
    return None
