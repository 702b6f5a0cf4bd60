"""Disclosures in the file formats that are published, made from the notes in `provinces/*.txt` and `unseen/*.txt`.

First line of a note: the format. Then `@ name` opens a sheet (or page), lines with `|` are rows of a table as `rendered.table`
writes them, `left ¦ right` stands at both ends of a line above a table, and every other line is a line of text.
`⏎` is a line break inside a cell.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import xlwt
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus import Paragraph as PdfParagraph

from ingest.blocks import Heading, Paragraph
from ingest.words.text import is_blank
from tests.ingest import pdf_maker
from tests.ingest.rendered import Drawn, Part, as_docx, as_html, as_text, put_table, table

FOLDER = Path(__file__).parent / "provinces"
ENDS = "¦"


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or what begins on a new page elsewhere."""

    name: str
    parts: tuple[Part, ...]


def note(slug: str, folder: Path = FOLDER) -> tuple[str, tuple[Sheet, ...]]:
    """Format and sheets of a note."""
    head, *lines = (folder / f"{slug}.txt").read_text("utf-8").splitlines()
    opened: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("@ "):
            opened.append((line[2:], []))
        elif opened:
            opened[-1][1].append(line)
    return head.strip(), tuple(Sheet(name, tuple(_parts(body))) for name, body in opened)


def _parts(lines: Sequence[str]) -> Iterator[Part]:
    rows: list[str] = []
    for line in [*lines, ""]:
        if "|" in line:
            rows.append(line)
            continue
        if rows:
            yield table("\n".join(rows))
            rows = []
        if line.strip():
            yield Paragraph(line.strip(), None, None)


def document(slug: str, folder: Path = FOLDER) -> tuple[str, bytes]:
    """File name and bytes."""
    format, sheets = note(slug, folder)
    return rendered_in(format, slug, sheets)


def rendered_in(format: str, slug: str, sheets: Sequence[Sheet]) -> tuple[str, bytes]:
    """File name and bytes of sheets in a format: `docx`, `html gb18030`. What the font for PDF lacks a letter of is a Word file."""
    suffix, _, encoding = format.partition(" ")
    flat: list[Part] = [_flat(part) for sheet in sheets for part in sheet.parts]
    if suffix == "docx" or (suffix == "pdf" and not pdf_maker.covers("".join(_texts(flat)))):
        return f"{slug}.docx", as_docx(flat)
    if suffix == "txt":
        return f"{slug}.txt", as_text(flat)
    if suffix == "html":
        return f"{slug}.html", as_html(flat, encoding or "utf-8")
    if suffix == "xls":
        return f"{slug}.xls", _old_workbook(sheets)
    return (f"{slug}.xlsx", _workbook(sheets)) if suffix == "xlsx" else (f"{slug}.pdf", _pdf(sheets))


def _texts(parts: Sequence[Part]) -> Iterator[str]:
    for part in parts:
        yield from (c.text for c in part.cells.values()) if isinstance(part, Drawn) else [part.text]


def _flat(part: Part) -> Part:
    """Both ends of a line, with the spaces that a word processor leaves between them."""
    return part if isinstance(part, Drawn) else Paragraph(part.text.replace(ENDS, "　" * 8), None, None)


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    """Titles merged over the width of the table below, amounts as numbers."""
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for sheet in sheets:
        made: Worksheet = book.create_sheet(sheet.name)
        width = max((p.columns for p in sheet.parts if isinstance(p, Drawn)), default=6)
        row = 1
        for part in sheet.parts:
            if isinstance(part, Drawn):
                put_table(made, row, part)
                row += part.rows
                continue
            left, _, right = part.text.partition(ENDS)
            made.cell(row, 1, left.strip())
            if right:
                made.cell(row, width, right.strip())
            else:
                made.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
            row += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _old_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The same as `_workbook`, in the format of Excel 97: amounts are numbers with a format, codes are texts."""
    book = xlwt.Workbook()
    money = xlwt.easyxf(num_format_str="#,##0.00")
    for sheet in sheets:
        made = book.add_sheet(sheet.name)
        width = max((p.columns for p in sheet.parts if isinstance(p, Drawn)), default=6)
        row = 0
        for part in sheet.parts:
            if isinstance(part, Drawn):
                for (r, c), cell in part.cells.items():
                    amount = re.fullmatch(r"-?[\d,]+\.\d\d", cell.text)
                    value = float(cell.text.replace(",", "")) if amount else cell.text
                    last = row + r + cell.rowspan - 1, c + cell.colspan - 1
                    made.write_merge(row + r, last[0], c, last[1], value, money if amount else xlwt.Style.default_style)
                row += part.rows
                continue
            left, _, right = part.text.partition(ENDS)
            if right:
                made.write(row, 0, left.strip())
                made.write(row, width - 1, right.strip())
            else:
                made.write_merge(row, row, 0, width - 1, left.strip())
            row += 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _pdf(sheets: Sequence[Sheet], repeated: Callable[[Drawn], int] = lambda _: 0) -> bytes:
    """Ruled tables on landscape A4; as many first rows of a table as `repeated` says are printed again where it goes on."""
    out, page = io.BytesIO(), landscape(A4)
    width = page[0] - 100
    flowables: list[Flowable] = []
    title = pdf_maker.style(13, alignment=TA_CENTER, spaceAfter=4)
    prose = pdf_maker.style(10, spaceAfter=3)
    for sheet in sheets:
        flowables += [PageBreak()] * bool(flowables)
        for at, part in enumerate(sheet.parts):
            if isinstance(part, Drawn):
                flowables += [_ruled(part, width, repeated(part)), Spacer(1, 8)]
            elif ENDS in part.text:
                left, right = (PdfParagraph(pdf_maker.escaped(t.strip()), prose) for t in part.text.split(ENDS))
                flowables.append(Table([[left, right]], [width * 0.75, width * 0.25]))
            else:
                heads = isinstance(part, Heading) or any(isinstance(p, Drawn) for p in sheet.parts[at + 1 : at + 4])
                flowables.append(PdfParagraph(pdf_maker.escaped(part.text), title if heads and len(part.text) < 50 else prose))
    template = SimpleDocTemplate(out, pagesize=page, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=50)

    def foot(canvas: Canvas, _: object) -> None:
        canvas.setFont(pdf_maker.register(), 9)
        canvas.drawCentredString(page[0] / 2, 28, f"- {canvas.getPageNumber()} -")

    template.build(flowables, onFirstPage=foot, onLaterPages=foot)
    return out.getvalue()


def _ruled(drawn: Drawn, width: float, heads: int) -> Table:
    texts = [["" for _ in range(drawn.columns)] for _ in range(drawn.rows)]
    commands: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for (r, c), cell in drawn.cells.items():
        texts[r][c] = cell.text
        if cell.rowspan > 1 or cell.colspan > 1:
            commands.append(("SPAN", (c, r), (c + cell.colspan - 1, r + cell.rowspan - 1)))
    size = min(pdf_maker.BODY, max(5.5, width / drawn.columns / 6))
    single = {at: cell for at, cell in drawn.cells.items() if cell.colspan == 1}
    longest = [
        max(5, min(24, max((len(cell.text) for (_, c), cell in single.items() if c == column), default=5)))
        for column in range(drawn.columns)
    ]
    cells = [
        [PdfParagraph(pdf_maker.escaped(t).replace("\n", "<br/>"), pdf_maker.style(size)) if not is_blank(t) else "" for t in row]
        for row in texts
    ]
    return Table(cells, [width * n / sum(longest) for n in longest], repeatRows=heads, style=TableStyle(commands))
