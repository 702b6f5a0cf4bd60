"""What an indicator (绩效指标) means, in a form that is equal for every strict spelling of it.

A meaning is a function of the indicator's own words and value alone: documents that are added or taken away change
no meaning, so whatever is named by one (an entry of the indicator library, 指标库) keeps its name. Precision comes first:
only the narrow wordings of `codes/indicator_wordings.toml` stand for each other (化解率 and 办结率 are two), everything
else must be said in the same words and order, but that a quality may stand anywhere and an action before or after its
object. What cannot be decided says so.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from ontology.fixed_lists import canonical_unit
from ontology.records import Clause
from ontology.wording import normalize

MONEY = "元"
_UNITS = "%|‰|[万亿]?[元人次个件户家名场期天日月年套台批项篇条起处只辆吨亩分倍]|人次|场次|批次|百分比|公里|平方米"
_BRACKETED_UNIT = re.compile(rf"\((?:{_UNITS})(?:/[^()]{{1,4}})?\)$")
_NUMBERING = re.compile(r"^(?:\(?\d{1,2}\)|\d{1,2}[、.](?!\d)|[①-⑳]|指标\d{1,2}[:：.、]?)")
_SENTENCE = re.compile(r"[，。；;,!?]")
_WORDS = re.compile(r"[0-9a-z.\-%\u3400-\u9fff\U00020000-\U0003ffff]+")
_TIMES = ("时间", "时限", "期限", "周期", "日期", "时长", "年限", "工期")
_SUMS = ("成本", "费用", "标准", "金额", "总额", "投资", "收入", "支出", "造价", "单价", "价格", "产值", "税收", "资金", "经费")
_LONGEST = 40
"""Characters of a name that can still be one indicator; a longer one is a sentence."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning. Two indicators are one if their keys are equal and neither is undecided."""

    words: tuple[str, ...]
    """What it is about, as said: ids of strict wordings as `=id`, and the pieces between them."""
    measure: str
    """What kind of figure it takes: extent (率、度、性), count:人, sum, time, frequency, or stated:output for what is only stated."""
    undecided: str
    """Why nothing can be said to be the same as it; empty where that can be decided."""

    @property
    def key(self) -> str:
        """The same for the same meaning, on every machine."""
        rule = wordings()
        moving = sorted(word for word in self.words if word in rule.moving)
        # Words stand in their order, between marks where a strict wording is one: 教师对学生 is not 学生对教师.
        rest = "".join(f"|{word}|" if word.startswith("=") else word for word in self.words if word not in rule.moving)
        actions = [] if "=satisfied" in moving else rule.action.findall(rest)
        if actions:  # before or after its object: 公路养护里程 is 养护公路里程
            rest = rule.action.sub("", rest)
        return "\n".join((self.measure, *moving, "、".join(actions), rest, self.undecided))


@dataclass(frozen=True)
class Wordings:
    """The strict wordings, read once."""

    groups: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]
    """id → (label, terms, without)."""
    fillers: Mapping[str, str]
    extent: tuple[str, ...]
    not_extent: tuple[str, ...]
    counts: Mapping[str, str]
    bare: frozenset[str]
    moving: frozenset[str]
    """Strict wordings, as `=id`, that may stand anywhere in a name."""
    actions: tuple[str, ...]

    @cached_property
    def action(self) -> re.Pattern[str]:
        return _any_of(self.actions)

    @cached_property
    def by_term(self) -> Mapping[str, str]:
        return {normalize(term): f"={name}" for name, (_, terms, _) in self.groups.items() for term in terms}

    @cached_property
    def strict(self) -> re.Pattern[str]:
        """The wordings that stand for each other, those that add nothing beside one, and fillers."""
        beside = {word for _, _, without in self.groups.values() for word in without if word not in self.groups}
        terms = {*self.by_term, *self.fillers, *beside}
        return _any_of(terms)


def _any_of(terms: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(terms, key=lambda term: (-len(term), term)))))


@cache
def wordings() -> Wordings:
    read = tomllib.loads(files("ontology").joinpath("codes/indicator_wordings.toml").read_text("utf-8"))
    groups = {row["id"]: (row["label"], tuple(row["terms"]), tuple(row.get("without", ()))) for row in read["same"]}
    fillers = dict((*word.partition("=")[::2],) for word in read["fillers"])
    return Wordings(
        groups,
        fillers,
        tuple(read["extent"]),
        tuple(read["not_extent"]),
        read["counts"],
        frozenset(read["bare"]["words"]),
        frozenset(f"={name}" for name in read["moving"]),
        tuple(read["actions"]),
    )


def meaning(name: str, clauses: Iterable[Clause] = (), category: str | None = None) -> Meaning:
    """What an indicator means. `clauses` of its target and its `category` count only where the name does not say what is measured."""
    rule, plain = wordings(), _plain(name)
    clauses = tuple(clauses)
    stem, measure, printed = _ending("".join(_WORDS.findall(plain)), rule)
    words = _tokens(stem, rule)
    numbers = [clause for clause in clauses if clause.value is not None]
    undecided = "名称是一句话，可能不止一个意思" if len(plain) > _LONGEST or _SENTENCE.search(plain) else ""
    plainly = [clause for clause in numbers if clause.subject is None]
    units = {canonical_unit(clause.unit)[0] for clause in plainly or numbers}
    change = next((clause.direction for clause in numbers if clause.basis != "level"), None)
    if change in ("increase", "decrease") and not {"=increase", "=decrease"} & set(words):
        words = (*words, f"={change}")
        measure = measure or "extent"
    if measure == "count":
        measure = f"count:{printed or (_one(units) if len(units) == 1 else '')}"
    if not measure:
        measure, why = _from_value(clauses, units, category)
        undecided = undecided or why
    undecided = undecided or _bare(words, rule)
    return Meaning(words, measure, undecided)


def _plain(name: str) -> str:
    text = normalize(name)
    text = _NUMBERING.sub("", text)
    return _BRACKETED_UNIT.sub("", text).strip("。.;；:：")


def _ending(text: str, rule: Wordings) -> tuple[str, str, str]:
    """A name without the ending that says what kind of figure it takes, that kind, and the unit that the ending names."""
    for ending in sorted(rule.counts, key=len, reverse=True):
        if text.endswith(ending) and len(text) > len(ending) and not text.endswith(("指数", "分数", "系数", "控制数", "基数")):
            return text.removesuffix(ending), "count", rule.counts[ending]
    if not text.endswith(rule.not_extent):
        for ending in rule.extent:
            if text.endswith(ending) and len(text) > len(ending):
                return text.removesuffix(ending), "extent", ""
    if text.endswith(_TIMES):
        return text, "time", ""
    return (text, "sum", "") if text.endswith((*_SUMS, "总成本控制数")) else (text, "", "")


def _tokens(text: str, rule: Wordings) -> tuple[str, ...]:
    pieces = (rule.by_term.get(piece) or rule.fillers.get(piece, piece) if known else piece for piece, known in _split(text, rule.strict))
    words = list(dict.fromkeys(filter(None, pieces)))
    nothing = {word for name in words if name.startswith("=") for word in rule.groups[name[1:]][2]}
    return tuple(word for word in words if word.removeprefix("=") not in nothing)


def _split(text: str, terms: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is one of the terms."""
    end = 0
    for match in terms.finditer(text):
        yield text[end : match.start()], False
        yield match.group(), True
        end = match.end()
    yield text[end:], False


def _one(units: Iterable[str | None]) -> str:
    return next(iter(units)) or ""


def _from_value(clauses: tuple[Clause, ...], units: set[str | None], category: str | None) -> tuple[str, str]:
    """What kind of figure a name takes that does not say so, and why that cannot be told."""
    if len(units) > 1:
        return "several", "名称没有说衡量什么，值里有几种单位"
    if units:
        unit = _one(units)
        if unit in ("%", "‰"):
            return "extent", ""
        return ("sum", "") if unit.startswith(MONEY) else (f"count:{unit}", "")
    if clauses and all(clause.not_after or clause.not_before for clause in clauses):  # a deadline beside 良好 is no measure
        return "time", ""
    if any(clause.frequency for clause in clauses):
        return "frequency", ""
    if category is None:
        return "stated", "没有数值，也没有说是哪一类指标"
    return f"stated:{category.partition('-')[0]}", ""


def _bare(words: tuple[str, ...], rule: Wordings) -> str:
    groups = rule.groups
    said = {groups[word[1:]][0] if word.startswith("=") else word for word in words}
    return "只说衡量什么，没有说衡量的是什么" if said <= rule.bare else ""
