"""What the title of a table of amounts says of all of them: whose phase, of which fund, carried over."""

import re

from ingest.tables.grids import LogicalTable
from ingest.words.text import fold
from ingest.words.vocabulary import concept_of
from ontology.records import Phase

_CARRIED = re.compile(r"\((?:上年|以前年度)?结转(?:结余)?(?:资金)?\)")


def phase_of(table: LogicalTable) -> Phase:
    """决算 tables print final figures, all others the budget, unless a column says otherwise."""
    return "final" if "决算" in table.title else "budget"


def nature_of(table: LogicalTable) -> str | None:
    """A table whose title names one fund is about that fund: 一般公共预算项目支出表."""
    concept = concept_of(table.title) if len(fold(table.title)) <= 40 else None
    words = (("一般公共预算", "general_public_budget"), ("政府性基金", "government_fund"), ("国有资本经营", "state_capital"))
    named = [nature for word, nature in words if word in fold(table.title)]
    if not named and "财政拨款" in fold(table.title):  # the three funds together
        named = ["fiscal_appropriation"]
    return named[0] if len(named) == 1 and (concept is None or concept.group != "plain") else None


def is_carried_over(table: LogicalTable) -> bool:
    """项目支出预算表（上年结转）."""
    return _CARRIED.search(fold(table.title)) is not None
