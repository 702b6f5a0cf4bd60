"""PDF pages as Word, WPS and ONLYOFFICE print them: what is read from each, and what is not."""

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest import readers
from ingest.blocks import Blocks, Table
from ingest.read import read
from ingest.readers import ocr, pdf
from ingest.readers.page import Limits
from ingest.readers.pdf_page import opened, picture, read_page
from ingest.tables.grids import join_tables
from ontology.errors import ReadError
from tests.ingest import pdf_maker

WIDE, HIGH = 595.0, 842.0
Cells = dict[tuple[int, int, int, int], str]
"""Row, column, rows and columns taken → text."""

HEADER: Cells = {
    (0, 0, 2, 1): "科目编码",
    (0, 1, 2, 1): "科目名称",
    (0, 2, 1, 3): "2024年预算数",
    (1, 2, 1, 1): "合计",
    (1, 3, 1, 1): "基本支出",
    (1, 4, 1, 1): "项目支出",
    (2, 0, 1, 1): "2010308",
    (2, 1, 1, 1): "信访事务",
    (2, 2, 1, 1): "1,529.41",
    (2, 3, 1, 1): "1,445.13",
    (2, 4, 1, 1): "84.28",
}
XS, YS = (60.0, 130.0, 250.0, 340.0, 430.0, 520.0), (100.0, 130.0, 160.0, 190.0)


def lines(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
        canvas.line(a, HIGH - b, c, HIGH - d)


def thin_rectangles(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    for a, b, w, h in ((x0, y0, x1 - x0, 0.5), (x0, y1, x1 - x0, 0.5), (x0, y0, 0.5, y1 - y0), (x1, y0, 0.5, y1 - y0)):
        canvas.rect(a, HIGH - b - h, w, h, stroke=0, fill=1)


def borders(canvas: Canvas, box: tuple[float, float, float, float]) -> None:
    x0, y0, x1, y1 = box
    canvas.rect(x0, HIGH - y1, x1 - x0, y1 - y0, stroke=1, fill=0)


def draw(canvas: Canvas, cells: Cells, xs: Sequence[float] = XS, ys: Sequence[float] = YS, how: Callable[..., None] = lines) -> None:
    canvas.setFont(pdf_maker.register(), 9)
    for (row, column, high, wide), text in cells.items():
        x0, y0, x1, y1 = xs[column], ys[row], xs[column + wide], ys[row + high]
        how(canvas, (x0, y0, x1, y1))
        pieces = text.split("\n")
        for number, piece in enumerate(pieces):
            canvas.drawString(x0 + 3, HIGH - (y0 + y1) / 2 - 3 + 11 * ((len(pieces) - 1) / 2 - number), piece)


def made(*pages: Callable[[Canvas], None], wide: float = WIDE, **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(wide, HIGH), **options)
    for page in pages:
        canvas.setFont(pdf_maker.register(), 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def tables(data: bytes) -> list[Table]:
    return [b for b in readers.read(data).blocks if isinstance(b, Table)]


def spans(table: Table) -> Cells:
    return {(c.row - 1, c.column - 1, c.rowspan, c.colspan): c.text for r in table.rows for c in r}


def texts(blocks: Blocks) -> list[str]:
    return [b.text for b in blocks.blocks if not isinstance(b, Table)]


@pytest.mark.parametrize("how", [lines, thin_rectangles, borders])
def test_rules_of_every_kind_make_the_same_cells(how: Callable[..., None]) -> None:
    (table,) = tables(made(lambda c: draw(c, HEADER, how=how)))
    assert spans(table) == HEADER
    assert table.spans_known and {c.page for r in table.rows for c in r} == {1}


def test_a_cell_says_where_it_is_on_the_page() -> None:
    (table,) = tables(made(lambda c: draw(c, HEADER)))
    box = next(c.box for r in table.rows for c in r if c.text == "84.28")
    assert box == pytest.approx((430, 160, 520, 190), abs=1)


@pytest.mark.parametrize(("turned", "flag"), [(90, 90), (90, 0), (0, 90), (180, 0), (270, 90), (270, 270)])
def test_turned_pages_read_as_upright_ones(turned: int, flag: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(flag)
        canvas.translate(HIGH / 2, HIGH / 2)
        canvas.rotate(turned)
        canvas.translate(-HIGH / 2, -HIGH / 2)
        draw(canvas, HEADER)

    (table,) = tables(made(page, wide=HIGH))
    assert spans(table) == HEADER


def test_the_box_of_a_turned_page_is_the_displayed_one() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(90)  # shown sideways, read upright
        draw(canvas, HEADER)

    (table,) = tables(made(page, wide=HIGH))
    box = next(c.box for r in table.rows for c in r if c.text == "84.28")
    assert box == pytest.approx((HIGH - 190, 430, HIGH - 160, 520), abs=1)


def test_what_nobody_sees_is_not_read() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, HEADER)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.drawString(435, HIGH - 178, "99.99")  # white on white
        canvas.setFillColorRGB(0, 0, 0)
        hidden = canvas.beginText(345, HIGH - 178)
        hidden.setTextRenderMode(3)
        hidden.textOut("88.88")
        hidden.setTextRenderMode(0)
        canvas.drawText(hidden)
        canvas.setCropBox((0, 200, WIDE, HIGH))
        canvas.drawString(100, 100, "裁掉的话")

    data = made(page)
    (table,) = tables(data)
    assert spans(table) == HEADER
    assert texts(readers.read(data)) == []


def test_white_letters_on_a_dark_heading_are_read() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(60, HIGH - 160, 460, 60, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        draw(canvas, {k: t for k, t in HEADER.items() if k[0] < 2})
        canvas.setFillColorRGB(0, 0, 0)
        draw(canvas, {k: t for k, t in HEADER.items() if k[0] == 2})

    (table,) = tables(made(page))
    assert spans(table) == HEADER


def test_watermarks_across_a_table_leave_its_cells_alone() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, HEADER)
        canvas.setFillColorRGB(0.8, 0.8, 0.8)
        canvas.setFont(pdf_maker.register(), 60)
        canvas.drawString(80, HIGH - 170, "机密预览")
        canvas.translate(100, HIGH - 180)
        canvas.rotate(20)
        canvas.setFont(pdf_maker.register(), 14)
        canvas.drawString(0, 0, "仅供内部审核 123.45")

    data = made(page)
    (table,) = tables(data)
    assert spans(table) == HEADER
    found = readers.read(data)
    assert [i.code for i in found.issues] == ["read.overlaid"] and "“机密预览”" in found.issues[0].message
    assert {p.text for p in found.across} == {"机密预览", "仅供内部审核123.45"}


def test_letters_below_each_other_are_one_word_and_so_are_turned_ones() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, {(0, 0, 2, 1): "产\n出\n指\n标", (0, 1, 1, 1): "数量指标", (1, 1, 1, 1): "质量指标"}, (60, 80, 200), (100, 150, 200))
        draw(canvas, {(0, 0, 1, 1): "", (0, 1, 1, 1): "时效指标"}, (60, 80, 200), (300, 400))
        canvas.translate(73, HIGH - 370)
        canvas.rotate(90)
        canvas.drawString(0, 0, "效益指标")

    first, second = tables(made(page))
    assert first.rows[0][0].text == "产出指标" and first.rows[0][0].rowspan == 2
    assert second.rows[0][0].text == "效益指标"


def test_numbers_below_each_other_are_not_glued_to_one() -> None:
    """A number that its cell was too narrow for goes on; two numbers stay two."""
    cells: Cells = {(0, 0, 1, 1): "210110\n1", (0, 1, 1, 1): "12.50\n13.60", (0, 2, 1, 1): "120\n130"}
    (table,) = tables(made(lambda c: draw(c, cells, (60, 98, 140, 300), (100, 140))))
    assert [c.text for c in table.rows[0]] == ["2101101", "12.50 13.60", "120 130"]


def test_two_tables_on_a_page_and_the_text_between_them() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, HEADER)
        canvas.drawString(60, HIGH - 230, "二、三公经费情况表")
        draw(canvas, HEADER, ys=(260, 290, 320, 350))

    kinds = [type(b).__name__ for b in readers.read(made(page)).blocks]
    assert kinds == ["Table", "Heading", "Table"]


def test_tables_without_rules_at_the_sides_are_read_whole() -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, HEADER, how=lambda *_: None)
        for y in YS:
            canvas.line(XS[0], HIGH - y, XS[-1], HIGH - y)
        for x in XS[1:-1]:
            canvas.line(x, HIGH - YS[0], x, HIGH - YS[-1])

    (table,) = tables(made(page))
    assert [c.text for c in table.rows[-1]] == ["2010308", "信访事务", "1,529.41", "1,445.13", "84.28"]


def test_lines_become_paragraphs_and_page_furniture_goes() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(pdf_maker.register(), 9)
        canvas.drawString(60, HIGH - 40, "信访局二〇二四年预算公开")
        canvas.drawCentredString(WIDE / 2, 30, f"第 {canvas.getPageNumber()} 页")
        canvas.setFont(pdf_maker.register(), 12)
        canvas.drawString(84, HIGH - 100, "本部门负责" + "处理人民群众来信来访事项" * 3)
        canvas.drawString(60, HIGH - 120, "并督促检查。")
        canvas.drawString(84, HIGH - 140, "二是预算安排情况。")

    read_texts = texts(readers.read(made(page, page, page)))
    assert read_texts == ["本部门负责" + "处理人民群众来信来访事项" * 3 + "并督促检查。", "二是预算安排情况。"] * 3


TABLE_TOP = "部门支出总体情况表"


def budget(canvas: Canvas) -> None:
    canvas.drawString(200, HIGH - 60, "信访局2024年部门预算公开")
    canvas.drawString(200, HIGH - 80, TABLE_TOP)
    canvas.drawString(450, HIGH - 95, "单位：万元")
    draw(canvas, HEADER)


def continued(rows: Sequence[Sequence[str]]) -> Callable[[Canvas], None]:
    cells = {(r, c, 1, 1): text for r, row in enumerate(rows) for c, text in enumerate(row)}
    return lambda canvas: draw(canvas, cells, ys=[100 + 30.0 * r for r in range(len(rows) + 1)])


def test_a_table_goes_on_over_the_page_without_its_header(tmp_path: Path) -> None:
    more = continued([["2010350", "事业运行", "10.00", "10.00", ""], ["2080505", "养老保险", "20.00", "20.00", ""]])
    (tmp_path / "a.pdf").write_bytes(made(budget, more))
    found = read(tmp_path / "a.pdf")
    assert len(found.tables) == 1
    lines_ = {x.code: x.total.amount.yuan for x in found.record.function_lines if x.total}
    assert lines_ == {"2010308": 15294100, "2010350": 100000, "2080505": 200000}


def test_merged_cells_count_by_the_columns_they_take() -> None:
    first: Cells = {(0, k, 1, 1): text for k, text in enumerate(("甲方", "乙方", "九月", "十月"))}
    second: Cells = {(0, 0, 1, 2): "合计", (0, 2, 1, 2): "二十"}
    pages = [lambda c, cells=cells: draw(c, cells, ys=(100, 130)) for cells in (first, second)]
    joined, _ = join_tables(readers.read(made(*pages)))
    assert [[(c.column, c.colspan) for c in row] for table in joined for row in table.rows] == [
        [(1, 1), (2, 1), (3, 1), (4, 1)],
        [(1, 2), (3, 2)],
    ]


def test_a_row_that_the_page_cuts_is_one_row(tmp_path: Path) -> None:
    more = continued([["", "及综合治理", "", "", ""], ["2080505", "养老保险", "20.00", "20.00", ""]])
    (tmp_path / "a.pdf").write_bytes(made(budget, more))
    names = {x.code: x.name for x in read(tmp_path / "a.pdf").record.function_lines}
    assert names == {"2010308": "信访事务及综合治理", "2080505": "养老保险"}


def test_a_table_without_rules_is_read_by_its_columns(tmp_path: Path) -> None:
    rows = (
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("2010308", "信访事务", "1,529.41", "1,445.13", "84.28"),
        ("2080505", "机关事业单位养老保险", "36.84", "36.84", ""),
        ("2210201", "住房公积金", "20.00", "20.00", ""),
    )

    def page(canvas: Canvas) -> None:
        canvas.drawString(200, HIGH - 60, "信访局2024年部门预算公开")
        canvas.drawString(200, HIGH - 80, TABLE_TOP)
        canvas.drawString(450, HIGH - 95, "单位：万元")
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                y = HIGH - 120 - 20 * number
                if column < 2:
                    canvas.drawString(XS[column], y, text)
                else:
                    canvas.drawRightString(XS[column] + 70, y, text)
        canvas.drawString(60, HIGH - 230, "以上是预算安排情况。")

    (tmp_path / "a.pdf").write_bytes(made(page))
    found = read(tmp_path / "a.pdf")
    ((table),) = tables((tmp_path / "a.pdf").read_bytes())
    assert [tuple(c.text for c in r) for r in table.rows] == list(rows)
    assert not table.spans_known
    assert [x.code for x in found.record.function_lines] == ["2010308", "2080505", "2210201"]
    assert "read.unruled" in {i.code for i in found.record.issues}


def test_text_with_figures_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(6):
            canvas.drawString(60, HIGH - 100 - 18 * number, f"{number + 1}.信访事务支出 {number * 7}.25 万元，比上年增加 3.10 万元。")

    assert tables(made(page)) == []


# --- files that are not to be trusted ---------------------------------------------------------------------------------


def code_of(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        readers.read(data)
    assert caught.value.hint
    return caught.value.code


def test_an_encrypted_file_is_refused_by_name() -> None:
    assert code_of(made(budget, encrypt=StandardEncryption("secret"))) == "read.pdf-encrypted"


def test_a_file_without_its_end_or_its_index_is_read_or_refused_never_half() -> None:
    data = made(budget)
    assert code_of(data[: len(data) // 10]) == "read.pdf-damaged"
    broken = data.replace(b"startxref", b"startxxxx")
    (table,) = tables(broken)
    assert spans(table) == HEADER


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=40))
def test_damaged_bytes_end_in_blocks_or_in_an_error_of_ours(at: int, junk: bytes) -> None:
    data = made(lambda c: draw(c, {(0, 0, 1, 1): "1.00", (0, 1, 1, 1): "2.00"}))
    try:
        assert isinstance(pdf.read(data[:at] + junk + data[at + len(junk) :]), Blocks)
    except ReadError as error:
        assert error.code.startswith("read.")


def test_too_many_pages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    blocks = readers.read(made(budget, budget, budget))
    assert [(i.code, i.severity) for i in blocks.issues] == [("read.pages", "error")]
    assert blocks.pages == 3 and len([b for b in blocks.blocks if isinstance(b, Table)]) == 2


def test_too_many_objects_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.pdf_process.LIMITS", Limits(objects=20))
    assert [i.code for i in readers.read(made(budget)).issues] == ["read.page-objects"]


def test_a_huge_page_is_drawn_within_bounds() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(14000, 14000))
    canvas.drawString(10, 10, "x")
    canvas.save()
    with opened(out.getvalue()) as document:
        drawn = picture(document, 0)
    assert len(drawn.grey) == drawn.wide * drawn.high <= 8_100_000


@pytest.mark.parametrize("figures", [0, 100])
def test_letters_that_the_font_does_not_name_are_not_trusted(figures: int) -> None:
    """However many figures stand beside them in a font that does."""

    def page(canvas: Canvas) -> None:
        budget(canvas)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(60, HIGH - 300, "1" * figures)

    with opened(made(page).replace(b"/ToUnicode", b"/NoUnicode")) as document:
        found = read_page(document, 0)
    assert found is not None and not found.trusted
    with opened(made(page)) as document:
        found = read_page(document, 0)
    assert found is not None and found.trusted


def test_a_digit_that_is_lost_leaves_its_mark() -> None:
    """A font that lacks a letter must not turn 1䶵5.00 into 15.00."""
    (table,) = tables(made(lambda c: draw(c, {(0, 0, 1, 1): "1䶵5.00", (0, 1, 1, 1): "信访事务支出预算"})))
    assert table.rows[0][0].text != "15.00"


def test_without_ocr_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    ocr._engine.cache_clear()
    data = made(budget).replace(b"/ToUnicode", b"/NoUnicode")
    assert code_of(data) == "read.ocr-missing"
