"""Programmes (资金项目): what is left of a project's name without its year, its instalment and its payer.

焦作 prints 2019年度解决特殊疑难信访问题补助资金（中央）, …（省） and 提前下达2020年度解决特殊疑难信访问题补助资金: one
programme in three parts. Only what says when and by whom is dropped; what says what for is never touched.
"""

import re

from ontology.iri import fold
from ontology.records import Level

_YEAR = r"20\d{2}(?:[-—至]20\d{2})?年?度?"
_BATCH = r"第[一二三四五六七八九十\d]+批"
_PAYER = r"(?:(?:省市县|市县区?|市区)[两三]级|中央|省级?|市级?|县级?|区级?)(?:财政)?(?=[^本直管属场政民容域道城])"
_HEAD = re.compile(rf"^(?:提前下达|提前安排|预下达|下达|追加|结转|上年|关于|{_PAYER}|{_YEAR}|{_BATCH})+")
_BRACKETED = rf"(?:中央|中省|自治区级?|[省市县区]级?)(?:财政|资金)?|本级|结转|提前下达|{_YEAR}|{_BATCH}"
_TAIL = re.compile(rf"(?:[（(](?:{_BRACKETED})[)）]|[-—]{_YEAR}|(?<=[)）金费])结转(?:资金)?){{1,8}}$")
# bounded: -2020-2021 can be taken apart in two ways, and so on for each further year
_INNER_YEAR = re.compile(_YEAR + r"(?=[^号〕\]])")
_BASIS = re.compile(r"(?<!\d)(20\d{2})年?度?(?!\d)")
_NUMBER_OF_A_RULE = re.compile(r"[〔\[（(]20\d{2}[〕\])）]\s*\d*\s*号?")
_ADVANCE = re.compile(r"提前下达|提前安排|预下达")
_LAST_BRACKET = re.compile(r"[（(]([^（）()]*)[)）](?:结转(?:资金)?)?$")
_CARRIED = re.compile(r"结转(?!下年|下一年|至下)")
_PAYERS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    ("central", re.compile(r"中央(?:财政|资金)?")),
    ("provincial", re.compile(r"(?:省|自治区)级?(?:财政|资金)?")),
)
_LEAST = 4
"""Characters that a programme's name keeps at least; a shorter rest says nothing."""


def programme_name(project: str) -> str:
    """The name of the programme that a project belongs to; the project's own where nothing can be dropped.

    >>> programme_name("提前下达2020年度解决特殊疑难信访问题补助资金（省）")
    '解决特殊疑难信访问题补助资金'
    >>> programme_name("2023年经费")
    '2023年经费'
    """
    name = fold(project)
    rest = _INNER_YEAR.sub("", _TAIL.sub("", _HEAD.sub("", name)))
    return rest if len(rest) >= _LEAST else name


def basis_year(project: str) -> int | None:
    """The year that a project's name says its money belongs to, where it says one and no other.

    >>> basis_year("提前下达2020年度解决特殊疑难信访问题补助资金")
    2020
    """
    years = set(_BASIS.findall(_NUMBER_OF_A_RULE.sub("", fold(project))))
    return int(years.pop()) if len(years) == 1 else None


def money_year(project: str, fiscal_year: int | None) -> int | None:
    """The year that a project's money belongs to: the one in its name, the year before the budget's for 结转, else the budget's.

    >>> money_year("信访救助资金结转", 2024)
    2023
    """
    named = basis_year(project)
    if named is not None or fiscal_year is None:
        return named
    return fiscal_year - 1 if _CARRIED.search(fold(project)) else fiscal_year


def advance(project: str) -> bool:
    """Whether a project's name says that its money was notified ahead of its year (提前下达).

    >>> advance("提前下达2020年度解决特殊疑难信访问题补助资金")
    True
    """
    return bool(_ADVANCE.search(fold(project)))


def payer(project: str) -> Level | None:
    """The level that pays, where a project's name ends in it: …补助资金（中央）. 市 and 县 are relative to who prints them.

    >>> payer("2019年度解决特殊疑难信访问题补助资金（省）")
    'provincial'
    """
    match = _LAST_BRACKET.search(fold(project))
    return next((level for level, words in _PAYERS if match and words.fullmatch(match[1])), None)
