"""The application: every route of the server, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from budgetkg.server import graph_store_protocol, sparql_protocol
from budgetkg.server.api import router
from budgetkg.server.originals import Originals
from budgetkg.server.pages import agencies, findings, overview, query, source
from budgetkg.server.pages.view import View, refused_page
from budgetkg.server.problems import Problem, refused
from budgetkg.server.query_workers import Busy
from budgetkg.server.security import SHARED, guard
from budgetkg.server.served import Served
from budgetkg.server.settings import Settings
from ontology.errors import BudgetkgError

WRONG = {404: "没有这个页面", 405: "这里不能这样请求"}
STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    served = Served(settings)
    originals = Originals(served)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        served.close()
        originals.close()

    about = "部门预算和绩效目标的知识图谱 / department budgets and performance targets"
    app = FastAPI(title="budgetkg", version=version("budgetkg"), description=about, lifespan=life, docs_url=None, redoc_url=None)
    app.middleware("http")(guard(served))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.router.routes += [*sparql_protocol.routes(served), *graph_store_protocol.routes(served)]
    if settings.home is not None:
        app.router.routes += [*overview.routes(served), *source.routes(originals), *agencies.routes(served, originals)]
        app.router.routes += [*findings.routes(served), *query.routes(served)]
        app.include_router(router(served, originals))

    @app.get("/health", include_in_schema=False)
    def health() -> dict[str, object]:
        documents = None if settings.home is None else len(served.built().manifest.documents)
        return {"status": "ok", "documents": documents}

    async def told(request: Request, error: Exception) -> Response:
        if isinstance(error, HTTPException):
            error = Problem(
                error.status_code, "http", {404: "没有这个页面", 405: "这里不能这样请求"}.get(error.status_code, error.detail), ""
            )
        wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(SHARED)
        return refused_page(View.of(request), error) if wants_page else refused(error)

    for kind in (BudgetkgError, Problem, Busy, HTTPException):
        app.add_exception_handler(kind, told)
    return app
