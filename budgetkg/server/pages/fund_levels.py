"""Money of projects by who gives it: the agency's own level (本级), levels above (上级), and all else (其他).

All else is what is left of the amount: money of several levels together, levels below, and sources without a level.
Where the parts come to more than the amount, nothing is split.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from ontology.level_amounts import LevelAmount, level_amounts

if TYPE_CHECKING:
    from ontology.records import Level, Project, Source

ORDER = ("central", "provincial", "prefecture", "county", "township")
PARTS = (
    ("own", "本级", "own level"),
    ("above", "上级", "levels above"),
    ("other", "其他", "other"),
)


@dataclass(frozen=True, slots=True)
class Share:
    """Yuan, and where it is printed, the first of several places; None for the source of a sum over projects."""

    yuan: Decimal
    source: "Source | None"
    label: str


def split(project: "Project", level: "Level | None", year: int | None) -> dict[str, Share] | None:
    """By a key of PARTS; a part that nothing is printed of is left out. None where it cannot be told."""
    money = project.amount
    if money is None or money.yuan is None or level is None:
        return None
    found: dict[str, list[LevelAmount]] = {}
    for one in level_amounts(project, year):
        if part := _part(one, level):
            found.setdefault(part, []).append(one)
    sums = {part: sum((one.yuan for one in those), Decimal(0)) for part, those in found.items()}
    left = money.yuan - sum(sums.values())
    if left < 0:
        return None
    whole = project.amount_source or project.source
    shares = {
        part: Share(sums[part], those[0].funds[0].source if those[0].funds else whole, "、".join(one.label for one in those))
        for part, those in found.items()
    }
    return shares | ({"other": Share(left, whole, "")} if left or not shares else {})


def _part(one: LevelAmount, level: "Level") -> str | None:
    if one.levels == (level,):
        return "own"
    if all(ORDER.index(payer) < ORDER.index(level) for payer in one.levels) and (one.levels or one.funds):
        return "above"  # a label that only says 上级 names no level
    return None


def total(splits: Iterable[dict[str, Share] | None]) -> dict[str, Share]:
    """The sum over projects, of those that could be split."""
    found: dict[str, Share] = {}
    for shares in splits:
        for part, share in (shares or {}).items():
            before = found[part].yuan if part in found else Decimal(0)
            found[part] = Share(before + share.yuan, None, "")
    return found
