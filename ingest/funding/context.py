"""What stands around a rule about money: the document it rests on (文号), its year, and the case it is for."""

import re

from ingest.funding.classes import AREA
from ingest.values.text import fold_value
from ingest.words.level_labels import TOKEN, Publisher, bearer, kinds
from ontology.funding import Applicability

#: GB/T 9704-2012: issuer, year in brackets, number. Other brackets are common in print.
_NUMBER = re.compile(r"(?P<issuer>[一-龥]{1,12})[〔\[(【［](?P<year>(?:19|20)\d\d)[〕\])】］](?P<number>\d{1,5})号")
#: What stands before the issuer in running text.
_BEFORE = re.compile(
    r".*(?:第[一二三四五六七八九十百]{1,4}条|根据|依据|按照|按|遵照|参照|执行|落实|印发|文件|通知|办法|意见|以及|依照|详见|见|和|与|及|为|的)"
)
_YEAR = re.compile(r"(20\d\d)年(?:度)?(?:起|开始|以来|标准)")
TIER = re.compile(
    rf"第?[一二三四五六七八九1-9]档|第?(?:[1-9][至到~-])?(?:[一二三四五六七八九甲乙丙丁1-9A-E]|[IV]{{1,4}})类(?:{AREA}|乡镇|街道|镇|村|社区)?|^(?:其他|其余)$"
)
_EVERYWHERE = re.compile(r"各地区?|各省|全国|各地各部门")
_UNITS = re.compile(
    r"(?:省直|市直|县直|区直|县区|市县)(?:单位|部门|机关)|省直管县|市辖区|(?:脱贫|贫困|国定|省定|扩权|困难|重点)[一-龥]{0,6}?(?:县|区)"
    r"|[东中西]部地区|其他地区"
)


def legal_basis(text: str, start: int, end: int) -> tuple[str | None, int | None]:
    """文号 and its year: the nearest that is printed before `end` in the folded text, or right behind."""
    before = list(_NUMBER.finditer(text, 0, end))
    found = before[-1] if before else _NUMBER.search(text, end, min(len(text), end + 40))
    if found is None:
        return None, _year(text, start, end)
    issuer = _BEFORE.sub("", found["issuer"])
    if not issuer:
        return None, _year(text, start, end)
    return f"{issuer}〔{found['year']}〕{found['number']}号", int(found["year"])


def document_number(text: str) -> str | None:
    """The 文号 in a text that gives it as the basis of something."""
    return legal_basis(folded := fold_value(text).text, 0, len(folded))[0]


def _year(text: str, start: int, end: int) -> int | None:
    years = [int(match[1]) for match in _YEAR.finditer(text, max(0, start - 40), end)]
    return years[-1] if years else None


def case_of(words: str | None, publisher: Publisher, *, whole: bool = False) -> Applicability:
    """What the words of a condition say it is for; `whole`: they name a class of places and nothing else."""
    if not words or _EVERYWHERE.fullmatch(words):
        return Applicability()
    folded = fold_value(words)
    text = folded.text
    tiers = list(TIER.finditer(text))
    tier = folded.printed(tiers[0].start(), tiers[-1].end()) if tiers and not (whole and tiers[0].start()) else None
    unit = _UNITS.search(text)
    recipient = None
    if match := re.search(rf"(?:{TOKEN})(?=[直区]|使用|单位|$)|省直管(?P<county>县)|市辖(?P<district>区)", text):
        span = next((match.span(name) for name in ("county", "district") if match[name]), match.span())
        recipient = bearer(text, span, [kinds(text, *span)], publisher).level
    kind = words if whole and tier is None else unit[0] if unit else None
    return Applicability(tier, recipient, kind)
