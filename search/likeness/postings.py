"""Rows by terms, sparse and memory-mapped, both ways. The only file that imports scipy.

By row for exact scores of chosen rows; by term for which rows to choose. A term is a number (a gram, a concept);
what a term counts in a row is known to the channel, what a term is worth (its rarity) only to the whole index.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Terms = NDArray[np.int64]

NONE: Rows = np.zeros(0, dtype=np.int64)

_FILES = ("terms", "row_starts", "row_terms", "row_values", "term_starts", "term_rows", "term_values")


Matrix: TypeAlias = Any
"""A csr_array; scipy ships no types."""


def matrix(values: Floats, rows: Rows, columns: Terms, shape: tuple[int, int]) -> Matrix:
    """Of values at rows and columns; those at one place are added up."""
    # the numbers that are given decide how wide those of the matrix are: half of eight bytes is enough for any segment
    made = csr_array((values, (rows.astype(np.int32), columns.astype(np.int32))), shape=shape)
    made.sum_duplicates()
    return made


def norms(values: Matrix) -> Floats:
    """Of each row, never 0."""
    squares = csr_array((values.data * values.data, values.indices, values.indptr), shape=values.shape).sum(axis=1)
    return np.asarray(np.maximum(np.sqrt(squares), 1e-12), dtype=np.float32)


def ranges(starts: Rows, lengths: Rows) -> tuple[Rows, Rows]:
    """The numbers of several ranges one after the other, and of each the number of its range."""
    ends = np.cumsum(lengths)
    numbers = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)
    return numbers, np.repeat(np.arange(len(starts)), lengths)


@dataclass(frozen=True, slots=True)
class Taken:
    """Entries of some rows: for each the row (from 0), the column of its term, and its value."""

    rows: Rows
    columns: NDArray[np.int32]
    values: Floats
    count: int
    """How many rows."""

    def summed(self, values: NDArray[np.floating[Any]]) -> Floats:
        """One value an entry, added up by row."""
        return np.bincount(self.rows, weights=values, minlength=self.count).astype(np.float32)


class Postings:
    """The terms of every row with a value, and for every term the rows with their impact: a guess at its part of the score.

    Rows that are `left_out` count for nothing.
    """

    def __init__(self, rows: int, arrays: dict[str, NDArray[np.generic]], left_out: Rows) -> None:
        shape = (rows, len(arrays["terms"]))
        self._terms = np.asarray(arrays["terms"], dtype=np.int64)
        by_row = tuple(np.asarray(arrays[name]) for name in ("row_values", "row_terms", "row_starts"))
        by_term = tuple(np.asarray(arrays[name]) for name in ("term_values", "term_rows", "term_starts"))
        self._by_row = csr_array(by_row, shape=shape)
        self._by_term = csc_array(by_term, shape=shape)
        self._left_out = left_out

    @staticmethod
    def write(folder: Path, by_row: Matrix, terms: Terms, impacts: Floats) -> None:
        """Of a canonical matrix of rows by `terms` (ascending); `impacts` are one for each of its entries."""
        by_term = csr_array((impacts, by_row.indices, by_row.indptr), shape=by_row.shape).tocsc()
        values = (terms, by_row.indptr, by_row.indices, by_row.data, by_term.indptr, by_term.indices, by_term.data)
        folder.mkdir()
        for name, value in zip(_FILES, values, strict=True):
            np.save(folder / f"{name}.npy", value)

    @classmethod
    def open(cls, folder: Path, left_out: Rows = NONE) -> "Postings":
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _FILES}
        return cls(len(arrays["row_starts"]) - 1, arrays, left_out)

    def __len__(self) -> int:
        return int(self._by_row.shape[0])

    @cached_property
    def _having(self) -> NDArray[np.int64]:
        """How many rows have each term."""
        left_out = self._by_row[self._left_out].indices if len(self._left_out) else NONE
        return np.asarray(np.diff(self._by_term.indptr) - np.bincount(left_out, minlength=len(self._terms)), dtype=np.int64)

    def counts(self, terms: Terms) -> NDArray[np.int64]:
        """How many rows have each of these terms."""
        columns = self._columns(terms)
        found = np.zeros(len(terms), dtype=np.int64)
        found[columns >= 0] = self._having[columns[columns >= 0]]
        return found

    def rows(self, rows: Rows, worth: Floats | None = None) -> "Taken":
        """The entries of the chosen rows, or of these only those whose term is worth anything."""
        # what slicing a csr_array gives, in a third of the time: it checks and sorts what is known to be in order
        starts = self._by_row.indptr[rows].astype(np.int64)
        entries, of_row = ranges(starts, self._by_row.indptr[rows + 1] - starts)
        columns = self._by_row.indices[entries]
        if worth is not None:
            kept = np.flatnonzero(worth[columns])
            entries, columns, of_row = entries[kept], columns[kept], of_row[kept]
        return Taken(of_row, columns, self._by_row.data[entries], len(rows))

    def vector(self, terms: Terms, weights: Floats) -> Floats:
        """Weights of terms as a vector over all terms; those that no row has are left out."""
        columns = self._columns(terms)
        known = columns >= 0
        found = np.zeros(len(self._terms), dtype=np.float32)
        found[columns[known]] = weights[known]
        return found

    def guess(self, terms: Terms, weights: Floats, budget: int, scores: Floats) -> None:
        """Add to `scores` about what each row scores: impacts by weight, heaviest terms first, until `budget` postings are read."""
        columns = self._columns(terms)
        starts, rows, impacts = self._by_term.indptr, self._by_term.indices, self._by_term.data
        left = budget
        for position in np.argsort(-weights, kind="stable").tolist():
            column = int(columns[position])
            if column < 0:
                continue
            first, last = int(starts[column]), int(starts[column + 1])
            left -= last - first
            if left < 0 and left + last - first < budget:
                break
            np.add.at(scores, rows[first:last], impacts[first:last] * weights[position])  # half the time of scores[rows] += …

    def _columns(self, terms: Terms) -> NDArray[np.int64]:
        """The column of each term, -1 for those that no row has."""
        if not len(self._terms):
            return np.full(len(terms), -1)
        columns = np.minimum(np.searchsorted(self._terms, terms), len(self._terms) - 1)
        return np.where(self._terms[columns] == terms, columns, -1)
