"""Texts of OpenDocument (ODT), as LibreOffice and WPS save them: paragraphs, list numbers, text boxes, tables with merged cells.

Left out because a reader of the printed page does not see it: what tracked changes deleted, hidden text, comments, notes.
"""

from typing import TYPE_CHECKING

from ingest.blocks import Blocks, Cell, Table
from ingest.readers.docx_styles import counted
from ingest.readers.flow import Flow
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS, cell_of
from ingest.readers.opendocument import CONTENT, MAX_DEPTH, count, get, name, opened, text

if TYPE_CHECKING:
    from ingest.readers.package import Element

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_KINDS = {
    "一": "chineseCounting",
    "①": "decimalEnclosedCircle",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
"""How items are counted, by the first sign of ODF's num-format, in the words of Office."""
_WRAPPERS = frozenset({"section", "index-body", "table-of-content", "index-title", "frame", "text-box", "numbered-paragraph"})
_ROW_GROUPS = frozenset({"table-header-rows", "table-row-group", "table-rows"})


def read(data: bytes) -> Blocks:
    """Blocks of a document. Raises ReadError when it is damaged or encrypted."""
    package = opened(data)
    document = package.xml(CONTENT)
    reader = _Reader(_list_styles(document), Flow())
    for body in document.iter("{*}body"):
        for content in body:
            reader.blocks(content, 0)
    return reader.flow.done(MEDIA_TYPE)


def _list_styles(document: "Element") -> dict[tuple[str, int], "Element"]:
    """How the items of each list are numbered: (list style, level) → its definition."""
    found: dict[tuple[str, int], Element] = {}
    for style in document.iter("{*}list-style"):
        for level in style:
            if name(level) == "list-level-style-number":
                found[get(style, "name"), count(level, "level", 10)] = level
    return found


class _Reader:
    def __init__(self, numbered: dict[tuple[str, int], "Element"], flow: Flow) -> None:
        self._numbered, self.flow = numbered, flow
        self._counters: dict[tuple[str, int], int] = {}

    def blocks(self, parent: "Element", depth: int) -> None:
        """Paragraphs, lists and tables below `parent`."""
        if depth > MAX_DEPTH:
            self.flow.cut = True
            return
        for child in parent:
            match name(child):
                case "p":
                    self._paragraph(child, depth, None, "")
                case "h":
                    self._paragraph(child, depth, count(child, "outline-level", 6), "")
                case "list":
                    self._list(child, depth, get(child, "style-name"), 1)
                case "table":
                    self._table(child, depth)
                case found if found in _WRAPPERS:
                    self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: "Element", depth: int, level: int | None, number: str) -> None:
        boxes: list[Element] = []
        for line in (number + "".join(text(paragraph, boxes)).strip()).split("\n"):
            self.flow.line(line, level)
        for box in boxes:
            self.blocks(box, depth + 1)

    def _list(self, element: "Element", depth: int, style: str, level: int) -> None:
        if depth > MAX_DEPTH:
            self.flow.cut = True
            return
        if get(element, "continue-numbering") != "true" and not get(element, "continue-list"):
            self._counters.pop((style, level), None)
        for item in element:
            if name(item) not in {"list-item", "list-header"}:
                continue
            first = name(item) == "list-item"
            for child in item:
                if name(child) == "list":
                    self._list(child, depth + 1, get(child, "style-name") or style, level + 1)
                elif name(child) in {"p", "h"}:
                    number = self._number(style, level, item) if first else ""
                    self._paragraph(child, depth, count(child, "outline-level", 6) if name(child) == "h" else None, number)
                    first = False

    def _number(self, style: str, level: int, item: "Element") -> str:
        """What stands before an item's first paragraph."""
        form = self._numbered.get((style, level))
        if form is None:
            return ""
        start = get(item, "start-value") or get(form, "start-value")
        before = self._counters.get((style, level))
        at = before + 1 if before is not None else int(start) if start.isdigit() and len(start) < 6 else 1
        self._counters[style, level] = at
        kind = get(form, "num-format")
        printed = counted(at, _KINDS.get(kind[:1], "decimal")) if kind else ""
        return get(form, "num-prefix") + printed + get(form, "num-suffix") if printed else ""

    def _table(self, table: "Element", depth: int) -> None:
        cells: list[Cell] = []
        number = 0
        for row in _rows(table, depth):
            times = count(row, "number-rows-repeated", 1_000)
            inside = [cell for cell in row if name(cell) in {"table-cell", "covered-table-cell"}]
            nested = [cell for cell in inside if next(cell.iter("{*}table"), None) is not None]
            if nested:  # a layout, or a table within a form's cell
                plain = enumerate((c for c in inside if c not in nested), start=1)
                cells += (cell_of(number + 1, n, self._cell_lines(c, depth)) for n, c in plain)
                self.flow.table(cells)
                cells, number = [], 0
                for cell in nested:
                    self.blocks(cell, depth + 1)
                continue
            for _ in range(times):
                if len(cells) >= MAX_CELLS:
                    self.flow.cut = True
                    break
                number += 1
                cells += self._row(inside, number, depth)
        self.flow.table(cells)

    def _row(self, inside: list["Element"], number: int, depth: int) -> list[Cell]:
        cells: list[Cell] = []
        column = 1
        for cell in inside:
            times = count(cell, "number-columns-repeated", MAX_COLUMNS)
            if name(cell) == "table-cell":
                down, across = count(cell, "number-rows-spanned", 100_000), count(cell, "number-columns-spanned", MAX_COLUMNS)
                shown = self._cell_lines(cell, depth)
                cells += (cell_of(number, at, shown, rowspan=down, colspan=across) for at in range(column, column + times))
            column += times
            if column > 2 * MAX_COLUMNS:
                self.flow.cut = True
                break
        return cells

    def _cell_lines(self, cell: "Element", depth: int) -> list[str]:
        inner = _Reader(self._numbered, Flow())
        inner.blocks(cell, depth + 1)
        return [b.text for b in inner.flow.blocks if not isinstance(b, Table)]


def _rows(table: "Element", depth: int) -> "list[Element]":
    rows: list[Element] = []
    for child in table:
        if name(child) == "table-row":
            rows.append(child)
        elif name(child) in _ROW_GROUPS and depth < MAX_DEPTH:
            rows += _rows(child, depth + 1)
    return rows
