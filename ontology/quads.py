"""Records → RDF: sorted N-Quads, one named graph a document, no blank nodes.

The same record gives the same bytes on every machine, so a graph can be compared, cached and replaced as a
whole. Which statements there are, and why, is said in `budget.ttl`, term by term.
"""

import re

from ontology import fixed_lists, iri
from ontology.agency_types import LIST, agency_type
from ontology.divisions import function_name
from ontology.nquads import LABEL, TYPE, Writer, exact, integer, node, text
from ontology.quads_bodies import write_bodies
from ontology.quads_claims import write_claims
from ontology.quads_funding import write_cofunding, write_norms, write_transfers
from ontology.quads_money import Scope, write_facts
from ontology.quads_places import division_at, division_nquads, division_term, write_government
from ontology.quads_sources import DERIVED, Places
from ontology.quads_targets import write_agency_plan, write_projects
from ontology.records import Agency, DisclosureRecord, Issue
from ontology.terms import bkg, concept
from ontology.vocabulary import vocabulary_nquads

_OWN_OFFICE = re.compile(r"[（(]?本级[)）]?$")

__all__ = ["division_nquads", "to_nquads", "vocabulary_nquads"]


def to_nquads(record: DisclosureRecord) -> bytes:
    """The graph of one document. Raises RecordError where a record holds what RDF cannot say."""
    document = record.document
    writer = Writer(iri.graph(document.sha256))
    agency = node(iri.agency(record.agency.region, record.agency.name)) if record.agency else None
    places = Places(document)
    scope = Scope(record, writer, places, node(iri.document(document.sha256)), agency, document.fiscal_year, {})
    _write_document(scope)
    if record.agency:
        _write_agency(scope, record.agency)
    write_projects(scope)
    write_agency_plan(scope)
    write_facts(scope)
    write_cofunding(scope)
    write_norms(scope)
    write_transfers(scope)
    write_claims(scope)
    write_bodies(scope, _belonging(scope, record.agency) if record.agency else ())
    for issue in record.issues:
        _write_issue(scope, issue)
    places.write(writer, record.tables)
    return writer.bytes()


def _write_document(scope: Scope) -> None:
    document = scope.record.document
    scope.writer.add_all(
        scope.document,
        (
            (TYPE, bkg("DisclosureDocument")),
            (LABEL, text(document.title)),
            (bkg("sha256"), exact(document.sha256)),
            # Only the name: where a file lay is no property of the document.
            (bkg("fileName"), text(document.path.replace("\\", "/").rsplit("/", 1)[-1])),
            (bkg("mediaType"), exact(document.media_type)),
            (bkg("documentKind"), concept("document-kind", document.kind)),
            (bkg("fiscalYear"), scope.year_term),
            (bkg("agency"), scope.agency),
            (bkg("pageCount"), None if document.pages is None else integer(document.pages)),
            (bkg("lineCount"), None if document.lines is None else integer(document.lines)),
            (DERIVED, scope.places.of(document.title_source) if document.title_source else None),
        ),
    )


def _belonging(scope: Scope, agency: Agency) -> tuple[tuple[str, str | None], ...]:
    """Division, government and level, which a department shares with its units."""
    division = division_at(agency.region, scope.year) if agency.region else None
    home = (division_term(division) if division else node(iri.division(agency.region))) if agency.region else None
    # A township's or a development zone's body lies in the division, but its government is another one.
    government = write_government(scope.writer, division) if division and division.level == agency.level else None
    return (
        (bkg("division"), home),
        (bkg("ofGovernment"), government),
        (bkg("level"), concept("level", agency.level) if agency.level else None),
        (bkg("divisionName"), text(agency.division) if agency.division else None),
    )


def _write_agency(scope: Scope, agency: Agency) -> None:
    kind = agency_type(scope.record)
    shared = (
        (bkg("functionName"), text(function_name(agency.name, scope.year))),
        (bkg("agencyType"), fixed_lists.term(LIST, kind) if kind else None),
        *_belonging(scope, agency),
    )
    subject = node(iri.agency(agency.region, agency.name))
    scope.writer.add_all(
        subject,
        (
            (TYPE, bkg("BudgetUnit" if agency.is_unit else "Agency")),
            (LABEL, text(agency.name)),
            (bkg("agencyCode"), exact(agency.code) if agency.code else None),
            *shared,
            (DERIVED, scope.places.of(agency.source) if agency.source else None),
        ),
    )
    department = _OWN_OFFICE.sub("", agency.name)
    if agency.is_unit and department != agency.name:
        whole = node(iri.agency(agency.region, department))
        scope.writer.add(subject, bkg("unitOf"), whole)
        scope.writer.add_all(whole, ((TYPE, bkg("Agency")), (LABEL, text(department)), *shared))


def _write_issue(scope: Scope, issue: Issue) -> None:
    place = scope.places.of(issue.source) if issue.source else None
    scope.writer.add_all(
        node(iri.issue(scope.record.document.sha256, issue.code, issue.message, place or "")),
        (
            (TYPE, bkg("Issue")),
            (bkg("inDocument"), scope.document),
            (bkg("issueCode"), exact(issue.code)),
            (bkg("severity"), concept("severity", issue.severity)),
            (bkg("message"), text(issue.message)),
            (bkg("hint"), text(issue.hint) if issue.hint else None),
            (DERIVED, place),
        ),
    )
