"""The part of the REST API that gives whole tables and graphs: everything that a filter chooses, as JSON or as a file."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from budgetkg.catalogue import TABLES
from budgetkg.home import Entry
from budgetkg.server import library_store
from budgetkg.server.chosen import chosen
from budgetkg.server.exporting import Exporting
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from budgetkg.typed import typed

Text = Annotated[str, Query(max_length=200)]
Region = Annotated[str, Query(pattern=r"^([0-9]{2,6})?$", description="区划代码或它的前几位：41、4108、410800")]
Level = Annotated[str, Query(max_length=20, description="级次：central、provincial、prefecture、county、township，空为全部")]
Year = Annotated[str, Query(pattern=r"^([0-9]{4})?$", description="年度，空为全部")]
Format = Literal["json", "csv", "xlsx", "parquet"]
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for media in ("application/json", "text/csv", "application/octet-stream")}},
}


def router(served: Served, exporting: Exporting) -> APIRouter:
    api = APIRouter(prefix="/api")

    def of(region: str, level: str, year: str, agency: str, document: str) -> list[Entry]:
        found = chosen(served.built(), region, level, year, agency)
        return [one for one in found if one.sha256.startswith(document) or one.name == document] if document else found

    def offer(name: str, about: str) -> None:
        async def table(
            region: Region = "",
            level: Level = "",
            year: Year = "",
            agency: Text = "",
            document: Text = "",
            word: Text = "",
            format: Format = "json",
        ) -> Response:
            return await exporting.table(name, of(region, level, year, agency, document), typed(word), format)

        api.get(f"/{name}", summary=about, operation_id=name, responses=FILES)(table)

    for name, about in (
        ("agencies", "部门，各有几份文件、多少项目和指标值"),
        ("projects", "项目，一行一个，金额是元"),
        ("indicators", "绩效指标值，一行一个分句，带规范化的比较符、数值、单位"),
        ("programmes", "资金项目由哪些项目组成"),
    ):
        assert name in TABLES
        offer(name, about)

    @api.get("/library", summary="指标库：写法、目标数、常见值", operation_id="library", responses=FILES)
    async def library(word: Text = "", format: Format = "json") -> Response:
        return await exporting.table("library", (), typed(word), format)

    @api.get("/library/{key}", summary="指标库的一条：写法、常见值、每个目标和出处")
    async def library_entry(key: Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")]) -> dict[str, Any]:
        found = await served.ask(library_store.entry, key, scratch=False)
        if found is None:
            raise Problem(404, "library.missing", "指标库里没有这一条", "从 /api/library 进入")
        return found

    @api.get("/export", summary="选中的文件所说的一切，成 RDF：同 budgetkg export", responses=FILES)
    async def export(
        region: Region = "",
        level: Level = "",
        year: Year = "",
        agency: Text = "",
        document: Text = "",
        format: Literal["ttl", "jsonld", "nq"] = "ttl",
    ) -> Response:
        entries = of(region, level, year, agency, document)
        if not entries:
            raise Problem(404, "export.empty", "没有符合的文件", "放宽条件")
        return await exporting.graph(entries, format)

    return api
