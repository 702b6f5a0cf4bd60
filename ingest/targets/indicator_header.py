"""The columns of indicator rows: what each stands for, which horizon its values have, which columns go together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.tables.align import Slot
from ingest.tables.columns import Column, period
from ingest.tables.headers import Header
from ingest.words.text import fold, tidy
from ingest.words.vocabulary import Concept, heading_key, levels
from ontology.records import Horizon

_OTHER_YEAR = Concept("later_value", "plain", "其他年度的指标值，不是本年目标")
_ROLES = {"level1_family": "level1", "level2": "level2", "level1": "level1"}


@dataclass(frozen=True, slots=True)
class IndicatorHeader:
    """The header's columns as slots, with the horizon of each value column."""

    slots: tuple[Slot, ...]
    columns: tuple[Column, ...]
    horizons: tuple[Horizon | None, ...]
    """Parallel to slots; None for a slot that is no value."""
    families: tuple[str | None, ...]
    """Level 1 that the header prints above a group: 成本指标 over 三级指标|指标值."""
    opening: str | None = None
    """A level-1 word that stands in the header row itself and opens the first block."""

    @property
    def groups(self) -> int:
        return 1 + max(s.group for s in self.slots)


def indicator_header(header: Header, row_horizons: Sequence[Horizon], year: int | None = None) -> IndicatorHeader:
    """Slots of an indicator header. `row_horizons` come from a line above such as 实施期目标 | 年度目标.

    Of values that stand side by side for several years only those of the fiscal `year` are targets of the document.
    """
    slots: list[Slot] = []
    columns: list[Column] = []
    group, closed = 0, False
    families: dict[int, str | None] = {}
    (lead, size), printed = period(header.columns), _of_year(header.columns, year)
    roles = [_role(column) for column in printed]
    for at, (column, role) in enumerate(zip(printed, roles, strict=True)):
        if lead + size < len(header.columns):
            group, closed = max(0, at - lead) // size, False
        if closed and role in {"level1", "level2", "indicator"} and "indicator" in roles[at:]:
            group, closed = group + 1, False
        closed = closed or role == "value"
        skip = {"value": 2.5, "nature_sign": 1.5}.get(role, 0.0)
        slots.append(Slot(role, column.first, column.last, group, skip))
        columns.append(column)
        if role == "indicator":
            families[group] = next((tidy(p) for p in column.path[:-1] if fold(p) in levels().level1), None)
    many = group > 0 and len(row_horizons) == group + 1
    stated = _section_horizon(header) or (row_horizons[0] if len(row_horizons) == 1 else "annual")
    horizons = tuple(
        (c.horizon or (row_horizons[s.group] if many else stated)) if s.role == "value" else None
        for s, c in zip(slots, columns, strict=True)
    )
    opening = next((tidy(c.path[-1]) for c in header.columns if c.leaf and c.leaf.id == "level1_family"), None)
    return IndicatorHeader(tuple(slots), tuple(columns), horizons, tuple(families.get(g) for g in range(group + 1)), opening)


def other_years(columns: Sequence[Column], year: int | None) -> list[Column]:
    """The columns of values and results that are of other years than `year`, where the headings tell years apart."""
    dated = [c for c in columns if c.year is not None and c.leaf is not None and c.leaf.id in {"value", "actual"}]
    several = len({c.year for c in dated if c.leaf and c.leaf.id == "value"}) > 1
    return [
        c for c in dated if c.year != year and (several or (c.leaf and c.leaf.id == "actual" and year is not None and (c.year or 0) < year))
    ]


def _of_year(columns: Sequence[Column], year: int | None) -> list[Column]:
    others = other_years(columns, year)
    return [replace(c, concepts=(_OTHER_YEAR,)) if c in others else c for c in columns]


def _section_horizon(header: Header) -> Horizon | None:
    """The horizon that the section beside the headings names: 长期绩效指标."""
    return next((h for c in header.columns if c.leaf and c.leaf.id == "section" and (h := c.horizon)), None)


def _role(column: Column) -> str:
    leaf = column.leaf
    if leaf is None:
        return "other"
    if leaf.id == "prior_year":
        return "other"
    if leaf.group in {"total", "measure", "nature", "level", "time"}:
        return "amount"
    if leaf.id == "section" and re.search(r"目标$", heading_key(column.path[-1])):
        return "goal"
    return _ROLES.get(leaf.id, leaf.id)
