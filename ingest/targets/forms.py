"""Target forms (绩效目标表): labels beside values, money, goals and indicator rows, in one grid or as a list."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, Row
from ingest.projects.target_form import FormAmount, TargetForm, Text
from ingest.tables.align import Alignment
from ingest.tables.columns import Column, is_column_numbers
from ingest.tables.headers import Header
from ingest.tables.ledger import Ledger
from ingest.tables.project_columns import LevelColumns, ProjectGrid, level_columns, project_grid
from ingest.tables.rowfit import Carried, has_slid, is_level_word
from ingest.targets.asides import reason_of, stands_across
from ingest.targets.assessments import read_assessment
from ingest.targets.captions import name_above
from ingest.targets.header_notes import is_sentence, opens_another, states_goal, states_labels, tell_of_header
from ingest.targets.headless import HeadlessRows
from ingest.targets.indicator_header import IndicatorHeader, indicator_header
from ingest.targets.indicators import IndicatorRows
from ingest.targets.label_rows import LabelRows
from ingest.targets.label_words import inline_label, says_whole
from ingest.targets.periods import caption_horizon
from ingest.targets.project_lists import is_unit_row, wraps
from ingest.targets.projects_across import ProjectsAcross, aligned, projects_across
from ingest.targets.task_rows import TaskRows
from ingest.targets.transposed import transposed
from ingest.values.clauses import is_value_like
from ingest.words.codes import is_total
from ingest.words.text import is_blank, label_key, tidy, uncontinued
from ingest.words.vocabulary import Label, concept_of, fund_concept, label_of

_NEAR = 8
"""How many tables back displaced rows are sought: they lie a page or two apart, and a batch in one file has hundreds."""

_PRICED = re.compile(r"(.{2,60}?)[（(]((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:亿元|万元|元))[)）]")
"""A project's name with its money: 环境卫生整治（36万元）."""

_TEXTS = {
    "project_name": "项目名称",
    "project_code": "项目编码",
    "project_unit": "项目单位",
    "project_category": "项目类别",
    "unit_name": "单位名称",
    "unit_code": "单位编码",
    "content": "内容",
    "label": "名称",
}
"""Columns of a list that are texts of its forms, and what they are called."""


class TargetReader:
    """Reads one table of targets row by row; a header row says what the rows below it are."""

    def __init__(self, table_kind: str, ledger: Ledger, unit: str | None, year: int | None, earlier: Sequence["TargetReader"] = ()) -> None:
        self._ledger, self._table = ledger, ledger.table
        self._year, self._unit = year, unit
        self._earlier = earlier
        self._kind = table_kind
        self.form = TargetForm(self._table.number, table_kind, self._table.title)
        self.forms = [self.form]
        self.rows: IndicatorRows | None = None
        self._heads: tuple[tuple[str, ...], ...] = ()
        """The header of `rows`, folded."""
        self._tasks: TaskRows | None = None
        self._labels = LabelRows(ledger, unit, self.form)
        self._headless = HeadlessRows(ledger, year, self.form)
        self._read_until = 0

    def read(self) -> list[TargetForm]:
        index, rows = 0, self._table.rows
        while index < len(rows):
            row = rows[index]
            if index in self._table.repeated or is_column_numbers(row):
                self._ledger.ignore("重复的表头" if index in self._table.repeated else "栏次", *row)
                index += 1
                continue
            if (across := projects_across(rows, index)) is not None:
                self._across(across)
                index += across.height
                continue
            if (grid := project_grid(rows, index)) is not None:
                self._grid(grid)
                index += grid.height
                continue
            if (beside := level_columns(rows, index)) is not None:
                self._beside(beside)
                index += beside.height
                continue
            if (lying := transposed(rows, index)) is not None:
                self._close_rows()
                self._ledger.use("表头", *lying.headings)
                self._take_placed(lying.header, lying.indicators)
                index += lying.height
                continue
            header = self._opens_table(index)
            if header is not None and self.rows is not None and header.rows == self._heads:  # printed again: its levels go on
                self._ledger.ignore("重复的表头", *(c for row in rows[index : header.end] for c in row))
                index = header.end
                continue
            if header is not None:
                self._open(header)
                index = header.end
                continue
            self._row(row, index)
            index += 1
        self._finish()
        return self.forms

    # --- which rows these are -------------------------------------------------------------------------------------

    def _opens_table(self, index: int) -> Header | None:
        header = self._table.header_at(index)
        if header is None:
            return None
        if header.has("indicator") and (header.has("value") or header.has("level1") or header.has("level2")):
            return header
        if (header.has("project_name") or header.has("task_name")) and (header.has("content") or header.has("total")):
            return header
        return None

    def _grid(self, grid: ProjectGrid) -> None:
        """A form for each project of a grid, each cell read as if its heading stood right before it."""
        self._close_rows()
        self._ledger.use("表头", *grid.headings)
        self._ledger.ignore("合计行，不是项目", *grid.totals)
        for project in grid.projects:
            self._begin()
            for entry in project:
                concept = concept_of(entry.headings[-1].text)
                if entry.stated:
                    self._headless.read([*entry.headings, entry.cell], (), self._labels.horizon or "annual")
                elif concept is not None and concept.group == "plain" and label_of(entry.headings[-1].text) is None:
                    self._ledger.use("表头", *entry.headings)
                    self._ledger.ignore(concept.reason, entry.cell)
                else:
                    self._labels.read([entry.headings[-1], entry.cell])
                    self._ledger.use("表头", *entry.headings)

    def _beside(self, levels: LevelColumns) -> None:
        self._close_rows()
        self._ledger.use("分栏标题", *levels.sections)
        for entry in levels.entries:
            self._ledger.use("一级指标", *entry.headings)
            self._headless.read([*entry.headings, entry.cell], (), self._labels.horizon or "annual")

    def _begin(self) -> None:
        """What follows is another form's."""
        self.form = TargetForm(self._table.number, self._kind, self._table.title)
        self.forms.append(self.form)
        self._labels, self._tasks = LabelRows(self._ledger, self._unit, self.form), None
        self._headless = HeadlessRows(self._ledger, self._year, self.form)

    def _take_placed(self, header: IndicatorHeader, indicators: Sequence[Alignment]) -> None:
        rows = IndicatorRows(header, self._ledger, self._year, rigid=True)
        for placed in indicators:
            rows.read(tuple(c for c, _ in placed.placed), placed)
        self.form.indicators += rows.take()

    def _across(self, found: ProjectsAcross) -> None:
        self._close_rows()
        for project in found.projects:
            self._begin()
            for label, cell in project.labels:
                self._labels.read([label, cell])
            self._take_placed(found.header, aligned(project))
        self._ledger.use("表头", *found.headings)

    def _open(self, header: Header) -> None:
        for row in self._table.rows[header.start : header.end]:
            cells = [c for c in row if not is_blank(c.text)]
            if any(is_sentence(c) for c in cells) or states_goal(cells) or states_labels(cells):
                self._labels.read(cells)  # 绩效目标 | what it says, right above the headings
            else:
                self._ledger.use("表头", *row)
        if header.has("indicator"):
            self._close_rows()
            columns = indicator_header(header, self._labels.row_horizons, self._year)
            tell_of_header(header, columns, self._ledger, self._year)
            self.rows = IndicatorRows(columns, self._ledger, self._year, self._rigid(header, columns))
            self._heads = header.rows
            self._tasks = None
        else:
            self._tasks = TaskRows(header, self._ledger)
            self.rows = None

    def _rigid(self, header: Header, columns: IndicatorHeader) -> bool:
        """Whether cells stay in their columns: the format tells them, or no row has lost one, and none has left its own."""
        rows = self._table.rows
        end = header.end
        while end < len(rows) and (end in self._table.repeated or (self._table.header_at(end) is None and not opens_another(rows[end]))):
            end += 1
        below, last = rows[header.end : end], columns.slots[-1].last
        whole = self._table.spans_known or all(c.column <= last for row in below for c in row if not is_blank(c.text))
        return whole and not has_slid(below, columns.slots)

    def _row(self, row: Row, index: int) -> None:
        cells = [c for c in row if not is_blank(c.text)]
        if not cells or index < self._read_until:
            return
        first = label_of(cells[0].text) or inline_label(cells[0])
        if first is not None and self._starts_form(first, cells):
            listed = self.rows is not None and len(cells) == 1 and self._goes_on(index)
            self._close_rows(keep=listed)
            self._begin()
            if self.rows is not None:  # 项目名称：… in a row of its own above its indicators, under one header for all
                self.rows.carried = Carried()
                self._labels.read(cells)
                return
        if read_assessment(cells, self.form, self._ledger, self.rows.header.slots if self.rows else ()):
            return
        if self.rows is not None and (why := reason_of(cells, lists=self.rows.lists_projects)) is not None:
            self._ledger.ignore(why, *cells)
            return
        if len(cells) == 1 and (horizon := caption_horizon(cells[0])) is not None:
            self._close_rows()
            self._labels.row_horizons, self._tasks = [horizon], None
            self._ledger.use("以下各行的时期", cells[0])
            return
        if self.rows is not None and len(cells) == 1 and first is not None and first.kind == "section":
            self._ledger.use("分栏标题", cells[0])
            return
        if self.rows is not None and len(cells) == 1 and is_level_word(cells[0].text):
            self.rows.open_band(cells[0])
            return
        if self.rows is not None and not self._leaves(cells):
            if index in self._table.fragments and (self.rows.continue_last(row) or self._displaced(index)):
                return
            if stands_across(cells, self._table, self.rows.header.slots):
                message = f"横贯表格的一行文字，不像指标：{tidy(cells[0].text)[:30]}"
                self._ledger.report("targets.text-across", message, cells[0], hint="请核对这一行是不是指标")
                return
            if not self.rows.continue_wrapped(row):
                self._indicator_row(self.rows.with_merged(row, self._table.covering(index)))
            return
        if self._tasks is not None and self._tasks.read(cells, self.form, self._labels):
            return
        self._close_rows()
        self._tasks = None
        if self._headless.read(cells, self._table.covering(index), self._labels.horizon or "annual"):
            return
        self._labels.read(cells, self._table.covering(index))

    def _goes_on(self, index: int) -> bool:
        """Whether the row below is an indicator's, or begins a class."""
        below = next((r for r in self._table.rows[index + 1 :] if any(not is_blank(c.text) for c in r)), ())
        return any(is_level_word(c.text) for c in below)

    def _starts_form(self, first: Label, cells: Sequence[Cell]) -> bool:
        """A second 项目名称 in one grid begins the next form, and so does the agency's line after indicator rows."""
        if cells[0].column != 1 or any(is_value_like(c.text) for c in cells[1:]):
            return False
        if first.id == "project_name":
            return "project_name" in self.form.texts or self.rows is not None
        return first.id == "agency" and (self.rows is not None or bool(self.form.indicators))

    def _leaves(self, cells: Sequence[Cell]) -> bool:
        """Does this row end the indicator rows? A handler's line does, or a label with its text in the first column."""
        label = label_of(cells[0].text) or inline_label(cells[0])
        if label is None:
            return False
        if label.kind == "person" or label.id == "filled":
            return True
        return cells[0].column == 1 and label.kind in {"goal", "achieved", "text", "meta"} and len(cells) <= 2

    # --- indicator rows -------------------------------------------------------------------------------------------

    def _indicator_row(self, row: Row) -> None:
        assert self.rows is not None
        if self.rows.lists_projects:
            self._list_row(row)
            return
        alignment = self.rows.align(row)
        self._take_list_cells(alignment)
        self.rows.read(row, alignment)

    def _list_row(self, row: Row) -> None:
        """A row of a list that names its project in the row itself; blank means the project above."""
        assert self.rows is not None
        slots = self.rows.header.slots
        alignment = self.rows.align(row)
        by_role = {slots[i].role: c for c, i in alignment.placed}
        name, code = by_role.get("project_name"), by_role.get("project_code") or by_role.get("unit_code")
        starts = name is not None or code is not None
        unit = by_role.get("unit_name")
        if unit is not None and not starts and not {"indicator", "goal"} & by_role.keys():
            self._ledger.ignore("单位小计行，不是项目", *(c for c, _ in alignment.placed))
            return
        has_indicator = "indicator" in by_role
        if not {"indicator", "goal"} & by_role.keys() and any(is_total(c.text) for c, _ in alignment.placed):
            self._ledger.ignore("合计行，不是项目", *(c for c, _ in alignment.placed))
            return
        if starts and not has_indicator and "goal" not in by_role and is_unit_row(name, code):
            self._ledger.ignore("单位小计行，不是项目", *(c for c, _ in alignment.placed))
            return
        priced = _PRICED.fullmatch(tidy(name.text)) if name is not None else None
        if name is not None and code is None and "amount" not in by_role and wraps(self.form.texts.get("project_name"), name):
            known = self.form.texts["project_name"]
            self._ledger.use("续上一行的项目名称", name)
            self.form.texts["project_name"] = replace(known, text=known.text + tidy(name.text))
        elif (
            starts
            and name is not None
            and ("project_name" not in self.form.texts or tidy(uncontinued(name.text)) != self.form.texts["project_name"].text)
        ):
            self._close_rows(keep=True)
            self.form = TargetForm(self._table.number, self._kind, self._table.title)
            self.forms.append(self.form)
            self._labels.form = self.form
            self.rows.carried.level1 = None
            self.rows.carried.level2 = {}
        self._take_list_cells(alignment)
        if name is not None and priced is not None and (money := self._labels.money(replace(name, text=priced[2]), None)) is not None:
            known = self.form.texts["project_name"]
            self.form.texts["project_name"] = replace(known, text=priced[1])
            self.form.amounts.append(FormAmount("金额", "amount.total", "annual", None, money, self._ledger.source(name, "amount")))
        self.rows.read(row, alignment)

    def _take_list_cells(self, alignment: Alignment) -> None:
        """What stands beside the indicators in one row with them: names, goals, amounts."""
        assert self.rows is not None
        slots, columns = self.rows.header.slots, self.rows.header.columns
        amounts = [c for c, i in alignment.placed if slots[i].role == "amount"]
        printed = {slots[i].role: tidy(uncontinued(c.text)) for c, i in alignment.placed if slots[i].role in _TEXTS}
        again = "project_name" in printed and all(r in self.form.texts and self.form.texts[r].text == t for r, t in printed.items())
        for cell, i in sorted(alignment.placed, key=lambda place: slots[place[1]].role == "other"):
            role = slots[i].role
            if role in _TEXTS:
                self._ledger.use(_TEXTS[role], cell)
                self.form.texts.setdefault(role, Text(tidy(uncontinued(cell.text)), self._ledger.source(cell, role, columns[i].path)))
            elif role == "goal":
                self._ledger.use("绩效目标", cell)
                self._labels.goal(cell, columns[i].horizon or "annual", whole=bool(columns[i].path) and says_whole(columns[i].path[-1]))
            elif role == "amount":
                self._list_amount(cell, columns[i], again)
            elif role == "other" and columns[i].leaf is None and (fund := label_of(cell.text)) and fund.kind == "fund":
                self._paid_from(cell, amounts)

    def _paid_from(self, cell: Cell, amounts: Sequence[Cell]) -> None:
        """A cell that names a fund in a column of its own: the row's one amount comes from it."""
        priced = [a for a in self.form.amounts if a.kind == "amount.total" and a.source.row == cell.row]
        if len(amounts) == 1 and len(priced) == 1:
            self._ledger.use("资金来源", cell)
            self.form.amounts.append(replace(priced[0], label=tidy(cell.text), kind="fund"))

    def _list_amount(self, cell: Cell, column: Column, again: bool) -> None:
        """`again`: the row prints the project's name and unit as the rows above do."""
        money = self._labels.money(cell, column.unit)
        if money is None or money.yuan is None:
            return
        path = column.path
        kind = "fund" if fund_concept(path[-1]) else f"amount.{column.measure}"
        source = self._ledger.source(cell, "amount", tuple(path))
        found = FormAmount(label_key(path[-1]), kind, "annual", None, money, source)
        if again and any((a.label, a.amount.yuan, a.source.column) == (found.label, money.yuan, source.column) for a in self.form.amounts):
            self._ledger.ignore("项目的金额逐行重复印", cell)
            return
        self._ledger.use("金额", cell)
        self.form.amounts.append(found)

    def _displaced(self, index: int) -> bool:
        """Rows at the end of a table that belong to the page of an earlier one (extraction put them last).

        Only where every row of the fragment stands exactly under an earlier header and none fits this table's.
        """
        assert self.rows is not None
        following = [i for i in self._table.fragments if i > index]
        rows = self._table.rows[index : following[0] if following else len(self._table.rows)]
        others = [r for r in self._earlier[-_NEAR:] if r.rows is not None and r.form.kind != self.form.kind]
        best = max((r for r in others if r.rows), key=lambda r: r.rows.fit(rows) if r.rows else 0.0, default=None)
        if best is None or best.rows is None or best.rows.fit(rows) <= self.rows.fit(rows) + 1.0:
            return False
        home, target = best, best.rows
        first = rows[0][0]
        self._ledger.note("targets.displaced-rows", f"这几行按列应属于表 {home._table.number}（提取时移到了后面）", first, "warning")
        for row in rows:
            mine = IndicatorRows(target.header, self._ledger, self._year, self._table.rigid)
            mine.carried = target.carried
            mine.read(row)
            home.form.indicators += mine.take()
        self._read_until = index + len(rows)
        return True

    def _close_rows(self, keep: bool = False) -> None:
        if self.rows is not None:
            self.form.indicators += self.rows.take()
            if not keep:
                self.rows = None

    def _finish(self) -> None:
        if "project_name" not in self.forms[0].texts and self._kind == "project_targets" and (name := name_above(self._ledger)) is not None:
            self.forms[0].texts["project_name"] = name
        if self.rows is not None:
            self.form.indicators += self.rows.take()
        self.forms = [f for f in self.forms if f.texts or f.amounts or f.goals or f.indicators or f.assessment]
