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

from ontology.categories import category_of
from ontology.errors import UsageError
from ontology.wording import normalize
from search.hits import Query
from search.passages import Passage

Value = str | int | None

LEVELS = ("central", "provincial", "prefecture", "county", "township")
_FIELDS: dict[str, Callable[[Passage], Value]] = {
    "region": lambda passage: passage.region,
    "year": lambda passage: passage.year,
    "level": lambda passage: passage.level,
    "category": lambda passage: passage.category,
    "kind": lambda passage: passage.kind,
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
        for name, test in _tests(query):
            passes = np.array([test(value) for value in self._values[name]], dtype=bool)
            allowed &= passes[self._codes[:, list(_FIELDS).index(name)]] if len(passes) else False
        return np.flatnonzero(allowed)

    def groups(self, rows: NDArray[np.int64]) -> list[int]:
        """The number of the group that each row folds into."""
        return [int(code) for code in self._codes[rows, _GROUP]]


def _number(values: Iterable[Any]) -> tuple[list[int], list[Any]]:
    """Numbers for values in order of first appearance, and the values by number."""
    known: dict[Any, int] = {}
    codes = [known.setdefault(value, len(known)) for value in values]
    return codes, list(known)


def _tests(query: Query) -> list[tuple[str, Callable[[Value], bool]]]:
    if not query.text.strip():
        raise UsageError("query.text", "没有要找的文字", '例如：budgetkg similar "群众满意度" --home DIR', "TEXT")
    if query.top < 1:
        raise UsageError("query.top", f"--top 应是正整数，不是 {query.top}", "", "--top")
    tests: list[tuple[str, Callable[[Value], bool]]] = []
    if query.region is not None:
        wanted = _region(query.region, "--region")
        tests.append(("region", lambda value: str(value or "").startswith(wanted)))
    if query.exclude_region is not None:
        unwanted = _region(query.exclude_region, "--exclude-region")
        tests.append(("region", lambda value: not str(value or "").startswith(unwanted)))
    if query.year is not None:
        tests.append(("year", lambda value: value == query.year))
    if query.level is not None:
        if query.level not in LEVELS:
            raise UsageError("query.level", f"没有 {query.level} 这个层级", f"可用：{'、'.join(LEVELS)}", "--level")
        tests.append(("level", lambda value: value == query.level))
    if query.category is not None:
        category = category_of(query.category, query.category) or query.category
        tests.append(("category", lambda value: str(value or "") == category or str(value or "").startswith(f"{category}-")))
    if query.kind is not None:
        kinds = ("indicator", "goal") if query.kind == "target" else (query.kind,)
        tests.append(("kind", lambda value: value in kinds))
    return tests


def _region(code: str, place: str) -> str:
    """A prefix as it is given: 4108 is the prefecture with its counties, 410800 only its own agencies."""
    if not (code.isascii() and code.isdigit() and len(code) in (2, 4, 6)):
        raise UsageError("query.region", f"不是行政区划代码：{code}", "给 2、4 或 6 位数字，如 41、4108、410800", place)
    return code
