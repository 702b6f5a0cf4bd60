"""Tables of amounts: rows by code or name, columns by measure, one half or two side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.blocks import Cell, Row
from ingest.codes import CodeColumn, CodeColumns, is_income_code, is_total, item_above, scheme_of, split_code
from ingest.columns import Column, is_column_numbers
from ingest.ledger import Ledger
from ingest.names import is_agency_name, names_organ
from ingest.recognise import Form
from ingest.tables import LogicalTable
from ingest.text import fold, is_blank, label_key, tidy
from ingest.vocabulary import Concept, concept_of
from ontology.money import Money, parse_money
from ontology.records import BudgetFact, Phase, RowRole, Side

_NAMES = ("project_name", "name", "label", "unit_name", "project_unit")
_NAMES_OF_CLASSES = ("name", "label", "project_name", "unit_name", "project_unit")
"""In a table by economic class the class is what a row is about, whatever project it pays for."""
_MERGED_DOWN = frozenset({*_NAMES, "code", "project_code", "unit_code", "year"})
"""Columns whose merged cell speaks for every row beside it. 类, 款 and 项 are carried down by what they say."""
_DIGITS = re.compile(r"[\d.]+")
_CARRIED = re.compile(r"\((?:上年|以前年度)?结转(?:结余)?(?:资金)?\)")
_BY_ECONOMIC_CLASS = {"basic_economic", "economic_expenditure"}
_YEAR = re.compile(r"(20\d\d)年?(?:度)?")
_ROLES: dict[int, RowRole] = {3: "class", 5: "group", 7: "item"}
"""Length of a functional code → 类, 款, 项."""


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a table: its key columns and its amount columns."""

    keys: tuple[Column, ...]
    amounts: tuple[Column, ...]
    side: Side

    def key(self, *names: str) -> Column | None:
        return next((c for n in names for c in self.keys if c.leaf and c.leaf.id == n), None)

    @property
    def span(self) -> tuple[int, int]:
        columns = self.keys + self.amounts
        return min(c.first for c in columns), max(c.last for c in columns)


@dataclass(slots=True)
class RowKey:
    """What a row is about."""

    label: str
    role: RowRole
    code: str | None = None
    government_code: str | None = None
    project: str | None = None
    unit_code: str | None = None
    year: int | None = None
    """The year that the row itself names, in a table of several years."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all rows of a table share."""

    table: LogicalTable
    form: Form
    ledger: Ledger
    unit: str | None
    year: int | None
    phase: Phase
    nature: str | None
    """Fund nature that the title states for all amounts."""
    carried_over: bool
    """Whether the title says that all amounts are of the year before: 项目支出预算表（上年结转）."""


@dataclass(frozen=True, slots=True)
class MatrixReading:
    facts: tuple[BudgetFact, ...]
    unit_codes: tuple[tuple[str, str], ...]
    """(code, name) of the units that rows stand for."""
    names: tuple[str, ...] = ()


def read_matrix(table: LogicalTable, form: Form, ledger: Ledger, unit: str | None, year: int | None) -> MatrixReading:
    """Every amount of the table as a fact; every other cell gets its verdict."""
    halves = split_halves(table, form)
    start = 0
    if table.header:
        start = table.header.end
        for row in table.rows[table.header.start : start]:
            ledger.use("表头", *row)
        for row in table.rows[: table.header.start]:
            ledger.ignore("表头之上的文字", *row)
    rows = _joined_rows(table, start, halves, ledger)
    facts: list[BudgetFact] = []
    units: list[tuple[str, str]] = []
    frame = Frame(
        table, form, ledger, unit, year, _phase(table), form.nature or _nature(table), _CARRIED.search(fold(table.title)) is not None
    )
    codes = {id(h): (CodeColumns(), CodeColumn()) for h in halves}
    for row in rows:
        for half in halves:
            reading = _HalfRow(frame, half, row)
            key = reading.key(*codes[id(half)])
            if key is None:
                continue
            if key.unit_code and key.role == "total":
                units.append((key.unit_code, key.label))
            facts += reading.facts(key)
    return MatrixReading(tuple(facts), tuple(units))


def _phase(table: LogicalTable) -> Phase:
    """决算 tables print final figures, all others the budget, unless a column says otherwise."""
    return "final" if "决算" in table.title else "budget"


def _nature(table: LogicalTable) -> str | None:
    """A table whose title names one fund is about that fund: 一般公共预算项目支出表."""
    concept = concept_of(table.title) if len(fold(table.title)) <= 40 else None
    words = (("一般公共预算", "general_public_budget"), ("政府性基金", "government_fund"), ("国有资本经营", "state_capital"))
    named = [nature for word, nature in words if word in fold(table.title)]
    return named[0] if len(named) == 1 and (concept is None or concept.group != "plain") else None


def _side_of_title(title: str, form: Form) -> Side:
    """政府性基金预算收入表 is about income, whatever its form is mostly about."""
    return "income" if "收入" in fold(title) and "支出" not in fold(title) else form.side


def split_halves(table: LogicalTable, form: Form) -> tuple[Half, ...]:
    """A label or code column that follows an amount column begins the other half."""
    columns = table.header.columns if table.header else _columns_by_content(table)
    groups: list[list[Column]] = [[]]
    for column in columns:
        is_key = column.leaf is not None and column.leaf.group == "key"
        repeats = column.leaf is not None and column.leaf.id == "code" and any(c.leaf and c.leaf.id == "code" for c in groups[-1])
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
        if form.kind in _BY_ECONOMIC_CLASS:  # 功能科目 beside 经济科目: the latter are the rows'
            keys = tuple(sorted(keys, key=lambda c: any("功能" in fold(t) for t in c.path)))
        halves.append(Half(keys, tuple(c for c in group if c.is_amount), side))
    return tuple(halves)


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
    label = Concept("label", "key")
    expect_amount = False
    for at in range(1, table.width + 1):
        if words.get(at, 0) > numbers.get(at, 0):
            columns.append(Column(at, at, (), (label,)))
            expect_amount = True
        elif expect_amount and at in numbers:
            columns.append(Column(at, at, (), (Concept("total", "total"),)))
            expect_amount = False
    return tuple(columns)


def _joined_rows(table: LogicalTable, start: int, halves: Sequence[Half], ledger: Ledger) -> list[Row]:
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
    name = half.key(*_NAMES) if half else None
    if half is None or name is None or not name.first <= cell.column <= name.last:
        return False
    opened = fold(above.text).count("(") > fold(above.text).count(")")
    return opened or (half.key("code", "code_class") is not None and not is_total(cell.text))


class _HalfRow:
    """One row of one half: its key and its amounts."""

    def __init__(self, frame: Frame, half: Half, row: Row) -> None:
        self._frame, self._half, self._ledger = frame, half, frame.ledger
        self._cells = {c.column: c for c in row if not is_blank(c.text)}
        self._merged = {c.column: c for c in frame.table.covering(row[0].row - 1)}

    def _cell(self, column: Column | None) -> Cell | None:
        """The column's cell in this row; a name or code that is merged down from above counts, an amount does not."""
        if column is None:
            return None
        places = range(column.first, column.last + 1)
        own = next((self._cells[at] for at in places if at in self._cells), None)
        if own is not None or column.leaf is None or column.leaf.id not in _MERGED_DOWN:
            return own
        return next((self._merged[at] for at in places if at in self._merged), None)

    def _text(self, column: Column | None) -> str:
        cell = self._cell(column)
        return cell.text if cell else ""

    def key(self, codes: CodeColumns, column_codes: CodeColumn) -> RowKey | None:
        half, ledger = self._half, self._ledger
        amounts = [c for c in map(self._cell, half.amounts) if c]
        key_cells = [c for c in map(self._cell, half.keys) if c]
        if not amounts and not key_cells:
            return None
        order = _NAMES_OF_CLASSES if self._frame.form.kind in _BY_ECONOMIC_CLASS else _NAMES
        names = [self._cell(half.key(n)) for n in order if half.key(n)]
        name_cell = next((c for c in names if c is not None and not _DIGITS.fullmatch(fold(c.text))), None)
        label = tidy(name_cell.text) if name_cell else ""
        code, is_line, government = self._codes(codes, column_codes)
        if code is None and name_cell is not None:
            code, rest = split_code(name_cell.text)
            label = rest if code else label
        elif not label:  # 205 教育支出 in the code column
            label = next((rest for c in key_cells if (rest := split_code(c.text)[1]) and not _DIGITS.fullmatch(fold(rest))), "")
        for column in half.keys:
            if (cell := self._cell(column)) is not None:
                self._use_key(column, cell)
        plain = label_key(label) if label else ""
        total = next((c for c in key_cells if is_total(c.text)), None)
        if code is None and (total is not None or is_total(plain)):
            return RowKey(tidy(total.text) if total else label, "total")
        unit_code = self._unit_code()
        if code is None and (self._is_unit(label) if unit_code is None or self._names_project(label) else True):
            return RowKey(label, "total", unit_code=unit_code)
        if (year := _YEAR.fullmatch(fold(self._text(half.key("year"))))) is not None:
            return RowKey("合计", "total", year=int(year[1]))
        if not label and code is None:
            if amounts:  # a row of amounts under the header without a name: the grand total of the list
                return RowKey("合计", "total")
            return None
        project = label if self._is_project(half, code, is_line) else None
        role: RowRole = "line"
        if code and not is_line and not project:
            role = _ROLES[len(code)]
        if not amounts and not ledger.claimed(key_cells[0]):
            ledger.ignore("该行没有金额", *key_cells)
        return RowKey(label, role, code, government, project, unit_code)

    def _names_project(self, label: str) -> bool:
        """A name that is no agency's under 项目名称: the code beside it is its unit's."""
        named = self._cell(self._half.key("project_name")) is not None and not is_agency_name(label)
        return named and self._half.key("unit_code") is not None

    def _is_unit(self, label: str) -> bool:
        """A unit's subtotal in a table whose rows have codes."""
        coded = self._half.key("code", "code_class", "project_name")
        if coded is None or not label or not is_agency_name(label):
            return False
        told = any(self._cell(self._half.key(x)) for x in ("project_unit", "project_category"))  # 良种基地, whose unit is printed
        return not told and ("单位" in coded.path[-1] or names_organ(label))

    def _codes(self, codes: CodeColumns, column_codes: CodeColumn) -> tuple[str | None, bool, str | None]:
        half = self._half
        if half.key("code_class") or half.key("code_item"):
            code, line = codes.read(*(self._text(half.key(k)) for k in ("code_class", "code_group", "code_item")))
            return code, line, None
        texts = [self._text(c) for c in half.keys if c.leaf and c.leaf.id == "code"]
        found = [column_codes.read(texts[0]), *(split_code(t)[0] for t in texts[1:])] if texts else []
        known = [c for c in found if c]
        if texts and not known and (item := item_above(texts[0])):
            return item, True, None
        return (known[0] if known else None), False, next((c for c in known[1:] if scheme_of(c) == "government_economic"), None)

    def _use_key(self, column: Column, cell: Cell) -> None:
        leaf = column.leaf
        if leaf is None:
            return
        if leaf.group == "plain":
            self._ledger.ignore(leaf.reason, cell)
        else:
            self._ledger.use({"code": "科目编码", "name": "科目名称"}.get(leaf.id.split("_")[0], "行标题"), cell)

    def _unit_code(self) -> str | None:
        column = self._half.key("unit_code")
        text = fold(self._text(column))
        if not text:  # 河南's project table prints the unit's code where project names stand
            text = fold(self._text(self._half.key("project_name") or self._half.key("project_code")))
        return text if re.fullmatch(r"\d{3}(?:\d{3})?", text) else None

    def _is_project(self, half: Half, code: str | None, is_line: bool) -> bool:
        if self._frame.form.kind in _BY_ECONOMIC_CLASS:
            return False
        if half.key("project_name"):
            return True
        if self._frame.form.kind == "project_expenditure":
            return code is not None
        amounts = {c.measure.split("/")[0] for c in half.amounts if (m := self._money(c)) and m.yuan}
        return is_line and code is not None and scheme_of(code) == "function" and "project" in amounts and "basic" not in amounts

    def _money(self, column: Column) -> Money | None:
        cell = self._cell(column)
        unit = column.unit or self._frame.unit
        return parse_money(cell.text, unit) if cell and unit else None

    def facts(self, key: RowKey) -> list[BudgetFact]:
        made: list[BudgetFact] = []
        for column in self._half.amounts:
            cell = self._cell(column)
            if cell is None:
                continue
            if self._frame.unit is None and column.unit is None:
                self._ledger.report_once(
                    "table.no-unit", f"表 {self._frame.table.number} 没有印单位，金额不读", cell, hint="请核对原表的“单位：”"
                )
                continue
            money = self._money(column)
            if money is None:
                self._ledger.report(
                    "table.amount", f"{column.path[-1] if column.path else '金额'}一格不是金额：{tidy(cell.text)[:20]}", cell
                )
                continue
            self._ledger.use("金额" if money.state == "printed" else "未公开或不适用的标记", cell)
            if money.state == "printed":
                made.append(self._fact(key, column, cell, money))
        return made

    def _fact(self, key: RowKey, column: Column, cell: Cell, money: Money) -> BudgetFact:
        nature, time, level = column.of("nature"), column.of("time"), column.of("level")
        row_concept = concept_of(key.label) if key.code is None else None
        measure = column.measure
        row_nature = None
        if row_concept and row_concept.group == "measure" and measure == "total" and self._half.key("label"):
            measure = row_concept.id
        elif row_concept and row_concept.group == "nature" and self._half.side == "income":
            row_nature = row_concept.id
        code_scheme = scheme_of(key.code) if key.code else None
        income = key.code if key.code and is_income_code(key.code, key.label, self._half.side) else None
        return BudgetFact(
            amount=money,
            side="income" if income else self._half.side,
            measure=measure,
            row_role=key.role,
            label=key.label,
            table_kind=self._frame.form.kind,
            source=self._ledger.source(cell, "amount", column.path),
            function_code=key.code if code_scheme == "function" else None,
            economic_code=key.code if code_scheme == "economic" else None,
            government_economic_code=key.government_code or (key.code if code_scheme == "government_economic" else None),
            income_code=income,
            project=key.project,
            nature=nature.id if nature else row_nature or self._frame.nature,
            level_label=tidy(column.path[-1]) if level and column.path else None,
            fiscal_year=self._fiscal_year(key, column),
            phase=column.phase or self._frame.phase,
            carried_over=self._frame.carried_over or any(c is not None and c.id == "carry_over" for c in (time, row_concept)),
        )

    def _fiscal_year(self, key: RowKey, column: Column) -> int | None:
        """The row's or the column's own year; the year before for 上年; else the document's."""
        year, time = self._frame.year, column.of("time")
        if key.year or column.year:
            return key.year or column.year
        return year - 1 if year and time and time.id == "prior_year" else year
