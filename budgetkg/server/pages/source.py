"""Where a figure is printed: the table as it was read with the cell marked, the page as published with its place marked, the
printed text, the rule, the file itself.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from budgetkg.explain import KINDS
from budgetkg.home import Entry
from budgetkg.server.originals import Originals
from budgetkg.server.page_pictures import PagePictures, undrawn
from budgetkg.server.pages.view import View, page
from budgetkg.server.problems import Problem, problem_of
from ontology.errors import BudgetkgError

if TYPE_CHECKING:
    from ingest.blocks import Box
    from ingest.explain import ExplainedCell, ExplainedDocument, ExplainedPage, ExplainedTable

PAGED = ("application/pdf", "application/ofd", "image/")
"""Media types of what is published as pages."""
SAVED = "application/octet-stream"
LONGEST = 60
"""Letters of a sentence by which it is found on its page."""
Marked = list[tuple[int, "Box"]]
AROUND = 12
"""Rows shown before and after the marked one, of a table that is longer than twice as many."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of cells, None where a cell is blank."""

    rows: tuple[tuple[int, tuple["ExplainedCell | None", ...]], ...]
    """(number of the row, its cells)."""
    hidden: int
    """Rows left out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as published, or why it is not shown."""

    number: int
    pages: int
    page: "ExplainedPage | None" = None
    address: str = ""
    marks: tuple["Box", ...] = ()
    problem: tuple[str, str] | None = None
    """What, and what to do."""


def routes(originals: Originals) -> list[BaseRoute]:
    pictures = PagePictures(originals)

    async def sheet(entry: Entry, document: "ExplainedDocument", number: int | None, marked: Marked) -> Sheet | None:
        about = document.record.document
        number = number or next((page for page, _ in marked), None)
        if number is None or not about.media_type.startswith(PAGED):
            return None
        pages = about.pages or number
        try:
            page = pictures.page(document, number)
            trouble = await pictures.trouble(entry, page)
        except Problem as problem:
            return Sheet(number, pages, problem=(problem.message, problem.hint))
        if trouble is not None:
            told = problem_of(undrawn(trouble) if isinstance(trouble, BudgetkgError) else trouble)
            return Sheet(number, pages, problem=(told["title"], told["detail"]))
        return Sheet(number, pages, page, pictures.address(entry, page), tuple(box for at, box in marked if at == number))

    async def source(request: Request) -> Response:
        view = View.of(request)
        entry = originals.entry(request.path_params["sha256"])
        document = await originals.read(entry)
        number, row, column, line, on_page = (_number(request, name) for name in ("table", "row", "column", "line", "page"))
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
        marked = _marked(table, row, cell) if table else _said(document, on_page, request.query_params.get("text", "")[:LONGEST])
        if table and on_page is None and not marked:
            on_page = table.page
        seen = await sheet(entry, document, on_page, marked)
        values = {"entry": entry, "record": document.record, "tables": document.tables, "table": table, "grid": grid, "cell": cell}
        return page(view, "source.html", kinds=KINDS, row=row, column=column, line=line, lines=lines, sheet=seen, **values)

    async def download(request: Request) -> Response:
        from ingest.archive import read_bytes

        entry = originals.entry(request.path_params["sha256"])
        # Whatever it is, it is saved and not shown: a published page may hold scripts.
        path = await run_in_threadpool(originals.path, entry)
        if path.is_file():
            return FileResponse(path, filename=entry.name, media_type=SAVED)
        name = quote(path.name)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(await run_in_threadpool(read_bytes, path), media_type=SAVED, headers=headers)  # out of an archive

    return [Route("/documents/{sha256}/source", source), Route("/documents/{sha256}/file", download), *pictures.routes()]


def _marked(table: "ExplainedTable", row: int | None, cell: "ExplainedCell | None") -> Marked:
    """Page and box of the cell; of a cell that is blank those of the rest of its row."""
    cells = [cell] if cell else [one for one in table.cells if one.row == row]
    return [(one.page, one.box) for one in cells if one.page and one.box]


def _said(document: "ExplainedDocument", number: int | None, text: str) -> Marked:
    """Page and box of the paragraphs of a page that say a text."""
    wanted = "".join(text.split())
    return [
        (page.number, box)
        for page in document.pages
        if page.number == number
        for said, box in page.texts
        if wanted and wanted in "".join(said.split())
    ]


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
    from ingest.archive import read_bytes
    from ingest.readers.text import decode
    from ontology.privacy import mask

    text = re.split(r"\r\n|\r|\n", decode(read_bytes(path))[0])
    return tuple((number, mask(text[number - 1])) for number in range(max(1, line - 4), min(len(text), line + 4) + 1))
