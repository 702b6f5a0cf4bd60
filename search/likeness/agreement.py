"""Whether two targets measure the same: the same measure (满意度, 办结率) of the same matter (上访群众, 越级访).

Likeness alone does not tell: 党员满意度 is as like 上访群众满意度 as many a true peer, for they share the measure and its class.
So both halves have to agree, each by the indicator concepts that are named; of a matter that no concept names, by its words.
"""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import pairwise

from ontology.concepts import ConceptScheme
from ontology.wording import runs

MATTERS = frozenset({"theme", "action", "actor", "place"})
"""Facets that say whom or what is measured. When it is done says neither."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a text says is measured."""

    measures: Set[str]
    """Concepts of how it is measured: satisfaction, reduction."""
    matters: Set[str]
    """Concepts of whom or what."""
    words: Set[str]
    """Two characters in a row, of what no concept names."""
    implied: Set[str]
    """All of these concepts with those that are wider or related."""

    @property
    def silent(self) -> bool:
        """Whether it does not say whom or what: 满意度."""
        return not self.matters and not self.words

    @property
    def whole(self) -> bool:
        """Whether it says how as well as whom or what."""
        return bool(self.measures) and not self.silent


def measured(text: str, scheme: ConceptScheme) -> Measured:
    named = scheme.mentions(text)
    facets = {name: scheme.concept(name).facet for name in named}
    return Measured(
        frozenset(name for name, facet in facets.items() if facet == "measure"),
        frozenset(name for name, facet in facets.items() if facet in MATTERS),
        frozenset(pair for run in _unnamed(text, named.values()) for pair in map("".join, pairwise(run))),
        frozenset(implied for name in named for implied in scheme.implied(name)),
    )


def _unnamed(text: str, terms: Iterable[str]) -> list[str]:
    rest = " ".join(runs(text))
    for term in sorted(terms, key=len, reverse=True):
        rest = rest.replace(term, " ")
    return rest.split()


def same_measure(asked: Measured, found: Measured) -> bool:
    """Whether a measure is shared; of a text that names none, anything may be the measure."""
    return not asked.measures or bool(asked.measures & found.measures)


def same_matter(asked: Measured, found: Measured) -> bool:
    """Whether one names a matter that the other names or implies, or what no concept names is mostly said by both."""
    if asked.silent:
        return True
    if asked.matters & found.implied or found.matters & asked.implied:
        return True
    return bool(asked.words) and 2 * len(asked.words & found.words) >= len(asked.words)
