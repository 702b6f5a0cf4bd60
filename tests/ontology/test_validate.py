"""Each rule of the shapes is broken once, and only that rule speaks."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from ontology import iri, terms
from ontology.errors import RecordError
from ontology.quads import division_nquads, to_nquads
from ontology.records import DisclosureRecord, FundingShare
from ontology.validate import ValidationResult, validate
from tests.ontology.sample_record import SHA, sample_record

GRAPH = f"<{iri.graph(SHA)}>"


def broken(pattern: str, replacement: str = "") -> tuple[ValidationResult, ...]:
    """Results for the sample with the first line that matches changed, or taken out."""
    lines = to_nquads(sample_record()).decode().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if re.search(pattern, line))
    lines[place] = re.sub(pattern, replacement, lines[place]) if replacement else ""
    return validate("".join(lines).encode()).results


def shapes(results: tuple[ValidationResult, ...]) -> set[tuple[str, str]]:
    return {(result.shape, result.severity) for result in results}


def bkg(name: str) -> str:
    return re.escape(terms.bkg(name))


def test_a_sound_graph_conforms_without_a_word() -> None:
    report = validate(to_nquads(sample_record()) + division_nquads([("410800", 2020)]))
    assert report.conforms and report.results == ()


@pytest.mark.parametrize(
    ("pattern", "replacement", "shape", "severity"),
    [
        (rf"/fact/.* {bkg('amount')} ", "", "Fact-amount", "Violation"),
        (rf'(/fact/.* {bkg("amount")} "[\d.]+"\^\^<.*)decimal>', r"\1string>", "Fact-amount", "Violation"),
        (rf"/fact/.* {bkg('rowRole')} ", "", "Fact-row-role", "Violation"),
        (rf"(/fact/.* {bkg('rowRole')} <.*)total>", r"\1sum>", "Fact-row-role", "Violation"),
        (rf"/fact/.* {bkg('side')} ", "", "Fact-side", "Violation"),
        (r"/fact/.*wasDerivedFrom", "", "Statement-place", "Violation"),
        (r"/target/[a-z]+> .*wasDerivedFrom", "", "Statement-place", "Violation"),
        (r'(functional/.*#notation> )"2010308"', r'\1"210110 1"', "FunctionCode-notation", "Warning"),
        (r'(/code/economic/.*#notation> )"30101"', r'\1"90101"', "EconomicCode-notation", "Warning"),
        (bkg("forIndicator"), "", "Target-indicator", "Violation"),
        (rf"/target/[a-z]+> {bkg('horizon')}", "", "Target-horizon", "Violation"),
        (bkg("rawValue"), "", "Target-value", "Violation"),
        (bkg("valueMissing"), "", "Target-value", "Violation"),
        (bkg("unit"), "", "Clause-unit", "Warning"),
        (rf'({bkg("notAfter")} )"2020-10-31', r'\1"2020-08-31', "Clause-dates", "Violation"),
        (rf'({bkg("minInclusive")} )"90"', r'\1"9"', "Interval-ge-clauses", "Violation"),
        (rf"({bkg('comparator')} <.*)comparator-gt>", r"\1comparator-lt>", "Interval-lt-clauses", "Violation"),
        (rf'({bkg("maxInclusive")} )"-10"', r'\1"10"', "Decrease-clauses", "Violation"),
        (bkg("sha256"), "", "Document-sha256", "Violation"),
        (rf"/document/.* {bkg('agency')}", "", "Document-agency", "Warning"),
        (rf"/document/.* {bkg('fiscalYear')}", "", "Document-year", "Warning"),
        (rf"{bkg('division')} ", "", "Body-division", "Warning"),
        (rf"({bkg('division')} <.*/)410800>", r"\g<1>41080>", "Body-division-code", "Violation"),
        (bkg("hasCondition"), "", "Cofunding-condition", "Warning"),
        (rf'({bkg("ratioPart")} )"0.5"', r'\1"0"', "Cofunding-parts", "Violation"),
        (rf"({bkg('fundingLevel')} <.*)level-central>", r"\1level-county>", "Cofunding-county", "Violation"),
        (bkg("claimText"), "", "Claim-text", "Violation"),
        (bkg("claimSubject"), "", "Claim-subject", "Violation"),
        (bkg("reasonText"), "", "Claim-reason", "Info"),
        (rf'({bkg("sharePercent")} "[\d.]+"\^\^<.*)decimal>', r"\1string>", "Claim-share", "Violation"),
        (rf'({bkg("printedText")} ".*)调处', r"\1（电话 139-0000-0001）", "NoPersonalData", "Violation"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named(pattern: str, replacement: str, shape: str, severity: str) -> None:
    results = broken(pattern, replacement)
    assert shapes(results) == {(shape, severity)}
    of_codes = shape.endswith("Code-notation")
    assert all(result.focus.startswith(iri.BASE + ("code/" if of_codes else "id/")) for result in results)
    assert all(re.search(r"[一-鿿]", result.message_zh) and result.message_en.isascii() for result in results)


def test_a_relative_change_needs_a_direction() -> None:
    found = shapes(broken(rf"/target/.* {bkg('direction')}"))
    assert ("RelativeChange-direction", "Warning") in found


def test_an_interval_may_be_in_the_canonical_unit() -> None:
    record = sample_record()
    project = record.projects[0]
    clause = replace(project.indicators[0].clauses[0], value=Decimal("0.36"), unit="万元", low=Decimal(3600))
    changed = replace(project, indicators=(replace(project.indicators[0], clauses=(clause,)),))
    assert validate(to_nquads(replace(record, projects=(changed,), cofunding_rules=()))).results == ()
    wrong = replace(clause, low=None, high=Decimal(3600))
    changed = replace(project, indicators=(replace(project.indicators[0], clauses=(wrong,)),))
    found = validate(to_nquads(replace(record, projects=(changed,), cofunding_rules=()))).results
    assert shapes(found) == {("Interval-ge-clauses", "Violation")}


def test_a_percentage_above_hundred_is_worth_a_look_but_no_fault() -> None:
    record = sample_record()
    project = record.projects[0]
    indicator = project.indicators[0]
    clause = replace(indicator.clauses[0], value=Decimal(120), low=Decimal(120))
    changed = replace(project, indicators=(replace(indicator, clauses=(clause,)), *project.indicators[1:]))
    report = validate(to_nquads(replace(record, projects=(changed, *record.projects[1:]))))
    assert report.conforms
    assert shapes(report.results) == {("Percent-clauses", "Warning")}
    assert report.results[0].focus.endswith("/target/annual/clause/1")


def with_shares(*shares: FundingShare) -> DisclosureRecord:
    record = sample_record()
    return replace(record, cofunding_rules=(replace(record.cofunding_rules[0], shares=shares),))


def test_a_ratio_of_one_share_is_none() -> None:
    report = validate(to_nquads(with_shares(FundingShare("central", Decimal(1), "中央"))))
    assert shapes(report.results) == {("Cofunding-shares", "Violation")}


def test_an_empty_interval_is_found() -> None:
    added = f'<{iri.BASE}id/x> {terms.bkg("minInclusive")} "2"^^<{terms.XSD}decimal> {GRAPH} .\n'
    added += f'<{iri.BASE}id/x> {terms.bkg("maxInclusive")} "1"^^<{terms.XSD}decimal> {GRAPH} .\n'
    assert shapes(validate(added.encode()).results) == {("Clause-bounds", "Violation")}


def test_violations_come_first_and_every_run_says_the_same() -> None:
    text = to_nquads(sample_record()).decode()
    text = re.sub(rf".*{bkg('unit')}.*\n", "", text)
    text = re.sub(rf".*/fact/.*{bkg('amount')} .*\n", "", text)
    first, second = validate(text.encode()), validate(text.encode())
    assert first == second and not first.conforms
    severities = [result.severity for result in first.results]
    assert severities == sorted(severities) and {"Violation", "Warning"} == set(severities)


@pytest.mark.parametrize("text", ["no quads", '<a> <b> "c', f"<a> {terms.bkg('unit')} ; .", f'<a> {terms.bkg("unit")} "x .\n'])
def test_text_that_is_no_nquads_is_refused(text: str) -> None:
    with pytest.raises(RecordError, match="line 2"):
        validate(b"<a> <b> <c> <g> .\n" + text.encode())
