"""Tables of plain text that are lined up with blanks: told only where every row's texts stand below each other.

Letters of full width count two columns, as in fixed pitch. Amounts place the columns; where one could stand in two of them,
or two in one, the stretch stays text, whose figures are told of as lost.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.words.text import fold

AMOUNT = re.compile(r"[-−(（]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)[)）]?%?")
_TEXT = re.compile(r"\S+(?:[ \u3000\xa0]\S+)*")
"""A text with no more than one blank at a place."""
_LETTER = re.compile("[\u3400-\u9fff]")
_FEWEST_ROWS = 3
_MOST_HEADER_LINES = 4


class Placed(NamedTuple):
    """A text of a line, and where it begins and ends in letters of half width."""

    start: int
    end: int
    text: str


def spaced_cells(lines: Sequence[str]) -> dict[int, list[str]]:
    """Line number → texts of its cells, for the lines that are rows of such a table."""
    found: dict[int, list[str]] = {}
    for first, cut in _stretches(lines):
        for at, row in _rows(cut):
            found[first + at] = row
    return found


def _stretches(lines: Sequence[str]) -> Iterator[tuple[int, list[list[Placed]]]]:
    """Lines one below the other that fall into parts, with the number of the first."""
    run: list[list[Placed]] = []
    for number, line in enumerate([*lines, ""], start=1):
        parts = [] if "\t" in line or "|" in line or re.search("(?<!其中)[:：]|[。；]", line) else texts(line)
        if len(parts) > 1:
            run.append(parts)
            continue
        if run:
            yield number - len(run), run
        run = []


def texts(line: str) -> list[Placed]:
    """Texts with two blanks or more between them; letters set apart (合　　计) are one word."""
    done: list[Placed] = []
    start = before = 0
    for match in _TEXT.finditer(line):
        start += _width(line[before : match.start()])
        part = Placed(start, start + _width(match[0]), match[0])
        start, before = part.end, match.end()
        if done and _LETTER.fullmatch(part.text) and all(map(_LETTER.fullmatch, done[-1].text.split())):
            done[-1] = Placed(done[-1].start, part.end, f"{done[-1].text} {part.text}")
        else:
            done.append(part)
    return done


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _rows(cut: Sequence[Sequence[Placed]]) -> list[tuple[int, list[str]]]:
    body = [at for at, parts in enumerate(cut) if any(AMOUNT.fullmatch(fold(p.text)) for p in parts[1:])]
    if len(body) < _FEWEST_ROWS or body[-1] - body[0] + 1 > len(body):
        return []
    columns = _columns([cut[at] for at in body])
    first = max(0, body[0] - _MOST_HEADER_LINES)
    rows = [(at, _placed(cut[at], columns, heads=at < body[0])) for at in range(first, body[-1] + 1)]
    if len(columns) < 2 or first == body[0]:
        return []
    return [(at, row) for at, row in rows if row is not None] if all(row is not None for _, row in rows) else []


def _columns(rows: Sequence[Sequence[Placed]]) -> list[tuple[int, int]]:
    """Where texts stand below each other, with blanks on both sides in every row."""
    done: list[tuple[int, int]] = []
    for start, end, _ in sorted(part for parts in rows for part in parts):
        if done and start < done[-1][1]:
            done[-1] = done[-1][0], max(done[-1][1], end)
        else:
            done.append((start, end))
    return done


def _placed(parts: Sequence[Placed], columns: Sequence[tuple[int, int]], *, heads: bool) -> list[str] | None:
    """The texts by column; None where a text stands in none or two share one. Headings may reach over several columns."""
    texts = [""] * len(columns)
    if heads and len(parts) == len(columns):
        return [p.text for p in parts]
    for part in parts:
        over = [at for at, (start, end) in enumerate(columns) if part.start < end and start < part.end]
        if not over or texts[over[0]] or (len(over) > 1 and not heads):
            return None
        texts[over[0]] = part.text
    return texts
