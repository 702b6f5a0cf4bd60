"""Projects and what is promised for their money: plans, goals, indicators, targets, co-funding ratios."""

from collections import Counter
from collections.abc import Iterable

from ontology import fixed_lists, iri
from ontology.categories import category_of
from ontology.concepts import shipped
from ontology.nquads import LABEL, TRUE, TYPE, day, decimal, exact, integer, node, text
from ontology.privacy import mask
from ontology.programmes import basis_year, payer, programme_name
from ontology.quads_costs import write_breakdowns
from ontology.quads_levels import write_level_amounts
from ontology.quads_money import Scope, money, write_funds
from ontology.quads_sources import DERIVED
from ontology.records import Clause, Goal, Indicator, Outcome, Project, SelfAssessment
from ontology.target_kinds import target_kinds
from ontology.terms import SKOS, bkg, concept

_AGENCY, _YEAR, _HORIZON, _DECLARATION = bkg("agency"), bkg("fiscalYear"), bkg("horizon"), bkg("ofDeclaration")
_PLAN, _OF_PLAN, _FOR_INDICATOR, _HAS_CLAUSE = bkg("PerformancePlan"), bkg("ofPlan"), bkg("forIndicator"), bkg("hasClause")
_INDICATOR, _TARGET, _CLAUSE = bkg("Indicator"), bkg("Target"), bkg("TargetClause")
_METHOD = "method"


def write_projects(scope: Scope) -> None:
    """All projects of the document. Fills `scope.declarations`."""
    ordinals = iri.Ordinals()
    for project in scope.record.projects:
        owner = scope.agency[1:-1] if scope.agency else None
        identity = iri.project(owner, mask(project.name), project.code, scope.record.document.sha256)
        declaration = node(ordinals.of(iri.declaration(identity, scope.year, scope.record.document.sha256)))
        for name in (project.name, *project.aliases):
            scope.declarations.setdefault(name, declaration)
        _write_project(scope, node(identity), declaration, project)
        write_funds(scope, declaration, project.funds)
        write_breakdowns(scope, declaration, project)
        write_level_amounts(scope, declaration, project)
        if project.goals or project.indicators or project.assessment:
            plan = node(iri.project_plan(declaration[1:-1]))
            scope.writer.add_all(plan, ((TYPE, _PLAN), (_DECLARATION, declaration), (_AGENCY, scope.agency), (_YEAR, scope.year_term)))
            _write_goals(scope, plan, project.goals)
            _write_indicators(scope, plan, project.indicators)
            _write_assessment(scope, plan, project.assessment)


def write_agency_plan(scope: Scope) -> None:
    """The plan of the whole department (部门整体支出绩效目标), where the document prints one."""
    record = scope.record
    if record.department_goals or record.department_indicators or record.department_assessment:
        owner = scope.agency[1:-1] if scope.agency else None
        plan = node(iri.agency_plan(owner, scope.year, record.document.sha256))
        scope.writer.add_all(plan, ((TYPE, _PLAN), (bkg("inDocument"), scope.document), (_AGENCY, scope.agency), (_YEAR, scope.year_term)))
        _write_goals(scope, plan, record.department_goals)
        _write_indicators(scope, plan, record.department_indicators)
        _write_assessment(scope, plan, record.department_assessment)


def _write_project(scope: Scope, subject: str, declaration: str, project: Project) -> None:
    scope.writer.add_all(
        subject,
        (
            (TYPE, bkg("Project")),
            (LABEL, text(project.name)),
            (bkg("projectCode"), exact(project.code) if project.code else None),
            (_AGENCY, scope.agency),
            (bkg("forProgramme"), _write_programme(scope, project)),
            *((f"<{SKOS}altLabel>", text(alias)) for alias in project.aliases),
        ),
    )
    sources = [place for place in (project.source, project.amount_source, project.overview_source) if place is not None]
    amount = money(project.amount) if project.amount else ()
    basis = basis_year(project.name)
    scope.writer.add_all(
        declaration,
        (
            (TYPE, bkg("ProjectDeclaration")),
            (LABEL, text(project.name)),
            (bkg("ofProject"), subject),
            (bkg("inDocument"), scope.document),
            (_AGENCY, scope.agency),
            (_YEAR, scope.year_term),
            (bkg("projectCategory"), text(project.category) if project.category else None),
            (bkg("projectKind"), fixed_lists.find("project-category", project.category)),
            (bkg("overview"), text(project.overview) if project.overview else None),
            (bkg("fundBasisYear"), None if basis is None else integer(basis)),
            (bkg("fundingLevel"), concept("level", level) if (level := payer(project.name)) else None),
            *amount,
            (bkg("amountMethod"), concept(_METHOD, project.amount_method) if amount else None),
            *((DERIVED, scope.places.of(place)) for place in sources),
        ),
    )


def _write_programme(scope: Scope, project: Project) -> str:
    """The programme that projects of several years and payers share."""
    name = programme_name(mask(project.name))
    subject = node(iri.programme(scope.agency[1:-1] if scope.agency else None, name, scope.record.document.sha256))
    scope.writer.add_all(subject, ((TYPE, bkg("Programme")), (f"<{SKOS}prefLabel>", text(name)), (_AGENCY, scope.agency)))
    return subject


def _write_goals(scope: Scope, plan: str, goals: Iterable[Goal]) -> None:
    ordinals = iri.Ordinals()
    for goal in goals:
        scope.writer.add_all(
            node(ordinals.of(iri.goal(plan[1:-1], goal.horizon))),
            (
                (TYPE, bkg("Goal")),
                (_OF_PLAN, plan),
                (_AGENCY, scope.agency),
                (_HORIZON, concept("horizon", goal.horizon)),
                (bkg("goalText"), text(goal.text)),
                (bkg("achievedText"), text(goal.achieved) if goal.achieved else None),
                (DERIVED, scope.places.of(goal.source)),
                (DERIVED, scope.places.of(goal.achieved_source) if goal.achieved_source else None),
            ),
        )


def _write_indicators(scope: Scope, plan: str, indicators: Iterable[Indicator]) -> None:
    """One indicator printed for two horizons is one node with two targets.

    One that is printed twice for one horizon is two: the n-th row of one horizon goes with the n-th of the other.
    """
    rows: Counter[tuple[str, str]] = Counter()
    for indicator in indicators:
        identity = iri.indicator(plan[1:-1], indicator.level1, indicator.level2, mask(indicator.name))
        rows[identity, indicator.horizon] += 1
        repeat = rows[identity, indicator.horizon]
        subject = node(identity if repeat == 1 else f"{identity}/~{repeat}")
        category = category_of(indicator.level1, indicator.level2)
        scope.writer.add_all(
            subject,
            (
                (TYPE, _INDICATOR),
                (LABEL, text(indicator.name)),
                (_OF_PLAN, plan),
                (_AGENCY, scope.agency),
                (bkg("level1"), text(indicator.level1) if indicator.level1 else None),
                (bkg("level2"), text(indicator.level2) if indicator.level2 else None),
                (bkg("levelsMethod"), concept(_METHOD, indicator.levels_method)),
                (bkg("category"), concept("category", category) if category else None),
                (bkg("indicatorDescription"), text(indicator.description) if indicator.description else None),
                *((bkg("indicatorConcept"), node(iri.indicator_concept(name))) for name in shipped().mentions(mask(indicator.name))),
                (DERIVED, scope.places.of(indicator.name_source)),
            ),
        )
        _write_target(scope, subject, indicator)


def _write_target(scope: Scope, subject: str, indicator: Indicator) -> None:
    target = node(iri.target(subject[1:-1], indicator.horizon))
    scope.writer.add_all(
        target,
        (
            (TYPE, _TARGET),
            (_FOR_INDICATOR, subject),
            (_AGENCY, scope.agency),
            (_YEAR, scope.year_term),
            (_HORIZON, concept("horizon", indicator.horizon)),
            (bkg("rawValue"), None if indicator.raw_value is None else text(indicator.raw_value)),
            (bkg("valueMissing"), TRUE if indicator.raw_value is None else None),
            (bkg("declaredNature"), text(indicator.declared_nature) if indicator.declared_nature else None),
            (bkg("basisText"), text(indicator.basis) if indicator.basis else None),
            (bkg("explanationText"), text(indicator.explanation) if indicator.explanation else None),
            *((bkg("targetKind"), concept("target-kind", kind)) for kind in target_kinds(indicator, _is_ratio(scope, indicator))),
            (DERIVED, scope.places.of(indicator.value_source or indicator.source)),
            (DERIVED, scope.places.of(indicator.deadline_source) if indicator.deadline_source else None),
        ),
    )
    if indicator.weight is not None:
        scope.writer.add(target, bkg("weight"), decimal(indicator.weight))
    _write_clauses(scope, target, indicator.clauses)
    if indicator.outcome:
        _write_outcome(scope, target, indicator.outcome)


def _write_outcome(scope: Scope, target: str, outcome: Outcome) -> None:
    subject = node(iri.child(target[1:-1], "outcome"))
    scope.writer.add_all(
        subject,
        (
            (TYPE, bkg("Outcome")),
            (bkg("ofTarget"), target),
            (_AGENCY, scope.agency),
            (_YEAR, scope.year_term),
            (bkg("actualValue"), text(outcome.actual) if outcome.actual else None),
            (bkg("points"), None if outcome.points is None else decimal(outcome.points)),
            (bkg("deviationText"), text(outcome.deviation) if outcome.deviation else None),
            (DERIVED, scope.places.of(outcome.source)),
        ),
    )
    _write_clauses(scope, subject, outcome.clauses)


def _write_assessment(scope: Scope, plan: str, assessment: SelfAssessment | None) -> None:
    if assessment is None:
        return
    scope.writer.add_all(
        node(iri.child(plan[1:-1], "assessment")),
        (
            (TYPE, bkg("SelfAssessment")),
            (_OF_PLAN, plan),
            (_AGENCY, scope.agency),
            (_YEAR, scope.year_term),
            (bkg("points"), None if assessment.points is None else decimal(assessment.points)),
            (bkg("fullPoints"), None if assessment.full is None else decimal(assessment.full)),
            (bkg("gradeText"), text(assessment.grade) if assessment.grade else None),
            (DERIVED, scope.places.of(assessment.source)),
            (DERIVED, scope.places.of(assessment.grade_source) if assessment.grade_source else None),
        ),
    )


def _write_clauses(scope: Scope, subject: str, clauses: Iterable[Clause]) -> None:
    for ordinal, clause in enumerate(clauses, start=1):
        term = node(iri.clause(subject[1:-1], ordinal))
        scope.writer.add(subject, _HAS_CLAUSE, term)
        _write_clause(scope, term, clause)


def _is_ratio(scope: Scope, indicator: Indicator) -> bool:
    """Whether the value's own cell states a ratio between levels of government."""
    place = indicator.value_source
    return place is not None and any(iri.source(place) == iri.source(s) for rule in scope.record.cofunding_rules for s in rule.sources)


def _write_clause(scope: Scope, subject: str, clause: Clause) -> None:
    low = bkg("minInclusive" if clause.low_inclusive else "minExclusive")
    high = bkg("maxInclusive" if clause.high_inclusive else "maxExclusive")
    scope.writer.add_all(
        subject,
        (
            (TYPE, _CLAUSE),
            (bkg("comparator"), concept("comparator", clause.comparator) if clause.comparator else None),
            (bkg("comparatorOrigin"), concept("origin", clause.origin) if clause.origin else None),
            (bkg("value"), None if clause.value is None else decimal(clause.value)),
            (bkg("unit"), exact(clause.unit) if clause.unit else None),
            (bkg("unitConcept"), fixed_lists.find("unit", clause.unit)),
            (bkg("quantityBasis"), concept("basis", clause.basis)),
            (bkg("direction"), concept("direction", clause.direction) if clause.direction else None),
            (bkg("baseline"), concept("baseline", clause.baseline) if clause.baseline else None),
            (bkg("subjectText"), text(clause.subject) if clause.subject else None),
            (bkg("approximate"), TRUE if clause.approximate else None),
            (low, None if clause.low is None else decimal(clause.low)),
            (high, None if clause.high is None else decimal(clause.high)),
            (bkg("notBefore"), day(clause.not_before) if clause.not_before else None),
            (bkg("notAfter"), day(clause.not_after) if clause.not_after else None),
            (bkg("frequency"), text(clause.frequency) if clause.frequency else None),
            (bkg("rating"), text(clause.rating) if clause.rating else None),
            (bkg("ratingTerm"), fixed_lists.find("rating", clause.rating)),
            (bkg("clauseText"), text(clause.text) if clause.text else None),
        ),
    )
