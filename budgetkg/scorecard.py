"""The score card of a target form (绩效目标审核表): eight items, to each what the machine can see, and what people say of it.

财预〔2015〕88号 has a form reviewed for completeness, relevance, adequacy and feasibility (完整性、相关性、适当性、可行性), two
items each, and graded 优、良、中、差. The machine grades nothing: it gathers evidence. Grades are lines of the review journal.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from budgetkg.home import Home
from budgetkg.journal import Journal
from budgetkg.reviews import JOURNAL, LONGEST, NAME, plain
from ontology import iri
from ontology.errors import UsageError
from ontology.privacy import mask
from ontology.records import DisclosureRecord, Indicator, Project

GRADES = {"excellent": "优", "good": "良", "fair": "中", "poor": "差"}
OVERALL = "overall"
_ACTION = "grade"


@dataclass(frozen=True, slots=True)
class Item:
    key: str
    part: str
    zh: str
    en: str
    asks: str
    """What the reviewer decides."""
    rules: frozenset[str]
    """Rules whose findings are evidence."""


def _item(key: str, part: str, zh: str, en: str, asks: str, rules: str = "") -> Item:
    return Item(key, part, zh, en, asks, frozenset(rules.split()))


ITEMS = (
    _item(
        *("complete", "完整性", "规范完整性", "completeness", "填报是否规范、各项内容和各类指标是否齐全"),
        "missing-category value-missing money-without-targets targets-without-money indicator-twice project-code-length "
        "qualitative-with-number missing-subtotal",
    ),
    _item(
        *("clear", "完整性", "明确清晰性", "clarity", "目标是否明确、指标是否细化量化"),
        "unmeasurable value-without-unit indicator-two-values same-explanation",
    ),
    _item(
        *("relevant", "相关性", "目标相关性", "relevance", "目标是否符合职责、规划和项目内容"),
        "copied-indicators project-names",
    ),
    _item(
        *("sound", "相关性", "指标科学性", "soundness", "指标与目标是否对应，方向、口径是否合理"),
        "wrong-direction at-least-100 percent-over-100",
    ),
    _item(
        *("reasonable", "适当性", "绩效合理性", "adequacy", "预期水平是否适当，各时段是否衔接"),
        "half-year-same annual-and-implementation annual-over-implementation",
    ),
    _item(
        *("funded", "适当性", "资金匹配性", "funding", "目标与资金规模、标准和来源是否匹配"),
        "cost-over-amount project-amount fund-sources itemised-sum item-product norm-kept cofunding-ratio transfer-sum projects-sum",
    ),
    _item("achievable", "可行性", "实现可能性", "achievability", "目标能否如期实现"),
    _item("prepared", "可行性", "条件充分性", "preparedness", "立项依据、组织和实施条件是否充分"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a card is about: the form of a project, or the overall goals of the department."""

    iri: str
    name: str
    project: Project | None
    indicators: tuple[Indicator, ...]
    also: str | None = None
    """IRI of the project apart from its year."""

    def concerns(self, item: Mapping[str, Any]) -> bool:
        about = item["about"]
        return about in (self.iri, self.also) or about.startswith(f"{self.iri}/")


@dataclass(frozen=True, slots=True)
class Grade:
    grade: str
    comment: str
    by: str
    at: str


def subjects(record: DisclosureRecord) -> Iterator[Subject]:
    """The overall goals, then projects that have a form or money, with the IRIs of the graph."""
    sha256, year = record.document.sha256, record.document.fiscal_year
    owner = iri.agency(record.agency.region, record.agency.name) if record.agency else None
    if record.department_goals or record.department_indicators:
        yield Subject(iri.agency_plan(owner, year, sha256), "部门整体", None, record.department_indicators)
    ordinals = iri.Ordinals()
    for project in record.projects:
        identity = iri.project(owner, mask(project.name), project.code, sha256)
        declaration = ordinals.of(iri.declaration(identity, year, sha256))
        yield Subject(declaration, project.name, project, project.indicators, identity)


def seen(subject: Subject, item: Item) -> list[str]:
    """What the form itself shows of an item, in a few words."""
    indicators = subject.indicators
    if item.key == "complete":
        return [
            f"指标 {len(indicators)} 个",
            "一级指标：" + ("、".join(dict.fromkeys(one.level1 for one in indicators if one.level1)) or "没有印"),
        ]
    if item.key == "clear":
        counted = sum(any(clause.value is not None for clause in one.clauses) for one in indicators)
        return [f"有数值的 {counted} 个，共 {len(indicators)} 个"] if indicators else []
    if item.key == "funded" and subject.project is not None and subject.project.amount is not None:
        amount = subject.project.amount
        return [f"项目金额 {amount.text} {amount.unit}" if amount.text else "项目金额空白"]
    if item.key == "achievable":
        reached = [one for one in indicators if one.outcome is not None]
        return [f"有实际完成值的 {len(reached)} 个"] if reached else []
    if item.key == "prepared":
        based = sum(bool(one.basis) for one in indicators)
        overview = subject.project is not None and bool(subject.project.overview)
        return ["有项目概况" if overview else "没有读到项目概况", *([f"写明取值依据的指标 {based} 个"] if based else [])]
    return []


class Scorecards:
    """What people graded, in the journal of reviews."""

    def __init__(self, home: Home) -> None:
        self._journal = Journal(home, JOURNAL, ("action", "finding"), "review")

    def grades(self, wanted: Iterable[str]) -> dict[str, dict[str, Grade]]:
        """The last grade of each item by the IRI of the subject. Raises StoreError for a broken line."""
        found: dict[str, dict[str, Grade]] = {subject: {} for subject in wanted}
        for line in self._journal.lines():
            kind, _, rest = line["action"].partition(":")
            if kind == _ACTION and line["finding"] in found:
                item, _, grade = rest.partition(":")
                found[line["finding"]][item] = Grade(grade, line["reason"], line["by"], line["at"])
        return found

    def grade(self, subject: str, given: Mapping[str, tuple[str, str]], by: str) -> None:
        """Keep (grade, comment) by item. Raises UsageError for an item or grade that there is none of."""
        known = {item.key for item in ITEMS} | {OVERALL}
        lines = []
        for item, (grade, comment) in given.items():
            if item not in known or grade not in GRADES:
                raise UsageError("review.grade", f"没有这种评分：{item[:20]} {grade[:20]}", "、".join(GRADES), "grade")
            said = plain(comment, LONGEST, "comment")
            lines.append(
                {"action": f"{_ACTION}:{item}:{grade}", "finding": subject, "reason": said, "by": plain(by, NAME, "by", masked=False)}
            )
        if not lines:
            raise UsageError("review.grade", "没有评分", "至少选一项的等次", "grade")
        self._journal.append(*lines)
