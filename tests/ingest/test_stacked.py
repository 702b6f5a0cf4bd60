"""Amounts that a table's body stacks in one cell, without lines between its rows."""

from ingest import readers
from ingest.blocks import Table
from tests.ingest.test_pdf_reader import Cells, draw, made

STACKED: Cells = {
    (0, 0, 1, 1): "科目编码",
    (0, 1, 1, 1): "科目名称",
    (0, 2, 1, 1): "合计",
    (0, 3, 1, 1): "基本支出",
    (0, 4, 1, 1): "项目支出",
    (1, 0, 1, 1): "2010308\n2080505\n2210201",
    (1, 1, 1, 1): "信访事务\n养老保险\n住房公积金",
    (1, 2, 1, 1): "1,529.41\n36.84\n20.00",
    (1, 3, 1, 1): "1,445.13\n36.84\n20.00",
    (1, 4, 1, 1): "",
    (2, 0, 1, 2): "合计",
    (2, 2, 1, 1): "1,586.25",
    (2, 3, 1, 1): "1,501.97",
    (2, 4, 1, 1): "84.28",
}


def test_amounts_stacked_in_a_body_without_lines_are_rows() -> None:
    blocks = readers.read(made(lambda c: draw(c, STACKED, ys=(100, 130, 190, 220))))
    (table,) = [b for b in blocks.blocks if isinstance(b, Table)]
    assert [[c.text for c in row] for row in table.rows[1:]] == [
        ["2010308", "信访事务", "1,529.41", "1,445.13", ""],
        ["2080505", "养老保险", "36.84", "36.84", ""],
        ["2210201", "住房公积金", "20.00", "20.00", ""],
        ["合计", "1,586.25", "1,501.97", "84.28"],
    ]
    assert [row[0].row for row in table.rows] == [1, 2, 3, 4, 5] and blocks.issues == ()
    tops = [row[0].box[1] for row in table.rows if row[0].box]
    assert tops == sorted(tops) and len(set(tops)) == 5


def test_stacked_amounts_whose_rows_are_not_plain_stay_and_are_told() -> None:
    """A name that takes two lines: which amounts are its own?"""
    unequal = STACKED | {(1, 1, 1, 1): "信访事务\n机关事业单位\n养老保险\n住房公积金"}
    blocks = readers.read(made(lambda c: draw(c, unequal, ys=(100, 130, 190, 220))))
    (table,) = [b for b in blocks.blocks if isinstance(b, Table)]
    assert len(table.rows) == 3 and table.rows[1][2].text == "1,529.41 36.84 20.00"
    assert [i.code for i in blocks.issues] == ["read.stacked"] and "第 1 页" in blocks.issues[0].message
