"""OpenDocument spreadsheets and texts (ODS, ODT): what is printed is read, what is hidden or deleted is not."""

import io
import zipfile

import pytest

from ingest.blocks import Blocks, Heading, Table
from ingest.readers import read
from ontology.errors import ReadError

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style", "drawing")
)


def odf(kind: str, content: str, more: dict[str, str] | None = None) -> bytes:
    """A file of this kind with this inside office:document-content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}", zipfile.ZIP_STORED)
        archive.writestr("content.xml", f'<?xml version="1.0"?><office:document-content {_SPACES}>{content}</office:document-content>')
        archive.writestr("META-INF/manifest.xml", (more or {}).get("manifest", "<manifest/>"))
    return out.getvalue()


def ods(*tables: str, styles: str = "") -> bytes:
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    return odf("spreadsheet", f"<office:automatic-styles>{styles}</office:automatic-styles>{body}")


def odt(body: str, styles: str = "") -> bytes:
    whole = f"<office:body><office:text>{body}</office:text></office:body>"
    return odf("text", f"<office:automatic-styles>{styles}</office:automatic-styles>{whole}")


def sheet(*rows: str, name: str = "项目支出表", attributes: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{"".join(rows)}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(words: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}>{''.join(f'<text:p>{w}</text:p>' for w in words.split('|'))}</table:table-cell>"


def number(value: str, printed: str, kind: str = "float") -> str:
    return cell(printed, f'office:value-type="{kind}" office:value="{value}"')


def rows(found: Blocks) -> list[list[str]]:
    (table,) = (b for b in found.blocks if isinstance(b, Table))
    return [[c.text for c in r] for r in table.rows]


def test_cells_of_a_sheet_with_their_places() -> None:
    found = read(
        ods(
            sheet(
                row(cell("单位：万元"), '<table:table-cell table:number-columns-repeated="16383"/>'),
                row(
                    cell("项目", 'table:number-rows-spanned="2"'),
                    cell("金额", 'table:number-columns-spanned="2"'),
                    "<table:covered-table-cell/>",
                ),
                row("<table:covered-table-cell/>", cell("合计"), cell("其中：财政|拨款")),
                row(cell("信访<text:s/>工作"), number("12.5", "12.50"), number("0", "0.00")),
                row('<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1048572"'),
            )
        )
    )
    assert found.media_type.endswith("opendocument.spreadsheet") and found.pages == 1 and not found.issues
    heading, unit, table = found.blocks
    assert isinstance(heading, Heading) and heading.text == "项目支出表" and not isinstance(unit, Table) and unit.text == "单位：万元"
    assert isinstance(table, Table)
    assert [[(c.text, c.rowspan, c.colspan) for c in r] for r in table.rows] == [
        [("项目", 2, 1), ("金额", 1, 2)],
        [("合计", 1, 1), ("其中：财政拨款", 1, 1)],
        [("信访 工作", 1, 1), ("12.50", 1, 1), ("0.00", 1, 1)],
    ]
    assert table.rows[2][0].line_start == 4


@pytest.mark.parametrize(
    ("value", "printed", "kind", "expected"),
    [
        ("1381300", "1,381,300.00", "float", "1,381,300.00"),
        ("138.1349", "138.13", "float", "138.1349"),
        ("1234567.891", "1,234,567.89", "currency", "1,234,567.891"),
        ("0.955", "96%", "percentage", "95.5%"),
        ("0.95", "95%", "percentage", "95%"),
        ("123456", "12.35", "float", "12.35"),  # printed in another scale
        ("7", "007", "float", "007"),
        ("-1234.567", "-1,234.57", "float", "-1,234.567"),
        ("12.345", "12.35万元", "float", "12.345万元"),
        ("45047", "2023年5月1日", "float", "2023年5月1日"),
    ],
)
def test_a_number_is_read_as_printed_but_never_rounded(value: str, printed: str, kind: str, expected: str) -> None:
    found = read(ods(sheet(row(cell("项目"), cell("金额")), row(cell("甲"), number(value, printed, kind)))))
    assert rows(found)[1][1] == expected


def test_what_is_hidden_is_not_read_and_told() -> None:
    hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    found = read(
        ods(
            sheet(row(cell("底稿"), cell("1")), name="底稿", attributes='table:style-name="ta2"'),
            sheet(
                '<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>',
                row(cell("项目"), cell("内部编号"), cell("金额")),
                row(cell("甲"), cell("X1"), cell("1.00")),
                row(cell("乙"), cell("X2"), cell("2.00"), attributes='table:visibility="collapse"'),
            ),
            styles=hidden,
        )
    )
    assert rows(found) == [["项目", "", "金额"], ["甲", "", "1.00"]]
    assert [i.code for i in found.issues] == ["read.hidden", "read.hidden"] and "底稿" in found.issues[0].message


def test_a_code_that_lost_digits_is_told() -> None:
    found = read(ods(sheet(row(cell("编码"), cell("名称")), row(number("41058122000000100000", "41058122000000100000"), cell("甲")))))
    assert [i.code for i in found.issues] == ["read.lost-digits"]


def test_a_formula_without_a_value_is_told() -> None:
    found = read(ods(sheet(row(cell("项目"), cell("金额")), row(cell("甲"), '<table:table-cell table:formula="of:=1+1"/>'))))
    assert [i.code for i in found.issues] == ["read.formula"] and "B2" in found.issues[0].message


def test_a_row_repeated_without_end_is_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.ods.MAX_CELLS", 1_000)
    found = read(ods(sheet(row(cell("项目"), cell("金额"), attributes='table:number-rows-repeated="1000000"'))))
    assert [i.code for i in found.issues] == ["read.cut"]


def paragraph(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def test_paragraphs_headings_and_tables_of_a_text() -> None:
    table = (
        "<table:table><table:table-header-rows>"
        + row(cell("项目", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>")
        + "</table:table-header-rows>"
        + row(cell("甲|乙", 'table:number-rows-spanned="2"'), cell("1.00"))
        + row("<table:covered-table-cell/>", cell("2.00"))
        + "</table:table>"
    )
    body = (
        '<text:h text:outline-level="1">部门概况</text:h>'
        + paragraph("负责<text:span>管理</text:span>工作。")
        + table
        + paragraph("注：完")
    )
    found = read(odt(body))
    assert found.media_type.endswith("opendocument.text")
    heading, first, read_table, note = found.blocks
    assert isinstance(heading, Heading) and (heading.text, heading.level) == ("部门概况", 1)
    assert not isinstance(first, Table) and first.text == "负责管理工作。" and not isinstance(note, Table) and note.text == "注：完"
    assert isinstance(read_table, Table)
    assert [[(c.text, c.rowspan, c.colspan) for c in r] for r in read_table.rows] == [
        [("项目", 1, 2)],
        [("甲乙", 2, 1), ("1.00", 1, 1)],
        [("2.00", 1, 1)],
    ]


def test_numbers_of_lists_are_printed_and_so_are_read() -> None:
    level = '<text:list-level-style-number text:level="{}" style:num-format="{}" style:num-suffix="{}" style:num-prefix="{}"/>'
    levels = level.format(1, "一, 二, 三, ...", "、", "") + level.format(2, "1", "）", "（")
    styles = f'<text:list-style style:name="L1">{levels}</text:list-style>'

    def item(*inside: str) -> str:
        return f"<text:list-item>{''.join(inside)}</text:list-item>"

    inner = f"<text:list>{item(paragraph('基本支出'))}{item(paragraph('项目支出'))}</text:list>"
    body = (
        f'<text:list text:style-name="L1"><text:list-item>{paragraph("收入情况")}</text:list-item>'
        f"<text:list-item>{paragraph('支出情况')}{inner}</text:list-item></text:list>"
        f'<text:list text:style-name="L1" text:continue-numbering="true"><text:list-item>{paragraph("其他")}</text:list-item></text:list>'
    )
    body += f'<text:list text:style-name="L1">{item(paragraph("另一份名单"))}</text:list>'
    found = read(odt(body, styles))
    assert [b.text for b in found.blocks if not isinstance(b, Table)] == [
        "一、收入情况",
        "二、支出情况",
        "（1）基本支出",
        "（2）项目支出",
        "三、其他",
        "一、另一份名单",
    ]


def test_what_is_deleted_noted_or_hidden_is_not_read_and_boxes_are() -> None:
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion>{paragraph('删去的字')}</text:deletion></text:changed-region></text:tracked-changes>"
        + paragraph(f"正文<office:annotation>{paragraph('批注')}</office:annotation><text:note>{paragraph('脚注')}</text:note>在此")
        + paragraph(f"框外<drawing:frame><drawing:text-box>{paragraph('框内的字')}</drawing:text-box></drawing:frame>")
        + paragraph("前<text:hidden-text>藏</text:hidden-text>后")
    )
    assert [b.text for b in read(odt(body)).blocks if not isinstance(b, Table)] == ["正文在此", "框外", "框内的字", "前后"]


def test_a_password_and_other_kinds_are_refused_by_name() -> None:
    locked = '<manifest xmlns="m"><file-entry><encryption-data/></file-entry></manifest>'
    for kind, code in (("text", "read.encrypted"), ("spreadsheet", "read.encrypted"), ("presentation", "read.format")):
        with pytest.raises(ReadError) as caught:
            read(odf(kind, "", {"manifest": locked}))
        assert caught.value.code == code and caught.value.hint


@pytest.mark.parametrize("kind", ["table", "list", "section"])
def test_what_is_nested_without_end_is_cut_or_refused(kind: str) -> None:
    start, end = {
        "table": ("<table:table><table:table-row><table:table-cell>", "</table:table-cell></table:table-row></table:table>"),
        "list": ("<text:list><text:list-item>", "</text:list-item></text:list>"),
        "section": ("<text:section>", "</text:section>"),
    }[kind]
    for deep in (60, 5_000):
        try:
            assert [i.code for i in read(odt(start * deep + paragraph("甲") + end * deep)).issues] == ["read.cut"]
        except ReadError as error:
            assert error.hint
