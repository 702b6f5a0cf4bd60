"""What people type into a box, as documents print it: wide letters narrow, traditional characters simplified, 文号 with 〔〕.

The only file that imports opencc. zhconv would be smaller, but its tables are under the GPL; OpenCC's are under Apache-2.0.
"""

import re
import unicodedata
from functools import cache
from typing import Any

_NUMBER = re.compile(r"\s*[〔［\[(（【{]\s*((?:19|20)\d\d)\s*[〕］\])）】}]\s*(?:第\s*)?(\d{1,5})\s*(?:号|$)")
"""The year and number of an official document, in whatever brackets: GB/T 9704-2012 prints 〔2013〕2号."""
_ISSUED = re.compile(r"(?:[一-龥]{1,12})?〔\d{4}〕\d{1,5}号")


def typed(text: str) -> str:
    """`羣眾滿意度９０％` is 群众满意度90%, `財預 [2021] 101 號` 财预〔2021〕101号. Other punctuation stays: names are printed with it."""
    narrow = "".join(_narrow(character) for character in text.strip())
    simple = str(_converter().convert(narrow)) if any("\u3400" <= character <= "\u9fff" for character in narrow) else narrow
    return _NUMBER.sub(r"〔\1〕\2号", simple)


def document_number(text: str) -> str | None:
    """The number of an official document (文号) that a text, as `typed` gives it, names: with its issuer where that is told."""
    found = _ISSUED.search(text)
    return found[0] if found else None


def prefix(code: str) -> str:
    """The digits with which all begin that lie in it: 410000 is 41, 410100 is 4101, 410 is 4100."""
    digits = code.rstrip("0") if len(code) == 6 else code
    return digits + "0" * (len(digits) % 2)


def _narrow(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isalnum() or folded in "%.+-<>= " else character


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
