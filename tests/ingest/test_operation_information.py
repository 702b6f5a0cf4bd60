"""机构运行信息表（公开09表）of final accounts: 三公 with its phases, and what is printed with it, each as what it is."""

from decimal import Decimal
from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.blocks import Paragraph
from ingest.explain import ExplainedDocument, explain_document
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

EXPENDITURE = """科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出
合计 | | 320.00 | 200.00 | 120.00
2010308 | 信访事务 | 320.00 | 200.00 | 120.00"""
ITEMS = """一、“三公”经费支出 | 1 | — | — | —
（一）支出合计 | 2 | 12.50 | 10.80 | 9.63
1．因公出国（境）费 | 3 | 0.00 | 0.00 | 0.00
2．公务用车购置及运行维护费 | 4 | 9.00 | 8.20 | 7.51
（1）公务用车购置费 | 5 | | | 
（2）公务用车运行维护费 | 6 | 9.00 | 8.20 | 7.51
3．公务接待费 | 7 | 3.50 | 2.60 | 2.12
（1）国内接待费 | 8 | — | — | 2.12
其中：外事接待费 | 9 | — | — | 0.00
（2）国（境）外接待费 | 10 | — | — | 0.00"""
COUNTS = """（二）相关统计数 | 11 | —
1．因公出国（境）团组数（个） | 12 | 0
4．公务用车保有量（辆） | 15 | 3
5．国内公务接待批次（个） | 16 | 18
6．国内公务接待人次（人） | 17 | 136"""
OTHERS = """二、机关运行经费 | 20 | 68.42
（一）行政单位 | 21 | 68.42
三、国有资产占用情况 | 23 | —
（一）车辆数合计（辆） | 24 | 3
1．机要通信用车 | 25 | 3
（二）单价100万元（含）以上设备（台，套） | 26 | 0
四、政府采购支出信息 | 27 | —
（一）政府采购支出合计 | 28 | 20.35
1．政府采购货物支出 | 29 | 5.35
（二）政府采购授予中小企业合同金额 | 31 | 18.00
其中：授予小微企业合同金额 | 32 | 12.00"""


def _stacked(last: str) -> str:
    """All rows below each other; what has one figure has it in the last column."""
    rows = [row.replace(" | ", " | — | — | ", 2).replace("— | — | ", "", 1) for row in f"{COUNTS}\n{OTHERS}".splitlines()]
    return f"项目 | 行次 | 年初预算数 | 全年预算数 | {last}\n栏次 | | 1 | 2 | 3\n{ITEMS}\n" + "\n".join(rows)


def _side_by_side() -> str:
    """三公 with what is counted below it, and the rest in columns beside; the list goes on at their top."""
    counts, others = COUNTS.splitlines(), OTHERS.splitlines()
    left = [*ITEMS.splitlines(), *(row.replace(" | ", " | — | — | ", 2).replace("— | — | ", "", 1) for row in counts[:3])]
    right = counts[3:] + others
    rows = [f"{a} | {b}" for a, b in zip(left, right, strict=True)]
    return "项目 | 行次 | 年初预算数 | 全年预算数 | 决算数 | 项目 | 行次 | 统计数\n栏次 | | 1 | 2 | 3 | 栏次 | | 4\n" + "\n".join(rows)


def _read(folder: Path, format: str, title: str, rows: str) -> ExplainedDocument:
    unit = Paragraph("部门：清丰县信访局 ¦ 单位：万元", None, None)
    sheets = [Sheet("封面", (Paragraph("清丰县信访局", None, None), Paragraph("2023年度部门决算", None, None)))]
    for name, code, body in (("支出决算表", "公开03表", EXPENDITURE), (title, "公开09表", rows)):
        sheets.append(Sheet(code, (Paragraph(name, None, None), Paragraph(code, None, None), unit, table(body))))
    name, data = rendered_in(format, "x", sheets)
    (folder / name).write_bytes(data)
    return explain_document(folder / name)


PRINTS = [
    ("xlsx", "机构运行信息表", _stacked("决算数")),
    ("pdf", "机构运行信息表", _stacked("决算统计数")),
    ("docx", "财政拨款“三公”经费、机关运行经费等信息表", _stacked("统计数")),
    ("xlsx", "机构运行信息表", _side_by_side()),
    ("html", "情况表", _side_by_side()),
]


@pytest.mark.parametrize(("format", "title", "rows"), PRINTS)
def test_three_public_of_the_final_account_is_told_with_every_phase_kept(format: str, title: str, rows: str, tmp_path: Path) -> None:
    found = _read(tmp_path, format, title, rows)
    assert to_json(found.record)["three_public"] == {
        "total": "96300.00", "abroad": "0.00", "reception": "21200.00",
        "vehicles": "75100.00", "vehicle_purchase": "", "vehicle_running": "75100.00",
    }  # fmt: skip
    facts = [f for f in found.record.facts if f.source.table == 2]
    reception = {(f.phase, f.amount.yuan) for f in facts if f.measure == "reception"}
    assert reception == {("budget", Decimal(35000)), ("adjusted", Decimal(26000)), ("final", Decimal(21200))}
    others = {
        (f.label.lstrip("（一二三四五六七八九十）、．1234其中："), f.measure) for f in facts if f.measure.partition("/")[0] not in TOLD
    }
    assert others == {
        ("机关运行经费", "operating_cost"), ("行政单位", "operating_cost/part"), ("政府采购支出合计", "procurement"),
        ("政府采购货物支出", "procurement/part"), ("政府采购授予中小企业合同金额", "procurement/part"),
        ("授予小微企业合同金额", "procurement/part"),
    }  # fmt: skip
    assert [f.measure for f in facts if "接待费" in f.label and f.measure != "reception"] == ["reception/part"] * 3
    assert {f.label for f in facts if f.measure == "total"} == {"（一）支出合计"}
    assert {f.nature for f in facts if f.measure.startswith("procurement")} == {None}


TOLD = ("total", "abroad", "reception", "vehicles", "vehicle_purchase", "vehicle_running")


@pytest.mark.parametrize(("format", "title", "rows"), PRINTS)
def test_vehicles_and_visits_are_no_money_and_no_cell_is_left(format: str, title: str, rows: str, tmp_path: Path) -> None:
    explained = _read(tmp_path, format, title, rows).tables[1]
    assert [c.text for c in explained.cells if c.state == "reported"] == []
    counted = {c.text for c in explained.cells if c.what == "个数，不是金额"}
    assert {"3", "18", "136", "1．机要通信用车"} <= counted and not {"20.35", "68.42", "9.63"} & counted


def test_rows_that_are_units_are_about_no_item(tmp_path: Path) -> None:
    rows = "单位名称 | 合计 | 因公出国（境）费 | 公务接待费 | 公务用车购置及运行费\n合计 | 9.00 | 0.00 | 4.00 | 5.00\n"
    rows += "清丰县机关接待中心 | 6.00 | 0.00 | 3.00 | 3.00\n清丰县政府采购中心 | 3.00 | 0.00 | 1.00 | 2.00"
    record = _read(tmp_path, "xlsx", "“三公”经费支出决算表", rows).record
    assert to_json(record)["three_public"]["total"] == "90000.00"
    assert [f.measure for f in record.facts if f.source.table == 2 and f.source.column == 2] == ["total"] * 3


def test_a_bare_official_vehicles_row_is_the_item(tmp_path: Path) -> None:
    rows = "项目 | 预算数 | 决算数\n合计 | 9.00 | 8.00\n因公出国（境） | 0.00 | 0.00\n公务接待 | 4.00 | 3.00\n公务用车 | 5.00 | 5.00\n"
    rows += "其中：购置 | 0.00 | 0.00\n运行维护 | 5.00 | 5.00"
    found = to_json(_read(tmp_path, "docx", "“三公”经费支出决算表", rows).record)["three_public"]
    assert (found["total"], found["reception"], found["vehicles"]) == ("80000.00", "30000.00", "50000.00")
    assert (found["vehicle_purchase"], found["vehicle_running"]) == ("0.00", "50000.00")
