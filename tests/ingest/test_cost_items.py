"""Breakdowns in overviews: what is an itemisation of the project's money is read, what looks like one is not."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Paragraph
from ingest.projects.cost_figures import fold_costs
from ingest.projects.cost_items import breakdowns
from ingest.projects.cost_passages import cost_texts_in_prose, itemises, project_breakdowns
from ingest.projects.target_form import TargetForm, Text
from ingest.read import read
from ontology.costs import CostBreakdown, CostItem
from ontology.money import Money
from ontology.records import Goal, Source

GOLD = Path(__file__).with_name("cost_items_gold.csv")
SOURCE = Source("0" * 64, "test", "")


def notation(found: tuple[CostBreakdown, ...]) -> str:
    """label=amount@price/per*factor#quantity{parts} of every item, then Σ and the printed whole, … where the list is open."""
    said = []
    for breakdown in found:
        said += [_item(item) for item in breakdown.items]
        said += [f"Σ{breakdown.total.text}{breakdown.total.unit}"] if breakdown.total else []
        said += ["…"] if breakdown.open_ended else []
    return " ; ".join(said)


def _item(item: CostItem) -> str:
    text = f"{item.label}=" + (f"{item.amount.text}{item.amount.unit}" if item.amount else "" if item.parts else "-")
    if item.price:
        text += f"@{item.price.price.text}{item.price.price.unit}" + (f"/{item.price.per}" if item.price.per else "")
    text += "".join(f"*{f.value:f}{f.unit}" for f in item.factors) + "".join(f"#{q.value:f}{q.unit}" for q in item.quantities)
    return text + (f"{{{' ; '.join(map(_item, item.parts))}}}" if item.parts else "")


def gold() -> list[dict[str, str]]:
    with GOLD.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", gold(), ids=lambda row: row["case"])
def test_gold(row: dict[str, str]) -> None:
    assert notation(breakdowns(row["text"], SOURCE, int(row["year"]))) == row["items"]


def test_the_gold_has_both_kinds() -> None:
    assert sum(bool(row["items"]) for row in gold()) >= 60
    assert sum(not row["items"] for row in gold()) >= 25


def test_what_is_computed_is_no_amount() -> None:
    (found,) = breakdowns("会议场租2天×8000元/天，资料印刷200份×25元/份，合计2.1万元。", SOURCE, 2024)
    assert [(i.amount, i.computed) for i in found.items] == [(None, Decimal(16000)), (None, Decimal(5000))]
    assert found.total is not None and found.total.yuan == 21000


def test_a_price_for_a_month_needs_its_months() -> None:
    """元/人·月 times people alone is the cost of a month, which nobody printed as the amount."""
    (found,) = breakdowns("临聘人员工资：6人×3800元/人·月=27.36万元。", SOURCE, 2024)
    assert found.items[0].computed is None and found.items[0].amount is not None


def test_an_item_says_where_in_the_text_it_stands() -> None:
    (found,) = breakdowns("项目预算120万元，其中：设备购置 75 万元、软件开发30万元、运维服务15万元。", replace(SOURCE, line_start=7), 2024)
    assert [i.source.text for i in found.items] == ["设备购置75万元", "软件开发30万元", "运维服务15万元"]
    assert {(i.source.line_start, i.source.rule) for i in found.items} == {(7, "overview/cost-item")}


def test_the_heading_above_announces_a_list() -> None:
    text = "节庆活动100.00万元，媒体宣传60.00万元"
    assert not itemises(text, SOURCE)
    assert itemises(text, replace(SOURCE, heading=("表5", "资金分配情况")))


def test_a_list_that_is_printed_twice_counts_once() -> None:
    text = "其中：差旅费10万元，办公费5万元。"
    form = TargetForm(1, "project_targets", "", texts={"overview": Text(text, SOURCE)})
    form.goals.append(Goal("annual", "保障运转。" + text, SOURCE))
    form.notes.append(Text("其中：差旅费10万元，培训费6万元。", SOURCE))
    assert [[i.label for i in b.items] for b in project_breakdowns(form, (), 2024)] == [["差旅费", "办公费"], ["差旅费", "培训费"]]


def test_lines_of_text_below_a_project_name_are_its_own() -> None:
    lines = ["资金分配情况：甲费1万元，乙费2万元", "1．项目名称：宣传经费", "预算安排规模：3万元", "资金分配情况：海报1万元，展板2万元"]
    blocks = [Paragraph(line, n, None, n) for n, line in enumerate(lines, start=1)]
    assert [(name, text.text, text.source.line_start) for name, text in cost_texts_in_prose(blocks, "0" * 64)] == [
        ("宣传经费", "海报1万元，展板2万元", 4)
    ]


FORM = """\
某市水利局2024年度部门预算

项目支出绩效目标表

项目名称\t河道保洁\t
资金总额\t30万元\t
项目概况\t保障河道整洁。\t
测算依据\t保洁员10人×12个月×2000元/人·月=24万元，船只维修费6万元。\t
绩效目标\t河道整洁。\t
一级指标\t二级指标\t三级指标\t指标值
产出指标\t数量指标\t保洁河道\t≥20公里
"""


def test_the_grounds_of_a_form_are_read_and_their_cell_is_used(tmp_path: Path) -> None:
    path = tmp_path / "water-2024.txt"
    path.write_text(FORM, encoding="utf-8")
    reading = read(path)
    (project,) = reading.record.projects
    assert notation(project.breakdowns) == "保洁员=24万元@2000元/人·月*10人*12月 ; 船只维修费=6万元"
    (table,) = reading.tables
    verdicts = {
        cell.text[:4]: table.ledger.verdicts[cell.row, cell.column] for row in table.table.rows for cell in row if cell.text.strip()
    }
    assert (verdicts["保洁员1"].state, verdicts["保洁员1"].what) == ("used", "支出明细")


WORDS = [
    "其中：", "包括", "用于", "1、", "2、", "（1）", "（2）", "一是", "二是", "①", "②", "差旅费", "办公费", "聘用保安",
    "每人每月", "元/人·天", "3800元", "12.5万元", "1,200.00元", "10人", "12个月", "×", "=", "＝", "，", "；",
    "。", "、", "（", "）", "：", "等", "合计", "共计", "2023年", "标准", "单价", "主要", "万", "元", "50%", ".",
    ",", "+", "-", "０", "５万元", "㎡", "/", "·", "*", " ", "\n", "资金", "以上", "用于培训",
]  # fmt: skip


def money_of(item: CostItem) -> Iterator[Money]:
    yield from (m for m in (item.amount, item.price.price if item.price else None) if m is not None)
    for part in item.parts:
        yield from money_of(part)


@given(st.one_of(st.lists(st.sampled_from(WORDS), max_size=40).map("".join), st.text(max_size=200)))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_an_amount_that_is_not_printed(text: str) -> None:
    _, half = fold_costs(text)
    for breakdown in breakdowns(text, SOURCE, 2024):
        assert breakdown.items
        printed = [m for item in breakdown.items for m in money_of(item)] + ([breakdown.total] if breakdown.total else [])
        for money in printed:
            assert re.search(rf"(?<![\d.]){re.escape(money.text)}{money.unit.removesuffix('元')}", half), (money, half)
        for item in breakdown.items:
            assert item.label and item.source.text
