"""Ruling lines among the shapes that a page draws, whatever format drew them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.page import Box
from ingest.readers.pdf_grid import Line

THIN = 3.0
"""Points: shapes up to so many across are ruling lines."""


@dataclass(slots=True)
class Rulings:
    """Lines are (position across, begin, end), in points; y may grow either way."""

    horizontal: list[Line] = field(default_factory=list)
    vertical: list[Line] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    """Coloured areas."""

    def thin(self, box: Box) -> bool:
        """Note a shape that is no more than a line; a dot may belong to a dotted line of either direction."""
        left, low, right, high = box
        wide, tall = right - left, high - low
        if wide > THIN and tall > THIN:
            return False
        if tall <= THIN:
            self.horizontal.append(((low + high) / 2, left, right))
        if wide <= THIN:
            self.vertical.append(((left + right) / 2, low, high))
        return True

    def corners(self, points: Sequence[tuple[float, float]], stroked: bool) -> None:
        """Note a part of a path: as one line where it is thin, else its level and upright sides where a pen draws them."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        if self.thin((min(xs), min(ys), max(xs), max(ys))) or not stroked:
            return
        for (x, y), (x2, y2) in pairwise(points):
            if abs(x - x2) <= THIN / 2 or abs(y - y2) <= THIN / 2:
                self.thin((min(x, x2), min(y, y2), max(x, x2), max(y, y2)))

    def on_colour(self, box: Box) -> bool:
        """Whether the middle of a box lies on a coloured area."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(f[0] <= x <= f[2] and f[1] <= y <= f[3] for f in self.fills)
