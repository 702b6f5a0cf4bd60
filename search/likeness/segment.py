"""A segment: the passages of some documents with all that finding them takes. Written once, never changed.

passages.jsonl    what hits show, one line a passage, ordered by IRI; offsets.npy says where each begins
columns.npy       what is filtered by and folded on; columns.json names the values
words/            BM25: grams of each name
concepts/         concepts of each name and its context
indicators/       known indicators that each name is near
vectors/          vectors of the encoder
classes.npy       how likely each class is (`search.likeness.indicator_class`)
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import search.likeness.concept_vectors
import search.likeness.indicator_vectors
import search.likeness.lexical
from ontology.concepts import ConceptScheme
from ontology.errors import IndexError_
from search.likeness.columns import Columns
from search.likeness.concept_vectors import ConceptVectors
from search.likeness.fuse import WEIGHTS
from search.likeness.indicator_class import Classes
from search.likeness.indicator_vectors import IndicatorVectors
from search.likeness.known_indicators import KnownIndicators
from search.likeness.lexical import Lexical
from search.likeness.passages import Passage, dump, loads
from search.likeness.postings import Floats
from search.likeness.vectors import Rows, VectorIndex, Vectors


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query is to each channel."""

    words: search.likeness.lexical.Asked
    concepts: search.likeness.concept_vectors.Asked
    indicators: search.likeness.indicator_vectors.Asked
    vector: Vectors
    classes: Floats


class Segment:
    """A segment on disk, opened for reading. Rows of `dead` documents are never found."""

    def __init__(self, folder: Path, dead: frozenset[str] = frozenset()) -> None:
        self._offsets: NDArray[np.int64] = np.asarray(np.load(folder / "offsets.npy", mmap_mode="r"))
        lines = np.memmap(folder / "passages.jsonl", mode="r") if self._offsets[-1] else np.zeros(0, dtype=np.uint8)
        self._lines = np.asarray(lines)
        self.columns = Columns.open(folder, dead)
        self.dead: Rows = np.flatnonzero(~self.columns.alive)
        self.words = Lexical(folder / "words", self.dead)
        self.concepts = ConceptVectors(folder / "concepts", self.dead)
        self._indicators = IndicatorVectors(folder / "indicators")
        self.vectors = VectorIndex.open(folder / "vectors")
        self.classes = Classes.open(folder)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @property
    def living(self) -> int:
        return len(self) - len(self.dead)

    def line(self, row: int) -> bytes:
        return self._lines[self._offsets[row] : self._offsets[row + 1]].tobytes()

    def passage(self, row: int) -> Passage:
        return loads(self.line(row))

    def iri(self, row: int) -> bytes:
        """The IRI of a passage without reading all of it: it comes first in its line."""
        line = self.line(row)
        return line[: line.index(b'","')]

    def named(self, wanted: str) -> list[int]:
        """The rows of an IRI."""
        first = bisect_left(range(len(self)), wanted, key=lambda row: self.passage(row).iri)
        found = []
        for row in range(first, len(self)):
            if self.passage(row).iri != wanted:
                break
            if self.columns.alive[row]:
                found.append(row)
        return found

    def guess(self, asked: Asked, budget: int, scores: Floats) -> None:
        """Add to `scores` about what each row scores by words, concepts and known indicators, from so many postings of each."""
        self.words.guess(asked.words, budget, WEIGHTS["words"], scores)
        self.concepts.guess(asked.concepts, budget, WEIGHTS["concepts"], scores)
        self._indicators.guess(asked.indicators, budget, WEIGHTS["indicators"], scores)

    def parts(self, rows: Rows, asked: Asked) -> dict[str, NDArray[np.float32]]:
        """What each channel gives these rows, exactly."""
        return {
            "words": self.words.scores(asked.words, rows),
            "concepts": self.concepts.scores(asked.concepts, rows),
            "indicators": self._indicators.scores(asked.indicators, rows),
            "vector": self.vectors.scores(asked.vector, rows),
            "class": self.classes.scores(asked.classes, rows),
        }


def write_segment(items: Sequence[Passage], vectors: Vectors, scheme: ConceptScheme, known: KnownIndicators, folder: Path) -> None:
    """Of passages with their vectors. Raises IndexError_ when one is given twice."""
    # ties are broken by row, so rows must not depend on the order in which documents came
    order = sorted(range(len(items)), key=lambda number: (items[number].iri, items[number].part or 0))
    items = [items[number] for number in order]
    for one, other in pairwise(items):
        if (one.iri, one.part) == (other.iri, other.part):
            raise IndexError_("index.duplicate", "同一段落给了两次", "这是程序的错误，请报告", one.iri)
    folder.mkdir(parents=True)
    offsets = [0]
    with (folder / "passages.jsonl").open("wb") as lines:
        for item in items:
            offsets.append(offsets[-1] + lines.write(dump([item])))
    np.save(folder / "offsets.npy", np.array(offsets, dtype=np.int64))
    Columns.write(items, folder)
    # only the name: descriptions, values, levels and projects were tried here, and each made the ranking worse,
    # because they say what many targets have in common
    names = [item.name for item in items]
    Lexical.write(names, folder / "words")
    IndicatorVectors.write(names, known, folder / "indicators")
    ConceptVectors.write([(item.name, item.context) for item in items], scheme, folder / "concepts")
    VectorIndex.build(vectors[order]).save(folder / "vectors")
    Classes.write(items, scheme, folder)
