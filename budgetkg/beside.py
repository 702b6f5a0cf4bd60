"""Targets side by side (并排比较): what each says of the same things, and in what they differ."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from budgetkg.compare import BASES, promises
from ontology.errors import UsageError
from ontology.iri import BASE

if TYPE_CHECKING:
    from search.likeness.compare import Promise
    from search.likeness.index import SearchIndex
    from search.likeness.passages import Passage

MOST = 6
"""Targets beside each other: as many columns as an A4 page holds across."""
SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
HORIZONS = {"annual": "年度", "half_year": "半年", "implementation": "实施期", "mid_long_term": "中长期"}
_PART = "^"
"""Between an IRI and the number of a sentence, all of which share the IRI of their goal. Stands in no IRI."""

Cell = str | Decimal | None
"""A text, an amount in yuan or a value, or nothing said."""


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    zh: str
    en: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> tuple[bool, ...]:
        """Which cells are not what most of them say; where no value leads, all of them."""
        counted = Counter(self.cells).most_common()
        if len(counted) == 1:
            return (False,) * len(self.cells)
        usual = counted[0][0] if counted[0][1] > counted[1][1] else object()
        return tuple(cell != usual for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Beside:
    passages: tuple["Passage", ...]
    """One a column."""
    lines: tuple[Line, ...]


def name_of(passage: "Passage") -> str:
    """What a target is called in addresses: its IRI without what all begin with."""
    part = f"{_PART}{passage.part}" if passage.kind in ("goal", "overview") and passage.part else ""
    return passage.iri.removeprefix(BASE) + part


def beside(index: "SearchIndex", names: Sequence[str]) -> Beside:
    """The targets of these names in their order. Raises UsageError for a name that is none, or for more than MOST."""
    if len(names) > MOST:
        raise UsageError("compare.many", f"最多比较 {MOST} 条，给了 {len(names)} 条", "去掉几条")
    found = tuple(_passage(index, name) for name in names)
    return Beside(found, tuple(_lines(found, [tuple(promises([one])) for one in found])))


def _passage(index: "SearchIndex", name: str) -> "Passage":
    iri, _, part = name.partition(_PART)
    for passage in index.named(BASE + iri):
        if not part or str(passage.part) == part:
            return passage
    raise UsageError("compare.target", "库里没有这条目标", "重新建库后旧的选择可能不在了；重新检索、加入", name[:200])


def _lines(found: Sequence["Passage"], told: Sequence[Sequence["Promise"]]) -> Iterable[Line]:
    def line(key: str, zh: str, en: str, cells: Iterable[Cell]) -> Line:
        return Line(key, zh, en, tuple(cells))

    yield line("name", "指标或目标", "Indicator or goal", (one.name for one in found))
    yield line("printed", "目标值原文", "As printed", (one.raw_value for one in found))
    yield line("value", "规范化值", "Value", map(_value, found, told))
    yield line("comparator", "比较符", "Comparator", (_said(SIGNS.get(one.comparator or "") for one in of) for of in told))
    yield line("basis", "口径", "Basis", (_said(BASES[one.basis] if one.value is not None else None for one in of) for of in told))
    yield line("unit", "计量单位", "Unit", (_said(one.unit for one in of) for of in told))
    yield line("horizon", "时段", "Horizon", (HORIZONS.get(one.horizon or "", one.horizon) for one in found))
    yield line("level1", "一级指标", "Level 1", (one.level1 for one in found))
    yield line("level2", "二级指标", "Level 2", (one.level2 for one in found))
    yield line("project", "项目", "Project", (one.project or "（部门整体）" for one in found))
    yield line("amount", "项目金额", "Amount of the project", (Decimal(one.amount) if one.amount else None for one in found))
    yield line("division", "地区", "Place", (one.division for one in found))
    yield line("year", "年度", "Year", (str(one.year) if one.year else None for one in found))


def _value(passage: "Passage", told: Sequence["Promise"]) -> Cell:
    """A number where there is one; several, or those of a sentence, as they are shown in hits."""
    values = [one.value for one in told if one.value is not None]
    if len(values) == 1:
        return values[0]
    return "；".join(passage.clauses) or None


def _said(words: Iterable[str | None]) -> str | None:
    return "；".join(dict.fromkeys(word for word in words if word)) or None
