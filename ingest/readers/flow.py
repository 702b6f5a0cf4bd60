"""Documents without pages (Word, web pages) written down as blocks, lines counted as a text export would have them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.blocks import Block, Blocks, Cell, Heading
from ingest.readers.grid import MAX_CELLS, MAX_COLUMNS, table_of, within_bounds
from ingest.readers.text import MAX_LINES, text_block
from ingest.words.text import is_blank
from ontology.records import Issue

_LONGEST_HEADING = 60


@dataclass(slots=True)
class Flow:
    """Takes lines and tables in reading order. A line is a paragraph or a table's row."""

    blocks: list[Block] = field(default_factory=list)
    lines: int = 0
    cells: int = 0
    cut: bool = False

    def line(self, text: str, level: int | None = None) -> None:
        """One paragraph; `level` where the file marks it as a heading."""
        if is_blank(text):
            return
        if self.lines >= MAX_LINES:
            self.cut = True
            return
        self.lines += 1
        text = text.strip()
        if level is not None and len(text) <= _LONGEST_HEADING:
            self.blocks.append(Heading(text, level, self.lines))
        else:
            self.blocks.append(text_block(text, self.lines, self.lines, None))

    def table(self, cells: Sequence[Cell]) -> None:
        """A table of cells, rows numbered from 1. Where only one column has texts it is a box around lines, and gives those."""
        room = MAX_CELLS - self.cells
        kept = within_bounds(cells[: max(room, 0)])
        self.cut = self.cut or len(kept) < len(cells)
        self.cells += len(kept)
        made = table_of([replace(c, line_start=self.lines + c.row, line_end=self.lines + c.row) for c in kept], None)
        if made is None:
            return
        if max(len(row) for row in made.rows) == 1:
            for row in made.rows:
                self.line(row[0].text)
            return
        self.lines += max(c.row for c in kept)
        self.blocks.append(made)

    def done(self, media_type: str, encoding: str | None = None, issues: Sequence[Issue] = ()) -> Blocks:
        told = list(issues)
        if self.cut:
            message = f"文件太大，只读了前 {MAX_LINES} 行、{MAX_COLUMNS} 列、{MAX_CELLS} 格"
            told.append(Issue("read.cut", "warning", message, "请拆分后再读"))
        return Blocks(tuple(self.blocks), media_type, encoding, None, self.lines, tuple(told))
