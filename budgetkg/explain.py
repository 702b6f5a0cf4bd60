"""How a document was read, told cell by cell."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from budgetkg.tables import echo, table

if TYPE_CHECKING:
    from ingest.explain import ExplainedTable
    from ontology.records import DisclosureRecord, Source

MARKS = {"used": "✓", "ignored": "·", "reported": "✗"}


def to_lines(tables: Iterable["ExplainedTable"], verdicts: frozenset[str]) -> Iterator[str]:
    """One JSON object a table, its cells of the wanted verdicts within."""
    for explained in tables:
        fields = asdict(explained) | {"confidence": f"{explained.confidence:f}"}
        fields["cells"] = [cell for cell in fields["cells"] if cell["state"] in verdicts]
        yield json.dumps(fields, ensure_ascii=False)


def show(record: "DisclosureRecord", tables: Sequence["ExplainedTable"], verdicts: frozenset[str], *, summary: bool) -> None:
    """Print the tables, then the issues of the document."""
    document, agency = record.document, record.agency
    click.echo(f"{document.path}：{document.title}（{agency.name if agency else '单位不明'}，{document.fiscal_year or '年度不明'}）")
    if not summary:
        for explained in tables:
            _show_cells(explained, verdicts)
    columns = ("表", "标题 title", "读作 kind", "表样 form", "行 lines", "✓", "·", "✗")
    echo(table(columns, map(_line, tables), numeric=(0, 5, 6, 7)))
    for issue in record.issues:
        place = _place(issue.source, document.media_type) if issue.source else ""
        click.echo(f"{issue.severity} {issue.code}: {issue.message}{place}")


def _place(source: "Source", media_type: str) -> str:
    """Where a reader of the file looks: the page (a workbook's sheet, by its number), and the line."""
    page = "张工作表" if "sheet" in media_type or "excel" in media_type else "页"
    parts = [f"第 {source.page} {page}"] if source.page else []
    parts += [f"第 {source.line_start} 行"] if source.line_start else []
    return f"（{'，'.join(parts)}）" if parts else ""


def _line(explained: "ExplainedTable") -> tuple[str, ...]:
    counts = (str(explained.count(state)) for state in ("used", "ignored", "reported"))
    return (str(explained.number), explained.title, explained.kind, explained.form, _lines(explained), *counts)


def _lines(explained: "ExplainedTable") -> str:
    page = f"p{explained.page} " if explained.page else ""
    return f"{page}{explained.line_start}–{explained.line_end}" if explained.line_start else page


def _show_cells(explained: "ExplainedTable", verdicts: frozenset[str]) -> None:
    cells = [cell for cell in explained.cells if cell.state in verdicts]
    if not cells:
        return
    unit = f"，单位 {explained.unit}" if explained.unit else ""
    about = f"{explained.kind}，把握 {explained.confidence:f}{unit}，行 {_lines(explained)}"
    click.echo(f"\n表 {explained.number} {explained.title}（{about}）")
    rows = ((f"{cell.row},{cell.column}", MARKS[cell.state], cell.text, cell.what) for cell in cells)
    echo(table(("行,列", "", "印出的内容 printed", "结果 verdict"), rows))
