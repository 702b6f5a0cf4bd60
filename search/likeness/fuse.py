"""Several scores of a passage to one, and near-identical hits to one.

Every part runs from 0 (nothing in common) to 1 (the same), whatever was filtered away, so a score
means the same in every query and its parts add up to it. That was also better on the judged queries
than z-scores (by 0.01 to 0.02 nDCG@10) and reciprocal ranks (0.015), which depend on what else is found.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

WEIGHTS: Mapping[str, float] = {"words": 0.3, "concepts": 0.15, "indicators": 0.25, "vector": 0.25, "class": 0.05}
"""Share of each part in the score; they add up to 1. Round numbers in the middle of what is equally good on benchmarks/judged.jsonl."""

T = TypeVar("T")


def fuse(parts: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """The weighted sum of parts; each holds one value a passage, all in one order."""
    return sum((WEIGHTS[name] * np.clip(part, 0, 1).astype(np.float64) for name, part in parts.items()), start=np.zeros(1))


def order(scores: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of the scores, best first; equal scores (to nine places) by row number, so that order never varies."""
    return np.lexsort((rows, -np.round(scores, 9)))


def fold(items: Iterable[T], keys: Iterable[Hashable], top: int) -> list[Sequence[T]]:
    """Items of equal key put together under the first of them, until `top` groups; later members still join."""
    groups: dict[Hashable, list[T]] = {}
    for item, key in zip(items, keys, strict=True):
        if key in groups:
            groups[key].append(item)
        elif len(groups) < top:
            groups[key] = [item]
    return list(groups.values())
