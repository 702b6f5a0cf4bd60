"""Amounts as RDF: budget facts, fund sources and the codes they are classified by."""

from dataclasses import dataclass

from ontology import code_lists, iri
from ontology.iri import Classification
from ontology.money import Money
from ontology.nquads import LABEL, TRUE, TYPE, Writer, decimal, exact, integer, node, text
from ontology.quads_sources import DERIVED, Places
from ontology.records import BudgetFact, DisclosureRecord, FundAmount
from ontology.terms import SKOS, bkg, concept

_FACT, _FUND = bkg("BudgetFact"), bkg("FundSource")
_AMOUNT, _AMOUNT_TEXT, _UNIT, _STEP = bkg("amount"), bkg("amountText"), bkg("moneyUnit"), bkg("amountStep")
_AGENCY, _YEAR, _HORIZON, _PHASE = bkg("agency"), bkg("fiscalYear"), bkg("horizon"), bkg("phase")
_SIDE, _MEASURE, _ROLE, _ROW_LABEL = bkg("side"), bkg("measure"), bkg("rowRole"), bkg("rowLabel")
_NATURE, _LEVEL, _LEVEL_LABEL = bkg("fundNature"), bkg("fundingLevel"), bkg("fundingLevelLabel")
_CARRIED, _DECLARATION, _STATEMENT = bkg("carriedOver"), bkg("ofDeclaration"), bkg("statementLine")
_BASIS_YEAR = bkg("fundBasisYear")
_CLASS_OF: dict[Classification, str] = {
    "functional": bkg("functionClass"),
    "economic": bkg("economicClass"),
    "government-economic": bkg("governmentEconomicClass"),
    "income": bkg("incomeClass"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What all statements of one document share."""

    record: DisclosureRecord
    writer: Writer
    places: Places
    document: str
    agency: str | None
    year: int | None
    declarations: dict[str, str]
    """Name of a project → term of its declaration. Filled by `quads_targets`."""

    @property
    def year_term(self) -> str | None:
        return None if self.year is None else integer(self.year)


def money(amount: Money) -> tuple[tuple[str, str], ...]:
    """Yuan and what was printed. The text is kept on its own: Oxigraph stores 10.00 as 10."""
    if amount.yuan is None:
        return ()
    step = decimal(amount.quantum)
    return ((_AMOUNT, decimal(amount.yuan)), (_AMOUNT_TEXT, exact(amount.text)), (_UNIT, exact(amount.unit)), (_STEP, step))


def write_facts(scope: Scope) -> None:
    """Every printed amount. A blank cell, or one with a mark for "not disclosed", is no fact."""
    lines = _statement_lines(scope.record)
    ordinals = iri.Ordinals()
    labels: dict[str, str] = {}
    for fact in dict.fromkeys((*scope.record.facts, *lines)):
        if fact.amount.yuan is not None:
            subject = node(ordinals.of(iri.fact(fact.source)))
            _write_fact(scope, subject, fact)
            _write_codes(scope, subject, fact, labels)
            scope.writer.add_all(subject, ((_STATEMENT, concept("statement", line)) for line in lines.get(fact, ())))
    labels.update(_line_labels(scope))
    for code, label in labels.items():
        scope.writer.add(code, bkg("observedLabel"), label)


def _write_fact(scope: Scope, subject: str, fact: BudgetFact) -> None:
    year = scope.year if fact.fiscal_year is None else fact.fiscal_year
    scope.writer.add_all(
        subject,
        (
            (TYPE, _FACT),
            *money(fact.amount),
            (_SIDE, concept("side", fact.side)),
            (_MEASURE, exact(fact.measure)),
            (bkg("measureKind"), concept("measure-kind", fact.measure.rsplit("/", 1)[-1])),
            (bkg("expenditureType"), concept("expenditure-type", kind) if (kind := expenditure_type(fact)) else None),
            (_ROLE, concept("row-role", fact.row_role)),
            (_ROW_LABEL, text(fact.label)),
            (_AGENCY, scope.agency),
            (_YEAR, None if year is None else integer(year)),
            (_HORIZON, concept("horizon", fact.horizon)),
            (_PHASE, concept("phase", fact.phase)),
            (_NATURE, concept("nature", fact.nature) if fact.nature else None),
            (_LEVEL_LABEL, text(fact.level_label) if fact.level_label else None),
            (_CARRIED, TRUE if fact.carried_over else None),
            (_BASIS_YEAR, integer(year - 1) if fact.carried_over and year else None),
            (_DECLARATION, scope.declarations.get(fact.project) if fact.project else None),
            (DERIVED, scope.places.of(fact.source)),
            *((_LEVEL, concept("level", level)) for level in fact.levels),
        ),
    )


def expenditure_type(fact: BudgetFact) -> str | None:
    """What the money is spent on, as the column says (财预〔2017〕98号): basic, its staff or public part, or project."""
    if fact.side != "expenditure":
        return None
    parts = fact.measure.split("/")
    if parts[0] == "project":
        return "project"
    for part, kind in (("staff", "basic-staff"), ("public", "basic-public")):
        if part in parts[:2]:
            return kind
    return "basic" if parts[0] == "basic" else None


def _write_codes(scope: Scope, subject: str, fact: BudgetFact, labels: dict[str, str]) -> None:
    codes: tuple[tuple[Classification, str | None], ...] = (
        ("functional", fact.function_code),
        ("economic", fact.economic_code),
        ("government-economic", fact.government_economic_code),
        ("income", fact.income_code),
    )
    named = [scheme for scheme, code in codes if code] if fact.row_role in {"class", "group", "item"} else []
    for scheme, code in codes:
        if code:
            term = _code(scope, scheme, code)
            scope.writer.add(subject, _CLASS_OF[scheme], term)
            if named == [scheme] and fact.label:
                labels.setdefault(term, text(fact.label))


def _code(scope: Scope, scheme: Classification, code: str) -> str:
    """The concept of a code as this document prints it, with the codes above it, and where its name is from."""
    term = node(iri.code(scheme, scope.year, code))
    above = code_lists.above(code)
    status = code_lists.status(scheme, code, scope.year)
    scope.writer.add_all(
        term,
        (
            (TYPE, f"<{SKOS}Concept>"),
            (f"<{SKOS}notation>", exact(code)),
            (f"<{SKOS}inScheme>", node(iri.code_scheme(scheme, scope.year))),
            (bkg("codeStatus"), concept("code-status", status)),
            (f"<{SKOS}broader>", _code(scope, scheme, above) if above else None),
        ),
    )
    return term


def _line_labels(scope: Scope) -> dict[str, str]:
    """Names of codes as the two tables print them that are about nothing else."""
    functional = {iri.code("functional", scope.year, line.code): line.name for line in scope.record.function_lines}
    economic = {iri.code("economic", scope.year, line.code): line.name for line in scope.record.economic_lines if line.code}
    used = {iri.code("functional", scope.year, f.function_code) for f in scope.record.facts if f.function_code}
    used |= {iri.code("economic", scope.year, f.economic_code) for f in scope.record.facts if f.economic_code}
    return {node(code): text(name) for code, name in (functional | economic).items() if name and code in used}


def _statement_lines(record: DisclosureRecord) -> dict[BudgetFact, list[str]]:
    """The facts that are lines of the standard statements, each with the lines it is."""
    totals = record.totals
    named: list[tuple[str, BudgetFact | None]] = [
        ("income-total", totals.income),
        ("expenditure-total", totals.expenditure),
        ("expenditure-basic", totals.basic),
        ("expenditure-project", totals.project),
    ]
    for line in record.function_lines:
        named += [("function-total", line.total), ("function-basic", line.basic), ("function-project", line.project)]
    for economic in record.economic_lines:
        named += [("economic-total", economic.total), ("economic-staff", economic.staff), ("economic-public", economic.public)]
    named += [(f"three-public-{item}", fact) for item, fact in record.three_public.items()]
    lines: dict[BudgetFact, list[str]] = {}
    for name, fact in named:
        if fact is not None:
            lines.setdefault(fact, []).append(name)
    return lines


def write_funds(scope: Scope, declaration: str, funds: tuple[FundAmount, ...]) -> None:
    """Fund sources of a declared project. One whose cell is blank is left out, as a fact is."""
    ordinals = iri.Ordinals()
    for fund in funds:
        subject = node(ordinals.of(iri.fund(declaration[1:-1], fund.source)))
        if fund.amount.yuan is None:
            continue
        scope.writer.add_all(
            subject,
            (
                (TYPE, _FUND),
                (LABEL, text(fund.label)),
                *money(fund.amount),
                (_DECLARATION, declaration),
                (_AGENCY, scope.agency),
                (_YEAR, scope.year_term),
                (_HORIZON, concept("horizon", fund.horizon)),
                (_NATURE, concept("nature", fund.nature) if fund.nature else None),
                (_BASIS_YEAR, integer(scope.year - 1) if scope.year and "结转" in fund.label else None),
                (bkg("levelResolution"), concept("resolution", fund.level_resolution)),
                (DERIVED, scope.places.of(fund.source)),
                *((_LEVEL, concept("level", level)) for level in dict.fromkeys((*((fund.level,) if fund.level else ()), *fund.levels))),
            ),
        )
