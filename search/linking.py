"""Which programmes (资金项目) of different agencies belong together: pairs with a score and what speaks for them.

What speaks for a pair, the strongest first:

number   both cite one document by its number (文号)
name     the names leave the same purpose (用途) without year, payer, place and form of money
title    both cite one regulation on money by its title
spoken   the purpose that each name states is spoken of by the other's texts, and the texts are near in meaning
meaning  of agencies in charge of the same, the purposes and the texts lie near each other in the space of the search index

A score is a function of the two programmes alone: adding documents never changes it, so pairs that were compared
once need not be compared again. Running costs (运转性支出) of a body are never compared with those of another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import ceil

import numpy as np

from ontology.links import ASSERTED, OFFERED, ProgrammeLink
from search.encoder import Encoder, encode, load_encoder
from search.programmes import Programme
from search.vectors import Rows

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
_SAME_MEANING, _NEAR_TEXTS, _NEAR_PURPOSES, _WORTH_ASKING = 0.81, 0.86, 0.75, 0.8
"""Cosines from which on texts and purposes together say that two programmes are one, and the texts alone that it be asked."""

_FIRST = 10
_MOST = 10_000
"""Pairs of programmes of two purposes up to which all are compared; above, the first of each with all of the other."""
_ROWS = 1024


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
    blocks = _Blocks(able)
    near = _Nearness(able, encoder)
    pairs = _candidates(blocks, fresh) | near.pairs(blocks, fresh)
    found = [
        item
        for item in before
        if {item.left, item.right} <= able.keys() and not {item.left, item.right} & fresh and blocks.compared(item.left, item.right)
    ]
    for left, right in sorted(pairs):
        compared = compare(able[left], able[right], *near.of(left, right))
        score = Decimal(compared.score).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if score >= OFFERED:
            found.append(ProgrammeLink(left, right, score, compared.evidence, "asserted" if score >= ASSERTED else "proposed"))
    return sorted(found, key=lambda item: (item.left, item.right))


def compare(left: Programme, right: Programme, near: float, alike: float) -> Compared:
    """What speaks for two programmes being one. `near`, `alike`: cosines of the vectors of their texts and of their purposes."""
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
        if related and near >= _WORTH_ASKING:
            sure = near >= _NEAR_TEXTS and alike >= _NEAR_PURPOSES and high == 1
            score = _SAME_MEANING if sure else min(_UNSURE, 0.9 * near)
            found.append((score, f"同一职能（{left.field}）之下意思相近：文字的向量 {near:.2f}，用途的向量 {max(alike, 0.0):.2f}"))
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


class _Blocks:
    """Programmes by purpose and field (职能), and which of them are compared.

    Three thousand counties that pay one allowance are joined by their links to the first of them, not by four million of
    their own. All pairs of two blocks are compared, however many a block holds, until they come to more than `_MOST`.
    """

    def __init__(self, able: Mapping[str, Programme]) -> None:
        self.able = able
        self.by_purpose: dict[str, list[str]] = defaultdict(list)
        self.of: dict[str, tuple[str, str]] = {}
        members: dict[tuple[str, str], list[str]] = defaultdict(list)
        for iri in sorted(able):
            self.by_purpose[able[iri].purpose.text].append(iri)
            self.of[iri] = able[iri].purpose.text, able[iri].field
            members[self.of[iri]].append(iri)
        self.size = {block: len(iris) for block, iris in members.items()}
        self.first = {iri for iris in members.values() for iri in iris[:_FIRST]}
        self.firsts = {text: [iri for iri in iris if iri in self.first] for text, iris in self.by_purpose.items()}

    def compared(self, left: str, right: str) -> bool:
        if left in self.first or right in self.first:
            return True
        one, other = self.of[left], self.of[right]
        return one[0] != other[0] and self.size[one] * self.size[other] <= _MOST

    def partners(self, iri: str, purpose: str) -> Iterator[str]:
        """The programmes of a purpose with which one is compared."""
        same = purpose == self.of[iri][0]
        every = self.firsts[purpose] if same and iri not in self.first else self.by_purpose[purpose]
        return (other for other in every if other != iri and self.compared(iri, other))


class _Nearness:
    """How near texts and purposes lie to each other, by the encoder of the search index."""

    def __init__(self, able: Mapping[str, Programme], encoder: Encoder | None) -> None:
        self.order = sorted(able)
        self.able = able
        self.place = {iri: place for place, iri in enumerate(self.order)}
        if self.order:
            encoder = encoder or load_encoder()
            self.texts = encode(encoder, [able[iri].wording for iri in self.order])
            self.purposes = encode(encoder, [able[iri].purpose.text for iri in self.order])

    def of(self, left: str, right: str) -> tuple[float, float]:
        one, other = self.place[left], self.place[right]
        return float(self.texts[one] @ self.texts[other]), float(self.purposes[one] @ self.purposes[other])

    def pairs(self, blocks: _Blocks, fresh: Iterable[str]) -> set[tuple[str, str]]:
        """Pairs with a fresh programme whose texts are near enough to ask, of agencies in charge of the same."""
        wanted = sorted(self.place[iri] for iri in fresh)
        first = np.array([iri in blocks.first for iri in self.order])
        size = np.array([blocks.size[blocks.of[iri]] for iri in self.order])
        purposes = _numbered(self.able[iri].purpose.text for iri in self.order)
        names = sorted({self.able[iri].field for iri in self.order})
        related = np.array([[_related(one, other) for other in names] for one in names])
        fields = np.array([names.index(self.able[iri].field) for iri in self.order])
        found = set()
        for start in range(0, len(wanted), _ROWS):
            some = np.array(wanted[start : start + _ROWS])
            close = self.texts[some] @ self.texts.T >= _WORTH_ASKING - 1e-3
            close &= related[fields[some]][:, fields]
            apart = (purposes[some][:, None] != purposes) & (size[some][:, None] * size <= _MOST)
            close &= first[some][:, None] | first | apart  # as in `_Blocks.compared`
            for row, column in zip(*close.nonzero(), strict=True):
                one, other = self.order[some[row]], self.order[column]
                if one != other:
                    found.add((min(one, other), max(one, other)))
        return found


def _numbered(texts: Iterable[str]) -> Rows:
    """Each text as a number, equal where the texts are."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts])


def _candidates(blocks: _Blocks, fresh: Iterable[str]) -> set[tuple[str, str]]:
    """Pairs with a fresh programme of which each states a purpose that the other speaks of, or that cite one document."""
    able = blocks.able
    needed = {text: min(_least_pairs(able[iri]) for iri in iris) for text, iris in blocks.by_purpose.items()}
    postings: dict[str, list[str]] = defaultdict(list)
    for text in blocks.by_purpose:
        for pair in _pairs_of(text):
            postings[pair].append(text)
    citing: dict[str, list[str]] = defaultdict(list)
    for iri, item in able.items():
        for number in item.numbers | item.titles:
            citing[number].append(iri)
    found = set()
    for iri in fresh:
        item = able[iri]
        spoken = Counter(text for pair in _pairs_of(item.wording) & postings.keys() for text in postings[pair])
        near = {other for text, count in spoken.items() if count >= needed[text] for other in blocks.partners(iri, text)}
        cited = {other for number in item.numbers | item.titles for other in citing[number] if blocks.compared(iri, other)}
        found |= {(min(iri, other), max(iri, other)) for other in (near | cited) - {iri} if _worth(item, able[other])}
    return found


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
