"""What a project's money comes to by level of government (分级金额), for the year that it belongs to.

A project's name may say who pays (…（中央）); else its fund sources do. Nothing is divided that is printed as one:
市县(区)财政资金 is the money of two levels together, 上级补助 that of levels not named.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ontology.programmes import advance, money_year, payer
from ontology.records import FundAmount, Level, Project

_ABOVE = re.compile(r"上级|转移支付|中央和省")
_ORDER: tuple[Level, ...] = ("central", "provincial", "prefecture", "county", "township")


@dataclass(frozen=True, slots=True)
class LevelAmount:
    """Money of one project for one year, borne by one level, by several together, or by levels not told."""

    levels: tuple[Level, ...]
    """From the top; empty where the document does not tell."""
    label: str
    """What the document calls it: 上级补助, 市县(区)财政资金, or the project's own name."""
    yuan: Decimal
    step: Decimal
    """Yuan in the last printed place of all amounts that it is the sum of."""
    basis_year: int | None
    """The year that the money belongs to: carry-over and 提前下达 by the name, all else the year of the budget."""
    advance: bool
    """提前下达: a part of the year's money that was notified the year before."""
    funds: tuple[FundAmount, ...]
    """The fund sources that were summed up; none where it is the project's own amount."""


def level_amounts(project: Project, fiscal_year: int | None) -> tuple[LevelAmount, ...]:
    """By level, the highest first. A project without an amount has none."""
    year, early = money_year(project.name, fiscal_year), advance(project.name)
    own = project.amount
    if own is not None and own.yuan is not None and (level := payer(project.name)):
        return (LevelAmount((level,), project.name, own.yuan, own.quantum, year, early, ()),)
    sums: dict[tuple[tuple[Level, ...], str], list[FundAmount]] = {}
    for fund in project.funds:
        named = {*fund.levels, *((fund.level,) if fund.level else ())}
        if fund.horizon == "annual" and fund.amount.yuan is not None and (named or _ABOVE.search(fund.label)):
            levels = tuple(level for level in _ORDER if level in named)
            # What several levels bear together, or levels not told, keeps its own name: two such are two.
            sums.setdefault((levels, "" if len(levels) == 1 else fund.label), []).append(fund)
    found = [
        LevelAmount(
            levels,
            funds[0].label,
            sum((fund.amount.yuan or Decimal(0) for fund in funds), Decimal(0)),
            sum((fund.amount.quantum for fund in funds), Decimal(0)),
            basis_year_of(funds[0], fiscal_year) or year,
            early,
            tuple(funds),
        )
        for (levels, _), funds in sums.items()
    ]
    if not any(item.yuan for item in found) and own is not None and own.yuan:
        found.append(LevelAmount((), project.name, own.yuan, own.quantum, year, early, ()))
    return tuple(sorted(found, key=lambda item: ([_ORDER.index(level) for level in item.levels] or [len(_ORDER)], item.label)))


def basis_year_of(fund: FundAmount, fiscal_year: int | None) -> int | None:
    """The year that a fund source says its money belongs to, other than the budget's: the one before for 结转."""
    return fiscal_year - 1 if fiscal_year and "结转" in fund.label else None
