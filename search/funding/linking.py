"""Which programmes (资金项目) of different agencies belong together: pairs with a score and what speaks for them.

What speaks for a pair, the strongest first:

number   both cite one document by its number (文号)
name     the names leave the same purpose (用途) without year, payer, place and form of money
title    both cite one regulation on money by its title
spoken   the purpose that each name states is spoken of by the other's texts, and the texts are near in meaning
meaning  of agencies in charge of the same, the purposes and the texts lie near each other in the space of the search index

A score is a function of the two programmes alone: adding documents never changes it, so pairs that were compared
once need not be compared again. Of what is not sure each programme offers to people its best few; of what is sure it keeps
its best link to each other purpose, since the programmes of one purpose are joined among themselves. Running costs
(运转性支出) of a body are never compared with those of another.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from ontology.links import ASSERTED, OFFERED, LinkStatus, ProgrammeLink
from search.funding.programmes import Programme
from search.funding.spoken import Purposes, Shares, Texts, coverage, pairs_of
from search.likeness.encoder import Encoder, encode, load_encoder
from search.likeness.vectors import Rows, Vectors

_SAME_NUMBER, _SAME_TITLE = 0.95, 0.9
_SAME_NAME, _SAME_NAME_ELSEWHERE, _SAME_PURPOSE = 0.97, 0.9, 0.92
_CITED_TOGETHER = 0.4
"""Least that must be said of each other by two programmes that cite one document: a document may be about many."""
_OWN, _OTHER, _NEAR = 0.5, 0.3, 0.2
"""Weights of the smaller and the larger coverage of the purposes, and of the nearness of the texts."""
_UNSURE = float(ASSERTED) - 0.01
_LONG_NAME = 6
"""Characters of a purpose that says enough where the agencies are in charge of different things."""
_SAME_MEANING, _NEAR_TEXTS, _NEAR_PURPOSES, _WORTH_ASKING = 0.81, 0.86, 0.75, 0.8
"""Cosines from which on texts and purposes together say that two programmes are one, and the texts alone that it be asked."""

_FIRST = 10
_MOST = 10_000
"""Pairs of programmes of two purposes up to which all are compared; above, the first of each with all of the other."""
_OFFERS = 10
"""Proposed links that a programme has, the best; another has it still where it is one of the best of the other end."""
_PURPOSES = 20
"""Other purposes to which a programme has asserted links, the best; it has one more where it is the best of the other end."""
_TRIED = 3
"""Programmes of another purpose of which the best is found by comparing them in full."""
_NOISE, _HALF, _EDGE = 1e-5, 0.005, 0.02
_FEW = 8
"""Share of the programmes that are new up to which it is worth asking which others come into question."""
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
    for left, right in sorted(_candidates(blocks, near, fresh, _least_offered(found.values()), _held(blocks, found.values()))):
        compared = compare(able[left], able[right], *near.of(left, right))
        score = _rounded(compared.score)
        if score >= OFFERED:
            status: LinkStatus = "asserted" if score >= ASSERTED else "proposed"
            found[left, right] = ProgrammeLink(left, right, score, compared.evidence, status)
    best = _best_offers(found.values()) | _best_asserted(blocks, found.values())
    return [item for pair, item in sorted(found.items()) if pair in best]


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


def _held(blocks: "_Blocks", links: Iterable[ProgrammeLink]) -> dict[str, dict[tuple[str, str], ProgrammeLink]]:
    """The best asserted link of each programme to each other purpose."""
    found: dict[str, dict[tuple[str, str], ProgrammeLink]] = defaultdict(dict)
    for item in sorted(links, key=lambda item: (-item.score, item.left, item.right)):
        if item.status == "asserted" and blocks.of[item.left] != blocks.of[item.right]:
            found[item.left].setdefault(blocks.of[item.right], item)
            found[item.right].setdefault(blocks.of[item.left], item)
    return found


def _best_asserted(blocks: "_Blocks", links: Iterable[ProgrammeLink]) -> set[tuple[str, str]]:
    """Pairs asserted within a purpose, and of those across purposes the best of either end, as many as it may have."""
    links = list(links)
    best = {(item.left, item.right) for item in links if item.status == "asserted" and blocks.of[item.left] == blocks.of[item.right]}
    for items in _held(blocks, links).values():  # in the order of their scores
        best |= {(item.left, item.right) for item in list(items.values())[:_PURPOSES]}
    return best


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
        self._encoder = encoder

    def take(self, places: Rows) -> None:
        """Bring these into the space of the index; of the others nothing is asked, and they are near to none."""
        encoder = self._encoder or load_encoder()
        items = [self.able[self.order[place]] for place in places]
        texts = encode(encoder, [item.wording for item in items])
        purposes = encode(encoder, [item.purpose.text for item in items])
        self.texts, self.purposes = (np.zeros((len(self.order), made.shape[1]), made.dtype) for made in (texts, purposes))
        self.texts[places], self.purposes[places] = texts, purposes

    def of(self, left: str, right: str) -> tuple[float, float]:
        one, other = self.place[left], self.place[right]
        return float(self.texts[one] @ self.texts[other]), float(self.purposes[one] @ self.purposes[other])

    def purposes_alike(self, one: int, some: Rows) -> Vectors:
        """How near the purposes of some programmes lie to that of one."""
        return np.asarray(self.purposes[some] @ self.purposes[one])

    def beside(self, some: Rows) -> Vectors:
        """How near the texts of some programmes lie to those of all; shape (some, all)."""
        return np.asarray(self.texts[some] @ self.texts.T)


def _numbered(texts: Iterable[Hashable]) -> Rows:
    """Each text as a number, equal where the texts are."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts])


class _Scores:
    """What `compare` says of one programme and all others at a time, but for noise in the last place of the nearness."""

    def __init__(self, able: Mapping[str, Programme], near: _Nearness) -> None:
        self._items = items = [able[iri] for iri in near.order]
        self._near = near
        self._citing: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(items):
            for cited in item.numbers | item.titles:
                self._citing[cited].append(place)
        texts = Texts([item.wording for item in items], {pair for item in items for pair in pairs_of(item.purpose.text)})
        self._whole = Purposes([(item.purpose.text,) for item in items], texts)
        self._distinct = Purposes([item.purpose.distinct for item in items], texts)
        self._purposes = _numbered(item.purpose.text for item in items)
        self._parts = _numbered(item.purpose.distinct for item in items)
        self._long = np.array([len(item.purpose.text) >= _LONG_NAME for item in items])
        names = sorted({item.field for item in items})
        self._related = np.array([[_related(one, other) for other in names] for one in names])
        self._fields = np.array([names.index(item.field) for item in items])

    def _spoken(self, one: int) -> tuple[NDArray[np.bool_], Shares, Shares]:
        """Which are in charge of the same, and the smaller and the larger coverage."""
        alike = self._related[self._fields[one]][self._fields]
        own = np.where(alike, self._distinct.in_others(one), self._whole.in_others(one))
        other = np.where(alike, self._distinct.of_others(one), self._whole.of_others(one))
        return alike, np.minimum(own, other), np.maximum(own, other)

    def within_reach(self, one: int) -> NDArray[np.bool_]:
        """Those that may be offered, if their texts lie near enough."""
        alike, low, high = self._spoken(one)
        cited = np.zeros(len(low), np.bool_)
        for each in self._items[one].numbers | self._items[one].titles:
            cited[self._citing[each]] = True
        most = _OWN * low + _OTHER * high + _NEAR
        return np.asarray(alike | cited | (self._purposes == self._purposes[one]) | (most > float(OFFERED) - 0.01))

    def of(self, one: int, close: Vectors) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Scores as `_rounded` gives them, where they rest on what is exact, and where noise may round them otherwise.

        close: nearness of the texts to all others
        """
        alike, low, high = self._spoken(one)
        spoken = _OWN * low + _OTHER * high + _NEAR * np.maximum(close, 0)
        spoken = np.where(high < 1, np.minimum(spoken, _UNSURE), spoken)
        asked = alike & (close >= _WORTH_ASKING - _NOISE)
        spoken = np.where(asked, np.maximum(spoken, np.minimum(_UNSURE, 0.9 * close)), spoken)
        meant = np.flatnonzero(asked & (close >= _NEAR_TEXTS - _NOISE) & (high == 1) & (spoken < _SAME_MEANING))
        spoken[meant] = np.where(self._near.purposes_alike(one, meant) >= _NEAR_PURPOSES - _NOISE, _SAME_MEANING, spoken[meant])
        exact = np.zeros(len(low))
        same = self._purposes == self._purposes[one]
        exact[same & (alike | self._long)] = _SAME_NAME_ELSEWHERE
        exact[~same & alike & (self._parts == self._parts[one])] = _SAME_PURPOSE
        for cited, score in ((self._items[one].titles, _SAME_TITLE), (self._items[one].numbers, _SAME_NUMBER)):
            for each in cited:
                places = np.array(self._citing[each])
                places = places[(low + high)[places] >= _CITED_TOGETHER]
                exact[places] = np.maximum(exact[places], score)
        exact[same & alike] = _SAME_NAME
        rounded = np.floor(spoken * 100 + 0.5) / 100
        edge = np.abs(spoken * 100 - 0.5 - np.round(spoken * 100 - 0.5)) < _EDGE
        return np.maximum(rounded, exact), exact > rounded, edge & (exact <= rounded)


def _candidates(
    blocks: _Blocks,
    near: _Nearness,
    fresh: Iterable[str],
    least: Mapping[str, float],
    held: Mapping[str, Mapping[tuple[str, str], ProgrammeLink]],
) -> set[tuple[str, str]]:
    """Pairs with a fresh programme that may be linked for sure or offered, of either the best of each programme.

    least: programmes that are not fresh and have enough offers, with the score of the last of these
    held:  the best asserted link of programmes that are not fresh to each other purpose
    """
    order = near.order
    scores = _Scores(blocks.able, near)
    block = _numbered(blocks.of[iri] for iri in order)
    first = np.array([iri in blocks.first for iri in order])
    size = np.array([blocks.size[blocks.of[iri]] for iri in order])
    purposes = _numbered(blocks.of[iri][0] for iri in order)
    fresh = set(fresh)
    old = np.array([iri not in fresh for iri in order])
    enough = np.array([1.0 if iri in fresh else least.get(iri, 0.0) for iri in order])
    found = set()
    wanted = np.array([near.place[iri] for iri in sorted(fresh)], dtype=np.int64)
    reached = np.ones(len(order), np.bool_)
    if len(wanted) * _FEW < len(order):  # what nothing new comes near to need not be encoded
        reached[:] = False
        for one in wanted:
            reached |= scores.within_reach(one)
        reached[wanted] = True
    if len(wanted):
        near.take(np.flatnonzero(reached))
    for start in range(0, len(wanted), _ROWS):
        some = wanted[start : start + _ROWS]
        for one, close in zip(some, near.beside(some), strict=True):
            taken = first[one] | first | ((purposes != purposes[one]) & (size[one] * size <= _MOST))  # as in `_Blocks.compared`
            taken[one] = False
            score, exact, edge = scores.of(one, close)
            may_be = score + np.where(edge, 0.01, 0) + _HALF
            sure = taken & (may_be > float(ASSERTED))
            offered = np.flatnonzero(taken & (may_be > float(OFFERED)) & (score - np.where(edge, 0.01, 0) + _HALF < float(ASSERTED)))
            chosen = {*np.flatnonzero(sure & ((block == block[one]) | edge))}
            across = np.flatnonzero(sure & (block != block[one]))
            seen: dict[int, int] = defaultdict(int)
            for place in across[np.lexsort((across, -score[across]))]:
                seen[block[place]] += 1
                if seen[block[place]] <= _TRIED:
                    chosen.add(place)
            for place in across[old[across]]:  # it may be the best of the other end
                best = held.get(order[place], {}).get(blocks.of[order[one]])
                if best is None or _better(score[place], bool(exact[place]), order[one], order[place], best):
                    chosen.add(place)
            plain = offered[~edge[offered]]
            best_few = plain[np.lexsort((plain, -score[plain]))][:_OFFERS]
            worst = score[best_few[-1]] if len(best_few) == _OFFERS else 0.0
            chosen |= {*best_few, *offered[edge[offered] & (score[offered] > worst - 0.015)]}
            chosen |= {*offered[score[offered] >= enough[offered] - 0.01]}
            found |= {(min(pair), max(pair)) for pair in ((order[one], order[place]) for place in chosen)}
    return found


def _better(score: float, exact: bool, one: str, other: str, best: ProgrammeLink) -> bool:
    """Whether a pair may come before the best so far; where two are equal the first in order does."""
    ahead = score - float(best.score)
    if not exact:
        return ahead > -0.015
    return ahead > _HALF or (ahead > -_HALF and (min(one, other), max(one, other)) < (best.left, best.right))
