"""Concepts: how much of what a query means each row means too, whatever words they use.

A row is a vector of what it names or implies, weighted by rarity; the score is the cosine with the query's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ontology.concepts import ConceptScheme
from search.lexical import rarity
from search.postings import Floats, Postings, Rows, Terms

CONTEXT_SHARE = 0.5
"""How much a concept counts that stands only in the context of a name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: the concepts it names or implies, its vector of norm 1, and what each concept of the scheme is worth."""

    terms: Terms
    weights: Floats
    rarity: Floats


class ConceptVectors:
    def __init__(self, folder: Path) -> None:
        self._postings = Postings.open(folder)

    @staticmethod
    def write(texts: Sequence[tuple[str, str]], scheme: ConceptScheme, folder: Path) -> None:
        """Of names with their contexts."""
        named = cache(lambda text: {scheme.index[concept]: weight for concept, weight in scheme.weights(text).items()})
        rows: list[int] = []
        concepts: list[int] = []
        weights: list[float] = []
        for row, (name, context) in enumerate(texts):
            found = dict(named(name))
            for concept, weight in named(context).items():
                found[concept] = max(found.get(concept, 0.0), weight * CONTEXT_SHARE)
            rows += [row] * len(found)
            concepts += found.keys()
            weights += found.values()
        shape = (len(texts), len(scheme.concepts))
        matrix = csr_array((np.array(weights, dtype=np.float32), (rows, concepts)), shape=shape)
        matrix.sum_duplicates()
        having = np.bincount(matrix.indices, minlength=shape[1])
        impacts = matrix.data * rarity(having, shape[0])[matrix.indices]
        impacts /= np.repeat(_norms(matrix, impacts), np.diff(matrix.indptr))
        Postings.write(folder, matrix, np.arange(shape[1]), impacts.astype(np.float32))

    def counts(self, concepts: int, without: Rows) -> NDArray[np.int64]:
        """How many rows have each concept, some rows left out."""
        return self._postings.counts(np.arange(concepts), without)

    def scores(self, asked: Asked, rows: Rows) -> Floats:
        """One score a chosen row, from 0 to 1."""
        found = self._postings.rows(rows)
        found.data = found.data * asked.rarity[found.indices]
        norms = _norms(found, found.data)
        return np.asarray(found @ self._postings.vector(asked.terms, asked.weights) / norms, dtype=np.float32)

    def guess(self, asked: Asked, budget: int) -> Floats:
        """About what each row scores."""
        return self._postings.guess(asked.terms, asked.weights, budget)


def ask(text: str, scheme: ConceptScheme, worth: Floats) -> Asked:
    weights = {scheme.index[concept]: weight for concept, weight in scheme.weights(text).items()}
    terms = np.array(sorted(weights), dtype=np.int64)
    vector = np.array([weights[term] for term in terms.tolist()], dtype=np.float32) * worth[terms]
    return Asked(terms, np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), dtype=np.float32), worth)


def _norms(matrix: csr_array, values: Floats) -> Floats:
    squares = csr_array((values * values, matrix.indices, matrix.indptr), shape=matrix.shape).sum(axis=1)
    return np.maximum(np.sqrt(squares), 1e-12).astype(np.float32)
