"""The words of `forms/*.toml`: what a heading, a label or an indicator level means."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal, cast

from ingest.text import fold, label_key
from ontology.divisions import is_name
from ontology.errors import FormError
from ontology.money import UNITS
from ontology.records import Horizon

Group = Literal["key", "measure", "nature", "level", "time", "side", "total", "target", "plain"]
LabelKind = Literal["text", "person", "amount", "fund", "goal", "section", "period", "meta", "plan"]

_UNIT = re.compile(r"[（(][^()（）]*?(?P<unit>亿元|千万元|百万元|万元|千元|百元|元|万)[^()（）]*[)）]")
_YEAR = re.compile(r"^(?:20\d\d(?:年度|年初|年)?|(?:本|当)年度)(?=[^年度])")
_DIVIDED_BY = re.compile(r"按[^\d,。;]{2,8}(?:划分|分类|分)")
"""A caption that says how the money beside or below it is divided: 按收入性质分."""
_OTHER_RECIPIENT = re.compile(r"[一-龥]{0,8}(?:开发区|高新区|经开区|示范区|度假区)|[省市县区州]本级")
_ONLY_YEAR = re.compile(r"20\d\d年(?:度)?")
_BRACKETED_UNIT_OR_NOTE = re.compile(r"[（(](?:亿元|千万元|百万元|万元|千元|百元|元|万|盖章|公章|%|人民币[^)]*|单位:[^)]*)[)）]$")


@dataclass(frozen=True, slots=True)
class Concept:
    """What a column heading means."""

    id: str
    group: Group
    reason: str = ""


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
def _concepts() -> tuple[dict[str, Concept], list[tuple[str, Concept]]]:
    exact: dict[str, Concept] = {}
    part: list[tuple[str, Concept]] = []
    for name, entry in _load("headings.toml")["concept"].items():
        _checked("headings.toml", "concept", name, entry, {"group", "reason", "is", "has"})
        concept = Concept(name, entry["group"], entry.get("reason", ""))
        for word in entry["is"]:
            key = heading_key(word)
            if key in exact and exact[key].id != name:
                raise FormError("form.word", f"{word!r} 同时属于 {exact[key].id} 与 {name}", "一个写法只归一个概念", "headings.toml")
            exact[key] = concept
        part += [(heading_key(word), concept) for word in entry.get("has", ())]
    return exact, sorted(part, key=lambda p: (-len(p[0]), p[0]))


def heading_key(text: str) -> str:
    """A heading without year, bracketed unit and list number."""
    key = label_key(text)
    key = re.sub(r"[“”\"‘’]", "", key)
    key = _BRACKETED_UNIT_OR_NOTE.sub("", key)
    return _YEAR.sub("", key).strip(":")


@lru_cache(maxsize=8192)
def concept_of(text: str) -> Concept | None:
    """The concept that a heading cell names, or None when it is not understood."""
    exact, part = _concepts()
    key = heading_key(text)
    if not key:
        return None
    if key in exact:
        return exact[key]
    if fold(text) in levels().level1:
        return Concept("level1_family", "target")
    if _ONLY_YEAR.fullmatch(fold(text)):
        return Concept("of_year", "time")
    if len(key) > 24:
        return None
    if _is_place(key):
        return RECIPIENT
    return next((concept for word, concept in part if word in key), None)


def _is_place(key: str) -> bool:
    """麒麟区, 开发区 or 市本级 above a column of money: who receives it."""
    return key[-1] in "省市县区州盟旗级" and (is_name(key) or _OTHER_RECIPIENT.fullmatch(key) is not None)


def is_heading_word(text: str) -> bool:
    """True where the whole cell is a heading that the vocabulary knows by its full spelling."""
    key = heading_key(text)
    known = key in _concepts()[0] or fold(text) in levels().level1 or _ONLY_YEAR.fullmatch(fold(text)) is not None
    return known or (bool(key) and concept_of(text) is RECIPIENT)


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
def _labels() -> dict[str, Label]:
    labels: dict[str, Label] = {}
    for name, entry in _load("labels.toml")["label"].items():
        _checked("labels.toml", "label", name, entry, {"kind", "is", "horizon", "measure", "reason"})
        label = Label(name, entry["kind"], entry.get("horizon"), entry.get("measure"), entry.get("reason", ""))
        for word in entry["is"]:
            labels[heading_key(word)] = label
    return labels


@lru_cache(maxsize=8192)
def label_of(text: str) -> Label | None:
    """What a form's label cell asks for; funds are labels by their nature or level."""
    key = re.sub(r"^资金(?:来源|结构):(?=.)", "", heading_key(text))
    key = re.sub(r"^\(\d\)", "", key)
    if not key or len(key) > 30:
        return None
    found = _labels().get(key)
    if found:
        return found
    if re.search(r"(?:项目|专项|政策|资金)[^,。;]{0,6}名称$", key):
        return _labels()["项目名称"]
    if key.endswith("主管部门"):
        return _labels()["主管部门"]
    if _DIVIDED_BY.fullmatch(key):
        return Label("section", "section")
    concept = _concepts()[0].get(key)
    if concept is None and ("资金" in key or "财政" in key) and not re.search(r"\d", key) and len(key) <= 14:
        concept = fund_concept(key)
    if concept and concept.group in {"nature", "level", "time"} and (concept.id != "current_year" or "拨款" in key):
        return Label(f"fund.{concept.id}", "fund")
    return None


@lru_cache(maxsize=4096)
def fund_concept(text: str) -> Concept | None:
    """Nature, level or carry-over that a fund label names: 资金来源:(1)政府预算资金 is government_budget_funds."""
    key = re.sub(r"^资金来源:?(?:\(\d\))?", "", heading_key(text))
    exact, part = _concepts()
    concept = exact.get(key) or next((c for word, c in part if word in key and c.group in {"nature", "level", "time"}), None)
    if concept is None and key.endswith(("财政资金", "资金", "补助", "财政拨款")):
        return Concept("level_words", "level")
    return concept if concept and concept.group in {"nature", "level", "time"} else None


_HORIZON_WORDS: tuple[tuple[str, Horizon], ...] = (
    ("中长期", "mid_long_term"),
    ("实施期", "implementation"),
    ("实施周期", "implementation"),
    ("项目期", "implementation"),
    ("中期", "mid_long_term"),
    ("半年", "half_year"),
    ("全年", "annual"),
    ("年度", "annual"),
    ("本年", "annual"),
    ("全程", "annual"),
    ("当年", "annual"),
)


def horizon_of(text: str) -> Horizon | None:
    """The horizon that a heading names: 半年(程)指标值 is half_year; None where it names none."""
    key = fold(text)
    return next((horizon for word, horizon in _HORIZON_WORDS if word in key), None)


@dataclass(frozen=True, slots=True)
class Levels:
    level1: frozenset[str]
    parent: Mapping[str, str]
    either: Mapping[str, str]
    canonical: Mapping[str, str]


@cache
def levels() -> Levels:
    data = _load("levels.toml")
    parent = {fold(word): first for first, words in data["level2"].items() for word in words}
    return Levels(
        frozenset(fold(w) for w in data["level1"]),
        parent,
        {fold(w): first for w, first in data["either"].items()},
        cast("dict[str, str]", data["canonical"]),
    )


def level_key(text: str) -> str:
    return label_key(text)
