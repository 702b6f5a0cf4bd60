"""Headings and levels that a page break cut: 一级 at the foot of a page, 指标 at the top of the next."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, Row
from ingest.tables.rowfit import is_level_word
from ingest.words.text import is_blank
from ingest.words.vocabulary import is_heading_word

_WORD = re.compile(r"[㐀-鿿（）()]+")
_LONGEST_HALF = 2
"""Letters of a half that is a heading itself: 指标."""
_FAR = 60
"""How many rows up the cell may begin that goes on over the page break."""


def with_whole_words(above: Sequence[Row], rows: Sequence[Row]) -> tuple[list[Row], tuple[Row, ...]]:
    """The rows before and after a page break, the words put together whose halves stand in one column; a row left blank goes."""
    done, first = list(above), list(rows[0]) if rows else []
    for place, rest in enumerate(first):
        if is_blank(rest.text) or is_level_word(rest.text) or (is_heading_word(rest.text) and len(rest.text) > _LONGEST_HALF):
            continue
        found = _cut(done, rest)
        if found is None:
            continue
        at, cell = found
        whole = replace(cell, text=cell.text + rest.text, rowspan=max(cell.rowspan, len(done) - at - 1 + rest.rowspan), lines=())
        done[at] = tuple(whole if c is cell else c for c in done[at])
        first[place] = replace(rest, text="")
    if not first or all(c is own for c, own in zip(first, rows[0], strict=True)):
        return list(above), tuple(rows)
    return done, (tuple(rows[1:]) if all(is_blank(c.text) for c in first) else (tuple(first), *rows[1:]))


def _cut(above: Sequence[Row], rest: Cell) -> tuple[int, Cell] | None:
    """Row and cell that the text goes on: the last one in its column, reaching down to the break."""
    for at in range(len(above) - 1, max(-1, len(above) - _FAR), -1):
        cell = next((c for c in above[at] if c.column == rest.column and c.colspan == rest.colspan), None)
        if cell is not None:
            whole = cell.text + rest.text
            return (at, cell) if _WORD.fullmatch(cell.text) and (is_level_word(whole) or is_heading_word(whole)) else None
    return None
