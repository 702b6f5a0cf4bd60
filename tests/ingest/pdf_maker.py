"""Real PDF files for the tests: blocks set as ruled tables and running text, with an embedded Chinese font.

The font is WenQuanYi Micro Hei (Apache-2.0), cut down to the letters that the samples and tests use.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest import blocks
from ingest.tables.unwrapped import unwrapped
from ingest.words.text import is_blank

FONT = "WenQuanYi"
FILE = Path(__file__).parent / "data" / "wqy-microhei-subset.ttf"
BODY = 9.0


@cache
def register() -> str:
    pdfmetrics.registerFont(TTFont(FONT, str(FILE)))
    return FONT


def covers(text: str) -> bool:
    """Whether the font has every letter."""
    register()
    known = pdfmetrics.getFont(FONT).face.charToGlyph
    return all(ord(c) in known for c in text if not c.isspace())


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def style(size: float = BODY, **more: object) -> ParagraphStyle:
    return ParagraphStyle("body", fontName=register(), fontSize=size, leading=size * 1.3, wordWrap="CJK", **more)


def flowables(document: blocks.Blocks, width: float, merge: bool = False) -> list[Flowable]:
    """Each block set in the width; tables break over pages between rows, and rows inside where they must."""
    done: list[Flowable] = []
    prose = style(12, firstLineIndent=24, spaceAfter=6)
    head = style(14, alignment=TA_CENTER, spaceBefore=6, spaceAfter=6)
    for block in document.blocks:
        if isinstance(block, blocks.Table):
            if done and isinstance(done[-1], Table):  # the source's own page break
                done.append(PageBreak())
            done.append(ruled(unwrapped(block), width, merge))
        elif isinstance(block, blocks.Heading):
            done.append(Paragraph(escaped(block.text), head if block.level in (1, 5) else prose))
        else:
            done.append(Paragraph(escaped(block.text), prose))
    return done


def ruled(table: blocks.Table, width: float, merge: bool = False) -> Table:
    """A ruled table. `merge` joins a heading with the blanks to its right and below, as the original forms do."""
    columns = max(len(r) for r in table.rows)
    texts = [[c.text for c in row] + [""] * (columns - len(row)) for row in table.rows]
    size = min(BODY, max(5.0, width / columns / 5))
    longest = [max(4, min(30, max(len(row[i]) for row in texts))) for i in range(columns)]
    commands: list[tuple[object, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, "black"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    if merge:
        commands += [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in heading_spans(texts)]
    cells = [[Paragraph(escaped(t), style(size)) if not is_blank(t) else "" for t in row] for row in texts]
    return Table(cells, [width * n / sum(longest) for n in longest], style=TableStyle(commands), splitInRow=0)


def heading_spans(texts: Sequence[Sequence[str]]) -> Iterable[tuple[int, int, int, int]]:
    """Top, left, bottom, right of headings in the first rows that have blanks beside or below them."""
    rows = next((i for i, row in enumerate(texts) if any(t.replace(",", "").replace(".", "").isdigit() for t in row)), 0)
    taken: set[tuple[int, int]] = set()
    for top in range(min(rows, 4)):
        for left, text in enumerate(texts[top]):
            if is_blank(text) or (top, left) in taken:
                continue
            right = left
            while (
                right + 1 < len(texts[top])
                and is_blank(texts[top][right + 1])
                and top + 1 < rows
                and not is_blank(texts[top + 1][right + 1])
                and not is_blank(texts[top + 1][left])
            ):
                right += 1
            bottom = top
            while right == left and bottom + 1 < rows and is_blank(texts[bottom + 1][left]):
                bottom += 1
            taken |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            if (top, left) != (bottom, right):
                yield top, left, bottom, right


def pdf(document: blocks.Blocks, merge: bool = False, decorate: Callable[[Canvas, int], None] | None = None) -> bytes:
    """The document as PDF on landscape A4, with page numbers at the foot."""
    out = io.BytesIO()
    page = landscape(A4)
    template = SimpleDocTemplate(out, pagesize=page, leftMargin=50, rightMargin=50, topMargin=60, bottomMargin=60)

    def foot(canvas: Canvas, _: object) -> None:
        canvas.saveState()
        canvas.setFont(register(), 9)
        canvas.drawCentredString(page[0] / 2, 30, f"— {canvas.getPageNumber()} —")
        if decorate:
            decorate(canvas, canvas.getPageNumber())
        canvas.restoreState()

    template.build(flowables(document, page[0] - 112, merge), onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


__all__ = ["BODY", "PageBreak", "flowables", "heading_spans", "pdf", "register", "ruled", "style"]
