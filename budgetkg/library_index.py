"""The list of the indicator library (指标库) of a build, read from the file that the build keeps beside the store.

A page needs fifty of hundreds of thousands of entries, with counts over a million targets that only a build has time for.
The usual values of those that are wanted are taken from the store.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from budgetkg.home import Generation
from budgetkg.library import SHELF
from ontology.errors import StoreError
from ontology.iri import INDICATOR_LIBRARY
from ontology.terms import BKGC

if TYPE_CHECKING:
    from search.graph.store import GraphStore

_SPREADS = """
SELECT ?entry ?unit ?basis ?values ?agencies ?least ?lower ?median ?upper ?most WHERE {
  VALUES ?entry { %s }
  ?entry bkg:usualValues ?spread .
  ?spread bkg:spreadBasis ?basis ; bkg:valueCount ?values ; bkg:agencyCount ?agencies ;
    bkg:leastValue ?least ; bkg:medianValue ?median ; bkg:mostValue ?most .
  OPTIONAL { ?spread bkg:spreadUnit ?unit }
  OPTIONAL { ?spread bkg:lowerQuartile ?lower }
  OPTIONAL { ?spread bkg:upperQuartile ?upper }
}
ORDER BY ?entry DESC(?values) ?unit ?basis
"""
_NUMBERS = frozenset({"values", "agencies"})
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


def usual_values(store: "GraphStore", keys: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """How the values of entries lie, by key: each unit and basis by itself, those with most values first. Amounts are texts."""
    found: dict[str, list[dict[str, Any]]] = {}
    answer = store.own_query(_SPREADS % " ".join(f"<{INDICATOR_LIBRARY}/{key}>" for key in keys))
    for cells in answer.rows() if keys else ():
        row: dict[str, Any] = {
            name: None if cell is None else int(cell.value) if name in _NUMBERS else cell.value
            for name, cell in zip(answer.columns, cells, strict=True)
        }
        row["basis"] = row["basis"].removeprefix(f"{BKGC}basis-").replace("-", "_")
        found.setdefault(row.pop("entry").rpartition("/")[2], []).append(row)
    return found
