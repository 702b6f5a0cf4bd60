"""`budgetkg compare`: a target beside its peers. Finds like targets with their clauses in the index, and tells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from ontology import fixed_lists
from ontology.concepts import shipped
from search.likeness.agreement import Measured, measured, same_matter, same_measure
from search.likeness.compare import Comparison, Point, Promise, compare

if TYPE_CHECKING:
    from ontology.records import Clause
    from search.likeness.hits import Hit, Query
    from search.likeness.index import SearchIndex
    from search.likeness.passages import Passage

CANDIDATES = 200
"""Hits that are looked at; peers are those of them that measure the same."""
LEAST = 0.3
"""Score that a peer has at least where the text does not say both, how and whom or what is measured: then only likeness can tell."""
SENSES = {"higher": "越高越严", "lower": "越低越严"}
BASES = {"level": "水平", "relative_change": "变动率", "absolute_change": "变动量"}


@dataclass(frozen=True, slots=True)
class Peers:
    """A comparison with the hits that it is made of, by IRI of their target."""

    comparison: Comparison
    own: Promise | None
    hits: Mapping[str, "Hit"]

    @property
    def own_point(self) -> Point | None:
        """Where the own value would stand; None without one on the axis."""
        if self.own is None:
            return None
        with_own = compare([*(point.promise for point in self.comparison.points), self.own], self.own)
        return next((point for point in with_own.points if point.promise == self.own), None)

    def to_json(self) -> dict[str, Any]:
        found, own = self.comparison, self.own_point
        return {
            "unit": found.unit,
            "basis": found.basis,
            "sense": found.sense,
            "count": len(found.points),
            "median": _text(found.median),
            "quartiles": [_text(one) for one in found.quartiles] if found.quartiles else None,
            "own": {"value": _text(own.promise.value), "stricter_than": own.stricter_than} if own else None,
            "peers": [self._peer(one.promise) | {"stricter_than": one.stricter_than, "outlier": one.outlier} for one in found.points],
            "not_comparable": [self._peer(promise) | {"reason": reason} for promise, reason in found.left_out],
        }

    def _peer(self, promise: Promise) -> dict[str, Any]:
        hit = self.hits[promise.iri]
        passage = hit.passage
        return {
            "iri": passage.iri,
            "value": _text(promise.value),
            "agency": passage.agency,
            "region": passage.region,
            "year": passage.year,
            "project": passage.project,
            "name": passage.name,
            "raw_value": passage.raw_value,
            "score": hit.score,
        }


def peers(index: "SearchIndex", query: "Query", own: Sequence["Clause"] = ()) -> Peers:
    """The peers of a text or an IRI. `own`: the clauses of the text's value, which the index does not know.

    Raises UsageError for a query that cannot be asked.
    """
    words = _words(index, query.text)
    if not measured(words, shipped()).measures:  # then a change is the measure: 越级上访, 下降20%以上
        query = replace(query, text=query.text + "".join(clause.text for clause in own if clause.basis != "level"))
        words = _words(index, query.text)
    about = measured(words, shipped())
    hits = [hit for hit in index.search(replace(query, top=CANDIDATES)) if hit.score >= LEAST or about.whole]
    mine = _own(index, query.text, own)
    said = {hit.passage.iri: measured(_printed(hit.passage), shipped()) for hit in hits}
    passages = sorted((hit.passage for hit in hits), key=lambda passage: passage.iri)
    told = [one for one in promises(passages) if _same(about, said[one.iri], one, mine)]
    reasons = {one: reason for one in told if (reason := _apart(one, said[one.iri], words, about))}
    found = compare([one for one in told if one not in reasons], mine)
    kept = {one.iri for one in told}
    by_target = {hit.passage.iri: hit for hit in hits if hit.passage.iri in kept}
    return Peers(replace(found, left_out=(*found.left_out, *reasons.items())), mine, by_target)


def _words(index: "SearchIndex", text: str) -> str:
    if not text.startswith("https://"):
        return text
    return "，".join(map(_printed, index.named(text)))


def _printed(passage: "Passage") -> str:
    return f"{passage.name}，{passage.raw_value or ''}"


def _same(about: Measured, said: Measured, one: Promise, mine: Promise | None) -> bool:
    """Whether a target measures what was asked. Where it does not name the measure, what is counted may tell: 疑难信访案件 1件."""
    by_unit = not said.measures and mine is not None and mine.unit == one.unit != "%"
    return (same_measure(about, said) or by_unit) and (said.silent or same_matter(about, said))


def _apart(one: Promise, said: Measured, text: str, about: Measured) -> str:
    """Why a clause of a target is not compared, by what it is about; empty where it is."""
    if said.silent and not about.silent:
        return "没有说是谁的、哪件事的"
    return "同一条里说的另一件事" if one.subject and not _speaks_of(one.subject, text, about) else ""


def _speaks_of(subject: str, text: str, about: Measured) -> bool:
    """Whether a part of a target is about what was asked: no other measure, and a shared concept or two characters in a row."""
    said = measured(subject, shipped())
    if said.measures and about.measures and not said.measures & about.measures:
        return False
    shared = any(subject[start : start + 2] in text for start in range(len(subject) - 1))
    return shared or bool((said.measures | said.matters) & (about.measures | about.matters))


def _own(index: "SearchIndex", text: str, clauses: Sequence["Clause"]) -> Promise | None:
    if text.startswith("https://"):
        return next((one for one in promises(index.named(text)) if one.value is not None), None)
    found = (_promise("", c.comparator, c.value, c.unit, c.basis, c.direction) for c in clauses if c.value is not None)
    return next(found, None)


def promises(passages: Iterable["Passage"]) -> Iterator[Promise]:
    """The clauses of targets; one without any for a target that has none."""
    for passage in passages:
        for one in passage.stated:
            value = None if one.value is None else Decimal(one.value)
            yield replace(_promise(passage.iri, one.comparator, value, one.unit, one.basis, one.direction), subject=one.subject)
        if not passage.stated:
            yield Promise(passage.iri, None, None, "level", None, None)


def _promise(iri: str, comparator: str | None, value: Decimal | None, unit: str | None, basis: str, direction: str | None) -> Promise:
    canonical, factor = fixed_lists.canonical_unit(unit)
    if value is not None:
        value *= factor
        if direction == "decrease" and basis != "level" and value > 0:
            value = -value
    return Promise(iri, value, canonical, basis, comparator, direction)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number.normalize():f}"


def own_clauses(text: str, value: str | None) -> tuple[str, tuple["Clause", ...]]:
    """What to look for, and the clauses of one's own value: given apart, or standing at the end of the text."""
    from ingest.values.clauses import parse_value, split_value

    if text.startswith("https://"):
        return text, ()
    if value is not None:
        return text, parse_value(value, indicator=text)
    name, printed = split_value(text)
    return name, parse_value(printed, indicator=name)


def show(found: Peers) -> None:
    """The comparison as a table, strictest first."""
    from budgetkg.tables import echo, table

    axis, own = found.comparison, found.own_point
    if not axis.points:
        click.echo("没有可以比较的同类 / no peers that can be compared")
    else:
        sense = f"，{SENSES[axis.sense]}" if axis.sense else "，看不出越高还是越低算严"
        click.echo(f"单位 unit：{axis.unit or '无'}；{BASES[axis.basis or 'level']}{sense}")
        quarters = "、".join(map(str, map(_text, axis.quartiles))) if axis.quartiles else f"不足 5 个，不算；中位数 {_text(axis.median)}"
        click.echo(f"{len(axis.points)} 个同类 peers；四分位 quartiles：{quarters}")
    if own:
        click.echo(
            f"本条 {_text(own.promise.value)}：比 {own.stricter_than} 个严，共 {len(axis.points)} 个 / stricter than {own.stricter_than}"
        )
    columns = ("数值", "比几个严", "单位 agency", "年度", "指标 indicator", "目标值 target", "")
    rows = []
    for point in axis.points:
        one = found.hits[point.promise.iri].passage
        place = (one.agency or "？", str(one.year or ""), one.name, one.raw_value or "", "离群" if point.outlier else "")
        rows.append((str(_text(point.promise.value)), str(point.stricter_than), *place))
    if rows:
        echo(table(columns, rows, numeric=(0, 1)))
    if axis.left_out:
        click.echo("不能比的 not comparable")
        for promise, reason in axis.left_out:
            passage = found.hits[promise.iri].passage
            click.echo(f"  {passage.agency or '？'} {passage.year or ''} {passage.name} {passage.raw_value or ''}：{reason}")
