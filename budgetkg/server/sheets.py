"""An answer as a file that people open: CSV that Excel reads as UTF-8, XLSX, Parquet. The only file that imports pyarrow."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from budgetkg.answers import AMOUNT, NUMERIC
from budgetkg.spreadsheets import plain
from budgetkg.workbook import Sheet, workbook
from ontology.errors import UsageError

if TYPE_CHECKING:
    from budgetkg.server.stores import Rows
    from search.store import Term

PLACES = 6
"""Of decimals in Parquet."""
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


def as_csv(rows: "Rows", titles: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows([(cell.value if cell.datatype in NUMERIC else plain(cell.value)) if cell else "" for cell in row] for row in rows.rows)
    return text.getvalue().encode("utf-8-sig")  # Excel takes a file without the mark for GBK


def as_xlsx(rows: "Rows", titles: Sequence[str], name: str) -> bytes:
    """One sheet, and another that says so where rows were left out."""
    values = [[_value(cell) for cell in row] for row in rows.rows]
    note = f"只有前 {len(rows.rows)} 行，后面还有 / only the first {len(rows.rows)} rows"
    return workbook([Sheet(name, titles, values), *([Sheet("说明", [note], [])] if rows.cut else [])])


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
        if {cell.datatype for cell in cells if cell} == {AMOUNT} and all(_fits(Decimal(cell.value)) for cell in cells if cell):
            arrays.append(pa.array([Decimal(cell.value) if cell else None for cell in cells], pa.decimal128(38, PLACES)))
        else:
            arrays.append(pa.array([cell.value if cell else None for cell in cells], pa.string()))
    out = io.BytesIO()
    pq.write_table(pa.table(dict(zip(titles, arrays, strict=True))), out)
    return out.getvalue()


def _fits(number: Decimal) -> bool:
    """Whether Parquet keeps it exactly; a quotient such as 0.333… has more places, and then the column is text."""
    return number == round(number, PLACES) and number.adjusted() < 38 - PLACES


def _value(cell: "Term | None") -> str | Decimal | None:
    if cell is None or cell.datatype not in NUMERIC:
        return cell.value if cell else None
    try:
        return Decimal(cell.value)
    except InvalidOperation:
        return cell.value
