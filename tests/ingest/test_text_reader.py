"""The text reader: encodings, tables by tab or pipe, and what is refused."""

import pytest

from ingest.blocks import Heading, Paragraph, Table
from ingest.readers import read
from ontology.errors import ReadError

_LINES = "某某市教育局 2023 年度部门预算\n\n单位：万元\n\n科目编码\t科目名称\t合计\n205\t教育支出\t12.50\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_same_text_in_any_encoding_gives_the_same_blocks(encoding: str) -> None:
    blocks = read(_LINES.encode(encoding))
    assert [type(b) for b in blocks.blocks] == [Paragraph, Paragraph, Table]
    table = blocks.blocks[-1]
    assert isinstance(table, Table)
    assert [[c.text for c in r] for r in table.rows] == [["科目编码", "科目名称", "合计"], ["205", "教育支出", "12.50"]]
    assert (table.rows[1][2].line_start, table.rows[1][2].column) == (6, 3)


def test_markdown_pipes_are_a_table_and_its_rule_is_not_a_row() -> None:
    blocks = read("| 科目编码 | 合计 |\n|---|---:|\n| 205 | 1.0 |\n".encode())
    table = blocks.blocks[0]
    assert isinstance(table, Table) and [[c.text for c in r] for r in table.rows] == [["科目编码", "合计"], ["205", "1.0"]]


def test_a_unit_broken_over_two_lines_is_one_line() -> None:
    texts = [
        b.text for b in read("单位：万\n元\n\n第一部分 概况\n一、主要职责\n负责管理\n工作。\n".encode()).blocks if not isinstance(b, Table)
    ]
    assert texts == ["单位：万元", "第一部分 概况", "一、主要职责", "负责管理工作。"]


def test_lines_with_labels_and_items_of_a_list_stand_alone() -> None:
    """Nobody ends such a line with a full stop."""
    lines = [
        "项目名称：旅游宣传推广经费",
        "项目承担单位：某县文化体育广播电视和旅游局",
        "资金分配情况：节庆活动100.00万元，媒体宣传60.00万元",
        "资金执行时间：2024年1月-12月",
        "（一）县级财政拨款40.00万元。其余由省级承担",
        "（二）省级财政拨款120.00万元",
        "1．采购健身器材。用于乡镇和社区",
        "①安装调试",
        "一是组织验收",
    ]
    assert [b.text for b in read("\n".join(lines).encode()).blocks if not isinstance(b, Table)] == lines


def test_a_sentence_that_a_line_break_cut_goes_on_whatever_it_begins_with() -> None:
    text = "项目概况：支出358.04万元，比上年减少\n12.46万元，主\n要原因是：压减一般性支出，其\n中：差旅费2.5\n万元"
    (paragraph,) = read(text.encode()).blocks
    assert isinstance(paragraph, Paragraph) and paragraph.text == text.replace("\n", "")


def test_headings_know_their_level() -> None:
    levels = [
        (b.text, b.level) for b in read("第二部分 预算表\n\n一、收支总表\n\n（一）说明\n\n表三\n".encode()).blocks if isinstance(b, Heading)
    ]
    assert levels == [("第二部分 预算表", 1), ("一、收支总表", 2), ("（一）说明", 3), ("表三", 5)]


def test_form_feeds_count_pages() -> None:
    blocks = read("甲\n\f乙\n".encode())
    assert [b.page for b in blocks.blocks if not isinstance(b, Table)] == [1, 2] and blocks.pages == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00\x01\x02\x03" * 50, "read.binary"),
        (b"%PDF-1.7 ...", "read.pdf-damaged"),
        (b"PK\x03\x04....", "read.damaged"),
        (bytes(range(128, 256)) * 20, "read.encoding"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.code == code and caught.value.hint
