"""Writes sorted N-Quads for one named graph.

The text is written directly: rdflib takes some 50 µs a triple to build and serialise, this takes two, and
the bytes depend on nothing but the statements. Terms are passed as they will stand in the file.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from ontology import iri
from ontology.errors import RecordError
from ontology.privacy import mask
from ontology.terms import RDF, RDFS, XSD

TYPE = f"<{RDF}type>"
LABEL = f"<{RDFS}label>"
TRUE = f'"true"^^<{XSD}boolean>'
FALSE = f'"false"^^<{XSD}boolean>'

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f\ud800-\udfff]')


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"  # half a character, which UTF-8 cannot hold
    return _ESCAPES.get(character) or f"\\u{ord(character):04X}"


def node(text: str) -> str:
    """An IRI term. Raises RecordError for text that may not stand in one."""
    if not iri.is_iri(text):
        raise RecordError("iri.invalid", f"不是合法的 IRI：{text!r}")
    return f"<{text}>"


@lru_cache(maxsize=65536)
def exact(value: str) -> str:
    """An xsd:string as it is: for codes, hashes and printed amounts."""
    return f'"{_SPECIAL.sub(_escape, value)}"'


def text(value: str) -> str:
    """An xsd:string for words, with personal data masked."""
    return exact(mask(value))


def integer(value: int) -> str:
    return f'"{value}"^^<{XSD}integer>'


def decimal(value: Decimal) -> str:
    """An xsd:decimal without trailing zeros, so that equal numbers are equal terms."""
    if not value.is_finite():
        raise RecordError("record.number", f"不是有限的数：{value}")
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f'"{"0" if digits in {"-0", ""} else digits}"^^<{XSD}decimal>'


def day(value: str) -> str:
    """An xsd:date from YYYY-MM-DD."""
    try:
        return f'"{date.fromisoformat(value).isoformat()}"^^<{XSD}date>'
    except ValueError as error:
        raise RecordError("record.date", f"不是日期：{value!r}", "应为 YYYY-MM-DD") from error


def instant(value: str) -> str:
    """An xsd:dateTime from ISO 8601 with a zone."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise RecordError("record.instant", f"不是时刻：{value!r}", "应如 2026-01-31T08:00:00+00:00") from error
    return f'"{moment.isoformat()}"^^<{XSD}dateTime>'


def boolean(value: bool) -> str:
    return TRUE if value else FALSE


class Writer:
    """Collects the statements of one named graph."""

    def __init__(self, graph: str) -> None:
        self._end = f" {node(graph)} .\n"
        self._lines: set[str] = set()

    def add(self, subject: str, predicate: str, term: str) -> None:
        self._lines.add(f"{subject} {predicate} {term}{self._end}")

    def add_all(self, subject: str, statements: Iterable[tuple[str, str | None]]) -> None:
        """Add (predicate, term) pairs; pairs whose term is None say nothing."""
        for predicate, term in statements:
            if term is not None:
                self._lines.add(f"{subject} {predicate} {term}{self._end}")

    def bytes(self) -> bytes:
        """The statements as UTF-8, one a line, in code point order, each once."""
        return "".join(sorted(self._lines)).encode()
