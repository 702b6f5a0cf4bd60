"""The horizon (期限) that a heading names: 半年, 年度, 实施期, 中长期."""

import re

from ingest.words.text import fold
from ontology.records import Horizon

_HORIZON_WORDS: tuple[tuple[str, Horizon], ...] = (
    ("中长期", "mid_long_term"),
    ("实施期", "implementation"),
    ("实施周期", "implementation"),
    ("项目期", "implementation"),
    ("中期", "mid_long_term"),
    ("长期", "mid_long_term"),
    ("半年", "half_year"),
    ("全年", "annual"),
    ("年度", "annual"),
    ("本年", "annual"),
    ("全程", "annual"),
    ("当年", "annual"),
    ("总体绩效指标值", "implementation"),
    ("总体指标值", "implementation"),
    ("总体目标值", "implementation"),
)


_YEARS_SPANNED = re.compile(r"20\d\d年?(?:度)?[-—–~～至到]+20\d\d年?|[三四五两]年(?:期)?(?:总体)?(?:绩效)?(?:目标|指标)")
_HORIZON = re.compile(
    r"(?:(?:中长期|中期|长期|实施(?:周)?期|项目期|三年|年度|本年度?|当年|全年|上?半年)(?:总体|绩效)*(?:目标|指标)?)"
    r"(?:\(20\d\d年?(?:度)?(?:[-—–~～至到]+20\d\d年?)?(?:度)?\))?"
    r"|20\d\d年?(?:度)?(?:[-—–~～至到]+20\d\d年?)?(?:度)?"
)


def horizon_of(text: str) -> Horizon | None:
    """The horizon that a heading names: 半年(程)指标值 is half_year, 2024-2026年指标值 mid_long_term; None where it names none."""
    key = fold(text)
    named = next((horizon for word, horizon in _HORIZON_WORDS if word in key), None)
    return "mid_long_term" if named is None and _YEARS_SPANNED.search(key) else named


def is_horizon(text: str) -> bool:
    """Whether a heading names a period and nothing else: 中长期（2024—2026年）, 年度."""
    return _HORIZON.fullmatch(fold(text)) is not None
