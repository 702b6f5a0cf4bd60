"""The page where a browser leaves its token: for reading where that needs one, and for writing."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.server.forms import bounded, from_ours, inside
from budgetkg.server.pages.view import View, page
from budgetkg.server.served import Served
from budgetkg.server.settings import COOKIE

KEPT = 30 * 24 * 3600
"""Seconds that a browser keeps the token."""


def routes(served: Served) -> list[BaseRoute]:
    def form(request: Request) -> Response:
        view = View.of(request)
        return page(view, "sign-in.html", next=inside(view.query.get("next", "/")), wrong=False, **_state(served, request))

    async def sign_in(request: Request) -> Response:
        from_ours(request)
        sent = await bounded(request).form(max_files=0, max_fields=5)
        token, onward = str(sent.get("token", "")).strip(), inside(str(sent.get("next", "/")))
        if not served.knows(token):
            return page(View.of(request), "sign-in.html", 401, next=onward, wrong=True, **_state(served, request))
        answer = RedirectResponse(onward, 303)
        secure = request.url.scheme == "https"
        answer.set_cookie(COOKIE, token, max_age=KEPT, httponly=True, samesite="strict", secure=secure)
        return answer

    def sign_out(request: Request) -> Response:
        from_ours(request)
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer

    return [
        Route("/sign-in", form),
        Route("/sign-in", sign_in, methods=["POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]


def _state(served: Served, request: Request) -> dict[str, bool]:
    return {"any_token": bool(served.settings.token or served.settings.read_token), "signed_in": COOKIE in request.cookies}
