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
_NAME_LABEL = r"负责人|经办人|填报人|填表人|制表人|联系人|审核人|主管人"
_AFTER_NAME_LABEL = rf"(?<={_NAME_LABEL})(?P<colon>[:：]\s*){_NAME}?(?=$|[\s,，;；。/、)）\d]|(?:联系)?(?:电话|方式|手机)|{_NAME_LABEL})"
# possessive: given back, the same white space would be tried for each of the three places it may stand in, in cubic time
_NUMBER_FOLLOWS = rf"(?=[\s,，:：]*+(?:电话|手机)?[\s:：]*+[(（]?\s*+(?:{_PHONE}))"
_BEFORE_NUMBER = rf"(?<={_NAME_LABEL})(?P<space>\s*){_NAME}{_NUMBER_FOLLOWS}|(?<=[由,，、;；。(（\s]){_NAME}(?=[(（]\s*(?:{_PHONE}))"
_PERSONAL = re.compile("|".join((_AFTER_NAME_LABEL, _BEFORE_NUMBER, _PHONE, _ID_CARD, _AFTER_PHONE_LABEL)))


@lru_cache(maxsize=65536)
def mask(text: str) -> str:
    """The text with telephone and identity numbers, and names of those they belong to or after words such as 经办人, replaced by `MASK`."""
    return _PERSONAL.sub(lambda found: (found["colon"] or found["space"] or "") + MASK, text)


def spans_masked(text: str) -> list[tuple[int, int]]:
    """Where what `mask` replaces begins and ends in the text, in order."""
    found = _PERSONAL.finditer(text)
    return [(one.start() + len(one["colon"] or one["space"] or ""), one.end()) for one in found]


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
