"""The money of a selection as a Fiscal Data Package 1.0rc1: `amounts.csv`, one row a printed amount, and `datapackage.json`.

The column types are those of the budget taxonomy (https://frictionlessdata.io/taxonomies/fiscal/budgets.json, of 22 April
2018); columns without one say where the figure is printed. `profile` is that of the Tabular Data Package, which every
Fiscal Data Package is: the fiscal profile would make validators fetch it from the network.

The CSV begins with a byte order mark: without one Excel and WPS show Chinese as noise, and readers of data packages skip
it. A text that a spreadsheet would take for a formula is written after an apostrophe.
"""

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

from budgetkg.csv_cells import plain
from budgetkg.exports.cube import no_amounts
from budgetkg.exports.output import whole_file, whole_folder
from budgetkg.exports.selection import Source, Step
from budgetkg.home import Entry
from ontology.amounts import LABEL, Amount, amounts
from ontology.cube import family_of
from ontology.statements import Description, Nodes, first
from ontology.terms import BKG, BKGC, BKGD, SKOS

CSV, DESCRIPTOR = "amounts.csv", "datapackage.json"
FILES = frozenset({CSV, DESCRIPTOR})
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip file can say: the same content gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One amount with what its document and the code lists say around it."""

    amount: Amount
    entry: Entry
    graph: Nodes
    names: dict[str, Description]
    """What the shared graphs say of concepts and divisions."""

    def label(self, name: str | None) -> str:
        """What a node is called: its Chinese label, else as the document prints it."""
        if name is None:
            return ""
        said = (self.names.get(name, {}), self.graph.get(name, {}))
        for predicate in (f"{SKOS}prefLabel", LABEL, f"{BKG}observedLabel"):
            for description in said:
                found = sorted(description.get(predicate, ()), key=lambda term: term.language != "zh")
                if found:
                    return found[0].value
        return ""

    def code(self, name: str | None) -> str:
        """The code of a concept, as its list writes it."""
        if name is None:
            return ""
        for description in (self.graph.get(name, {}), self.names.get(name, {})):
            if notation := first(description, f"{SKOS}notation"):
                return notation
        return name.removeprefix(BKGC)

    @property
    def programme(self) -> str | None:
        """What the project is part of: the group of its programme, else the programme alone."""
        programme = first(self.graph.get(self.amount.project or "", {}), f"{BKG}forProgramme")
        return first(self.names.get(programme or "", {}), f"{BKG}inProgrammeGroup") or programme

    def about(self, node: str | None, name: str) -> str:
        """The value of one property of a node of the document."""
        return first(self.graph.get(node or "", {}), BKG + name) or ""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    title: str
    value: Callable[[Row], str]
    type: str = "string"
    column_type: str | None = None
    required: bool = False


def _id(name: str | None) -> str:
    return (name or "").removeprefix(BKGD)


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def yuan(text: str) -> str:
    """A decimal of the graph with two places, or with as many as it has. Never a float."""
    value = Decimal(text)
    return f"{value:.2f}" if value == value.quantize(Decimal("0.01")) else f"{value:f}"


COLUMNS: tuple[Column, ...] = (
    Column("id", "标识 id", lambda r: r.amount.fact, column_type="budget-line-id", required=True),
    Column("fiscal_year", "年度 fiscal year", lambda r: r.amount.year or "", "integer", "date:fiscal-year"),
    Column("phase_id", "预算阶段代码 phase", lambda r: r.code(r.amount.phase), column_type="phase:id"),
    Column("phase", "预算阶段 phase label", lambda r: r.label(r.amount.phase), column_type="phase:label"),
    Column(
        "direction",
        "收支方向 direction",
        lambda r: {"income": "revenue"}.get(r.code(r.amount.side), r.code(r.amount.side)),
        column_type="direction",
    ),
    Column("agency_id", "公开主体标识 agency id", lambda r: _id(r.amount.agency), column_type="administrative-classification:generic:code"),
    Column("agency", "公开主体 agency", lambda r: r.label(r.amount.agency), column_type="administrative-classification:generic:label"),
    Column("region_code", "行政区划代码 region code", lambda r: r.entry.region or "", column_type="geo:source:code"),
    Column("region", "行政区划 region", lambda r: r.about(r.amount.agency, "divisionName"), column_type="geo:source:title"),
    Column("function_code", "功能科目编码", lambda r: r.code(r.amount.function), column_type="functional-classification:generic:code"),
    Column("function", "功能科目", lambda r: r.label(r.amount.function), column_type="functional-classification:generic:label"),
    Column("economic_code", "部门经济科目编码", lambda r: r.code(r.amount.economic), column_type="economic-classification:generic:code"),
    Column("economic", "部门经济科目", lambda r: r.label(r.amount.economic), column_type="economic-classification:generic:label"),
    Column(
        "government_economic_code",
        "政府经济科目编码",
        lambda r: r.code(r.amount.government_economic),
        column_type="economic-classification:generic:code:government",
    ),
    Column(
        "government_economic",
        "政府经济科目",
        lambda r: r.label(r.amount.government_economic),
        column_type="economic-classification:generic:label:government",
    ),
    Column("income_code", "收入科目编码", lambda r: r.code(r.amount.income), column_type="economic-classification:generic:code:income"),
    Column("income", "收入科目", lambda r: r.label(r.amount.income), column_type="economic-classification:generic:label:income"),
    Column("project_id", "项目标识 project id", lambda r: _id(r.amount.project), column_type="activity:generic:project:code"),
    Column("project", "项目 project", lambda r: r.label(r.amount.project), column_type="activity:generic:project:label"),
    Column(
        "programme_id",
        "资金项目标识：关联的为其组 programme id, of its group where it is linked",
        lambda r: _id(r.programme),
        column_type="activity:generic:program:code",
    ),
    Column("programme", "资金项目 programme", lambda r: r.label(r.programme), column_type="activity:generic:program:label"),
    Column("project_code", "印出的项目编码 printed project code", lambda r: r.about(r.amount.project, "projectCode")),
    Column("fund_nature_code", "资金性质代码", lambda r: r.code(r.amount.nature), column_type="fin-source:generic:code"),
    Column("fund_nature", "资金性质 fund nature", lambda r: r.label(r.amount.nature), column_type="fin-source:generic:label"),
    Column("funding_levels", "资金级次，以竖线隔开 funding levels", lambda r: "|".join(r.code(level) for level in r.amount.levels)),
    Column("funding_level_label", "印出的资金级次", lambda r: r.amount.level_label or ""),
    Column("measure", "栏目口径 measure", lambda r: r.amount.measure, column_type="value-kind:code"),
    Column("value", "金额（元）value in yuan", lambda r: yuan(r.amount.yuan), "number", "value", required=True),
    Column("currency", "币种 currency", lambda r: "CNY", column_type="value-currency:code", required=True),
    Column("printed_amount", "印出的金额 printed amount", lambda r: r.amount.text, required=True),
    Column("printed_unit", "印出的单位 printed unit", lambda r: r.amount.unit, required=True),
    Column("horizon", "期限 horizon", lambda r: r.code(r.amount.horizon)),
    Column("carried_over", "上年结转 carried over", lambda r: "true" if r.amount.carried_over else "false", "boolean", required=True),
    Column("row_role", "行的角色，求和只用同一角色 row role", lambda r: r.code(r.amount.role)),
    Column("row_label", "行名称 row label", lambda r: r.amount.label),
    Column("table_family", "表类 kind of table", lambda r: family_of(r.amount), required=True),
    Column("statement_lines", "报表行，以竖线隔开 statement lines", lambda r: "|".join(r.code(line) for line in r.amount.statement_lines)),
    Column("document", "文件 document", lambda r: r.entry.name, required=True),
    Column("document_sha256", "文件 SHA-256", lambda r: r.entry.sha256, required=True),
    Column("page", "页 page", lambda r: _number(r.amount.page), "integer"),
    Column("table", "表序号 table", lambda r: _number(r.amount.table_number), "integer"),
    Column("table_title", "表名 table title", lambda r: r.amount.table_title or ""),
    Column("row", "行 row", lambda r: _number(r.amount.row), "integer"),
    Column("column", "列 column", lambda r: _number(r.amount.column), "integer"),
    Column("line_start", "起始行 first line", lambda r: _number(r.amount.line_start), "integer"),
    Column("line_end", "结束行 last line", lambda r: _number(r.amount.line_end), "integer"),
)


def write_package(source: Source, entries: list[Entry], target: Path, step: Step) -> int:
    """Write a folder, or one file where the name ends in .zip. Returns the number of amounts.

    Raises UsageError where the selection holds none; nothing is written then.
    """
    if target.suffix.lower() != ".zip":
        with whole_folder(target, FILES) as folder:
            return _write(folder, source, entries, step)
    with whole_file(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with tempfile.TemporaryDirectory() as name:
            written = _write(Path(name), source, entries, step)
            for file in sorted(FILES):
                entry = zipfile.ZipInfo(file, _ZIP_TIME)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                with archive.open(entry, "w") as inside, (Path(name) / file).open("rb") as content:
                    while block := content.read(1 << 20):
                        inside.write(block)
        return written


def _write(folder: Path, source: Source, entries: list[Entry], step: Step) -> int:
    years: set[int] = set()
    written = 0
    hashed = hashlib.sha256()
    with (folder / CSV).open("wb") as out:
        _put(out, hashed, "\ufeff" + _line([column.name for column in COLUMNS]))
        for done, entry in enumerate(entries):
            step(entry.name, done)
            for row in _rows(source, entry):
                _put(out, hashed, _line([_cell(column, row) for column in COLUMNS]))
                written += 1
                if row.amount.year:
                    years.add(int(row.amount.year))
        size = out.tell()
    if not written:
        raise no_amounts()
    descriptor = _descriptor(entries, years, written, size, hashed.hexdigest())
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return written


def _rows(source: Source, entry: Entry) -> list[Row]:
    graph = source.document(entry)
    found = amounts(graph)
    wanted: set[str | None] = set()
    for row in found:
        wanted.update((row.phase, row.side, row.role, row.horizon, row.nature, *row.levels, *row.statement_lines))
        wanted.update((row.function, row.economic, row.government_economic, row.income))
    names: dict[str, Description] = {}
    for shared in source.shared(filter(None, wanted)).values():
        for name, said in shared.items():
            names.setdefault(name, {}).update(said)
    for name, said in source.programmes_of(graph.keys()).items():
        names.setdefault(name, {}).update(said)
    return [Row(row, entry, graph, names) for row in found]


def _cell(column: Column, row: Row) -> str:
    value = column.value(row)
    return plain(value) if column.type == "string" else value


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _put(out: IO[bytes], hashed: Any, text: str) -> None:
    data = text.encode("utf-8", "replace")
    out.write(data)
    hashed.update(data)


def _descriptor(entries: list[Entry], years: set[int], rows: int, size: int, sha256: str) -> dict[str, Any]:
    period = {"fiscalPeriod": {"start": f"{min(years)}-01-01", "end": f"{max(years)}-12-31"}} if years else {}
    return {
        "profile": "tabular-data-package",
        "name": "budgetkg-amounts",
        "title": "部门预算公开中的预算数 / Amounts of budget disclosures",
        "description": "每行是公开文件中印出的一个金额及其出处。合计、类、款、项、明细同在一表：求和只用同一角色、同一表类的行。\n"
        "One row is one printed amount with its place. Totals stand beside their parts: add up rows of one role and one table only.",
        "countryCode": "CN",
        "granularity": "aggregated",
        **period,
        "sources": [{"title": entry.title or entry.name, "path": entry.name, "sha256": entry.sha256} for entry in entries],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "amounts",
                "path": CSV,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": size,
                "hash": f"sha256:{sha256}",
                "rowcount": rows,
                "schema": {"fields": [_field(column) for column in COLUMNS], "missingValues": [""], "primaryKey": ["id"]},
            }
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "title": column.title, "type": column.type}
    if column.column_type:
        field["columnType"] = column.column_type
    if column.name == "direction":
        field["constraints"] = {"enum": ["expenditure", "revenue"]}
    elif column.name == "id":
        field["constraints"] = {"required": True, "unique": True}
    elif column.required:
        field["constraints"] = {"required": True}
    return field
