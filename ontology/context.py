"""The JSON-LD context for web developers, made from the vocabulary: `python -m ontology.context` writes context.jsonld again.

Keys are short and camelCase. Money stays text typed xsd:decimal, because a JSON number is a float to most readers.
`@vocab` is the vocabulary, so a term that the context does not know yet still has its short name, written out in full.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from ontology.terms import BKG, PREFIXES, RDFS, SKOS, XSD

FILE = Path(__file__).with_name("context.jsonld")

RENAMED = {
    BKG + "hasClause": "clauses",
    BKG + "hasShare": "shares",
    BKG + "hasFactor": "factors",
    BKG + "hasQuantity": "quantities",
    BKG + "hasCondition": "condition",
    BKG + "fundingLevel": "fundingLevels",
    BKG + "statementLine": "statementLines",
    BKG + "targetKind": "targetKinds",
    BKG + "indicatorConcept": "indicatorConcepts",
    PREFIXES["prov"] + "wasDerivedFrom": "sources",
}
"""Predicates whose key is not their local name. Those in the plural always hold a list."""

SETS = frozenset(
    {
        "clauses",
        "shares",
        "factors",
        "quantities",
        "fundingLevels",
        "statementLines",
        "targetKinds",
        "indicatorConcepts",
        "appliesTo",
        "sources",
        "altLabel",
    }
    | {"inScheme", "subClassOf"}
)

DATES = frozenset({"notBefore", "notAfter"})
"""OWL 2 has no xsd:date, so the vocabulary leaves their range open."""

OTHERS: dict[str, dict[str, Any]] = {
    "label": {"@id": RDFS + "label"},
    "labels": {"@id": RDFS + "label", "@container": "@language"},
    "notation": {"@id": SKOS + "notation"},
    "prefLabel": {"@id": SKOS + "prefLabel", "@container": "@language"},
    "altLabel": {"@id": SKOS + "altLabel", "@container": "@set"},
    "definition": {"@id": SKOS + "definition", "@container": "@language"},
    "inScheme": {"@id": SKOS + "inScheme", "@type": "@id", "@container": "@set"},
    "broader": {"@id": SKOS + "broader", "@type": "@id"},
    "basedOn": {"@id": PREFIXES["dct"] + "source"},
    "sources": {"@id": PREFIXES["prov"] + "wasDerivedFrom", "@type": "@id", "@container": "@set"},
    "subClassOf": {"@id": RDFS + "subClassOf", "@type": "@id", "@container": "@set"},
    "subPropertyOf": {"@id": RDFS + "subPropertyOf", "@type": "@id"},
    "domain": {"@id": RDFS + "domain", "@type": "@id"},
    "range": {"@id": RDFS + "range", "@type": "@id"},
}

NESTED: tuple[tuple[str, str, str], ...] = (
    ("declarations", "ofProject", "ProjectDeclaration"),
    ("fundSources", "ofDeclaration", "FundSource"),
    ("breakdowns", "ofDeclaration", "CostBreakdown"),
    ("costItems", "ofBreakdown", "CostItem"),
    ("parts", "partOfItem", "CostItem"),
    ("plans", "ofDeclaration", "PerformancePlan"),
    ("amounts", "ofDeclaration", "BudgetFact"),
    ("agencyPlans", "inDocument", "PerformancePlan"),
    ("goals", "ofPlan", "Goal"),
    ("indicators", "ofPlan", "Indicator"),
    ("targets", "forIndicator", "Target"),
    ("outcomes", "ofTarget", "Outcome"),
    ("assessments", "ofPlan", "SelfAssessment"),
    ("tables", "inDocument", "SourceTable"),
    ("issues", "inDocument", "Issue"),
    ("transfers", "partOfAllocation", "IntergovernmentalTransfer"),
)
"""Key, property, class: a node of the class stands inside the node that its property points to, under the key."""

SHARED: tuple[tuple[str, str, str], ...] = (
    ("cells", "inTable", "SourceCell"),
    ("textSpans", "inDocument", "TextSpan"),
)
"""The same for places that several statements come from; one that a single statement comes from stands inside that."""


@cache
def context() -> dict[str, Any]:
    """The context that ships: the value of `@context`."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))["@context"]
    return found


def make() -> dict[str, Any]:
    """The context as the vocabulary of today asks for it."""
    from rdflib import OWL, Graph, URIRef
    from rdflib import RDF as RDF_NS
    from rdflib import RDFS as RDFS_NS

    from ontology.vocabulary import FILES

    graph = Graph()
    for path in FILES:
        graph.parse(path, format="turtle")
    terms: dict[str, Any] = {}
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for name in sorted(str(term) for term in graph.subjects(RDF_NS.type, kind)):
            if not name.startswith(BKG):
                continue
            key = RENAMED.get(name, name.removeprefix(BKG))
            term: dict[str, Any] = {"@id": "bkg:" + name.removeprefix(BKG)}
            value = str(graph.value(URIRef(name), RDFS_NS.range))
            if kind == OWL.ObjectProperty:
                term["@type"] = "@id"
            elif key in DATES:
                term["@type"] = "xsd:date"
            elif value == XSD + "decimal":
                term["@type"] = "xsd:decimal"
            if key in SETS:
                term["@container"] = "@set"
            terms[key] = term
    for key, definition in OTHERS.items():
        terms[key] = definition | {"@id": compact(definition["@id"])}
    for key, inverse, _ in (*NESTED, *SHARED):
        terms[key] = {"@reverse": f"bkg:{inverse}", "@type": "@id", "@container": "@set"}
    head: dict[str, Any] = {"@version": 1.1, "@vocab": BKG, "id": "@id", "type": "@type"}
    return head | dict(sorted(PREFIXES.items())) | dict(sorted(terms.items()))


def compact(name: str) -> str:
    prefix, space = max(((p, s) for p, s in PREFIXES.items() if name.startswith(s)), key=lambda pair: len(pair[1]))
    return f"{prefix}:{name.removeprefix(space)}"


def text() -> str:
    lines = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in make().items()]
    return '{"@context": {\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
