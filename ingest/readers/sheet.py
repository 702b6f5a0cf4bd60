"""Sheets of cells (workbooks, CSV) to blocks: a sheet holds titles, tables and notes in one grid, and is cut here.

The sheet's name is a heading, its number the page, and a row of the sheet the line, so that every value points to
sheet and row. Rows with one text above or below a table are its titles and notes; a blank row ends a table.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ingest.blocks import Block, Blocks, Cell, Heading, Table
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS, broken, table_of, within_bounds
from ingest.readers.text import heading_level, text_block
from ingest.words.text import is_blank
from ontology.errors import ReadError
from ontology.records import Issue

_SHEET_LEVEL = 4
"""Heading level of a sheet's name: under the numbered sections, above the titles of tables."""

_UNNAMED = re.compile(r"(?:(?:sheet|table|page|工作表|表格|第)[\s_]*\d*页?(?:[\s_]*[(（]\d+[)）])?)?", re.IGNORECASE)
"""Names that programs give; nobody has written them to say something."""


_TABLE_TITLE = 5
_ITEM_LEVELS = {2, 3, 4}
"""Heading levels of numbered lines, as the rows of a statement are too."""
_SECTION = re.compile(r"(?:表|情况|说明|明细)[(（]?[^()（）]{0,12}[)）]?$")


@dataclass(slots=True)
class Sheet:
    """One sheet as its file tells it: texts by (row, column), both from 1, and merged areas."""

    name: str
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    stale: list[str] = field(default_factory=list)
    """Addresses of formulas that the file holds no value for."""
    inexact: list[str] = field(default_factory=list)
    """Addresses of numbers that lost digits: long codes that were typed in as numbers."""
    cut: bool = False
    """More cells than can be read."""
    room: int = MAX_CELLS
    """How many cells may still be kept."""

    def put(self, row: int, column: int, text: str) -> bool:
        """Keep a cell's text; False when the sheet is full."""
        if is_blank(text):
            return True
        if column > MAX_COLUMNS or len(self.cells) >= self.room:
            self.cut = True
            return column > MAX_COLUMNS
        self.cells[row, column] = text
        return True


def address(row: int, column: int) -> str:
    """A1 for (1, 1).

    >>> address(3, 28)
    'AB3'
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def blocks_of(
    sheets: Sequence[tuple[int, Sheet]], media_type: str, pages: int | None, issues: Iterable[Issue] = (), encoding: str | None = None
) -> Blocks:
    """Blocks of the sheets that are shown, each with its number in the workbook. Raises ReadError where all of them are blank."""
    if pages is not None and not any(sheet.cells for _, sheet in sheets):
        hidden = "；隐藏的工作表不读" if pages > len(sheets) else ""
        hint = "请确认选对了文件；若打开能看到内容，请用 WPS 或 Excel 另存一份再读"
        raise ReadError("read.empty", f"工作簿是空的：{pages} 个工作表里没有一格有字{hidden}", hint)
    blocks: list[Block] = []
    told = list(issues)
    for number, sheet in sheets:
        page = number if pages is not None else None
        if not _UNNAMED.fullmatch(sheet.name.strip()):
            blocks.append(Heading(sheet.name.strip(), _SHEET_LEVEL, None, page))
        whole = list(_chunks(sheet))
        chunks = [within_bounds(chunk) for chunk in whole]
        sheet.cut = sheet.cut or chunks != whole
        told += _issues(sheet)
        first = min((c.column for chunk in chunks for c in _beside_others(chunk)), default=1)
        for chunk in chunks:
            for left, cells in _side_by_side(chunk, first):
                follows = bool(blocks) and isinstance(blocks[-1], Table)
                blocks += _chunk_blocks(cells, page, left, follows)
    return Blocks(tuple(blocks), media_type, encoding, pages, None, tuple(told))


def _issues(sheet: Sheet) -> Iterable[Issue]:
    where = f"工作表“{sheet.name}”" if sheet.name else "表中"
    rows = sorted(r for r in sheet.hidden_rows if any(at == r for at, _ in sheet.cells))
    columns = sorted(c for c in sheet.hidden_columns if any(at == c for _, at in sheet.cells))
    if rows or columns:
        names = [f"第 {r} 行" for r in rows[:5]] + [f"{address(1, c)[:-1]} 列" for c in columns[:5]]
        more = "等" if len(rows) > 5 or len(columns) > 5 else ""
        hint = "公开时看不到的内容不算公开，多是模板遗留；若应读入，请取消隐藏"
        yield Issue("read.hidden", "info", f"{where}隐藏的{'、'.join(names)}{more}没有读", hint)
    if sheet.stale:
        names = sheet.stale[:5]
        more = f"等 {len(sheet.stale)} 格" if len(sheet.stale) > 5 else ""
        yield Issue(
            "read.formula",
            "warning",
            f"{where} {'、'.join(names)}{more}是公式，文件里没有算好的值，没有读",
            "请用 Excel 或 WPS 打开，重新计算后保存",
        )
    if sheet.inexact:
        yield Issue(
            "read.lost-digits",
            "warning",
            f"{where} {'、'.join(sheet.inexact[:5])} 的长编码按数字存放，末几位已丢失，没有用",
            "请从别的来源核对编码；录入时应设为文本格式",
        )
    if sheet.cut:
        yield Issue("read.cut", "warning", f"{where}太大，只读了前 {MAX_COLUMNS} 列、{MAX_CELLS} 格", "请删去多余的行列后再读")


def _chunks(sheet: Sheet) -> Iterable[list[Cell]]:
    """Runs of rows without a blank row between them."""
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    covered = _covered(sheet)
    run: list[Cell] = []
    end = 0
    for (row, column), text in sorted(sheet.cells.items()):
        if (row, column) in covered or row in sheet.hidden_rows or column in sheet.hidden_columns:
            continue
        if run and row > end + 1 and any(r not in sheet.hidden_rows for r in range(end + 1, row)):
            yield run
            run = []
        rowspan, colspan = spans.get((row, column), (1, 1))
        run.append(Cell(row, column, text, row, row, None, rowspan, colspan))
        end = max(end, row + rowspan - 1)
    if run:
        yield run


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """Cells that lie under a merged one: programs keep old texts there and don't show them."""
    by_row: dict[int, list[int]] = {}
    for row, column in sheet.cells:
        by_row.setdefault(row, []).append(column)
    rows = sorted(by_row)
    found: set[tuple[int, int]] = set()
    work = 0
    for top, left, bottom, right in sheet.merged:
        reach = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        work += len(reach)
        if work > MAX_CELLS:  # areas that overlap without end: no program writes such a file
            break
        found.update((r, c) for r in reach for c in by_row[r] if left <= c <= right and (r, c) != (top, left))
    return found


def _beside_others(cells: Sequence[Cell]) -> list[Cell]:
    """Cells that are not alone in their row."""
    rows = Counter(c.row for c in cells)
    return [c for c in cells if rows[c.row] > 1]


def _side_by_side(cells: Sequence[Cell], first: int) -> Iterable[tuple[int, Sequence[Cell]]]:
    """Tables that stand beside each other, each with the column it begins in: where a row holds nothing but titles of tables."""
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    tops = [
        n
        for n, row in rows.items()
        if 1 < len(row) == len({c.text.strip() for c in row}) and all(heading_level(c.text) == _TABLE_TITLE for c in row)
    ]
    if not tops:
        return [(first, cells)]
    done: list[tuple[int, Sequence[Cell]]] = []
    if above := [c for c in cells if c.row < tops[0]]:
        done.append((first, above))
    titled = frozenset(tops)
    beside: list[tuple[int, list[Cell]]] = []
    for number, row in rows.items():
        if number < tops[0]:
            continue
        if number in titled:
            edges = [c.column for c in row]
            edges[0] = min(first, edges[0])
            beside = [(left, []) for left in edges]
            done += beside
        for cell in row:
            beside[max(0, bisect_right(edges, cell.column) - 1)][1].append(cell)
    return done


def _chunk_blocks(cells: Sequence[Cell], page: int | None, first: int, follows: bool) -> Iterable[Block]:
    """Lone texts above and below are lines; so is a table's title that stands in the middle.

    `first` is the column in which the tables of the sheet begin: all of them, so that the parts of a table keep their
    columns. Right after a table (`follows`), a lone text under one of its inner columns may be the rest of a cell.
    """
    rows: dict[int, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    width = len({c.column for c in cells})
    numbers = sorted(rows)
    full = [n for n in numbers if len(rows[n]) > 1]
    table: list[Cell] = []

    def close() -> Iterable[Block]:
        made = table_of(table, page, range(first, max((c.column for c in table), default=0) + 1))
        table.clear()
        if made is not None:
            yield made

    for number in numbers:
        row = rows[number]
        above = not full or number < full[0]
        inner = bool(full) and row[0].column > first
        goes_on = inner and follows and _may_go_on(row[0])
        last = (not full or number > full[-1]) and not (inner and _names_row(row[0]))
        if len(row) == 1 and _is_line(row[0], above and not goes_on, last, width):
            yield from close()
            for line in row[0].text.splitlines():
                if line.strip():
                    yield text_block(line.strip(), number, number, page)
        else:
            table += (broken(c, c.text.splitlines()) if "\n" in c.text else c for c in row)
    yield from close()


def _is_line(cell: Cell, above: bool, below: bool, width: int) -> bool:
    """Whether the one text of a row is no part of the table around it: a title, a unit, a note, running text."""
    title = width >= 3 and heading_level(cell.text) in {1, 5}
    return above or title or (below and not _is_plain(cell))


def _may_go_on(cell: Cell) -> bool:
    """A text that could be the rest of the cell above it, or the name of a row without figures."""
    rest = heading_level(cell.text) is None and not re.match(r".{0,12}[:：]", cell.text)
    return cell.colspan == 1 and (rest or _names_row(cell))


def _names_row(cell: Cell) -> bool:
    """A numbered line as the rows of a statement are named: 十四、交通运输支出."""
    return cell.colspan == 1 and heading_level(cell.text) in _ITEM_LEVELS and not re.search(r"[:：]", _SECTION.sub(":", cell.text))


def _is_plain(cell: Cell) -> bool:
    """A short text without the marks of a title, a note or a unit, in a cell that nobody has widened."""
    marked = re.search(r"[:：。；]|^备?注|^说明", cell.text.strip())
    return cell.colspan == 1 and heading_level(cell.text) is None and len(cell.text) <= 30 and not marked
