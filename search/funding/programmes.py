"""What the graph of one document says of its programmes (资金项目): all that linking compares."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from ontology.divisions import by_code
from ontology.purpose import Purpose, field, purpose
from ontology.wording import wording
from search.graph.store import GraphStore, Term

#: GB/T 9704-2012: issuer, year in brackets, number. Other brackets are common in print.
_NUMBER = re.compile(r"([一-龥]{2,12})[〔\[（(【［]((?:19|20)\d{2})[〕\]）)】］]第?(\d{1,5})号")
_BEFORE_ISSUER = re.compile(r".*(?:根据|依据|按照|按|遵照|参照|执行|落实|印发|文件|通知|办法|意见|精神|以及|见|和|与|及|为|的)")
_TITLE = re.compile(r"《([^《》]{6,80})》")
_FUND_TITLE = re.compile(r"资金|补助|补贴|救助|津贴|助学金|专项")
_LONGEST = 4000
"""Characters of a programme's texts that are compared."""

_PROGRAMMES = """
SELECT ?programme ?name ?agency_name ?function ?region ?level WHERE {
  ?programme a bkg:Programme ; skos:prefLabel ?name .
  OPTIONAL {
    ?programme bkg:agency ?agency . ?agency rdfs:label ?agency_name .
    OPTIONAL { ?agency bkg:functionName ?function }
    OPTIONAL { ?agency bkg:division ?region }
    OPTIONAL { ?agency bkg:level ?level }
  }
}"""
_TEXTS = """
SELECT ?programme ?text WHERE {
  ?project bkg:forProgramme ?programme .
  {
    ?project rdfs:label ?text
  } UNION {
    ?declaration bkg:ofProject ?project ; bkg:overview|bkg:legalBasis|bkg:basisText ?text
  } UNION {
    ?declaration bkg:ofProject ?project . ?plan bkg:ofDeclaration ?declaration . ?goal bkg:ofPlan ?plan ; bkg:goalText ?text
  } UNION {
    ?declaration bkg:ofProject ?project . ?plan bkg:ofDeclaration ?declaration . ?indicator bkg:ofPlan ?plan ; rdfs:label ?text
  } UNION {
    ?declaration bkg:ofProject ?project . ?plan bkg:ofDeclaration ?declaration . ?indicator bkg:ofPlan ?plan .
    ?target bkg:forIndicator ?indicator ; bkg:basisText ?text
  } UNION {
    ?declaration bkg:ofProject ?project . ?passed bkg:ofDeclaration ?declaration ; bkg:legalBasis ?text
  } UNION {
    ?declaration bkg:ofProject ?project . ?rule bkg:appliesTo ?declaration ; bkg:ruleText|bkg:legalBasis ?text
  }
}"""


@dataclass(frozen=True)
class Programme:
    """One programme of one agency, as one document or several print it."""

    iri: str
    name: str
    agency: str | None
    """Name of the agency, or None where the document does not say."""
    function: str
    """The agency's name without its place: 信访局."""
    region: str | None
    """Six digits of GB/T 2260."""
    level: str | None
    texts: tuple[str, ...]
    """Names of its projects, overviews, goals, indicators, each once, sorted."""

    @cached_property
    def purpose(self) -> Purpose:
        division = by_code(self.region) if self.region else None
        return purpose(self.name, self.function, tuple(place.name for place in division.chain()) if division else ())

    @cached_property
    def field(self) -> str:
        return field(self.function)

    @cached_property
    def wording(self) -> str:
        """All its texts without numbers and units."""
        return wording("。".join(self.texts))[:_LONGEST]

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers of documents (文号) that its texts cite."""
        found = (match for text in self.texts for match in _NUMBER.finditer("".join(text.split())))
        numbers = ((_BEFORE_ISSUER.sub("", match[1]), match[2], match[3]) for match in found)
        return frozenset(f"{issuer}〔{year}〕{number}号" for issuer, year, number in numbers if issuer)

    @cached_property
    def titles(self) -> frozenset[str]:
        """Titles of regulations on money that its texts cite."""
        found = (title for text in self.texts for title in _TITLE.findall("".join(text.split())))
        return frozenset(title.removeprefix("关于印发").removeprefix("关于") for title in found if _FUND_TITLE.search(title))


def programmes(nquads: bytes) -> list[Programme]:
    """The programmes in the graph of a document, sorted by IRI."""
    store = GraphStore.in_memory(nquads)
    texts: dict[str, set[str]] = {}
    for programme, text in store.select(_TEXTS):
        if programme and text:
            texts.setdefault(programme.value, set()).add(text.value)
    found = {}
    for row in store.select(_PROGRAMMES):
        iri, name, agency_name, function, region, level = (cell.value if isinstance(cell, Term) else None for cell in row)
        if iri and name:
            found[iri] = Programme(
                iri,
                name,
                agency_name,
                function or "",
                region.rsplit("/", 1)[1][:6] if region else None,
                level.rsplit("-", 1)[1] if level else None,
                tuple(sorted(texts.get(iri, {name}))),
            )
    return [found[iri] for iri in sorted(found)]


def joined(parts: Iterable[Programme]) -> dict[str, Programme]:
    """Each programme once, with the texts of all documents that print it. The order of the parts does not count."""
    found: dict[str, Programme] = {}
    for part in sorted(parts, key=lambda part: (part.iri, part.texts)):
        known = found.get(part.iri)
        found[part.iri] = part if known is None else replace(known, texts=tuple(sorted({*known.texts, *part.texts})))
    return found


def dump(items: Iterable[Programme]) -> bytes:
    """JSON Lines; the same programmes give the same bytes."""
    return b"".join(json.dumps(asdict(item), ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for item in items)


def load(lines: bytes) -> list[Programme]:
    """What `dump` wrote."""
    rows = (json.loads(line) for line in lines.split(b"\n") if line)
    return [Programme(**{**row, "texts": tuple(row["texts"])}) for row in rows]
