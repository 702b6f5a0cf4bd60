"""What passages are filtered by and folded on, as columns of small numbers.

A filter looks at the few values there are, not at every passage: 10⁶ passages have 3 000 regions.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ontology.wording import normalize
from search.filters import Value, filters
from search.hits import Query
from search.passages import Passage

_FIELDS: dict[str, Callable[[Passage], Value]] = {
    "region": lambda passage: passage.region,
    "year": lambda passage: passage.year,
    "level": lambda passage: passage.level,
    "category": lambda passage: passage.category,
    "kind": lambda passage: "promise" if passage.kind == "goal" and passage.measurable else passage.kind,
}
_GROUP = len(_FIELDS)
_PADDING = re.compile("活动|工作|全年|开展|情况|学习")


def fold_key(passage: Passage) -> tuple[Value, ...]:
    """Equal for what one agency prints again: for another horizon, in another project, or padded.

    主题党日 and 主题党日活动全年开展 are one promise, printed once as a quantity and once as a date.
    """
    name = normalize(passage.name)
    return passage.kind, passage.region, passage.agency, _PADDING.sub("", name) or name


class Columns:
    """One row a passage; one column a field of `_FIELDS`, and one that numbers the groups to fold."""

    def __init__(self, codes: NDArray[np.int32], values: dict[str, list[Value]]) -> None:
        self._codes = codes
        self._values = values

    @classmethod
    def build(cls, passages: Sequence[Passage]) -> "Columns":
        codes = np.zeros((len(passages), _GROUP + 1), dtype=np.int32)
        values: dict[str, list[Value]] = {}
        for column, (name, get) in enumerate(_FIELDS.items()):
            codes[:, column], values[name] = _number(map(get, passages))
        codes[:, _GROUP], _ = _number(map(fold_key, passages))
        return cls(codes, values)

    def save(self, folder: Path) -> None:
        np.save(folder / "columns.npy", self._codes)
        (folder / "columns.json").write_text(json.dumps(self._values, ensure_ascii=False) + "\n", "utf-8")

    @classmethod
    def open(cls, folder: Path) -> "Columns":
        return cls(np.load(folder / "columns.npy", mmap_mode="r"), json.loads((folder / "columns.json").read_text("utf-8")))

    def rows(self, query: Query) -> NDArray[np.int64]:
        """Row numbers that pass the filters, ascending. Raises UsageError naming the filter that makes no sense."""
        allowed = np.ones(len(self._codes), dtype=bool)
        for wanted in filters(query, self._values):
            passes = np.array([wanted.passes(value) for value in self._values[wanted.column]], dtype=bool)
            allowed &= passes[self._codes[:, list(_FIELDS).index(wanted.column)]] if len(passes) else False
        return np.flatnonzero(allowed)

    def missing(self, query: Query) -> list[str]:
        """For each filter that nothing passes, what was wanted and what occurs, in words."""
        asked = filters(query, self._values)
        return [wanted.told(self._values) for wanted in asked if not any(map(wanted.passes, self._values[wanted.column]))]

    def alike(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """All rows that fold into the groups of these."""
        return np.flatnonzero(np.isin(self._codes[:, _GROUP], self._codes[rows, _GROUP]))

    def groups(self, rows: NDArray[np.int64]) -> list[int]:
        """The number of the group that each row folds into."""
        return [int(code) for code in self._codes[rows, _GROUP]]


def _number(values: Iterable[Any]) -> tuple[list[int], list[Any]]:
    """Numbers for values in order of first appearance, and the values by number."""
    known: dict[Any, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return codes, list(known)
