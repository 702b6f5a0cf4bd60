"""SPARQL 1.1 Protocol: the cases of the W3C's protocol tests that are prose, and what strangers may not do."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.budgetkg.server.conftest import TOKEN

QUERY, UPDATE, FORM = "application/sparql-query", "application/sparql-update", "application/x-www-form-urlencoded"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
AGENCIES = "SELECT ?a { ?a a bkg:Agency }"


def write(client: TestClient, text: str, **more: str) -> int:
    return client.post("/scratch/sparql", content=text, headers={"Content-Type": UPDATE, **WRITER}, params=more).status_code


@pytest.fixture(scope="module", autouse=True)
def data(scratch: TestClient) -> None:
    graphs = "GRAPH <urn:g1> { <urn:a> <urn:p> 1 } GRAPH <urn:g2> { <urn:b> <urn:p> 2 }"
    assert write(scratch, f"DROP ALL; INSERT DATA {{ <urn:d> <urn:p> 0 . {graphs} }}") == 204


@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_three_ways_to_ask(way: str, client: TestClient) -> None:
    if way == "get":
        response = client.get("/sparql", params={"query": AGENCIES})
    elif way == "form":
        response = client.post("/sparql", data={"query": AGENCIES})
    else:
        response = client.post("/sparql", content=AGENCIES, headers={"Content-Type": f"{QUERY}; charset=utf-8"})
    assert response.status_code == 200 and response.headers["content-type"] == "application/sparql-results+json"
    assert len(response.json()["results"]["bindings"]) == 5


@pytest.mark.parametrize(
    ("accept", "query", "media"),
    [
        ("application/sparql-results+xml", "ASK {}", "application/sparql-results+xml"),
        ("text/csv", AGENCIES, "text/csv; charset=utf-8"),
        ("text/tab-separated-values", AGENCIES, "text/tab-separated-values; charset=utf-8"),
        ("text/turtle;q=0.5, application/n-triples", "CONSTRUCT WHERE { ?s a bkg:Agency }", "application/n-triples"),
        ("application/ld+json", "DESCRIBE ?a { ?a a bkg:Agency }", "application/ld+json"),
        ("*/*", "CONSTRUCT WHERE { ?s a bkg:Agency }", "text/turtle; charset=utf-8"),
        ("text/html, application/xml;q=0.9, */*;q=0.1", AGENCIES, "application/sparql-results+xml"),
    ],
)
def test_the_format_that_the_client_would_rather_have(accept: str, query: str, media: str, client: TestClient) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert response.status_code == 200 and response.headers["content-type"] == media and response.content


@pytest.mark.parametrize(
    ("status", "request_"),
    [
        (400, {"method": "GET", "params": [("query", "ASK {}"), ("query", "ASK {}")]}),
        (400, {"method": "GET", "params": {"query": "SELECT"}}),
        (400, {"method": "GET", "params": {"update": "CLEAR ALL"}}),
        (400, {"method": "POST", "headers": {"Content-Type": FORM}, "content": "x=1"}),
        (415, {"method": "POST", "headers": {"Content-Type": "text/plain"}, "content": "ASK {}"}),
        (415, {"method": "POST", "content": "ASK {}"}),
        (400, {"method": "POST", "headers": {"Content-Type": QUERY}, "content": "ASK { ?s ?p 'é' }".encode("latin-1")}),
        (405, {"method": "PUT", "params": {"query": "ASK {}"}}),
        (406, {"method": "GET", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}),
        (403, {"method": "GET", "params": {"query": "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"}}),
        (400, {"method": "POST", "data": {"query": "DROP ALL"}}),
        (413, {"method": "POST", "headers": {"Content-Type": QUERY}, "content": "#" * 20_000}),
    ],
)
def test_what_is_refused(status: int, request_: dict[str, Any], scratch: TestClient) -> None:
    response = scratch.request(url="/scratch/sparql", **request_)
    assert response.status_code == status, response.text
    if status != 405:
        told = response.json()
        assert told["title"] and told["code"] and told["status"] == status


def test_the_graphs_that_the_request_names(scratch: TestClient) -> None:
    def objects(query: str, **graphs: str | list[str]) -> set[str]:
        parameters: dict[str, str | list[str]] = {"query": query, **graphs}
        found = scratch.get("/scratch/sparql", params=parameters).json()
        return {row["o"]["value"] for row in found["results"]["bindings"]}

    plain, named = "SELECT ?o { ?s ?p ?o }", "SELECT ?o { GRAPH ?g { ?s ?p ?o } }"
    assert objects(plain) == {"0"} and objects(named) == {"1", "2"}
    assert objects(plain, **{"default-graph-uri": ["urn:g1", "urn:g2"]}) == {"1", "2"}
    assert objects(named, **{"named-graph-uri": "urn:g2"}) == {"2"}
    # what the request names goes before what the query names
    assert objects("SELECT ?o FROM <urn:g2> { ?s ?p ?o }", **{"default-graph-uri": "urn:g1"}) == {"1"}


def test_updates_need_the_token_and_keep_to_the_graphs_that_the_request_names(scratch: TestClient) -> None:
    insert = "INSERT { <urn:copied> <urn:p> ?o } WHERE { ?s <urn:p> ?o }"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        refused = scratch.post("/scratch/sparql", data={"update": insert}, headers=headers)
        assert refused.status_code == 401 and "令牌" in refused.json()["title"]
    assert write(scratch, insert, **{"using-graph-uri": "urn:g2"}) == 204
    answer = scratch.get("/scratch/sparql", params={"query": "SELECT ?o { <urn:copied> ?p ?o }"}).json()
    assert [row["o"]["value"] for row in answer["results"]["bindings"]] == ["2"]
    assert write(scratch, f"WITH <urn:g1> {insert}", **{"using-graph-uri": "urn:g2"}) == 400
    assert write(scratch, insert, **{"using-graph-uri": "urn:g2> {} ; DROP ALL ; #"}) == 400
    assert write(scratch, "LOAD <http://127.0.0.1:9/x.ttl>") == 403
    # the built result is not written to, whoever asks
    assert scratch.get("/sparql", params={"query": "ASK {}"}).status_code == 404


def test_a_query_that_takes_too_long_is_stopped_and_the_next_is_answered(scratch: TestClient) -> None:
    numbers = " ".join(map(str, range(300)))
    joins = " ".join(f"VALUES ?x{k} {{ {numbers} }}" for k in range(5))
    slow = scratch.post("/scratch/sparql", content=f"SELECT (COUNT(*) AS ?n) {{ {joins} }}", headers={"Content-Type": QUERY})
    assert slow.status_code == 503 and slow.json()["code"] == "query.time"
    assert scratch.get("/scratch/sparql", params={"query": "ASK { <urn:d> ?p ?o }"}).json()["boolean"] is True


def test_an_answer_that_is_cut_says_so(scratch: TestClient) -> None:
    values = "VALUES ?x { " + " ".join(map(str, range(80))) + " }"
    for accept in ("application/json", "text/csv", "text/tab-separated-values", "application/sparql-results+xml"):
        cut = scratch.get("/scratch/sparql", params={"query": f"SELECT ?x {{ {values} }} # no end"}, headers={"Accept": accept})
        assert cut.headers["X-Row-Limit"] == "50; truncated"
    assert len(scratch.get("/scratch/sparql", params={"query": f"SELECT ?x {{ {values} }}"}).json()["results"]["bindings"]) == 50
    whole = scratch.get("/scratch/sparql", params={"query": f"SELECT ?x {{ {values} }} LIMIT 20"})
    assert "X-Row-Limit" not in whole.headers and len(whole.json()["results"]["bindings"]) == 20
    assert scratch.get("/scratch/sparql", params={"query": f"SELECT ?x {{ {values} }} LIMIT 51"}).json()["code"] == "query.limit"


def test_the_service_describes_itself_and_may_be_asked_from_other_pages(client: TestClient) -> None:
    described = client.get("/sparql", headers={"Accept": "application/ld+json"})
    assert described.status_code == 200 and "UnionDefaultGraph" in json.dumps(described.json())
    assert described.headers["Access-Control-Allow-Origin"] == "*"
    allowed = client.options("/sparql", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "POST"})
    assert allowed.status_code == 204 and "POST" in allowed.headers["Access-Control-Allow-Methods"]


def test_graphs_over_http(client: TestClient, scratch: TestClient) -> None:
    (graph,) = [g for g in _graphs(client) if g.endswith("/vocabulary")]
    found = client.get("/graphs", params={"graph": graph}, headers={"Accept": "application/n-triples"})
    assert found.status_code == 200 and b"BudgetFact" in found.content
    assert client.get("/graphs", params={"graph": "urn:none"}).status_code == 404
    assert client.put("/graphs", params={"graph": graph}, content=b"").status_code == 403

    turtle = {"Content-Type": "text/turtle", **WRITER}

    def put(text: bytes) -> int:
        return scratch.put("/scratch/graphs", params={"graph": "urn:new"}, content=text, headers=turtle).status_code

    assert (put(b"<urn:x> <urn:p> 1 ."), put(b"<urn:x> <urn:p> 2 .")) == (201, 204)
    assert put(b"<urn:x> <urn:p> ") == 400
    posted = scratch.post("/scratch/graphs", params={"graph": "urn:new"}, content=b"<urn:x> <urn:p> 3 .", headers=turtle)
    assert posted.status_code == 204
    text = scratch.get("/scratch/graphs", params={"graph": "urn:new"}, headers={"Accept": "application/n-triples"}).text
    assert sorted(line.split('"')[1] for line in text.splitlines()) == ["2", "3"]
    assert scratch.delete("/scratch/graphs", params={"graph": "urn:new"}).status_code == 401
    gone = [scratch.delete("/scratch/graphs", params={"graph": "urn:new"}, headers=WRITER).status_code for _ in range(2)]
    assert gone == [204, 404]


def _graphs(client: TestClient) -> list[str]:
    answer = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g {} }"}).json()
    return [row["g"]["value"] for row in answer["results"]["bindings"]]
