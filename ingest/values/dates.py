"""Dates and frequencies among the target values: 9-10月, 2021年12月31日前, 年底前, 每月."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Day(NamedTuple):
    year: int
    month: int
    day: int

    @property
    def iso(self) -> str:
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Window:
    """Days are inclusive, ISO 8601; None is open."""

    not_before: str | None
    not_after: str | None


_POINT = (
    r"(?:(?:(?P<y{0}>(?:19|20)\d\d)年|(?P<this{0}>当年|本年度?|今年|次年|翌年))?"
    r"(?P<m{0}>1[0-2]|0?[1-9])(?:月份?|(?=[-至到~]\d{{1,2}}月))"
    r"(?:(?P<d{0}>3[01]|[12]\d|0?[1-9])[日号])?(?P<part{0}>上旬|中旬|下旬|初|中|末|底)?)"
)
_FROM_TO = re.compile(rf"{_POINT.format('a')}(?:[-至到~]{{1,2}}(?:{_POINT.format('b')}))?")
_NUMERIC = re.compile(r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>1[0-2]|0?[1-9])(?:[-/.](?P<d>3[01]|[12]\d|0?[1-9]))?")
_YEARS = re.compile(r"(?P<y1>(?:19|20)\d\d)年?(?:度)?(?:[-至到~]{1,2}(?P<y2>(?:19|20)\d\d))?年度?(?P<part>底|末|内|全年|上半年|下半年)?")
_QUARTER = re.compile(r"(?:(?P<y>(?:19|20)\d\d)年)?第?(?P<q>[一二三四1-4])季度(?P<part>末|底)?")
_NAMED = {
    **dict.fromkeys(("全年", "全年度", "本年", "本年度", "本年度内", "当年", "当年内", "年内", "年度内"), (1, 12)),
    **dict.fromkeys(("年底", "年末", "年终", "年度末"), (12, 12)),
    "上半年": (1, 6),
    "下半年": (7, 12),
    "年初": (1, 1),
    "年中": (6, 6),
}
_NAMED_WINDOW = re.compile("|".join(sorted(_NAMED, key=len, reverse=True)))
_BEFORE = re.compile(r"(?:以前|之前|前|止|截止|为止)")
#: What may stand around a date in a cell that says when.
_AROUND_BEFORE = re.compile(
    r"(?:[一-龥]{0,10}(?:时间|日期|时限|期限|时点))?[:为]?(?:截至|截止到?|不晚于|不迟于|早于|于|在|到|至|自|从|预计|计划|≤|<=)?"
)
_AROUND_AFTER = re.compile(
    r"(?:之内|以内|内|期间)?(?:全部|按时|按期|及时|如期|足额|基本)?(?:完成|完毕|发放|支付|拨付|到位|实施|办结|执行|开展|结束|启动|下达|上报|提交|验收|交付|付清|完工|竣工|使用|兑现|公开|举办|召开)*(?:到位|完毕|工作|任务)?[。.]?"
)

#: 10月底前完成主体工程.
_DEADLINE_AFTER = re.compile(r"[^\d前后至到]{0,20}")

_PERIODS = {
    **{word: f"每{word}" for word in ("日", "天", "周", "旬", "半月", "月", "季度", "半年", "年", "学期")},
    "星期": "每周",
    "季": "每季度",
    "年度": "每年",
}
_PERIOD = "|".join(sorted(_PERIODS, key=len, reverse=True))
FREQUENCY = re.compile(rf"(?:每(?:个|一)?|按|逐)(?P<period>{_PERIOD})")
_FREQUENCY_AFTER = re.compile(
    r"(?:\d{1,2}月)?(?:[上中下]旬|[初中末底])?(?:\d{1,2}[日号])?前?(?:按时|按期|及时|定期|足额|均)?(?:开展|发放|支付|拨付|更新|报送|上报|公开|公布|发布|通报|召开|组织|进行|执行|检查|统计)*[。.]?"
)


def frequency(folded: str) -> str | None:
    """The frequency that the whole text states (每月, 按季度发放), or None."""
    match = FREQUENCY.match(folded)
    return _PERIODS[match["period"]] if match and _FREQUENCY_AFTER.fullmatch(folded, match.end()) else None


def period(word: str) -> str | None:
    """月 or 季度 as a frequency."""
    return _PERIODS.get(word)


def window(folded: str, year: int | None) -> Window | None:
    """The days that the whole text states, with `year` where none is printed. None where it is no date.

    `前` is read as inclusive: 12月31日前 ends on that day.
    """
    lead = _AROUND_BEFORE.match(folded)
    start = lead.end() if lead else 0
    deadline = bool(re.search(r"截|晚于|迟于|早于|≤|<=", folded[:start]))
    for read in (_points, _numeric, _quarter, _years, _named):
        if (found := read(folded, start, year)) is None:
            continue
        first, last, end = found
        if before := _BEFORE.match(folded, end):
            deadline, end = True, before.end()
        if not (_DEADLINE_AFTER if before else _AROUND_AFTER).fullmatch(folded, end):
            continue
        if first is None or last is None or first > last:
            return None
        return Window(None if deadline else first.iso, last.iso)
    return None


def deadline(folded: str, year: int | None) -> Window | None:
    """The days that a column of deadlines (完成时限) states: by the last of them, and from the first only where both are printed."""
    found = window(folded, year)
    return found if found is None or re.search("[至到~-]", _NUMERIC.sub("", folded)) else Window(None, found.not_after)


_Found = tuple[Day | None, Day | None, int]


def _points(text: str, start: int, year: int | None) -> _Found | None:
    match = _FROM_TO.match(text, start)
    if not match or (match["this" + "a"] is None and match["ya"] is None and not match["ma"]):
        return None
    first_year = _year_of(match["ya"], match["thisa"], year)
    first = _month_days(first_year, match["ma"], match["da"], match["parta"])
    if match["mb"]:
        last = _month_days(_year_of(match["yb"], match["thisb"], first_year), match["mb"], match["db"], match["partb"])
        return first and first[0], last and last[1], match.end()
    return first and first[0], first and first[1], match.end()


def _numeric(text: str, start: int, _: int | None) -> _Found | None:
    if not (match := _NUMERIC.match(text, start)):
        return None
    days = _month_days(int(match["y"]), match["m"], match["d"], None)
    return days and days[0], days and days[1], match.end()


def _quarter(text: str, start: int, year: int | None) -> _Found | None:
    if not (match := _QUARTER.match(text, start)):
        return None
    number = "一二三四".find(match["q"]) + 1 or int(match["q"])
    year = int(match["y"]) if match["y"] else year
    return _span(year, number * 3 if match["part"] else number * 3 - 2, number * 3, match.end())


def _years(text: str, start: int, _: int | None) -> _Found | None:
    if not (match := _YEARS.match(text, start)) or "年" not in match.group():
        return None
    first, last = int(match["y1"]), int(match["y2"] or match["y1"])
    months = {"底": (12, 12), "末": (12, 12), "上半年": (1, 6), "下半年": (7, 12)}.get(match["part"] or "", (1, 12))
    return Day(first, months[0], 1), Day(last, months[1], calendar.monthrange(last, months[1])[1]), match.end()


def _named(text: str, start: int, year: int | None) -> _Found | None:
    match = _NAMED_WINDOW.match(text, start)
    return _span(year, *_NAMED[match.group()], match.end()) if match else None


def _span(year: int | None, first_month: int, last_month: int, end: int) -> _Found:
    if year is None:
        return None, None, end
    return Day(year, first_month, 1), Day(year, last_month, calendar.monthrange(year, last_month)[1]), end


def _year_of(printed: str | None, word: str | None, year: int | None) -> int | None:
    if printed:
        return int(printed)
    return year + 1 if year is not None and word in {"次年", "翌年"} else year


def _month_days(year: int | None, month: str, day: str | None, part: str | None) -> tuple[Day, Day] | None:
    if year is None:
        return None
    number, length = int(month), calendar.monthrange(year, int(month))[1]
    first, last = {"上旬": (1, 10), "初": (1, 10), "中旬": (11, 20), "中": (11, 20), "下旬": (21, length)}.get(part or "", (1, length))
    if day:
        first = last = int(day)
    if last > length:
        return None
    return Day(year, number, first), Day(year, number, last)


def is_date(folded: str) -> bool:
    """Whether the whole text states days, whatever the year."""
    return window(folded, date.min.year + 2000) is not None
