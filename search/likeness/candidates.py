"""Which rows are scored exactly: all that pass the filters, or where those are many, those that can come first.

They are chosen among all segments together, so that an index in four segments scores no more rows than one in one.
"""

from collections.abc import Sequence
from threading import local

import numpy as np

import search.likeness.vectors
from search.likeness.fuse import WEIGHTS
from search.likeness.postings import Floats
from search.likeness.segment import Asked, Segment
from search.likeness.vectors import Rows

BUDGET = 200_000
"""Postings that are read of words, and as many of concepts and of known indicators, to choose candidates."""

WIDE = 10
"""How many times the vector's candidates are looked at for their class: of a name that thousands print it tells the first."""

SAMPLED = 61
"""One guess of so many is looked at to tell where the highest begin."""


class Candidates:
    """Chooses among the rows of some segments. Safe to share between threads."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments
        self._ends = np.cumsum([0, *map(len, segments)])
        self._scratch = local()

    def of(
        self,
        passing: Sequence[Rows],
        asked: Asked,
        count: int,
    ) -> list[Rows]:
        """Of each segment all its rows that pass, or those that can come first: by what words, concepts and known indicators
        are worth together (three times `count`, from the postings of each), and by vector (`count`)."""
        if sum(map(len, passing)) <= max(search.likeness.vectors.SCAN_LIMIT, 4 * count):
            return list(passing)
        number = len(self._segments)
        guessed: list[Floats] = []
        near: list[Rows] = []
        for segment, rows, scores in zip(self._segments, passing, self._guesses(), strict=True):
            segment.guess(asked, BUDGET // number, scores)
            allowed = None if len(rows) == len(segment) else rows
            guessed.append(scores if allowed is None else scores[allowed])
            scan = search.likeness.vectors.SCAN_LIMIT // number
            near.append(segment.vectors.search(asked.vector, count // min(number, 2), allowed, scan)[0])
        likely: list[Rows] = []
        scored: list[Floats] = []
        for segment, rows, scores, places in zip(self._segments, passing, guessed, highest(guessed, WIDE * count), strict=True):
            likely.append(rows[places])
            scored.append(scores[places] + WEIGHTS["class"] * segment.classes.scores(asked.classes, likely[-1]))
        by_guess = [rows[places] for rows, places in zip(likely, highest(scored, 3 * count), strict=True)]
        return list(map(np.union1d, by_guess, near))

    def _guesses(self) -> list[Floats]:
        """Zeros for every row. A thread keeps its memory: getting as much anew for each query takes longer than guessing."""
        if not hasattr(self._scratch, "scores"):
            self._scratch.scores = np.empty(self._ends[-1], dtype=np.float32)
        self._scratch.scores.fill(0)
        return np.split(self._scratch.scores, self._ends[1:-1])


def highest(scores: Sequence[Floats], count: int) -> list[Rows]:
    """The places of the `count` highest above 0 among several arrays together."""
    threshold = _about(scores, count)
    places = [np.flatnonzero(part >= threshold) for part in scores] if threshold > 0 else []
    if sum(map(len, places)) < count:
        places = [np.flatnonzero(part > 0) for part in scores]
    ends = np.cumsum(list(map(len, places)))
    if ends[-1] <= count:
        return places
    kept = np.concatenate([part[at] for part, at in zip(scores, places, strict=True)])
    kept = np.sort(np.argpartition(-kept, count)[:count])
    inside = np.split(kept, np.searchsorted(kept, ends[:-1]))
    return [at[part - start] for at, part, start in zip(places, inside, ends - list(map(len, places)), strict=True)]


def _about(scores: Sequence[Floats], count: int) -> float:
    """A score that about twice as many reach. A sample tells: sorting all would take ten times as long."""
    sample = np.concatenate([part[::SAMPLED] for part in scores])
    rank = min(2 * count // SAMPLED + 4, len(sample))
    return float(np.partition(sample, -rank)[-rank]) if rank else 0.0
