"""What a cell of a target table is worth in each column: the words and shapes that tell a level, a name and a value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.blocks import Cell, Row
from ingest.tables.align import Slot
from ingest.tables.indicator_texts import states_value
from ingest.values.clauses import is_value_like
from ingest.values.dates import frequency, is_date
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, is_blank, tidy
from ingest.words.vocabulary import concept_of, label_of, level_key, levels
from ontology.money import parse_money

SIGNS = frozenset(
    {"定性", "定量", "数值", "≥", "≤", "=", ">", "<", ">=", "<=", "‹=", "≧", "≦", "大于", "小于", "等于", "大于等于", "小于等于", "不小于",
     "不大于", "正向", "反向", "正向指标", "反向指标", "文字描述", "区间", "定性指标", "定量指标"}
)  # fmt: skip
_CALLED = re.compile(r"\((?:正|反|负|逆)向(?:指标)?\)$|\((?:定量|定性)(?:指标)?\)$")
"""What a sign is called, behind it: ≥（正向）."""
_MERGED_DOWN = frozenset({"indicator", "value", "nature_sign", "value_unit", "description", "value_basis", "value_explanation", "deadline"})
_NAME_END = re.compile(
    r"(?:率|性|度|数|量|额|数量|次数|人数|天数|标准|时间|情况|成本|期限|比例|覆盖面|质量|作用)(?:[(（][^()（）]*[)）])?$"
)


_GROUNDS = frozenset({"benchmark", "earlier_value", "value_basis"})
_NAMED_ENTRY = re.compile(r"指标\d{1,2}[:.、]")
"""指标1：… names an indicator and nothing else."""


def is_sign(text: str) -> bool:
    """Whether a cell holds nothing but a comparator, or the kind of a target."""
    return _CALLED.sub("", fold(text)) in SIGNS


@dataclass(slots=True)
class Carried:
    """Labels that blank cells below inherit."""

    level1: str | None = None
    level2: dict[int, str | None] = field(default_factory=dict)
    level1_of: dict[int, str] = field(default_factory=dict)
    """First levels of further sets of columns that print their own."""
    slide: int = 0
    """How far the row above had slid."""
    deeper: int = 0
    """How many finer levels than the header names the row above printed."""


@lru_cache(maxsize=16384)
def is_level_word(text: str) -> bool:
    key = level_key(text)
    words = levels()
    return key in words.level1 or key in words.parent or key in words.either or both_levels(text) is not None


def ends_as_name(text: str) -> bool:
    """Whether a text ends as names of indicators do: …率, …数量."""
    return _NAME_END.search(fold(text)) is not None


@lru_cache(maxsize=16384)
def both_levels(text: str) -> tuple[str, str] | None:
    """The first and the second level where one cell prints both: 产出指标—数量指标, 产出指标（数量指标）, or one right below the other."""
    words, key = levels(), level_key(text)
    if key in words.level1 or key in words.parent or key in words.either:
        return None
    first, mark, second = _BOTH.sub("|", fold(text)).partition("|")
    if not mark and (joined := _JOINED.fullmatch(key)):
        first, second = joined.groups()
    elif second.endswith(")") and "(" not in second:
        second = second[:-1]
    known = level_key(first) in words.level1 and (level_key(second) in words.parent or level_key(second) in words.either)
    return (first, second) if known else None


def has_slid(rows: Sequence[Row], slots: Sequence[Slot]) -> bool:
    """Whether cells stand outside their columns, as in files that were made from a text or a scan.

    Where a program has drawn the table itself they never do, and their place is the surest thing about them.
    """
    last = max(s.last for s in slots)
    columns = {at: s.role for s in slots for at in range(s.first, s.last + 1)}
    return any(_stands_wrong(cell, row, columns, last) for row in rows for cell in row if not is_blank(cell.text))


def _stands_wrong(cell: Cell, row: Row, columns: Mapping[int, str], last: int) -> bool:
    if cell.column > last:
        return True
    role, key, words = columns.get(cell.column), level_key(cell.text), levels()
    if role == "indicator":
        value = is_value_like(cell.text) and _NAME_END.search(fold(cell.text)) is None  # 24小时火灾扑灭率 is a name
        return is_sign(cell.text) or (value and not states_value(cell.text))
    if role in {"level1", "level2"} and is_value_like(cell.text) and not is_level_word(cell.text):
        return True
    if role == "value_basis" and re.match("[≥≤><=]", fold(cell.text)) and is_value_like(cell.text):  # ≥4400人 below 设定依据
        return True
    if "level2" not in columns.values() or key in words.level1 or key in words.either:
        return False
    if role not in {"level1", "level2", "section"} and key in words.parent:
        return True
    # a second level in the first one's place, with its own place blank and not merged into anything
    blank = any(is_blank(c.text) and columns.get(c.column) == "level2" for c in row)
    beside = any(columns.get(c.column) == "level2" and not is_blank(c.text) for c in row)
    return role == "level1" and ((blank and not key.endswith("指标")) or (key in words.parent and not beside))


def with_merged(row: Row, covering: Row, slots: Sequence[Slot]) -> Row:
    """The row with what is merged down into it: one value stands for two indicators, one name for two values.

    Levels are carried down by what they say, and a row without a name or value of its own is no indicator.
    """
    roles = {at: s.role for s in slots for at in range(s.first, s.last + 1)}
    if not {"indicator", "value"} & {roles.get(c.column) for c in row if not is_blank(c.text)}:
        return row
    return tuple(sorted((*row, *(c for c in covering if roles.get(c.column) in _MERGED_DOWN)), key=lambda c: c.column))


_BOTH = re.compile(r"[-—–_/\\>→:：·|(]+")
_JOINED = re.compile(r"(.{2,10}?(?:指标|目标))(.{2,12}(?:指标|目标))")
_STYLES = ("指标", "目标")


class RowFit:
    """Scores a cell against what a slot asks for."""

    def __init__(
        self,
        carried: Carried,
        cells: Sequence[Cell],
        places: int = 99,
        classes: bool = False,
        covered: bool = False,
        rigid: bool = False,
    ) -> None:
        """`classes`: there is one column of levels, and it may print the second; `covered`: a first level is merged over the row;
        `rigid`: cells stand in their columns, and what stands in that of the first levels is one, whatever it says."""
        self._rigid = rigid
        self._covered = covered
        self._classes = classes
        self._carried = carried
        opening = (level_key(c.text) for c in cells if level_key(c.text) in levels().level1)
        self._styled = (carried.level1 or next(opening, "")).endswith(_STYLES)
        self._has_level1 = any(
            (k := level_key(c.text)) in levels().level1 and k not in levels().either and self._in_style(k) for c in cells
        )
        self._first_at = next((c.column for c in cells if level_key(c.text) in levels().level1), 99)
        self._surplus = max(0, len(cells) - places) or carried.deeper

    def __call__(self, cell: Cell, slot: Slot) -> float:
        text = tidy(cell.text)
        if slot.role == "section":
            return self._section(text) if slot.first <= cell.column <= slot.last else -5.0
        if slot.role == "level1" and slot.group:  # what is merged over the row stands in the first set of columns
            return self._first_level(text, level_key(text))
        score: float = getattr(self, f"_{slot.role}", self._other)(text, level_key(text))
        if self._rigid and slot.role == "level2" and cell.column == slot.first and self._first_at < cell.column:
            # 效果 | 履职效益: a second level that is a first one elsewhere
            return max(score, 1.0) if level_key(text) in levels().level1 else score
        if self._rigid and slot.role == "level1" and cell.column == slot.first and not self._covered and not is_value_like(text):
            return max(score, 1.0)
        return score

    def unplaced(self, cell: Cell) -> float:
        """A level label beside no indicator is an empty class of the form; a finer level may be passed; the rest is lost."""
        if is_level_word(cell.text):
            return 0.5
        if self._surplus and not is_value_like(cell.text):
            return 0.5 if self._carried.deeper else 2.0
        return 10.0 if is_value_like(cell.text) else 7.0

    def _level1(self, text: str, key: str) -> float:
        return -8.0 if self._covered else self._first_level(text, key)

    def _first_level(self, text: str, key: str) -> float:
        words = levels()
        if both_levels(text) or (self._classes and (key in words.either or key in words.parent)):
            return 6.0
        if key in words.either:
            return 7.0 if self._carried.level1 is None else 2.0
        if key in words.level1:
            return 6.0 if self._in_style(key) else 1.0
        if self._has_level1 or is_value_like(text) or len(key) > 12:
            return -8.0
        return -3.0

    def _in_style(self, key: str) -> bool:
        """满意度 opens no first level in a table whose first levels are called …指标 or …目标."""
        return key.endswith(_STYLES) or not self._styled

    def _level2(self, text: str, key: str) -> float:
        words = levels()
        if key in words.parent or key in words.either or (self._covered and key in words.level1):
            return 5.0
        if key in words.level1:
            return -5.0 if self._in_style(key) else 1.5
        if is_value_like(text) or _NAMED_ENTRY.match(fold(text)):
            return -9.0
        if len(key) > 16:
            return -4.0
        if key.endswith("指标"):
            return 2.0
        return (-1.5 if _NAME_END.search(key) else 0.0) - (2.0 if self._carried.deeper else 0.0)

    def _indicator(self, text: str, key: str) -> float:
        if is_level_word(text):
            return -5.0 if key.endswith("指标") else -1.5
        if states_value(text) or _NAMED_ENTRY.match(fold(text)):
            return 2.0
        if is_sign(text) or is_value_like(text) or key.endswith("指标"):
            return -4.0
        if (concept := concept_of(text)) is not None and concept.id in _GROUNDS:  # 行业标准, what a value rests on
            return -2.0
        return 2.0 if _NAME_END.search(key) or NAME_PREFIX.match(text) else 1.0

    def _value(self, text: str, key: str) -> float:
        if is_level_word(text) or re.fullmatch(r"[≥≤≧≦<>=]+", fold(text)):  # a sign alone is no value
            return -6.0
        if is_value_like(text):
            return 3.0
        return -3.0 if _NAME_END.search(key) and not re.search(r"\d", key) else 0.0

    def _nature_sign(self, text: str, key: str) -> float:
        return 5.0 if is_sign(text) else -8.0

    def _value_unit(self, text: str, key: str) -> float:
        folded = fold(text)
        if re.search(r"\d", folded) or len(folded) > (8 if "/" in folded else 4) or is_level_word(text):
            return -5.0
        return 2.0

    def _weight(self, text: str, key: str) -> float:
        return 2.0 if re.fullmatch(r"\d{1,3}(?:\.\d+)?(?:分|%)?", fold(text)) else -6.0

    def _deadline(self, text: str, key: str) -> float:
        folded = fold(text)
        if is_date(folded) or frequency(folded):
            return 4.0
        return -6.0 if is_level_word(text) or is_value_like(text) else 0.0

    def _amount(self, text: str, key: str) -> float:
        money = parse_money(text, "元")
        return 3.0 if money is not None and money.state == "printed" else -8.0

    def _project_code(self, text: str, key: str) -> float:
        return 5.0 if re.fullmatch(r"[A-Z0-9-]{3,30}", fold(text)) and re.search(r"\d{3}", text) else -6.0

    def _project_name(self, text: str, key: str) -> float:
        if is_level_word(text) or is_value_like(text) or re.fullmatch(r"[\d.,]+", key):
            return -5.0
        return 0.5

    _unit_code = _project_code

    def _ordinal(self, text: str, key: str) -> float:
        return 2.0 if re.fullmatch(r"\d{1,3}", fold(text)) else -6.0

    def _section(self, text: str) -> float:
        label = label_of(text)
        concept = concept_of(text)
        return 4.0 if (label and label.kind in {"section", "goal"}) or (concept and concept.id == "section") else -3.0

    def _goal(self, text: str, key: str) -> float:
        return -5.0 if is_level_word(text) else 0.5

    def _other(self, text: str, key: str) -> float:
        if is_level_word(text):
            return -5.0
        return -1.0 if is_value_like(text) and len(key) <= 8 else 0.5
