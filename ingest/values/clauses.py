"""Target values (指标值) as comparable clauses.

A value is cut into segments (。；，), each segment into numbers with what stands around them: comparator,
direction, baseline, unit, subject. What is not a quantity (文号, ordinals, ratios, telephone numbers, years,
the 30 of 不发生30人以上…) is masked first, so that it cannot become a number.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Literal

from ingest.values.context import Surroundings, surroundings, unit_in_brackets
from ingest.values.dates import frequency, is_date, period, window
from ingest.values.items import Item, items
from ingest.values.text import Folded, fold_value, mask, segments
from ingest.values.words import Direction, canonical, value_words
from ingest.words.numerals import NUMERAL
from ingest.words.rates import units_of
from ingest.words.text import has_cjk
from ontology.records import Clause, Comparator

Basis = Literal["level", "relative_change", "absolute_change"]
Origin = Literal["symbol", "word", "column", "implied"]

_MONEY = re.compile(r"成本|费|经费|投入|资金|金额|支出|补助|补贴|收入|价|款|工资|预算|总额|额度|投资")
_UP, _DOWN = "增长|提高|提升|上升|增加", "下降|降低|减少|压减|缩减|压降|递减"
#: Names of indicators that are themselves a change, so that a bare percentage is one: 降幅率, 信访总量下降.
_CHANGES = re.compile(
    rf"(?:(?P<up>(?:{_UP}|增)(?:率|幅|幅率|幅度|比例)|{_UP})|(?P<down>(?:{_DOWN}|降|减)(?:率|幅|幅率|幅度|比例)|{_DOWN}))(?:\([^()]*\))?$"
)
_CHANGES_FIRST = re.compile(
    r"^(?:有效|逐步|进一步|明显|切实|大幅|持续|不断)?(?:(?P<up>增加|提高|提升)|(?P<down>减少|降低|下降|压减|压降|缩减)).*(?:效率|[^率度例])$"
)
_VARIATION = re.compile(r"(?:变动|变化|增减)(?:率|幅度|比例)(?:\([^()]*\))?$")
_LASTING = re.compile(r"周期|期限|时长|年限|期间|月数|有效期")
LONGEST_VALUE = 1000
"""Letters of a target value; a longer text is prose, of which every sentence may state one, and holds no value of its own."""
_LONGEST_NAME = 200
"""Letters of a name with its value behind it."""
LONGEST_RATING = 24
"""Letters of a rating term with the spaces and stops around it."""
_NO_UNIT = frozenset({"", "无", "/", "-", "--", "定性", "*", "空"})


@dataclass(frozen=True, slots=True)
class _Given:
    indicator: str
    unit: str | None
    fiscal_year: int | None


@lru_cache(maxsize=16384)
def parse_value(text: str, *, indicator: str = "", unit: str | None = None, fiscal_year: int | None = None) -> tuple[Clause, ...]:
    """All comparable statements of a printed value, in the order in which they are printed.

    indicator:   name of the indicator; decides direction and basis where the value is a bare percentage
    unit:        the 度量单位 column, for numbers printed without one
    fiscal_year: the year that dates without one belong to; without it they are left out

    `value` and `unit` are as printed (`0.36`, `万元`); `low` and `high` are in the canonical unit (3600 元) and
    signed (下降10%以上 is up to -10). No number is ever made: a value without one gives ratings, dates, a
    frequency, or nothing. An event that must not happen (不发生…) is `eq 0` by word. A range is two clauses.
    A text of more than LONGEST_VALUE letters gives nothing.
    """
    if len(text) > LONGEST_VALUE:
        return ()
    folded = fold_value(text)
    whole = folded.text.rstrip("。.;,")
    if not whole:
        return ()
    if rating := rating_of(text):
        direction = next((direction for word, direction in value_words().rating_directions if word in rating), None)
        return (Clause(None, None, None, None, "level", direction, rating=rating, text=folded.printed(0, len(whole))),)
    column = _unit_of_column(unit.strip()) if unit else None
    given = _Given(fold_value(indicator).text, None if column in _NO_UNIT else column, fiscal_year)
    if timed := _timed(whole, folded.printed(0, len(whole)), given):
        return timed
    clauses: list[Clause] = []
    pending = ""
    for start, end in segments(folded.text):
        found = _segment(folded, start, end, pending, given)
        clauses.extend(found)
        pending = "" if found else folded.text[start:end]
    return tuple(clauses)


@lru_cache(maxsize=65536)
def is_value_like(text: str) -> bool:
    """Whether a cell reads as a target value rather than as the name of an indicator.

    True for numbers with a unit or symbol, bare numbers, ratings, dates and frequencies; False for noun
    phrases (资金使用合规性, 开展培训次数).
    """
    if rating_of(text) is not None:
        return True
    if len(text) > LONGEST_VALUE or not _may_hold_value().search(text):
        return False
    return any(
        clause.value or clause.not_after or clause.frequency or clause.origin != "word" or text.startswith(("零", "无"))
        for clause in parse_value(text, fiscal_year=2000)
    )


@lru_cache(maxsize=65536)
def split_value(text: str) -> tuple[str, str]:
    """An indicator written together with its value, taken apart; the value is empty where there is none.

    >>> split_value("上访群众满意度≥90%")
    ('上访群众满意度', '≥90%')
    >>> split_value("越级上访下降20%以上")
    ('越级上访', '下降20%以上')
    """
    words = value_words()
    for found in re.finditer(f"{words.symbol}|{words.before}|{words.change}|\\d+", text[:_LONGEST_NAME]):
        name = text[: found.start()].rstrip(" ：:，,为")
        if has_cjk(name) and len(name) >= 2 and is_value_like(text[found.start() :]):
            return name, text[found.start() :]
    return text, ""


def rating_of(text: str) -> str | None:
    """The rating term that the whole text is (良好, 显著提升), without spaces and stops; None for all else."""
    if len(text) > LONGEST_RATING:
        return None
    folded = re.sub(r"\s", "", text).strip("。.;；,，、“”\"'")
    return folded if folded and value_words().rating.fullmatch(folded) else None


@cache
def _may_hold_value() -> re.Pattern[str]:
    chinese = NUMERAL[: NUMERAL.index("]") + 1]
    return re.compile(rf"[\d０-９]|^[零无]|{chinese}[余多]?\s*(?:{value_words().unit})|百分之|每|按|逐|年|季度|月")


def _timed(text: str, printed: str, given: _Given) -> tuple[Clause, ...]:
    """A text that is nothing but a frequency or a date."""
    if not re.search(r"[年月日季每按逐\d]", text):
        return ()
    if every := frequency(text):
        return (Clause(None, None, None, None, "level", frequency=every, text=printed),)
    if _LASTING.search(given.indicator) and re.fullmatch(r"[≤≥<>=]*\d{1,3}月", text):  # a duration, not a month of the year
        return ()
    if days := window(text, given.fiscal_year):
        return (Clause(None, None, None, None, "level", not_before=days.not_before, not_after=days.not_after, text=printed),)
    return ()


def _segment(folded: Folded, start: int, end: int, pending: str, given: _Given) -> list[Clause]:
    text = folded.text[start:end]
    if event := value_words().zero.search(text):
        subject = next((group for group in event.groups() if group), None)
        zero = Decimal(0)
        return [Clause("eq", "word", zero, None, "level", subject=subject, low=zero, high=zero, text=folded.printed(start, end))]
    if timed := _timed(text, folded.printed(start, end), given):
        return list(timed)
    if is_date(text) and not re.search(r"[≤≥<>]", text):  # a date whose year is not known
        return []
    masked = mask(text)
    found = list(items(masked))
    clauses: list[Clause] = []
    previous = 0
    for number, item in enumerate(found, start=1):
        following = found[number].start if number < len(found) else len(text)
        if not re.search(r"[由从]$", masked[previous : item.start]):  # 由15万元提高到30万元
            around = surroundings(text, masked, previous, item, following, pending)
            printed = folded.printed(start + previous, start + item.end)
            clauses.extend(replace(clause, text=printed) for clause in _clauses(item, around, given))
        previous = item.end
    return clauses


def _unit_of_column(unit: str) -> str:
    """元/人均月 in a column of units is 元/人·月."""
    whole, slash, per = unit.partition("/")
    return f"{whole}/{'·'.join(units_of(per))}" if slash and "均" in per else value_words().aliases.get(unit, unit)


def _clauses(item: Item, around: Surroundings, given: _Given) -> list[Clause]:
    direction, baseline = around.direction, around.baseline
    unit, frequency = _unit(item, around, given)
    basis: Basis = "level"
    if direction is not None and direction != "maintain" and not around.arrives:
        basis = "relative_change" if unit in {"%", "‰", "成", "倍"} else "absolute_change"
    elif unit == "百分点":
        basis = "absolute_change"
    elif direction is None and around.subject is None and unit in {"%", "百分点"}:
        basis, direction = _from_name(given.indicator)
        if basis != "level":
            baseline = baseline or next((name for word, name in value_words().baselines.items() if word in given.indicator), None)
    comparator, origin = _comparator(item, around)
    values = [(comparator, origin, item.value)]
    if item.upper is not None:
        values = [("ge", "symbol", item.value), ("le", "symbol", item.upper)]
    clauses = []
    for chosen, where, value in values:
        clause = Clause(
            chosen, where, value, unit, basis, direction, baseline,
            subject=around.subject, approximate=item.approximate or around.approximate, frequency=frequency,
        )  # fmt: skip
        clauses.append(_bounded(clause))
    return clauses


def _comparator(item: Item, around: Surroundings) -> tuple[Comparator, Origin]:
    after, before = item.comparator, around.comparator
    if after is not None and item.from_symbol:
        return after, "symbol"
    if before is not None and not (before == "ge" and after is not None):  # 达到95%以内: what follows is more exact
        return before, "word"
    if after is not None:
        return after, "word"
    return ("ge", "word") if item.more else ("eq", "implied")


def _unit(item: Item, around: Surroundings, given: _Given) -> tuple[str | None, str | None]:
    """Unit and frequency: 次/年 is 次 with 每年, but 元/人·天 and 元/月 are units."""
    unit = item.unit
    if unit is None:
        unit = around.unit or given.unit or unit_in_brackets(given.indicator)
    elif unit in value_words().scales and unit not in value_words().canonical:
        if given.unit and given.unit not in {"%", unit}:
            unit = given.unit if given.unit.startswith(unit) else unit + given.unit
        elif unit in {"万", "亿"} and _MONEY.search(given.indicator + (around.subject or "")):
            unit += "元"
    if around.per and unit and canonical(unit)[0] == "元":
        unit = f"{unit}/{around.per}"
    whole, _, per = unit.partition("/") if unit else ("", "", "")
    if (every := period(per)) and canonical(whole)[0] != "元":
        return whole or None, every
    return unit, around.frequency


def _from_name(indicator: str) -> tuple[Basis, Direction | None]:
    """Basis and direction of a bare percentage under an indicator that names a change."""
    for part in re.split(r"[,;、。]", indicator):
        if _VARIATION.search(part):
            return "relative_change", None
        if match := _CHANGES.search(part) or _CHANGES_FIRST.search(part):
            return "relative_change", "increase" if match["up"] else "decrease"
    return "level", None


def _bounded(clause: Clause) -> Clause:
    """With its interval: what the value may be, in the canonical unit, a decrease counted below zero."""
    if clause.value is None:
        return clause
    value = clause.value * canonical(clause.unit)[1]
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    inclusive = clause.comparator not in {"gt", "lt"}
    low = value if clause.comparator in {"ge", "gt", "eq"} else None
    high = value if clause.comparator in {"le", "lt", "eq"} else None
    if clause.direction == "decrease" and clause.basis != "level":
        low, high = (-high if high is not None else None), (-low if low is not None else None)
    return replace(clause, low=low, low_inclusive=inclusive or low is None, high=high, high_inclusive=inclusive or high is None)
