"""Which pairs of programmes (资金项目) are worth comparing in full: all that may be linked, found without looking at every pair.

A pair comes into question where both cite one document, where the purposes are equal, where each purpose is spoken of by the
other's text far enough, or where agencies in charge of the same have texts that lie near each other. Each has its index: by
what is cited, by purpose, by pairs of characters (one table of bits for all texts, asked once for each purpose), and by field.
What is scored grows with what comes into question.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ontology.links import ASSERTED, OFFERED, ProgrammeLink
from search.funding.link_scores import (
    CITED_TOGETHER,
    LONG_NAME,
    NEAR,
    NEAR_PURPOSES,
    NEAR_TEXTS,
    OTHER,
    OWN,
    SAME_MEANING,
    SAME_NAME,
    SAME_NAME_ELSEWHERE,
    SAME_NUMBER,
    SAME_PURPOSE,
    SAME_TITLE,
    UNSURE,
    WORTH_ASKING,
    related_fields,
)
from search.funding.programmes import Programme
from search.funding.spoken import Purposes, Shares, Texts, pairs_of
from search.likeness.encoder import Encoder, encode, load_encoder
from search.likeness.vectors import Rows

OFFERS = 10
"""Proposed links that a programme has, the best; another has it still where it is one of the best of the other end."""
_FIRST = 10
_MOST = 10_000
"""Pairs of programmes of two purposes up to which all are compared; above, the first of each with all of the other."""
_TRIED = 3
"""Programmes of another purpose of which the best is found by comparing them in full."""
_NOISE, _HALF, _EDGE = 1e-5, 0.005, 0.02
_FEW = 8
"""Share of the programmes that are new up to which it is worth asking which others come into question."""
_ROWS = 256
"""Programmes whose texts are brought beside others at once."""
_LEAST = float(OFFERED) - 0.01
"""Below what is offered, by more than the nearness of texts may be off."""
_LEAST_SAID = (_LEAST - NEAR - OTHER) / OWN
"""Share of a purpose that the other's text has at least, where nothing else speaks for the pair."""


class Blocks:
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


class Nearness:
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


def _numbered(texts: Iterable[Hashable]) -> Rows:
    """Each text as a number, equal where the texts are."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(text, len(known)) for text in texts])


class _Scores:
    """What `compare` says of one programme and some others at a time, but for noise in the last place of the nearness."""

    def __init__(self, able: Mapping[str, Programme], near: Nearness) -> None:
        self._items = items = [able[iri] for iri in near.order]
        self._near = near
        self._citing = _places(item.numbers | item.titles for item in items)
        texts = Texts([item.wording for item in items], {pair for item in items for pair in pairs_of(item.purpose.text)})
        self._whole, self._purposes = _distinct([(item.purpose.text,) for item in items], texts)
        self._distinct, self._parts = _distinct([item.purpose.distinct for item in items], texts)
        self._of_purpose, self._of_parts = (_places((one,) for one in each) for each in (self._purposes, self._parts))
        self._long = np.array([len(item.purpose.text) >= LONG_NAME for item in items])
        names = list(dict.fromkeys(item.field for item in items))
        self._related = np.array([[related_fields(one, other) for other in names] for one in names])
        self.fields = _numbered(item.field for item in items)
        self._own: tuple[tuple[int, int], Shares, Rows] | None = None

    def alike(self, one: int) -> Rows:
        """Those of agencies that are in charge of the same."""
        return np.flatnonzero(self._related[self.fields[one]][self.fields])

    def _spoken_of(self, one: int) -> tuple[Shares, Rows]:
        """How far each text speaks of the purpose of one, and which do so far enough. Kept for the next of that purpose and field."""
        asked = int(self._purposes[one]), int(self.fields[one])
        if self._own is None or self._own[0] != asked:
            alike = self._related[asked[1]][self.fields]
            own = np.where(alike, self._distinct.in_others(self._parts[one]), self._whole.in_others(asked[0]))
            self._own = asked, own, np.flatnonzero(own >= _LEAST_SAID)
        return self._own[1:]

    def _spoken(self, one: int, some: Rows) -> tuple[NDArray[np.bool_], Shares, Shares]:
        """Which of some are in charge of the same, and the smaller and the larger coverage."""
        alike = self._related[self.fields[one]][self.fields[some]]
        own, other = self._spoken_of(one)[0][some], np.empty(len(some))
        other[alike] = self._distinct.of_others(one, self._parts[some[alike]])
        other[~alike] = self._whole.of_others(one, self._purposes[some[~alike]])
        return alike, np.minimum(own, other), np.maximum(own, other)

    def within_reach(self, one: int, taken: NDArray[np.bool_]) -> Rows:
        """Those of the ones taken that may be offered however far their texts lie away, but for those that `alike` has."""
        said = self._spoken_of(one)[1]
        said = said[taken[said]]
        _, low, high = self._spoken(one, said)
        cited = [self._citing[each] for each in self._items[one].numbers | self._items[one].titles]
        same = np.concatenate([self._of_purpose[self._purposes[one]], self._of_parts[self._parts[one]], *cited])
        return np.union1d(said[OWN * low + OTHER * high + NEAR > _LEAST], same[taken[same]])

    def of(self, one: int, some: Rows) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Scores as `rounded` gives them, where they rest on what is exact, and where noise may round them otherwise."""
        alike, low, high = self._spoken(one, some)
        close = self._near.texts[some] @ self._near.texts[one]
        spoken = OWN * low + OTHER * high + NEAR * np.maximum(close, 0)
        spoken = np.where(high < 1, np.minimum(spoken, UNSURE), spoken)
        asked = alike & (close >= WORTH_ASKING - _NOISE)
        spoken = np.where(asked, np.maximum(spoken, np.minimum(UNSURE, 0.9 * close)), spoken)
        meant = np.flatnonzero(asked & (close >= NEAR_TEXTS - _NOISE) & (high == 1) & (spoken < SAME_MEANING))
        purposes = self._near.purposes[some[meant]] @ self._near.purposes[one]
        spoken[meant] = np.where(purposes >= NEAR_PURPOSES - _NOISE, SAME_MEANING, spoken[meant])
        exact = np.zeros(len(some))
        same = self._purposes[some] == self._purposes[one]
        exact[same & (alike | self._long[some])] = SAME_NAME_ELSEWHERE
        exact[~same & alike & (self._parts[some] == self._parts[one])] = SAME_PURPOSE
        for cited, score in ((self._items[one].titles, SAME_TITLE), (self._items[one].numbers, SAME_NUMBER)):
            for each in cited:
                both = np.isin(some, self._citing[each]) & (low + high >= CITED_TOGETHER)
                exact[both] = np.maximum(exact[both], score)
        exact[same & alike] = SAME_NAME
        rounded = np.floor(spoken * 100 + 0.5) / 100
        edge = np.abs(spoken * 100 - 0.5 - np.round(spoken * 100 - 0.5)) < _EDGE
        return np.maximum(rounded, exact), exact > rounded, edge & (exact <= rounded)


def _places(keys: Iterable[Iterable[Hashable]]) -> dict[Hashable, Rows]:
    """At which places each key stands, sorted."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for place, of_one in enumerate(keys):
        for key in of_one:
            found[key].append(place)
    return {key: np.array(places) for key, places in found.items()}


def _distinct(parts: list[tuple[str, ...]], texts: Texts) -> tuple[Purposes, Rows]:
    """Each purpose once, and which one each programme has."""
    numbers = _numbered(parts)
    return Purposes(list(dict.fromkeys(parts)), texts), numbers


def candidates(
    blocks: Blocks,
    near: Nearness,
    fresh: Iterable[str],
    least: Mapping[str, float],
    held: Mapping[str, Mapping[tuple[str, str], ProgrammeLink]],
) -> set[tuple[str, str]]:
    """Pairs with a fresh programme that may be linked for sure or offered, of either the best of each programme.

    least: programmes that are not fresh and have enough offers, with the score of the last of these
    held:  the best asserted link of programmes that are not fresh to each other purpose
    """
    fresh = set(fresh)
    if not fresh:
        return set()
    order = near.order
    scores = _Scores(blocks.able, near)
    block = _numbered(blocks.of[iri] for iri in order)
    old = np.array([iri not in fresh for iri in order])
    enough = np.array([1.0 if iri in fresh else least.get(iri, 0.0) for iri in order])
    found = set()
    wanted = np.flatnonzero(~old)
    wanted = wanted[np.lexsort((wanted, block[wanted], scores.fields[wanted]))]  # what is asked of a purpose or a field is asked once
    taken = _Taken(blocks, order)
    if len(wanted) * _FEW < len(order):  # what nothing new comes near to need not be encoded
        reached = np.zeros(len(order), np.bool_)
        for one in wanted.tolist():
            reached[scores.within_reach(one, taken.by(one))] = True
            reached[scores.alike(one)] = True
        reached[wanted] = True
        near.take(np.flatnonzero(reached))
    else:
        near.take(np.arange(len(order)))
    for one, close in _close(scores, near, wanted):
        by = taken.by(one)
        some = np.union1d(scores.within_reach(one, by), close[by[close]])
        some = some[some != one]
        score, exact, edge = scores.of(one, some)
        may_be = score + np.where(edge, 0.01, 0) + _HALF
        sure = may_be > float(ASSERTED)
        offered = np.flatnonzero((may_be > float(OFFERED)) & (score - np.where(edge, 0.01, 0) + _HALF < float(ASSERTED)))
        of_own = block[some] == block[one]
        across = np.flatnonzero(sure & ~of_own)
        chosen = [np.flatnonzero(sure & (of_own | edge)), _first_of_each(across, block[some], score)]
        for at in across[old[some[across]]]:  # it may be the best of the other end
            best = held.get(order[some[at]], {}).get(blocks.of[order[one]])
            if best is None or _better(score[at], bool(exact[at]), order[one], order[some[at]], best):
                chosen.append(np.array([at]))
        plain = offered[~edge[offered]]
        best_few = plain[np.lexsort((plain, -score[plain]))][:OFFERS]
        worst = score[best_few[-1]] if len(best_few) == OFFERS else 0.0
        chosen += [best_few, offered[edge[offered] & (score[offered] > worst - 0.015)]]
        chosen.append(offered[score[offered] >= enough[some[offered]] - 0.01])
        for place in some[np.unique(np.concatenate(chosen))]:
            found.add((order[min(one, place)], order[max(one, place)]))
    return found


def _close(scores: _Scores, near: Nearness, wanted: Rows) -> Iterator[tuple[int, Rows]]:
    """Each of the wanted with those of related agencies whose texts lie so near that they are worth asking about."""
    for start in range(0, len(wanted), _ROWS):
        some = wanted[start : start + _ROWS]
        for field in np.unique(scores.fields[some]):
            rows = some[scores.fields[some] == field]
            alike = scores.alike(rows[0])
            beside = near.texts[rows] @ near.texts[alike].T
            for one, nearness in zip(rows, beside, strict=True):
                yield int(one), alike[nearness >= WORTH_ASKING - _NOISE]


def _first_of_each(across: Rows, block: Rows, score: NDArray[np.float64]) -> Rows:
    """The best `_TRIED` of each other block, of equal ones the first in order."""
    ranked = across[np.lexsort((across, -score[across], block[across]))]
    _, starts, sizes = np.unique(block[ranked], return_index=True, return_counts=True)
    return ranked[np.arange(len(ranked)) - np.repeat(starts, sizes) < _TRIED]


class _Taken:
    """Which programmes one is compared with, as `Blocks.compared` says of two. Kept for the next of that block."""

    def __init__(self, blocks: Blocks, order: list[str]) -> None:
        self._block = _numbered(blocks.of[iri] for iri in order)
        self._first = np.array([iri in blocks.first for iri in order])
        self._size = np.array([blocks.size[blocks.of[iri]] for iri in order])
        self._purposes = _numbered(blocks.of[iri][0] for iri in order)
        self._every = np.ones(len(order), np.bool_)
        self._last, self._kept = -1, self._every

    def by(self, one: int) -> NDArray[np.bool_]:
        if self._first[one]:
            return self._every
        if self._last != self._block[one]:
            self._last = self._block[one]
            self._kept = self._first | ((self._purposes != self._purposes[one]) & (self._size[one] * self._size <= _MOST))
        return self._kept


def _better(score: float, exact: bool, one: str, other: str, best: ProgrammeLink) -> bool:
    """Whether a pair may come before the best so far; where two are equal the first in order does."""
    ahead = score - float(best.score)
    if not exact:
        return ahead > -0.015
    return ahead > _HALF or (ahead > -_HALF and (min(one, other), max(one, other)) < (best.left, best.right))
