"""Indicators that share the cells of one row: names and values listed in step, or name and value in one text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.blocks import Cell
from ingest.tables.indicator_texts import (
    begins_with_level,
    entries,
    holds_several,
    items,
    name_and_value,
    statements,
    states_value,
    unnumbered,
)
from ingest.values.clauses import is_value_like
from ingest.values.dates import is_date
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, is_blank


@dataclass(frozen=True, slots=True)
class Part:
    """One indicator of a row: its name, its values by column, and the levels that its own text names."""

    name: Cell
    values: Mapping[int, Cell]
    level1: str | None = None
    level2: str | None = None


def led_name(part: Part) -> Part:
    """The level that a name prints before itself: 数量：配置冰箱."""
    stated = statements(part.name.text)
    if len(stated) != 1 or stated[0].value is not None or not (stated[0].level1 or stated[0].level2):
        return part
    return replace(part, name=replace(part.name, text=stated[0].name), level1=stated[0].level1, level2=stated[0].level2)


def with_lines(name: Cell) -> str:
    """The text with the line breaks that part its entries: where each line begins an entry or states one, none was cut by a break."""
    lines = name.own_lines()
    whole = all(NAME_PREFIX.match(line) or states_value(line) or begins_with_level(line) for line in lines)
    return "\n".join(lines) if whole else name.text


def _in_step(name: Cell, values: Mapping[int, Cell]) -> tuple[list[str], dict[int, list[str]]]:
    """Names and values where they are broken into equally many lines, and each line of the values is one."""
    lines, filled = name.own_lines(), {i: c for i, c in values.items() if not is_blank(c.text)}
    if len(lines) < 2 or not filled or any(len(c.own_lines()) != len(lines) for c in filled.values()):
        return [], {}
    if any(is_date(fold(c.text)) or not all(map(is_value_like, c.own_lines())) for c in filled.values()):
        return [], {}
    return [NAME_PREFIX.sub("", x) for x in lines], {
        i: [unnumbered(x, n) for n, x in enumerate(c.own_lines(), 1)] for i, c in filled.items()
    }


def parts(name: Cell, values: Mapping[int, Cell], has_values: bool, slot: int) -> list[Part]:
    """The indicators of a row; `has_values` says whether the table has a column of values, `slot` is where one belongs."""
    if not has_values or (not values and len(items(with_lines(name))) > 1):
        found = statements(with_lines(name), levelled=True)
        return [
            Part(
                replace(name, text=s.name),
                {slot: replace(name, text=s.value)} if s.value is not None else {},
                s.level1,
                s.level2,
            )
            for s in found
        ]
    names, listed = _in_step(name, values)
    if names:
        return _paired(name, values, names, listed)
    names = items(with_lines(name))
    listed = {i: entries(c.text, len(names)) for i, c in values.items() if not is_blank(c.text)}
    if len(names) == 1 and NAME_PREFIX.match(name.text):  # 1.办结率 | 1.≥95% is a list of one
        values = {i: replace(c, text=unnumbered(c.text, 1)) for i, c in values.items()}
    if len(names) > 1 and listed and all(len(entries) == len(names) for entries in listed.values()):
        return _paired(name, values, names, listed)
    if len(names) > 1 and NAME_PREFIX.match(name.text) and any(holds_several(c.text, c.own_lines()) for c in values.values()):
        return [Part(replace(name, text=text), {}) for text in names]  # which value is whose can't be told: the cell of values is reported
    if not values:
        text, value = name_and_value(name.text)
        if value is not None and text and value[0] in "≥≤><=＝≧≦":
            return [Part(replace(name, text=text), {slot: replace(name, text=value)})]
    return [Part(name, values)]


def _paired(name: Cell, values: Mapping[int, Cell], names: list[str], listed: Mapping[int, list[str]]) -> list[Part]:
    return [
        Part(replace(name, text=text), {i: replace(values[i], text=found[at]) for i, found in listed.items()})
        for at, text in enumerate(names)
    ]
