"""What the cover of a disclosure says (封面): its title, its year, and whose budget it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Heading, Paragraph
from ingest.tables.grids import LogicalTable
from ingest.words.names import is_agency_name, may_be_name
from ingest.words.numerals import NUMERAL, numeral
from ingest.words.text import fold, is_trail, tidy
from ontology import divisions

_MENU = re.compile(r"(?:部门|单位|财政)?(?:预决算|预算|决算|绩效)+(?:信息|公开|管理|专栏)*")
"""What the menu of a web page says above its text; a cover says no less than whose budget it is, or of which year."""
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s*年?(?=\s*(?:年度|年|度|部门|单位|预算|决算|项目|[）)]|$))")
_LEADING_YEAR = re.compile(
    r"^(?:第[一二三四五六七八九十\d]{1,3}部分[:、]?|附件[一二三四五六七八九十\d]{0,3}[:、]?)?(?:(?:文件|信息)?(?:名称|标题):)?[(]?(?:20\d\d年?度?)?[)]?"
)
_LAST_YEAR = re.compile(r"[(]?20\d\d年?度?[)]?$")
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖", "一二三四五六七八九")
_SPELT_YEAR = re.compile(rf"{NUMERAL}(?=年)")
_WHOSE = re.compile(r"(?<=.)关于(?!批复|核定|同意)|[(]?20\d\d|部门|单位|预算|决算|预决算|整体支出|绩效|[《》:，。；]")
"""Where the name on a cover ends."""
_PART = re.compile(r"(?:所属单位|机关|[(]本级[)])$")
PUBLISHER = re.compile(
    r"(?:(?:填报|编制|预算|公开|编报|申报|发布)?(?:单位|部门)|发布机构|公开主体)(?:[(/](?:单位|部门)[)]?)?"
    r"(?:代码|编码)?[及和与、]?(?:名称)?(?:[(](?:盖章|公章)[)])?:(\S.{2,40})"
)
"""A folded line that says whose document it is: 编制单位：某县水利局, 部门（单位）名称：…, 部门编码及名称：301-…."""
_CODED = re.compile(r"^[\[(]?\d{3,12}[\])]?[-—_:]?")
_FIRST_LINES = 15
_NEAR = 4
"""Lines below a title of a year alone in which a title with a name is looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the document with its place."""

    text: str
    line: int | None
    page: int | None


def with_digits(text: str) -> str:
    """Years in figures: 二〇二四年, 贰零贰肆年 as 2024年."""

    def figures(found: re.Match[str]) -> str:
        spelt = found[0].translate(_CAPITALS)
        value = numeral(spelt) if len(spelt) == 4 else None
        return str(value) if value is not None and 2000 <= value < 2050 else found[0]

    return _SPELT_YEAR.sub(figures, text)


def years_in(text: str) -> list[int]:
    """The fiscal years that a heading names."""
    return [int(year) for year in _YEAR.findall(with_digits(text))]


def year_of(title: str) -> int | None:
    """The fiscal year that a title names."""
    return next(iter(years_in(title)), None)


def cover_title(prose: Sequence[Heading | Paragraph], tables: Sequence[LogicalTable]) -> Line | None:
    """The first line that names a budget, final account or target table; the publisher's line before it joins in."""
    before: Line | None = None
    menu: Line | None = None
    dated: tuple[int, Line] | None = None
    for at, block in enumerate(prose[:40]):
        if dated is not None and at - dated[0] > _NEAR:
            break
        text = tidy(block.text)
        line = Line(text, block.line_start, block.page)
        if is_trail(text):
            continue
        if re.search(r"(?:预算|决算|绩效目标|绩效自评)", text) and len(text) <= 60 and not text.endswith(("。", "；")):
            if not cover_name(text) and before and is_agency_name(before.text) and len(before.text) <= 40:
                return Line(before.text + text, before.line, before.page)
            following = prose[prose.index(block) + 1 : prose.index(block) + 2]
            if following and re.fullmatch(r"[（(]\s*20\d\d\s*年?度?\s*[）)]", tidy(following[0].text)):
                return Line(text + tidy(following[0].text), line.line, line.page)
            if _MENU.fullmatch(fold(text)) or not (year_of(text) or cover_name(text)):
                menu = menu or line
                continue
            if cover_name(text):
                return line
            dated = dated or (at, line)  # 关于…预算草案的附表: the next lines may say whose
        before = line
    if dated is not None:
        return dated[1]
    if menu is not None:
        return menu
    return next((Line(t.title, t.line_start, t.page) for t in tables if t.title), None)


def cover_name(title: str) -> str | None:
    """Whose budget a title says it is, folded: 如皋市信访局2024年度部门预算, 2024年如皋市信访局部门预算."""
    key = _LEADING_YEAR.sub("", with_digits(fold(title)))
    end = _WHOSE.search(key)
    name = key[: end.start()] if end else key
    part = _PART.sub("", name)
    name = part if is_agency_name(part) else name
    return name if may_be_name(name) and is_agency_name(name) else None


def names_below(prose: Sequence[Heading | Paragraph]) -> Iterator[tuple[str, Line]]:
    """Names that stand on a line of their own near the top, the labelled ones first: 部门名称：[126]某县水利局; 某县水利局."""
    top = [(fold(b.text), Line(tidy(b.text), b.line_start, b.page)) for b in prose[:_FIRST_LINES]]
    for key, line in top:
        if (said := PUBLISHER.fullmatch(key)) is not None:
            name = _LAST_YEAR.sub("", _CODED.sub("", said[1], count=1))
            if may_be_name(name):
                yield name, line
    for key, line in top:
        if may_be_name(key) and is_agency_name(key) and divisions.resolve(key, None).code:
            yield key, line
