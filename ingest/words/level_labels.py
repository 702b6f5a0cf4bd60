"""Names of levels of government in running text (中央、省级财政、市县、本级、上级), and who is meant by them.

Who is meant depends on the publisher: 本级 is its own level, 上级 some level above, 市级 in the form of a county-level city is
the county level, and in that of a municipality the province. 市县(区) is two levels.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from ontology.divisions import names, resolve
from ontology.funding import LevelResolution
from ontology.records import Level

#: 盐城市, 江门市: cities whose names end like 城市 and 门市, and are neither.
_CITIES = "|".join(sorted(name[-3:-1] for name in names() if re.search("[城都超股门夜]市$", name)))
_TOKENS: tuple[tuple[str, str], ...] = (
    ("central", r"中央|国家(?=级|财政|和|与|、|:|承担|补助|负担)"),
    ("provincial", r"自治区|(?<![节反])省(?!辖市|(?:财政)?直管县|道|份|油)"),
    ("municipality", r"直辖市"),
    (
        "township",
        r"苏木(?:乡\(?镇\)?|\(?镇\)?)?|乡\(?镇\)?(?:\(?街道\)?)?|[镇乡]\((?:[区镇乡、]|街道?|办事处|场)+\)|镇街|街镇|镇办|(?<![城市村])[镇乡](?=[级财本承负分配各两三四五、:和与及按=]|$)"
        r"|街道|街(?=[两三四五]级|财政|按|和|与|、|:|各)",
    ),
    (
        "county",
        r"省(?:财政)?直管县(?:\(市\))?|县级市|市辖区|(?:主|中心)?城区(?=财政|按|各|分担|承担|负担|配套|[和与、:])|县\(市[、,]?区?\)区?|县\(区\)|区\(县\)|市\(区\)|区\(市\)|(?:旗县|[县区旗])\((?:开发区|管委会|园区|功能区|新区|高新区|特区|林区|[市区县旗、,和及])+\)|县区|区县|市区县|县市区|旗县区?|(?<![类档])县(?![道域城处长委志])|(?<![类档地社小园灾景片辖库校山林牧治战街城特专新])区(?![域位间块])|(?<=所辖)区|自治县|旗(?=[级县]|财政|人?民?政府)|(?<=[、与和])旗(?=[、与和按承负财:]|$)",
    ),
    (
        "prefecture",
        rf"设区的?市|省辖市|计划单列市|[市州地盟]\((?:[市州地盟]、?)+\)|地级以上市|地级市|地市级?|市\(州\)|市\(地\)|市州|州市|盟市|(?:(?<={_CITIES})|(?<![城都超股门夜]))市(?![场民容值面价])|(?:(?<=[、:和与省,由。;)“\"条])|^)州(?=[、,和与级财县按市承负补各分:]|$)|州(?=财政|级|与县|和县|本级)|盟(?=[级财]|本级)|(?<=[、与和由])盟(?=[、与和按承负:])|(?<=[、与和由])地区(?=[、与和级财按承负]|行署)",
    ),
    ("publisher", r"本级"),
    ("above", r"上级"),
    ("open", r"(?<!自治)地方|同级|下级"),
)
TOKEN = "|".join(f"(?:{pattern})" for _, pattern in _TOKENS)
SUFFIX = (
    r"(?:各?级|本级)?(?:及?以[上下])?(?:人民政府|政府)?(?:级)?(?:财政)?(?:部门)?(?:预算内)?"
    r"(?:(?:补助|配套|专项|补贴|统筹|奖补|自筹|衔接|奖励|转移支付)?资金|(?:专项)?转移支付|投资|(?:福利彩票|体育彩票|福彩|体彩|彩票)(?:公益)?金)?"
)
LABEL = rf"(?:{TOKEN}){SUFFIX}"
#: 市县, 市、县财政 or 中央和省 in a list of shares is one label.
JOINED = rf"(?:{TOKEN})(?:级?(?:财政)?[、和与]?(?:{TOKEN}))?{SUFFIX}"
#: 与受灾市县, 与项目所在县: which of that level.
WHICH = r"(?:我|本|所辖|下辖|辖|受灾|受益|有关|相关|试点|各|所在|属地|所属|当地|项目|项目所在)?"
#: Eight labels at most: there are five levels, and a text of nothing but labels must not take for ever.
RUN = rf"(?:{LABEL})(?:(?:[、:/和与及]|以及)?{WHICH}(?:{LABEL})){{1,7}}"

#: 直辖市: what is 市 to their districts and towns is the province.
_MUNICIPALITIES = ("北京市", "上海市", "天津市", "重庆市")
_INSIDE = ("provincial", "county", "township")

Publisher = tuple[Level | None, str | None]
"""Level of the publisher and the full name of its division, as far as they are known."""

#: 曹县 is a county where it stands alone: not in 提高县级 (高县), nor in 省和县 (和县).
_SHORT_COUNTY = re.compile(r"(?:^|[,、;:。(与和及由对])(?![和与及由对])[一-龥]县(?!级)")
_ORDER: tuple[LevelResolution, ...] = ("explicit", "relative", "ambiguous")


@dataclass(frozen=True, slots=True)
class Bearer:
    """The levels that a label means, in its order; none where it names none (上级, 地方)."""

    levels: tuple[Level, ...]
    resolution: LevelResolution

    @property
    def level(self) -> Level | None:
        return self.levels[0] if len(self.levels) == 1 else None


def within(pattern: str, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Matches inside a part of the text; what stands beside the part is seen by look-arounds."""
    return takewhile(lambda match: match.end() <= end, re.compile(pattern).finditer(text, start))


def kinds(text: str, start: int, end: int) -> tuple[str, ...]:
    """What levels a label names, in words: 市县 names two. 本级 after a name only repeats it: 市本级."""
    found = [
        next(kind for kind, pattern in _TOKENS if re.compile(pattern).match(text, match.start()))
        for match in within(TOKEN, text, start, end)
    ]
    return tuple(dict.fromkeys(kind for at, kind in enumerate(found) if kind != "publisher" or at == 0))


def bearer(text: str, span: tuple[int, int], beside: Sequence[tuple[str, ...]], publisher: Publisher) -> Bearer:
    """Who bears what the label at `span` stands for; `beside` are the kinds of all labels of the statement."""
    if re.search(r"以[上下]", text[slice(*span)]):  # 省级以上财政 is some of several
        return Bearer((), "ambiguous")
    named = kinds(text, *span)
    others = {other for each in beside for other in each}
    found = [_resolved(text, span, kind, others, publisher) for kind in named]
    levels = tuple(dict.fromkeys(level for level, _ in found if level is not None))
    resolution: LevelResolution = max((how for _, how in found), key=_ORDER.index, default="ambiguous")
    if resolution == "explicit" and "本级" in text[slice(*span)] and levels == (publisher[0],):
        resolution = "relative"
    return Bearer(levels, resolution)


def _resolved(text: str, span: tuple[int, int], kind: str, others: set[str], publisher: Publisher) -> tuple[Level | None, LevelResolution]:
    own, division = publisher
    if kind == "publisher":
        return own, "relative" if own else "ambiguous"
    if kind in {"above", "open"}:
        return None, "relative" if kind == "above" else "ambiguous"
    if kind == "municipality":
        return "provincial", "explicit"
    if (place := named_place(text, *span)) is not None:
        return place, "explicit"
    if kind == "prefecture":
        if own == "county" and "county" not in others and (division is None or division.endswith("市")):
            return "county", "relative" if division else "ambiguous"
        if own in _INSIDE and "provincial" not in others and (division or "").startswith(_MUNICIPALITIES):
            return "provincial", "relative"
        return "prefecture", "explicit"
    levels: dict[str, Level] = {"central": "central", "provincial": "provincial", "county": "county", "township": "township"}
    return levels[kind], "explicit"


def named_place(text: str, start: int, end: int) -> Level | None:
    """The level of the place that a label names: 南通市, 如皋市财政."""
    last = None
    for token in within(TOKEN, text, start, end):
        last = token
    name = text[start : last.end()] if last else text[start:end]
    found = resolve(name)
    return found.level if found.division is not None and found.division.name == name else None


def name_start(text: str, start: int, end: int, otherwise: int | None = None) -> int:
    """Where the name of the place begins that the label at `start` ends: 南通 before 市; else `otherwise`, or `start`."""
    token = re.compile(TOKEN).match(text, start, end)
    stop = token.end() if token else start
    for begin in range(start - 1, max(start - 6, -1), -1):
        if not re.fullmatch(r"[一-龥]", text[begin]):
            break
        if (stop - begin > 2 or _SHORT_COUNTY.match(text, begin - 1 if begin else 0)) and named_place(text, begin, stop) is not None:
            return begin
    return start if otherwise is None else otherwise
