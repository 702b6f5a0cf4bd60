"""The word lists of `words.toml` as compiled patterns."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.values.words import any_of

#: What takes the place of a phrase that has been understood; it is transparent.
BLANK = "\x00"


@dataclass(frozen=True, slots=True)
class ClaimWords:
    subjects: tuple[tuple[str, re.Pattern[str]], ...]
    guarded: frozenset[str]
    totals: frozenset[str]
    weak: frozenset[str]
    before: re.Pattern[str]
    """Ends of the text right before a guarded subject."""
    before_total: re.Pattern[str]
    filler: str
    usage: re.Pattern[str]
    negation: re.Pattern[str]
    list: re.Pattern[str]
    verb: re.Pattern[str]
    """A verb of change right before a number."""
    increase: frozenset[str]
    any_verb: str
    maintain: str
    needs_baseline: frozenset[str]
    reason: str
    weak_reason: str
    baseline: re.Pattern[str]
    functional: re.Pattern[str]


@cache
def claim_words() -> ClaimWords:
    """Read once, on first use."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        raw = tomllib.load(file)
    words, subjects = raw["words"], raw["subject"]
    verb = any_of((*words["increase"], *words["decrease"]))
    maintain = any_of(words["maintain"])
    marks = r"(?:\((?:类|款|项|类级|款级|项级)\))"
    classes = any_of(raw["functional"]["classes"])
    return ClaimWords(
        subjects=tuple((s["code"], re.compile("|".join(s["patterns"]))) for s in subjects),
        guarded=frozenset(s["code"] for s in subjects if s.get("kind") == "guarded"),
        totals=frozenset(s["code"] for s in subjects if s.get("kind") == "total"),
        weak=frozenset(s["code"] for s in subjects if s.get("kind") == "weak"),
        before=re.compile(rf"(?:^|[^㐀-鿿]|{any_of(words['before'])})$"),
        before_total=re.compile(rf"(?:^|[^㐀-鿿]|{any_of(words['before_total'])})$"),
        filler=any_of(words["filler"]),
        usage=re.compile(rf"^[\s{BLANK}\"“”(]*(?:{any_of(words['usage'])})"),
        negation=re.compile(any_of(words["negation"])),
        list=re.compile(any_of(words["list"])),
        verb=re.compile(rf"(?P<verb>{verb})(?:了|数|额|约|为|:|,|幅度为?|幅度|率为?|比例为?|共计|各)*$"),
        increase=frozenset(words["increase"]),
        any_verb=verb,
        maintain=maintain,
        needs_baseline=frozenset(words["needs_baseline"]),
        reason="|".join(words["reason"]),
        weak_reason="|".join(words["weak_reason"]),
        baseline=re.compile(
            r"(?:(?:相?较于?|与|比|同|和|由|相比(?!,|:))(?:(?P<year>\d{4})\s?年度?|(?P<last>上一?年度?|去年度?))"
            rf"[^,。;:%\d]{{0,28}}?(?=(?P<compared>,?(?:相比|对比|比较))|基本|保持|,?(?:有所|各|均|共|分别)?(?:{verb})|{maintain}|[-\d]|没有|未|$|[,。;:)])"
            r"(?:,?(?:相比较?|对比|比较))?)|(?P<same>同比)"
        ),
        functional=re.compile(
            rf"(?P<name>(?:[㐀-鿿、]{{2,30}}?(?:\([^()类款项\d]{{1,6}}\))?[㐀-鿿、]{{0,20}}?{marks})+)(?P<tail>支出)?"
            rf"|(?P<class>(?:{classes})(?:支出|(?=\d)))"
            r"|(?<![\d.])(?P<code>2\d{6}|2\d{4})[\s\"“”-]{0,2}(?P<coded>[㐀-鿿、()]{2,40})"
            r"|(?P<named>[㐀-鿿、]{2,40})[(](?P<behind>2\d{6}|2\d{4}|2\d{2})[)]"
        ),
    )


@cache
def transparent(agency: str) -> re.Pattern[str]:
    """Text that says nothing about which figure is meant: dates, fillers, list marks, punctuation, the publisher's own name."""
    own = f"|{re.escape(agency)}" if agency else ""
    return re.compile(
        rf"(?>{claim_words().filler}|\d{{4}}\s?年度?|[(（][一二三四五六七八九十\d]{{1,3}}[)）]|^\s*\d{{1,2}}[.、)]|^\s*[一二三四五六七八九十]{{1,3}}[、.]"
        rf"|[①-⑳]|[一二三四五六]是|[\s,:\"“”‘’'()\-—·{BLANK}]{own})*+"
    )


def names_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Names as one pattern, the longest first; those of under four letters are too common to count. None where none is left."""
    usable = [n for n in names if len(n) >= 4]
    return re.compile(any_of(usable)) if usable else None
