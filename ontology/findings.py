"""Findings (疑点): what a document says that does not agree with a rule, with evidence and the reading in which it is fine.

A finding never corrects data, and is no judgement: it says where to look.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ontology.records import Severity

Origin = Literal["source-document", "extraction", "model"]
Dimension = Literal["completeness", "consistency", "accuracy", "conformity", "measurability", "plausibility", "privacy"]

SEVERITIES: dict[str, str] = {"error": "不符", "warning": "疑点", "info": "提示"}
DIMENSIONS: dict[str, str] = {
    "completeness": "完整性",
    "consistency": "一致性",
    "accuracy": "准确性",
    "conformity": "规范性",
    "measurability": "可衡量性",
    "plausibility": "合理性",
    "privacy": "个人信息",
}


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One rule that documents are checked against."""

    id: str
    zh: str
    en: str
    dimension: Dimension
    severity: Severity
    origins: tuple[Origin, ...]
    """Where the fault may lie; the likeliest first."""
    basis: str
    """Number of the regulation (文号), or the convention that the rule rests on."""
    fine: str
    """In Chinese: the reading in which there is nothing wrong."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that one rule found in one document."""

    rule: FindingRule
    focus: str
    """IRI of what it is about."""
    evidence: tuple[str, ...]
    """IRIs of the places where it is printed, at least one."""
    message: str
    expected: str | None = None
    observed: str | None = None
    difference: Decimal | None = None
    """Observed less expected; yuan for amounts."""
    tolerance: Decimal | None = None
    """What rounding explains: half a unit in the last printed place for every amount that takes part."""
