"""Which programmes (资金项目) of different agencies belong together: pairs with a score and what speaks for them.

What speaks for a pair, the strongest first:

number   both cite one document by its number (文号)
name     the names leave the same purpose (用途) without year, payer, place and form of money
title    both cite one regulation on money by its title
meaning  the purpose that each name states is spoken of by the other's texts, and the texts are near in meaning

A score is a function of the two programmes alone: adding documents never changes it, so pairs that were compared
once need not be compared again. Running costs (运转性支出) of a body are never compared with those of another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

from ontology.links import ASSERTED, OFFERED, ProgrammeLink
from search.encoder import Encoder, load_encoder
from search.programmes import Programme
from search.vectors import Vectors

_SAME_NUMBER, _SAME_TITLE = 0.95, 0.9
_SAME_NAME, _SAME_NAME_ELSEWHERE, _SAME_PURPOSE = 0.97, 0.9, 0.92
_CITED_TOGETHER = 0.4
"""Least that must be said of each other by two programmes that cite one document: a document may be about many."""
_OWN, _OTHER, _NEAR = 0.5, 0.3, 0.2
"""Weights of the smaller and the larger coverage of the purposes, and of the nearness of the texts."""
_UNSURE = float(ASSERTED) - 0.01
_LEAST_COVERAGE = (float(OFFERED) - _OTHER - _NEAR) / _OWN
_LONG_NAME = 6
"""Characters of a purpose that says enough where the agencies are in charge of different things."""


_FIRST = 10


@dataclass(frozen=True, slots=True)
class Compared:
    score: float
    evidence: tuple[str, ...]


def link(
    programmes: Mapping[str, Programme],
    changed: Iterable[str] | None = None,
    before: Iterable[ProgrammeLink] = (),
    encoder: Encoder | None = None,
) -> list[ProgrammeLink]:
    """All pairs worth offering, sorted.

    changed: the programmes that are new or say something new since the links `before` were found, none of which may
             be gone; only they are compared. None for all.
    """
    able = {iri: item for iri, item in programmes.items() if item.purpose.text and not item.purpose.running}
    fresh = able.keys() if changed is None else able.keys() & set(changed)
    first = _first(able)
    pairs = _candidates(able, fresh)
    vectors = _vectors(able, {iri for pair in pairs for iri in pair}, encoder)
    kept = [item for item in before if not {item.left, item.right} & fresh and not first.isdisjoint((item.left, item.right))]
    found = [item for item in kept if {item.left, item.right} <= able.keys()]
    for left, right in sorted(pairs):
        compared = compare(able[left], able[right], float(vectors[left] @ vectors[right]))
        score = Decimal(compared.score).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if score >= OFFERED:
            found.append(ProgrammeLink(left, right, score, compared.evidence, "asserted" if score >= ASSERTED else "proposed"))
    return sorted(found, key=lambda item: (item.left, item.right))


def compare(left: Programme, right: Programme, near: float) -> Compared:
    """What speaks for two programmes being one. `near`: cosine of the vectors of their texts."""
    related = _related(left.field, right.field)
    first, second = (item.purpose.distinct if related else (item.purpose.text,) for item in (left, right))
    found: list[tuple[float, str]] = []
    if first and second:
        coverages = _coverage(first, right.wording), _coverage(second, left.wording)
        low, high = min(coverages), max(coverages)
        if low + high >= _CITED_TOGETHER:
            found += [(_SAME_NUMBER, f"文号相同：{number}") for number in sorted(left.numbers & right.numbers)[:1]]
            found += [(_SAME_TITLE, f"依据相同：《{title}》") for title in sorted(left.titles & right.titles)[:1]]
        shown = "…".join(first)
        if left.purpose.text == right.purpose.text and (related or len(left.purpose.text) >= _LONG_NAME):
            score = _SAME_NAME if related else _SAME_NAME_ELSEWHERE
            found.append((score, f"名称去掉年度、出资方和资金形式后相同：{left.purpose.text}"))
        elif related and first == second:
            found.append((_SAME_PURPOSE, f"同一职能（{left.field}）之下用途相同：{shown}"))
        score = _OWN * low + _OTHER * high + _NEAR * max(near, 0.0)
        if high < 1:  # each name has something of which the other never speaks: 奖励扶助 and 特别扶助
            score = min(score, _UNSURE)
        said = f"“{shown}”与“{'…'.join(second)}”在对方文字中出现 {coverages[0]:.0%}、{coverages[1]:.0%}，文字相近 {max(near, 0.0):.2f}"
        found.append((score, said))
    found.sort(key=lambda item: -item[0])
    worth = [text for score, text in found if score >= float(OFFERED)]
    return Compared(found[0][0] if found else 0.0, tuple(worth))


def _related(left: str, right: str) -> bool:
    """Whether two agencies are in charge of the same: 教育 and 教育体育, 农业农村 and 农业."""
    if not left or not right:
        return False
    shared = len(set(left) & set(right))
    return left in right or right in left or shared / min(len(set(left)), len(set(right))) >= 0.6


def _coverage(parts: tuple[str, ...], text: str) -> float:
    """Share of the characters that stand in a pair of neighbours which the text has too."""
    whole = covered = 0
    for part in parts:
        hit = [False] * len(part)
        for start in range(len(part) - 1):
            if part[start : start + 2] in text:
                hit[start] = hit[start + 1] = True
        whole += len(part)
        covered += sum(hit)
    return covered / whole if whole else 0.0


def _pairs_of(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1)}


def _candidates(able: Mapping[str, Programme], fresh: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs with a fresh programme of which each states a purpose that the other speaks of.

    Of one purpose only the first programmes are compared with all others. Of two that are not among the first no pair
    is: three thousand counties that pay one allowance are joined by their links to the first, not by four million of
    their own.
    """
    same = _by_purpose(able)
    first = _first(able)
    needed = {text: min(_least_pairs(able[iri]) for iri in iris) for text, iris in same.items()}
    postings: dict[str, list[str]] = defaultdict(list)
    for text in same:
        for pair in _pairs_of(text):
            postings[pair].append(text)
    citing: dict[str, set[str]] = defaultdict(set)
    for iri in first:
        for number in able[iri].numbers | able[iri].titles:
            citing[number].add(iri)
    found = set()
    for iri in fresh:
        item = able[iri]
        spoken = Counter(text for pair in _pairs_of(item.wording) & postings.keys() for text in postings[pair])
        cited = {other for number in item.numbers | item.titles for other in citing[number]}
        near = {other for text, count in spoken.items() if count >= needed[text] for other in same[text] if iri in first or other in first}
        found |= {(min(iri, other), max(iri, other)) for other in (near | cited) - {iri} if _worth(item, able[other])}
    return found


def _by_purpose(able: Mapping[str, Programme]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(able):
        found[able[iri].purpose.text].append(iri)
    return found


def _first(able: Mapping[str, Programme]) -> set[str]:
    """The first programmes of every purpose."""
    return {iri for iris in _by_purpose(able).values() for iri in iris[:_FIRST]}


def _least_pairs(item: Programme) -> int:
    """Pairs of neighbours that a text has at least which covers the purpose far enough: one covers two characters."""
    length = min(len(item.purpose.text), sum(map(len, item.purpose.distinct)) or len(item.purpose.text))
    return max(1, ceil(length * _LEAST_COVERAGE / 2))


def _cited(left: Programme, right: Programme) -> bool:
    return bool(left.numbers & right.numbers or left.titles & right.titles)


def _worth(left: Programme, right: Programme) -> bool:
    if _cited(left, right):
        return True
    related = _related(left.field, right.field)
    first, second = (item.purpose.distinct if related else (item.purpose.text,) for item in (left, right))
    return _coverage(first, right.wording) >= _LEAST_COVERAGE and _coverage(second, left.wording) >= _LEAST_COVERAGE


def _vectors(able: Mapping[str, Programme], wanted: set[str], encoder: Encoder | None) -> dict[str, Vectors]:
    if not wanted:
        return {}
    order = sorted(wanted)
    made = (encoder or load_encoder()).encode([able[iri].wording for iri in order])
    return dict(zip(order, made, strict=True))
