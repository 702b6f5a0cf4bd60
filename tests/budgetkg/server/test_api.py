"""The API: no request makes it fail, and what it writes opens in what people have."""

import csv
import io
from typing import Any

import pyarrow.parquet as pq
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from starlette.testclient import TestClient

from tests.budgetkg.server.conftest import sheet

FEW = settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def test_no_request_makes_it_fail(client: TestClient) -> None:
    described = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) >= 8
    for operation in operations:

        @given(case=operation.as_strategy())
        @FEW
        def check(case: "schemathesis.Case[Any]") -> None:
            sent = case.as_transport_kwargs(base_url="http://testserver")
            answer = client.request(**{key: sent[key] for key in ("method", "url", "headers", "params") if key in sent})
            assert answer.status_code < 500 or answer.status_code == 503, (case.as_curl_command(), answer.text[:300])
            if answer.status_code >= 400:
                assert answer.headers["content-type"].startswith(("application/problem+json", "application/json"))

        check()


def test_a_parameter_that_does_not_fit_is_a_problem_that_names_it(client: TestClient) -> None:
    missing, wrong = client.get("/api/search"), client.get("/api/findings?format=zip&year=x")
    assert missing.status_code == wrong.status_code == 422
    assert {answer.headers["content-type"] for answer in (missing, wrong)} == {"application/problem+json"}
    assert missing.json()["title"] == "缺少参数 text" and missing.json()["code"] == "request.parameter"
    assert "参数 year 的值不合适：x" in wrong.json()["title"] and "/openapi.json" in wrong.json()["detail"]
    assert "422" in client.get("/openapi.json").json()["paths"]["/api/search"]["get"]["responses"]


def test_a_spreadsheet_has_numbers_as_numbers(client: TestClient) -> None:
    found = sheet(client.get("/api/questions/totals?format=xlsx").content)
    titles, *rows = list(found.values)
    assert found.freeze_panes == "A2" and len(rows) == 5
    money = [place for place, title in enumerate(titles) if str(title).endswith("（元）")]
    assert len(money) == 4 and all(isinstance(row[place], (int, float)) for row in rows for place in money)
    jiaozuo = next(row for row in rows if row[0] == "焦作市信访局")
    assert jiaozuo[money[0]] == 11_359_800


def test_a_csv_opens_in_excel_as_utf8(client: TestClient) -> None:
    content = client.get("/api/questions/totals?format=csv").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0][0] == "机构" and len(rows) == 6 and all("," not in cell for row in rows[1:] for cell in row[2:])


def test_parquet_keeps_amounts_as_decimals(client: TestClient) -> None:
    table = pq.read_table(io.BytesIO(client.get("/api/questions/totals?format=parquet").content))
    assert table.num_rows == 5
    assert "decimal" in str(table.schema.field("income").type if "income" in table.column_names else table.schema.types)


def test_formats_hold_the_same_rows(client: TestClient) -> None:
    query = {"query": "SELECT ?p ?n { ?p a bkg:Project ; rdfs:label ?n } ORDER BY ?p"}
    as_json = [list(row.values()) for row in client.get("/api/answer", params=query).json()["rows"]]
    as_csv = list(csv.reader(io.StringIO(client.get("/api/answer", params=query | {"format": "csv"}).content.decode("utf-8-sig"))))[1:]
    as_xlsx = [list(row) for row in sheet(client.get("/api/answer", params=query | {"format": "xlsx"}).content).values][1:]
    assert as_json == as_csv == as_xlsx and len(as_json) > 20


def test_a_formula_in_a_document_stays_a_text(client: TestClient) -> None:
    query = {"query": 'SELECT ("=1+1" AS ?a) ("@SUM(A1)" AS ?b) {}', "format": "xlsx"}
    found = sheet(client.get("/api/answer", params=query).content)
    assert [(cell.value, cell.data_type) for cell in found[2]] == [("=1+1", "s"), ("@SUM(A1)", "s")]


def test_findings_come_with_evidence(client: TestClient) -> None:
    found = client.get("/api/findings", params={"region": "41", "dimension": "measurability"}).json()
    assert found and all(item["evidence"] and item["basis"] and item["status"] == "open" for item in found)
    assert all(item["region"].startswith("41") for item in found)


def test_no_path_of_this_machine_is_told(client: TestClient, sample_home: object) -> None:
    for address in ("/api/documents", "/api/findings", "/api/documents/00000000", "/health"):
        assert str(sample_home) not in client.get(address).text
    sha = client.get("/api/documents").json()[0]["sha256"]
    assert "/data/samples" not in client.get(f"/api/documents/{sha}").text


def test_a_search_takes_the_filters_of_the_command_line(client: TestClient) -> None:
    def found(**filters: str) -> list[dict[str, Any]]:
        answer = client.get("/api/search", params={"text": "信访", "kind": "project", "top": "200"} | filters)
        assert answer.status_code == 200
        hits: list[dict[str, Any]] = answer.json()
        return hits

    some = found(amount="50万..200万")
    assert some and some != found() and all(500_000 <= float(hit["amount"]) <= 2_000_000 for hit in some)
    assert found(agency_type="信访") == found() and found(agency_type="教育") == []
    for name, value in (("agency_type", "乱"), ("amount", "100万")):
        assert client.get("/api/search", params={"text": "信访", name: value}).status_code == 400
    assert "信访 petition" in client.get("/api/search", params={"text": "信访", "agency_type": "乱"}).text
