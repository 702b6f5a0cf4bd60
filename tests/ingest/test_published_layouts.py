"""Layouts of published statements that read wrong, or not at all, on first sight: each by what it does to the reader.

From prints of 中央部门, 重庆, 辽宁, 广西, 江西, 青海; names and figures are invented.
"""

from pathlib import Path

import openpyxl
import pytest

from budgetkg.contract import to_json
from ingest.blocks import Paragraph
from ingest.explain import ExplainedDocument, explain_document
from ingest.read import read_document
from ingest.words.vocabulary import concept_of
from ontology.records import BudgetFact, DisclosureRecord
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

_COVER = "化德县水利局2024年部门预算"


def _read(folder: Path, *tables: tuple[str, str], format: str = "docx") -> ExplainedDocument:
    sheets = [Sheet("封面", (Paragraph(_COVER, None, None),))]
    for n, (titles, rows) in enumerate(tables):
        lines = (*titles.split("\n"), "单位：万元")
        sheets.append(Sheet(f"表{n}", (*(Paragraph(t, None, None) for t in lines), table(rows))))
    name, data = rendered_in(format, "x", sheets)
    (folder / name).write_bytes(data)
    return explain_document(folder / name)


def _text(folder: Path, text: str, name: str = "x.txt") -> DisclosureRecord:
    (folder / name).write_text(f"{_COVER}\n\n{text}", "utf-8")
    return read_document(folder / name)


def _codes(record: DisclosureRecord) -> set[str]:
    return {issue.code for issue in record.issues}


def _economic(record: DisclosureRecord) -> list[tuple[str | None, str, str]]:
    return [(line["code"], line["name"], line["total"]) for line in to_json(record)["economic_lines"]]


def _projects(record: DisclosureRecord) -> dict[str, list[tuple[str, str]]]:
    return {p["name"]: sorted((f["label"], f["amount"]) for f in p["funds"]) for p in to_json(record)["projects"]}


# --- headings under groups ---------------------------------------------------------------------------------------------

_CENTRAL = """功能分类科目 | < | 2023年执行数 | < | 2024年预算数 | < | < | < | 2024年预算数比2023年执行数 | <
科目编码 | 科目名称 | 执行数 | 扣除基建投资后 | 年初预算数 | 其中：安排的基建投资 | 其中 | < | 增减额 | 扣除基建增减额
^ | ^ | ^ | ^ | ^ | ^ | 基本支出 | 项目支出 | ^ | ^
213 | 农林水支出 | 80.00 | 60.00 | 90.00 | 25.00 | 50.00 | 40.00 | 10.00 | 5.00
21303 | 水利 | 80.00 | 60.00 | 90.00 | 25.00 | 50.00 | 40.00 | 10.00 | 5.00
合计 | < | 80.00 | 60.00 | 90.00 | 25.00 | 50.00 | 40.00 | 10.00 | 5.00"""


@pytest.mark.parametrize("format", ["docx", "html"])
def test_words_below_merged_groups_are_headings_whatever_they_are(format: str, tmp_path: Path) -> None:
    found = _read(tmp_path, ("一般公共预算支出表", _CENTRAL), format=format).record
    assert "table.amount" not in _codes(found)
    read = {(f.fiscal_year, f.phase, f.measure, f.amount.text) for f in found.facts if f.function_code == "213"}
    assert read == {
        (2023, "final", "total", "80.00"),
        (2024, "budget", "total", "90.00"),
        (2024, "budget", "basic", "50.00"),
        (2024, "budget", "project", "40.00"),
    }


_QUARTERS = """项目名称 | 怎么定的 | 本年预算 | 资金来源 | < | < | 分季度用款计划 | < | < | <
^ | ^ | ^ | 本级财力 | 上级补助 | 其他 | 一季度 | 二季度 | 三季度 | 四季度
渠道清淤 | 年度计划 | 48.00 | 48.00 |  |  | 12.00 | 12.00 | 12.00 | 12.00
堤防加固 | 年度计划 | 36.50 | 30.00 | 6.50 |  | 36.50 |  |  | """


def test_headings_merged_down_beside_headings_merged_across_are_a_header(tmp_path: Path) -> None:
    found = _read(tmp_path, ("项目支出预算明细表", _QUARTERS)).record
    assert _projects(found) == {
        "渠道清淤": [("本级财力", "480000.00")],
        "堤防加固": [("上级补助", "65000.00"), ("本级财力", "300000.00")],
    }
    assert {f.amount.text for f in found.facts if f.project == "堤防加固"} == {"36.50", "30.00", "6.50"}
    assert sum(f.amount.text == "12.00" for f in found.facts) == 0  # plans of quarters are no amounts of the year


def test_a_column_that_another_one_already_says_is_told_not_read(tmp_path: Path) -> None:
    found = _read(tmp_path, ("一般公共预算支出表", _CENTRAL)).record
    told = [issue for issue in found.issues if issue.code == "table.column"]
    assert len(told) == 1 and "扣除基建投资后" in told[0].message


def test_parts_of_a_fund_and_places_are_no_unclear_columns(tmp_path: Path) -> None:
    rows = "项目名称 | 合计 | 一般公共预算 | < | 地区 | <\n^ | ^ | 小计 | 国债转贷 | 德化镇 | 长顺镇\n"
    rows += "渠道清淤 | 50.00 | 50.00 | 20.00 | 30.00 | 20.00\n堤防加固 | 15.00 | 15.00 | 0.00 | 15.00 | 0.00"
    assert "table.column" not in _codes(_read(tmp_path, ("项目支出表", rows)).record)


# --- which class a row is of --------------------------------------------------------------------------------------------

_BOTH = """部门经济科目编码及名称 | 政府经济科目 | 合计 | 人员经费 | 公用经费
合计 |  | 30.00 | 20.00 | 10.00
301工资福利支出 |  | 20.00 | 20.00 | 0.00
30101基本工资 | 501机关工资福利支出 | 20.00 | 20.00 | 0.00
302商品和服务支出 |  | 10.00 | 0.00 | 10.00
30201办公费 | 502机关商品和服务支出 | 10.00 | 0.00 | 10.00"""


def test_the_governments_class_beside_a_row_is_not_its_name(tmp_path: Path) -> None:
    found = _read(tmp_path, ("一般公共预算基本支出表", _BOTH), format="xls").record
    assert _economic(found) == [
        ("301", "工资福利支出", "200000.00"),
        ("30101", "基本工资", "200000.00"),
        ("302", "商品和服务支出", "100000.00"),
        ("30201", "办公费", "100000.00"),
    ]
    assert {f.government_economic_code for f in found.facts if f.economic_code == "30201"} == {"502"}


def test_classes_by_words_keep_their_total_and_lose_their_number(tmp_path: Path) -> None:
    rows = "项目 | 支出总额 | 人员经费 | 公用经费\n合计 | 30.00 | 20.00 | 10.00\n一、工资福利支出 | 20.00 | 20.00 | 0.00\n"
    rows += "  1.基本工资 | 20.00 | 20.00 | 0.00\n二、商品和服务支出 | 10.00 | 0.00 | 10.00\n  1.公务接待费 | 1.00 | 0.00 | 1.00\n"
    rows += "  2.办公费 | 9.00 | 0.00 | 9.00"
    assert _economic(_read(tmp_path, ("一般公共预算基本支出表", rows)).record) == [
        (None, "工资福利支出", "200000.00"),
        (None, "基本工资", "200000.00"),
        (None, "商品和服务支出", "100000.00"),
        (None, "公务接待费", "10000.00"),
        (None, "办公费", "90000.00"),
    ]


@pytest.mark.parametrize("heading", ["支出总额", "总支出", "本年支出金额", "当年支出", "部门预算合计", "资金小计"])
def test_a_total_however_it_is_called(heading: str, tmp_path: Path) -> None:
    rows = f"科目编码 | 科目名称 | {heading} | 基本支出 | 项目支出\n213 | 农林水支出 | 9.00 | 5.00 | 4.00\n合计 | < | 9.00 | 5.00 | 4.00"
    assert [line["total"] for line in to_json(_read(tmp_path, ("部门支出总表", rows)).record)["function_lines"]] == ["90000.00"]


@pytest.mark.parametrize(
    ("heading", "concept"),
    [
        ("部门支出功能科目代码", "code"),
        ("科目编码及名称", "code"),
        ("经济分类名称", "name"),
        ("政府经济科目", "government_name"),
        ("单位名称及科目", "name"),
        ("预算单位代码", "unit_code"),
        ("年初预算批复数", "total"),
        ("2023年预算执行数", "total"),
        ("去年预算", "prior_year"),
        ("2024年预算数比2023年执行数", "change"),
        ("人员类支出", "staff"),
        ("特定目标类项目支出", "specific"),
        ("纳入预算管理的行政事业性收费", "general_public_budget"),
        ("使用非财政拨款结余", "unit_funds"),
        ("非财政拨款", "other_funds"),
        ("省补助", "provincial"),
        ("县级配套", "county"),
        ("县本级财政安排", "own_level"),
    ],
)
def test_a_heading_says_what_it_is_made_of(heading: str, concept: str) -> None:
    found = concept_of(heading)
    assert found is not None and found.id == concept


@pytest.mark.parametrize("heading", ["2023年完成数", "2023年决算金额", "2023年快报数"])
def test_what_was_spent_is_final(heading: str, tmp_path: Path) -> None:
    rows = f"科目编码 | 科目名称 | {heading} | 2024年预算数\n213 | 农林水支出 | 8.00 | 9.00\n21303 | 水利 | 8.00 | 9.00"
    facts = _read(tmp_path, ("一般公共预算支出表", rows)).record.facts
    assert {(f.fiscal_year, f.phase) for f in facts} == {(2023, "final"), (2024, "budget")}


def test_其中_is_no_part_of_a_funds_name(tmp_path: Path) -> None:
    rows = "项目名称 | 2024年预算 | 其中：一般公共预算 | 其中：政府性基金预算\n渠道清淤 | 50.00 | 38.00 | 12.00\n"
    rows += "堤防加固 | 15.00 | 15.00 | 0.00"
    assert _projects(_read(tmp_path, ("项目支出表", rows)).record) == {
        "渠道清淤": [("一般公共预算", "380000.00"), ("政府性基金预算", "120000.00")],
        "堤防加固": [("一般公共预算", "150000.00")],
    }


def test_a_name_with_its_code_behind(tmp_path: Path) -> None:
    rows = "支出功能分类科目 | 合计 | 基本支出 | 项目支出\n合计 | 9.00 | 5.00 | 4.00\n农林水支出（213） | 9.00 | 5.00 | 4.00\n"
    rows += "水利（21303） | 9.00 | 5.00 | 4.00\n行政运行（2130301） | 5.00 | 5.00 | 0.00\n防汛（2130314） | 4.00 | 0.00 | 4.00"
    found = _read(tmp_path, ("部门支出总表", rows)).record
    assert [(line.code, line.name) for line in found.function_lines] == [
        ("213", "农林水支出"),
        ("21303", "水利"),
        ("2130301", "行政运行"),
        ("2130314", "防汛"),
    ]


# --- titles -------------------------------------------------------------------------------------------------------------

_BASIC = """经济分类科目 | < | 2024年基本支出 | < | <
科目编码 | 科目名称 | 总计 | 人员经费 | 日常公用经费
合计 | < | 30.00 | 20.00 | 10.00
301 | 工资福利支出 | 20.00 | 20.00 | 
30101 | 基本工资 | 20.00 | 20.00 | 
302 | 商品和服务支出 | 10.00 |  | 10.00
30201 | 办公费 | 10.00 |  | 10.00"""


@pytest.mark.parametrize(
    "title",
    [
        "化德县水利局一般公共预算财政拨款基本支出预算表\n（部门预算支出经济分类科目）",
        "化德县水利局一般公共预算财政拨款基本支出预\n算表",
        "（部门预算支出经济分类科目）",
    ],
)
def test_a_table_of_basic_expenditure_by_class_whatever_its_last_line_says(title: str, tmp_path: Path) -> None:
    found = _read(tmp_path, (title, _BASIC)).record
    assert [line[0] for line in _economic(found)] == ["301", "30101", "302", "30201"]


def test_a_sentence_above_a_title_is_no_part_of_it(tmp_path: Path) -> None:
    title = "说明：我部门没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据\n项目支出预算表"
    found = _read(tmp_path, (title, "项目名称 | 合计 | 一般公共预算\n渠道清淤 | 50.00 | 50.00\n堤防加固 | 15.00 | 15.00")).record
    assert found.tables[0].title == "项目支出预算表"
    assert _projects(found) == {"渠道清淤": [("一般公共预算", "500000.00")], "堤防加固": [("一般公共预算", "150000.00")]}


# --- projects and their money -------------------------------------------------------------------------------------------


def test_money_carried_over_counts_where_the_sum_needs_it(tmp_path: Path) -> None:
    rows = "项目名称 | 合计 | 本年拨款 | < | 财政拨款结转结余 | 财政专户管理资金 | 单位资金 | <\n"
    rows += "^ | ^ | 一般公共预算 | 政府性基金预算 | ^ | ^ | 事业收入 | 其他收入\n"
    rows += "渠道清淤 | 50.00 | 38.00 | - | 4.00 | - | 8.00 | -\n堤防加固 | 15.00 | 15.00 | - | 6.00 | - | - | -"
    assert _projects(_read(tmp_path, ("项目支出表", rows)).record) == {
        "渠道清淤": [("一般公共预算", "380000.00"), ("事业收入", "80000.00"), ("财政拨款结转结余", "40000.00")],
        "堤防加固": [("一般公共预算", "150000.00")],  # 15.00 without it
    }


_UNITS = """单位编码 | 单位（项目）名称 | 合计 | 一般公共预算
 | 合计 | 65.00 | 65.00
405001 | 化德县水利局 | 65.00 | 65.00
 | 智慧水利监管平台 | 50.00 | 50.00
 | 堤防加固 | 15.00 | 15.00"""


@pytest.mark.parametrize("coded", [True, False])
def test_a_project_called_as_units_are_is_told_by_codes_and_sums(coded: bool, tmp_path: Path) -> None:
    rows = _UNITS if coded else "\n".join(line.split(" | ", 1)[1] for line in _UNITS.splitlines())
    assert set(_projects(_read(tmp_path, ("项目支出表", rows), format="xlsx").record)) == {"智慧水利监管平台", "堤防加固"}


def test_units_above_their_projects_stay_units(tmp_path: Path) -> None:
    rows = "单位（项目）名称 | 合计 | 一般公共预算\n防汛物资储备中心 | 50.00 | 50.00\n渠道清淤 | 30.00 | 30.00\n"
    rows += "物资更新 | 20.00 | 20.00\n水文监测站 | 15.00 | 15.00\n堤防加固 | 15.00 | 15.00"
    assert set(_projects(_read(tmp_path, ("项目支出表", rows)).record)) == {"渠道清淤", "物资更新", "堤防加固"}


_SPLIT = """项目名称 | 渠道清淤 | < | < | < | <
当年预算（万元） | 50.00 | 本级安排（万元） | 40.00 | 上级补助（万元） | {}
年度绩效目标 | 疏浚渠道。 | < | < | < | <
一级指标 | 二级指标 | 三级指标 | < | 指标值 | <
产出指标 | 数量指标 | 清淤里程 | < | ≥8公里 | <"""


@pytest.mark.parametrize(("above", "inferred"), [("10.00", False), ("", True)])
def test_money_without_a_form_has_no_level_where_a_form_divides_it(above: str, inferred: bool, tmp_path: Path) -> None:
    rows = "项目名称 | 合计 | 一般公共预算\n渠道清淤 | 50.00 | 50.00\n堤防加固 | 15.00 | 15.00"
    found = _read(tmp_path, ("项目支出表", rows), ("项目支出绩效目标表", _SPLIT.format(above))).record
    (fund,) = next(p for p in found.projects if p.name == "堤防加固").funds
    assert (fund.level_resolution == "inferred") is inferred and (fund.label == "一般公共预算") is not inferred


# --- files that are no tables by themselves -----------------------------------------------------------------------------

_LINED_UP = """部门支出总表
部门：化德县水利局                    单位：万元
科目编码  科目名称      合计      基本支出  项目支出
213       农林水支出    1,209.00  5.00      1,204.00
21303     水利          1,209.00  5.00      1,204.00
2130301   行政运行      5.00      5.00
2130314   防汛          1,204.00            1,204.00
          合  计        1,209.00  5.00      1,204.00
"""


def test_text_lined_up_with_blanks_is_a_table(tmp_path: Path) -> None:
    found = _text(tmp_path, _LINED_UP)
    assert not found.issues
    assert [(line["code"], line["total"], line["basic"], line["project"]) for line in to_json(found)["function_lines"]] == [
        ("213", "12090000.00", "50000.00", "12040000.00"),
        ("21303", "12090000.00", "50000.00", "12040000.00"),
        ("2130301", "50000.00", "50000.00", ""),
        ("2130314", "12040000.00", "", "12040000.00"),
    ]
    assert to_json(found)["totals"]["project"] == "12040000.00"


def test_text_whose_columns_meet_stays_text_and_is_told(tmp_path: Path) -> None:
    shifted = _LINED_UP.replace("2130314   防汛          1,204.00            1,204.00", "2130314   防汛     1,204.00    1,204.00")
    found = _text(tmp_path, shifted)
    assert not found.facts and "text.table-lost" in _codes(found)


def test_rows_with_其中_belong_to_the_lined_up_table(tmp_path: Path) -> None:
    text = "“三公”经费支出表\n单位：万元\n项目                    2023年预算数  2024年预算数\n合计                    6.20          5.50\n"
    text += "公务接待费              0.70          0.50\n公务用车购置及运行费    5.50          5.00\n"
    text += "其中：公务用车购置费    0.00          0.00\n公务用车运行费          5.50          5.00\n"
    assert to_json(_text(tmp_path, text))["three_public"]["vehicle_running"] == "50000.00"


def test_separated_values_of_several_tables_in_one_file(tmp_path: Path) -> None:
    text = "支出总表\n单位：万元\n科目编码,科目名称,合计,基本支出,项目支出\n213,农林水支出,9.00,5.00,4.00\n21303,水利,9.00,5.00,4.00\n"
    text += "合计,,9.00,5.00,4.00\n\n项目支出表\n单位：万元\n项目名称,合计,一般公共预算\n渠道清淤,3.00,3.00\n堤防加固,1.00,1.00\n"
    found = _text(tmp_path, text, "x.csv")
    assert [line.code for line in found.function_lines] == ["213", "21303"] and set(_projects(found)) == {"渠道清淤", "堤防加固"}


def _facts_of(facts: tuple[BudgetFact, ...]) -> set[str]:
    return {fact.table_kind for fact in facts}


def test_tables_beside_each_other_in_a_sheet_are_two(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    left: list[list[object]] = [["支出总表"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    left += [["213", "农林水支出", 9.0, 5.0, 4.0], ["合计", None, 9.0, 5.0, 4.0]]
    right: list[list[object]] = [["项目支出表"], ["项目名称", "合计", "一般公共预算"], ["渠道清淤", 3.0, 3.0]]
    right += [["堤防加固", 1.0, 1.0], ["合计", 4.0, 4.0]]
    sheet.append([_COVER, None, None, "单位：万元"])
    for row in range(5):
        beside = left[row] if row < len(left) else []
        sheet.append([*beside, *[None] * (6 - len(beside)), *right[row]])
    book.save(tmp_path / "x.xlsx")
    found = read_document(tmp_path / "x.xlsx")
    assert _facts_of(found.facts) == {"function_expenditure", "project_expenditure"}
    assert set(_projects(found)) == {"渠道清淤", "堤防加固"} and [line.code for line in found.function_lines] == ["213"]
