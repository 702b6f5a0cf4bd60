"""A norm as it stands in a folded text, before it is a record, and what its readers have in common."""

import re
from dataclasses import dataclass
from fractions import Fraction

from ontology.funding import NormKind
from ontology.money import Money

Span = tuple[int, int]

#: What may stand between 不低于, 标准 and the figure.
LINK = r"(?:为|是|达到?|安排|投入|补助|给予|予以|奖励|配套|保障|提高到|调整为|可?按照?|[:,=])*"


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount or a share, and where the words stand that say of what, by whom and for whom."""

    kind: NormKind
    start: int
    """Of what it is a norm of."""
    subject_end: int
    end: int
    amount: Money | None = None
    share: Fraction | None = None
    per: tuple[str, ...] = ()
    label: Span | None = None
    unit: Span | None = None
    """Where the class of places or units stands that it is for."""


def clause_start(text: str, start: int, at: int) -> int:
    """Where the clause begins that `at` stands in; a comma within a figure or before its own norm cuts nothing."""
    cuts = [match.end() for match in re.finditer(r",(?!\d{3}(?!\d))|(?<!\d):|:(?!\d)|[\"“”]", text[start:at])]
    begin = start + max(cuts, default=0)
    return start + sorted(cuts)[-2] if len(cuts) > 1 and at - begin < 3 else (start if cuts and at - begin < 3 else begin)
