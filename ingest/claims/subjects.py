"""Which figures running text names, and which of them a number stands beside."""

import re
from collections.abc import Mapping
from dataclasses import replace

from ingest.claims.drafts import NATURES, Mention, Topic
from ingest.claims.words import BLANK, claim_words, names_of, transparent

_ADJOINING = re.compile(rf"(?:[\"“”{BLANK}]|经费|支出|预算|的|费|当年|本年|年初|财政)*")
_TRAIL = re.compile(r"(?<=.)(?:年初|支出(?=预算|安排)|预算|安排|数|为|共计|共)+$")
_OF_WHICH = re.compile(r"^(?:其中|包括)")
NAMED = "\x01"
"""What takes the place of a subject while the words around it are looked at."""


class Subjects:
    """Finds subjects in text. `functions`: names of functional classes that the document's tables print → code."""

    def __init__(self, functions: Mapping[str, str], agency: str = "") -> None:
        self._words = claim_words()
        self._functions = names_of(functions)
        self.clear = transparent(agency)

    def mentions(self, gap: str) -> list[Mention]:
        """Subjects named in a stretch of text, the longest where they overlap."""
        found: list[Mention] = []
        for code, pattern in self._words.subjects:
            for match in pattern.finditer(gap):
                if self._may_begin(code, gap, match.start(), found):
                    found.append(Mention(match.start(), match.end(), Topic(code)))
        for match in self._words.functional.finditer(gap):
            if match["coded"]:
                name = _TRAIL.sub("", match["coded"])
                end = match.start("coded") + len(name)
                found.append(Mention(match.start(), end, Topic("functional_class", match["code"], name)))
            elif match["named"]:
                name = _OF_WHICH.sub("", match["named"])
                start = match.end("named") - len(name)
                found.append(Mention(start, match.end(), Topic("functional_class", match["behind"], name)))
            else:
                found.append(Mention(match.start(), match.end(), Topic("functional_class", self._code(gap, match), match[0])))
        if self._functions:
            for match in self._functions.finditer(gap):
                if self._words.before.search(gap[: match.start()]) or gap[: match.start()][-1:].isdigit():
                    found.append(Mention(match.start(), match.end(), Topic("functional_class", self._code(gap, match), match[0])))
        found.sort(key=lambda m: (m.start, -(m.end - m.start)))
        kept: list[Mention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
            elif mention.end > kept[-1].end and mention.start == kept[-1].start:
                kept[-1] = mention
        return kept

    def _may_begin(self, code: str, gap: str, start: int, found: list[Mention]) -> bool:
        """支出 alone is a total only where a phrase begins; 项目支出 also right behind another subject."""
        left = gap[:start]
        if code in self._words.totals:
            return self._words.before_total.search(left) is not None
        if code in self._words.guarded:
            return any(m.end == start for m in found) or self._words.before.search(left) is not None
        return True

    def _code(self, gap: str, match: re.Match[str]) -> str | None:
        before = re.search(r"(?<!\d)(\d{7}|\d{5}|\d{3})\)?[\s\"“”—-]{0,3}$", gap[: match.start()])
        after = re.match(r"\(?(\d{7}|\d{5}|\d{3})(?!\d|\.)\)", gap[match.end() :])
        return (before or after or [None, None])[1]

    def beside(self, tail: str, mentions: list[Mention], start: int) -> Topic | None:
        """The subject right before the figure, with the fund nature that stands before it in the same clause.

        `start` is where the clause begins in the stretch that the mentions count from.
        """
        chosen = mentions[-1]
        if not self.clear.fullmatch(tail[chosen.end - start :]):
            return None
        if chosen.topic.subject in self._words.weak:
            earlier = [m for m in mentions[:-1] if m.topic.subject not in self._words.weak]
            if earlier and _ADJOINING.fullmatch(tail[earlier[-1].end - start : chosen.start - start]):
                chosen = earlier[-1]
        others = [m.topic.subject for m in mentions if m is not chosen]
        left = tail[: chosen.start - start].rstrip(BLANK + " ")
        if "carried_over" in others or re.search(rf"(?:{self._words.any_verb}|新增|追加|结余)$", left):
            return None
        nature = next((subject for subject in others if subject in NATURES), None)
        return replace(chosen.topic, nature=nature)
