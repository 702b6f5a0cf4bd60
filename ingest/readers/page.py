"""What a page shows, whoever read it (a PDF's text layer or OCR): runs of text, ruling lines, grids.

Lengths are PDF points (1/72 inch); x grows to the right, y downwards, from the top left corner of the page as it is read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.readers.pdf_grid import Grid

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

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
    box: Callable[[Box], Box] | None = None
    """Turns a box as read into a box of the page as displayed, where the two differ."""

    def locate(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell at a point; of nested grids the smallest, which stand last."""
        for index in range(len(self.grids) - 1, -1, -1):
            cell = self.grids[index].at(x, y)
            if cell is not None:
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
        x0, y0, x1, y1 = self.box(box) if self.box else box
        return round(x0, 1), round(y0, 1), round(x1, 1), round(y1, 1)
