"""Figures and clauses of running text, found in its folded form, which has as many characters as the text."""

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache

from ingest.claims.words import claim_words
from ontology.money import UNITS, Money

_NUMBER = r"(?<![\d.,，-])(?P<number>-?\d{1,3}(?:,\s?\d{3})+(?:\s?\.\s?\d+)?|-?\d(?:[\d ]{0,20}\d)?(?:\s?\.\s?\d(?:[\d ]{0,10}\d)?)?)"
_THRESHOLD = r"(?!\s?(?:以上|以下|以内|及以|/|每|的(?:通用|专用|项目)|起))"
SEPARATOR = re.compile(r"[,;。:()!?]")
STOP = re.compile(r"[。!?]")


def folded(text: str) -> str:
    """The same number of characters in half width; circled numbers stay, for they are list marks."""
    return "".join(_half(c) for c in text)


@lru_cache(maxsize=8192)
def _half(char: str) -> str:
    if "①" <= char <= "⑳":
        return char
    half = unicodedata.normalize("NFKC", char)
    return {"﹒": ".", "−": "-", "％": "%"}.get(char, half if len(half) == 1 else char)


@cache
def events() -> re.Pattern[str]:
    words = claim_words()
    return re.compile(
        rf"{_NUMBER}\s?(?:(?P<percent>%)|(?P<unit>亿元|千万元|百万元|万元|千元|元|亿|万){_THRESHOLD})"
        rf"|(?P<word>{words.maintain})|(?P<reason>{words.reason})|(?P<weak>{words.weak_reason})"
    )


def split(text: str) -> list[tuple[int, int, str]]:
    """Clauses as start, end and the separator before each."""
    clauses, start, before = [], 0, ""
    for match in SEPARATOR.finditer(text):
        clauses.append((start, match.start(), before))
        start, before = match.end(), match[0]
    return [*clauses, (start, len(text), before)]


def decimal(number: str) -> Decimal:
    return Decimal(re.sub(r"[\s,]", "", number))


def money(event: re.Match[str]) -> Money:
    unit = {"万": "万元", "亿": "亿元"}.get(event["unit"], event["unit"])
    return Money(decimal(event["number"]) * UNITS[unit], re.sub(r"\s", "", event["number"]), unit, "printed")
