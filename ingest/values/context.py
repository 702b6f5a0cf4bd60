"""What stands before and after a number in a target value: comparator word, direction, baseline, frequency, subject."""

import re
from dataclasses import dataclass
from functools import cache

from ingest.values.dates import FREQUENCY, period
from ingest.values.items import Item
from ingest.values.text import MASK
from ingest.values.words import Direction, value_words
from ontology.records import Comparator

_WHAT = "人|生|户|案|件|个|名|次|家|村|辆|场|期|班|亩|吨|公里|平方米"
_TIME = "天|日|月|年|次|季度|周|期|学期"
#: 每人每天580元, 每年每人1200元, 人均200元, 人均月工资4500元, 年人均1200元.
_PER = re.compile(
    rf"(?:每(?P<before>{_TIME}))?每(?P<what>{_WHAT})(?:每(?P<after>{_TIME}))?"
    rf"|(?:^每?(?P<lead>[年月日]))?(?P<mean>人|生|户|次|件|亩)均(?:每?(?P<span>学年|学期|[年月日天])度?(?![内末初底中]))?"
)
#: 减少投诉5%: the verb of change stands before what changes.
_VERB_FIRST = re.compile(
    r"^(?:有效|逐步|进一步|明显|切实|大幅|持续|不断|预计)?(?P<verb>增加|提高|提升|扩大|减少|降低|下降|压减|压降|缩减|缩短)(?P<what>[^率]{2,})$"
)
_RATIO_NAME = re.compile(r"(?:率|度|比例|比重|占比)(?:\([^()]*\))?$")
_PUNCTUATION = re.compile(r"[\s:=\-~(“”\"'、/及和与]+$")
_NOTHING = frozenset(
    {"人民币", "全年", "年内", "本年", "当年", "年度", "目标", "目标值", "指标值", "数量", "任务", "工作", "要求", "时间", "其中", "不"}
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    comparator: Comparator | None
    approximate: bool
    direction: Direction | None
    arrives: bool
    """提高到, 降至: the number is where the change ends, not how large it is."""
    baseline: str | None
    frequency: str | None
    per: str | None
    """人·天 of 每人每天, for money."""
    subject: str | None
    unit: str | None
    """Printed with the subject: 满意度(%)."""


@cache
def _tails() -> dict[str, re.Pattern[str]]:
    words = value_words()
    return {
        "comparator": re.compile(rf"(?:{words.before})$"),
        "approximate": re.compile(rf"(?:{words.approximate_before}|(?<![节预签合集制特公契])约)$"),
        "arrives": re.compile(rf"(?P<verb>{words.change})(?:到|至|为)$"),
        "direction": re.compile(rf"(?:{words.change})了?$"),
        "baseline": re.compile(rf"(?:{words.baseline})$"),
        "link": re.compile(rf"(?<![人户次件亩年月日])(?:{words.links})$"),
        "rate": re.compile(rf"(?:{_PER.pattern})$"),
        "brackets": re.compile(rf"(?:\([^()]{{1,4}}\)|{MASK}+)$"),
        "punctuation": _PUNCTUATION,
    }


def surroundings(text: str, masked: str, previous: int, item: Item, following: int, pending: str) -> Surroundings:
    """Read what belongs to `item` between the item before it and the one after.

    `pending`: the segment before, where it held no number (案件化解率、办结率，均达95%).
    """
    words = value_words()
    start, end = previous, item.start
    comparator: Comparator | None = None
    approximate, arrives, shared = False, False, False
    direction: Direction | None = None
    baseline: str | None = None
    rates = ""
    unit: str | None = None
    while end > start:
        kind, match = next(((k, m) for k, p in _tails().items() if (m := p.search(masked, start, end))), ("", None))
        if match is None or (kind == "brackets" and text[match.end() - 1] != ")"):  # 《…》 is part of the subject
            break
        if kind == "comparator" and baseline is not None:  # 高于全市平均水平2个百分点
            direction = direction or ("increase" if words.comparators[match.group()] in {"ge", "gt"} else "decrease")
        elif kind == "comparator":
            comparator = comparator or words.comparators[match.group()]
        elif kind == "approximate":
            approximate = True
        elif kind in {"direction", "arrives"}:
            if direction is not None:
                break
            direction = words.directions[match["verb"] if kind == "arrives" else match.group().removesuffix("了")]
            arrives = kind == "arrives"
        elif kind == "baseline":
            baseline = words.baselines[match.group()]
        elif kind == "rate":
            rates = match.group() + rates
        elif kind == "brackets":
            unit = unit or unit_in_brackets(match.group())
        elif kind == "link":
            shared = shared or match.group().startswith(("均", "都"))
        end = match.start()
    subject = text[start:end] + rates
    if found := re.match(rf"(?:{words.baseline})", subject):
        baseline = baseline or words.baselines[found.group()]
        subject = subject[found.end() :]
    per, times, subject = _rates(subject)
    subject = _trimmed(subject)
    if shared and pending:
        subject = f"{_trimmed(pending)}、{subject}" if subject else _trimmed(pending)
    if direction is None and (verb := _VERB_FIRST.match(subject)) and not (_RATIO_NAME.search(subject) and item.unit == "%"):
        direction, subject = words.directions[verb["verb"]], verb["what"]
    if not subject or subject in words.verbs:
        subject += _following(text[item.end : following]) if following == len(text) or item.flipped else ""
    return Surroundings(comparator, approximate, direction, arrives, baseline, times, per, subject or None, unit)


def unit_in_brackets(name: str) -> str | None:
    """The unit that a name ends with: 化解率(%), 补助金额(万元)."""
    match = re.search(r"\(([^()]{1,4})\)[\s:]*$", name)
    words = value_words()
    return words.aliases.get(match[1], match[1]) if match and (match[1] in words.units or match[1] in words.aliases) else None


def _rates(subject: str) -> tuple[str | None, str | None, str]:
    """每人每天 and 每月 out of the subject: what a sum of money is for, how often a thing is done."""
    if match := _PER.search(subject):
        what, time = match["what"] or match["mean"], match["before"] or match["after"] or match["lead"] or match["span"]
        per = f"{what}·{'天' if time == '日' else time}" if time else what
        return per, None, subject[: match.start()] + subject[match.end() :]
    if match := FREQUENCY.search(subject):
        return None, period(match["period"]), subject[: match.start()] + subject[match.end() :]
    return None, None, subject


def _trimmed(subject: str) -> str:
    subject = re.sub(rf"\([^()]*\)|{MASK}", "", subject)
    while True:
        shorter = re.sub(rf"^(?:{value_words().lead_ins})(?![率度量数的性])|^[\s:、)\-=/]+|[\s:(\-=/、]+$|^的|的$", "", subject)
        if shorter == subject:
            break
        subject = shorter
    # 矛盾调解使来市上访量减少30%: what is counted stands behind 使.
    subject = re.split(r"使得?(?!用)|确保|力争", subject)[-1]
    return "" if subject in _NOTHING or re.fullmatch(r"[比较与][^,]{1,8}", subject) or not re.search(r"[一-龥A-Za-z]", subject) else subject


def _following(after: str) -> str:
    """What a number at the beginning counts: 10名保安人员, 95%以上的案件."""
    match = re.fullmatch(r"的?([一-龥A-Za-z“”]{2,20})[。.]?", after)
    words = value_words()
    if not match or words.rating.fullmatch(match[1]) or re.match(rf"{words.after}|{words.before}|[前后底内且]", match[1]):
        return ""
    return match[1]
