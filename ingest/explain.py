"""Each table of a document with the verdict on each cell, for `budgetkg explain` and for the page that shows where a figure is printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ingest.blocks import Blocks, Box, Table
from ingest.read import ReadTable, read
from ingest.readers.page import ALL, NONE, Cover
from ingest.tables.ledger import State
from ingest.words.text import is_blank, tidy
from ontology.privacy import MASK
from ontology.records import DisclosureRecord

_LONG_NUMBER = re.compile(r"\d{11,18}")
"""An amount or a code that looks like a number of personal data."""


@dataclass(frozen=True, slots=True)
class ExplainedCell:
    row: int
    column: int
    line: int | None
    text: str
    state: State
    what: str
    page: int | None = None
    box: Box | None = None
    """Where the page shows it; None where the format has no pages, or its reader cannot say."""


@dataclass(frozen=True, slots=True)
class ExplainedTable:
    number: int
    title: str
    kind: str
    form: str
    confidence: Decimal
    unit: str | None
    page: int | None
    line_start: int | None
    line_end: int | None
    cells: tuple[ExplainedCell, ...]

    def count(self, state: State) -> int:
        return sum(1 for c in self.cells if c.state == state)


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """A page of which is known where personal data stand on it, so that its picture can be shown without them."""

    number: int
    width: float
    """In points, as displayed; `Box` is measured in them."""
    height: float
    covers: tuple[Cover, ...] = ()
    texts: tuple[tuple[str, Box], ...] = ()
    """Headings and paragraphs, and where each stands."""


@dataclass(frozen=True, slots=True)
class ExplainedDocument:
    record: DisclosureRecord
    tables: tuple[ExplainedTable, ...]
    pages: tuple[ExplainedPage, ...] = ()
    """The pages whose picture may be shown. Neither scans nor pages that hold personal data in a place that is not known."""


def explain_document(path: Path) -> ExplainedDocument:
    """Raises ReadError as `read_document` does."""
    reading = read(path)
    return ExplainedDocument(reading.record, tuple(_explained(t) for t in reading.tables), tuple(_pages(reading.blocks, reading.tables)))


def _pages(blocks: Blocks, tables: tuple[ReadTable, ...]) -> Iterator[ExplainedPage]:
    covers: dict[int, list[Cover]] = {number: [] for number in blocks.sheets}

    def cover(page: int | None, box: Box | None, times: int) -> None:
        if page is not None and box is None:
            covers.pop(page, None)
        elif page in covers and box is not None:
            covers[page].append((*box, times))

    for paragraph in blocks.across:
        if MASK in paragraph.text:
            cover(paragraph.page, None, ALL)
    for masked in blocks.masked:
        for page, box in ((masked.page, masked.box), *masked.rest):
            cover(page, box, len(masked.kinds))
    for entry in tables:
        for cell in (cell for row in entry.table.rows for cell in row if not is_blank(cell.text)):
            if entry.ledger.verdicts[cell.row, cell.column].personal:
                cover(cell.page, cell.box, ALL)
            elif _LONG_NUMBER.fullmatch(cell.text.strip()) and cell.box:
                cover(cell.page, cell.box, NONE)
    texts: dict[int, list[tuple[str, Box]]] = {}
    for block in blocks.blocks:
        if not isinstance(block, Table) and block.page is not None and block.box is not None:
            for page, box in ((block.page, block.box), *block.rest):
                texts.setdefault(page, []).append((block.text, box))
    for number, (width, height) in blocks.sheets.items():
        if number in covers:
            yield ExplainedPage(number, width, height, tuple(covers[number]), tuple(texts.get(number, ())))


def _explained(entry: ReadTable) -> ExplainedTable:
    table, recognised = entry.table, entry.recognised
    cells = []
    for row in table.rows:
        for cell in row:
            if is_blank(cell.text):
                continue
            verdict = entry.ledger.verdicts[cell.row, cell.column]
            text = "（个人信息）" if verdict.personal else tidy(cell.text)
            place = (cell.page, cell.box) if cell.box else (None, None)
            cells.append(ExplainedCell(cell.row, cell.column, cell.line_start, text, verdict.state, verdict.what, *place))
    return ExplainedTable(
        table.number,
        table.title,
        recognised.form.kind,
        recognised.form.id,
        recognised.confidence,
        table.unit,
        table.page,
        table.line_start,
        table.line_end,
        tuple(cells),
    )
