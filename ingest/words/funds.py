"""Sources of money (资金来源): which level of government and which fund a printed label names.

Level and nature are two dimensions of one amount: 市县(区)财政资金 of a target form and 一般公共预算 of the project table are the
same money, printed by level there and by fund here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from ingest.words.text import fold
from ingest.words.vocabulary import fund_concept
from ontology.money import Money
from ontology.records import FundAmount, Horizon, Level, Source

Resolution = Literal["explicit", "relative", "inferred", "none"]

_OF_MONEY = re.compile(r"财政|资金|补助|级|拨款|配套|转移支付|安排|^(?:中央|省|自治区|[市州盟县区旗]{1,2}|乡镇)$")
_ORDER: tuple[Level, ...] = ("central", "provincial", "prefecture", "county", "township")
_WORDS: tuple[tuple[str, Level], ...] = (
    ("中央", "central"),
    ("国家", "central"),
    ("省", "provincial"),
    ("自治区", "provincial"),
    ("市", "prefecture"),
    ("州", "prefecture"),
    ("盟", "prefecture"),
    ("县", "county"),
    ("区", "county"),
    ("旗", "county"),
    ("乡", "township"),
    ("镇", "township"),
)


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels a label names and how that was decided."""

    levels: tuple[Level, ...]
    resolution: Resolution


def levels_of(label: str, publisher: Level | None) -> Levels:
    """本级 is the publisher's own level; 市级 in a county-level city's form is the county; 市县(区) is two levels; 上级 stays open."""
    key = fold(label)
    if "上级" in key or re.search(r"提前(?:通知|下达|告知)", key):  # 预算法 第三十八条: told in advance by the government above
        return Levels((), "relative")
    if "本级" in key:
        return Levels((publisher,) if publisher else (), "relative" if publisher else "none")
    if not _OF_MONEY.search(key):
        return Levels((), "none")
    words = re.sub(r"自治区|经济开发区", "省", key)
    words = re.sub(r"^(?:其中:?|财政部门|地方)", "", words)
    found: list[Level] = []
    for word, level in _WORDS:
        if word in words and level not in found:
            found.append(level)
    if "县(区)" in key or "县(市" in key or "县区" in key or "区县" in key:
        found = [x for x in found if x != "prefecture" or re.match(r"^(?:其中:?)?(?:省|中央)?市", key)]
    if publisher == "county" and found == ["prefecture"]:
        return Levels(("county",), "relative")
    return Levels(tuple(x for x in _ORDER if x in found), "explicit" if found else "none")


def nature_of(label: str) -> str | None:
    """The fund nature a label names, or None for a label by level."""
    concept = fund_concept(label)
    return concept.id if concept and concept.group == "nature" else None


def fund_amount(
    label: str, amount: Money, horizon: Horizon, source: Source, publisher: Level | None, nature: str | None = None
) -> FundAmount:
    stated = levels_of(label, publisher)
    return FundAmount(
        label=label,
        level=stated.levels[0] if len(stated.levels) == 1 else None,
        levels=stated.levels,
        level_resolution=stated.resolution,
        nature=nature or nature_of(label),
        amount=amount,
        horizon=horizon,
        source=source,
    )


def merge(by_form: Sequence[FundAmount], by_table: Sequence[FundAmount]) -> tuple[FundAmount, ...]:
    """Funds of one project from its form and from budget tables.

    A fund that the form gives by level and a table gives by nature, with one amount, is one fund with both dimensions; so is 上年结转.
    Two statements along the same dimension stay two.
    """
    merged = list(by_form)
    extra: list[FundAmount] = []
    for fund in by_table:
        if any(
            fold(f.label) == fold(fund.label)
            and f.amount.yuan == fund.amount.yuan
            and f.horizon == fund.horizon
            and (f.nature == fund.nature or "结转" not in fund.label)  # 上年结转 of two funds
            for f in merged + extra
        ):
            continue
        if fund.levels == () and fund.level_resolution == "relative" and _told_by_level(fund, by_form):
            continue
        same = [
            k
            for k, f in enumerate(merged)
            if f.amount.yuan == fund.amount.yuan
            and f.horizon == fund.horizon
            and f.nature is None
            and (by_level(f) or ("结转" in f.label and "结转" in fund.label))
        ]
        if same and fund.nature:
            merged[same[0]] = replace(merged[same[0]], nature=fund.nature)
        else:
            extra.append(fund)
    return (*extra, *merged)


def _told_by_level(fund: FundAmount, by_form: Sequence[FundAmount]) -> bool:
    """Whether a form splits by level what a table prints as 上级专项转移支付: 中央 and 省级 that make it up."""
    named = [f for f in by_form if f.horizon == fund.horizon and f.level is not None and f.amount.yuan]
    yuan = [f.amount.yuan or Decimal(0) for f in sorted(named, key=lambda f: _ORDER.index(f.level or "township"))]
    return fund.amount.yuan in {sum(yuan[:count], Decimal(0)) for count in range(1, len(yuan) + 1)}


def by_level(fund: FundAmount) -> bool:
    return fund.level_resolution in {"explicit", "relative"}


def own_level(forms: Iterable[Sequence[FundAmount]]) -> FundAmount | None:
    """A fund that the document's forms label as the publisher's own: the words for a project that prints none.

    None where a form divides one project's money among levels: then a project that prints none may have it from several too.
    """
    paid = [[f for f in funds if f.amount.yuan and by_level(f)] for funds in forms]
    if any(len({"本级" in f.label for f in funds}) > 1 for funds in paid):
        return None
    return next((f for funds in paid for f in funds if "本级" in f.label and f.levels), None)
