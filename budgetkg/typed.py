"""What people type into a box, as documents print it: wide letters narrow, traditional characters simplified.

The only file that imports opencc. zhconv would be smaller, but its tables are under the GPL; OpenCC's are under Apache-2.0.
"""

import unicodedata
from functools import cache
from typing import Any


def typed(text: str) -> str:
    """`羣眾滿意度９０％` is 群众满意度90%. Chinese punctuation stays as it is: names are printed with it."""
    narrow = "".join(_narrow(character) for character in text.strip())
    return str(_converter().convert(narrow)) if any("\u3400" <= character <= "\u9fff" for character in narrow) else narrow


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
