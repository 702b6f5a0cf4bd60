"""Binary workbooks of Excel (XLSB): the records of the parts ([MS-XLSB], BIFF12) are read as streams, nothing is calculated.

Read here and not by a library because those on PyPI (python-calamine, pyxlsb) tell the number without its format, so that 0.95
may or may not be 95%, and no hidden rows or merged cells.
"""

import math
import struct
from collections.abc import Iterator

from ingest.blocks import Blocks
from ingest.readers.grid import MAX_CELLS
from ingest.readers.number_format import BUILT_IN, GENERAL, is_exact, shown
from ingest.readers.package import Package, damaged
from ingest.readers.sheet import Sheet, address, blocks_of
from ingest.readers.xlsx import MAX_SHEETS, hidden_sheet
from ontology.errors import ReadError
from ontology.records import Issue

MEDIA_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.12"
MAX_RECORD = 8 * 1024 * 1024
"""Bytes of one record; a cell holds 32,767 letters."""
_LONGEST_HEAD, _CHUNK = 6, 1 << 16
_MAX_STRINGS = 64 * 1024 * 1024
_ROW, _BLANK, _RK, _ERROR, _BOOL, _REAL, _TEXT, _SHARED = range(8)
_F_TEXT, _F_REAL, _F_BOOL, _F_ERROR = range(8, 12)
_STRING, _FORMAT, _STYLE, _COLUMN, _RICH = 19, 44, 47, 60, 62
_VIEW, _BOOK, _SHEET, _MERGED = 137, 153, 156, 176
_STYLES_BEGIN, _STYLES_END = 617, 618
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A", 43: "#GETTING_DATA"}


def read(data: bytes) -> Blocks:
    """Blocks of a workbook. Raises ReadError when it is damaged, encrypted or no workbook."""
    package = Package(data)
    try:
        return _read(package)
    except (struct.error, UnicodeDecodeError, IndexError, OverflowError) as error:  # records shorter than their kind says
        raise damaged("工作簿") from error


def _read(package: Package) -> Blocks:
    main = package.main_part()
    relations = package.relations(main)
    parts = {kind: path for kind, path in relations.values()}
    strings, formats = _strings(package, parts.get("sharedStrings")), _formats(package, parts.get("styles"))
    listed: list[tuple[str, str, bool]] = []
    base_1904 = False
    for kind, body in _records(package, main):
        if kind == _BOOK:
            base_1904 = bool(body[0] & 1)
        elif kind == _SHEET:
            state = struct.unpack_from("<I", body)[0]
            relation, end = _wide(body, 8)
            listed.append((relation, _wide(body, end)[0], state != 0))
    if not listed:
        raise damaged("工作簿（没有工作表）")
    sheets: list[tuple[int, Sheet]] = []
    issues: list[Issue] = []
    for number, (relation, name, hidden) in enumerate(listed[:MAX_SHEETS], start=1):
        if hidden:
            issues.append(hidden_sheet(name))
            continue
        kind_of, path = relations.get(relation, ("", ""))
        if kind_of != "worksheet" or path not in package:
            continue
        sheet = Sheet(name, room=MAX_CELLS - sum(len(s.cells) for _, s in sheets))
        _fill(sheet, package, path, strings, formats, base_1904)
        sheets.append((number, sheet))
    return blocks_of(sheets, MEDIA_TYPE, len(listed), issues)


def _records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record of a part (2.1.4). Raises ReadError where one is cut off or beyond the bounds."""
    with package.open(part) as stream:
        held, at = b"", 0
        while True:
            if len(held) - at < _LONGEST_HEAD:
                held, at = held[at:] + stream.read(_CHUNK), 0
                if not held:
                    return
            kind, size, at = _head(held, at)
            if size > MAX_RECORD:
                hint = "可能是恶意文件；若确是正常文件，请另存为 XLSX 后再读"
                raise ReadError("read.too-large", f"工作簿里有一条 {size} 字节的记录", hint)
            if len(held) - at < size:
                held, at = held[at:] + stream.read(max(size, _CHUNK)), 0
                if len(held) < size:
                    raise damaged("工作簿")
            yield kind, held[at : at + size]
            at += size


def _head(held: bytes, at: int) -> tuple[int, int, int]:
    """Kind and size of the record that begins there, seven bits a byte, and where its content begins."""
    kind, at = held[at], at + 1
    if kind & 0x80:
        kind, at = (kind & 0x7F) | (held[at] & 0x7F) << 7, at + 1
    size = 0
    for shift in (0, 7, 14, 21):
        byte, at = held[at], at + 1
        size |= (byte & 0x7F) << shift
        if not byte & 0x80:
            break
    return kind, size, at


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """The text at `at` (XLWideString: a count, then UTF-16), and where it ends; a text that is null is empty."""
    letters = struct.unpack_from("<I", body, at)[0]
    if letters == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * letters
    if end > len(body):
        raise damaged("工作簿")
    return body[at + 4 : end].decode("utf-16-le", "replace").replace("\r", ""), end


def _strings(package: Package, part: str | None) -> list[str]:
    if part is None or part not in package:
        return []
    found: list[str] = []
    size = 0
    for kind, body in _records(package, part):
        if kind == _STRING:
            found.append(_wide(body, 1)[0])
            size += len(found[-1])
            if size > _MAX_STRINGS:
                raise ReadError("read.too-large", "工作簿里的文字超过 64 MB", "请拆分后再读")
    return found


def _formats(package: Package, part: str | None) -> list[str]:
    """The number format of each cell style."""
    if part is None or part not in package:
        return []
    own: dict[int, str] = {}
    found: list[str] = []
    of_cells = False
    for kind, body in _records(package, part):
        if kind == _FORMAT:
            own[struct.unpack_from("<H", body)[0]] = _wide(body, 2)[0]
        elif kind in {_STYLES_BEGIN, _STYLES_END}:
            of_cells = kind == _STYLES_BEGIN
        elif kind == _STYLE and of_cells:
            number = struct.unpack_from("<H", body, 2)[0]
            found.append(own.get(number) or BUILT_IN.get(number, GENERAL))
    return found


def _fill(sheet: Sheet, package: Package, part: str, strings: list[str], formats: list[str], base_1904: bool) -> None:
    row, zeros, room = 0, True, True
    for kind, body in _records(package, part):
        if kind == _ROW:
            if not room:
                break
            row = struct.unpack_from("<I", body)[0] + 1
            if body[11] & 0x10:
                sheet.hidden_rows.add(row)
        elif kind == _COLUMN:
            first, last = struct.unpack_from("<II", body)
            if body[16] & 1:
                sheet.hidden_columns.update(range(first + 1, min(last, 16383) + 2))
        elif kind == _VIEW:
            zeros = bool(body[0] & 0x10)
        elif kind == _MERGED:
            top, bottom, left, right = struct.unpack_from("<4I", body)
            sheet.merged.append((top + 1, left + 1, bottom + 1, right + 1))
        elif room and (_BLANK < kind <= _F_ERROR or kind == _RICH):
            column = struct.unpack_from("<I", body)[0] + 1
            style = int.from_bytes(body[4:7], "little")
            text = _text(sheet, (row, column), kind, body, formats[style] if style < len(formats) else GENERAL, strings, (base_1904, zeros))
            room = sheet.put(row, column, text)


def _text(sheet: Sheet, place: tuple[int, int], kind: int, body: bytes, code: str, strings: list[str], book: tuple[bool, bool]) -> str:
    base_1904, zeros = book
    if kind == _SHARED:
        at = struct.unpack_from("<I", body, 8)[0]
        return strings[at] if at < len(strings) else ""
    if kind in {_TEXT, _F_TEXT}:
        return _wide(body, 8)[0]
    if kind == _RICH:
        return _wide(body, 9)[0]
    if kind in {_BOOL, _F_BOOL}:
        return "TRUE" if body[8] else "FALSE"
    if kind in {_ERROR, _F_ERROR}:
        return _ERRORS.get(body[8], "#ERR!")
    number = _packed(struct.unpack_from("<I", body, 8)[0]) if kind == _RK else struct.unpack_from("<d", body, 8)[0]
    if not math.isfinite(number) or (not zeros and number == 0):
        return ""
    if not is_exact(number):
        sheet.inexact.append(address(*place))
    return shown(number, code, base_1904)


def _packed(value: int) -> float:
    """A number in 30 bits (RkNumber): an integer, or the upper half of a binary fraction, perhaps in hundredths."""
    whole: int = struct.unpack("<i", struct.pack("<I", value))[0] >> 2
    fraction: float = struct.unpack("<d", struct.pack("<Q", (value & ~3) << 32))[0]
    number = float(whole) if value & 2 else fraction
    return number / 100 if value & 1 else number
