"""Spreadsheets of OpenDocument (ODS), as LibreOffice and WPS save them: cells as they print, but never rounded."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ingest.blocks import Blocks
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS
from ingest.readers.number_format import is_exact, plain, shown
from ingest.readers.opendocument import CONTENT, count, get, name, opened, text
from ingest.readers.sheet import Sheet, address, blocks_of
from ingest.readers.xlsx import MAX_SHEETS, hidden_sheet
from ontology.records import Issue

if TYPE_CHECKING:
    from ingest.readers.package import Element

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_LAST_ROW = 1_048_576
_PRINTED = re.compile(r"(?P<before>\D*?)(?P<digits>-?\d[\d,]*+)(?:\.(?P<decimals>\d++))?(?P<percent>%?)(?P<after>\D*)")
_NUMBER = re.compile(r"-?\d*\.?\d+(?:[Ee][-+]?\d{1,3})?")


def read(data: bytes) -> Blocks:
    """Blocks of a spreadsheet. Raises ReadError when it is damaged or encrypted."""
    package = opened(data)
    unseen: set[str] = set()
    """Names of the styles of hidden sheets."""
    sheets: list[tuple[int, Sheet]] = []
    issues: list[Issue] = []
    number = kept = 0
    sheet, row, column = Sheet("", room=MAX_CELLS), 0, 0
    for element in package.elements(CONTENT, "style", "table-column", "table-row", "table"):
        match name(element):
            case "style":
                if any(get(child, "display") == "false" for child in element):
                    unseen.add(get(element, "name"))
            case "table-column":
                times = count(element, "number-columns-repeated", MAX_COLUMNS)
                if get(element, "visibility") in {"collapse", "filter"}:
                    sheet.hidden_columns.update(range(column + 1, min(column + times, MAX_COLUMNS) + 1))
                column += times
            case "table-row":
                row = _rows(sheet, element, row)
            case "table":
                number += 1
                sheet.name = get(element, "name")
                if get(element, "style-name") in unseen:
                    issues.append(hidden_sheet(sheet.name))
                elif number <= MAX_SHEETS:
                    sheets.append((number, sheet))
                    kept += len(sheet.cells)
                sheet, row, column = Sheet("", room=MAX_CELLS - kept), 0, 0
    return blocks_of(sheets, MEDIA_TYPE, number, issues)


def _rows(sheet: Sheet, element: "Element", row: int) -> int:
    """Keep a row, as often as it is repeated; returns the number of its last."""
    last = min(row + count(element, "number-rows-repeated", _LAST_ROW), _LAST_ROW)
    cells = list(_cells(element))
    if not cells:
        return last
    hidden = get(element, "visibility") in {"collapse", "filter"}
    for at in range(row + 1, last + 1):
        if hidden:
            sheet.hidden_rows.add(at)
        for column, cell in cells:
            if not sheet.put(at, column, cell.text) or len(sheet.stale) > MAX_CELLS:
                return last
            if cell.down > 1 or cell.across > 1:
                sheet.merged.append((at, column, at + cell.down - 1, column + cell.across - 1))
            if cell.lost:
                (sheet.inexact if cell.text else sheet.stale).append(address(at, column))
    return last


class _Cell(NamedTuple):
    text: str
    down: int
    across: int
    lost: bool
    """Digits of its number; its whole value, where it has no text."""


def _cells(row: "Element") -> Iterator[tuple[int, _Cell]]:
    """The cells of a row that say something, with their columns."""
    column = 1
    for cell in row:
        if name(cell) not in {"table-cell", "covered-table-cell"}:
            continue
        times = count(cell, "number-columns-repeated", 16_384)
        if name(cell) == "table-cell":
            printed = "\n".join("".join(text(paragraph)) for paragraph in cell if name(paragraph) == "p")
            whole, exact = _unrounded(cell, printed)
            stale = not printed.strip() and bool(get(cell, "formula")) and not get(cell, "value-type")
            if stale or printed.strip():
                down, across = count(cell, "number-rows-spanned", _LAST_ROW), count(cell, "number-columns-spanned", 16_384)
                # one column beyond the bounds is enough for a sheet to tell that it was cut
                for at in range(column, min(column + times, MAX_COLUMNS + 2)):
                    yield at, _Cell(whole, down, across, stale or not exact)
        column += times
        if column > MAX_COLUMNS + 1:
            return


def _unrounded(cell: "Element", printed: str) -> tuple[str, bool]:
    """A number as it is printed but with all its digits, and whether the file still has them all."""
    value = get(cell, "value")
    if get(cell, "value-type") not in {"float", "currency", "percentage"} or not _NUMBER.fullmatch(value):
        return printed, True
    number, form = float(value), _PRINTED.fullmatch(printed.strip())
    if form is None or not is_exact(number):
        return printed, is_exact(number)
    decimals = form["decimals"] or ""
    seen = Decimal(form["digits"].replace(",", "") + "." + (decimals or "0"))
    whole = Decimal(plain(number)) * (100 if form["percent"] else 1)
    if whole == seen or abs(whole - seen) > Decimal(1).scaleb(-len(decimals)):  # nothing rounded, or printed in another scale
        return printed, True
    code = ("#,##0" if "," in form["digits"] else "0") + ("." + "0" * len(decimals) if decimals else "") + form["percent"]
    return form["before"] + shown(number, code) + form["after"], True
