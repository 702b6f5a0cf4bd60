"""Numbers of list items within running text: 1、 2. (3) （四） 五、 ⑥ 一是 第一，; and lines that begin with one, or with a label."""

import re
from dataclasses import dataclass

from ingest.words.numerals import numeral
from ingest.words.text import fold

_CN = "[一二三四五六七八九十]{1,3}"
_CIRCLED = frozenset(map(chr, range(ord("①"), ord("⑳") + 1)))
_STYLES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\((?P<cn>{_CN})\)",
        rf"(?<![{'一二三四五六七八九十百千万零第'}])(?P<cn>{_CN})、",
        r"(?<![\d.×*])(?P<number>\d{1,2})、(?!\d)",
        r"(?<![\d.×*])(?P<number>\d{1,2})\.(?!\d)",
        r"\((?P<number>\d{1,2})\)",
        r"(?<![\d(])(?P<number>\d{1,2})\)",
        r"(?P<circled>[①-⑳])",
        r"(?P<cn>[一二三四五六七八九十])是",
        rf"第(?P<cn>{_CN})[,、]",
    )
)

NAME_PREFIX = re.compile(r"^(?:指标\s*\d{1,2}\s*[:：.、]\s*|[(（]?\d{1,2}[)）]?\s*[、.．)）:：]\s*(?!\d)|[①-⑳]|[A-Z]\d{0,2}[、.．]\s*)")
"""The mark before one entry: 指标1： 1. ① (2)."""


_ITEM = re.compile(rf"[（(]?{_CN}[）)、]|[（(]?\d{{1,2}}(?:[）)]|[、.．](?!\d))|[①-⑳]|[一二三四五六七八九十]是")
_DEPTHS = tuple(map(re.compile, (rf"{_CN}[、.．]", rf"\({_CN}\)", r"\d{1,2}[、.．](?!\d)", r"\(?\d{1,2}\)", "[①-⑳]")))
"""Marks from the outermost list to the innermost, as official documents number them (GB/T 9704-2012, 7.3.3)."""
UNMARKED = len(_DEPTHS)
_LABEL = re.compile(r"[㐀-鿿“”《》（）()、]{2,15}[㐀-鿿）)](?<![是为中有下即])[:：]\s*\S")


def begins_item(line: str) -> bool:
    """Whether a line is the begin of a list's item, and so goes on with no line before it."""
    return _ITEM.match(line) is not None


def depth_of(line: str) -> int:
    """How deep in a list its mark says that a line is: 0 for 一、, 1 for （一）, 2 for 1.; UNMARKED without a mark."""
    text = line.strip()
    folded = text[:1] + fold(text[1:]) if text[:1] in _CIRCLED else fold(text)  # folding would make ① a bare 1
    return next((depth for depth, mark in enumerate(_DEPTHS) if mark.match(folded)), UNMARKED)


def begins_label(line: str) -> bool:
    """Whether a line begins with a label (资金执行时间：…), which may yet be part of a sentence that a line break cut."""
    return _LABEL.match(line) is not None


@dataclass(frozen=True, slots=True)
class ListMark:
    start: int
    end: int


def numbered(text: str) -> list[ListMark]:
    """The marks of the outermost list of folded text: two or more that count up from 1, one missing at most; or none."""
    best: list[ListMark] = []
    for style in _STYLES:
        marks: list[ListMark] = []
        last = 0
        for match in style.finditer(text):
            number = _number(match)
            if number is not None and (number == last + 1 or (last and number == last + 2)):
                marks.append(ListMark(match.start(), match.end()))
                last = number
        if len(marks) >= 2 and (not best or marks[0].start < best[0].start):
            best = marks
    return best


def _number(match: re.Match[str]) -> int | None:
    found = match.groupdict()
    if found.get("circled"):
        return ord(found["circled"]) - ord("①") + 1
    if found.get("number"):
        return int(found["number"])
    value = numeral(found["cn"])
    return None if value is None else int(value)
