"""One clause of a breakdown (测算明细): its label and what it prints of amount, unit price, product and quantities."""

import re
from dataclasses import dataclass, field

from ingest.projects.cost_figures import (
    amount_of,
    any_money,
    clean_label,
    each_of,
    each_pattern,
    equals_pattern,
    money_pattern,
    per_of,
    price_pattern,
    product_in,
    quantities_in,
)
from ontology.costs import Quantity, UnitPrice
from ontology.money import Money

_STATED_STANDARD = re.compile(r"^的?标准,?(?:[^,。]{0,30}?)(?:给予|发放|安排|支付|拨付)(?P<label>[\u4e00-\u9fff]{2,20})")
_USED_FOR = re.compile(r"^,?(?:主要)?(?:用于|用来|作为)(?P<label>[^,;:。]{2,40})")
MAX_CLAUSE = 400
"""Longer stretches without a comma are no clause of a breakdown."""
_ONE_AMOUNT = re.compile(rf"(?:计|共|合计|约|需)?{money_pattern.pattern}")
_GROUNDS = re.compile(r"(?:根据|按照|依据|为了|为(?!期)|因|经|由于|截[止至]|会议)")


@dataclass(slots=True)
class Draft:
    """An item while its clauses are read."""

    label: str = ""
    heading: str = ""
    """What stands before a colon in its label."""
    amount: Money | None = None
    price: UnitPrice | None = None
    factors: tuple[Quantity, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    start: int = 0
    end: int = 0
    parts: list["Draft"] = field(default_factory=list)
    worked: bool = False
    """A printed product ends in its amount."""

    def count(self, other: "Draft") -> None:
        """Take over the quantities of another clause."""
        self.quantities = tuple(dict.fromkeys((*self.quantities, *other.quantities)))

    @property
    def said(self) -> bool:
        return self.amount is not None or self.price is not None or bool(self.parts)

    @property
    def sure(self) -> bool:
        """Beyond an amount: a product, or a price for one of something that is named."""
        return self.worked or (self.price is not None and (bool(self.factors) or self.amount is not None or self.price.per is not None))


def read_clause(text: str, begin: int, end: int) -> tuple[Draft | None, Money | None]:
    """What one clause says, and the amount of one that has no label of its own (合计28万元)."""
    if end - begin > MAX_CLAUSE:
        return None, None
    clause = text[begin:end]
    bare = re.sub(r"\([^()]*\)", lambda m: "\0" * len(m[0]) if not m[0].startswith("(/") else m[0], clause)
    aside = "".join(re.findall(r"\(([^()]*)\)", clause))
    draft = Draft(start=begin, end=end)
    product, equals = product_in(bare), equals_pattern.search(bare)
    each, price, plain = each_pattern.search(bare), price_pattern.search(bare), money_pattern.search(bare)
    if product is not None or equals is not None:
        first = min(p for p in (product.start if product else None, equals.start() if equals else None) if p is not None)
        simple = product is not None and (equals is None or equals.start() == product.end)
        if product is not None and simple:
            draft.price, draft.factors = product.price, product.factors
        before = bare[:first]
        if (stated := money_pattern.search(before)) is not None:
            draft.amount, before = amount_of(stated), before[: stated.start()]
        else:
            after = money_pattern.search(bare, product.end if product else first)
            draft.amount = amount_of(equals) if equals else amount_of(after) if after else None
            draft.worked = equals is not None
        if not simple:
            before = re.split(r"[\d(]", before)[0]
    elif each is not None and (price is None or each.start() < price.start()):
        draft.price = UnitPrice(amount_of(each), each_of(each))
        after = _STATED_STANDARD.match(bare[each.end() :])
        before = bare[: each.start()] + re.sub(r"^(?:补助|发放)?标准", "", each["between"])
        if not clean_label(before.replace("\0", ""))[0] and after:
            before = after["label"]
    elif price is not None:
        draft.price = UnitPrice(amount_of(price), per_of(price["per"]))
        before = bare[: price.start()]
        rest = money_pattern.search(bare, price.end())
        draft.amount = amount_of(rest) if rest else None
    elif plain is not None:
        before = bare[: plain.start()]
        if re.search(r"单价(?:为|约|:)?$", before):
            draft.price, before = UnitPrice(amount_of(plain), None), before[: before.rfind("单价")]
        else:
            draft.amount = amount_of(plain)
        if not clean_label(before.replace("\0", ""))[0] and (used := _USED_FOR.match(bare[plain.end() :])):
            before = used["label"]
    elif (inside := _ONE_AMOUNT.fullmatch(aside)) is not None:  # 购置彩超1台(120万元)
        draft.amount = amount_of(inside)
        before = bare[: bare.index("\0")]
    else:
        before = bare
        if any_money.search(bare) or _GROUNDS.match(bare):
            return None, None
    if aside and draft.amount is not None and draft.price is None and (worked := product_in(aside)) is not None:
        draft.price, draft.factors = worked.price, worked.factors
    draft.heading, own = _label(before.replace("\0", ""))
    draft.label, counts = own
    if aside and draft.price is None and product_in(aside) is None:
        counts = (*counts, *quantities_in(aside))
    if not draft.said and not draft.label:
        counts = (*counts, *quantities_in(bare))
    draft.quantities = tuple(dict.fromkeys(counts))
    return draft, draft.amount if not draft.label else None


def _label(before: str) -> tuple[str, tuple[str, tuple[Quantity, ...]]]:
    """What stands before a colon, and the label behind it; without a label behind, the one before counts."""
    left, colon, right = before.strip(":").rpartition(":")
    own = clean_label(right if colon else before)
    heading = clean_label(left)[0] if colon else ""
    if before.endswith(":") and not colon:
        heading = own[0]
    return heading, own if own[0] or not heading or own[1] else (heading, ())


def pieces(text: str, begin: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Parts between marks outside brackets; an enumeration comma (、) parts only where an amount stands before it."""
    done, depth, start, digit = [], 0, begin, False
    for place in range(begin, end):
        char = text[place]
        digit |= char.isdigit()
        depth = max(0, depth + (char == "(") - (char == ")"))
        if char not in marks or depth or (char == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()):
            continue
        if char == "、" and not digit:
            continue
        done.append((start, place))
        start, digit = place + 1, False
    return [(a, b) for a, b in [*done, (start, end)] if a < b]


def heading_of(text: str) -> bool:
    left, colon, _ = text.partition(":")
    return bool(colon) and bool(clean_label(left)[0]) and not re.search(r"\d", left)
