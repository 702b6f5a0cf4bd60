"""Declared shares between levels of government (分担、配套比例) wherever they stand: cells, prose, goals.

`中央：省：市：县=1:1:0.5:0.6`, `省级补助60%，市级承担25%`, `由省与区按照2∶8的比例分担`, `各承担50%`. Ratios of
anything else (案件, 得分, clock times) are left alone: a statement needs names of levels, as many numbers as
names, and words that tie them to money or to sharing.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.funding.context import case_of, legal_basis
from ingest.funding.grammar import Shares, sentences
from ingest.values.text import Folded, fold_value
from ingest.words.level_labels import bearer, kinds
from ingest.words.text import ending
from ontology.funding import Applicability, FundingShare, LevelResolution
from ontology.records import Level

ABOUT_MONEY = re.compile(
    r"资金|补助|配套|财政|投资|支出|出资|补贴|奖补|投入|款|预算|津贴|分担|共担|筹集"
    r"|工资|薪酬|报酬|待遇|低保|五保|费(?!率)|[助抚老待奖基偿恤]金"
)
ABOUT_ELSE = re.compile(
    r"案件|任务|工作量|得分|分值|评分|权重|考核|人员|编制|人数|信访量|满意|完成率|化解率|指标|名额|面积|产量|会议|票|时间|比赛|男|师生|到位率"
)
#: Income that levels divide among themselves is borne by none; a share that is held is owned.
DIVIDED_INCOME = re.compile(
    r"分成|分享|留存|体制比例|留成|上缴|缴入|解缴|持股|股权|股份|入股|收益权|分配(?:指标|名额|比例)"
    r"|(?:收入|收益|所得|税收?|指标|名额)[^。;]{0,24}(?:归|划分|分配)"
)
_LEAD = re.compile(
    r"(?:(?:所需)?的?(?:补助资金|资金|经费|费用)?的?(?:分担|配套|承担|负担|补助)?(?:比例|标准)(?:分别)?)?(?:为|是|按照?|由|,|:|、|\s|\(|其中|如下)*$"
)
_NO_CONDITION = frozenset(
    {"", "资金", "所需资金", "所需经费", "经费", "费用", "按照", "按", "比例", "由", "其中", "并", "且", "按比例分级配套"}
)


#: 其余由省与市县按1:1承担: what is left is no case.
_REST = re.compile(r"(?:其余|剩余|余下|其他|不足|差额|缺口)(?:部分|资金|经费|费用|的|\d+(?:\.\d+)?%)*")

#: 根据财行〔2021〕7号，中央财政承担80%: what a share rests on is no case that it is for.
_BASIS = re.compile(r"(?:根据|依据|依照|遵照|按照?)[^,;。]{0,60}(?:号|办法|规定|通知|方案|意见|文件)[》>]?(?:的?(?:规定|要求|精神))?")
#: 支出中，市区占40%: how a sum or a rate lies over places, not who bears it.
_OF_A_WHOLE = re.compile(r"(?:支出|收入|总量|总额|产值)中,?$|收入,?$|率(?:分别)?为?$")
_ANY_CASE = Applicability()


@dataclass(frozen=True, slots=True)
class RatioShare:
    """level is None where the label names none or several (上级, 地方, 市县); `levels` holds all it names."""

    level: Level | None
    part: Decimal
    label: str
    levels: tuple[Level, ...]
    resolution: LevelResolution


@dataclass(frozen=True, slots=True)
class RatioStatement:
    """Parts are as printed: of a ratio (1, 0.5) or per cent. Equal shares without a number are 1 each, 其余 is what
    the printed percentages leave of 100."""

    text: str
    condition: str | None
    shares: tuple[RatioShare, ...]
    applies: Applicability = _ANY_CASE
    basis: str | None = None
    year: int | None = None
    span: tuple[int, int] = (0, 0)
    """Where its shares stand in the folded text."""

    @property
    def all_shares(self) -> tuple[FundingShare, ...]:
        return tuple(FundingShare(share.level, share.part, share.label, share.levels, share.resolution) for share in self.shares)

    @property
    def funding_shares(self) -> tuple[FundingShare, ...]:
        """The shares whose level is decided."""
        return tuple(share for share in self.all_shares if share.level)


@lru_cache(maxsize=4096)
def find_rules(text: str, *, publisher_level: Level | None, division: str | None = None) -> tuple[RatioStatement, ...]:
    """All declared shares in `text`, in order.

    publisher_level: resolves 本级, and 市 in the form of a county-level city
    division:        full name of the publisher's division, which tells a county-level city (如皋市) from a
                     county or district, whose 市 is the prefecture above it
    """
    if not re.search(r"[中省市县区镇级方]", text) or not re.search(r"[:：∶%％成半/比]|分之|平均|等额|均|分担", text):
        return ()
    if "\t" in text:  # cells of a printed row
        return tuple(rule for cell in text.split("\t") for rule in find_rules(cell, publisher_level=publisher_level, division=division))
    folded = fold_value(text)
    found: list[RatioStatement] = []
    for sentence in sentences(folded.text):
        last = sentence.start
        for match in sentence.shares():
            if match.start < last:
                continue
            statement = _statement(folded, last, sentence.end, match, publisher_level, division)
            if statement is not None:
                found.append(statement)
                last = match.end
    return tuple(found)


def _statement(folded: Folded, last: int, end: int, match: Shares, publisher: Level | None, division: str | None) -> RatioStatement | None:
    text = folded.text
    if len(match.labels) != len(match.parts) or len(match.parts) < 2 or not all(match.parts):
        return None
    named = [kinds(text, *span) for span in match.labels]
    labels = [folded.printed(*span) for span in match.labels]
    if len(set(labels)) < len(labels) or sum(kind in {("above",), ("open",)} for kind in named) > 1:
        return None
    percents = "%" in text[match.start : match.end] or "成" in text[match.start : match.end]
    begin = min(match.start, *(left for left, _ in match.labels))
    start, applies = _condition(text, min(last, begin), begin)
    condition = folded.printed(*applies) or None
    no_case = condition in _NO_CONDITION or _REST.fullmatch(text, *applies) or _BASIS.fullmatch(text, *applies)
    condition = None if no_case else condition
    tier = folded.printed(*match.inner) if match.inner else None
    around = text[start : match.end] + re.split("[,;。]", text[match.end : min(match.end + 12, end)])[0]
    if DIVIDED_INCOME.search(around) or (match.loose and not ABOUT_MONEY.search(around)):
        return None
    if (ABOUT_ELSE.search(around) or (percents and not match.sure)) and not ABOUT_MONEY.search(around):
        return None
    if percents and not match.sure and _OF_A_WHOLE.search(text, max(0, begin - 20), begin):
        return None
    shares = []
    for span, label, part in zip(match.labels, labels, match.parts, strict=True):
        who = bearer(text, span, named, (publisher, division))
        shares.append(RatioShare(who.level, part, label, who.levels, who.resolution))
    if len([share for share in shares if share.level]) != len({share.level for share in shares if share.level}):
        return None
    basis, year = legal_basis(text, start, match.end)
    place = folded.printed(*match.case) if match.case else None
    case = case_of(place or condition, (publisher, division), whole=place is not None)
    words = f"{condition}，{tier}" if condition and tier else tier or condition
    return RatioStatement(folded.printed(start, match.end), words, tuple(shares), case, basis, year, (begin, match.end))


def _condition(text: str, last: int, start: int) -> tuple[int, tuple[int, int]]:
    """Where a statement begins with what it applies to, and where that stands: 市直单位 of 市直单位比例为，中央：省=…."""
    lead = ending(_LEAD, text, last, start)
    stop = lead.start() if lead else start
    cut = max((match.end() for match in re.finditer(r"[,、:](?![^(]*\))", text[last:stop])), default=0)
    begin = last + cut
    if before := re.search(r"(?:^|[,、:])(?=(?:对于?|凡|属于)[^,]+,$)", text[last:begin]):  # 对建档立卡户，保险费由…
        begin = last + before.end()
    opening = re.match(r"(?:对于?|其中|而|[\s,、)]|\(?[\d一二三四五]{1,2}[)、.])*", text[begin:stop])
    return begin, (begin + (opening.end() if opening else 0), stop)
