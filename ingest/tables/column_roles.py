"""What each column of indicator rows is, decided for all columns together: by its heading, by what its cells look like, and by order.

A heading alone often leaves it open: 指标类别 is a first level or a second, 指标性质 a class or a comparator, 目标 a goal or a value,
绩效指标 a section, a level or a name. Cells alone leave it open too: a name and its explanation look alike. Levels come before the
name, the value after it, and each of them once in a set of columns.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from ingest.blocks import Row
from ingest.tables.columns import Column, period
from ingest.tables.indicator_texts import states_value
from ingest.tables.rowfit import both_levels, is_level_word, is_sign
from ingest.tables.value_sets import LOWER_GRADE, VALUE, graded, horizoned, is_graded, whole_of_places, yearly
from ingest.values.clauses import is_value_like
from ingest.values.words import value_words
from ingest.words.codes import is_total
from ingest.words.list_marks import NAME_PREFIX
from ingest.words.text import fold, has_cjk, is_blank, tidy
from ingest.words.vocabulary import Concept, concept_of, heading_key, is_heading_word, label_of, level_key, levels, near_concept

_LOOKED_AT = 60
"""How many rows below the header are asked."""
_KEEP = ""
"""The column stays what its heading says, or is not understood."""
_KIND, _RIVAL = "kind", "rival"
RIVAL = Concept("rival_value", "plain", "也像指标值，表头没有说明，没有用")
"""A column that may be the targets as well as the one that was taken."""
_STANDARD = Concept("kind_of_standard", "plain", "标准的种类或说明，不是目标值")
_SPELLED, _NONE_SPELLED = 0.5, 0.1
"""Shares of cells that read as values: of a column of targets at least, and of one that has none."""
_FAMILY = ("level1", "level2", "indicator")
_AFTER_NAME = frozenset({"value", "nature_sign", "value_unit"})
_OPEN = frozenset({"content", "label", "name", "description"})
"""Headings that may stand for more than one thing."""
_TEXTS = frozenset({"goal", "value_basis", "value_explanation"})
"""Headings of texts, which may stand over values where nothing else does: 考核标准, 预期目标."""
_INDICATOR = re.compile(r"(?:绩效|考核|评价|具体|主要|预期|年度)*指标")
_AIM = re.compile(r"(?:年度|全年|本年|当年|预期|计划|考核|绩效|具体)*(?:目标|标准|要求|值|数值|内容|计划|计划数|目标数|任务|任务数|水平)")
_CLASS = re.compile(r".*(?:类型|性质|属性|类别|分类)")
_STATED = 0.4
"""Share of the names that print their values, above which there needs to be no column of values."""

_Flags = frozenset[str]


def with_roles(columns: tuple[Column, ...], below: Sequence[Row]) -> tuple[Column, ...]:
    """The columns with the roles of indicator rows where they have them; unchanged where these are none. `below`: the rows under them."""
    body = _body(below)
    columns = whole_of_places(horizoned(yearly(graded(_without_slips(columns)), body), body), body)
    ids = {c.leaf.id for c in columns if c.leaf}
    if not ids & {*_FAMILY, *_AFTER_NAME} and not any(map(_leads, body)):
        return columns
    columns = _without_halves(columns, body)
    rows = [row for row in body if not _is_band(row)]
    banded = len(rows) < len(body)
    whole_header, (lead, size) = columns, period(columns)
    lead_roles, columns, sets = (_KEEP,) * lead, columns[lead : lead + size], (len(columns) - lead) // size
    profiles = [_profile(whole_header[lead + at :: size], rows) for at in range(size)]
    signed = any(p.sign > _STATED for p in profiles)  # bare numbers are the values, where their signs have a column
    options: list[Mapping[str, float]] = []
    for at, (column, profile, by_heading) in enumerate(zip(columns, profiles, map(_by_heading, columns, _twins(columns)), strict=True)):
        said = {role: _says(column, role) or _belongs(column, role) for role in by_heading}
        said |= {"value": said["value"] or (signed and profile.value > 0)} if "value" in said else {}
        options.append({role: w + profile.fits(role, said[role]) - _late(role, at, column) for role, w in by_heading.items()})
    options = _only_said(options, columns, profiles)
    # first levels in rows of their own: no column holds them
    best: dict[_Flags, tuple[float, tuple[str, ...]]] = {frozenset({"level1"} if banded and _one_level(profiles) else ()): (0.0, ())}
    for column, profile, worths in zip(columns, profiles, options, strict=True):
        reached: dict[_Flags, tuple[float, tuple[str, ...]]] = {}
        for flags, (score, roles) in best.items():
            for role, worth in worths.items():
                then = _then(flags, role, column, profile.stated >= _STATED)
                if then is not None and (then not in reached or reached[then][0] < score + worth):
                    reached[then] = score + worth, (*roles, role)
        best = reached
    whole = [found for flags, found in best.items() if "indicator" in flags and ("again" not in flags or "value" in flags)]
    if not whole:
        return whole_header
    _, roles = max(whole, key=lambda found: found[0])
    roles = lead_roles + _without_kinds(columns, _told_apart(columns, roles, profiles), profiles) * sets
    return tuple(_named(c, role) for c, role in zip(whole_header, roles, strict=True))


def _only_said(
    options: Sequence[Mapping[str, float]], columns: Sequence[Column], profiles: Sequence["_Profile"]
) -> list[Mapping[str, float]]:
    """The options without values under headings that say something else, where one says 指标值 and values stand below it."""
    said = [_says(c, "value") or _belongs(c, "value") for c in columns]
    if not any(s and (p.value + p.number > _SPELLED or not p.known) for s, p in zip(said, profiles, strict=True)):
        return list(options)
    return [o if s else {role: w for role, w in o.items() if role != "value"} for o, s in zip(options, said, strict=True)]


def _without_slips(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns without what a heading may be a misprint of, where another heading spells that out of the same period."""
    exact = {(c.leaf.id, c.horizon) for c in columns if c.leaf and concept_of(c.path[-1]) is c.leaf}
    return tuple(
        replace(c, concepts=c.concepts[:-1])  # 预警值 beside 指标值
        if c.leaf and (c.leaf.id, c.horizon) in exact and concept_of(c.path[-1]) is None and near_concept(c.path[-1]) == c.leaf
        else c
        for c in columns
    )


def _told_apart(columns: Sequence[Column], roles: tuple[str, ...], profiles: Sequence["_Profile"]) -> tuple[str, ...]:
    """The roles, with those columns marked that look like the values as much as the one that was taken, no heading telling which is."""
    values = [at for at, role in enumerate(roles) if role == "value"]
    if len(values) != 1 or _own(columns[values[0]]) is not None or _belongs(columns[values[0]], "value"):
        return roles
    share = profiles[values[0]].value
    rivals = {
        at for at, c in enumerate(columns) if roles[at] == _KEEP and c.leaf is None and profiles[at].value > max(_SPELLED, share - 0.3)
    }
    return tuple(_RIVAL if at in rivals else role for at, role in enumerate(roles))


def _without_kinds(columns: Sequence[Column], roles: tuple[str, ...], profiles: Sequence["_Profile"]) -> tuple[str, ...]:
    """The roles without the values of a column that only says what kind of standard a target is: 绩效标准 | 目标值 over 计划标准 | ≥95%."""
    values = [at for at, role in enumerate(roles) if role == "value" or (role == _KEEP and _says(columns[at], "value"))]
    best = max((profiles[at].value + profiles[at].number for at in values), default=0.0)
    kinds = {at for at in values if best > _SPELLED and profiles[at].known and profiles[at].value + profiles[at].number < _NONE_SPELLED}
    return tuple(_KIND if at in kinds else role for at, role in enumerate(roles))


def _is_band(row: Row) -> bool:
    cells = [c for c in row if not is_blank(c.text)]
    return len(cells) == 1 and is_level_word(cells[0].text)


def _one_level(profiles: Sequence["_Profile"]) -> bool:
    """Whether one column prints levels, and second ones."""
    found = [p for p in profiles if max(p.level1, p.level2) > _STATED]
    return len(found) == 1 and found[0].level2 > _STATED


def _late(role: str, at: int, column: Column) -> float:
    """What tells two columns that look alike: names stand before what is said of them, targets before results."""
    return {"indicator": 0.1, "value": 0.02}.get(role, 0.0) * at if not _says(column, role) else 0.0


def _leads(row: Row) -> bool:
    """Whether one of the row's first cells is a level, and it is not alone."""
    cells = [c for c in row if not is_blank(c.text)]
    return len(cells) > 1 and any(is_level_word(c.text) for c in cells[:-1])


def _without_halves(columns: tuple[Column, ...], body: Sequence[Row]) -> tuple[Column, ...]:
    """The columns, one for each heading that is merged over several in which no cell of its own ever begins."""
    begun = {c.column for row in body for c in row}
    done: list[Column] = []
    for column in columns:
        if done and body and done[-1].path == column.path and not begun & set(range(column.first, column.last + 1)):
            done[-1] = replace(done[-1], last=column.last)
        else:
            done.append(column)
    return tuple(done)


def _then(flags: _Flags, role: str, column: Column, stated: bool) -> _Flags | None:
    """What has been seen up to a column of this role; None where it can't stand there.

    Where the names print their values (`stated`), no other column holds them unless its heading says so.
    """
    if role == "value" and "stated" in flags and not _says(column, role):
        return None
    if role in _AFTER_NAME:
        if "indicator" not in flags or (role in flags and not _says(column, role)):
            return None
        return flags | {role}
    if role == "description":
        return flags if "value" in flags or not _says(column, "indicator") else None
    if role in _FAMILY and "indicator" in flags and not flags & {*_FAMILY[:2], "again"} and role != "indicator":
        return flags | {role, "trailing"}  # 指标名称 | 指标值 | 一级指标 | 二级指标
    if "trailing" in flags and role in _FAMILY:
        return flags | {role} if role not in flags and role != "indicator" else None
    if role in _FAMILY:
        before = _FAMILY[_FAMILY.index(role) :]
        if not flags.isdisjoint(before):  # a second set of columns beside the first, which has its value
            return frozenset({"again", role, *(flags & set(_FAMILY[: _FAMILY.index(role)]))}) if _starts(flags, role, column) else None
        return flags | {role} | ({"stated"} if role == "indicator" and stated else set())
    return flags


def _own(column: Column) -> Concept | None:
    """What the heading right over the column says, not the one over several: 指标值 stands over 符号 | 数值 | 计量."""
    if column.concepts in {(VALUE,), (LOWER_GRADE,)}:  # told by the columns beside it
        return column.leaf
    near = near_concept(column.path[-1])
    return concept_of(column.path[-1]) or (near if near in column.concepts else None) or (column.leaf if len(column.path) == 1 else None)


def _says(column: Column, role: str) -> bool:
    return (own := _own(column)) is not None and own.id == role


def _belongs(column: Column, role: str) -> bool:
    """Whether the column stands below a heading of that role: 内容 below 指标值."""
    return any(c.id == role for c in column.concepts[:-1]) and role in _AFTER_NAME


def _starts(flags: _Flags, role: str, column: Column) -> bool:
    return "value" in flags and _says(column, role)


def _named(column: Column, role: str) -> Column:
    if role in {_KIND, _RIVAL}:
        return replace(column, concepts=(_STANDARD if role == _KIND else RIVAL,))
    if role == _KEEP or (column.leaf is not None and column.leaf.id == role):
        return column
    return replace(column, concepts=(*(c for c in column.concepts if c.group != "plain"), Concept(role, "target")))


def _twins(columns: Sequence[Column]) -> list[bool]:
    """Whether a column shares its heading with the next one or the one before."""
    same = [a.path == b.path for a, b in pairwise(columns)]
    return [a or b for a, b in zip([False, *same], [*same, False], strict=True)]


# --- what the heading says --------------------------------------------------------------------------------------------


def _by_heading(column: Column, twin: bool) -> Mapping[str, float]:
    """What each role is worth under this heading."""
    leaf, key = _own(column), heading_key(column.path[-1])
    if leaf is None:
        worth = {_KEEP: 0.0, **dict.fromkeys((*_FAMILY, *_AFTER_NAME), -0.5)}
        if column.leaf is not None and column.leaf.id in _AFTER_NAME:
            worth |= {**dict.fromkeys(_AFTER_NAME, 0.0), column.leaf.id: 1.0}
    elif leaf.id in _FAMILY:
        worth = {**dict.fromkeys(_FAMILY, -0.5), leaf.id: 3.0, _KEEP: -1.0}
        if leaf.id == "indicator":
            worth |= {"description": 0.0}
    elif leaf.id == "nature_sign":
        worth = {leaf.id: 2.0, _KEEP: -1.0} | (dict.fromkeys(_FAMILY, 0.5) if _CLASS.fullmatch(key) else {})
    elif leaf.id in _AFTER_NAME:
        worth = {leaf.id: 3.0, _KEEP: -1.0}
        if not is_heading_word(column.path[-1]) and leaf is not VALUE:  # 具体指标（含指标值）, 指标值来源
            worth = {**dict.fromkeys((*_FAMILY, *_AFTER_NAME), -0.5), leaf.id: 1.0, "description": 0.5}
    elif leaf.id == "section" and _INDICATOR.fullmatch(key):
        worth = {"level1": 1.0, "level2": 0.5, "indicator": 1.5, "value": 0.0, _KEEP: 0.0 if twin else 1.0}
    elif leaf.id == "unit_name" and key == "单位":
        worth = {"value_unit": 1.5, _KEEP: 0.5}
    elif leaf.id in _OPEN:
        worth = {**dict.fromkeys((*_FAMILY, *_AFTER_NAME), 0.0), "indicator": 0.5, _KEEP: 1.0}
    elif leaf.id == "direction":
        worth = {"nature_sign": 0.0, _KEEP: 1.0}
    elif leaf.id in _TEXTS:
        worth = {"value": 0.0, _KEEP: 1.0}
    elif leaf.id == "section" and _AIM.fullmatch(key):
        worth = {"value": 0.0, _KEEP: 1.0}  # 绩效目标 over ≥95%
    elif leaf.group in {"key", "plain"} and leaf not in {LOWER_GRADE, _STANDARD}:
        return {_KEEP: 0.0, "level1": -0.5, "level2": -0.5}  # levels are unmistakable, whatever stands above them
    else:
        return {_KEEP: 0.0}
    if leaf is None or leaf.id not in {*_FAMILY, *_AFTER_NAME}:
        worth |= {"value": 1.5} if _AIM.fullmatch(key) else {}
        if outer := next((c for c in column.concepts[:-1] if c.id in _AFTER_NAME), None):
            worth = {r: w for r, w in worth.items() if r not in _FAMILY} | dict.fromkeys(_AFTER_NAME, 0.5) | {outer.id: 1.5, _KEEP: 0.0}
    return worth


# --- what the cells look like -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Profile:
    """Shares of a column's cells; `known` is False where it has none, `others` where no column has any."""

    known: bool
    others: bool = True
    level1: float = 0.0
    level2: float = 0.0
    value: float = 0.0
    number: float = 0.0
    sign: float = 0.0
    unit: float = 0.0
    name: float = 0.0
    stated: float = 0.0
    bounded: float = 0.0
    """Share of the cells that print a comparator, as targets do and results do not."""
    filled: float = 1.0
    """Share of the rows that have a cell here."""
    distinct: float = 1.0
    """Share of the cells whose text is printed once."""

    def fits(self, role: str, said: bool) -> float:
        """What the cells add to a role, about -4 to 4; nothing where there are none. `said`: by the heading.

        Bare numbers may be points or ordinals as well as values: only a heading makes them that.
        """
        if role == _KEEP:
            return 0.0
        if not self.known:
            return (-6.0 if role == "indicator" else -2.0) if self.others and not said else 0.0
        match role:
            case "level1":
                return 4 * max(self.level1, self.level2) - 2.5 + 0.5 * self.level1
            case "level2":
                return 4 * self.level2 - 2.5
            case "indicator":
                other = max(self.level1, self.level2)
                own = 0.0 if said else 4 * max(0.0, 0.8 - self.filled) + max(0.0, 0.8 - self.distinct)
                return 2 * self.name + self.stated - 4 * self.value - 2 * self.number - 4 * other - 4 * self.sign - 2 * self.unit - own
            case "value":
                return (
                    3 * self.value
                    + self.bounded
                    + self.number * said
                    - 4 * max(self.level1, self.level2)
                    - 4 * self.sign
                    - 2 * self.unit
                    - 1.5 * self.name
                )
            case "nature_sign":
                return 8 * self.sign - 4
            case "value_unit":
                return 8 * self.unit - 4
        return 0.0


def _body(rows: Sequence[Row]) -> list[Row]:
    """The rows that stand under the header, up to what begins another part of the form."""
    return [row for row in takewhile(lambda row: not _ends(row), rows[:_LOOKED_AT]) if not _sums(row)]


def _sums(row: Row) -> bool:
    """The row of a sum or of the final score, below the indicators."""
    first = next((c.text for c in row if not is_blank(c.text)), "")
    return is_total(first) or ((label := label_of(first)) is not None and (label.kind == "score" or label.id == "note"))


def _ends(row: Row) -> bool:
    cells = [c for c in row if not is_blank(c.text)]
    if not cells:
        return False
    label = label_of(cells[0].text)
    if label is not None and label.kind in {"person", "text", "goal"} and not is_level_word(cells[0].text):
        return cells[0].column == 1
    return len(cells) > 2 and sum(is_heading_word(c.text) and not is_level_word(c.text) for c in cells) * 3 >= len(cells) * 2


def _profile(columns: Sequence[Column], rows: Sequence[Row]) -> _Profile:
    """Of a column, or of the columns that have one place in sets of columns side by side."""
    places = {at for column in columns for at in range(column.first, column.last + 1)}
    texts = [c.text for row in rows for c in row if c.column in places and not is_blank(c.text)]
    if not texts:
        return _Profile(known=False, others=bool(rows))
    kinds = [_kind(text) for text in texts]
    words = levels()
    keys = [level_key(t) for t in texts]
    share = {kind: kinds.count(kind) / len(texts) for kind in set(kinds)}
    return _Profile(
        known=True,
        level1=sum(k in words.level1 or both_levels(t) is not None for k, t in zip(keys, texts, strict=True)) / len(texts),
        level2=sum(k in words.parent or k in words.either for k in keys) / len(texts),
        value=share.get("value", 0.0),
        number=share.get("number", 0.0),
        sign=share.get("sign", 0.0),
        unit=share.get("unit", 0.0),
        name=share.get("name", 0.0) + share.get("stated", 0.0),
        stated=share.get("stated", 0.0),
        bounded=sum(re.match(r"[≥≤≧≦><=]|不(?:少|低|高|超|大|小)|.*以[上下内]$", fold(t)) is not None for t in texts) / len(texts),
        filled=min(1.0, len(texts) / len(rows)),
        distinct=len(set(texts)) / len(texts),
    )


def _kind(printed: str) -> str:
    text = NAME_PREFIX.sub("", tidy(printed)) or printed
    folded, words = fold(text), value_words()
    if is_graded(text):
        return "value"
    if folded in {"是", "否"}:
        return "other"
    if is_level_word(text):
        return "level"
    if is_sign(text):
        return "sign"
    if folded in words.units or folded in words.aliases or re.fullmatch(rf"(?:{words.scale})(?:{words.unit})", folded):
        return "unit"
    if re.fullmatch(r"\d+(?:\.\d+)?", folded):
        return "number"
    if states_value(text):
        return "stated"
    if is_value_like(text):
        return "value"
    return "name" if has_cjk(text) else "other"
