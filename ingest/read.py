"""One document read: bytes to blocks, tables, forms, and the record of what it says."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest import readers
from ingest.agencies.bodies import body_in_table, body_statements
from ingest.agencies.body_tables import BodyTable
from ingest.amounts.headline import headline
from ingest.amounts.matrix import MatrixReading, read_matrix
from ingest.amounts.sums import broken_sums
from ingest.archive import is_archive, members, read_bytes
from ingest.blocks import Blocks, Heading, Paragraph, without_personal
from ingest.claims.prose import ProseClaims, claims_in_prose, passages, passages_in_cells
from ingest.cover import cover_title
from ingest.funding.rulebook import RuleBook
from ingest.funding.transfer_tables import Recipients, transfers_in_tables
from ingest.identity import document_kind, find_agency, fiscal_year, of_others
from ingest.lost_tables import lost_tables
from ingest.marks import mark_issues, personal_issues
from ingest.projects.cost_passages import cost_texts_in_prose
from ingest.projects.prose import projects_in_prose
from ingest.projects.records import ProjectBook, project_name
from ingest.projects.target_form import FormAmount, TargetForm
from ingest.tables.grids import LogicalTable, join_tables
from ingest.tables.ledger import Ledger
from ingest.tables.recognise import Recognised, recognise
from ingest.targets.forms import TargetReader
from ingest.targets.prose_goals import goals_in_prose
from ingest.targets.prose_targets import targets_in_prose, without_value
from ingest.words.provinces import publisher_in, with_local_words
from ingest.words.text import fold, is_blank, tidy, uncontinued
from ontology.errors import ReadError
from ontology.records import (
    Agency,
    BudgetFact,
    DisclosureRecord,
    Document,
    FunctionLine,
    Issue,
    Project,
    Side,
    Source,
    TableReading,
)

READER_VERSION = "17"
"""Raised when the same bytes may be read into another record, so that builds read them again."""


@dataclass(slots=True)
class ReadTable:
    """A table with the form it was recognised as, its verdicts, and what it said."""

    table: LogicalTable
    recognised: Recognised
    ledger: Ledger
    matrix: MatrixReading | None = None
    body: BodyTable = field(default_factory=BodyTable)
    forms: Sequence[TargetForm] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was found in a document, before and after it became a record."""

    record: DisclosureRecord
    tables: tuple[ReadTable, ...]
    blocks: Blocks


def read_document(path: Path) -> DisclosureRecord:
    """Read one file. Raises ReadError (code, reason, hint, place) for a file that is no readable disclosure."""
    return read(path).record


def read(path: Path) -> Reading:
    """The record together with the tables as they were read, for `budgetkg explain`."""
    data = _bytes(path)
    try:
        blocks = without_personal(readers.read(data))
        sha256 = hashlib.sha256(data).hexdigest()
        reading = _interpret(str(path), sha256, blocks)
        agency = reading.record.agency
        if province := with_local_words(agency.region if agency else None):  # known only now that it has been read once
            with publisher_in(province):
                reading = _interpret(str(path), sha256, blocks)
        return reading
    except ReadError as error:
        if not error.place:
            error.place = str(path)
        raise


def _bytes(path: Path) -> bytes:
    if is_archive(path):
        members(path)  # what is wrong with the archive itself is told first
    data = read_bytes(path)
    if not data.strip():
        raise ReadError("read.empty", "文件是空的", "请重新下载", str(path))
    return data


def _interpret(path: str, sha256: str, blocks: Blocks) -> Reading:
    tables, prose = join_tables(blocks)
    title = cover_title(prose, tables)
    year = fiscal_year(title, prose, tables)
    read_tables = _read_tables(tables, sha256, year)
    kinds = [t.recognised.form.kind for t in read_tables]
    _refuse_foreign(read_tables, title.text if title else "", prose)
    forms = _with_heads([f for t in read_tables for f in t.forms])
    matrices = [t.matrix for t in read_tables if t.matrix]
    agency, issues = find_agency(title, prose, tables, forms, [u for m in matrices for u in m.unit_codes], year, sha256)
    level = agency.level if agency else None
    if year is None:
        issues.append(Issue("document.year", "warning", "没有找到预算年度", "请核对封面与表头"))

    facts = [f for m in matrices for f in m.facts] + [f for form in forms for f in _form_facts(form, year)]
    book = ProjectBook(level, year)
    department = [f for f in forms if f.kind == "department_targets"]
    for form in forms:
        if form.kind != "department_targets":
            book.add_form(form)
    described_forms = {fold(name) for form in forms if (name := project_name(form)[0])}
    told = targets_in_prose(prose, sha256, year)
    told_goals = [g.source for form in told for g in form.goals]
    for form in told:
        if fold(form.texts["project_name"].text) not in described_forms:
            book.add_form(form)
            issues += without_value(form)
    book.add_lines(facts, year)
    for form in department:
        book.add_tasks(form)
    for described in projects_in_prose(prose, sha256):
        book.add_prose(described)
    for name, note in cost_texts_in_prose(prose, sha256):
        book.add_note(name, note)
    book.add_assessments(a for m in matrices for a in m.assessments)
    book.add_goals(g for m in matrices for g in m.goals)
    book.add_functional_items(facts)
    projects = book.projects()
    names = {fold(n): p.name for p in projects for n in (p.name, *p.aliases)}  # a task that is no project keeps its label only
    facts = [replace(f, project=names.get(fold(f.project))) if f.project else f for f in facts]
    recipients: Recipients = {(t.table.number, row): name for t in read_tables if t.matrix for row, name in t.matrix.recipients.items()}
    kind = document_kind(title.text if title else "", kinds, [f.phase for m in matrices for f in m.facts])
    others = of_others(agency, (t.table for t in read_tables if t.matrix))
    if others:
        issues.append(_of_others(others, agency, read_tables, sha256))
    mine = [f for f in facts if f.source.table not in others]
    picked = headline(mine, kinds, year, "final" if kind == "final_account" else "budget")
    claims = _claims(prose, read_tables, sha256, year, picked.function_lines, agency, kind == "final_account")
    if claims.undecided:
        text = f"说明文字中有 {claims.undecided} 个金额没有读懂所指，未列为陈述"
        issues.append(Issue("claims.undecided", "info", text, "请核对原文"))
    rules = _rules(agency, year, projects, names, read_tables, prose, sha256)
    record = DisclosureRecord(
        document=Document(
            path=path,
            sha256=sha256,
            title=title.text if title else Path(path).stem,
            kind=kind,
            fiscal_year=year,
            media_type=blocks.media_type,
            pages=blocks.pages,
            lines=blocks.lines,
            title_source=Source(sha256, "document/cover", title.text, title.line, title.line, title.page) if title else None,
        ),
        agency=agency,
        totals=picked.totals,
        projects=projects,
        department_goals=(
            *(g for f in department for g in f.goals),
            *goals_in_prose(prose, sha256, told_goals),
        ),
        department_indicators=tuple(i for f in department for i in f.indicators),
        department_assessment=next((f.assessment for f in department if f.assessment), None),
        facts=tuple(facts),
        function_lines=picked.function_lines,
        economic_lines=picked.economic_lines,
        three_public=picked.three_public,
        cofunding_rules=rules.rules(),
        funding_norms=rules.norms(),
        transfers=(*rules.transfers(), *transfers_in_tables(facts, recipients, names, agency, year)),
        tables=tuple(_table_reading(t) for t in read_tables),
        claims=claims.claims,
        body=body_statements(prose, [(t.recognised.form.kind, t.ledger, t.body) for t in read_tables], agency, sha256),
        issues=(
            *blocks.issues,
            *personal_issues(blocks, (t.ledger for t in read_tables), sha256),
            *mark_issues(blocks, sha256),
            *lost_tables(prose, sha256),
            *broken_sums(facts, blocks.recognised),
            *issues,
            *book.issues,
            *picked.issues,
            *(i for t in read_tables for i in t.ledger.issues),
        ),
    )
    return Reading(record, tuple(read_tables), blocks)


def _read_tables(tables: Sequence[LogicalTable], sha256: str, year: int | None) -> list[ReadTable]:
    done: list[ReadTable] = []
    readers_so_far: list[TargetReader] = []
    unit = _common_unit(tables)
    for table in tables:
        recognised = recognise(table)
        ledger = Ledger(sha256, table, recognised.form.id)
        for cell in table.doubtful:
            said = f"换页处的“{tidy(cell.text)[:20]}”可能接在上一页末行后面，没有接"
            ledger.note("table.page-break", said, cell, "warning", "请核对这一行是不是上一行的后半")
        entry = ReadTable(table, recognised, ledger)
        layout = recognised.form.layout
        entry.body = body_in_table(ledger, recognised.form.kind)
        if layout in {"matrix", "two_sided"}:
            printed = _printed_units(table)
            own = next(iter(printed)) if len(printed) == 1 else unit
            if not printed and own:
                ledger.note("table.unit-inferred", f"表 {table.number} 没有印单位，按本文件其他表的“{own}”读", table.rows[0][0])
            entry.matrix = read_matrix(table, recognised.form, ledger, own, year)
        elif layout == "form":
            reader = TargetReader(recognised.form.kind, ledger, table.unit, year, tuple(readers_so_far))
            entry.forms = reader.read()
            readers_so_far.append(reader)
        elif layout == "aside":
            ledger.ignore(recognised.form.reason, *(c for r in table.rows for c in r if not ledger.claimed(c)))
        elif entry.body.whole:
            ledger.ignore("机构与人员情况，不是预算数", *(c for r in table.rows for c in r if not ledger.claimed(c)))
        else:
            _report_unknown(ledger)
        done.append(entry)
    for entry in done:  # a later page may have claimed cells for an earlier table
        entry.ledger.close()
    return done


def _of_others(others: Mapping[int, str], agency: Agency | None, tables: Sequence[ReadTable], sha256: str) -> Issue:
    """That tables are another publisher's, as in a volume of all departments."""
    first = next(t.ledger for t in tables if t.table.number in others)
    names = list(dict.fromkeys(others.values()))
    listed = "、".join(names[:3]) + ("等" if len(names) > 3 else "")
    text = f"{len(others)} 张表印的是另外 {len(names)} 个单位（{listed}），不计入“{agency.name if agency else ''}”的合计"
    return Issue("document.several-agencies", "warning", text, "请按单位拆成几份文件再读", first.source(first.table.rows[0][0], "note"))


def _with_heads(forms: Sequence[TargetForm]) -> list[TargetForm]:
    """Indicators that follow a form's head in a grid of their own belong to that form."""
    done: list[TargetForm] = []
    for form in forms:
        head = done[-1] if done else None
        bare = not form.texts and not form.goals
        if head is not None and bare and form.assessment and not form.indicators and not form.amounts and head.assessment is None:
            head.assessment = form.assessment  # 总分 alone on the next page
            continue
        goes_on = head is not None and uncontinued(form.title) == head.title != form.title  # 项目支出绩效目标表（续表）
        cut_off = bare and form.indicators and (goes_on or form.title in {"", head.title if head else ""})
        open_head = head is not None and "project_name" in head.texts and head.kind == form.kind
        if head is not None and cut_off and open_head and (goes_on or not head.indicators):
            head.indicators += form.indicators
            head.amounts += form.amounts
            head.assessment = head.assessment or form.assessment
        else:
            done.append(form)
    return done


def _printed_units(table: LogicalTable) -> set[str]:
    """The unit above a table; without one, those that its headings print: 合计（万元） speaks for the columns beside it."""
    if table.unit:
        return {table.unit}
    return {unit for c in (table.header.columns if table.header else ()) if (unit := c.unit)}


def _common_unit(tables: Sequence[LogicalTable]) -> str | None:
    """The unit that all tables of amounts in the document print, if they agree."""
    units = {unit for t in tables if t.header and not t.header.has("value") for unit in _printed_units(t)}
    return next(iter(units)) if len(units) == 1 else None


def _report_unknown(ledger: Ledger) -> None:
    table = ledger.table
    cells = [c for r in table.rows for c in r if not is_blank(c.text) and not ledger.claimed(c)]
    first = cells[0] if cells else None
    name = f"表 {table.number}" + (f"“{table.title}”" if table.title else "")
    ledger.report(
        "table.unknown",
        f"{name}的表头没有读懂，整表 {len(cells)} 格未用",
        *([first] if first else []),
        hint="可在 ingest/forms/ 中描述这种表",
    )
    ledger.mark_reported("表头没有读懂", *cells[1:])


def _refuse_foreign(tables: Sequence[ReadTable], title: str, prose: Sequence[Heading | Paragraph]) -> None:
    """A file without a budget table and without budget words on its cover is something else."""
    known = [t for t in tables if t.recognised.form.kind not in {"unknown", "contents", "matrix"}]
    said = any(w in fold(title) for w in ("预算", "决算", "绩效"))
    if not known and not (said and any("万元" in b.text or "绩效" in b.text for b in prose)):
        raise ReadError("read.not-budget", "看不出是预决算公开文件：没有预算表、绩效目标表，也没有相应的标题", "请确认选对了文件")


def _form_facts(form: TargetForm, year: int | None) -> Iterable[BudgetFact]:
    """Amounts of a target form as facts, so that they are found beside those of the budget tables."""
    name = project_name(form)[0] if "project_name" in form.texts else None  # without the code that may stand before it
    for amount in form.amounts:
        total = amount.kind.startswith(("amount", "task-total"))
        for side in _sides(amount, form):
            yield BudgetFact(
                amount=amount.amount,
                side=side,
                measure=_measure(amount),
                row_role="total" if total and form.kind == "department_targets" else "line",
                label=amount.task or amount.project or amount.label,
                table_kind=form.kind,
                source=amount.source,
                project=amount.project if amount.kind in {"task", "task.fund", "project"} else name,
                level_label=amount.label if amount.kind.endswith("fund") else None,
                horizon=amount.horizon,
                fiscal_year=amount.year or year,
                phase=amount.phase,
            )


def _sides(amount: FormAmount, form: TargetForm) -> Sequence[Side]:
    """部门预算总额 without a side is income and expenditure alike."""
    if amount.side:
        return (amount.side,)
    return ("income", "expenditure") if form.kind == "department_targets" and amount.kind == "amount.total" else ("expenditure",)


def _measure(amount: FormAmount) -> str:
    if amount.kind.startswith("amount."):
        return amount.kind.removeprefix("amount.")
    return {"fund": "fund", "task": "task", "task.fund": "task/fund", "plan": "yearly_plan", "project": "project"}.get(
        amount.kind, amount.kind.replace("-", "_").replace(".", "/")
    )


def _rules(
    agency: Agency | None,
    year: int | None,
    projects: Sequence[Project],
    names: Mapping[str, str],
    tables: Sequence[ReadTable],
    prose: Sequence[Heading | Paragraph],
    sha256: str,
) -> RuleBook:
    """What is said of shares, standards and money passed on: by the records first, then in every other cell and in prose."""
    book = RuleBook(agency, year)
    for project in projects:
        book.add_project(project)
    for form in (f for t in tables for f in t.forms if f.kind == "department_targets"):
        book.add_form(form)
    for table in tables:
        if table.recognised.form.layout != "aside":
            book.add_cells(table.ledger, table.forms, names)
    book.add_prose(prose, sha256)
    return book


def _claims(
    prose: Sequence[Heading | Paragraph],
    tables: Sequence[ReadTable],
    sha256: str,
    year: int | None,
    lines: Sequence[FunctionLine],
    agency: Agency | None,
    final: bool,
) -> ProseClaims:
    """What the running text says of figures, and what cells say that hold running text."""
    cells = [passage for t in tables if t.recognised.form.kind == "unknown" for passage in passages_in_cells(t.ledger)]
    names = {fold(line.name): line.code for line in lines}
    return claims_in_prose([*passages(prose, sha256), *cells], year, names, agency.name if agency else "", final=final)


def _table_reading(entry: ReadTable) -> TableReading:
    table, ledger = entry.table, entry.ledger
    return TableReading(
        number=table.number,
        title=table.title,
        kind=entry.recognised.form.kind,
        form=entry.recognised.form.id,
        unit=table.unit,
        line_start=table.line_start,
        line_end=table.line_end,
        page=table.page,
        rows=len(table.rows),
        columns=table.width,
        confidence=entry.recognised.confidence,
        cells_used=ledger.count("used"),
        cells_ignored=ledger.count("ignored"),
        cells_reported=ledger.count("reported"),
    )
