"""Fragments joined over page breaks, and what stands around a table."""

import pytest

from ingest.blocks import Paragraph
from ingest.readers import read
from ingest.tables.captions import table_title
from ingest.tables.grids import LogicalTable, join_tables
from ingest.tables.page_lines import watermarks
from tests.ingest.rendered import as_html, table

_HEAD = "科目编码\t科目名称\t合计\t基本支出\t项目支出\n"


def tables(text: str) -> list[LogicalTable]:
    return join_tables(read(text.encode()))[0]


def test_a_page_without_header_continues_the_table() -> None:
    found = tables(_HEAD + "205\t教育支出\t3\t1\t2\n\n20502\t普通教育\t3\t1\t2\n")
    assert len(found) == 1 and found[0].fragments == [0, 2] and [r[0].row for r in found[0].rows] == [1, 2, 3]


def test_a_repeated_header_is_marked_and_the_running_head_passed_over() -> None:
    page = "501001 某区教育局本级\n\n预算年度：2023\n\n单位：万元\n\n" + _HEAD
    found = tables("单位预算支出总表\n\n" + page + "205\t教育支出\t3\t1\t2\n\n" + page + "20502\t普通教育\t3\t1\t2\n")
    assert len(found) == 1 and found[0].repeated == {2} and found[0].unit == "万元"


def test_the_same_columns_under_another_title_are_another_table() -> None:
    found = tables("支出总表\n\n" + _HEAD + "205\t教育支出\t3\t1\t2\n\n政府性基金预算支出表\n\n" + _HEAD + "212\t城乡社区支出\t0\t0\t0\n")
    assert [t.title for t in found] == ["支出总表", "政府性基金预算支出表"]


def test_rows_that_do_not_fit_the_columns_are_no_continuation() -> None:
    found = tables(_HEAD + "205\t教育支出\t3\t1\t2\n\n收入总计\t1,135.98\t支出总计\t1,135.98\t84.28\n")
    assert len(found) == 2


def test_a_form_cut_below_its_first_rows_goes_on_with_a_row_of_amount_headings() -> None:
    """项目资金 | 年初预算数 | 全年预算数 looks like the header of a table of its own."""
    head = "项目名称 | 校舍维修 | < | < | < | < | < | <\n主管部门 | 某市教育局 | < | < | 实施单位 | 某市教育局 | < | <"
    money = (
        "项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分\n^ | 年度资金总额 | 58 | 58 | 58 | 10 | 100% | 10"
    )
    goal = "年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <\n^ | 完成维修。 | < | < | 已完成。 | < | < | <"
    title = Paragraph("项目支出绩效自评表", None, None)
    found = join_tables(read(as_html([title, table(head), table(f"{money}\n{goal}")])))[0]
    assert [len(t.rows) for t in found] == [6]


def test_the_next_form_begins_a_new_table() -> None:
    form = "项目名称\t校舍维修\n主管部门\t某市教育局\n年度目标\t完成维修\n"
    assert len(tables(form + "\n" + form.replace("校舍维修", "营养餐"))) == 2


def test_a_watermark_between_pages_does_not_cut_the_table() -> None:
    mark = "内部资料\n\n"
    found = tables(mark * 3 + _HEAD + "205\t教育支出\t3\t1\t2\n\n" + mark + "20502\t普通教育\t3\t1\t2\n")
    assert len(found) == 1 and len(found[0].rows) == 3


def test_repeated_titles_are_no_watermark() -> None:
    blocks = read(("项目支出绩效目标申报表\n\n" * 4 + "内部资料\n\n" * 3).encode())
    assert watermarks(blocks.blocks) == {"内部资料"}


@pytest.mark.parametrize(
    ("gap", "title"),
    [
        (["表三", "2023年支出总表", "单位名称：某局", "单位：万元"], "2023年支出总表"),
        (["项目支出绩效目标申报表", "(2023 年度)", "金额单位：万元"], "项目支出绩效目标申报表"),
        (["一般公共预算支出表 单位：万元"], "一般公共预算支出表"),
        (["附件2"], ""),
    ],
)
def test_titles(gap: list[str], title: str) -> None:
    assert table_title(gap) == title


def test_a_sentence_cut_by_a_page_is_one_paragraph_and_a_label_line_is_not() -> None:
    text = "本部门二〇二三年收入预算合计一千万元，其中一般公共预算拨款\n\n收入九百万元。\n\n单位：万元\n"
    prose = join_tables(read(text.encode()))[1]
    assert [b.text for b in prose] == ["本部门二〇二三年收入预算合计一千万元，其中一般公共预算拨款收入九百万元。", "单位：万元"]


def test_labelled_lines_and_items_apart_by_a_blank_line_are_paragraphs_of_their_own() -> None:
    """None of them ends with a full stop, as if a page had cut a sentence."""
    lines = [
        "项目承担单位：某县文化体育广播电视和旅游局及所属单位",
        "资金分配情况：节庆活动100.00万元，媒体宣传60.00万元",
        "资金执行时间：2024年1月开始，12月底以前全部执行完毕",
        "（一）县级财政拨款四十万元，其余由省级承担。用于宣传推广",
        "（二）省级财政拨款一百二十万元",
    ]
    assert [b.text for b in join_tables(read("\n\n".join(lines).encode()))[1]] == lines


def test_a_sentence_that_a_page_cut_goes_on_with_a_reason() -> None:
    _, prose = join_tables(read("项目概况：本年支出比上年减少十二万四千六百元，主\n\n要原因是：压减一般性支出。\n".encode()))
    assert len(prose) == 1
