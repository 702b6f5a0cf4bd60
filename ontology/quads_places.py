"""Divisions (行政区划) and their governments as RDF."""

from collections.abc import Iterable

from ontology import divisions, iri
from ontology.divisions import Division
from ontology.nquads import LABEL, TYPE, Writer, exact, integer, node, text
from ontology.terms import bkg, concept


def division_nquads(places: Iterable[tuple[str, int | None]]) -> bytes:
    """The divisions of (code, fiscal year) pairs with all above them, in a graph of their own.

    The same pairs in any order give the same bytes. A code that the table does not know is left out.
    """
    writer = Writer(iri.DIVISIONS_GRAPH)
    for code, year in places:
        division = division_at(code, year)
        while division:
            for member in division.chain():
                write_division(writer, member)
            division = division.successor()
    return writer.bytes()


def division_at(code: str, year: int | None) -> Division | None:
    """The division of a code in a year, or what the code last stood for."""
    return divisions.by_code(code, year) or divisions.by_code(code)


def division_term(division: Division) -> str:
    """Its term in N-Quads."""
    return node(iri.division(division.code, division.valid_to))


def write_division(writer: Writer, division: Division) -> None:
    """One division, without those above it."""
    subject = division_term(division)
    chain = division.chain()
    within = {"provincial": bkg("inProvince"), "prefecture": bkg("inPrefecture"), "county": bkg("inCounty")}
    writer.add_all(
        subject,
        (
            (TYPE, bkg("AdministrativeDivision")),
            (LABEL, text(division.name)),
            (bkg("fullName"), text(division.full_name)),
            (bkg("divisionCode"), exact(division.code)),
            (bkg("level"), concept("level", division.level)),
            (bkg("parentDivision"), division_term(chain[-2]) if len(chain) > 1 else None),
            (bkg("replacedBy"), division_term(successor) if (successor := division.successor()) else None),
            (bkg("validFrom"), None if division.valid_from is None else integer(division.valid_from)),
            (bkg("validTo"), None if division.valid_to is None else integer(division.valid_to)),
            *((within[member.level], division_term(member)) for member in chain if member.level in within),
        ),
    )


def write_government(writer: Writer, division: Division) -> str:
    """The term of a division's government, stated."""
    subject = node(iri.government(division_term(division)[1:-1]))
    kind = "行政公署" if division.name.endswith(("地区", "盟")) else "人民政府"
    writer.add_all(
        subject,
        (
            (TYPE, bkg("Government")),
            (LABEL, text(division.name + kind)),
            (bkg("ofDivision"), division_term(division)),
            (bkg("level"), concept("level", division.level)),
        ),
    )
    return subject
