"""Columns that print one target several times: by grade (优 | 良 | 中 | 差), or by year (2025年 | 2026年 | 2027年).

No one heading of such a set tells: 中 alone is a word like any other, and 2025年 heads money as well as targets.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.blocks import Row
from ingest.tables.columns import Column
from ingest.values.clauses import is_value_like
from ingest.words.horizons import is_horizon
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import RECIPIENT, Concept

VALUE = Concept("value", "target", "几栏中作目标的一栏")
LOWER_GRADE = Concept("lower_grade", "plain", "“优”以下各档的评分标准，不是目标值")
_GRADES = (r"优秀?等?", r"良好?", r"中等?|一般|合格|基本合格|及格", r"较?差|不合格|不及格|未达标")
_GRADE = re.compile("|".join(f"(?P<g{at}>{words})" for at, words in enumerate(_GRADES)))
_NOTE = re.compile(r"(?:档次?|等次?|级|标准)?(?:\(.{1,14}\))?")
_FEWEST_GRADES = 3
_YEAR = re.compile(r"^20\d\d年?(?:度)?|\(20\d\d年?(?:度)?\)$")
_BARE = re.compile(r"-?[\d,.]+(?:亿元|万元|元)?")
"""A number, or an amount that prints its unit: no target, though years head both."""
_SPELLED_OUT = 0.3
"""Share of the cells under years that read as targets, not as bare amounts."""


def year_run(texts: Sequence[str]) -> list[str]:
    """The headings of a row that are bare years following each other: 2025 | 2026 | 2027."""
    years = [t for t in texts if re.fullmatch(r"20\d\d", t)]
    return years if len(years) > 1 and all(int(b) == int(a) + 1 for a, b in pairwise(years)) else []


def _grade(text: str) -> int | None:
    """The place of a grade in their order, 0 for the best; None for any other heading."""
    match = _GRADE.match(key := fold(text))
    if match is None or not _NOTE.fullmatch(key, match.end()):
        return None
    return next(at for at in range(len(_GRADES)) if match[f"g{at}"])


def grade_run(texts: Sequence[str]) -> list[str]:
    """The headings of a row that are grades, from the best downwards; empty where they make no set."""
    grades = [(text, at) for text in texts if (at := _grade(text)) is not None]
    places = [at for _, at in grades]
    whole = len(places) >= _FEWEST_GRADES and places[0] == 0 and places == sorted(set(places))
    return [text for text, _ in grades] if whole else []


def is_graded(text: str) -> bool:
    """Whether a text grades a target: 优≥95%；良≥90%；中≥80%；差＜80%."""
    parts = [p for p in re.split(r"[；;，,、\n]|(?<=[%\d])(?=[优良中合差])", fold(text)) if p]
    grades = [(m, at) for p in parts if (m := _GRADE.match(p)) for at in [next(n for n in range(len(_GRADES)) if m[f"g{n}"])]]
    places = [at for _, at in grades]
    return len(places) >= _FEWEST_GRADES and len(places) == len(parts) and places[0] == 0 and places == sorted(places)


def graded(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with the best grade as the target, where they have a set of grades and none of the others is headed as one."""
    run = grade_run([c.path[-1] for c in columns])
    stated = any(c.leaf is not None and c.leaf.id == "value" and c.path[-1] not in run for c in columns)
    best = [] if stated else run[:1]
    return tuple(
        replace(c, path=c.path[-1:], concepts=(VALUE if c.path[-1] in best else LOWER_GRADE,)) if c.path[-1] in run else c for c in columns
    )


def yearly(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns with those of single years as values, where several years stand side by side over what reads as targets."""
    years = [c for c in columns if c.year is not None and _YEAR.search(fold(c.path[-1]))]
    if len({c.year for c in years}) < 2:
        return columns
    if not all(any(k.id == "value" for k in c.concepts) for c in years):  # 指标值 over 2023年 | 2024年预期 says it
        words = {_YEAR.sub("", fold(c.path[-1]), count=1) for c in years}
        said = any(k.id == "value" for c in years for k in c.concepts)
        if len(words) != 1 or not (said or _read_as_targets(years, rows)):
            return columns
    return tuple(replace(c, concepts=(VALUE,)) if c in years else c for c in columns)


def horizoned(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns with those headed by nothing but a period as values, where several stand side by side: 中长期（2024—2026年） | 年度."""
    periods = [c for c in columns if c.leaf is not VALUE and is_horizon(c.path[-1])]
    if len({c.horizon for c in periods}) < 2 or not _read_as_targets(periods, rows):
        return columns
    return tuple(replace(c, concepts=(VALUE,)) if c in periods else c for c in columns)


def whole_of_places(columns: tuple[Column, ...], rows: Sequence[Row]) -> tuple[Column, ...]:
    """The columns with the sum as the targets, where they are divided among places beside it: 合计 | 平塘县 | 独山县."""
    sums = [c for c in columns if c.leaf is not None and c.leaf.group == "total"]
    if len(sums) != 1 or all(c.leaf is not RECIPIENT for c in columns) or not _read_as_targets(sums, rows):
        return columns
    return tuple(replace(c, concepts=(VALUE,)) if c in sums else c for c in columns)


def _read_as_targets(columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    cells = [fold(c.text) for row in rows for c in row if any(k.first <= c.column <= k.last for k in columns) and not is_blank(c.text)]
    spelled = [t for t in cells if is_value_like(t) and not _BARE.fullmatch(t)]
    return bool(cells) and len(spelled) >= _SPELLED_OUT * len(cells)
