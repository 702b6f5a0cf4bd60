"""Target forms that a page break cuts: below a page's head, inside a word."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.blocks import Block, Blocks, Cell, Heading, Paragraph, Row, Table
from ingest.read import read_document
from ingest.tables.grids import LogicalTable, join_tables
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

EDGES = (50.0, 80.0, 120.0, 200.0, 320.0, 420.0, 540.0)
"""Left edges of six columns, and the right edge."""


def _rows(*lines: Sequence[tuple[str, int, int]], page: int) -> tuple[Row, ...]:
    """Rows of (text, first column, columns), counted in the columns that the page itself shows."""
    shown = sorted({x for line in lines for _, first, wide in line for x in (first, first + wide)})
    number = {place: at for at, place in enumerate(shown, start=1)}
    return tuple(
        tuple(
            Cell(
                n, number[first], text, page=page, colspan=number[first + wide] - number[first],
                box=(EDGES[first - 1], 100.0 * n, EDGES[first + wide - 1], 100.0 * n + 100),
            )
            for text, first, wide in line
        )
        for n, line in enumerate(lines, start=1)
    )  # fmt: skip


def _joined(head: tuple[Row, ...], rest: tuple[Row, ...], between: str | None = None) -> list[LogicalTable]:
    line = [Paragraph(between, None, None, 2)] if between else []
    title = Heading("项目支出绩效自评表", 5, None, 1)
    blocks: list[Block] = [title, Table(head, None, None, 1, spans_known=True), *line, Table(rest, None, None, 2, spans_known=True)]
    return join_tables(Blocks(tuple(blocks), "application/pdf", None, 2, 0))[0]


HEAD = _rows(
    [("项目名称", 1, 2), ("学生生活补助", 3, 4)],
    [("主管部门", 1, 2), ("鄂伦春自治旗教育局", 3, 4)],
    [("项目资金（万元）", 1, 2), ("年度资金总额", 3, 1), ("420.0", 4, 2), ("436.8", 6, 1)],
    page=1,
)
REST = _rows(
    [("", 1, 2), ("其中：上级补助", 3, 1), ("400.0", 4, 2), ("416.8", 6, 1)],
    [("绩效指标", 1, 1), ("一级指标", 2, 1), ("二级指标", 3, 1), ("三级指标", 4, 1), ("指标值", 5, 1), ("完成值", 6, 1)],
    [("", 1, 1), ("产出指标", 2, 1), ("数量指标", 3, 1), ("补助人次", 4, 1), ("≥3000人次", 5, 1), ("3120人次", 6, 1)],
    page=2,
)


@pytest.mark.parametrize(
    ("line", "tables"), [("格尔木市教育局2024年部门预算", 1), ("附表3", 2), ("项目支出绩效目标表", 2), ("单位：万元", 2)]
)
def test_the_head_of_a_page_does_not_part_a_form(line: str, tables: int) -> None:
    assert len(_joined(HEAD, REST, line)) == tables


def test_words_that_a_page_break_cut_are_whole() -> None:
    cut = _rows(
        [("项目名称", 1, 2), ("学生生活补助", 3, 4)],
        [("绩效", 1, 1), ("一级", 2, 1), ("二级指标", 3, 1), ("三级指标", 4, 1), ("指标值", 5, 1), ("完成值", 6, 1)],
        page=1,
    )
    rest = _rows(
        [("指标", 1, 1), ("指标", 2, 1), ("", 3, 1), ("", 4, 1), ("", 5, 1), ("", 6, 1)],
        [("", 1, 1), ("产出指标", 2, 1), ("数量指标", 3, 1), ("补助人次", 4, 1), ("≥90", 5, 1), ("3120人次", 6, 1)],
        page=2,
    )
    (table,) = _joined(cut, rest)
    assert [[c.text for c in row] for row in table.rows[1:]] == [
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "完成值"],
        ["", "产出指标", "数量指标", "补助人次", "≥90", "3120人次"],
    ]


def test_headings_printed_again_are_no_second_halves() -> None:
    again = _rows(
        [("绩效指标", 1, 1), ("一级指标", 2, 1), ("二级指标", 3, 1), ("三级指标", 4, 1), ("指标值", 5, 1), ("完成值", 6, 1)],
        [("", 1, 1), ("效益指标", 2, 1), ("社会效益指标", 3, 1), ("巩固率", 4, 1), ("≥98", 5, 1), ("99", 6, 1)],
        page=2,
    )
    (table,) = _joined(tuple((*HEAD, *_again(REST[1:], len(HEAD)))), again)
    assert [c.text for c in table.rows[len(HEAD) + 1]][4:] == ["≥3000人次", "3120人次"]
    assert [c.text for c in table.rows[-2]] == ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "完成值"]


def _again(rows: Sequence[Row], after: int) -> list[Row]:
    return [tuple(replace(c, row=after + n, page=1) for c in row) for n, row in enumerate(rows, start=1)]


@pytest.mark.parametrize("format", ["docx", "pdf"])
def test_a_form_goes_on_under_its_title_marked_as_continued(format: str, tmp_path: Path) -> None:
    first = "项目名称 | 天然林保护 | < | <\n一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 数量指标 | 造林面积 | ≥120亩"
    rest = (
        "一级指标 | 二级指标 | 三级指标 | 指标值\n产出指标 | 质量指标 | 成活率 | ≥85%\n满意度指标 | 服务对象满意度指标 | 林农满意度 | ≥90%"
    )
    titles = ("项目支出绩效目标表", "项目支出绩效目标表（续表）")
    parts = [part for title, rows in zip(titles, (first, rest), strict=True) for part in (Paragraph(title, None, None), table(rows))]
    name, data = rendered_in(format, "x", [Sheet("", (Paragraph("如皋市林业局2025年部门预算", None, None), *parts))])
    (tmp_path / name).write_bytes(data)
    record = read_document(tmp_path / name)
    assert [(p.name, [i.name for i in p.indicators]) for p in record.projects] == [("天然林保护", ["造林面积", "成活率", "林农满意度"])]
