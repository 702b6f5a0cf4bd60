"""Code lists without a year that are kept as CSV: fund natures, level labels, frameworks, units, ratings, kinds of agency.

`codes/lists.csv` names the lists; a concept is `bkgc:<list>-<code>`. Read on first use.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from ontology.iri import VOCABULARY_GRAPH, part
from ontology.nquads import TYPE, Writer, exact, integer, node
from ontology.terms import BKGC, DCT, RDFS, SKOS, XSD, bkg, concept

_CODES = Path(__file__).with_name("codes")
_QUDT = {"unit": "http://qudt.org/vocab/unit/", "quantitykind": "http://qudt.org/vocab/quantitykind/"}
_MULTIPLES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}
_QUANTITY_KIND = "<http://qudt.org/schema/qudt/hasQuantityKind>"


def _rows(file: str) -> list[dict[str, str]]:
    with (_CODES / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def lists() -> dict[str, tuple[dict[str, str], ...]]:
    """Name of a list → its rows, as the CSV has them."""
    return {about["list"]: tuple(_rows(about["file"])) for about in _rows("lists.csv")}


@cache
def _by_wording(code_list: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in lists()[code_list]:
        for wording in (row["code"], row["label"], *row.get("spellings", "").split()):
            found.setdefault(wording, row["code"])
    return found


def find(code_list: str, text: str | None) -> str | None:
    """The concept, as N-Quads writes it, whose label or spelling the text is; None where the list has none."""
    code = _by_wording(code_list).get(text) if text else None
    return term(code_list, code) if code else None


@lru_cache(maxsize=4096)  # a page asks for the units of two hundred targets, most of them alike
def canonical_unit(text: str | None) -> tuple[str | None, Decimal]:
    """The unit that a unit is counted in, and how many of it one is: 公里 is (米, 1000), 万亩 is (亩, 10000).

    One of no list stays itself.
    """
    code = _by_wording("unit").get(text) if text else None
    rows = {row["code"]: row for row in lists()["unit"]}
    canonical, factor = (rows[rows[code]["canonical"]]["label"], Decimal(rows[code]["factor"])) if code else (text, Decimal(1))
    if canonical and canonical == text and len(text) > 1 and text[0] in _MULTIPLES:
        plain, more = canonical_unit(text[1:])
        return plain, _MULTIPLES[text[0]] * more
    return canonical, factor


def about(code_list: str) -> dict[str, str]:
    """What `codes/lists.csv` says of a list: its file, labels, definitions and source."""
    return next(row for row in _rows("lists.csv") if row["list"] == code_list)


def term(code_list: str, code: str) -> str:
    """The concept as N-Quads writes it; what an IRI forbids in a code is percent-encoded."""
    return node(f"{BKGC}{code_list}-{part(code)}")


def concepts_nquads() -> bytes:
    """All lists as statements of the vocabulary graph."""
    writer = Writer(VOCABULARY_GRAPH)
    for about in _rows("lists.csv"):
        scheme = node(BKGC + about["list"])
        writer.add(scheme, TYPE, f"<{SKOS}ConceptScheme>")
        writer.add_all(scheme, _texts(about, f"<{RDFS}label>"))
        for row in lists()[about["list"]]:
            writer.add_all(term(about["list"], row["code"]), _concept(about["list"], scheme, row))
    return writer.bytes()


def _texts(row: dict[str, str], label: str) -> Iterator[tuple[str, str | None]]:
    for predicate, column in ((label, "label"), (f"<{SKOS}definition>", "definition")):
        for language, key in (("zh", column), ("en", f"{column}_en")):
            yield predicate, f"{exact(row[key])}@{language}" if row[key] else None
    yield f"<{DCT}source>", exact(row["source"])


def _concept(code_list: str, scheme: str, row: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    yield TYPE, f"<{SKOS}Concept>"
    yield f"<{SKOS}inScheme>", scheme
    yield f"<{SKOS}notation>", exact(row["code"])
    yield f"<{SKOS}broader>", term(code_list, row["broader"]) if row["broader"] else None
    yield from _texts(row, f"<{SKOS}prefLabel>")
    for spelling in row.get("spellings", "").split():
        yield f"<{SKOS}altLabel>", f"{exact(spelling)}@zh"
    yield from _meaning(row)


def _meaning(row: dict[str, str]) -> Iterator[tuple[str, str | None]]:
    """What only some lists say: the level or category meant, the conversion of a unit, the rank of a rating."""
    for level in row.get("levels", "").split():
        yield f"<{SKOS}relatedMatch>", concept("level", level)
    if resolution := row.get("resolution"):
        yield bkg("resolvedAs"), concept("resolution", resolution)
    if category := row.get("category"):
        yield f"<{SKOS}broadMatch>", concept("category", category)
    if unit := row.get("qudt"):
        yield f"<{SKOS}exactMatch>", _qudt(unit)
    if kind := row.get("quantity_kind"):
        yield _QUANTITY_KIND, _qudt(kind)
    if canonical := row.get("canonical"):
        yield bkg("canonicalUnit"), term("unit", canonical)
        yield bkg("unitFactor"), f'"{row["factor"]}"^^<{XSD}decimal>'
    if order := row.get("order"):
        yield bkg("ratingOrder"), integer(int(order))


def _qudt(name: str) -> str:
    prefix, _, local = name.partition(":")
    return node(_QUDT[prefix] + local)
