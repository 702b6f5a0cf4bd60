"""What a document says of money between levels, wherever it is printed, each once with all its places.

Declared ratios (配套比例), floors, ceilings and standards (下限、上限、标准), and lists of what is passed on (下拨明细).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.blocks import Heading, Paragraph
from ingest.funding.context import document_number
from ingest.funding.norms import find_norms
from ingest.funding.shares import RatioStatement, find_rules
from ingest.funding.transfers import find_transfers, merged
from ingest.projects.target_form import TargetForm
from ingest.tables.ledger import Ledger
from ingest.words.text import fold, tidy
from ontology.funding import FundingNorm, TransferAllocation
from ontology.records import Agency, CofundingRule, Goal, Indicator, Project, Source

#: Names of indicators whose value is a standard, not a target: 取暖费标准, 人均补助.
_STANDARD = re.compile(r"标准|定额|限额|[人生户亩]均.{0,8}(?:补助|补贴|经费)|(?:补助|补贴|津贴|资助)(?:金额|资金)?$")
_LONG = 2000
_READ_AS = "分担比例、标准或下拨明细"


class RuleBook:
    """Collects statements; one ratio in four forms is one rule with four sources."""

    def __init__(self, agency: Agency | None, year: int | None) -> None:
        self._agency, self._year = agency, year
        self._level = agency.level if agency else None
        self._division = agency.division if agency else None
        self._rules: list[CofundingRule] = []
        self._norms: list[FundingNorm] = []
        self._transfers: list[TransferAllocation] = []
        self._read: set[tuple[int | None, int | None, int | None]] = set()
        """Cells whose text was looked at, by table, row and column."""

    def rules(self) -> tuple[CofundingRule, ...]:
        return tuple(self._rules)

    def norms(self) -> tuple[FundingNorm, ...]:
        return tuple(self._norms)

    def transfers(self) -> tuple[TransferAllocation, ...]:
        return merged(self._transfers)

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

    def add_cells(self, ledger: Ledger, forms: Sequence[TargetForm], names: Mapping[str, str]) -> None:
        """Running text of all other cells of a table: 立项依据, 实施可行性, remarks. `names`: folded name → name of the project."""
        starts = [(form.texts["project_name"], form) for form in forms if "project_name" in form.texts]
        for cell in (c for row in ledger.table.rows for c in row):
            verdict = ledger.verdicts.get((cell.row, cell.column))
            if len(cell.text) < 8 or (verdict is not None and verdict.personal):
                continue
            above = [form for text, form in starts if (text.source.row or 0) <= cell.row] or [form for _, form in starts[:1]]
            name = names.get(fold(above[-1].texts["project_name"].text)) if above else None
            if self._add(tidy(cell.text), ledger.source(cell, "statement"), name) and verdict is not None and verdict.state == "ignored":
                ledger.use(_READ_AS, cell)

    def _add_targets(self, goals: Sequence[Goal], indicators: Sequence[Indicator], project: str | None) -> None:
        for goal in goals:
            self._add(goal.text, goal.source, project)
        for indicator in indicators:
            self._add(indicator.raw_value, indicator.value_source, project)
            self._add(indicator.name, indicator.name_source, project)
            self._add_standard(indicator, project)

    def _add_standard(self, indicator: Indicator, project: str | None) -> None:
        """取暖费标准 | 1900 元 | 鹿办文〔2017〕31号: an indicator that is a standard, with what it rests on."""
        place = indicator.value_source
        if place is None or not indicator.raw_value or not _STANDARD.search(indicator.name):
            return
        stated = find_norms(f"{indicator.name}{indicator.raw_value}", place, publisher_level=self._level, division=self._division)
        basis = document_number(" ".join(filter(None, (indicator.basis, indicator.explanation, indicator.description))))
        self._add_norms(
            [replace(n, basis=n.basis or basis, text=indicator.raw_value, subject=indicator.name) for n in stated], place, project
        )

    def _add(self, text: str | None, source: Source | None, project: str | None) -> bool:
        """Whether the text says anything of that kind."""
        if not text or source is None:
            return False
        if source.table is not None:
            cell = (source.table, source.row, source.column)
            if cell in self._read:
                return False
            self._read.add(cell)
        pieces = _pieces(text)
        return any([self._read_piece(piece, source, project) for piece in pieces])

    def _read_piece(self, text: str, source: Source, project: str | None) -> bool:
        place = replace(source, rule="cofunding/statement")
        rules = find_rules(text, publisher_level=self._level, division=self._division)
        for found in rules:
            self._add_rule(found, place, project)
        norms = find_norms(text, replace(source, rule="funding/norm"), publisher_level=self._level, division=self._division)
        self._add_norms(norms, source, project)
        passed = find_transfers(text, replace(source, rule="funding/transfer"), self._agency, self._year, project)
        self._transfers += passed
        return bool(rules or norms or passed)

    def _add_rule(self, found: RatioStatement, place: Source, project: str | None) -> None:
        same = next((k for k, rule in enumerate(self._rules) if _same(rule, found)), None)
        names = (project,) if project else ()
        if same is None:
            self._rules.append(
                CofundingRule(
                    found.text,
                    found.condition,
                    found.all_shares,
                    (place,),
                    names,
                    applies=found.applies,
                    basis=found.basis,
                    year=found.year,
                )
            )
            return
        known = self._rules[same]
        self._rules[same] = replace(
            known,
            condition=known.condition or found.condition,
            sources=tuple(dict.fromkeys((*known.sources, place))),
            projects=tuple(dict.fromkeys((*known.projects, *names))),
            basis=known.basis or found.basis,
            year=known.year or found.year,
        )

    def _add_norms(self, found: Iterable[FundingNorm], source: Source, project: str | None) -> None:
        place = replace(source, rule="funding/norm")
        for norm in found:
            same = next((k for k, known in enumerate(self._norms) if _norm_key(known) == _norm_key(norm)), None)
            names = (project,) if project else ()
            if same is None:
                self._norms.append(replace(norm, sources=(place,), projects=names))
                continue
            known = self._norms[same]
            self._norms[same] = replace(
                known,
                sources=tuple(dict.fromkeys((*known.sources, place))),
                projects=tuple(dict.fromkeys((*known.projects, *names))),
            )


def _pieces(text: str) -> list[str]:
    """A long text by sentences, so that the time to read it grows with its length only."""
    if len(text) <= _LONG:
        return [text]
    pieces = [""]
    for sentence in re.split(r"(?<=[。；;\n])", text):
        if len(pieces[-1]) + len(sentence) > _LONG:
            pieces.append("")
        pieces[-1] += sentence
    return [piece[at : at + _LONG] for piece in pieces for at in range(0, len(piece), _LONG)]


def _norm_key(norm: FundingNorm) -> tuple[object, ...]:
    amount = norm.amount.yuan if norm.amount else norm.share
    return norm.kind, fold(norm.subject or ""), amount, norm.per, norm.levels, norm.applies, norm.basis


def _same(rule: CofundingRule, found: RatioStatement) -> bool:
    """Equal shares in lowest terms (60%:40% printed beside 6:4), for one case or for none that is named."""
    if rule.condition and found.condition and fold(rule.condition) != fold(found.condition):
        return False
    left = {s.level or s.levels or s.label: s.part for s in rule.shares}
    right = {s.level or s.levels or s.label: s.part for s in found.all_shares}
    return left.keys() == right.keys() and len({left[x] * sum(right.values()) - right[x] * sum(left.values()) for x in left} | {0}) == 1
