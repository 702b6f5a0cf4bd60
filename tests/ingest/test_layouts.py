"""Disclosures of other provinces, invented after their publicly known prints, against a gold read by hand (see README there)."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgetkg.contract import to_json
from ingest.read import read_document

FOLDER = Path(__file__).parent / "layouts"
LAYOUTS = sorted(p.stem for p in FOLDER.glob("*.json"))
GROUPS = (
    "document",
    "totals",
    "projects",
    "funds",
    "indicators",
    "values",
    "department_indicators",
    "function_lines",
    "economic_lines",
    "three_public",
    "cofunding",
)

Record = Mapping[str, Any]


def _text(value: str | None) -> str:
    folded = unicodedata.normalize("NFKC", value or "").replace(">=", "≥").replace("<=", "≤")
    return re.sub(r"[\s.。]+$", "", re.sub(r"\s", "", folded))


def _money(value: str | None) -> str:
    return str(Decimal(value).quantize(Decimal("0.01"))) if value else ""


def _nonzero(value: str | None) -> str:
    money = _money(value)
    return "" if money == "0.00" else money


def _indicators(owner: str, items: Iterable[Record]) -> Iterable[tuple[Any, ...]]:
    return ((owner, _text(i["level1"]), _text(i["level2"]), _text(i["name"]), i["horizon"]) for i in items)


def _values(owner: str, items: Iterable[Record]) -> Iterable[tuple[Any, ...]]:
    return ((owner, _text(i["name"]), i["horizon"], _text(i["raw_value"])) for i in items)


def _facts(record: Record, group: str) -> Counter[tuple[Any, ...]]:
    """What a record says about one field group, as a multiset."""
    projects = [(_text(p["name"]), p) for p in record["projects"]]
    department = record["department_indicators"]
    rows: Iterable[tuple[Any, ...]]
    if group == "document":
        rows = [(record["document"]["fiscal_year"], _text(record["agency"]["name"]), record["agency"]["region"])]
    elif group == "totals":
        rows = [(k, _money(v)) for k, v in record["totals"].items()]
    elif group == "projects":
        rows = [(n, _money(p["amount"])) for n, p in projects]
    elif group == "funds":
        rows = [
            (n, _text(f["label"]), _money(f["amount"]))
            for n, p in projects
            for f in p["funds"]
            if f["horizon"] == "annual" and _nonzero(f["amount"])
        ]
    elif group == "indicators":
        rows = [row for n, p in projects for row in _indicators(n, p["indicators"])]
    elif group == "values":
        rows = [row for n, p in projects for row in _values(n, p["indicators"])]
    elif group == "department_indicators":
        rows = [*_indicators("", department), *_values("", department)]
    elif group == "function_lines":
        rows = [(x["code"], _text(x["name"]), *(_money(x[k]) for k in ("total", "basic", "project"))) for x in record["function_lines"]]
    elif group == "economic_lines":
        rows = [(x["code"], _text(x["name"]), _money(x["total"])) for x in record["economic_lines"]]
    elif group == "three_public":
        rows = [(k, v) for k, v in ((k, _nonzero(v)) for k, v in record["three_public"].items()) if v]
    else:
        rows = [tuple(sorted((s["level"], Decimal(s["part"]).normalize()) for s in r["shares"])) for r in record["cofunding_rules"]]
    return Counter(rows)


@pytest.fixture(scope="module")
def readings() -> dict[str, tuple[Record, Record]]:
    """Gold and reading of every layout."""
    return {
        slug: (json.loads((FOLDER / f"{slug}.json").read_text("utf-8")), to_json(read_document(FOLDER / f"{slug}.txt"))) for slug in LAYOUTS
    }


def _cases() -> list[tuple[str, str]]:
    """Every layout with every group that its gold decides."""
    golds = {slug: json.loads((FOLDER / f"{slug}.json").read_text("utf-8")) for slug in LAYOUTS}
    return [(slug, group) for slug, gold in golds.items() for group in GROUPS if group not in gold.get("unscored", ())]


def test_there_are_layouts() -> None:
    assert len(LAYOUTS) == 26


@pytest.mark.parametrize(("slug", "group"), _cases())
def test_layout_reads_as_printed(slug: str, group: str, readings: dict[str, tuple[Record, Record]]) -> None:
    gold, found = readings[slug]
    want, have = _facts(gold, group), _facts(found, group)
    assert {"missing": want - have, "extra": have - want} == {"missing": Counter(), "extra": Counter()}


def test_a_goal_under_the_second_half_is_that_halfs_goal() -> None:
    """The first half of 实施期目标 | 年度目标 is blank there: the text must not slide to it."""
    record = read_document(FOLDER / "shanxi-forestry-2024.txt")
    goals = {p.name: [g.horizon for g in p.goals] for p in record.projects if "防火" in p.name}
    assert list(goals.values()) == [["annual"]], goals


def test_the_second_line_of_a_wrapped_value_is_traced_with_the_first() -> None:
    record = read_document(FOLDER / "jiangsu-housing-2023.txt")
    wrapped = [i for p in record.projects for i in p.indicators if i.name == "污水处理量"]
    assert {(i.horizon, i.raw_value) for i in wrapped} == {("half_year", "≥1800万吨"), ("annual", "≥3650万吨")}
    assert {c.unit for i in wrapped for c in i.clauses} == {"万吨"}
    assert all(s is not None and s.line_end == (s.line_start or 0) + 1 for s in (i.value_source for i in wrapped))


@pytest.mark.parametrize("name", ["guizhou-revitalization-2023", "guangxi-resources-2024"])
def test_a_caption_beside_a_money_label_is_no_missing_amount(name: str) -> None:
    """资金总额 | 按收入性质分 | 按支出性质分 is a row of headings."""
    issues = read_document(FOLDER / f"{name}.txt").issues
    assert [issue.message for issue in issues if "按收入性质分" in issue.message or "按支出性质分" in issue.message] == []


def test_what_is_no_heading_beside_a_money_label_is_still_told(tmp_path: Path) -> None:
    text = (FOLDER / "guizhou-revitalization-2023.txt").read_text("utf-8").replace("按收入性质分", "按程序办理")
    (tmp_path / "a.txt").write_text(text, "utf-8")
    assert any("旁边不是金额：按程序办理" in issue.message for issue in read_document(tmp_path / "a.txt").issues)
