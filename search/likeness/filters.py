"""What the filters of a query mean, and what to say of those that nothing passes.

A value that cannot be (no such division, not a code of the list) is refused, with what there is. One that can be
and does not occur is no mistake: the answer is empty, and can be explained by the values that do occur.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import get_args

from ontology import code_labels, divisions
from ontology.agency_types import LIST, type_of_name
from ontology.categories import category_of
from ontology.errors import UsageError
from search.likeness.amount_range import AmountRange, amount_range, yuan
from search.likeness.hits import Query, Wanted

Value = str | int | None
_CODED = {"level": "level", "category": "category", "agency_type": LIST}
"""Columns whose values are codes of a list."""

KINDS = get_args(Wanted)
SAME = ("same", "同类")
"""Agencies of the kind that the example's is of."""
SHOWN = 12
"""Values that are named before the rest is left out."""


@dataclass(frozen=True, slots=True)
class Filter:
    column: str
    option: str
    """As on the command line."""
    wanted: str
    passes: Callable[[Value], bool]

    def told(self, values: Mapping[str, Sequence[Value]]) -> str:
        """What was wanted, and what occurs instead."""
        return f"{self.option}：没有 {_label(self.column, self.wanted)} 的；{occurring(self.column, values[self.column])}"

    def can_pass(self, values: Sequence[Value]) -> bool:
        """Whether any of the values that occur passes."""
        return any(map(self.passes, values))


@dataclass(frozen=True, slots=True)
class AmountFilter(Filter):
    """Of a column with as many values as rows: 分 (a hundredth of a yuan), looked at as numbers."""

    least: int | None = None
    most: int | None = None

    def can_pass(self, values: Sequence[Value]) -> bool:
        """`values`: the least and the greatest that occur."""
        known = [value for value in values if isinstance(value, int)]
        return bool(known) and (self.least is None or self.least <= max(known)) and (self.most is None or self.most >= min(known))


def filters(query: Query, values: Mapping[str, Sequence[Value]]) -> list[Filter]:
    """The filters of a query. `values` are those that occur, by column. Raises UsageError naming what makes no sense."""
    if not query.text.strip():
        raise UsageError("query.text", "没有要找的文字", '例如：budgetkg similar "群众满意度" --home DIR', "TEXT")
    if query.top < 1:
        raise UsageError("query.top", f"--top 应是正整数，不是 {query.top}", "", "--top")
    found: list[Filter] = []
    if query.region is not None:
        wanted = _region(query.region, "--region", values["region"])
        found.append(Filter("region", "--region", wanted, lambda value: str(value or "").startswith(wanted)))
    if query.exclude_region is not None:
        unwanted = _region(query.exclude_region, "--exclude-region", values["region"])
        found.append(Filter("region", "--exclude-region", f"{unwanted} 以外", lambda value: not str(value or "").startswith(unwanted)))
    if query.year is not None:
        found.append(Filter("year", "--year", str(query.year), lambda value: value == query.year))
    if query.level is not None:
        level = code_labels.resolve("level", query.level, "query.level", "--level")
        found.append(Filter("level", "--level", level, lambda value: value == level))
    if query.category is not None:
        category = _category(query.category)
        within = f"{category}-"
        found.append(Filter("category", "--category", category, lambda value: value == category or str(value or "").startswith(within)))
    if query.agency_type is not None:
        kind = _agency_type(query.agency_type, values["agency_type"])
        found.append(Filter("agency_type", "--agency-type", kind, lambda value: value == kind))
    if query.amount is not None:
        found.append(_amount(amount_range(query.amount, "--amount")))
    if query.kind not in (None, "any"):
        if query.kind not in KINDS:
            raise UsageError("query.kind", f"没有 {query.kind} 这种段落", f"可用：{'、'.join(KINDS)}", "--kind")
        kinds = {"target": ("indicator", "promise"), "goal": ("goal", "promise")}.get(query.kind, (query.kind,))
        found.append(Filter("kind", "--kind", query.kind, lambda value: value in kinds))
    return found


def occurring(column: str, values: Sequence[Value]) -> str:
    """The values of a column that occur, in words."""
    if column == "amount":
        ends = [yuan(Decimal(value) / 100) for value in values if isinstance(value, int)]
        return f"库里的项目金额从 {ends[0]} 到 {ends[-1]}" if ends else "库里的项目都没有金额"
    known = [_label(column, str(value)) for value in sorted(value for value in values if value is not None)]
    more = f"等 {len(known)} 个" if len(known) > SHOWN else ""
    return f"库里有 {'、'.join(known[:SHOWN])}{more}" if known else "库里都没有写明"


def _label(column: str, value: str) -> str:
    """A value with its Chinese name: `县级 county`, `410800 河南省焦作市`."""
    if column in _CODED:
        return next((str(code) for code in code_labels.codes(_CODED[column]) if code.code == value), value)
    if column == "region" and value.isdigit() and (division := divisions.by_code(value.ljust(6, "0"))):
        return f"{value} {division.full_name}"
    return value


def _agency_type(text: str, values: Sequence[Value]) -> str:
    """A code or label of the list, or what the name of an agency tells: 信访, petition, 某市信访局."""
    if text in SAME:
        hint = "TEXT 用一条目标的 IRI，或直接写哪类部门；" + occurring("agency_type", values)
        raise UsageError("query.agency_type", "不知道和哪个部门同类", hint, "--agency-type")
    if found := code_labels.find(LIST, text) or type_of_name(text):
        return found
    raise UsageError("query.agency_type", f"部门类中没有 {text!r}", occurring("agency_type", values), "--agency-type")


def _amount(wanted: AmountRange) -> AmountFilter:
    least = None if wanted.least is None else int((wanted.least * 100).to_integral_value(ROUND_CEILING))
    most = None if wanted.most is None else int((wanted.most * 100).to_integral_value(ROUND_FLOOR))
    return AmountFilter("amount", "--amount", str(wanted), lambda value: False, least, most)


def _category(text: str) -> str:
    """A code or label of the list, or the name of a class as documents print it: 数量指标."""
    found = code_labels.find("category", text) or category_of(text, text)
    return found or code_labels.resolve("category", text, "query.category", "--category")


def _region(code: str, place: str, values: Sequence[Value]) -> str:
    """A prefix as it is given: 4108 is the prefecture with its counties, 410800 only its own agencies."""
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
        raise UsageError("query.region", f"不是行政区划代码：{code}", _meant(code), place)
    if not divisions.exists(code) and not any(str(value or "").startswith(code) for value in values):
        raise UsageError("query.region", f"没有这个行政区划代码：{code}", occurring("region", values), place)
    return code


def _meant(name: str) -> str:
    """The codes that a name may stand for."""
    division = divisions.resolve(name).division
    if division and division.level in ("provincial", "prefecture"):
        prefix = division.code[: 2 if division.level == "provincial" else 4]
        return f"{division.full_name}写 {prefix}（含下级）或 {division.code}（只本级）"
    if division:
        return f"{division.full_name}写 {division.code}"
    close = "、".join(f"{one.name} {one.code}" for one in divisions.near(name))
    return f"是否指 {close}？" if close else "给 2、4 或 6 位数字，如 41、4108、410800"
