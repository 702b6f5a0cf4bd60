"""What a document says of the body itself, from its text and its tables: posts, people, units, duties, empty statements."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.agencies.body_tables import KINDS, BodyTable, labelled_counts, read_body_table
from ingest.agencies.empty_notes import empty_notes
from ingest.agencies.responsibilities import responsibilities_in_cells, responsibilities_in_prose
from ingest.agencies.staff import staff_in_text
from ingest.agencies.units import units_in_prose, units_in_sentence
from ingest.blocks import Heading, Paragraph
from ingest.claims.prose import passages
from ingest.tables.ledger import Ledger
from ingest.words.text import fold, is_blank, tidy
from ontology.body_records import BodyStatements, StaffCount, UnitStatement
from ontology.records import Agency, Source

_ASIDE = re.compile(r"名词解释|绩效|资产|车辆|项目概况|项目支出")
_CELL_KINDS = KINDS | {"department_targets"}
MAX_TEXT = 4000


def body_in_table(ledger: Ledger, kind: str) -> BodyTable:
    """What a table of that kind says of the body; most say nothing. To be asked before the ledger is closed."""
    if kind not in _CELL_KINDS:
        return BodyTable()
    found = read_body_table(ledger) if kind in KINDS else BodyTable(list(labelled_counts(ledger)))
    staff, units = _in_cells(ledger)
    found.staff += staff
    found.units += units
    found.duties += responsibilities_in_cells(ledger)
    return found


def body_statements(
    prose: Sequence[Heading | Paragraph], tables: Sequence[tuple[str, Ledger, BodyTable]], agency: Agency | None, sha256: str
) -> BodyStatements:
    """tables: each with the kind it was recognised as, its ledger, and what `body_in_table` found in it."""
    staff = [one for *_, found in tables for one in found.staff]
    units = [*units_in_prose(prose, sha256), *(one for *_, found in tables for one in found.units)]
    for passage in passages(prose, sha256):
        if not any(_ASIDE.search(heading) for heading in passage.source.heading):
            staff += _counts(passage.text, passage.source, "prose/staff")
    notes = empty_notes([(kind, ledger) for kind, ledger, _ in tables], prose, sha256)
    duties = responsibilities_in_prose(prose, sha256) or [one for *_, found in tables for one in found.duties]
    return BodyStatements(tuple(_own(one, agency) for one in staff), tuple(units), notes, tuple(duties))


def _counts(text: str, source: Source, rule: str) -> Iterator[StaffCount]:
    for one in staff_in_text(text[:MAX_TEXT]):
        yield StaffCount(one.kind, one.number, one.text, replace(source, rule=rule, text=one.text), one.unit)


def _in_cells(ledger: Ledger) -> tuple[list[StaffCount], list[UnitStatement]]:
    """Sentences that a form prints in a cell: 机构设置及人员配置."""
    staff: list[StaffCount] = []
    units: list[UnitStatement] = []
    for row in ledger.table.rows:
        for cell in row:
            text = tidy(cell.text)
            if is_blank(text) or not 10 <= len(text) <= MAX_TEXT or not re.search(r"编制|在职|实有|单位", text):
                continue
            source = ledger.source(cell, "staff")
            counts = list(_counts(text, source, source.rule))
            said = [
                s
                for part in re.findall(r"[^。!！?？]+", text)
                if (s := units_in_sentence(part.strip(), replace(source, text=part.strip())))
            ]
            if counts or said:
                ledger.use("机构与人员情况", cell)
            staff += counts
            units += said
    return staff, units


def _own(one: StaffCount, agency: Agency | None) -> StaffCount:
    """A count of the publisher itself names no unit."""
    return replace(one, unit=None) if agency and one.unit and fold(one.unit) == fold(agency.name) else one
