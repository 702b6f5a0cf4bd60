"""Comparing targets beside each other, the paragraph of opinion, and boxes that take what people really type."""

import csv
import io
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from tests.budgetkg.server.conftest import part, sheet

PAGE = {"accept": "text/html"}
SEARCH = "/targets?text=上访群众满意度≥90%25"


def get(client: TestClient, address: str, status: int = 200) -> LexborHTMLParser:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text[:500]
    return LexborHTMLParser(answer.text)


def offered(page: LexborHTMLParser) -> list[str]:
    return [link.attributes["href"] or "" for link in page.css("article a.pick") if "aria-current" not in link.attributes]


def picked(client: TestClient, count: int) -> LexborHTMLParser:
    page = get(client, SEARCH)
    for _ in range(count):
        page = get(client, urljoin("/targets", offered(page)[0]))
    return page


def row(page: LexborHTMLParser, key: str) -> list[LexborNode]:
    return part(page, f"tr[data-key={key}]").css("td")


def test_targets_are_added_one_by_one_up_to_six(client: TestClient) -> None:
    page = picked(client, 6)
    assert "6 / 6" in part(page, ".picked").text() and offered(page) == []
    again = get(client, urljoin("/targets", page.css("article a.pick[aria-current]")[0].attributes["href"]))
    assert "5 / 6" in part(again, ".picked").text() and offered(again)


def test_another_search_keeps_what_was_picked(client: TestClient) -> None:
    page = picked(client, 2)
    kept = part(page, "form input[name=picked]").attributes["value"]
    other = client.get("/targets", params={"text": "信访事项按期办结率", "picked": kept}, headers=PAGE)
    assert "2 / 6" in part(LexborHTMLParser(other.text), ".picked").text()


def test_targets_stand_beside_each_other_with_differences_bold(client: TestClient) -> None:
    address = part(picked(client, 3), ".picked a.button").attributes["href"] or ""
    page = get(client, address)
    assert len(page.css("thead th")) == 1 + 3
    values = row(page, "value")
    assert {cell.text().strip() for cell in values} >= {"90"} and any(cell.css("strong") for cell in values)
    assert [cell.text().strip() for cell in row(page, "basis")] == ["水平"] * 3 and not any(
        cell.css("strong") for cell in row(page, "basis")
    )
    sources = [link.attributes["href"] or "" for link in page.css("tr a") if "/source?" in (link.attributes["href"] or "")]
    assert all(get(client, at).css_first("td.marked") is not None for at in sources) and len(sources) >= 6


def test_the_comparison_is_exported_as_it_is_shown(client: TestClient) -> None:
    address = part(picked(client, 3), ".picked a.button").attributes["href"] or ""
    query = address.partition("?")[2]
    rows = list(csv.reader(io.StringIO(client.get(f"/compare.csv?{query}").content.decode("utf-8-sig"))))
    book = [[cell if cell is not None else "" for cell in line] for line in sheet(client.get(f"/compare.xlsx?{query}").content).values]
    assert [line[0] for line in rows] == [line[0] for line in book] and len(rows[0]) == 4
    shown = [cell.text().strip() for cell in row(get(client, address), "name")]
    assert next(line for line in rows if line[0] == "指标或目标")[1:] == shown and len(set(shown)) > 1
    value = next(line for line in book if line[0] == "规范化值")
    amount = next(line for line in book if str(line[0]).startswith("项目金额"))
    assert all(isinstance(cell, (int, float)) for cell in value[1:]) and 2_100_000 in amount
    assert all(str(cell).startswith("http") for cell in book[-1][1:])


@pytest.mark.parametrize(
    ("query", "words"), [("picked=no/such/target", "库里没有这条目标"), ("picked=" + "+".join(f"a{i}" for i in range(7)), "最多比较 6 条")]
)
def test_what_cannot_be_compared_is_said(client: TestClient, query: str, words: str) -> None:
    assert words in part(get(client, f"/compare?{query}", 400), "[role=alert]").text()
    assert client.get(f"/compare.xlsx?{query}").status_code == 400


@pytest.mark.parametrize(
    ("text", "said", "unsaid"),
    [
        ("上访群众满意度≥60%", "比四分之三的同类宽松。提示：请说明取值依据", "核实能否实现"),
        ("上访群众满意度≥99.5%", "比四分之三的同类严格。提示：请核实能否实现", "宽松"),
        ("上访群众满意度≥95%", "未见明显偏高或偏低", "提示：请"),
        ("上访群众满意度", "可参照上述范围细化、量化", "本条 9"),
        ("轨道交通盾构机台时", "没有可以比较的同类指标", "四分位"),
    ],
)
def test_the_opinion_says_where_a_target_stands_in_neutral_words(client: TestClient, text: str, said: str, unsaid: str) -> None:
    opinion = part(LexborHTMLParser(client.get("/targets", params={"text": text}, headers=PAGE).text), "#opinion").text()
    assert said in opinion and unsaid not in opinion
    assert not {"违规", "违法", "错误"} & {word for word in ("违规", "违法", "错误") if word in opinion}


def test_the_opinion_names_the_peers_and_where_they_are_printed(client: TestClient) -> None:
    opinion = part(get(client, SEARCH), "#opinion").text()
    assert "hongqi-2022.txt 表10" in opinion and "另 " in opinion and "不等于问题" in opinion


@pytest.mark.parametrize("text", ["上訪羣眾滿意度≥９０％", "上访群众满意度≥90%"])
def test_traditional_and_wide_letters_find_the_same(client: TestClient, text: str) -> None:
    page = LexborHTMLParser(client.get("/targets", params={"text": text}, headers=PAGE).text)
    assert "本条 90" in part(page, "#peers ~ p").text() and part(page, "input[name=text]").attributes["value"] == text
    assert "晋城市信访局" in part(page, "article").text()


@pytest.mark.parametrize("name", ["焦作市信訪局", "ＪＺＳＸＦＪ", "jzsxfj", "焦作"])
def test_agencies_are_found_however_their_name_is_typed(client: TestClient, name: str) -> None:
    found = LexborHTMLParser(client.get("/agencies", params={"name": name}, headers=PAGE).text)
    assert [link.text() for link in found.css("tbody th a")] == ["焦作市信访局"]
    search = LexborHTMLParser(client.get("/targets", params={"text": name}, headers=PAGE).text)
    assert "焦作市信访局 2020" in [link.text() for link in search.css("main > p.card a")]


@pytest.mark.parametrize("region", ["410000", "41", "410800"])
def test_a_region_is_chosen_by_the_same_list_everywhere(client: TestClient, region: str) -> None:
    for address in ("/", "/agencies", "/targets?text=满意度", "/cofunding", "/findings", "/query/programme-members"):
        page = get(client, f"{address}{'&' if '?' in address else '?'}region={region}")
        assert part(page, "select[name=region] option[selected]").attributes["value"] == region.ljust(6, "0")
    places = {link.text().split()[0] for link in get(client, f"/targets?text=满意度&region={region}").css("article p.faint > a")}
    assert places == {"焦作市信访局"} if region == "410800" else {"焦作市信访局", "新乡市红旗区信访局"}


def test_a_question_is_asked_in_whatever_letters(client: TestClient) -> None:
    def rows(**given: str) -> list[str]:
        answer = client.get("/query/programme-members", params=given, headers=PAGE)
        assert answer.status_code == 200
        return [row.text() for row in LexborHTMLParser(answer.text).css("main table tbody tr")]

    assert rows(word="信訪", region="410000") == rows(word="信访", region="41") and len(rows(word="信訪", region="410800")) >= 3
    assert {"焦作市信访局" in row for row in rows(word="信访", region="410800")} == {True}
