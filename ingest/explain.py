"""Each table of a document with the verdict on each cell, for `budgetkg explain`."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ingest.read import ReadTable, read
from ingest.tables.ledger import State
from ingest.words.text import is_blank, tidy
from ontology.records import DisclosureRecord


@dataclass(frozen=True, slots=True)
class ExplainedCell:
    row: int
    column: int
    line: int | None
    text: str
    state: State
    what: str


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
class ExplainedDocument:
    record: DisclosureRecord
    tables: tuple[ExplainedTable, ...]


def explain_document(path: Path) -> ExplainedDocument:
    """Raises ReadError as `read_document` does."""
    reading = read(path)
    return ExplainedDocument(reading.record, tuple(_explained(t) for t in reading.tables))


def _explained(entry: ReadTable) -> ExplainedTable:
    table, recognised = entry.table, entry.recognised
    cells = []
    for row in table.rows:
        for cell in row:
            if is_blank(cell.text):
                continue
            verdict = entry.ledger.verdicts[cell.row, cell.column]
            text = "（个人信息）" if verdict.personal else tidy(cell.text)
            cells.append(ExplainedCell(cell.row, cell.column, cell.line_start, text, verdict.state, verdict.what))
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
