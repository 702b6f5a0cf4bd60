"""Figures of a breakdown (测算明细): amounts, unit prices, products and quantities, and the label beside them.

All patterns are for folded text (half width) without blanks, as `fold_costs` makes it. An amount is only what is
printed with its unit of money.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from ingest.claims.text import folded
from ingest.words.text import tidy
from ontology.costs import Quantity, UnitPrice
from ontology.money import UNITS, Money

_UNIT = (
    r"人次|户次|家次|车次|批次|架次|点位|平方公里|平方米|立方米|公里|千米|公斤|千克|课时|学时|学年|学期|小时|个?月|季度|社区|卷宗|"
    r"人|名|位|户|件|案|次|场|期|天|日|年|周|台|套|辆|㎡|亩|份|本|册|篇|条|张|块|吨|斤|班|批|家|所|校|村|镇|乡|县|节|站|点|处|间|"
    r"栋|棵|株|头|只|羽|项|生|组|幅|页|支|部|座|床|例|盏|根|艘|卷|米|人日|个"
)
UNIT = rf"(?:{_UNIT})"
#: Things that are counted beside an amount. No 年, 月 (a date), 个 (5个方面).
_COUNTED = (
    r"人次|户次|批次|车次|点位|平方米|公里|课时|学时|个月|村(?!民)|乡镇|社区|学校|"
    r"人|名|位|户|件|台|套|辆|场|次|期|天|亩|份|本|册|卷|页|条|幅|家|所|㎡|(?<=\d)吨|棵|株|座|床"
)
_NUMBER = r"(?<![\d.A-WYZa-wyz])(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?(?![\d.])"
_MONEY_UNIT = r"(?:亿元|千万元|百万元|万元|千元|百元|元|亿(?![\u4e00-\u9fff])|万(?![\u4e00-\u9fff]))"
_PER = rf"(?:(?:/|每)\(?(?:每)?{UNIT}(?:均[年月天]?)?\)?(?:[/·.、]?(?:每)?{UNIT}(?![\u4e00-\u9fff]))*\)?)"
MONEY = rf"(?P<number>{_NUMBER})(?P<unit>{_MONEY_UNIT})"
#: 50万元以上 is a threshold, -5万元 or 3-5万元 no amount of an item.
_PLAIN = rf"(?<![-~至到第≥≤<>]){MONEY}(?!以上|以下|以内|及以|起|\(含\)|/|每|标准以|[至到~-]\d)"
#: 50元至300元 is a range, no price.
_ONE = r"(?![至到~-]\d)"
_PRICE = rf"(?<![-~至到≥≤<>]){MONEY}(?P<per>{_PER}){_ONE}"
_EACH = rf"(?:每(?:一)?(?:个(?!月))?{UNIT}|(?:(?<![\d本当全])[年月])?(?:人|生|户|亩)均(?:学年|学期|[年月天])?度?)"
_EACH_PRICE = (
    rf"(?P<each>{_EACH}(?:\(?[\u4e00-\u9fff]{{0,6}}?{_EACH}){{0,3}})(?P<between>[^\d,;:]{{0,12}}?)"
    rf"{MONEY}(?!以上|以下|以内)(?P<per>{_PER})?{_ONE}"
)
_TIMES = r"[×xX*✕╳]"
_TERM = rf"(?:{_NUMBER}(?:%|{_MONEY_UNIT}{_PER}?|万?{UNIT})?(?:\([^()×*=]{{1,8}}\))?)"
_PRODUCT = rf"(?<![\d×xX*)+÷-])(?P<terms>{_TERM}(?:{_TIMES}{_TERM})+)(?![×xX*+÷(-])"

money_pattern = re.compile(_PLAIN)
price_pattern = re.compile(_PRICE)
each_pattern = re.compile(_EACH_PRICE)
product_pattern = re.compile(_PRODUCT)
equals_pattern = re.compile(rf"[=≈](?P<amount>{MONEY})")
any_money = re.compile(MONEY)
_term_money = re.compile(rf"{MONEY}(?P<per>{_PER})?")
_term_count = re.compile(rf"(?P<number>{_NUMBER})(?P<unit>%|{UNIT})?")
_counted = re.compile(
    rf"(?<![-~第\d.])(?P<number>\d+(?:\.\d+)?)(?P<myriad>万)?(?:个(?!月))?(?P<unit>{_COUNTED})(?!以上|以下|以内|级|均|民|类)"
)
_each_unit = re.compile(rf"每(?:一)?(?:个(?!月))?({UNIT})|([年月])?(人|生|户|亩)均(学年|学期|[年月天])?")
_unit = re.compile(UNIT)


def fold_costs(text: str) -> tuple[str, str]:
    """The text without blanks, as printed and in half width; both have as many characters."""
    printed = re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", tidy(text))
    return printed, folded(printed).replace("•", "·").replace("・", "·")


def amount_of(match: re.Match[str]) -> Money:
    unit = {"万": "万元", "亿": "亿元"}.get(match["unit"], match["unit"])
    return Money(_decimal(match["number"]) * UNITS[unit], match["number"], unit, "printed")


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _canonical(unit: str) -> str:
    return "月" if unit == "个月" else unit


_TIME = ("学年", "学期", "季度", "年", "月", "周", "天", "日", "小时")


def per_of(printed: str) -> str | None:
    """人·月 for /人/月, 每人每月, /(人·月) and /月/人: what is counted first, then time."""
    units = [_canonical(u) for u in _unit.findall(printed.replace("人均", "每人").replace("生均", "每生"))]
    if printed.endswith("均"):
        units = units or [printed[0]]
    units = sorted(dict.fromkeys(units), key=lambda u: _TIME.index(u) + 1 if u in _TIME else 0)
    return "·".join(units) or None


def quantities_in(text: str) -> tuple[Quantity, ...]:
    """What is counted in a text that is no product: 常驻4人, 12个月."""
    return tuple(Quantity(_decimal(m["number"]) * (10_000 if m["myriad"] else 1), _canonical(m["unit"])) for m in _counted.finditer(text))


@dataclass(frozen=True, slots=True)
class Product:
    start: int
    end: int
    price: UnitPrice | None
    factors: tuple[Quantity, ...]


def product_in(text: str) -> Product | None:
    """The first printed product that has one price in money; one without units (12×8500) says no price."""
    match = product_pattern.search(text)
    if match is None:
        return None
    terms = re.split(_TIMES, match["terms"])
    price: UnitPrice | None = None
    factors: list[Quantity] = []
    for term in terms:
        if (found := _term_money.match(term)) is not None:
            if price is not None:
                return Product(match.start(), match.end(), None, ())
            price = UnitPrice(amount_of(found), per_of(found["per"]) if found["per"] else None)
        elif (count := _term_count.match(term)) is not None and count["unit"] and not term[count.end("number") :].startswith("万"):
            factors.append(Quantity(_decimal(count["number"]), _canonical(count["unit"])))
        else:
            return Product(match.start(), match.end(), None, ())
    return Product(match.start(), match.end(), price, tuple(factors) if price else ())


def each_of(match: re.Match[str]) -> str | None:
    """The unit of 每人每月, 人均."""
    units = [_canonical(unit) for found in _each_unit.findall(match["each"]) for unit in found if unit] + [
        _canonical(u) for u in _unit.findall(match["per"] or "")
    ]
    return "·".join(sorted(dict.fromkeys(units), key=lambda u: _TIME.index(u) + 1 if u in _TIME else 0)) or None


# ---- Labels ----

MAX_LABEL = 40
_LEAD = re.compile(
    r"^(?:[:,;、。.\s(①-⑳]+|\d{1,2}[.、](?!\d)|[一二三四五六七八九十]{1,2}、|其中|主要(?=[用包是为有])|具体(?=[用包是为分])|包括|包含|用于|分别(?=[为是])|如下|安排(?=用于|[^，]{3})|支付给?|列支|拨付给?|预计|预算安排|计划|拟|"
    r"需要?(?=[^求])|另外?|以及|还(?=需|有)|(?:和|及|与|并|为|是|交|将|共)(?=[\u4e00-\u9fff]{2})|缴纳|20\d\d年度?|今年|本年度?|全年|每年(?=[^\d]))"
)
_TAIL = re.compile(
    r"(?:[:,、]|一年|全年|每年|按照?|为|是|约|大约|预计|总?共|共计|总?合计|小计|总计|累计|计|需要?|共需|所需|安排|列支|投入|核定|达|各|"
    r"发放|给予|即|(?<!支)付|需支付|需要?支出|由|以|则)+$"
)
_STANDARD = re.compile(r"(?:包干|收费|付费)?(?:标准|单价)$")
_COUNT_TAIL = re.compile(r"(?P<count>\d+(?:\.\d+)?(?:个月|(?:个(?!月))?(?:村|乡镇|社区|点位|学校)|万?" + UNIT + r"))[\u4e00-\u9fff]?$")
_GROUNDS = re.compile(r"按(?!摩)|依据|参照|根据|执行|实行")
_NO_LABEL = re.compile(
    r"(?:该|本|此|以上|上述|项目|专项|年度?|全年|总|所|需|共|申请|预算|安排|财政|全部|各项|合同|单位|补助|概算|投资|计划|下达|一般公共预算|交纳|缴纳|发给|发放|的)*"
    r"(?:资金|经费|费用|金额|预算|投资|支出|成本|总额|总额度|合计|共计|总计|小计|款项|费|价款|造价|单价|单位|年|月)?"
)


def clean_label(text: str) -> tuple[str, tuple[Quantity, ...]]:
    """What an item is called, and the count that ends its label (聘用保安10名); "" for words that only say 资金, 合计 or nothing."""
    if len(text) > 5 * MAX_LABEL:  # no label, and long ones would cost time
        return "", ()
    label, before = re.sub(r"\([^()]*\)|\([^()]*$", "", text), None
    while label != before:
        before = label
        label = _TAIL.sub("", _LEAD.sub("", label))
    counts: tuple[Quantity, ...] = ()
    if (count := _COUNT_TAIL.search(label)) is not None:
        counts = quantities_in(count["count"])
        shorter, _ = clean_label(label[: count.start()]) if count.start() else ("", ())
        label = shorter
    label = _STANDARD.sub("", label).strip(":,;、。·-— \"'“”)")
    if _NO_LABEL.fullmatch(label) or not 2 <= len(label) <= MAX_LABEL or not re.search(r"[\u4e00-\u9fffA-Za-z]", label):
        return "", counts
    if _GROUNDS.match(label):  # 按三类会议标准每人每天450元
        return "", counts
    return label, counts
