"""Comma, semicolon or tab separated values with quotes (CSV, TSV): one sheet without a name."""

import csv
import io
import re
from collections import Counter

from ingest.blocks import Blocks
from ingest.readers.sheet import Sheet, blocks_of
from ingest.readers.text import decode
from ingest.words.text import fold
from ontology.errors import ReadError

MEDIA_TYPE = "text/csv"
_DELIMITERS = ",;\t"
_AMOUNT = re.compile(r"-?\d+\.\d+")
_FEWEST_PAID = 5
"""Rows with several amounts that make a text a table, though its rows differ in length."""
_SAMPLE = 200
"""Rows that are looked at to find out the dialect."""
csv.field_size_limit(1024 * 1024)


def dialect(text: str) -> str | None:
    """The delimiter; None where the text is no table of separated values.

    Programs that write such a file give every row the same number of fields; running text with commas does not.
    Tabs count only where quotes say so: tab-separated lines without them are ordinary text exports.
    """
    for delimiter in _DELIMITERS:
        if text.count(delimiter) < 4 or (delimiter == "\t" and not ('\t"' in text or text.startswith('"'))):
            continue
        try:
            rows = [
                row for row, _ in zip(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), range(_SAMPLE), strict=False) if row
            ]
        except csv.Error:
            continue
        widths = Counter(map(len, rows))
        width, most = max(widths.items(), key=lambda w: (w[1], w[0]), default=(0, 0))
        if width >= 2 and len(rows) >= 2 and most >= 0.9 * len(rows):
            return delimiter
        paid = sum(sum(_AMOUNT.fullmatch(fold(text)) is not None for text in row) > 1 for row in rows)
        apart = "\t" in text or "|" in text  # with commas inside amounts
        if not apart and paid >= _FEWEST_PAID and paid * 3 >= len(rows):  # several tables in one file, each as wide as it is
            return delimiter
    return None


def read(data: bytes) -> Blocks:
    """Blocks of a table of separated values in any encoding that text may have."""
    text, encoding = decode(data)
    sheet = Sheet("")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=dialect(text) or ","), start=1):
            if not all(sheet.put(number, column, value.strip()) for column, value in enumerate(row, start=1)):
                break
    except csv.Error as error:
        raise ReadError("read.damaged", f"分隔文本读不下去（{error}）", "请用表格程序打开后另存为 XLSX") from error
    return blocks_of([(1, sheet)], MEDIA_TYPE, None, encoding=encoding)
