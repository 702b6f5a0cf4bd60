"""The forty questions as pages: each has one, rows lead to documents, money is in one unit; scores of disclosures, ranked."""

import csv
import io
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.home import Home
from search.checks.score import scores
from search.graph.store import GraphStore
from tests.budgetkg.server.conftest import part, sheet

PAGE = {"accept": "text/html"}


def page(client: TestClient, address: str) -> LexborHTMLParser:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text[:300]
    return LexborHTMLParser(answer.text)


def test_every_question_leads_to_a_page(client: TestClient) -> None:
    items = page(client, "/query").css("main ol > li")
    assert [item.attributes["value"] for item in items] == [str(number) for number in range(1, 41)]
    assert [item.text().split("\n")[0] for item in items if not item.css("a")] == []
    assert {link.attributes["href"] for link in items[21].css("a") + items[37].css("a")} == {"/targets", "/scores"}


def test_all_money_of_an_answer_is_in_the_unit_of_the_page(client: TestClient) -> None:
    shown = page(client, "/query/three-public")
    rows = {row.css("td")[0].text(): [cell.text() for cell in row.css("td")[2:]] for row in shown.css("tbody tr")}
    assert rows["焦作市信访局"] == ["14.50", "", "4.00", "10.50", "", "10.50", "1.28"]
    assert [title.text() for title in shown.css("thead th")][2:8] == [
        "合计（万元）", "因公出国（境）费（万元）", "公务接待费（万元）", "公务用车费（万元）", "其中购置（万元）", "其中运行（万元）",
    ]  # fmt: skip


def test_a_row_leads_to_the_document_and_the_place_that_it_tells(client: TestClient) -> None:
    row = page(client, "/query/year-on-year").css("tbody tr")[0]
    leads = {link.text(): link.attributes["href"] or "" for link in row.css("a")}
    assert leads["新乡市红旗区信访局"].startswith("/documents/b536e1f4fb934fe7")
    assert leads["hongqi-2022.txt"] == leads["78"] == "/documents/b536e1f4fb934fe7/source?line=78"
    source = page(client, leads["78"])
    assert "210.91" in part(source, "main").text()
    totals = page(client, "/query/totals")
    assert all(part(line, "td a").attributes["href"] for line in totals.css("tbody tr"))
    # What was asked in SPARQL leads only where an address stands in the answer.
    free = page(client, "/query/sparql?query=SELECT ?agency_name { ?a a bkg:Agency ; rdfs:label ?agency_name }")
    assert free.css("main tbody tr") and not free.css("main tbody a")


def test_scores_are_ranked_as_the_command_ranks_them(client: TestClient, sample_home: Path) -> None:
    found = scores(GraphStore.open(Home(sample_home).built().store).own_query)
    shown = page(client, "/scores")
    rows = [[row.css("td")[0].text(), part(row, "th").text(), row.css("td")[2].text()] for row in shown.css("tbody tr")]
    assert rows == [[str(one.rank), one.name, str(one.total)] for one in found] and len(rows) == 4
    assert "只供参考" in part(shown, "main").text() and "财预〔2016〕143号" in part(shown, "dl.facts").text()
    table = list(csv.reader(io.StringIO(client.get("/scores.csv").content.decode("utf-8-sig"))))
    assert [row[:4] for row in table[1:]] == [[str(one.rank), one.name, str(one.year), str(one.total)] for one in found]
    assert sheet(client.get("/scores.xlsx").content).max_row == 5


def test_scores_are_ranked_among_those_chosen(client: TestClient) -> None:
    (row,) = page(client, "/scores?name=jzsxfj").css("tbody tr")
    assert (row.css("td")[0].text(), part(row, "th").text()) == ("1", "焦作市信访局")
    assert len(page(client, "/scores?year=2022").css("tbody tr")) == 1
    assert "没有符合的部门" in page(client, "/scores?year=1999").css("tbody")[0].text()
    assert len(page(client, part(row, "a").attributes["href"] or "").css("tbody tr")) == 1
