"""Scans by text recognition: turned pages, pictures of several pages, files of which only some pages are pictures."""

import io
from collections.abc import Sequence

import pytest

from ingest import readers
from ingest.blocks import Blocks, Table
from ingest.readers import text
from ingest.readers.pdf_page import opened, picture
from ingest.words.text import fold
from tests.ingest import pdf_maker

pytest.importorskip("rapidocr", reason="the group ocr is not installed")
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

ROWS = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("2010308", "信访事务", "1,529.41", "1,445.13", "84.28"),
    ("2080505", "机关事业单位基本养老保险缴费支出", "36.84", "36.84", ""),
)
MORE = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("2210201", "住房公积金", "20.00", "20.00", ""),
    ("", "合计", "1,586.25", "1,501.97", "84.28"),
)
Rows = Sequence[Sequence[str]]


def printed(rows: Rows) -> bytes:
    return pdf_maker.pdf(text.read("\n".join("\t".join(row) for row in rows).encode()))


def scan(rows: Rows) -> Image.Image:
    """The upper part of a printed page at 150 dpi, askew and grey."""
    with opened(printed(rows)) as document:
        page = picture(document, 0)
    drawn = Image.frombytes("L", (page.wide, page.high), page.grey).crop((0, 0, page.wide, 500))
    return drawn.rotate(0.3, fillcolor=255).point(lambda v: int(v * 0.9) + 10)


def cells(blocks: Blocks) -> list[list[tuple[str, ...]]]:
    return [[tuple(fold(c.text) for c in row) for row in b.rows] for b in blocks.blocks if isinstance(b, Table)]


def folded(rows: Rows) -> list[tuple[str, ...]]:
    return [tuple(map(fold, row)) for row in rows]


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_or_head_is_read_upright(degrees: int) -> None:
    out = io.BytesIO()
    scan(ROWS).rotate(degrees, expand=True).save(out, "PNG")
    assert cells(readers.read(out.getvalue())) == [folded(ROWS)]


def test_a_picture_of_several_pages() -> None:
    out = io.BytesIO()
    scan(ROWS).save(out, "TIFF", save_all=True, append_images=[scan(MORE)], compression="tiff_lzw")
    found = readers.read(out.getvalue())
    assert (found.pages, found.media_type, found.recognised) == (2, "image/tiff", frozenset({1, 2}))
    assert cells(found) == [folded(ROWS), folded(MORE)]
    assert [b.page for b in found.blocks if isinstance(b, Table)] == [1, 2]
    assert [i.code for i in found.issues] == ["read.ocr"] and "第 1–2 页" in found.issues[0].message


def test_a_file_of_which_one_page_is_a_picture() -> None:
    """The others are read from their text, and the issue names the one that is not."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in (1, 2, 3):
        if number == 2:
            shown = scan(ROWS)
            canvas.drawImage(ImageReader(shown), 0, 500, 595, 595 * shown.height / shown.width)
        else:
            canvas.setFont(pdf_maker.register(), 12)
            canvas.drawString(80, 700, f"第{number}部分 部门预算公开说明，收支平衡，没有变化。")
        canvas.showPage()
    canvas.save()
    found = readers.read(out.getvalue())
    assert found.recognised == {2} and [i.code for i in found.issues] == ["read.ocr"] and "第 2 页" in found.issues[0].message
    assert cells(found) == [folded(ROWS)]
    assert [b.page for b in found.blocks] == [1, 2, 3]


def test_a_text_layer_of_garbage_is_not_read(tmp_path: object) -> None:
    """Fonts that do not say which letters they draw: what the page shows counts, and not what the layer says."""
    found = readers.read(printed(ROWS).replace(b"/ToUnicode", b"/NoUnicode"))
    assert found.recognised == {1} and [i.code for i in found.issues] == ["read.ocr"]
    assert cells(found) == [folded(ROWS)]
