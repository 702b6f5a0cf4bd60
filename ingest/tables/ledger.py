"""What became of every cell: read as something, passed over for a reason, or reported.

The opposite of silent reading (zavod's strict interpretation): a cell nobody claimed is an issue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from ingest.blocks import Cell
from ingest.tables.grids import LogicalTable
from ingest.words.text import is_blank, tidy
from ontology.records import Issue, Severity, Source

State = Literal["used", "ignored", "reported"]
PERSONAL = "个人信息，不保存"
"""Why a handler's name or telephone is passed over; its text is shown nowhere."""


@dataclass(frozen=True, slots=True)
class Verdict:
    state: State
    what: str
    """What it was read as, why it was passed over, or what is wrong."""

    @property
    def personal(self) -> bool:
        return self.what == PERSONAL


@dataclass(slots=True)
class Ledger:
    """The verdicts of one table, and the sources of its cells."""

    document: str
    table: LogicalTable
    form: str
    verdicts: dict[tuple[int, int], Verdict] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def use(self, what: str, *cells: Cell) -> None:
        self._set("used", what, cells)

    def ignore(self, why: str, *cells: Cell) -> None:
        self._set("ignored", why, cells)

    def report(self, code: str, message: str, *cells: Cell, hint: str = "", severity: Severity = "warning") -> None:
        """An issue about cells that could not be read; they keep an earlier verdict of being used."""
        self._set("reported", message, [c for c in cells if (c.row, c.column) not in self.verdicts])
        source = self.source(cells[0], "report") if cells else None
        self.issues.append(Issue(code, severity, message, hint, source))

    def report_once(self, code: str, message: str, cell: Cell, hint: str = "") -> None:
        """One issue for a table, however many cells it is about."""
        if any(i.code == code for i in self.issues):
            self.mark_reported(message, cell)
        else:
            self.report(code, message, cell, hint=hint)

    def note(self, code: str, message: str, cell: Cell | None, severity: Severity = "info", hint: str = "") -> None:
        """An issue about cells that were read all the same."""
        self.issues.append(Issue(code, severity, message, hint, self.source(cell, "note") if cell else None))

    def mark_reported(self, why: str, *cells: Cell) -> None:
        """Cells that an issue on another cell already speaks for."""
        self._set("reported", why, cells)

    def _set(self, state: State, what: str, cells: Iterable[Cell]) -> None:
        for cell in cells:
            if not is_blank(cell.text):
                self.verdicts[cell.row, cell.column] = Verdict(state, what)

    def claimed(self, cell: Cell) -> bool:
        return (cell.row, cell.column) in self.verdicts

    def source(self, cell: Cell, rule: str, headers: tuple[str, ...] = ()) -> Source:
        """Where a cell stands; `rule` names what read it."""
        title = (self.table.title,) if self.table.title else ()
        return Source(
            document=self.document,
            rule=f"{self.form}/{rule}",
            text=tidy(cell.text),
            line_start=cell.line_start,
            line_end=cell.line_end,
            page=cell.page,
            table=self.table.number,
            row=cell.row,
            column=cell.column,
            heading=(*self.table.headings, *title, *(tidy(h) for h in headers)),
        )

    def close(self) -> None:
        """Report every cell that no reader claimed."""
        left = [c for row in self.table.rows for c in row if not is_blank(c.text) and not self.claimed(c)]
        for cell in left:
            where = f"表 {self.table.number} 第 {cell.row} 行第 {cell.column} 列"
            self.report("table.unread-cell", f"{where}没有读懂：{tidy(cell.text)[:40]}", cell, hint="可在 ingest/forms/ 中补充该表的写法")

    def unread(self) -> Iterable[Cell]:
        """The cells that were not understood."""
        reported = {place for place, verdict in self.verdicts.items() if verdict.state == "reported"}
        return (c for row in self.table.rows for c in row if (c.row, c.column) in reported)

    def count(self, state: State) -> int:
        return sum(1 for v in self.verdicts.values() if v.state == state)
