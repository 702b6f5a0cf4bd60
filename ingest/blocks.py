"""What every reader gives: headings, paragraphs and tables with the place of each cell.

Nothing behind a reader knows the file format. Rows, columns and lines count from 1.
"""

from dataclasses import dataclass, replace

from ontology.privacy import mask
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

    def joined(self, other: "Cell") -> "Cell":
        """This cell with the rest of its text, which stands after a page break."""
        text = self.text + other.text if self.text and other.text else self.text or other.text
        return replace(self, text=text, line_end=other.line_end)


Row = tuple[Cell, ...]
"""The cells of one printed row, blank ones included. A merged cell stands at its first position only."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    line_start: int | None
    line_end: int | None
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int
    line_start: int | None
    page: int | None = None
    box: Box | None = None


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


def without_personal(blocks: Blocks) -> Blocks:
    """The same blocks with telephone numbers and names of handlers masked, so that nothing after this ever holds them.

    A cell that is a number and nothing else stays: it is an amount or a code, or stands beside a label of personal data
    and is left out by that.
    """
    return replace(blocks, blocks=tuple(map(_masked, blocks.blocks)))


def _masked(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(block, rows=tuple(tuple(map(_masked_cell, row)) for row in block.rows))
    text = mask(block.text)
    return block if text == block.text else replace(block, text=text)


def _masked_cell(cell: Cell) -> Cell:
    text = cell.text if cell.text.strip().isdigit() else mask(cell.text)
    return cell if text == cell.text else replace(cell, text=text)
