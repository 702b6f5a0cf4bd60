"""Findings as RDF: stable, conforming to their shapes, and without personal data."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.findings import Finding, FindingRule
from ontology.quads_findings import finding_rule_nquads, findings_nquads
from search.graph.validate import validate_nquads
from tests.ontology.sample_record import SHA

RULE = FindingRule("some-rule", "规则", "rule", "accuracy", "warning", ("source-document", "extraction"), "财预〔2016〕143号", "另有说明")
FOUND = Finding(RULE, "urn:x:a", ("urn:x:c1", "urn:x:c2"), "印作 1", "2", "1", Decimal("-1.50"), Decimal("0.5"))


def test_findings_with_their_rules_conform_to_the_shapes() -> None:
    both = findings_nquads(SHA, [FOUND, replace(FOUND, message="又")]) + finding_rule_nquads([RULE])
    report = validate_nquads(both)
    assert report.results == ()
    assert both.count(b"ontology#ofRule>") == 2


def test_a_finding_without_evidence_or_reading_does_not_conform() -> None:
    rule = finding_rule_nquads([RULE])
    assert {r.shape.name for r in validate_nquads(findings_nquads(SHA, [replace(FOUND, evidence=())]) + rule).results} == {
        "Finding-evidence"
    }
    assert {r.shape.name for r in validate_nquads(findings_nquads(SHA, [FOUND])).results} >= {"Finding-rule"}


@settings(deadline=None, max_examples=30)
@given(st.permutations([FOUND, replace(FOUND, focus="urn:x:b"), replace(FOUND, message="又"), replace(FOUND, evidence=("urn:x:c3",))]))
def test_any_order_gives_the_same_bytes(found: list[Finding]) -> None:
    assert findings_nquads(SHA, found) == findings_nquads(SHA, found[::-1])
    assert findings_nquads(SHA, found).count(b"#type> <https://w3id.org/budgetkg/ontology#Finding>") == 4


def test_personal_data_in_a_message_is_masked() -> None:
    assert b"13800138000" not in findings_nquads(SHA, [replace(FOUND, message="联系人：王小明 13800138000", observed="13800138000")])
