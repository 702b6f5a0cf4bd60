"""How far the texts of programmes (资金项目) speak of each other's purposes (用途): one with all others at a time.

A purpose is spoken of as far as pairs of neighbouring characters of it stand in a text: its coverage is the share of its
characters in such pairs. Which pairs stand in which text is a table of bits, so that one programme is compared with a
hundred thousand in milliseconds.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

Shares = NDArray[np.float64]
"""From 0 to 1, of shape (programmes,)."""


def coverage(parts: tuple[str, ...], text: str) -> float:
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


class Texts:
    """Which of some pairs of characters stand in which of the texts."""

    def __init__(self, texts: Sequence[str], wanted: Iterable[str]) -> None:
        self.number = len(texts)
        self.pairs = {pair: place for place, pair in enumerate(sorted(set(wanted)))}
        self._bits = np.zeros((len(self.pairs) + 1, -(-self.number // 8)), dtype=np.uint8)  # one more, that is nowhere
        for column, text in enumerate(texts):
            found = [self.pairs[pair] for pair in pairs_of(text) & self.pairs.keys()]
            self._bits[found, column >> 3] |= np.uint8(128 >> (column & 7))

    def with_any(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Whether each text has one or the other of two pairs; shape (pairs, texts)."""
        return np.unpackbits(self._bits[left] | self._bits[right], axis=1, count=self.number)

    def of(self, column: int) -> NDArray[np.bool_]:
        """Which pairs stand in a text."""
        return np.asarray(self._bits[:, column >> 3] & np.uint8(128 >> (column & 7)), dtype=np.bool_)


class Purposes:
    """Purposes, each in its parts, beside texts."""

    def __init__(self, parts: Sequence[tuple[str, ...]], texts: Texts) -> None:
        self._texts = texts
        nowhere = len(texts.pairs)
        left: list[int] = []
        right: list[int] = []
        ends = [0]
        for of_one in parts:
            for part in filter(None, of_one):
                inside = [texts.pairs[part[start : start + 2]] for start in range(len(part) - 1)]
                left += [nowhere, *inside]
                right += [*inside, nowhere]
            ends.append(len(left))
        self._left, self._right, self._ends = np.array(left, np.int32), np.array(right, np.int32), np.array(ends)
        self._lengths = np.maximum(np.diff(self._ends), 1)

    def in_others(self, one: int) -> Shares:
        """How far each text speaks of one purpose."""
        own = slice(self._ends[one], self._ends[one + 1])
        covered = self._texts.with_any(self._left[own], self._right[own]).sum(axis=0, dtype=np.int32)
        return np.asarray(covered / self._lengths[one])

    def of_others(self, one: int, some: NDArray[np.int64] | None = None) -> Shares:
        """How far one text speaks of some purposes, or of each."""
        has = self._texts.of(one)
        starts, ends = self._ends[:-1], self._ends[1:]
        if some is not None:
            starts, ends = starts[some], ends[some]
        sizes = ends - starts
        until = np.cumsum(sizes)
        inside = np.arange(until[-1] if len(until) else 0) + np.repeat(starts - until + sizes, sizes)
        covered = np.concatenate([[0], np.cumsum(has[self._left[inside]] | has[self._right[inside]])])
        return np.asarray((covered[until] - covered[until - sizes]) / np.maximum(sizes, 1))


def pairs_of(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(len(text) - 1)}
