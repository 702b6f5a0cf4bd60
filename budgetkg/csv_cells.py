"""Cells of CSV files that people open in a spreadsheet, which would run a text that begins with one of = + - @."""

import re
from collections.abc import Iterable
from typing import Any

_FORMULA = re.compile(r"[\t\r]|\s*[=+\-@]")
_HARMLESS = re.compile(r"[+-]?(?:[\d,]*\d(?:\.\d+)?|[\d,]*\.\d+)(?:E[+-]?\d+)?%?|-+|-INF", re.IGNORECASE)


def plain(text: str) -> str:
    """A text that no spreadsheet runs: one that could be a formula begins with an apostrophe, which says that it is text.

    >>> plain("=HYPERLINK(1)"), plain("-5.00"), plain("满意度")
    ("'=HYPERLINK(1)", '-5.00', '满意度')
    """
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def plain_row(row: Iterable[Any]) -> list[Any]:
    """The texts of a row so that no spreadsheet runs them, the other cells as they are."""
    return [plain(cell) if isinstance(cell, str) else cell for cell in row]
