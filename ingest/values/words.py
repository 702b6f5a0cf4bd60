"""The word lists of `words.toml` as compiled patterns."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from ontology.records import Comparator

Direction = Literal["increase", "decrease", "maintain"]


def any_of(words: Iterable[str]) -> str:
    """Alternatives of a regular expression, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@dataclass(frozen=True, slots=True)
class ValueWords:
    unit: str
    """Regular expression of one unit."""
    scale: str
    symbol: str
    before: str
    after: str
    comparators: Mapping[str, Comparator]
    """Symbol or word -> comparator; words before and after a number never clash."""
    symbols: frozenset[str]
    units: frozenset[str]
    aliases: Mapping[str, str]
    canonical: Mapping[str, tuple[str, Decimal]]
    scales: Mapping[str, Decimal]
    approximate_before: str
    approximate_after: str
    links: str
    verbs: frozenset[str]
    lead_ins: str
    change: str
    directions: Mapping[str, Direction]
    baselines: Mapping[str, str]
    baseline: str
    zero: re.Pattern[str]
    rating: re.Pattern[str]
    rating_directions: tuple[tuple[str, Direction], ...]


@cache
def value_words() -> ValueWords:
    """Read once, on first use."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        raw = tomllib.load(file)
    units, comparators, words, ratings, zero = raw["units"], raw["comparators"], raw["words"], raw["ratings"], raw["zero"]
    meaning: dict[str, Comparator] = dict(comparators["symbols"])
    for place in ("before", "after"):
        for comparator, spellings in comparators[place].items():
            meaning.update(dict.fromkeys(spellings, comparator))
    directions: dict[str, Direction] = {}
    rating_directions: list[tuple[str, Direction]] = []
    for direction in ("increase", "decrease", "maintain"):
        directions.update(dict.fromkeys(words[direction], direction))
        rating_directions.extend((word, direction) for word in ratings[direction])
    baselines = {word: name for name, spellings in raw["baselines"].items() for word in spellings}
    before = [word for spellings in comparators["before"].values() for word in spellings]
    after = [word for spellings in comparators["after"].values() for word in spellings]
    events = any_of(zero["events"])
    return ValueWords(
        unit=any_of([*units["same"], *units["alias"], *units["canonical"]]),
        scale=any_of(units["scales"]),
        symbol=any_of(comparators["symbols"]),
        before=any_of(before),
        after=any_of(after),
        comparators=meaning,
        symbols=frozenset(comparators["symbols"]),
        units=frozenset(units["same"]),
        aliases=units["alias"],
        canonical={unit: (base, Decimal(factor)) for unit, (base, factor) in units["canonical"].items()},
        scales={word: Decimal(factor) for word, factor in units["scales"].items()},
        approximate_before=any_of(words["approximate_before"]),
        approximate_after=any_of(words["approximate_after"]),
        links=any_of(words["links"]),
        verbs=frozenset(words["verbs"]),
        lead_ins=any_of(words["lead_ins"]),
        change=any_of(directions),
        directions=directions,
        baselines=baselines,
        baseline=any_of(baselines),
        zero=re.compile(
            rf"(?:{any_of(zero['before'])})(?P<event>(?![率数度]).+)"
            rf"|无(?P<around>.+?)(?:{any_of(zero['around'])})$"
            rf"|(?:^|(?<=[现到]))(?P<what>.*?)零发生$"
            rf"|^[无零](?P<bare>[^\d]*?(?:{events}))$"
        ),
        rating=re.compile(
            rf"(?:{any_of(ratings['degrees'])}){{0,2}}(?:{any_of(ratings['core'])})(?:[、和]?(?:{any_of(ratings['core'])}))?"
        ),
        rating_directions=tuple(rating_directions),
    )


@cache
def canonical(unit: str | None) -> tuple[str | None, Decimal]:
    """The unit that intervals are counted in, and how many of it one `unit` is: 万元 is (元, 10000)."""
    words = value_words()
    if unit is None:
        return None, Decimal(1)
    if unit in words.canonical:
        return words.canonical[unit]
    whole, _, per = unit.partition("/")
    if per:
        base, factor = canonical(whole)
        return f"{base}/{per}", factor
    scale = None if unit in words.units else re.match(words.scale, unit)
    if scale and unit != scale.group():
        base, factor = canonical(unit[scale.end() :])
        return base, factor * words.scales[scale.group()]
    return (None, words.scales[unit]) if unit in words.scales else (unit, Decimal(1))
