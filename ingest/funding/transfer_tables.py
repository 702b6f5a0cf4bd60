"""Tables of money by place (对下转移支付表、资金分配表): a column or a row for each government or unit that receives.

Where rows are places, each column of a fund (or each project above the rows) is an allocation of its own; columns and rows that only
add up others are none.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from ingest.funding.context import document_number
from ingest.funding.transfers import is_own_level, status_of, type_of
from ingest.tables.row_names import ALLOTTED, is_sum, place_in
from ingest.words.codes import is_total
from ingest.words.text import fold, tidy
from ingest.words.vocabulary import heading_key
from ontology.divisions import Division, inside
from ontology.funding import Transfer, TransferAllocation
from ontology.money import Money
from ontology.records import Agency, BudgetFact

_RECIPIENT = "recipient"
_UNSHARED = re.compile(r"未分配|待分配|尚未|预留|机动")
Recipients = Mapping[tuple[int | None, int | None], str]
"""Table and row → the place that the row is for."""


def transfers_in_tables(
    facts: Sequence[BudgetFact], recipients: Recipients, projects: Mapping[str, str], agency: Agency | None, year: int | None
) -> tuple[TransferAllocation, ...]:
    """One allocation for each row that has an amount for each place, or for each column whose rows are places.

    `recipients`: the rows of tables of allocation. `projects`: folded name of a project → its name. Rows that add up others (合计, a
    unit's subtotal) say nothing of their own where there are rows of projects.
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
        by_place = [f for f in rows if (f.source.table, f.source.row) in recipients and f.table_kind == "transfers"]
        if any(fold(_heading(f)) in names for f in passed):
            lines = [f for f in passed if f.row_role != "total"] or passed
            for part in _grouped(lines, lambda f: f.source.row):
                total = _beside(part[0], rows)
                named = [(_heading(f), f) for f in part]
                found += _allocation(named, total, part[0].label, part[0].project, names, agency, year)
        elif by_place:
            found += _by_rows(by_place, rows, recipients, projects, names, agency, year)
    return tuple(found)


def _by_rows(
    lines: Sequence[BudgetFact],
    rows: Sequence[BudgetFact],
    recipients: Recipients,
    projects: Mapping[str, str],
    names: Mapping[str, Division],
    agency: Agency,
    year: int | None,
) -> Iterable[TransferAllocation]:
    of_year = [f for f in lines if year is None or f.fiscal_year in {None, year}] or list(lines)
    columns = _funds(of_year)
    for part in _grouped((f for f in of_year if f.source.column in columns), lambda f: (f.project, f.source.column)):
        first = part[0]
        sums = [f for f in rows if f.row_role == "total" and f.source.column == first.source.column and f.project == first.project]
        total = next((f for f in sums if is_total(f.label)), None) or next((f for f in sums if not _of_place(f, names)), None)
        named = [(recipients[f.source.table, f.source.row], f) for f in part]
        if len({name for name, _ in named}) < len(named):  # something beside the places divides the rows, and nobody knows what
            continue
        project = first.project or next((projects[k] for k in map(fold, reversed(first.source.heading)) if k in projects), None)
        text = first.project or " ".join(first.source.heading)
        yield from _allocation(_without_sums(named, names), total, text, project, names, agency, year)


def _of_place(fact: BudgetFact, names: Mapping[str, Division]) -> bool:
    """南昌市小计 sums the rows of one place."""
    return place_in(fact.label) in names


def _funds(facts: Sequence[BudgetFact]) -> set[int | None]:
    """The columns that are funds of their own.

    合计 sums all others, and 小计 those under the same heading. Where every column is a nature or a level of one fund (一般公共预算,
    省级资金), that fund is what 合计 says.
    """
    paths = {f.source.column: f.source.heading for f in facts}
    single = {at for at, path in paths.items() if not _sums(path, [p for k, p in paths.items() if k != at])}
    named = {f.source.column for f in facts if ALLOTTED.id in f.measure.split("/")}
    if named & single:
        return single
    return {min(paths, key=lambda at: at or 0)} if paths else set()


def _sums(path: Sequence[str], others: Iterable[Sequence[str]]) -> bool:
    return bool(path) and is_sum(heading_key(path[-1])) and any(tuple(other[: len(path) - 1]) == tuple(path[:-1]) for other in others)


def _without_sums(named: Sequence[tuple[str, BudgetFact]], names: Mapping[str, Division]) -> list[tuple[str, BudgetFact]]:
    """The rows without those of a city that the rows of its counties right below make up."""
    kept: list[tuple[str, BudgetFact]] = []
    for at, (name, fact) in enumerate(named):
        whole = names.get(place_in(name))
        below = Decimal(0)
        for other, part in named[at + 1 :]:
            inner = names.get(place_in(other))
            if whole is None or inner is None or inner.code[:4] != whole.code[:4] or whole.code[4:] != "00":
                break
            below += part.amount.yuan or 0
        if not below or below != fact.amount.yuan:
            kept.append((name, fact))
    return kept


def _heading(fact: BudgetFact) -> str:
    return tidy(fact.source.heading[-1]) if fact.source.heading else ""


def _grouped(facts: Iterable[BudgetFact], key: Callable[[BudgetFact], object]) -> list[list[BudgetFact]]:
    groups: dict[object, list[BudgetFact]] = {}
    for fact in facts:
        groups.setdefault(key(fact), []).append(fact)
    return list(groups.values())


def _allocation(
    parts: Sequence[tuple[str, BudgetFact]],
    total: BudgetFact | None,
    text: str,
    project: str | None,
    names: Mapping[str, Division],
    agency: Agency,
    year: int | None,
) -> Iterable[TransferAllocation]:
    named = [(name, f) for name, f in parts if f.amount.yuan]
    if not any(place_in(name) in names for name, _ in named):
        return
    first = parts[0][1]
    about = " ".join((*first.source.heading, text))
    recipients = []
    kept: Money | None = None
    for name, fact in named:
        division = names.get(fold(name)) or names.get(place_in(name))
        if is_own_level(name) or (division is not None and division.code == agency.region):
            kept = fact.amount
        elif not _UNSHARED.search(fold(name)):
            code, level = (division.code, division.level) if division else (None, None)
            recipients.append(Transfer(name, code, level, fact.amount, fact.source))
    if recipients:
        yield TransferAllocation(
            text=tidy(text),
            total=total.amount if total else None,
            parts=tuple(recipients),
            kept=kept,
            from_region=agency.region,
            project=project,
            fiscal_year=first.fiscal_year or year,
            status=status_of(about),
            type=type_of(about),
            basis=next(filter(None, map(document_number, reversed(first.source.heading))), None),
            sources=(total.source if total else first.source,),
        )


def _beside(first: BudgetFact, rows: Sequence[BudgetFact]) -> BudgetFact | None:
    """The total that a row prints for its parts."""
    same = [f for f in rows if f.source.row == first.source.row and f.measure == "total"]
    return next((f for f in same if f.nature is None), same[0] if same else None)
