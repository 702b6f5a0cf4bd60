"""Budget facts of one document as rows: what a cube and a spreadsheet are written from."""

from collections.abc import Iterator
from dataclasses import dataclass

from ontology.statements import Description, Nodes, first
from ontology.terms import BKG, PROV, RDF, RDFS

TYPE, LABEL, DERIVED = f"{RDF}type", f"{RDFS}label", f"{PROV}wasDerivedFrom"


@dataclass(frozen=True, slots=True)
class Amount:
    """One printed amount with the place it is printed in. Nodes are IRIs, figures are text as the graph holds them."""

    fact: str
    yuan: str
    text: str
    unit: str
    measure: str
    label: str
    side: str | None
    role: str | None
    horizon: str | None
    phase: str | None
    nature: str | None
    agency: str | None
    year: str | None
    function: str | None
    economic: str | None
    government_economic: str | None
    income: str | None
    declaration: str | None
    project: str | None
    levels: tuple[str, ...]
    """Levels of government that bear the money: of the fact, and of the fund source printed in the same cell."""
    level_label: str | None
    carried_over: bool
    statement_lines: tuple[str, ...]
    place: str
    table: str | None
    table_kind: str | None
    table_title: str | None
    table_number: int | None
    row: int | None
    column: int | None
    page: int | None
    line_start: int | None
    line_end: int | None

    @property
    def order(self) -> tuple[int, int, int, int, str]:
        """The order of the document."""
        return self.table_number or 0, self.row or 0, self.column or 0, self.line_start or 0, self.fact


def amounts(graph: Nodes) -> list[Amount]:
    """Every budget fact of a document's graph, in the order of the document."""
    levels: dict[str, list[str]] = {}
    for source in _of_class(graph, "FundSource"):
        for place in source.get(DERIVED, ()):
            levels.setdefault(place.value, []).extend(_all(source, "fundingLevel"))
    facts = (subject for subject, said in graph.items() if _is(said, "BudgetFact"))
    return sorted((_amount(graph, subject, levels) for subject in facts), key=lambda amount: amount.order)


def _amount(graph: Nodes, fact: str, levels: dict[str, list[str]]) -> Amount:
    said = graph[fact]
    place = first(said, DERIVED) or ""
    cell = graph.get(place, {})
    table = _one(cell, "inTable")
    declaration = _one(said, "ofDeclaration")
    return Amount(
        fact=fact,
        yuan=_one(said, "amount") or "",
        text=_one(said, "amountText") or "",
        unit=_one(said, "moneyUnit") or "",
        measure=_one(said, "measure") or "",
        label=_one(said, "rowLabel") or "",
        side=_one(said, "side"),
        role=_one(said, "rowRole"),
        horizon=_one(said, "horizon"),
        phase=_one(said, "phase"),
        nature=_one(said, "fundNature"),
        agency=_one(said, "agency"),
        year=_one(said, "fiscalYear"),
        function=_one(said, "functionClass"),
        economic=_one(said, "economicClass"),
        government_economic=_one(said, "governmentEconomicClass"),
        income=_one(said, "incomeClass"),
        declaration=declaration,
        project=_one(graph.get(declaration or "", {}), "ofProject"),
        levels=tuple(sorted({*_all(said, "fundingLevel"), *levels.get(place, ())})),
        level_label=_one(said, "fundingLevelLabel"),
        carried_over=_one(said, "carriedOver") == "true",
        statement_lines=tuple(_all(said, "statementLine")),
        place=place,
        table=table,
        table_kind=_one(graph.get(table or "", {}), "tableKind"),
        table_title=_one(graph.get(table or "", {}), "tableTitle"),
        table_number=_number(graph.get(table or "", {}), "tableNumber"),
        row=_number(cell, "row"),
        column=_number(cell, "column"),
        page=_number(cell, "page"),
        line_start=_number(cell, "lineStart"),
        line_end=_number(cell, "lineEnd"),
    )


def _of_class(graph: Nodes, name: str) -> Iterator[Description]:
    return (said for said in graph.values() if _is(said, name))


def _is(said: Description, name: str) -> bool:
    return any(term.value == BKG + name for term in said.get(TYPE, ()))


def _one(said: Description, name: str) -> str | None:
    return first(said, BKG + name)


def _all(said: Description, name: str) -> list[str]:
    return [term.value for term in said.get(BKG + name, ())]


def _number(said: Description, name: str) -> int | None:
    value = _one(said, name)
    return None if value is None else int(value)
