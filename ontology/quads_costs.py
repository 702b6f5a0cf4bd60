"""What a project's texts say its money is for (测算明细) as RDF: what is printed and what is computed under two properties."""

from collections.abc import Iterable

from ontology import iri
from ontology.costs import CostItem, Quantity
from ontology.nquads import LABEL, TRUE, TYPE, decimal, exact, node, text
from ontology.privacy import mask
from ontology.quads_money import Scope, money
from ontology.quads_sources import DERIVED
from ontology.records import Project
from ontology.terms import bkg


def write_breakdowns(scope: Scope, declaration: str, project: Project) -> None:
    """The breakdowns of one declared project."""
    ordinals = iri.Ordinals()
    for breakdown in project.breakdowns:
        subject = node(ordinals.of(iri.breakdown(declaration[1:-1], breakdown.source)))
        scope.writer.add_all(
            subject,
            (
                (TYPE, bkg("CostBreakdown")),
                (bkg("ofDeclaration"), declaration),
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                *(money(breakdown.total) if breakdown.total else ()),
                (bkg("openEnded"), TRUE if breakdown.open_ended else None),
                (DERIVED, scope.places.of(breakdown.source)),
            ),
        )
        _write_items(scope, subject, (bkg("ofBreakdown"), subject), breakdown.items)


def _write_items(scope: Scope, above: str, belongs: tuple[str, str], items: Iterable[CostItem]) -> None:
    ordinals = iri.Ordinals()
    for item in items:
        subject = node(ordinals.of(iri.child(above[1:-1], "item", mask(item.label))))
        price = item.price
        scope.writer.add_all(
            subject,
            (
                (TYPE, bkg("CostItem")),
                (LABEL, text(item.label)),
                belongs,
                (bkg("agency"), scope.agency),
                (bkg("fiscalYear"), scope.year_term),
                (bkg("itemText"), text(item.source.text)),
                *(money(item.amount) if item.amount else ()),
                (bkg("unitPrice"), decimal(price.price.yuan) if price and price.price.yuan is not None else None),
                (bkg("unitPriceText"), exact(f"{price.price.text}{price.price.unit}") if price else None),
                (bkg("priceUnit"), exact(price.per) if price and price.per else None),
                (bkg("computedAmount"), None if item.computed is None else decimal(item.computed)),
                (DERIVED, scope.places.of(item.source)),
            ),
        )
        _write_quantities(scope, subject, "hasFactor", item.factors)
        _write_quantities(scope, subject, "hasQuantity", item.quantities)
        _write_items(scope, subject, (bkg("partOfItem"), subject), item.parts)


def _write_quantities(scope: Scope, item: str, predicate: str, quantities: Iterable[Quantity]) -> None:
    for number, quantity in enumerate(quantities, start=1):
        subject = node(iri.child(item[1:-1], predicate.removeprefix("has").lower(), str(number)))
        scope.writer.add(item, bkg(predicate), subject)
        scope.writer.add_all(
            subject,
            (
                (TYPE, bkg("CountedQuantity")),
                (bkg("countedNumber"), decimal(quantity.value)),
                (bkg("countedUnit"), exact(quantity.unit)),
            ),
        )
