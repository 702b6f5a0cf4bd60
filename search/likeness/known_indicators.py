"""Which known indicators (通行指标) texts are near: the anchors that different wordings of one promise have in common.

Two texts that share hardly a character may both be near listed wordings of one indicator. Only the built-in encoder
places them, whatever encoder an index has: another would have to encode all the wordings first.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ontology.known_indicators import shipped, shipped_digest
from ontology.wording import wording
from search.likeness.encoder import Encoder, encode, load_encoder
from search.likeness.postings import NONE, Floats, Rows, Terms, ranges
from search.likeness.vectors import Neighbours

NEAR = 0.5
"""Cosine from which on a text is near a wording; what counts is by how much it is above."""
LOOKED_AT = 48
"""Nearest wordings of a text; they are of more than `KEPT` indicators."""
KEPT = 10
"""Nearest indicators of a text. From 8 to 12 are as good, 20 are worse: see docs/search.md."""
CLAUSE_SHARE = 0.5
"""What a clause counts beside the whole text."""
SHORTEST_CLAUSE = 4
"""Characters from which on a clause is placed by itself."""
AT_ONCE = 20_000
_WORDINGS, _OF, _LABELS = "wordings.faiss", "of.npy", "labels.txt"


@dataclass(frozen=True, slots=True)
class Nearness:
    """Of some texts (numbered from 0) the indicators that each is near, and how much that counts; of each text norm 1."""

    texts: Rows
    indicators: Terms
    weights: Floats

    def of(self, text: int) -> tuple[Terms, Floats]:
        mine = self.texts == text
        return self.indicators[mine], self.weights[mine]


class KnownIndicators:
    """The wordings as vectors, of which indicator each is, and what the indicators are called."""

    def __init__(self, wordings: Neighbours, of: NDArray[np.int32], labels: Sequence[str], encoder: Encoder) -> None:
        self._wordings = wordings
        self._of = of
        self._labels = labels
        self._encoder = encoder

    def __len__(self) -> int:
        """How many indicators."""
        return len(self._labels)

    @staticmethod
    @cache
    def built() -> "KnownIndicators":
        """Of the lists and the built-in encoder, in a second or two."""
        encoder, listed = load_encoder(), tuple(shipped())
        of = np.repeat(np.arange(len(listed), dtype=np.int32), [len(indicator.wordings) for indicator in listed])
        vectors = encode(encoder, [wording(text) for indicator in listed for text in indicator.wordings])
        labels = [f"{indicator.wordings[0]}（{indicator.bureau}）" for indicator in listed]
        return KnownIndicators(Neighbours.build(vectors), of, labels, encoder)

    @classmethod
    def open(cls, folder: Path) -> "KnownIndicators":
        """Memory-mapped. Raises IndexError_ when the files are damaged, OSError when they are missing."""
        labels = (folder / _LABELS).read_text("utf-8").splitlines()
        return cls(Neighbours.open(folder / _WORDINGS), np.asarray(np.load(folder / _OF, mmap_mode="r")), labels, load_encoder())

    def save(self, folder: Path) -> None:
        folder.mkdir()
        self._wordings.save(folder / _WORDINGS)
        np.save(folder / _OF, self._of)
        (folder / _LABELS).write_text("".join(f"{label}\n" for label in self._labels), "utf-8")

    def shared(self, one: str, other: str) -> str | None:
        """The known indicator that both are nearest to, in its plainest wording, with whose it is."""
        (mine, weights), (others, their) = map(self.near([one, other]).of, (0, 1))
        common, at, there = np.intersect1d(mine, others, return_indices=True)
        if not len(common):
            return None
        return self._labels[int(common[np.argmax(weights[at] * their[there])])]

    def near(self, texts: Sequence[str]) -> Nearness:
        """Where each text stands, and where each of its clauses does: what promises several things is near the indicators of each."""
        parts = [(number, part, CLAUSE_SHARE if at else 1.0) for number, text in enumerate(texts) for at, part in enumerate(_parts(text))]
        numbers = {part: number for number, part in enumerate(dict.fromkeys(part for _, part, _ in parts))}
        pieces, indicators, weights = self._near(list(numbers))
        starts = np.searchsorted(pieces, np.arange(len(numbers) + 1))
        asked = np.array([numbers[part] for _, part, _ in parts], dtype=np.int64)
        entries, of_part = ranges(starts[asked], np.diff(starts)[asked])
        owners, shares = np.array([number for number, _, _ in parts], dtype=np.int64), np.array([share for _, _, share in parts])
        return _combined(owners[of_part], indicators[entries], weights[entries] * shares[of_part], len(texts))

    def _near(self, texts: Sequence[str]) -> tuple[Rows, Terms, Floats]:
        """Numbers of texts, ascending, with the indicators that they are near, and by how much."""
        found = [self._nearest(texts[start : start + AT_ONCE], start) for start in range(0, len(texts), AT_ONCE)]
        if not found:
            return NONE, NONE, np.zeros(0, dtype=np.float32)
        numbers, indicators, weights = (np.concatenate(part) for part in zip(*found, strict=True))
        return numbers, indicators, weights

    def _nearest(self, texts: Sequence[str], first: int) -> tuple[Rows, Terms, Floats]:
        scores, wordings = self._wordings.nearest(encode(self._encoder, texts), LOOKED_AT)
        indicators = np.where(wordings < 0, -1, self._of[wordings])
        chosen = scores > NEAR
        for column in range(1, indicators.shape[1]):  # of an indicator its nearest wording alone counts
            chosen[:, column] &= ~(indicators[:, :column] == indicators[:, column, None]).any(axis=1)
        chosen &= np.cumsum(chosen, axis=1) <= KEPT
        weights = np.where(chosen, scores - NEAR, 0)
        weights /= np.maximum(np.linalg.norm(weights, axis=1, keepdims=True), 1e-12)
        rows, columns = np.nonzero(chosen)
        return rows + first, indicators[rows, columns].astype(np.int64), weights[rows, columns].astype(np.float32)


def _parts(text: str) -> list[str]:
    """A text without its numbers, and its clauses, if there are several."""
    plain = wording(text)
    clauses = [clause for clause in plain.split("，") if len(clause) >= SHORTEST_CLAUSE]
    return [plain, *clauses] if len(clauses) > 1 else [plain]


def _combined(texts: Rows, indicators: Terms, weights: Floats, count: int) -> Nearness:
    """Of what is there twice the greater weight; of each text norm 1."""
    order = np.lexsort((indicators, texts))
    texts, indicators, weights = texts[order], indicators[order], weights[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(texts) != 0) | (np.diff(indicators) != 0)
    if len(order):
        texts, indicators, weights = texts[new], indicators[new], np.maximum.reduceat(weights, np.flatnonzero(new))
    lengths = np.sqrt(np.bincount(texts, weights=weights * weights, minlength=count))
    return Nearness(texts, indicators, np.asarray(weights / lengths[texts], dtype=np.float32))


def known_digest() -> str:
    """Of the lists and of what places texts among them."""
    return hashlib.sha256(f"{shipped_digest()} {load_encoder().digest}".encode()).hexdigest()
