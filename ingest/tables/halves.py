"""Halves of a table of amounts: key columns and the amount columns that belong to them, one group or several side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.tables.columns import Column
from ingest.tables.grids import LogicalTable
from ingest.tables.headers import Header
from ingest.tables.recognise import Form
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import RECIPIENT, Concept, concept_of
from ontology.money import parse_money
from ontology.records import Phase, Side

_LABEL = Concept("label", "key")
_PROJECT = Concept("project_name", "key")
_NAMES_AT_LEAST = 2
"""Cells with words that make a column one of names."""
BY_ECONOMIC_CLASS = frozenset({"basic_economic", "economic_expenditure"})


_BEGINS_HALF = frozenset({"code", "label", "project_name"})
"""Keys that begin a set of columns where they come again after amounts."""


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a table: its key columns and its amount columns."""

    keys: tuple[Column, ...]
    amounts: tuple[Column, ...]
    side: Side
    sides_by_column: bool = False
    """Whether columns of income stand beside columns of expenditure: 本年收入 | 本年支出."""
    unclear: tuple[Column, ...] = ()
    """Columns that mean what another one does, but for words that are not understood: 扣除基建后 beside 执行数."""

    def side_of(self, column: Column) -> Side:
        if not self.sides_by_column:
            return self.side
        time = column.of("time")
        brought = time is not None and time.id == "carry_over"  # 年初结转和结余 stands beside the year's income
        return column.side or ("income" if brought else self.side)

    def phase_of(self, column: Column) -> Phase | None:
        """全年预算 is the adjusted budget beside 年初预算 or 决算, and the budget where it stands alone."""
        beside = {c.phase for c in self.amounts} & {"budget", "final"}
        return column.phase if column.phase != "adjusted" or beside else None

    def key(self, *names: str) -> Column | None:
        return next((c for n in names for c in self.keys if c.leaf and c.leaf.id == n), None)

    @property
    def span(self) -> tuple[int, int]:
        columns = self.keys + self.amounts + self.unclear
        return min(c.first for c in columns), max(c.last for c in columns)


def split_halves(table: LogicalTable, form: Form) -> tuple[Half, ...]:
    """A label or code column that follows an amount column begins the other half."""
    columns = _by_cells(table, table.header) if table.header else _columns_by_content(table)
    if form.kind == "project_expenditure":
        columns = _with_projects(columns)
    groups: list[list[Column]] = [[]]
    for column in columns:
        leaf = column.leaf
        is_key = leaf is not None and leaf.group == "key"
        repeats = leaf is not None and leaf.id in _BEGINS_HALF and any(c.leaf and c.leaf.id == leaf.id for c in groups[-1])
        if is_key and (form.layout == "two_sided" or repeats) and any(c.is_amount for c in groups[-1]):
            groups.append([])
        groups[-1].append(column)
    halves = []
    for index, group in enumerate(groups):
        two_sided = form.layout == "two_sided" and len(groups) > 1
        by_place: Side = _side_of_title(table.title, form) if not two_sided else "expenditure" if index else "income"
        stated = next((s.id for c in group if (s := c.of("side"))), None)
        side: Side = by_place if stated is None else "income" if stated == "income" else "expenditure"
        keys = tuple(c for c in group if not c.is_amount)
        if form.kind in BY_ECONOMIC_CLASS:  # 功能科目 beside 经济科目: the latter are the rows'
            keys = tuple(sorted(keys, key=lambda c: any("功能" in fold(t) for t in c.path)))
        amounts = tuple(c for c in group if c.is_amount)
        both = form.layout == "matrix" and {c.side for c in amounts} >= {"income", "expenditure"}
        unclear = _unclear(amounts)
        halves.append(Half(keys, tuple(c for c in amounts if c not in unclear), side, both, unclear))
    return tuple(halves)


def _unclear(amounts: Sequence[Column]) -> tuple[Column, ...]:
    """Of columns that all say the same as far as they are understood, those with more words that are not.

    Such a column is a part of the other, or the same reckoned otherwise: as an amount of its own it would count twice.
    Below the heading of a fund it names where the money comes from, below that of places who receives it: such are kept.
    """
    alike: dict[tuple[object, ...], list[tuple[Column, set[str]]]] = {}
    for column in amounts:
        told = tuple(concept.id for group in ("nature", "level", "time", "side") if (concept := column.of(group)))
        unknown = {fold(text) for text in column.path if concept_of(text) is None}
        alike.setdefault((told, column.measure, column.year, column.phase, column.side), []).append((column, unknown))
    return tuple(
        column
        for same in alike.values()
        for column, unknown in same
        if column.leaf is not RECIPIENT and column.of("nature") is None and any(other < unknown for _, other in same)
    )


def _side_of_title(title: str, form: Form) -> Side:
    """政府性基金预算收入表 is about income, whatever its form is mostly about."""
    return "income" if "收入" in fold(title) and "支出" not in fold(title) else form.side


def _by_cells(table: LogicalTable, header: Header) -> tuple[Column, ...]:
    """The header's columns; what is called after money but holds names is a column of names: 项目（按支出用途）."""
    return tuple(Column(c.first, c.last, c.path, (_LABEL,)) if c.is_amount and _names(table, header, c) else c for c in header.columns)


def _with_projects(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """In a list of projects the column 项目 names projects where no other does."""
    ids = [c.leaf.id if c.leaf else "" for c in columns]
    if "project_name" in ids or "label" not in ids:
        return columns
    at = ids.index("label")
    return (*columns[:at], replace(columns[at], concepts=(*columns[at].concepts, _PROJECT)), *columns[at + 1 :])


def _names(table: LogicalTable, header: Header, column: Column) -> bool:
    rows = (row for at, row in enumerate(table.rows[header.end :], header.end) if at not in table.repeated)
    cells = [c for row in rows for c in row if column.first <= c.column <= column.last and not is_blank(c.text)]
    return len(cells) >= _NAMES_AT_LEAST and all(parse_money(c.text, "元") is None for c in cells)


def _columns_by_content(table: LogicalTable) -> tuple[Column, ...]:
    """Columns of a table whose header is lost: words make a label column, the first amounts beside them its amounts.

    Further amount columns keep no meaning: their cells are reported, not guessed.
    """
    words: dict[int, int] = {}
    numbers: dict[int, int] = {}
    for cell in (c for r in table.rows for c in r if not is_blank(c.text)):
        money = parse_money(cell.text, "元")
        counted = numbers if money is not None and money.state == "printed" else words
        counted[cell.column] = counted.get(cell.column, 0) + 1
    columns: list[Column] = []
    expect_amount = False
    for at in range(1, table.width + 1):
        if words.get(at, 0) > numbers.get(at, 0):
            columns.append(Column(at, at, (), (_LABEL,)))
            expect_amount = True
        elif expect_amount and at in numbers:
            columns.append(Column(at, at, (), (Concept("total", "total"),)))
            expect_amount = False
    return tuple(columns)
