"""The numbers in a segment of a target value, with the marks that touch them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from ingest.values.text import MASK
from ingest.values.words import value_words
from ingest.words.numerals import NUMERAL, numeral
from ingest.words.rates import units_of
from ontology.records import Comparator

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FLIPPED: dict[Comparator, Comparator] = {"ge": "le", "gt": "lt", "le": "ge", "lt": "gt", "eq": "eq"}
#: A bare number at the end is stated after these: 发生率为0.
_STATED = re.compile(r"(?:为|是|[:率度数量额])$")
#: What 一 goes with in words that count nothing: 一批, 一种, 一级.
_ONE_OF = frozenset("批种类点部处级度面项门队组班村路块")


@dataclass(frozen=True, slots=True)
class Item:
    """One number of a segment, or a range of two, with the marks that touch it. Places are those of the segment."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str | None
    comparator: Comparator | None
    from_symbol: bool
    flipped: bool
    """90%≤满意度: the symbol stands after the number."""
    approximate: bool
    more: bool
    """余, 多: at least, and not exactly."""


def items(masked: str) -> Iterator[Item]:
    """Every quantity of a masked segment, in order."""
    for match in _item_pattern().finditer(masked):
        if item := _item(match, masked):
            yield item


@cache
def _item_pattern() -> re.Pattern[str]:
    words = value_words()
    number = rf"(?:{_NUMBER}|{NUMERAL})"
    unit = (
        rf"(?:(?P<unit{{0}}>{words.unit})(?![a-z半])"
        rf"|(?P<scale{{0}}>{words.scale})(?P<morescale{{0}}>[余多])?(?P<scaled{{0}}>{words.unit})?(?![a-z半]))"
    )
    return re.compile(
        rf"(?P<symbol>{words.symbol})?(?P<part>[百千]分之)?(?P<sign>(?<![\d%一-龥])-)?"
        rf"(?<![\d.])(?<!\d )(?P<first>{number})(?P<more>余|多|来)?"
        rf"{unit.format('1')}?(?P<moreunit>[余多])?"
        rf"(?:[-~至到]{{1,2}}(?P<second>{number})(?![\d:]){unit.format('2')}?)?"
        rf"(?:/每?(?P<per>(?:(?!以[上下内]|左右)[一-龥a-z]){{1,4}}\d?(?:[·.*×/]每?(?:次|人|天|日|月|年度?))?))?"
        rf"(?P<around>{words.approximate_after})?(?P<suffix>{words.after})?(?!部分|部控|外)(?P<flip>[≥≤<>]=?(?=[^\d=]))?"
    )


def _item(match: re.Match[str], masked: str) -> Item | None:
    """The number that was matched, or None where it is none: a Chinese numeral inside a word, a date, a bare number in a sentence."""
    words = value_words()
    value, upper = _decimal(match["first"]), _decimal(match["second"]) if match["second"] else None
    if value is None or (match["second"] and upper is None):
        return None
    if max(value, upper or value) >= 10**15:  # a string of digits that counts nothing
        return None
    which = "2" if match["unit2"] or match["scale2"] else "1"
    printed = match["unit" + which] or (match["scale" + which] or "") + (match["scaled" + which] or "") or None
    unit = words.aliases.get(printed, printed) if printed else None
    if match["part"]:
        unit = "%" if match["part"] == "百分之" else "‰"
    before = masked[: match.start()]
    by_word = re.search(rf"(?:{words.before})$", before)
    alone = not before.strip(":(=") and not masked[match.end() :].strip(").")
    marked = bool(match["symbol"] or by_word or match["flip"])
    if not match["first"][0].isdigit() and not match["part"]:
        if (
            printed is None
            or re.search(r"[第统唯单同逐任专每另某之有数几上]$", before)
            or not (marked or match["suffix"] or match.end() == len(masked))
        ):
            return None
        if value == 1 and unit in _ONE_OF and not marked:
            return None
        if unit in {"级", "分", "点", "号"} and not marked:
            return None
    elif unit is None and not (marked or alone or match["suffix"] or (match.end() == len(masked) and _STATED.search(before))):
        return None
    if unit is None and not marked and re.fullmatch(r"\d{7,}", match["first"]):  # a telephone number, a code
        return None
    if unit in {"月", "日", "号"} and not marked and not match["suffix"]:
        return None
    if unit in {"年", None} and not marked and 1900 <= (upper or value) <= 2100:
        return None
    if unit in {"日", "号", "月"} and re.search(rf"[月年{MASK}]$", before):
        return None
    if unit is None and alone and (rest := re.fullmatch(r"[一-龥]{1,3}", masked[match.end() :])):
        unit = rest.group()
    if match["per"]:
        unit = f"{unit or ''}/{'·'.join(units_of(match['per'])).replace('日', '天')}"
    comparator: Comparator | None = None
    if match["symbol"]:
        comparator = words.comparators[match["symbol"]]
    elif match["flip"]:
        comparator = _FLIPPED[words.comparators[match["flip"]]]
    elif match["suffix"]:
        comparator = words.comparators[match["suffix"]]
    more = bool(match["more"] or match["moreunit"] or match["morescale1"])
    return Item(
        match.start(), match.end(), -value if match["sign"] else value, upper, unit, comparator,
        bool(match["symbol"] or match["flip"]), bool(match["flip"]), more or bool(match["around"]), more,
    )  # fmt: skip


def _decimal(printed: str) -> Decimal | None:
    return Decimal(printed.replace(",", "")) if printed[0].isdigit() else numeral(printed)
