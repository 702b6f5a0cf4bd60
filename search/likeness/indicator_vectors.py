"""Known indicators: how much of what a query is near each row is near too, whatever words they use.

A row is a vector of the known indicators (通行指标) that its name is near; the score is the cosine with the query's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.likeness.known_indicators import KnownIndicators
from search.likeness.postings import Floats, Postings, Rows, Terms, matrix


@dataclass(frozen=True, slots=True)
class Asked:
    """A query: the indicators it is near, and its vector of norm 1."""

    terms: Terms
    weights: Floats


class IndicatorVectors:
    def __init__(self, folder: Path) -> None:
        self._postings = Postings.open(folder)

    @staticmethod
    def write(names: Sequence[str], known: KnownIndicators, folder: Path) -> None:
        near = known.near(names)
        found = matrix(near.weights, near.texts, near.indicators, (len(names), len(known)))
        Postings.write(folder, found, np.arange(len(known)), found.data)

    def scores(self, asked: Asked, rows: Rows) -> Floats:
        """One score a chosen row, from 0 to 1."""
        found = self._postings.rows(rows)
        return found.summed(found.values * self._postings.vector(asked.terms, asked.weights)[found.columns])

    def guess(self, asked: Asked, budget: int, share: float, scores: Floats) -> None:
        """Add to `scores` what each row scores, times `share`."""
        self._postings.guess(asked.terms, np.asarray(asked.weights * share, dtype=np.float32), budget, scores)


def ask(texts: Sequence[str], known: KnownIndicators) -> list[Asked]:
    """One for each text."""
    near = known.near(texts)
    return [Asked(*near.of(number)) for number in range(len(texts))]
