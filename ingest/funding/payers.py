"""Who is said to give an amount or a share: the label nearest to it that bears, and the subject that goes on over commas."""

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.funding.per_units import each_in
from ingest.words.level_labels import JOINED, RUN, TOKEN, kinds, name_start, within

Span = tuple[int, int]

#: 县级公立医院…补助每县300万元: whose it is, not who pays.
_UNIT_OF = re.compile(
    r"的(?!配套|补助|奖补)|每(?:馆|站|所|院|校|队|家)(?![^,;。\d]*[补奖安配给投])|[一二三四五]类|项目(?!资金|经费|补助|支出|所在|建设)|公立|医院|卫生院|学校|院校|高校|机关|单位|干部|示范|文物|劳模|储备|公益林|以上(?:领导|干部|重点)"
)
_BEARS = re.compile(
    r"(?:每年|每|年均|(?:要|应当?|可|须|均|分别|各)*按|(?:(?!建设|[站室院校局]|中心|机构|残联|妇联|工会|协会|公司|部门|工作[补津])[一-龥]){0,6}?(?:补助|承担|负担|安排|配套|投入|补贴|奖补|资助|奖励|列支|出资)|[补奖](?=\d|$))"
)
#: 市、县两级财政: what stands behind the last of several.
_SEVERAL = re.compile(r"[两二三四五]级(?:财政|政府)?")
_OWN = re.compile(r"级|财政|本级|中央|地方|(?:配套|补助)资金")
_DOWN = ("central", "provincial", "prefecture", "county", "township")
#: A clause without a subject of its own: 单个项目最高…, 运转的每所….
_ELLIPTIC = re.compile(
    r"(?:且|并|但|其中|同时|原则上|一般|年度|累计|每年|对|[:,])*(?:每(?!年)|单(?!位)|[一-龥]{1,10}的(?:,|每|按)|最[高低多]|不[超低少得]|[人户亩]均|补助)"
)
#: Several bear what stands before: none of them alone bears what follows.
_DIVIDED = re.compile(r"\d[:比]\d|按比例|分担|共担|共同")
#: What a clause says that speaks of giving.
_GIVING = re.compile(r"补助|补贴|奖补|奖励|资助|安排|给予|承担|负担|配套|支持|投入|保障")


def payer(text: str, begin: int, at: int, places: Sequence[Span] = (), *, bare: bool = False) -> Span | None:
    """The label nearest before `at` that is said to bear: 省级补助, 县级…资金, 各县每年安排; not 市信访局, nor the 区县 of one of the
    `places` that it is for. `bare`: one that stands right before `at` needs no word for bearing (其中中央1000元)."""
    found = None
    for match in within(JOINED, text, begin, at):
        if any(left <= match.start() < right for left, right in places):
            continue
        if _UNIT_OF.match(text, match.end()) or any(left < match.start() < right for left, right in each_in(text, begin, at)):
            continue
        if re.search(r"(?:每|对于?)(?:各|所属|全部)?$", text[max(0, match.start() - 5) : match.start()]):
            continue
        if text.endswith(("以上", "以下"), 0, match.end()) and not _GIVING.match(text, match.end()):  # 市级以上文明村
            continue
        start = _upward(text, *match.span())
        if (
            _OWN.search(text, start, match.end())
            or _SEVERAL.match(text, match.end(), at)
            or _BEARS.match(text, match.end(), at)
            or (bare and re.fullmatch("各|均|分别|", text[match.end() : at]))
        ):
            found = (name_start(text, start, match.end()), match.end())
    return _run(text, begin, found) if found else None


def _run(text: str, begin: int, last: Span) -> Span:
    """From the first of those that pay together to the last: 省、市、县财政分别补贴."""
    for match in within(RUN, text, begin, last[1]):
        if match.end() == last[1] and match.start() < last[0] and text[last[0] - 1] in "、和与及":
            return match.start(), last[1]
    return last


def _upward(text: str, start: int, end: int) -> int:
    """Where the payer begins of two levels that stand side by side: 市县 are two, but 示范乡镇省级奖励 is of the second."""
    tokens = list(within(TOKEN, text, start, end))
    for one, other in pairwise(tokens):
        if one.end() == other.start():
            upper, lower = (kinds(text, *each.span())[:1] for each in (one, other))
            if upper and lower and upper[0] in _DOWN and lower[0] in _DOWN and _DOWN.index(upper[0]) > _DOWN.index(lower[0]):
                return other.start()
    return start


def going_on(text: str, start: int, begin: int, at: int, places: Sequence[Span]) -> Span | None:
    """The payer of the clauses before `begin`, where the clause that `at` stands in names nothing that is paid: 市财政按30%补助，单个项目
    最高200万元."""
    if start == begin or not _ELLIPTIC.match(text, begin, at):
        return None
    found = payer(text, start, begin, places)
    if found is None or not (_OWN.search(text, *found) or re.match("[对按补奖给]", text[found[1] :])):
        return None  # 我市安排2名人员，每人每年…
    if (
        re.search(r"[、和与及]", text[slice(*found)])
        or re.search(r"[级政央省市县区)][、和与及]$", text[start : found[0]])
        or _DIVIDED.search(text, found[0], begin)
    ):
        return None
    return found if _GIVING.search(text, found[1], at) else None
