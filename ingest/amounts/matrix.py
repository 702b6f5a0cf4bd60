"""Tables of amounts: rows by code or name, columns by measure, one half or two side by side."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.amounts.beside import assessment_of, goal_of, holds_goals
from ingest.amounts.carried import with_parts
from ingest.amounts.data_rows import NAMES, displaced, joined_rows, lost_blanks, projects_above, sides
from ingest.amounts.named_units import not_units
from ingest.amounts.sections import COUNTED, RowSubject, row_subjects, subject_named
from ingest.amounts.titles import is_carried_over, nature_of, phase_of
from ingest.blocks import Cell, Row
from ingest.tables.columns import Column
from ingest.tables.grids import LogicalTable
from ingest.tables.halves import BY_ECONOMIC_CLASS, Half, split_halves
from ingest.tables.ledger import Ledger
from ingest.tables.recognise import Form
from ingest.tables.row_names import is_sum
from ingest.words.codes import CodeColumn, CodeColumns, is_income_code, is_total, item_above, scheme_of, split_code
from ingest.words.names import is_agency_name, names_organ
from ingest.words.text import fold, has_cjk, is_blank, label_key, tidy, unlisted
from ingest.words.vocabulary import concept_of, fund_concept
from ontology.money import Money, parse_money
from ontology.records import BudgetFact, Goal, Phase, RowRole, SelfAssessment

_NAMES_OF_CLASSES = ("name", "label", "project_name", "unit_name", "project_unit")
"""In a table by economic class the class is what a row is about, whatever project it pays for."""
_MERGED_DOWN = frozenset({*NAMES, "fund_source", "code", "project_code", "unit_code", "year"})
"""Columns whose merged cell speaks for every row beside it. 类, 款 and 项 are carried down by what they say."""
_DIGITS = re.compile(r"[\d.]+")
_YEAR = re.compile(r"(20\d\d)年?(?:度)?(?:年初)?(?:(?P<budget>预算数?)|(?P<final>决算数?|执行数))?")
_DISPLACED = "表 {} 第 {} 行起有的行少了空格子，各数不在自己的列下，这些行没有读"
_ANY_FUND = "fiscal_appropriation"
"""财政拨款 over a column says less than 一般公共预算 beside the row."""
_ROLES: dict[int, RowRole] = {3: "class", 5: "group", 7: "item"}
"""Length of a functional code → 类, 款, 项."""


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
    phase: Phase | None = None
    recipient: str | None = None
    """The place that the row's money is passed on to."""
    fund: str | None = None
    """The source that the row names, in a table with a row for each: 中央财政资金."""


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
    recipients: Mapping[int, str] = field(default_factory=dict)
    """Row → the place that it says money is passed on to."""
    assessments: tuple[tuple[str, SelfAssessment], ...] = ()
    """(project, what a list of self-assessments says of it)."""
    goals: tuple[tuple[str, Goal], ...] = ()
    """(project, what it is to achieve)."""


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
    rows = joined_rows(table, start, halves, ledger)
    facts: list[BudgetFact] = []
    units: list[tuple[str, str]] = []
    recipients: dict[int, str] = {}
    assessments: list[tuple[str, SelfAssessment]] = []
    goals: list[tuple[str, Goal]] = []
    frame = Frame(table, form, ledger, unit, year, phase_of(table), form.nature or nature_of(table), is_carried_over(table))
    codes = {id(h): (CodeColumns(), CodeColumn()) for h in halves}
    above = {id(h): projects_above(rows, h, table) for h in halves}
    no_units = {id(h): not_units(rows, h) for h in halves}
    subjects = row_subjects(rows, halves) if form.kind == "three_public" else {}
    of_rows = sides(rows, halves[0]) if form.layout == "two_sided" and len(halves) == 1 else {}
    if lost_blanks(table):
        text = f"表 {table.number} 各行格数不一，又没有一个空格子：空格子像是丢了，短行的数可能不在自己的列下"
        ledger.note("table.ragged", text, table.rows[0][0], "warning", "请用带表格的原文件核对")
    for row in rows:
        if displaced(row, halves, table):
            ledger.report_once("table.displaced", _DISPLACED.format(table.number, row[0].row), row[0], hint="请核对原表")
            ledger.mark_reported("这一行的格子错开了", *(c for c in row if not is_blank(c.text) and not ledger.claimed(c)))
            continue
        number = row[0].row
        for at, half in enumerate(halves):
            side = of_rows.get(number, half.side)
            own = half if side == half.side else replace(half, side=side)
            reading = _HalfRow(frame, own, row, above[id(half)].get(number), subjects.get((number, at)), number in no_units[id(half)])
            key = reading.key(*codes[id(half)])
            if key is None:
                continue
            if key.unit_code and key.role == "total":
                units.append((key.unit_code, key.label))
            if key.recipient:
                recipients[number] = key.recipient
            facts += reading.facts(key)
            assessment, of_project = reading.beside(key)
            assessments += [(key.project or "", assessment)] if assessment is not None else []
            goals += [(key.project or "", goal) for goal in of_project]
    return MatrixReading(with_parts(facts), tuple(units), recipients, tuple(assessments), tuple(goals))


class _HalfRow:
    """One row of one half: its key and its amounts."""

    def __init__(self, frame: Frame, half: Half, row: Row, project: Cell | None, subject: RowSubject | None, told_apart: bool) -> None:
        self._told_apart = told_apart
        self._frame, self._half, self._ledger = frame, half, frame.ledger
        self._project, self._subject = project, subject
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
        order = _NAMES_OF_CLASSES if self._frame.form.kind in BY_ECONOMIC_CLASS else NAMES
        names = [self._cell(half.key(n)) for n in order if half.key(n)]
        name_cell = next((c for c in names if c is not None and not _DIGITS.fullmatch(fold(c.text))), None)
        label = tidy(name_cell.text) if name_cell else ""
        if COUNTED.search(fold(label)) or (self._subject is not None and self._subject.counted):
            ledger.ignore("个数，不是金额", *key_cells, *amounts)
            return None
        code, is_line, government = self._codes(codes, column_codes)
        if code is None and name_cell is not None:
            code, rest = column_codes.split(name_cell.text)
            label = rest if code else label
        elif not label:  # 205 教育支出 in the code column
            coded = [c for k in half.keys if k.leaf and k.leaf.group == "key" and (c := self._cell(k)) is not None]
            label = next((rest for c in coded if (rest := split_code(c.text)[1]) and not _DIGITS.fullmatch(fold(rest))), "")
        for column in half.keys:
            if (cell := self._cell(column)) is not None:
                self._use_key(column, cell)
        if self._frame.form.kind in BY_ECONOMIC_CLASS and code is None:
            label = unlisted(label)  # 一、工资福利支出: the mark is no part of the class
        plain = label_key(label) if label else ""
        total = next((c for c in key_cells if is_total(c.text)), None)
        named = self._project or self._cell(half.key("project_name"))
        if total is not None and named is not None and total.column > named.column and not is_total(named.text):
            of = tidy(self._project.text) if self._project else label
            return RowKey(tidy(total.text), "total", project=of)  # 小计 of the units or funds of one project
        recipient = self._recipient()
        if recipient is not None and is_sum(recipient):
            return RowKey(recipient, "total")
        if code is None and (total is not None or is_total(plain)):
            return RowKey(tidy(total.text) if total else label, "total")
        unit_code = self._unit_code()
        if code is None and (self._is_unit(label) if unit_code is None or self._names_project(label) else True):
            return RowKey(label, "total", unit_code=unit_code)
        if (year := _YEAR.fullmatch(fold(self._text(half.key("year"))))) is not None:
            return RowKey("合计", "total", year=int(year[1]), phase="final" if year["final"] else "budget" if year["budget"] else None)
        if not label and code is None:
            if amounts and self._beside_other_half():
                self._unnamed(amounts)
            elif amounts:  # a row of amounts under the header without a name: the grand total of the list
                return RowKey("合计", "total")
            return None
        if self._project is not None and total is None:
            label = tidy(self._project.text)
        project = label if self._is_project(half, code, is_line) else None
        role: RowRole = "line"
        if code and not is_line and not project:
            role = _ROLES[len(code)]
        if not amounts and not ledger.claimed(key_cells[0]):
            ledger.ignore("该行没有金额", *key_cells)
        fund = self._cell(half.key("fund_source"))
        return RowKey(
            label, role, code, government, project, unit_code, recipient=recipient, fund=tidy(fund.text) if fund and project else None
        )

    def _beside_other_half(self) -> bool:
        """Whether the row says something on the other side of the statement too: then a blank name here is no total."""
        first, last = self._half.span
        return self._frame.form.layout == "two_sided" and any(not first <= at <= last for at in self._cells)

    def _unnamed(self, amounts: Sequence[Cell]) -> None:
        """Amounts beside a blank name: zeros that fill the columns say nothing, other figures are reported."""
        for cell in amounts:
            money = parse_money(cell.text, "元")
            if money is not None and (not money.yuan):
                self._ledger.ignore("没有行名的零或空白标记", cell)
            else:
                self._ledger.report("table.unnamed-row", f"这一行没有名称，金额不知所指：{tidy(cell.text)[:20]}", cell, hint="请核对原表")

    def _recipient(self) -> str | None:
        """The innermost name under the headings of places: 修水县 beside 九江市."""
        columns = [c for c in self._half.keys if c.leaf and c.leaf.id == "recipient_name"]
        cells = [cell for c in reversed(columns) if (cell := self._cell(c)) is not None]
        return tidy(cells[0].text) if cells else None

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
        return not told and (names_organ(label) or ("单位" in coded.path[-1] and not self._told_apart))

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
        beside = (split_code(self._text(c))[0] for c in half.keys if c.leaf and c.leaf.id == "government_name")  # 501机关工资福利支出
        government = next((c for c in (*known[1:], *beside) if c and scheme_of(c) == "government_economic"), None)
        return (known[0] if known else None), False, government

    def _use_key(self, column: Column, cell: Cell) -> None:
        leaf = column.leaf
        if leaf is None:
            return
        if leaf.id in {"score", "grade"} or (holds_goals(column) and has_cjk(cell.text)):  # what they say is taken with the project
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
        if self._frame.form.kind in BY_ECONOMIC_CLASS:
            return False
        if half.key("project_name"):
            return True
        if self._frame.form.kind == "project_expenditure":
            return code is not None
        amounts = {c.measure.split("/")[0] for c in half.amounts if (m := self._money(c)) and m.yuan}
        return is_line and code is not None and scheme_of(code) == "function" and "project" in amounts and "basic" not in amounts

    def beside(self, key: RowKey) -> tuple[SelfAssessment | None, tuple[Goal, ...]]:
        """What stands beside the money of a project: its self-assessment and its goals; nothing in a row of none."""
        if not key.project:
            return None, ()
        score, grade = (self._cell(self._half.key(name)) for name in ("score", "grade"))
        found = (goal_of(self._cell(c), c, self._ledger) for c in self._half.keys if holds_goals(c))
        return assessment_of(score, grade, self._ledger), tuple(goal for goal in found if goal is not None)

    def _money(self, column: Column) -> Money | None:
        cell = self._cell(column)
        unit = column.unit or self._frame.unit
        return parse_money(cell.text, unit) if cell and unit else None

    def facts(self, key: RowKey) -> list[BudgetFact]:
        made: list[BudgetFact] = []
        for column in self._half.unclear:
            if (cell := self._cell(column)) is not None:
                text = f"“{tidy(column.path[-1])}”一列没有读懂，与同组其他列不能区别，这一列不读"
                self._ledger.report_once("table.column", text, cell, hint="可在 ingest/forms/headings.toml 中补充这种写法")
        for column in self._half.amounts:
            cell = self._cell(column)
            if cell is None:
                continue
            if self._frame.unit is None and column.unit is None:
                self._ledger.report_once(
                    "table.no-unit", f"表 {self._frame.table.number} 没有印单位，金额不读", cell, hint="请核对原表的“单位：”"
                )
                continue
            if self._unknown_year(column):
                text = f"{column.path[-1]}：本文件没有印年度，不知是哪一年，这一列不读"
                self._ledger.report_once("table.no-year", text, cell, hint="请核对封面与表头的年度")
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
        paid_by = fund_concept(key.fund) if key.fund else None
        if paid_by and paid_by.group == "nature":
            nature = paid_by
        row_concept = concept_of(key.label) if key.code is None else None
        measure, side = column.measure, self._half.side_of(column)
        row_nature = None
        if measure == "total" and self._frame.form.kind == "three_public":
            measure = self._subject.measure if self._subject else "total"
            if measure == "total" and column.path and "三公" not in column.path[-1]:
                measure = subject_named(column.path[-1]) or measure
        elif row_concept and row_concept.group == "measure" and measure == "total" and self._half.key("label") is not None:
            by_class = self._frame.form.kind in BY_ECONOMIC_CLASS  # 商品和服务支出 is the row's class, and the column its total
            measure = measure if by_class else row_concept.id
        elif row_concept and row_concept.group == "nature" and side == "income":
            row_nature = row_concept.id
        code_scheme = scheme_of(key.code) if key.code else None
        level_label = tidy(column.path[-1]) if level and column.path else None
        if key.fund and (paid_by is None or paid_by.group != "nature"):
            level_label = key.fund
        income = key.code if key.code and is_income_code(key.code, key.label, side) else None
        return BudgetFact(
            amount=money,
            side="income" if income else side,
            measure=measure,
            row_role=key.role,
            label=key.label,
            table_kind=self._frame.form.kind,
            source=self._ledger.source(cell, "amount", (*column.path, key.fund) if key.fund else column.path),
            function_code=key.code if code_scheme == "function" else None,
            economic_code=key.code if code_scheme == "economic" else None,
            government_economic_code=key.government_code or (key.code if code_scheme == "government_economic" else None),
            income_code=income,
            project=key.project,
            nature=nature.id
            if nature and not (row_nature and nature.id == _ANY_FUND)
            else row_nature or (self._frame.nature if not measure.startswith("procurement") else None),
            level_label=level_label,
            fiscal_year=self._fiscal_year(key, column),
            phase=self._half.phase_of(column) or key.phase or self._frame.phase,
            carried_over=self._frame.carried_over or any(c is not None and c.id == "carry_over" for c in (time, row_concept, paid_by)),
        )

    def _unknown_year(self, column: Column) -> bool:
        """The year before a year that nothing says: beside this year's figures it must not pass for one of them."""
        time = column.of("time")
        return self._frame.year is None and column.year is None and time is not None and time.id == "prior_year"

    def _fiscal_year(self, key: RowKey, column: Column) -> int | None:
        """The row's or the column's own year; the year before for 上年; else the document's."""
        year, time = self._frame.year, column.of("time")
        if key.year or column.year:
            return key.year or column.year
        return year - 1 if year and time and time.id == "prior_year" else year
