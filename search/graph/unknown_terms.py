"""Classes and properties that a graph uses in the vocabulary's namespace and the vocabulary does not declare.

No shape finds them: a shape is aimed at terms that are known, so a misspelt class would escape all of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise

from ontology.shapes_sparql import VOCABULARY, Check, Shape
from ontology.terms import BKG, PREFIXES, RDF
from search.graph.query_check import tokens
from search.graph.store import GraphStore

NAME = "Term-declared"
_SHAPE = "https://w3id.org/budgetkg/shapes#" + NAME
_COMPONENT = PREFIXES["sh"] + "SPARQLConstraintComponent"


@dataclass(frozen=True, slots=True)
class _Kind:
    zh: str
    en: str
    declared_as: tuple[str, ...]
    used: str
    """A pattern that binds ?focus and the term, which is put in the braces."""


_KINDS = (
    _Kind("类", "class", ("Class",), f"?focus <{RDF}type> {{}}"),
    _Kind("属性", "property", ("ObjectProperty", "DatatypeProperty", "AnnotationProperty"), "?focus {} ?object"),
)


def uses_vocabulary(store: GraphStore) -> bool:
    """False for a graph that says nothing in the vocabulary's namespace: every shape would be met, and nothing checked."""
    return any(_used(store, kind) for kind in _KINDS)


def checks_of_terms(store: GraphStore) -> Iterator[Check]:
    """A check for each term that is used and not declared; its query selects ?focus and the term as ?value."""
    for kind in _KINDS:
        for name in _used(store, kind):
            if name not in _declared(kind):
                yield _check(kind, name)


def undeclared(sparql: str) -> Iterator[tuple[str, str | None]]:
    """Local names that a query takes from the vocabulary and the vocabulary does not have, each with the nearest that it has."""
    words = list(tokens(sparql))
    if any(word.upper() == "PREFIX" and after == "bkg:" for word, after in pairwise(words)):
        return
    for name in dict.fromkeys(word.removeprefix("bkg:") for word in words if word.startswith("bkg:")):
        if name and not any(name in _declared(kind) for kind in _KINDS):
            likely = sorted(_KINDS, key=lambda kind: (kind.en == "class") != name[0].isupper())
            yield name, next((near for kind in likely if (near := _nearest(kind, name))), None)


def _used(store: GraphStore, kind: _Kind) -> list[str]:
    """Local names of the terms used, sorted."""
    rows = store.select(f"SELECT DISTINCT ?term {{ {kind.used.format('?term')} }}")
    return sorted(term.value.removeprefix(BKG) for (term,) in rows if term is not None and term.value.startswith(BKG))


@cache
def _declared(kind: _Kind) -> frozenset[str]:
    vocabulary = GraphStore.of((VOCABULARY.read_bytes(), "ttl", str(VOCABULARY)))
    rows = (row for name in kind.declared_as for row in vocabulary.select(f"SELECT ?term {{ ?term a <{PREFIXES['owl']}{name}> }}"))
    return frozenset(term.value.removeprefix(BKG) for (term,) in rows if term is not None and term.value.startswith(BKG))


def _check(kind: _Kind, name: str) -> Check:
    zh, en = f"词表中没有{kind.zh} bkg:{name}", f"the vocabulary has no {kind.en} bkg:{name}"
    if near := _nearest(kind, name):
        zh, en = f"{zh}，最近的是 bkg:{near}", f"{en}; the nearest is bkg:{near}"
    path = f"<{RDF}type>" if kind.en == "class" else f"<{BKG}{name}>"
    shape = Shape(_SHAPE, "Violation", zh, en, "ontology design: a term of this namespace is one of the vocabulary", path, path)
    term = f"<{BKG}{name}>"
    return Check(shape, _COMPONENT, f"SELECT DISTINCT ?focus ?value {{ {kind.used.format(term)} BIND({term} AS ?value) }}")


def _nearest(kind: _Kind, name: str) -> str | None:
    """By spelling, capitals aside; None where nothing is near."""
    spelt = {declared.lower(): declared for declared in sorted(_declared(kind))}
    near = get_close_matches(name.lower(), spelt, n=1, cutoff=0.7)
    return spelt[near[0]] if near else None
