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

KINDS = {
    "assets": "国有资产占用表",
    "basic_economic": "基本支出经济分类表",
    "budget_summary": "收支总表",
    "contents": "目录",
    "debt": "政府债务表",
    "department_targets": "部门整体绩效目标表",
    "economic_expenditure": "支出经济分类表",
    "fiscal_summary": "财政拨款收支总表",
    "function_expenditure": "支出总表",
    "function_income": "收入总表",
    "general_budget_expenditure": "一般公共预算支出表",
    "government_fund": "政府性基金支出表",
    "institutions": "机构和人员表",
    "operating_cost": "机关运行经费表",
    "procurement": "政府采购表",
    "project_expenditure": "项目支出表",
    "project_targets": "项目支出绩效目标表",
    "purchased_services": "购买服务表",
    "state_capital": "国有资本经营支出表",
    "three_public": "“三公”经费表",
    "transfers": "转移支付表",
    "unknown": "未识别",
}
MARKS = {"used": "✓", "ignored": "·", "reported": "✗"}


Understood = dict[tuple[int | None, int | None, int | None], str]


def to_lines(tables: Iterable["ExplainedTable"], verdicts: frozenset[str]) -> Iterator[str]:
    """One JSON object a table, its cells of the wanted verdicts within."""
    for explained in tables:
        fields = asdict(explained) | {"confidence": f"{explained.confidence:f}"}
        fields["cells"] = [cell for cell in fields["cells"] if cell["state"] in verdicts]
        yield json.dumps(fields, ensure_ascii=False)


def show(record: "DisclosureRecord", tables: Sequence["ExplainedTable"], verdicts: frozenset[str], *, summary: bool) -> None:
    """Print the tables, then the issues of the document."""
    from ontology.code_labels import codes

    document, agency = record.document, record.agency
    click.echo(f"{document.path}：{document.title}（{agency.name if agency else '单位不明'}，{document.fiscal_year or '年度不明'}）")
    if not summary:
        understood = _understood(record)
        for explained in tables:
            _show_cells(explained, verdicts, understood)
    columns = ("表", "标题 title", "读作 kind", "表样 form", "行 lines", "✓", "·", "✗")
    echo(table(columns, map(_line, tables), numeric=(0, 5, 6, 7)))
    severities = {code.code: code.zh for code in codes("severity")}
    for issue in record.issues:
        place = _place(issue.source, document.media_type) if issue.source else ""
        click.echo(f"{severities[issue.severity]} {issue.code}: {issue.message}{place}")


def _place(source: "Source", media_type: str) -> str:
    """Where a reader of the file looks: the page (a workbook's sheet, by its number), and the line."""
    page = "张工作表" if "sheet" in media_type or "excel" in media_type else "页"
    parts = [f"第 {source.page} {page}"] if source.page else []
    parts += [f"第 {source.line_start} 行"] if source.line_start else []
    return f"（{'，'.join(parts)}）" if parts else ""


def _line(explained: "ExplainedTable") -> tuple[str, ...]:
    counts = (str(explained.count(state)) for state in ("used", "ignored", "reported"))
    return (str(explained.number), explained.title, KINDS.get(explained.kind, explained.kind), explained.form, _lines(explained), *counts)


def _lines(explained: "ExplainedTable") -> str:
    page = f"p{explained.page} " if explained.page else ""
    return f"{page}{explained.line_start}–{explained.line_end}" if explained.line_start else page


def _understood(record: "DisclosureRecord") -> Understood:
    """What every target value was understood as, by where it is printed: ≥85%."""
    from search.likeness.passages import short

    found: Understood = {}
    for indicator in [*record.department_indicators, *(one for project in record.projects for one in project.indicators)]:
        place = indicator.value_source or indicator.source
        if said := "；".join(filter(None, map(short, indicator.clauses))):
            found[place.table, place.row, place.column] = said
    return found


def _show_cells(explained: "ExplainedTable", verdicts: frozenset[str], understood: Understood) -> None:
    cells = [cell for cell in explained.cells if cell.state in verdicts]
    if not cells:
        return
    unit = f"，单位 {explained.unit}" if explained.unit else ""
    about = f"{KINDS.get(explained.kind, explained.kind)}，把握 {explained.confidence:f}{unit}，行 {_lines(explained)}"
    click.echo(f"\n表 {explained.number} {explained.title}（{about}）")
    rows = []
    for cell in cells:
        said = understood.get((explained.number, cell.row, cell.column)) if cell.state == "used" else None
        rows.append((f"{cell.row},{cell.column}", MARKS[cell.state], cell.text, f"{cell.what}，读作 {said}" if said else cell.what))
    echo(table(("行,列", "", "印出的内容 printed", "结果 verdict"), rows))
