"""What is known of a claim while its sentence is read."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ontology.money import Money

Kind = Literal["amount", "change", "percent", "share", "maintain"]
NATURES = frozenset({"general_public_budget", "government_fund", "state_capital"})
"""Subjects that are fund natures (资金性质) as well."""


@dataclass(slots=True)
class Draft:
    """A claim while it is read. Offsets are those of the paragraph's text."""

    subject: str
    start: int
    end: int
    sentence: int
    inside: bool
    """Part of a list that divides another figure (其中)."""
    function_code: str | None = None
    function_name: str | None = None
    nature: str | None = None
    amount: Money | None = None
    change: Money | None = None
    percent: Decimal | None = None
    share: Decimal | None = None
    direction: Literal["increase", "decrease", "maintain"] | None = None
    baseline_year: int | None = None
    baseline: Money | None = None
    reason: str | None = None

    @property
    def moved(self) -> bool:
        return self.change is not None or self.percent is not None or self.direction is not None


@dataclass(frozen=True, slots=True)
class Topic:
    subject: str
    function_code: str | None = None
    function_name: str | None = None
    nature: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    topic: Topic


@dataclass(slots=True)
class Parts:
    """A list that divides a figure into parts (其中：…)."""

    whole: Draft | None
    amounts: list[Decimal] = field(default_factory=list)
    moved: bool = False
    semicolons: int = 0
    bracket: bool = False
