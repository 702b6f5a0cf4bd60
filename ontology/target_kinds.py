"""What kind of statement a target value makes (指标值类型): what its clauses are, or what its words are where it has none."""

import re
from typing import Literal

from ontology.records import Clause, Indicator

TargetKind = Literal[
    "level",
    "relative-change",
    "absolute-change",
    "zero-event",
    "rating",
    "time-window",
    "frequency",
    "ratio-split",
    "rule-reference",
    "narrative",
]

_RULE = re.compile(r"(?:按照?|依照|依据|根据|执行|符合|遵守|严格)[^，。；]{0,20}(?:规定|标准|要求|制度|办法|条例|规范|程序|政策|计划)")


def target_kinds(indicator: Indicator, is_ratio: bool = False) -> tuple[TargetKind, ...]:
    """The kinds of an indicator's value in the order of its clauses; one that is missing has none.

    `is_ratio`: the value is a ratio between levels of government (配套比例), which is no clause.
    """
    if indicator.raw_value is None:
        return ()
    if is_ratio:
        return ("ratio-split",)
    kinds = dict.fromkeys(_kind(clause) for clause in indicator.clauses)
    if kinds:
        return tuple(kinds)
    return ("rule-reference",) if _RULE.search(indicator.raw_value) else ("narrative",)


def _kind(clause: Clause) -> TargetKind:
    if clause.value is not None:
        if clause.basis == "relative_change":
            return "relative-change"
        if clause.basis == "absolute_change":
            return "absolute-change"
        return "zero-event" if clause.value == 0 and clause.comparator == "eq" else "level"
    if clause.not_before or clause.not_after:
        return "time-window"
    if clause.frequency:
        return "frequency"
    return "rating" if clause.rating else "level"
