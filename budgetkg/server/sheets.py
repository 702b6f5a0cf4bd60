"""Tables as files that people open: CSV that Excel reads as UTF-8, XLSX, Parquet, JSON. The only file that imports pyarrow.

Whatever its length, it is written row by row.
"""

import json
import pickle
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from starlette.responses import Response

from budgetkg.answers import AMOUNT, NUMERIC
from budgetkg.catalogue import Column
from budgetkg.server import streams
from budgetkg.workbook import Row, Sheet
from budgetkg.workbook import write as write_book
from ontology.errors import UsageError

if TYPE_CHECKING:
    from search.graph.store import Term

    Answered = Sequence[Term | None]

BATCH = 10_000
"""Rows of a Parquet row group."""
PLACES = 6
"""Of decimals in Parquet."""
MEDIA = {
    "json": "application/json",
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "nq": "application/n-quads",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def write_answer(out: IO[bytes], form: str, name: str, titles: Sequence[str], columns: Sequence[str], rows: "Iterable[Answered]") -> None:
    """The answer to a query, of any length, row by row. Raises UsageError for Parquet where its library is not installed.

    titles: what people call the columns; JSON and Parquet have their names.
    """
    if form == "csv":
        out.writelines(streams.csv_lines(titles, ([cell.value if cell else "" for cell in row] for row in rows)))
    elif form == "xlsx":
        write_book([Sheet(name, titles, (list(map(_value, row)) for row in rows))], out)
    elif form == "parquet":
        # Which columns are amounts, is known with the last row.
        exact = ([_amount(cell) for cell in row] for row in rows)
        write_parquet(out, [Column(column, column, True) for column in columns], exact)
    else:
        out.write(b'{"columns": %b, "rows": ' % json.dumps(list(columns), ensure_ascii=False).encode("utf-8", "replace"))
        out.writelines(streams.json_array({k: c.value if c else None for k, c in zip(columns, row, strict=True)} for row in rows))
        out.write(b', "truncated": false}\n')


def _fits(number: Decimal) -> bool:
    """Whether Parquet keeps it exactly; a quotient such as 0.333… has more places, and then the column is text."""
    return number.is_finite() and number.adjusted() < 28 - PLACES and number == round(number, PLACES)


def _amount(cell: "Term | None") -> str | Decimal | None:
    return _value(cell) if cell and cell.datatype == AMOUNT else cell.value if cell else None


def _value(cell: "Term | None") -> str | Decimal | None:
    if cell is None or cell.datatype not in NUMERIC:
        return cell.value if cell else None
    try:
        return Decimal(cell.value)
    except InvalidOperation:
        return cell.value


def write(out: IO[bytes], form: str, name: str, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """A table of any length. Raises UsageError for Parquet where its library is not installed."""
    titles = [column.zh for column in columns]
    if form == "csv":
        out.writelines(streams.csv_lines(titles, rows))
    elif form == "xlsx":
        write_book([Sheet(name, titles, rows)], out)
    elif form == "parquet":
        write_parquet(out, columns, rows)
    else:
        names = [column.name for column in columns]
        cells = ((str(cell) if isinstance(cell, Decimal) else cell for cell in row) for row in rows)
        out.writelines(streams.json_array(dict(zip(names, row, strict=True)) for row in cells))


def file_of(form: str, name: str, columns: Sequence[Column], rows: Iterable[Row]) -> Response:
    """A table, to be saved."""
    return streams.file(lambda out: write(out, form, name, columns, rows), MEDIA[form], f"{name}.{form}")


def write_parquet(out: IO[bytes], columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Raises UsageError where the library is not installed.

    A column of numbers is decimal, and text where a cell is none or does not fit: none is rounded. Which it is, is known
    with the last row; until then the rows wait on the disk.
    """
    pa, pq = _parquet()
    exact = [column.number for column in columns]
    any_number = [False] * len(columns)
    every = iter(rows)
    with TemporaryFile() as waiting:
        while batch := list(islice(every, BATCH)):
            for at, cells in enumerate(zip(*batch, strict=True)):
                exact[at] = exact[at] and all(isinstance(cell, Decimal) and _fits(cell) for cell in cells if cell is not None)
                any_number[at] = any_number[at] or any(cell is not None for cell in cells)
            pickle.dump(batch, waiting)
        end = waiting.tell()
        waiting.seek(0)
        exact = [decimal and some for decimal, some in zip(exact, any_number, strict=True)]
        kinds = [pa.decimal128(38, PLACES) if number else pa.string() for number in exact]
        schema = pa.schema([(column.name, kind) for column, kind in zip(columns, kinds, strict=True)])
        with pq.ParquetWriter(out, schema) as writer:
            while waiting.tell() < end:
                by_column = zip(zip(*pickle.load(waiting), strict=True), exact, kinds, strict=True)  # written above
                arrays = [pa.array(list(map(_padded if number else _text, cells)), kind) for cells, number, kind in by_column]
                writer.write_table(pa.table(arrays, schema=schema))


def _padded(cell: str | Decimal | None) -> str | Decimal | None:
    return round(cell, PLACES) if isinstance(cell, Decimal) else cell


def _text(cell: str | Decimal | None) -> str | None:
    return f"{cell:f}" if isinstance(cell, Decimal) else cell


def _parquet() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise UsageError("export.parquet", "没有安装写 Parquet 的库", "pip install 'budgetkg[parquet]'") from error
    return pa, pq
