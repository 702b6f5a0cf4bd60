"""Tables of money by place (对下转移支付表、资金分配表): a column or a row for each government that receives."""

from collections.abc import Iterable, Mapping, Sequence

from ingest.funding.transfers import is_own_level, status_of, type_of
from ingest.words.text import fold, tidy
from ontology.divisions import Division, inside
from ontology.funding import Transfer, TransferAllocation
from ontology.money import Money
from ontology.records import Agency, BudgetFact

_RECIPIENT = "recipient"


def transfers_in_tables(facts: Sequence[BudgetFact], agency: Agency | None, year: int | None) -> tuple[TransferAllocation, ...]:
    """One allocation for each row that has an amount for each place, or for each column whose rows are places.

    Rows that add up others (合计, a unit's subtotal) say nothing of their own where there are rows of projects.
    """
    if agency is None or agency.region is None:
        return ()
    names = inside(agency.region, year)
    tables: dict[int | None, list[BudgetFact]] = {}
    for fact in facts:
        tables.setdefault(fact.source.table, []).append(fact)
    found: list[TransferAllocation] = []
    for rows in tables.values():
        passed = [f for f in rows if f.measure.split("/")[-1] == _RECIPIENT]
        by_row = not any(fold(_heading(f)) in names for f in passed)
        if by_row:
            passed = _first_column([f for f in rows if f.table_kind == "transfers" and fold(f.label) in names])
        lines = [f for f in passed if by_row or f.row_role != "total"] or passed
        for part in _grouped(lines, by_row):
            made = _allocation(part, rows, names, agency, year, by_row=by_row)
            if made is not None:
                found.append(made)
    return tuple(found)


def _heading(fact: BudgetFact) -> str:
    return tidy(fact.source.heading[-1]) if fact.source.heading else ""


def _first_column(facts: Sequence[BudgetFact]) -> list[BudgetFact]:
    """合计 beside 一般公共预算 says the same money twice: the first column is taken."""
    first = min((f.source.column or 0 for f in facts), default=0)
    return [f for f in facts if f.source.column == first]


def _grouped(facts: Iterable[BudgetFact], by_row: bool) -> list[list[BudgetFact]]:
    groups: dict[int | None, list[BudgetFact]] = {}
    for fact in facts:
        groups.setdefault(fact.source.column if by_row else fact.source.row, []).append(fact)
    return list(groups.values())


def _allocation(
    parts: Sequence[BudgetFact],
    rows: Sequence[BudgetFact],
    names: Mapping[str, Division],
    agency: Agency,
    year: int | None,
    *,
    by_row: bool,
) -> TransferAllocation | None:
    named = [(tidy(f.label) if by_row else _heading(f), f) for f in parts if f.amount.yuan]
    if not any(fold(name) in names for name, _ in named):
        return None
    first = parts[0]
    total = _total(first, rows, by_row=by_row)
    title = " ".join(first.source.heading)
    about = f"{title} {'' if by_row else first.label}"
    recipients = []
    kept: Money | None = None
    for name, fact in named:
        division = names.get(fold(name))
        if is_own_level(name):
            kept = fact.amount
        else:
            code, level = (division.code, division.level) if division else (None, None)
            recipients.append(Transfer(name, code, level, fact.amount, fact.source))
    return TransferAllocation(
        text=tidy(title if by_row else first.label),
        total=total.amount if total else None,
        parts=tuple(recipients),
        kept=kept,
        from_region=agency.region,
        project=None if by_row else first.project,
        fiscal_year=first.fiscal_year or year,
        status=status_of(about),
        type=type_of(about),
        basis=None,
        sources=(total.source if total else first.source,),
    )


def _total(first: BudgetFact, rows: Sequence[BudgetFact], *, by_row: bool) -> BudgetFact | None:
    """The total that the table prints for the parts: in the same row, or the total row of the same column."""
    if by_row:
        return next((f for f in rows if f.row_role == "total" and f.source.column == first.source.column), None)
    same = [f for f in rows if f.source.row == first.source.row and f.measure == "total"]
    return next((f for f in same if f.nature is None), same[0] if same else None)
