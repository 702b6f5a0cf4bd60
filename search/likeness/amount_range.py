"""Ranges of money (金额区间): `100万..500万`, `100万元..`, `..5000`. Bounds belong to the range; without a unit they are yuan."""

import re
from dataclasses import dataclass
from decimal import Decimal

from ontology.errors import UsageError
from ontology.money import parse_money

_BETWEEN = re.compile(r"\.\.|[~～—至到]")
_UNIT = re.compile("[百千万亿元]")
_HINT = "写 100万..500万、100万..（以上）或 ..5000（元以下）"


@dataclass(frozen=True, slots=True)
class AmountRange:
    """Yuan, both ends included; None is open."""

    least: Decimal | None
    most: Decimal | None

    def __str__(self) -> str:
        if self.least is None or self.most is None:
            return f"{yuan(self.least)} 以上" if self.least is not None else f"{yuan(self.most or Decimal(0))} 以下"
        return f"{yuan(self.least)} 到 {yuan(self.most)}"


def amount_range(text: str, place: str) -> AmountRange:
    """Raises UsageError (`query.amount`) for what is no range."""
    ends = _BETWEEN.split(text)
    if len(ends) != 2:
        raise UsageError("query.amount", f"不是金额区间：{text[:60]}", _HINT, place)
    money = [parse_money(end, "元") if end.strip() else None for end in ends]
    if any(one is None and end.strip() for one, end in zip(money, ends, strict=True)) or not any(money):
        raise UsageError("query.amount", f"不是金额区间：{text[:60]}", _HINT, place)
    least, most = (one.yuan if one else None for one in money)
    if least and most and len({bool(_UNIT.search(end)) for end in ends}) == 2:  # 100..500万 may be meant either way
        raise UsageError("query.amount", f"金额区间只有一边写了单位：{text[:60]}", "两边都写，如 100万..500万", place)
    if least is not None and most is not None and least > most:
        raise UsageError("query.amount", f"金额区间的下限大于上限：{text[:60]}", "小的写在前面", place)
    return AmountRange(least, most)


def yuan(amount: Decimal) -> str:
    """100万元, 1.5亿元, 5000元."""
    for factor, unit in ((Decimal(100_000_000), "亿元"), (Decimal(10_000), "万元")):
        if abs(amount) >= factor:
            return f"{(amount / factor).normalize():f}{unit}"
    return f"{amount.normalize():f}元"
