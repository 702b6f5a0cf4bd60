"""What a page shows, whoever read it (a PDF's text layer or OCR): runs of text, ruling lines, grids.

Lengths are PDF points (1/72 inch); x grows to the right, y downwards, from the top left corner of the page as it is read.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.readers.pdf_grid import Grid

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

FEW_LETTERS = 10
"""A page with less is a scan if it shows a picture."""
_HANGING = frozenset("）)、，。；：,;:！!》”")


class Run(NamedTuple):
    """Characters printed side by side, without a blank between them."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    turn: int = 0
    """0 for text along the page's lines; 90 reads upwards, 270 downwards, 180 upside down."""

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        return (self.y0 + self.y1) / 2


@dataclass(slots=True)
class Page:
    """One page: its grids, what stands in their cells, and the text around them."""

    number: int
    width: float
    height: float
    grids: list[Grid] = field(default_factory=list)
    inside: dict[tuple[int, int], list[Run]] = field(default_factory=dict)
    """(index of the grid, index of its cell) → runs."""
    outside: list[Run] = field(default_factory=list)
    turned: tuple[float, float, float, float, float, float] | None = None
    """(a, b, c, d, e, f): a point x, y as read is displayed at a·x + c·y + e, b·x + d·y + f. None where the two are one."""

    def locate(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell at a point; of nested grids the smallest, which stand last."""
        for index in range(len(self.grids) - 1, -1, -1):
            xs, ys, _, owner = self.grids[index]
            if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
                cell = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                if cell >= 0:
                    return index, cell
        return None

    def put(self, place: tuple[int, int] | None, run: Run) -> None:
        if place is None:
            self.outside.append(run)
        else:
            self.inside.setdefault(place, []).append(run)

    def put_letters(self, letters: Iterable[Run]) -> None:
        """Letters of a run that crosses a ruling line, or goes down instead of right: joined again where they stand together."""
        done: tuple[tuple[int, int] | None, Run] | None = None
        for letter in letters:
            cell = self.locate((letter.x0 + letter.x1) / 2, letter.middle)
            if done is not None:
                before, run = done
                if letter.text in _HANGING and -1.0 <= letter.x0 - run.x1 <= 1.0:
                    cell = before  # a full line's last mark may hang over the border
                overlap = min(run.y1, letter.y1) - max(run.y0, letter.y0)
                if before == cell and overlap >= 0.5 * min(run.height, letter.height) and -1.0 <= letter.x0 - run.x1 <= run.height:
                    box = run.x0, min(run.y0, letter.y0), letter.x1, max(run.y1, letter.y1)
                    done = before, Run(*box, run.text + letter.text)
                    continue
                self.put(*done)
            done = cell, letter
        if done is not None:
            self.put(*done)

    def shown(self, box: Box) -> Box:
        """A box of the page as displayed."""
        x0, y0, x1, y1 = box
        if self.turned:
            a, b, c, d, e, f = self.turned
            x0, x1 = sorted((a * x0 + c * y0 + e, a * x1 + c * y1 + e))
            y0, y1 = sorted((b * box[0] + d * y0 + f, b * box[2] + d * y1 + f))
        return round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)


class Limits(NamedTuple):
    """What is read of one page at most."""

    objects: int = 60_000
    """Shapes, pictures and pieces of text; the busiest page known has 3,000."""
    characters: int = 200_000


LIMITS = Limits()


class Picture(NamedTuple):
    """A page drawn for a recogniser: grey values, line by line from the top."""

    grey: bytes
    wide: int
    high: int
    scale: float
    """Pixels a point."""


class Drawing(NamedTuple):
    """A page drawn for people: red, green and blue of each pixel, line by line from the top."""

    colours: bytes
    wide: int
    high: int


Cover = tuple[float, float, float, float, int]
"""A box of the page as displayed, and how many pieces of personal data its text holds; or one of these."""
ALL, NONE = 0, -1
"""All of the box is personal data; its number looks like such data and is none."""


@dataclass(slots=True)
class PageText:
    """A page as its text layer has it, and what tells whether that can be trusted."""

    page: Page
    letters: int
    unmapped: int
    """Letters that the font does not say in Unicode."""
    plain: int
    """Chinese letters and figures: what the pages of a disclosure consist of."""
    picture_share: float
    """Area of its pictures by that of the page."""
    cut_short: str
    slanted: tuple[str, ...] = ()
    """What is written across the page (水印), which is no part of its text."""

    @property
    def trusted(self) -> bool:
        """Can the text layer be taken for what the page shows?

        Not when fonts don't say which letters they draw, or say it wrongly (neither Chinese nor figures), nor when a picture
        fills the page and no (visible) text is there.
        """
        if self.unmapped * 10 > self.letters or (self.letters >= 2 * FEW_LETTERS and self.plain * 2 < self.letters):
            return False
        return self.letters >= FEW_LETTERS or self.picture_share < 0.1
