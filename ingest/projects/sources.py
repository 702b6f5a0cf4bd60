"""Which amounts of a project's row are sources of its money, and what each is called."""

from collections.abc import Sequence
from decimal import Decimal

from ingest.words import funds
from ingest.words.codes import is_total
from ingest.words.text import tidy, unlisted
from ingest.words.vocabulary import concept_of
from ontology.records import BudgetFact

NATURES = {
    "general_public_budget": "一般公共预算",
    "government_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
    "fiscal_appropriation": "财政拨款",
    "special_account": "财政专户管理资金",
    "unit_funds": "单位资金",
}


def made_up_with_carried(row: Sequence[BudgetFact], total: BudgetFact) -> bool | None:
    """Whether what a project costs is made up with the money carried over, or without it; None where the sums do not tell."""
    leaves = [f for f in row if f is not total and f.measure == "total" and f.amount.yuan and not is_group_total(f, row)]
    fresh = sum((f.amount.yuan or Decimal(0) for f in leaves if not f.carried_over and (f.nature or f.level_label)), Decimal(0))
    carried = sum((f.amount.yuan or Decimal(0) for f in leaves if f.carried_over), Decimal(0))
    if total.carried_over or not carried or total.amount.yuan not in {fresh, fresh + carried}:
        return None
    return total.amount.yuan != fresh


def is_source(carried: BudgetFact, row: Sequence[BudgetFact], total: BudgetFact) -> bool:
    """Whether 上年结转 is a column beside those of the funds: one more source. 本年拨款 | 上年结转 over funds divide them by year."""
    *above, own = carried.source.heading or ("",)
    concept = concept_of(own)
    if carried.nature or total.carried_over or concept is None or concept.id != "carry_over" or own.startswith("年初"):
        return False
    return any((f.nature or f.level_label) and not f.carried_over and list(f.source.heading[:-1]) == above for f in row)


def fund_label(fact: BudgetFact) -> str:
    """The heading that names the fund, or the level that pays; the fund's own name where the title or an outer heading says it."""
    if fact.carried_over:  # 财政拨款结转结余 over the funds that it is of: their names alone would say it is this year's
        says = (h for h in reversed(fact.source.heading) if (concept := concept_of(h)) is not None and concept.id == "carry_over")
        return tidy(next(says, fact.source.heading[-1]))
    if fact.nature is None or fact.level_label:
        return unlisted(fact.level_label or "")
    last = fact.source.heading[-1] if fact.source.heading else ""
    return unlisted(tidy(last)) if last and funds.nature_of(last) == fact.nature else NATURES.get(fact.nature, fact.nature)


def is_group_total(fact: BudgetFact, row: Sequence[BudgetFact]) -> bool:
    """小计 under 财政拨款 sums the columns beside it: it is no source of its own."""
    path = fact.source.heading
    if len(path) < 2 or not is_total(path[-1]):
        return False
    return any(f is not fact and f.source.heading[-2:-1] == path[-2:-1] and not is_total(f.source.heading[-1]) for f in row)
