"""Vectors: nearest neighbours in FAISS. The only file that imports it.

The type is chosen by size and named by the file itself: up to `EXACT_LIMIT` rows are compared one by one, more are put
into lists around centres with one byte a number (IVF, SQ8), which finds 99 % of the nearest and takes a quarter of the
memory. Filters go into the search. A filter that few rows pass is answered by scanning just those rows, which
is both exact and the fastest; graph indexes with a filter return too few or nothing (HNSW: 0.29
recall where 0.4 % of the rows pass).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from ontology.errors import IndexError_

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

_FAISS: Any = faiss
"""Its type stubs describe the C++ layer, not the Python one."""

_FAISS.omp_set_num_threads(1)
# a search is over before threads have come together, and other searches want the cores; building takes all

_INDEX, _CODES, _RANGES = "index.faiss", "codes.npy", "ranges.npy"
EXACT_LIMIT = 50_000
"""Up to this many vectors lie side by side, as they are."""
SCAN_LIMIT = 6_000
"""Up to this many allowed rows, of all segments together, are scored one by one; of more, choosing candidates is faster."""
TRAINED_ON = 64
"""Vectors for each centre, and each centre's share of the rows is sqrt(rows) / 2."""
MANY = 1_000
"""From so many searches at once on, all cores take part."""
PROBES = 12
"""Lists that are looked into where everything is allowed."""


class VectorIndex:
    """Vectors of norm 1 (or 0), found by inner product. Row numbers are those of `build`."""

    def __init__(self, index: Any, codes: NDArray[np.uint8] | None, ranges: Vectors | None) -> None:
        self._index = index
        self._codes = codes
        """Of many vectors, every number as a byte between the least and the greatest of its dimension."""
        self._ranges = ranges
        """What code 0 stands for, and by how much each further one is more; shape (2, dimension)."""

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """From float32 of shape (rows, dimension)."""
        rows, dimension = vectors.shape
        vectors = np.ascontiguousarray(vectors)
        if rows <= EXACT_LIMIT:
            index = _FAISS.IndexFlatIP(dimension)
            index.add(vectors)
            return cls(index, None, None)
        index = _lists(vectors)
        least = vectors.min(axis=0)
        step = np.maximum((vectors.max(axis=0) - least) / 255, 1e-12)
        return cls(index, np.rint((vectors - least) / step).astype(np.uint8), np.stack([least, step]))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def save(self, folder: Path) -> None:
        folder.mkdir()
        _FAISS.write_index(self._index, str(folder / _INDEX))
        if self._codes is not None and self._ranges is not None:
            np.save(folder / _CODES, self._codes)
            np.save(folder / _RANGES, self._ranges)

    @classmethod
    def open(cls, folder: Path) -> "VectorIndex":
        """Memory-mapped and read-only. Raises IndexError_ when the files are missing or damaged."""
        try:
            # never call add on such an index: it aborts the process
            if not (folder / _CODES).exists():
                return cls(_FAISS.read_index(str(folder / _INDEX), _FAISS.IO_FLAG_MMAP_IFC), None, None)
            return cls(_open_lists(folder / _INDEX), np.asarray(np.load(folder / _CODES, mmap_mode="r")), np.load(folder / _RANGES))
        except RuntimeError as error:
            raise IndexError_("index.damaged", f"向量索引打不开：{error}", "重新运行 budgetkg build", str(folder)) from error

    def search(self, query: Vectors, count: int, allowed: Rows | None = None, scan: int | None = None) -> tuple[Rows, Vectors]:
        """The `count` nearest of the allowed rows (all when None), best first, ties by row, and their scores.

        Up to `scan` allowed rows (SCAN_LIMIT when None) are compared one by one. Fewer than `count` only when fewer are
        allowed or, of very many, when hardly any lies near the query.
        """
        share, selector = 1.0, None
        if allowed is not None:
            if len(allowed) <= (SCAN_LIMIT if scan is None else scan):
                return _best(allowed, self.scores(query, allowed), count)
            bitmap = np.zeros(len(self), dtype=bool)
            bitmap[allowed] = True
            share, selector = len(allowed) / len(self), _FAISS.IDSelectorBitmap(np.packbits(bitmap, bitorder="little"))
        parameters = _FAISS.SearchParameters(sel=selector)
        if self._codes is not None:
            parameters = _FAISS.SearchParametersIVF(sel=selector, nprobe=round(PROBES / share**0.5))
        scores, rows = self._index.search(query.reshape(1, -1), min(count, round(share * len(self))), params=parameters)
        return _best(rows[0][rows[0] >= 0], scores[0][rows[0] >= 0], count)

    def scores(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of the query with these rows."""
        # einsum keeps to one thread, as searches do
        query = query.reshape(-1)
        if self._codes is None or self._ranges is None:
            return np.asarray(np.einsum("ij,j->i", self.at(rows), query), dtype=np.float32)
        least, step = self._ranges
        return np.asarray(np.einsum("ij,j->i", self._codes[rows].astype(np.float32), step * query) + least @ query, dtype=np.float32)

    def at(self, rows: Rows) -> Vectors:
        """The vectors of these rows."""
        if self._codes is None or self._ranges is None:
            return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)
        least, step = self._ranges
        return np.asarray(least + self._codes[rows] * step, dtype=np.float32)


class Neighbours:
    """Some 10⁴ or 10⁵ vectors of norm 1 (or 0) among which those nearest to many others are looked for at once.

    Always in lists, one byte a number: of 48 nearest hardly one is missed, in a tenth of a millisecond.
    """

    def __init__(self, lists: Any) -> None:
        self._lists = lists

    @classmethod
    def build(cls, vectors: Vectors) -> "Neighbours":
        return cls(_lists(np.ascontiguousarray(vectors)))

    def save(self, path: Path) -> None:
        _FAISS.write_index(self._lists, str(path))

    @classmethod
    def open(cls, path: Path) -> "Neighbours":
        """Memory-mapped and read-only. Raises IndexError_ when the file is missing or damaged."""
        try:
            return cls(_open_lists(path))
        except RuntimeError as error:
            raise IndexError_("index.damaged", f"通行指标的向量打不开：{error}", "重新运行 budgetkg build", str(path)) from error

    def nearest(self, vectors: Vectors, count: int) -> tuple[Vectors, Rows]:
        """Scores and numbers of the nearest, best first; shape (len(vectors), count), -1 where there are no more."""
        parameters = _FAISS.SearchParametersIVF(nprobe=2 * PROBES)
        with _all_cores() if len(vectors) >= MANY else nullcontext():
            scores, rows = self._lists.search(np.ascontiguousarray(vectors), count, params=parameters)
        return scores, rows


def _lists(vectors: Vectors) -> Any:
    """In lists around centres, one byte a number."""
    rows, dimension = vectors.shape
    centres = int(2 * rows**0.5)
    chosen = vectors[np.sort(np.random.default_rng(0).choice(rows, min(rows, centres * TRAINED_ON), replace=False))]
    index = _FAISS.index_factory(dimension, f"IVF{centres},SQ8", _FAISS.METRIC_INNER_PRODUCT)
    index.by_residual = False
    index.cp.max_points_per_centroid = TRAINED_ON
    with _all_cores():
        index.train(chosen)
        index.add(vectors)
    return index


def _open_lists(path: Path) -> Any:
    lists = _FAISS.read_index(str(path), _FAISS.IO_FLAG_MMAP)
    # it would start 32 threads at each query to ask for pages that are there already
    _FAISS.downcast_InvertedLists(lists.invlists).prefetch_nthread = 0
    return lists


@contextmanager
def _all_cores() -> Iterator[None]:
    _FAISS.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        _FAISS.omp_set_num_threads(1)


def _best(rows: Rows, scores: Vectors, count: int) -> tuple[Rows, Vectors]:
    order = np.lexsort((rows, -scores))[:count]
    return rows[order], scores[order]
