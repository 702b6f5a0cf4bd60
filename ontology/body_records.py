"""What a document says of the body itself: how many posts and people, which units, what it is in charge of, and
why a statement is empty.

Numbers of people are no personal data; names of people never get here.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ontology.records import Source

StaffKind = Literal[
    "posts",
    "posts_administrative",
    "posts_civil",
    "posts_institution",
    "posts_worker",
    "persons",
    "staff",
    "staff_administrative",
    "staff_civil",
    "staff_institution",
    "staff_worker",
    "retired",
    "retired_veteran",
    "retired_ordinary",
    "contract",
]
"""Codes of the list staff-kind: posts (编制), people on them (在职), retired (离休、退休), on contract (编外)."""


@dataclass(frozen=True, slots=True)
class StaffCount:
    """A printed number of posts (编制) or people (在职、离退休), never of handlers, trainees or people served."""

    kind: StaffKind
    number: int
    text: str
    source: "Source"
    unit: str | None = None
    """The unit or the row (合计) that it counts, where it is not the publisher as a whole."""


@dataclass(frozen=True, slots=True)
class UnitStatement:
    """What one place says of the units of a department (预算单位构成, 财预〔2016〕143号)."""

    text: str
    source: "Source"
    units: tuple[str, ...] = ()
    """Names as printed, the department's own office (本级) among them where it is listed."""
    count: int | None = None
    scope: Literal["all", "below"] = "all"
    """What `count` counts: all units of the budget, or those below the department only."""
    alone: bool = False
    """Says that there is no unit below the department (无下属单位, 仅含本级)."""


@dataclass(frozen=True, slots=True)
class EmptyNote:
    """Words for an empty or missing statement (空表说明, 财预〔2016〕143号): 注：本表无数据."""

    text: str
    source: "Source"
    table: int | None
    """Number of the table that it stands at; None for a sentence of the running text."""
    table_kind: str | None
    """Kind of the statement it speaks of, as in `TableReading.kind`."""


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One point of what the body is in charge of (部门职责, 财预〔2016〕143号), as printed and without its number."""

    text: str
    source: "Source"


@dataclass(frozen=True, slots=True)
class BodyStatements:
    """All of these that one document prints."""

    staff: tuple[StaffCount, ...] = ()
    units: tuple[UnitStatement, ...] = ()
    empty_notes: tuple[EmptyNote, ...] = ()
    responsibilities: tuple[Responsibility, ...] = ()
