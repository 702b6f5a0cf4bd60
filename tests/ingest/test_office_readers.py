"""What the office readers take from a file: every format's own ways to print a table, a number, a heading."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pytest
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from ingest.blocks import Blocks, Cell, Heading, Paragraph, Table
from ingest.readers import read
from ingest.readers.grid import table_of
from ingest.readers.number_format import plain, shown
from tests.ingest.rendered import as_docx, as_html, as_xlsx, table


def saved(thing: Any) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def texts(blocks: Blocks) -> list[str]:
    return [b.text for b in blocks.blocks if not isinstance(b, Table)]


def grids(blocks: Blocks) -> list[list[list[str]]]:
    return [[[c.text for c in row] for row in b.rows] for b in blocks.blocks if isinstance(b, Table)]


def codes(blocks: Blocks) -> list[str]:
    return [i.code for i in blocks.issues]


# --- all formats ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [as_docx, as_html, as_xlsx])
def test_merged_cells_stand_at_their_first_place_with_their_spans(draw: Callable[..., bytes]) -> None:
    (found,) = (b for b in read(draw([table("甲 | 乙 | <\n^ | 丙 | 丁\n戊 | | 己")])).blocks if isinstance(b, Table))
    cells = [(c.row, c.column, c.text, c.rowspan, c.colspan) for r in found.rows for c in r]
    assert found.spans_known and cells == [
        (1, 1, "甲", 2, 1), (1, 2, "乙", 1, 2), (2, 2, "丙", 1, 1), (2, 3, "丁", 1, 1), (3, 1, "戊", 1, 1), (3, 2, "", 1, 1),
        (3, 3, "己", 1, 1),
    ]  # fmt: skip


@given(
    st.lists(
        st.builds(
            Cell,
            st.integers(1, 6),
            st.integers(1, 6),
            st.sampled_from(["", "a", "b"]),
            rowspan=st.integers(1, 9),
            colspan=st.integers(1, 9),
        ),
        max_size=20,
    )
)
def test_whatever_a_file_says_no_two_cells_share_a_place(cells: list[Cell]) -> None:
    made = table_of(cells, None)
    if made is None:
        assert not any(c.text for c in cells)
        return
    places = [
        (r, c) for row in made.rows for x in row for r in range(x.row, x.row + x.rowspan) for c in range(x.column, x.column + x.colspan)
    ]
    assert len(places) == len(set(places)) and all(made.rows)
    assert max(r for r, _ in places) == len(made.rows)


# --- workbooks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1381300, "#,##0.00", "1,381,300.00"),
        (42.14000000001, "General", "42.14"),
        (0.1 + 0.2, "General", "0.3"),
        (138.1349, "0.00", "138.1349"),
        (0.95, "0%", "95%"),
        (0.4476, "0.00%", "44.76%"),
        (3, "00", "03"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
        (-1234.5, "#,##0.00;[Red]#,##0.00", "-1,234.50"),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00"),
        (0, "#,##0.00;-#,##0.00;;@", ""),
        (123456, "0!.0,", "12.3456"),
        (12.5, '0.0"万元"', "12.5万元"),
        (0.9, '"≥"0%', "≥90%"),
        (45292, "yyyy-mm-dd", "2024-01-01"),
        (45292, 'yyyy"年"m"月"d"日"', "2024年1月1日"),
        (45292, 'yyyy"年"m"月"', "2024年1月"),
        (2023, "General", "2023"),
    ],
)
def test_numbers_read_as_they_print(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@given(st.decimals(min_value=-(10**10), max_value=10**10, places=4))
def test_no_amount_changes_on_its_way_through_a_binary_fraction(amount: Decimal) -> None:
    assert Decimal(plain(float(amount))) == amount


def test_a_sheet_is_cut_into_titles_tables_and_notes() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "表一 收支总表"
    for row in [
        [None, "2024年收支总表"],
        [None, "部门：某局", None, "单位：万元"],
        [None, "项目", "预算数", "比上年"],
        [None, "教育\n支出", 12.5, 0.031],
        [None, "其他", 0.3, None],
        [None, "注：含上年结转。"],
        [],
        [None, "编码", "名称"],
        [None, "0205", "普通教育"],
    ]:
        sheet.append(row)
    sheet["D4"].number_format = "0.0%"
    found = read(saved(book))
    assert texts(found) == ["表一 收支总表", "2024年收支总表", "注：含上年结转。"]
    assert grids(found) == [
        [["部门：某局", "", "单位：万元"], ["项目", "预算数", "比上年"], ["教育支出", "12.5", "3.1%"], ["其他", "0.3", ""]],
        [["编码", "名称"], ["0205", "普通教育"]],
    ]
    assert isinstance(found.blocks[2], Table) and found.blocks[2].rows[2][1].line_start == 4


def test_what_is_hidden_is_left_out_and_told() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in [["项目", "上年", "本年"], ["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6]]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("旧").append(["甲", 9])
    book["旧"].sheet_state = "veryHidden"
    found = read(saved(book))
    assert grids(found) == [[["项目", "", "本年"], ["甲", "", "2"], ["丙", "", "6"]]]
    assert sorted(i.message for i in found.issues) == ["工作表“Sheet”隐藏的第 3 行、B 列没有读", "隐藏的工作表“旧”没有读"]


def test_formulas_give_their_kept_value_and_are_never_calculated() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["合计", "=1+2", "其中", '=WEBSERVICE("http://example.org")'])
    kept = patched(saved(book), "xl/worksheets/sheet1.xml", "<f>1+2</f><v></v>", "<f>1+2</f><v>3.5</v>", "<f>1+2</f><v />")
    found = read(kept)
    assert grids(found) == [[["合计", "3.5", "其中"]]]
    assert codes(found) == ["read.formula"] and "D1" in found.issues[0].message


def test_a_long_code_typed_in_as_a_number_is_told_and_no_code() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["编码", "名称"])
    sheet.append([41070222000000004802, "甲"])
    found = read(saved(book))
    assert codes(found) == ["read.lost-digits"] and grids(found)[0][1][0] == "4.10702E+19"


def test_old_workbooks_read_the_same() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表三")
    sheet.write_merge(0, 0, 0, 2, "支出总表")
    sheet.write_merge(1, 2, 0, 0, "项目")
    sheet.write_merge(1, 1, 1, 2, "金额")
    sheet.write(2, 1, "合计")
    sheet.write(2, 2, "占比")
    sheet.write(3, 0, "甲")
    sheet.write(3, 1, 1381300.5, xlwt.easyxf(num_format_str="#,##0.00"))
    sheet.write(3, 2, 0.95, xlwt.easyxf(num_format_str="0%"))
    hidden = book.add_sheet("旧")
    hidden.write(0, 0, "旧")
    hidden.visibility = 1
    found = read(saved(book))
    assert texts(found) == ["表三", "支出总表"] and found.media_type == "application/vnd.ms-excel"
    assert grids(found) == [[["项目", "金额"], ["合计", "占比"], ["甲", "1,381,300.50", "95%"]]]
    assert codes(found) == ["read.hidden"]


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gb18030", ","), ("utf-16", ";"), ("utf-8", "\t")])
def test_separated_values_in_their_dialects(encoding: str, delimiter: str) -> None:
    rows = [["支出总表", "", ""], ["项目", "合计", "说明"], ['"教育,\n支出"', '"1,381,300.00"', '"甲;乙"'], ["文化", "2.00", ""]]
    found = read("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    assert grids(found) == [[["项目", "合计", "说明"], ["教育,支出", "1,381,300.00", "甲;乙"], ["文化", "2.00", ""]]]
    assert texts(found) == ["支出总表"]


def test_prose_with_commas_is_no_table() -> None:
    found = read("一,二,三。\n今年,我局预算增加,主要是人员经费。\n四,五,六,七。\n".encode())
    assert not grids(found) and found.media_type == "text/plain"


# --- Word -------------------------------------------------------------------------------------------------------------


def word(body: str, **parts: str) -> bytes:
    """A document with this XML in its body."""
    document = docx.Document()
    for element in parse_xml(f"<w:body {nsdecls('w', 'wp', 'a')}>{body}</w:body>"):
        document.element.body.insert(len(document.element.body) - 1, element)
    return saved(document)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_deleted_moved_and_hidden_text_is_left_out() -> None:
    body = (
        f"<w:p>{run('预算')}<w:del w:id='1' w:author='a'><w:r><w:delText>旧</w:delText></w:r></w:del>"
        f"<w:ins w:id='2' w:author='a'>{run('新')}</w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del w:id='3' w:author='a'/></w:trPr><w:tc><w:p>{run('删')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{run('甲')}</w:p></w:tc><w:tc><w:p>{run('1')}</w:p><w:p>{run('行')}</w:p></w:tc></w:tr></w:tbl>"
    )
    found = read(word(body))
    assert texts(found) == ["预算新"] and grids(found) == [[["甲", "1行"]]]


def test_automatic_numbers_and_heading_styles() -> None:
    document = docx.Document()
    document.add_heading("部门概况", 1)
    for text in ("主要职责", "机构设置"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("（一）说明")
    found = read(saved(document))
    assert [(b.text, b.level) for b in found.blocks if isinstance(b, Heading)] == [
        ("部门概况", 1), ("1.主要职责", 4), ("2.机构设置", 4), ("（一）说明", 3)
    ]  # fmt: skip


def test_chinese_list_numbers_are_printed() -> None:
    document = docx.Document()
    for text in ("主要职责", "机构设置"):
        document.add_paragraph(text, style="List Number")
    numbered = patched(saved(document), "word/numbering.xml", '<w:numFmt w:val="decimal"/>', '<w:numFmt w:val="chineseCounting"/>')
    numbered = patched(numbered, "word/numbering.xml", '<w:lvlText w:val="%1."/>', '<w:lvlText w:val="%1、"/>')
    assert texts(read(numbered)) == ["一、主要职责", "二、机构设置"]


def test_a_table_in_a_cell_and_a_text_box() -> None:
    lines = f"<w:txbxContent><w:p>{run('单位：万元')}</w:p></w:txbxContent>"
    box = f"<w:r><w:pict><v:textbox xmlns:v='urn:schemas-microsoft-com:vml'>{lines}</v:textbox></w:pict></w:r>"
    inner = f"<w:tbl><w:tr><w:tc><w:p>{run('指标')}</w:p></w:tc><w:tc><w:p>{run('值')}</w:p></w:tc></w:tr></w:tbl>"
    body = (
        f"<w:p>{run('支出表')}{box}</w:p><w:tbl><w:tr><w:tc><w:p>{run('名称')}</w:p></w:tc><w:tc><w:p>{run('维修')}</w:p></w:tc></w:tr>"
        f"<w:tr><w:tc><w:p>{run('绩效')}</w:p></w:tc><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    )
    found = read(word(body))
    assert texts(found) == ["支出表", "单位：万元"]
    assert grids(found) == [[["名称", "维修"], ["绩效", ""]], [["指标", "值"]]]


# --- web pages --------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html><head><meta http-equiv="Content-Type"
content="text/html; charset=gb2312"><style>td{color:red}</style></head><body><table width=100%><tr><td>首页 &gt; 公开</td></tr><tr><td>
<div>某某市卫生健康委员会2023年部门预算</div>
<table border=1><tr><td rowspan="2">项目</td><td colspan=2>金 额</td></tr><tr><td>合<br>计</td>
<td>基本<script>x()</script>支出</td></tr><tr><td>卫生健康支出</td><td>1,000.00</td><td>&nbsp;</td></tr>
<tr><td rowspan=900 colspan=-3>合计</td>
<td>1,000.00</td><td style="display:none">9</td></tr></table><p>注：𰻝面<br/>后文</p></td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_page_of_layout_tables_in_any_encoding(encoding: str) -> None:
    found = read(PAGE.encode(encoding))
    assert texts(found) == ["首页 > 公开", "某某市卫生健康委员会2023年部门预算", "注：𰻝面", "后文"]
    assert grids(found) == [[["项目", "金 额"], ["合计", "基本支出"], ["卫生健康支出", "1,000.00", ""], ["合计", "1,000.00", ""]]]


def test_a_web_archive() -> None:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    part = "--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    data = f"{head}{part}{PAGE}\r\n--b--\r\n"
    assert grids(read(data.encode("gb18030"))) == grids(read(PAGE.encode("gb18030")))


def test_a_page_saved_as_a_workbook_is_a_page() -> None:
    found = read("<table><tr><td>项目</td><td>金额</td></tr></table>".encode())
    assert grids(found) == [[["项目", "金额"]]]


def test_paragraphs_and_rows_count_as_lines() -> None:
    found = read("<html><p>甲</p><table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table><p>乙</p></html>".encode())
    assert [b.line_start for b in found.blocks] == [1, 2, 4] and found.lines == 4
    assert isinstance(found.blocks[0], Paragraph)


def patched(data: bytes, part: str, old: str, new: str, also: str = "") -> bytes:
    """The package with a text of one part replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text = content.decode()
                assert old in text or (also and also in text), text[:2000]
                content = text.replace(old, new).replace(also or old, new).encode()
            target.writestr(name, content)
    return buffer.getvalue()
