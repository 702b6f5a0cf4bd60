"""What one OFD page draws (GB/T 33190—2016, chapters 7 to 11), as lines and letters in points from its top left corner.

A file counts in millimetres, y downwards, as the page is read; an object's own coordinates begin at its Boundary.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import east_asian_width

from ingest.readers.page import Box, Limits, Page, Run
from ingest.readers.pdf_grid import grids
from ingest.readers.rulings import Rulings

if TYPE_CHECKING:
    from ingest.readers.package import Element

POINTS = 72 / 25.4
"""In a millimetre."""
MAX_SEGMENTS = 5_000
_A4 = (0.0, 0.0, 210.0, 297.0)
_LARGEST = 1e5
_ABOVE, _BELOW = 0.88, 0.12
"""Of a letter's size, above and below its base line."""
_STEPS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}
"""How many numbers follow each operator of a path."""
_TOKEN = re.compile(r"[MSLQBAC]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[Ee][-+]?\d{1,2})?")
Matrix = tuple[float, float, float, float, float, float]


class _Word(NamedTuple):
    """Letters without a blank between them, drawn by one object."""

    letters: list[tuple[Box, str]]
    turn: int
    hidden: bool
    """White, or without colour: seen on a coloured area only."""


def numbers(text: str | None) -> list[float]:
    """The numbers of an attribute. Raises ValueError for anything that is no number, or not of a page's size."""
    found = [float(part) for part in (text or "").split()]
    if not all(isfinite(number) and abs(number) <= _LARGEST for number in found):
        raise ValueError("numbers out of bounds")
    return found


def box_of(text: str | None) -> Box:
    """Left, top, width, height in millimetres; A4 where it is not said or not possible."""
    found = numbers(text)
    return (found[0], found[1], found[2], found[3]) if len(found) == 4 and found[2] > 0 and found[3] > 0 else _A4


class Drawing:
    """Takes the objects of a page one by one."""

    def __init__(self, size: Box, limits: Limits) -> None:
        self._limits = limits
        self._rulings = Rulings()
        self._words: list[_Word] = []
        self._objects = 0
        self._outer: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        self.resize(size)
        self.slanted: list[str] = []
        self.pictures = 0.0
        """Area of all pictures, in square points."""
        self.letters = 0
        self.cut_short = ""

    def resize(self, size: Box) -> None:
        """The page's own size, told before its objects."""
        left, top, wide, high = size
        self._page: Matrix = (POINTS, 0.0, 0.0, POINTS, -left * POINTS, -top * POINTS)
        self._wide, self._high = wide * POINTS, high * POINTS

    @contextmanager
    def moved(self, element: "Element") -> Iterator[None]:
        """What is drawn inside belongs to this composite object."""
        before = self._outer
        self._outer = _times(self._own(element), before)
        try:
            yield
        finally:
            self._outer = before

    def draw(self, element: "Element") -> None:
        """One text, path or picture. Raises ValueError where its numbers are none."""
        self._objects += 1
        if self._objects > self._limits.objects:
            self.cut_short = self.cut_short or "objects"
            return
        if element.get("Visible") == "false" or element.get("Alpha") == "0":
            return
        match str(element.tag).rpartition("}")[2]:
            case "TextObject":
                self._text(element)
            case "PathObject":
                self._path(element)
            case "ImageObject":
                left, top, right, bottom = self._boundary(element)
                self.pictures += max(0.0, right - left) * max(0.0, bottom - top)

    def _own(self, element: "Element") -> Matrix:
        """From an object's own coordinates to those around it."""
        left, top = [*numbers(element.get("Boundary")), 0.0, 0.0][:2]
        matrix = numbers(element.get("CTM"))
        a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
        return a, b, c, d, e + left, f + top

    def _boundary(self, element: "Element") -> Box:
        """Where an object is on the page."""
        left, top, wide, high = [*numbers(element.get("Boundary")), 0.0, 0.0, 0.0, 0.0][:4]
        return _through(_times(self._outer, self._page), (left, top, left + wide, top + high))

    def _text(self, element: "Element") -> None:
        matrix = _times(_times(self._own(element), self._outer), self._page)
        turn = _turn(matrix[0], matrix[1])
        size = (numbers(element.get("Size")) or [0.0])[0]
        stretch = (numbers(element.get("HScale")) or [1.0])[0]
        hidden = _is_light(element) or (element.get("Fill") == "false" and element.get("Stroke") != "true")
        x = y = 0.0
        for code in element.iter("{*}TextCode"):
            text = code.text or ""
            if self.letters + len(text) > self._limits.characters:
                self.cut_short = self.cut_short or "characters"
                text = text[: self._limits.characters - self.letters]
            self.letters += sum(1 for letter in text if not letter.isspace())
            x, y = (numbers(code.get("X")) or [x])[0], (numbers(code.get("Y")) or [y])[0]
            if turn is None:
                if text.strip() and not hidden:
                    self.slanted.append(text.strip())
                continue
            word: list[tuple[Box, str]] = []
            for (left, base, room), letter in zip(_places(x, y, code, text, size * stretch), text, strict=True):
                if letter.isspace() or letter < " ":
                    self._words.append(_Word(word, turn, hidden))
                    word = []
                else:
                    box = _through(matrix, (left, base - _ABOVE * size, left + room, base + _BELOW * size))
                    word.append((box, letter))
            self._words.append(_Word(word, turn, hidden))

    def _path(self, element: "Element") -> None:
        box = self._boundary(element)
        stroked, filled = element.get("Stroke") != "false", element.get("Fill") == "true"
        if not (stroked or filled) or self._rulings.thin(box):
            return
        matrix = _times(_times(self._own(element), self._outer), self._page)
        data = next((child.text or "" for child in element.iter("{*}AbbreviatedData")), "")
        parts = _parts(data, matrix)
        if filled and not stroked and sum(map(len, parts)) <= 6:
            if not _is_light(element, above=200):
                self._rulings.fills.append(box)
            return
        for points in parts:
            self._rulings.corners(points, stroked)

    def page(self, number: int) -> Page:
        """The page with everything drawn on it, turned so that most of its text stands upright."""
        seen = [word for word in self._words if word.letters and (not word.hidden or self._rulings.on_colour(word.letters[0][0]))]
        turns = Counter({0: 0})
        for word in seen:
            turns[word.turn] += len(word.letters)
        turn = turns.most_common(1)[0][0]
        wide, high = self._wide, self._high
        upright = turn in {0, 180}
        page = Page(number, wide if upright else high, high if upright else wide)
        read: Matrix = {
            0: (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
            90: (0.0, 1.0, -1.0, 0.0, high, 0.0),
            180: (-1.0, 0.0, 0.0, -1.0, wide, high),
            270: (0.0, -1.0, 1.0, 0.0, 0.0, wide),
        }[turn]
        if turn:
            page.turned = {90: (0.0, -1.0, 1.0, 0.0, 0.0, high), 180: read, 270: (0.0, 1.0, -1.0, 0.0, wide, 0.0)}[turn]
        level = [_through(read, (a, y, b, y)) for y, a, b in self._rulings.horizontal]
        steep = [_through(read, (x, a, x, b)) for x, a, b in self._rulings.vertical]
        if not upright:
            level, steep = steep, level
        page.grids = grids([(b[1], b[0], b[2]) for b in level], [(b[0], b[1], b[3]) for b in steep])
        for word in seen:
            letters = [Run(*_through(read, box), letter) for box, letter in word.letters]
            letters = [r for r in letters if 0 <= (r.x0 + r.x1) / 2 <= page.width and 0 <= r.middle <= page.height]
            if word.turn == turn:
                page.put_letters(letters)
            elif letters:
                box = (
                    min(r.x0 for r in letters),
                    min(r.y0 for r in letters),
                    max(r.x1 for r in letters),
                    max(r.y1 for r in letters),
                )
                run = Run(*box, "".join(r.text for r in letters), (word.turn - turn) % 360)
                page.put(page.locate((run.x0 + run.x1) / 2, run.middle), run)
        return page


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    p, q, r, s, t, u = n
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _through(m: Matrix, box: Box) -> Box:
    a, b, c, d, e, f = m
    left, top, right, bottom = box
    xs = [a * x + c * y + e for x in (left, right) for y in (top, bottom)]
    ys = [b * x + d * y + f for x in (left, right) for y in (top, bottom)]
    return min(xs), min(ys), max(xs), max(ys)


def _turn(a: float, b: float) -> int | None:
    """How text runs that goes along (a, b), as `Run.turn` has it; None for slanted text."""
    if abs(b) <= 0.02 * abs(a):
        return 0 if a >= 0 else 180
    if abs(a) <= 0.02 * abs(b):
        return 270 if b > 0 else 90
    return None


def _places(x: float, y: float, code: "Element", text: str, size: float) -> Iterator[tuple[float, float, float]]:
    """For each letter where it begins, its base line, and how wide it is."""
    across, down = _deltas(code.get("DeltaX"), len(text)), _deltas(code.get("DeltaY"), len(text))
    for index, letter in enumerate(text):
        natural = size * (1.0 if east_asian_width(letter) in "WFA" else 0.5)
        step = across[index] if index < len(across) else 0.0 if down else natural
        yield x, y, min(natural, step) if step > 0 else natural
        x += step
        y += down[index] if index < len(down) else 0.0


def _deltas(text: str | None, count: int) -> list[float]:
    """Distances between letters; `g 3 5.2` stands for three times 5.2, and the last one goes on."""
    parts = (text or "").split()
    found: list[float] = []
    at = 0
    while at < len(parts) and len(found) < count:
        if parts[at] == "g" and at + 2 < len(parts):
            times, at = int(numbers(parts[at + 1])[0]), at + 2
            found += numbers(parts[at]) * min(max(times, 0), count)
        else:
            found += numbers(parts[at])
        at += 1
    return found + found[-1:] * (count - len(found))


def _parts(data: str, matrix: Matrix) -> list[list[tuple[float, float]]]:
    """The corners of each part of a path on the page. Curves break a part in two."""
    a, b, c, d, e, f = matrix
    tokens = _TOKEN.findall(data[: 40 * MAX_SEGMENTS])
    parts: list[list[tuple[float, float]]] = []
    at = 0
    while at < len(tokens):
        operator = tokens[at]
        wanted = _STEPS.get(operator)
        if wanted is None:  # a number without an operator
            at += 1
            continue
        values = numbers(" ".join(t for t in tokens[at + 1 : at + 1 + wanted] if t not in _STEPS))
        at += 1 + len(values)
        if operator == "C" and parts:
            parts[-1].append(parts[-1][0])
        elif len(values) == wanted and wanted:
            x, y = values[-2:]
            point = a * x + c * y + e, b * x + d * y + f
            if operator == "L" and parts:
                parts[-1].append(point)
            else:
                parts.append([point])
    return [part for part in parts if len(part) > 1]


def _is_light(element: "Element", above: int = 250) -> bool:
    """Whether an object is filled with white, or with a colour lighter than `above` (0 to 255)."""
    for colour in element.iter("{*}FillColor"):
        if colour.get("Alpha") == "0":
            return True
        values = [int(v[1:], 16) if v.startswith("#") else float(v) for v in (colour.get("Value") or "").split()]
        return len(values) in {1, 3} and all(v > above for v in values)
    return False
