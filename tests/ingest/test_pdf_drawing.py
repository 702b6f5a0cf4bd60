"""A published page as it is shown: each cell's box covers what is printed in it, and no personal data can be seen."""

import io
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from budgetkg.reading import drawn
from ingest.explain import ExplainedDocument, ExplainedPage, explain_document
from ingest.readers import pdf_answers, pdf_process, text
from ingest.readers.page import Drawing
from ingest.words.text import fold, tidy
from ontology.errors import ReadError
from tests.ingest import pdf_maker
from tests.ingest.test_pdf_hostile import page_objects, tower

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
NAME, PHONE, AMOUNT = "欧阳铁柱", "13912345678", "13800138000"
HIGH = 842
UPRIGHT = {0: (1, 0, 0, 1, 0, 0), 90: (0, 1, -1, 0, HIGH, 0), 180: (-1, 0, 0, -1, 595, HIGH), 270: (0, -1, 1, 0, 0, 595)}
"""What is drawn so stands upright on a page that is displayed turned."""
Box = tuple[float, float, float, float]


def shown(page: ExplainedPage, file: Path) -> Image.Image:
    return Image.open(io.BytesIO(drawn(file, page, 1600)))


def pixels(picture: Image.Image, page: ExplainedPage, box: Box) -> set[Any]:
    """The colours of the picture within a box given in points."""
    scale = picture.width / page.width
    left, top, right, bottom = (round(edge * scale) for edge in box)
    part = picture.convert("RGB").crop((left, top, right, bottom))
    assert part.width and part.height
    return {colour for _, colour in part.getcolors(1 << 20) or ()}


@pytest.mark.parametrize("name", ["jiaozuo-2020", "rugao-2024"])
def test_the_box_of_a_cell_covers_what_is_printed_in_it(name: str, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf_maker.pdf(text.read((SAMPLES / f"{name}.txt").read_bytes())))
    explained = explain_document(file)
    cells = [cell for table in explained.tables for cell in table.cells if cell.text != "（个人信息）"]
    assert len(cells) > 300 and all(cell.page and cell.box for cell in cells)
    with pypdfium2.PdfDocument(file) as document:
        texts = [page.get_textpage() for page in document]
        high = document[0].get_height()
        wrong = []
        for cell in cells:
            assert cell.page and cell.box
            left, top, right, bottom = cell.box
            said = texts[cell.page - 1].get_text_bounded(left, high - bottom, right, high - top)
            if fold(tidy(said)) != fold(cell.text):
                wrong.append((cell.text, said))
    assert wrong == []


def a_page(draw: Any, turn: int = 0) -> bytes:
    """A ruled table of two columns and five rows on an upright page, and whatever else is drawn."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, HIGH))  # as displayed
    canvas.setPageRotation(turn)
    canvas.transform(*UPRIGHT[turn])
    canvas.setFont(pdf_maker.register(), 10)
    canvas.drawString(60, 790, "青山县水务局2024年部门预算")
    canvas.drawString(60, 770, "项目支出绩效目标表")
    rows = [
        ("项目名称", "农村饮水工程维修养护"),
        ("联系电话", PHONE),
        ("项目负责人", NAME),
        ("项目概况", f"维修养护，联系人：{NAME}，电话{PHONE}。共80处"),
        ("项目资金", AMOUNT),
    ]
    for at, (label, value) in enumerate(rows):
        canvas.drawString(64, 735 - 30 * at, label)
        canvas.drawString(204, 735 - 30 * at, value)
    for at in range(len(rows) + 1):
        canvas.line(60, 750 - 30 * at, 535, 750 - 30 * at)
    for x in (60, 200, 535):
        canvas.line(x, 750, x, 750 - 30 * len(rows))
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def read(data: bytes, folder: Path) -> tuple[ExplainedDocument, Path]:
    file = folder / "a.pdf"
    file.write_bytes(data)
    return explain_document(file), file


def cell_of(explained: ExplainedDocument, row: int) -> Box:
    box = next(cell.box for cell in explained.tables[0].cells if (cell.row, cell.column) == (row, 2))
    assert box is not None
    return box


def inner(box: Box) -> Box:
    return box[0] + 2, box[1] + 2, box[2] - 2, box[3] - 2


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_personal_data_are_painted_over_however_the_page_is_turned(turn: int, tmp_path: Path) -> None:
    explained, file = read(a_page(lambda canvas: canvas.drawString(60, 30, f"填报人：{NAME} 联系电话：{PHONE}"), turn), tmp_path)
    (page,) = explained.pages
    picture = shown(page, file)
    for row in (2, 3):
        assert len(pixels(picture, page, inner(cell_of(explained, row)))) == 1
    first, last = cell_of(explained, 1), cell_of(explained, 5)
    assert len(pixels(picture, page, first)) > 2 and len(pixels(picture, page, inner(last))) > 2
    assert all("（个人信息）" in cell.text or PHONE not in cell.text for cell in explained.tables[0].cells)
    found = recognised(picture)
    assert AMOUNT in found and "农村饮水" in found and PHONE not in found and NAME not in found
    assert "共80处" in found and "维修养护" in found  # what stands around a number in one cell stays


def recognised(picture: Image.Image) -> str:
    """What a recogniser of letters sees in a picture."""
    rapidocr = pytest.importorskip("rapidocr", reason="the group ocr is not installed")
    import numpy as np

    seen = rapidocr.RapidOCR(params={"Global.log_level": "error", "Global.use_cls": False})(np.asarray(picture.convert("RGB")))
    return "".join(seen.txts or ())


def test_what_stands_outside_the_text_is_not_shown_either(tmp_path: Path) -> None:
    """A head on every page, which readers leave out; a note; a picture."""
    photo = Image.new("RGB", (200, 40), "white")
    photo.paste((255, 0, 0), (20, 10, 180, 30))

    def draw(canvas: Canvas) -> None:
        canvas.drawString(60, 820, f"青山县水务局 {PHONE}")
        canvas.drawImage(ImageReader(photo), 60, 400, 200, 40)
        canvas.textAnnotation(PHONE, Rect=[60, 300, 260, 340])
        canvas.drawString(60, 250, "正文写在这里，照样看得见。")

    explained, file = read(a_page(draw), tmp_path)
    (page,) = explained.pages
    picture = shown(page, file)
    with pypdfium2.PdfDocument(file) as document:
        letters = document[0].get_textpage()
        at = letters.get_text_range().index(PHONE)
        boxes = [letters.get_charbox(i) for i in range(at, at + len(PHONE))]
    head = min(b[0] for b in boxes), HIGH - max(b[3] for b in boxes), max(b[2] for b in boxes), HIGH - min(b[1] for b in boxes)
    assert len(pixels(picture, page, head)) == 1
    assert pixels(picture, page, (60, HIGH - 440, 260, HIGH - 400)) == {(255, 255, 255)}
    assert pixels(picture, page, (60, HIGH - 340, 260, HIGH - 300)) == {(255, 255, 255)}
    assert len(pixels(picture, page, (60, HIGH - 262, 200, HIGH - 248))) > 2


def test_a_paragraph_over_two_pages_is_covered_on_both(tmp_path: Path) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, HIGH))
    filler = "本单位认真落实预算管理各项要求，做好公开工作，接受社会各界监督，" * 2
    for lines in (
        ["青山县水务局2024年部门预算", "收入合计100.00万元。", *[filler[:45]] * 30, f"{filler[:30]}联系人：{NAME}，联系电话：{PHONE[:6]}"],
        [f"{PHONE[6:]}，欢迎来电。", "后面还有一段话，讲的是别的事情。"],
    ):
        canvas.setFont(pdf_maker.register(), 10)
        for at, line in enumerate(lines):
            canvas.drawString(60, 780 - 20 * at, line)
        canvas.showPage()
    canvas.save()
    explained, file = read(out.getvalue(), tmp_path)
    pages = {page.number: page for page in explained.pages}
    assert set(pages) == {1, 2} and pages[2].covers
    assert PHONE[6:] not in recognised(shown(pages[2], file))


def test_of_a_scan_and_of_a_page_marked_across_with_a_number_nothing_is_shown(tmp_path: Path) -> None:
    def across(canvas: Canvas) -> None:
        canvas.translate(100, 200)
        canvas.rotate(30)
        canvas.setFont(pdf_maker.register(), 24)
        canvas.drawString(0, 0, f"某某 {PHONE}")

    assert read(a_page(across), tmp_path)[0].pages == ()

    def then_drawn(canvas: Canvas) -> None:
        """Another page, of strokes that may be letters."""
        canvas.showPage()
        canvas.drawString(60, 700, "1")
        canvas.line(60, 600, 90, 640)

    assert [page.number for page in read(a_page(then_drawn), tmp_path)[0].pages] == [1]
    plain, file = read(a_page(lambda _: None), tmp_path)
    pytest.importorskip("rapidocr", reason="the group ocr is not installed")
    with pypdfium2.PdfDocument(file) as document:
        picture = document[0].render(scale=2).to_pil()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, HIGH))
    canvas.drawImage(ImageReader(picture), 0, 0, 595, HIGH)
    canvas.save()
    scan, _ = read(out.getvalue(), tmp_path)
    assert scan.tables and plain.pages and scan.pages == ()


@pytest.mark.parametrize(("wide", "high"), [(14400, 3), (3, 14400), (14400, 14400), (4, 4), (595, 842)])
def test_a_page_of_strange_size_has_a_picture_of_bounded_size(wide: int, high: int) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(wide, high))
    canvas.drawString(1, 1, "1,234.50")
    canvas.save()
    found = pdf_process.drawing(out.getvalue(), 1, [], 1600)
    assert 1 <= found.wide <= 1600 and found.wide * found.high <= 4_100_000 and found.high <= 4_000


def test_what_cannot_be_drawn_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "SECONDS", 0.5)
    endless = page_objects([b"/X0 Do", b"BT /F 12 Tf 80 700 Td (1,234.50) Tj ET"], tower(10))
    for data, number, code in ((endless, 1, "read.page-time"), (b"%PDF-1.7 broken", 1, "read.pdf-damaged")):
        with pytest.raises(ReadError) as told:
            pdf_process.drawing(data, number, [], 800)
        assert told.value.code == code and told.value.hint
    assert pdf_process.drawing(endless, 2, [], 800).wide == 800  # the next one is drawn, by another process


@pytest.mark.parametrize("head", [b"[2, 3]", b"[0, 0]", b"[-1, -2]", b"[1e9, 1]", b"{}", b"[1]", b"7", b"x"])
def test_a_picture_that_was_tampered_with_is_no_answer(head: bytes) -> None:
    drawing = Drawing(b"123456", 2, 1)
    assert pdf_answers.told_drawing(pdf_answers.drawn(drawing)) == drawing and pdf_answers.told_drawing(pdf_answers.drawn(None)) is None
    with pytest.raises(pdf_answers.UNTRUE):
        pdf_answers.told_drawing(pdf_answers.drawn(drawing)._replace(head=head))


def test_the_png_is_the_page(tmp_path: Path) -> None:
    explained, file = read(a_page(lambda canvas: (canvas.setFillColorRGB(1, 0, 0), canvas.rect(60, 100, 50, 50, fill=1))), tmp_path)
    (page,) = explained.pages
    picture = shown(page, file)
    assert picture.width == 1600 and abs(picture.height / picture.width - page.height / page.width) < 0.01
    assert pixels(picture, page, (70, HIGH - 140, 100, HIGH - 110)) == {(255, 0, 0)}
    assert drawn(file, page, 1600) == drawn(file, page, 1600)
    assert re.match(rb"\x89PNG\r\n\x1a\n", drawn(file, page, 100))
