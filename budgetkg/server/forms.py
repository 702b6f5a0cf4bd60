"""What a form of a page sends: bounded, from a page of ours, and never from one of somebody else."""

from starlette.requests import Request
from starlette.types import Message

from budgetkg.server.problems import Problem

TEXT = 64 << 10
"""Bytes of a form without files."""


def from_ours(request: Request) -> None:
    """Raises Problem (403) where a page of another origin sent it. Programs, which send no Origin, need a token in any case."""
    origin = request.headers.get("origin")
    foreign = origin is not None and origin.partition("://")[2] != request.headers.get("host")
    if foreign or request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Problem(403, "request.origin", "这个请求来自别的网站的页面", "在本站的页面上再做一次")


def bounded(request: Request, limit: int = TEXT) -> Request:
    """The same request, whose body is cut off with a Problem (413) at so many bytes."""
    told = request.headers.get("content-length", "")
    if told.isascii() and told.isdigit() and int(told) > limit:
        raise _too_large(limit)
    seen = 0

    async def receive() -> Message:
        nonlocal seen
        message = await request.receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise _too_large(limit)
        return message

    return Request(request.scope, receive)


def inside(path: str) -> str:
    """An address to go on to, if it is one of ours; else the first page."""
    ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if ours else "/"


def _too_large(limit: int) -> Problem:
    size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} KB"
    return Problem(413, "request.large", f"超过 {size}", "分几次传")
