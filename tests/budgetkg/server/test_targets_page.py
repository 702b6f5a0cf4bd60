"""The search page: what kind of thing is looked for, and official documents by their number."""

from typing import get_args

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.server.pages.targets import KINDS
from budgetkg.typed import document_number, typed
from search.likeness.hits import Wanted
from tests.budgetkg.server.conftest import part

NUMBERS = (
    "苏信组办〔2013〕2号",
    "苏信组办[2013]2号",
    "苏信组办 （2013） 2 号",
    "蘇信組辦【２０１３】２號",
    "苏信组办［2013］第2号",
    "苏信组办(2013)2",
)


def targets(client: TestClient, **query: str) -> LexborHTMLParser:
    answer = client.get("/targets", params=query, headers={"accept": "text/html"})
    assert answer.status_code == 200, answer.text[:300]
    return LexborHTMLParser(answer.text)


@pytest.mark.parametrize("kind", get_args(Wanted))
def test_each_kind_finds_what_the_command_finds(client: TestClient, kind: str) -> None:
    page = targets(client, text="信访救助资金", kind=kind)
    found = client.get("/api/search", params={"text": "信访救助资金", "kind": kind, "top": 30}).json()
    assert (
        [node.text().strip() for node in page.css("section[aria-labelledby=hits] article strong")] == [one["name"] for one in found] != []
    )
    assert {one["kind"] for one in found} <= ({kind} if kind not in ("target", "any") else {code for code, _, _ in KINDS})
    assert part(page, "select[name=kind] option[selected]").attributes["value"] == kind
    # A hit without a value leads to where it is printed by its name.
    for article in page.css("section[aria-labelledby=hits] article")[:3]:
        assert "/source?" in (part(article, "a.figure").attributes["href"] or "")
    files = [link.attributes["href"] or "" for link in page.css("a[download]") if "/api/search" in (link.attributes["href"] or "")]
    assert files and all(f"kind={kind}" in address for address in files)


def test_what_has_no_values_is_not_compared(client: TestClient) -> None:
    assert not targets(client, text="负责处理来信来访", kind="responsibility").css("#peers")
    assert targets(client, text="上访群众满意度≥90%").css("#peers")
    assert part(targets(client, text="x", kind="nonsense"), "select[name=kind] option[selected]").attributes["value"] == "target"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_document_is_found_by_its_number_however_it_is_typed(client: TestClient, number: str) -> None:
    assert typed(number) == NUMBERS[0]
    cited = part(targets(client, text=number), "section[aria-labelledby=cited] li")
    assert "如皋市信访局 2024：县级信访救助专项资金每年不少于50万元" in cited.text()
    source = client.get(part(cited, "a").attributes["href"] or "", headers={"accept": "text/html"})
    assert NUMBERS[0] in part(LexborHTMLParser(source.text), "td.marked").text()


@pytest.mark.parametrize("text", ["依据苏信组办[2013]2号", "〔2013〕2号"])
def test_a_number_with_other_words_or_without_its_issuer(client: TestClient, text: str) -> None:
    assert "县级信访救助专项资金" in part(targets(client, text=text), "section[aria-labelledby=cited]").text()


@pytest.mark.parametrize("text", ["信访项目(2013)支出", "2013年2号文", "[13]2号", "上访群众满意度≥90%"])
def test_what_is_no_number_of_a_document(client: TestClient, text: str) -> None:
    assert document_number(typed(text)) is None and typed(text) == text
    assert not targets(client, text=text).css("section[aria-labelledby=cited]")


def test_a_number_that_nothing_rests_on(client: TestClient) -> None:
    assert not targets(client, text='财预"} ?a ?b ?c # 〔2099〕1号').css("section[aria-labelledby=cited]")
