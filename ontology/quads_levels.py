"""Amounts by level of government (分级金额) as RDF: what ratios are compared with."""

from ontology import iri
from ontology.level_amounts import level_amounts
from ontology.nquads import LABEL, TRUE, TYPE, decimal, integer, node, text
from ontology.quads_money import Scope
from ontology.quads_sources import DERIVED
from ontology.records import Project
from ontology.terms import bkg, concept


def write_level_amounts(scope: Scope, declaration: str, project: Project) -> None:
    """One node an amount, with the places of all that was summed up."""
    for amount in level_amounts(project, scope.year):
        key = "-".join(amount.levels) if len(amount.levels) == 1 else "-".join((*amount.levels, iri.digest(amount.label)))
        places = [fund.source for fund in amount.funds] or [project.amount_source or project.source]
        carried = scope.year is not None and amount.basis_year is not None and amount.basis_year < scope.year
        scope.writer.add_all(
            node(iri.child(declaration[1:-1], "level", key)),
            (
                (TYPE, bkg("LevelAmount")),
                (LABEL, text(amount.label)),
                (bkg("ofDeclaration"), declaration),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                (bkg("fundBasisYear"), None if amount.basis_year is None else integer(amount.basis_year)),
                (bkg("amount"), decimal(amount.yuan)),
                (bkg("amountStep"), decimal(amount.step)),
                (bkg("carriedOver"), TRUE if carried else None),
                (bkg("transferStatus"), concept("transfer-status", "advance") if amount.advance else None),
                *((bkg("fundingLevel"), concept("level", level)) for level in amount.levels),
                *((DERIVED, scope.places.of(place)) for place in places),
            ),
        )
