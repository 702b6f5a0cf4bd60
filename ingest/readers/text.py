"""Plain text and Markdown: lines with tabs or pipes are table rows, and lines lined up with blanks; a blank line ends a table."""

import re

from ingest.blocks import Block, Blocks, Cell, Heading, Paragraph, Row, Table
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS
from ingest.readers.spaced import spaced_cells
from ingest.readers.spaced_forms import spaced_table
from ingest.words.list_marks import begins_item, begins_label
from ingest.words.text import fold, has_cjk, is_trail
from ontology.errors import ReadError
from ontology.records import Issue

MEDIA_TYPE = "text/plain"
MAX_LINES = 200_000
_SHORTEST_WRAPPED = 24
"""Letters of a line that a page may have broken; a label after a shorter one begins a line of its own."""
_DIGIT = "[〇○零一二三四五六七八九十]"
_DATE_LINE = re.compile(rf"(?:20\d\d|二{_DIGIT}{{3}})\s*年\s*(?:\d{{1,2}}|{_DIGIT}{{1,2}})\s*月(?:\s*(?:\d{{1,2}}|{_DIGIT}{{1,3}})\s*日)?")
_RULE_CELL = re.compile(r":?-{2,}:?")
_HEADINGS = (
    (1, re.compile(r"^第[一二三四五六七八九十\d]{1,3}[部章]分?(?:\s|[^\s，。；])*$")),
    (1, re.compile(r"^目\s*录$")),
    (1, re.compile(r"^附[件表录]\s*\d*\s*[:：]?")),
    (2, re.compile(r"^[一二三四五六七八九十]{1,3}、[^。；]{1,40}$")),
    (3, re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)][^。；]{1,40}$")),
    (4, re.compile(r"^\d{1,2}[、.．](?!\d)[^。；]{1,40}$")),
)
_TABLE_TITLE = re.compile(r"^.{0,60}表(?:[\d一二三四五六七八九十-]{0,6})?(?:[（(][^()（）]{1,30}[）)])*$")
_TITLE = re.compile(
    r"(?=[^\d]{0,40}20\d\d)[^，。；：,;:]{8,50}(?:预算|决算)(?:信息|公开|公示|编制|情况|基本|说明|报告|文本|草案|附?表|目录|及|和|[（(][^()（）]{1,12}[）)])*"
)
"""A line that is whole: whose budget it is, of which year."""
_MARKUP = re.compile(r"^\s*(?:[-*+]\s+|#{1,6}\s+|>\s+)|\*\*|__")


def decode(data: bytes) -> tuple[str, str]:
    """Text and encoding name. Raises ReadError for bytes that are no Chinese or ASCII text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            candidates = [encoding]
            break
    else:
        if b"\0" in data:
            raise ReadError("read.binary", "不是文本文件（含空字节）", "请提供预算公开的原文件；若为扫描件或办公文档，请先转换")
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text, encoding
    raise ReadError("read.encoding", "认不出文字编码（试过 UTF-8、UTF-16 与 GB18030）", "请另存为 UTF-8 后再读")


def _is_text(text: str) -> bool:
    """Bytes of another kind often decode as GB18030: then private-use and control characters abound."""
    odd = sum(1 for c in text if (c < " " and c not in "\t\r\n\f\v") or "\ue000" <= c <= "\uf8ff" or c == "\ufffd")
    return odd <= len(text) // 100


def read(data: bytes) -> Blocks:
    """Blocks of a text file. Form feeds count pages; without them there are none."""
    text, encoding = decode(data)
    paged = "\f" in text
    lines = re.split(r"\r\n|\r|\n", text)
    cut = len(lines) > MAX_LINES
    lines, room = lines[:MAX_LINES], MAX_CELLS
    blocks: list[Block] = []
    rows: list[Row] = []
    paragraph: list[tuple[int, str]] = []
    """Lines with their numbers, as printed."""
    page = 1

    def close_table() -> None:
        if rows:
            first, last = rows[0][0], rows[-1][0]
            blocks.append(Table(tuple(rows), first.line_start, last.line_end, first.page))
            rows.clear()

    def close_paragraph() -> None:
        at = page if paged else None
        found = spaced_table(paragraph, at)
        if found is not None:
            _add_text(blocks, paragraph[: found.first], at)
            blocks.append(Table(found.rows, found.rows[0][0].line_start, found.rows[-1][0].line_end, at))
        _add_text(blocks, paragraph[found.last if found is not None else 0 :], at)
        paragraph.clear()

    wrapped, spaced = _wrapped_cells(lines), spaced_cells(lines)
    for number, raw in enumerate(lines, start=1):
        if "\f" in raw:
            close_table()
            close_paragraph()
            page += raw.count("\f")
        line = raw.replace("\f", "")
        texts = [line] if number in wrapped else spaced.get(number) or _cells(line)
        if texts is not None:
            close_paragraph()
            if all(_RULE_CELL.fullmatch(t.strip()) or not t.strip() for t in texts) and any(t.strip() for t in texts):
                continue  # the |---|---| rule of Markdown
            at = page if paged else None
            most = min(MAX_COLUMNS, room)
            texts, cut = texts[:most], cut or len(texts) > most
            room -= len(texts)
            if not texts:
                continue
            rows.append(tuple(Cell(len(rows) + 1, c, t.strip(), number, number, at) for c, t in enumerate(texts, start=1)))
            continue
        close_table()
        if line.strip():
            paragraph.append((number, line))
        else:
            close_paragraph()
    close_table()
    close_paragraph()
    issues = (Issue("read.cut", "warning", f"文件太大，只读了前 {MAX_LINES} 行、{MAX_COLUMNS} 列、{MAX_CELLS} 格", "请拆分后再读"),)
    return Blocks(tuple(blocks), MEDIA_TYPE, encoding, page if paged else None, len(lines), issues if cut else ())


def _add_text(blocks: list[Block], lines: list[tuple[int, str]], page: int | None) -> None:
    for start, end, joined in _wrapped([(number, _MARKUP.sub("", line).strip()) for number, line in lines]):
        blocks.append(text_block(joined, start, end, page))


def _wrapped_cells(lines: list[str]) -> set[int]:
    """Numbers of the lines that are parts of cells with line breaks inside: between table rows, or short right above one.

    They become rows of a single cell; who knows the words puts them back.
    """
    found: set[int] = set()
    run: list[int] = []
    inside = False
    for number, line in enumerate([*lines, ""], start=1):
        if _cells(line) is not None:
            above = [] if inside else list(run)
            while above and len(lines[above[-1] - 1].strip()) <= 4:
                found.add(above.pop())
            if inside:
                found.update(run)
            run, inside = [], True
        elif not line.strip() or heading_level(line.strip()) is not None or re.search(r"[:：]\s*\S{1,12}$|^[-—\d\s]+$", line.strip()):
            run, inside = [], False
        else:
            run.append(number)
    return found


def _cells(line: str) -> list[str] | None:
    if "\t" in line:
        return line.split("\t")
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") >= 3:
        return re.split(r"(?<!\\)\|", stripped)[1:-1]
    return None


def _wrapped(lines: list[tuple[int, str]]) -> list[tuple[int, int, str]]:
    """Lines of one paragraph joined; a heading, a table title or a finished sentence stands alone.

    So do the items of a list, and each of several lines with a label.
    """
    done: list[tuple[int, int, str]] = []
    short = False
    for number, text in lines:
        headed = heading_level(text) is not None or (done and heading_level(done[-1][2]) is not None)
        apart = (
            begins_item(text)
            or _DATE_LINE.fullmatch(text)
            or (done and (is_trail(done[-1][2]) or _is_title(done[-1], text)))
            or (done and begins_label(text) and (begins_label(done[-1][2]) or short))
        )
        if done and not headed and not apart and not done[-1][2].endswith(("。", "！", "；", ";")):
            start, _, before = done[-1]
            glue = "" if has_cjk(before[-1:]) or has_cjk(text[:1]) or not before[-1:].isalnum() else " "
            done[-1] = (start, number, before + glue + text)
        else:
            done.append((number, number, text))
        short = len(text) < _SHORTEST_WRAPPED
    return done


def _is_title(before: tuple[int, int, str], text: str) -> bool:
    """A title that says whose budget it is, with what a page tells of itself or a sentence of its own below it."""
    start, end, title = before
    return start == end and _TITLE.fullmatch(title) is not None and not re.match(r"[的和与及、，]", text)


def heading_level(text: str) -> int | None:
    """1 for 第一部分 and 附件, 2 to 4 for numbered headings, 5 for the title of a table; None for other text."""
    for level, pattern in _HEADINGS:
        if pattern.match(text):
            return level
    return 5 if _TABLE_TITLE.match(fold(text)) else None


def text_block(text: str, start: int | None, end: int | None, page: int | None) -> Block:
    """A line or paragraph of text as a heading, where it is written like one."""
    level = heading_level(text)
    if level is not None:
        return Heading(text, level, start, page)
    return Paragraph(text, start, end, page)
