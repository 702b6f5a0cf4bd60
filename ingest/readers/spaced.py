"""Tables in plain text whose columns are parted by runs of spaces, as they are when a page is copied out of a viewer.

Conservative: several lines have to begin their texts in the same places, with three texts in one line at least; else they stay prose.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from ingest.blocks import Cell, Row

_TEXT = re.compile(r"[^\s\u3000]+(?:[ \u3000\xa0][^\s\u3000]+)*")
"""Texts of a line: two spaces part them, one does not."""
_FEWEST_LINES = 3
_FEWEST_WIDE = 2
"""Lines with three texts or more."""
_MOSTLY = 0.7
_NEAR = 2
"""By how many letters' widths a text may begin beside its column."""

Placed = list[tuple[int, str]]
"""Where each text of a line begins, in widths of half-width letters, and the text."""


def spaced_tables(lines: Sequence[tuple[int, str]], page: int | None) -> list[tuple[int, int, tuple[Row, ...]]]:
    """First index, index after the last, and rows of the table in consecutive lines (number, text); empty where there is none."""
    placed = [_placed(text) for _, text in lines]
    starts = _columns(placed)
    if len(starts) < 3:
        return []
    fits = [len(line) > 1 and all(_column(at, starts) is not None for at, _ in line[1:]) for line in placed]
    if not any(fits):
        return []
    first = fits.index(True)
    last = len(fits) - fits[::-1].index(True)
    inside = fits[first:last]
    wide = sum(len(line) > 2 for line, fit in zip(placed, fits, strict=True) if fit)
    if sum(inside) < _FEWEST_LINES or wide < _FEWEST_WIDE or sum(inside) < _MOSTLY * len(inside):
        return []
    rows = tuple(
        _row(number, line, starts, lines[at][0], page) for number, (at, line) in enumerate(list(enumerate(placed))[first:last], start=1)
    )
    return [(first, last, rows)]


def _placed(text: str) -> Placed:
    found: Placed = []
    for match in _TEXT.finditer(text):
        at = _width(text[: match.start()])
        if found and len(match[0]) == 1 and len(found[-1][1].split(" ")[-1]) == 1 and _is_han(match[0]) and _is_han(found[-1][1][-1]):
            found[-1] = found[-1][0], f"{found[-1][1]} {match[0]}"  # 项    目 is one heading
        else:
            found.append((at, match[0]))
    return found


def _is_han(letter: str) -> bool:
    return "㐀" <= letter <= "鿿"


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
    """The column in which a text begins; a text that a longer one before it has pushed on is in the last one left of it."""
    near = [k for k, start in enumerate(starts) if abs(start - at) <= _NEAR]
    return near[0] if near else None


def _row(number: int, line: Placed, starts: Sequence[int], line_number: int, page: int | None) -> Row:
    texts: dict[int, str] = {}
    for at, text in line:
        column = _column(at, starts)
        if column is None or column in texts:
            column = max([k for k, start in enumerate(starts) if start <= at], default=0)
            while column in texts:
                column += 1
        texts[column] = text
    wide = max(len(starts), *(k + 1 for k in texts))
    return tuple(Cell(number, k + 1, texts.get(k, ""), line_number, line_number, page) for k in range(wide))
