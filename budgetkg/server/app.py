"""The application: every route of the server, put together."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from budgetkg.server import api_tables, graph_store_protocol, sparql_protocol, stores
from budgetkg.server.api import PROBLEMS, router
from budgetkg.server.exporting import Exporting
from budgetkg.server.importing import Importing
from budgetkg.server.originals import Originals
from budgetkg.server.pages import (
    agencies,
    cofunding,
    compare,
    findings,
    imports,
    library,
    overview,
    query,
    scorecard,
    scores,
    sign_in,
    source,
    targets,
)
from budgetkg.server.pages.view import View, refused_page
from budgetkg.server.problems import Problem, misfit, refused
from budgetkg.server.query_workers import Busy
from budgetkg.server.security import SHARED, Guard
from budgetkg.server.served import Served
from budgetkg.server.settings import Settings
from budgetkg.server.static_files import OwnFiles
from ontology.errors import BudgetkgError

if TYPE_CHECKING:
    from mcp.server import MCPServer

WRONG = {404: ("没有这个页面", "There is no such page"), 405: ("这里不能这样请求", "This cannot be asked for in that way")}
STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings) -> FastAPI:
    served = Served(settings)
    originals = Originals(served)
    exporting = Exporting(served)
    agents = _agents(served, originals) if settings.home is not None else None
    importing = Importing(settings.home, settings.limits) if settings.home is not None else None

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        work = asyncio.create_task(importing.run()) if importing else None
        warming = asyncio.create_task(_warm(served, originals)) if settings.warm and settings.home is not None else None
        async with agents.session_manager.run() if agents else nullcontext():
            yield
        if warming:
            warming.cancel()
        if work and importing:
            work.cancel()
            await asyncio.wait([work])
            importing.close()
        served.close()
        originals.close()
        exporting.close()

    about = "部门预算和绩效目标的知识图谱 / department budgets and performance targets"
    app = FastAPI(title="budgetkg", version=version("budgetkg"), description=about, lifespan=life, docs_url=None, redoc_url=None)
    app.add_middleware(Guard, served=served)
    app.mount("/static", OwnFiles(directory=STATIC), name="static")
    app.router.routes += [*sparql_protocol.routes(served), *graph_store_protocol.routes(served)]
    app.router.routes += sign_in.routes(served)
    if settings.home is not None:
        app.router.routes += [*overview.routes(served, importing), *source.routes(originals), *agencies.routes(served, originals)]
        app.router.routes += [*cofunding.routes(served), *findings.routes(served), *query.routes(served), *targets.routes(served)]
        app.router.routes += [*compare.routes(served), *scorecard.routes(served, originals), *scores.routes(served)]
        if importing is not None:
            app.router.routes += [*imports.routes(served, originals, importing), *library.routes(served, importing)]
        app.include_router(router(served, originals, exporting))
        app.include_router(api_tables.router(served, exporting), responses=PROBLEMS)
        if agents is not None:
            # Each request stands alone: nothing is kept of whoever asked.
            app.router.routes += agents.streamable_http_app(stateless_http=True, json_response=True).routes

    @app.get("/health", include_in_schema=False)
    def health() -> dict[str, object]:
        documents = None if settings.home is None else len(served.built().manifest.documents)
        return {"status": "ok", "documents": documents}

    async def told(request: Request, error: Exception) -> Response:
        if isinstance(error, RequestValidationError):
            error = misfit(error.errors())
        if isinstance(error, HTTPException):
            t = View.of(request).t
            title = t(*WRONG.get(error.status_code, (error.detail, error.detail)))
            error = Problem(error.status_code, "http", title, t("从总览进入", "Begin at the overview"))
        wants_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(SHARED)
        return refused_page(View.of(request), error) if wants_page else refused(error)

    for kind in (BudgetkgError, Problem, Busy, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, told)
    return app


async def _warm(served: Served, originals: Originals) -> None:
    """What fails here is told to whoever asks for it."""
    with suppress(Exception):
        await run_in_threadpool(served.warm)
        await served.ask(stores.rows, "ASK {}", 1, scratch=False)
    with suppress(Exception):
        for entry in served.built().manifest.documents[:1]:  # the process that reads loads its rules with the first it reads
            await originals.read(entry)
    with suppress(Exception):
        await served.remembered(cofunding.tables, "", "", 0)


def _agents(served: Served, originals: Originals) -> "MCPServer | None":
    """The tools for agents at /mcp, where the package for them is installed."""
    if find_spec("mcp") is None:
        return None
    from budgetkg.mcp_server import tools

    return tools(served, originals)
