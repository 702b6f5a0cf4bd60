"""Which units a department says it has (预算单位构成, 财预〔2016〕143号): lists, counts, and that there is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ingest.blocks import Heading, Paragraph
from ingest.claims.text import folded
from ingest.words.names import is_agency_name
from ingest.words.numerals import NUMERAL, numeral
from ingest.words.text import tidy
from ontology.body_records import UnitStatement
from ontology.records import Source

_BELOW = r"(?:下属|所属|下设|下辖|直属|二级)"
_SORT = r"(?:[的独立]|核算|预算|事业|行政|机关|企业|全额|差额|财政|拨款|补助|参照公务员法管理|参公|公益[一二]类|编制|法人)*"
_UNIT = rf"{_SORT}单位"
_TRIGGER = re.compile(
    rf"(?:纳入|列入).{{0,40}}(?:预算|决算).{{0,14}}范围.{{0,14}}单位|{_BELOW}{_BELOW}?{_UNIT}|(?:部门|单位)?预算(?:包括|仅?包含|仅?含|即)"
    rf"|由.{{1,60}}(?:构成|组成)|部门所属单位|预算单位(?:构成|共|包括|有|\d)|仅(?:包括|包含|含|有|为).{{0,14}}本级|本预算.{{0,4}}为.{{2,40}}本级预算"
)
_ALONE = re.compile(
    rf"(?:无|没有|未设|不含|不包括|不设){_BELOW}{{1,2}}{_SORT}(?:单位|机构)|(?:无|没有)其他{_BELOW}?{_SORT}单位"
    r"|本预算(?:仅)?为[^。,;]{2,40}本级预算|仅(?:包括|包含|含|有|为)[^。,;]{0,14}本级|部门预算即(?:为)?[^。,;]{0,20}本级预算"
)
_N = rf"(?P<number>\d{{1,4}}|{NUMERAL})\s?[个家]"
_COUNTS: tuple[tuple[Literal["all", "below"], re.Pattern[str]], ...] = (
    ("all", re.compile(rf"范围的?{_BELOW}?{_UNIT}(?:总数)?(?:共有|共计|共|有|为)?{_N}")),
    ("below", re.compile(rf"{_BELOW}{{1,2}}{_UNIT}(?:共有|共计|共|有|为|:)?{_N}")),
    ("below", re.compile(rf"(?:下设|下辖|设有){_N}{_BELOW}?{_UNIT}")),
    ("all", re.compile(rf"预算单位(?:总数)?(?:共有|共计|共|有|为|:)?{_N}")),
)
_FORMED = re.compile(r"由(?P<parts>[^。;]{1,80}?)(?:构成|组成)")
_PART = re.compile(rf"{_N}(?P<below>{_BELOW})?{_UNIT}")
_CLOSING = re.compile(rf"共(?:计)?{_N}")
_LIST = re.compile(
    r"(?:具体|主要|分别)?(?:包括|包含)(?:有|了)?:?|(?:具体|分别)(?:为|是|有)?:?|如下:?|[,:]为|即:|:|(?<=[\d一二三四五六七八九十])[个家](?=[一-龥])"
)
_INTRODUCES = re.compile(r"(?:包括|包含|如下|分别[为是]|名单|名称|具体[为是]|单位)?[:]$|(?:包括|如下|分别[为是]|[个家])$")
_OTHERS = re.compile(r"联席|领导小组|工作组|专班|成员单位|联盟|督导组|协作组")
"""Bodies of several departments, which are no units of one."""
_GOES_ON = re.compile(r"(?:主要|具体|其中|分别)?(?:包括|如下|为|有|是)[:]?")
_ITEM = re.compile(r"^\s*(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]?|[①-⑳])?\s*")
_MARK = re.compile(r"(?:^|(?<=[:;,、。\s]))(?:[(]?\d{1,2}[)、.]|[(][一二三四五六七八九十]{1,3}[)]|[①-⑳]|\d{1,2}(?=[一-龥]))\s*")
_OWN_OFFICE = re.compile(r"(?:本级|机关)[)]?$")
_SENTENCE = re.compile(r"[^。!?\n]+")
MAX_UNITS = 2000
MAX_PIECE = 200


@dataclass(slots=True)
class _Open:
    """A statement whose list may follow in the next lines."""

    statement: UnitStatement
    counted: bool


def units_in_prose(prose: Sequence[Heading | Paragraph], sha256: str) -> tuple[UnitStatement, ...]:
    """Statements in the order of the text; a list in the lines below belongs to the sentence that announces it."""
    done: list[UnitStatement] = []
    open_: _Open | None = None
    for block in prose:
        text = tidy(block.text)
        end = block.line_end if isinstance(block, Paragraph) else block.line_start
        if open_ is not None:
            name = unit_name(_ITEM.sub("", folded(text)), text)
            if name is not None and len(open_.statement.units) < MAX_UNITS:
                one = open_.statement
                open_.statement = replace(one, units=(*one.units, name), source=replace(one.source, line_end=end))
                continue
            if not open_.statement.units and _GOES_ON.fullmatch(folded(text).rstrip()):
                continue
            done += _closed(open_)
            open_ = None
        half = folded(text)
        for sentence in _SENTENCE.finditer(half):
            printed = text[sentence.start() : sentence.end()].strip()
            source = Source(sha256, "prose/units", printed, block.line_start, end, block.page)
            statement = units_in_sentence(printed, source)
            last = sentence.end() >= len(half.rstrip("。!? \n"))
            announces = last and _TRIGGER.search(sentence[0]) and _INTRODUCES.search(half.rstrip())
            counted = statement is not None and not statement.units and not statement.alone
            if last and (counted or (statement is None and announces)):
                open_ = _Open(statement or UnitStatement(printed, source), statement is not None)
            elif statement is not None:
                done.append(statement)
    if open_ is not None:
        done += _closed(open_)
    return tuple(done)


def _closed(open_: _Open) -> list[UnitStatement]:
    statement = open_.statement
    return [_scoped(statement)] if statement.units or open_.counted else []


def units_in_sentence(text: str, source: Source) -> UnitStatement | None:
    """What one sentence says of units; None where it lists, counts and denies none."""
    half = folded(text)
    trigger = _TRIGGER.search(half)
    if len(text) > 4000 or trigger is None or _OTHERS.search(half, 0, trigger.end()):
        return None
    alone = _ALONE.search(half) is not None
    names = _names(half, text)
    count, scope = _count(half)
    if count is None and names and (closing := _CLOSING.search(half)):
        count, scope = _value(closing), "below" if re.search(_BELOW, half) else "all"
    if not (alone or names or count is not None):
        return None
    return _scoped(UnitStatement(text, source, names, count, scope, alone))


def _scoped(statement: UnitStatement) -> UnitStatement:
    """A count that the own office (本级) is listed under counts it too."""
    own = any(_OWN_OFFICE.search(folded(name)) for name in statement.units)
    return replace(statement, scope="all") if own or statement.count is None else statement


def _count(half: str) -> tuple[int | None, Literal["all", "below"]]:
    if formed := _FORMED.search(half):
        parts = list(_PART.finditer(formed["parts"]))
        if parts:
            below = all(part["below"] for part in parts)
            return sum(_value(part) or 0 for part in parts), "below" if below else "all"
    for scope, pattern in _COUNTS:
        if found := pattern.search(half):
            return _value(found), scope
    return None, "all"


def _value(found: re.Match[str]) -> int | None:
    if found["number"][0].isdigit():
        return int(found["number"])
    value = numeral(found["number"])
    return int(value) if value is not None else None


def _names(half: str, text: str) -> tuple[str, ...]:
    trigger = _TRIGGER.search(half)
    if trigger is None:
        return ()
    start = next((m.end() for m in _LIST.finditer(half) if m.end() > trigger.start()), None)
    if start is None:
        return ()
    marks = [(m.start(), m.end()) for m in re.finditer(r"[、,;:]|" + _MARK.pattern, half[start:])]
    cuts = [(0, 0), *marks, (len(half) - start, len(half) - start)]
    names: list[str] = []
    for (_, left), (right, _) in pairwise(cuts):
        if left < right:
            names += _split(half[start + left : start + right], text[start + left : start + right])
    return tuple(dict.fromkeys(names))


def _split(half: str, text: str) -> list[str]:
    """A piece of a list as names: 县畜牧站和县农机监理站 is two, 市文化和旅游局 is one."""
    if len(half) > MAX_PIECE:
        return []
    for word in re.finditer(r"[和与及]|以及", half):
        left = unit_name(half[: word.start()], text[: word.start()])
        right = unit_name(half[word.end() :], text[word.end() :])
        if left and right:
            return [left, right]
    name = unit_name(half, text)
    return [name] if name else []


def unit_name(half: str, text: str) -> str | None:
    """The name of a unit without list mark and 预算; None for other words. `text` ends as `half` does."""
    key = re.sub(r"共(?:计)?[\d一二三四五六七八九十]+[个家].*$", "", half).strip(" .;,、。")
    key = re.sub(r"(?:的)?(?:部门|单位)?预算$", "", re.sub(r"^[一二三]级(?:拨款|预算|基层)?单位", "", key))
    if not 3 <= len(key) <= 40 or not re.fullmatch(r"[\w()·—-]+", key) or re.search(r"\d{3}|^[无没不未其]|单位|范围|包括|负责|内设", key):
        return None
    if not is_agency_name(key):
        return None
    start = half.find(key)
    printed = text[len(text) - len(half) + start :][: len(key)] if start >= 0 else key
    return printed.strip()
