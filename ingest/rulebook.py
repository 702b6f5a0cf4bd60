"""Declared co-funding ratios of a document, wherever they are printed, each once with all its places."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.blocks import Heading, Paragraph
from ingest.cofunding import RatioStatement, find_rules
from ingest.target_form import TargetForm
from ingest.text import fold, tidy
from ontology.records import Agency, CofundingRule, Goal, Indicator, Project, Source


class RuleBook:
    """Collects statements; one ratio in four forms is one rule with four sources."""

    def __init__(self, agency: Agency | None) -> None:
        self._level = agency.level if agency else None
        self._division = agency.division if agency else None
        self._rules: list[CofundingRule] = []

    def rules(self) -> tuple[CofundingRule, ...]:
        return tuple(self._rules)

    def add_project(self, project: Project) -> None:
        self._add(project.overview, project.overview_source, project.name)
        self._add_targets(project.goals, project.indicators, project.name)

    def add_form(self, form: TargetForm) -> None:
        self._add_targets(form.goals, form.indicators, None)

    def add_prose(self, blocks: Sequence[Heading | Paragraph], sha256: str) -> None:
        for block in blocks:
            text = tidy(block.text)
            end = block.line_end if isinstance(block, Paragraph) else block.line_start
            self._add(text, Source(sha256, "cofunding/statement", text, block.line_start, end, block.page), None)

    def _add_targets(self, goals: Sequence[Goal], indicators: Sequence[Indicator], project: str | None) -> None:
        for goal in goals:
            self._add(goal.text, goal.source, project)
        for indicator in indicators:
            self._add(indicator.raw_value, indicator.value_source, project)
            self._add(indicator.name, indicator.name_source, project)

    def _add(self, text: str | None, source: Source | None, project: str | None) -> None:
        if not text or source is None:
            return
        for found in find_rules(text, publisher_level=self._level, division=self._division):
            if len(found.funding_shares) < 2:
                continue
            place = replace(source, rule="cofunding/statement")
            same = next((k for k, rule in enumerate(self._rules) if _same(rule, found)), None)
            names = (project,) if project else ()
            if same is None:
                self._rules.append(CofundingRule(found.text, found.condition, found.funding_shares, (place,), names))
                continue
            known = self._rules[same]
            self._rules[same] = replace(
                known,
                condition=known.condition or found.condition,
                sources=tuple(dict.fromkeys((*known.sources, place))),
                projects=tuple(dict.fromkeys((*known.projects, *names))),
            )


def _same(rule: CofundingRule, found: RatioStatement) -> bool:
    """Equal shares in lowest terms (60%:40% printed beside 6:4), for one case or for none that is named."""
    if rule.condition and found.condition and fold(rule.condition) != fold(found.condition):
        return False
    left = {s.level: s.part for s in rule.shares}
    right = {s.level: s.part for s in found.funding_shares}
    return left.keys() == right.keys() and len({left[x] * sum(right.values()) - right[x] * sum(left.values()) for x in left} | {0}) == 1
