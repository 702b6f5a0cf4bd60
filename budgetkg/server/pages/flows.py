"""Where the money of a document comes from and goes to: sources of funds, functional classes, basic and project expenditure, projects.

Only what is printed is drawn: a class has sources where amounts by nature of money add up to what it has in all. Where only
some classes do, the money of the others comes from `UNKNOWN`: else a source would seem to give less than it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ontology.records import BudgetFact, DisclosureRecord, FunctionLine, Project

BASIC, PROJECT = "基本支出", "项目支出"
UNKNOWN = "来源没有对上"
UMBRELLA = "fiscal_appropriation"
"""A nature that includes others: 财政拨款 is general public budget, funds and state capital together."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Money in yuan from one thing to another, each with its layer, for a project may be called as a class is."""

    layer: int
    """Of the source; the target is in the next, projects in the last."""
    source: str
    target: str
    yuan: Decimal


def flows(record: "DisclosureRecord") -> list[Flow]:
    """From natures of money (0) over functional items (1) to basic and project expenditure (2) and projects (3)."""
    given: list[Flow] = []
    unknown: list[Flow] = []
    found: list[Flow] = []
    for line in record.function_lines:
        if len(line.code) == 7:
            kinds = ((line.basic, BASIC), (line.project, PROJECT))
            spent = [Flow(1, line.name, name, yuan) for fact, name in kinds if (yuan := amount(fact)) is not None and yuan > 0]
            if not spent:
                continue
            found += spent
            sources = list(_sources(record, line))
            given += sources
            unknown += [] if sources else [Flow(0, UNKNOWN, line.name, sum((flow.yuan for flow in spent), Decimal(0)))]
    found = [*given, *unknown, *found] if given else found
    known = sum((flow.yuan for flow in found if flow.target == PROJECT), Decimal(0))
    projects = [(project.name, yuan) for project in record.projects if (yuan := amount(project)) is not None and yuan > 0]
    if known and sum((yuan for _, yuan in projects), Decimal(0)) <= known:
        found += [Flow(2, PROJECT, name, yuan) for name, yuan in projects]
    return found


def _sources(record: "DisclosureRecord", line: "FunctionLine") -> Iterator[Flow]:
    from ontology.code_labels import codes

    printed: dict[str, set[Decimal]] = {}
    for fact in record.facts:
        if fact.function_code == line.code and fact.measure == "total" and fact.nature and fact.amount.yuan:
            printed.setdefault(fact.nature, set()).add(fact.amount.yuan)
    if printed.keys() - {UMBRELLA}:
        printed.pop(UMBRELLA, None)
    total = amount(line.total)
    if any(len(amounts) > 1 for amounts in printed.values()) or sum((max(amounts) for amounts in printed.values()), Decimal(0)) != total:
        return
    names = {code.code.replace("-", "_"): code.zh for code in codes("nature")}
    for nature, (yuan,) in sorted((nature, tuple(amounts)) for nature, amounts in printed.items()):
        yield Flow(0, names.get(nature, nature), line.name, yuan)


def amount(of: "BudgetFact | Project | None") -> Decimal | None:
    return of.amount.yuan if of is not None and of.amount is not None else None
