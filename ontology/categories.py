"""Indicator categories: the level-1 and level-2 names of every framework, mapped to one neutral core.

The frameworks differ (产出/效益/满意度 of 财预〔2015〕88号, 成本/产出/效益/满意度 of 财预〔2021〕101号,
决策/过程/产出/效益 of evaluation), so comparing across cities needs a common set. Codes are those of the
SKOS list `bkgc:category-…` in budget.ttl.
"""

from typing import Literal

Category = Literal[
    "input",
    "process",
    "output",
    "output-quantity",
    "output-quality",
    "output-timeliness",
    "output-cost",
    "effect",
    "effect-economic",
    "effect-social",
    "effect-ecological",
    "effect-sustained",
    "satisfaction",
]

_WORDS: tuple[tuple[str, Category], ...] = (
    ("满意", "satisfaction"),
    ("成本", "output-cost"),
    ("数量", "output-quantity"),
    ("质量", "output-quality"),
    ("时效", "output-timeliness"),
    ("可持续", "effect-sustained"),
    ("生态", "effect-ecological"),
    ("环境效益", "effect-ecological"),
    ("社会效", "effect-social"),
    ("经济效", "effect-economic"),
    ("影响力", "effect-sustained"),
    ("决策", "input"),
    ("立项", "input"),
    ("投入", "input"),
    ("过程", "process"),
    ("管理", "process"),
    ("执行", "process"),
    ("产出", "output"),
    ("履职", "output"),
    ("职责", "output"),
    ("重点工作", "output"),
    ("效益", "effect"),
    ("效果", "effect"),
    ("效应", "effect"),
)
_DETAIL = 11
"""Words before this one say more than a level-1 name does, so level 2 is asked first."""


def category_of(level1: str | None, level2: str | None) -> Category | None:
    """The neutral category of an indicator, or None where its levels name none that is known."""
    detail = _find(level2, _WORDS[:_DETAIL])
    return detail or _find(level1, _WORDS) or _find(level2, _WORDS)


def _find(name: str | None, words: tuple[tuple[str, Category], ...]) -> Category | None:
    return next((category for word, category in words if word in name), None) if name else None
