"""What strangers may try: names that lead here by trick, bodies that never end, requests nobody waits for, formulas, markup."""

import asyncio
import csv
import io
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from budgetkg.csv_cells import plain
from budgetkg.server import security, stores
from budgetkg.server.app import create_app
from budgetkg.server.forms import inside
from budgetkg.server.problems import Problem
from budgetkg.server.security import known_host
from budgetkg.server.served import Served
from budgetkg.server.settings import Limits, Settings
from budgetkg.server.sheets import write_answer
from budgetkg.server.streams import csv_lines
from ontology.statements import Term
from tests.budgetkg.server.conftest import TOKEN, listening

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BOMBS = {
    "product": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?a ?d ?g ?j",
    "paths": "SELECT * { ?a (!bkg:none)* ?b . ?b (!bkg:none)* ?c . ?c (!bkg:none)* ?d }",
    "text": 'SELECT (STRLEN(?h) AS ?n) { BIND("aaaaaaaaaaaaaaaa" AS ?a) '
    + " ".join(
        f"BIND(CONCAT(?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}, ?{x}) AS ?{y})" for x, y in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    + " }",
    "nested": "SELECT * {" + "{" * 3000 + "}" * 3000 + "}",
    "brackets": "SELECT * { ?a ?b ?c FILTER" + "(" * 300 + "1" + ")" * 300 + " }",
    "values": "SELECT * { VALUES ?a {" + " 1" * 100_000 + "} VALUES ?b {" + " 1" * 100_000 + "} }",
    "regex": 'SELECT * { ?a ?b ?c FILTER(REGEX("' + "a" * 5000 + '!", "^(a+)+$")) } LIMIT 1',
}


@pytest.fixture(scope="module")
def guarded(sample_home: Path) -> Iterator[str]:
    """The address of a server that one name besides its address leads to, with one worker."""
    limits = Limits(seconds=300, workers=1, memory=1 << 30)
    with listening(Settings(sample_home, token=TOKEN, limits=limits, hosts=frozenset({"budget.example"})), "critical") as address:
        yield address


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8000", True),
        ("[::1]:8000", True),
        ("LOCALHOST", True),
        ("app.localhost:1", True),
        ("budget.example", True),
        ("budget.example.:80", True),
        (None, True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("budget.example:80/..", False),
        ("127.0.0.1:80@evil.example", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_names_that_lead_here(host: str | None, ours: bool) -> None:
    assert known_host(host, frozenset({"budget.example"})) is ours


def test_a_name_that_was_made_to_lead_here_is_told_nothing(guarded: str) -> None:
    for path in ("/", "/api/documents", "/sparql", "/health", "/static/style.css", "/mcp"):
        answer = httpx.get(guarded + path, headers={"host": "evil.example"})
        assert (answer.status_code, answer.json()["code"]) == (421, "request.host")
    assert httpx.get(guarded, headers={"host": "budget.example"}).status_code == 200


def test_a_query_ends_when_nobody_waits_for_it(guarded: str) -> None:
    """There is one worker, and the query would hold it for the whole of its time."""
    asked = {"query": ENDLESS}
    for method, parameters, form in (("GET", asked, None), ("POST", None, asked)):
        with pytest.raises(httpx.ReadTimeout):
            httpx.request(method, f"{guarded}/sparql", params=parameters, data=form, timeout=1.5)
        assert httpx.get(f"{guarded}/sparql", params={"query": "ASK {}"}, timeout=300).status_code == 200


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_query_made_to_break_it_is_stopped_and_the_next_is_answered(scratch: TestClient, bomb: str) -> None:
    scratch.put(
        "/scratch/graphs?default",
        content="".join(f"<urn:{n}> <urn:p> <urn:{n + 1}> ." for n in range(300)),
        headers={"authorization": f"Bearer {TOKEN}", "content-type": "text/turtle"},
    )
    answer = scratch.post("/scratch/sparql", data={"query": BOMBS[bomb]})
    assert answer.status_code in (200, 400, 413, 501, 503), answer.text[:200]
    assert scratch.post("/scratch/sparql", data={"query": "ASK {}"}).status_code == 200


def test_a_body_that_hardly_comes_is_given_up(monkeypatch: pytest.MonkeyPatch, guarded: str) -> None:
    monkeypatch.setattr(security, "PATIENCE", 0.5)
    host, port = guarded.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\nASK"
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 408")


def test_a_long_body_has_as_long_as_it_takes_at_a_slow_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "PATIENCE", 0.3)
    monkeypatch.setattr(security, "SLOWEST", 10)

    async def read(pieces: list[bytes]) -> int:
        async def receive() -> Message:
            await asyncio.sleep(0.2)
            return {"type": "http.request", "body": pieces.pop(0), "more_body": True}

        timely, seen = security._timely(receive), 0
        while pieces:
            seen += len((await timely())["body"])
        return seen

    assert asyncio.run(read([b"12345"] * 6)) == 30
    with pytest.raises(Problem, match="太慢"):
        asyncio.run(read([b""] * 6))


def test_many_parameters_cost_no_more_than_their_length(guarded: str) -> None:
    started = time.monotonic()
    answer = httpx.post(
        f"{guarded}/sparql", content=b"query=ASK%7B%7D&" + b"a=&" * 300_000, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 400 and answer.json()["code"] == "protocol.fields" and time.monotonic() - started < 10


@pytest.mark.parametrize(
    "foreign", ["//[", "http://[", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x()", "/\r\nx: y", ""]
)
def test_one_is_never_sent_on_to_somebody_else(foreign: str) -> None:
    assert inside(foreign) == "/"
    assert inside("/findings?start=0#f-1") == "/findings?start=0#f-1"


@pytest.mark.parametrize("text", ['=HYPERLINK("http://evil.example")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", " =1", "\r=1"])
def test_a_text_of_a_document_is_no_formula_in_a_table(text: str) -> None:
    cell, number = (
        Term("literal", text, "http://www.w3.org/2001/XMLSchema#string"),
        Term("literal", "-5.00", "http://www.w3.org/2001/XMLSchema#decimal"),
    )
    answer = io.BytesIO()
    write_answer(answer, "csv", "answer", ["a", "b"], ["a", "b"], [(cell, number)])
    assert plain(text) == f"'{text}"
    for made in (answer.getvalue(), b"".join(csv_lines(["a", "b"], [(text, "-5.00")]))):
        assert list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))[1] == [f"'{text}", "-5.00"]


@pytest.mark.parametrize("harmless", ["-5", "-5%", "+3.20", "—", "--", "≥90%", "1-2", "1,234.00", "-1,234.50"])
def test_numbers_and_dashes_stay_as_they_are_printed(harmless: str) -> None:
    assert plain(harmless) == harmless


def test_parquet_keeps_a_quotient_as_text() -> None:
    import pyarrow.parquet as pq

    third = Term("literal", "0.333333333333333333", "http://www.w3.org/2001/XMLSchema#decimal")
    out = io.BytesIO()
    write_answer(out, "parquet", "answer", ["a", "b"], ["a", "b"], [(third, None), (None, None)])
    table = pq.read_table(io.BytesIO(out.getvalue()))
    assert table.column("a").to_pylist() == ["0.333333333333333333", None]
    assert table.column("b").to_pylist() == [None, None] and str(table.schema.field("b").type) == "string"


def test_markup_in_a_request_is_shown_as_text(guarded: str) -> None:
    text = '"><script>alert(1)</script><svg onload=x>≥90%'
    for path in ("/targets", "/targets/plot.svg", "/findings", "/agencies", "/cofunding", "/query/sparql"):
        answer = httpx.get(
            guarded + path, params={"text": text, "agency": text, "name": text, "query": text, "programme": text, "rule": text}, timeout=60
        )
        assert answer.status_code < 500 and "<script>alert" not in answer.text and "<svg onload" not in answer.text
        assert "script-src 'self'" in answer.headers["content-security-policy"]


EVERYTHING = {"query": "SELECT * { ?a ?b ?c } LIMIT 20000"}


def test_a_long_answer_comes_whole_and_leaves_nothing_behind(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with TestClient(create_app(Settings(sample_home, limits=Limits(workers=1, seconds=300)))) as client:
        for form in ("json", "csv"):
            answer = client.get("/sparql", params=EVERYTHING | {"format": form})
            assert len(answer.content) > 2 << 20 and "x-row-limit" not in answer.headers
            if form == "json":
                assert len(answer.json()["results"]["bindings"]) == 20_000
            else:
                assert len(list(csv.reader(io.StringIO(answer.text, newline="")))) == 20_001
        folders = list(tmp_path.glob("budgetkg-*"))
        assert folders and not any(list(folder.iterdir()) for folder in folders)
    assert not list(tmp_path.glob("budgetkg-*"))


def test_an_answer_that_may_not_become_so_long_is_refused_whole(sample_home: Path) -> None:
    with TestClient(create_app(Settings(sample_home, limits=Limits(workers=1, seconds=300, answer=1 << 20)))) as small:
        for path, sent in (("/sparql", EVERYTHING), ("/graphs", {})):
            answer = small.get(path, params=sent)
            assert (answer.status_code, answer.json()["code"]) == (503, "query.large")
        assert small.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        dump = small.get("/graphs", params={"default": ""}, headers={"accept": "application/n-triples"})
        assert dump.json()["code"] == "query.large"


LONG = "SELECT (COUNT(*) AS ?n) { { SELECT ?a { ?a ?b ?c } LIMIT 3000 } { SELECT ?d { ?d ?e ?f } LIMIT 3000 } }"


def test_what_takes_long_is_worked_out_once_and_is_there_the_next_time(sample_home: Path) -> None:
    async def ask() -> list[str]:
        served = Served(Settings(sample_home, limits=Limits(seconds=0.3, workers=1)))
        told: list[str] = []
        try:
            while not told or told[-1] == "server.working":
                try:
                    found = await served.remembered(stores.rows, LONG, 10)
                    told.append(str(found.rows[0][0] and found.rows[0][0].value))
                except Problem as problem:
                    told.append(problem.code)
            assert len(served.built().remembered) == 1
        finally:
            served.close()
        return told

    told = asyncio.run(asyncio.wait_for(ask(), 240))
    assert told[0] == "server.working" and told[-1] == "9000000"
