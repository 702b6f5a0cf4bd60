"""What passages are filtered by and folded on, as columns of numbers.

A filter looks at the few values there are, not at every passage: 10⁶ passages have 3 000 regions. Amounts of money have
as many values as projects, and are compared as numbers of 分 (a hundredth of a yuan).
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ontology.wording import normalize
from search.likeness.filters import AmountFilter, Filter, Value
from search.likeness.passages import Passage

_FIELDS: dict[str, Callable[[Passage], Value]] = {
    "region": lambda passage: passage.region,
    "year": lambda passage: passage.year,
    "level": lambda passage: passage.level,
    "agency_type": lambda passage: passage.agency_type,
    "category": lambda passage: passage.category,
    "kind": lambda passage: "promise" if passage.kind == "goal" and passage.measurable else passage.kind,
    "document": lambda passage: passage.source.document,
}
_NAMES = tuple(_FIELDS)
COLUMNS = frozenset({*_NAMES, "amount"})
_DOCUMENT, _GROUP = _NAMES.index("document"), len(_NAMES)
_NO_AMOUNT = np.iinfo(np.int64).min
_PADDING = re.compile("活动|工作|全年|开展|情况|学习")
_REMEMBERED = 16
"""Filters whose rows are remembered: most queries ask with the same few."""

Values = dict[str, list[Value]]


def fold_key(passage: Passage) -> tuple[Value, ...]:
    """Equal for what one agency prints again: for another horizon, in another project, or padded.

    主题党日 and 主题党日活动全年开展 are one promise, printed once as a quantity and once as a date.
    """
    name = normalize(passage.name)
    return passage.kind, passage.region, passage.agency, _PADDING.sub("", name) or name


class Columns:
    """One column a field of `_FIELDS`, one with the hash of the group to fold into, and the amounts of projects."""

    def __init__(self, codes: NDArray[np.int64], amounts: NDArray[np.int64], values: Values, dead: frozenset[str]) -> None:
        self._codes = codes
        self._amounts = amounts
        self._values = values
        gone = np.array([value in dead for value in values["document"]], dtype=bool)
        self._alive = ~gone[codes[_DOCUMENT]] if dead else np.ones(codes.shape[1], dtype=bool)
        self._passing: dict[tuple[tuple[str, str], ...], NDArray[np.int64]] = {}

    @staticmethod
    def write(passages: Sequence[Passage], folder: Path) -> None:
        # 8 bytes a number: smaller ones take four times as long to look up
        codes = np.zeros((_GROUP + 1, len(passages)), dtype=np.int64)
        values: Values = {}
        for column, (name, get) in enumerate(_FIELDS.items()):
            codes[column], values[name] = _number(map(get, passages))
        codes[_GROUP] = [_hash(fold_key(passage)) for passage in passages]
        np.save(folder / "columns.npy", codes)
        np.save(folder / "amounts.npy", np.array([_cents(passage.amount) for passage in passages], dtype=np.int64))
        (folder / "columns.json").write_text(json.dumps(values, ensure_ascii=False) + "\n", "utf-8")

    @classmethod
    def open(cls, folder: Path, dead: frozenset[str]) -> "Columns":
        """Rows of `dead` documents pass no filter."""
        codes = np.asarray(np.load(folder / "columns.npy", mmap_mode="r"))
        amounts = np.asarray(np.load(folder / "amounts.npy", mmap_mode="r"))
        return cls(codes, amounts, json.loads((folder / "columns.json").read_text("utf-8")), dead)

    @property
    def alive(self) -> NDArray[np.bool_]:
        return self._alive

    def occurring(self) -> Values:
        """The values of each column, of rows that are not dead; of amounts the least and the greatest."""
        known = self._amounts[self._alive & (self._amounts != _NO_AMOUNT)]
        amounts: Values = {"amount": [int(known.min()), int(known.max())] if len(known) else []}
        if self._alive.all():
            return self._values | amounts
        found = ((name, np.unique(self._codes[column, self._alive])) for column, name in enumerate(_NAMES))
        return {name: [self._values[name][code] for code in codes.tolist()] for name, codes in found} | amounts

    def passing(self, asked: Sequence[Filter]) -> NDArray[np.int64]:
        """The rows that pass all filters, in order. Not to be changed."""
        key = tuple((wanted.option, wanted.wanted) for wanted in asked)
        rows = self._passing.get(key)
        if rows is None:
            found = self._alive
            for wanted in asked:
                if isinstance(wanted, AmountFilter):
                    found = found & self._within(wanted)
                    continue
                passes = np.array([wanted.passes(value) for value in self._values[wanted.column]], dtype=bool)
                if not passes.all():
                    found = found & passes[self._codes[_NAMES.index(wanted.column)]]
            if len(self._passing) >= _REMEMBERED:
                self._passing.clear()
            rows = self._passing[key] = np.flatnonzero(found)
        return rows

    def _within(self, wanted: AmountFilter) -> NDArray[np.bool_]:
        found = self._amounts != _NO_AMOUNT
        if wanted.least is not None:
            found &= self._amounts >= wanted.least
        if wanted.most is not None:
            found &= self._amounts <= wanted.most
        return np.asarray(found)

    def groups(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The group that each row folds into, the same number in every segment."""
        return np.asarray(self._codes[_GROUP, rows])


def _number(values: Iterable[Any]) -> tuple[list[int], list[Any]]:
    """Numbers for values in order of first appearance, and the values by number."""
    known: dict[Any, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return codes, list(known)


def _cents(amount: str | None) -> int:
    """Yuan as 分; what no number of 64 bits holds is no amount of any project."""
    cents = _NO_AMOUNT if amount is None else int(Decimal(amount) * 100)
    return cents if abs(cents) < -_NO_AMOUNT else _NO_AMOUNT


def _hash(key: tuple[Value, ...]) -> int:
    return int.from_bytes(hashlib.blake2b(repr(key).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
