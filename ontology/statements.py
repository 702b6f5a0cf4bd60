"""Statements as plain values: what the graph store gives out and the exports are written from."""

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from ontology.nquads import exact
from ontology.terms import XSD


class Term(NamedTuple):
    """One cell of an answer, or the object of a statement. `value` is an IRI, a literal's text or a blank node's label."""

    kind: Literal["iri", "literal", "blank", "triple"]
    value: str
    datatype: str | None = None
    language: str | None = None


class Statement(NamedTuple):
    """One triple. A subject that is a blank node is written `_:label`."""

    subject: str
    predicate: str
    object: Term


Description = dict[str, list[Term]]
"""What is said of one node: the objects of each predicate, in code point order."""

Nodes = dict[str, Description]
"""A graph by subject."""


def nodes(statements: Iterable[Statement]) -> Nodes:
    """Group statements by subject and predicate; everything in code point order, each statement once."""
    found: Nodes = {}
    for subject, predicate, value in sorted(set(statements), key=_key):
        found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return found


def _key(statement: Statement) -> tuple[str, ...]:
    term = statement.object
    return statement.subject, statement.predicate, term.kind, term.value, term.datatype or "", term.language or ""


def flat(graph: Nodes) -> Iterator[Statement]:
    for subject, description in graph.items():
        for predicate, values in description.items():
            for value in values:
                yield Statement(subject, predicate, value)


def triple(statement: Statement) -> str:
    """The statement as N-Triples writes it, without the closing point."""
    subject = statement.subject if statement.subject.startswith("_:") else f"<{statement.subject}>"
    return f"{subject} <{statement.predicate}> {_text(statement.object)}"


def _text(term: Term) -> str:
    if term.kind == "iri":
        return f"<{term.value}>"
    if term.kind == "blank":
        return f"_:{term.value}"
    if term.kind == "triple":
        return term.value
    if term.language:
        return f"{exact(term.value)}@{term.language}"
    if term.datatype in (None, f"{XSD}string"):
        return exact(term.value)
    return f"{exact(term.value)}^^<{term.datatype}>"


def first(description: Description, predicate: str) -> str | None:
    """The first value of a predicate as text, or None."""
    values = description.get(predicate)
    return values[0].value if values else None
