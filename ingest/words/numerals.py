"""Chinese numerals (中文数字) to exact decimals.

Strict where a guess would invent a number: 百 alone, 一二 or 三两 are no numerals. The library cn2an 0.5.24 has no mode that
is: its strict one refuses 两百五, 三万五 and 二〇二一, its others read 一二 as 12, 三两 as 32 and 一点 as 1.
"""

import re
from decimal import Decimal

_SPELLINGS = ("零〇", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_DIGITS = {char: value for value, chars in enumerate(_SPELLINGS) for char in chars}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}

#: Regular expression of everything that may be a numeral.
NUMERAL = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+(?:点[零〇一二三四五六七八九]+)?"

_POINTS = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)分?")
_LONGEST = 40
"""Letters that a number is spelt with; Python makes no integer of thousands of digits."""
_PLAIN_DIGITS = re.compile(r"[零〇一二三四五六七八九]{3,}")


def numeral(text: str) -> Decimal | None:
    """The number that `text` spells (三千零五十, 两百五, 一点五, 二〇二一), or None where it spells none."""
    if len(text) > _LONGEST:
        return None
    whole, point, fraction = text.partition("点")
    if _PLAIN_DIGITS.fullmatch(whole):
        value: int | None = int("".join(str(_DIGITS[char]) for char in whole))
    else:
        value = _whole(whole)
    if value is None or not all(char in _DIGITS for char in fraction) or bool(point) != bool(fraction):
        return None
    return Decimal(f"{value}.{''.join(str(_DIGITS[char]) for char in fraction)}") if point else Decimal(value)


def _whole(text: str) -> int | None:
    """Parts from the largest on, each below the one before: 一亿二千万三百."""
    if not text:
        return None
    for unit, size in sorted(_MYRIADS.items(), key=lambda item: -item[1]):
        if unit in text:
            left, _, right = text.rpartition(unit)
            high = _whole(left)
            low = _short(right, size) if right else 0
            return None if high is None or low is None else high * size + low
    return _below_myriad(text)


def _below_myriad(text: str) -> int | None:
    total, smallest, rest = 0, 10_000, text
    while rest:
        if rest[0] in "零〇" and len(rest) > 1 and total:
            rest = rest[1:]
            continue
        if rest[0] in "十拾" and not total:  # 十二: only ten goes without its one
            digit, unit, rest = 1, 10, rest[1:]
        elif rest[0] in _DIGITS and len(rest) > 1 and rest[1] in _TENS:
            digit, unit, rest = _DIGITS[rest[0]], _TENS[rest[1]], rest[2:]
        elif len(rest) == 1 and rest in _DIGITS:
            spoken = text[-2:-1] in _TENS and smallest >= 100  # 两百五 is 250
            return total + _DIGITS[rest] * (smallest // 10 if spoken else 1)
        else:
            return None
        if not digit or unit >= smallest:
            return None
        total, smallest = total + digit * unit, unit
    return total


def _short(text: str, size: int) -> int | None:
    if len(text) == 1 and text in _DIGITS:  # 三万五 is 35000
        return _DIGITS[text] * size // 10
    return _whole(text.lstrip("零〇"))


def points(folded: str) -> Decimal | None:
    """A score of up to three digits (96.5, 96.5分), or None for any other text."""
    found = _POINTS.fullmatch(folded)
    return Decimal(found[1]) if found else None
