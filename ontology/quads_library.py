"""The indicator library (指标库) as SKOS, in a graph of its own: entries, spellings, usual values, and the targets of each.

Indicators and targets stay as the documents made them: only `inLibraryEntry` is added.
"""

from collections.abc import Iterable, Sequence

from ontology import iri
from ontology.concepts import shipped
from ontology.library import Entry, Spread
from ontology.nquads import TYPE, Writer, decimal, exact, integer, node, text
from ontology.terms import DCT, RDFS, SKOS, bkg, concept

_SCHEME = node(iri.INDICATOR_LIBRARY)


def _skos(name: str) -> str:
    return f"<{SKOS}{name}>"


def library_nquads(entries: Iterable[tuple[Entry, Sequence[Spread]]]) -> bytes:
    """All entries with their usual values."""
    writer = Writer(iri.LIBRARY_GRAPH)
    writer.add_all(_SCHEME, ((TYPE, _skos("ConceptScheme")), (f"<{RDFS}label>", text("指标库"))))
    for entry, spreads in entries:
        subject = node(entry.iri)
        writer.add_all(
            subject,
            (
                (TYPE, bkg("LibraryEntry")),
                (_skos("inScheme"), _SCHEME),
                (_skos("prefLabel"), text(entry.label)),
                *((_skos("altLabel"), text(name)) for name, _ in entry.spellings if name != entry.label),
                (bkg("libraryMeasure"), exact(entry.measure)),
                (bkg("undecidedReason"), text(entry.undecided) if entry.undecided else None),
                *((_skos("broadMatch"), node(iri.indicator_concept(name))) for name in shipped().mentions(entry.label)),
                *((_skos("editorialNote"), text(note)) for note in entry.notes),
                *((bkg("usualValues"), node(iri.value_spread(entry.iri, spread.unit, spread.basis))) for spread in spreads),
            ),
        )
        for replaced in sorted(entry.replaces):
            writer.add(node(replaced), f"<{DCT}isReplacedBy>", subject)
        for spread in spreads:
            _write_spread(writer, entry, spread)
        for member in entry.members:
            writer.add(node(member.target), bkg("inLibraryEntry"), subject)
    return writer.bytes()


def _write_spread(writer: Writer, entry: Entry, spread: Spread) -> None:
    low, high = spread.quartiles or (None, None)
    writer.add_all(
        node(iri.value_spread(entry.iri, spread.unit, spread.basis)),
        (
            (TYPE, bkg("ValueSpread")),
            (bkg("spreadUnit"), exact(spread.unit) if spread.unit else None),
            (bkg("spreadBasis"), concept("basis", spread.basis)),
            (bkg("valueCount"), integer(spread.count)),
            (bkg("agencyCount"), integer(spread.agencies)),
            (bkg("leastValue"), decimal(spread.least)),
            (bkg("lowerQuartile"), None if low is None else decimal(low)),
            (bkg("medianValue"), decimal(spread.median)),
            (bkg("upperQuartile"), None if high is None else decimal(high)),
            (bkg("mostValue"), decimal(spread.most)),
        ),
    )
