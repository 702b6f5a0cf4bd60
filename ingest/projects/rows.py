"""What the rows of project lists (项目支出表) are: projects, parts of one, or sums over the rows below.

Names alone do not tell a class of projects (特定目标类, 部门专项, 一、农业生产) from a project; that the rows add up does. A table
that prints its 合计 decides for itself: with or without the rows that sum others, one of the two makes up the 合计. Where none is
printed, a row that sums others is a sum if its name has the mark of a list (一、产业发展类).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.words.codes import is_total
from ingest.words.list_marks import UNMARKED, depth_of
from ingest.words.text import fold
from ontology.code_lists import code_lists
from ontology.money import Money
from ontology.records import BudgetFact

Place = tuple[int | None, int | None]
"""Table and row."""

_CATEGORY = re.compile(
    r"(?:其中[:：]?)?(?:[专通]用|本级|部门|一般|重点|经常性|一次性|延续性?|持续性|新增|常年性|其他|特定目标|运转|专项|支出|预算|业务|经费|资金"
    r"|[一二]级|基本建设|转移支付|省级|市级|县级|区级)+(?:类|项目|类项目)"
)


@dataclass(frozen=True, slots=True)
class ProjectRows:
    """All rows of one table about one project."""

    facts: tuple[BudgetFact, ...]
    parts: int
    """How many printed rows the amounts are added from; 1 for a row as printed."""

    @property
    def total(self) -> BudgetFact | None:
        return _total(self.facts)


def project_rows(facts: Sequence[BudgetFact], year: int | None) -> list[ProjectRows]:
    """The projects that budget tables list, project tables first. Amounts of other years than the document's are passed over."""
    tables: dict[int | None, dict[tuple[int | None, str], list[BudgetFact]]] = {}  # two projects stand in a row of a list in two columns
    for fact in _spent(facts):
        if fact.project and (year is None or fact.fiscal_year in {None, year}):
            tables.setdefault(fact.source.table, {}).setdefault((fact.source.row, fact.project), []).append(fact)
    items: set[tuple[str | None, str]] = {
        (f.function_code, fold(f.label)) for f in facts if f.function_code and f.row_role in {"class", "group", "item"}
    }
    found: list[ProjectRows] = []
    for number, rows in tables.items():
        whole = next((_yuan(f) for f in facts if f.source.table == number and _is_grand_total(f)), None)
        subtotals = {fold(row[0].project or ""): row for row in rows.values() if row[0].row_role == "total"}
        found += _of_table([row for row in rows.values() if row[0].row_role != "total"], subtotals, items, whole)
    return sorted(found, key=lambda r: (r.facts[0].table_kind != "project_expenditure", r.facts[0].source.table or 0))


def _spent(facts: Sequence[BudgetFact]) -> list[BudgetFact]:
    """The facts without the income that a row prints beside its expenditure: 本年收入 | 本年支出."""
    spending = {(f.source.table, f.source.row) for f in facts if f.side == "expenditure"}
    return [f for f in facts if f.side == "expenditure" or (f.source.table, f.source.row) not in spending]


def _is_grand_total(fact: BudgetFact) -> bool:
    return (
        not fact.project
        and fact.row_role == "total"
        and fact.measure == "total"
        and is_total(fact.label)
        and not fact.nature
        and not fact.carried_over
    )


def _of_table(
    rows: list[list[BudgetFact]],
    subtotals: Mapping[str, list[BudgetFact]],
    items: set[tuple[str | None, str]],
    whole: Decimal | None,
) -> Iterator[ProjectRows]:
    heads = _heads(rows, items, whole)
    rows = [row for at, row in enumerate(rows) if at not in heads]
    named: dict[str, list[list[BudgetFact]]] = {}
    for row in rows:
        named.setdefault(fold(row[0].project or ""), []).append(row)
    once = sum((amount(same[0]) for same in named.values()), Decimal(0))
    every = sum((amount(row) for row in rows), Decimal(0))
    repeats = whole is not None and once == whole != every
    for name, same in named.items():
        if (printed := subtotals.get(name)) is not None:
            whole_of = _total(printed)
            by_source = [f for f in _added(same) if _source(f) and whole_of and f.source.column == whole_of.source.column]
            yield ProjectRows((*printed, *by_source), 1)
        elif len(same) == 1 or repeats or amount(same[0]) == sum(map(amount, same[1:]), Decimal(0)) != 0:
            yield ProjectRows(tuple(same[0]), 1)
        elif sum(1 for row in same if amount(row)) == 1:  # the others say nothing but where the money comes from
            yield ProjectRows(tuple(_added(same)), 1)
        elif len({_source(total) for row in same if (total := _total(row))} - {None}) > 1:
            yield ProjectRows((_whole(same), *_added(same)), len(same))
        else:
            yield ProjectRows(tuple(_added(same)), len(same))


def _source(fact: BudgetFact) -> tuple[str | None, str | None] | None:
    """The fund or the level that a fact's heading or row names."""
    return (fact.nature, fact.level_label) if fact.nature or fact.level_label else None


def _whole(rows: Sequence[Sequence[BudgetFact]]) -> BudgetFact:
    """What the rows for each source of a project make up."""
    totals = [replace(total, nature=None, level_label=None) for row in rows if (total := _total(row)) is not None]
    return added(totals)


def _heads(rows: Sequence[Sequence[BudgetFact]], items: set[tuple[str | None, str]], whole: Decimal | None) -> set[int]:
    """Places of the rows that sum rows below them: the first guess with which the rows that are left make up the table's 合计."""
    amounts = [amount(row) for row in rows]
    every, below = sum(amounts, Decimal(0)), summed_below(amounts)
    called = {at for at in below if _CATEGORY.fullmatch(fold(rows[at][0].label))}
    of_items = {at for at, row in enumerate(rows) if (row[0].function_code, fold(row[0].label)) in items or _is_item(row[0])}
    called |= {at for at in of_items if at in below or _sums_its_item(at, rows)}
    several = {at for at, after in below.items() if after > at + 2}
    guesses = (set[int](), called, called | several, called | set(below))
    fitting = (heads for heads in guesses if every - sum((amounts[at] for at in heads), Decimal(0)) == whole)
    marked = {at for at in below if whole is None and depth_of(rows[at][0].label) < UNMARKED}
    return next(fitting, called | marked)


def summed_below(amounts: Sequence[Decimal]) -> Mapping[int, int]:
    """Rows whose amount the rows right below make up, each with the first row after those; sums of sums count their parts once."""
    found: dict[int, int] = {}
    for at in range(len(amounts) - 1, -1, -1):
        left, after = amounts[at], at + 1
        while left > 0 and after < len(amounts):
            left -= amounts[after]
            after = found.get(after, after + 1)
        if left == 0 and amounts[at]:
            found[at] = after
    return found


def _is_item(fact: BudgetFact) -> bool:
    """Whether a row goes by the name that the list of functional classes (支出功能分类) gives its code."""
    entries = code_lists()["functional"].entries.get(fact.function_code or "", ())
    return any(fold(entry.name) == fold(fact.label) for entry in entries)


def _sums_its_item(at: int, rows: Sequence[Sequence[BudgetFact]]) -> bool:
    """A row of a functional item is no project where the rows of its code below it make up its amount."""
    below = [r for r in rows[at + 1 :] if r[0].function_code == rows[at][0].function_code]
    return bool(below) and amount(rows[at]) == sum(map(amount, below), Decimal(0))


def amount(row: Sequence[BudgetFact]) -> Decimal:
    """What a row amounts to: its total, or its only amount."""
    total = _total(row)
    return _yuan(total) if total else Decimal(0)


def _yuan(fact: BudgetFact) -> Decimal:
    return fact.amount.yuan if fact.amount.yuan is not None else Decimal(0)


def _total(row: Sequence[BudgetFact]) -> BudgetFact | None:
    return (
        next((f for f in row if f.measure == "total" and not _source(f) and not f.carried_over), None)
        or next((f for f in row if f.measure == "total"), None)
        or next((f for f in row if f.measure.startswith("project")), None)
    )


def _added(rows: Iterable[Sequence[BudgetFact]]) -> Iterator[BudgetFact]:
    """The rows' amounts, column by column."""
    columns: dict[tuple[int | None, tuple[str, ...]], list[BudgetFact]] = {}
    for fact in (f for row in rows for f in row):
        columns.setdefault((fact.source.column, fact.source.heading), []).append(fact)
    return map(added, columns.values())


def added(parts: Sequence[BudgetFact]) -> BudgetFact:
    """The sum of amounts printed in one unit (元 or 万元), traced to the first and with the text of all."""
    first = parts[0]
    if len(parts) == 1:
        return first
    text = " + ".join(f.amount.text for f in parts)
    source = replace(first.source, rule=first.source.rule + "/sum", text=text)
    return replace(first, amount=Money(sum(map(_yuan, parts), Decimal(0)), text, first.amount.unit, "printed"), source=source)
