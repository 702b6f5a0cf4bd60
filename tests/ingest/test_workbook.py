"""A workbook of fourteen sheets after the print of 预算公开表 in 北京、四川、广东: one table a sheet, forms with merged cells."""

import io
from collections.abc import Sequence
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ingest.read import read_document
from ontology.records import DisclosureRecord
from tests.ingest.rendered import Drawn, put_table, table

AGENCY = "某某市青山区教育局"


def sheet(book: openpyxl.Workbook, name: str, title: str, unit: str | None, content: Drawn, left: int = 1) -> Worksheet:
    """Number and title above, agency and unit in the line below, then the table; `left` leaves empty columns."""
    made: Worksheet = book.create_sheet(name)
    made.cell(1, left, name.split(" ")[0])
    made.cell(2, left, title)
    made.merge_cells(start_row=2, end_row=2, start_column=left, end_column=left + content.columns - 1)
    made.cell(3, left, f"部门：{AGENCY}")
    if unit:
        made.cell(3, left + content.columns - 1, f"单位：{unit}")
    put_table(made, 4, content, left)
    return made


def workbook() -> bytes:
    book = openpyxl.Workbook()
    cover: Worksheet = book.active  # type: ignore[assignment]
    cover.title = "封面"
    cover["B4"] = f"{AGENCY}2024年部门预算公开表"
    cover.merge_cells("B4:H4")
    contents = book.create_sheet("目录")
    contents["A1"] = "目录"
    for row, (number, name) in enumerate([("GK01", "部门收支总表"), ("GK02", "部门收入总表"), ("GK10", "项目支出绩效目标表")], start=2):
        contents.cell(row, 1, number)
        contents.cell(row, 2, name)
    sheet(
        book, "GK01 收支总表", "2024年部门收支总表", "万元",
        table("""
            收入 | < | 支出 | <
            项目 | 预算数 | 项目 | 预算数
            一、一般公共预算拨款收入 | 5,230.65 | 一、教育支出 | 4,610.15
            二、政府性基金预算拨款收入 | | 二、社会保障和就业支出 | 420.50
            三、事业收入 | 180.00 | 三、卫生健康支出 | 200.00
            | | 四、住房保障支出 | 180.00
            本年收入合计 | 5,410.65 | 本年支出合计 | 5,410.65
            收入总计 | 5,410.65 | 支出总计 | 5,410.65
        """), left=2,
    )  # fmt: skip
    sheet(
        book, "GK02 收入总表", "2024年部门收入总表", "万元",
        table("""
            科目编码 | 科目名称 | 合计 | 一般公共预算 | 政府性基金预算 | 事业收入
            | 合计 | 5,410.65 | 5,230.65 | | 180.00
            205 | 教育支出 | 4,610.15 | 4,430.15 | | 180.00
            208 | 社会保障和就业支出 | 420.50 | 420.50 | |
            210 | 卫生健康支出 | 200.00 | 200.00 | |
            221 | 住房保障支出 | 180.00 | 180.00 | |
        """),
    )  # fmt: skip
    sheet(
        book, "GK03 支出总表", "2024年部门支出总表", "万元",
        table("""
            科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出
            类 | 款 | 项 | ^ | ^ | ^ | ^
            | | | 合计 | 5,410.65 | 3,910.65 | 1,500.00
            205 | | | 教育支出 | 4,610.15 | 3,110.15 | 1,500.00
            205 | 02 | | 普通教育 | 4,610.15 | 3,110.15 | 1,500.00
            205 | 02 | 02 | 小学教育 | 4,610.15 | 3,110.15 | 1,500.00
            208 | | | 社会保障和就业支出 | 420.50 | 420.50 |
            208 | 05 | | 行政事业单位养老支出 | 420.50 | 420.50 |
            208 | 05 | 05 | 机关事业单位基本养老保险缴费支出 | 420.50 | 420.50 |
            210 | | | 卫生健康支出 | 200.00 | 200.00 |
            221 | | | 住房保障支出 | 180.00 | 180.00 |
        """),
    )  # fmt: skip
    sheet(
        book, "GK04 财政拨款收支总表", "2024年财政拨款收支总表", "万元",
        table("""
            收入 | < | 支出 | < | < | <
            项目 | 预算数 | 项目 | 合计 | 一般公共预算 | 政府性基金预算
            一、本年收入 | 5,230.65 | 一、本年支出 | 5,230.65 | 5,230.65 |
            （一）一般公共预算拨款 | 5,230.65 | （一）教育支出 | 4,430.15 | 4,430.15 |
            收入总计 | 5,230.65 | 支出总计 | 5,230.65 | 5,230.65 |
        """),
    )  # fmt: skip
    sheet(
        book, "GK05 一般公共预算支出表", "2024年一般公共预算支出表", "万元",
        table("""
            功能分类科目 | < | 2024年预算数 | < | <
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            合计 | | 5,230.65 | 3,910.65 | 1,320.00
            205 | 教育支出 | 4,430.15 | 3,110.15 | 1,320.00
            20502 | 普通教育 | 4,430.15 | 3,110.15 | 1,320.00
            2050202 | 小学教育 | 4,430.15 | 3,110.15 | 1,320.00
        """),
    )  # fmt: skip
    sheet(
        book, "GK06 基本支出表", "2024年一般公共预算基本支出表", "万元",
        table("""
            经济分类科目 | < | 基本支出 | < | <
            科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费
            | 合计 | 3,910.65 | 3,500.00 | 410.65
            301 | 工资福利支出 | 3,500.00 | 3,500.00 |
            30101 | 基本工资 | 3,500.00 | 3,500.00 |
            302 | 商品和服务支出 | 410.65 | | 410.65
            30201 | 办公费 | 410.65 | | 410.65
        """),
    )  # fmt: skip
    sheet(
        book, "GK07 三公经费表", "2024年一般公共预算“三公”经费支出表", "万元",
        table("""
            单位名称 | “三公”经费合计 | 因公出国（境）费 | 公务接待费 | 公务用车购置及运行费 | < | <
            ^ | ^ | ^ | ^ | 小计 | 公务用车购置费 | 公务用车运行费
            某某市青山区教育局 | 12.80 | 0.00 | 1.80 | 11.00 | 0.00 | 11.00
        """),
    )  # fmt: skip
    for name, title in (("GK08 政府性基金", "2024年政府性基金预算支出表"), ("GK09 国有资本经营", "2024年国有资本经营预算支出表")):
        empty = sheet(book, name, title, "万元", table("科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出"))
        empty["A6"] = "注：本部门无此项预算，本表为空。"
    sheet(
        book, "GK10 项目支出表", "2024年部门项目支出表", "万元",
        table("""
            单位名称 | 项目名称 | 合计 | 一般公共预算 | 事业收入
            合计 | | 1,500.00 | 1,320.00 | 180.00
            某某市青山区教育局 | 校舍维修改造 | 820.00 | 820.00 |
            ^ | 课后服务补助 | 680.00 | 500.00 | 180.00
        """),
    )  # fmt: skip
    sheet(
        book, "GK11 项目支出绩效目标表", "2024年项目支出绩效目标表", "万元",
        table("""
            项目名称 | 预算金额 | 年度目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
            校舍维修改造 | 820.00 | 消除校舍安全隐患 | 产出指标 | 数量指标 | 维修校舍 | ≥6所
            ^ | ^ | ^ | ^ | 质量指标 | 验收合格率 | 100%
            ^ | ^ | ^ | ^ | 成本指标 | 项目总成本 | ≤820万元
            ^ | ^ | ^ | 效益指标 | 社会效益指标 | 受益学生 | ≥4200人
            ^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 师生满意度 | ≥90%
            课后服务补助 | 680.00 | 义务教育学校课后服务全覆盖 | 产出指标 | 数量指标 | 覆盖学校 | 31所
            ^ | ^ | ^ | ^ | 时效指标 | 补助发放及时率 | 95%
            ^ | ^ | ^ | 满意度指标 | 服务对象满意度指标 | 家长满意度 | 85%
        """),
    )  # fmt: skip
    sheet(
        book, "GK12 部门整体绩效目标表", "2024年部门整体支出绩效目标表", "万元",
        table("""
            部门名称 | 某某市青山区教育局 | < | < | <
            年度总体目标 | 办好人民满意的教育，学位供给充足。 | < | < | <
            年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
            ^ | 产出指标 | 数量指标 | 新增学位 | ≥1500个
            ^ | ^ | 时效指标 | 预算执行率 | ≥95%
            ^ | 效益指标 | 社会效益指标 | 入学率 | 100%
        """),
    )  # fmt: skip
    old = sheet(
        book, "2023旧表", "2023年部门收支总表", "万元", table("项目 | 预算数 | 项目 | 预算数\n收入总计 | 9,999.00 | 支出总计 | 9,999.00")
    )
    old.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> DisclosureRecord:
    file = tmp_path_factory.mktemp("workbook") / "公开表.xlsx"
    file.write_bytes(workbook())
    return read_document(file)


def yuan(value: str) -> Decimal:
    return Decimal(value) * 10000


def test_cover_and_agency(record: DisclosureRecord) -> None:
    assert record.agency is not None and record.agency.name == AGENCY
    assert (record.document.fiscal_year, record.document.kind, record.document.pages) == (2024, "department_budget", 15)


def test_totals(record: DisclosureRecord) -> None:
    found = record.totals
    amounts = [f.amount.yuan if f else None for f in (found.income, found.expenditure, found.basic, found.project)]
    assert amounts == [yuan("5410.65"), yuan("5410.65"), yuan("3910.65"), yuan("1500")]


def test_every_sheet_is_known_for_what_it_is(record: DisclosureRecord) -> None:
    kinds: Sequence[str] = [t.kind for t in record.tables]
    assert kinds == [
        "contents", "budget_summary", "function_income", "function_expenditure", "fiscal_summary", "general_budget_expenditure",
        "basic_economic", "three_public", "government_fund", "state_capital", "project_expenditure", "project_targets",
        "department_targets",
    ]  # fmt: skip


def test_function_and_economic_lines(record: DisclosureRecord) -> None:
    assert {(x.code, x.total.amount.yuan) for x in record.function_lines if x.total} >= {
        ("205", yuan("4610.15")),
        ("2050202", yuan("4610.15")),
        ("2080505", yuan("420.5")),
    }
    assert {x.code: x.total.amount.yuan for x in record.economic_lines if x.total} == {
        "301": yuan("3500"),
        "30101": yuan("3500"),
        "302": yuan("410.65"),
        "30201": yuan("410.65"),
    }


def test_three_public(record: DisclosureRecord) -> None:
    found = {k: f.amount.contract for k, f in record.three_public.items() if f}
    assert found["total"] == "128000.00" and found["vehicle_running"] == "110000.00" and found["abroad"] == "0.00"


def test_projects_with_targets(record: DisclosureRecord) -> None:
    projects = {p.name: p for p in record.projects}
    assert {n: p.amount.yuan for n, p in projects.items() if p.amount} == {"校舍维修改造": yuan("820"), "课后服务补助": yuan("680")}
    assert [(i.level1, i.name, i.raw_value) for i in projects["课后服务补助"].indicators] == [
        ("产出指标", "覆盖学校", "31所"),
        ("产出指标", "补助发放及时率", "95%"),
        ("满意度指标", "家长满意度", "85%"),
    ]
    assert len(projects["校舍维修改造"].indicators) == 5
    assert [i.name for i in record.department_indicators] == ["新增学位", "预算执行率", "入学率"]


def test_a_figure_says_sheet_and_row(record: DisclosureRecord) -> None:
    source = record.totals.income.source if record.totals.income else None
    assert source is not None and (source.page, source.line_start) == (3, 11)


def test_the_hidden_sheet_is_left_out_and_told(record: DisclosureRecord) -> None:
    assert not [f for f in record.facts if f.amount.yuan == yuan("9999")]
    assert [i.message for i in record.issues if i.code == "read.hidden"] == ["隐藏的工作表“2023旧表”没有读"]
