"""Web pages (HTML, also what systems save as .xls or .doc but is HTML inside), by selectolax (lexbor).

Tables that only arrange the page hold other tables: they are taken apart, and their cells read in order.
"""

import re
from typing import TYPE_CHECKING

from ingest.blocks import Blocks, Cell
from ingest.readers.flow import Flow
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS, cell_of
from ingest.readers.text import decode
from ontology.errors import ReadError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MEDIA_TYPE = "text/html"
MAX_DEPTH = 300
"""Elements within elements; deeper ones are left out. Pages have twenty to forty."""

MAX_OPEN = 3000
"""Elements open at once as written; a parser's time grows with their square."""

_FIRST_TAG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|title|div|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_CHINESE = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "big5": "big5hkscs"}
_LEFT_OUT = frozenset({"script", "style", "noscript", "template", "head", "select", "button", "textarea", "iframe", "object", "svg"})
_OF_A_LINE = frozenset(
    {"a", "abbr", "b", "big", "bdo", "code", "del", "em", "font", "i", "ins", "label", "mark", "s", "small", "span", "strong", "sub", "sup",
     "u", "o:p", "st1:chsdate", "img", "input", "wbr"}
)  # fmt: skip
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:[^<>]*?(/)>)?")
_CLOSE_THEMSELVES = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "wbr",
     "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "body", "html", "head"}
)  # fmt: skip
_HEADING = re.compile(r"h([1-6])")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)


def is_html(data: bytes) -> bool:
    """By its first tag."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        data = data[:8192].decode("utf-16", "ignore").encode()
    return _FIRST_TAG.match(data[:4096]) is not None


def page_text(data: bytes) -> tuple[str, str]:
    """Text and encoding: byte order mark, then what the page declares, then what fits. Raises ReadError."""
    declared = _CHARSET.search(data[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        encoding = _CHINESE.get(name, name)
        try:
            return data.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong declaration is common; the bytes decide
    try:
        return decode(data)
    except ReadError:
        if not name:
            raise
    try:
        text = data.decode(_CHINESE.get(name, name), "replace")
    except LookupError:
        text = data.decode("gb18030", "replace")
    if text.count("\ufffd") > len(text) // 500:
        raise ReadError("read.encoding", f"网页写的编码是 {name}，实际不是", "请在浏览器里打开后另存为 UTF-8")
    return text, name


def read(data: bytes) -> Blocks:
    """Blocks of a web page."""
    flow = Flow()
    encoding = add(data, flow)
    return flow.done(MEDIA_TYPE, encoding)


def add(data: bytes, flow: Flow) -> str:
    """Write a page down in `flow`; returns its encoding."""
    from selectolax.lexbor import LexborHTMLParser

    text, encoding = page_text(data)
    _refuse_depth(text)
    page = _Page(flow)
    body = LexborHTMLParser(text).body
    if body is not None:
        page.walk(body, 0)
        page.end_line()
    return encoding


def _refuse_depth(text: str) -> None:
    depth = 0
    for tag in _TAG.finditer(text):
        if tag[2].lower() not in _CLOSE_THEMSELVES and not tag[3]:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > MAX_OPEN:
                raise ReadError("read.too-deep", f"网页的标签套了 {MAX_OPEN} 层以上，没有读", "可能是恶意文件；请在浏览器里打开后另存")


class _Page:
    """Walks a page and writes down its lines and tables."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self._line: list[str] = []

    def end_line(self, level: int | None = None) -> None:
        self.flow.line(_spaced("".join(self._line)), level)
        self._line.clear()

    def walk(self, node: "LexborNode", depth: int) -> None:
        child = node.child
        while child is not None:
            tag = child.tag or ""
            if tag == "-text":
                self._line.append(child.text(deep=False) or "")
            elif tag == "br":
                self.end_line()
            elif tag == "table":
                self.end_line()
                self._table(child, depth + 1)
            elif tag not in _LEFT_OUT and not tag.startswith("-") and not _is_hidden(child):
                if depth >= MAX_DEPTH:
                    self.flow.cut = True
                elif tag in _OF_A_LINE:
                    self.walk(child, depth + 1)
                else:
                    self.end_line()
                    self.walk(child, depth + 1)
                    heading = _HEADING.fullmatch(tag)
                    self.end_line(int(heading[1]) if heading else None)
            child = child.next

    def _table(self, table: "LexborNode", depth: int) -> None:
        if depth >= MAX_DEPTH or _is_hidden(table):
            self.flow.cut = self.flow.cut or depth >= MAX_DEPTH
            return
        cells: list[Cell] = []
        reserved: dict[int, int] = {}
        """Column → how many more rows a cell above covers it."""
        number = 0
        rows = _rows(table)
        is_layout = not _is_ruled(table) and any(c.css_first("table") is not None for row in rows for c in _children(row))
        for row in rows:
            if row.tag == "caption":
                self.walk(row, depth + 1)
                self.end_line()
                continue
            inside = [c for c in _children(row) if c.tag in {"td", "th"} and not _is_hidden(c)]
            if is_layout:
                for cell in inside:
                    self.walk(cell, depth + 1)
                    self.end_line()
                continue
            nested = [c for c in inside if c.css_first("table") is not None]
            if nested:  # a table within a form's cell
                cells += (cell_of(number + 1, n, _cell_lines(c)) for n, c in enumerate(inside, start=1) if c not in nested)
                self.flow.table(cells)
                cells, reserved, number = [], {}, 0
                for cell in nested:
                    self.walk(cell, depth + 1)
                    self.end_line()
                continue
            number += 1
            column = 1
            added: dict[int, int] = {}
            for cell in inside:
                if column > MAX_COLUMNS or len(cells) >= MAX_CELLS:
                    self.flow.cut = True
                    break
                while reserved.get(column, 0):
                    column += 1
                colspan, rowspan = _span(cell, "colspan", 1), _span(cell, "rowspan", 100_000)
                cells.append(cell_of(number, column, _cell_lines(cell), rowspan=rowspan, colspan=colspan))
                added.update((c, rowspan - 1) for c in range(column, min(column + colspan, MAX_COLUMNS + 1)))
                column += colspan
            reserved = {c: n - 1 for c, n in reserved.items() if n > 1} | {c: n for c, n in added.items() if n}
        self.flow.table(cells)


def _rows(table: "LexborNode") -> list["LexborNode"]:
    """The rows of this table itself, in order, and its caption."""
    found: list[LexborNode] = []
    for child in _children(table):
        if child.tag in {"thead", "tbody", "tfoot"}:
            found += [r for r in _children(child) if r.tag == "tr" and not _is_hidden(r)]
        elif child.tag in {"tr", "caption"} and not _is_hidden(child):
            found.append(child)
    return found


def _is_ruled(table: "LexborNode") -> bool:
    """A table that holds tables arranges the page, unless it is drawn with rules like a form."""
    return (table.attributes.get("border") or "0").strip() not in {"0", ""}


def _children(node: "LexborNode") -> list["LexborNode"]:
    return list(node.iter())


def _is_hidden(node: "LexborNode") -> bool:
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _span(cell: "LexborNode", name: str, rest: int) -> int:
    """A span within bounds; 0 means all the rest, and what is no number means 1 (HTML standard, 4.9.11)."""
    found = re.match(r"\s*\+?(\d{1,6})", cell.attributes.get(name) or "1")
    value = int(found[1]) if found else 1
    return min(value or rest, MAX_COLUMNS if name == "colspan" else 65_534)


def _cell_lines(cell: "LexborNode") -> list[str]:
    page = _Page(Flow())
    page.walk(cell, 0)
    page.end_line()
    return [b.text for b in page.flow.blocks if hasattr(b, "text")]


def _spaced(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", " ", text).strip()
