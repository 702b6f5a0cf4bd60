"""Texts that repeat (照抄): goals, overviews, explanations and lists of indicators, with the passage that two places share.

Exact copies are found by their text; parts of texts by winnowing (Schleimer, Wilkerson, Aiken 2003): of every window of
k-grams one is kept, so every shared stretch of at least SHORTEST characters (ROWS rows of a target table) is found,
and each is then extended as far as the two texts agree. MinHash tells that two texts are alike, but neither where nor
when a short text stands inside a long one; a suffix array tells the same as this for all texts at once, in memory for
all of them.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Literal, cast

from ontology.wording import normalize
from search.graph.store import GraphStore, Term

Kind = Literal["goal", "overview", "description", "indicators"]
Tokens = str | tuple[str, ...]
"""Characters of prose, rows of a list of indicators."""
Scope = Literal["same-year", "other-year", "across"]
"""Of one agency in one year, of one agency in several years, of several agencies."""

SHORTEST = 20
"""Characters of the shortest passage that is told."""
ROWS = 3
"""Rows of a target table that must follow each other in both places."""
_GRAM, _WINDOW = 13, 8
COMMON = 200
"""A stretch that more texts share is a phrase of the trade, and makes no pairs."""
_LABEL = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、.．]\s*)?(?:[一-龥]{0,6}目标(?:\s*\d{1,2})?|[一-龥]{2,4}(?:概况|概述|内容|依据|名称|说明|情况))\s*[:：]"
)
"""A label of the form in front of what was filled in."""
_TITLE = re.compile(r"《[^》]{0,200}》")
_PUNCTUATION = re.compile(r"[^0-9a-z\u3400-\u9fff]+")

_BODY = """
  OPTIONAL {
    ?thing bkg:agency ?body . ?body rdfs:label ?own .
    OPTIONAL { ?body bkg:mergedInto/rdfs:label ?main } OPTIONAL { ?body bkg:division ?region }
  }"""
_PROSE = f"""
SELECT ?thing ?kind ?text ?project ?own ?main ?region ?year WHERE {{
  {{
    ?thing bkg:goalText ?text ; bkg:ofPlan ?plan . BIND("goal" AS ?kind)
    OPTIONAL {{ ?plan bkg:ofDeclaration/rdfs:label ?project }} OPTIONAL {{ ?plan bkg:fiscalYear ?year }}
  }} UNION {{
    ?thing bkg:overview ?text ; rdfs:label ?project . BIND("overview" AS ?kind)
    OPTIONAL {{ ?thing bkg:fiscalYear ?year }}
  }} UNION {{
    ?thing bkg:indicatorDescription ?text ; bkg:ofPlan ?plan . BIND("description" AS ?kind)
    OPTIONAL {{ ?plan bkg:ofDeclaration/rdfs:label ?project }} OPTIONAL {{ ?plan bkg:fiscalYear ?year }}
  }}{_BODY}
}}"""
_ROWS = f"""
SELECT ?thing ?name ?value ?horizon ?project ?own ?main ?region ?year ?line ?row WHERE {{
  ?target bkg:forIndicator ?indicator ; bkg:horizon ?horizon . ?indicator rdfs:label ?name ; bkg:ofPlan ?thing .
  # Decision and process (投入、过程) are asked of every project in the same words: that is the form, and no copying.
  FILTER NOT EXISTS {{ ?indicator bkg:category ?asked FILTER(?asked IN (bkgc:category-input, bkgc:category-process)) }}
  OPTIONAL {{ ?target bkg:rawValue ?value }}
  OPTIONAL {{ ?thing bkg:ofDeclaration/rdfs:label ?project }} OPTIONAL {{ ?thing bkg:fiscalYear ?year }}
  OPTIONAL {{ ?target prov:wasDerivedFrom ?cell . OPTIONAL {{ ?cell bkg:lineStart ?line }} OPTIONAL {{ ?cell bkg:row ?row }} }}{_BODY}
}}"""


@dataclass(frozen=True, slots=True)
class Text:
    """One text that a document prints."""

    iri: str
    kind: Kind
    text: str
    """As printed; of a list of indicators one row a line."""
    agency: str | None
    region: str | None
    year: int | None
    project: str | None
    """None for the plan of a whole department."""

    @property
    def body(self) -> tuple[str, str]:
        return self.agency or "", self.region or ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage and the places that print it."""

    passage: str
    """As the first place prints it."""
    kind: Kind
    length: int
    """Characters without white space and punctuation; rows of a list of indicators."""
    share: float
    """Of the shorter of the texts, how much is shared with the other, all shared passages together."""
    exact: bool
    """Whether the whole texts are equal."""
    scope: frozenset[Scope]
    places: tuple[Text, ...]


def texts(store: GraphStore) -> list[Text]:
    """All texts of a store that may be copied, sorted."""
    found: dict[tuple[str, str, str], Text] = {}
    for row in store.select(_PROSE):
        thing, kind, text, project, own, main, region, year = map(_text, row)
        if thing and kind and text:
            made = _made(thing, cast(Kind, kind), _LABEL.sub("", text.strip()), main or own, region, year, project)
            found[thing, kind, text] = made
    lists: dict[tuple[str, str], list[tuple[tuple[int, int], str]]] = defaultdict(list)
    about: dict[str, tuple[str | None, str | None, str | None, str | None]] = {}
    for row in store.select(_ROWS):
        thing, name, value, horizon, project, own, main, region, year, line, printed = map(_text, row)
        if thing and name and horizon:
            lists[thing, horizon].append(((int(line or 0), int(printed or 0)), f"{name}：{value or ''}"))
            about[thing] = (main or own, region, year, project)
    for (thing, horizon), rows in lists.items():
        text = "\n".join(dict.fromkeys(row for _, row in sorted(rows)))
        found[thing, horizon, text] = _made(thing, "indicators", text, *about[thing])
    once = {(text.iri, text.text): text for _, text in sorted(found.items())}  # one plan's list for two horizons
    return [once[key] for key in sorted(once)]


def _made(thing: str, kind: Kind, text: str, agency: str | None, region: str | None, year: str | None, project: str | None) -> Text:
    return Text(thing, kind, text, agency, region.rsplit("/", 1)[1][:6] if region else None, int(year) if year else None, project)


def copies(found: Iterable[Text], shortest: int = SHORTEST) -> list[Copy]:
    """Every passage that two texts of one kind share, the longest first. Texts of one plan are one text said again."""
    kinds: dict[Kind, dict[Tokens, list[Text]]] = defaultdict(lambda: defaultdict(list))
    for text in found:
        tokens, _ = _tokens(text)
        if tokens:
            kinds[text.kind][tokens].append(text)
    made: list[Copy] = []
    for kind, same in kinds.items():
        least = ROWS if kind == "indicators" else shortest
        ordered = sorted(same.items(), key=lambda item: (item[1][0].iri, item[1][0].text))
        for tokens, printed in ordered:
            if len(tokens) >= least and (scope := _scope(printed)):
                made.append(Copy(printed[0].text, kind, len(tokens), 1.0, True, scope, _once(printed)))
        made += _partial(kind, ordered, least)
    return sorted(made, key=lambda copy: (-copy.length, copy.kind, copy.passage, copy.places[0].iri))


def _partial(kind: Kind, ordered: Sequence[tuple[Tokens, list[Text]]], least: int) -> Iterator[Copy]:
    gram, window = (ROWS, 1) if kind == "indicators" else (min(_GRAM, max(least - _WINDOW + 1, 4)), _WINDOW)
    seeds = _seeds([tokens for tokens, _ in ordered], gram, window)
    folded: dict[Tokens, tuple[str, float, list[Text]]] = {}
    for (left, right), places in sorted(seeds.items()):
        (one, printed), (other, others) = ordered[left], ordered[right]
        if not _scope([*printed, *others]):
            continue
        runs = _maximal(one, other, places, gram, least)
        if not runs:
            continue
        start, length = max(runs, key=lambda run: (run[1], -run[0]))
        share = min(1.0, sum(length for _, length in runs) / min(len(one), len(other)))
        passage = _printed(printed[0], start, length)
        if kind != "indicators" and _outside_titles(printed[0], start, length) < least // 2:
            continue  # titles of laws are cited, not copied
        known = folded.setdefault(one[start : start + length], (passage, share, []))
        for text in (*printed, *others):
            if text not in known[2]:
                known[2].append(text)
        folded[one[start : start + length]] = (known[0], max(known[1], share), known[2])
    for tokens, (passage, share, printed) in folded.items():
        yield Copy(passage, kind, len(tokens), round(share, 2), False, _scope(printed), _once(printed))


def _once(printed: Iterable[Text]) -> tuple[Text, ...]:
    """Each place once, though a plan may say it for two horizons."""
    places = {text.iri: text for text in reversed(list(printed))}
    return tuple(sorted(places.values(), key=lambda text: (text.agency or "", text.year or 0, text.project or "", text.iri)))


def _seeds(every: Sequence[Tokens], gram: int, window: int) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Pairs of texts with positions at which they share a k-gram."""
    index: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for number, tokens in enumerate(every):
        for position, value in _winnowed(tokens, gram, window):
            index[value].setdefault(number, []).append(position)
    found: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for places in index.values():
        if 1 < len(places) <= COMMON:
            for left, right in combinations(sorted(places), 2):
                found[left, right] += [(one, other) for one in _ends(places[left]) for other in _ends(places[right])]
    return found


def _ends(positions: list[int]) -> Iterable[int]:
    """Of a text that repeats one k-gram over and over its first and last places: the ends of two such stretches align."""
    return dict.fromkeys((*positions[:4], *positions[-4:]))


def _winnowed(tokens: Tokens, gram: int, window: int) -> Iterator[tuple[int, int]]:
    """Of each window of k-grams the position and hash of the least, the last of equals."""
    grams = (tokens[start : start + gram] for start in range(len(tokens) - gram + 1))
    values = [zlib.crc32((part if isinstance(part, str) else "\n".join(part)).encode()) for part in grams]
    last = -1
    for start in range(max(len(values) - window + 1, min(len(values), 1))):
        part = values[start : start + window]
        least = min(part)
        position = start + len(part) - 1 - part[::-1].index(least)
        if position != last:
            last = position
            yield position, least


def _maximal(one: Tokens, other: Tokens, seeds: Iterable[tuple[int, int]], gram: int, least: int) -> list[tuple[int, int]]:
    """Stretches of `one` that `other` has too, as (start, length), none inside another."""
    found: dict[tuple[int, int], int] = {}
    for left, right in sorted(seeds):
        if one[left : left + gram] != other[right : right + gram]:
            continue  # two k-grams of one hash
        start, opposite = left, right
        while start and opposite and one[start - 1] == other[opposite - 1]:
            start, opposite = start - 1, opposite - 1
        end, length = left + gram, right + gram
        while end < len(one) and length < len(other) and one[end] == other[length]:
            end, length = end + 1, length + 1
        if end - start >= least:
            found[start, opposite] = end - start
    runs: list[tuple[int, int]] = []
    for (start, _), length in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        if all(start + length <= known or start >= known + size for known, size in runs):
            runs.append((start, length))
    return sorted(runs)


@cache
def _folded(character: str) -> str:
    return _PUNCTUATION.sub("", normalize(character))


def _tokens(text: Text) -> tuple[Tokens, list[int]]:
    """What is compared, and where each token stands in the print: characters of prose, rows of a list."""
    if text.kind == "indicators":
        rows = text.text.split("\n")
        return tuple(normalize(row) for row in rows), list(range(len(rows)))
    kept = [(folded, place) for place, character in enumerate(text.text) for folded in _folded(character)]
    return "".join(folded for folded, _ in kept), [place for _, place in kept]


def _printed(text: Text, start: int, length: int) -> str:
    _, places = _tokens(text)
    if text.kind == "indicators":
        return "\n".join(text.text.split("\n")[start : start + length])
    return text.text[places[start] : places[start + length - 1] + 1]


def _outside_titles(text: Text, start: int, length: int) -> int:
    """How many characters of a passage stand outside the titles of laws."""
    titles = [match.span() for match in _TITLE.finditer(text.text)]
    places = _tokens(text)[1][start : start + length]
    return sum(not any(first <= place < last for first, last in titles) for place in places)


def _scope(printed: Sequence[Text]) -> frozenset[Scope]:
    """How the places lie to each other; empty where all are said of one thing, or print one declaration twice."""
    found: set[Scope] = set()
    bodies: dict[tuple[str, str], dict[int | None, set[str | None]]] = defaultdict(lambda: defaultdict(set))
    for text in printed:
        bodies[text.body][text.year].add(text.project)
    if len([body for body in bodies if any(body)]) > 1:
        found.add("across")
    for body, years in bodies.items():
        if len(years) > 1:
            found.add("other-year")
        if any(body) and any(len(projects) > 1 for projects in years.values()):
            found.add("same-year")
    return frozenset(found)


def _text(cell: Term | None) -> str | None:
    return cell.value if isinstance(cell, Term) else None
