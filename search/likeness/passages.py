"""What can be found: one passage for each printed target, each project, and each sentence of a goal, of a project overview
and of what an agency is in charge of (部门职责).

A passage carries all that a hit shows, so that answering needs neither the graph nor the documents.
It is text for people and therefore masked like the graph: no names of handlers, no telephone numbers.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from ontology import iri
from ontology.agency_types import agency_type
from ontology.categories import category_of
from ontology.privacy import mask
from ontology.records import Clause, DisclosureRecord, Goal, Indicator, Project, Source

Kind = Literal["indicator", "goal", "project", "overview", "responsibility"]

LONG = 60
"""A sentence of more characters than this is taken apart at its figures."""

ABOUT = 300
"""Characters of an overview that a project is shown and compared with."""

_SENTENCE_END = re.compile(r"[。；;！!？?\n]+|(?<![\d.])\d{1,2}[.．、)）](?!\d)|[①-⑳]|[（(][一二三四五六七八九十]{1,3}[)）]")
_PROMISE = re.compile(r"(.{4,60}?)((?:达到|不少于|不低于|不超过|控制在|保持在)[^，,\d]*\d[^，,]*)$")
_MEASURED = re.compile(r"\d|[不未无零](?:再)?(?:发生|登记|出现|增加)|下降|减少|降低|压降|压减|杜绝|控制在|(?:得到|有效)控制")
_SIGNS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<", "eq": "="}
_DIRECTIONS = {"increase": "提高", "decrease": "下降", "maintain": "保持"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is printed. Numbers count from 1."""

    document: str
    page: int | None = None
    line_start: int | None = None
    line_end: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None


class Stated(NamedTuple):
    """A clause of a target as targets are compared by it (对标): in the index, since a page compares two hundred."""

    basis: str
    """level, relative_change or absolute_change."""
    comparator: str | None
    value: str | None
    """A decimal."""
    unit: str | None
    """As printed."""
    direction: str | None
    subject: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    iri: str
    """The target, goal, project declaration or responsibility in the graph. Sentences of one share it."""
    kind: Kind
    title: str
    """Title of the document."""
    agency: str | None
    region: str | None
    """Six digits of GB/T 2260."""
    division: str | None
    level: str | None
    agency_type: str | None
    """Kind of agency (部门类), as in `ontology.agency_types`."""
    year: int | None
    project: str | None
    """None for the plan of a whole department (部门整体)."""
    amount: str | None
    """Yuan of the project, as a decimal string."""
    level1: str | None
    level2: str | None
    category: str | None
    """Neutral indicator category, as in `ontology.categories`."""
    name: str
    """The indicator's or project's name, or one sentence of a goal, overview or responsibility."""
    part: int | None
    """Which sentence of it, from 1; None for an indicator or project."""
    description: str | None
    horizon: str | None
    raw_value: str | None
    clauses: tuple[str, ...]
    """The comparable statements in short: ≥95%, 下降≥10%."""
    stated: tuple[Stated, ...]
    """All its clauses in full."""
    source: Place

    @property
    def measurable(self) -> bool:
        """Whether a sentence of a goal says how much, or that something falls or does not happen, not only what is done."""
        return self.raw_value is not None or bool(_MEASURED.search(self.name))

    @property
    def context(self) -> str:
        """What says more about an indicator than its name: the printed value, the description, the level-2 class."""
        return "，".join(filter(None, (self.raw_value, self.description, self.level2)))


_FIELDS = tuple(Passage.__dataclass_fields__)


def passages(record: DisclosureRecord) -> list[Passage]:
    """All passages of a document, in printed order of projects; IRIs are those of `ontology.quads`."""
    agency = record.agency
    owner = iri.agency(agency.region, agency.name) if agency else None
    sha256, year = record.document.sha256, record.document.fiscal_year
    found: list[Passage] = []
    ordinals = iri.Ordinals()
    for project in record.projects:
        identity = iri.project(owner, mask(project.name), project.code, sha256)
        declaration = ordinals.of(iri.declaration(identity, year, sha256))
        plan = iri.project_plan(declaration)
        found.append(_passage(record, project, declaration, "project", project.name, project.source, **_about(project)))
        found += _plan(record, plan, project, project.goals, project.indicators)
        if project.overview:
            source = project.overview_source or project.source
            for part, sentence in enumerate(sentences(project.overview), start=1):
                found.append(_passage(record, project, declaration, "overview", sentence, source, part=part))
    plan = iri.agency_plan(owner, year, sha256)
    found += _plan(record, plan, None, record.department_goals, record.department_indicators)
    for duty in record.body.responsibilities:
        identity = ordinals.of(iri.responsibility(duty.source))
        found.append(_passage(record, None, identity, "responsibility", duty.text, duty.source))
    return found


def _plan(
    record: DisclosureRecord, plan: str, project: Project | None, goals: Iterable[Goal], indicators: Iterable[Indicator]
) -> Iterator[Passage]:
    ordinals = iri.Ordinals()
    for goal in goals:
        identity = ordinals.of(iri.goal(plan, goal.horizon))
        for part, sentence in enumerate(sentences(goal.text), start=1):
            name, value = promise(sentence)
            yield _passage(record, project, identity, "goal", name, goal.source, horizon=goal.horizon, part=part, raw_value=value)
    repeats: Counter[tuple[str, str]] = Counter()
    for indicator in indicators:
        identity = iri.indicator(plan, indicator.level1, indicator.level2, mask(indicator.name))
        repeats[identity, indicator.horizon] += 1
        repeat = repeats[identity, indicator.horizon]
        subject = identity if repeat == 1 else f"{identity}/~{repeat}"
        yield _passage(
            record,
            project,
            iri.target(subject, indicator.horizon),
            "indicator",
            indicator.name,
            indicator.source,
            horizon=indicator.horizon,
            level1=indicator.level1,
            level2=indicator.level2,
            category=category_of(indicator.level1, indicator.level2),
            description=mask(indicator.description) if indicator.description else None,
            raw_value=None if indicator.raw_value is None else mask(indicator.raw_value),
            clauses=tuple(filter(None, map(short, indicator.clauses))),
            stated=tuple(map(_stated, indicator.clauses)),
        )


def _stated(clause: Clause) -> Stated:
    value = None if clause.value is None else f"{clause.value:f}"
    subject = mask(clause.subject) if clause.subject else None
    return Stated(clause.basis, clause.comparator, value, clause.unit, clause.direction, subject)


def _about(project: Project) -> dict[str, str | None]:
    """What a project is for, in its own words: the overview, or else the first goal."""
    text = project.overview or next((goal.text for goal in project.goals), "")
    return {"description": mask(text)[:ABOUT] or None}


def _passage(
    record: DisclosureRecord, project: Project | None, identity: str, kind: Kind, name: str, source: Source, **more: Any
) -> Passage:
    agency, amount = record.agency, project.amount if project else None
    shown: dict[str, Any] = dict.fromkeys(("level1", "level2", "category", "description", "horizon", "raw_value", "part"))
    return Passage(
        iri=identity,
        kind=kind,
        title=mask(record.document.title),
        agency=agency.name if agency else None,
        region=agency.region if agency else None,
        division=agency.division if agency else None,
        level=agency.level if agency else None,
        agency_type=agency_type(record),
        year=record.document.fiscal_year,
        project=mask(project.name) if project else None,
        amount=f"{amount.yuan:.2f}" if amount is not None and amount.yuan is not None else None,
        name=mask(name),
        source=Place(source.document, source.page, source.line_start, source.line_end, source.table, source.row, source.column),
        **{**shown, "clauses": (), "stated": (), **more},
    )


def sentences(text: str) -> list[str]:
    """The promises a goal is made of: its sentences and numbered points; of a long one each clause with a figure.

    >>> sentences("1.做好经费保障工作，保障办公正常运转。2.维持单位正常运转.")
    ['做好经费保障工作，保障办公正常运转', '维持单位正常运转']
    """
    found: list[str] = []
    for sentence in _SENTENCE_END.split(text):
        clauses = [sentence]
        parts = re.split("[，,]", sentence)
        if len(parts) > 1 and all(_PROMISE.match(part) for part in parts):
            clauses = parts
        elif len(sentence) > LONG:
            figures: list[str] = []
            rest: list[str] = []
            for clause in parts:
                (figures if any(character.isdigit() for character in clause) else rest).append(clause)
            clauses = ["，".join(rest), *figures]
        found += [clause.strip(" ，,、.．:：\t") for clause in clauses]
    return [clause for clause in found if len(clause) >= 4]


def promise(sentence: str) -> tuple[str, str | None]:
    """A sentence as what is promised and how much, where a word such as 达到 stands between them.

    >>> promise("初信初访办结率达到95%以上")
    ('初信初访办结率', '达到95%以上')
    """
    found = _PROMISE.match(sentence)
    return (found[1], found[2]) if found else (sentence, None)


def short(clause: Clause) -> str:
    """A clause in as few signs as people write it with."""
    if clause.value is None:
        return clause.rating or clause.frequency or clause.not_after or ""
    sign = _SIGNS.get(clause.comparator or "eq", "=")
    about = "约" if clause.approximate else ""
    number = f"{clause.value.normalize():f}" if clause.value != 0 else str(Decimal(0))
    subject = f"{clause.subject}：" if clause.subject else ""
    return f"{subject}{_DIRECTIONS.get(clause.direction or '', '')}{about}{sign}{number}{clause.unit or ''}"


def dump(items: Iterable[Passage]) -> bytes:
    """JSON Lines, one passage a line; the same passages give the same bytes."""
    # what dataclasses.asdict would give, without copying every value: that takes ten times as long
    fields = ({name: getattr(item, name) for name in _FIELDS} | {"source": asdict(item.source)} for item in items)
    return b"".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for line in fields)


def load(lines: bytes) -> Iterator[Passage]:
    """The passages of JSON Lines that `dump` wrote."""
    return map(loads, filter(None, lines.split(b"\n")))


def loads(line: bytes | str) -> Passage:
    """One line that `dump` wrote."""
    fields = json.loads(line)
    stated = tuple(Stated(*one) for one in fields["stated"])
    return Passage(**{**fields, "clauses": tuple(fields["clauses"]), "stated": stated, "source": Place(**fields["source"])})
