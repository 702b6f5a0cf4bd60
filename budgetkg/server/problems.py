"""What a client is told when a request is refused (RFC 9457), in the words of `ontology.errors`."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import JSONResponse

from budgetkg.server.query_workers import Busy
from budgetkg.server.stores import NotAcceptable
from ontology.errors import BudgetkgError, IndexError_, QueryError, ReadError, StoreError, UsageError


class Problem(Exception):
    """A request that cannot be answered."""

    def __init__(self, status: int, code: str, message: str, hint: str) -> None:
        super().__init__(status, code, message, hint)
        self.status, self.code, self.message, self.hint = status, code, message, hint


STATUS = {
    "query.time": 503,
    "query.memory": 503,
    "query.large": 503,
    "query.service": 403,
    "query.load": 403,
    "query.update-failed": 409,
    "query.failed": 501,
    "review.changed": 409,
    "store.rdf": 400,
    "store.iri": 400,
}
"""Codes whose status is not that of their kind."""


def status_of(error: Exception) -> int:
    match error:
        case Problem():
            return error.status
        case Busy():
            return 503
        case NotAcceptable():
            return 406
        case BudgetkgError() if error.code in STATUS:
            return STATUS[error.code]
        case QueryError() | UsageError() | ReadError():
            return 400
        case StoreError() | IndexError_():
            return 503
        case _:
            return 500


def problem_of(error: Exception) -> dict[str, Any]:
    """The problem as RFC 9457 has it. The path of a file on this machine is never part of it."""
    match error:
        case Problem() | BudgetkgError():
            code, message, hint = error.code, error.message, error.hint
        case NotAcceptable():
            code, message, hint = "protocol.accept", "没有 Accept 要的格式", str(error)
        case Busy():
            code, message, hint = "server.busy", "等着的查询太多", "过一会儿再试"
        case _:
            code, message, hint = "server.failed", "服务器出错", "再试一次；还不行就告诉维护者"
    return {"type": "about:blank", "title": message, "status": status_of(error), "code": code, "detail": hint}


def misfit(found: Sequence[Mapping[str, Any]]) -> Problem:
    """The first parameter of a request that is missing or does not fit, as pydantic found it."""
    first = found[0]
    name, missing = str(first["loc"][-1]), first["type"] == "missing"
    message = f"缺少参数 {name}" if missing else f"参数 {name} 的值不合适：{str(first['input'])[:50]}"
    return Problem(422, "request.parameter", message, f"{'' if missing else first['msg'] + '；'}参数见 /openapi.json")


def refused(error: Exception) -> JSONResponse:
    body = problem_of(error)
    headers = {"Retry-After": "5"} if body["status"] == 503 else {}
    return JSONResponse(body, body["status"], media_type="application/problem+json", headers=headers)
