"""Lines above a table: its title, its number, whose it is, the year, and the unit of its money."""

import re
from collections.abc import Sequence

from ingest.words.names import is_agency_name
from ingest.words.text import fold, tidy
from ingest.words.vocabulary import is_heading_word, unit_of

AGENCY_LINE = re.compile(
    r"^(?:单位|部门|填报单位|编制单位|编制部门|预算单位|公开单位|部门/单位|部门\(单位\)|申报单位)"
    r"(?:名称)?(?:\(盖章\))?[:：](?!.{0,3}元$)"
)
YEAR_LINE = re.compile(r"^[（(]?(?:(?:预算)?年度[:：])?\s*20\d\d\s*年?度?[)）]?$|^截止时间|^填报日期")
NUMBER_LINE = re.compile(r"^(?:附?表|附件|(?:部门|预算|单位|决算)*公开表?|预算|表格)[\d一二三四五六七八九十.-]+表?[:：]?$|^[\d.]+$|^[:：]$")
_TITLE_WORDS = ("表", "清单", "情况", "预算", "决算", "目标", "绩效", "经费", "支出", "收支")
_IN_BRACKETS = re.compile(r"\([^()]{2,24}\)")
_LONG_TITLE, _REST_OF_TITLE = 16, 8
"""How many letters a title has at least that goes on in the next line, and how many at most the rest of it."""


def table_title(gap: Sequence[str]) -> str:
    """The nearest line above that names the table, with a second line in brackets: …支出表 / （按经济分类科目）.

    Numbers, units, the publisher's line, and a column heading that stands alone over the table are passed over.
    """
    aside = ""
    for at, text in reversed(list(enumerate(gap))):
        text = re.sub(r"[（(]?(?:金额)?单位\s*[:：]\s*(?:人民币)?[百千万亿]*元[)）]?", "", text).strip()
        key = fold(text)
        if not key or NUMBER_LINE.match(key) or YEAR_LINE.match(text) or AGENCY_LINE.match(key) or len(key) > 60:
            continue
        if (is_agency_name(key) and not re.search(r"[表情况]", key[-4:])) or (is_heading_word(text) and not key.endswith("表")):
            continue
        if key in {"目录", "目次"}:
            return tidy(text)
        if not aside and _IN_BRACKETS.fullmatch(key) and ("结转" in key or any(word in key for word in _TITLE_WORDS)):
            aside = tidy(text)
            continue
        if any(word in key for word in _TITLE_WORDS) and not key.endswith(("。", "；", ";")):
            return _wrapped(gap[:at], key) + tidy(text) + aside
    return aside


def _wrapped(above: Sequence[str], key: str) -> str:
    """What the line above holds of a title that was too long for its line: …基本支出预 / 算表."""
    before = fold(above[-1]) if above else ""
    if not _LONG_TITLE <= len(before) <= 40 or len(key) > _REST_OF_TITLE or re.search(r"[,。;:、]|(?:[表页)]|情况|说明|\d)$", before):
        return ""
    whole = len(key) > 3 and before.endswith(("预算", "决算", "公开"))  # the document's name above the table's
    return "" if whole or unit_of(before) or not any(word in before for word in _TITLE_WORDS) else tidy(above[-1])


def unit_above(gap: Sequence[str]) -> str | None:
    for text in reversed(gap):
        if len(fold(text)) <= 60 and (unit := unit_of(text)):
            return unit
    return None
