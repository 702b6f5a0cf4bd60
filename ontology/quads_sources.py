"""Where statements are printed: documents, tables, cells and text spans as RDF."""

from dataclasses import dataclass, field

from ontology import iri
from ontology.errors import RecordError
from ontology.nquads import TYPE, Writer, decimal, exact, integer, node, text
from ontology.records import Document, Source, TableReading
from ontology.terms import PROV, bkg

DERIVED = f"<{PROV}wasDerivedFrom>"

_CELL, _SPAN, _TABLE = bkg("SourceCell"), bkg("TextSpan"), bkg("SourceTable")
_IN_TABLE, _IN_DOCUMENT = bkg("inTable"), bkg("inDocument")
_ROW, _COLUMN, _PAGE = bkg("row"), bkg("column"), bkg("page")
_LINE_START, _LINE_END = bkg("lineStart"), bkg("lineEnd")
_HEADING, _PRINTED, _RULE = bkg("headingPath"), bkg("printedText"), bkg("readByRule")


@dataclass(slots=True)
class _Place:
    """What several sources say about one place."""

    first: Source
    text: str
    line_start: int | None
    line_end: int | None
    rules: set[str] = field(default_factory=set)


class Places:
    """The places of one document. One cell is one node, however many statements were read from it."""

    def __init__(self, document: Document) -> None:
        self._document = node(iri.document(document.sha256))
        self._sha256 = document.sha256
        self._places: dict[str, _Place] = {}

    def of(self, source: Source) -> str:
        """The term of the place, which will be described when the graph is written."""
        if source.document != self._sha256:
            raise RecordError("record.source", f"出处属于另一份文件：{source.document!r}", "", source.rule)
        place = iri.source(source)
        known = self._places.get(place)
        if known is None:
            self._places[place] = _Place(source, source.text, source.line_start, source.line_end, {source.rule})
        else:
            known.rules.add(source.rule)
            known.text = max(known.text, source.text, key=lambda item: (len(item), item))
            known.line_start = min((n for n in (known.line_start, source.line_start) if n is not None), default=None)
            known.line_end = max((n for n in (known.line_end, source.line_end) if n is not None), default=None)
        return f"<{place}>"

    def write(self, writer: Writer, tables: tuple[TableReading, ...]) -> None:
        described = {table.number for table in tables}
        for table in tables:
            self._write_table(writer, table)
        for place_iri, place in self._places.items():
            self._write_place(writer, f"<{place_iri}>", place)
            number = place.first.table
            if number is not None and number not in described:
                subject = node(iri.table(self._sha256, number))
                writer.add_all(subject, ((TYPE, _TABLE), (bkg("tableNumber"), integer(number)), (_IN_DOCUMENT, self._document)))

    def _write_place(self, writer: Writer, subject: str, place: _Place) -> None:
        first = place.first
        numbers = ((_ROW, first.row), (_COLUMN, first.column), (_PAGE, first.page))
        lines = ((_LINE_START, place.line_start), (_LINE_END, place.line_end))
        writer.add_all(subject, ((predicate, None if number is None else integer(number)) for predicate, number in numbers + lines))
        where = ((TYPE, _SPAN), (_IN_DOCUMENT, self._document))
        if first.table is not None:
            where = ((TYPE, _CELL), (_IN_TABLE, node(iri.table(self._sha256, first.table))))
        writer.add_all(subject, (*where, (_PRINTED, text(place.text))))
        writer.add_all(subject, ((_RULE, exact(rule)) for rule in place.rules))
        if first.heading:
            writer.add(subject, _HEADING, text(" › ".join(first.heading)))

    def _write_table(self, writer: Writer, table: TableReading) -> None:
        numbers = (
            ("tableNumber", table.number),
            ("page", table.page),
            ("lineStart", table.line_start),
            ("lineEnd", table.line_end),
            ("rowCount", table.rows),
            ("columnCount", table.columns),
            ("cellsUsed", table.cells_used),
            ("cellsIgnored", table.cells_ignored),
            ("cellsReported", table.cells_reported),
        )
        subject = node(iri.table(self._sha256, table.number))
        writer.add_all(subject, ((bkg(name), None if number is None else integer(number)) for name, number in numbers))
        writer.add_all(
            subject,
            (
                (TYPE, _TABLE),
                (_IN_DOCUMENT, self._document),
                (bkg("tableTitle"), text(table.title) if table.title else None),
                (bkg("tableKind"), exact(table.kind)),
                (bkg("readByForm"), exact(table.form)),
                (bkg("moneyUnit"), exact(table.unit) if table.unit else None),
                (bkg("confidence"), decimal(table.confidence)),
            ),
        )
