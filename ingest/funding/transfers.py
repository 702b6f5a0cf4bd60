"""Money passed to governments below (下拨、转移支付), in running text and in tables.

`用于县(市、区)补助金额16.79万元，具体分配为：城区52人籍6.24万元、泽州县79人籍8.87万元…`: parts by place, and the total that is
stated for them. Names are those of divisions inside the publisher's own; a township, a development zone and the own level
(市本级) have no code there and are kept by name. The total is what is printed, never the sum.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from ingest.funding.context import legal_basis
from ingest.values.text import Folded, fold_value
from ingest.words.level_labels import RUN
from ontology.divisions import Division, inside
from ontology.funding import Transfer, TransferAllocation, TransferStatus, TransferType
from ontology.money import UNITS, Money
from ontology.records import Agency, Source

_AMOUNT = r"(?<![\d.,])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>亿元|千万元|百万元|万元|千元|百元|元)(?![/每·以])"
_OWN = re.compile(r"[省市县区州]本级|本级|[省市县区]直(?:单位|部门)?")
_ZONE = re.compile(
    r"[一-龥]{0,8}?(?:经济技术开发区|高新技术产业开发区|经济开发区|开发区|高新区|经开区|示范区|管委会|度假区|保税区|新区|林区|农场)"
)
_TOWNSHIP = re.compile(r"(?![一-龥]{0,4}[各下达拨给乡])[一-龥]{1,5}?(?:街道办事处|街道|镇|乡)")
#: Between a name and its amount: 52人籍, 补助资金, (含…). No sentence mark, and no other name's words.
_MIDDLE = r"(?:[^,、;:。\d元()]|\d+(?:\.\d+)?(?:人|户|名|个|亩|公里|件|座|处|所|村|头|批|次)|\([^()]{0,40}\)|:){0,60}?"
_SEPARATOR = re.compile(r"[,、;和及\s]*(?:其中:?)?")
_CUE = re.compile(r"下达|下拨|拨付|转拨|拨给|分配|补助|转移支付|安排|奖补|分解|切块|资金|经费")
_FOREIGN = re.compile(r"投资额?|产值|收入|税|销售|损失|征收|欠|罚|贷款|捐|消费|贸易|利润|成交|完成额|收缴|上缴|上解")
_TOTAL = re.compile(_AMOUNT)
_TOTAL_CUE = re.compile(r"下达|下拨|拨付|转拨|分配|补助|转移支付|安排|共计?|合计|总计|总额|总共|县|区|市|资金|经费|奖补")
_ONE = re.compile(r"(?:下达|下拨|拨付|转拨|拨给|补助|安排)(?:给|到|至)?$")
_ADVANCE, _CARRIED, _DONE = re.compile(r"提前下达"), re.compile(r"结转"), re.compile(r"(?:已|正式|印发|预算)?(?:下达|下拨|拨付|转拨)")


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    name: str
    division: Division | None
    own: bool
    amount: Money


def find_transfers(
    text: str, source: Source, agency: Agency | None, year: int | None, project: str | None
) -> tuple[TransferAllocation, ...]:
    """Every list of two or more parts by place, and every single 下达…县…万元, in `text`."""
    if agency is None or agency.region is None or "元" not in text:
        return ()
    names = inside(agency.region, year)
    folded = fold_value(text)
    found: list[TransferAllocation] = []
    runs = _runs(_items(folded.text, names, agency))
    after = 0
    for items in runs:
        made = _allocation(folded, items, after, source, agency, year, project)
        if made is not None:
            found.append(made)
        after = items[-1].end
    return tuple(found)


def _items(text: str, names: Mapping[str, Division], agency: Agency) -> list[_Item]:
    """Each name with the amount that follows it in the same part of the sentence."""
    found: list[_Item] = []
    at = 0
    while at < len(text):
        named = _name_at(text, at, names, agency)
        if named is None:
            at += 1
            continue
        stop, division, own = named
        match = re.compile(rf"{_MIDDLE}{_AMOUNT}").match(text, stop)
        if match is None or re.search(RUN, match[0]) or any(_name_at(text, k, names, agency) for k in range(stop, match.start("number"))):
            at = stop
            continue
        amount = Money(Decimal(match["number"].replace(",", "")) * UNITS[match["unit"]], match["number"], match["unit"], "printed")
        found.append(_Item(at, match.end(), text[at:stop], division, own, amount))
        at = match.end()
    return found


def _name_at(text: str, at: int, names: Mapping[str, Division], agency: Agency) -> tuple[int, Division | None, bool] | None:
    """A recipient's name at `at`: where it ends, its division, and whether it is the own level."""
    for stop in range(min(len(text), at + 15), at + 1, -1):
        division = names.get(text[at:stop])
        if division is not None and (text[at:stop] == division.name or _short_stands(text, at, stop)):
            return stop, division, False
    boundary = at == 0 or text[at - 1] in ",、;。:(和及" or text.startswith("其中", at - 2)
    if own := _OWN.match(text, at) if boundary else None:
        return own.end(), None, True
    patterns = (_ZONE, _TOWNSHIP) if agency.level == "county" else (_ZONE,)
    for pattern in patterns:
        if boundary and (match := pattern.match(text, at)):
            return match.end(), None, False
    return None


def _short_stands(text: str, at: int, stop: int) -> bool:
    """A name without its suffix (泽州) stands for the place in a list: a mark or a figure on both sides."""
    return (at == 0 or text[at - 1] in ",、;。:(和及") and (stop == len(text) or bool(re.match(r"\d|:|\(|补助|资金", text[stop:])))


def _runs(items: Sequence[_Item]) -> list[list[_Item]]:
    runs: list[list[_Item]] = []
    for item in items:
        if runs and item.start - runs[-1][-1].end <= 6:
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def _allocation(
    folded: Folded, items: Sequence[_Item], after: int, source: Source, agency: Agency, year: int | None, project: str | None
) -> TransferAllocation | None:
    text = folded.text
    start, end = items[0].start, items[-1].end
    if any(_SEPARATOR.fullmatch(text, left.end, right.start) is None for left, right in pairwise(items)):
        return None
    parts = [item for item in items if not item.own]
    before = text[max(after, start - 160) : start]
    sentence = text[max(text.rfind("。", 0, start) + 1, after) : end]
    if not any(item.division for item in parts) and not (parts and re.search(r"下达|下拨|拨付|转移支付", before)):
        return None
    if len({item.name for item in items}) < len(items) or _FOREIGN.search(sentence) or not _CUE.search(before + sentence):
        return None
    if len(items) == 1 and not _ONE.search(text[:start]):
        return None
    total, begin = _stated_total(folded, after, start, end, len(items))
    context = text[max(after, begin - 40) : end]
    basis, _ = legal_basis(text, begin, end)
    kept = next((item.amount for item in items if item.own), None)
    return TransferAllocation(
        text=folded.printed(begin, end),
        total=total,
        parts=tuple(
            Transfer(
                item.name,
                item.division.code if item.division else None,
                item.division.level if item.division else "township" if _TOWNSHIP.fullmatch(item.name) else None,
                item.amount,
                source,
            )
            for item in parts
        ),
        kept=kept,
        from_region=agency.region,
        project=project,
        fiscal_year=year,
        status=status_of(context),
        type=type_of(context),
        basis=basis,
        sources=(source,),
    )


def _stated_total(folded: Folded, after: int, start: int, end: int, count: int) -> tuple[Money | None, int]:
    """The amount stated for the whole list: the nearest before it that is said to be passed on, or 合计 behind; and where it begins."""
    text = folded.text
    if count > 1:
        for match in reversed(list(_TOTAL.finditer(text, max(after, start - 160), start))):
            if _TOTAL_CUE.search(text, max(after, match.start() - 20), match.start()) and not re.match(
                r"以上|以下|的", text[match.end() :]
            ):
                return _money(match), max(after, match.start() - _back(text, match.start(), after))
        behind = re.compile(rf"[,;]?(?:共计|合计|总计|共){_AMOUNT}").match(text, end)
        if behind:
            return _money(behind), start
    return None, start


def _back(text: str, at: int, after: int) -> int:
    """How far back the clause begins that an amount stands in."""
    return at - max(after, *(text.rfind(mark, after, at) + 1 for mark in ",。;:"))


def _money(match: re.Match[str]) -> Money:
    return Money(Decimal(match["number"].replace(",", "")) * UNITS[match["unit"]], match["number"], match["unit"], "printed")


def is_own_level(name: str) -> bool:
    """市本级: what the payer keeps."""
    return _OWN.fullmatch(name) is not None


def status_of(text: str) -> TransferStatus:
    """提前下达 is money notified in the year before (预算法实施条例第五十二条); what is said of a budget only is budgeted."""
    if _ADVANCE.search(text):
        return "advance"
    if _CARRIED.search(text):
        return "carried_over"
    return "allotted" if _DONE.search(text) else "budgeted"


def type_of(text: str) -> TransferType | None:
    if "共同财政事权" in text:
        return "shared_duty"
    if "专项转移支付" in text or "专项资金" in text:
        return "earmarked"
    return "general" if "一般性转移支付" in text else None


def merged(found: Sequence[TransferAllocation]) -> tuple[TransferAllocation, ...]:
    """One list that is printed twice is one, with both places."""
    done: list[TransferAllocation] = []
    for one in found:
        same = next((k for k, other in enumerate(done) if _key(other) == _key(one)), None)
        if same is None:
            done.append(one)
        else:
            known = done[same]
            done[same] = replace(known, sources=tuple(dict.fromkeys((*known.sources, *one.sources))), project=known.project or one.project)
    return tuple(done)


def _key(one: TransferAllocation) -> tuple[object, ...]:
    total = one.total.yuan if one.total else None
    return total, one.fiscal_year, tuple((part.recipient, part.amount.yuan) for part in one.parts)
