"""The forty questions as pages: each has one, rows lead to documents, money is in one unit; scores of disclosures, ranked."""

import csv
import io
from pathlib import Path
from urllib.parse import quote

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.home import Home
from budgetkg.server.pages.query import SHOWN
from search.checks.score import scores
from search.graph.questions import questions
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


def test_titles_say_the_unit_that_the_figures_are_in(client: TestClient) -> None:
    shown = page(client, "/query/totals?lang=en")
    assert [title.text() for title in shown.css("thead th")][2:4] == ["total income in 10,000 yuan", "total expenditure in 10,000 yuan"]
    assert "1,135.98" in part(shown, "tbody").text()
    in_yuan = page(client, "/query/totals?lang=en&unit=yuan")
    assert in_yuan.css("thead th")[2].text() == "total income in yuan" and "11,359,800.00" in part(in_yuan, "tbody").text()
    titles = [(column.zh, column.en) for one in questions() for column in one.columns if column.zh.endswith("（元）")]
    assert titles and [pair for pair in titles if not pair[1].endswith(" in yuan")] == []


def test_an_amount_small_in_its_unit_keeps_its_digits(client: TestClient) -> None:
    costs = {row.css("td")[3].text(): row.css("td")[4].text() for row in page(client, "/query/unit-costs").css("tbody tr")}
    assert (costs["驻京"], costs["驻宁"], costs["办公费"]) == ("0.058", "0.046", "16.00")  # 580 and 460 yuan, as printed
    large = {row.css("td")[3].text(): row.css("td")[4].text() for row in page(client, "/query/unit-costs?unit=yi").css("tbody tr")}
    assert large["驻京"] == "0.0000058"


def test_a_limit_beyond_what_a_page_shows_is_asked_and_shown_in_part(client: TestClient) -> None:
    shown = page(client, "/query/sparql?query=SELECT * { ?s ?p ?o } LIMIT 2000")
    assert len(shown.css("main tbody tr")) == SHOWN and "后面还有" in part(shown, "main").text()
    file = next(link.attributes["href"] or "" for link in shown.css("main a") if link.text() == "CSV")
    assert len(client.get(file).text.splitlines()) > SHOWN


def test_a_query_that_finds_nothing_is_told_what_to_ask_instead(client: TestClient) -> None:
    misspelt = page(client, "/query/sparql?query=SELECT ?n { ?a a bkg:Agncy ; rdfs:label ?n }")
    assert "没有符合的行" in part(misspelt, "tbody").text() and "bkg:Agency" in part(misspelt, "p.severity-warning").text()
    assert len(page(client, part(misspelt, "p.severity-warning a").attributes["href"] or "").css("main tbody tr")) == 5
    number = 'SELECT ?t { ?n bkg:legalBasis ?t FILTER(CONTAINS(?t, "苏信组办[2013]2号")) }'
    other = page(client, f"/query/sparql?query={quote(number)}")
    found = page(client, part(other, "p.severity-warning a").attributes["href"] or "")
    assert "苏信组办〔2013〕2号" in part(found, "tbody").text() and not found.css("p.severity-warning")
    assert "PREFIX bkg:" in part(found, "details").text()


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
    assert "不评的 1 份文件" in part(shown, "main").text() and "如皋市信访局 2024" in part(shown, "main").text()
    assert "不评的" not in part(page(client, "/scores?year=2020"), "main").text()
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
