"""The classifications of 政府收支分类科目 by year: look-ups, and SKOS as one named graph a year.

`codes/*.csv` hold what is known for certain and say where from; `codes/README.md` says how complete they are. A
year outside `first_year`–`last_year` of `codes/classifications.csv` has no list: from `borrowed_from` on, its names
are borrowed from the nearest year that has one, and every such concept says so. Read on first use.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from ontology import iri
from ontology.iri import Classification
from ontology.nquads import TYPE, Writer, exact, node
from ontology.terms import DCT, SKOS, bkg, concept

_CODES = Path(__file__).with_name("codes")
_LENGTHS = (3, 5, 7)
"""Digits of 类, 款 and 项."""

Status = Literal["listed", "nearest-year", "observed"]
Match = Literal["exactMatch", "broadMatch", "narrowMatch", "relatedMatch"]
_INVERSE: dict[Match, Match] = {"broadMatch": "narrowMatch", "narrowMatch": "broadMatch"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One code under one name. Years are inclusive; None is as long as the list itself reaches."""

    code: str
    name: str
    name_en: str | None
    valid_from: int | None
    valid_to: int | None
    source: str

    def in_force(self, year: int) -> bool:
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeList:
    """One classification over its years."""

    scheme: Classification
    name: str
    name_en: str
    first_year: int
    last_year: int
    borrowed_from: int
    """First year for which the nearest list is a fair guess; before it codes meant other things."""
    source: str
    entries: Mapping[str, tuple[Entry, ...]]

    def of_year(self, year: int) -> Iterator[Entry]:
        """Entries in force, by code. None at all for a year that the list does not reach."""
        found = (self.get(code, year) for code in self.entries)
        return (entry for entry in found if entry)

    def get(self, code: str, year: int | None) -> Entry | None:
        if year is None or not self.first_year <= year <= self.last_year:
            return None
        return next((entry for entry in self.entries.get(code, ()) if entry.in_force(year)), None)

    def nearest_year(self, year: int | None) -> int | None:
        """The year whose list stands in for that of `year`; None where it has its own, or nothing may stand in."""
        if year is None or year < self.borrowed_from or self.first_year <= year <= self.last_year:
            return None
        return self.last_year if year > self.last_year else self.first_year

    def borrowed(self, code: str, year: int | None) -> Entry | None:
        """The entry that stands in for a code of a year without a list. A bound that is stated is never stretched.

        20805 is known to have had another name before 2020, so that 2019 does not borrow it, nor what stands below it.
        """
        near = self.nearest_year(year)
        found = self.get(code, near)
        if found is None or year is None or not found.in_force(year):
            return None
        parent = above(code)
        return found if parent is None or self.borrowed(parent, year) else None


@dataclass(frozen=True, slots=True)
class Correspondence:
    """A departmental economic code and the government one that its money is counted under.

    unit_type: whom the line holds for (机关, 事业单位); None where it holds for all.
    """

    economic: str
    government: str
    unit_type: str | None


def _rows(file: str) -> list[dict[str, str]]:
    with (_CODES / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _year(text: str) -> int | None:
    return int(text) if text else None


@cache
def code_lists() -> Mapping[Classification, CodeList]:
    lists: dict[Classification, CodeList] = {}
    for about in _rows("classifications.csv"):
        entries: dict[str, list[Entry]] = {}
        for row in _rows(about["file"]):
            span = _year(row["valid_from"]), _year(row["valid_to"])
            entry = Entry(row["code"], row["name"], row["name_en"] or None, *span, row["source"])
            entries.setdefault(entry.code, []).append(entry)
        scheme = cast(Classification, about["scheme"])
        years = int(about["first_year"]), int(about["last_year"]), int(about["borrowed_from"])
        lists[scheme] = CodeList(
            scheme, about["name"], about["name_en"], *years, about["source"], {code: tuple(found) for code, found in entries.items()}
        )
    return lists


@cache
def crosswalk() -> tuple[Correspondence, ...]:
    """两套支出经济分类科目对照表 of 财预〔2017〕98号."""
    rows = _rows("economic_crosswalk.csv")
    return tuple(Correspondence(row["economic"], row["government_economic"], row["unit_type"] or None) for row in rows)


def entry(scheme: Classification, code: str, year: int | None) -> Entry | None:
    """The entry of a code in the list of a year; None where the list lacks it or there is no list."""
    return code_lists()[scheme].get(code, year)


def status(scheme: Classification, code: str, year: int | None) -> Status:
    """Whether the list of the year has a code, a list of another year stands in for it, or only a document has it."""
    listed = code_lists()[scheme]
    if listed.get(code, year):
        return "listed"
    return "nearest-year" if listed.borrowed(code, year) else "observed"


def years_with_lists(years: Iterable[int]) -> list[int]:
    """Years whose graph is wanted where documents of `years` are: also those that they borrow from."""
    wanted = set(years)
    near = {listed.nearest_year(year) for listed in code_lists().values() for year in wanted}
    return sorted(wanted | {year for year in near if year is not None})


def above(code: str) -> str | None:
    """The 款 of a 项, the 类 of a 款; None for a 类."""
    return next((code[:length] for length in reversed(_LENGTHS) if length < len(code)), None)


def government_codes(code: str, year: int) -> tuple[str, ...]:
    """Government economic codes that a departmental 款 may be counted under in a year, its own and those of its 类."""
    return tuple(found.government for found in _in_force(year) if found.economic in {code, code[:3]})


def _in_force(year: int) -> tuple[Correspondence, ...]:
    return tuple(
        found for found in crosswalk() if entry("economic", found.economic, year) and entry("government-economic", found.government, year)
    )


def matches(year: int) -> Iterator[tuple[str, Match, str]]:
    """(departmental code, SKOS relation, government code): what the correspondence says of the two concepts.

    A line for 机关 or 事业单位 covers only a part of the departmental code, so that a government code fed by one
    such line is narrower, and one fed by several merely overlaps with each. A line for all is exact where the
    government code has no other, and broader where it has.
    """
    lines = _in_force(year)
    feeds: dict[str, int] = {}
    for line in lines:
        feeds[line.government] = feeds.get(line.government, 0) + 1
    for line in lines:
        alone = feeds[line.government] == 1
        relation: Match = ("narrowMatch" if alone else "relatedMatch") if line.unit_type else ("exactMatch" if alone else "broadMatch")
        yield line.economic, relation, line.government


def codes_nquads(year: int) -> bytes:
    """The graph of a year's lists with the correspondence; empty for a year without lists that borrows none.

    A concept of a borrowed list is `skos:closeMatch` to the one whose name it has. A correspondence is not borrowed.
    """
    writer = Writer(iri.codes_graph(year))
    for listed in code_lists().values():
        _write_list(writer, listed, year)
    for economic, relation, government in matches(year):
        one, other = node(iri.code("economic", year, economic)), node(iri.code("government-economic", year, government))
        writer.add(one, f"<{SKOS}{relation}>", other)
        writer.add(other, f"<{SKOS}{_INVERSE.get(relation, relation)}>", one)
    return writer.bytes()


def _write_list(writer: Writer, listed: CodeList, year: int) -> None:
    near = listed.nearest_year(year)
    found = (listed.get(code, year) if near is None else listed.borrowed(code, year) for code in listed.entries)
    entries = [entry for entry in found if entry]
    if entries:
        _write_scheme(writer, listed, year, near)
    for entry in entries:
        _write_entry(writer, listed.scheme, entry, year, near)


def _write_scheme(writer: Writer, listed: CodeList, year: int, near: int | None) -> None:
    zh, en = ("", "") if near is None else (f"，借自{near}年目录", f", borrowed from {near}")
    titles = f"{exact(f'{listed.name}（{year}年{zh}）')}@zh", f"{exact(f'{listed.name_en}, {year}{en}')}@en"
    writer.add_all(
        node(iri.code_scheme(listed.scheme, year)),
        (
            (TYPE, f"<{SKOS}ConceptScheme>"),
            *((f"<{SKOS}prefLabel>", title) for title in titles),
            (f"<{DCT}source>", exact(listed.source)),
        ),
    )


def _write_entry(writer: Writer, scheme: Classification, found: Entry, year: int, near: int | None) -> None:
    parent = above(found.code)
    in_scheme = node(iri.code_scheme(scheme, year))
    term = node(iri.code(scheme, year, found.code))
    writer.add_all(
        term,
        (
            (TYPE, f"<{SKOS}Concept>"),
            (f"<{SKOS}prefLabel>", f"{exact(found.name)}@zh"),
            (f"<{SKOS}prefLabel>", f"{exact(found.name_en)}@en" if found.name_en else None),
            (f"<{SKOS}notation>", exact(found.code)),
            (f"<{SKOS}inScheme>", in_scheme),
            (f"<{SKOS}broader>", node(iri.code(scheme, year, parent)) if parent else None),
            (f"<{SKOS}topConceptOf>", None if parent else in_scheme),
            (f"<{SKOS}closeMatch>", None if near is None else node(iri.code(scheme, near, found.code))),
            (bkg("codeStatus"), concept("code-status", "listed" if near is None else "nearest-year")),
            (f"<{DCT}source>", exact(found.source)),
        ),
    )
    if not parent:
        writer.add(in_scheme, f"<{SKOS}hasTopConcept>", term)
