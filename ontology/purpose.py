"""What a project's name says its money is for (用途), so that programmes of different agencies can be compared.

The words are data, in `codes/programme_words.toml`: who pays, how the money is given, what a body spends on itself.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from ontology.iri import fold
from ontology.programmes import programme_name

_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")
_LEAST = 2
"""Characters that a purpose has at least; less says nothing."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is left of a name, and how far it may be compared."""

    text: str
    """Without payer, form of money, and words that change nothing; empty where nothing is left."""
    distinct: tuple[str, ...]
    """Its parts without the agency's own field: of a petition office, 信访 distinguishes nothing."""
    running: bool
    """Whether it is a running cost (运转性支出) of the body itself."""


@dataclass(frozen=True, slots=True)
class _Words:
    payers: re.Pattern[str]
    forms: tuple[str, ...]
    openings: re.Pattern[str]
    fillers: re.Pattern[str]
    shared: re.Pattern[str]
    running: re.Pattern[str]


@cache
def _words() -> _Words:
    words: dict[str, list[str]] = tomllib.loads(files("ontology").joinpath("codes/programme_words.toml").read_text("utf-8"))

    def any_of(key: str) -> str:
        return "|".join(map(re.escape, sorted(words[key], key=len, reverse=True)))

    return _Words(
        re.compile(any_of("payers")),
        tuple(words["forms"]),
        re.compile(rf"^(?:{any_of('openings')})+"),
        re.compile(any_of("fillers")),
        re.compile(any_of("shared_forms")),
        re.compile(any_of("running_costs")),
    )


@lru_cache(maxsize=65536)
def purpose(project: str, function: str = "", places: tuple[str, ...] = ()) -> Purpose:
    """The purpose of a project of an agency.

    function: the agency's name without its place, such as 信访局
    places:   names of the divisions that it lies in; they are no part of a purpose

    >>> purpose("市县两级解决疑难信访问题资金", "信访局")
    Purpose(text='疑难信访', distinct=('疑难',), running=False)
    >>> purpose("保安服务费", "信访局").running
    True
    """
    words = _words()
    name = fold(project)
    running = bool(words.running.search(name)) and not words.shared.search(name)
    rest = _BRACKETS.sub("", programme_name(name))
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, "")
    rest = words.openings.sub("", words.payers.sub("", rest))
    rest = words.fillers.sub("", _without_endings(rest, words.forms))
    rest = _without_endings(rest, words.forms)
    text = rest if len(rest) >= _LEAST else ""
    parts = text.split(own) if (own := field(function)) else [text]
    return Purpose(text, tuple(part for part in parts if len(part) >= _LEAST), running)


def _without_endings(text: str, endings: tuple[str, ...]) -> str:
    """Without all that it ends in, one ending before the other.

    No pattern: 补助资金 is one ending or two, so that a line of them that ends otherwise takes exponential time.
    """
    starts = {len(text)}
    longest = max(map(len, endings))
    start = first = len(text)
    while start and first - start < longest:
        start -= 1
        if any(start + len(ending) in starts and text.startswith(ending, start) for ending in endings):
            starts.add(start)
            first = start
    return text[:first]


@lru_cache(maxsize=4096)
def field(function: str) -> str:
    """What an agency is in charge of: 信访 of 信访局, 卫生健康 of 卫生健康委员会. Empty where that is not in its name."""
    found = re.fullmatch(
        r"(?:国家|自治区|省|市|县|区)?(.{2,}?)(?:委员会|管理局|总局|局|厅|部|办公室|办|委|处|中心|分局|支队)", fold(function)
    )
    return found[1] if found else ""
