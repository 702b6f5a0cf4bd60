"""The words of `forms/*.toml` and of the provinces' files: what a heading, a label or an indicator level means."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal, TypeVar, cast

from ingest.words.provinces import in_force, words_in
from ingest.words.text import fold, label_key, uncontinued
from ontology.divisions import is_name
from ontology.errors import FormError
from ontology.money import UNITS
from ontology.records import Horizon

Group = Literal["key", "measure", "nature", "level", "time", "side", "total", "target", "plain"]
Named = TypeVar("Named", "Concept", "Label")
LabelKind = Literal["text", "person", "amount", "fund", "goal", "achieved", "section", "period", "meta", "plan", "score"]

_UNIT = re.compile(r"[（(][^()（）]*?(?P<unit>亿元|千万元|百万元|万元|千元|百元|元|万)[^()（）]*[)）]")
_YEAR = re.compile(r"^(?:20\d\d(?:年度|年初|年)?|(?:本|当)年度)(?=[^年度])")
_OF_FUND = re.compile(r"资金|财政|预算拨款|^(?:中央|国家|省|自治区|市|州|县|区|上级)[^,。;]{0,8}(?:转移支付|补助)$")
_DIVIDED_BY = re.compile(r"按[^\d,。;]{2,8}(?:划分|分类|分)")
_SUPERVISOR = re.compile(r"主管(?:预算|业务)?(?:部门|单位)$")
"""A caption that says how the money beside or below it is divided: 按收入性质分."""
_NO_QUOTES = dict.fromkeys(map(ord, '“”"‘’'))
_CALLED = {"headings": "概念", "labels": "标签"}
_OTHER_RECIPIENT = re.compile(r"[一-龥]{0,8}(?:开发区|高新区|经开区|示范区|度假区)|[省市县区州]本级")
_SHORTEST_NEAR, _LONGEST_NEAR = 3, 8
"""Letters of a heading that may be misspelt: in shorter ones another letter makes another word."""
_ONLY_YEAR = re.compile(r"20\d\d年(?:度)?")
_BRACKETED_UNIT_OR_NOTE = re.compile(
    r"(?:[（(](?:亿元|千万元|百万元|万元|千元|百元|元|万|盖章|公章|%|人民币[^)]*|单位:[^)]*|[A-Z](?:[/÷-][A-Z])?|\d{1,3}分[^()]{0,12})[)）])+$"
)

_BRACKETED_YEARS = re.compile(r"\((?:截止|截至|到)?20\d\d年?(?:度)?(?:底|末)?(?:[-—~～至到]+20\d\d年?(?:度)?)?(?:期间)?\)")
"""The years that a goal is set for: 中期目标(2024年—2026年)."""


@dataclass(frozen=True, slots=True)
class Concept:
    """What a column heading means."""

    id: str
    group: Group
    reason: str = ""


_FUND_GROUPS = frozenset({"nature", "level", "time"})
RECIPIENT = Concept("recipient", "measure")
"""A place as a heading or a row's name: the money beside or below it is passed on to it."""


@dataclass(frozen=True, slots=True)
class Label:
    """What a label cell of a form means."""

    id: str
    kind: LabelKind
    horizon: Horizon | None = None
    measure: str | None = None
    reason: str = ""


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("ingest").joinpath("forms", name).read_text("utf-8"))


def _checked(file: str, table: str, name: str, entry: Mapping[str, Any], known: set[str]) -> None:
    for key in entry.keys() - known:
        raise FormError("form.key", f"认不出的键 {key!r}", f"可用的键：{'、'.join(sorted(known))}", f"{file}, [{table}.{name}]")


@cache
def _concepts_in(province: str) -> tuple[dict[str, Concept], list[tuple[str, Concept]]]:
    exact: dict[str, Concept] = {}
    part: list[tuple[str, Concept]] = []
    known: dict[str, Concept] = {}
    for name, entry in _load("headings.toml")["concept"].items():
        _checked("headings.toml", "concept", name, entry, {"group", "reason", "is", "has", "like"})
        concept = known[name] = Concept(name, entry["group"], entry.get("reason", ""))
        for word in entry.get("is", ()):
            key = heading_key(word)
            if key in exact and exact[key].id != name:
                raise FormError("form.word", f"{word!r} 同时属于 {exact[key].id} 与 {name}", "一个写法只归一个概念", "headings.toml")
            exact[key] = concept
        part += [(heading_key(word), concept) for word in entry.get("has", ())]
    part.sort(key=lambda p: (-len(p[0]), p[0]))
    for file, words, local in words_in(province):
        for name, spellings in words.headings.items() if not local else ():
            for spelling in spellings:
                other = exact.get(heading_key(spelling)) or _by_part(heading_key(spelling), part)
                if other is not None and other.id != name:
                    raise _contradicts(spelling, other.id, name, "headings", f"{file}, [headings]")
    _add_provinces("headings", exact, known, province)
    return exact, part


def _add_provinces(what: Literal["headings", "labels"], exact: dict[str, Named], known: Mapping[str, Named], province: str) -> None:
    """Adds what provinces call the known concepts or labels; a spelling that stands for another one holds only where it is local."""
    for file, words, local in words_in(province):
        place = f"{file}, [{'local.' * local}{what}]"
        for name, spellings in getattr(words, what).items():
            if name not in known:
                raise FormError("form.word", f"没有 {name!r} 这个{_CALLED[what]}", f"可用的见 {what}.toml", place)
            for spelling in spellings:
                other = exact.setdefault(heading_key(spelling), known[name])
                if other.id != name and not local:
                    raise _contradicts(spelling, other.id, name, what, place)
                exact[heading_key(spelling)] = known[name]


def _contradicts(spelling: str, other: str, name: str, what: str, place: str) -> FormError:
    return FormError("form.word", f"{spelling!r} 同时属于 {other} 与 {name}", f"只在本省才这样用的，写在 [local.{what}]", place)


@lru_cache(maxsize=16384)
def heading_key(text: str) -> str:
    """A heading without year, bracketed unit and list number."""
    key = label_key(text)
    key = key.translate(_NO_QUOTES)
    key = _BRACKETED_UNIT_OR_NOTE.sub("", key)
    return _YEAR.sub("", key).strip(":")


def concept_of(text: str) -> Concept | None:
    """The concept that a heading cell names, or None when it is not understood."""
    return _concept_of(text, in_force())


@lru_cache(maxsize=8192)
def _concept_of(text: str, province: str) -> Concept | None:
    exact, part = _concepts_in(province)
    key = heading_key(text)
    if not key:
        return None
    if key in exact:
        return exact[key]
    if fold(text) in levels().level1:
        return Concept("level1_family", "target")
    if _ONLY_YEAR.fullmatch(fold(text)):
        return Concept("of_year", "time")
    return _as_label(text, province) or _by_part(key, part)


def _as_label(text: str, province: str) -> Concept | None:
    """What a heading names that forms print as a label: a project or a goal, however it is spelled."""
    label = _label_of(text, province)
    if label is not None and label.id == "project_name":
        return Concept("project_name", "key")
    return Concept("goal", "target") if label is not None and label.kind == "goal" else None


def _by_part(key: str, part: Iterable[tuple[str, Concept]]) -> Concept | None:
    """What a heading says by its last words, or by the longest part of it that is known."""
    if len(key) > 24:
        return None
    if (shaped := _shaped(key)) is not None:
        return shaped
    if _is_place(key):
        return RECIPIENT
    named = [concept for word, concept in part if word in key and _says(key, word)]  # 项目支出预算 is 项目支出: 预算 and 合计 say least
    return next((c for c in named if c.group != "total"), named[0] if named else None)


def near_concept(text: str) -> Concept | None:
    """The column of target tables that a heading names with one letter wrong, missing or too many: 指标直, 三级指标标."""
    return _near_concept(text, in_force())


@lru_cache(maxsize=8192)
def _near_concept(text: str, province: str) -> Concept | None:
    key = heading_key(text)
    if not _SHORTEST_NEAR <= len(key) <= _LONGEST_NEAR or re.search(r"[^㐀-鿿]", key):
        return None
    if _concept_of(text, province) is not None or label_of(text) is not None:
        return None
    if level_key(text) in levels().parent or level_key(text) in levels().either:
        return None
    alike = (pair for size in (len(key) - 1, len(key), len(key) + 1) for pair in _target_words(province).get(size, ()))
    found = {c for word, c in alike if _one_letter_apart(word, key)}
    return found.pop() if len(found) == 1 else None


@cache
def _target_words(province: str) -> Mapping[int, Sequence[tuple[str, Concept]]]:
    """How long a heading of target tables is → the headings, with what they mean."""
    found: dict[int, list[tuple[str, Concept]]] = {}
    for word, concept in _concepts_in(province)[0].items():
        if concept.group == "target" and len(word) >= _SHORTEST_NEAR:
            found.setdefault(len(word), []).append((word, concept))
    return found


def _one_letter_apart(a: str, b: str) -> bool:
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _is_place(key: str) -> bool:
    """麒麟区, 开发区 or 市本级 above a column of money: who receives it."""
    return key[-1] in "省市县区州盟旗级" and (is_name(key) or _OTHER_RECIPIENT.fullmatch(key) is not None)


def is_heading_word(text: str) -> bool:
    """True where the whole cell is a heading that the vocabulary knows by its full spelling."""
    return _is_heading_word(text, in_force())


@lru_cache(maxsize=16384)
def _is_heading_word(text: str, province: str) -> bool:
    key = heading_key(text)
    known = key in _concepts_in(province)[0] or _shaped(key) is not None or fold(text) in levels().level1
    known = known or _ONLY_YEAR.fullmatch(fold(text)) is not None or _as_label(text, province) is not None
    return known or (bool(key) and _concept_of(text, province) is RECIPIENT)


@cache
def _shapes() -> tuple[tuple[re.Pattern[str], Concept], ...]:
    return tuple(
        (re.compile(shape), Concept(name, entry["group"], entry.get("reason", "")))
        for name, entry in _load("headings.toml")["concept"].items()
        for shape in entry.get("like", ())
    )


@lru_cache(maxsize=16384)
def _shaped(key: str) -> Concept | None:
    """The concept that a heading names by how it is built, however it is spelled."""
    return next((concept for shape, concept in _shapes() if shape.fullmatch(key)), None)


@lru_cache(maxsize=8192)
def unit_of(text: str) -> str | None:
    """The money unit that a title, heading or label prints in brackets or after 单位."""
    folded = fold(text)
    stated = re.search(r"单位[:：]?(?:人民币)?(亿元|千万元|百万元|万元|千元|百元|元)", folded)
    if stated:
        return stated[1]
    match = _UNIT.search(folded)
    if not match:
        return None
    unit = match["unit"] + ("元" if match["unit"] == "万" else "")
    return unit if unit in UNITS else None


@cache
def _labels_in(province: str) -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for name, entry in _load("labels.toml")["label"].items():
        _checked("labels.toml", "label", name, entry, {"kind", "is", "like", "horizon", "measure", "reason"})
        label = Label(name, entry["kind"], entry.get("horizon"), entry.get("measure"), entry.get("reason", ""))
        for word in entry["is"]:
            labels[heading_key(word)] = label
    _add_provinces("labels", labels, {label.id: label for label in labels.values()}, province)
    return labels


def label_of(text: str) -> Label | None:
    """What a form's label cell asks for; funds are labels by their nature or level."""
    return _label_of(text, in_force())


@lru_cache(maxsize=8192)
def _label_of(text: str, province: str) -> Label | None:
    labels = _labels_in(province)
    key = re.sub(r"^资金(?:来源|结构):(?=.)", "", heading_key(text))
    key = re.sub(r"^\(\d\)", "", key)
    key = _BRACKETED_YEARS.sub("", key)
    if not key or len(key) > 30:
        return None
    found = labels.get(key) or _numbered_goal(key, labels) or _shaped_label(key)
    if found:
        return found
    if re.search(r"(?:项目|专项|政策|资金)[^,。;]{0,6}(?:名称|全称)(?:[及和与]?(?:代码|编码|编号))?(?:\(全称\))?$", key):
        return labels["项目名称"]
    if re.fullmatch(r".{0,12}(?:项目|专项)(?:编码|代码|编号)", key):
        return labels["项目编码"]
    if _SUPERVISOR.search(key):
        return labels["主管部门"]
    if _DIVIDED_BY.fullmatch(key):
        return Label("section", "section")
    concept = _concepts_in(province)[0].get(key)
    if concept is None and (shaped := _shaped(key)) is not None and shaped.group in {"level", "nature"}:
        concept = shaped
    if concept is None and _OF_FUND.search(key) and not re.search(r"\d", key) and len(key) <= 14:
        concept = _fund_concept(key, province)
    if concept and concept.group in {"nature", "level", "time"} and (concept.id != "current_year" or "拨款" in key):
        return Label(f"fund.{concept.id}", "fund")
    return None


@cache
def _label_shapes() -> tuple[tuple[re.Pattern[str], Label], ...]:
    return tuple(
        (re.compile(shape), Label(name, entry["kind"], entry.get("horizon"), entry.get("measure"), entry.get("reason", "")))
        for name, entry in _load("labels.toml")["label"].items()
        for shape in entry.get("like", ())
    )


def _shaped_label(key: str) -> Label | None:
    """The label that is built so, however it is spelled."""
    return next((label for shape, label in _label_shapes() if shape.fullmatch(key)), None)


def _numbered_goal(key: str, labels: Mapping[str, Label]) -> Label | None:
    """长期绩效目标1 is one of several 长期绩效目标."""
    match = re.fullmatch(r"(\D+目标)\(?[\d一二三四五六]\)?", key)
    found = labels.get(match[1]) if match else None
    return found if found and found.kind == "goal" else None


def fund_concept(text: str) -> Concept | None:
    """Nature, level or carry-over that a fund label names: 资金来源:(1)政府预算资金 is government_budget_funds."""
    return _fund_concept(text, in_force())


@lru_cache(maxsize=4096)
def _fund_concept(text: str, province: str) -> Concept | None:
    key = re.sub(r"^资金来源:?(?:\(\d\))?", "", heading_key(text))
    exact, part = _concepts_in(province)
    known = (c for word, c in part if _says(key, word) and c.group in _FUND_GROUPS)
    shaped = _shaped(key)
    concept = exact.get(key) or (shaped if shaped is not None and shaped.group in _FUND_GROUPS else next(known, None))
    if concept is None and key.endswith(("财政资金", "资金", "补助", "财政拨款", "转移支付")):
        return Concept("level_words", "level")
    return concept if concept and concept.group in _FUND_GROUPS else None


def _says(key: str, word: str) -> bool:
    """Whether a text holds a word without denying it: 非财政拨款 is no 财政拨款."""
    return re.search(f"(?<!非){re.escape(word)}", key) is not None


@dataclass(frozen=True, slots=True)
class Levels:
    level1: frozenset[str]
    parent: Mapping[str, str]
    either: Mapping[str, str]
    canonical: Mapping[str, str]


@cache
def levels() -> Levels:
    data = _load("levels.toml")
    level1 = {fold(w) for w in data["level1"]}
    parent = {fold(word): first for first, words in data["level2"].items() for word in words}
    for file, words, _ in words_in(""):
        level1 |= {fold(w) for w in words.levels.get("level1", ())}
        for first, seconds in words.levels.items():
            for second in seconds if first != "level1" else ():
                if parent.setdefault(fold(second), first) != first or fold(first) not in level1:
                    hint = "已属别的一级指标，或没有这个一级指标"
                    raise FormError("form.word", f"{second!r} 不能归入 {first!r}", hint, f"{file}, [levels]")
    return Levels(
        frozenset(level1),
        parent,
        {fold(w): first for w, first in data["either"].items()},
        cast("dict[str, str]", data["canonical"]),
    )


_LEVEL_NUMBER = re.compile(r"^(?:\d{1,2}(?:[.．]\d{1,2})*[.．、)]?|[A-Z][.、])(?=\D)")
_POINTS = re.compile(r"\((?:共|权重|分值)?[:：]?\d{1,3}(?:\.\d+)?[分%]?\)$")


def without_points(text: str) -> str:
    """项目产出（50分） is 项目产出."""
    return _POINTS.sub("", fold(text)) if _POINTS.search(fold(text)) else text


@lru_cache(maxsize=16384)
def level_key(text: str) -> str:
    """A level's word without its number and the points it is worth: 1.1 数量指标(20分) is 数量指标."""
    return _POINTS.sub("", label_key(_LEVEL_NUMBER.sub("", uncontinued(fold(text)))))
