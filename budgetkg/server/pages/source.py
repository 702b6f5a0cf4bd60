"""Where a figure is printed: the table as it was read with the cell marked, the printed text, the rule, the file itself."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.explain import KINDS
from budgetkg.server.originals import Originals
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem

if TYPE_CHECKING:
    from ingest.explain import ExplainedCell, ExplainedTable

AROUND = 12
"""Rows shown before and after the marked one, of a table that is longer than twice as many."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells, None where a cell is blank."""

    rows: tuple[tuple[int, tuple["ExplainedCell | None", ...]], ...]
    """(number of the row, its cells)."""
    hidden: int
    """Rows left out."""


def routes(originals: Originals) -> list[BaseRoute]:
    async def source(request: Request) -> Response:
        view = View.of(request)
        entry = originals.entry(request.path_params["sha256"])
        document = await originals.read(entry)
        number, row, column, line = (_number(request, name) for name in ("table", "row", "column", "line"))
        table = next((table for table in document.tables if table.number == number), None)
        if number is not None and table is None:
            raise Problem(404, "table.missing", f"这份文件没有表 {number}", "文件换过版本时编号会变，从部门页重新点一次出处")
        cell = next((cell for cell in table.cells if (cell.row, cell.column) == (row, column)), None) if table else None
        lines = (
            _lines(originals.path(entry), line)
            if table is None and line and document.record.document.media_type.startswith("text/")
            else ()
        )
        grid = _grid(table, row) if table else None
        values = {"entry": entry, "record": document.record, "tables": document.tables, "table": table, "grid": grid, "cell": cell}
        return page(view, "source.html", kinds=KINDS, row=row, column=column, line=line, lines=lines, **values)

    async def download(request: Request) -> Response:
        entry = originals.entry(request.path_params["sha256"])
        # Whatever it is, it is saved and not shown: a published page may hold scripts.
        return FileResponse(originals.path(entry), filename=entry.name, media_type="application/octet-stream")

    return [Route("/documents/{sha256}/source", source), Route("/documents/{sha256}/file", download)]


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _grid(table: "ExplainedTable", row: int | None) -> Grid:
    columns = max((cell.column for cell in table.cells), default=0)
    by_row: dict[int, list[ExplainedCell | None]] = {}
    for cell in table.cells:
        by_row.setdefault(cell.row, [None] * columns)[cell.column - 1] = cell
    numbers = sorted(by_row)
    if row is not None and len(numbers) > 2 * AROUND:
        shown = [number for number in numbers if number <= 3 or abs(number - row) <= AROUND]  # the headers stay in sight
    else:
        shown = numbers
    return Grid(tuple((number, tuple(by_row[number])) for number in shown), len(numbers) - len(shown))


def _lines(path: Path, line: int) -> tuple[tuple[int, str], ...]:
    """Lines of a text file around one, counted as its reader counts them."""
    from ingest.readers.text import decode
    from ontology.privacy import mask

    text = re.split(r"\r\n|\r|\n", decode(path.read_bytes())[0])
    return tuple((number, mask(text[number - 1])) for number in range(max(1, line - 4), min(len(text), line + 4) + 1))
