"""Concepts: how much of what a query means each row means too, whatever words they use.

A row is a vector of what it names or implies, weighted by rarity; the score is the cosine with the query's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ontology.concepts import ConceptScheme
from search.likeness.lexical import rarity
from search.likeness.postings import NONE, Floats, Postings, Rows, Terms, matrix, norms

CONTEXT_SHARE = 0.5
"""How much a concept counts that stands only in the context of a name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: the concepts it names or implies, its vector of norm 1, and what each concept of the scheme is worth."""

    terms: Terms
    weights: Floats
    rarity: Floats


class ConceptVectors:
    def __init__(self, folder: Path, left_out: Rows = NONE) -> None:
        """Rows that are `left_out` count for nothing in what is rare."""
        self._postings = Postings.open(folder, left_out)

    @staticmethod
    def write(texts: Sequence[tuple[str, str]], scheme: ConceptScheme, folder: Path) -> None:
        """Of names with their contexts."""
        named = cache(lambda text: {scheme.index[concept]: weight for concept, weight in scheme.weights(text).items()})
        rows: list[int] = []
        concepts: list[int] = []
        weights: list[float] = []
        for row, (name, context) in enumerate(texts):
            counting = dict(named(name))
            for concept, weight in named(context).items():
                counting[concept] = max(counting.get(concept, 0.0), weight * CONTEXT_SHARE)
            rows += [row] * len(counting)
            concepts += counting.keys()
            weights += counting.values()
        shape = (len(texts), len(scheme.concepts))
        found = matrix(np.array(weights, dtype=np.float32), np.array(rows, dtype=np.int64), np.array(concepts, dtype=np.int64), shape)
        weighted = found.copy()
        weighted.data *= rarity(np.bincount(found.indices, minlength=shape[1]), shape[0])[found.indices]
        impacts = weighted.data / np.repeat(norms(weighted), np.diff(found.indptr))
        Postings.write(folder, found, np.arange(shape[1]), impacts)

    def counts(self, concepts: int) -> NDArray[np.int64]:
        """How many rows have each concept."""
        return self._postings.counts(np.arange(concepts))

    def scores(self, asked: Asked, rows: Rows) -> Floats:
        """One score a chosen row, from 0 to 1."""
        found = self._postings.rows(rows)
        worth = found.values * asked.rarity[found.columns]
        lengths = np.maximum(np.sqrt(found.summed(worth * worth)), 1e-12)
        wanted = self._postings.vector(asked.terms, asked.weights)[found.columns]
        return np.asarray(found.summed(worth * wanted) / lengths, dtype=np.float32)

    def guess(self, asked: Asked, budget: int, share: float, scores: Floats) -> None:
        """Add to `scores` about what each row scores, times `share`."""
        self._postings.guess(asked.terms, np.asarray(asked.weights * share, dtype=np.float32), budget, scores)


def ask(text: str, scheme: ConceptScheme, worth: Floats) -> Asked:
    weights = {scheme.index[concept]: weight for concept, weight in scheme.weights(text).items()}
    terms = np.array(sorted(weights), dtype=np.int64)
    vector = np.array([weights[term] for term in terms.tolist()], dtype=np.float32) * worth[terms]
    return Asked(terms, np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32), worth)
