"""A graph as nested JSON-LD, for people who have never heard of RDF.

A project holds its declarations, a declaration its fund sources and its plan, a plan its goals and indicators, an
indicator its targets, a target its clauses; a source that one statement alone comes from stands inside it. Every other
reference is by `id`. Expanded, the result is the same set of triples: nothing is added, nothing left out.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from ontology.context import NESTED, SHARED, context
from ontology.statements import Nodes, Term
from ontology.terms import BKG, PREFIXES, RDF, XSD

Json = dict[str, Any]

_TYPE = f"{RDF}type"
_SOURCES = PREFIXES["prov"] + "wasDerivedFrom"
_INSIDE = frozenset({BKG + "hasClause", BKG + "hasShare", BKG + "hasFactor", BKG + "hasQuantity", BKG + "hasCondition", _SOURCES})
"""Predicates whose object stands inside the subject where no other node refers to it."""

_ORDER = (
    "DisclosureDocument",
    "Agency",
    "BudgetUnit",
    "Project",
    "PerformancePlan",
    "CofundingRule",
    "FundingNorm",
    "TransferAllocation",
    "BudgetFact",
)
_FIRST = {"id": 0, "type": 1, "label": 2, "labels": 3}
_LAST = {"clauses": 90, "sources": 91}
_LOCAL = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


def to_jsonld(graph: Nodes) -> list[Json]:
    """The nodes of a graph as JSON-LD node objects under the shipped context, nested as far as they belong together."""
    return _Nester(graph).roots()


def compact(name: str) -> str:
    """An IRI as the context lets it be written as a value of `id` or of a reference."""
    for prefix in ("bkgc", "bkgd", "bkg", "owl", "skos", "xsd", "prov", "org", "qb", "dct", "rdfs", "rdf", "sh"):
        space = PREFIXES[prefix]
        if name.startswith(space) and not name[len(space) :].startswith("//"):
            return f"{prefix}:{name[len(space) :]}"
    return name


def _short(name: str) -> str:
    """A term that the context has no key for: by its local name under `@vocab`, where that name means nothing else."""
    local = name.removeprefix(BKG)
    return local if name.startswith(BKG) and local not in context() and _LOCAL.fullmatch(local) else compact(name)


class _Nester:
    def __init__(self, graph: Nodes) -> None:
        self.graph = graph
        self.parent: dict[str, tuple[str, str, str]] = {}
        """Node → the node it stands in, the key it stands under, and the predicate that the key says."""
        self.children: dict[str, dict[str, list[str]]] = {}
        self._place()

    def roots(self) -> list[Json]:
        ranks = {BKG + name: rank for rank, name in enumerate(_ORDER)}

        def rank(subject: str) -> tuple[int, str]:
            classes = self.graph[subject].get(_TYPE, ())
            return min((ranks.get(term.value, len(ranks)) for term in classes), default=len(ranks)), subject

        return [self._node(subject) for subject in sorted(self.graph, key=rank) if subject not in self.parent]

    def _place(self) -> None:
        self._nest(NESTED)
        referred = Counter(
            value.value for said in self.graph.values() for values in said.values() for value in values if value.kind == "iri"
        )
        for subject, said in self.graph.items():
            for predicate in sorted(_INSIDE & said.keys()):
                for value in said[predicate]:
                    if value.kind == "iri" and referred[value.value] == 1:
                        self._put(value.value, subject, "", predicate)
        self._nest(SHARED)

    def _nest(self, rules: tuple[tuple[str, str, str], ...]) -> None:
        for key, inverse, name in rules:
            for subject, said in self.graph.items():
                above = [value for value in said.get(BKG + inverse, ()) if value.kind == "iri"]
                if above and any(term.value == BKG + name for term in said.get(_TYPE, ())):
                    self._put(subject, above[0].value, key, BKG + inverse)

    def _put(self, subject: str, above: str, key: str, predicate: str) -> None:
        """Let a node stand inside another, unless it already stands somewhere or would come to stand inside itself."""
        if subject in self.parent or above not in self.graph or subject not in self.graph:
            return
        step: str | None = above
        while step is not None:
            if step == subject:
                return
            step = self.parent[step][0] if step in self.parent else None
        self.parent[subject] = (above, key, predicate)
        if key:
            self.children.setdefault(above, {}).setdefault(key, []).append(subject)

    def _node(self, subject: str) -> Json:
        made: Json = {"id": compact(subject)}
        said = self.graph[subject]
        if classes := said.get(_TYPE):
            names = [_short(term.value) for term in classes]
            made["type"] = names[0] if len(names) == 1 else names
        above, key, nested_by = self.parent.get(subject, ("", "", ""))
        for predicate, values in said.items():
            if predicate == _TYPE:
                continue
            if key and predicate == nested_by:
                values = [value for value in values if value[:2] != ("iri", above)]
            for name, definition, some in _keys(predicate, values):
                made[name] = self._values(subject, predicate, definition, some)
        children = {name: [self._node(child) for child in inside] for name, inside in self.children.get(subject, {}).items()}
        ordered = sorted(made.items(), key=lambda pair: (_FIRST.get(pair[0], _LAST.get(pair[0], len(_FIRST))), pair[0]))
        return dict([*ordered, *children.items()])

    def _values(self, subject: str, predicate: str, definition: Json, values: list[Term]) -> Any:
        container = definition.get("@container")
        if container == "@language":
            languages: dict[str, Any] = {}
            for term in values:
                languages.setdefault(str(term.language), []).append(term.value)
            return {language: texts[0] if len(texts) == 1 else texts for language, texts in sorted(languages.items())}
        written = [self._value(subject, predicate, definition, term) for term in values]
        return written if container == "@set" or len(written) > 1 else written[0]

    def _value(self, subject: str, predicate: str, definition: Json, term: Term) -> Any:
        coerced = definition.get("@type")
        if term.kind in {"iri", "blank"}:
            if self.parent.get(term.value, ("", "", ""))[::2] == (subject, predicate) and not self.parent[term.value][1]:
                return self._node(term.value)
            name = compact(term.value) if term.kind == "iri" else f"_:{term.value}"
            # A list holds nodes whole or by reference; both are objects, so that a program need not ask which.
            return name if coerced == "@id" and predicate not in _INSIDE else {"id": name}
        if term.language:
            return {"@value": term.value, "@language": term.language}
        datatype = term.datatype or f"{XSD}string"
        if coerced is None and datatype == f"{XSD}string":
            return term.value
        if coerced is None and datatype == f"{XSD}boolean" and term.value in {"true", "false"}:
            return term.value == "true"
        if coerced is None and datatype == f"{XSD}integer" and _INTEGER.fullmatch(term.value):
            return int(term.value)
        if coerced == compact(datatype):
            return term.value
        return {"@value": term.value} if datatype == f"{XSD}string" else {"@value": term.value, "@type": compact(datatype)}


def _keys(predicate: str, values: list[Term]) -> Iterable[tuple[str, Json, list[Term]]]:
    """The keys that values of a predicate stand under. Texts with a language go to a key with a language map."""
    if not values:
        return
    named = _by_predicate().get(compact(predicate), {})
    languages = [term for term in values if term.language and named.get("@language")]
    plain = [term for term in values if term not in languages]
    if languages:
        yield named["@language"], {"@container": "@language"}, languages
    if plain:
        name = named.get("", "")
        if name:
            yield name, context()[name], plain
        else:
            yield _short(predicate), {}, plain


@cache
def _by_predicate() -> dict[str, dict[str, str]]:
    """Compact predicate → its key for texts with a language (`@language`) and for the rest (empty)."""
    found: dict[str, dict[str, str]] = {}
    for key, definition in context().items():
        if isinstance(definition, dict) and "@id" in definition:
            found.setdefault(definition["@id"], {})[str(definition.get("@container", "")).replace("@set", "")] = key
    return found


def dump(value: Any) -> str:
    """JSON as it stands in the file: readable, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, indent=1)
