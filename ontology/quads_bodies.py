"""Posts and people, units, duties and notes on empty statements as RDF: see the section on posts, people and units of `budget.ttl`."""

import re

from ontology import iri
from ontology.nquads import LABEL, TRUE, TYPE, exact, integer, node, text
from ontology.quads_money import Scope
from ontology.quads_sources import DERIVED
from ontology.terms import bkg, concept

_OWN_OFFICE = re.compile(r"(?:机关)?[（(]?(?:本级|机关)[)）]?$")
_GENERIC = re.compile(r"(?:市|县|区|省|我|本)?(?:局|委|厅|办|部|署|会|社|院|校|中心|党委|政府)?(?:机关)?[（(]?(?:本级|机关)[)）]?")


Belonging = tuple[tuple[str, str | None], ...]


def write_bodies(scope: Scope, belonging: Belonging) -> None:
    """belonging: division, government and level of the publisher, which its units share."""
    body = scope.record.body
    ordinals = iri.Ordinals()
    for count in body.staff:
        scope.writer.add_all(
            node(ordinals.of(iri.staff_count(count.source, count.kind))),
            (
                (TYPE, bkg("StaffCount")),
                (bkg("staffKind"), concept("staff-kind", count.kind)),
                (bkg("headcount"), integer(count.number)),
                (bkg("staffUnit"), text(count.unit) if count.unit else None),
                (bkg("statementText"), text(count.text)),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                (DERIVED, scope.places.of(count.source)),
            ),
        )
    for statement in body.units:
        scope.writer.add_all(
            node(ordinals.of(iri.unit_statement(statement.source))),
            (
                (TYPE, bkg("UnitStatement")),
                (bkg("statementText"), text(statement.text)),
                (bkg("unitCount"), None if statement.count is None else integer(statement.count)),
                (bkg("countsBelowOnly"), TRUE if statement.count is not None and statement.scope == "below" else None),
                (bkg("statesNoUnits"), TRUE if statement.alone else None),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                (DERIVED, scope.places.of(statement.source)),
                *((bkg("listsUnit"), _unit(scope, name, belonging)) for name in statement.units),
            ),
        )
    for duty in body.responsibilities:
        scope.writer.add_all(
            node(ordinals.of(iri.responsibility(duty.source))),
            (
                (TYPE, bkg("Responsibility")),
                (bkg("statementText"), text(duty.text)),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                (DERIVED, scope.places.of(duty.source)),
            ),
        )
    for note in body.empty_notes:
        scope.writer.add_all(
            node(ordinals.of(iri.empty_note(note.source))),
            (
                (TYPE, bkg("EmptyTableNote")),
                (bkg("statementText"), text(note.text)),
                (bkg("aboutTable"), None if note.table is None else node(iri.table(scope.record.document.sha256, note.table))),
                (bkg("aboutKind"), exact(note.table_kind) if note.table_kind else None),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                (DERIVED, scope.places.of(note.source)),
            ),
        )


def _unit(scope: Scope, name: str, belonging: Belonging) -> str:
    """The node of a listed unit. 局本级 and the department's own name are its own office."""
    agency = scope.record.agency
    region = agency.region if agency else None
    department = agency.name if agency and not agency.is_unit else _OWN_OFFICE.sub("", agency.name) if agency else None
    label = name
    if agency and agency.is_unit and iri.fold(name) == iri.fold(agency.name):
        return node(iri.agency(region, agency.name))
    if department and (_GENERIC.fullmatch(name) or iri.fold(_OWN_OFFICE.sub("", name)) == iri.fold(department)):
        label = f"{department}本级"
    subject = node(iri.agency(region, label))
    scope.writer.add_all(subject, ((TYPE, bkg("BudgetUnit")), (LABEL, text(label)), *belonging))
    if agency and department and (not agency.is_unit or department != agency.name) and iri.fold(label) != iri.fold(department):
        scope.writer.add(subject, bkg("unitOf"), node(iri.agency(region, department)))
    return subject
