"""Codes of the vocabulary's lists (代码表), found by code or by label. rdflib is loaded on first use."""

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from ontology import fixed_lists
from ontology.errors import UsageError
from ontology.terms import BKGC
from ontology.vocabulary import CODE_LISTS


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.code}"


@dataclass(frozen=True, slots=True)
class _List:
    name: str
    codes: tuple[Code, ...]


@cache
def _lists() -> dict[str, _List]:
    from rdflib import Graph, Literal, Node
    from rdflib.namespace import RDF, RDFS, SKOS

    graph = Graph().parse(CODE_LISTS, format="turtle")

    def label(subject: Node, predicate: Node, language: str) -> str:
        return next(str(one) for one in graph.objects(subject, predicate) if isinstance(one, Literal) and one.language == language)

    found = {}
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        concepts = {
            str(graph.value(concept, SKOS.notation)): (label(concept, SKOS.prefLabel, "zh"), label(concept, SKOS.prefLabel, "en"))
            for concept in graph.subjects(SKOS.inScheme, scheme)
        }
        found[str(scheme).removeprefix(BKGC)] = _List(
            label(scheme, RDFS.label, "zh"), tuple(Code(code, *labels) for code, labels in concepts.items())
        )
    for name, rows in fixed_lists.lists().items():
        about = fixed_lists.about(name)
        found[name] = _List(about["label"], tuple(Code(row["code"], row["label"], row["label_en"] or row["label"]) for row in rows))
    return found


def codes(scheme: str) -> tuple[Code, ...]:
    """The codes of one list, such as `level`, in the order of the file. Raises KeyError where there is no such list."""
    return _lists()[scheme].codes


def find(scheme: str, text: str) -> str | None:
    """The code that is written `text`, or whose Chinese or English label is; case, width and `_` for `-` do not matter."""
    wanted = _plain(text)
    return next((code.code for code in codes(scheme) if wanted in map(_plain, (code.code, code.zh, code.en))), None)


def resolve(scheme: str, text: str, error: str, place: str) -> str:
    """As `find`; raises UsageError with the code `error`, naming what there is, where there is none."""
    found = find(scheme, text)
    if found is None:
        raise UsageError(error, f"{_lists()[scheme].name}中没有 {text!r}", offer(scheme, text), place)
    return found


def offer(scheme: str, text: str = "") -> str:
    """What there is in a list, for hints; first the codes whose code or label is near `text`."""
    names = {_plain(name): code for code in codes(scheme) for name in (code.code, code.zh, code.en)}
    near = dict.fromkeys(names[name] for name in get_close_matches(_plain(text), names, n=3))
    meant = f"是否指 {'、'.join(map(str, near))}？" if near else ""
    return f"{meant}可用：{'、'.join(map(str, codes(scheme)))}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold().replace("_", "-")
