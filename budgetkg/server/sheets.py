"""An answer as a file that people open: CSV that Excel reads as UTF-8, XLSX, Parquet. The only file that imports their writers."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from budgetkg.answers import AMOUNT, NUMERIC
from ontology.errors import UsageError

if TYPE_CHECKING:
    from budgetkg.server.stores import Rows

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def as_csv(rows: "Rows", titles: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([cell.value if cell else "" for cell in row] for row in rows.rows)
    return text.getvalue().encode("utf-8-sig")  # Excel takes a file without the mark for GBK


def as_xlsx(rows: "Rows", titles: Sequence[str], name: str) -> bytes:
    """One sheet, its header frozen, numbers as numbers. Texts are never formulas."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet = book.add_worksheet(_sheet_name(name))
        for column, title in enumerate(titles):
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows.rows, start=1):
            for column, cell in enumerate(row):
                if cell is None:
                    continue
                if cell.datatype in NUMERIC and (value := _number(cell.value)) is not None:
                    sheet.write_number(number, column, value, money if "." in cell.value else None)
                else:
                    sheet.write_string(number, column, cell.value[:32_767])  # the most that a cell holds
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows.rows), 1), max(len(titles) - 1, 0))
        sheet.autofit()
        if rows.cut:
            note = book.add_worksheet("说明")
            note.write_string(0, 0, f"只有前 {len(rows.rows)} 行，后面还有 / only the first {len(rows.rows)} rows")
    return out.getvalue()


def as_parquet(rows: "Rows", titles: Sequence[str]) -> bytes:
    """Amounts as decimals, other numbers and texts as texts. Raises UsageError where the library is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("export.parquet", "没有安装写 Parquet 的库", "pip install 'budgetkg[parquet]'") from error
    arrays = []
    for column in range(len(titles)):
        cells = [row[column] for row in rows.rows]
        if {cell.datatype for cell in cells if cell} == {AMOUNT}:
            arrays.append(pa.array([Decimal(cell.value) if cell else None for cell in cells], pa.decimal128(38, 6)))
        else:
            arrays.append(pa.array([cell.value if cell else None for cell in cells], pa.string()))
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip(titles, arrays, strict=True))), out)
    return out.getvalue()


def _number(text: str) -> float | None:
    """What a sheet can hold without changing it: it keeps fifteen digits."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return float(value) if value.is_finite() and len(value.as_tuple().digits) <= 15 else None


def _sheet_name(name: str) -> str:
    return "".join("-" if character in "[]:*?/\\'" else character for character in name)[:31] or "answer"
