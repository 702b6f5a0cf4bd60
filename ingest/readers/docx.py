"""Word documents (DOCX) by lxml: paragraphs, automatic numbers, text boxes, tables with merged cells, tables in cells.

Left out because a reader of the printed page does not see it: deleted and moved-away text of tracked changes, hidden
text, comments, field codes. Heads and feet of pages say nothing that the pages don't.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.blocks import Blocks, Cell, Table
from ingest.readers.docx_styles import Numbering, Styles
from ingest.readers.flow import Flow
from ingest.readers.grid import MAX_CELLS, cell_of
from ingest.readers.package import Package

if TYPE_CHECKING:
    from ingest.readers.package import Element

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_DEPTH = 40
"""Tables within tables and boxes within boxes; Word itself stops earlier."""

_UNSEEN = frozenset(
    {"del", "moveFrom", "instrText", "delText", "delInstrText", "rt", "Fallback", "footnoteReference", "sdtPr", "rPr", "pPr"}
)
_GLYPHS = {"noBreakHyphen": "-", "softHyphen": "", "tab": " ", "ptab": " ", "cr": "\n", "br": "\n"}


def read(data: bytes) -> Blocks:
    """Blocks of a document. Raises ReadError when it is damaged or encrypted."""
    package = Package(data)
    main = package.main_part()
    document = package.xml(main)
    parts = dict(package.relations(main).values())
    styles = Styles(package.xml(parts["styles"]) if parts.get("styles", "") in package else None)
    numbering = Numbering(package.xml(parts["numbering"]) if parts.get("numbering", "") in package else None, styles)
    flow = Flow()
    reader = _Reader(styles, numbering, flow)
    for body in document.iter("{*}body"):
        reader.blocks(body, 0)
    return flow.done(MEDIA_TYPE)


def _name(element: "Element") -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _get(element: "Element | None", name: str, default: str = "") -> str:
    """An attribute by its local name."""
    if element is None:
        return default
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == name), default)


def _child(element: "Element | None", *path: str) -> "Element | None":
    for name in path:
        element = next((c for c in element if _name(c) == name), None) if element is not None else None
    return element


def _on(element: "Element | None") -> bool:
    """A switch: there, and not turned off."""
    return element is not None and _get(element, "val", "1") not in {"0", "false", "off", "none"}


class _Reader:
    def __init__(self, styles: Styles, numbering: Numbering, flow: Flow) -> None:
        self._styles, self._numbering, self.flow = styles, numbering, flow

    def blocks(self, parent: "Element", depth: int) -> None:
        """Paragraphs and tables below `parent`, through content controls, insertions and the like."""
        if depth > MAX_DEPTH:
            self.flow.cut = True
            return
        for child in parent:
            match _name(child):
                case "p":
                    self._paragraph(child, depth)
                case "tbl":
                    self._table(child, depth)
                case "sdt" | "sdtContent" | "ins" | "moveTo" | "customXml" | "smartTag" | "AlternateContent" | "Choice":
                    self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: "Element", depth: int) -> None:
        boxes: list[Element] = []
        text = "".join(self._runs(paragraph, boxes))
        number = self._numbering.next(paragraph) if text.strip() else ""
        level = self._styles.outline(paragraph)
        for line in (number + text.lstrip() if number else text).split("\n"):
            self.flow.line(line, level)
        for box in boxes:
            self.blocks(box, depth + 1)

    def _runs(self, element: "Element", boxes: list["Element"], depth: int = 0) -> Iterator[str]:
        if depth > MAX_DEPTH:
            return
        for child in element:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _GLYPHS:
                yield "" if name == "br" and _get(child, "type") in {"page", "column"} else _GLYPHS[name]
            elif name == "txbxContent":
                boxes.append(child)
            elif name == "r" and _on(_child(child, "rPr", "vanish")):
                continue
            elif name not in _UNSEEN:
                yield from self._runs(child, boxes, depth + 1)

    # --- tables -------------------------------------------------------------------------------------------------------

    def _table(self, table: "Element", depth: int) -> None:
        cells: list[Cell] = []
        open_merges: dict[int, int] = {}
        """Column → index in `cells` of the cell that goes on below."""
        number = 0
        for row in _below(table, "tr"):
            properties = _child(row, "trPr")
            if _child(properties, "del") is not None or _on(_child(properties, "hidden")):
                continue
            inside = list(_below(row, "tc"))
            nested = [c for c in inside if _has_table(c)]
            if nested:  # a layout, or a table within a form's cell
                plain = enumerate((c for c in inside if c not in nested), start=1)
                cells += (cell_of(number + 1, n, self._cell_lines(c, depth)) for n, c in plain)
                self.flow.table(cells)
                cells, open_merges, number = [], {}, 0
                for cell in nested:
                    self.blocks(cell, depth + 1)
                continue
            number += 1
            column = 1 + _count(_get(_child(properties, "gridBefore"), "val"), 0)
            merges: dict[int, int] = {}
            for cell in inside:
                about = _child(cell, "tcPr")
                colspan = _count(_get(_child(about, "gridSpan"), "val"), 1)
                if len(cells) >= MAX_CELLS:
                    self.flow.cut = True
                    break
                down, across = _child(about, "vMerge"), _child(about, "hMerge")
                if across is not None and _get(across, "val", "continue") == "continue" and cells and cells[-1].row == number:
                    cells[-1] = replace(cells[-1], colspan=cells[-1].colspan + colspan)
                elif down is not None and _get(down, "val", "continue") == "continue" and column in open_merges:
                    above = open_merges[column]
                    cells[above] = replace(cells[above], rowspan=number - cells[above].row + 1)
                    merges[column] = above
                else:
                    cells.append(cell_of(number, column, self._cell_lines(cell, depth), colspan=colspan))
                    if down is not None:
                        merges[column] = len(cells) - 1
                column += colspan
            open_merges = merges
        self.flow.table(cells)

    def _cell_lines(self, cell: "Element", depth: int) -> list[str]:
        inner = _Reader(self._styles, self._numbering, Flow())
        inner.blocks(cell, depth + 1)
        return [b.text for b in inner.flow.blocks if not isinstance(b, Table)]


def _below(parent: "Element", name: str) -> Iterable["Element"]:
    """Rows of a table or cells of a row, also those inside content controls and insertions."""
    for child in parent:
        found = _name(child)
        if found == name:
            yield child
        elif found in {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}:
            yield from _below(child, name)


def _has_table(cell: "Element") -> bool:
    return next(cell.iter("{*}tbl"), None) is not None


def _count(text: str, default: int) -> int:
    return min(int(text), 512) if text.isdigit() and len(text) < 6 else default
