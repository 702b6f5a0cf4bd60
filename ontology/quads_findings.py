"""Findings (疑点) and their rules as RDF, each document's findings in a graph beside the document's own."""

from collections.abc import Iterable

from ontology import iri
from ontology.findings import Finding, FindingRule
from ontology.nquads import TYPE, Writer, decimal, exact, node, text
from ontology.terms import BKGC, DCT, RDFS, SKOS, bkg, concept

_SCHEME = f"<{BKGC}finding-rule>"


def finding_rule_nquads(rules: Iterable[FindingRule]) -> bytes:
    """The rules as SKOS concepts, in a graph of their own."""
    writer = Writer(iri.FINDING_RULES_GRAPH)
    writer.add_all(_SCHEME, ((TYPE, f"<{SKOS}ConceptScheme>"), (f"<{RDFS}label>", exact("疑点规则") + "@zh")))
    for rule in rules:
        writer.add_all(
            node(iri.finding_rule(rule.id)),
            (
                (TYPE, bkg("FindingRule")),
                (f"<{SKOS}inScheme>", _SCHEME),
                (f"<{SKOS}notation>", exact(rule.id)),
                (f"<{SKOS}prefLabel>", exact(rule.zh) + "@zh"),
                (f"<{SKOS}prefLabel>", exact(rule.en) + "@en"),
                (bkg("qualityDimension"), concept("quality-dimension", rule.dimension)),
                (bkg("severity"), concept("severity", rule.severity)),
                (bkg("fineIf"), exact(rule.fine)),
                (f"<{DCT}source>", exact(rule.basis)),
            ),
        )
    return writer.bytes()


def findings_nquads(sha256: str, findings: Iterable[Finding]) -> bytes:
    """The findings of one document, all of them open. The same findings in any order give the same bytes."""
    writer = Writer(iri.findings_graph(sha256))
    ordinals = iri.Ordinals()
    document = node(iri.document(sha256))
    for found in sorted(findings, key=lambda item: (item.rule.id, item.focus, item.message, item.evidence)):
        writer.add_all(
            node(ordinals.of(iri.finding(sha256, found.rule.id, found.focus))),
            (
                (TYPE, bkg("Finding")),
                (bkg("inDocument"), document),
                (bkg("ofRule"), node(iri.finding_rule(found.rule.id))),
                (bkg("severity"), concept("severity", found.rule.severity)),
                (bkg("about"), node(found.focus)),
                (bkg("message"), text(found.message)),
                (bkg("expected"), text(found.expected) if found.expected else None),
                (bkg("observed"), text(found.observed) if found.observed else None),
                (bkg("difference"), None if found.difference is None else decimal(found.difference)),
                (bkg("tolerance"), None if found.tolerance is None else decimal(found.tolerance)),
                (bkg("fineIf"), exact(found.rule.fine)),
                (bkg("findingStatus"), concept("finding-status", "open")),
                *((bkg("findingOrigin"), concept("finding-origin", origin)) for origin in found.rule.origins),
                *((bkg("evidence"), node(place)) for place in found.evidence),
            ),
        )
    return writer.bytes()
