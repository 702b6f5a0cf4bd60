"""Personal data (个人信息) never enters the graph: forms print handlers' names and telephone numbers.

Readers leave such cells out already; this is the second lock, on every text that becomes a literal.
"""

import re
from functools import lru_cache

MASK = "〔个人信息已隐去〕"

_PHONE = r"(?<![\d.])(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-—]\d{7,8})(?![\d.])"
_ID_CARD = r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
_AFTER_PHONE_LABEL = r"(?<=电话|手机|传真|号码|方式)[:：\s]*[(（]?\d[\d\-—()（） ]{5,}\d"
_AFTER_NAME_LABEL = r"(?<=负责人|经办人|填报人|填表人|制表人|联系人|审核人|主管人)[:：]\s*[\u4e00-\u9fff*×·]{2,4}(?=$|[\s,，;；。/、)）\d])"
_PERSONAL = re.compile("|".join((_PHONE, _ID_CARD, _AFTER_PHONE_LABEL, _AFTER_NAME_LABEL)))


@lru_cache(maxsize=65536)
def mask(text: str) -> str:
    """The text with telephone and identity numbers, and names after words such as 经办人, replaced by `MASK`."""
    return _PERSONAL.sub(MASK, text)
