"""Working statements: which amount is a part of which, told from rows, columns and codes before the rules run.

Positions and codes make sums: a row's total is the sum of its columns, a class the sum of its groups. Said once as
triples they make the rules short and quick. They exist only while the rules run and are never kept.

    ?part work:wholeInRow ?whole       the next whole column of the same row: 人员经费 → 基本支出 → 合计
    ?part work:wholeByFunction ?whole  the next whole row of the same column by functional code: 项 → 款 → 类 → 合计
    ?part work:wholeByEconomy ?whole   the same by economic code
    ?part work:wholeInColumn ?whole    the next whole row of “三公”经费
    ?fact work:leads ?table            a table's total: the first amount of its first total row
    ?table work:prints "basic"         the table has a column of its own for basic (or project) expenditure

Where the print leaves open what belongs together there is no statement: a code or a total that stands twice in a
column, as in tables with a block of rows for every unit. A table that goes on over a page is one with what went before.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from search.graph.store import GraphStore

WORK = "https://w3id.org/budgetkg/working#"

_FACTS = """
SELECT ?fact ?table ?number ?kind ?row ?column ?amount ?side ?measure ?role ?label ?phase ?horizon ?year ?nature ?carried
  ?function ?economic
WHERE {
  ?fact a bkg:BudgetFact ; bkg:amount ?amount ; bkg:amountText ?text ; bkg:side ?side ; bkg:measure ?measure ;
    bkg:rowRole ?role ; bkg:rowLabel ?label ; bkg:phase ?phase ; bkg:horizon ?horizon ; prov:wasDerivedFrom ?cell .
  ?cell bkg:inTable ?table ; bkg:row ?row ; bkg:column ?column .
  ?table bkg:tableNumber ?number ; bkg:tableKind ?kind .
  # A sum that the reader made where a subtotal is blank says nothing about what is printed.
  FILTER(!CONTAINS(?text, " + "))
  OPTIONAL { ?fact bkg:fiscalYear ?year }
  OPTIONAL { ?fact bkg:fundNature ?nature }
  OPTIONAL { ?fact bkg:carriedOver ?carried }
  OPTIONAL { ?fact bkg:functionClass/skos:notation ?function }
  OPTIONAL { ?fact bkg:economicClass/skos:notation ?economic }
}
"""
_CODED = frozenset({"class", "group", "item"})
_SUMMARIES = frozenset({"budget_summary", "fiscal_summary"})
_THREE_PUBLIC = {
    "abroad": "total",
    "reception": "total",
    "vehicles": "total",
    "meetings": "total",
    "training": "total",
    "vehicle_purchase": "vehicles",
    "vehicle_running": "vehicles",
}
_ABOVE = {"staff": "basic", "public": "basic", "wages": "staff", "household": "staff", "goods": "public"}


@dataclass(frozen=True, slots=True)
class _Fact:
    iri: str
    table_iri: str
    table: int
    kind: str
    row: int
    column: int
    amount: Decimal
    role: str
    label: str
    measure: str
    function: str
    economic: str
    year: str
    like: tuple[str, ...]
    """Side, phase, horizon, year, nature and whether it is carried over: only what is alike in them adds up."""


def add_working_statements(store: GraphStore) -> None:
    """Put the statements into a store made by `GraphStore.in_memory`."""
    facts = _without_twins(_read(store))
    blocks = _blocks(facts)
    pairs = {("wholeInRow", part, whole) for part, whole in _in_rows(facts)}
    pairs |= set(_in_columns(facts, blocks))
    pairs |= {("wholeInColumn", part, whole) for part, whole in _three_public_rows(facts)}
    pairs |= {("leads", fact.iri, fact.table_iri) for fact in _leading(facts)}
    lines = [f"<{part}> <{WORK}{name}> <{whole}> .\n" for name, part, whole in sorted(pairs)]
    lines += [f'<{table}> <{WORK}prints> "{measure}" .\n' for table, measure in sorted(_printed_subtotals(facts))]
    store.own_load("".join(lines).encode())


def _read(store: GraphStore) -> list[_Fact]:
    found = []
    for cells in store.own_query(_FACTS).rows():
        iri, table, number, kind, row, column, amount, side, measure, role, label, *rest = (cell.value if cell else "" for cell in cells)
        phase, horizon, year, nature, carried, function, economic = rest
        place = (int(number), kind, int(row), int(column))
        like = (side, phase, horizon, year, nature, carried)
        found.append(_Fact(iri, table, *place, Decimal(amount), role.rsplit("-", 1)[1], label, measure, function, economic, year, like))
    return sorted(found, key=lambda fact: (fact.table, fact.row, fact.column, fact.iri))


def _without_twins(facts: Iterable[_Fact]) -> list[_Fact]:
    """A measure printed twice in a row is a subtotal and its only part, or a page's two prints of it: the first counts."""
    first: dict[tuple[object, ...], _Fact] = {}
    for fact in facts:
        first.setdefault((fact.table, fact.row, fact.label, fact.measure, fact.like), fact)
    return list(first.values())


def _blocks(facts: Iterable[_Fact]) -> dict[int, int]:
    """Table → the table it goes on from, or itself. What goes on has no total row of its own."""
    kinds = {fact.table: fact.kind for fact in facts}
    whole = {fact.table for fact in facts if fact.role == "total"}
    blocks: dict[int, int] = {}
    for table, kind in sorted(kinds.items()):
        goes_on = table - 1 in blocks and kinds[table - 1] == kind and table not in whole
        blocks[table] = blocks[table - 1] if goes_on else table
    return blocks


def _leading(facts: Iterable[_Fact]) -> Iterable[_Fact]:
    """The first total of each table; where its row prints the year before as well (2023年预算数 | 2024年预算数), the later one."""
    first: dict[int, _Fact] = {}
    for fact in facts:
        if fact.role == "total" and fact.measure == "total" and re.search("合计|总计", fact.label):
            leading = first.setdefault(fact.table, fact)
            if fact.row == leading.row and fact.year > leading.year:
                first[fact.table] = fact
    return first.values()


def _printed_subtotals(facts: Iterable[_Fact]) -> set[tuple[str, str]]:
    """Tables where more than one row prints the subtotal; one that the reader took from a single part stands in its cell."""
    cells: dict[tuple[int, int, int], set[str]] = defaultdict(set)
    for fact in facts:
        cells[fact.table, fact.row, fact.column].add(fact.measure)
    rows: dict[tuple[str, str], set[int]] = defaultdict(set)
    for fact in facts:
        beside = cells[fact.table, fact.row, fact.column]
        if fact.measure in {"basic", "project"} and not any(measure.startswith(f"{fact.measure}/") for measure in beside):
            rows[fact.table_iri, fact.measure].add(fact.row)
    return {key for key, found in rows.items() if len(found) > 1}


def _measures_above(kind: str, measure: str) -> Iterator[str]:
    """Wholes of a column from the nearest: `basic/staff/wages` is in `basic/staff`, `basic` and `total`."""
    if kind == "three_public":
        last = measure.rsplit("/", 1)[-1]
        while last in _THREE_PUBLIC:
            last = _THREE_PUBLIC[last]
            yield last
        return
    parts = measure.split("/")
    for length in range(len(parts) - 1, 0, -1):
        yield "/".join(parts[:length])
    above = parts[0]
    while above in _ABOVE:
        above = _ABOVE[above]
        yield above
    if measure != "total":
        yield "total"


def _in_rows(facts: Iterable[_Fact]) -> Iterator[tuple[str, str]]:
    rows: dict[tuple[object, ...], dict[str, _Fact]] = defaultdict(dict)
    for fact in facts:
        if fact.kind not in _SUMMARIES and not fact.kind.endswith("_targets"):
            rows[fact.table, fact.row, fact.label, fact.like][fact.measure] = fact
    pairs = []
    beside: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows.values():
        for fact in row.values():
            whole = next((row[measure] for measure in _measures_above(fact.kind, fact.measure) if measure in row), None)
            if whole is not None:
                pairs.append((fact, whole))
                beside[fact.table_iri, whole.measure].add(fact.measure)
    for fact, whole in pairs:
        if len(beside[fact.table_iri, whole.measure]) > 1:  # a lone part (其中：人员经费) never adds up to the whole
            yield fact.iri, whole.iri


def _in_columns(facts: Iterable[_Fact], blocks: dict[int, int]) -> Iterator[tuple[str, str, str]]:
    columns: dict[tuple[object, ...], list[_Fact]] = defaultdict(list)
    for fact in facts:
        if fact.role in _CODED or fact.role == "total":
            columns[blocks[fact.table], fact.measure, fact.like].append(fact)
    for column in columns.values():
        totals = [fact for fact in column if fact.role == "total"]
        root = totals[0] if totals and len({fact.amount for fact in totals}) == 1 else None
        coded = [fact for fact in column if fact.role in _CODED]
        by_function = {fact.iri: fact.function for fact in coded if fact.function and not fact.economic}
        by_economy = {fact.iri: fact.economic for fact in coded if fact.economic}
        for name, codes in (("wholeByFunction", by_function), ("wholeByEconomy", by_economy)):
            for part, whole in _by_code(codes, root.iri if root else None):
                yield name, part, whole


def _by_code(codes: dict[str, str], root: str | None) -> Iterator[tuple[str, str]]:
    rows: dict[str, list[str]] = defaultdict(list)
    for fact, code in codes.items():
        rows[code].append(fact)
    for fact, code in codes.items():
        above = next((rows[code[:length]] for length in (5, 3) if length < len(code) and code[:length] in rows), None)
        if above is None and root is not None:
            yield fact, root
        elif above is not None and len(above) == 1:
            yield fact, above[0]


def _three_public_rows(facts: Iterable[_Fact]) -> Iterator[tuple[str, str]]:
    """“三公”经费 with one item a row, for tables that do not have them as columns."""
    columns: dict[tuple[object, ...], dict[str, list[_Fact]]] = defaultdict(lambda: defaultdict(list))
    for fact in facts:
        if fact.kind == "three_public" and (fact.measure != "total" or fact.role == "total"):
            columns[fact.table, fact.column, fact.like][fact.measure.rsplit("/", 1)[-1]].append(fact)
    for column in columns.values():
        for measure, found in column.items():
            whole = next((column[above] for above in _measures_above("three_public", measure) if above in column), None)
            if whole is not None and len(whole) == len(found) == 1:
                yield found[0].iri, whole[0].iri
