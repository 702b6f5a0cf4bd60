"""Floors and ceilings of shares of money: 县级配套比例不低于30%, 不超过项目总投资的40%, 用于产业发展的比例不低于60%.

Most percentages that a budget bounds are rates of something else (完成率, 报销比例, 首付比例). One is of money where its clause
names money that is given or used, and nothing that is measured otherwise.
"""

import re
from collections.abc import Iterator

from ingest.funding.grammar import Sentence
from ingest.funding.payers import going_on, payer
from ingest.funding.stated import LINK, Stated, clause_start
from ingest.funding.tokens import CEILING, FLOOR, PERCENT, VERB, share_of
from ontology.funding import NormKind

_BOUND = re.compile(
    rf"(?:(?P<floor>{FLOOR})|(?P<ceiling>{CEILING})){LINK}(?P<of>(?:[一-龥、]|\([一-龥]{{1,8}}\)){{0,24}}?)(?P<percent>{PERCENT})(?!\d)"
)
#: Money that is given or used.
_GIVEN = re.compile(
    r"补助|奖补|补贴|资助|奖励|贴息|配套|公益金|(?:管理|工作|培训|教育|业务|间接|咨询|监理|设计|评审|管护|维修)费|经费|资金|支持(?:额度|比例|金额)"
    r"|财政(?:投入|支持|安排|承担|负担|分担)|预算安排|用于|(?:承|负|分)担比例"
)
#: What else is measured in per cent: rates, prices, contracts, what persons and firms pay or get.
_ELSE = re.compile(
    r"率|占|比重|较上|同比|报销|支付|预付|进度|首付|付款|保证金|质保|自[筹缴付有备]|个人|居民|资本金|注册|股|合同|采购|份额"
    r"|债|下降|压减|压缩|增长|增幅|增加|减少|幅度|利润|征收|贷款(?!贴息)|担保|代偿|风险|完成|合格|满意|覆盖|达标|到位|结余|结转|评分|得分|权重|社会资本|强度"
    r"|发放|回收|损耗|误差|偏差|水平|人数|数量|面积|户数|名额|上浮|下浮|浮动|分红|溢价|折扣|缴费|农户|群众|企业(?:研发|自|投入|出资)|案件|净收[入益]|基金会|薪金|佣金|出资比例|工资性收入|本人|收取|募集|首期|企业(?:发生|拨缴|按照?|应当?|每年|职工)"
)
_OF_MONEY = re.compile(rf"{VERB}|资金|经费|公益金|的补助|投资|用于")
_BEHIND, _SHORT = 20, 16


def bounded_shares(text: str, sentence: Sentence) -> Iterator[Stated]:
    """The bounded shares of money of a sentence, with who bears them where that is said."""
    places = sentence.classes()
    last: Stated | None = None
    for match in _BOUND.finditer(text, sentence.start, sentence.end):
        begin = clause_start(text, sentence.start, match.start())
        subject = text[begin : match.start()]
        behind = re.split("[,;。]", text[match.end() : match.end() + _BEHIND])[0]
        label = payer(text, begin, match.start(), places) or going_on(text, sentence.start, begin, match.start(), places)
        if (
            label is None
            and last is not None
            and last.label
            and last.end == begin - 1
            and 2 <= len(subject) <= _SHORT
            and not _GIVEN.search(subject)
        ):
            label = last.label  # 中央投资支持比例不超过60%，西藏不超过80%
        if label is None:
            about = subject + match["of"] + behind
            if _ELSE.search(about) or not (_GIVEN.search(about) or re.search("工资|报酬|薪酬|[一-龥]{2}费", subject)):
                continue
        elif re.search(r"率[一-龥]{0,4}$|满意|占比|(?<![助补持政金])占", subject) or not _OF_MONEY.search(
            text[label[0] : match.end()] + behind
        ):
            continue
        kind: NormKind = "floor" if match["floor"] else "ceiling"
        cases = sentence.respective(begin, match.start())
        if cases and (more := re.compile(rf"(?:[、和]{PERCENT}){{{len(cases) - 1}}}").match(text, match.end())) is not None:
            bounds = [match.span("percent"), *(found.span() for found in re.compile(PERCENT).finditer(text, *more.span()))]
            for case, span in zip(cases, bounds, strict=True):  # 东部、中部、西部地区分别不超过30%、60%、80%
                yield Stated(kind, begin, match.start(), span[1], share=share_of(text[slice(*span)]), label=label, unit=case)
            continue
        unit = sentence.last_class(begin, match.start()) or sentence.case_before(begin)
        last = Stated(kind, begin, match.start(), match.end(), share=share_of(match["percent"]), label=label, unit=unit)
        yield last
