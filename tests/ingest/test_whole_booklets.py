"""Tables beside the usual ones in a whole budget or account: carried-over funds, classes across, scored forms, services."""

from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.explain import ExplainedDocument
from ontology.quads import to_nquads
from search.checks.findings import checks, find
from tests.ingest.office_tables import read_tables


def _funds(found: ExplainedDocument) -> dict[str, list[tuple[str, str]]]:
    return {p["name"]: [(f["label"], f["amount"]) for f in p["funds"]] for p in to_json(found.record)["projects"]}


def _found(rule: str, found: ExplainedDocument) -> list[str]:
    return [finding.message for finding in find(to_nquads(found.record), [c for c in checks() if c.rule.id == rule])]


# --- money carried over -------------------------------------------------------------------------------------------------

_CARRIED = """项目名称 | 合计 | 本年拨款 | < | 财政拨款结转结余 | < | 单位资金
^ | ^ | 一般公共预算 | 政府性基金预算 | 一般公共预算 | 政府性基金预算 | ^
合计 | 75.00 | 52.00 | | 12.00 | 3.00 | 8.00
渠道清淤 | 60.00 | 40.00 | | 12.00 | | 8.00
堤防加固 | 15.00 | 12.00 | | | 3.00 | """


@pytest.mark.parametrize("format", ["xlsx", "html"])
def test_money_carried_over_by_fund_is_a_source_where_the_total_holds_it(format: str, tmp_path: Path) -> None:
    assert _funds(read_tables(tmp_path, ("项目支出表", _CARRIED), format=format)) == {
        "渠道清淤": [("一般公共预算", "400000.00"), ("财政拨款结转结余", "120000.00"), ("单位资金", "80000.00")],
        "堤防加固": [("一般公共预算", "120000.00"), ("财政拨款结转结余", "30000.00")],
    }


def test_money_carried_over_by_fund_is_none_where_the_total_is_without_it(tmp_path: Path) -> None:
    rows = _CARRIED.replace("60.00", "48.00").replace("15.00", "12.00").replace("75.00", "60.00")
    assert _funds(read_tables(tmp_path, ("项目支出表", rows))) == {
        "渠道清淤": [("一般公共预算", "400000.00"), ("单位资金", "80000.00")],
        "堤防加固": [("一般公共预算", "120000.00")],
    }


_SUMMARY = """收入 | < | 支出 | <
项目 | 预算数 | 项目 | 预算数
一、一般公共预算拨款收入 | {year} | 一、农林水支出 | 118.00
本年收入合计 | {year} | 本年支出合计 | 118.00
{rows}收入总计 | {total} | 支出总计 | 118.00"""
_PARTS = {
    "part below its whole": "上年结转 | 18.00 | 结转下年 | \n其中：财政拨款结转 | 18.00 | | \n",
    "funds below an appropriation": "年初财政拨款结转和结余 | 18.00 | | \n一般公共预算财政拨款 | 15.00 | | \n"
    "政府性基金预算财政拨款 | 3.00 | | \n",
    "funds alone": "上年结转一般公共预算 | 15.00 | | \n上年结转政府性基金 | 3.00 | | \n",
}


@pytest.mark.parametrize("rows", _PARTS.values(), ids=_PARTS)
def test_parts_of_what_is_carried_over_count_once_in_the_grand_total(rows: str, tmp_path: Path) -> None:
    right = read_tables(tmp_path, ("收支总表", _SUMMARY.format(year="100.00", rows=rows, total="118.00")))
    assert _found("carried-over-sum", right) == []
    wrong = read_tables(tmp_path, ("收支总表", _SUMMARY.format(year="100.00", rows=rows, total="119.00")))
    assert len(_found("carried-over-sum", wrong)) == 1 and "118.00 万元" in _found("carried-over-sum", wrong)[0]


# --- classes across -----------------------------------------------------------------------------------------------------

_BY_GOVERNMENT_CLASS = """功能科目 | < | < | 单位名称（功能分类科目名称） | 总计 | 机关工资福利支出 | 机关商品和服务支出 | 对企业补助
类 | 款 | 项 | ^ | ^ | ^ | ^ | ^
| | | 合计 | 48.00 | 30.00 | 10.00 | 8.00
213 | 03 | 05 | 水利工程建设 | 48.00 | 30.00 | 10.00 | 8.00"""


def test_functional_items_under_classes_of_the_government_s_own_list_are_no_table_of_basic_expenditure(tmp_path: Path) -> None:
    found = read_tables(tmp_path, ("支出预算分类汇总表（按政府预算经济分类）", _BY_GOVERNMENT_CLASS))
    assert not found.record.facts and not found.record.economic_lines
    assert {issue.code for issue in found.record.issues} <= {"document.year"}


def test_subsidies_to_enterprises_are_part_of_what_they_stand_under(tmp_path: Path) -> None:
    rows = "科目编码 | 科目名称 | 总计 | 项目支出 | < | < | <\n^ | ^ | ^ | 合计 | 商品和服务支出 | 资本性支出 | 对企业补助\n"
    rows += " | 合计 | 30.00 | 30.00 | 12.00 | 10.00 | 8.00\n2130305 | 水利工程建设 | 30.00 | 30.00 | 12.00 | 10.00 | 8.00"
    found = read_tables(tmp_path, ("支出总表", rows))
    assert "table.column" not in {issue.code for issue in found.record.issues}
    assert _found("column-parts", found) == []
    wrong = read_tables(tmp_path, ("支出总表", rows.replace("12.00 | 10.00 | 8.00", "12.00 | 10.00 | 9.00")))
    assert len(_found("column-parts", wrong)) == 2


# --- forms and lists ----------------------------------------------------------------------------------------------------

_SCORED = """项目名称 | 农村公路养护 | < | < | < | <
预算执行情况（万元）（20分） | | 年初预算数（A） | 全年预算数（B） | 全年执行数（C） | 得分（20分*执行率）
^ | 年度财政资金总额 | 260.00 | 245.00 | 243.60 | 19.89
年度绩效目标 | 完成养护。 | < | < | < | <
一级指标 | 二级指标 | 三级指标 | 年初目标值 | 实际完成值 | 得分
产出指标 | 数量指标 | 养护里程 | ≥80公里 | 81公里 | 20"""


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_a_scored_form_prints_its_money_beside_a_heading_merged_down(format: str, tmp_path: Path) -> None:
    found = read_tables(tmp_path, ("项目自评表", _SCORED), format=format)
    (project,) = to_json(found.record)["projects"]
    assert project["amount"] == "2600000.00"
    assert not [i for i in found.record.issues if i.code.startswith(("targets.", "table."))]


def test_what_was_reached_is_counted_in_the_unit_that_the_row_prints(tmp_path: Path) -> None:
    rows = "项目名称 | 渠道清淤 | < | < | < | <\n项目资金（万元） | 50.00 | < | < | < | <\n"
    rows += "一级指标 | 二级指标 | 三级指标 | 年度指标值 | 度量单位 | 实际完成值\n产出指标 | 数量指标 | 清淤里程 | ≥8 | 公里 | 9\n"
    rows += "^ | 质量指标 | 验收合格率 | 100 | % | 98.5%"
    (project,) = read_tables(tmp_path, ("项目支出绩效自评表", rows)).record.projects
    outcomes = [indicator.outcome for indicator in project.indicators if indicator.outcome]
    assert [(o.actual, o.clauses[0].unit) for o in outcomes] == [("9", "公里"), ("98.5%", "%")]


def test_a_list_of_services_in_three_levels_is_no_list_of_targets(tmp_path: Path) -> None:
    rows = "指导性目录 | < | < | 指导性目录名称 | 预算金额\n一级 | 二级 | 三级 | ^ | ^\n"
    rows += "A | A12 | A1202 | 林业管护服务 | 20.00\n合计 | | | | 20.00"
    found = read_tables(tmp_path, ("政府购买服务预算财政拨款明细表", rows))
    assert [t.kind for t in found.record.tables] == ["purchased_services"] and not found.record.issues


def test_a_third_row_of_headings_below_one_fund_is_no_row_of_amounts(tmp_path: Path) -> None:
    rows = "单位名称 | 部门经济科目编码 | 部门经济科目名称 | 资金来源 | < | < | <\n^ | ^ | ^ | 总计 | 一般公共预算资金 | < | 单位资金\n"
    rows += "^ | ^ | ^ | ^ | 全年数 | 其中：已预拨 | ^\n清丰县水利局 | 30101 | 基本工资 | 30.00 | 30.00 | | \n"
    rows += "清丰县水利局 | 30201 | 办公费 | 5.00 | 5.00 | | "
    found = read_tables(tmp_path, ("基本支出预算表", rows))
    assert "table.amount" not in {issue.code for issue in found.record.issues}
    assert [(line.code, str(line.total.amount.yuan)) for line in found.record.economic_lines if line.total] == [
        ("30101", "300000.00"),
        ("30201", "50000.00"),
    ]


# --- an account, the year before beside the year, and who works where ----------------------------------------------------

_ACCOUNT = """项目 | < | 年初结转和结余 | < | < | 本年支出 | < | < | 年末结转和结余 | <
功能分类科目编码 | 科目名称 | 合计 | 基本支出结转 | 项目支出结转和结余 | 合计 | 基本支出 | 项目支出 | 合计 | 项目支出结转
合计 | < | 40.00 | | 40.00 | 100.00 | 60.00 | 40.00 | 12.00 | 12.00
213 | 农林水支出 | 40.00 | | 40.00 | 100.00 | 60.00 | 40.00 | 12.00 | 12.00
21303 | 水利 | 40.00 | | 40.00 | 100.00 | 60.00 | 40.00 | 12.00 | 12.00
2130301 | 行政运行 | | | | 60.00 | 60.00 | | |
2130305 | 水利工程建设 | 40.00 | | 40.00 | 40.00 | | 40.00 | 12.00 | 12.00"""
_SUMS = ("functional-sum", "functional-total", "total-basic-project", "column-parts")


def test_what_an_account_carries_over_is_no_part_of_what_it_spends(tmp_path: Path) -> None:
    title = "一般公共预算财政拨款收入支出决算表"
    found = read_tables(tmp_path, (title, _ACCOUNT))
    assert [message for rule in _SUMS for message in _found(rule, found)] == []
    wrong = read_tables(
        tmp_path, (title, _ACCOUNT.replace("213 | 农林水支出 | 40.00 | | 40.00 | 100.00", "213 | 农林水支出 | 40.00 | | 40.00 | 110.00"))
    )
    assert [rule for rule in _SUMS if _found(rule, wrong)] == ["functional-sum", "functional-total", "total-basic-project"]


def test_the_total_of_the_year_is_held_against_the_summary_not_that_of_the_year_before(tmp_path: Path) -> None:
    summary = "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数\n一、一般公共预算拨款收入 | 100.00 | 一、农林水支出 | 100.00\n"
    summary += "收入总计 | 100.00 | 支出总计 | 100.00"
    rows = "科目编码 | 科目名称 | 2023年预算数 | < | < | 2024年预算数 | < | <\n"
    rows += "^ | ^ | 合计 | 基本支出 | 项目支出 | 合计 | 基本支出 | 项目支出\n"
    rows += " | 合计 | 90.00 | 50.00 | 40.00 | 100.00 | 60.00 | 40.00\n213 | 农林水支出 | 90.00 | 50.00 | 40.00 | 100.00 | 60.00 | 40.00"
    assert _found("same-expenditure-total", read_tables(tmp_path, ("收支总表", summary), ("支出总表", rows))) == []
    wrong = read_tables(tmp_path, ("收支总表", summary), ("支出总表", rows.replace("100.00 | 60.00", "101.00 | 61.00")))
    assert len(_found("same-expenditure-total", wrong)) == 1


def test_posts_of_units_are_no_money_allotted_to_them(tmp_path: Path) -> None:
    rows = "单位名称 | 经费性质 | 人员编制数 | 在职人数\n清丰县水利局 | 财政核拨 | 46 | 43\n清丰县河道管理所 | 财政核拨 | 62 | 58"
    budget = "收入 | < | 支出 | <\n项目 | 预算数 | 项目 | 预算数\n一、一般公共预算拨款收入 | 100.00 | 一、农林水支出 | 100.00"
    found = read_tables(tmp_path, ("部门预算单位基本情况", rows), ("收支总表", budget))
    assert {fact.source.table for fact in found.record.facts} == {2} and not found.record.transfers
    assert sorted((count.kind, count.number) for count in found.record.body.staff) == [
        ("posts", 46), ("posts", 62), ("staff", 43), ("staff", 58),
    ]  # fmt: skip


def test_a_project_named_by_the_title_of_its_form_is_called_as_the_list_calls_it(tmp_path: Path) -> None:
    rows = "项目名称 | 合计 | 一般公共预算\n渠道清淤专项 | 50.00 | 50.00\n堤防加固 | 15.00 | 15.00"
    form = "总体绩效目标 | 疏浚渠道。 | < | <\n资金总额 | 50.00 | < | <\n"
    form += "绩效目标 | 一级指标 | 三级指标 | 目标值\n^ | 产出指标 | 清淤里程 | ≥8公里"
    found = read_tables(tmp_path, ("项目支出表", rows), ("渠道清淤专项绩效目标表", form), format="html")
    assert [(p.name, len(p.indicators)) for p in found.record.projects] == [("渠道清淤专项", 1), ("堤防加固", 0)]


def test_an_appropriation_above_the_levels_that_pay_it_counts_once(tmp_path: Path) -> None:
    form = (
        "项目名称 | 渠道清淤 | < | <\n项目资金（万元） | 资金总额 | 50.00 | <\n^ | 其中：财政拨款 | 46.00 | <\n^ | 上级补助 | 40.00 | <\n"
    )
    form += "^ | 本级财政 | 6.00 | <\n^ | 其他资金 | 4.00 | <\n年度目标 | 疏浚渠道。 | < | <\n一级指标 | 二级指标 | 三级指标 | 指标值\n"
    form += "产出指标 | 数量指标 | 清淤里程 | ≥8公里"
    assert _found("fund-sources", read_tables(tmp_path, ("项目支出绩效目标表", form))) == []
    assert len(_found("fund-sources", read_tables(tmp_path, ("项目支出绩效目标表", form.replace("40.00", "41.00"))))) == 1


# --- columns of project lists -------------------------------------------------------------------------------------------

_PART = """项目名称 | 合计 | 一般公共预算 | < | 单位资金
^ | ^ | 小计 | 其中：本次下达 | ^
合计 | 75.00 | 67.00 | {told} | 8.00
渠道清淤 | 60.00 | 52.00 | 20.00 | 8.00
堤防加固 | 15.00 | 15.00 | 15.00 | """


def test_how_much_of_a_fund_is_already_passed_on_is_no_source_of_its_own(tmp_path: Path) -> None:
    assert _funds(read_tables(tmp_path, ("项目支出表", _PART.format(told="35.00")))) == {
        "渠道清淤": [("一般公共预算", "520000.00"), ("单位资金", "80000.00")],
        "堤防加固": [("一般公共预算", "150000.00")],
    }


@pytest.mark.parametrize("heading", ["绩效目标", "年度目标"])
def test_a_goal_in_a_column_of_a_project_list_is_the_project_s(heading: str, tmp_path: Path) -> None:
    rows = f"项目名称 | 合计 | 一般公共预算 | {heading}\n合计 | 75.00 | 75.00 | \n渠道清淤 | 60.00 | 60.00 | 疏浚渠道80公里。\n"
    rows += "堤防加固 | 15.00 | 15.00 | 详见附表"
    found = read_tables(tmp_path, ("项目支出表", rows))
    assert {p.name: [g.text for g in p.goals] for p in found.record.projects} == {"渠道清淤": ["疏浚渠道80公里。"], "堤防加固": []}


def test_a_class_that_an_earlier_table_told_is_not_told_again_in_a_looser_wording(tmp_path: Path) -> None:
    coded = "支出经济分类科目 | 支出金额\n合计 | 30.00\n[301]工资福利支出 | 20.00\n[30101]基本工资 | 20.00\n[302]商品和服务支出 | 10.00"
    by_unit = "支出项目类别（资金使用单位） | 总计 | 一般公共预算\n合计 | 30.00 | 30.00\n工资和福利支出 | 20.00 | 20.00\n"
    by_unit += "商品和服务支出 | 10.00 | 10.00"
    found = read_tables(tmp_path, ("一般公共预算基本支出情况表（按支出经济分类科目）", coded), ("部门预算基本支出预算表", by_unit))
    assert [line.code for line in found.record.economic_lines] == ["301", "30101", "302"]


def test_what_later_years_are_to_cost_is_no_income_of_the_year(tmp_path: Path) -> None:
    rows = "单位名称 | 项目名称 | 本年一般公共预算拨款 | < | <\n^ | ^ | 2024年 | 2025年 | 2026年\n"
    rows += (
        "清丰县水利局 | 渠道清淤 | 60.00 | 65.00 | 70.00\n清丰县水利局 | 堤防加固 | 15.00 | 15.00 | 15.00\n合计 | | 75.00 | 80.00 | 85.00"
    )
    found = read_tables(tmp_path, ("部门项目中期规划预算表", rows))
    assert [t.kind for t in found.record.tables] == ["project_expenditure"]
    assert [(p.name, str(p.amount.yuan)) for p in found.record.projects if p.amount] == [
        ("渠道清淤", "600000.00"),
        ("堤防加固", "150000.00"),
    ]
