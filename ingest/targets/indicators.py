"""Indicator rows (绩效指标) under their header: levels, names, values, for one or several horizons."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.blocks import Cell, Row
from ingest.tables.align import Alignment, align
from ingest.tables.columns import Column
from ingest.tables.ledger import Ledger
from ingest.tables.rowfit import Carried, RowFit, both_levels, is_level_word, is_sign, with_merged
from ingest.targets.blank_levels import BlankLevels
from ingest.targets.cell_lists import Part, led_name, parts
from ingest.targets.deadlines import with_deadline
from ingest.targets.indicator_header import IndicatorHeader
from ingest.targets.indicator_words import COMPARATORS, core, indicator_name, joined_value, level_name, parent_of, sign_of
from ingest.targets.outcomes import read_outcome, read_weight
from ingest.targets.wrapped import NameLines, extended, with_tail, wrapped_roles
from ingest.values.clauses import is_value_like, parse_value
from ingest.values.words import value_words
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, is_blank, tidy
from ingest.words.vocabulary import RECIPIENT, concept_of, is_heading_word, label_of, level_key, levels
from ontology.records import Clause, Horizon, Indicator, Method

_SAYS = re.compile(r"\w")
"""A name has a letter: …… and — stand where a form has room for more indicators than were filled in."""
_STANDARD = frozenset({"产出", "效益", "效果", "满意度", "成本"})
_COLUMN_NAMES = {
    "nature_sign": "指标性质",
    "value_unit": "度量单位",
    "description": "指标描述",
    "value_basis": "指标值确定依据",
    "value_explanation": "指标值说明",
}


@dataclass(slots=True)
class Found:
    """An indicator with what is needed to pair the halves of a side-by-side table."""

    row: int
    group: int
    label_printed: bool
    indicator: Indicator


class IndicatorRows:
    """Reads the rows below one indicator header."""

    def __init__(self, header: IndicatorHeader, ledger: Ledger, year: int | None, rigid: bool) -> None:
        self.header, self._ledger, self._year, self._rigid = header, ledger, year, rigid
        self.carried = Carried(level1=header.opening)
        self._found: list[Found] = []
        self._covered = range(0)
        """The rows that the first level printed last is merged down over: there its word counts, whatever the second says."""
        self._names = NameLines(ledger.table, header.slots)
        self._blank_levels = BlankLevels(ledger, header.slots)
        self._banded = False
        """Whether first levels stand in rows of their own."""
        self._seconds = False
        """Whether the only column of levels prints second ones: 服务对象满意度指标 is one there, and 成本指标."""
        self._above: dict[int, tuple[str, Cell]] = {}
        """Column → role and cell of the row read last, for cells that go on in the row below."""

    @property
    def _single(self) -> bool:
        """Whether there is one column of levels."""
        return not any(s.role == "level2" for s in self.header.slots)

    @property
    def lists_projects(self) -> bool:
        """Whether rows name the projects that their indicators belong to."""
        return any(s.role in {"project_name", "project_code"} for s in self.header.slots)

    def align(self, row: Row, rigid: bool | None = None) -> Alignment:
        """The row's cells in their slots; `rigid` as `align` takes it, the table's own unless given."""
        cells = [c for c in row if not is_blank(c.text) and not is_heading_repeat(c)]
        roles = [s.role for s in self.header.slots]
        stiff = self._rigid if rigid is None else rigid
        covered = self._rigid and "level2" in roles and bool(cells) and cells[0].row in self._covered
        fit = RowFit(self.carried, cells, len(roles) - roles.count("section"), classes="level2" not in roles, covered=covered, rigid=stiff)
        return align(cells, self.header.slots, fit, stiff, self.carried.slide)

    def fit(self, rows: Sequence[Row]) -> float:
        """How well rows stand under these columns, wherever their cells have slid; comparable for the same rows."""
        return sum(self.align(r, rigid=False).score for r in rows) / len(rows)

    def with_merged(self, row: Row, covering: Row) -> Row:
        """The row with the texts that are merged down into it from above, where cells keep to their columns."""
        return with_merged(row, covering, self.header.slots) if self._rigid and covering else row

    def read(self, row: Row, alignment: Alignment | None = None) -> None:
        """Read a row's indicators; its labels are remembered for the rows below."""
        self._ledger.ignore("重复的表头", *(c for c in row if not is_blank(c.text) and is_heading_repeat(c)))
        found = alignment or self.align(row)
        slots = self.header.slots
        placed = {i: c for c, i in found.placed}
        self._above = {c.column: (slots[i].role, c) for i, c in placed.items()}
        printed1 = next((c for i, c in placed.items() if slots[i].role == "level1" and not slots[i].group), None)
        if printed1 is not None:
            self._ledger.use("一级指标", printed1)
            self._covered = range(printed1.row + 1, printed1.row + printed1.rowspan)
            self._open_class(printed1.text)
        else:
            self._open_in_row(placed, found.unplaced)
        self._open_halves(placed)
        self.carried.slide = found.slide(slots)
        if any(slots[i].role == "indicator" for i in placed):
            self._blank_levels.tell(row, self.carried.level2.get(0))
        for group in range(self.header.groups):
            self._group(max(c.row for c in row), group, {i: c for i, c in placed.items() if slots[i].group == group}, printed1 is not None)
        for i, cell in placed.items():
            leaf = self.header.columns[i].leaf
            if leaf is None and not self._ledger.claimed(cell):
                self._ledger.ignore("不认得的列", cell)
                path = self.header.columns[i].path
                heading = tidy(path[-1])[:20] if path else ""
                message = f"不认得的列“{heading}”，没有用"
                if not any(x.message == message for x in self._ledger.issues):
                    part = is_value_like(cell.text) or fold(cell.text) in value_words().units  # may be of the target itself
                    self._ledger.note("targets.unknown-column", message, cell, "warning" if part else "info", hint="请核对该列是否要紧")
            elif leaf is RECIPIENT and not self._ledger.claimed(cell):
                self._ledger.ignore("分解给各地的目标值，不是本级的目标", cell)
            elif (leaf is not None and slots[i].role == "other") or (
                leaf is not None and leaf.group == "plain" and slots[i].role not in {"goal", "deadline"}
            ):
                self._ledger.ignore(leaf.reason or "往年的指标值，不是目标", cell)
        finer = [c for c in found.unplaced if not is_level_word(c.text) and not is_value_like(c.text)]
        beside = any(slots[i].role == "indicator" for i in placed)
        for cell in found.unplaced:
            if self._ledger.claimed(cell):
                continue
            if fold(cell.text) == "指标" or (is_level_word(cell.text) and not (beside and self._is_another(cell))):
                self._ledger.ignore("没有指标的类别", cell)
            elif (label := label_of(cell.text)) is not None and label.kind == "section":
                self._ledger.use("分栏标题", cell)
            elif cell in finer and len(finer) <= 2 and any(slots[i].role == "indicator" for i in placed):
                self._ledger.note("targets.finer-level", f"比表头更细的一级：{tidy(cell.text)[:30]}", cell)
                self._ledger.ignore("比表头更细的一级", cell)
            else:
                self._ledger.report(
                    "targets.unplaced-cell", f"指标行里多出的一格：{tidy(cell.text)[:30]}", cell, hint="该行的列与表头对不上"
                )
        self.carried.deeper = len(finer)

    def _is_another(self, cell: Cell) -> bool:
        """Whether a level is none of those that the row's indicators have: then one of them is wrong."""
        known = {level_key(w) for w in (self.carried.level1, *self.carried.level2.values(), *self.carried.level1_of.values()) if w}
        return level_key(cell.text) not in known

    def _open_halves(self, placed: Mapping[int, Cell]) -> None:
        """First levels of the sets of columns beside the first one."""
        for i, cell in placed.items():
            group = self.header.slots[i].group
            if group and self.header.slots[i].role == "level1":
                self._ledger.use("一级指标", cell)
                parent = parent_of(cell.text, None) if self._single else None
                both = both_levels(cell.text) or (parent if parent != level_key(cell.text) else None, cell.text)
                first = level_name(both[0] or cell.text, None)
                self.carried.level1_of[group] = first
                self.carried.level2[group] = level_name(both[1], first) if both[0] else None

    def open_band(self, cell: Cell) -> None:
        """A class in a row of its own above its indicators, or without any; the column that it begins in tells of which level it is."""
        key, words = level_key(cell.text), levels()
        seconds = [s for s in self.header.slots if s.role == "level2"]
        under = any(s.first <= cell.column <= s.last for s in seconds)
        if under and self.carried.level1 is not None and (key in words.parent or key in words.either):
            self._ledger.use("二级指标", cell)
            self.carried.level2 = dict.fromkeys(range(self.header.groups), level_name(cell.text, self.carried.level1))
            return
        second = seconds and key not in words.level1 | ({key} if self._banded else set())
        either = seconds and key in words.either and cell.colspan == 1 and not self._banded
        if second or either or self._repeats_class(cell, key):
            self._ledger.ignore("没有指标的类别", cell)
            return
        self._banded = True
        self._ledger.use("一级指标", cell)
        self._covered = range(0)
        self._open_class(cell.text)

    def _repeats_class(self, cell: Cell, key: str) -> bool:
        """A class again in the column that tells each row its class, beside nothing: a row left blank below merged classes."""
        column = any(s.role in {"level1", "level2"} and s.first <= cell.column <= s.last for s in self.header.slots)
        above = self._found[-1].indicator.level2 if self._found else None
        return column and above is not None and level_key(above) == key

    def _open_in_row(self, placed: Mapping[int, Cell], unplaced: Sequence[Cell]) -> None:
        """A level that no column holds: a first one in a row without an indicator (beside its project's name), or any beside one."""
        roles = {s.role for s in self.header.slots}
        beside = any(self.header.slots[i].role == "indicator" for i in placed)
        if "level1" in roles or (beside and "level2" in roles):
            return
        words = (*(c for i, c in placed.items() if self.header.slots[i].role == "level2"), *unplaced)
        first = next((c for c in words if is_level_word(c.text) and (beside or level_key(c.text) in levels().level1)), None)
        if first is not None:
            self._ledger.use("一级指标", first)
            self._open_class(first.text)

    def _carry(self, level1: str | None, level2: dict[int, str | None] | None = None) -> Carried:
        """What blank cells below a first level inherit; sets of columns with first levels of their own keep what they have."""
        own = self.carried.level1_of
        kept = {g: word for g, word in self.carried.level2.items() if g in own}
        return Carried(level1, {g: w for g, w in (level2 or {}).items() if g not in own} | kept, own)

    def _open_class(self, text: str) -> None:
        if both := both_levels(text):
            first = level_name(both[0], None)
            self.carried = self._carry(first, dict.fromkeys(range(self.header.groups), level_name(both[1], first)))
            return
        self._open_one_class(text)

    def _open_one_class(self, text: str) -> None:
        """A first level; or a second one, where the only column of levels prints that: 产出数量 opens 产出指标."""
        parent = parent_of(text, None) if self._single and (self._seconds or level_key(text) not in levels().level1) else None
        if parent is not None and parent != level_key(text):
            self._seconds = True
            self.carried = self._carry(parent, dict.fromkeys(range(self.header.groups), level_name(text, parent)))
        elif (printed := level_name(text, self.carried.level1)) != self.carried.level1:
            self.carried = self._carry(printed)

    def _group(self, row: int, group: int, placed: dict[int, Cell], level1_printed: bool) -> None:
        slots, ledger = self.header.slots, self._ledger
        by_role = {slots[i].role: c for i, c in placed.items()}
        label2 = by_role.get("level2")
        if label2 is not None:
            ledger.use("二级指标", label2)
            self.carried.level2[group] = level_name(label2.text, self.carried.level1_of.get(group, self.carried.level1))
        name = by_role.get("indicator")
        values = [(i, c) for i, c in placed.items() if slots[i].role == "value"]
        if name is None:
            for _, cell in values:
                ledger.report(
                    "targets.value-without-name", f"指标值“{tidy(cell.text)[:20]}”旁边没有指标名", cell, hint="原文在此处断行或缺格"
                )
            return
        if _SAYS.search(indicator_name(name.text)) is None:  # 指标3： with nothing after it
            ledger.ignore("没有填写的指标", name)
            return
        if group and label2 is None and group not in self.carried.level2:
            self.carried.level2[group] = self.carried.level2.get(0)
        ledger.use("三级指标", name)
        level1, level2, method = self._levels(group, label2 is not None, level1_printed, row in self._covered)
        texts = {role: by_role.get(role) for role in _COLUMN_NAMES}
        for role, text_cell in texts.items():
            if text_cell is not None:
                ledger.use(_COLUMN_NAMES[role], text_cell)
        weight = read_weight(ledger, by_role.get("weight"))
        outcome = read_outcome(ledger, by_role, indicator_name(name.text), self._year)
        wanted = [i for i, s in enumerate(slots) if s.role == "value" and s.group == group]
        at = wanted[0] if wanted else next(i for i, s in enumerate(slots) if s.role == "indicator" and s.group == group)
        several = parts(name, dict(values), bool(wanted), at)
        if not any(s.role in {"level1", "level2"} for s in slots):
            several = [led_name(part) for part in several]
        for part in several:
            for i in wanted or [at]:
                if part.values.get(i) is not None or len(wanted) < 2 or not part.values:
                    own1, own2, how = self._own_levels(part, level1, level2, method)
                    made = self._indicator(
                        part.name, part.values.get(i), texts, own1, own2, how, self.header.horizons[i] or "annual", self.header.columns[i]
                    )
                    # What was done is measured against the year, or against the only target there is.
                    mine = outcome if len(several) == 1 and (made.horizon == "annual" or len(wanted) == 1) else None
                    own_weight = weight if len(several) == 1 else None
                    made = with_deadline(made, by_role.get("deadline") if made.horizon == "annual" else None, ledger, self._year)
                    self._found.append(Found(row, group, label2 is not None, replace(made, weight=own_weight, outcome=mine)))

    @staticmethod
    def _own_levels(part: Part, level1: str | None, level2: str | None, method: Method) -> tuple[str | None, str | None, Method]:
        """The levels that the text itself prints before the indicator, else those of its row."""
        if part.level2 is None and part.level1 is None:
            return level1, level2, method
        first = level_name(part.level1, None) if part.level1 else level1
        second = level_name(part.level2, first) if part.level2 else None
        return first or (second and parent_of(second, None)), second, "printed"

    def take(self) -> list[Indicator]:
        """The indicators read so far. Halves list the same indicators in their own order: they are paired by name."""
        left = {fold(f.indicator.name): f.indicator for f in self._found if f.group == 0}
        for found in self._found:
            twin = left.get(fold(found.indicator.name)) if found.group else None
            if (
                twin is not None
                and not found.label_printed
                and (twin.level1, twin.level2) != (found.indicator.level1, found.indicator.level2)
            ):
                found.indicator = replace(found.indicator, level1=twin.level1, level2=twin.level2, levels_method="inferred")
        taken = [f.indicator for f in self._found]
        self._found = []
        return taken

    def _levels(self, group: int, printed2: bool, printed1: bool, covered: bool) -> tuple[str | None, str | None, Method]:
        family = self.header.families[group]
        level2 = self.carried.level2.get(group)
        if family:
            return family, level2, "printed"
        level1 = self.carried.level1_of.get(group, self.carried.level1)
        method: Method = "printed" if printed1 and printed2 else "inherited"
        standard = (level1 is None or core(level1) in _STANDARD) and not (covered and printed2)
        if level2 and standard and (parent := parent_of(level2, level1)) and core(parent) != core(level1):
            if printed1 and not printed2:
                return level1, None, "inherited"
            if not printed1 or printed2:
                level1, method = parent, "inferred"
        return level1, level2, method

    def _indicator(
        self,
        name: Cell,
        value: Cell | None,
        texts: dict[str, Cell | None],
        level1: str | None,
        level2: str | None,
        method: Method,
        horizon: Horizon,
        column: Column,
    ) -> Indicator:
        def text(role: str) -> str | None:
            cell = texts[role]
            return tidy(cell.text) if cell is not None else None

        clean = indicator_name(name.text)
        raw = None
        if value is not None:
            self._ledger.use("指标值", value)
            raw = joined_value(text("nature_sign"), tidy(value.text), text("value_unit"))
        else:
            self._ledger.note("targets.value-missing", f"指标“{clean}”没有指标值（原文缺格或被截断）", name, "warning")
        name_source = self._ledger.source(name, "indicator-name", column.path[:-1])
        value_source = self._ledger.source(value, "indicator-value", column.path) if value is not None else None
        return Indicator(
            name=clean,
            level1=level1,
            level2=level2,
            horizon=horizon,
            raw_value=raw,
            clauses=self._clauses(raw, clean, text("nature_sign"), tidy(value.text) if value is not None else ""),
            source=value_source or name_source,
            name_source=name_source,
            declared_nature=text("nature_sign"),
            description=text("description"),
            basis=text("value_basis"),
            explanation=text("value_explanation"),
            levels_method=method,
            value_source=value_source,
        )

    def _clauses(self, raw: str | None, name: str, sign: str | None, printed: str) -> tuple[Clause, ...]:
        """The value's clauses; a comparator that stands in a column of its own (计算符号) is said to come from there."""
        clauses = parse_value(raw, indicator=name, fiscal_year=self._year) if raw else ()
        comparator = COMPARATORS.get(sign_of(sign))
        if comparator is None or sign_of(printed[:1]) in COMPARATORS:
            return clauses
        return tuple(
            replace(c, comparator=comparator, origin="column") if c.value is not None and (c.comparator in {comparator, "eq"}) else c
            for c in clauses
        )

    def continue_last(self, row: Row) -> bool:
        """Give the cells of a row cut by a page break back to the row before; False if it is a row of its own."""
        cells = [c for c in row if not is_blank(c.text)]
        if not self._found or not cells or any(is_level_word(c.text) or is_sign(c.text) or NAME_PREFIX.match(c.text) for c in cells):
            return False
        if len(cells) > 1 and any(is_value_like(c.text) for c in cells):
            return False
        if len(cells) > 2:
            return False
        for found in self._found:
            if found.row == self._found[-1].row:
                found.indicator = extended(found.indicator, cells, self._year)
        self._ledger.use("续上页的单元格", *cells)
        return True

    def continue_wrapped(self, row: Row) -> bool:
        """Give the second line of wrapped cells back to the row right above; False if it is a row of its own."""
        cells = [c for c in row if not is_blank(c.text)]
        joins = self.header.groups > 1 or any(s.role in {"nature_sign", "value_unit"} for s in self.header.slots)
        roles = wrapped_roles(self._above, cells) if self._found and not joins else None
        if roles is None:
            return False
        if "indicator" in roles and not self._names.go_on(self._above[(name := cells[roles.index("indicator")]).column][1], name):
            return False  # a name in a cell drawn for it is an indicator whose value is blank, not the end of the one above
        if roles == ["indicator"]:
            said = f"“{tidy(cells[0].text)[:20]}”一行没有指标值，作为上一行名称的续行读"
            self._ledger.note("targets.wrapped-name", said, cells[0], hint="请核对它是不是另一条没有填指标值的指标")
        for found in self._found:
            if found.row == self._found[-1].row:
                for role, cell in zip(roles, cells, strict=True):
                    found.indicator = with_tail(found.indicator, role, cell, self._year)
        self._ledger.use("续上一行的单元格", *cells)
        self._above = {c.column: (r, c) for c, r in zip(cells, roles, strict=True)}
        return True


def is_heading_repeat(cell: Cell) -> bool:
    """A header word in a data row: the header was printed again over it."""
    concept = concept_of(cell.text)
    return concept is not None and concept.group == "target" and concept.id != "level1_family" and is_heading_word(cell.text)
