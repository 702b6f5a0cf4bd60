"""What is said of money between levels of government as RDF: ratios, floors, ceilings, standards, and transfers."""

from decimal import Decimal
from fractions import Fraction

from ontology import iri
from ontology.funding import Applicability, FundingNorm, FundingShare, Transfer, TransferAllocation
from ontology.nquads import LABEL, TYPE, decimal, exact, integer, node, text
from ontology.programmes import basis_year, money_year
from ontology.quads_money import Scope, money
from ontology.quads_places import division_at, write_division, write_government
from ontology.quads_sources import DERIVED
from ontology.records import CofundingRule, Source
from ontology.terms import bkg, concept

_LEVEL = bkg("fundingLevel")


def write_cofunding(scope: Scope) -> None:
    """Declared ratios (配套比例). A rule printed in several places is one node with several sources."""
    for rule in scope.record.cofunding_rules:
        shares = [f"{share.level or '+'.join(share.levels)}={share.part.normalize():f}" for share in rule.shares]
        identity = iri.cofunding_rule(scope.record.document.sha256, rule.text, rule.condition or "", *shares)
        _write_rule(scope, identity, "CofundingRule", rule, rule.condition)
        ordinals = iri.Ordinals()
        for share in rule.shares:
            _write_share(scope, identity, share, ordinals)


def _write_rule(scope: Scope, identity: str, kind: str, rule: CofundingRule | FundingNorm, condition: str | None) -> None:
    scope.writer.add_all(
        node(identity),
        (
            (TYPE, bkg(kind)),
            (bkg("ruleText"), text(rule.text)),
            (bkg("agency"), scope.agency),
            (bkg("fiscalYear"), scope.year_term),
            (bkg("legalBasis"), exact(rule.basis) if rule.basis else None),
            (bkg("ruleYear"), None if rule.year is None else integer(rule.year)),
            *((bkg("appliesTo"), term) for name in rule.projects if (term := scope.declarations.get(name))),
            *((DERIVED, scope.places.of(place)) for place in rule.sources),
        ),
    )
    if condition:
        _write_condition(scope, identity, condition, rule.applies)


def _write_condition(scope: Scope, identity: str, condition: str, applies: Applicability) -> None:
    term = node(iri.child(identity, "condition"))
    scope.writer.add(node(identity), bkg("hasCondition"), term)
    scope.writer.add_all(
        term,
        (
            (TYPE, bkg("ApplicabilityCondition")),
            (bkg("conditionText"), text(condition)),
            (bkg("tier"), text(applies.tier) if applies.tier else None),
            (bkg("unitKind"), text(applies.unit_kind) if applies.unit_kind else None),
            (bkg("recipientLevel"), concept("level", applies.recipient_level) if applies.recipient_level else None),
        ),
    )


def _write_share(scope: Scope, identity: str, share: FundingShare, ordinals: iri.Ordinals) -> None:
    term = node(ordinals.of(iri.child(identity, "share", share.level or "-".join(share.levels) or "open")))
    scope.writer.add(node(identity), bkg("hasShare"), term)
    scope.writer.add_all(
        term,
        (
            (TYPE, bkg("FundingShare")),
            (LABEL, text(share.label)),
            (bkg("ratioPart"), decimal(share.part)),
            (bkg("levelResolution"), concept("resolution", share.level_resolution)),
            *((_LEVEL, concept("level", level)) for level in share.levels or ((share.level,) if share.level else ())),
        ),
    )


def write_norms(scope: Scope) -> None:
    """Floors, ceilings and standards. One that is printed in several places is one node with several sources."""
    ordinals = iri.Ordinals()
    for norm in scope.record.funding_norms:
        identity = ordinals.of(iri.funding_norm(scope.record.document.sha256, norm.kind, norm.text, norm.subject or "", norm.basis or ""))
        _write_rule(scope, identity, "FundingNorm", norm, norm.applies.tier or norm.applies.unit_kind)
        resolution = norm.level_resolution
        scope.writer.add_all(
            node(identity),
            (
                (bkg("normKind"), concept("norm-kind", norm.kind)),
                (bkg("normSubject"), text(norm.subject) if norm.subject else None),
                *(money(norm.amount) if norm.amount else ()),
                *_share(norm.share, norm.percent),
                (bkg("perUnit"), exact("·".join(norm.per)) if norm.per else None),
                (bkg("fundingLevelLabel"), text(norm.level_label) if norm.level_label else None),
                (bkg("levelResolution"), concept("resolution", resolution) if resolution else None),
                *((_LEVEL, concept("level", level)) for level in norm.levels),
            ),
        )


def _share(share: Fraction | None, percent: Decimal | None) -> tuple[tuple[str, str], ...]:
    """Per cent where a decimal number says it exactly; else numerator and denominator."""
    if share is None:
        return ()
    if percent is not None:
        return ((bkg("normPercent"), decimal(percent)),)
    return (bkg("normNumerator"), integer(share.numerator)), (bkg("normDenominator"), integer(share.denominator))


def write_transfers(scope: Scope) -> None:
    """Lists of what is passed on, and each part. The total is the printed one."""
    ordinals = iri.Ordinals()
    for allocation in scope.record.transfers:
        identity = ordinals.of(iri.allocation(allocation.sources[0], *(part.recipient for part in allocation.parts)))
        payer = _government(scope, allocation.from_region)
        basis = _basis_year(allocation)
        shared = (
            (bkg("agency"), scope.agency),
            (bkg("fiscalYear"), None if allocation.fiscal_year is None else integer(allocation.fiscal_year)),
            (bkg("fundBasisYear"), None if basis is None else integer(basis)),
            (bkg("ofDeclaration"), scope.declarations.get(allocation.project) if allocation.project else None),
            (bkg("fromGovernment"), payer),
            (bkg("transferStatus"), concept("transfer-status", allocation.status) if allocation.status else None),
            (bkg("transferType"), concept("transfer-type", allocation.type) if allocation.type else None),
            (bkg("legalBasis"), exact(allocation.basis) if allocation.basis else None),
        )
        kept = allocation.kept.yuan if allocation.kept else None
        scope.writer.add_all(
            node(identity),
            (
                (TYPE, bkg("TransferAllocation")),
                (LABEL, text(allocation.project or allocation.text[:40])),
                *(money(allocation.total) if allocation.total else ()),
                (bkg("keptAmount"), None if kept is None else decimal(kept)),
                *shared,
                *((DERIVED, scope.places.of(place)) for place in allocation.sources),
            ),
        )
        _write_parts(scope, identity, allocation, shared)


def _basis_year(allocation: TransferAllocation) -> int | None:
    """The year that the money belongs to: by the project's name, else the year before the budget's where it is carried over."""
    year = money_year(allocation.project or "", allocation.fiscal_year)
    carried = allocation.status == "carried_over" and year == allocation.fiscal_year
    return year - 1 if year and carried and basis_year(allocation.project or "") is None else year


def _write_parts(scope: Scope, identity: str, allocation: TransferAllocation, shared: tuple[tuple[str, str | None], ...]) -> None:
    ordinals = iri.Ordinals()
    for part in allocation.parts:
        subject = node(ordinals.of(iri.child(identity, "to", part.region or iri.digest(part.recipient))))
        scope.writer.add_all(
            subject,
            (
                (TYPE, bkg("IntergovernmentalTransfer")),
                (bkg("partOfAllocation"), node(identity)),
                (bkg("recipientName"), text(part.recipient)),
                (bkg("toGovernment"), _recipient(scope, part)),
                *money(part.amount),
                *shared,
                *((DERIVED, scope.places.of(place)) for place in _places(part, allocation)),
            ),
        )


def _places(part: Transfer, allocation: TransferAllocation) -> tuple[Source, ...]:
    """A cell of its own, or wherever the list stands."""
    return allocation.sources if part.source.column in {place.column for place in allocation.sources} else (part.source,)


def _recipient(scope: Scope, part: Transfer) -> str | None:
    return _government(scope, part.region)


def _government(scope: Scope, code: str | None) -> str | None:
    """The government of a division, both stated, so that the document's graph can be read alone."""
    division = division_at(code, scope.year) if code else None
    if division is None:
        return None
    write_division(scope.writer, division)
    return write_government(scope.writer, division)
