"""Words of indicator rows: names of levels, what a second level belongs to, names and values as one printed text."""

import re

from ingest.values.dates import is_date
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, tidy, uncontinued
from ingest.words.vocabulary import level_key, levels, without_points
from ontology.records import Comparator

_SIGN_WORDS = {
    "大于等于": "≥", "不小于": "≥", ">=": "≥", "=>": "≥", "≧": "≥",
    "小于等于": "≤", "不大于": "≤", "<=": "≤", "‹=": "≤", "=<": "≤", "≦": "≤",
    "大于": ">", "小于": "<", "等于": "=", "==": "=",
}  # fmt: skip
_NUMBER_END = re.compile(r"\d[百千万亿]*$")
_NO_UNIT = frozenset({"", "/", "\\", "-", "--", "—", "——", "无"})
_BEFORE = frozenset({"前", "之前", "以前"})
"""What a column of units says of a day."""
COMPARATORS: dict[str, Comparator] = {"≥": "ge", "≤": "le", ">": "gt", "<": "lt", "=": "eq"}


def level_name(text: str, level1: str | None) -> str:
    """A level label without layout; a second level in its full spelling, in a table whose first levels are called …指标."""
    key = uncontinued(re.sub(r"\s", "", tidy(text)).strip("：:"))
    if level_key(key) in levels().level1 or level_key(key) in levels().parent or level_key(key) in levels().either:
        key = level_key(key)
    key = without_points(key)
    if level1 is not None and not level1.endswith("指标"):
        return key
    return levels().canonical.get(level_key(key), key)


def parent_of(level2: str, level1: str | None) -> str | None:
    key = level_key(level2)
    words = levels()
    if key in words.either:
        return None if level1 and core(level1) in {"成本", "产出"} else words.either[key]
    return words.parent.get(key)


def core(level1: str | None) -> str:
    """产出指标, 绩效产出 and 产出 are one class, 效果目标 and 效益指标 another."""
    found = next(
        (w for w in ("满意度", "产出", "效益", "效果", "成本", "决策", "过程", "投入", "履职") if level1 and w in level1), level1 or ""
    )
    return "效益" if found == "效果" else found


def indicator_name(text: str) -> str:
    return NAME_PREFIX.sub("", tidy(text)).strip()


def sign_of(sign: str | None) -> str:
    """A comparator as its symbol, whether printed as one or in words."""
    key = re.sub(r"(?<=.)\([^()]{2,4}\)$", "", fold(sign or ""))  # ≥（正向）
    return _SIGN_WORDS.get(key, key)


def joined_value(sign: str | None, value: str, unit: str | None) -> str:
    """指标性质, 指标值 and 度量单位 as one printed value: ≥ 95 % is ≥95%; a 定性 value stands alone."""
    symbol, folded, kind = sign_of(sign), fold(value), fold(unit or "")
    counted = _NUMBER_END.search(folded) is not None and not is_date(folded)
    lacks = counted or (kind in _BEFORE and is_date(folded))
    joined = value + (unit or "") if lacks and kind not in _NO_UNIT and not folded.endswith(kind) else value
    if symbol in COMPARATORS and re.match(r"[\d.]|每[年季月周]\d", folded):
        joined = symbol + joined
    return joined
