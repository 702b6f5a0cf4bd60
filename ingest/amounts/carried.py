"""Money carried over from the year before (上年结转), and its parts in the rows below.

财政拨款收支总表 prints 二、上年结转 and below it （一）一般公共预算拨款 …, a final account 年初财政拨款结转和结余 and below it
一、一般公共预算财政拨款 …: the same words as above for the money of the year. Basis: 财预〔2016〕143号 附表 4, 部门决算公开04表.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile

from ingest.words.list_marks import UNMARKED, depth_of
from ingest.words.text import fold
from ingest.words.vocabulary import concept_of
from ontology.records import BudgetFact

_CARRIED = re.compile(r"(?:上年|年初|以前年度)[^,。;]{0,10}(?:结转|结余)|(?:拨款|预算|基金|资金)结转")


def with_parts(facts: Sequence[BudgetFact]) -> tuple[BudgetFact, ...]:
    """The facts of one table, those of the rows below a carry-over marked as carried over too.

    Such a row is deeper in the list of the table's rows, or one of the funds that make up the sum.
    """
    columns: dict[int | None, list[int]] = {}
    for at, fact in enumerate(facts):
        if fact.side == "income":
            columns.setdefault(fact.source.column, []).append(at)
    carried = {at for places in columns.values() for at in _carried(facts, places)}
    return tuple(replace(f, carried_over=True) if at in carried and not f.carried_over else f for at, f in enumerate(facts))


def _carried(facts: Sequence[BudgetFact], places: Sequence[int]) -> Iterable[int]:
    for index, at in enumerate(places):
        if _is_fund(facts[at]) and _CARRIED.search(fold(facts[at].label)):
            yield at
        if _says_carried(facts[at]):
            yield from _parts(facts, at, places[index + 1 :])


def _parts(facts: Sequence[BudgetFact], at: int, below: Sequence[int]) -> list[int]:
    """Of the rows below a carry-over, those that are parts of it."""
    whole, depth = facts[at].amount.yuan, depth_of(facts[at].label)
    funds: list[int] = []
    for place in below:
        if not _is_fund(facts[place]):
            break
        funds.append(place)
    deeper = list(takewhile(lambda place: depth < depth_of(facts[place].label) < UNMARKED, funds))
    if deeper:
        return deeper
    total = Decimal(0)
    for count, place in enumerate(funds, start=1):
        total += facts[place].amount.yuan or 0
        if whole and total == whole:
            return funds[:count]
    return []


def _says_carried(fact: BudgetFact) -> bool:
    concept = concept_of(fact.label)
    return fact.function_code is None and concept is not None and concept.id == "carry_over"


def _is_fund(fact: BudgetFact) -> bool:
    """A row named after a fund: 一般公共预算拨款, 政府性基金预算拨款."""
    concept = concept_of(fact.label)
    return fact.row_role == "line" and fact.function_code is None and concept is not None and concept.group == "nature"
