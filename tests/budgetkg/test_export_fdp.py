"""The Fiscal Data Package: valid for the library of its makers, and the figures those that are printed."""

import csv
import hashlib
import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkg.cli import run
from budgetkg.exports.fdp import COLUMNS, yuan
from budgetkg.home import Home
from search.graph.store import GraphStore

# Of https://frictionlessdata.io/taxonomies/fiscal/budgets.json, those that are used; a name that adds to one of them counts as it.
TAXONOMY = {
    "activity:generic:project:code",
    "activity:generic:project:label",
    "activity:generic:program:code",
    "activity:generic:program:label",
    "administrative-classification:generic:code",
    "administrative-classification:generic:label",
    "budget-line-id",
    "date:fiscal-year",
    "direction",
    "economic-classification:generic:code",
    "economic-classification:generic:label",
    "fin-source:generic:code",
    "fin-source:generic:label",
    "functional-classification:generic:code",
    "functional-classification:generic:label",
    "geo:source:code",
    "geo:source:title",
    "phase:id",
    "phase:label",
    "value",
    "value-currency:code",
    "value-kind:code",
}


@pytest.fixture(scope="module")
def package(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fdp") / "package"
    assert run(["export", "--home", str(sample_home), "--format", "fdp", "--out", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def rows(package: Path) -> list[dict[str, str]]:
    with (package / "amounts.csv").open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def test_frictionless_finds_the_package_valid_without_a_network(package: Path) -> None:
    code = (
        "import socket, sys\n"
        "def none(*_): raise OSError('no network')\n"
        "socket.getaddrinfo = none\n"
        "from frictionless import validate\n"
        "report = validate(sys.argv[1])\n"
        "print(report.valid, report.stats['errors'], report.tasks[0].stats['rows'], report.flatten(['type', 'note']))"
    )
    command = [sys.executable, "-c", code, str(package / "datapackage.json")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stdout.startswith("True 0 1"), ended.stdout + ended.stderr[-2000:]


@pytest.mark.parametrize(("printed", "instead"), [(",CNY,", ",,"), (",2024,budget,", ",zwanzig,budget,"), (",expenditure,", ",outflow,")])
def test_frictionless_would_find_a_fault(package: Path, tmp_path: Path, printed: str, instead: str) -> None:
    for path in package.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    text = (tmp_path / "amounts.csv").read_text("utf-8")
    assert printed in text
    (tmp_path / "amounts.csv").write_text(text.replace(printed, instead, 1), "utf-8")
    descriptor = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    del descriptor["resources"][0]["bytes"], descriptor["resources"][0]["hash"]
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    code = "import sys; from frictionless import validate; print(validate(sys.argv[1]).valid)"
    command = [sys.executable, "-c", code, str(tmp_path / "datapackage.json")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"


def test_every_amount_is_there_exactly_with_its_place(rows: list[dict[str, str]], sample_home: Path) -> None:
    query = """SELECT ?f ?a ?text ?unit ?row ?column ?number {
        ?f a bkg:BudgetFact ; bkg:amount ?a ; bkg:amountText ?text ; bkg:moneyUnit ?unit ; prov:wasDerivedFrom ?c .
        ?c bkg:row ?row ; bkg:column ?column ; bkg:inTable/bkg:tableNumber ?number }"""
    facts = {r[0].value: r[1:] for r in GraphStore.open(Home(sample_home).built().store).query(query).rows() if r[0]}
    assert len(rows) == len(facts) == len({row["id"] for row in rows}) > 1000
    for row in rows:
        amount, *rest = (cell.value for cell in facts[row["id"]] if cell)
        assert Decimal(row["value"]) == Decimal(amount) and re.fullmatch(r"-?\d+\.\d\d+", row["value"])
        assert [row["printed_amount"], row["printed_unit"], row["row"], row["column"], row["table"]] == rest


def test_a_row_can_be_read_without_the_graph(rows: list[dict[str, str]]) -> None:
    (row,) = (r for r in rows if "expenditure-total" in r["statement_lines"] and r["document"] == "jincheng-2023.txt")
    assert row["agency"] == "晋城市信访局" and row["region"] == "山西省晋城市" and row["region_code"] == "140500"
    assert row["fiscal_year"] == "2023" and row["value"] == "7300300.00" and row["currency"] == "CNY"
    assert (row["direction"], row["phase_id"], row["phase"]) == ("expenditure", "budget", "年初预算")
    items = [r for r in rows if r["function_code"] == "2010308" and r["row_role"] == "item"]
    assert items and {r["function"] for r in items} == {"信访事务"}
    assert {r["fund_nature"] for r in rows if r["fund_nature_code"] == "general-public-budget"} == {"一般公共预算"}
    projects = [r for r in rows if r["project"] == "特殊疑难信访救助资金" and r["table_family"] == "performance-plan"]
    assert {r["value"] for r in projects} == {"179200.00"} and {r["project_code"] for r in projects} == {"410702220000000018818"}
    assert any("|" in r["funding_levels"] for r in rows)


def test_projects_of_several_agencies_are_of_one_programme(rows: list[dict[str, str]]) -> None:
    linked = [row for row in rows if row["programme"] == "信访专项救助资金"]
    assert len({row["programme_id"] for row in linked}) == 1
    assert {row["agency"] for row in linked} >= {"焦作市信访局", "新乡市红旗区信访局", "晋城市信访局", "如皋市信访局"}
    assert all(bool(row["programme_id"]) == bool(row["project_id"]) for row in rows)


def test_the_column_types_are_of_the_taxonomy_and_none_stands_twice(package: Path) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text("utf-8"))
    fields = descriptor["resources"][0]["schema"]["fields"]
    types = [field["columnType"] for field in fields if "columnType" in field]
    assert len(types) == len(set(types)) and len(fields) == len(COLUMNS) == len({field["name"] for field in fields})
    assert all(any(name == known or name.startswith(f"{known}:") for known in TAXONOMY) for name in types)
    assert {known for known in TAXONOMY if not any(name.startswith(known) for name in types)} == set()
    assert descriptor["fiscalPeriod"] == {"start": "2020-01-01", "end": "2024-12-31"}


def test_the_descriptor_tells_the_size_and_hash_of_the_csv(package: Path) -> None:
    resource = json.loads((package / "datapackage.json").read_text("utf-8"))["resources"][0]
    content = (package / "amounts.csv").read_bytes()
    assert resource["bytes"] == len(content) and resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == resource["rowcount"] + 1


def test_a_zip_holds_the_same_and_two_runs_give_the_same_bytes(package: Path, sample_home: Path, tmp_path: Path) -> None:
    for name in ("a.zip", "b.ZIP"):
        assert run(["export", "--home", str(sample_home), "--format", "fdp", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.ZIP").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {path.name: path.read_bytes() for path in package.iterdir()}


def test_a_package_is_replaced_by_the_next_one(sample_home: Path, tmp_path: Path) -> None:
    for year in ("2023", "2024"):
        assert run(["export", "--home", str(sample_home), "--format", "fdp", "--year", year, "--out", str(tmp_path / "p")]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"p"} and {p.name for p in (tmp_path / "p").iterdir()} == {
        "amounts.csv",
        "datapackage.json",
    }
    assert "2023-01-01" not in (tmp_path / "p" / "datapackage.json").read_text("utf-8")


def test_no_cell_is_a_formula(sample_home: Path) -> None:
    from budgetkg.exports.fdp import Column, Row, _cell

    def said(text: str, _: Row) -> str:
        return text

    row = Row.__new__(Row)
    for text, written in (
        ("=1+1", "'=1+1"),
        ("-1+2", "'-1+2"),
        ("@x", "'@x"),
        ("-", "-"),
        ("-5.00", "-5.00"),
        ("（一）办公费", "（一）办公费"),
    ):
        assert _cell(Column("x", "x", partial(said, text)), row) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_yuan_keeps_every_place(value: Decimal) -> None:
    assert Decimal(yuan(f"{value:f}")) == value and re.fullmatch(r"-?\d+\.\d{2,6}", yuan(f"{value:f}"))
