"""Headers that every answer has, and the token that reading may need."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

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


def guard(served: Served) -> Callable[[Request, Callable[[Request], Awaitable[Response]]], Awaitable[Response]]:
    """The middleware."""

    async def check(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        path = request.url.path
        shared = path.startswith(SHARED)
        if request.method == "OPTIONS" and shared:
            response = Response(status_code=204)
        elif not path.startswith(OPEN) and (problem := _refusal(served, request)) is not None:
            wants_page = "text/html" in request.headers.get("accept", "") and not shared
            response = RedirectResponse(_sign_in(request), 303) if wants_page else refused(problem)
        else:
            response = await answer(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if shared:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
            response.headers["Access-Control-Allow-Headers"] = "Accept, Authorization, Content-Type"
            response.headers["Access-Control-Expose-Headers"] = "X-Row-Limit"
        return response

    return check


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
