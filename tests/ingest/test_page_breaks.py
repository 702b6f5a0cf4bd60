"""Target forms that a page break cuts: below a page's head, inside a word, a cell, above columns that the first page does not show.

The files in data/page_breaks are prints of a browser, each with the break in another place; every form reads as if it were whole.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import docx
import pytest

from ingest.blocks import Block, Blocks, Cell, Heading, Paragraph, Row, Table
from ingest.read import read_document
from ingest.tables.cut_cells import with_overflow, with_whole_cells
from ingest.tables.edges import in_one_grid
from ingest.tables.grids import LogicalTable, join_tables
from ontology.records import DisclosureRecord
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

PRINTED = Path(__file__).parent / "data" / "page_breaks"

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


@cache
def _printed(name: str) -> DisclosureRecord:
    return read_document(PRINTED / f"{name}.pdf")


STUDENTS = {
    ("年度资金总额", "budget"): 4_200_000, ("年度资金总额", "adjusted"): 4_368_000, ("年度资金总额", "final"): 4_301_000,
    ("当年财政拨款", "budget"): 4_000_000, ("当年财政拨款", "adjusted"): 4_168_000, ("当年财政拨款", "final"): 4_113_000,
    ("上年结转资金", "budget"): 200_000, ("上年结转资金", "adjusted"): 200_000, ("上年结转资金", "final"): 188_000,
}  # fmt: skip
ROADS = {
    ("年度资金总额", "budget"): 15_000_000, ("年度资金总额", "adjusted"): 14_800_000, ("年度资金总额", "final"): 11_205_000,
    ("一般公共预算", "budget"): 10_000_000, ("一般公共预算", "adjusted"): 9_800_000, ("一般公共预算", "final"): 9_005_000,
    ("政府性基金预算", "budget"): 3_000_000, ("政府性基金预算", "adjusted"): 3_000_000, ("政府性基金预算", "final"): 1_200_000,
    ("其他资金", "budget"): 2_000_000, ("其他资金", "adjusted"): 2_000_000, ("其他资金", "final"): 1_000_000,
}  # fmt: skip
GOAL = "按照国家规定的标准足额发放家庭经济困难学生生活补助，做到应助尽助，确保学生不因家庭经济困难而失学，进一步巩固义务教育普及成果。"
DONE = "全年发放补助3120人次，覆盖全部建档立卡等家庭经济困难学生，资金按时足额发放到位，未发生因贫失学的情况。"
INDICATORS = [
    ("产出指标", "数量指标", "发放家庭经济困难学生生活补助人次", "≥3000人次"),
    ("产出指标", "时效指标", "补助资金发放时间", "每学期结束前发放到位"),
    ("满意度指标", "服务对象满意度指标", "受助学生及学生家长满意度", "≥90%"),
]
BRIDGES = [
    ("产出指标", "数量指标", "检测农村公路桥梁座数", "≥58座"),
    ("产出指标", "数量指标", "加固改造四类危桥座数", "≥3座"),
    ("效益指标", "社会效益指标", "桥梁安全运行状况改善情况", "明显改善"),
]


@pytest.mark.parametrize(
    ("name", "amounts"),
    [("columns", STUDENTS), ("goal", STUDENTS), ("label", ROADS)],
    ids=["the head shows fewer columns than the next page", "within the goals", "within the label that states the unit"],
)
def test_a_self_assessment_cut_by_a_page_reads_as_if_it_were_whole(name: str, amounts: dict[tuple[str, str], int]) -> None:
    record = _printed(name)
    assert {(f.label, f.phase): f.amount.yuan for f in record.facts} == amounts
    (project,) = record.projects
    assert [(g.text, g.achieved) for g in project.goals] == [(GOAL, DONE)]
    assert [(i.level1, i.level2, i.name, i.raw_value) for i in project.indicators] == INDICATORS


@pytest.mark.parametrize("name", ["list", "merged"])
def test_a_list_with_repeated_heads_goes_on_in_the_cells_that_the_page_cut(name: str) -> None:
    roads, bridges = _printed(name).projects
    assert (roads.name, [g.text for g in roads.goals]) == (
        "农村公路养护工程", ["养护农村公路128公里，路面技术状况保持良好水平，群众出行条件持续改善。"]
    )  # fmt: skip
    assert [(i.level1, i.level2, i.name, i.raw_value) for i in roads.indicators] == INDICATORS
    assert (bridges.name, [g.text for g in bridges.goals]) == ("桥梁检测与加固", ["检测桥梁58座，加固四类桥梁3座。"])
    assert [(i.level1, i.level2, i.name, i.raw_value) for i in bridges.indicators] == BRIDGES


FULL, WIDE = 0.4, 6.0
"""Letters that a line has room for."""


def _break(above: Sequence[tuple[str, float]], below: Sequence[str], spans: int = 1) -> tuple[list[str], list[str], list[str]]:
    """The texts above and below a break, and those left in doubt; `spans` are the rows of the first cell below."""
    up = tuple(Cell(1, n, text, room=room) for n, (text, room) in enumerate(above, start=1))
    down = tuple(Cell(1, n, text, rowspan=spans if n == 1 else 1) for n, text in enumerate(below, start=1))
    more = tuple(Cell(2, n, f"后一行{n}") for n in range(1 if spans == 1 else 2, len(below) + 1))
    done = with_whole_cells([up], [down, more], 0, one_grid=True)
    return [c.text for c in done.above[0]], [c.text for c in done.below[0]], [c.text for c in done.doubtful]


def test_the_rest_of_a_row_is_no_row() -> None:
    above, below, doubtful = _break([("数量指标", WIDE), ("发表高水平论", FULL), ("≥12篇", WIDE)], ["", "文数", ""])
    assert (above, doubtful) == (["数量指标", "发表高水平论文数", "≥12篇"], [])
    assert below == ["后一行1", "后一行2", "后一行3"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([("数量指标", WIDE), ("组织开展业务培训场次", FULL), ("≥12场次", WIDE)], ["质量指标", "补助对象认定准确率", "100%"]),
        ([("数量指标", WIDE), ("业务培训", WIDE), ("≥12场次", WIDE)], ["", "资料印刷册", ""]),
        ([("年度目标", WIDE), ("目标1：完成全县集中供水工程的维修养护，", FULL)], ["", "目标2：更换老旧管网9.8公里。"]),
        ([("农村公路养护工程", FULL), ("86.00", WIDE)], ["桥梁检测与加固", "45.20"]),
    ],
    ids=["levels and values of its own", "the line above had room", "a mark of a list", "an amount of its own"],
)
def test_a_row_of_its_own_is_not_joined(above: Sequence[tuple[str, float]], below: Sequence[str]) -> None:
    assert _break(above, below)[:2] == ([text for text, _ in above], list(below))


def test_a_sentence_that_may_go_on_is_left_and_told() -> None:
    above, below, doubtful = _break([("", WIDE), ("完成全县供水工程的维修养护和改造。", FULL)], ["", "更换老旧管网，保障饮水安全。"])
    assert (above[1], below[1], doubtful) == ("完成全县供水工程的维修养护和改造。", below[1], ["更换老旧管网，保障饮水安全。"])


def test_a_merged_cell_goes_on_beside_rows_of_their_own() -> None:
    up = (
        Cell(1, 1, "养护工程", rowspan=2, room=WIDE),
        Cell(1, 2, "路面技术状况保持良好水平，群", rowspan=2, room=FULL),
        Cell(1, 3, "里程"),
    )
    down = (Cell(1, 1, "", rowspan=2), Cell(1, 2, "众出行条件改善", rowspan=2), Cell(1, 3, "及时率"))
    done = with_whole_cells([up, (Cell(2, 3, "座数"),)], [down, (Cell(2, 3, "满意度"),)], 0, one_grid=True)
    assert [c.text for c in done.above[0]] == ["养护工程", "路面技术状况保持良好水平，群众出行条件改善", "里程"]
    assert [c.text for c in done.below[0]] == ["", "", "及时率"]


def test_a_line_right_below_the_last_cell_is_its_text() -> None:
    row = (Cell(1, 1, "项目资金", page=1, box=(50, 100, 110, 130), room=1.0), Cell(1, 2, "900", page=1, box=(110, 100, 300, 130), room=20))
    grown = with_overflow([row], Paragraph("（万元）", None, None, 1, (55, 129, 100, 141)))
    assert grown is not None and grown[0][0].text == "项目资金（万元）"
    assert with_overflow([row], Paragraph("填报人：", None, None, 1, (55, 129, 100, 141))) is None
    assert with_overflow([row], Paragraph("（万元）", None, None, 1, (55, 160, 100, 172))) is None


def test_pages_of_other_tables_are_not_counted_in_one_grid() -> None:
    one = _rows([("a", 1, 1), ("b", 2, 1), ("c", 3, 4)], page=1)
    assert in_one_grid(one, _rows([("a", 1, 1), ("b", 2, 2), ("c", 4, 3)], page=2)) is not None
    other = tuple(replace(c, box=(x, 0, x2, 9)) for c, (x, x2) in zip(one[0], ((50, 97), (97, 260), (260, 540)), strict=True))
    assert in_one_grid(one, (other,)) is None


def test_amounts_below_a_head_with_other_columns_are_told_not_guessed(tmp_path: Path) -> None:
    """A Word document whose next page is a table of its own, with one column more and no heads."""
    head = [["项目名称", "学生生活补助", "", "", ""], ["主管部门", "某某市教育局", "", "", ""]]
    heads = ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数"]
    rest = [["", "", "年度资金总额", "420.0", "436.8", "430.1"], ["", "", "其中：上级补助", "400.0", "416.8", "—"]]
    goal = ["年度总体目标", "足额发放补助，不因贫失学。", "", "", "", ""]
    levels = [
        ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "完成值"],
        ["", "产出指标", "数量指标", "补助人次", "≥3000人次", "3120"],
    ]
    document = docx.Document()
    document.add_heading("某某市教育局2023年度项目支出绩效自评表", 1)
    for rows in ([*head, heads], [*rest, goal, *levels]):
        table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph()
    path = tmp_path / "two-tables.docx"
    document.save(str(path))
    record = read_document(path)
    assert {(f.label, f.phase): f.amount.yuan for f in record.facts} == {
        ("年度资金总额", "budget"): 4_200_000, ("年度资金总额", "adjusted"): 4_368_000, ("年度资金总额", "final"): 4_301_000
    }  # fmt: skip
    assert [i.source and i.source.text for i in record.issues if i.code == "targets.no-column"] == ["400.0", "416.8"]


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
