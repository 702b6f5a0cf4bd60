"""Workbooks (XLSX) as finance bureaus want them: headers frozen, numbers as numbers. The only file that imports xlsxwriter.

A text is never a formula or a link, whatever it begins with.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

LONGEST = 32_767
"""Characters of a cell."""
ROWS = 1_048_575
"""Of a sheet, under its titles."""
DIGITS = 15
"""Of a number that a sheet keeps as it is; longer ones are written as text."""
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str | Decimal | None]]
    """A Decimal is a number, a text a text, None a blank cell."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        bold, decimals = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for sheet in sheets:
            page = book.add_worksheet(_name(sheet.name))
            for column, title in enumerate(sheet.titles):
                page.write_string(0, column, title, bold)
            for line, row in enumerate(sheet.rows, start=1):
                _write(page, line, row, decimals)
            page.freeze_panes(1, 0)
            if len(sheet.titles) > 1:
                page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.titles) - 1)
            page.autofit()
    return out.getvalue()


def write_long(path: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str | Decimal | None]]) -> None:
    """A table of any length, written row by row; what one sheet cannot hold goes on in the next."""
    import xlsxwriter

    every = iter(rows)
    with xlsxwriter.Workbook(str(path), _OPTIONS | {"in_memory": False, "constant_memory": True}) as book:
        formats = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        number, more = 1, True
        while more:
            page = book.add_worksheet(_name(name if number == 1 else f"{name} {number}"))
            page.set_column(0, len(titles) - 1, 16)
            page.freeze_panes(1, 0)
            for column, title in enumerate(titles):
                page.write_string(0, column, title, formats[0])
            line = 0
            for line, row in enumerate(islice(every, ROWS), start=1):
                _write(page, line, row, formats[1])
            page.autofilter(0, 0, max(line, 1), len(titles) - 1)
            number, more = number + 1, line == ROWS


def _write(page: Any, line: int, row: Sequence[str | Decimal | None], decimals: Any) -> None:
    for column, value in enumerate(row):
        if isinstance(value, Decimal) and value.is_finite() and len(value.as_tuple().digits) <= DIGITS:
            page.write_number(line, column, float(value), decimals if value != value.to_integral_value() else None)
        elif value is not None and value != "":
            page.write_string(line, column, str(value)[:LONGEST])


def _name(text: str) -> str:
    return "".join("-" if character in "[]:*?/\\'" else character for character in text)[:31] or "sheet"
