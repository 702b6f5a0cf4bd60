"""A question to the index and its answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from search.likeness.passages import Passage

Wanted = Literal["target", "indicator", "goal", "project", "overview", "responsibility", "any"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and among what. Regions are prefixes of GB/T 2260 codes: 41, 4108, 410800."""

    text: str
    """Words, or the IRI of a target, goal or project: then others like it are looked for."""
    top: int = 10
    region: str | None = None
    exclude_region: str | None = None
    year: int | None = None
    level: str | None = None
    """A code or label of the list `level`: county, 县级."""
    category: str | None = None
    """A code or label of the list `category` (`output-quality`, 质量; `output` for all of them) or a printed name (质量指标)."""
    kind: Wanted | None = "target"
    """A `target` is an indicator or a sentence of a goal that can be measured; `any` or None is every kind."""
    agency_type: str | None = None
    """A code or label of the list `agency-type` (petition, 信访), an agency's name, or `same`: the kind of the example's agency."""
    amount: str | None = None
    """A range of the project's money: 100万..500万."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage is a hit."""

    parts: dict[str, float]
    """What each channel adds to the score; their sum is the score."""
    shared_words: tuple[str, ...]
    concepts: tuple[str, ...]
    """Labels of the concepts that both name, with the two wordings where they differ: 息诉罢访（停访息诉＝罢访）."""
    text: str
    """All of it in a sentence."""


@dataclass(frozen=True)
class Hit:
    rank: int
    score: float
    """From 0 to 1, comparable between queries; of the best where several passages are folded into one."""
    passage: Passage
    explain: Callable[[], Why] = field(compare=False, repr=False)
    """Finds out why it is a hit: that takes longer than finding it."""
    others: tuple[Passage, ...] = field(default=())
    """The same agency's further passages of the same promise: other horizons, other projects, the same padded."""

    @cached_property
    def why(self) -> Why:
        return self.explain()

    def to_json(self) -> dict[str, Any]:
        """The object that `budgetkg similar --format json` prints."""
        passage = self.passage
        return {
            "rank": self.rank,
            "score": self.score,
            "iri": passage.iri,
            "kind": passage.kind,
            "region": passage.region,
            "division": passage.division,
            "agency": passage.agency,
            "level": passage.level,
            "agency_type": passage.agency_type,
            "year": passage.year,
            "project": passage.project,
            "amount": passage.amount,
            "level1": passage.level1,
            "level2": passage.level2,
            "category": passage.category,
            "name": passage.name,
            "horizon": passage.horizon,
            "raw_value": passage.raw_value,
            "clauses": list(passage.clauses),
            "source": {name: getattr(passage.source, name) for name in passage.source.__slots__},
            "why": {
                "parts": self.why.parts,
                "shared_words": list(self.why.shared_words),
                "concepts": list(self.why.concepts),
                "text": self.why.text,
            },
            "same": len(self.others) + 1,
            "others": [{name: getattr(other, name) for name in ("iri", "project", "horizon", "raw_value")} for other in self.others],
        }
