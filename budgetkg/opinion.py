"""A paragraph of opinion (审核意见) on a target, ready to be copied: where it stands among its peers, by which evidence.

Neutral words: what is unusual is a hint (提示) to be explained, never a fault. Written from the comparison alone.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from budgetkg.compare import BASES, SENSES
from search.likeness.compare import FEW

if TYPE_CHECKING:
    from budgetkg.compare import Peers
    from search.likeness.passages import Passage

NAMED = 8
"""Peers that are named with their place."""
BASIS = "财预〔2021〕101号要求指标值有取值依据"


def opinion(text: str, found: "Peers", files: Mapping[str, str]) -> str:
    """`text`: the target as it was asked about. `files`: names of documents by their SHA-256."""
    axis = found.comparison
    if not axis.points:
        return f"关于“{text}”：已收录的公开文件里没有可以比较的同类指标，不作同类比较。"
    unit = axis.unit or "无单位"
    kind = (
        f"{BASES[axis.basis or 'level']}，{SENSES[axis.sense]}" if axis.sense else f"{BASES[axis.basis or 'level']}，看不出越高还是越低算严"
    )
    said = [f"关于“{text}”：已收录的公开文件里有 {len(axis.points)} 个可比的同类指标（单位 {unit}；{kind}），{_spread(found)}。"]
    said.append(_own(found))
    said.append(f"同类依据：{_named(found, files)}。")
    if axis.left_out:
        said.append(f"另有 {len(axis.left_out)} 个相近的指标因单位、口径不同或没有数值，没有计入。")
    said.append("以上由公开文件自动比较得出，是提示，不等于问题，以原文为准。")
    return "".join(said)


def _spread(found: "Peers") -> str:
    axis = found.comparison
    if axis.quartiles:
        low, middle, high = map(_number, axis.quartiles)
        return f"下四分位 {low}、中位数 {middle}、上四分位 {high}"
    return f"中位数 {_number(axis.median)}（不足 {FEW} 个，不算四分位，仅供参考）"


def _own(found: "Peers") -> str:
    """What is to be said of one's own value, as a hint."""
    axis, own = found.comparison, found.own_point
    if own is None or own.promise.value is None:
        return "本条没有可比的数值，可参照上述范围细化、量化。" if found.own is None else "本条的数值与同类单位或口径不同，没有比较。"
    value, total = own.promise.value, len(axis.points)
    where = f"本条 {_number(value)}，比其中 {own.stricter_than} 个严（共 {total} 个）"
    if axis.quartiles is None or axis.sense is None:
        return f"{where}。"
    low, _, high = axis.quartiles
    loose, strict = (value < low, value > high) if axis.sense == "higher" else (value > high, value < low)
    if loose:
        return f"{where}，比四分之三的同类宽松。提示：请说明取值依据，或参照同类研究调整（{BASIS}）。"
    if strict:
        return f"{where}，比四分之三的同类严格。提示：请核实能否实现，并说明取值依据（{BASIS}）。"
    return f"{where}，在同类居中的一半之内，未见明显偏高或偏低。"


def _named(found: "Peers", files: Mapping[str, str]) -> str:
    shown = [found.hits[point.promise.iri].passage for point in found.comparison.points[:NAMED]]
    more = len(found.comparison.points) - len(shown)
    listed = "；".join(f"{number}. {_peer(one, files)}" for number, one in enumerate(shown, start=1))
    return listed + (f"；另 {more} 个略" if more else "")


def _peer(one: "Passage", files: Mapping[str, str]) -> str:
    place = one.source
    words = (("page", "第{}页"), ("table", "表{}"), ("row", "行{}"), ("column", "列{}"), ("line_start", "文件行{}"))
    where = " ".join(form.format(getattr(place, name)) for name, form in words if getattr(place, name) is not None)
    year = f"{one.year}年度" if one.year else ""
    return f"{one.agency or '？'}{year}“{one.name}”{one.raw_value or ''}（{files.get(place.document, place.document[:8])} {where}）"


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
