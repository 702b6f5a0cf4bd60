"""SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/): queries of the build, and of the scratch store with updates."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.server import stores
from budgetkg.server.negotiation import GRAPHS, negotiate
from budgetkg.server.problems import Problem, refused
from budgetkg.server.query_workers import Busy
from budgetkg.server.served import Served
from budgetkg.server.service_description import describe
from ontology.errors import BudgetkgError

MOST_FIELDS = 1000
"""Parameters of a request; a data set may be made of many graphs."""
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of the protocol, whichever of its three ways it came."""

    query: str | None
    update: str | None
    parameters: Mapping[str, tuple[str, ...]]

    def graphs(self, name: str) -> tuple[str, ...]:
        return self.parameters.get(name, ())


def routes(served: Served) -> list[BaseRoute]:
    async def sparql(request: Request) -> Response:
        return await _answer(served, request, scratch=False)

    async def scratch(request: Request) -> Response:
        return await _answer(served, request, scratch=True)

    found: list[BaseRoute] = []
    if served.settings.home is not None:
        found.append(Route("/sparql", sparql, methods=["GET", "POST"]))
    if served.settings.scratch is not None:
        found.append(Route("/scratch/sparql", scratch, methods=["GET", "POST"]))
    return found


async def _answer(served: Served, request: Request, *, scratch: bool) -> Response:
    try:
        asked = await _asked(request, served.settings.limits.text)
        if asked.update is not None:
            return await _update(served, request, asked, scratch=scratch)
        if asked.query is None:
            return await _description(served, request, scratch=scratch)
        default, named = asked.graphs("default-graph-uri"), asked.graphs("named-graph-uri")
        chosen = bool(default or named)
        name = next(iter(asked.graphs("format")), None)
        ask = stores.Ask(
            asked.query,
            request.headers.get("accept"),
            served.settings.limits.rows,
            _endpoint(request),
            default if chosen else None,
            named if chosen else None,
            stores.check_format(name) if name else None,
        )
        answer = await served.written(stores.answer, ask, scratch=scratch)
        assert answer is not None
    except (BudgetkgError, Problem, Busy, stores.NotAcceptable) as error:
        return refused(error)
    return answer


async def _update(served: Served, request: Request, asked: Asked, *, scratch: bool) -> Response:
    served.writer(request)  # before anything is said of what could be written
    if not scratch:
        raise Problem(403, "update.refused", "建好的结果不能改", "用 --scratch 的图库试更新：/scratch/sparql")
    assert asked.update is not None
    using = asked.graphs("using-graph-uri"), asked.graphs("using-named-graph-uri")
    await served.ask(stores.update, asked.update, _endpoint(request), *using, scratch=True)
    return Response(status_code=204)


async def _description(served: Served, request: Request, *, scratch: bool) -> Response:
    if request.method == "POST":
        raise Problem(400, "protocol.query", "没有 query，也没有 update", "在表单里写 query=…，或把查询作为正文发来")
    form = negotiate(request.headers.get("accept"), GRAPHS)
    if form is None:
        raise stores.NotAcceptable(", ".join(GRAPHS.values()))
    body = describe(_endpoint(request), form, updates=scratch, graphs=None if scratch else served.built().graphs)
    return Response(body, media_type=_with_charset(GRAPHS[form]), headers={"Vary": "Accept"})


async def _asked(request: Request, limit: int) -> Asked:
    pairs = _pairs(request.scope["query_string"].decode("ascii", "replace"))
    query = update = None
    if request.method == "POST":
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        text = await _text(request, limit)
        if media == FORM:
            pairs += _pairs(text)
        elif media == QUERY:
            query = text
        elif media == UPDATE:
            update = text
        else:
            raise Problem(415, "protocol.media", f"不认识的 Content-Type：{media or '没有写'}", f"{FORM}、{QUERY} 或 {UPDATE}")
    collected: dict[str, list[str]] = {}
    for name, value in pairs:
        collected.setdefault(name, []).append(value)
    parameters = {name: tuple(values) for name, values in collected.items()}
    queries = parameters.get("query", ()) + ((query,) if query is not None else ())
    updates = parameters.get("update", ()) + ((update,) if update is not None else ())
    if request.method == "GET" and updates:
        raise Problem(400, "protocol.update", "更新要用 POST", "")
    if len(queries) + len(updates) > 1:
        raise Problem(400, "protocol.many", "一次只能有一个 query 或 update", "分开来问")
    if sum(map(len, queries)) > limit:
        raise Problem(413, "protocol.long", f"查询超过 {limit} 个字", "缩短它")
    return Asked(next(iter(queries), None), next(iter(updates), None), parameters)


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Problem(400, "protocol.fields", f"参数超过 {MOST_FIELDS} 个", "少写几个图") from error


async def _text(request: Request, limit: int) -> str:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > limit:
            raise Problem(413, "protocol.long", f"请求超过 {limit} 字节", "缩短它")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "protocol.encoding", "请求不是 UTF-8 文字", "另存为 UTF-8") from error


def _endpoint(request: Request) -> str:
    return str(request.url.replace(query=""))


def _with_charset(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
