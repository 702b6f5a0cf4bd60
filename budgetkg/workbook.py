"""Workbooks (XLSX) as finance bureaus want them: headers frozen, numbers as numbers. The only file that imports xlsxwriter.

A text is never a formula or a link, whatever it begins with.
"""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, count, islice
from typing import IO

LONGEST = 32_767
"""Characters of a cell; of a longer text the end is replaced by words that say so."""
CUT = "……（太长，这里截断 cut）"
MOST = 1_048_575
"""Rows below the titles of a sheet; what is more goes on a sheet of its own."""
DIGITS = 15
"""Of a number that a sheet keeps as it is; longer ones are written as text."""
MEASURED, WIDEST = 200, 60
"""Rows that decide how wide columns are, and characters of the widest."""
# Rows go to the disk as they come, so a book may be longer than memory.
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Row = Sequence[str | Decimal | None]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    titles: Sequence[str]
    rows: Iterable[Row]
    """A Decimal is a number, a text a text, None a blank cell."""


def workbook(sheets: Iterable[Sheet]) -> bytes:
    out = io.BytesIO()
    write(sheets, out)
    return out.getvalue()


def write(sheets: Iterable[Sheet], out: IO[bytes]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        bold, decimals = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        for sheet in sheets:
            rows = iter(sheet.rows)
            for number in count(1):
                page = book.add_worksheet(_name(sheet.name, number))
                written = 0
                widths = [_width(title) for title in sheet.titles]
                for column, title in enumerate(sheet.titles):
                    page.write_string(0, column, title, bold)
                for written, row in enumerate(islice(rows, MOST), start=1):
                    for column, value in enumerate(row):
                        if isinstance(value, Decimal) and value.is_finite() and len(value.as_tuple().digits) <= DIGITS:
                            page.write_number(written, column, float(value), decimals if value != value.to_integral_value() else None)
                        elif value is not None and value != "":
                            page.write_string(written, column, _fitting(str(value)))
                        if written <= MEASURED and value is not None:
                            widths[column] = max(widths[column], _width(str(value)))
                page.freeze_panes(1, 0)
                for column, width in enumerate(widths):
                    page.set_column(column, column, width)
                if len(sheet.titles) > 1:
                    page.autofilter(0, 0, max(written, 1), len(sheet.titles) - 1)
                if (further := next(rows, None)) is None:
                    break
                rows = chain([further], rows)


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def _width(text: str) -> int:
    """Columns that a text takes: a Chinese character is twice as wide as a Latin one."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text[:WIDEST])
    return min(len(text) + wide + 2, WIDEST)


def _name(text: str, number: int) -> str:
    plain = "".join("-" if character in "[]:*?/\\'" else character for character in text) or "sheet"
    return plain[:31] if number == 1 else f"{plain[:26]} {number}"
