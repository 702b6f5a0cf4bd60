"""What every reader gives: headings, paragraphs and tables with the place of each cell.

Nothing behind a reader knows the file format. Rows, columns and lines count from 1.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ontology.privacy import MASK, Kind, kinds_masked, mask
from ontology.records import Issue

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in PDF points from the top left corner of the page as displayed."""


@dataclass(frozen=True, slots=True)
class Cell:
    row: int
    column: int
    text: str
    """As printed, wrapped lines joined."""
    line_start: int | None = None
    line_end: int | None = None
    page: int | None = None
    rowspan: int = 1
    colspan: int = 1
    box: Box | None = None
    lines: tuple[str, ...] = ()
    """The lines that the author has broken the text into, where the format tells them from wrapped ones; stale once `text` is another."""
    room: float | None = None
    """Letters that the last line of the text has room for, where the format tells where its lines end."""

    def own_lines(self) -> tuple[str, ...]:
        """The lines as the author broke them, or the text as one."""
        whole = bool(self.lines) and "".join("".join(self.lines).split()) == "".join(self.text.split())
        return self.lines if whole else (self.text,)

    def joined(self, other: "Cell") -> "Cell":
        """This cell with the rest of its text, which stands after a page break."""
        text = self.text + other.text if self.text and other.text else self.text or other.text
        box = around((self.box, other.box)) if self.box and other.box and self.page == other.page else self.box
        return replace(self, text=text, line_end=other.line_end, box=box)


def around(boxes: Iterable[Box]) -> Box:
    """The least box that holds all of them; there has to be one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


_PADDING = 4.0
"""Points that a cell's text keeps from each side at most, where one has to guess."""


def room_beside(text: str, taken: float, width: float) -> float:
    """Letters that fit behind a line of text, `taken` points wide, in a cell so many points wide."""
    letters = sum(0.5 if c.isascii() else 1.0 for c in text) or 1.0
    return max(0.0, width - taken - 2 * _PADDING) / max(1.0, taken / letters)


Row = tuple[Cell, ...]
"""The cells of one printed row, blank ones included. A merged cell stands at its first position only."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    line_start: int | None
    line_end: int | None
    page: int | None = None
    box: Box | None = None
    rest: tuple[tuple[int, Box], ...] = ()
    """Page and box of what stands on later pages."""


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int
    line_start: int | None
    page: int | None = None
    box: Box | None = None
    rest: tuple[tuple[int, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """One grid as the file shows it: up to a page break, before fragments are joined."""

    rows: tuple[Row, ...]
    line_start: int | None
    line_end: int | None
    page: int | None = None
    spans_known: bool = False
    """True where the format says which cells are merged (PDF rules, Word, Excel, HTML)."""


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Masked:
    """That personal data stood at a place, and of what kinds; never the data."""

    line: int | None
    page: int | None
    kinds: tuple[Kind, ...]
    box: Box | None = None
    """Of the cell or paragraph; None where the format has no pages, or its reader cannot say."""
    rest: tuple[tuple[int, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class Blocks:
    """A document as read: its blocks in reading order."""

    blocks: tuple[Block, ...]
    media_type: str
    encoding: str | None
    pages: int | None
    """Pages; sheets of a workbook."""
    lines: int | None
    issues: tuple[Issue, ...] = ()
    """What the reader left out or could not trust, such as hidden sheets or a formula without its value."""
    recognised: frozenset[int] = frozenset()
    """Pages whose text is the guess of a recogniser (OCR)."""
    across: tuple[Paragraph, ...] = ()
    """What is written slantwise across pages, such as watermarks (水印): no part of the text."""
    masked: tuple[Masked, ...] = ()
    """Where `without_personal` took something out, in reading order."""
    sheets: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    """Page → width and height in points as displayed, of pages whose text layer says all that is printed on them."""


_PHONE_LABEL = re.compile(r"(?:电话|手机|传真|联系方式)(?:号码?)?\s*[:：]?$")
_LONE_PHONE = re.compile(r"\d{7,8}|0\d{9,11}|1[3-9]\d{9}")
_LONE_MOBILE = re.compile(r"1[3-9]\d{9}")


def without_personal(blocks: Blocks) -> Blocks:
    """The same blocks with telephone numbers and names of handlers masked, so that nothing after this ever holds them.

    A cell that is a number and nothing else stays, as an amount or a code, unless it is as long as a telephone number
    and stands right of a cell such as 联系电话, or is a mobile number below one. `Blocks.masked` says where.
    """
    places: list[Masked] = []
    done = tuple(_masked(block, places) for block in blocks.blocks)
    across = tuple(replace(paragraph, text=mask(paragraph.text)) for paragraph in blocks.across)
    return replace(blocks, blocks=done, across=across, masked=(*blocks.masked, *places))


def _masked(block: Block, places: list[Masked]) -> Block:
    if isinstance(block, Table):
        phones: set[int] = set()
        return replace(block, rows=tuple(tuple(_masked_cells(row, block.page, phones, places)) for row in block.rows))
    if kinds := kinds_masked(block.text):
        places.append(Masked(block.line_start, block.page, kinds, block.box, block.rest))
        return replace(block, text=mask(block.text))
    return block


def _masked_cells(row: Row, page: int | None, phones: set[int], places: list[Masked]) -> Iterator[Cell]:
    """The cells of a row, masked; `phones` are the columns in which a label of telephone numbers stands above."""
    before = ""
    for cell in row:
        text = cell.text.strip()
        kinds, masked = kinds_masked(cell.text), cell.text
        if not text.isdigit():
            masked = mask(cell.text)
        elif (_LONE_PHONE.fullmatch(text) and _PHONE_LABEL.search(before)) or (cell.column in phones and _LONE_MOBILE.fullmatch(text)):
            kinds, masked = ("mobile" if _LONE_MOBILE.fullmatch(text) else "landline",), MASK
        else:
            kinds = ()
        if _PHONE_LABEL.search(text) and len(text) <= 16:
            phones.add(cell.column)
        if kinds:
            places.append(Masked(cell.line_start, cell.page or page, kinds, cell.box))
        yield cell if masked == cell.text else replace(cell, text=masked, lines=())
        before = text or before
