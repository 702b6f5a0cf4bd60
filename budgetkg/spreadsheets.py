"""What a table for Excel must mind: a text from a document may look like a formula, and a spreadsheet would run it."""

import re

_FORMULA = re.compile(r"\s*[=+\-@\t\r]|\s+[=+\-@]")
_HARMLESS = re.compile(r"[+-]?[\d,]*\.?\d+%?|-+")


def plain(text: str) -> str:
    """A text that no spreadsheet runs: one that could be a formula begins with an apostrophe, which says that it is text.

    >>> plain("=HYPERLINK(1)"), plain("-5.00"), plain("满意度")
    ("'=HYPERLINK(1)", '-5.00', '满意度')
    """
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text
