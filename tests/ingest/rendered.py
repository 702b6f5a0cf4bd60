"""Text samples drawn as office files, as an office program would have saved them: ruled tables, merged cells, real numbers.

The drawing knows nothing of the readers. Headings over several columns are merged across, headings and level labels with
blanks below are merged down.
"""

import html
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import docx
import openpyxl
from docx.document import Document as WordDocument
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ingest.blocks import Cell, Heading, Paragraph, Table
from ingest.readers import read
from ingest.tables.grids import _resumed, _resumes
from ingest.tables.headers import find_header
from ingest.tables.unwrapped import unwrapped
from ingest.words.text import is_blank

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,14})(?:\.(\d+))?(%?)")


@dataclass(frozen=True)
class Drawn:
    """A table as drawn: cells by (row, column) from 0, each with its spans; covered places are absent."""

    cells: dict[tuple[int, int], Cell]
    rows: int
    columns: int


Part = Heading | Paragraph | Drawn


def parts(data: bytes) -> list[Part]:
    """The blocks of a text file, tables drawn, paragraphs whole that a page break cuts in the text."""
    found: list[Part] = []
    for block in read(data).blocks:
        if isinstance(block, Table):
            found.append(_drawn(block))
        elif found and not isinstance(found[-1], Drawn) and _resumes(found[-1], block):
            found[-1] = _resumed(found[-1], block)
        else:
            found.append(block)
    return found


def _drawn(table: Table) -> Drawn:
    rows = unwrapped(table).rows
    columns = max(c.column for r in rows for c in r)
    grid = [["" for _ in range(columns)] for _ in rows]
    for at, row in enumerate(rows):
        for cell in row:
            grid[at][cell.column - 1] = cell.text
    cells = {(r, c): Cell(r + 1, c + 1, grid[r][c]) for r in range(len(rows)) for c in range(columns)}
    at = 0
    while at < len(rows):
        header = find_header(rows, at)
        if header is None:
            at += 1
            continue
        end = header.end
        while end > at + 1 and all(re.fullmatch(r"[\d*栏次档]*", t.strip()) for t in grid[end - 1]):
            end -= 1
        _merge_header(grid, cells, at, end)
        levels = [c.first - 1 for c in header.columns if c.leaf and c.leaf.id in {"level1", "level2", "section"}]
        _merge_levels(grid, cells, header.end, levels)
        at = header.end
    return Drawn(cells, len(rows), columns)


def _merge_header(grid: list[list[str]], cells: dict[tuple[int, int], Cell], top: int, end: int) -> None:
    width = len(grid[top])
    for r in range(top, end):
        for c in range(width):
            if is_blank(grid[r][c]) or (r, c) not in cells:
                continue
            below = r + 1
            while below < end and (below, c) in cells and is_blank(grid[below][c]):
                below += 1
            if below == end:
                _merge(cells, r, c, end - r, 1)
                continue
            right = c + 1
            while (
                right < width
                and (r, right) in cells
                and is_blank(grid[r][right])
                and any(not is_blank(grid[b][right]) for b in range(r + 1, end))
            ):
                right += 1
            _merge(cells, r, c, below - r, right - c)


def _merge_levels(grid: list[list[str]], cells: dict[tuple[int, int], Cell], top: int, columns: Sequence[int]) -> None:
    for c in columns:
        r = top
        while r < len(grid):
            below = r + 1
            while (
                not is_blank(grid[r][c])
                and below < len(grid)
                and is_blank(grid[below][c])
                and any(not is_blank(t) for t in grid[below][c + 1 :])
            ):
                below += 1
            _merge(cells, r, c, below - r, 1)
            r = below


def _merge(cells: dict[tuple[int, int], Cell], row: int, column: int, down: int, across: int) -> None:
    places = [(r, c) for r in range(row, row + down) for c in range(column, column + across)]
    if len(places) == 1 or any(p not in cells for p in places):
        return
    for place in places[1:]:
        del cells[place]
    cells[row, column] = replace(cells[row, column], rowspan=down, colspan=across)


def as_docx(content: Sequence[Part]) -> bytes:
    document: WordDocument = docx.Document()
    for before, part in zip([None, *content], content, strict=False):
        if isinstance(part, Drawn):
            if isinstance(before, Drawn):
                document.add_paragraph()  # without it Word would make them one table
            table = document.add_table(part.rows, part.columns, style="Table Grid")
            grid = [list(row.cells) for row in table.rows]
            for (r, c), cell in part.cells.items():
                at = grid[r][c]
                if cell.rowspan > 1 or cell.colspan > 1:
                    at = at.merge(grid[r + cell.rowspan - 1][c + cell.colspan - 1])
                at.text = cell.text
        elif isinstance(part, Heading):
            document.add_heading(part.text, min(part.level, 9))
        else:
            document.add_paragraph(part.text)
    return _saved(document.save)


def as_html(content: Sequence[Part], encoding: str = "utf-8") -> bytes:
    lines = [f'<!DOCTYPE html><html><head><meta charset="{encoding}"><style>td {{ border: 1px solid }}</style></head><body>']
    for part in content:
        if isinstance(part, Drawn):
            lines.append('<table border="1">')
            for r in range(part.rows):
                row = [(c, cell) for (at, c), cell in part.cells.items() if at == r]
                spans = (
                    (f' rowspan="{x.rowspan}"' * (x.rowspan > 1) + f' colspan="{x.colspan}"' * (x.colspan > 1), x) for _, x in sorted(row)
                )
                lines.append("<tr>" + "".join(f"<td{span}>{_broken(x.text)}</td>" for span, x in spans) + "</tr>")
            lines.append("</table>")
        elif isinstance(part, Heading) and part.level <= 4:
            lines.append(f"<h{part.level}>{html.escape(part.text)}</h{part.level}>")
        else:
            lines.append(f"<p>{html.escape(part.text)}</p>")
    return "\n".join([*lines, "</body></html>"]).encode(encoding)


def _broken(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def as_xlsx(content: Sequence[Part]) -> bytes:
    """A sheet for every table with the lines before it; a table that goes on below a page break stays on its sheet."""
    book = openpyxl.Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    row, before = 1, False
    for part in content:
        if isinstance(part, Drawn):
            row += before
            put_table(sheet, row, part)
            row, before = row + part.rows, True
            continue
        if before:
            sheet, row, before = book.create_sheet(), 1, False
        sheet.cell(row, 1, part.text)
        row += 1
    return _saved(book.save)


def put_table(sheet: Worksheet, top: int, table: Drawn, left: int = 1) -> None:
    for (r, c), cell in table.cells.items():
        if is_blank(cell.text):
            continue
        place = sheet.cell(top + r, left + c)
        if (number := _NUMBER.fullmatch(cell.text)) and not (number[2] and "." in cell.text):
            digits = cell.text.rstrip("%").replace(",", "")
            places = len(number[1] or "")
            point = f"0.{'0' * places}" if places else "0"
            place.value = float(digits) / 100 if number[2] else float(digits) if places else int(digits)
            place.number_format = f"{point}%" if number[2] else "#,##" + point if "," in cell.text else point
        else:
            place.value = cell.text
            place.data_type = "s"
        if cell.rowspan > 1 or cell.colspan > 1:
            last = f"{get_column_letter(left + c + cell.colspan - 1)}{top + r + cell.rowspan - 1}"
            sheet.merge_cells(f"{place.coordinate}:{last}")


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def table(text: str) -> Drawn:
    """A table written as text: `|` between cells, and what `drawn` knows."""
    return drawn([[cell.strip() for cell in line.strip().split("|")] for line in text.strip().splitlines()])


def drawn(rows: Sequence[Sequence[str]]) -> Drawn:
    """Rows of cells: `<` for a cell merged into its left, `^` into the one above, `⏎` for a line break."""
    width = max(map(len, rows))
    texts = [[cell.replace("⏎", "\n") for cell in row] + [""] * (width - len(row)) for row in rows]
    cells = {(r, c): Cell(r + 1, c + 1, t) for r, row in enumerate(texts) for c, t in enumerate(row)}
    for (r, c), cell in list(cells.items()):
        if cell.text not in {"<", "^"}:
            across = next((n for n in range(c + 1, width) if texts[r][n] != "<"), width) - c
            down = next((n for n in range(r + 1, len(texts)) if texts[n][c] != "^"), len(texts)) - r
            _merge(cells, r, c, down, across)
    assert not [c for c in cells.values() if c.text in {"<", "^"}], "a merged area is no rectangle"
    return Drawn(cells, len(texts), width)


def as_text(content: Sequence[Part]) -> bytes:
    """Tabs between the cells of a row, merged ones blank but for the first, as the samples are."""
    lines: list[str] = []
    for part in content:
        if isinstance(part, Drawn):
            places = ((r, c) for r in range(part.rows) for c in range(part.columns))
            texts = {at: part.cells[at].text.replace("\n", "") if at in part.cells else "" for at in places}
            lines += ["", *("\t".join(texts[r, c] for c in range(part.columns)) for r in range(part.rows)), ""]
        else:
            lines += [part.text, ""]
    return "\n".join(lines).encode()


def lines(text: str) -> list[Part]:
    return [Paragraph(line.strip(), None, None) for line in text.strip().splitlines()]
