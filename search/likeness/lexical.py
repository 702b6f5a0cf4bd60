"""Words: BM25 over characters and pairs of characters.

Written out rather than taken from a library, because of what an index in segments asks: rarity that is known only when
all segments are, scores of a few rows that pass a filter, and nothing that grows with all rows at each query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.likeness.postings import NONE, Floats, Postings, Rows, Terms, matrix
from search.likeness.tokens import gram_keys

K1, B = 1.2, 0.75


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: its grams, how often it has each, and what each is worth."""

    terms: Terms
    counts: NDArray[np.int64]
    rarity: Floats
    mean_length: float

    @property
    def own_score(self) -> float:
        """Of the query against itself."""
        return float(np.sum(self.rarity * self.counts * self.counts / (self.counts + _norm(self.counts.sum(), self.mean_length))))


class Lexical:
    """How much of a query's wording each row has, from 0 to 1: BM25 by the score of the query against itself."""

    def __init__(self, folder: Path, left_out: Rows = NONE) -> None:
        """Rows that are `left_out` count for nothing in what is rare, and how long names are."""
        self._postings = Postings.open(folder, left_out)
        self._lengths: NDArray[np.int64] = np.asarray(np.load(folder / "lengths.npy", mmap_mode="r"))
        self.counted = len(self._lengths) - len(left_out)
        self.total_length = int(self._lengths.sum()) - int(self._lengths[left_out].sum())
        """Grams of all rows that count."""

    @staticmethod
    def write(texts: Sequence[str], folder: Path) -> None:
        rows, keys = gram_keys(texts)
        terms, columns = np.unique(keys, return_inverse=True)
        counted = matrix(np.ones(len(rows), np.float32), rows, columns, (len(texts), len(terms)))
        lengths = np.bincount(rows, minlength=len(texts))
        norms = np.repeat(_norm(lengths, max(lengths.mean(), 1) if len(lengths) else 1), np.diff(counted.indptr))
        Postings.write(folder, counted, terms, (counted.data / (counted.data + norms)).astype(np.float32))
        np.save(folder / "lengths.npy", lengths)

    def __len__(self) -> int:
        return len(self._lengths)

    def counts(self, terms: Terms) -> NDArray[np.int64]:
        """How many rows have each gram."""
        return self._postings.counts(terms)

    def scores(self, asked: Asked, rows: Rows) -> Floats:
        """One score a chosen row."""
        worth = self._postings.vector(asked.terms, (asked.counts * asked.rarity).astype(np.float32))
        found = self._postings.rows(rows, worth)
        norms = _norm(self._lengths[rows], asked.mean_length)[found.rows]
        total = found.summed(found.values / (found.values + norms) * worth[found.columns])
        return np.asarray(np.minimum(total / max(asked.own_score, 1e-12), 1.0), dtype=np.float32)

    def guess(self, asked: Asked, budget: int, share: float, scores: Floats) -> None:
        """Add to `scores` about what each row scores, times `share`."""
        weights = asked.counts * asked.rarity / max(asked.own_score, 1e-12) * share
        self._postings.guess(asked.terms, weights.astype(np.float32), budget, scores)


def ask(text: str, segments: Sequence[Lexical]) -> Asked:
    """A query by the grams of all segments together."""
    terms, counts = np.unique(gram_keys([text])[1], return_counts=True)
    rows = sum(segment.counted for segment in segments)
    having = sum((segment.counts(terms) for segment in segments), start=np.zeros(len(terms), np.int64))
    length = sum(segment.total_length for segment in segments)
    return Asked(terms, counts, rarity(having, rows), length / max(rows, 1) or 1.0)


def rarity(having: NDArray[np.int64], rows: int) -> Floats:
    """What a term is worth that so many of the rows have (idf)."""
    return np.asarray(np.log(1 + (rows - having + 0.5) / (having + 0.5)), dtype=np.float32)


def _norm(lengths: NDArray[np.int64] | int, mean_length: float) -> NDArray[np.float64]:
    return np.asarray(K1 * (1 - B + B * np.asarray(lengths) / mean_length))
