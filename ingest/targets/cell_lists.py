"""Indicators that share the cells of one row: names and values listed in step, or name and value in one text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.blocks import Cell
from ingest.tables.indicator_texts import items, name_and_value, statements, states_value
from ingest.values.clauses import is_value_like
from ingest.words.text import is_blank


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


def _in_step(name: Cell, values: Mapping[int, Cell]) -> bool:
    """Whether the lines of a name and of the values beside it stand in step, each line of a value a value of its own."""
    filled = [c for c in values.values() if not is_blank(c.text)]
    said = (line for c in filled for line in c.entries)
    return bool(name.entries and filled) and all(len(c.entries) == len(name.entries) for c in filled) and all(map(is_value_like, said))


def parts(name: Cell, values: Mapping[int, Cell], has_values: bool, slot: int) -> list[Part]:
    """The indicators of a row; `has_values` says whether the table has a column of values, `slot` is where one belongs."""
    if not has_values or (not values and len(items(name.text)) > 1):
        found = statements("\n".join(name.entries) if all(map(states_value, name.entries)) and name.entries else name.text, levelled=True)
        return [
            Part(
                replace(name, text=s.name),
                {slot: replace(name, text=s.value)} if s.value is not None else {},
                s.level1,
                s.level2,
            )
            for s in found
        ]
    names = items(name.text)
    listed = {i: items(c.text) for i, c in values.items() if not is_blank(c.text)}
    if len(names) == 1 and _in_step(name, values):  # a line for each, with no mark between them
        names = list(name.entries)
        listed = {i: list(c.entries) for i, c in values.items() if not is_blank(c.text)}
    if len(names) > 1 and listed and all(len(entries) == len(names) for entries in listed.values()):
        return [
            Part(replace(name, text=text), {i: replace(values[i], text=entries[at]) for i, entries in listed.items()})
            for at, text in enumerate(names)
        ]
    if not values:
        text, value = name_and_value(name.text)
        if value is not None and text and value[0] in "≥≤><=＝≧≦":
            return [Part(replace(name, text=text), {slot: replace(name, text=value)})]
    return [Part(name, values)]
