"""Figures that could pass for others, or get lost, without anyone being told. Names and figures are invented."""

from pathlib import Path

import openpyxl
import pytest

from budgetkg.contract import to_json
from ingest.read import read_document
from ontology.records import BudgetFact, DisclosureRecord

_COVER = "彰武县水利局2024年部门预算\n\n"


def record(tmp_path: Path, text: str, cover: str = _COVER) -> DisclosureRecord:
    path = tmp_path / "x.txt"
    path.write_text(cover + text, "utf-8")
    return read_document(path)


def workbook(tmp_path: Path, rows: list[list[object]], cover: str = "彰武县水利局2024年部门预算") -> DisclosureRecord:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([cover])
    sheet.append([])
    for row in rows:
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    return read_document(tmp_path / "x.xlsx")


def codes(found: DisclosureRecord) -> set[str]:
    return {i.code for i in found.issues}


def said(fact: BudgetFact) -> tuple[str, str, str, bool]:
    return (fact.label, fact.side, fact.amount.text, fact.carried_over)


_YEARS = "科目编码\t科目名称\t{}\t{}\n301\t工资福利支出\t8.00\t9.00\n30101\t基本工资\t8.00\t9.00\n"


def test_the_last_year_that_columns_of_budgets_are_of_is_the_documents(tmp_path: Path) -> None:
    cover = "单位名称：彰武县水利局\n\n一般公共预算基本支出表\n\n单位：万元\n\n"
    found = record(tmp_path, _YEARS.format("2023年预算数", "2024年预算数"), cover)
    assert found.document.fiscal_year == 2024
    assert [(line["name"], line["total"]) for line in to_json(found)["economic_lines"]] == [
        ("工资福利支出", "90000.00"),
        ("基本工资", "90000.00"),
    ]


@pytest.mark.parametrize("heads", [("2023年执行数", "预算数"), ("2025年规划数", "预算数")])
def test_other_years_over_columns_are_not_the_documents(heads: tuple[str, str], tmp_path: Path) -> None:
    found = record(tmp_path, _YEARS.format(*heads), "单位名称：彰武县水利局\n\n一般公共预算基本支出表\n\n单位：万元\n\n")
    assert found.document.fiscal_year is None and "document.year" in codes(found)


def test_the_year_before_an_unknown_year_is_not_read(tmp_path: Path) -> None:
    head = "单位名称：彰武县水利局\n\n支出总表\n\n单位：万元\n\n科目编码\t科目名称\t上年预算数\t合计\t基本支出\n"
    found = record(tmp_path, "213\t农林水支出\t7.00\t9.00\t8.00\n", head)
    assert {f.amount.text for f in found.facts} == {"9.00", "8.00"}
    assert "table.no-year" in codes(found)


_STATEMENT = "财政拨款收支总表\n\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n"


@pytest.mark.parametrize(
    "rows",
    [
        "一、本年收入\t90.00\t农林水支出\t96.00\n（一）一般公共预算拨款\t80.00\t\t\n（二）政府性基金预算拨款\t10.00\t\t\n"
        "二、上年结转\t6.00\t\t\n（一）一般公共预算拨款\t4.00\t\t\n（二）政府性基金预算拨款\t2.00\t\t\n收入总计\t96.00\t支出总计\t96.00\n",
        "一、一般公共预算财政拨款\t80.00\t农林水支出\t96.00\n二、政府性基金预算财政拨款\t10.00\t\t\n本年收入合计\t90.00\t本年支出合计\t96.00\n"
        "年初财政拨款结转和结余\t6.00\t\t\n一、一般公共预算财政拨款\t4.00\t\t\n二、政府性基金预算财政拨款\t2.00\t\t\n总计\t96.00\t总计\t96.00\n",
    ],
)
def test_the_parts_of_a_carry_over_are_carried_over(rows: str, tmp_path: Path) -> None:
    found = record(tmp_path, _STATEMENT + rows)
    by_text = {f.amount.text: (f.nature, f.carried_over) for f in found.facts if f.side == "income" and f.row_role == "line"}
    assert {text: by_text[text] for text in ("80.00", "10.00", "4.00", "2.00")} == {
        "80.00": ("general_public_budget", False),
        "10.00": ("government_fund", False),
        "4.00": ("general_public_budget", True),
        "2.00": ("government_fund", True),
    }


def test_a_fund_below_a_carry_over_that_it_is_no_part_of_is_of_the_year(tmp_path: Path) -> None:
    rows = "一、上年结转\t6.00\t农林水支出\t96.00\n二、一般公共预算拨款\t90.00\t\t\n收入总计\t96.00\t支出总计\t96.00\n"
    found = record(tmp_path, _STATEMENT + rows)
    assert ("二、一般公共预算拨款", "income", "90.00", False) in set(map(said, found.facts))


def test_income_and_spending_of_a_fund_in_a_final_account(tmp_path: Path) -> None:
    title = "政府性基金预算财政拨款收入支出决算表\n\n金额单位：万元\n\n"
    head = "项目\t\t年初结转和结余\t本年收入\t本年支出\t\t\t年末结转和结余\n功能分类科目编码\t科目名称\t\t\t小计\t基本支出\t项目支出\t\n"
    found = record(tmp_path, title + head + "229\t其他支出\t5.00\t20.00\t22.00\t\t22.00\t3.00\n", "彰武县水利局2023年度部门决算\n\n")
    assert {(f.amount.text, f.side, f.measure, f.carried_over) for f in found.facts} == {
        ("5.00", "income", "total", True),
        ("20.00", "income", "total", False),
        ("22.00", "expenditure", "total", False),
        ("22.00", "expenditure", "project", False),
    }
    assert {f.nature for f in found.facts} == {"government_fund"}


_HEAD: list[list[object]] = [["支出总表"], ["单位：万元"], ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
_LINES: list[list[object]] = [["213", "农林水支出", 9.0, 5.0, 4.0], ["21303", "水利", 9.0, 5.0, 4.0]]


def test_a_header_printed_again_within_a_sheet_is_passed_over(tmp_path: Path) -> None:
    found = workbook(tmp_path, [*_HEAD, _LINES[0], _HEAD[-1], _LINES[1]])
    assert [line.code for line in found.function_lines] == ["213", "21303"]
    assert not codes(found) & {"table.amount", "table.unread-cell"}


def test_numbers_of_columns_are_no_amounts_in_whatever_order(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n**\t**\t1\t3\t2\n213\t农林水支出\t9.00\t5.00\t4.00\n",
    )
    assert {f.amount.text for f in found.facts} == {"9.00", "5.00", "4.00"}


def test_a_masked_name_is_no_row_of_numbers(tmp_path: Path) -> None:
    found = record(tmp_path, "项目支出表\n\n单位：万元\n\n项目名称\t合计\t一般公共预算\n***\t12\t12\n水库维修\t30\t30\n")
    assert {f.amount.text for f in found.facts} == {"12", "30"}


_SUMMARY: list[list[object]] = [["收支总表"], ["单位：万元"], ["收入", None, "支出", None], ["项目", "预算数", "项目", "预算数"]]


def test_zeros_beside_a_blank_name_are_no_total(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["一、一般公共预算拨款收入", 9.0, "农林水支出", 9.0],
        ["二、事业收入", "0.00", None, "0.00"],
        ["收入总计", 9.0, "支出总计", 9.0],
    ]
    found = workbook(tmp_path, [*_SUMMARY, *rows])
    assert [(f.label, f.amount.text) for f in found.facts if f.side == "expenditure"] == [("农林水支出", "9"), ("支出总计", "9")]


def test_an_amount_beside_a_blank_name_is_told(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["一、一般公共预算拨款收入", 9.0, "农林水支出", 5.0],
        ["二、事业收入", 0.0, None, 4.0],
        ["收入总计", 9.0, "支出总计", 9.0],
    ]
    found = workbook(tmp_path, [*_SUMMARY, *rows])
    assert "table.unnamed-row" in codes(found) and "4" not in {f.amount.text for f in found.facts}


def test_a_blank_row_of_a_sheet_does_not_make_another_statement(tmp_path: Path) -> None:
    head: list[list[object]] = [
        ["财政拨款收支总表"],
        ["单位：万元"],
        ["收入", None, "支出", None],
        ["项目", "预算数", "项目（按支出功能分类）", "预算数"],
    ]
    rows: list[list[object]] = [
        ["一、一般公共预算拨款", 9.0, "一、农林水支出", 6.0],
        [None, None, "二、交通运输支出", None],
        [],
        [None, None, "三、金融支出", None],
        [None, None, "四、住房保障支出", 3.0],
        ["收入总计", 9.0, "支出总计", 9.0],
    ]
    found = workbook(tmp_path, [*head, [], *rows])
    assert [(t.kind, t.cells_reported) for t in found.tables] == [("fiscal_summary", 0)]
    assert {f.nature for f in found.facts if f.side == "expenditure"} == {"fiscal_appropriation"}
    assert found.totals.expenditure is not None and found.totals.expenditure.amount.text == "9"


def test_a_caption_written_into_every_cell_is_a_caption(tmp_path: Path) -> None:
    rows = [[row[0]] * 5 if len(row) == 1 else row for row in _HEAD]
    found = workbook(tmp_path, [*rows, *_LINES])
    assert [(line.code, line.total and line.total.amount.contract) for line in found.function_lines] == [
        ("213", "90000.00"),
        ("21303", "90000.00"),
    ]


def test_amounts_that_print_their_unit_are_no_targets(tmp_path: Path) -> None:
    rows = "合计\t3.85万元\t3.30万元\n1.因公出国（境）费\t0.00万元\t0.00万元\n2.公务接待费\t0.85万元\t0.80万元\n"
    rows += "3.公务用车购置及运行费\t3.00万元\t2.50万元\n"
    found = record(tmp_path, "“三公”经费支出表\n\n单位：万元\n\n项目\t2023年预算数\t2024年预算数\n" + rows)
    assert not found.projects and [t.kind for t in found.tables] == ["three_public"]
    assert to_json(found)["three_public"]["total"] == "33000.00"


_ROWS = [
    ("213", "农林水支出", "9.00", "5.00", "4.00"),
    ("21303", "水利", "8.00", "5.00", "3.00"),
    ("21399", "其他农林水支出", "1.00", "0.00", "1.00"),
]


@pytest.mark.parametrize("gap", ["   ", " ", "\n"])
def test_a_table_that_lost_its_columns_is_told(gap: str, tmp_path: Path) -> None:
    said = "2024年收入预算9.00万元，支出预算9.00万元，其中基本支出5.00万元、项目支出4.00万元，下降1.20%。\n\n"
    found = record(tmp_path, said + "支出总表\n单位：万元\n" + "\n".join(gap.join(row) for row in _ROWS) + "\n")
    issue = next(i for i in found.issues if i.code == "text.table-lost")
    assert "9 个数没有读" in issue.message and issue.source and issue.source.line_start


def test_running_text_is_no_lost_table(tmp_path: Path) -> None:
    text = "收入预算9.00万元，支出预算9.00万元，增长1.25%。基本支出5.00 万元，项目支出4.00万元，完成率98.50%；"
    text += "水库3.20座，造林1,200.50亩，标准12.50元/人。\n\n"
    assert "text.table-lost" not in codes(
        record(tmp_path, text * 3 + "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n213\t农林水支出\t9.00\n")
    )


def test_a_row_that_lost_a_cell_is_not_read_into_other_columns(tmp_path: Path) -> None:
    head = "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n合计\t9.00\t5.00\t4.00\n"
    found = record(tmp_path, head + "\n".join("\t".join(row) for row in _ROWS) + "\n")
    assert "table.displaced" in codes(found)
    assert not [f for f in found.facts if f.row_role == "total"] and len(found.function_lines) == 3


def test_rows_of_several_lengths_without_a_blank_are_told(tmp_path: Path) -> None:
    head = "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    short = "\n221\t住房保障支出\t2.00\t2.00\n22102\t住房改革支出\t2.00\t2.00\n"
    assert "table.ragged" in codes(record(tmp_path, head + "\n".join("\t".join(row) for row in _ROWS) + short))
    blank = "\n221\t住房保障支出\t2.00\t\t2.00\n22102\t住房改革支出\t2.00\t2.00\n229\t其他支出\t1.00\t1.00\n"
    assert "table.ragged" not in codes(record(tmp_path, head + "\n".join("\t".join(row) for row in _ROWS) + blank))


def test_amounts_of_a_passage_on_performance_that_nothing_claims_are_counted(tmp_path: Path) -> None:
    said = "2024年实行绩效目标管理的项目2个，涉及资金100.00万元。其中：水库维修项目60.00万元，河道清淤项目40.00万元。\n\n"
    found = record(tmp_path, said + "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n213\t农林水支出\t9.00\n")
    assert [c.amount and c.amount.text for c in found.claims if c.subject == "performance_managed"] == ["100.00"]
    assert [i.message for i in found.issues if i.code == "claims.undecided"] == ["说明文字中有 2 个金额没有读懂所指，未列为陈述"]


_FINAL = "彰武县水利局2023年度部门决算\n\n"


@pytest.mark.parametrize(
    "row",
    ["2130304\t\t\t水利行业业务管理\t9.00\t5.00\t4.00\n", "213\t03\t04\t水利行业业务管理\t9.00\t5.00\t4.00\n"],
)
def test_a_row_that_numbers_columns_beside_class_group_and_item_is_a_heading(row: str, tmp_path: Path) -> None:
    head = "支出决算表\n\n单位：万元\n\n项目\t\t\t\t本年支出合计\t基本支出\t项目支出\n"
    head += "功能分类科目编码\t\t\t科目名称\t\t\t\n类\t款\t项\t栏次\t1\t2\t3\n"
    found = record(tmp_path, head + "\t\t\t合计\t9.00\t5.00\t4.00\n" + row, _FINAL)
    assert {f.amount.text for f in found.facts} == {"9.00", "5.00", "4.00"}
    assert [(line.code, line.total and line.total.amount.text) for line in found.function_lines] == [("2130304", "9.00")]


def test_what_is_left_at_the_end_of_a_year_is_no_expenditure(tmp_path: Path) -> None:
    title = "一般公共预算财政拨款收入支出决算表\n\n单位：万元\n\n"
    head = "功能分类科目编码\t科目名称\t年初结转和结余\t\t本年收入\t\t本年支出\t\t\t年末结转和结余\t\n"
    head += "\t\t合计\t项目支出结转和结余\t合计\t项目支出\t合计\t基本支出\t项目支出\t合计\t项目支出结转和结余\n"
    found = record(tmp_path, title + head + "213\t农林水支出\t6.00\t6.00\t20.00\t15.00\t22.00\t5.00\t17.00\t4.00\t4.00\n", _FINAL)
    assert {(f.amount.text, f.side, f.carried_over) for f in found.facts} == {
        ("6.00", "income", True),
        ("20.00", "income", False),
        ("15.00", "income", False),
        ("22.00", "expenditure", False),
        ("5.00", "expenditure", False),
        ("17.00", "expenditure", False),
    }
    assert {(f.table_kind, f.nature) for f in found.facts} == {("general_budget_expenditure", "general_public_budget")}
    assert [(line.code, line.total and line.total.amount.text) for line in found.function_lines] == [("213", "22.00")]


def test_the_fund_beside_a_row_says_more_than_the_appropriation_over_the_column(tmp_path: Path) -> None:
    head = "财政拨款收支总体情况表\n\n单位：万元\n\n财政拨款收入\t\t财政拨款支出\t\n项目\t合计\t功能分类\t合计\n"
    rows = (
        "财政拨款（补助）\t9.00\t213 农林水支出\t9.00\n一般公共预算\t7.00\t\t\n政府性基金预算\t2.00\t\t\n收入总计\t9.00\t支出总计\t9.00\n"
    )
    found = record(tmp_path, head + rows)
    assert {f.label: f.nature for f in found.facts if f.side == "income"} == {
        "财政拨款（补助）": "fiscal_appropriation",
        "一般公共预算": "general_public_budget",
        "政府性基金预算": "government_fund",
        "收入总计": "fiscal_appropriation",
    }


def test_a_carry_over_with_a_remark_in_brackets_is_one(tmp_path: Path) -> None:
    rows = "一般公共预算\t7.00\t农林水支出\t9.00\n单位上年结余（不包括国库集中支付额度结余）\t2.00\t\t\n收入总计\t9.00\t支出总计\t9.00\n"
    found = record(tmp_path, "部门收支总体情况表\n\n单位：万元\n\n收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n" + rows)
    assert [f.amount.text for f in found.facts if f.carried_over] == ["2.00"]


def test_a_list_of_projects_by_kind_of_spending_is_one(tmp_path: Path) -> None:
    head = (
        "项目支出情况表\n\n单位：万元\n\n科目编码\t\t\t科目名称\t项目名称\t项目支出合计\t商品和服务支出\t资本性支出\n类\t款\t项\t\t\t\t\t\n"
    )
    found = record(tmp_path, head + "213\t03\t05\t水利工程建设\t水库维修\t9.00\t4.00\t5.00\n")
    assert [t.kind for t in found.tables] == ["project_expenditure"]
    assert [(p.name, p.amount and p.amount.text) for p in found.projects] == [("水库维修", "9.00")]


def test_a_remark_is_not_what_a_row_is_called(tmp_path: Path) -> None:
    head = "“三公”经费支出表\n\n单位：万元\n\n合计\t因公出国（境）费\t公务接待费\t公务用车运行维护费\t备注\n"
    found = record(tmp_path, head + "3.00\t0.00\t1.00\t2.00\t按实际需要安排\n")
    assert {f.label for f in found.facts} == {"合计"}


_OF_ONE = "支出总表\n\n{}单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
_OF_ONE += "合计\t\t{n}.00\t{n}.00\t\n213\t农林水支出\t{n}.00\t{n}.00\t\n\n"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "第一部分 彰武县林业和草原局2024年部门预算\n\n" + _OF_ONE.format("", n=7),
            "第二部分 彰武县水利局2024年部门预算\n\n" + _OF_ONE.format("", n=9),
        ),
        (_OF_ONE.format("部门名称：彰武县林业和草原局\n\n", n=7), _OF_ONE.format("部门名称：彰武县水利局\n\n", n=9)),
    ],
)
def test_tables_of_another_department_do_not_count_as_the_publishers(first: str, second: str, tmp_path: Path) -> None:
    found = record(tmp_path, first + second, "彰武县水利局2024年部门预算\n\n")
    assert found.agency and found.agency.name == "彰武县水利局"
    assert to_json(found)["totals"]["basic"] == "90000.00" and [line["total"] for line in to_json(found)["function_lines"]] == ["90000.00"]
    issue = next(i for i in found.issues if i.code == "document.several-agencies")
    assert "1 张表" in issue.message and "彰武县林业和草原局" in issue.message


@pytest.mark.parametrize("name", ["县水利局", "彰武县水利局本级", "彰武县水利局（机关）", "水利局"])
def test_the_publishers_other_names_are_no_other_department(name: str, tmp_path: Path) -> None:
    found = record(tmp_path, _OF_ONE.format("部门名称：彰武县水利局\n\n", n=9) + _OF_ONE.format(f"部门名称：{name}\n\n", n=9))
    assert "document.several-agencies" not in codes(found)


@pytest.mark.parametrize(
    ("title", "nature"),
    [
        ("一般公共预算基本支出表", "general_public_budget"),
        ("财政拨款基本支出表（经济科目）", "fiscal_appropriation"),
        ("部门基本支出预算表", None),
    ],
)
def test_basic_expenditure_is_of_the_fund_that_its_title_names(title: str, nature: str | None, tmp_path: Path) -> None:
    found = record(tmp_path, f"{title}\n\n单位：万元\n\n科目编码\t科目名称\t合计\t人员经费\t公用经费\n301\t工资福利支出\t9.00\t9.00\t\n")
    assert {f.nature for f in found.facts} == {nature} and len(found.economic_lines) == 1
