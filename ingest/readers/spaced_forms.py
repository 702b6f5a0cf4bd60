"""Tables in plain text whose columns are parted by runs of spaces, as they are when a page is copied out of a viewer.

Conservative: several lines have to begin their texts in the same places, with three texts in one line at least; else they stay prose.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.blocks import Cell, Row
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS

_TEXT = re.compile(r"[^\s\u3000]+(?:[ \u3000\xa0][^\s\u3000]+)*")
"""Texts of a line: two spaces part them, one does not."""
_GAP = re.compile(r"\S[ \u3000\xa0]{2,}\S")
_FEWEST_LINES = 3
_FEWEST_WIDE = 2
"""Lines with three texts or more."""
_MOSTLY = 0.7
_NEAR = 2
"""By how many letters' widths a text may begin beside its column."""

Placed = list[tuple[int, str]]
"""Where each text of a line begins, in widths of half-width letters, and the text."""


@dataclass(frozen=True, slots=True)
class SpacedTable:
    """Rows, and which of the lines they are: the first index, and the index after the last."""

    first: int
    last: int
    rows: tuple[Row, ...]


def spaced_table(lines: Sequence[tuple[int, str]], page: int | None) -> SpacedTable | None:
    """The table in lines (number, text) without a blank one between them, or None."""
    if sum(_GAP.search(text) is not None for _, text in lines) < _FEWEST_LINES:
        return None
    placed = [_placed(text) for _, text in lines]
    starts = _columns(placed)
    if not 3 <= len(starts) <= MAX_COLUMNS or len(lines) * len(starts) > MAX_CELLS or any(len(line) > MAX_COLUMNS for line in placed):
        return None
    fits = [len(line) > 1 and all(_column(at, starts) is not None for at, _ in line[1:]) for line in placed]
    if not any(fits):
        return None
    first, last = fits.index(True), len(fits) - fits[::-1].index(True)
    wide = sum(len(line) > 2 for line, fit in zip(placed, fits, strict=True) if fit)
    if sum(fits) < _FEWEST_LINES or wide < _FEWEST_WIDE or sum(fits) < _MOSTLY * (last - first):
        return None
    numbered = zip(lines[first:last], placed[first:last], strict=True)
    return SpacedTable(first, last, tuple(_row(at, line, starts, number, page) for at, ((number, _), line) in enumerate(numbered, start=1)))


def _placed(text: str) -> Placed:
    found: Placed = []
    at, end = 0, 0
    for match in _TEXT.finditer(text):
        at += _width(text[end : match.start()])
        if found and _is_letter(match[0]) and _is_letter(found[-1][1].split(" ")[-1]):
            found[-1] = found[-1][0], f"{found[-1][1]} {match[0]}"  # 项    目 is one heading
        else:
            found.append((at, match[0]))
        at, end = at + _width(match[0]), match.end()
    return found


def _is_letter(text: str) -> bool:
    return len(text) == 1 and "㐀" <= text <= "鿿"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _columns(placed: Sequence[Placed]) -> list[int]:
    """Where texts begin below each other: in two lines at least."""
    counts = Counter(at for line in placed if len(line) > 1 for at, _ in line)
    starts: list[int] = []
    for at in sorted(counts):
        if counts[at] > 1 and (not starts or at - starts[-1] > _NEAR):
            starts.append(at)
    return starts


def _column(at: int, starts: Sequence[int]) -> int | None:
    """The column in which a text begins."""
    return next((k for k, start in enumerate(starts) if abs(start - at) <= _NEAR), None)


def _row(number: int, line: Placed, starts: Sequence[int], line_number: int, page: int | None) -> Row:
    """One row; a text that begins in no column stands in the next free one right of its begin."""
    texts: dict[int, str] = {}
    for at, text in line:
        column = _column(at, starts)
        if column is None or column in texts:
            column = max((k for k, start in enumerate(starts) if start <= at), default=0)
            while column in texts:
                column += 1
        texts[column] = text
    wide = max(len(starts), *(k + 1 for k in texts))
    return tuple(Cell(number, k + 1, texts.get(k, ""), line_number, line_number, page) for k in range(wide))
