"""Administrative divisions (行政区划): codes of GB/T 2260, valid in time, and the names that documents use.

`codes/divisions.csv` holds every province, prefecture and county that existed in 2000 or later. A year
matters: 鹿泉市 (130185) was 鹿泉区 (130110) from 2014. Read on first use.
"""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from ontology.records import Level

_CODES = Path(__file__).with_name("codes")
#: 虎门镇人民政府, 花园路街道办事处, 城关镇财政所; not 新城镇化 and not 城乡.
_RUN_FROM_ABOVE = re.compile(r"(?:学校?|小学校?|幼儿园|卫生院|医院)(?:[（(][^()（）]{1,12}[)）])?$")
"""Bodies in a town that the county runs: schools (《义务教育法》第七条), 乡镇卫生院 (卫农卫发〔2011〕61号)."""
_TOWNSHIP = re.compile(r"[一-龥]{1,12}?(?:街道|苏木|(?<!城)[镇乡](?=人民政府|政府|党委|机关|[一-龥]{0,6}(?:所|站|中心|院)?$))")
#: What may follow the short name of a district: 鹿泉信访局, 天河区委宣传部's 天河, not 鼓楼医院.
_ORGAN = re.compile(r"[一-龥]{0,16}?(?<!管)(?:局|厅|政府|党委|(?<!管理)委员会|委|人大|政协|法院|检察院|办公室)")
_SELF_LEVEL = re.compile(r"^[一-龥A-Z×*]{0,4}?(?:(?P<provincial>省|自治区)|(?P<county>县|旗|(?<![社小园发新景校])区))")
_CORPS = re.compile(r"(?:生产建设)?兵团(?P<division>第[一二三四五六七八九十]{1,3}师)")
#: 五十一团, 143团, 红旗农场, below a division of the Corps: of no level that can be told. 民政部's codes end with the division's city, a
#: county by them (6590xx); 国家统计局《统计用区划代码》 lists regiments among towns (乡级); in rank and usage they are counties (县级).
_REGIMENT = re.compile(r"(?:[一二三四五六七八九十百〇○零\d]{1,5}团(?![委校部体队员])|[一-龥]{0,5}(?:团场|农场|牧场))")
_LEADING = re.compile(r"^(?:[^一-龥]|年度?|关于|附件?|中共|中国共产党|政协|共青团)+")
#: What stays of a province's name in everyday use.
_PROVINCE_SUFFIX = re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")


@dataclass(frozen=True, slots=True)
class Division:
    """One division under one name and code. Years are inclusive; None is open."""

    code: str
    name: str
    level: Level
    parent: str | None
    valid_from: int | None
    valid_to: int | None

    def in_force(self, year: int | None) -> bool:
        """Whether it existed in `year`; without a year, whether it exists now."""
        if year is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)

    def chain(self) -> tuple["Division", ...]:
        """Province, prefecture and county, as far down as this division; itself last."""
        above = by_code(self.parent, self.valid_to) if self.parent else None
        return (*(above.chain() if above else ()), self)

    def successor(self) -> "Division | None":
        """What took its place when it ended: the same code under a new name, or the same name in another kind of division.

        鹿泉市 (130185, to 2013) is followed by 鹿泉区 (130110). None while it is in force, or where none or several fit.
        """
        if self.valid_to is None:
            return None
        start = self.valid_to + 1
        if same_code := [d for d in _table().by_code[self.code] if d.valid_from == start]:
            return same_code[0]
        shorts = (*_short_forms(self.name, self.level, _autonomous()), self.name)
        named = {d for short in shorts for d in (*_table().by_short.get(short, ()), *_table().by_name.get(short, ()))}
        found = [d for d in named if d.valid_from == start and d.code[:2] == self.code[:2]]
        # 莱芜市 became a district: where no division of its own level took the name, one of another level did.
        same_level = [d for d in found if d.level == self.level] or found
        return same_level[0] if len(same_level) == 1 else None

    def at(self, year: int | None) -> "Division | None":
        """What the division was in `year` if it had ended by then; None where nothing took its place."""
        division: Division | None = self
        while division and division.valid_to is not None and (year is None or division.valid_to < year):
            division = division.successor()
        return division

    @property
    def full_name(self) -> str:
        """Such as 河南省新乡市红旗区."""
        return "".join(division.name for division in self.chain())


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a name says about the place and level of an agency.

    code, division, full_name: the smallest division that the name decides and that has a code. For a
    township, a street office or a development zone that is the county or city it lies in.
    level: of the agency's own government; None where unknown, as for a development zone or a regiment (团场).
    candidates: the divisions that the name may mean where it does not decide; then `code` is None.
    """

    code: str | None = None
    division: Division | None = None
    level: Level | None = None
    full_name: str | None = None
    candidates: tuple[Division, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    by_code: Mapping[str, Sequence[Division]]
    """Newest first."""
    by_name: Mapping[str, Sequence[Division]]
    """Full names."""
    by_short: Mapping[str, Sequence[Division]]
    """Names without their suffix (焦作) or without the ethnic groups (凉山州)."""
    longest: int


@dataclass(frozen=True, slots=True)
class _Words:
    central_prefixes: tuple[str, ...]
    central_branches: tuple[str, ...]
    agency: re.Pattern[str]
    foreign: re.Pattern[str]
    zone: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Mention:
    start: int
    end: int
    divisions: tuple[Division, ...]


@cache
def _place_words() -> dict[str, Any]:
    return tomllib.loads((_CODES / "place_words.toml").read_text(encoding="utf-8"))


@cache
def _words() -> _Words:
    words = _place_words()

    def any_of(key: str) -> str:
        return "|".join(sorted(words[key], key=len, reverse=True))

    return _Words(
        central_prefixes=tuple(words["central_prefixes"]),
        central_branches=tuple(words["central_branches"]),
        agency=re.compile(rf"[一-龥]{{0,20}}?(?:{any_of('agency_endings')})"),
        foreign=re.compile(rf"[一-龥]{{0,4}}?(?:{any_of('foreign_endings')})"),
        zone=re.compile(rf"[一-龥]{{0,10}}?(?:{any_of('zones')})"),
    )


@cache
def _autonomous() -> re.Pattern[str]:
    groups = "|".join(sorted(_place_words()["ethnic_groups"], key=len, reverse=True))
    return re.compile(rf"(?:{groups})+(?:自治([区州县旗])|([区乡]))$")


@cache
def _table() -> _Table:
    words, autonomous = _place_words(), _autonomous()
    codes: dict[str, list[Division]] = {}
    names: dict[str, list[Division]] = {}
    shorts: dict[str, list[Division]] = {}
    with (_CODES / "divisions.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for code, name, level, parent, first, last, _ in rows:
            division = Division(code, name, cast(Level, level), parent or None, int(first) if first else None, int(last) if last else None)
            codes.setdefault(code, []).append(division)
            names.setdefault(name, []).append(division)
            for short in _short_forms(name, level, autonomous):
                shorts.setdefault(short, []).append(division)
    for code, extra in words["short_forms"].items():
        for short in extra:
            shorts.setdefault(short, []).extend(codes[code])
    for versions in codes.values():
        if len(versions) > 1:
            versions.sort(key=lambda division: division.valid_to or 9999, reverse=True)
    return _Table(codes, names, shorts, longest=max(map(len, names)))


def _short_forms(name: str, level: str, autonomous: re.Pattern[str]) -> Sequence[str]:
    if level == "provincial":
        return (_PROVINCE_SUFFIX.sub("", name),)
    if ("族" in name or "自治" in name) and (match := autonomous.search(name)):
        stem, kind = name[: match.start()], match.group(1) or match.group(2)
        # 海南 alone is the province, not 海南藏族自治州 in 青海.
        return [form for form in (stem + kind, stem) if len(form) > 1 and form != "海南"]
    stem = name[:-2] if name.endswith(("地区", "新区")) else name[:-1]
    return (stem,) if len(stem) > 1 and name[-1] in "市盟区县旗" else ()


def by_code(code: str, year: int | None = None) -> Division | None:
    """The division of a six-digit code in `year`, by default its newest; None where there is none."""
    versions = _table().by_code.get(code, ())
    if year is None:
        return versions[0] if versions else None
    return next((division for division in versions if division.in_force(year)), None)


def is_name(text: str) -> bool:
    """Whether the text is the full name of a division, of any time: 泽州县."""
    return text in _table().by_name


def is_known(text: str) -> bool:
    """Whether the text is a full or a short name of a division, of any time: 泽州县, 泽州."""
    return text in _table().by_name or text in _table().by_short


@lru_cache(maxsize=1024)
def names() -> frozenset[str]:
    """The full names of all divisions of all years."""
    return frozenset(_table().by_name)


def exists(prefix: str) -> bool:
    """Whether any division, of any time, has a code that begins so."""
    return any(code.startswith(prefix) for code in _table().by_code)


@lru_cache(maxsize=256)
def inside(code: str, year: int | None = None) -> Mapping[str, Division]:
    """What the names of divisions mean in a text of the government of `code`: those below it, by full and by short name.

    A name that two of them bear decides nothing and is left out.
    """
    found: dict[str, set[Division]] = {}
    parent = by_code(code, year) or by_code(code)
    if parent is None:
        return {}
    for versions in _table().by_code.values():
        for division in versions:
            if _lies_in(division, parent) and division.in_force(year):
                for name in (division.name, *_short_forms(division.name, division.level, _autonomous())):
                    found.setdefault(name, set()).add(division)
    return {name: next(iter(named)) for name, named in found.items() if len(named) == 1}


def near(name: str) -> tuple[Division, ...]:
    """Divisions of today whose names are almost `name`, the nearest first."""
    found = (division for close in get_close_matches(name, _table().by_name, n=3) for division in _table().by_name[close])
    return tuple(division for division in found if division.in_force(None))


@lru_cache(maxsize=4096)
def resolve(text: str, year: int | None = None) -> Resolution:
    """The place and level that an agency's name, or a text that holds one, stands for.

    Names that were in force in `year` (default: now) win; where none was, the nearest in time is taken.
    """
    name = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    mentions = _mentions(name, year)
    if not mentions:
        return _without_place(name)
    found, rest = mentions[-1].divisions, name[mentions[-1].end :]
    if _CORPS.match(rest):  # 第十二师 has no city, and so no code: it is not the whole of 新疆
        return Resolution()
    level: Level | None = found[0].level if len({division.level for division in found}) == 1 else None
    if name.endswith(_words().central_branches, 0, mentions[0].start):
        level = "central"
    elif found[0].code in _corps_cities() and _REGIMENT.match(rest):
        level = level if _RUN_FROM_ABOVE.search(name) else None
    elif _TOWNSHIP.match(rest):
        level = level if _RUN_FROM_ABOVE.search(name) else "township"
    elif level != "county" and _words().zone.match(rest):
        level = None
    elif stray := _mention_at(rest, 0, year, (), False):  # 石家庄市鼓楼区: the table knows none in 石家庄
        return Resolution(level=stray.divisions[0].level, candidates=stray.divisions)
    if len(found) > 1:
        return Resolution(level=level, candidates=found)
    return Resolution(found[0].code, found[0], level, found[0].full_name)


@lru_cache(maxsize=4096)
def function_name(agency: str, year: int | None = None) -> str:
    """An agency's name without its place and without 本级: 石家庄市鹿泉区信访局本级 is 信访局, as in every other city.

    >>> function_name("中共焦作市委宣传部")
    '宣传部'
    """
    name = re.sub(r"[（(]?(?:本级|机关本级)[)）]?$", "", re.sub(r"\s+", "", unicodedata.normalize("NFKC", agency)))
    mentions = _mentions(name, year)
    rest = name[: mentions[0].start] + name[mentions[-1].end :] if mentions else name
    rest = re.sub(r"^(?:中共|中国共产党)(?:委员会|[市县区省旗]?委)(?=[一-龥]{2})", "", rest)
    return rest if len(rest) > 1 else name


def _without_place(name: str) -> Resolution:
    name = _LEADING.sub("", name) if not name.startswith("中共中央") else name
    if _TOWNSHIP.match(name):
        return Resolution(level="township")
    if name.startswith(_words().central_prefixes):
        return Resolution(level="central")
    own = _SELF_LEVEL.match(name)
    return Resolution(level=cast(Level, own.lastgroup) if own else None)


def _mentions(name: str, year: int | None) -> list[_Mention]:
    """The first run of division names that stand side by side, each inside the one before it."""
    leading = _LEADING.match(name)
    begin = leading.end() if leading else 0
    for start in range(len(name)):
        first = start == begin or name.endswith(_words().central_branches, 0, start)
        if not (mention := _mention_at(name, start, year, (), first)):
            continue
        run = [mention]
        while inner := _corps(name, run[-1], year) or _mention_at(name, run[-1].end, year, run[-1].divisions, False):
            run.append(inner)
        if len(run) > 1:  # 长沙岳麓区: what 长沙 alone may be is decided by what lies in it
            return run
        found = mention.divisions
        found = tuple(d for d in found if d.level == "provincial") or found  # 河南 is not 河南县
        found = tuple(d for d in found if not any(_lies_in(d, other) for other in found))  # 长沙 is not 长沙县
        return [_Mention(mention.start, mention.end, found)]
    return []


def _corps(name: str, above: _Mention, year: int | None) -> _Mention | None:
    """A division of the Corps behind 新疆, with its city where that is printed: 新疆生产建设兵团第三师图木舒克市."""
    named = _CORPS.match(name, above.end)
    city = by_code(_place_words()["corps"].get(named["division"], ""), year) if named else None
    if named is None or city is None:
        return None
    printed = name.startswith(city.name, named.end())
    return _Mention(named.end(), named.end() + len(city.name) * printed, (city,))


@cache
def _corps_cities() -> frozenset[str]:
    return frozenset(_place_words()["corps"].values())


def _mention_at(name: str, start: int, year: int | None, parents: tuple[Division, ...], first: bool) -> _Mention | None:
    """The longest division name at `start`; below `parents` where there are any."""
    table = _table()

    def still(division: Division) -> bool:
        return division.valid_to is None or (year is not None and year <= division.valid_to)

    for end in range(min(len(name), start + table.longest), start + 1, -1):
        piece = name[start:end]
        # 城区, 东区 and 南县 are names of divisions, but within a text they are mostly something else.
        divisions: Sequence[Division] = table.by_name.get(piece, ()) if parents or first or len(piece) > 2 else ()
        if divisions and not any(map(still, divisions)):  # 沙县 of 2024 is 沙县区
            divisions = [d for d in table.by_short.get(piece, ()) if still(d)] or divisions
        if not divisions and (parents or first):
            # 鹿泉 of 2022 is no more 鹿泉市: who writes a short name means what bears it in that year.
            named = [d for d in table.by_short.get(piece, ()) if _short_stands(name, end, d, year, bool(parents))]
            divisions = list(dict.fromkeys(now for d in named if (now := d.at(year))))
        if parents:
            divisions = [d for d in divisions if any(_lies_in(d, parent) for parent in parents)]
        if divisions:
            return _Mention(start, end, _nearest_in_time(divisions, year))
    return None


def _short_stands(name: str, end: int, division: Division, year: int | None, inside: bool) -> bool:
    """Whether a name without its suffix, ending at `end`, means the division: 广州天河区, 焦作信访局, not 中山大学."""
    rest = name[end:]
    if division.level == "provincial" and _CORPS.match(rest):
        return True  # 新疆生产建设兵团第三师五十一团
    if name[end - 1] == division.name[-1]:
        return True  # 凉山州, 宽甸县: only the ethnic groups are left out
    if division.level == "county" and not inside and division.name[-1] not in "市县旗":
        return False
    if not rest or _words().foreign.match(rest):
        return not rest and (inside or division.level != "county")
    district = division.name[-1] == "区" and division.level != "provincial"
    if district and not _ORGAN.match(rest) and _mention_at(name, end, year, (division,), False) is None:
        return False  # 鼓楼医院, 玄武湖管理处 and 红旗渠管理处 are of the city
    return _words().agency.match(rest) is not None or _mention_at(name, end, year, (division,), False) is not None


def _lies_in(division: Division, parent: Division) -> bool:
    width = {"provincial": 2, "prefecture": 4}.get(parent.level, 6)
    return division.code != parent.code and division.code[:width] == parent.code[:width] and width < 6


def _nearest_in_time(divisions: Sequence[Division], year: int | None) -> tuple[Division, ...]:
    def distance(division: Division) -> int:
        if year is None:
            return 0 if division.valid_to is None else 9999 - division.valid_to
        return max((division.valid_from or year) - year, year - (division.valid_to or year), 0)

    nearest = min(map(distance, divisions))
    return tuple(division for division in divisions if distance(division) == nearest)
