"""Tools for agents (Model Context Protocol): read-only, and each answers with evidence rather than prose. Imports the package `mcp`.

The same tools over standard input and output (`budgetkg mcp`) and over HTTP (`/mcp` of `budgetkg serve`).
"""

from importlib.metadata import version
from typing import Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from budgetkg import evidence
from budgetkg.contract import to_json
from budgetkg.findings import Choice
from budgetkg.server import stores
from budgetkg.server.originals import Originals
from budgetkg.server.problems import Problem
from budgetkg.server.query_workers import Busy
from budgetkg.server.served import Served
from ontology.errors import BudgetkgError
from search.likeness.hits import Query, Wanted

ABOUT = (
    "中国政府部门预算和绩效目标的知识图谱。每个答案都带出处（文件、页、表、行、列、原文）；疑点不等于问题，以原文为准。"
    "金额单位是元，写成十进制文本。"
    "Budgets and performance targets of Chinese government departments; every answer names where it is printed."
)
ROWS = 200
Answer = dict[str, Any]
Region = Annotated[str | None, Field(description="区划代码或它的前几位：41、4108、410800 / division code or its first digits")]
Year = Annotated[int | None, Field(description="预算年度 / fiscal year")]


def tools(served: Served, originals: Originals) -> MCPServer:
    server = MCPServer("budgetkg", title="部门预算和绩效目标", instructions=ABOUT, version=version("budgetkg"), log_level="WARNING")
    reading = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    tool = server.tool(annotations=reading)

    @tool
    def search_targets(
        text: Annotated[str, Field(min_length=1, max_length=2000, description="一条指标或目标 / an indicator or a goal")],
        top: Annotated[int, Field(ge=1, le=50)] = 10,
        region: Region = None,
        exclude_region: Region = None,
        year: Year = None,
        agency_type: Annotated[str | None, Field(max_length=100, description="部门类：信访、教育…… / kind of agency")] = None,
        amount: Annotated[str | None, Field(max_length=100, description="项目金额区间：100万..500万 / range of yuan")] = None,
        kind: Wanted = "target",
    ) -> Answer:
        """找相似的绩效目标：名称、值、归一化的分句、相似的理由和各部分得分、出处。Find like targets, and why."""
        query = Query(text, top, region, exclude_region, year, kind=kind, agency_type=agency_type, amount=amount)
        with _told():
            hits = evidence.search(served.built().index, query)
            if not hits:
                return {"hits": [], "note": served.built().index.why_nothing(query)}
            places = evidence.places(served.built().store, [hit["iri"] for hit in hits])
        for hit in hits:
            hit["places"] = [place for place in places if place["thing"] == hit["iri"]]
        return {"hits": hits}

    @tool
    def compare_target(
        text: Annotated[
            str, Field(min_length=1, max_length=2000, description="指标和值，或目标的 IRI / an indicator with its value, or an IRI")
        ],
        value: Annotated[str | None, Field(max_length=200, description="text 里没有的值 / the value, where text has none")] = None,
        region: Region = None,
        exclude_region: Region = None,
        year: Year = None,
    ) -> Answer:
        """一条目标在同类里定得多严：同类的数值、四分位、不能比的和原因、每个数印在哪里。How strict a target is among its peers."""
        from budgetkg.compare import own_clauses, peers
        from search.likeness.hits import Query

        with _told():
            name, own = own_clauses(text, value)
            built = served.built()
            found = peers(built.index, Query(name, 10, region, exclude_region, year, kind="indicator"), own).to_json()
            compared = [*found["peers"], *found["not_comparable"]]
            places = evidence.places(built.store, dict.fromkeys(one["iri"] for one in compared)) if compared else []
        for one in compared:
            one["places"] = [place for place in places if place["thing"] == one["iri"]]
        return found

    @tool
    async def agency_profile(
        agency: Annotated[str, Field(min_length=1, max_length=100, description="部门名称或其中一部分 / name or a part of it")],
        year: Year = None,
    ) -> Answer:
        """一个部门的文件：收支总额、项目、资金来源、绩效目标、“三公”，每个数带出处。What a department's documents say, with sources."""
        found = [entry for entry in served.built().manifest.documents if Choice(agency=agency, year=year).takes_document(entry)]
        if not found:
            raise ToolError(f"没有名称含“{agency}”的部门 / no such agency")
        if len(found) > 3:
            return {"documents": evidence.documents(found), "note": "有多份，写明部门全称和年度 / several: give the full name and the year"}
        with _told():
            records = [to_json((await originals.read(entry)).record) for entry in found]
        for record in records:
            record["document"].pop("path", None)
        return {"records": records}

    @tool
    def list_findings(
        agency: str | None = None,
        region: Region = None,
        year: Year = None,
        severity: Literal["error", "warning", "info"] | None = None,
        rule: str | None = None,
        limit: Annotated[int, Field(ge=1, le=ROWS)] = 50,
    ) -> Answer:
        """疑点：规则、依据、代入的数、证据所在的单元格、何种情形下不成问题。Findings with their evidence."""
        with _told():
            choice = Choice(None, agency, region, year, rule, severity)
            return {"total": served.built().findings.count(choice), "findings": list(served.findings(choice, 0, limit))}

    @tool
    def get_provenance(iri: Annotated[str, Field(max_length=2000)]) -> Answer:
        """一个节点的全部陈述，和印着它的每个地方。What is said of a node and every place where it is printed."""
        with _told():
            return evidence.provenance(served.built().store, iri)

    @tool
    def list_named_queries() -> Answer:
        """现成的问题和它们的参数，供 run_named_query 用。The questions that ship with the program."""
        return {"queries": evidence.named_queries()}

    @tool
    async def run_named_query(name: str, parameters: dict[str, str] | None = None) -> Answer:
        """问一个现成的问题。Ask one of them."""
        from search.graph.questions import bind, question

        with _told():
            return await _rows(bind(question(name), parameters or {}))

    @tool
    async def sparql(query: Annotated[str, Field(max_length=100_000)]) -> Answer:
        """SPARQL 1.1 查询（只读，限时）；前缀 bkg:、bkgc:、skos:、prov: 等已声明好。A read-only query under a time limit."""
        with _told():
            return await _rows(query)

    @tool
    async def cofunding_links(agency: str | None = None) -> Answer:
        """各级政府的资金分担：声明的比例、各级的金额、是否相符。Who pays which share: declared ratios, amounts, whether they agree."""
        from search.graph.questions import bind, question

        with _told():
            answers = {name: await _rows(bind(question(name), {})) for name in ("cofunding-ratios", "cofunding-against-amounts")}
        if agency:
            for answer in answers.values():
                answer["rows"] = [row for row in answer["rows"] if agency in (row.get("agency_name") or "")]
        return answers

    async def _rows(text: str) -> Answer:
        rows = await served.ask(stores.rows, text, ROWS, scratch=False)
        found: Answer = {"columns": list(rows.columns), "rows": evidence.answer(rows.columns, rows.rows), "truncated": rows.cut}
        return found | ({"hints": [{"note": f"{one.zh} / {one.en}", "query": one.query} for one in rows.hints]} if rows.hints else {})

    return server


class _told:
    """Errors of ours become answers that say what to do; what nobody foresaw stays an error."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        match error:
            case BudgetkgError() | Problem():
                raise ToolError(
                    f"{error.message}（{error.hint}）[{error.code}]" if error.hint else f"{error.message} [{error.code}]"
                ) from error
            case Busy():
                raise ToolError("等着的查询太多，过一会儿再试 / busy, try again later") from error
