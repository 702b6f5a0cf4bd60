"""Workbooks of Excel, WPS and LibreOffice (XLSX): the parts are read as streams, nothing is calculated.

Read here and not by a library because the record needs what python-calamine does not tell (number formats, hidden rows
and columns, formulas without a value) and openpyxl tells only by holding the whole workbook, at fifty times the time.
"""

import re
from typing import TYPE_CHECKING

from ingest.blocks import Blocks
from ingest.readers.grid import MAX_CELLS
from ingest.readers.number_format import BUILT_IN, GENERAL, is_exact, shown
from ingest.readers.package import Package, damaged
from ingest.readers.sheet import Sheet, address, blocks_of
from ontology.errors import ReadError
from ontology.records import Issue

if TYPE_CHECKING:
    from ingest.readers.package import Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEETS = 500
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[Ee][-+]?\d{1,3})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read(data: bytes) -> Blocks:
    """Blocks of a workbook. Raises ReadError when it is damaged, encrypted or no workbook."""
    package = Package(data)
    main = package.main_part()
    book = package.xml(main)
    relations = package.relations(main)
    parts = {kind: path for kind, path in relations.values()}
    strings = _strings(package, parts.get("sharedStrings"))
    formats = _formats(package, parts.get("styles"))
    base_1904 = any(p.get("date1904") in {"1", "true"} for p in book.iter("{*}workbookPr"))
    sheets: list[tuple[int, Sheet]] = []
    issues: list[Issue] = []
    listed = list(book.iter("{*}sheet"))
    for number, item in enumerate(listed[:MAX_SHEETS], start=1):
        name = item.get("name", "")
        if item.get("state") in {"hidden", "veryHidden"}:
            issues.append(hidden_sheet(name))
            continue
        kind, path = relations.get(next((str(v) for k, v in item.items() if str(k).endswith("}id")), ""), ("", ""))
        if kind != "worksheet" or path not in package:
            continue
        sheet = Sheet(name, room=MAX_CELLS - sum(len(s.cells) for _, s in sheets))
        _fill(sheet, package, path, strings, formats, base_1904)
        sheets.append((number, sheet))
    if not listed:
        raise damaged("工作簿（没有工作表）")
    return blocks_of(sheets, MEDIA_TYPE, len(listed), issues)


def hidden_sheet(name: str) -> Issue:
    return Issue("read.hidden", "info", f"隐藏的工作表“{name}”没有读", "公开时看不到的内容不算公开，多是模板遗留；若应读入，请取消隐藏")


def _strings(package: Package, part: str | None) -> list[str]:
    if part is None or part not in package:
        return []
    found: list[str] = []
    size = 0
    for item in package.elements(part, "si"):
        found.append(_rich(item))
        size += len(found[-1])
        if size > 64 * 1024 * 1024:
            raise ReadError("read.too-large", "工作簿里的文字超过 64 MB", "请拆分后再读")
    return found


def _rich(item: "Element") -> str:
    """Text of a string item, its runs joined; phonetic guides are left out."""
    runs = [t.text or "" for t in item.iter("{*}t") if (p := t.getparent()) is not None and not str(p.tag).endswith("}rPh")]
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), "".join(runs)).replace("\r", "")


def _formats(package: Package, part: str | None) -> list[str]:
    """The number format of each cell style."""
    if part is None or part not in package:
        return []
    root = package.xml(part)
    own = {_whole(f.get("numFmtId"), 0): f.get("formatCode", GENERAL) for f in root.iter("{*}numFmt")}
    found: list[str] = []
    for styles in root.iter("{*}cellXfs"):
        for style in styles.iter("{*}xf"):
            number = _whole(style.get("numFmtId"), 0)
            found.append(own.get(number) or BUILT_IN.get(number, GENERAL))
    return found


def _fill(sheet: Sheet, package: Package, part: str, strings: list[str], formats: list[str], base_1904: bool) -> None:
    row_number = 0
    zeros = True
    for element in package.elements(part, "sheetView", "col", "row", "mergeCell"):
        tag = str(element.tag).rpartition("}")[2]
        if tag == "row":
            row_number = _whole(element.get("r"), row_number + 1)
            if element.get("hidden") in {"1", "true"}:
                sheet.hidden_rows.add(row_number)
            if not _row(sheet, element, row_number, strings, formats, base_1904, zeros):
                break
        elif tag == "mergeCell":
            ends = [_place(p) for p in element.get("ref", "").split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                sheet.merged.append((*ends[0], *ends[1]))
        elif tag == "sheetView":
            zeros = element.get("showZeros") not in {"0", "false"}
        elif element.get("hidden") in {"1", "true"}:
            first, last = _whole(element.get("min"), 1), _whole(element.get("max"), 1)
            sheet.hidden_columns.update(range(first, min(last, 16384) + 1))


def _row(sheet: Sheet, element: "Element", row: int, strings: list[str], formats: list[str], base_1904: bool, zeros: bool) -> bool:
    column = 0
    for cell in element.iter("{*}c"):
        place = _place(cell.get("r", ""))
        column = place[1] if place else column + 1
        kind = cell.get("t", "n")
        style = _whole(cell.get("s"), 0)
        if kind == "inlineStr":
            text = _rich(cell)
        else:
            value = next((v.text for v in cell.iter("{*}v")), None)
            if value is None:
                if next(cell.iter("{*}f"), None) is not None and kind != "str":
                    sheet.stale.append(address(row, column))
                continue
            text = _text(value, kind, formats[style] if style < len(formats) else GENERAL, strings, base_1904, zeros)
            if kind == "n" and _NUMBER.fullmatch(value) and not is_exact(float(value)):
                sheet.inexact.append(address(row, column))
        if not sheet.put(row, column, text):
            return False
    return True


def _text(value: str, kind: str, code: str, strings: list[str], base_1904: bool, zeros: bool) -> str:
    if kind == "s":
        at = _whole(value, len(strings))
        return strings[at] if 0 <= at < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind != "n":
        return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), value)
    if not _NUMBER.fullmatch(value):
        return value
    number = float(value)
    if not zeros and number == 0:
        return ""
    return shown(number, code, base_1904)


def _place(text: str) -> tuple[int, int] | None:
    found = _PLACE.fullmatch(text.replace("$", ""))
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _whole(text: str | None, default: int) -> int:
    """A count as files write it; the default where it is none."""
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else default
