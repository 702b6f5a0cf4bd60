"""Indicator concepts (指标概念) as SKOS: what `indicatorConcept` points to."""

from functools import cache

from ontology import iri
from ontology.concepts import shipped
from ontology.nquads import TYPE, Writer, exact, node, text
from ontology.terms import BKGC, RDFS, SKOS, bkg, concept

_SCHEME = f"<{BKGC}indicator-concept>"


def _skos(name: str) -> str:
    return f"<{SKOS}{name}>"


@cache
def indicator_concept_nquads() -> bytes:
    """The concepts of `codes/indicator_concepts.toml` with all their wordings, in a graph of their own."""
    writer = Writer(iri.CONCEPTS_GRAPH)
    writer.add_all(_SCHEME, ((TYPE, _skos("ConceptScheme")), (f"<{RDFS}label>", text("指标概念"))))
    for item in shipped().concepts:
        subject = node(iri.indicator_concept(item.id))
        writer.add_all(
            subject,
            (
                (TYPE, bkg("IndicatorConcept")),
                (_skos("inScheme"), _SCHEME),
                (_skos("notation"), exact(item.id)),
                (_skos("prefLabel"), text(item.label)),
                (bkg("facet"), concept("facet", item.facet)),
                *((_skos("altLabel"), text(term)) for term in item.terms if term != item.label),
                *((_skos("broader"), node(iri.indicator_concept(broader))) for broader in item.broader),
                *((_skos("related"), node(iri.indicator_concept(other))) for other in item.related),
            ),
        )
    return writer.bytes()
