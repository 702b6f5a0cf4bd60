"""Rows of labels beside their values (项目名称 | … | 实施单位 | …): texts, money by source and period, goals."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell
from ingest.projects.cost_passages import itemises
from ingest.projects.target_form import FormAmount, TargetForm, Text
from ingest.tables.ledger import PERSONAL, Ledger
from ingest.targets.assessments import read_score
from ingest.targets.goal_heads import goal_heads
from ingest.targets.indicators import is_heading_repeat
from ingest.targets.label_words import (
    INLINE,
    SIDES,
    are_headings,
    inline_label,
    is_of_text,
    is_text_value,
    may_be_label,
    named_side,
    says_whole,
)
from ingest.targets.listed_amounts import listed_amounts, unit_in_grid
from ingest.targets.periods import UNKNOWN, Period, below_no_head, periods_of
from ingest.words.text import fold, label_key, tidy
from ingest.words.vocabulary import Label, concept_of, heading_key, is_heading_word, label_of, unit_of
from ontology.money import Money, parse_money
from ontology.records import Goal, Horizon, Side

_INLINE_MONEY = re.compile(r"^(?:其中[:：])?([^:：\d]{2,16})\s*(\d[\d,]*\.\d\d)$")
_PROJECT_LINE = re.compile(r"^(?:其中[:：]?)?项目\s*\d*\s*[:：]\s*(\S.*)$")
_PROJECT_LABEL = re.compile(r"(?:申报|支出|预算|转移支付|专项)?(?:项目|专项|政策|转移支付)")
_LONGEST_LABEL = 16
_YEAR = re.compile(r"^(20\d\d)年?(?:度)?$")
_POINTS = re.compile(r"(?:预算)?执行率|分值|权重|得分")
_NONE = re.compile(r"[/\\—–-]+|(?:暂)?无|不涉及|不适用")


class LabelRows:
    """Reads label rows into a form; remembers which side, period and unit the rows above set."""

    def __init__(self, ledger: Ledger, unit: str | None, form: TargetForm) -> None:
        self._ledger, self._table, self.form = ledger, ledger.table, form
        self.row_horizons: list[Horizon] = []
        """Horizons that a line such as 实施期目标 | 年度目标 sets for the halves below."""
        self._horizon_starts: list[int] = []
        """The columns where those halves begin."""
        self._column_horizons: list[tuple[int, Horizon]] = []
        self._executed: set[int] = set()
        """Columns of labels below 执行数."""
        self._prior: set[int] = set()
        """Columns of amounts beside a label such as 上年预算数."""
        self._period_columns: list[Period] = []
        self._period_heads: dict[int, Cell] = {}
        """The headings of those columns."""
        self._label_columns: list[tuple[int, Label, Cell]] = []
        """Labels that stood side by side without values: the texts are in the row below."""
        self._texts_above: dict[int, Label] = {}
        """Column → label of the texts in the row above, for cells that go on in the row below."""
        self._side: Side | None = None
        self._pending: tuple[Label, Cell] | None = None
        self._whole_goal: Goal | None = None
        """The goal that stands beside 项目总目标, no year said."""
        self._plan_year: int | None = None
        self._money_unit = unit or unit_in_grid(ledger)

    def read(self, cells: Sequence[Cell], covering: Sequence[Cell] = ()) -> None:
        """One row of labels and values; `covering` are the cells that are merged down into it from above."""
        if self._period_row(cells) or self._horizon_row(cells) or self._below_periods(cells, covering) or self._row_below_labels(cells):
            return
        if heads := goal_heads(cells):
            self._ledger.use("标题", *cells)
            self._label_columns, self._texts_above, self._pending = heads, {}, None
            return
        if are_headings(cells):
            self._ledger.use("表头", *cells)
            return
        texts_above, self._texts_above = self._texts_above, {}
        if label_of(cells[0].text) is None and len(fold(cells[0].text)) <= _LONGEST_LABEL and (unit := unit_of(cells[0].text)) is not None:
            self._money_unit = unit  # （万元） in a label that is not known
        label = (self._pending if len(cells) == 1 and not label_of(cells[0].text) else None) or self._beside(cells[0], covering)
        self._pending = None
        values, numbers = 0, [c for c in cells if self._is_number(c)]
        for cell in cells:
            found = label_of(cell.text) or self._bare_project(cell, cells)
            inline = (INLINE.match(tidy(cell.text)) or _INLINE_MONEY.match(tidy(cell.text))) if found is None else None
            inline_kind = label_of(inline[1]) if inline else None
            project = _PROJECT_LINE.match(tidy(cell.text)) if found is None else None
            if fold(cell.text).strip(":") == "其中":
                self._ledger.ignore("其中", cell)
            elif label is not None and label[0].kind == "plan" and _YEAR.match(fold(cell.text)):
                self._plan(label[1], cell)
            elif project:
                self._ledger.use("项目名称", cell)
                label, values = (Label("project_line", "amount", measure=tidy(project[1])), cell), 0
            elif found is not None and not is_text_value(label, values, found):
                label, values = (found, cell), 0
                self._take_label(found, cell)
            elif inline and inline_kind and (inline_kind.kind != "fund" or parse_money(inline[2], "元") is not None):
                label_cell = replace(cell, text=inline[1])
                self._value(inline_kind, label_cell, replace(cell, text=inline[2]), 0, numbers)
                label, values = (inline_kind, cell), 1
            elif is_heading_repeat(cell):
                self._ledger.ignore("移位的表头字样", cell)
            elif label is not None and values and is_of_text(label[0]) and may_be_label(cell, cells):
                label, values = None, 0
            elif label is not None:
                self._value(label[0], label[1], cell, values, numbers)
                values += 1
            elif (above := texts_above.get(cell.column)) is not None and len(cells) == 1:
                self._go_on(above, cell)
        if label is not None and values == 0 and label[0].kind in {"text", "goal", "achieved", "meta"}:
            self._pending = label
        labels = [(c.column, k, c) for c in cells if (k := label_of(c.text)) and k.kind != "section"]
        led = len(labels) == len(cells) - 1 >= 2 and labels[0][2] is not cells[0]  # 部门预算 | 总额 | 基本支出
        self._label_columns = labels if led or len(labels) == len(cells) >= 2 else []

    def _bare_project(self, cell: Cell, cells: Sequence[Cell]) -> Label | None:
        """项目 or 转移支付项目 before one text, at the head of a form that has not named its project."""
        key = heading_key(cell.text)
        if cell is not cells[0] or len(cells) < 2 or self.form.kind != "project_targets" or not _PROJECT_LABEL.fullmatch(key):
            return None
        other = cells[1]
        begun = "project_name" in self.form.texts or (key != "项目" and (self.form.texts or self.form.amounts or self.form.goals))
        known = begun or is_heading_word(other.text) or label_of(other.text) or self._is_number(other)
        return None if known or (key == "项目" and len(cells) > 2) else Label("project_name", "text")

    def _beside(self, first: Cell, covering: Sequence[Cell]) -> tuple[Label, Cell] | None:
        """The label merged down over this row on the left of its first cell, where that is no label itself."""
        left = [c for c in covering if c.column < first.column]
        label = label_of(left[-1].text) if left and label_of(first.text) is None else None
        if label is None:
            return None
        if label.kind == "section" and any(p.column == first.column for p in self._period_columns):
            return replace(label, id="amount", kind="amount"), left[-1]  # 项目资金 beside the amounts of each period, and no other label
        return (label, left[-1]) if label.kind in {"text", "meta", "amount"} else None

    def _go_on(self, label: Label, cell: Cell) -> None:
        """The second line of a wrapped text."""
        known = self.form.texts[label.id]
        self._ledger.use("续上一行的单元格", cell)
        source = replace(known.source, text=known.source.text + tidy(cell.text), line_end=cell.line_end)
        self.form.texts[label.id] = Text(known.text + tidy(cell.text), source)
        self._texts_above = {cell.column: label}

    @property
    def horizon(self) -> Horizon | None:
        """The one horizon that a line above sets for all below."""
        return self.row_horizons[0] if len(self.row_horizons) == 1 else None

    def _row_below_labels(self, cells: Sequence[Cell]) -> bool:
        """Texts below a row that held labels only: each belongs to the label above it."""
        above, self._label_columns = self._label_columns, []
        if not above or any(label_of(c.text) or inline_label(c) for c in cells):
            return False
        for cell in cells:
            _, label, label_cell = max((a for a in above if a[0] <= cell.column), default=above[0], key=lambda a: a[0])
            self._value(label, label_cell, cell, 0, [])
        self._pending = None
        return True

    def _below_periods(self, cells: Sequence[Cell], covering: Sequence[Cell]) -> bool:
        """Figures right below 年初预算数 | 全年预算数 | 全年执行数, with no label before them: each is what its heading says."""
        heads = [self._period_heads.get(c.column) for c in cells]
        beside = self._beside(cells[0], covering)
        figures = [c for c in cells if self._is_number(c)]
        if beside is not None or not figures or not all(heads):
            return False
        for cell, head in zip(cells, heads, strict=True):
            if head is not None:
                self._amount(Label("amount", "amount"), head, cell, 0, [])
        return True

    def _take_label(self, label: Label, cell: Cell) -> None:
        self._ledger.use("标题", cell)
        if (unit := unit_of(cell.text)) is not None:
            self._money_unit = unit
        key = label_key(cell.text)
        if label.kind == "section" and key.removesuffix("构成") in {"收入", "支出"}:
            self._side = "income" if key.startswith("收入") else "expenditure"
            if not key.endswith("构成"):
                self._period_columns = []
        if label.kind == "section" and "资金" in key:
            self._column_horizons = []  # 项目总预算 above 项目资金来源 says nothing of the amounts below
        if label.kind == "amount":
            self._executed = (self._executed - {cell.column}) | ({cell.column} if label.id == "executed_amount" else set())
        if label.kind in {"amount", "fund"} and label.horizon:
            self._column_horizons = [(c, h) for c, h in self._column_horizons if c != cell.column] + [(cell.column, label.horizon)]

    def _period_row(self, cells: Sequence[Cell]) -> bool:
        """A line such as 资金分配 | 半年计划执行数 | 全年预算数 names the columns of the amounts below."""
        if any(p.reason for p in self._period_columns) and all(_YEAR.match(fold(c.text)) for c in cells):  # below 近两年金额
            self._ledger.ignore("往年的年份", *cells)
            years = [Period(c.column, "annual", "budget", reason="往年的金额") for c in cells]
            self._period_columns = [p for p in self._period_columns if p.column not in {y.column for y in years}] + years
            return True
        periods = periods_of(cells)
        named = {c.column for c, _ in periods}
        heads = [c for c in cells if c.column not in named and c.rowspan > 1 and label_of(c.text) is None]  # 预算执行情况（20分）
        if not periods or any(c.column not in named and c not in heads and label_of(c.text) is None for c in cells):
            return False
        self._ledger.use("标题", *heads)
        self._money_unit = next((unit for c in heads if (unit := unit_of(c.text))), self._money_unit)
        for cell in cells:
            if (label := label_of(cell.text)) is not None:
                self._take_label(label, cell)
        self._ledger.use("金额各列的时期", *(c for c, _ in periods))
        for cell in (c for c, p in periods if p.reason == UNKNOWN):
            self._ledger.note("targets.unknown-column", f"不认得的一栏金额“{tidy(cell.text)[:20]}”，没有用", cell, "warning")
        self._period_columns, self._period_heads = [p for _, p in periods], {p.column: c for c, p in periods}
        return True

    def _horizon_row(self, cells: Sequence[Cell]) -> bool:
        """实施期目标 | 年度目标 side by side, without texts: the horizons of the halves below.

        Where 总体目标 stands before them, merged down, the row says so too, and is read on: the texts come below.
        """
        labels = [label_of(c.text) for c in cells]
        led = len(cells) > 2 and labels[0] is not None and labels[0].horizon is None and labels[0].kind in {"goal", "section"}
        halves = [(c, k.horizon) for c, k in zip(cells[led:], labels[led:], strict=True) if k and k.kind == "goal" and k.horizon]
        if len(halves) < 2 or len(halves) < len(cells) - led:
            return False
        self._ledger.use("分栏的时期", *(c for c, _ in halves))
        self.row_horizons = [horizon for _, horizon in halves]
        self._horizon_starts = [c.column for c, _ in halves]
        return not led

    def _value(self, label: Label, label_cell: Cell, cell: Cell, position: int, numbers: Sequence[Cell]) -> None:
        ledger = self._ledger
        if label.kind == "person":
            ledger.ignore(PERSONAL, cell, *([label_cell] if label_cell.column == cell.column else []))
        elif label.id == "rationale" and itemises(cell.text, place := ledger.source(cell, label.id, (label_cell.text,))):
            ledger.use("支出明细", cell)
            self.form.notes.append(Text(tidy(cell.text), place))
        elif label.kind in {"meta", "period"}:
            self._prior |= {cell.column} if label.id == "earlier_amount" else set()
            ledger.ignore(label.reason, cell)
        elif label.kind == "amount" and "用途" in label_cell.text and self.money(cell, "元") is None:
            ledger.use("资金用途", cell)
            self.form.texts.setdefault("overview", Text(tidy(cell.text), ledger.source(cell, "overview", (label_cell.text,))))
        elif label.kind in {"amount", "fund"}:
            self._amount(label, label_cell, cell, position, numbers)
        elif label.kind == "plan":
            self._plan(label_cell, cell)
        elif label.kind == "goal":
            ledger.use("绩效目标", cell)
            self.goal(cell, label.horizon or self._horizon_at(cell, position), whole=says_whole(label_cell.text))
        elif label.kind == "achieved":
            self._achieved(cell)
        elif label.kind == "score":
            read_score(cell, self.form, ledger)
        elif label.kind == "text":
            ledger.use(label_key(label_cell.text)[:12], cell)
            text = Text(tidy(cell.text), ledger.source(cell, label.id, (label_cell.text,)))
            known = self.form.texts.get(label.id)
            if known is None:
                self.form.texts[label.id] = text
                self._texts_above[cell.column] = label
            elif position and cell.column == label_cell.column + position + 1:  # one text over adjacent cells
                self.form.texts[label.id] = replace(known, text=known.text + text.text)
            elif label.id == "overview":  # 资金用途 below 项目概况
                self.form.notes.append(text)
        elif label.kind == "section":
            self._section_value(label_cell, cell)

    def _horizon_at(self, cell: Cell, position: int) -> Horizon:
        """The half that a goal stands in: the first text is the first half's unless a later half begins right at it."""
        horizons = self.row_horizons
        if not horizons:
            return "annual"
        exact = self._horizon_starts.index(cell.column) if cell.column in self._horizon_starts else position
        return horizons[min(max(position, exact), len(horizons) - 1)]

    def _section_value(self, label_cell: Cell, cell: Cell) -> None:
        if _YEAR.match(fold(cell.text)):
            self._ledger.ignore("年份", cell)
        elif (concept := concept_of(cell.text)) is not None and concept.group == "total":  # 来源项目 | 金额
            self._ledger.use("表头", cell)
        elif re.search(r"(?:完成|实现)情况$", heading_key(label_cell.text)):
            self._ledger.ignore("自评的完成情况文字，不是目标", cell)
        elif re.search(r"资金|预算", label_cell.text) and (self._is_number(cell) or listed_amounts(cell.text)):  # 资金情况（元） | 864.20
            self._amount(Label("amount", "amount"), label_cell, cell, 0, [])

    def goal(self, cell: Cell, horizon: Horizon, whole: bool = False) -> None:
        """A goal; printed again in each row of a project it is one. 无 is none. `whole`: 项目总目标, which is the whole project's
        where the year's goal stands below it, and the year's where it stands alone."""
        goals, text = self.form.goals, tidy(cell.text)
        if _NONE.fullmatch(fold(cell.text)):
            self._ledger.ignore("印的是没有目标", cell)
            return
        if any(g.text == text and (whole or g.horizon == horizon) for g in goals):
            return
        if self._whole_goal in goals and not whole and horizon == "annual":
            goals[:] = [replace(g, horizon="implementation") if g is self._whole_goal else g for g in goals]
        goals.append(Goal(horizon, text, self._ledger.source(cell, "goal")))
        if whole and horizon == "annual":
            self._whole_goal = goals[-1]

    def _achieved(self, cell: Cell) -> None:
        """What came of the goal that stands before it; a text over several cells goes on."""
        goals, text = self.form.goals, tidy(cell.text)
        if not goals:
            self._ledger.report("targets.no-goal", f"印了完成情况，前面没有目标：{text[:20]}", cell)
            return
        self._ledger.use("目标完成情况", cell)
        last = goals[-1]
        source = last.achieved_source or self._ledger.source(cell, "goal-outcome")
        goals[-1] = replace(last, achieved=(last.achieved or "") + text, achieved_source=source)

    def _amount(self, label: Label, label_cell: Cell, cell: Cell, position: int, numbers: Sequence[Cell]) -> None:
        uncounted = self._table.spans_known and self._is_number(cell) and len(numbers) != len(self._period_columns)
        if uncounted and below_no_head(cell, self._period_heads.values(), self._table.apart):
            said = f"“{tidy(cell.text)[:20]}”上面没有对着它的栏头，不知道属于哪一栏，没有读"
            return self._ledger.report("targets.no-column", said, cell, hint="请核对原表各栏的标题；换页以后栏数不同的，看上一页")
        period = self._period(label, label_cell, cell, numbers)
        if position and cell.column in self._prior:
            self._ledger.ignore("上年的金额", cell)
            return
        if period.reason:
            self._ledger.ignore(period.reason, cell)
            return
        if (listed := listed_amounts(cell.text)) and all(label_of(said) for said, _ in listed[1]):
            for said, amount in ((label_cell.text, listed[0]), *listed[1]):
                self._amount(label_of(said) or label, replace(label_cell, text=said), replace(cell, text=amount), 0, [])
            return
        money = self.money(cell, unit_of(label_cell.text))
        text = heading_key(label_cell.text)
        if money is None and _POINTS.match(fold(cell.text)):
            self._ledger.ignore("分值、得分或执行率", cell)
            return
        if money is None:
            self._ledger.report("targets.amount", f"“{text}”旁边不是金额：{tidy(cell.text)[:20]}", cell)
            return
        self._ledger.use("金额", cell)
        if money.yuan is None:
            return
        kind = "fund" if label.kind == "fund" else f"amount.{label.measure or 'total'}"
        project = None
        if label.id == "project_line":
            kind, project = "project", label.measure
        headers = (*([SIDES[self._side]] if self._side else []), tidy(label_cell.text))
        self.form.amounts.append(
            FormAmount(
                text,
                kind,
                period.horizon,
                self._side or (named_side(text) if kind == "amount.total" else None),
                money,
                self._ledger.source(cell, "amount", headers),
                year=int(stated[1]) if (stated := re.match(r"(20\d\d)年", fold(label_cell.text))) else period.year,
                project=project,
                phase=period.phase,
            )
        )

    def _period(self, label: Label, label_cell: Cell, cell: Cell, numbers: Sequence[Cell]) -> Period:
        if self._period_columns:
            if len(numbers) == len(self._period_columns) and cell in numbers:
                return self._period_columns[numbers.index(cell)]
            return min(self._period_columns, key=lambda p: abs(p.column - cell.column))
        if label.id == "executed_amount":
            return Period(cell.column, "annual", "final")
        if label.horizon:
            return Period(cell.column, label.horizon, "budget")
        if any(abs(c - label_cell.column) <= 1 for c in self._executed):
            return Period(cell.column, "annual", "final")
        near = [h for c, h in self._column_horizons if abs(c - label_cell.column) <= 1]
        return Period(cell.column, near[0] if near else "annual", "budget")

    def _plan(self, label_cell: Cell, cell: Cell) -> None:
        """本级财政资金分年项目预算 | 2020年 | 138.13 | 年 | …: a year, then its amount."""
        year = _YEAR.match(fold(cell.text))
        if year:
            self._plan_year = int(year[1])
            self._ledger.use("分年项目预算的年份", cell)
            return
        money = self.money(cell, None)
        if money is not None and money.yuan is not None and self._plan_year:
            self._ledger.use("分年项目预算", cell)
            source = self._ledger.source(cell, "yearly-plan", (tidy(label_cell.text),))
            self.form.amounts.append(FormAmount(label_key(label_cell.text), "plan", "annual", None, money, source, year=self._plan_year))

    def _is_number(self, cell: Cell) -> bool:
        money = parse_money(cell.text, "元")
        return money is not None and money.state == "printed"

    def money(self, cell: Cell, unit: str | None) -> Money | None:
        chosen = unit or self._money_unit
        if chosen is None:
            own = parse_money(cell.text, "元")
            if own is None or own.yuan is None or re.search(r"[元万亿]", fold(cell.text)):
                return own
            self._ledger.report_once(
                "table.no-unit", f"表 {self._table.number} 没有印金额单位，其中的金额不读", cell, hint="请核对原表的“单位：”"
            )
            return None
        return parse_money(cell.text, chosen)
