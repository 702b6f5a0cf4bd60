"""The projects of a department by who pays: its own level, levels above, all else; and the sum of each."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from budgetkg.server.pages.fund_levels import split
from ingest.read import read_document
from ontology.records import Project

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


@pytest.mark.parametrize(
    ("file", "total", "note"),
    [
        # 377.26 + 250.28 = 627.54, which the statement prints too
        ("jiaozuo-2020.txt", ["627.54", "377.26", "250.28", ""], "项目支出是 627.54。"),
        # 市县(区)财政资金 is money of two levels together; 中央 and 省级 are printed zeros, 本级 is not printed
        ("jincheng-2023.txt", ["281.29", "", "0.00", "281.29"], "项目支出是 281.29。"),
        # funds by nature alone: of two columns that print the same money again, nothing is counted twice
        ("hongqi-2022.txt", ["48.28", "", "", "48.28"], "项目支出是 48.28。"),
        ("luquan-2021.txt", ["10.71", "", "", "10.71"], "6 个项目没有金额，没有计入"),
    ],
)
def test_the_sums_of_projects_by_level(client: TestClient, file: str, total: list[str], note: str) -> None:
    documents = {one["name"]: one["sha256"] for one in client.get("/api/documents").json()}
    page = LexborHTMLParser(client.get(f"/documents/{documents[file][:16]}/projects", headers={"accept": "text/html"}).text)
    first, *rows = page.css("table.projects tbody tr")
    assert [cell.text().strip() for cell in first.css("td")[1:5]] == total
    shown = [[cell.text().strip() for cell in row.css("td")[1:5]] for row in rows]
    for at, whole in enumerate(total):
        parts = [Decimal(row[at].replace(",", "")) for row in shown if row[at] not in ("", "—")]
        assert (f"{sum(parts):.2f}" if parts else "") == whole
    assert all("/source?" in (link.attributes["href"] or "") for row in rows for link in row.css("td.number a.figure"))
    assert page.body and note in " ".join(page.body.text().split())


def project(name: str) -> Project:
    return next(one for one in read_document(SAMPLES / "jiaozuo-2020.txt").projects if name in one.name)


def test_what_cannot_be_split_is_not() -> None:
    guards = project("保安服务费")
    assert {part: share.yuan for part, share in (split(guards, "prefecture", 2020) or {}).items()} == {"own": 220_000}
    # The same label, read for a county, is money from above.
    assert set(split(guards, "county", 2020) or {}) == {"above"}
    assert split(guards, None, 2020) is None
    assert split(replace(guards, amount=None), "prefecture", 2020) is None
    assert split(replace(guards, funds=guards.funds * 2), "prefecture", 2020) is None, "parts over the amount"
    assert set(split(replace(guards, funds=()), "prefecture", 2020) or {}) == {"other"}


def test_who_pays_may_stand_in_the_name() -> None:
    assert set(split(replace(project("（中央）"), funds=()), "prefecture", 2020) or {}) == {"above"}
