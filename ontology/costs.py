"""What a project's text says its money is for (测算明细): items, each with its amount, unit price and quantities.

Printed and computed stay apart: `amount` is only ever what is printed, `CostItem.computed` only ever a product of
printed figures. 财预〔2015〕88号 asks that a declaration lists what the money is for (立项依据、测算依据).
"""

from dataclasses import dataclass
from decimal import Decimal

from ontology.money import Money
from ontology.records import Source

PEOPLE = frozenset({"人", "名", "位", "人次", "生", "学生"})
_DAYS, _CASES = frozenset({"天", "日"}), frozenset({"件", "案"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of something: 6人, 12月 (printed 12个月), 300册."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Money for one of something (单价)."""

    price: Money
    per: str | None
    """人·月 for 元/人/月; None where the text does not say for one of what."""


@dataclass(frozen=True, slots=True)
class CostItem:
    """One line of a breakdown (支出明细)."""

    label: str
    source: Source
    """Its `text` is the part of the passage that the item was read from."""
    amount: Money | None = None
    price: UnitPrice | None = None
    factors: tuple[Quantity, ...] = ()
    """Of a printed product: 6人×12个月×3800元 has two."""
    quantities: tuple[Quantity, ...] = ()
    """Printed beside the amount, in no product: nothing is computed from them."""
    parts: tuple["CostItem", ...] = ()

    @property
    def computed(self) -> Decimal | None:
        """Yuan: the unit price times the factors of a printed product; None where the price asks for a factor that is not printed."""
        if self.price is None or self.price.price.yuan is None or not self.factors:
            return None
        if self.price.per and not all(any(same_unit(unit, f.unit) for f in self.factors) for unit in self.price.per.split("·")):
            return None
        product = self.price.price.yuan
        for factor in self.factors:
            product *= factor.value / 100 if factor.unit == "%" else factor.value
        return product


@dataclass(frozen=True, slots=True)
class CostBreakdown:
    """One list of items in one passage."""

    items: tuple[CostItem, ...]
    source: Source
    total: Money | None = None
    """What the passage says they come to (合计), never their computed sum."""
    open_ended: bool = False
    """The list ends in 等 or starts with 主要: it does not claim to be whole."""


def same_unit(one: str, other: str) -> bool:
    """人 and 名 count the same; so do 天 and 日, 件 and 案."""
    return one == other or any({one, other} <= same for same in (PEOPLE, _DAYS, _CASES))
