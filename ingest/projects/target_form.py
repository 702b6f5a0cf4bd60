"""What one target form says, before it becomes a project."""

from dataclasses import dataclass, field

from ontology.money import Money
from ontology.records import Goal, Horizon, Indicator, Phase, SelfAssessment, Side, Source


@dataclass(frozen=True, slots=True)
class FormAmount:
    """One amount of a form with the label in front of it."""

    label: str
    kind: str
    """`amount.<measure>` for totals, `fund` for money by source, `project` for a project's line, `plan` for a yearly plan."""
    horizon: Horizon
    side: Side | None
    amount: Money
    source: Source
    year: int | None = None
    project: str | None = None
    """The project, or the task that no project is named for."""
    task: str | None = None
    """The task's own name, where its project is named too."""
    phase: Phase = "budget"


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the form with its place."""

    text: str
    source: Source


@dataclass(slots=True)
class TargetForm:
    """What one form (or one project of a list) says."""

    table: int
    kind: str
    title: str
    texts: dict[str, Text] = field(default_factory=dict)
    amounts: list[FormAmount] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    start: Source | None = None
    assessment: SelfAssessment | None = None
    notes: list[Text] = field(default_factory=list)
    """Texts beside the overview that may itemise the money: 立项依据, 测算依据, 资金用途."""
