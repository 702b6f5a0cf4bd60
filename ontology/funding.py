"""Records of the money between levels of government (各级资金): what a rule says, and what passes down.

Shares (分担比例) with their case, floors, ceilings and standards (下限、上限、标准), and transfers (转移支付) with the
total they are parts of. `ontology.records` uses these types, so it is imported here for type checkers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from ontology.money import Money

if TYPE_CHECKING:
    from ontology.records import Level, Source

LevelResolution = Literal["explicit", "relative", "ambiguous"]
"""explicit: the label names its levels, 市县(区) two of them, or a place. relative: it says so against the publisher (本级, 上级,
市 in the form of a county-level city). ambiguous: it leaves open which level it is (地方, or 市 where the publisher is not known)."""

NormKind = Literal["floor", "ceiling", "standard"]
TransferStatus = Literal["budgeted", "advance", "allotted", "carried_over"]
TransferType = Literal["general", "earmarked", "shared_duty"]


@dataclass(frozen=True, slots=True)
class FundingShare:
    """One part of a declared ratio and who bears it."""

    level: Level | None
    """The one level that bears it; None where the label names none or several."""
    part: Decimal
    label: str
    levels: tuple[Level, ...] = ()
    """All levels that the label names: 市县(区) is two, 上级 and 地方 none."""
    level_resolution: LevelResolution = "explicit"


@dataclass(frozen=True, slots=True)
class Applicability:
    """The case that a rule is for, as far as its words tell; the words themselves are its condition."""

    tier: str | None = None
    """The class of places (分档) it is for: 第一档, 二类地区."""
    recipient_level: Level | None = None
    """The level of the places or units it is for: 县（市）区使用…的个案 is county, 市直单位 is prefecture."""
    unit_kind: str | None = None
    """The kind of units or places it is for, as printed: 市直单位, 脱贫县, 西部地区."""


@dataclass(frozen=True, slots=True)
class CofundingRule:
    """A declared ratio between levels of government (配套比例), with the case it applies to."""

    text: str
    condition: str | None
    shares: tuple[FundingShare, ...]
    sources: tuple[Source, ...]
    """Every place where the same rule is printed."""
    projects: tuple[str, ...] = ()
    applies: Applicability = Applicability()
    basis: str | None = None
    """Number of the document that the text names for it (文号): 国办发〔2018〕6号."""
    year: int | None = None
    """The year that the rule is of: printed beside it, or that of its 文号."""


@dataclass(frozen=True, slots=True)
class FundingNorm:
    """What a rule says that money must be, at least or at most (下限、上限、标准): 县级信访救助专项资金每年不少于50万元.

    An amount, or a share of the whole; never both.
    """

    kind: NormKind
    text: str
    subject: str | None
    """What it is a norm of, as printed: 县级信访救助专项资金, 驻京."""
    amount: Money | None
    share: Fraction | None
    """What the level is to bear of the whole, exactly: 60% is 3/5, 三分之一 is 1/3."""
    per: tuple[str, ...]
    """What the amount is for one of: 580元/人·天 is ("人", "天"). Empty for a sum."""
    levels: tuple[Level, ...]
    """Levels that are to bear it; empty where the words name none."""
    level_label: str | None
    level_resolution: LevelResolution | None
    basis: str | None
    year: int | None
    sources: tuple[Source, ...]
    projects: tuple[str, ...] = ()
    applies: Applicability = Applicability()

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent; None for an amount, and for a share that no decimal number says (三分之一)."""
        if self.share is None:
            return None
        percent = Decimal(self.share.numerator) * 100 / self.share.denominator
        return percent if Fraction(percent) == self.share * 100 else None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money for one government below (转移支付), a part of an allocation."""

    recipient: str
    """As printed: 泽州县."""
    region: str | None
    """Six digits of GB/T 2260; None for a township, a development zone or a name that does not decide."""
    level: Level | None
    amount: Money
    source: Source


@dataclass(frozen=True, slots=True)
class TransferAllocation:
    """Money that one government divides among those below (资金分配、下拨明细), and the total that is stated for it."""

    text: str
    total: Money | None
    """As printed; None where none is stated. Never the sum of the parts."""
    parts: tuple[Transfer, ...]
    kept: Money | None
    """What the text states as kept at the own level (市本级)."""
    from_region: str | None
    """Division of the government that pays; None where that is not the publisher's and the text does not name it."""
    project: str | None
    """Name of the project, as in `Project.name`; None where the text is about none."""
    fiscal_year: int | None
    status: TransferStatus | None
    type: TransferType | None
    basis: str | None
    sources: tuple[Source, ...]
    """Where the total or the list stands."""
