"""Projects (项目) of one document, put together from target forms, project tables and line items.

One project may be printed under several names; the name of its target form wins. Names are taken for one only when the
amounts agree and the names are alike, or when they are the same but for filler words.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from ingest.projects.cost_passages import project_breakdowns
from ingest.projects.prose import ProseProject
from ingest.projects.rows import ProjectRows, project_rows
from ingest.projects.sources import NATURES, fund_label, is_group_total, is_part, is_source, made_up_with_carried
from ingest.projects.target_form import FormAmount, TargetForm, Text
from ingest.words import funds
from ingest.words.codes import is_total
from ingest.words.text import fold, tidy, unlisted
from ontology.money import Money
from ontology.records import BudgetFact, FundAmount, Goal, Issue, Level, Method, Project, SelfAssessment, Severity, Source

_FILLER = re.compile(r"专项|项目|经费|资金|工作|费用|业务|问题|事项|补助|支出|[（(）)“”\"、，,\s]")
_TITLE = re.compile(
    r"(?:部门预算|市级|省级|区级|县级|本级|预算)?(?:项目|政策|专项)?(?:支出)?(?:预算)?绩效(?:目标)?(?:申报|自评|评价)?表?(?:[（(].*)?$"
)
_OF_YEAR = re.compile(r"当年|本年|年度")
_GENERIC = re.compile(
    r"^(?:20\d\d年?(?:度)?)?(?:.{0,20}(?:局|委|办|部门|单位|市级|区级|县级|省级)(?:[（(]单位[)）])?)?(?:部门)?(?:预算)?(?:项目|专项)?(?:支出)?$"
)
_LISTED = 3
"""So many amounts an issue names."""
ALIKE = 0.34
SAME = 0.8


@dataclass(frozen=True, slots=True)
class PrintedAmount:
    """An amount in a sentence."""

    amount: Money
    source: Source


@dataclass(slots=True)
class Draft:
    """A project while it is put together."""

    name: str
    source: Source
    form: TargetForm | None = None
    aliases: list[str] = field(default_factory=list)
    code: str | None = None
    category: str | None = None
    amount: BudgetFact | FormAmount | PrintedAmount | None = None
    amount_method: Method = "printed"
    table_funds: list[FundAmount] = field(default_factory=list)
    has_line: bool = False
    notes: list[Text] = field(default_factory=list)
    """Texts outside its form that may itemise its money."""
    assessment: SelfAssessment | None = None
    """What a list of projects says of its self-assessment."""
    goals: list[Goal] = field(default_factory=list)
    """What a list of projects says it is to achieve."""

    @property
    def money(self) -> Money | None:
        return self.amount.amount if self.amount else None


def project_name(form: TargetForm) -> tuple[str | None, Source | None]:
    """The project a form is about: its 项目名称 cell, or what its title says before 绩效目标表."""
    text = form.texts.get("project_name")
    if text:
        coded = _CODE_PREFIX.match(text.text)  # 120101-学校食堂改造
        return coded[2] if coded else text.text, text.source
    title = unlisted(re.sub(r"^[（(]?[\d一二三四五六七八九十]+[)）]?[、.．]\s*", "", form.title))
    name = _TITLE.sub("", title)
    first = next((i.source for i in form.indicators), None) or next((g.source for g in form.goals), None)
    if name == title or _GENERIC.match(fold(name)) or not name:
        return None, first
    return name, first


def _in_title(draft: Draft, name: str) -> bool:
    """Whether the title that named a form goes on with words of the name that a list prints: 学前教育发展专项 | 绩效目标表."""
    form = draft.form
    if form is None or "project_name" in form.texts or fold(name) == fold(draft.name):
        return False
    return fold(name).startswith(fold(draft.name)) and fold(name) in fold(form.title)


def similarity(a: str, b: str) -> float:
    """Share of characters pairs that two names have in common, filler words aside (Dice over bigrams)."""
    left, right = _pairs(a), _pairs(b)
    if not left or not right:
        return 1.0 if fold(a) == fold(b) else 0.0
    return 2 * len(left & right) / (len(left) + len(right))


@lru_cache(maxsize=16384)
def _pairs(name: str) -> frozenset[str]:
    key = _FILLER.sub("", fold(name)) or fold(name)
    return frozenset(key[i : i + 2] for i in range(len(key) - 1)) or frozenset({key})


class ProjectBook:
    """All projects of a document."""

    def __init__(self, publisher: Level | None, year: int | None) -> None:
        self._publisher, self._year = publisher, year
        self.drafts: list[Draft] = []
        self._named: dict[str, int] = {}
        """Folded name or alias → the first of the drafts that is called so."""
        self.issues: list[Issue] = []

    def add_form(self, form: TargetForm) -> None:
        name, source = project_name(form)
        if name is None:
            if not form.indicators:
                if (lost := form.assessment) is not None:
                    message = f"表 {form.table} 的自评总分不知道是哪个项目的：{lost.source.text}"
                    self.issues.append(Issue("targets.score", "warning", message, "请核对“项目名称”一栏", lost.source))
                return
            self.issues.append(
                Issue("project.unnamed", "warning", f"表 {form.table} 的绩效目标没有印项目名称", "请核对表名与“项目名称”一栏", source)
            )
            name = form.title or f"表 {form.table}"
        if source is None:
            return
        code = form.texts.get("project_code")
        category = form.texts.get("category") or form.texts.get("project_category")
        totals = [
            a
            for a in form.amounts
            if a.kind == "amount.total" and a.horizon == "annual" and a.phase != "final" and a.year in {None, self._year}
        ]
        if len(totals) > 1 and (of_year := [a for a in totals if _OF_YEAR.match(a.label)]):  # 项目总额 beside 当年预算
            totals = of_year
        total = next((a for a in totals if a.side != "expenditure"), None) or next(iter(totals), None) or self._sum_of_funds(form)
        same = next((d for d in self.drafts if fold(d.name) == fold(name) and d.form is None), None)
        draft = same or Draft(name, source)
        if same is None:
            self._new(draft)
        coded = _CODE_PREFIX.match(form.texts["project_name"].text) if "project_name" in form.texts else None
        draft.form, draft.code = form, code.text if code else coded[1] if coded else None
        draft.category = category.text if category else None
        draft.amount = total

    def add_lines(self, facts: Sequence[BudgetFact], year: int | None = None) -> None:
        """Rows of budget tables that stand for projects."""
        for rows in project_rows(facts, year):
            self._add_line(rows)

    def _add_line(self, rows: ProjectRows) -> None:
        row, total = rows.facts, rows.total
        if total is None or total.project is None or total.amount.yuan is None:
            return
        draft = self.match(total.project, total.amount, total.source.table)
        if draft is None:
            if not total.amount.yuan:
                return
            draft = Draft(tidy(total.project), total.source)
            self._new(draft)
        draft.has_line = True
        if _in_title(draft, total.project):
            draft.name = tidy(total.project)
            self._named.setdefault(fold(draft.name), next(at for at, other in enumerate(self.drafts) if other is draft))
        self._alias(draft, total.project)
        if draft.amount is None:
            draft.amount = total
            draft.amount_method = "printed" if rows.parts == 1 else "inferred"
            if rows.parts > 1:
                text = f"“{total.project}”在表 {total.source.table} 分 {rows.parts} 行列示，没有印合计，金额取各行之和"
                self.issues.append(Issue("project.summed", "info", text, "请核对各行是否同一项目", total.source))
        made_up = made_up_with_carried(row, total)
        apart: list[BudgetFact] = []
        for fact in row:
            carried = fact.carried_over and (is_source(fact, row, total) if made_up is None else made_up)
            source = fact.nature or fact.level_label or carried
            summed = is_group_total(fact, row) or is_part(fact, row)
            if not source or not fact.amount.yuan or fact.measure != "total" or summed:
                continue
            if carried == fact.carried_over:
                draft.table_funds.append(
                    funds.fund_amount(fund_label(fact), fact.amount, "annual", fact.source, self._publisher, fact.nature)
                )
            elif not total.carried_over:
                apart.append(fact)
        if apart:
            parts = (f"{fund_label(f)}{f'（{NATURES[f.nature]}）' if f.nature in NATURES else ''} {f.amount.text}" for f in apart[:_LISTED])
            listed = "、".join(parts) + ("等" if len(apart) > _LISTED else "")
            told = "金额里不含它" if made_up is False else "金额里是否含它看不出"
            text = f"“{total.project}”另有{listed}，{told}，没有列为资金来源"
            severity: Severity = "info" if made_up is False else "warning"
            self.issues.append(Issue("project.carried-apart", severity, text, "请核对原表的合计是否包括上年结转", apart[0].source))

    def add_tasks(self, form: TargetForm) -> None:
        """Names in a department form's task list are other spellings of known projects, never new ones."""
        for task in form.amounts:
            if task.project and task.kind in {"task", "project"} and (draft := self.match(task.project, task.amount, None)) is not None:
                self._alias(draft, task.project)
                if draft.amount is None and task.horizon == "annual":
                    draft.amount = task
                    self._task_funds(draft, task, form)

    def _task_funds(self, draft: Draft, task: FormAmount, form: TargetForm) -> None:
        """The sources printed beside the amount that a task list gives a project; nothing else prints its money."""
        if draft.table_funds or (draft.form and any(a.kind == "fund" for a in draft.form.amounts)):
            return
        place = task.source.table, task.source.row
        beside = (a for a in form.amounts if a.kind == "task.fund" and (a.source.table, a.source.row) == place)
        draft.table_funds += [funds.fund_amount(a.label, a.amount, a.horizon, a.source, self._publisher) for a in beside if a.amount.yuan]

    def add_prose(self, found: ProseProject) -> None:
        """A project described in lines of text; its amount counts only where no table prints one."""
        draft = self.match(found.name, found.amount, None)
        if draft is None:
            draft = Draft(found.name, found.name_source)
            self._new(draft)
        self._alias(draft, found.name)
        if draft.amount is None and self._known_amount(draft) is None:
            draft.amount = PrintedAmount(found.amount, found.amount_source)

    def add_assessments(self, assessed: Iterable[tuple[str, SelfAssessment]]) -> None:
        """Scores and grades beside projects in a list (绩效自评情况汇总表)."""
        for name, assessment in assessed:
            draft = self.match(name, None, None)
            if draft is None:
                continue
            draft.assessment = draft.assessment or assessment
            of_form = draft.form.assessment if draft.form else None
            if of_form and None not in (of_form.points, assessment.points) and of_form.points != assessment.points:
                message = f"“{draft.name}”的自评总分在自评表中是 {of_form.points}，在汇总表中是 {assessment.points}，取自评表的"
                self.issues.append(Issue("targets.score-differs", "warning", message, "请核对原表", assessment.source))

    def add_goals(self, told: Iterable[tuple[str, Goal]]) -> None:
        """Goals beside projects in a list of their money; those of a project's own form are the full ones."""
        for name, goal in told:
            draft = self.match(name, None, None)
            if draft is not None and not any((g.horizon, g.text) == (goal.horizon, goal.text) for g in draft.goals):
                draft.goals.append(goal)

    def add_note(self, name: str, note: Text) -> None:
        """A text of a project that is described in lines of text."""
        if (draft := self.match(name, None, None)) is not None:
            draft.notes.append(note)

    def match(self, name: str, amount: Money | None, table: int | None) -> Draft | None:
        """The project a printed name stands for; None when none is alike enough or two are equally so."""
        if (at := self._named.get(fold(name))) is not None:
            return self.drafts[at]
        scored = []
        for draft in self.drafts:
            if (
                table is not None
                and draft.has_line
                and draft.amount is not None
                and isinstance(draft.amount, BudgetFact)
                and draft.amount.source.table == table
            ):
                continue
            known = self._known_amount(draft)
            if known is not None and (amount is None or known != amount.yuan):
                continue
            likeness = similarity(name, draft.name)
            if likeness >= (SAME if known is None else ALIKE):
                scored.append((likeness, draft))
        scored.sort(key=lambda s: -s[0])
        if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]):
            return None
        return scored[0][1]

    @staticmethod
    def _known_amount(draft: Draft) -> Decimal | None:
        if draft.money is not None:
            return draft.money.yuan
        if draft.form:
            printed = [
                a.amount.yuan for a in draft.form.amounts if a.kind == "fund" and a.horizon == "annual" and a.amount.yuan is not None
            ]
            return sum(printed, Decimal(0)) if printed else None
        return None

    def _new(self, draft: Draft) -> None:
        self._named.setdefault(fold(draft.name), len(self.drafts))
        self.drafts.append(draft)

    def _alias(self, draft: Draft, name: str) -> None:
        if fold(name) != fold(draft.name) and fold(name) not in map(fold, draft.aliases):
            draft.aliases.append(tidy(name))
            key, at = fold(tidy(name)), next(at for at, other in enumerate(self.drafts) if other is draft)
            self._named[key] = min(at, self._named.get(key, at))

    def add_functional_items(self, facts: Sequence[BudgetFact]) -> None:
        """A form without any amount whose name is that of a functional item: the item's project expenditure is its money."""
        for draft in self.drafts:
            if draft.form is None or self._known_amount(draft) is not None:
                continue
            rows = [
                f for f in facts if f.row_role == "item" and fold(f.label) == fold(draft.name) and f.measure == "project" and f.amount.yuan
            ]
            total = next((f for f in rows if f.table_kind == "function_expenditure"), rows[0] if rows else None)
            if total is None or len({f.amount.yuan for f in rows}) > 1:
                continue
            draft.amount, draft.amount_method = total, "inferred"
            self.issues.append(
                Issue(
                    "project.amount-from-item",
                    "info",
                    f"“{draft.name}”的目标表没有金额，取同名功能科目 {total.function_code} 的项目支出",
                    "若该科目还有别的项目，此数偏大",
                    total.source,
                )
            )
            for fact in rows:
                if fact.nature in NATURES:
                    draft.table_funds.append(
                        funds.fund_amount(NATURES[fact.nature], fact.amount, "annual", fact.source, self._publisher, fact.nature)
                    )

    def projects(self) -> tuple[Project, ...]:
        form_funds = {id(d): self._form_funds(d) for d in self.drafts}
        own = funds.own_level(form_funds.values())
        made: list[Project] = []
        for draft in self.drafts:
            merged = funds.merge(form_funds[id(draft)], draft.table_funds)
            if draft.form is None and own is not None and len(merged) == 1 and merged[0].nature == "general_public_budget":
                merged = (self._own_level(draft, merged[0], own),)
            made.append(self._project(draft, merged))
        return tuple(made)

    def _own_level(self, draft: Draft, fund: FundAmount, own: FundAmount) -> FundAmount:
        """A project without a form in the general budget, in a document whose forms split money by level."""
        self.issues.append(
            Issue(
                "fund.level-inferred",
                "info",
                f"“{draft.name}”没有目标表，按一般公共预算推定为{own.label}",
                "若资金来自上级，以原文件为准",
                fund.source,
            )
        )
        return replace(fund, label=own.label, level=own.level, levels=own.levels, level_resolution="inferred")

    def _sum_of_funds(self, form: TargetForm) -> FormAmount | None:
        """财政拨款合计 above 省级, 市级, 县级 that make it up: what the project costs, and no source of its own."""
        paid = [a for a in form.amounts if a.kind == "fund" and a.phase == "budget" and a.year in {None, self._year} and a.amount.yuan]
        sums = [a for a in paid if is_total(a.label)]
        parts = sum((a.amount.yuan or Decimal(0) for a in paid if a not in sums), Decimal(0))
        return sums[0] if len(sums) == 1 and sums[0].amount.yuan == parts else None

    def _form_funds(self, draft: Draft) -> list[FundAmount]:
        if draft.form is None:
            return []
        return [
            funds.fund_amount(a.label, a.amount, a.horizon, a.source, self._publisher)
            for a in draft.form.amounts
            if a.kind == "fund" and a.phase == "budget" and a.year in {None, self._year} and a is not draft.amount
        ]

    def _project(self, draft: Draft, merged: tuple[FundAmount, ...]) -> Project:
        amount, method, source = draft.money, draft.amount_method, draft.amount.source if draft.amount else None
        if amount is None:
            annual = [f for f in merged if f.horizon == "annual" and f.amount.yuan]
            if len(annual) == 1:
                amount, source, method = annual[0].amount, annual[0].source, "inferred"
            elif annual and len({f.amount.unit for f in annual}) == 1 and all(funds.by_level(f) for f in annual):
                total = sum((f.amount.yuan for f in annual if f.amount.yuan), Decimal(0))
                amount, source, method = (
                    Money(total, " + ".join(f.amount.text for f in annual), annual[0].amount.unit, "printed"),
                    annual[0].source,
                    "inferred",
                )
        overview = draft.form.texts.get("overview") if draft.form else None
        return Project(
            name=draft.name,
            code=draft.code,
            amount=amount,
            funds=merged,
            goals=tuple((draft.form.goals if draft.form else None) or draft.goals),
            indicators=tuple(draft.form.indicators) if draft.form else (),
            source=draft.source,
            aliases=tuple(draft.aliases),
            category=draft.category,
            amount_source=source,
            amount_method=method,
            overview=overview.text if overview else None,
            overview_source=overview.source if overview else None,
            breakdowns=project_breakdowns(draft.form, draft.notes, self._year),
            assessment=(draft.form.assessment if draft.form else None) or draft.assessment,
        )


_CODE_PREFIX = re.compile(r"^([0-9A-Z]{6,})\s*[-—_]\s*(\S.*)$")
