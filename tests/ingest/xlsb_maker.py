"""A workbook of openpyxl saved as Excel's binary format ([MS-XLSB]), record by record; the writing knows nothing of the reader."""

import datetime
import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from openpyxl.utils import column_index_from_string
from openpyxl.utils import datetime as dates

_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STATES = {"visible": 0, "hidden": 1, "veryHidden": 2}


def record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, left = b"", len(body)
    while left >= 0x80:
        size, left = size + bytes([left & 0x7F | 0x80]), left >> 7
    return head + size + bytes([left]) + body


def wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def rk(number: float) -> int | None:
    """The number in 30 bits, where it fits: a small integer, or one in hundredths."""
    for hundredths, value in ((0, number), (1, number * 100)):
        whole = round(value)
        if whole == value and -(2**29) <= whole < 2**29 and (not hundredths or whole / 100 == number):
            return (whole << 2 | 2 | hundredths) & 0xFFFFFFFF
    return None


def converted(book: Any) -> bytes:
    """The bytes of the XLSB file; `book` is an openpyxl Workbook. Formulas (=…) become their text `formula` with a number 1.5."""
    strings: dict[str, int] = {}
    formats: dict[str, int] = {}
    parts: dict[str, bytes] = {}
    sheets = []
    for number, sheet in enumerate(book.worksheets, start=1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _sheet(sheet, strings, formats)
        sheets.append(record(156, struct.pack("<II", _STATES[sheet.sheet_state], number) + wide(f"rId{number}") + wide(sheet.title)))
    main = record(131) + record(153, struct.pack("<II", int(book.epoch.year == 1904), 0) + wide(""))
    parts["xl/workbook.bin"] = main + record(143) + b"".join(sheets) + record(144) + record(132)
    parts["xl/sharedStrings.bin"] = (
        record(159, struct.pack("<II", len(strings), len(strings))) + b"".join(record(19, b"\0" + wide(s)) for s in strings) + record(160)
    )
    parts["xl/styles.bin"] = _styles(formats)
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    targets += [("rIdS", "sharedStrings", "sharedStrings.bin"), ("rIdT", "styles", "styles.bin")]
    parts["xl/_rels/workbook.bin.rels"] = _relations(targets)
    parts["_rels/.rels"] = _relations([("rId1", "officeDocument", "xl/workbook.bin")])
    parts["[Content_Types].xml"] = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    )
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _relations(targets: Iterable[tuple[str, str, str]]) -> bytes:
    return (_RELATIONS % "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in targets)).encode()


def _styles(formats: dict[str, int]) -> bytes:
    own = [record(44, struct.pack("<H", 164 + at) + wide(code)) for code, at in formats.items()]
    cells = [record(47, struct.pack("<HHHHHHH", 0, 164 + at, 0, 0, 0, 0, 0)) for at in formats.values()]
    named = record(626, struct.pack("<I", 1)) + record(47, struct.pack("<HHHHHHH", 0xFFFF, 9, 0, 0, 0, 0, 0)) + record(627)
    listed = record(615, struct.pack("<I", len(own))) + b"".join(own) + record(616)
    return record(278) + listed + named + record(617, struct.pack("<I", len(cells))) + b"".join(cells) + record(618) + record(279)


def _sheet(sheet: Any, strings: dict[str, int], formats: dict[str, int]) -> bytes:
    shown = sheet.sheet_view.showZeros is not False
    used = struct.pack("<4I", 0, max(sheet.max_row, 1) - 1, 0, max(sheet.max_column, 1) - 1)
    made = [record(129), record(148, used), record(133), record(137, struct.pack("<H", 0x10 * shown) + bytes(28)), record(138), record(134)]
    made.append(record(390))
    for letters, width in sheet.column_dimensions.items():
        at = column_index_from_string(letters) - 1
        made.append(record(60, struct.pack("<IIIIH", at, at, 2560, 0, int(bool(width.hidden)))))
    made += [record(391), record(145)]
    for row, cells in enumerate(sheet.iter_rows()):
        hidden = sheet.row_dimensions[row + 1].hidden if row + 1 in sheet.row_dimensions else False
        made.append(record(0, struct.pack("<IIHBB", row, 0, 300, 0, 0x10 * bool(hidden)) + bytes(1) + struct.pack("<I", 0)))
        made += [_cell(c, strings, formats) for c in cells if c.value is not None]
    made.append(record(146))
    areas = [record(176, struct.pack("<4I", a.min_row - 1, a.max_row - 1, a.min_col - 1, a.max_col - 1)) for a in sheet.merged_cells.ranges]
    return b"".join([*made, record(177, struct.pack("<I", len(areas))), *areas, record(178), record(130)])


_days: Callable[[datetime.date], float] = dates.to_excel
"""A date as a workbook holds it; openpyxl ships no types."""


def _cell(cell: Any, strings: dict[str, int], formats: dict[str, int]) -> bytes:
    style = formats.setdefault(cell.number_format, len(formats))
    head = struct.pack("<I", cell.column - 1) + style.to_bytes(3, "little") + b"\0"
    value = cell.value
    if isinstance(value, datetime.date | datetime.datetime):
        value = _days(value)
    if isinstance(value, bool):
        return record(4, head + bytes([value]))
    if cell.data_type == "f":
        return record(9, head + struct.pack("<dHI", 1.5, 0, 0) + struct.pack("<I", 0))
    if isinstance(value, str):
        if len(strings) % 3 == 2:  # one in three as text of the cell itself
            strings.setdefault(f"\0{len(strings)}", len(strings))
            return record(6, head + wide(value))
        return record(7, head + struct.pack("<I", strings.setdefault(value, len(strings))))
    small = rk(float(value))
    return record(5, head + struct.pack("<d", float(value))) if small is None else record(2, head + struct.pack("<I", small))
