"""Workbooks of Excel 97 to 2003 (XLS) by xlrd, which tells number formats and hidden rows; python-calamine does not."""

import os
from typing import TYPE_CHECKING, Any

from ingest.blocks import Blocks
from ingest.readers.grid import MAX_CELLS
from ingest.readers.number_format import GENERAL, is_exact, shown
from ingest.readers.package import damaged, encrypted
from ingest.readers.sheet import Sheet, address, blocks_of
from ingest.readers.xlsx import MAX_SHEETS, hidden_sheet
from ontology.errors import BudgetkgError
from ontology.records import Issue

if TYPE_CHECKING:
    from xlrd.book import Book

MEDIA_TYPE = "application/vnd.ms-excel"


def read(data: bytes) -> Blocks:
    """Blocks of a workbook. Raises ReadError when it is damaged or encrypted."""
    import xlrd

    try:
        with open(os.devnull, "w") as silence:
            book = xlrd.open_workbook(file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=silence)
            return _read(book)
    except BudgetkgError:
        raise
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower() or "password" in str(error).lower():
            raise encrypted() from error
        raise damaged("工作簿") from error
    except Exception as error:  # xlrd trusts the file's own offsets: struct, index, key, assertion and decoding errors
        raise damaged("工作簿") from error


def _read(book: "Book") -> Blocks:
    sheets: list[tuple[int, Sheet]] = []
    issues: list[Issue] = []
    names = book.sheet_names()
    for number, name in enumerate(names[:MAX_SHEETS], start=1):
        source: Any = book.sheet_by_index(number - 1)
        if source.visibility:
            issues.append(hidden_sheet(name))
        else:
            sheet = Sheet(name, room=MAX_CELLS - sum(len(s.cells) for _, s in sheets))
            _fill(sheet, book, source)
            sheets.append((number, sheet))
        book.unload_sheet(number - 1)
    return blocks_of(sheets, MEDIA_TYPE, len(names), issues)


def _fill(sheet: Sheet, book: Any, source: Any) -> None:
    sheet.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells]
    sheet.hidden_rows = {r + 1 for r, info in source.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {c + 1 for c, info in source.colinfo_map.items() if info.hidden}
    zeros = getattr(source, "show_zero_values", 1)
    for row in range(source.nrows):
        for column, cell in enumerate(source.row(row)):
            if not sheet.put(row + 1, column + 1, _text(book, cell, bool(zeros))):
                return
            if cell.ctype == 2 and not is_exact(cell.value):
                sheet.inexact.append(address(row + 1, column + 1))


def _text(book: Any, cell: Any, zeros: bool) -> str:
    import xlrd

    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        if not zeros and cell.value == 0:
            return ""
        style = book.xf_list[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(book.xf_list) else None
        known = book.format_map.get(style.format_key) if style is not None else None
        return shown(cell.value, known.format_str if known else GENERAL, bool(book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERR!"))
    return str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else ""
