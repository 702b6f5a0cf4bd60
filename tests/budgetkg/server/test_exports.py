"""Whole tables and graphs over the API, and the indicator library: exactly what a filter chooses, in every format the same."""

import csv
import io
import json
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from rdflib import Graph
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.catalogue import PROJECTS, Column
from budgetkg.server import sheets
from budgetkg.server.app import create_app
from budgetkg.server.settings import Limits, Settings
from tests.budgetkg.server.conftest import part, sheet

PAGE = {"accept": "text/html"}
TABLES = ["agencies", "projects", "indicators", "programmes", "library"]


def get(client: TestClient, address: str, **params: str) -> Any:
    answer = client.get(address, params=params)
    assert answer.status_code == 200, answer.text[:300]
    return answer


def page(client: TestClient, address: str) -> LexborHTMLParser:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 200, answer.text[:300]
    return LexborHTMLParser(answer.text)


def text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def test_a_row_of_a_file_can_be_cited(client: TestClient) -> None:
    (row,) = [one for one in get(client, "/api/indicators", word="信访值班目标实现率").json() if one["printed"] == "≤10%"]
    assert (row["file"], row["place"]) == ("hongqi-2022.txt", "表9 行37 列4")  # as its finding says
    for name in ("projects", "indicators"):
        rows = get(client, f"/api/{name}").json()
        assert rows and [one["iri"] for one in rows if not one["place"] or not one["file"]] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_format_holds_the_same_rows(client: TestClient, name: str) -> None:
    rows = get(client, f"/api/{name}").json()
    as_csv = list(csv.reader(io.StringIO(get(client, f"/api/{name}", format="csv").content.decode("utf-8-sig"))))[1:]
    book = list(sheet(get(client, f"/api/{name}", format="xlsx").content).values)[1:]
    parquet = pq.read_table(io.BytesIO(get(client, f"/api/{name}", format="parquet").content))
    assert len(rows) == len(as_csv) == len(book) == parquet.num_rows > 4
    assert parquet.column_names == list(rows[0])
    assert [[text(cell) for cell in row.values()] for row in rows] == as_csv
    firsts = [place for place, name in enumerate(rows[0]) if isinstance(rows[0][name], str)][:2]
    assert [[text(row[place]) for place in firsts] for row in book] == [[row[place] for place in firsts] for row in as_csv]


@pytest.mark.parametrize(
    ("query", "projects", "agencies"),
    [
        ({"region": "410000"}, 12, 2),
        ({"region": "4108"}, 9, 1),
        ({"year": "2024"}, 4, 1),
        ({"agency": "jcsxfj"}, 3, 1),
        ({"agency": "焦作市信訪局"}, 9, 1),
        ({"document": "luquan-2021.txt"}, 7, 1),
        ({"region": "44"}, 0, 0),
    ],
)
def test_tables_hold_what_the_filters_choose(client: TestClient, query: dict[str, str], projects: int, agencies: int) -> None:
    assert len(get(client, "/api/projects", **query).json()) == projects
    assert len(get(client, "/api/agencies", **query).json()) == agencies
    assert len({row["document"] for row in get(client, "/api/indicators", **query).json()}) == agencies


def test_amounts_are_yuan_and_a_blank_is_no_zero(client: TestClient) -> None:
    rows = {row["project"]: row for row in get(client, "/api/projects", document="jincheng-2023.txt").json()}
    assert rows["信访专项工作经费"]["amount"] == "2100000" and rows["信访专项工作经费"]["printed"] == "2,100,000"
    luquan = [row["amount"] for row in get(client, "/api/projects", document="luquan-2021.txt").json()]
    assert sorted(filter(None, luquan)) == ["107100"] and luquan.count(None) == 6  # of these the document prints no amount
    book = list(sheet(get(client, "/api/projects", document="jincheng-2023.txt", format="xlsx").content).values)
    assert 2_100_000 in [row[list(book[0]).index("金额（元）")] for row in book[1:]]


def test_a_word_is_looked_for_where_the_table_says(client: TestClient) -> None:
    assert {"满意" in row["indicator"] for row in get(client, "/api/indicators", word="滿意").json()} == {True}
    assert {"救助" in row["project"] for row in get(client, "/api/projects", word="救助").json()} == {True}


@pytest.mark.parametrize(("form", "kind"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("nq", "nquads")])
def test_a_graph_of_what_was_chosen(client: TestClient, form: str, kind: str) -> None:
    answer = get(client, "/api/export", format=form, document="luquan-2021.txt")
    assert "luquan-2021.txt" in answer.text and "jiaozuo-2020.txt" not in answer.text
    if form == "ttl":
        assert len(Graph().parse(data=answer.text, format=kind)) > 5000
    if form == "jsonld":
        json.loads(answer.text)
    assert client.get("/api/export", params={"region": "44"}).status_code == 404


def test_files_are_removed_when_they_are_sent(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with TestClient(create_app(Settings(sample_home, limits=Limits(workers=1)))) as made:
        assert len(get(made, "/api/projects").json()) == 26
        (folder,) = tmp_path.glob("budgetkg-export-*")
        assert list(folder.iterdir()) == []
    assert not folder.exists()


def test_what_one_sheet_cannot_hold_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("budgetkg.workbook.MOST", 10)
    with (tmp_path / "long.xlsx").open("wb") as out:
        sheets.write(out, "xlsx", "表", [Column("a", "甲")], ([f"{number}"] for number in range(25)))
    book = load_workbook(tmp_path / "long.xlsx")
    assert [page.max_row for page in book] == [11, 11, 6] and book.worksheets[2]["A6"].value == "24"


def test_an_empty_table_is_a_table(tmp_path: Path) -> None:
    for form in ("csv", "xlsx", "json", "parquet"):
        with (tmp_path / form).open("wb") as out:
            sheets.write(out, form, "空", PROJECTS.columns, iter(()))
    assert json.loads((tmp_path / "json").read_text("utf-8")) == [] and pq.read_table(tmp_path / "parquet").num_rows == 0


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ([Decimal("1.5"), None, Decimal("-2.0000000")], [Decimal("1.5"), None, Decimal(-2)]),
        ([Decimal("1.5"), None, Decimal(1) / 3], ["1.5", None, "0.3333333333333333333333333333"]),
        ([Decimal("1E+40")], ["1" + "0" * 40]),
    ],
)
def test_parquet_rounds_no_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, numbers: list[Decimal | None], kept: list[object]
) -> None:
    monkeypatch.setattr(sheets, "BATCH", 2)
    with (tmp_path / "numbers").open("wb") as out:
        sheets.write(out, "parquet", "数", [Column("n", "数", number=True)], ([number] for number in numbers))
    assert pq.read_table(tmp_path / "numbers")["n"].to_pylist() == kept


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("/api/search", {"text": "上訪群眾滿意度", "top": "7"}),
        ("/api/compare", {"text": "上访群众满意度≥90%"}),
        ("/api/findings", {"region": "41"}),
    ],
)
def test_lists_with_evidence_come_as_files_too(client: TestClient, address: str, query: dict[str, str], form: str) -> None:
    found = get(client, address, **query).json()
    count = len(found["peers"] if address == "/api/compare" else found)
    content = get(client, address, **query, format=form).content
    if form == "csv":
        count = sum(len(item["evidence"]) for item in found) if address == "/api/findings" else count  # a row a piece of evidence
        rows = len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) - 1
    elif form == "xlsx":
        rows = len(list(sheet(content).values)) - 1
    else:
        rows = pq.read_table(io.BytesIO(content)).num_rows
    assert rows == count > 3


def test_a_comparison_over_the_api(client: TestClient) -> None:
    found = get(client, "/api/compare", text="上访群众满意度≥90%").json()
    assert found["own"]["value"] == "90" and len(found["quartiles"]) == 3 and found["peers"][0]["agency"]


def test_the_library_lists_what_the_table_of_it_has(client: TestClient) -> None:
    shown = page(client, "/library?word=滿意度")
    rows = {row["iri"] for row in get(client, "/api/library", word="满意度").json()}
    links = {(link.attributes["href"] or "").rpartition("/")[2] for link in shown.css("tbody th a")}
    assert {iri.rpartition("/")[2] for iri in rows} == links and len(links) >= 5
    assert "上访人员满意度" in part(shown, "tbody").text()
    by_spelling = [link.text() for link in page(client, "/library?word=上訪人員").css("tbody th a")]
    assert "信访群众满意度" in by_spelling  # which does not have the word in its name


def test_an_entry_of_the_library_leads_to_where_each_target_is_printed(client: TestClient) -> None:
    listed = page(client, "/library?word=信访群众满意度")
    link = next(link for link in listed.css("tbody th a") if link.text() == "信访群众满意度").attributes["href"] or ""
    shown = page(client, link)
    assert "上访群众满意度" in part(shown, "dl").text() and "中位数" in shown.css("table")[0].text()
    figures = [figure.attributes["href"] or "" for figure in shown.css("a.figure")]
    told = get(client, "/api" + link).json()
    assert len(figures) == len(told["targets"]) == 9 and sum(one["count"] for one in told["spellings"]) == 9
    assert all(page(client, address).css_first("td.marked") is not None for address in figures)
    medians = {cell.text() for cell in shown.css("td strong")}
    assert medians and medians == {one["median"] for one in told["usual_values"]}


@pytest.mark.parametrize("address", ["/library/000000000000", "/library/x", "/api/library/000000000000"])
def test_an_entry_that_is_not_there(client: TestClient, address: str) -> None:
    assert client.get(address, headers=PAGE if "api" not in address else {}).status_code == 404


def test_pages_offer_files_of_what_they_show(client: TestClient) -> None:
    offered = [link.attributes["href"] or "" for link in page(client, "/agencies?region=410800").css("a[download]")]
    projects = next(link for link in offered if link.startswith("/api/projects") and link.endswith("format=json"))
    assert len(client.get(projects).json()) == 9
    forms = {link.rpartition("format=")[2] for link in offered}
    assert forms == {"xlsx", "csv", "parquet", "json", "ttl", "jsonld", "nq"}
    search = [link.attributes["href"] or "" for link in page(client, "/targets?text=满意度&region=410000").css("a[download]")]
    hits = client.get(next(link for link in search if link.startswith("/api/search") and link.endswith("json"))).json()
    assert len(hits) == len(page(client, "/targets?text=满意度&region=410000").css("article"))


EVERY_PAIR = "SELECT ?a ?b (1.50 AS ?n) { ?a a bkg:Target . ?b a bkg:Target }"


def test_an_answer_is_whole_however_long(client: TestClient) -> None:
    """More rows than an answer of /sparql may have."""
    (count,) = client.get("/api/answer", params={"query": "SELECT (COUNT(*) AS ?n) { ?a a bkg:Target }"}).json()["rows"]
    pairs = int(count["n"]) ** 2
    assert pairs > Limits().rows
    with client.stream("GET", "/api/answer", params={"query": EVERY_PAIR, "format": "csv"}) as answer:
        assert answer.status_code == 200 and "x-row-limit" not in answer.headers
        assert sum(1 for _ in answer.iter_lines()) == 1 + pairs
    table = pq.read_table(io.BytesIO(client.get("/api/answer", params={"query": EVERY_PAIR, "format": "parquet"}).content))
    assert table.num_rows == pairs and "decimal" in str(table.schema.field("n").type)
    found = client.get("/api/answer", params={"query": EVERY_PAIR}).json()
    assert len(found["rows"]) == pairs and found["truncated"] is False
    cut = client.get("/sparql", params={"query": EVERY_PAIR}, headers={"accept": "text/csv"})
    assert cut.headers["x-row-limit"] == f"{Limits().rows}; truncated"


def test_an_answer_that_cannot_be_given_whole_is_refused(client: TestClient, sample_home: Path) -> None:
    assert client.get("/api/answer", params={"query": "CONSTRUCT WHERE { ?a a bkg:Agency }", "format": "csv"}).status_code == 400
    assert client.get("/api/answer", params={"query": "SELECT * { SERVICE <http://example.org/> { ?a ?b ?c } }"}).status_code == 403
    with TestClient(create_app(Settings(sample_home, limits=Limits(workers=1, answer=1 << 16)))) as small:
        refused = small.get("/api/answer", params={"query": EVERY_PAIR, "format": "csv"})
        assert (refused.status_code, refused.json()["code"]) == (503, "query.large")
        assert small.get("/api/answer", params={"query": "SELECT ?a { ?a a bkg:Agency }"}).status_code == 200
