"""Merging, splitting and naming entries of the indicator library on its pages: with the token, in the journal, over builds, undone."""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.build import build
from budgetkg.home import Home
from budgetkg.library import Statements
from budgetkg.server.app import create_app
from budgetkg.server.query_workers import QueryWorkers
from budgetkg.server.settings import Limits, Settings
from tests.budgetkg.server.conftest import TOKEN, part

PAGE = {"accept": "text/html"}
BEARER = {"authorization": f"Bearer {TOKEN}"}
SAMPLES = Path(__file__).parents[3] / "data" / "samples"


@pytest.fixture(scope="module")
def writing(own_home: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(own_home, token=TOKEN, limits=Limits(workers=1))), follow_redirects=False) as made:
        yield made


def page(client: TestClient, address: str, token: bool = True) -> LexborHTMLParser:
    answer = client.get(address, headers=PAGE | (BEARER if token else {}))
    assert answer.status_code == 200, (address, answer.status_code, answer.text[:300])
    return LexborHTMLParser(answer.text)


def settled(client: TestClient) -> None:
    """Until what was said is in force."""
    for _ in range(3000):
        if not page(client, "/library/said").css("[data-busy]"):
            return
        time.sleep(0.2)
    raise AssertionError("it is never put in force")


def key_of(client: TestClient, label: str) -> str:
    rows = client.get("/api/library", params={"word": label}).json()
    (iri,) = {one["iri"] for one in rows if one["indicator"] == label}
    return str(iri).rpartition("/")[2]


def say(client: TestClient, key: str, **said: str) -> int:
    status = client.post(f"/library/{key}/say", data=said, headers=BEARER).status_code
    settled(client)
    return status


def test_an_entry_is_merged_into_one_that_was_found(writing: TestClient, own_home: Path) -> None:
    merged, main = key_of(writing, "党员满意度"), key_of(writing, "单位人员满意度")
    found = page(writing, f"/library/{merged}?merge=人员滿意度")
    offered = {box.attributes["value"] for box in found.css("fieldset.choices input")}
    assert main in offered and merged not in offered
    assert say(writing, merged, action="merge", value=main, reason="都是内部人员，电话13812345678") == 303
    # The old address leads to the new one.
    assert writing.get(f"/library/{merged}", headers=PAGE).headers["location"] == f"/library/{main}"
    entry = page(writing, f"/library/{main}")
    assert "党员满意度" in part(entry, "dl.facts").text() and "都是内部人员" in part(entry, "#say").text()
    line = json.loads((own_home / "library.jsonl").read_text("utf-8").splitlines()[-1])
    assert line["action"] == "merge" and "138" not in line["reason"]

    # It outlives a build of other documents, and the command line sees the same.
    build(sorted(SAMPLES.glob("*.txt"))[:2], Home(own_home))
    assert "党员满意度" in part(page(writing, f"/library/{main}"), "dl.facts").text()
    (statement,) = [one for one in Statements(Home(own_home)).all() if one.withdrawn_at is None]

    undo = writing.post("/library/undo", data={"number": str(statement.number), "next": "/library/said"}, headers=BEARER)
    assert undo.status_code == 303
    settled(writing)
    assert key_of(writing, "党员满意度") == merged and "党员满意度" not in part(page(writing, f"/library/{main}"), "dl.facts").text()
    shown = page(writing, "/library/said")
    assert "已撤销" in part(shown, "ul.said").text() and not part(shown, "ul.said li").css("button")


def test_a_spelling_is_taken_out_and_an_entry_named(writing: TestClient) -> None:
    key = key_of(writing, "信访群众满意度")
    spellings = [option.text() for option in page(writing, f"/library/{key}").css("#say select option")]
    assert "上访人员满意度" in spellings
    assert say(writing, key, action="split", value="上访人员满意度", reason="口径不同") == 303
    assert key_of(writing, "上访人员满意度") != key
    assert say(writing, key, action="name", value="来访群众满意度") == 303
    assert part(page(writing, f"/library/{key}"), "h1").text() == "来访群众满意度"
    numbers = [box.attributes["value"] for box in page(writing, "/library/said").css("form input[name=number]")]
    assert len(numbers) == 2
    for number in numbers:
        assert writing.post("/library/undo", data={"number": number or ""}, headers=BEARER).status_code == 303
    settled(writing)
    assert key_of(writing, "信访群众满意度") == key


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"action": "merge", "value": "000000000000", "reason": "x"}, 400),
        ({"action": "merge", "value": "", "reason": ""}, 400),
        ({"action": "split", "value": "没有这种写法", "reason": "x"}, 400),
        ({"action": "name", "value": " "}, 400),
        ({"action": "name", "value": "长" * 101}, 400),
        ({"action": "drop", "value": "x", "reason": "x"}, 400),
    ],
)
def test_what_cannot_be_said_is_refused_and_not_written(writing: TestClient, own_home: Path, said: dict[str, str], status: int) -> None:
    before = Statements(Home(own_home)).all()
    assert writing.post(f"/library/{key_of(writing, '信访群众满意度')}/say", data=said, headers=BEARER).status_code == status
    assert Statements(Home(own_home)).all() == before


def test_only_whoever_holds_the_token_may_say_anything(writing: TestClient) -> None:
    key = key_of(writing, "信访群众满意度")
    assert not page(writing, f"/library/{key}", token=False).css("#say form")
    for address, said in ((f"/library/{key}/say", {"action": "name", "value": "x"}), ("/library/undo", {"number": "1"})):
        assert writing.post(address, data=said).status_code == 401
        assert writing.post(address, data=said, headers=BEARER | {"origin": "https://evil.example"}).status_code == 403
    assert writing.post("/library/undo", data={"number": "9" * 8}, headers=BEARER).status_code == 400
    assert writing.post("/library/undo", data={"number": "x"}, headers=BEARER).status_code == 400


def test_words_of_a_search_are_no_query(writing: TestClient) -> None:
    key = key_of(writing, "信访群众满意度")
    shown = page(writing, f"/library/{key}?merge=" + '"%29+%7D+%23\\')
    assert "没有别的条目" in part(shown, "#say").text()


@pytest.mark.parametrize(("tasks", "processes"), [(1, 2), (10, 1)])
def test_a_build_has_a_process_of_its_own(tasks: int, processes: int) -> None:
    """A build that failed leaves no lock of its store to the next."""

    async def asked() -> set[int]:
        workers = QueryWorkers(1, 60, 1 << 30, 2, tasks=tasks)
        try:
            return {await workers.run(os.getpid) for _ in range(2)}
        finally:
            workers.close()

    assert len(asyncio.run(asked())) == processes
