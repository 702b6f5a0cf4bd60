"""Numbers of workbooks as text: as the cell's number format prints them, but never rounded.

A workbook stores binary fractions and a format (ECMA-376 part 1, 18.8.31). What a reader of the sheet sees is the number
in that format; what is kept here has the same signs, unit and percent, and every digit that the number really has.
"""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "#,##0", 6: "#,##0", 7: "#,##0.00", 8: "#,##0.00",
    9: "0%", 10: "0.00%", 11: GENERAL, 12: GENERAL, 13: GENERAL, 14: "yyyy-m-d", 15: "yyyy-m-d", 16: "m-d", 17: "yyyy-m",
    18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss",
    48: GENERAL, 49: "@",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: "h:mm", 33: "h:mm:ss",
    34: "h:mm", 35: "h:mm:ss", 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: "h:mm", 56: "h:mm:ss", 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that files name by number only; 27 to 36 and 50 to 58 as Chinese versions of Excel show them."""

_TOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\!].|_.|\*.|General|AM/PM|.', re.IGNORECASE | re.DOTALL)
_MILLIONTH = Decimal("0.000001")
"""The last place of amounts in 万元 that are exact to the cent."""
_NOISE = Decimal("1e-11")
_KNOWN_DIGITS = 15
"""Decimal digits that a binary fraction of 64 bits holds for certain; Excel keeps no more either."""


class _Section(NamedTuple):
    before: str
    after: str
    integers: int
    """Least number of digits before the point: `000`."""
    least: int
    most: int
    """Decimal places, least and most."""
    grouped: bool
    percents: int
    divisor: Decimal
    date: str
    """The letters y, m, d, h, s of a date format; "" for a number."""
    digits: bool
    """False for a section of words only, or an empty one."""


def plain(value: float) -> str:
    """The shortest decimal that is this number, without the noise that sums of binary fractions leave at the end.

    >>> plain(42.14000000001), plain(0.1 + 0.2), plain(1381300.0), plain(19531249.9996)
    ('42.14', '0.3', '1381300', '19531249.9996')
    """
    full = Decimal(f"{value:.{_KNOWN_DIGITS}g}").normalize()
    if _places(full) >= 9:
        short = full.quantize(_MILLIONTH).normalize()
        if abs(full - short) <= _NOISE * max(Decimal(1), abs(full)):
            full = short
    return f"{full:f}" if full else "0"


def _places(number: Decimal) -> int:
    return max(0, -int(number.as_tuple().exponent))


def is_exact(value: float) -> bool:
    """False where digits are lost: a code of sixteen or more digits that was typed in as a number."""
    return abs(value) < float(10**_KNOWN_DIGITS)


def shown(value: float, code: str, base_1904: bool = False) -> str:
    """The number in the format `code`.

    >>> shown(1381300, "#,##0.00"), shown(0.95, "0%"), shown(3, "00"), shown(-5, "0.00_);(0.00)"), shown(138.1349, "0.00")
    ('1,381,300.00', '95%', '03', '(5.00)', '138.1349')
    >>> shown(123456, "0!.0,"), shown(12.5, '0.0"万元"'), shown(45047, 'yyyy"年"m"月"'), shown(0, "0;-0;;")
    ('12.3456', '12.5万元', '2023年5月', '')
    """
    if not is_exact(value):
        return f"{value:.6G}"
    sections = _sections(code)
    if sections[0].date:
        return _date(value, sections[0].date, "年" in code, base_1904)
    section, negative = sections[0], value < 0
    if negative and len(sections) > 1 and sections[1].digits:
        section = sections[1]
    elif value == 0 and len(sections) > 2:
        if not sections[2].digits and not sections[2].before.strip():
            return ""
        section = sections[2] if sections[2].digits else section  # a dash that accountants print for zero is a zero
    if not section.digits:
        return plain(value)
    number = Decimal(plain(abs(value))) * 100**section.percents / section.divisor
    text = _digits(number, section)
    signed = negative and not re.search(r"[-(（]", section.before)
    return f"{'-' if signed else ''}{section.before}{text}{section.after}".strip()


def _digits(number: Decimal, section: _Section) -> str:
    own = _places(number.normalize()) if number else 0
    places = max(section.least, own) if section.most or own else 0
    whole, _, fraction = f"{number:.{places}f}".partition(".")
    whole = f"{int(whole):,}" if section.grouped else whole
    return whole.zfill(section.integers) + (f".{fraction}" if fraction else "")


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(code):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(map(_section, parts))


def _section(tokens: list[str]) -> _Section:
    before, after, date = "", "", ""
    integers = least = most = percents = commas = shift = 0
    point = digits = grouped = shifted = False
    for token in tokens:
        if token in "0#?":
            grouped, commas = grouped or commas > 0, 0
            digits = digits or token != "?"  # alone it only keeps a place free
            shift += shifted
            if point:
                most, least = most + 1, least + (token == "0")
            else:
                integers += token == "0"
        elif token.lower() == "general":
            digits, most = True, 9
        elif token == "." and digits and not point:
            point = True
        elif token == "," and digits:
            commas += 1
        elif token == "%":
            percents, after = percents + 1, after + "%"
        elif token[0] in "[_*@":
            continue
        elif token.lower() in {"y", "m", "d", "h", "s", "am/pm", "e", "g", "b", "a"}:
            date += token[0].lower()
        else:
            literal = token[1:-1] if token[0] == '"' else token[-1]
            if literal == "." and digits and token[0] in "\\!":
                shifted = True  # 0!.0, prints yuan in 万元
            elif digits:
                after += literal
            else:
                before += literal
    date = "" if digits else "".join(c for c in date if c in "ymdhs")
    divisor = Decimal(1000) ** commas * Decimal(10) ** shift
    return _Section(before, after, max(0, integers - shift), least, most, grouped, percents, divisor, date, digits)


def _date(value: float, letters: str, chinese: bool, base_1904: bool) -> str:
    start = datetime(1904, 1, 1) if base_1904 else datetime(1899, 12, 30)
    try:
        moment = start + timedelta(seconds=round(value * 86400))
    except OverflowError:
        return plain(value)
    year, day = "y" in letters, "d" in letters
    month = day or "m" in letters.replace("hm", "").replace("ms", "").replace("hmm", "")
    names = ("年", "月", "日") if chinese else ("-", "-", "")
    parts = [f"{moment.year}{names[0]}"] if year else []
    if month:
        parts.append((f"{moment.month}" if chinese or not year else f"{moment.month:02}") + names[1])
    if day:
        parts.append((f"{moment.day}" if chinese or not year else f"{moment.day:02}") + names[2])
    text = "".join(parts).rstrip("-")
    if "h" in letters and (not text or (moment.hour, moment.minute, moment.second) != (0, 0, 0)):
        text += f" {moment:%H:%M}"
    return text.strip()
