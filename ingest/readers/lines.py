"""Runs of text to lines, and lines to the text of a cell."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import room_beside
from ingest.readers.page import Box, Run

_LATIN = re.compile(r"[0-9A-Za-z]")
_CLOSED_AMOUNT = re.compile(r"[-−]?[\d,]+\.\d{2}%?")
PADDING = 4.0
"""Points that a cell's text keeps from each side at most, where one has to guess."""


@dataclass(slots=True)
class Line:
    runs: list[Run]

    @property
    def box(self) -> Box:
        if len(self.runs) == 1:
            return self.runs[0][:4]
        return (
            min(r.x0 for r in self.runs),
            min(r.y0 for r in self.runs),
            max(r.x1 for r in self.runs),
            max(r.y1 for r in self.runs),
        )

    @property
    def text(self) -> str:
        return joined(self.runs)

    @property
    def size(self) -> float:
        return max(r.height for r in self.runs)


def lines_of(runs: Iterable[Run]) -> list[Line]:
    """Runs that stand side by side, from the top; each line's runs from left to right."""
    done: list[Line] = []
    top = bottom = 0.0
    for run in sorted(runs, key=lambda r: r.y0 + r.y1):
        overlap = min(bottom, run.y1) - max(top, run.y0)
        if done and overlap >= 0.5 * min(bottom - top, run.height):
            done[-1].runs.append(run)
            if run.height > bottom - top:
                top, bottom = run.y0, run.y1
        else:
            done.append(Line([run]))
            top, bottom = run.y0, run.y1
    for line in done:
        line.runs.sort(key=lambda r: r.x0)
    return done


def joined(runs: Sequence[Run]) -> str:
    """The text of one line: a blank between Latin words, and wherever a letter would have found room."""
    text = runs[0].text
    for before, run in pairwise(runs):
        gap, size = run.x0 - before.x1, min(run.height, before.height)
        words = _LATIN.match(text[-1]) and _LATIN.match(run.text[0])
        text += (" " if gap > (0.2 if words else 0.9) * size else "") + run.text
    return text


def segments(line: Line, ems: float) -> list[Line]:
    """A line cut where its runs stand further apart than so many letters."""
    done = [Line([line.runs[0]])]
    for before, run in pairwise(line.runs):
        if run.x0 - before.x1 > ems * min(run.height, before.height):
            done.append(Line([run]))
        else:
            done[-1].runs.append(run)
    return done


def cell_text(runs: Sequence[Run], left: float, right: float) -> str:
    """All lines of a cell as one text. Chinese goes on without a blank; so does a number that its cell was too narrow for."""
    if len(runs) == 1:
        return runs[0].text
    turned = [r for r in runs if r.turn]
    if turned and len(turned) * 2 > len(runs):
        return "".join(r.text for r in sorted(turned, key=lambda r: r.x0 if r.turn == 90 else -r.x0))
    lines = lines_of(runs)
    text, before = lines[0].text, lines[0]
    for line in lines[1:]:
        more = line.text
        text += ("" if not _meets_latin(text, more) or _number_goes_on(before, line, left, right) else " ") + more
        before = line
    return text


def room_left(runs: Sequence[Run], left: float, right: float) -> float | None:
    """Letters that the last line of a cell has room for; None where its text is turned."""
    if not runs or any(r.turn for r in runs):
        return None
    last = lines_of(runs)[-1]
    x0, _, x1, _ = last.box
    return room_beside(last.text, x1 - x0, right - left)


def _meets_latin(text: str, more: str) -> bool:
    return bool(_LATIN.match(text[-1]) or text[-1] in ".,%") and bool(_LATIN.match(more[0]))


def _number_goes_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Digits below digits are one number only if the first line is full and no amount ends there."""
    end, begin = before.runs[-1].text, line.runs[0].text
    if not (end[-1].isdigit() or end[-1] in ".,") or not begin[0].isdigit() or _CLOSED_AMOUNT.fullmatch(end):
        return False
    x0, _, x1, _ = before.box
    letter = (before.runs[-1].x1 - before.runs[-1].x0) / len(end)
    return (right - left) - (x1 - x0) < letter * 1.5 + 2 * PADDING
