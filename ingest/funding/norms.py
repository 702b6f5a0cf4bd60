"""Floors, ceilings and standards of money (下限、上限、标准) wherever they stand in running text.

`县级信访救助专项资金每年不少于50万元`, `最高不超过2万元`, `580元/人·天`, `省级财政承担60%`. What is merely similar is left alone: a
target (增收不低于1000元), a threshold (50万元以上通用设备), a printed amount. A norm is of money that is given or spent, so its
words name such money, or the amount is for one of something.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from ingest.funding.context import TIER, case_of, legal_basis
from ingest.funding.grammar import Sentence, partition, sentences
from ingest.funding.shares import ABOUT_ELSE, ABOUT_MONEY, DIVIDED_INCOME, find_rules
from ingest.funding.tokens import CEILING, FLOOR, PERCENT, VERB, share_of
from ingest.values.text import Folded, fold_value
from ingest.words.level_labels import JOINED, Publisher, bearer, kinds, name_start, within
from ingest.words.text import ending
from ontology.funding import Applicability, FundingNorm, NormKind
from ontology.money import UNITS, Money
from ontology.records import Level, Source

_COUNTERS = (
    r"个项目|半天|分钟|人次|户次|人|户|亩|公里|千米|平方米|立方米|批次|件次|课时|小时|学年|学期|公顷|社区|学生|名|位|生|件|次|天|日|月|年|餐|对|头|只|羽|套|台|辆|座|株|吨"
    r"|张|站|处|艘|条|盏|棵|班|校|园|馆|项|宗|份|册|公斤|斤|立方|床位|托位|场|期|例|家|所|床|栋|间|口|篇|笔|村|镇|乡|县|米|个"
)
_LINK = r"(?:为|是|达到?|安排|投入|补助|给予|奖励|配套|保障|提高到|调整为|按照?|[:,=])*"
_AMOUNT = (
    r"(?<![\d.,a-zA-Z〔\[-])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>亿元|千万元|百万元|万元|千元|百元|元)"
    rf"(?P<per>(?:(?:[/每]|[·.・•⋅∙](?=[一-龥]))(?:{_COUNTERS}))*)"
)
_MONEY = re.compile(_AMOUNT)
_KIND = re.compile(rf"(?:(?P<floor>{FLOOR})|(?P<ceiling>{CEILING}))(?P<link>{_LINK})(?P<of>[一-龥]{{0,4}})$")
_PERCENT_NORM = re.compile(rf"(?:(?P<floor>{FLOOR})|(?P<ceiling>{CEILING})){_LINK}(?P<of>[一-龥]{{0,12}}?)(?P<percent>{PERCENT})(?!\d)")
_EACH = re.compile(
    rf"(?:每|单(?!位))一?个(?P<thing>[一-龥]{{2,5}}?)(?=补|奖|不|最|每|给|按|安排|为|资金|经费|投|省|市|县级|中央|财政|\d|$)"
    rf"|(?:每|单(?!位))(?P<counter>{_COUNTERS})|(?P<average>[人生户亩])均|每(?P<any>[一-龥])(?=每|$|减免|补|奖|给|发|安排|不|最)|(?P<monthly>月)(?=工资|补贴|补助|薪)"
)
_WHOM, _WHEN = ("人", "名", "位", "户", "生"), ("年", "月", "天", "日")
_EACH_BEFORE = re.compile(rf"(?:每(?:{_COUNTERS}))+$")
_STANDARD = re.compile(rf"(?:标准|定额|保费|限价)(?P<link>{_LINK}|(?:由\d+元)?(?:提高到|调整为))(?P<each>(?:每(?:{_COUNTERS}))*)$")
#: 基准定额小学650元、初中850元: what stands between is the first of several cases.
_PARALLEL = re.compile(r"(?:标准|定额)[一-龥]{1,4}$")
_GIVEN = re.compile(
    r"资金|经费|补助|补贴|补偿|救助|津贴|优待|奖补|奖励|资助|配套|投入|定额|标准|保费|专项|待遇|养老金|抚恤|财政|费用|包干|限价|餐|报酬|工资|薪酬|预算|购置"
)
_GIVEN_OR_BORNE = re.compile(rf"{_GIVEN.pattern}|承担|负担|分担")
#: Money that nobody is told to give: targets, thresholds, penalties.
_NOT_GIVEN = re.compile(
    r"收入|增收|税|产值|销售|利润|营业|罚款|处罚|资本|设备|价值|单价|采购|合同|贷款|存款|损失|涉案|交易额|成交|节约|投资额?$|固定资产|招标|营收|债务|减少|增加|增长|下降"
)
#: Penalties, fees and securities are paid in, not given.
_PAID_IN = re.compile(
    r"罚|并处|处以|可以处|每[一-龥]{1,6}处|月处|违约金|交纳|缴纳|缴存|赔偿|偿付|押金|保证金|注册资金|资本金|吸收|运费|票价|收费|征收|收取|支付落空"
)
#: 县级公立医院…补助每县300万元: whose it is, not who pays.
_UNIT_OF = re.compile(r"公立|医院|卫生院|学校|院校|高校|机关|单位|干部|示范|文物|劳模|储备|公益林|以上(?:领导|干部|重点)")
_PURPOSE = re.compile(r"的(?!标准|奖励|补助|补贴|资助|资金|经费|救助|要求|比例|额度|一次性|定额)[一-龥]")
_BEARS = re.compile(
    r"(?:每年|每|年均|应?当?按|(?:(?!建设|[站室院校]|中心|机构)[一-龥]){0,6}?(?:补助|承担|负担|安排|配套|投入|补贴|奖补|出资))"
)
#: What stands before and behind the words that name the money.
_BEFORE_SUBJECT = re.compile(r".*[》)\"“”〉](?=[^》)]{2})|(?:等?(?:通知|文件|规定|要求|精神)*(?:明确|规定|要求|提出)?|其中|对|按照?|并|由)")
_BEHIND_SUBJECT = re.compile(rf"(?:每年|每(?:{_COUNTERS})|[人生户亩]均|为|是|按照?|达到?|[:,、]|提高到|调整为)+$")
_RANGE_BEFORE = re.compile(r"(?:(?<![高整加低])至|(?<![达高整加低])到|[~—])$")
#: 由1000元提高到1100元: what was.
_OLD = re.compile(r"(?:提高|调整|增加|上调|提标|调增|降低|下调)(?:到|至|为)")
#: A clause that says how much at most and not of what.
_BARE = re.compile(r"(?:且|并|但|总额|累计|原则上|一般|每年|年度|全年|最终|合计)*")
_HEAD = re.compile(r"(?:标准|定额|补助|补贴|奖补|奖励)[^,;:。]{0,4}:$")
_BESIDE = re.compile(r"[、和]\d+(?:\.\d+)?(?:亿|[万千百]*)元")
_GIVES = re.compile(r"(?:补助|补贴|承担|负担|安排|配套|资助|奖补|给予)$")
#: 对新认定的企业，市级财政一次性奖励10万元: what is given once to each of a class.
_ONCE = re.compile(r"(?:一次性(?:给予)?|各)(?:奖补|奖励|补助|补贴|资助)$")
#: 人均救助水平1600元: what came of it, no rule.
_RESULT = re.compile(r"(?<!标准)(?<!补助)(?<!筹资)水平(?:为|约|达到?)?$")
_NEXT = re.compile(rf"[、,和](?P<subject>[一-龥]{{1,6}}?)(?P<each>(?:每(?:{_COUNTERS}))*){_AMOUNT}")


@dataclass(frozen=True, slots=True)
class _Found:
    kind: NormKind
    start: int
    """Of what it is a norm of."""
    subject_end: int
    end: int
    amount: Money | None = None
    share: Fraction | None = None
    per: tuple[str, ...] = ()
    label: tuple[int, int] | None = None
    unit: tuple[int, int] | None = None
    """Where the class of places or units stands that it is for."""


@lru_cache(maxsize=4096)
def find_norms(text: str, source: Source, *, publisher_level: Level | None, division: str | None = None) -> tuple[FundingNorm, ...]:
    """All floors, ceilings and standards that `text` states, in order; `source` is where it stands."""
    if not re.search(r"元|[%％成/半]|分之|全额|全部", text):
        return ()
    publisher: Publisher = (publisher_level, division)
    if "\t" in text:
        cells = text.split("\t")
        return tuple(n for cell in cells for n in find_norms(cell, source, publisher_level=publisher_level, division=division))
    folded = fold_value(text)
    taken = [rule.span for rule in find_rules(text, publisher_level=publisher_level, division=division)]
    found: list[_Found] = []
    for sentence in sentences(folded.text):
        found += _amounts(folded.text, sentence)
        found += _percents(folded.text, sentence)
        found += _shares(folded.text, sentence, taken)
    unique = {(one.start, one.end): one for one in sorted(found, key=lambda one: (one.start, one.end))}
    return tuple(_norm(folded, one, source, publisher) for one in unique.values())


def _clause(text: str, start: int, at: int) -> int:
    """Where the clause begins that `at` stands in; a comma within a figure or before its own norm cuts nothing."""
    cuts = [match.end() for match in re.finditer(r"[,:\"“”](?!\d{3}(?!\d))", text[start:at])]
    begin = start + max(cuts, default=0)
    return start + sorted(cuts)[-2] if len(cuts) > 1 and at - begin < 3 else (start if cuts and at - begin < 3 else begin)


def _amounts(text: str, sentence: Sentence) -> Iterator[_Found]:
    start, end = sentence.start, sentence.end
    last: _Found | None = None
    prior: _Found | None = None
    each: list[tuple[int, int]] = []
    cases: list[tuple[int, int]] = []
    places = sentence.classes()
    before_it = start
    for match in _MONEY.finditer(text, start, end):
        if last is not None and (more := _NEXT.fullmatch(text, last.end, match.end())) is not None:
            own = _per(more["subject"] + more["each"]) + _slashed(match["per"])
            payer = _label(text, *more.span("subject"), places)
            listed = payer and last.label and last.per and _GIVES.search(more["subject"])  # 每人省级补助180元，市级补助30元
            if re.search(r"共|合计|总|小计|需|全年", more["subject"]) or (text[last.end] == "," and not own and not listed):
                last = None
                continue
            per = last.per if not own or (set(own) <= set(_WHEN) and set(last.per) & set(_WHOM)) else own
            unit: tuple[int, int] | None = sentence.last_class(*more.span("subject"))
            first, stop = more.span("subject")
            amount, label = _money(match), payer or last.label
            last = replace(last, start=first, subject_end=stop, end=match.end(), amount=amount, per=per, unit=unit, label=label)
            before_it = match.end()
            yield last
            continue
        prior = last or prior
        begin = _clause(text, start, match.start())
        before = text[begin : match.start()]
        per = _slashed(match["per"]) or _per(before, large=match["unit"] != "元")
        per = () if per in {("年",), ("次",)} else per  # a sum for a year is for one of nothing
        kind, subject_end = _kind(text, begin, match, per)
        last = None
        if kind is None and _ONCE.search(before) and sentence.named_for(match.start()):
            kind, subject_end = "standard", match.start()
        if kind is None:
            continue
        head = _clause(text, start, begin - 1) if begin - start > 1 else begin
        if kind != "standard" and _BARE.fullmatch(text, begin, subject_end) and _GIVEN_OR_BORNE.search(text, head, begin):
            begin, before = head, text[head : match.start()]  # …给予补助，最高不超过200万元
        subject = text[begin:subject_end]
        behind = text[match.end() : match.end() + 8]
        if _PAID_IN.search(before) or re.search(r"[贷借缴收]", text[subject_end : match.start()]):  # 最高可贷20000元
            continue
        if _OLD.match(text, match.end()):
            continue
        if _RANGE_BEFORE.search(before) or re.match(r"[至到~—-]", text[match.end() :]):  # 50元至300元
            continue
        if _NOT_GIVEN.search(subject) and not (re.search(r"标准|补助|补贴", subject) and not re.search(r"增收|采购|设备", subject)):
            continue
        if _PURPOSE.match(behind):
            continue
        given = (_GIVEN_OR_BORNE if begin == head else _GIVEN).search(subject) or per or _GIVEN.match(behind.lstrip("的以内"))
        goes_on = prior is not None and prior.kind == kind and prior.end == begin - 1  # 省级不低于300万元，市级不低于100万元
        if not given and not ((goes_on or ABOUT_MONEY.search(text, head, begin)) and _label(text, begin, match.start(), places)):
            continue  # 工作经费…，市级每年不少于…
        if not re.search(r"[一-龥]", subject):  # 580元/人·天 alone: of what is not said
            continue
        label = _label(text, begin, match.start(), places)
        if label is None and text[begin - 1 : begin] == ":" and _HEAD.search(text, head, begin):  # 省级补助标准：县道…元、乡道…元
            label = _label(text, head, begin, places)
        going_on = re.fullmatch("[、和]", text[before_it : match.start()])
        if each and going_on:
            label = each.pop(0)
        elif label and ("分别" in text[label[1] : match.start()] or len(partition(text, label, 0)) == _following(text, match.end())):
            label, *each = partition(text, label, 0)  # 市、县(分别)配套2万元、3万元
        if cases and going_on:  # 对主城区和县(市)分别按200元、300元
            unit = cases.pop(0)
        elif respective := sentence.respective(begin, match.start()):
            unit, *cases = respective
        else:
            unit = sentence.last_class(max(begin, before_it), match.start()) or sentence.case_before(begin)
        last = _Found(kind, begin, subject_end, match.end(), _money(match), per=per, label=label, unit=unit)
        before_it = match.end()
        yield last


def _following(text: str, at: int) -> int:
    """How many amounts stand side by side, the one that ends at `at` among them."""
    count = 1
    while (more := _BESIDE.match(text, at)) is not None:
        count, at = count + 1, more.end()
    return count


def _kind(text: str, begin: int, match: re.Match[str], per: tuple[str, ...]) -> tuple[NormKind | None, int]:
    """What kind of norm an amount is by the words right before it, and where these begin."""
    before, each = text[begin : match.start()], ending(_EACH_BEFORE, text, begin, match.start())
    if (said := ending(_KIND, text, begin, match.start()) or (each and ending(_KIND, text, begin, each.start()))) is not None:
        if "控制在" in said[0] and not text.startswith(("以内", "之内", "以下"), match.end()):
            return None, 0
        return ("floor" if said["floor"] else "ceiling"), said.start()
    if text.startswith(("以上", "及以上"), match.end()) and re.search(r"(?:达到?|保持在|标准)$", before):
        return "floor", match.start()
    if text.startswith(("以上", "以下", "以内", "及以上"), match.end()):
        return None, 0
    if ending(_STANDARD, text, begin, match.start()) or (_PARALLEL.search(before) and _NEXT.match(text, match.end())):
        return "standard", match.start()
    if per and re.search(r"[/每·均]", match["per"] + before) and not _RESULT.search(before):
        return "standard", match.start()
    return None, 0


def _per(before: str, *, large: bool = False) -> tuple[str, ...]:
    """每人每年 is ("人", "年"); 人均 is ("人",)."""
    found: list[re.Match[str]] = []
    for match in _EACH.finditer(before):
        gap = match.start() - found[-1].end() if found else 0
        if re.match(r"生均[^,;。]{0,4}(?:经费|费)$", before[match.start() :]) and large:
            continue  # 生均公用经费320万元 is a sum
        whom = bool(found) and found[-1][0].endswith(_WHOM) and match[0].endswith(_WHEN)
        if match["monthly"] and not (whom and gap <= 10):
            continue
        if gap > (16 if whom else 3):
            found.clear()
        found.append(match)
    units = tuple(dict.fromkeys(next(filter(None, match.groups())) for match in found))
    return tuple("人" if unit in {"名", "位"} else unit for unit in units)


def _slashed(printed: str) -> tuple[str, ...]:
    return tuple(re.findall(_COUNTERS, printed))


def _money(match: re.Match[str]) -> Money:
    return Money(Decimal(match["number"].replace(",", "")) * UNITS[match["unit"]], match["number"], match["unit"], "printed")


def _label(text: str, begin: int, at: int, places: Sequence[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """The label nearest to the amount that is said to bear it: 省级补助, 县级…资金, 各县每年安排; not 市信访局, nor the 区县 of one
    of the `places` that it is for."""
    found = None
    for match in within(JOINED, text, begin, at):
        if any(left <= match.start() < right for left, right in places):
            continue
        if _UNIT_OF.match(text, match.end()) or any(each.start() < match.start() < each.end() for each in _EACH.finditer(text, begin, at)):
            continue
        if text[match.start() - 1 : match.start()] in {"每", "对"}:
            continue
        own = re.search(r"级|财政|本级|中央|地方|(?:配套|补助)资金", match[0])
        if own or _BEARS.match(text, match.end(), at):
            found = (name_start(text, *match.span()), match.end())
    return found


def _percents(text: str, sentence: Sentence) -> Iterator[_Found]:
    """县级财政配套比例不低于30%: a share of money, so it needs who bears it."""
    for match in _PERCENT_NORM.finditer(text, sentence.start, sentence.end):
        begin = _clause(text, sentence.start, match.start())
        subject = text[begin : match.start()]
        label = _label(text, begin, match.start(), sentence.classes())
        if label is None or re.search(r"率(?:达|为)?$|满意|占", subject):
            continue
        behind = re.split("[,;。]", text[match.end() : match.end() + 20])[0]
        if not re.search(rf"{VERB}|资金|经费|的补助|投资", text[label[0] : match.end()] + behind):
            continue
        kind: NormKind = "floor" if match["floor"] else "ceiling"
        cases = sentence.respective(begin, match.start())
        if cases and (more := re.compile(rf"(?:[、和]{PERCENT}){{{len(cases) - 1}}}").match(text, match.end())) is not None:
            bounds = [match.span("percent"), *(found.span() for found in re.compile(PERCENT).finditer(text, *more.span()))]
            for case, span in zip(cases, bounds, strict=True):  # 东部、中部、西部地区分别不超过30%、60%、80%
                yield _Found(kind, begin, match.start(), span[1], share=share_of(text[slice(*span)]), label=label, unit=case)
            continue
        unit = sentence.last_class(begin, match.start()) or sentence.case_before(begin)
        yield _Found(kind, begin, match.start(), match.end(), share=share_of(match["percent"]), label=label, unit=unit)


def _shares(text: str, sentence: Sentence, taken: list[tuple[int, int]]) -> Iterator[_Found]:
    """The share of one level where the others' are not printed: 中央财政承担80%."""
    done = list(taken)
    for single in sentence.singles():
        if any(left < single.end and single.start < right for left, right in done):
            continue
        begin = _clause(text, sentence.start, single.start)
        tier = TIER.search(text, sentence.start, single.start)
        about = text[min(begin, single.label[0]) : min(single.end + 12, sentence.end)]
        borne = single.case and re.search("承担|负担|分担", text[single.start : single.end])
        money = ABOUT_MONEY.search(text, sentence.start, single.end) or ABOUT_MONEY.search(about) or tier or single.whole or borne
        if DIVIDED_INCOME.search(about) or not money or (ABOUT_ELSE.search(about) and not re.search(r"资金|经费|财政", about)):
            continue
        done.append((single.start, single.end))
        unit = single.case or (tier.span() if tier else None)
        start = min(begin, single.start)
        yield _Found("standard", start, max(single.label[1], start), single.end, share=single.share, label=single.label, unit=unit)


def _subject(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words stand that name the money: 县级信访救助专项资金 of 《…》(…号)通知明确县级信访救助专项资金每年不少于…."""
    for _ in range(3):
        if before := _BEFORE_SUBJECT.match(text, start, end):
            start = before.end()
    behind = ending(_BEHIND_SUBJECT, text, start, end)
    return start, behind.start() if behind else end


def _norm(folded: Folded, found: _Found, source: Source, publisher: Publisher) -> FundingNorm:
    text = folded.text
    who = bearer(text, found.label, [kinds(text, *found.label)], publisher) if found.label else None
    basis, year = legal_basis(text, found.start, found.end)
    unit = folded.printed(*found.unit) if found.unit else None
    start, stop = _subject(text, found.start, found.subject_end)
    return FundingNorm(
        kind=found.kind,
        text=folded.printed(start, found.end),
        subject=folded.printed(start, stop) or None,
        amount=found.amount,
        share=found.share,
        per=found.per,
        levels=who.levels if who else (),
        level_label=folded.printed(*found.label) if found.label else None,
        level_resolution=who.resolution if who else None,
        basis=basis,
        year=year,
        sources=(source,),
        applies=case_of(unit, publisher, whole=True) if unit else Applicability(),
    )
