"""Data rows of a table of amounts: what page and line breaks cut put together, and rows that go on with the row above."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from ingest.blocks import Cell, Row
from ingest.tables.columns import is_column_numbers
from ingest.tables.grids import LogicalTable
from ingest.tables.halves import Half
from ingest.tables.ledger import Ledger
from ingest.words.codes import is_total
from ingest.words.text import fold, is_blank, label_key
from ontology.money import parse_money
from ontology.records import Side

_AMOUNT = re.compile(r"-?\d[\d,]*\.\d{2}")
NAMES = ("project_name", "project_group", "name", "label", "task_name", "unit_name", "project_unit", "recipient_name")


def joined_rows(table: LogicalTable, start: int, halves: Sequence[Half], ledger: Ledger) -> list[Row]:
    """Data rows, with the rest of a cell that a page or line break cut put back."""
    done: list[Row] = []
    full: dict[int, int] = {}
    for cell in (c for row in table.rows[start:] for c in row):
        full[cell.column] = max(full.get(cell.column, 0), len(fold(cell.text)))
    for index, row in enumerate(table.rows):
        if index < start:
            continue
        if index in table.repeated:
            ledger.ignore("重复的表头", *row)
            continue
        if is_column_numbers(row):
            ledger.ignore("栏次", *row)
            continue
        cells = [c for c in row if not is_blank(c.text)]
        if len(cells) == 1 and done and _continues(done[-1], cells[0], halves, None if index in table.fragments else full):
            done[-1] = tuple(c.joined(cells[0]) if c.column == cells[0].column else c for c in done[-1])
            ledger.use("续上一行的单元格", cells[0])
            continue
        done.append(row)
    return done


def _continues(before: Row, cell: Cell, halves: Sequence[Half], full: Mapping[int, int] | None) -> bool:
    """Is the lone cell the rest of the name above it?

    `full` has the longest text of each column: within a page, a name goes on only where its first line filled the column.
    """
    above = next((c for c in before if c.column == cell.column), None)
    if above is None or is_blank(above.text):
        return False
    if full is not None and not (6 <= full[cell.column] <= len(fold(above.text)) and len(fold(cell.text)) < full[cell.column]):
        return False
    half = next((h for h in halves if h.span[0] <= cell.column <= h.span[1]), None)
    name = half.key(*NAMES) if half else None
    if half is None or name is None or not name.first <= cell.column <= name.last:
        return False
    opened = fold(above.text).count("(") > fold(above.text).count(")")
    return opened or (half.key("code", "code_class") is not None and not is_total(cell.text))


def displaced(row: Row, halves: Sequence[Half], table: LogicalTable) -> bool:
    """Whether cells of the row were lost, so that the others stand in wrong columns: an amount among the names, or beyond the header."""
    names = [k for half in halves for k in half.keys if k.leaf and k.leaf.id in NAMES]
    among = [c for c in row if any(k.first <= c.column <= k.last for k in names)]
    last = max(half.span[1] for half in halves)
    beyond = [] if table.spans_known or table.header is None else [c for c in row if c.column > last]
    return any(_AMOUNT.fullmatch(fold(c.text)) for c in (*among, *beyond))


def lost_blanks(table: LogicalTable) -> bool:
    """Whether rows of a text break off at several places, and no row has a blank between its cells: blanks may have been dropped."""
    rows = [[not is_blank(c.text) for c in row] for row in table.rows]
    filled = [row[: len(row) - row[::-1].index(True)] for row in rows if any(row)]
    lengths = Counter(map(len, filled))
    return not table.spans_known and all(map(all, filled)) and len([n for n, times in lengths.items() if n > 2 and times > 1]) > 1


def projects_above(rows: Sequence[Row], half: Half, table: LogicalTable) -> Mapping[int, Cell]:
    """Rows (by number) that go on with the project named above them, each with that name.

    A row without a name, below a named one, is a further part of its project, by class or by fund, unless the amounts say
    that it sums the named rows below it.
    """
    column = half.key("project_name")
    if column is None or (table.spans_known and any(c.column == column.first and c.rowspan > 1 for r in rows for c in r)):
        return {}
    left = [k for k in half.keys if k.last < column.first]
    beside = [k for k in half.keys if k.first > column.last]
    found: dict[int, Cell] = {}
    named: list[tuple[Cell | None, Row, Sequence[Decimal]]] = []
    for row in rows:
        cells = {c.column: c for c in row if not is_blank(c.text)}
        name = next((cells[at] for at in range(column.first, column.last + 1) if at in cells), None)
        sums = [cells[at] for k in half.keys for at in range(k.first, k.last + 1) if at in cells and is_total(cells[at].text)]
        if any(c.column <= column.last for c in sums):  # 小计 right of a name, or of blanks below one, is of its project
            continue
        filled_left, filled_beside = (any(at in cells for k in keys for at in range(k.first, k.last + 1)) for keys in (left, beside))
        if name is not None or (filled_beside and not filled_left):
            named.append((name, row, _amounts(cells, half)))
    above: Cell | None = None
    for at, (name, row, amounts) in enumerate(named):
        if name is not None:
            above = name
        elif above is not None and not _sums_named_below(amounts, named[at + 1 :]):
            found[row[0].row] = above
    return found


def _amounts(cells: Mapping[int, Cell], half: Half) -> list[Decimal]:
    """What the row prints in each column of amounts; nothing counts as zero."""
    printed = (parse_money(cells[c.first].text, "元") if c.first in cells else None for c in half.amounts)
    return [money.yuan if money and money.yuan is not None else Decimal(0) for money in printed]


def _sums_named_below(amounts: Sequence[Decimal], below: Sequence[tuple[Cell | None, Row, Sequence[Decimal]]]) -> bool:
    """Whether the named rows right below make up the amounts, in every column."""
    left = list(amounts)
    for name, _, parts in below:
        if name is None or any(x < 0 for x in left) or not any(left):
            break
        left = [whole - part for whole, part in zip(left, parts, strict=True)]
    return not any(left) and any(amounts)


def sides(rows: Sequence[Row], half: Half) -> Mapping[int, Side]:
    """The side of each row (by number) of a statement that prints income above expenditure in one column of names.

    Empty where neither a row 收入 opens the one and a row 支出 the other, nor 收入总计 ends the first.
    """
    column = half.key(*NAMES)
    labels = {row[0].row: label_key(next((c.text for c in row if column and column.first <= c.column <= column.last), "")) for row in rows}
    opened = next((at for at, label in labels.items() if label == "支出"), None)
    ended = next((at for at, label in labels.items() if label.startswith("收入") and is_total(label)), None)
    last = ended if opened is None else opened
    spent = any(at > last and label.startswith("支出") and is_total(label) for at, label in labels.items()) if last else False
    if last is None or not spent:
        return {}
    return {at: "income" if at <= last else "expenditure" for at in labels}
