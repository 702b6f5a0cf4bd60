"""Cells with their places on a grid, merged ones with their spans, to the rows of a table. Shared by all office readers."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.blocks import Cell, Row, Table
from ingest.words.text import has_cjk, is_blank

MAX_COLUMNS = 512
"""Wider tables are cut, and it is told: the widest budget table known has some forty columns."""
MAX_CELLS = 200_000
"""Cells with a text in one document; what is beyond is cut, and it is told. Ten times the largest workbook seen."""
MAX_PLACES = 1_000_000
"""Places of one table, blank ones counted: a few texts far apart would take as much as a full sheet."""


def glued(lines: Iterable[str]) -> str:
    """The lines of one cell as one text; words of other letters keep a space between them."""
    text = ""
    for line in lines:
        line = line.strip()
        text += ("" if not text or not line or has_cjk(text[-1]) or has_cjk(line[0]) else " ") + line
    return text


def cell_of(row: int, column: int, lines: Iterable[str], rowspan: int = 1, colspan: int = 1) -> Cell:
    """A cell whose text has the lines that its author gave it."""
    return broken(Cell(row, column, "", rowspan=rowspan, colspan=colspan), lines)


def broken(cell: Cell, lines: Iterable[str]) -> Cell:
    """The cell with these lines as its text."""
    kept = tuple(line.strip() for line in lines if line.strip())
    return replace(cell, text=glued(kept), lines=kept if len(kept) > 1 else ())


def within_bounds(cells: Sequence[Cell]) -> list[Cell]:
    """The cells of the first rows that a table may have."""
    kept = [c for c in cells if c.column <= MAX_COLUMNS]
    if not kept:
        return kept
    rows = sorted({c.row for c in kept})
    width = max(c.column for c in kept) - min(c.column for c in kept) + 1
    last = rows[: MAX_PLACES // width][-1]
    return kept if last == rows[-1] else [c for c in kept if c.row <= last]


def table_of(cells: Sequence[Cell], page: int | None, columns: Sequence[int] = ()) -> Table | None:
    """A table of the given cells, blank places filled, blank cells single; None where no cell has a text.

    Rows and columns are given as in the file, in any numbering, blank cells where the file has them. Columns in which no
    cell begins come from layout or are merged everywhere: they go, except those in `columns`, and so do rows without a
    text of their own; spans shrink by them. Cells that overlap an earlier one lose the overlap.
    """
    filled = [c for c in cells if not is_blank(c.text)]
    if not filled:
        return None
    row_numbers = sorted({c.row for c in filled})

    def index(of: Sequence[int], at: int) -> int:
        return bisect_left(of, at)

    def is_shown(cell: Cell) -> bool:
        """Whether a row with a text shows the cell, where it begins or further down."""
        at = index(row_numbers, cell.row)
        return at < len(row_numbers) and row_numbers[at] < cell.row + cell.rowspan

    column_numbers = sorted({c.column for c in cells if is_shown(c)} | set(columns))

    by_row: dict[int, list[Cell]] = {}
    for cell in filled:
        by_row.setdefault(cell.row, []).append(cell)
    taken: list[int] = [0] * len(column_numbers)  # how many more rows each column is covered for
    rows: list[Row] = []
    kept: list[Cell] = []
    for number, at in enumerate(row_numbers, start=1):
        row: list[Cell] = []
        here = sorted(by_row[at], key=lambda c: c.column)
        line = next((c.line_start for c in here if c.line_start is not None), None)
        column = 0
        for cell in here:
            start = index(column_numbers, cell.column)
            end = max(start + 1, index(column_numbers, cell.column + cell.colspan))
            while column < start:
                if not taken[column]:
                    row.append(Cell(number, column + 1, "", line, line, page))
                column += 1
            if column > start or taken[start]:  # an overlap that no program draws: the earlier cell has the place
                continue
            while end > start + 1 and any(taken[start + 1 : end]):
                end -= 1
            kept.append(cell)
            deep = max(1, index(row_numbers, cell.row + cell.rowspan) - (number - 1))
            row.append(replace(cell, row=number, column=start + 1, page=page, rowspan=deep, colspan=end - start, box=None))
            for covered in range(start, end):
                taken[covered] = deep
            column = end
        row += [Cell(number, c + 1, "", line, line, page) for c in range(column, len(taken)) if not taken[c]]
        taken = [max(0, n - 1) for n in taken]
        rows.append(tuple(row))
    if any(all(is_blank(c.text) for c in row) for row in rows):  # overlaps left nothing of a row
        return table_of(kept, page, column_numbers)
    lines = [c.line_start for r in rows for c in r if c.line_start is not None]
    return Table(tuple(rows), min(lines, default=None), max(lines, default=None), page, spans_known=True)
