"""Declared shares between levels of government (分担、配套比例) wherever they stand: cells, prose, goals.

`中央：省：市：县=1:1:0.5:0.6`, `省级补助60%，市级承担25%`, `由省与区按照2∶8的比例分担`, `各承担50%`. Ratios of
anything else (案件, 得分, clock times) are left alone: a statement needs names of levels, as many numbers as
names, and words that tie them to money or to sharing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.level_labels import JOINED, LABEL, RUN, bearer, kinds, name_start, named_place, within
from ingest.numerals import numeral
from ingest.rule_context import case_of, legal_basis
from ingest.value_text import Folded, fold_value
from ontology.funding import Applicability, FundingShare, LevelResolution
from ontology.records import Level

_NUMBER = r"\d+(?:\.\d+)?"
_RATIO = rf"(?P<ratio>(?<![\d.:]){_NUMBER}(?::{_NUMBER})+(?![\d:.]|-\d)|[一二三四五六七八九]{{2}}(?=开|分担|分成|比例|的比例))"
_FRACTION = r"[二三四五六七八九十]分之[一二三四五六七八九]"
PERCENT = rf"(?:{_NUMBER}%|{_FRACTION}|百分之[零一二三四五六七八九十百点]+|[一二三四五六七八九两]成(?!立|果|员|本))"
VERB = r"(?:以奖代补|奖补|承担|负担|分担|补助|配套|安排|出资|补贴|投入|解决|筹集|筹措|自筹|匹配|支付)"
_FILLER = (
    r"(?:[二两三四五]级|财政|资金|经费|费用|共同|分别|各级|政府|按照|按|以|为|的|比例|之比|比|分担|承担|负担|配套|出资|投入|补助|支出|安排|筹集|共担|责任|标准|原则|规定|"
    r"应|需|由|确定|约|[=:,\s(])*?"
)
OF = r"(?:(?:所需|总|项目|全部)?(?:资金|经费|费用|投资|标准|补助|支出|总额)?(?:比例)?(?:分别)?(?:的|为|达|占比?|按)*)"
#: The percentage is of money, not of cases: 承担60%的案件 is no share.
AFTER_PERCENT = r"(?!\d|的(?!资金|经费|费用|比例|补助|支出|投资|份额|标准))"
_EACH = r"(?:各|均|分别各|各自)"
_FRACTIONS = r"一半|50%|1/2|二分之一|三分之一|1/3|四分之一|1/4|五分之一"

_BY_RATIO = re.compile(rf"(?P<run>{RUN})(?P<filler>{_FILLER}){_RATIO}(?P<tail>(?:的)?(?:比例)?(?:共同)?{VERB}?)")
#: Places by name: 南通市与如皋市按照1:1比例配套.
_BY_PLACES = re.compile(
    rf"(?P<first>[一-龥]{{1,9}}[市县区])(?:财政)?[和与、](?P<second>[一-龥]{{1,9}}[市县区])(?:财政)?(?P<filler>{_FILLER}){_RATIO}(?=的?比例|{VERB})"
)
_RATIO_FIRST = re.compile(rf"按照?{_RATIO}的?比例(?:,)?(?:分别)?由(?P<run>{RUN})(?:[二两三四五]级)?(?:财政)?(?:共同|分别)?{VERB}")
_BY_EACH = re.compile(rf"(?P<run>{RUN})(?:[二两三四五]级)?(?:财政)?{_EACH}{VERB}?{OF}(?P<each>{_FRACTIONS}|{PERCENT}){AFTER_PERCENT}")
_EQUALLY = re.compile(
    rf"(?P<run>{RUN})(?:[二两三四五]级)?(?:财政)?(?:按)?(?:平均|等额|同比例|等比例|对半)(?:比例)?(?:分担|承担|负担|配套|出资)"
)
_RESPECTIVELY = re.compile(
    rf"(?P<run>{RUN})(?:[二两三四五]级)?(?:财政)?(?:分别)?(?:按照?)?{VERB}?{OF}(?P<percents>{PERCENT}(?:[、,和与:]{PERCENT})+){AFTER_PERCENT}"
)
_SHARE = re.compile(rf"(?P<label>{JOINED})(?P<verb>{VERB})?{OF}(?P<percent>{PERCENT}){AFTER_PERCENT}")
_SHARE_FIRST = re.compile(rf"(?P<percent>{PERCENT})(?:部分)?(?:的?(?:资金|经费|费用))?由(?P<label>{JOINED})(?:自行)?(?P<verb>{VERB})")
_REST = re.compile(rf"(?:其余|剩余|余下)(?:部分|资金|经费|费用|{PERCENT})*由(?P<label>{JOINED})(?:自行)?{VERB}")
#: A class of places and its ratio, where the labels stand before the list: 中央与地方按比例分担，第一档为8:2，第二档为6:4.
_TIERED = re.compile(
    rf"(?:^|(?<=[,、;:。]))(?P<tier>(?:[^,、;:。()\d%]|\([^()]*\)){{2,40}}?)(?:均?为|各?按照?|:)?{_RATIO}(?P<tail>(?:的?比例)?{VERB}?)"
)
_TIER_WORD = re.compile(r"[档类]|地区|[县区市]\)?$|单位$|^其他|^其余|^各地")
_SHARING = re.compile(r"分担|承担|负担|共担|比例|分档|配套|补助")
_BETWEEN = re.compile(r"[,、;和与及\s]*(?:由|其中[:,]?)?")

ABOUT_MONEY = re.compile(r"资金|经费|补助|配套|财政|费用|投资|支出|出资|补贴|救助金|奖补|保费|保险费|投入|款|预算|津贴|工资|分担|共担|筹集")
ABOUT_ELSE = re.compile(
    r"案件|任务|工作量|得分|分值|评分|权重|考核|人员|编制|人数|信访量|满意|完成率|化解率|指标|名额|面积|产量|会议|票|时间|比赛|男|师生|到位率"
)
_LEAD = re.compile(
    r"(?:(?:所需)?的?(?:补助资金|资金|经费|费用)?的?(?:分担|配套|承担|负担|补助)?(?:比例|标准)(?:分别)?)?(?:为|是|按照?|由|,|:|、|\s|\(|其中|如下)*$"
)
_NO_CONDITION = frozenset(
    {"", "资金", "所需资金", "所需经费", "经费", "费用", "按照", "按", "比例", "由", "其中", "并", "且", "按比例分级配套"}
)


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


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    labels: tuple[tuple[int, int], ...]
    """Where the label of each share stands."""
    parts: tuple[Decimal, ...]
    sure: bool
    """Whether its own words speak of sharing, so that the sentence need not."""
    tier: tuple[int, int] | None = None
    """Where the class of places stands, of a ratio in a list whose labels stand before it."""


@lru_cache(maxsize=4096)
def find_rules(text: str, *, publisher_level: Level | None, division: str | None = None) -> tuple[RatioStatement, ...]:
    """All declared shares in `text`, in order.

    publisher_level: resolves 本级, and 市 in the form of a county-level city
    division:        full name of the publisher's division, which tells a county-level city (如皋市) from a
                     county or district, whose 市 is the prefecture above it
    """
    if not re.search(r"[中省市县区镇级方]", text) or not re.search(r"[:：∶%％成半]|分之|平均|等额|比例|分担", text):
        return ()
    if "\t" in text:  # cells of a printed row
        return tuple(rule for cell in text.split("\t") for rule in find_rules(cell, publisher_level=publisher_level, division=division))
    folded = fold_value(text)
    found: list[RatioStatement] = []
    for start, end in _sentences(folded.text):
        last = start
        for match in _matches(folded.text, start, end):
            if match.start < last:
                continue
            statement = _statement(folded, last, end, match, publisher_level, division)
            if statement is not None:
                found.append(statement)
                last = match.end
    return tuple(found)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in [*(match.start() for match in re.finditer(r"[。;!?]", text)), len(text)]:
        if start < stop:
            yield start, stop
        start = stop + 1


def _matches(text: str, start: int, end: int) -> list[_Match]:
    """Every possible statement, the earliest first and among equals the longest."""
    found = [*_ratios(text, start, end), *_lists(text, start, end), *_tiers(text, start, end)]
    return sorted(found, key=lambda match: (match.start, -match.end))


def _ratios(text: str, start: int, end: int) -> Iterator[_Match]:
    for match in _BY_PLACES.finditer(text, start, end):
        spans = (match.span("first"), match.span("second"))
        if all(named_place(text, *span) for span in spans):
            yield _Match(match.start(), match.end(), spans, _parts(match["ratio"]), True)
    for pattern in (_BY_RATIO, _RATIO_FIRST, _BY_EACH, _EQUALLY, _RESPECTIVELY):
        for match in pattern.finditer(text, start, end):
            groups = match.groupdict()
            if groups.get("ratio"):
                parts = _parts(match["ratio"])
                between = groups.get("filler", "按") + groups.get("tail", "比例")
                if not re.search(r"[=按]|比例|之比|分担|承担|负担|配套|出资|为|:$", between):
                    continue
                sure = bool(re.search(r"分担|承担|负担|配套|出资|按", between))
            elif groups.get("percents"):
                parts, sure = tuple(percent(part) for part in re.findall(PERCENT, match["percents"])), True
            else:
                parts, sure = (), True
            run_start, run_end = match.span("run")
            labels = _labels(text, run_start, run_end, len(parts), match.end("run"))
            if each := groups.get("each"):
                parts = ((percent(each) if _is_percent(each) else Decimal(1)),) * len(labels)
            elif not parts:
                parts = (Decimal(1),) * len(labels)
            yield _Match(match.start(), match.end(), labels, parts, sure)


@lru_cache(maxsize=16)
def _shared_runs(text: str) -> tuple[tuple[int, int], ...]:
    """Labels that stand together and are said to share: 中央与地方按比例分担."""
    return tuple(run.span() for run in re.finditer(RUN, text) if _SHARING.search(text, run.start(), run.end() + 15))


def _tiers(text: str, start: int, end: int) -> Iterator[_Match]:
    for match in _TIERED.finditer(text, start, end):
        tier = match.span("tier")
        if (
            re.fullmatch(JOINED, match["tier"])
            or not _TIER_WORD.search(match["tier"])
            or re.search(RUN, re.sub(r"\(.*?\)", "", match["tier"]))
        ):
            continue
        runs = [run for run in _shared_runs(text) if run[1] <= match.start()]
        if runs:
            parts = _parts(match["ratio"])
            labels = _labels(text, *runs[-1], len(parts), runs[-1][1])
            yield _Match(match.start(), match.end(), labels, parts, True, tier)


def _lists(text: str, start: int, end: int) -> Iterator[_Match]:
    """省级补助60%，市级承担25%，县级承担15%; 60%由省财政负担，其余由县财政负担; 省级补助40%，市、县各负担30%."""
    shared = [match for match in _BY_EACH.finditer(text, start, end) if _is_percent(match["each"])]
    single = [
        match for match in _SHARE.finditer(text, start, end) if not any(each.start() <= match.start() < each.end() for each in shared)
    ]
    for found in (sorted([*shared, *single], key=lambda match: match.start()), list(_SHARE_FIRST.finditer(text, start, end))):
        run: list[re.Match[str]] = []
        for match in found:
            begin = match.start() if "verb" not in match.groupdict() else name_start(text, *match.span("label"), match.start())
            if run and not _BETWEEN.fullmatch(text, run[-1].end(), begin):
                yield _listed(text, run, end)
                run = []
            run.append(match)
        if run:
            yield _listed(text, run, end)


def _listed(text: str, run: list[re.Match[str]], end: int) -> _Match:
    labels: list[tuple[int, int]] = []
    parts: list[Decimal] = []
    printed = [match.groupdict().get("percent") or "" for match in run]
    if len({each[0] for each in printed if each}) == 1 and all(re.fullmatch(_FRACTION, each) for each in printed):
        spans = tuple((name_start(text, *match.span("label")), match.end("label")) for match in run)  # 三分之二 and 三分之一 are 2:1
        return _Match(
            min(run[0].start(), spans[0][0]), run[-1].end(), spans, tuple(numeral(each[-1]) or Decimal(0) for each in printed), True
        )
    for match in run:
        if "each" in match.groupdict():
            named = _labels(text, *match.span("run"), 0, match.end("run"))
            labels += named
            parts += [percent(match["each"])] * len(named)
        else:
            labels.append((name_start(text, *match.span("label")), match.end("label")))
            parts.append(percent(match["percent"]))
    stop = run[-1].end()
    between = _BETWEEN.match(text, stop, end)
    rest = _REST.match(text, between.end() if between else stop, end) or _REST.match(text, stop + 1, end)
    if rest and sum(parts) < 100:
        labels.append(rest.span("label"))
        parts.append(Decimal(100) - sum(parts))
        stop = rest.end()
    sure = all(match.groupdict().get("verb", "各") for match in run)
    return _Match(min(run[0].start(), labels[0][0]), stop, tuple(labels), tuple(parts), sure)


def _parts(ratio: str) -> tuple[Decimal, ...]:
    if ":" in ratio:
        return tuple(Decimal(part) for part in ratio.split(":"))
    return tuple(value for char in ratio if (value := numeral(char)) is not None)


def _is_percent(printed: str) -> bool:
    return bool(re.fullmatch(PERCENT, printed)) and not re.fullmatch(_FRACTION, printed)


def percent(printed: str) -> Decimal:
    if printed.endswith("%"):
        return Decimal(printed[:-1])
    if re.fullmatch(_FRACTION, printed):
        whole, part = (numeral(word) or Decimal(1) for word in printed.split("分之"))
        return part * 100 / whole
    value = numeral(printed.removeprefix("百分之").removesuffix("成"))
    return (value or Decimal(0)) * (10 if printed.endswith("成") else 1)


def _labels(text: str, start: int, end: int, wanted: int, after: int) -> tuple[tuple[int, int], ...]:
    """The labels of a run. 市县 is one label, but two where two are wanted or 两级 follows."""
    spans = [match.span() for match in within(LABEL, text, start, end)]
    joined: list[tuple[int, int]] = []
    for left, right in spans:
        if joined and joined[-1][1] == left:
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    level_count = re.match(r"([二两三四五])级", text[after:])
    if level_count:
        wanted = wanted or int(numeral(level_count[1]) or 0)
    if wanted and len(spans) == wanted + 1:  # 中央、省与市、县(区)按5:3:2: the two lowest share a part
        last, lowest = (kinds(text, *span) for span in spans[-2:])
        if (last, lowest) == (("prefecture",), ("county",)) and re.fullmatch(r"[、和与及]?", text[spans[-2][1] : spans[-1][0]]):
            return (*spans[:-2], (spans[-2][0], spans[-1][1]))
    if len(joined) != wanted != len(spans):  # 省与市、县(区)按1:1: what stands on one side of 与 shares a part
        sides = [match.span() for match in re.finditer(r"[^和与及]+", text[start:end])]
        if len(sides) == wanted:
            return tuple((start + left, start + right) for left, right in sides)
    return tuple(joined if len(joined) == wanted else spans)


def _statement(folded: Folded, last: int, end: int, match: _Match, publisher: Level | None, division: str | None) -> RatioStatement | None:
    text = folded.text
    if len(match.labels) != len(match.parts) or len(match.parts) < 2 or not all(match.parts):
        return None
    named = [kinds(text, *span) for span in match.labels]
    labels = [folded.printed(*span) for span in match.labels]
    if len(set(labels)) < len(labels) or sum(kind in {("above",), ("open",)} for kind in named) > 1:
        return None
    percents = "%" in text[match.start : match.end] or "成" in text[match.start : match.end]
    if percents and sum(match.parts) > 100:
        return None
    begin = min(match.start, *(left for left, _ in match.labels))
    start, applies = _condition(text, min(last, begin), begin)
    condition = folded.printed(*applies) or None
    condition = None if condition in _NO_CONDITION else condition
    tier = folded.printed(*match.tier) if match.tier else None
    around = text[start : min(match.end + 12, end)]
    if (ABOUT_ELSE.search(around) or (percents and not match.sure)) and not ABOUT_MONEY.search(around):
        return None
    shares = []
    for span, label, part in zip(match.labels, labels, match.parts, strict=True):
        who = bearer(text, span, named, (publisher, division))
        shares.append(RatioShare(who.level, part, label, who.levels, who.resolution))
    if len([share for share in shares if share.level]) != len({share.level for share in shares if share.level}):
        return None
    basis, year = legal_basis(text, start, match.end)
    case = case_of(tier or condition, (publisher, division), whole=tier is not None)
    words = f"{condition}，{tier}" if condition and tier else tier or condition
    return RatioStatement(folded.printed(start, match.end), words, tuple(shares), case, basis, year, (begin, match.end))


def _condition(text: str, last: int, start: int) -> tuple[int, tuple[int, int]]:
    """Where a statement begins with what it applies to, and where that stands: 市直单位 of 市直单位比例为，中央：省=…."""
    lead = _LEAD.search(text, last, start)
    stop = lead.start() if lead else start
    cut = max((match.end() for match in re.finditer(r"[,、:](?![^(]*\))", text[last:stop])), default=0)
    begin = last + cut
    if before := re.search(r"(?:^|[,、:])(?=(?:对于?|凡|属于)[^,]+,$)", text[last:begin]):  # 对建档立卡户，保险费由…
        begin = last + before.end()
    opening = re.match(r"(?:对于?|其中|而|[\s,、)]|\(?[\d一二三四五]{1,2}[)、.])*", text[begin:stop])
    return begin, (begin + (opening.end() if opening else 0), stop)
