"""A record as the JSON object that leaves the program: the stable shape that scripts build on.

Money is yuan as a decimal string with two places; "" where the cell is blank, "0.00" where a zero is
printed. Other numbers are decimal strings too, so that no reader turns them into binary fractions.
"""

import json
from decimal import Decimal
from typing import Any

from budgetkg import stated
from ontology.costs import CostBreakdown, CostItem, Quantity
from ontology.funding import Applicability, FundingNorm, TransferAllocation
from ontology.money import Money
from ontology.records import (
    THREE_PUBLIC_ITEMS,
    Agency,
    BudgetFact,
    Claim,
    Clause,
    CofundingRule,
    DisclosureRecord,
    Document,
    EconomicLine,
    FunctionLine,
    FundAmount,
    Goal,
    Indicator,
    Issue,
    Outcome,
    Project,
    SelfAssessment,
    Source,
    TableReading,
)

Json = dict[str, Any]


def to_json(record: DisclosureRecord) -> Json:
    """One document's record, ready for `json.dumps`. Absent amounts are "", other absent values null."""
    totals = record.totals
    said, spent = stated.totals(record), stated.three_public(record)
    return {
        "document": _document(record.document),
        "agency": _agency(record.agency),
        "totals": {
            "income": _yuan(totals.income),
            "expenditure": _yuan(totals.expenditure),
            "basic": _yuan(totals.basic),
            "project": _yuan(totals.project),
        }
        | {name: money.contract for name, money in said.items()},
        "projects": [_project(project) for project in record.projects],
        "department_goals": [_goal(goal) for goal in record.department_goals],
        "department_assessment": _assessment(record.department_assessment),
        "department_indicators": [_indicator(indicator) for indicator in record.department_indicators],
        "function_lines": [_function_line(line) for line in record.function_lines],
        "economic_lines": [_economic_line(line) for line in record.economic_lines],
        "three_public": {item: _yuan(record.three_public.get(item)) for item in THREE_PUBLIC_ITEMS}
        | {item: money.contract for item, money in spent.items()},
        "stated_in_text_only": [*(f"totals.{name}" for name in said), *(f"three_public.{item}" for item in spent)],
        "cofunding_rules": [_rule(rule) for rule in record.cofunding_rules if _decided(rule)],
        "open_cofunding_rules": [_rule(rule) for rule in record.cofunding_rules if not _decided(rule)],
        "funding_norms": [_norm(norm) for norm in record.funding_norms],
        "transfers": [_allocation(allocation) for allocation in record.transfers],
        "claims": [_claim(claim) for claim in record.claims],
        "tables": [_table(table) for table in record.tables],
        "issues": [_issue(issue) for issue in record.issues],
    }


def to_line(record: DisclosureRecord) -> str:
    """The same as one line of JSON Lines, without the line break."""
    return json.dumps(to_json(record), ensure_ascii=False)


def _yuan(fact: BudgetFact | None) -> str:
    return fact.amount.contract if fact else ""


def _printed(amount: Money | None) -> str:
    return amount.contract if amount else ""


def _number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _source(source: Source | None) -> Json:
    if source is None:
        return {}
    return {
        "page": source.page,
        "line_start": source.line_start,
        "line_end": source.line_end,
        "table": source.table,
        "row": source.row,
        "column": source.column,
        "rule": source.rule,
    }


def _document(document: Document) -> Json:
    return {
        "path": document.path,
        "sha256": document.sha256,
        "title": document.title,
        "kind": document.kind,
        "fiscal_year": document.fiscal_year,
        "media_type": document.media_type,
        "pages": document.pages,
        "lines": document.lines,
    }


def _agency(agency: Agency | None) -> Json:
    return {
        "name": agency.name if agency else None,
        "code": agency.code if agency else None,
        "region": agency.region if agency else None,
        "level": agency.level if agency else None,
        "division": agency.division if agency else None,
        "is_unit": agency.is_unit if agency else None,
    }


def _project(project: Project) -> Json:
    return {
        "name": project.name,
        "code": project.code,
        "amount": project.amount.contract if project.amount else "",
        "aliases": list(project.aliases),
        "category": project.category,
        "overview": project.overview,
        "funds": [_fund(fund) for fund in project.funds],
        "goals": [_goal(goal) for goal in project.goals],
        "indicators": [_indicator(indicator) for indicator in project.indicators],
        "assessment": _assessment(project.assessment),
        "breakdowns": [_breakdown(breakdown) for breakdown in project.breakdowns],
        "source": _source(project.source),
    }


def _breakdown(breakdown: CostBreakdown) -> Json:
    return {
        "total": _printed(breakdown.total),
        "open_ended": breakdown.open_ended,
        "items": [_item(item) for item in breakdown.items],
        "source": _source(breakdown.source),
    }


def _item(item: CostItem) -> Json:
    """`amount` is printed; `computed` is the product of the printed price and factors, and no printed amount."""
    return {
        "label": item.label,
        "amount": _printed(item.amount),
        "unit_price": _printed(item.price.price if item.price else None),
        "price_unit": item.price.per if item.price else None,
        "factors": [_quantity(quantity) for quantity in item.factors],
        "quantities": [_quantity(quantity) for quantity in item.quantities],
        "computed": "" if item.computed is None else f"{item.computed:.2f}",
        "parts": [_item(part) for part in item.parts],
        "text": item.source.text,
    }


def _quantity(quantity: Quantity) -> Json:
    return {"value": _number(quantity.value), "unit": quantity.unit}


def _fund(fund: FundAmount) -> Json:
    return {
        "label": fund.label,
        "level": fund.level,
        "levels": list(fund.levels),
        "nature": fund.nature,
        "amount": fund.amount.contract,
        "horizon": fund.horizon,
        "source": _source(fund.source),
    }


def _goal(goal: Goal) -> Json:
    return {"horizon": goal.horizon, "text": goal.text, "achieved": goal.achieved, "source": _source(goal.source)}


def _indicator(indicator: Indicator) -> Json:
    return {
        "level1": indicator.level1,
        "level2": indicator.level2,
        "levels_method": indicator.levels_method,
        "name": indicator.name,
        "horizon": indicator.horizon,
        "raw_value": indicator.raw_value,
        "clauses": [_clause(clause) for clause in indicator.clauses],
        "declared_nature": indicator.declared_nature,
        "description": indicator.description,
        "basis": indicator.basis,
        "explanation": indicator.explanation,
        "weight": _number(indicator.weight),
        "outcome": _outcome(indicator.outcome) if indicator.outcome else None,
        "source": _source(indicator.source),
    }


def _assessment(assessment: SelfAssessment | None) -> Json | None:
    if assessment is None:
        return None
    return {
        "points": _number(assessment.points),
        "full": _number(assessment.full),
        "grade": assessment.grade,
        "source": _source(assessment.source),
    }


def _outcome(outcome: Outcome) -> Json:
    return {
        "actual": outcome.actual,
        "clauses": [_clause(clause) for clause in outcome.clauses],
        "points": _number(outcome.points),
        "deviation": outcome.deviation,
        "source": _source(outcome.source),
    }


def _clause(clause: Clause) -> Json:
    return {
        "comparator": clause.comparator,
        "origin": clause.origin,
        "value": _number(clause.value),
        "unit": clause.unit,
        "basis": clause.basis,
        "direction": clause.direction,
        "baseline": clause.baseline,
        "subject": clause.subject,
        "approximate": clause.approximate,
        "low": _number(clause.low),
        "low_inclusive": clause.low_inclusive,
        "high": _number(clause.high),
        "high_inclusive": clause.high_inclusive,
        "not_before": clause.not_before,
        "not_after": clause.not_after,
        "frequency": clause.frequency,
        "rating": clause.rating,
        "text": clause.text,
    }


def _function_line(line: FunctionLine) -> Json:
    return {"code": line.code, "name": line.name, "total": _yuan(line.total), "basic": _yuan(line.basic), "project": _yuan(line.project)}


def _economic_line(line: EconomicLine) -> Json:
    return {"code": line.code, "name": line.name, "total": _yuan(line.total), "staff": _yuan(line.staff), "public": _yuan(line.public)}


def _decided(rule: CofundingRule) -> bool:
    """Whether it is a ratio of two levels at least; 中央与地方按8:2 leaves open who bears the 2."""
    return sum(share.level is not None for share in rule.shares) >= 2


def _rule(rule: CofundingRule) -> Json:
    shares = [(share, {"level": share.level, "part": _number(share.part), "label": share.label}) for share in rule.shares]
    return {
        "text": rule.text,
        "condition": rule.condition,
        "shares": [said | {"resolution": share.level_resolution} for share, said in shares if share.level],
        "open_shares": [
            said | {"levels": list(share.levels), "resolution": share.level_resolution} for share, said in shares if not share.level
        ],
        "applies": _applies(rule.applies),
        "basis": rule.basis,
        "year": rule.year,
        "projects": list(rule.projects),
        "sources": [_source(source) for source in rule.sources],
    }


def _applies(applies: Applicability) -> Json:
    return {"tier": applies.tier, "recipient_level": applies.recipient_level, "unit_kind": applies.unit_kind}


def _norm(norm: FundingNorm) -> Json:
    return {
        "kind": norm.kind,
        "text": norm.text,
        "subject": norm.subject,
        "amount": _printed(norm.amount),
        "percent": _number(norm.percent),
        "fraction": None if norm.share is None else str(norm.share),
        "per": list(norm.per),
        "levels": list(norm.levels),
        "level_label": norm.level_label,
        "resolution": norm.level_resolution,
        "applies": _applies(norm.applies),
        "basis": norm.basis,
        "year": norm.year,
        "projects": list(norm.projects),
        "sources": [_source(source) for source in norm.sources],
    }


def _allocation(allocation: TransferAllocation) -> Json:
    return {
        "text": allocation.text,
        "total": _printed(allocation.total),
        "parts": [
            {"recipient": part.recipient, "region": part.region, "level": part.level, "amount": part.amount.contract}
            for part in allocation.parts
        ],
        "kept": _printed(allocation.kept),
        "from_region": allocation.from_region,
        "project": allocation.project,
        "fiscal_year": allocation.fiscal_year,
        "status": allocation.status,
        "type": allocation.type,
        "basis": allocation.basis,
        "sources": [_source(source) for source in allocation.sources],
    }


def _claim(claim: Claim) -> Json:
    return {
        "subject": claim.subject,
        "text": claim.text,
        "amount": _printed(claim.amount),
        "change": _printed(claim.change),
        "percent": _number(claim.percent),
        "share_percent": _number(claim.share_percent),
        "direction": claim.direction,
        "baseline_year": claim.baseline_year,
        "baseline": _printed(claim.baseline),
        "reason": claim.reason,
        "function_code": claim.function_code,
        "function_name": claim.function_name,
        "nature": claim.nature,
        "source": _source(claim.source),
    }


def _table(table: TableReading) -> Json:
    return {
        "number": table.number,
        "title": table.title,
        "kind": table.kind,
        "form": table.form,
        "unit": table.unit,
        "page": table.page,
        "line_start": table.line_start,
        "line_end": table.line_end,
        "rows": table.rows,
        "columns": table.columns,
        "confidence": _number(table.confidence),
        "cells": {"used": table.cells_used, "ignored": table.cells_ignored, "reported": table.cells_reported},
    }


def _issue(issue: Issue) -> Json:
    return {
        "code": issue.code,
        "severity": issue.severity,
        "message": issue.message,
        "hint": issue.hint,
        "source": _source(issue.source),
    }
