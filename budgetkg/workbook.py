"""Workbooks (XLSX) as finance bureaus want them: headers frozen, numbers as numbers. The only file that imports xlsxwriter.

A text is never a formula or a link, whatever it begins with.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

LONGEST = 32_767
"""Characters of a cell."""
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
                for column, value in enumerate(row):
                    if isinstance(value, Decimal) and value.is_finite() and len(value.as_tuple().digits) <= DIGITS:
                        page.write_number(line, column, float(value), decimals if value != value.to_integral_value() else None)
                    elif value is not None and value != "":
                        page.write_string(line, column, str(value)[:LONGEST])
            page.freeze_panes(1, 0)
            if len(sheet.titles) > 1:
                page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.titles) - 1)
            page.autofit()
    return out.getvalue()


def _name(text: str) -> str:
    return "".join("-" if character in "[]:*?/\\'" else character for character in text)[:31] or "sheet"
