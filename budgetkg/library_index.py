"""The list of the indicator library (指标库) of a build, read from the file that the build keeps beside the store.

A page needs fifty of hundreds of thousands of entries, with counts over a million targets that only a build has time for.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any, NamedTuple

from budgetkg.home import Generation
from budgetkg.library import SHELF
from ontology.errors import StoreError

_SAYING = "WHERE instr(label, ?) OR instr(spellings, ?)"


class Listed(NamedTuple):
    """An entry as a list tells it."""

    key: str
    """The last part of its IRI."""
    label: str
    targets: int
    agencies: int
    spellings: tuple[str, ...]
    undecided: str


class LibraryIndex:
    """Opened for each question, which makes it safe to ask from any thread. Raises StoreError (`store.library`)."""

    def __init__(self, generation: Generation) -> None:
        self._path = generation.path / SHELF

    def count(self, word: str = "") -> int:
        """How many entries say a word in their name or in a spelling."""
        return int(self._ask(f"SELECT COUNT(*) FROM entries {_SAYING if word else ''}", (word, word) if word else ())[0][0])

    def some(self, word: str = "", start: int = 0, size: int = -1) -> list[Listed]:
        """So many of them from one on, those with most targets first."""
        # Without the index a filter reads the file from end to end once; with it every entry by itself.
        order = "+targets DESC, label, iri" if word else "targets DESC, label, iri"
        query = f"SELECT iri, label, targets, agencies, spellings, undecided FROM entries {_SAYING if word else ''} ORDER BY {order}"
        rows = self._ask(f"{query} LIMIT ? OFFSET ?", (*((word, word) if word else ()), size, start))
        return [
            Listed(iri.rpartition("/")[2], label, targets, agencies, tuple(spellings.split("\n")), undecided)
            for iri, label, targets, agencies, spellings, undecided in rows
        ]

    def _ask(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        try:
            with closing(sqlite3.connect(f"{self._path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as file:
                return file.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError("store.library", f"指标库清单打不开：{error}", "重新运行 budgetkg build", str(self._path)) from error
