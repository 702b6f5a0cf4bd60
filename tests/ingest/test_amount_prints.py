"""Prints of project lists and statements that differ in one thing each: what it means for the figures."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.blocks import Table, without_personal
from ingest.read import read_document
from ingest.readers import read
from ingest.targets.listed_amounts import listed_amounts
from ontology.records import DisclosureRecord
from tests.ingest.rendered import Part, as_docx, as_html, as_xlsx, lines, table

_COVER = "彰武县农业农村局2024年部门预算\n\n"
_LIST = "项目支出预算表\n\n单位：万元\n\n"


def record(tmp_path: Path, text: str, cover: str = _COVER) -> DisclosureRecord:
    path = tmp_path / "x.txt"
    path.write_text(cover + text, "utf-8")
    return read_document(path)


def projects(found: DisclosureRecord) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [(p["name"], p["amount"], [(f["label"], f["amount"]) for f in p["funds"]]) for p in to_json(found)["projects"]]


def codes(found: DisclosureRecord) -> set[str]:
    return {i.code for i in found.issues}


def test_a_row_for_each_source_of_a_project(tmp_path: Path) -> None:
    rows = "高标准农田\t小计\t30\n\t中央财政资金\t20\n\t县级财政资金\t10\n产业园\t县级财政资金\t5\n合计\t\t35\n"
    found = record(tmp_path, _LIST + "项目名称\t资金来源\t金额\n" + rows)
    assert projects(found) == [
        ("高标准农田", "300000.00", [("中央财政资金", "200000.00"), ("县级财政资金", "100000.00")]),
        ("产业园", "50000.00", [("县级财政资金", "50000.00")]),
    ]
    assert "project.summed" not in codes(found)


def test_sources_without_a_subtotal_are_added_and_told(tmp_path: Path) -> None:
    found = record(tmp_path, _LIST + "项目名称\t资金来源\t金额\n高标准农田\t一般公共预算\t20\n\t政府性基金预算\t10\n合计\t\t30\n")
    assert projects(found) == [("高标准农田", "300000.00", [("一般公共预算", "200000.00"), ("政府性基金预算", "100000.00")])]
    assert "project.summed" in codes(found)


def test_the_subtotal_of_a_projects_units_is_its_printed_amount(tmp_path: Path) -> None:
    rows = "低保\t某县民政局\t20\n\t某县救助站\t10\n\t小计\t30\n养老\t某县民政局\t7\n合计\t\t37\n"
    found = record(tmp_path, _LIST + "项目名称\t项目单位\t合计\n" + rows)
    assert [(name, amount) for name, amount, _ in projects(found)] == [("低保", "300000.00"), ("养老", "70000.00")]
    assert "project.summed" not in codes(found)


def test_the_inner_project_is_the_project(tmp_path: Path) -> None:
    rows = "农业生产\t小计\t30\n\t农机补贴\t20\n\t轮作\t10\n人居环境\t\t5\n合计\t\t35\n"
    found = record(tmp_path, _LIST + "一级项目\t二级项目\t金额\n" + rows)
    assert [(name, amount) for name, amount, _ in projects(found)] == [
        ("农机补贴", "200000.00"),
        ("轮作", "100000.00"),
        ("人居环境", "50000.00"),
    ]


def test_income_beside_expenditure_is_not_what_a_project_costs(tmp_path: Path) -> None:
    head = "项目名称\t年初结转和结余\t本年收入\t\t本年支出\t\t年末结转和结余\n\t\t小计\t财政拨款\t小计\t财政拨款\t\n"
    found = record(
        tmp_path, "项目收入支出决算表\n\n单位：万元\n\n" + head + "造林\t10\t50\t50\t56\t56\t4\n", "彰武县林业局2023年度部门决算\n\n"
    )
    assert projects(found) == [("造林", "560000.00", [("财政拨款", "560000.00")])]
    income = [(f.amount.text, f.carried_over) for f in found.facts if f.side == "income"]
    assert income == [("10", True), ("50", False), ("50", False)]  # what the year began with is no expenditure


def test_years_as_headings_are_amounts_of_their_years(tmp_path: Path) -> None:
    found = record(tmp_path, "项目三年规划\n\n单位：万元\n\n项目名称\t2024年\t2025年\n造林\t10\t20\n")
    assert [(f.fiscal_year, f.amount.text) for f in found.facts] == [(2024, "10"), (2025, "20")]
    assert projects(found)[0][1] == "100000.00"


def test_years_without_a_unit_are_no_amounts(tmp_path: Path) -> None:
    other = "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\n205\t教育支出\t1\t1\n"
    found = record(tmp_path, "主要指标完成情况\n\n项目名称\t2024年\t2025年\n造林面积\t10\t20\n\n" + other)
    assert {f.source.table for f in found.facts} == {2}


_CARS = "单位名称\t合计\t因公出国（境）费\t公务接待费\t{group}\n\t\t\t\t小计\t公务用车运行维护费\t公务用车购置\n"
_SPENT = "某县水利局\t14.88\t3.8\t2.48\t8.6\t6.6\t2\n"


def test_cars_by_whatever_words_they_are_bought_and_run(tmp_path: Path) -> None:
    text = "“三公”经费支出表\n\n单位：万元\n\n" + _CARS.format(group="公务用车运行维护费及购置费") + _SPENT
    three = to_json(record(tmp_path, text))["three_public"]
    assert (three["total"], three["vehicles"], three["vehicle_running"]) == ("148800.00", "86000.00", "66000.00")


def test_the_subtotal_of_a_group_that_nobody_knows_is_never_the_total(tmp_path: Path) -> None:
    text = "“三公”经费支出表\n\n单位：万元\n\n" + _CARS.format(group="机动车有关开支") + _SPENT
    assert to_json(record(tmp_path, text))["three_public"]["total"] == "148800.00"


def test_three_public_among_meetings_and_training(tmp_path: Path) -> None:
    rows = "合计\t15.6\n一、“三公”经费小计\t8.1\n公务接待费\t1.1\n公务用车购置及运行维护费\t7\n二、会议费\t2.5\n三、培训费\t5\n"
    text = "“三公”经费、会议费、培训费预算表\n\n单位：万元\n\n项目\t合计\n" + rows
    assert to_json(record(tmp_path, text))["three_public"]["total"] == "81000.00"


def test_the_only_budget_of_the_year_is_not_an_adjusted_one(tmp_path: Path) -> None:
    text = "基本支出明细表\n\n单位：元\n\n科目代码\t经济分类科目\t全年预算\n301\t工资福利支出\t300.00\n30101\t基本工资\t300.00\n"
    assert [(x["code"], x["total"]) for x in to_json(record(tmp_path, text))["economic_lines"]] == [("301", "300.00"), ("30101", "300.00")]


def test_classes_with_their_codes_under_a_heading_of_projects(tmp_path: Path) -> None:
    rows = "[205]教育支出\t10\t6\t4\n[20502]普通教育\t10\t6\t4\n[2050202]小学教育\t10\t6\t4\n"
    found = record(tmp_path, "部门支出总表\n\n单位：万元\n\n支出项目\t合计\t基本支出\t项目支出\n" + rows)
    assert [line.code for line in found.function_lines] == ["205", "20502", "2050202"] and not found.projects


def test_a_page_that_repeats_only_the_title_goes_on(tmp_path: Path) -> None:
    head = "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    first, second, third = "205\t教育支出\t30\t10\t20\n", "20502\t普通教育\t30\t10\t20\n", "合计\t\t30\t10\t20\n"
    found = record(tmp_path, f"{head}{first}\n- 2 -\n\n支出总表（续表）\n\n{second}\n- 3 -\n\n支出总表\n\n单位：万元\n\n{third}")
    assert [line.code for line in found.function_lines] == ["205", "20502"] and len(found.tables) == 1


def test_last_years_column_of_a_form_is_no_source(tmp_path: Path) -> None:
    text = (
        "项目支出绩效目标表\n\n项目名称\t课后服务\t\t\t\n资金（万元）\t年度资金总额：\t100\t上年预算数\t95\n"
        "\t其中：财政拨款：\t100\t\t95\n年度目标\t提供服务\t\t\t\n绩效指标\t一级指标\t二级指标\t三级指标\t指标值\n\t产出指标\t数量指标\t服务人数\t≥9人\n"
    )
    assert projects(record(tmp_path, text)) == [("课后服务", "1000000.00", [("财政拨款", "1000000.00")])]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("100.00万元，其中：上级补助70.00万元，本级配套30.00万元", ("100.00万元", [("上级补助", "70.00万元"), ("本级配套", "30.00万元")])),
        ("100万元（其中省级资金60万元、县级资金40万元）", ("100万元", [("省级资金", "60万元"), ("县级资金", "40万元")])),
        ("100万元，其中：上级补助70万元，本级配套20万元", None),  # does not add up
        ("100万元，其中：上级补助70元，本级配套30元", None),
        ("100万元", None),
    ],
)
def test_an_amount_and_its_parts_in_one_cell(text: str, said: object) -> None:
    assert listed_amounts(text) == said


@pytest.mark.parametrize("made", [as_docx, as_html, as_xlsx], ids=["docx", "html", "xlsx"])
def test_a_cell_keeps_the_lines_that_its_writer_broke(made: Callable[[Sequence[Part]], bytes]) -> None:
    content: list[Part] = [*lines("某县民政局2024年部门预算"), table("名称 | 金额\n培训人数⏎检查次数 | 1.00\n张某13800001111⏎李某 | 2.00")]
    blocks = without_personal(read(made(content)))
    (grid,) = [b for b in blocks.blocks if isinstance(b, Table)]
    assert (grid.rows[1][0].text, grid.rows[1][0].own_lines()) == ("培训人数检查次数", ("培训人数", "检查次数"))
    assert not any("13800001111" in line for row in grid.rows for cell in row for line in cell.lines)


def test_names_and_values_in_step_are_indicators_of_their_own(tmp_path: Path) -> None:
    form = table(
        "项目名称 | 普法 | < | < | <\n年度目标 | 普及法律 | < | < | <\n绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值\n"
        "^ | 产出指标 | 数量指标 | 培训人数⏎检查次数 | ≥100人次⏎≥5次\n^ | 效益指标 | 社会效益指标 | 群众法律⏎意识 | 有所⏎提高"
    )
    path = tmp_path / "x.docx"
    path.write_bytes(as_docx([*lines("某县司法局2024年部门预算\n项目支出绩效目标表"), form]))
    (found,) = read_document(path).projects
    assert [(i.name, i.raw_value) for i in found.indicators] == [
        ("培训人数", "≥100人次"), ("检查次数", "≥5次"), ("群众法律意识", "有所提高"),
    ]  # fmt: skip


def test_items_of_three_public_are_known_by_what_they_are_called(tmp_path: Path) -> None:
    """2.公务接待费预算; columns of bare years."""
    rows = "1.因公出国（境）费用预算\t0.00\t0.00\n2.公务接待费预算\t1.80\t2.20\n3.公务用车购置及运行费预算\t5.00\t5.00\n"
    rows += "其中：公务用车购置费预算\t0.00\t0.00\n公务用车运行费预算\t5.00\t5.00\n"
    head = "预算项目\t2024年预算\t2023年预算\n“三公”经费预算合计\t6.80\t7.20\n"
    told = to_json(record(tmp_path, "部门“三公”经费预算情况表\n\n单位：万元\n\n" + head + rows))["three_public"]
    assert (told["total"], told["reception"], told["vehicles"], told["vehicle_running"]) == ("68000.00", "18000.00", "50000.00", "50000.00")
    head = "项目\t2023年\t2024年\t增减变化原因\n三公经费总计\t10.00\t8.50\t压减\n公务接待\t3.00\t1.50\t减少\n因公出国\t7\t7\t\n"
    told = to_json(record(tmp_path, "“三公”经费增减变化情况表\n\n单位：万元\n\n" + head))["three_public"]
    assert (told["total"], told["reception"], told["abroad"]) == ("85000.00", "15000.00", "70000.00")


def test_a_year_and_final_account_without_figures_in_its_heading(tmp_path: Path) -> None:
    """2024年决算 heads amounts as 2024年决算数 does."""
    rows = "一、财政拨款收入\t96.00\t一、教育支出\t98.00\n本年收入合计\t96.00\t本年支出合计\t98.00\n"
    rows += "年初结转和结余\t4.00\t年末结转和结余\t2.00\n总计\t100.00\t总计\t100.00\n"
    head = "收入\t\t支出\t\n项目\t2024年决算\t项目\t2024年决算\n"
    found = record(tmp_path, "收入支出决算总表\n\n单位：万元\n\n" + head + rows, "彰武县林业局2024年度部门决算\n\n")
    totals = to_json(found)["totals"]
    assert (totals["income"], totals["expenditure"]) == ("1000000.00", "1000000.00")


def test_short_codes_beside_names_lie_below_the_class_above(tmp_path: Path) -> None:
    rows = "合计\t35.00\n301 工资福利支出\t30.00\n01 基本工资\t20.00\n02 津贴补贴\t10.00\n302 商品和服务支出\t5.00\n01 办公费\t5.00\n"
    found = record(tmp_path, "一般公共预算基本支出表\n\n单位：万元\n\n项目\t2024年预算\n" + rows)
    lines = [(line["code"], line["name"], line["total"]) for line in to_json(found)["economic_lines"]]
    assert ("30101", "基本工资", "200000.00") in lines and ("30201", "办公费", "50000.00") in lines and len(lines) == 5


def test_a_summary_by_unit_gives_the_totals_whatever_divides_it(tmp_path: Path) -> None:
    """Basic expenditure printed as staff and public only."""
    head = "单位名称\t总计\t基本支出\t\t项目支出\n\t\t人员经费\t公用经费\t\n"
    rows = "合计\t100.00\t50.00\t10.00\t40.00\n彰武县农业农村局\t70.00\t30.00\t5.00\t35.00\n彰武县种子站\t30.00\t20.00\t5.00\t5.00\n"
    totals = to_json(record(tmp_path, "部门支出总表\n\n单位：万元\n\n" + head + rows))["totals"]
    assert (totals["expenditure"], totals["basic"], totals["project"]) == ("1000000.00", "600000.00", "400000.00")
