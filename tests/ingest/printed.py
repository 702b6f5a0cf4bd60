"""That every figure is printed where the record says: the rule behind all trust, for any document."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from ingest.read import Reading
from ingest.tables.grids import LogicalTable
from ingest.words.text import fold
from ontology.money import Money
from ontology.records import Indicator, Source


def misplaced(reading: Reading) -> list[str]:
    """What is not printed in the cell, or in the sentence, that is named as its source. Computed amounts are left out."""
    tables = {one.table.number: one.table for one in reading.tables}
    return [fault for node in _nodes(reading.record) for fault in _faults(node, tables)]


def _faults(node: Any, tables: Mapping[int, LogicalTable]) -> Iterator[str]:
    if isinstance(node, Source):
        if node.table and node.row and node.column and not _stands(node, tables[node.table]):
            yield f"not in its cell: {node}"
        return
    sources = [one for name in ("source", "amount_source") if isinstance(one := getattr(node, name, None), Source)]
    printed = "|".join(_folded(one.text) for one in sources)
    if sources and getattr(node, "amount_method", "printed") == "printed":
        amounts = (money for one in fields(node) if isinstance(money := getattr(node, one.name), Money) and money.state == "printed")
        yield from (f"no such amount in its source: {money} {sources}" for money in amounts if not _digits(money.text) <= _digits(printed))
    if isinstance(node, Indicator):
        value = f"{_folded((node.value_source or node.source).text)}|{printed}"
        if not _digits(node.raw_value or "") <= _digits(value):
            yield f"no such value in its source: {node.raw_value} {node.value_source}"
        if fold(node.name) not in fold(node.name_source.text):
            yield f"no such name in its source: {node.name} {node.name_source}"


def _stands(source: Source, table: LogicalTable) -> bool:
    """The text of a cell, of part of it, or of several rows of which it is the first."""
    cells = table.rows[(source.row or 0) - 1] if 0 < (source.row or 0) <= len(table.rows) else ()
    texts = [fold(cell.text) for cell in cells if cell.column == source.column]
    return any(text in fold(source.text) or fold(source.text) in text for text in texts if text or not fold(source.text))


def _folded(text: str) -> str:
    return fold(text).replace(",", "")


def _digits(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", _folded(text)))


def _nodes(value: Any) -> Iterator[Any]:
    if is_dataclass(value):
        yield value
        value = [getattr(value, one.name) for one in fields(value)]
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from _nodes(one)
