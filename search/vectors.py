"""Vectors: exact nearest neighbours in FAISS. The only file that imports it.

Filters go into the search. A filter that few rows pass is answered by scanning just those rows, which
is both exact and the fastest; graph indexes with a filter return too few or nothing (HNSW: 0.29
recall where 0.4 % of the rows pass). The file on disk names its own type, so a larger index can be of
another type without a change here.
"""

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

SCAN_LIMIT = 20_000
"""Up to this many allowed rows are scanned one by one: 1 to 10 ms."""


class VectorIndex:
    """Vectors of norm 1 (or 0), found by inner product. Row numbers are those of `build`."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "VectorIndex":
        """From float32 of shape (rows, dimension)."""
        index = _FAISS.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def save(self, path: Path) -> None:
        _FAISS.write_index(self._index, str(path))

    @classmethod
    def open(cls, path: Path) -> "VectorIndex":
        """Memory-mapped and read-only. Raises IndexError_ when the file is missing or damaged."""
        try:
            # never call add on such an index: it aborts the process
            return cls(_FAISS.read_index(str(path), _FAISS.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise IndexError_("index.damaged", f"向量索引打不开：{error}", "重新运行 budgetkg build", str(path)) from error

    def search(self, query: Vectors, count: int, allowed: Rows | None = None) -> tuple[Rows, Vectors]:
        """The `count` nearest of the allowed rows (all when None), best first, ties by row, and their scores.

        Fewer only when fewer are allowed.
        """
        if allowed is None:
            allowed_count, parameters = len(self), None
        else:
            allowed_count = len(allowed)
            if allowed_count <= SCAN_LIMIT:
                return _best(allowed, self.scores(query, allowed), count)
            bitmap = np.zeros(len(self), dtype=bool)
            bitmap[allowed] = True
            parameters = _FAISS.SearchParameters(sel=_FAISS.IDSelectorBitmap(np.packbits(bitmap, bitorder="little")))
        scores, rows = self._index.search(query.reshape(1, -1), min(count, allowed_count), params=parameters)
        return _best(rows[0], scores[0], count)

    def scores(self, query: Vectors, rows: Rows) -> Vectors:
        """Inner products of the query with these rows."""
        return np.asarray(self._index.reconstruct_batch(rows) @ query.reshape(-1), dtype=np.float32)


def _best(rows: Rows, scores: Vectors, count: int) -> tuple[Rows, Vectors]:
    order = np.lexsort((rows, -scores))[:count]
    return rows[order], scores[order]
