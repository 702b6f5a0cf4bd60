"""Validation of a graph: every check that `ontology.shapes_sparql` makes of the shapes is asked of the store, and whether
the vocabulary has the terms that it uses.

Bad data never raises: it is what the report is for.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from ontology.shapes_sparql import SEVERITIES, Check, Severity, Shape, checks
from search.graph.store import GraphStore, Term
from search.graph.unknown_terms import checks_of_terms


@dataclass(frozen=True, slots=True)
class Result:
    """One sh:ValidationResult."""

    shape: Shape
    component: str
    """IRI of the constraint component that is not met."""
    focus: Term
    """What the result is about: a node, or a text where the shape is about texts."""
    value: Term | None
    """The value at fault; None where one is lacking or there are too many."""


@dataclass(frozen=True, slots=True)
class Report:
    results: tuple[Result, ...]
    """Violations first, then by shape and focus; each once."""

    @property
    def conforms(self) -> bool:
        """True where there is no violation. SHACL itself counts warnings too; for a reader's notes that is too strict."""
        return not self.counts["Violation"]

    @property
    def counts(self) -> Counter[Severity]:
        return Counter(result.shape.severity for result in self.results)

    def of(self, *severities: str) -> "Report":
        """The results of these severities alone."""
        return Report(tuple(result for result in self.results if result.shape.severity in severities))


def validate(store: GraphStore, asked: Iterable[Check] | None = None) -> Report:
    """Ask a store all checks and look up the terms it uses, or ask the checks given. All its named graphs are checked as one."""
    found = {
        Result(check.shape, check.component, focus, row[1] if len(row) > 1 else None)
        for check in (chain(checks_of_terms(store), checks()) if asked is None else asked)
        for row in store.select(check.query)
        if (focus := row[0]) is not None
    }
    return Report(tuple(sorted(found, key=_order)))


def validate_nquads(nquads: bytes) -> Report:
    """Check the N-Quads of one document. Raises StoreError for text that is no N-Quads."""
    return validate(GraphStore.of((nquads, "nq", "")))


def _order(result: Result) -> tuple[int, str, str, tuple[str, ...], tuple[str, ...], str]:
    shape = result.shape
    return SEVERITIES.index(shape.severity), shape.iri, shape.message_zh, _parts(result.focus), _parts(result.value), result.component


def _parts(term: Term | None) -> tuple[str, ...]:
    """What a term sorts by; a missing part is the empty text."""
    return tuple(part or "" for part in term or ())
