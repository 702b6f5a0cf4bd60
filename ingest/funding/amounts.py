"""Amounts that must be given, at least or at most (不少于50万元, 最高2万元, 580元/人·天), in the sentences of a folded text.

Read from left to right. An amount says of itself what it is (下限、上限、标准), for one of what, and who gives it; or it is an item
of a list and takes from the item before it what it does not say: 小学720元、初中940元, 每头80元，其中中央40元、省级20元.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.funding.grammar import Sentence
from ingest.funding.parties import partition
from ingest.funding.payers import going_on, payer
from ingest.funding.per_units import EACH_RUN, SLASHED, WHEN, WHOM, per_before
from ingest.funding.shares import ABOUT_MONEY
from ingest.funding.stated import LINK, Span, Stated, clause_start
from ingest.funding.tokens import CEILING, FLOOR
from ingest.words.rates import units_of
from ingest.words.text import ending
from ontology.funding import NormKind
from ontology.money import UNITS, Money

_MONEY = re.compile(
    r"(?<![\d.,a-zA-Z〔\[-])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>亿元|千万元|百万元|万元|千元|百元|元)"
    rf"(?P<per>{SLASHED})"
)
_KIND = re.compile(rf"(?:(?P<floor>{FLOOR})|(?P<ceiling>{CEILING}))(?P<link>{LINK})(?P<of>[一-龥]{{0,4}})$")
#: 不低于辖区常住人口每人每年2元
_KIND_EACH = re.compile(rf"(?:(?P<floor>{FLOOR})|(?P<ceiling>{CEILING})){LINK}[一-龥]{{0,10}}(?:{EACH_RUN}+|[人生户亩]均)?$")
_EACH_BEFORE = re.compile(rf"{EACH_RUN}+$")
_STANDARD = re.compile(rf"(?:标准|定额|保费|限价)(?P<link>{LINK}|(?:由\d+元)?(?:提高到|调整为))(?P<each>{EACH_RUN}*)$")
#: 基准定额小学650元、初中850元: what stands between is the first of several cases.
_PARALLEL = re.compile(r"(?:标准|定额)[一-龥]{1,4}$")
_GIVEN = re.compile(
    r"资金|经费|补助|补贴|补偿|救助|津贴|优待|奖补|奖励|资助|配套|投入|定额|标准|保费|专项|待遇|养老金|抚恤|财政|费用|包干|限价|餐|报酬|工资|薪酬|预算|购置"
)
_MONEY_WORD = r"保险|资金|经费|补助|补贴|奖励|津贴|救助|专项"
_BEHIND_GIVEN = re.compile(rf"[的以内]*(?:{_GIVEN.pattern})|(?:以内)?的[一-龥]{{0,10}}?(?:{_MONEY_WORD})")
_GIVEN_OR_BORNE = re.compile(rf"{_GIVEN.pattern}|承担|负担|分担")
#: Money that nobody is told to give: targets, thresholds, penalties.
_NOT_GIVEN = re.compile(
    r"收入|增收|(?<!含)税(?![后前])|产值|销售|利润|营业|罚款|处罚|资本|设备|价值|单价|采购|合同|贷款|存款|损失|涉案|交易额|成交|节约|投资额?$|[电水气票房油地热物售单]价|固定资产|招标|营收|债务|减少|增加|增长|下降"
)
#: Penalties, fees and securities are paid in, not given.
_PAID_IN = re.compile(
    r"罚|并处|处以|可以处|每[一-龥]{1,6}处|月处|违约金|交纳|缴纳|缴存|赔偿|偿付|押金|保证金|注册资金|资本金|吸收|运费|票价|收费|征收|收取|支付落空|赔付|理赔|起付|封顶线|最低工资|保额|保险金额|(?:人均|次均)(?:住院|门诊|药)|(?:住院|门诊|药品?)费用?|次均"
)
_PURPOSE = re.compile(rf"的(?![一-龥]{{0,10}}?(?:{_MONEY_WORD})|标准|奖励|补助|补贴|资助|资金|经费|救助|要求|比例|额度|一次性|定额)[一-龥]")
_RANGE_BEFORE = re.compile(r"(?:(?<![高整加低])至|(?<![达高整加低])到|[~—])$")
#: 由1000元提高到1100元: what was.
_OLD = re.compile(r"(?:提高|调整|增加|上调|提标|调增|降低|下调)(?:到|至|为)")
#: 人均每月提高150元: by how much, not how much.
_GROWS = re.compile(r"(?:提高|增加|上浮|上调|新增|增长|增支|减少|降低|提升)$")
#: A clause that says how much at most and not of what.
_BASE = re.compile(r"按照?[^,;%]{1,30}?的\d+(?:\.\d+)?%")
_BARE = re.compile(r"(?:最[高低多]|且|并|但|总额|累计|原则上|一般|每年|年度|全年|最终|合计)*")
_HEAD = re.compile(r"(?:标准|定额|补助|补贴|奖补|奖励)[^,;:。]{0,4}:$")
_STANDARD_HEAD = re.compile(r"(?:标准|定额)[^,;。:]{0,4}:$")
_BOUND_HEAD = re.compile(r"最[低高](?:补助|保障|支付)?(?:限额|标准|额度):$")
_BESIDE = re.compile(r"[、和,]\d+(?:\.\d+)?(?:亿|[万千百]*)元")
#: 对新认定的企业，市级财政一次性奖励10万元: what is given once to each of a class.
_ONCE = re.compile(r"(?:一次性(?:给予)?|各)?(?:奖补|奖励|补助|补贴|资助)$|(?:给予|予以)(?:一次性)?$")
_ONCE_BEHIND = re.compile(r"(?:的?(?:一次性)?)(?:奖补|奖励|补助|补贴|资助)")
#: 人均救助水平1600元: what came of it, no rule.
_RESULT = re.compile(
    r"(?<!标准)(?<!补助)(?<!筹资)水平(?:为|约|达到?)?$|支出(?:为|约|达)?$"
    r"|[人户次]均[一-龥]{0,4}(?:接待|招待|用餐|就餐|差旅|消费|花费|开支)费?用?(?:为|约|达|是)?$|实际[一-龥]{0,8}[人户亩]均(?:为|约|达)?$"
)
#: Between an item of a list and the next: a mark, its name, and what it is for one of.
_ITEM = re.compile(
    r"(?:的?标准|给予|予以|定额|补助|补贴|安排|执行|核定|测算|资助|奖补|奖励|发放|计算|左右|的|以内|进行)*"
    r"(?P<mark>[、,和])(?:其中)?:?(?P<subject>(?:[一-龥、]|\((?:[一-龥、]){1,8}\)){1,20})"
)
#: What is no item: sums, what was done, what others pay, what says of itself what it is.
_NO_ITEM = re.compile(
    r"共|合计|总|小计|(?<!所)需|全年|已|实际|收入|自[缴筹付]|个人|农户|居民|企业|医保|基金|增[加长]|减|同比|[其剩]余|不[低少高超得]|最[高低多]|至少|提高|[缴罚]|标准|定额|限额|上限"
)
_SUM = re.compile(r"[、,和]?[一-龥]{0,4}(?:共|合计|总|小计|(?<!所)需|全年)[一-龥]{0,4}$")
_OTHER_MONEY = re.compile(r"[一-龥]{2}(?:经费|费|金|津贴|报酬|工资|待遇)")
_GIVES = re.compile(r"(?:补助|补贴|承担|负担|安排|配套|资助|奖补|奖励|给予|投入|[补奖各均])$")


def amounts(text: str, sentence: Sentence) -> Iterator[Stated]:
    """The floors, ceilings and standards in money of a sentence, in order."""
    return _Amounts(text, sentence).read()


class _Amounts:
    def __init__(self, text: str, sentence: Sentence) -> None:
        self._text, self._sentence = text, sentence
        self._start, self._end = sentence.start, sentence.end
        self._places = sentence.classes()
        self._last: Stated | None = None
        """The amount right before, where it is a norm."""
        self._whole: Stated | None = None
        """What the items of the list are parts of, where payers divide it: 每头80元，其中…."""
        self._prior: Stated | None = None
        """The norm before, whatever stands between."""
        self._payers: list[Span] = []
        """Who gives the amounts that follow, one each: 市、县分别补助2万元、3万元."""
        self._units: list[Span] = []
        """For whom these are: 主城区和县(市)分别按200元、300元."""
        self._headed = False
        """Whether the list stands under a head: 补助标准:一类760元，二类650元."""
        self._before = sentence.start
        """Where the norm before ends."""

    def read(self) -> Iterator[Stated]:
        for match in _MONEY.finditer(self._text, self._start, self._end):
            self._prior = self._last or self._prior
            self._last = None if self._sums(match) else self._item(match) or self._alone(match)
            if self._last is not None:
                self._before = match.end()
                yield self._last

    def _sums(self, match: re.Match[str]) -> bool:
        """每人每年6万元，共需18万元: what the items make together."""
        if self._last is None or re.search("不[超低少高得]|最[高低多]", self._text[self._last.end : match.start()]):
            return False
        return _SUM.match(self._text, self._last.end, match.start()) is not None

    # --- an item of a list

    def _item(self, match: re.Match[str]) -> Stated | None:
        """The amount, where it goes on from the one before; nothing where it stands for itself."""
        text, last = self._text, self._last
        if last is None:
            return None
        if re.fullmatch("[、,和]" if self._payers else "[、和]", text[last.end : match.start()]):  # 分别不低于1万元、5000元
            found = self._next(last, match, last.end + 1, self._payers.pop(0) if self._payers else last.label, last.per, last.kind)
            return replace(found, unit=found.unit or last.unit)
        more = _ITEM.fullmatch(text, last.end, match.start())
        if more is None or _NO_ITEM.search(more["subject"]) or _RANGE_BEFORE.search(more["subject"]):
            return None
        begin, subject = more.start("subject"), more["subject"]
        label = payer(text, begin, match.start(), self._places, bare=True)
        if "、" in re.sub(r"\(.*?\)", "", subject) and not (label and re.search("分别|[各均]", subject)):
            return None
        own = _per(subject, match)
        headed = self._headed and re.fullmatch(r"[一-龥]{2,8}", subject)
        if more["mark"] == "," and not own and not headed and not (label and last.per and self._part(match, subject)):
            return None
        per = last.per if not own or (set(own) <= set(WHEN) and set(last.per) & set(WHOM)) else own
        kind = last.kind
        if more["mark"] == "," and kind != "standard" and own and re.search(r"费|补助|补贴|津贴|奖", subject):
            return None  # 住宿费每天不超过330元，伙食补助费每天100元
        if label and last.label is None:  # 不低于3000元，其中中央补助1000元
            self._whole, kind = last, "standard"
        elif self._whole is not None and label is None:  # 其中中央40元，农机大户20元
            return None
        if label is None and _OTHER_MONEY.search(subject):  # 县财政按每人3元安排工作经费，村干部报酬每人每月2000元
            return self._next(last, match, begin, None, per, kind)
        found = self._next(last, match, begin, self._dealt(label, match) if label else last.label, per, kind)
        goes_on = label is not None and last.label is not None and label[0] == begin  # 困难县由省补助5000元，市县补助3000元
        return replace(found, unit=found.unit or last.unit) if goes_on else found

    def _next(self, last: Stated, match: re.Match[str], begin: int, label: Span | None, per: tuple[str, ...], kind: NormKind) -> Stated:
        unit = self._units.pop(0) if self._units else self._sentence.last_class(begin, match.start())
        return replace(
            last, kind=kind, start=begin, subject_end=match.start(), end=match.end(), amount=_money(match), per=per, label=label, unit=unit
        )

    def _part(self, match: re.Match[str], subject: str) -> bool:
        """Whether an amount may be what one payer gives of the amount before: said to be given, and not more."""
        whole = self._whole or (self._last if self._last and self._last.label is None else None)
        if whole and whole.amount and (whole.amount.yuan or 0) < (_money(match).yuan or 0):
            return False
        return (
            bool(_GIVES.search(subject))
            or self._text.endswith(("其中" + subject, "其中:" + subject), 0, match.start())
            or self._whole is not None
        )

    def _dealt(self, label: Span, match: re.Match[str]) -> Span:
        """The payer of this amount, where each of several has its own: the others are kept for those that follow."""
        text = self._text
        several = partition(text, label, 0)
        if "分别" in text[label[1] : match.start()] or len(several) == _following(text, match.end()):
            label, *self._payers = several
        return label

    # --- an amount that stands for itself

    def _alone(self, match: re.Match[str]) -> Stated | None:
        text, start, sentence = self._text, self._start, self._sentence
        begin = clause_start(text, start, match.start())
        before = text[begin : match.start()]
        per = _per(before, match)
        per = () if per in {("年",), ("次",)} else per  # a sum for a year is for one of nothing
        kind, subject_end = _kind(text, begin, match, per)
        once = _ONCE.search(before)
        if (
            once
            and (not once[0].endswith(("给予", "予以", "一次性")) or _ONCE_BEHIND.match(text, match.end()))
            and kind is None
            and sentence.named_for(match.start())
        ):
            kind, subject_end = "standard", match.start()
        if kind != "ceiling" and (bound := _BOUND_HEAD.search(text, start, begin)):  # 最低标准:每人每月123元
            kind = "floor" if bound[0].startswith("最低") else "ceiling"
        if kind is None and self._of_classes(match, begin):
            kind, subject_end = "standard", match.start()
        if kind is None and _STANDARD_HEAD.search(text, start, begin) and re.fullmatch(r"[一-龥()、]{1,10}", before):
            kind, subject_end = "standard", match.start()  # 省级补助标准:第一档1200元、第二档1000元
        if kind is None:
            return None
        head = clause_start(text, start, begin - 1) if begin - start > 1 else begin
        if kind != "standard" and _BARE.fullmatch(text, begin, subject_end) and _GIVEN_OR_BORNE.search(text, head, begin):
            begin, before = head, text[head : match.start()]  # …给予补助，最高不超过200万元
        label = payer(text, begin, match.start(), self._places)
        if not self._is_given(match, begin, subject_end, head, per, kind, label is not None):
            return None
        head = max(head, *(text.rfind(mark, start, begin - 1) + 1 for mark in ",;。"))
        if label is None and text[begin - 1 : begin] == ":" and _HEAD.search(text, head, begin):  # 省级补助标准：县道…元、乡道…元
            label = payer(text, head, begin, self._places)
        label = label or going_on(text, start, begin, match.start(), self._places)
        if label:
            label = self._dealt(label, match)
        self._whole, self._headed = None, _STANDARD_HEAD.search(text, start, begin) is not None
        return Stated(kind, begin, subject_end, match.end(), _money(match), per=per, label=label, unit=self._unit(match, begin))

    def _of_classes(self, match: re.Match[str], begin: int) -> bool:
        """工作经费按照一类乡镇60万元、二类乡镇50万元: each class has its amount."""
        place = self._sentence.last_class(begin, match.start())
        following = _MONEY.search(self._text, match.end(), self._end)
        return bool(
            place
            and place[1] == match.start()
            and following
            and self._sentence.last_class(match.end() + 1, following.start()) == (match.end() + 1, following.start())
            and _GIVEN.search(self._text, begin, place[0])
        )

    def _unit(self, match: re.Match[str], begin: int) -> Span | None:
        if respective := self._sentence.respective(begin, match.start()):
            unit, *self._units = respective
            return unit
        return self._sentence.last_class(max(begin, self._before), match.start()) or self._sentence.case_before(begin)

    def _is_given(
        self, match: re.Match[str], begin: int, subject_end: int, head: int, per: tuple[str, ...], kind: NormKind, borne: bool
    ) -> bool:
        """Whether the words around an amount speak of money that is given or spent."""
        text = self._text
        before, subject = text[begin : match.start()], _BASE.sub("", text[begin:subject_end])
        behind = re.split("[,;]", text[match.end() : match.end() + 16])[0]
        if (
            _GROWS.search(before) or _PAID_IN.search(before) or re.search(r"[贷借缴收]", text[subject_end : match.start()])
        ):  # 最高可贷20000元
            return False
        if _OLD.match(text, match.end()) or re.match("[一-龥]{0,4}(?:收取|征收|计收|缴纳)", behind) or _PURPOSE.match(behind):
            return False
        if _RANGE_BEFORE.search(before) or re.match(r"[至到~—-]", text[match.end() :]):  # 50元至300元
            return False
        if _NOT_GIVEN.search(subject) and not (
            re.search(r"标准|补助|补贴", subject) and (begin == head or not re.search(r"增收|采购|设备", subject))
        ):
            return False
        if not re.search(r"[一-龥]", subject):  # 580元/人·天 alone: of what is not said
            return False
        if _STANDARD_HEAD.search(text, self._start, begin):
            return not _NOT_GIVEN.search(text, head, begin) and not _PAID_IN.search(text, head, begin)
        if (
            (_GIVEN_OR_BORNE if begin == head else _GIVEN).search(subject)
            or per
            or (_BEHIND_GIVEN.match(behind) and not _NOT_GIVEN.search(behind))
        ):
            return True
        prior = self._prior
        goes_on = prior is not None and prior.kind == kind and prior.end == begin - 1  # 省级不低于300万元，市级不低于100万元
        return borne and (goes_on or bool(ABOUT_MONEY.search(text, head, begin)))  # 工作经费…，市级每年不少于…


def _following(text: str, at: int) -> int:
    """How many amounts stand side by side, the one that ends at `at` among them."""
    count = 1
    while (more := _BESIDE.match(text, at)) is not None:
        count, at = count + 1, more.end()
    return count


def _kind(text: str, begin: int, match: re.Match[str], per: tuple[str, ...]) -> tuple[NormKind | None, int]:
    """What kind of norm an amount is by the words right before it, and where these begin."""
    before = text[begin : match.start()]
    said = ending(_KIND, text, begin, match.start())
    if said is None and (match["per"] or ending(_EACH_BEFORE, text, begin, match.start())):
        said = ending(_KIND_EACH, text, begin, match.start())
    if said is not None:
        if "控制在" in said[0] and not text.startswith(("以内", "之内", "以下"), match.end()):
            return None, 0
        return ("floor" if said["floor"] else "ceiling"), said.start()
    if text.startswith(("以上", "及以上"), match.end()) and re.search(r"(?:达到?|保持在|标准)$", before):
        return "floor", match.start()
    if text.startswith(("以上", "以下", "以内", "及以上"), match.end()):
        return None, 0
    if ending(_STANDARD, text, begin, match.start()) or (
        _PARALLEL.search(before) and re.match(r"[、,和][一-龥]{1,6}\d", text[match.end() :])
    ):
        return "standard", match.start()
    if per and re.search(r"[/每·均]", match["per"] + before) and not _RESULT.search(before):
        return "standard", match.start()
    return None, 0


def _per(before: str, match: re.Match[str]) -> tuple[str, ...]:
    """What an amount is for one of: 人均5万元/年 says it on both sides."""
    behind, ahead = units_of(match["per"]), per_before(before, large=match["unit"] != "元" and not match["per"])
    if not behind and not ahead and (was := list(_MONEY.finditer(before))) and _OLD.match(before, was[-1].end()):
        return units_of(was[-1]["per"])  # 由580元/人·月提高到620元
    if not behind or (set(behind) <= set(WHEN) and not set(ahead) <= set(WHEN)):
        return tuple(dict.fromkeys(ahead + behind))
    return behind


def _money(match: re.Match[str]) -> Money:
    return Money(Decimal(match["number"].replace(",", "")) * UNITS[match["unit"]], match["number"], match["unit"], "printed")
