"""The tools for agents, asked by the official client over standard input and output."""

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

TOOLS = {
    "search_targets",
    "compare_target",
    "agency_profile",
    "list_findings",
    "get_provenance",
    "list_named_queries",
    "run_named_query",
    "sparql",
    "cofunding_links",
}


@pytest.fixture(scope="module")
def answers(sample_home: Path) -> dict[str, Any]:
    """One conversation: starting the server takes seconds."""

    async def talk() -> dict[str, Any]:
        parameters = StdioServerParameters(
            command=sys.executable, args=["-c", "from budgetkg.cli import main; main()", "mcp", "--home", str(sample_home)]
        )
        found: dict[str, Any] = {}
        async with Client(stdio_client(parameters)) as client:
            found["tools"] = (await client.list_tools()).tools
            found["search"] = await client.call_tool("search_targets", {"text": "上访群众满意度", "top": 3})
            duties = {"text": "信访联席会议", "kind": "responsibility", "agency_type": "信访", "amount": None}
            found["duties"] = await client.call_tool("search_targets", duties)
            found["nothing"] = await client.call_tool("search_targets", {"text": "满意度", "amount": "9亿.."})
            hits = found["search"].structured_content["hits"]
            found["provenance"] = await client.call_tool("get_provenance", {"iri": hits[0]["iri"]})
            found["compare"] = await client.call_tool("compare_target", {"text": "上访群众满意度≥90%"})
            found["profile"] = await client.call_tool("agency_profile", {"agency": "焦作市信访局", "year": 2020})
            found["findings"] = await client.call_tool("list_findings", {"severity": "warning", "limit": 2})
            found["query"] = await client.call_tool("run_named_query", {"name": "totals", "parameters": {"year": "2020"}})
            found["sparql"] = await client.call_tool("sparql", {"query": "SELECT (COUNT(?a) AS ?n) { ?a a bkg:Agency }"})
            found["service"] = await client.call_tool("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"})
            found["unknown"] = await client.call_tool("run_named_query", {"name": "total"})
        return found

    return asyncio.run(asyncio.wait_for(talk(), 300))


def test_the_tools_only_read(answers: dict[str, Any]) -> None:
    assert {tool.name for tool in answers["tools"]} == TOOLS
    assert all(tool.annotations.read_only_hint and tool.description for tool in answers["tools"])


def test_a_hit_names_the_cell_in_which_it_is_printed(answers: dict[str, Any]) -> None:
    hits = answers["search"].structured_content["hits"]
    assert len(hits) == 3 and all(hit["why"] and hit["places"] for hit in hits)
    place = answers["provenance"].structured_content["places"][0]
    assert place["file"].endswith(".txt") and place["table"] and place["row"] and place["text"]


def test_a_search_takes_every_filter_and_says_why_nothing_is_found(answers: dict[str, Any]) -> None:
    hits = answers["duties"].structured_content["hits"]
    assert {(hit["kind"], hit["agency_type"]) for hit in hits} == {("responsibility", "petition")} and hits[0]["places"]
    assert answers["nothing"].structured_content["hits"] == []
    assert "库里的项目金额从" in answers["nothing"].structured_content["note"]


def test_a_target_is_compared_with_peers_whose_values_are_printed_somewhere(answers: dict[str, Any]) -> None:
    found = answers["compare"].structured_content
    assert found["own"]["value"] == "90" and found["unit"] == "%" and found["count"] == len(found["peers"]) > 2
    assert 0 < found["own"]["stricter_than"] < found["count"]
    assert all(one["places"][0]["text"] for one in found["peers"]) and all(one["reason"] for one in found["not_comparable"])


def test_what_a_department_says(answers: dict[str, Any]) -> None:
    (record,) = answers["profile"].structured_content["records"]
    assert record["totals"]["income"] == "11359800.00" and "path" not in record["document"]
    findings = answers["findings"].structured_content
    assert findings["total"] > 2 and len(findings["findings"]) == 2 and all(one["evidence"] for one in findings["findings"])


def test_questions_and_queries(answers: dict[str, Any]) -> None:
    (row,) = answers["query"].structured_content["rows"]
    assert row["income"] == "11359800" and row["fiscal_year"] == "2020"
    assert answers["sparql"].structured_content["rows"] == [{"n": "5"}]


def test_what_cannot_be_done_is_said(answers: dict[str, Any]) -> None:
    assert answers["service"].is_error and "SERVICE" in answers["service"].content[0].text
    assert answers["unknown"].is_error and "totals" in answers["unknown"].content[0].text


def test_the_same_tools_over_http(live: str) -> None:
    async def talk() -> Any:
        async with Client(f"{live}/mcp") as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            return tools, await client.call_tool("search_targets", {"text": "上访群众满意度", "top": 2})

    tools, found = asyncio.run(asyncio.wait_for(talk(), 120))
    assert tools == TOOLS and len(found.structured_content["hits"]) == 2
