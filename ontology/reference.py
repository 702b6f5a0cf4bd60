"""The vocabulary as things to show: classes and properties with all that the Turtle files say of them.

Sections are the headings of `budget.ttl` (`# ---- Classes: money ----`): where a term stands in the file is where a
reader looks for it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ontology import fixed_lists
from ontology.errors import FormError
from ontology.terms import BKG, BKGC, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

FOLDER = Path(__file__).parent

#: Headings of budget.ttl in Chinese. One without words here is an error: the page would have a hole.
SECTIONS = {
    "who and where": "谁、在哪里",
    "money": "资金",
    "narrative claims": "文字陈述",
    "posts, people and units": "编制、人员与单位",
    "co-funding": "各级分担",
    "projects and plans": "项目与目标表",
    "cost items": "支出明细",
    "projects and targets": "项目与目标",
    "indicators and targets": "指标与目标值",
    "provenance": "出处",
    "findings, links, merges": "疑点、关联、合并",
    "code lists": "代码表",
}

_HEADING = re.compile(
    r"^# ---- (?P<kind>Classes|Properties): (?P<name>.+?) ----$|^bkg:(?P<term>\w+) a owl:(?:Class|\w+Property)", re.MULTILINE
)
_NAMESPACES = dict(sorted(((namespace, prefix) for prefix, namespace in PREFIXES.items()), key=lambda item: -len(item[0])))


@dataclass(frozen=True, slots=True)
class Text:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A SHACL shape that looks at a term."""

    name: str
    severity: str
    message: Text
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    kind: Literal["Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty"]
    section: str
    label: Text
    definition: Text
    source: str
    """The rule it comes from (文号), or ""."""
    functional: bool
    above: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    disjoint: tuple[str, ...]
    alignments: tuple[tuple[str, str], ...]
    """(relation, term of another vocabulary)."""
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    label: Text
    definition: Text
    source: str
    codes: tuple[tuple[str, Text, Text], ...]
    """(code, label, definition), in the order of the file."""


def short(iri: str) -> str:
    """`bkg:amount` for its IRI; IRIs of namespaces without a prefix stay as they are."""
    return next((f"{prefix}:{iri.removeprefix(namespace)}" for namespace, prefix in _NAMESPACES.items() if iri.startswith(namespace)), iri)


def sections(text: str) -> dict[str, str]:
    """Term → section, from the headings of a Turtle file. Raises FormError for a heading without Chinese words."""
    found: dict[str, str] = {}
    section = ""
    for match in _HEADING.finditer(text):
        if match["term"]:
            found.setdefault(match["term"], section)
        else:
            section = match["name"]
            if section not in SECTIONS:
                raise FormError(
                    "reference.section", f"词表的小标题没有中文：{section}", "在 reference.SECTIONS 里补上", "ontology/budget.ttl"
                )
    return found


@cache
def terms() -> tuple[Term, ...]:
    """All classes and properties, in the order of budget.ttl."""
    from rdflib import OWL, RDF, RDFS, URIRef

    budget, alignments = _graph("budget.ttl"), _graph("alignments.ttl")
    rules = _rules()
    found = []
    for name, section in sections((FOLDER / "budget.ttl").read_text("utf-8")).items():
        node = URIRef(BKG + name)
        kinds = {str(kind).removeprefix(str(OWL)) for kind in budget.objects(node, RDF.type)}
        above = RDFS.subClassOf if "Class" in kinds else RDFS.subPropertyOf
        others = {
            (short(str(p)), short(str(o))) for p, o in alignments.predicate_objects(node) if p != RDF.type and not str(o).startswith(BKG)
        }
        found.append(
            Term(
                name,
                next(kind for kind in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty") if kind in kinds),
                section,
                _text(budget, node, RDFS.label),
                _text(budget, node, _skos("definition")),
                _one(budget, node, _dct("source")),
                "FunctionalProperty" in kinds,
                _terms(budget.objects(node, above)),
                _terms({*budget.objects(node, RDFS.domain), *budget.objects(node, URIRef(PREFIXES["schema"] + "domainIncludes"))}),
                _terms(budget.objects(node, RDFS.range)),
                _terms({*budget.objects(node, OWL.disjointWith), *budget.subjects(OWL.disjointWith, node)}),
                tuple(sorted(others)),
                tuple(rules.get(name, ())),
            )
        )
    return tuple(found)


@cache
def code_lists() -> tuple[CodeList, ...]:
    """All SKOS lists of the vocabulary graph, by name."""
    from rdflib import RDF, RDFS, SKOS

    graph = _graph("code_lists.ttl")
    found = [_kept_as_csv(name, rows) for name, rows in fixed_lists.lists().items()]
    for scheme in sorted(graph.subjects(RDF.type, SKOS.ConceptScheme), key=str):
        codes = [
            (str(graph.value(code, SKOS.notation)), _text(graph, code, SKOS.prefLabel), _text(graph, code, SKOS.definition))
            for code in graph.subjects(SKOS.inScheme, scheme)
        ]
        words = (_text(graph, scheme, RDFS.label), _text(graph, scheme, SKOS.definition), _one(graph, scheme, _dct("source")))
        found.append(CodeList(str(scheme).removeprefix(BKGC), *words, tuple(codes)))
    return tuple(sorted(found, key=lambda code_list: code_list.name))


def _kept_as_csv(name: str, rows: Iterable[Mapping[str, str]]) -> CodeList:
    about = fixed_lists.about(name)
    codes = ((row["code"], Text(row["label"], row["label_en"]), Text(row["definition"], row["definition_en"])) for row in rows)
    words = (Text(about["label"], about["label_en"]), Text(about["definition"], about["definition_en"]))
    return CodeList(name, *words, about["source"], tuple(codes))


def version() -> str:
    from rdflib import OWL, URIRef

    return str(_graph("budget.ttl").value(URIRef(BKG.rstrip("#")), OWL.versionInfo))


@cache
def _graph(name: str) -> "Graph":
    from rdflib import Graph

    return Graph().parse(FOLDER / name, format="turtle")


def _rules() -> Mapping[str, list[Rule]]:
    """Term → the shapes that start at it or look at it."""
    from rdflib import RDF, Graph
    from rdflib.namespace import SH

    graph = Graph()
    for path in sorted((FOLDER / "shapes").glob("*.ttl")):
        graph.parse(path, format="turtle")
    found: dict[str, list[Rule]] = {}
    shapes = {node for kind in (SH.PropertyShape, SH.NodeShape) for node in graph.subjects(RDF.type, kind)}
    for shape in sorted(shapes, key=str):
        if (shape, SH.message, None) not in graph:
            continue  # a part of another shape
        severity = str(graph.value(shape, SH.severity)).removeprefix(str(SH))
        rule = Rule(str(shape).rsplit("#", 1)[-1], severity, _text(graph, shape, SH.message), _one(graph, shape, _dct("source")))
        named = {str(target) for p in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf) for target in graph.objects(shape, p)}
        named |= {str(step) for path in graph.objects(shape, SH.path) for step in _steps(graph, path)}
        for name in sorted(term.removeprefix(BKG) for term in named if term.startswith(BKG)):
            found.setdefault(name, []).append(rule)
    return found


def _steps(graph: "Graph", path: "Node") -> Iterator["Node"]:
    """The properties of a SHACL path."""
    from rdflib import BNode

    if isinstance(path, BNode):
        for part in graph.objects(path):
            yield from _steps(graph, part)
    else:
        yield path


def _text(graph: "Graph", node: "Node", prop: "Node") -> Text:
    from rdflib import Literal

    words = {value.language: str(value) for value in graph.objects(node, prop) if isinstance(value, Literal)}
    return Text(words.get("zh", ""), words.get("en", ""))


def _one(graph: "Graph", node: "Node", prop: "Node") -> str:
    return "；".join(sorted(str(value) for value in graph.objects(node, prop)))


def _terms(nodes: Iterable["Node"]) -> tuple[str, ...]:
    return tuple(sorted(short(str(node)) for node in nodes))


def _skos(name: str) -> "Node":
    from rdflib import URIRef

    return URIRef(PREFIXES["skos"] + name)


def _dct(name: str) -> "Node":
    from rdflib import URIRef

    return URIRef(PREFIXES["dct"] + name)
