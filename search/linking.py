"""Which programmes (资金项目) of different agencies belong together: pairs with a score and what speaks for them.

What speaks for a pair, the strongest first:

number   both cite one document by its number (文号)
name     the names leave the same purpose (用途) without year, payer, place and form of money
title    both cite one regulation on money by its title
spoken   the purpose that each name states is spoken of by the other's texts, and the texts are near in meaning
meaning  of agencies in charge of the same, the purposes and the texts lie near each other in the space of the search index

A score is a function of the two programmes alone: adding documents never changes it, so pairs that were compared
once need not be compared again. Of what is not sure each programme offers to people its best few. Running costs
(运转性支出) of a body are never compared with those of another.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from ontology.links import ASSERTED, OFFERED, LinkStatus, ProgrammeLink
from search.encoder import Encoder, encode, load_encoder
from search.programmes import Programme
from search.spoken import Purposes, Texts, coverage, pairs_of
from search.vectors import Rows, Vectors

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
_OFFERS = 10
"""Proposed links that a programme has, the best; another has it still where it is one of the best of the other end."""
_ROWS = 256
"""Programmes whose texts are brought beside all others at once."""


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
    fresh = set(able) if changed is None else able.keys() & set(changed)
    blocks = _Blocks(able)
    kept, gone = [], set()
    for item in before:
        ends = {item.left, item.right}
        if ends <= able.keys() and not ends & fresh and blocks.compared(item.left, item.right):
            kept.append(item)
        else:
            gone |= ends  # what a link kept from being offered comes in its place
    fresh |= gone & able.keys()
    found = {(item.left, item.right): item for item in kept if not {item.left, item.right} & fresh}
    near = _Nearness(able, encoder)
    for left, right in sorted(_candidates(blocks, near, fresh, _least_offered(found.values()))):
        compared = compare(able[left], able[right], *near.of(left, right))
        score = _rounded(compared.score)
        if score >= OFFERED:
            status: LinkStatus = "asserted" if score >= ASSERTED else "proposed"
            found[left, right] = ProgrammeLink(left, right, score, compared.evidence, status)
    best = _best_offers(found.values())
    return [item for pair, item in sorted(found.items()) if item.status == "asserted" or pair in best]


def _rounded(score: float) -> Decimal:
    return Decimal(score).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _offers(links: Iterable[ProgrammeLink]) -> dict[str, list[ProgrammeLink]]:
    """The best proposed links of each programme."""
    found: dict[str, list[ProgrammeLink]] = defaultdict(list)
    for item in links:
        if item.status == "proposed":
            found[item.left].append(item)
            found[item.right].append(item)
    return {iri: sorted(items, key=lambda item: (-item.score, item.left, item.right))[:_OFFERS] for iri, items in found.items()}


def _best_offers(links: Iterable[ProgrammeLink]) -> set[tuple[str, str]]:
    return {(item.left, item.right) for items in _offers(links).values() for item in items}


def _least_offered(links: Iterable[ProgrammeLink]) -> dict[str, float]:
    """The score below which a programme has no need of another proposed link."""
    return {iri: float(items[-1].score) for iri, items in _offers(links).items() if len(items) == _OFFERS}


def compare(left: Programme, right: Programme, near: float, alike: float) -> Compared:
    """What speaks for two programmes being one. `near`, `alike`: cosines of the vectors of their texts and of their purposes."""
    related = _related(left.field, right.field)
    first, second = (item.purpose.distinct if related else (item.purpose.text,) for item in (left, right))
    found: list[tuple[float, str]] = []
    if first and second:
        coverages = coverage(first, right.wording), coverage(second, left.wording)
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


class _Blocks:
    """Programmes by purpose and field (职能), and which of them are compared.

    Three thousand counties that pay one allowance are joined by their links to the first of them, not by four million of
    their own. All pairs of two blocks are compared, however many a block holds, until they come to more than `_MOST`.
    """

    def __init__(self, able: Mapping[str, Programme]) -> None:
        self.able = able
        self.of: dict[str, tuple[str, str]] = {}
        members: dict[tuple[str, str], list[str]] = defaultdict(list)
        for iri in sorted(able):
            self.of[iri] = able[iri].purpose.text, able[iri].field
            members[self.of[iri]].append(iri)
        self.size = {block: len(iris) for block, iris in members.items()}
        self.first = {iri for iris in members.values() for iri in iris[:_FIRST]}

    def compared(self, left: str, right: str) -> bool:
        if left in self.first or right in self.first:
            return True
        one, other = self.of[left], self.of[right]
        return one[0] != other[0] and self.size[one] * self.size[other] <= _MOST


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

    def beside(self, some: Rows) -> Vectors:
        """How near the texts of some programmes lie to those of all; shape (some, all)."""
        return np.asarray(self.texts[some] @ self.texts.T)


def _numbered(texts: Iterable[Hashable]) -> Rows:
    """Each text as a number, equal where the texts are."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts])


def _candidates(blocks: _Blocks, near: _Nearness, fresh: Iterable[str], least: Mapping[str, float]) -> set[tuple[str, str]]:
    """Pairs with a fresh programme that may be linked for sure, and of those that may be offered the best of each programme.

    least: programmes that are not fresh and have enough offers, with the score of the last of these
    """
    able, order = blocks.able, near.order
    items = [able[iri] for iri in order]
    citing: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(items):
        for number in item.numbers | item.titles:
            citing[number].append(place)
    texts = Texts([item.wording for item in items], {pair for item in items for pair in pairs_of(item.purpose.text)})
    whole, distinct = (
        Purposes(parts, texts) for parts in ([(item.purpose.text,) for item in items], [item.purpose.distinct for item in items])
    )
    first = np.array([iri in blocks.first for iri in order])
    size = np.array([blocks.size[blocks.of[iri]] for iri in order])
    purposes, parts = _numbered(item.purpose.text for item in items), _numbered(item.purpose.distinct for item in items)
    names = sorted({item.field for item in items})
    related = np.array([[_related(one, other) for other in names] for one in names])
    fields = np.array([names.index(item.field) for item in items])
    fresh = set(fresh)
    enough = np.array([1.0 if iri in fresh else least.get(iri, 0.0) for iri in order])
    found = set()
    wanted = np.array([near.place[iri] for iri in sorted(fresh)], dtype=np.int64)
    for start in range(0, len(wanted), _ROWS):
        some = wanted[start : start + _ROWS]
        for one, close in zip(some, near.beside(some), strict=True):
            alike = related[fields[one]][fields]
            taken = first[one] | first | ((purposes != purposes[one]) & (size[one] * size <= _MOST))  # as in `_Blocks.compared`
            taken[one] = False
            cited = np.zeros(len(order), dtype=np.bool_)
            cited[[place for number in items[one].numbers | items[one].titles for place in citing[number]]] = True
            own = np.where(alike, distinct.in_others(one), whole.in_others(one))
            other = np.where(alike, distinct.of_others(one), whole.of_others(one))
            low, high = np.minimum(own, other), np.maximum(own, other)
            score = _OWN * low + _OTHER * high + _NEAR * np.maximum(close, 0)
            score = np.where(high < 1, np.minimum(score, _UNSURE), score)
            meant = alike & (close >= _WORTH_ASKING - 1e-3)
            score = np.where(meant, np.maximum(score, np.minimum(_UNSURE, 0.9 * close)), score)
            score = np.floor(score * 100 + 0.5) / 100  # as `_rounded`
            same = (low >= _LEAST_COVERAGE) & ((purposes == purposes[one]) | (parts == parts[one]))
            sure = cited | same | (score >= float(ASSERTED) - 0.01) | (meant & (close >= _NEAR_TEXTS - 1e-3))
            offered = np.flatnonzero(taken & ~sure & (score >= float(OFFERED) - 0.01))
            best = offered[np.lexsort((offered, -score[offered]))][:_OFFERS]
            needed = offered[score[offered] >= enough[offered] - 0.01]
            for place in (*np.flatnonzero(taken & sure), *best, *needed):
                pair = order[one], order[place]
                found.add((min(pair), max(pair)))
    return found
