"""Indicators written as text, level, name and value in one cell: 数量指标：1.改造卫生室≥16个；2.配备设备≥64台。"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from ingest.tables.value_sets import is_graded
from ingest.values.clauses import LONGEST_RATING, is_value_like, rating_of
from ingest.values.words import any_of, value_words
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, has_cjk, tidy
from ingest.words.vocabulary import level_key, levels

_ITEM = re.compile(
    r"[①-⑳]|(?:指标|目标)\s*\d{1,2}\s*[:：.、．]|[（(]\d{1,2}[)）]|(?<![\d.×*/第≥≤><=＝])\d{1,2}\s*(?:[、．)）]|\.)(?!\s*\d)|(?<![\d第])[一二三四五六七八九十]{1,2}、"
)
_STOPS = re.compile(r"([\n；;。])")
_LINES = re.compile(r"([\n；;])")
_SYMBOL = re.compile(r"[≥≤≧≦⩾⩽＞＜><=＝]")
_BRACKET = re.compile(r"[（(]([^（）()]+)[)）]$")
_COLON = re.compile(r"[:：]")
_LINK = re.compile(r"(?:达到了?|达|为|是|共计?|合计|总计|不少于)$")
_DATE = re.compile(r"(?:20\d\d\s*年|(?<!\d)\d{1,2}\s*月\s*(?:底|末|前|\d{1,2}\s*日))")
_SAID = re.compile(r"[㐀-鿿]{2,8}")
"""What may stand after the only colon of a text as its value without being one of the known words: 村容村貌：干净整洁."""
_LONGEST_NAME = 60
_SHORTEST_RATED = 4
"""Letters that a name before a rating has at least, or the rating: 水质明显改善, but not 按时完成."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One indicator of a text."""

    level1: str | None
    level2: str | None
    name: str
    value: str | None
    """None where the text does not part the value from the name."""


def statements(text: str, levelled: bool = False) -> list[Statement]:
    """The indicators that a text lists, each with the levels printed before it; empty for a text that states none.

    `levelled`: a level stands beside the text, so that a date alone is one (时效指标 | 2023年底前完成).
    """
    found: list[Statement] = []
    level1 = level2 = None
    for stop, piece in _pieces(text, _STOPS):
        chain: list[str] = []
        while (led := _level(piece)) is not None:
            word, piece = led
            chain.append(word)
        if len(chain) > 1:
            level1, level2 = chain[0], chain[-1]
        elif chain and _is_second(chain[0]):
            level2 = chain[0]
        elif chain:
            level1, level2 = chain[0], None
        if not piece:
            continue
        name, value = name_and_value(piece)
        if not name and value and not chain and found and found[-1].value and _SYMBOL.match(value):  # ≥90%；≤95%
            last = found[-1]
            found[-1] = Statement(last.level1, last.level2, last.name, f"{last.value}{stop}{value}")
        elif not name and value and has_cjk(value) and (level1 or level2 or levelled):  # 时效指标：2023年底前完成
            found.append(Statement(level1, level2, value, None))
        elif has_cjk(name) and len(name) <= _LONGEST_NAME:
            found.append(Statement(level1, level2, name, value))
    return found


def begins_with_level(text: str) -> bool:
    """数量指标：… names the level of what it lists."""
    return _level(NAME_PREFIX.sub("", tidy(text))) is not None


_SIGNED = re.compile(r"(?:[≥≤≧≦=＝]|[><]=?)[^≥≤≧≦=＝><]+")


def items(text: str) -> list[str]:
    """The entries of a cell that lists several, one a line or numbered; the whole text where it lists none."""
    return [piece for _, piece in _pieces(text, _LINES)]


def entries(text: str, count: int) -> list[str]:
    """The values of a cell that lists `count` of them, without their numbers; what `items` finds where they can't be told apart.

    A number before a value looks like a part of it (1.2024年底前2.≥95%): they have to count up to `count`, in one way only.
    """
    lines = [line for line in re.split(r"[\n；;]", text) if line.strip()]
    if len(lines) == 1 and count > 1 and len(signed := _SIGNED.findall(text)) == count and "".join(signed) == text.strip():
        return [value.strip() for value in signed]  # ≥42座≥6处: the line breaks are lost
    if len(lines) == count:
        return [unnumbered(line, at) for at, line in enumerate(lines, 1)]
    if len(lines) == 1 and count > 1 and re.match(r"\s*[（(]?1[)）.．、]", text):
        for pattern in (r"(?<![\d.≥≤><=])[（(]?{}[)）.．、](?!\d(?!\d{{3}}年))", r"(?<![\d.≥≤><=])[（(]?{}[)）.．、]"):
            places = [[m.span() for m in re.finditer(pattern.format(at), text)] for at in range(1, count + 1)]
            if all(len(found) == 1 for found in places) and places == sorted(places):
                bounds = [found[0] for found in places]
                return [text[a[1] : b].strip() for a, b in zip(bounds, [*(b[0] for b in bounds[1:]), len(text)], strict=True)]
    return items(text)


def holds_several(text: str, lines: Sequence[str]) -> bool:
    """Whether a cell of values holds more than one, in `lines` of its own or one behind the other: ≥42座≥6处, but not ≥95%≤100%."""
    signed = _SIGNED.findall(text)
    return (len(lines) > 1 and all(map(is_value_like, lines))) or (len(signed) > 1 and len({piece[0] for piece in signed}) == 1)


def unnumbered(text: str, at: int) -> str:
    """A value without the number of its entry, where that is the one it has: 1.≥95%, 2）2024年底前."""
    mark = re.match(rf"\s*(?:指标\s*{at}\s*[:：.、]|[（(]{at}[)）]|{at}[)）、．.]|{chr(0x245F + at)})\s*", text)
    return text[mark.end() :].strip() if mark and mark.end() < len(text) else text


@lru_cache(maxsize=16384)
def name_and_value(text: str) -> tuple[str, str | None]:
    """Where a text says what it measures and what is aimed at, the two; else the whole and None."""
    text = NAME_PREFIX.sub("", tidy(text)).strip("，,、 ")
    if is_value_like(text) and (_SYMBOL.match(text) or re.match(r"\d", fold(text))):
        return "", text
    for cut in _cuts(text):
        name, value = text[: cut[0]].rstrip("，,：:、 （("), text[cut[1] :].strip("：: ")
        if text[cut[0] - 1 : cut[0]] in "（(" and value.endswith((")", "）")):
            value = value[:-1]
        stated = cut[1] > cut[0] and _COLON.match(text[cut[0]]) is not None and _SAID.fullmatch(value) is not None
        stated = stated or re.match(rf"{_SYMBOL.pattern}\s*\d", value) is not None  # ≤15/10万
        if len(fold(name)) >= 2 and has_cjk(name) and value and (is_value_like(value) or stated):
            return name, value
    return text, None


@lru_cache(maxsize=16384)
def states_value(text: str) -> bool:
    """Whether a text names what it measures and gives the value: 培训教师≥200人次, but not 同比下降5%以上."""
    if is_graded(text):
        return False
    name, value = name_and_value(text)
    return value is not None and bool(name) and _no_name().fullmatch(fold(name)) is None


@cache
def _no_name() -> re.Pattern[str]:
    words = value_words()
    return re.compile(rf"(?:{words.baseline}|{words.change}|{words.approximate_before}|{words.before}|每年|年均|全年|达到?|完成)+")


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Where the value may begin: end of the name, start of the value, the surest first."""
    if (bracket := _BRACKET.search(text)) and is_value_like(bracket[1]):
        yield bracket.start(1), bracket.start(1)
    if symbol := _SYMBOL.search(text):
        yield symbol.start(), symbol.start()
    for colon in _COLON.finditer(text, 0, 2 * _LONGEST_NAME):
        yield colon.start(), colon.end()
    if (word := _comparator().search(text)) and (len(word[0]) > 1 or word[0] in "达约"):  # 购置彩超2台 ends in no 超
        yield word.start(), word.start()
    if date := _DATE.search(text):
        link = re.search(r"(?:于|在|为|是)$", text[: date.start()])
        yield (link.start() if link else date.start()), date.start()
    if number := _amount_at_end().search(text):
        link = _LINK.search(text[: number.start()])
        yield (link.start() if link else number.start()), number.start()
    for start in range(max(2, len(text) - LONGEST_RATING), len(text) - 1):
        if rating_of(text[start:]) is not None:
            long = start >= _SHORTEST_RATED or len(text) - start >= _SHORTEST_RATED
            if long and rating_of(text[:start]) is None:
                yield start, start
            break


@cache
def _comparator() -> re.Pattern[str]:
    words = value_words()
    return re.compile(rf"(?:{words.before}|控制在|高于|低于|超过|约为?|大约)(?=\s*(?:\d|百分之))")


@cache
def _level_inside() -> re.Pattern[str]:
    """A level behind the text of another, where the line break between them is lost: …≥3个质量指标：…."""
    words = {w for w in (*levels().level1, *levels().parent, *levels().either) if w.endswith("指标")}
    return re.compile(rf"(?:{any_of(words)})[:：]")


@cache
def _amount_at_end() -> re.Pattern[str]:
    words = value_words()
    unit = rf"(?:{words.scale})?(?:余|多)?(?:{words.unit})?(?:[（(][^（）()]{{1,4}}[)）])?"
    per = r"(?:/[^\d\W]{1,4})?"
    return re.compile(rf"(?<![\d.])\d[\d,.]*\s*{unit}{per}(?:{words.after}|左右)?$")


@cache
def _next_inside() -> re.Pattern[str]:
    """A value right before the name of another, where the line break between them is lost: 维修学校≥40所资助学生≥3300人."""
    words = value_words()
    unit = rf"(?:{words.scale})?(?:{words.unit})(?:/(?:{words.unit}|[年月日天人户亩次]))?"
    value = rf"(?:{_SYMBOL.pattern}|{words.change})\s*\d[\d,.]*\s*{unit}(?:{words.after})?"
    date = r"(?<=[:：])20\d\d年\d{1,2}月(?:底|末|\d{1,2}日)?(?:之?前)?"
    return re.compile(rf"(?:{value}|{date})(?![㐀-鿿]{{0,12}}指标[:：])(?=[，,、]?[㐀-鿿]{{3,24}}(?:{_SYMBOL.pattern}\s*\d|[:：]))")


def _pieces(text: str, stops: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """The pieces, each with the stop printed before it, which is empty where a list mark or a level parts it from the last."""
    stop = ""
    for line in stops.split(text):
        if stops.fullmatch(line):
            stop = line
            continue
        begins = (m.start() for m in (*_ITEM.finditer(line), *_level_inside().finditer(line)))
        cuts = sorted({*begins, *(m.end() for m in _next_inside().finditer(line))})
        bounds = [0, *(c for c in cuts if c), len(line)]
        for start, end in pairwise(bounds):
            piece = line[start:end].strip()
            piece = _ITEM.sub("", piece, count=1).strip() if _ITEM.match(piece) else piece
            if piece := piece.strip("，,、 "):
                yield stop, piece
                stop = ""


def _level(text: str) -> tuple[str, str] | None:
    """A level and what follows its colon."""
    word, colon, rest = re.sub("[：:]", ":", text, count=1).partition(":")
    key = level_key(word)
    known = key in levels().level1 or key in levels().parent or key in levels().either
    if not known or (not colon and not key.endswith("指标")):
        return None
    if colon and not key.endswith("指标") and is_value_like(rest):
        return None  # 服务对象满意度：≥90% is an indicator
    return re.sub(r"\s", "", tidy(word)), rest.strip()


def _is_second(word: str) -> bool:
    """Whether a level that stands alone is a second one: 数量指标, 成本指标, but not 效益指标."""
    key = level_key(word)
    return key in levels().either or levels().parent.get(key, key) != key
