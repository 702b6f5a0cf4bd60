"""SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/): read the build, write the scratch store."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from budgetkg.server import stores
from budgetkg.server.negotiation import DATASETS, GRAPHS
from budgetkg.server.problems import Problem, refused
from budgetkg.server.query_workers import Busy
from budgetkg.server.served import Served
from ontology.errors import BudgetkgError

FORMATS = {media: key for key, media in {**GRAPHS, **DATASETS}.items()}


def routes(served: Served) -> list[BaseRoute]:
    async def built(request: Request) -> Response:
        return await _answer(served, request, scratch=False)

    async def scratch(request: Request) -> Response:
        return await _answer(served, request, scratch=True)

    found: list[BaseRoute] = []
    if served.settings.home is not None:
        found.append(Route("/graphs", built, methods=["GET", "HEAD", "PUT", "POST", "DELETE"]))
    if served.settings.scratch is not None:
        found.append(Route("/scratch/graphs", scratch, methods=["GET", "HEAD", "PUT", "POST", "DELETE"]))
    return found


async def _answer(served: Served, request: Request, *, scratch: bool) -> Response:
    try:
        whole = not {"graph", "default"} & set(request.query_params)
        graph = request.query_params.get("graph")
        if graph is not None and "default" in request.query_params:
            raise Problem(400, "graph.which", "graph 和 default 只能有一个", "")
        if request.method in ("GET", "HEAD"):
            return await _read(served, request, graph, whole, scratch=scratch)
        served.writer(request)
        if not scratch:
            raise Problem(403, "update.refused", "建好的结果不能改", "用 --scratch 的图库：/scratch/graphs")
        if whole:
            raise Problem(400, "graph.which", "没有说是哪个图", "写 ?graph=IRI 或 ?default")
        if request.method == "DELETE":
            found = await served.ask(stores.drop_graph, graph, scratch=True)
            return Response(status_code=204 if found else 404)
        return await _write(served, request, graph)
    except (BudgetkgError, Problem, Busy, stores.NotAcceptable) as error:
        return refused(error)


async def _read(served: Served, request: Request, graph: str | None, whole: bool, *, scratch: bool) -> Response:
    answer = await served.written(stores.read_graph, graph, whole, request.headers.get("accept"), scratch=scratch)
    if answer is None:
        raise Problem(404, "graph.missing", "没有这个图", "SELECT DISTINCT ?g { GRAPH ?g {} } 列出已有的图")
    return answer


async def _write(served: Served, request: Request, graph: str | None) -> Response:
    media = request.headers.get("content-type", "text/turtle").partition(";")[0].strip().lower()
    if media not in FORMATS:
        raise Problem(415, "graph.media", f"不认识的 Content-Type：{media}", "、".join(FORMATS))
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > served.settings.limits.upload:
            raise Problem(413, "graph.large", f"超过 {served.settings.limits.upload} 字节", "分几次传")
    new = await served.ask(stores.put_graph, graph, bytes(data), FORMATS[media], request.method == "PUT", scratch=True)
    return Response(status_code=201 if new else 204)
