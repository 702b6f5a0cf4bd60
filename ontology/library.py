"""The indicator library (指标库): entries, their usual values, and what people say of them.

An entry is one meaning of an indicator, named by that meaning alone (`ontology.indicator_meaning`). People can put an
entry into another, take a spelling out of one, and name one; each statement is kept apart and can be taken back.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from ontology import iri

Action = Literal["merge", "split", "name"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a target in the unit that it is compared in; a decrease is negative."""

    value: Decimal
    unit: str
    """Empty where none is printed."""
    basis: str
    """level, relative_change or absolute_change."""


@dataclass(frozen=True, slots=True)
class Member:
    """One printed target as the library sees it."""

    target: str
    """IRI."""
    name: str
    """The indicator as printed."""
    entry: str
    """IRI of the entry that its meaning makes."""
    measure: str
    undecided: str
    agency: str | None
    region: str | None
    year: int | None
    raw_value: str | None
    figures: tuple[Figure, ...]
    stated: str = ""
    """A value without a number, as printed: 健全."""

    @property
    def who(self) -> tuple[str, str, int]:
        return self.agency or "", self.region or "", self.year or 0


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person said of the library."""

    number: int
    """Its line in the journal, from 1."""
    action: Action
    entry: str
    """IRI of the entry that is put into another, split or named."""
    value: str
    """IRI of the main entry, the spelling that is taken out, or the name."""
    reason: str
    stated_at: str
    withdrawn_at: str | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie that have one unit and basis. Each value counts once for an agency and year, however often it is copied."""

    unit: str
    basis: str
    count: int
    agencies: int
    least: Decimal
    median: Decimal
    most: Decimal
    quartiles: tuple[Decimal, Decimal] | None
    """Lower and upper; None for too few values."""


@dataclass(slots=True)
class Entry:
    iri: str
    label: str
    measure: str
    undecided: str
    members: list[Member] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What people said, with the reason."""
    replaces: set[str] = field(default_factory=set)
    """Entries that people put into this one."""

    @property
    def spellings(self) -> list[tuple[str, int]]:
        """Each spelling with how often it is printed, the most frequent first."""
        counted = Counter(" ".join(member.name.split()) for member in self.members)
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

    @property
    def agencies(self) -> int:
        return len({member.who[:2] for member in self.members})

    @property
    def years(self) -> list[int]:
        return sorted({member.year for member in self.members if member.year})

    @property
    def stated(self) -> list[tuple[str, int]]:
        """Values without a number, each with how often it is printed."""
        counted = Counter(member.stated for member in self.members if member.stated)
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))

    def figures(self) -> Mapping[tuple[str, str], Sequence[tuple[Decimal, tuple[str, str]]]]:
        """(unit, basis) → values, each once for an agency and year. Nothing for what is undecided."""
        found: dict[tuple[str, str], set[tuple[Decimal, tuple[str, str, int]]]] = defaultdict(set)
        for member in () if self.undecided else self.members:
            for one in member.figures:
                found[one.unit, one.basis].add((one.value, member.who))
        return {axis: sorted((value, who[:2]) for value, who in values) for axis, values in sorted(found.items())}


class Rulings:
    """What people said that is in force: where a member belongs follows from it and the member alone."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        in_force = [said for said in statements if said.withdrawn_at is None]
        self._split = {(said.entry, spelling(said.value)): said for said in in_force if said.action == "split"}
        self._into = {said.entry: said for said in in_force if said.action == "merge"}
        self.named = {said.entry: said for said in in_force if said.action == "name"}

    def place(self, member: Member) -> tuple[str, str, list[Statement]]:
        """The entry that a member makes, the one that it ends in, and the statements that brought it there."""
        taken_out = self._split.get((member.entry, spelling(member.name)))
        own = split_entry(member.entry, member.name) if taken_out else member.entry
        path = [taken_out] if taken_out else []
        home = own
        merged = self._into.get(home)
        while merged is not None and merged not in path:
            path.append(merged)
            home = merged.value
            merged = self._into.get(home)
        return own, home, path


def entries(members: Iterable[Member], statements: Iterable[Statement] = ()) -> list[Entry]:
    """The library, by IRI of the entries. The order of the members does not count; statements count in theirs."""
    rulings = Rulings(statements)
    found: dict[str, Entry] = {}
    for member in sorted(members, key=lambda member: member.target):
        own, home, path = rulings.place(member)
        entry = found.get(home)
        if entry is None:
            entry = found[home] = Entry(home, "", member.measure, member.undecided)
        if home == own:  # what an entry is follows from its own members, not from those put into it
            entry.measure, entry.undecided = member.measure, member.undecided
        entry.members.append(member)
        entry.replaces |= {said.entry for said in path if said.action == "merge"}
        for said in path:
            note = _note(said)
            if note not in entry.notes:
                entry.notes.append(note)
    for entry in found.values():
        if naming := rulings.named.get(entry.iri):
            entry.label = naming.value
            entry.notes.append(_note(naming))
        entry.label = entry.label or _usual_spelling(entry)
    return [found[name] for name in sorted(found)]


def _usual_spelling(entry: Entry) -> str:
    """Of an entry that others were put into, its own."""
    own = [member for member in entry.members if entry.iri in (member.entry, split_entry(member.entry, member.name))]
    counted = Counter(" ".join(member.name.split()) for member in own or entry.members)
    return min(counted, key=lambda name: (-counted[name], name))


def split_entry(entry: str, name: str) -> str:
    """The entry of a spelling that was taken out of another."""
    return iri.library_entry(entry, spelling(name))


def spelling(name: str) -> str:
    """A spelling without the white space that printing puts in."""
    return "".join(name.split())


def _note(said: Statement) -> str:
    what = {"merge": "合并", "split": f"拆出“{said.value}”", "name": f"命名为“{said.value}”"}[said.action]
    return f"人工{what}（第 {said.number} 条，{said.stated_at}）：{said.reason}"
