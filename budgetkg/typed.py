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


def _narrow(character: str) -> str:
    folded = unicodedata.normalize("NFKC", character)
    return folded if folded.isalnum() or folded in "%.+-<>= " else character


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
