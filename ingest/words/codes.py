"""Classification codes (科目编码) as forms print them: in one cell, with spaces, with the name, over three columns."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal

from ingest.words.text import fold, tidy
from ontology.code_lists import code_lists

Scheme = Literal["function", "economic", "government_economic"]

_CODE = re.compile(r"\d{3}(?:\d{2}(?:\d{2})?)?")
_CODE_AND_NAME = re.compile(r"[\[【(（]?(\d{3}(?:\d{2}(?:\d{2})?)?)[\]】)）]?\s*[-—_:：|｜/]?\s*(\D.*)?")
_NAME_AND_CODE = re.compile(r"([^\W\d].*?)[\[【(（](\d{3}(?:\d{2}(?:\d{2})?)?)[\]】)）]")
_SHORT_CODE_AND_NAME = re.compile(r"(\d{2})\s*[-—_:：|｜/.、]?\s*([^\W\d].*)")
_BROKEN = re.compile(r"\d(?:[\s.\-—]?\d){2,6}")
_COUNTED = re.compile(r"\((?:共?\d{1,5}[个项户处条笔家]?|[^()]{0,2}元)\)$")
"""What a total counts: 合计（6个）."""
TOTAL_WORDS = frozenset(
    {
        "合计",
        "总计",
        "共计",
        "小计",
        "金额合计",
        "部门合计",
        "单位合计",
        "支出合计",
        "收入合计",
        "收入总计",
        "支出总计",
        "本年收入合计",
        "本年支出合计",
        "当年收入合计",
        "当年支出合计",
        "本年收入",
        "本年支出",
        "项目合计",
        "支出总额",
        "收入总额",
        "三公经费合计",
        "三公经费",
        "基本支出合计",
        "一般公共预算支出合计",
    }
)


@lru_cache(maxsize=16384)
def is_total(text: str) -> bool:
    key = _COUNTED.sub("", re.sub(r"[“”\"'‘’:：]", "", fold(text)))
    return key in TOTAL_WORDS or (len(key) <= 12 and key.endswith(("合计", "总计")))


_SCHEMES: Mapping[str, Scheme] = {"2": "function", "3": "economic", "5": "government_economic"}


def scheme_of(code: str) -> Scheme | None:
    """By the first digit: 2 is functional, 3 departmental economic, 5 government economic (财预〔2017〕98号)."""
    return _SCHEMES.get(code[:1])


def is_income_code(code: str, name: str, side: Literal["income", "expenditure"]) -> bool:
    """Is it a class of revenue (政府收支分类科目, 收入分类)? Units have codes like 101 too, so the printed name has to be the
    list's; a 目 that the list lacks is one where its 款 is in the list and the row is income."""
    entries = code_lists()["income"].entries
    if any(fold(entry.name) == fold(name) for entry in entries.get(code, ())):
        return True
    return side == "income" and len(code) == 7 and code[:5] in entries


def split_code(text: str) -> tuple[str | None, str]:
    """Code and name of a cell: `210110 1`, `[2010308]信访事务`, `2010308 信访事务`, `201-03-08`, `信访事务（2010308）`."""
    folded = fold(text)
    if _BROKEN.fullmatch(folded) or _BROKEN.fullmatch(text.strip()):
        digits = re.sub(r"\D", "", folded)
        if _CODE.fullmatch(digits):
            return digits, ""
    match = _CODE_AND_NAME.fullmatch(tidy(text))
    if match and match[2]:
        return match[1], match[2].strip()
    behind = _NAME_AND_CODE.fullmatch(tidy(text))
    if behind and _listed(behind[2]):
        return behind[2], behind[1].strip()
    return None, tidy(text)


def _listed(code: str) -> bool:
    """Is the code in a list of classes of expenditure?"""
    lists = code_lists()
    return code in lists["functional"].entries or code in lists["economic"].entries or code in lists["government-economic"].entries


class CodeColumn:
    """Codes in one column; two digits below a class are its 款, below a 款 its 项 (江西 prints them so)."""

    def __init__(self) -> None:
        self._above = ""

    def read(self, text: str) -> str | None:
        code, _ = split_code(text)
        digits = fold(text)
        if code is None and re.fullmatch(r"[0-9]{2}", digits) and self._above:
            code = self._below(digits)
        if code is not None:
            self._above = code
        return code

    def split(self, text: str) -> tuple[str | None, str]:
        """Code and name of one cell, as `split_code`; 01 基本工资 below 301 工资福利支出 is 30101, where the list has such a class."""
        code, name = split_code(text)
        short = _SHORT_CODE_AND_NAME.fullmatch(tidy(text))
        if code is None and short is not None and self._above:
            below = self._below(short[1])
            if _listed(below):
                code, name = below, short[2].strip()
        if code is not None:
            self._above = code
        return code, name

    def _below(self, digits: str) -> str:
        ends = len(self._above) in {3, 7} or scheme_of(self._above) != "function"  # economic classes have two levels
        return (self._above[:3] if ends else self._above) + digits


def item_above(text: str) -> str | None:
    """The 项 of expenditure that a longer code (目, which some places number themselves) lies below: 205020201, of 2050202."""
    digits = fold(text)
    return split_code(digits[:7])[0] if re.fullmatch(r"2[0-9]{8,10}", digits) else None


class CodeColumns:
    """Codes over three sparse columns (类 款 项): a filled column opens its level, blanks are carried down.

    A row with all three filled is a line item where its 项 stood on a row of its own before; otherwise it is the 项.
    """

    def __init__(self) -> None:
        self._class = self._group = ""
        self._items: set[str] = set()

    def read(self, class_: str, group: str, item: str) -> tuple[str | None, bool]:
        """Code of the row, and whether the row is a line item below that code."""
        parts = [re.sub(r"\D", "", fold(t)) for t in (class_, group, item)]
        if not any(parts):
            return None, False
        if not all(len(p) in {0, w} or (p and w == 2 and len(p) == 1) for p, w in zip(parts, (3, 2, 2), strict=True)):
            whole = next((p for p in parts if _CODE.fullmatch(p)), None)
            return whole, False
        first, second, third = parts[0], parts[1].zfill(2) if parts[1] else "", parts[2].zfill(2) if parts[2] else ""
        if first:
            self._class = first
            self._group = ""
        if second:
            self._group = second
        code = self._class + (self._group if second or third else "") + third
        if not _CODE.fullmatch(code):
            return None, False
        if first and second and third:
            return code, code in self._items
        self._items.add(code)
        return code, False
