"""Promises beside each other (对标): the numbers of like targets on one axis, which of them is strict, and where one stands.

What can be compared is decided, not assumed: same unit after conversion, same basis (a level, a relative change, an
absolute change), and a promise in the same sense. Everything else is told apart with the reason.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, quantiles
from typing import Literal

Sense = Literal["higher", "lower"]
"""Which numbers promise more."""
FEW = 5
"""With fewer points there are no quartiles worth naming, and nothing is called an outlier."""
FENCE = Decimal("1.5")
"""Times the distance of the quartiles: beyond that a value is an outlier (Tukey)."""


@dataclass(frozen=True, slots=True)
class Promise:
    """One clause of one target. Numbers are in the canonical unit; a decrease is negative."""

    iri: str
    """The target."""
    value: Decimal | None
    unit: str | None
    """The canonical one: 人次 for 万人次."""
    basis: str
    """level, relative_change or absolute_change."""
    comparator: str | None
    direction: str | None
    subject: str | None = None
    """What the clause is about, where one target states several: 停访息诉率95%,群众满意率98%."""


@dataclass(frozen=True, slots=True)
class Point:
    promise: Promise
    stricter_than: int
    """How many of the others promise less."""
    outlier: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    unit: str | None
    basis: str | None
    sense: Sense | None
    points: tuple[Point, ...]
    """Strictest first."""
    quartiles: tuple[Decimal, Decimal, Decimal] | None
    """Lower quartile, median, upper quartile of the values; None for fewer than FEW points."""
    median: Decimal | None
    left_out: tuple[tuple[Promise, str], ...]
    """What cannot be compared, and why."""


def compare(promises: Sequence[Promise], own: Promise | None = None) -> Comparison:
    """Put promises on the axis of `own`, or of most of them where there is none."""
    axis = _axis([own] if own is not None and own.value is not None else promises)
    if axis is None:
        return Comparison(None, None, None, (), None, None, tuple((one, "没有数值") for one in promises))
    sense = _sense_of([own] if own is not None and _sense(own) else promises, axis)
    on_axis, left_out = [], []
    for one in promises:
        reason = _misfit(one, axis, sense)
        if reason:
            left_out.append((one, reason))
        else:
            on_axis.append(one)
    values = [one.value for one in on_axis if one.value is not None]
    quarters = quartiles(values)
    points = [Point(one, _weaker(one, on_axis, sense), _is_outlier(one.value, quarters)) for one in on_axis]
    points.sort(key=lambda point: (-point.stricter_than, point.promise.iri))
    return Comparison(axis[0], axis[1], sense, tuple(points), quarters, median(values) if values else None, tuple(left_out))


def _axis(promises: Sequence[Promise]) -> tuple[str | None, str] | None:
    counted = Counter((one.unit, one.basis) for one in promises if one.value is not None)
    return counted.most_common(1)[0][0] if counted else None


def _sense(one: Promise) -> Sense | None:
    """Which way a promise goes, by its own words."""
    if one.basis != "level" and one.direction in ("increase", "decrease"):
        return "higher" if one.direction == "increase" else "lower"
    if one.comparator in ("ge", "gt"):
        return "higher"
    return "lower" if one.comparator in ("le", "lt") else None


def _sense_of(promises: Sequence[Promise], axis: tuple[str | None, str]) -> Sense | None:
    told = Counter(sense for one in promises if (one.unit, one.basis) == axis and (sense := _sense(one)))
    return told.most_common(1)[0][0] if told else None


def _misfit(one: Promise, axis: tuple[str | None, str], sense: Sense | None) -> str:
    if one.value is None:
        return "没有数值"
    if one.basis != axis[1]:
        return "一个是水平，一个是变动" if "level" in (one.basis, axis[1]) else "一个是变动率，一个是变动量"
    if one.unit != axis[0]:
        return f"单位不同（{one.unit or '无单位'}）"
    if sense and (_sense(one) or sense) != sense:
        return "方向相反"
    return ""


def _weaker(one: Promise, others: Sequence[Promise], sense: Sense | None) -> int:
    if one.value is None:
        return 0
    sign = -1 if sense == "lower" else 1
    return sum(1 for other in others if other.value is not None and sign * other.value < sign * one.value)


def quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    """Lower quartile, median, upper quartile; None for fewer than FEW values."""
    if len(values) < FEW:
        return None
    low, middle, high = quantiles(values, n=4, method="inclusive")
    return low, middle, high


def _is_outlier(value: Decimal | None, quarters: tuple[Decimal, Decimal, Decimal] | None) -> bool:
    if value is None or quarters is None:
        return False
    reach = FENCE * (quarters[2] - quarters[0])
    return not quarters[0] - reach <= value <= quarters[2] + reach
