"""Rows that line breaks inside cells have cut in a text export, put together again."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Cell, Row, Table
from ingest.words.text import fold, is_blank
from ingest.words.vocabulary import concept_of, label_of, levels

_AMOUNT = re.compile(r"[(（]?-?[\d,]+(?:\.\d+)?[)）]?|[-—*]+")


def unwrapped(block: Table) -> Table:
    """Put back what line breaks inside cells cut: rows of a single cell belong to the row above or below them."""
    if block.spans_known or not any(len(r) == 1 for r in block.rows):
        return block
    width = max(len(r) for r in block.rows)
    full = max((len(fold(r[0].text)) for r in block.rows if len(r) > 1 and _AMOUNT.fullmatch(fold(r[-1].text))), default=0)
    done: list[Row] = []
    pieces: list[Cell] = []
    for row in block.rows:
        if len(row) == 1 and width > 1:
            pieces.append(row[0])
            continue
        done += _put_back(done.pop() if done and pieces else None, pieces, row, width, full) if pieces else [row]
        pieces = []
    if pieces and done:
        done[-1] = (*done[-1][:-1], _glued(done[-1][-1], pieces))
    return replace(block, rows=tuple(done))


def _put_back(before: Row | None, pieces: Sequence[Cell], row: Row, width: int, full: int) -> list[Row]:
    """The rows that `before`, the pieces and `row` really are; `full` is the length of the longest name beside an amount."""
    text = "".join(p.text for p in pieces)
    first = (_glued(pieces[0], pieces[1:], row[0]), *row[1:])
    if before is None:
        return [first]
    whole = text + row[0].text
    last = before[-1]
    filled = len(fold(before[0].text)) >= full >= 6  # a line breaks where its column is full: no other text of it is longer
    if filled and len(fold(text)) < full and _AMOUNT.fullmatch(fold(last.text)):
        return [(_glued(before[0], pieces), *before[1:]), row]
    words = levels()
    known = label_of(whole) or concept_of(whole) or fold(whole) in words.level1 or fold(whole) in words.parent
    if known and not is_blank(row[0].text):
        return [before, first]
    if not is_blank(row[0].text) and not is_blank(last.text) and len(before) + len(row) - 1 <= width + 1:
        rest = tuple(replace(c, column=c.column + len(before) - 1) for c in row[1:])
        return [(*before[:-1], _glued(last, pieces, row[0]), *rest)]
    if is_blank(row[0].text) or fold(text)[:1] in {"(", ")"}:
        return [(*before[:-1], _glued(last, pieces)), row]
    return [before, first]


def _glued(cell: Cell, pieces: Sequence[Cell], last: Cell | None = None) -> Cell:
    for piece in (*pieces, *([last] if last is not None else [])):
        cell = replace(cell.joined(piece), column=cell.column)
    return cell
