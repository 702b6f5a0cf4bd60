"""Amounts of recognised pages (OCR) against their own row: a misread digit mostly breaks the row's sum."""

from collections.abc import Iterable, Iterator, Set
from decimal import Decimal

from ontology.records import BudgetFact, Issue

_ROUNDING = Decimal(200)
"""Yuan: three amounts printed in 万元 with two decimals may miss their sum by as much."""


def broken_sums(facts: Iterable[BudgetFact], pages: Set[int]) -> Iterator[Issue]:
    """An issue for each row on these pages whose total (合计) is not basic (基本支出) plus project (项目支出)."""
    rows: dict[tuple[object, ...], dict[str, list[BudgetFact]]] = {}
    for fact in facts:
        place = fact.source
        if place.page in pages and place.row is not None and fact.measure in {"total", "basic", "project"}:
            row = (place.table, place.row, fact.side, fact.nature, fact.level_label, fact.fiscal_year, fact.phase, fact.carried_over)
            rows.setdefault(row, {}).setdefault(fact.measure, []).append(fact)
    for found in rows.values():
        if len(found) < 3 or any(len(f) > 1 for f in found.values()):
            continue
        total, basic, project = (found[m][0] for m in ("total", "basic", "project"))
        whole, one, other = total.amount.yuan, basic.amount.yuan, project.amount.yuan
        if whole is None or one is None or other is None or abs(whole - one - other) <= _ROUNDING:
            continue
        place = total.source
        message = (
            f"第 {place.page} 页表 {place.table} 第 {place.row} 行“{total.label}”：识别出的合计 {whole} 不等于基本 {one} 加项目 {other}"
        )
        yield Issue("read.ocr-sum", "warning", message, "有一个数认错了，请对照原图", place)
