"""What speaks for two programmes (资金项目) being one, and how much: see `linking`. A score is a function of the two alone."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ontology.links import ASSERTED, OFFERED
from search.funding.programmes import Programme
from search.funding.spoken import coverage

SAME_NUMBER, SAME_TITLE = 0.95, 0.9
SAME_NAME, SAME_NAME_ELSEWHERE, SAME_PURPOSE = 0.97, 0.9, 0.92
CITED_TOGETHER = 0.4
"""Least that must be said of each other by two programmes that cite one document: a document may be about many."""
OWN, OTHER, NEAR = 0.5, 0.3, 0.2
"""Weights of the smaller and the larger coverage of the purposes, and of the nearness of the texts."""
UNSURE = float(ASSERTED) - 0.01
LONG_NAME = 6
"""Characters of a purpose that says enough where the agencies are in charge of different things."""
SAME_MEANING, NEAR_TEXTS, NEAR_PURPOSES, WORTH_ASKING = 0.81, 0.86, 0.75, 0.8
"""Cosines from which on texts and purposes together say that two programmes are one, and the texts alone that it be asked."""


@dataclass(frozen=True, slots=True)
class Compared:
    score: float
    evidence: tuple[str, ...]


def compare(left: Programme, right: Programme, near: float, alike: float) -> Compared:
    """What speaks for two programmes being one. `near`, `alike`: cosines of the vectors of their texts and of their purposes."""
    related = related_fields(left.field, right.field)
    first, second = (item.purpose.distinct if related else (item.purpose.text,) for item in (left, right))
    found: list[tuple[float, str]] = []
    if first and second:
        coverages = coverage(first, right.wording), coverage(second, left.wording)
        low, high = min(coverages), max(coverages)
        if low + high >= CITED_TOGETHER:
            found += [(SAME_NUMBER, f"文号相同：{number}") for number in sorted(left.numbers & right.numbers)[:1]]
            found += [(SAME_TITLE, f"依据相同：《{title}》") for title in sorted(left.titles & right.titles)[:1]]
        shown = "…".join(first)
        if left.purpose.text == right.purpose.text and (related or len(left.purpose.text) >= LONG_NAME):
            score = SAME_NAME if related else SAME_NAME_ELSEWHERE
            found.append((score, f"名称去掉年度、出资方和资金形式后相同：{left.purpose.text}"))
        elif related and first == second:
            found.append((SAME_PURPOSE, f"同一职能（{left.field}）之下用途相同：{shown}"))
        score = OWN * low + OTHER * high + NEAR * max(near, 0.0)
        if high < 1:  # each name has something of which the other never speaks: 奖励扶助 and 特别扶助
            score = min(score, UNSURE)
        said = f"“{shown}”与“{'…'.join(second)}”在对方文字中出现 {coverages[0]:.0%}、{coverages[1]:.0%}，文字相近 {max(near, 0.0):.2f}"
        found.append((score, said))
        if related and near >= WORTH_ASKING:
            sure = near >= NEAR_TEXTS and alike >= NEAR_PURPOSES and high == 1
            score = SAME_MEANING if sure else min(UNSURE, 0.9 * near)
            found.append((score, f"同一职能（{left.field}）之下意思相近：文字的向量 {near:.2f}，用途的向量 {max(alike, 0.0):.2f}"))
    found.sort(key=lambda item: -item[0])
    worth = [text for score, text in found if score >= float(OFFERED)]
    return Compared(found[0][0] if found else 0.0, tuple(worth))


def related_fields(left: str, right: str) -> bool:
    """Whether two agencies are in charge of the same: 教育 and 教育体育, 农业农村 and 农业."""
    if not left or not right:
        return False
    shared = len(set(left) & set(right))
    return left in right or right in left or shared / min(len(set(left)), len(set(right))) >= 0.6


def rounded(score: float) -> Decimal:
    return Decimal(score).quantize(Decimal("0.01"), ROUND_HALF_UP)
