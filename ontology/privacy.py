"""Personal data (个人信息) is kept out of all that is made of a file: forms print handlers' names and telephone numbers.

What a file says is masked as soon as it is read (`ingest.blocks`), and once more on every text that becomes a literal.
Numbers are told by their shape; names only by the words or numbers beside them, so a name in other wording can stay.
"""

import re
from functools import lru_cache
from typing import Literal

MASK = "〔个人信息已隐去〕"

Kind = Literal["mobile", "identity", "name", "landline"]
"""手机号、身份证号、姓名、座机. A fixed line may be an office's (公开的办公电话) and is told apart."""

_MOBILE = r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
_PHONE = r"(?<![\d.])(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-—]\d{7,8})(?![\d.])"
_ID_CARD = r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
_AFTER_PHONE_LABEL = r"(?<=电话|手机|传真|号码|方式)[:：\s]*[(（]?\d[\d\-—()（） ]{5,}\d"
_NAME = r"[\u4e00-\u9fff*×·]{2,4}"
_DOTTED = r"[\u4e00-\u9fff]{2,10}[·•][\u4e00-\u9fff]{2,10}"
_NAME_LABEL = r"负责人|经办人|填报人|填表人|制表人|联系人|审核人|主管人"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范廖石"
    "韦贾夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤阎邢孙乔施牛洪颜倪翟殷詹申聂葛欧祁"
)
"""The surnames of nine persons in ten (公安部户政管理研究中心《二〇二〇年全国姓名报告》 lists the first hundred)."""
_COMPOUND = "欧阳|司马|上官|诸葛|皇甫|尉迟|慕容|司徒|东方|夏侯|令狐|长孙|阿不都|买买提"
_NO_NAME = "[额位式目称间划率值门码号算类型别科室局处部院站厅办委组案务面期省市县区镇乡村元]"
"""What words end with that begin like a surname: 金额, 方式, 任务, 江苏省."""
_PERSON = (
    rf"(?:(?:{_COMPOUND})[\u4e00-\u9fff*×某]{{1,2}}"
    rf"|[{_SURNAMES}](?:[\u4e00-\u9fff*×某]?(?!{_NO_NAME})[\u4e00-\u9fff*×某]|[ 　]{{1,2}}[\u4e00-\u9fff](?![\u4e00-\u9fff])))"
)
"""A text that is a name by its surname, for places where any other word may stand as well; two letters may be spaced: 张 三."""
_NAME_ENDS = rf"(?=$|[\s,，;；。/、(（)）\d]|[和与及等]|(?:联系)?(?:电话|方式|手机)|{_NAME_LABEL})"
_MORE_NAMES = (
    rf"(?:\s*+[、/]\s*+(?!联系|电话|手机|传真|方式)(?:{_PERSON}|{_DOTTED}|{_NAME}?){_NAME_ENDS}"
    rf"|(?:\s*+[,，;；]\s*+|\s*+[和与及]|\s++)(?:{_PERSON}|{_DOTTED}){_NAME_ENDS})*+"
)
"""Names after the first one: 张三、李四; after a blank or a comma only what is surely a name."""
_AFTER_NAME_LABEL = (
    rf"(?<={_NAME_LABEL})(?:(?P<colon>[:：]\s*)(?:{_PERSON}|{_DOTTED}|{_NAME}?){_NAME_ENDS}|(?P<blank>\s++){_PERSON}{_NAME_ENDS})"
    rf"{_MORE_NAMES}"
)
# possessive: given back, the same white space would be tried for each of the three places it may stand in, in cubic time
_NUMBER_FOLLOWS = rf"(?=[\s,，:：]*+(?:电话|手机)?[\s:：]*+[(（]?\s*+(?:{_PHONE}))"
_BEFORE_NUMBER = rf"(?<={_NAME_LABEL})(?P<space>\s*){_NAME}{_NUMBER_FOLLOWS}|(?<=[由,，、;；。(（\s]){_NAME}(?=[(（]\s*(?:{_PHONE}))"
_PERSONAL = re.compile("|".join((_AFTER_NAME_LABEL, _BEFORE_NUMBER, _PHONE, _ID_CARD, _AFTER_PHONE_LABEL)))


@lru_cache(maxsize=65536)
def mask(text: str) -> str:
    """The text with telephone and identity numbers, and names of those they belong to or after words such as 经办人, replaced by `MASK`."""
    return _PERSONAL.sub(lambda found: _lead(found) + MASK, text)


def spans_masked(text: str) -> list[tuple[int, int]]:
    """Where what `mask` replaces begins and ends in the text, in order."""
    found = _PERSONAL.finditer(text)
    return [(one.start() + len(_lead(one)), one.end()) for one in found]


def _lead(found: re.Match[str]) -> str:
    """What stands between a label and a name."""
    return found["colon"] or found["blank"] or found["space"] or ""


@lru_cache(maxsize=65536)
def kinds_masked(text: str) -> tuple[Kind, ...]:
    """What kinds of personal data `mask` replaces in the text, one for each replacement, in order; never the data."""
    return tuple(_kind(found[0]) for found in _PERSONAL.finditer(text))


def _kind(found: str) -> Kind:
    if re.search(_ID_CARD, found):
        return "identity"
    if re.search(_MOBILE, found):
        return "mobile"
    return "landline" if any(character.isdigit() for character in found) else "name"
