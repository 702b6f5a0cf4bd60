"""What running text says of figures (文字陈述) as RDF."""

from ontology import iri
from ontology.nquads import TYPE, decimal, exact, integer, node, text
from ontology.quads_money import Scope, money
from ontology.quads_sources import DERIVED
from ontology.terms import bkg, concept


def write_claims(scope: Scope) -> None:
    """Every claim of the document. Its amounts are what the text prints, never what follows from them."""
    ordinals = iri.Ordinals()
    for claim in scope.record.claims:
        year = claim.baseline_year
        scope.writer.add_all(
            node(ordinals.of(iri.claim(claim.source, claim.subject))),
            (
                (TYPE, bkg("NarrativeClaim")),
                (bkg("claimSubject"), concept("claim-subject", claim.subject)),
                (bkg("claimText"), text(claim.text)),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                *(money(claim.amount) if claim.amount else ()),
                (bkg("changeAmount"), decimal(claim.change.yuan) if claim.change and claim.change.yuan is not None else None),
                (bkg("changePercent"), None if claim.percent is None else decimal(claim.percent)),
                (bkg("direction"), concept("direction", claim.direction) if claim.direction else None),
                (bkg("baselineYear"), None if year is None else integer(year)),
                (bkg("baselineAmount"), decimal(claim.baseline.yuan) if claim.baseline and claim.baseline.yuan is not None else None),
                (bkg("reasonText"), text(claim.reason) if claim.reason else None),
                (bkg("functionCode"), exact(claim.function_code) if claim.function_code else None),
                (bkg("functionLabel"), exact(claim.function_name) if claim.function_name else None),
                (bkg("sharePercent"), None if claim.share_percent is None else decimal(claim.share_percent)),
                (bkg("fundNature"), concept("nature", claim.nature) if claim.nature else None),
                (DERIVED, scope.places.of(claim.source)),
            ),
        )
