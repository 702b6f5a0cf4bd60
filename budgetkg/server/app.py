"""The application: every route of the server, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from budgetkg.server import graph_store_protocol, sparql_protocol
from budgetkg.server.problems import Problem, refused
from budgetkg.server.security import guard
from budgetkg.server.served import Served
from budgetkg.server.settings import Settings
from ontology.errors import BudgetkgError


def create_app(settings: Settings) -> FastAPI:
    served = Served(settings)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        served.close()

    app = FastAPI(
        title="budgetkg",
        version=version("budgetkg"),
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        description="部门预算和绩效目标的知识图谱",
    )
    app.middleware("http")(guard(served))
    app.router.routes += sparql_protocol.routes(served) + graph_store_protocol.routes(served)

    @app.get("/health", include_in_schema=False)
    def health() -> dict[str, object]:
        if settings.home is None:
            return {"status": "ok", "documents": None}
        return {"status": "ok", "documents": len(served.built().manifest.documents)}

    async def told(request: Request, error: Exception) -> JSONResponse:
        return refused(error)

    app.add_exception_handler(BudgetkgError, told)
    app.add_exception_handler(Problem, told)
    return app
