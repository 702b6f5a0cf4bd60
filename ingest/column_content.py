"""Columns of indicator rows that their cells tell, where the heading does not: signs, values, units."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Row
from ingest.headers import Column, Header
from ingest.indicator_words import COMPARATORS, sign_of
from ingest.rowfit import is_level_word
from ingest.text import fold, is_blank
from ingest.value_words import value_words
from ingest.values import is_value_like
from ingest.vocabulary import Concept

_LOOKED_AT = 60
"""How many rows below the header are asked."""
_OPEN = frozenset({"direction", "content", "section", "label", "name"})
"""Headings that may stand for more than one thing."""


def told_by_cells(header: Header, rows: Sequence[Row]) -> Header:
    """The header with the columns named that only their cells tell; a column that is understood stays what it is."""
    ids = {c.leaf.id for c in header.columns if c.leaf}
    if "indicator" not in ids:
        return header
    below = rows[header.end : header.end + _LOOKED_AT]
    columns = list(header.columns)
    name = next(i for i, c in enumerate(columns) if c.leaf and c.leaf.id == "indicator")
    for at in range(name):  # 绩效内容 | 指标名称, with 产出 and 效益 below the first
        texts = _texts(columns[at], below)
        if columns[at].leaf is None and "level1" not in ids and texts and all(map(is_level_word, texts)):
            columns[at] = _named(columns[at], "level1")
            ids.add("level1")
    for at in range(name + 1, len(columns)):
        leaf = columns[at].leaf
        if leaf is not None and leaf.id not in _OPEN:
            continue
        role = _role(_texts(columns[at], below))
        if role is not None and role not in ids:
            columns[at] = _named(columns[at], role)
            ids.add(role)
    return replace(header, columns=tuple(columns))


def _texts(column: Column, rows: Sequence[Row]) -> list[str]:
    return [c.text for row in rows for c in row if column.first <= c.column <= column.last and not is_blank(c.text)]


def _named(column: Column, role: str) -> Column:
    return replace(column, concepts=(*(c for c in column.concepts if c.id not in _OPEN), Concept(role, "target")))


def _role(texts: Sequence[str]) -> str | None:
    """What all cells of a column are; bare numbers may be points as well as values, and say nothing."""
    if not texts or any(is_level_word(t) for t in texts):
        return None
    if all(sign_of(t) in COMPARATORS or fold(t) in {"定性", "定量"} for t in texts):
        return "nature_sign" if any(sign_of(t) in COMPARATORS for t in texts) else None
    words = value_words()
    if all(fold(t) in words.units or fold(t) in words.aliases for t in texts):
        return "value_unit"
    valued = sum(is_value_like(t) and not fold(t).replace(".", "").isdigit() for t in texts)
    return "value" if valued * 2 > len(texts) else None
