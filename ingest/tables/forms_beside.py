"""Forms of several projects that one grid prints side by side: told apart, or each would give its figures to the others."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.blocks import Block, Cell, Row, Table
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import label_of

_LABELS_AGAIN = 2
"""Labels below 项目名称 that each of the forms prints in the same row, at least."""


def apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a grid of forms side by side as a table for each, and what stands above them as one of its own."""
    return [part for block in blocks for part in (_parts(block) if isinstance(block, Table) else [block])]


def _parts(table: Table) -> Sequence[Table]:
    named = ((at, [c.column for c in row if _names_project(c)]) for at, row in enumerate(table.rows))
    top, edges = next(((at, columns) for at, columns in named if len(columns) > 1), (0, []))
    below = table.rows[top:]
    if not edges or any(_crosses(c, edges) for row in below for c in row) or _again(below, edges) < _LABELS_AGAIN:
        return [table]
    bounds = pairwise([*edges, max(c.column for row in below for c in row) + 1])
    parts = [tuple(part for row in below if (part := _between(row, left, right))) for left, right in bounds]
    above = [table.rows[:top]] if top else []
    return [replace(table, rows=rows) for rows in (*above, *parts)]


def _names_project(cell: Cell) -> bool:
    return (label := label_of(cell.text)) is not None and label.id == "project_name"


def _crosses(cell: Cell, edges: Sequence[int]) -> bool:
    left_out = cell.column < edges[0] or any(cell.column < edge < cell.column + cell.colspan for edge in edges)
    return left_out and not is_blank(cell.text)


def _again(rows: Sequence[Row], edges: Sequence[int]) -> int:
    """How many rows below the first print one label at the left edge of every form."""
    count = 0
    for row in rows[1:]:
        at = {c.column: fold(c.text) for c in row if c.column in edges}
        count += len(at) == len(edges) and len(set(at.values())) == 1 and label_of(next(iter(at.values()))) is not None
    return count


def _between(row: Row, left: int, right: int) -> Row:
    return tuple(replace(c, column=c.column - left + 1) for c in row if left <= c.column < right)
