"""One column of a table under its headings, and what those say it is; the row that numbers the columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ingest.blocks import Row
from ingest.words.horizons import horizon_of
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import RECIPIENT, Concept, heading_key, unit_of
from ontology.records import Horizon, Phase, Side

DOMINANT = frozenset({"change", "place", "quantity", "price", "earlier_value", "year_end", "quarter"})
"""Group headings under which no column is a budget amount, whatever it is called itself."""
_COLUMN_NUMBER = re.compile(r"(?:\d{1,2}|\*{1,3}|[甲乙丙丁]|[A-Z]|栏次|行次|档次|\d{1,2}=[\d+\-=]+|—+)")
_CODE_PARTS = frozenset({"类", "款", "项"})
_SIDE = re.compile(r"(?:本年度?|当年)?(?:财政拨款)?(收入|支出)(?:合计|小计|总计|总额|决算数?|预算数?|数|金额)?")
_YEAR = re.compile(r"^(20\d\d)(?:年|$)|(?<=\()(20\d\d)年?(?:度)?(?=\)$)")
_LONGEST = 24
"""How many letters a heading may have."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column under its headings, outermost first."""

    first: int
    last: int
    path: tuple[str, ...]
    concepts: tuple[Concept, ...]
    leaf: Concept | None = field(init=False, compare=False, repr=False)
    """What the column itself is: its innermost heading that is understood. Kept, because every cell asks for it."""

    def __post_init__(self) -> None:
        aside = next((c for c in self.concepts if c.id in DOMINANT), None)
        place = aside is not None and aside.id == "place" and self.concepts[-1] is RECIPIENT
        object.__setattr__(self, "leaf", RECIPIENT if place else aside or (self.concepts[-1] if self.concepts else None))

    @property
    def is_amount(self) -> bool:
        leaf = self.leaf
        return leaf is not None and leaf.group in {"total", "measure", "nature", "level", "time", "side"}

    @property
    def measure(self) -> str:
        """The kinds of spending along the path, such as `basic/staff`; `total` where none is named."""
        parts = list(dict.fromkeys(c.id for c in self.concepts if c.group == "measure"))
        return "/".join(parts) or "total"

    def of(self, group: str) -> Concept | None:
        """The innermost concept of a group along the path."""
        return next((c for c in reversed(self.concepts) if c.group == group), None)

    @property
    def unit(self) -> str | None:
        return next((u for u in map(unit_of, reversed(self.path)) if u), None)

    @property
    def year(self) -> int | None:
        """The fiscal year that a heading names: 2023年预算数, 指标值（2024年）."""
        return _year(self.path)

    @property
    def side(self) -> Side | None:
        """收入 or 支出, where a heading says no more: 本年收入 | 本年支出 of a final account."""
        return _side(self.path)

    @property
    def phase(self) -> Phase | None:
        """预算数 or 决算数, where the heading says which."""
        return _phase(self.path)

    @property
    def horizon(self) -> Horizon | None:
        headings = (text for text in reversed(self.path) if len(fold(text)) <= _LONGEST)  # a goal's text may stand above
        return next((h for h in map(horizon_of, headings) if h), None)


@lru_cache(maxsize=4096)
def _year(path: tuple[str, ...]) -> int | None:
    found = (_YEAR.search(fold(text)) for text in path)
    return next((int(m[0][:4]) for m in found if m), None)


@lru_cache(maxsize=4096)
def _side(path: tuple[str, ...]) -> Side | None:
    found = (_SIDE.fullmatch(heading_key(text)) for text in reversed(path))
    return next(("income" if m[1] == "收入" else "expenditure" for m in found if m), None)


@lru_cache(maxsize=4096)
def _phase(path: tuple[str, ...]) -> Phase | None:
    for text in reversed(path):
        key = fold(text)
        if re.search(r"(?<!预)决算|执行数|统计数|完成数|快报数|实际支出", key):
            return "final"
        if re.search(r"调整预算|全年预算", key):
            return "adjusted"
        if "预算数" in key:
            return "budget"
    return None


def period(columns: Sequence[Column]) -> tuple[int, int]:
    """Where sets of the same headings stand side by side: how many columns stand before the first, and how many make one.

    (0, all of them) where there is one set only.
    """
    for lead in (0, 1):
        paths = [c.path for c in columns[lead:]]
        for size in range(2, len(paths) // 2 + 1):
            if len(paths) % size == 0 and len(set(paths[:size])) == size and paths == paths[:size] * (len(paths) // size):
                return lead, size
    return 0, len(columns)


def without_numbers(row: Row) -> Row:
    """The headings of a row that names the columns of a code and numbers the others, as final accounts do: 类 款 项 栏次 1 2 3."""
    named = tuple(c for c in row if fold(c.text) in _CODE_PARTS)
    rest = [fold(c.text) for c in row if not is_blank(c.text) and fold(c.text) not in _CODE_PARTS]
    numbered = any(t.isdigit() for t in rest) and all(_COLUMN_NUMBER.fullmatch(t) for t in rest)
    return named if len(named) == len(_CODE_PARTS) and numbered else row


def is_column_numbers(row: Row) -> bool:
    """A row such as `栏次 1 2 3` or `** ** 1 2` under a header."""
    texts: list[str] = []
    for cell in row:
        if not is_blank(cell.text):
            if not _COLUMN_NUMBER.fullmatch(text := fold(cell.text)):
                return False
            texts.append(text)
    if len(texts) < 2:
        return False
    numbers = [int(t) for t in texts if t.isdigit()]
    if len(numbers) > 1 and (texts[0] in {"栏次", "行次", "档次"} or texts[0].startswith("*")):  # counted in whatever order
        return numbers[0] <= 2 and set(numbers) == set(range(min(numbers), max(numbers) + 1))
    return numbers == sorted(numbers) and len(set(numbers)) == len(numbers) and (not numbers or numbers[0] <= 2)
