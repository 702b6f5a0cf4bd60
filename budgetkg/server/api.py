"""The REST API (/api, described at /openapi.json): what the pages show, for programs, with evidence."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from budgetkg import evidence
from budgetkg.catalogue import Column, Row
from budgetkg.contract import to_json
from budgetkg.findings import Choice
from budgetkg.server import sheets
from budgetkg.server.exporting import Exporting
from budgetkg.server.originals import Originals
from budgetkg.server.pages.findings import exported
from budgetkg.server.problems import Problem
from budgetkg.server.served import Served
from budgetkg.typed import typed
from ontology.errors import UsageError
from search.likeness.hits import Query as SearchQuery
from search.likeness.hits import Wanted

if TYPE_CHECKING:
    from search.graph.questions import Question

Text = Annotated[str | None, Query(max_length=200)]
Region = Annotated[str | None, Query(pattern=r"^[0-9]{1,6}$", description="区划代码或它的前几位：41、4108、410800")]
Year = Annotated[int | None, Query(ge=1990, le=2100)]
AgencyType = Annotated[Text, Query(description="部门类：信访、教育、卫健……；same 为与 text 的 IRI 同类")]
Amount = Annotated[Text, Query(description="项目金额区间，元：100万..500万、100万..、..5000")]
Format = Literal["json", "csv", "xlsx", "parquet"]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"description": "参数不对 / a parameter is wrong"},
    404: {"description": "没有 / not there"},
    422: {"description": "参数缺少或不是规定的样子 / a parameter is missing, or not of the form that it has to have"},
    410: {"description": "原文件不在了 / the file has gone"},
    503: {"description": "太忙，或查询太慢 / busy, or too slow"},
}


class Document(BaseModel):
    """一份公开的文件 / a published document."""

    sha256: str
    name: str
    title: str
    kind: str | None
    agency: str | None
    region: str | None = Field(examples=["410800"])
    year: int | None
    projects: int
    targets: int
    triples: int
    issues: int


class Named(BaseModel):
    """一个现成的问题 / a question that ships with the program."""

    name: str
    zh: str
    en: str
    parameters: list[dict[str, str]]


class Answer(BaseModel):
    """数是十进制文本，不会变成二进制小数 / numbers are decimal strings."""

    columns: list[str]
    rows: list[dict[str, str | None]]
    truncated: bool
    """从不截断 / never: an answer is whole or refused."""


HITS = (
    *(Column("rank", "名次", True), Column("score", "相似度", True), Column("agency", "部门"), Column("region", "区划代码")),
    *(Column("year", "年度", True), Column("project", "项目"), Column("name", "指标或目标"), Column("raw_value", "目标值原文")),
    *(Column("clauses", "读作"), Column("level1", "一级指标"), Column("level2", "二级指标"), Column("why", "为什么相似")),
    *(Column("document", "文件 SHA-256"), Column("iri", "IRI")),
)
PEERS = (
    *(Column("value", "数值", True), Column("unit", "计量单位"), Column("stricter_than", "比几个严", True), Column("outlier", "离群")),
    *(Column("agency", "部门"), Column("region", "区划代码"), Column("year", "年度", True), Column("project", "项目")),
    *(Column("name", "指标"), Column("raw_value", "目标值原文"), Column("score", "相似度", True), Column("iri", "IRI")),
)


def _hit(hit: dict[str, Any]) -> Row:
    plain = hit | {"clauses": "；".join(hit["clauses"]), "why": hit["why"]["text"], "document": hit["source"]["document"]}
    return _row(HITS, plain)


def _peer(peer: dict[str, Any], unit: str | None) -> Row:
    return _row(PEERS, peer | {"unit": unit, "outlier": "是" if peer["outlier"] else None})


def _row(columns: tuple[Column, ...], said: dict[str, Any]) -> Row:
    return [Decimal(str(said[one.name])) if one.number and said[one.name] is not None else said[one.name] for one in columns]


def router(served: Served, originals: Originals, exporting: Exporting) -> APIRouter:
    api = APIRouter(prefix="/api", responses=PROBLEMS)

    @api.get("/documents", summary="读过的文件")
    def documents(region: Region = None, year: Year = None, agency: Text = None) -> list[Document]:
        choice = Choice(agency=agency, region=region, year=year)
        entries = [entry for entry in served.built().manifest.documents if choice.takes_document(entry)]
        return [Document(**one) for one in evidence.documents(entries)]

    @api.get("/documents/{sha256}", summary="一份文件说的一切，每个数带出处")
    async def document(sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{8,64}$")]) -> dict[str, Any]:
        explained = await originals.read(originals.entry(sha256))
        found = to_json(explained.record)
        found["document"].pop("path", None)
        return found

    @api.get("/search", summary="找相似的绩效目标，并说明为什么；也可成表格文件")
    def search(
        text: Annotated[str, Query(min_length=1, max_length=2000, examples=["上访群众满意度"])],
        top: Annotated[int, Query(ge=1, le=200)] = 10,
        region: Region = None,
        exclude_region: Region = None,
        year: Year = None,
        level: Text = None,
        category: Text = None,
        agency_type: AgencyType = None,
        amount: Amount = None,
        kind: Wanted = "target",
        format: Format = "json",
    ) -> Any:
        wanted = SearchQuery(typed(text), top, region, exclude_region, year, level, category, kind, agency_type, amount)
        hits = evidence.search(served.built().index, wanted)
        return hits if format == "json" else sheets.file_of(format, "search", HITS, (_hit(hit) for hit in hits))

    @api.get("/compare", summary="一条目标在同类里定得多严：同类的数值、四分位、不能比的和原因")
    def compare(
        text: Annotated[str, Query(min_length=1, max_length=2000, examples=["上访群众满意度≥90%"])],
        region: Region = None,
        exclude_region: Region = None,
        year: Year = None,
        level: Text = None,
        category: Text = None,
        agency_type: AgencyType = None,
        amount: Amount = None,
        format: Format = "json",
    ) -> Any:
        from budgetkg.compare import own_clauses, peers

        built = served.built()
        name, own = own_clauses(typed(text), None)
        wanted = SearchQuery(name, 10, region, exclude_region, year, level, category, "indicator", agency_type, amount)
        found = peers(built.index, wanted, own).to_json()
        if format == "json":
            return {"text": text} | found
        return sheets.file_of(format, "compare", PEERS, (_peer(one, found["unit"]) for one in found["peers"]))

    @api.get("/findings", summary="疑点，带证据和复核情况；不写 limit 就是全部", response_model=list[dict[str, Any]])
    def findings(
        document: Text = None,
        agency: Text = None,
        region: Region = None,
        year: Year = None,
        rule: Text = None,
        severity: Literal["error", "warning", "info"] | None = None,
        level: Text = None,
        dimension: Text = None,
        status: Literal["open", "confirmed", "dismissed"] | None = None,
        start: Annotated[int, Query(ge=0, le=10**9, description="从第几条起，从 0 数")] = 0,
        limit: Annotated[int | None, Query(ge=1, le=10_000)] = None,
        format: Literal["json", "ndjson", "csv", "xlsx", "parquet"] = "json",
    ) -> Any:
        """`limit` 可以分页；成文件的没有条数限制，边读边发 / files have no limit and are sent as they are read."""
        choice = Choice(document, agency, region, year, rule, severity, dimension, status, level)
        return exported(served.findings(choice, start, limit), format)

    @api.get("/provenance", summary="一个节点印在哪里")
    def provenance(iri: Annotated[str, Query(max_length=2000)]) -> dict[str, Any]:
        try:
            return evidence.provenance(served.built().store, iri)
        except UsageError as error:
            raise Problem(404 if error.code == "evidence.missing" else 400, error.code, error.message, error.hint) from error

    @api.get("/questions", summary="现成的问题")
    def questions() -> list[Named]:
        return [Named(**one) for one in evidence.named_queries()]

    @api.get("/questions/{name}", summary="问一个现成的问题；它的参数写在地址里", response_model=Answer)
    async def question(request: Request, name: Annotated[str, Path(max_length=100)], format: Format = "json") -> Any:
        from search.graph.questions import bind
        from search.graph.questions import question as find

        try:
            asked = find(name)
        except UsageError as error:
            raise Problem(404, error.code, error.message, error.hint) from error
        given = {key: value for key, value in request.query_params.items() if key != "format"}
        return await _answered(bind(asked, given), format, asked.name, asked)

    @api.get("/answer", summary="一条 SPARQL 的答案，全部行", response_model=Answer)
    async def answered(query: Annotated[str, Query(max_length=100_000)], format: Format = "json") -> Any:
        return await _answered(query, format, "answer", None)

    async def _answered(text: str, form: str, name: str, asked: "Question | None") -> Response:
        titles = {column.name: column.zh for column in asked.columns} if asked else {}
        found = await exporting.answer(text, form, name, titles)
        if form == "json":
            del found.headers["Content-Disposition"]
        return found

    return api
