"""One paragraph of running text read from left to right: every figure goes to the subject that it stands beside.

A figure counts only where nothing but known words (dates, 预算, 安排, 为 …) stands between it and its subject, or
between it and the figure before that it goes on with. Everything else is left out and counted.
"""

import re
from decimal import Decimal
from typing import Literal

from ingest.claims.drafts import Draft, Kind, Mention, Parts, Topic
from ingest.claims.subjects import NAMED, Subjects
from ingest.claims.text import SEPARATOR, STOP, decimal, events, folded, money, split
from ingest.claims.words import BLANK, claim_words
from ingest.words.text import ending
from ontology.money import Money

_END = re.compile(r"[。!?;()]|,其中")
_LIST_MARK = re.compile(
    r"^\s*(?:\d{1,2}[、.)](?!\d)|\([一二三四五六七八九十\d]{1,2}\)|[一二三四五六七八九十]是|[①-⑳]|第[一二三四五六七八九]|[一二三四五六七八九]、|其[一二三])"
)
_ASIDE = re.compile(r"\(\d{1,2}\)|\((?!境|室|类|款|项|其中|单位|事业|货物|工程|服务|结余)[^()\d%]{1,30}\)")
_PREVIOUS = re.compile(r"^(?:上年|去年|(?P<year>\d{4})\s?年)度?(?:同口径)?(?:年初)?预算(?:数|安排)?(?:为|是|:)?$")
_COMPLETED = re.compile(r"(?:完成|执行)[^,;。]{0,16}$")
_BUDGETED = re.compile(r"预算(?:数|安排|批复)?(?:为|是|:)?$")
_AGAINST_BUDGET = re.compile(r"决算数?[^,;。]{0,10}(?:大于|小于|高于|低于|等于)|(?:大于|小于)[^,;。]{0,6}预算")
_SHARE = re.compile(r"占(?:比|[^,。;:]{0,20})?(?:的)?(?:比例|比重)?(?:为|约|:)?$")
_SOFTENED = re.compile(r"(?:基本|保持|总体|大体|均|都)*$")


class Scan:
    """Reads one paragraph. `text` is tidied; `heading` is what the heading above is about.

    `final`: the document is a final account (决算), so an amount called 预算 is not its own.
    """

    def __init__(self, text: str, year: int | None, heading: Topic | None, subjects: Subjects, *, final: bool = False) -> None:
        self.text = text
        self.year = year
        self.final = final
        self.drafts: list[Draft] = []
        self.undecided = 0
        self._words = claim_words()
        self._subjects = subjects
        self._folded = folded(text)
        self._masked = self._without_baselines(_ASIDE.sub(lambda m: BLANK * len(m[0]), self._folded))
        self._topic = heading
        self._topic_start: int | None = None
        self._current: Draft | None = None
        self._parts: list[Parts] = []
        self._sentence = 0
        self._usage = False
        self._position = 0
        self._base_amount: Money | None = None
        self._base_at = 0
        self._base_start: int | None = None
        self._base_year: int | None = None
        self._event = events()

    def read(self) -> list[Draft]:
        """The claims of the paragraph, in the order of the text."""
        position = 0
        while (event := self._event.search(self._masked, position)) is not None:
            position = event.end()
            if event["reason"] or event["weak"]:
                position = self._reason(event)
            elif event["word"]:
                self._figure(event, "maintain")
            else:
                self._figure(event, None)
        return [d for d in self.drafts if d.amount or d.moved or d.share is not None]

    # ---- Baselines ----

    def _without_baselines(self, text: str) -> str:
        """Phrases such as 与2019年相比 blanked out and kept by their end; what they name is no subject."""
        self._baselines: list[tuple[int, int, int | None]] = []

        def keep(match: re.Match[str]) -> str:
            year = int(match["year"]) if match["year"] else (None if self.year is None else self.year - 1)
            self._baselines.append((match.start(), match.end(), year))
            return BLANK * len(match[0])

        return self._words.baseline.sub(keep, text)

    def _note_baseline(self, start: int, end: int) -> bool:
        """Take the last baseline that ends in this stretch; True where there is one."""
        found = [b for b in self._baselines if start <= b[0] and b[1] <= end]
        if found:
            self._base_start, _, self._base_year = found[-1]
            self._base_amount = None
        return bool(found)

    # ---- Figures ----

    def _figure(self, event: re.Match[str], kind: Kind | None) -> None:
        gap_start = self._position
        self._position = event.end()
        gap = self._masked[gap_start : event.start()]
        own_baseline = self._note_baseline(gap_start, event.start())
        mentions = self._subjects.mentions(gap)
        skeleton = list(gap)
        for mention in mentions:
            skeleton[mention.start : mention.end] = NAMED * (mention.end - mention.start)
        plain = "".join(skeleton)
        clauses = split(plain)
        for start, end, before in clauses[:-1]:
            self._pass(plain[start:end], [m for m in mentions if start <= m.start < end], before, gap_start + start)
        start, end, before = clauses[-1]
        self._break(before)
        kind, tail, sign = self._kind(event, kind, plain[start:end])
        if kind is None:
            if gap == "(" and self._bracketed(event):
                return
            if not _COMPLETED.search(tail):
                self._current = self._topic = None
            return
        in_tail = [m for m in mentions if start <= m.start and m.end <= start + len(tail)]
        if self._words.list.search(gap[start : start + len(tail)]):
            self._open(bracket=before == "(")
        inner = kind == "amount" and self._is_baseline_amount(event, gap_start)
        previous = _PREVIOUS.match(gap[start:end].strip()) if kind == "amount" and not inner else None
        if previous and previous["year"] != str(self.year):
            self._previous(previous, event)
            return
        topic = self._subjects.beside(tail, in_tail, start) if in_tail else None
        if self.final and kind == "amount" and not inner and _BUDGETED.search(gap[start:end]):
            if topic is not None:
                self._topic, self._current, self._topic_start = topic, None, gap_start + start
            return
        draft = None if in_tail and topic is None else self._target(kind, tail, topic, gap_start + start, event, inner=inner)
        if inner:
            self._base_amount, self._base_at = money(event), event.start()
            return
        value = decimal(event["number"]) if event["number"] else None
        listed = bool(self._parts)
        if kind == "amount" and listed and (printed := money(event).yuan) is not None:
            self._parts[-1].amounts.append(printed)
        if draft is None or not self._fill(draft, kind, value, sign, event, own_baseline):
            self.undecided += kind in {"amount", "change"}
            if draft is None or not listed:
                self._current = self._topic = None

    def _bracketed(self, event: re.Match[str]) -> bool:
        """减少1.00万元（7.69%）: the percentage of the change right before it."""
        draft = self._current
        if draft is None or draft.change is None or draft.percent is not None or event["number"].startswith("-"):
            return False
        draft.percent = decimal(event["number"]) * (-1 if draft.direction == "decrease" else 1)
        draft.end = event.end()
        return True

    def _kind(self, event: re.Match[str], kind: Kind | None, tail: str) -> tuple[Kind | None, str, int]:
        """What the figure is, the text before it without the word that says so, and the sign of a change."""
        if kind == "maintain":
            softened = ending(_SOFTENED, tail)
            return kind, tail[: softened.start()] if softened else tail, 0
        if share := _SHARE.search(tail):
            return ("share" if event["percent"] else None), tail[: share.start()], 0
        verb = self._words.verb.search(tail)
        if verb and tail[verb.start() - 1 : verb.start()] != "增" and not (verb["verb"] == "减" and tail[: verb.start()].endswith("增")):
            sign = 1 if verb["verb"] in self._words.increase else -1
            return ("percent" if event["percent"] else "change"), tail[: verb.start()], sign
        if verb:  # 增减0万元
            return ("percent" if event["percent"] else "change"), tail[: verb.start()].removesuffix("增"), 0
        if event["percent"]:
            return None, tail, 0
        return "amount", re.sub(rf"(?:{self._words.any_verb})(?:到|至|为)$", "", tail), 0

    def _is_baseline_amount(self, event: re.Match[str], gap_start: int) -> bool:
        """较上年1065.22万元增加…: the amount right after 较上年 and right before a word of change."""
        if not any(gap_start <= start and end == event.start() for start, end, _ in self._baselines):
            return False
        follows = rf"\s?(?:,?相比|,?对比)?,?(?:基本)?(?:{self._words.any_verb}|{self._words.maintain})"
        return re.match(follows, self._folded[event.end() :]) is not None

    def _previous(self, printed: re.Match[str], event: re.Match[str]) -> None:
        """上年预算数8万元, after the amount of this year."""
        year = int(printed["year"]) if printed["year"] else (self.year - 1 if self.year else None)
        draft = self._current
        if draft is None or draft.amount is None or draft.baseline is not None:
            self.undecided += 1
            return
        draft.baseline, draft.baseline_year, draft.end = money(event), year, event.end()

    def _target(self, kind: Kind, tail: str, topic: Topic | None, start: int, event: re.Match[str], *, inner: bool) -> Draft | None:
        """The claim that a figure belongs to: of the subject beside it, or the one it goes on with."""
        if self._other_year(event.start()):
            return None
        inside = bool(self._parts)
        if topic is not None:
            return self._begin(topic, start, event, inside)
        if not self._subjects.clear.fullmatch(tail):
            return None
        if kind not in {"amount", "share"} and self._parts:
            whole = self._of_whole()
            if whole is False:
                return None
            if whole is not None:
                self._parts.pop()
                self._current = whole
        if self._current is not None:
            return self._current
        if self._topic is None:
            return None
        named = start if self._topic_start is None else self._topic_start
        return self._begin(self._topic, named, event, inside)

    def _of_whole(self) -> Draft | Literal[False] | None:
        """Does a change after a list of parts belong to the whole? None: to the last part; False: it cannot be told."""
        parts = self._parts[-1]
        whole = parts.whole.amount if parts.whole else None
        complete = whole is not None and len(parts.amounts) >= 2 and sum(parts.amounts) == whole.yuan
        if not complete or parts.moved or parts.whole is None:
            return None
        return False if parts.semicolons else parts.whole

    def _begin(self, topic: Topic, start: int, event: re.Match[str], inside: bool) -> Draft:
        draft = Draft(topic.subject, start, event.end(), self._sentence, inside, topic.function_code, topic.function_name, topic.nature)
        self.drafts.append(draft)
        self._current, self._topic, self._topic_start = draft, topic, None
        return draft

    def _fill(self, draft: Draft, kind: Kind, value: Decimal | None, sign: int, event: re.Match[str], own_baseline: bool) -> bool:
        """Put the figure where it belongs. False where that place is taken or the sign cannot be told."""
        if kind == "amount":
            if draft.amount is not None:
                return False
            draft.amount = money(event)
        elif kind == "share":
            if draft.share is not None:
                return False
            draft.share = value
        elif kind == "maintain":
            if event["word"] in self._words.needs_baseline and not own_baseline and self._base_amount is None:
                return False
            for one in self._all_meant(draft, event):
                if one.direction is None:
                    one.direction = "maintain"
                    self._compare(one, event)
        else:
            if value is None or (value and not sign) or (value < 0 and sign < 0):
                return False
            taken = draft.change if kind == "change" else draft.percent
            if taken is not None:
                return False
            if kind == "change":
                amount = money(event)
                size = abs(amount.yuan or Decimal(0))
                draft.change = Money(size.copy_sign(value * sign) if value else Decimal(0), amount.text, amount.unit, "printed")
            else:
                draft.percent = value * sign if value else Decimal(0)
            if draft.direction is None:
                draft.direction = "maintain" if not value else "increase" if value * sign > 0 else "decrease"
            self._compare(draft, event)
        if kind not in {"amount", "share"} and self._parts and draft.inside:
            self._parts[-1].moved = True
        draft.end = max(draft.end, event.end())
        return True

    def _all_meant(self, draft: Draft, event: re.Match[str]) -> list[Draft]:
        """（其中：…）均与2020年度持平 is said of all of them."""
        back = self._folded[max(0, event.start() - 24) : event.start()]
        same = [d for d in self.drafts if d.sentence == draft.sentence and d.direction is None]
        return same if re.search(r"[),]\s?[均都]", back) and draft in same else [draft]

    def _compare(self, draft: Draft, event: re.Match[str]) -> None:
        if draft.baseline_year is None and self._base_start is not None:
            draft.baseline_year = self._base_year
            reach = self._base_start, max(self._base_start, draft.start)
            if not re.search(r"[。;]", self._folded[slice(*reach)]) and not self._event.search(self._masked, *reach):
                draft.start = min(draft.start, self._base_start)
        if draft.baseline is None and self._base_amount is not None and draft.start <= self._base_at:
            draft.baseline = self._base_amount
        self._base_amount = None
        draft.end = max(draft.end, event.end())

    # ---- What stands between figures ----

    def _pass(self, clause: str, mentions: list[Mention], before: str, at: int) -> None:
        """A clause without a figure: it may name the topic, open a list, say what money is used for, or end what can go on."""
        self._break(before)
        plain = clause.replace(NAMED, BLANK)
        if self._words.list.search(clause) and self._current is not None and not mentions:
            self._open(bracket=before == "(")
            self._usage = self._usage or self._words.usage.match(plain) is not None
            return
        subjects = {(m.topic.subject, m.topic.function_name) for m in mentions}
        clear = self._subjects.clear.fullmatch(plain) is not None
        if len(subjects) == 1 and (clear or (self._words.negation.search(plain) and not self._words.usage.match(plain))):
            self._topic, self._current, self._topic_start = mentions[-1].topic, None, at
        elif self._words.usage.match(plain):
            self._usage = True
        elif not clear and not self._usage:
            self._topic = self._current = None

    def _break(self, before: str) -> None:
        """What a separator ends."""
        if before and before in "。!?":
            self._end_sentence()
        elif before == ";":
            self._usage = False
            if len(self._parts) > 1:
                self._parts.pop()
            if self._parts:
                self._parts[-1].semicolons += 1
        elif before == ")" and self._parts and self._parts[-1].bracket:
            self._current = self._parts.pop().whole

    def _end_sentence(self) -> None:
        """What a sentence that names nothing itself goes on with is the one subject of the sentence before."""
        heads = [d for d in self.drafts if d.sentence == self._sentence and not d.inside]
        self._sentence += 1
        self._usage = False
        self._parts.clear()
        if not heads:
            return
        amounts = {d.subject: d.amount.yuan for d in heads if d.amount}
        if len({(d.subject, d.function_name) for d in heads}) == 1:
            self._current = heads[-1]
        elif {d.subject for d in heads} == set(amounts) == {"income_total", "expenditure_total"} and len(set(amounts.values())) == 1:
            self._current, self._topic, self._topic_start = None, Topic("income_and_expenditure"), None
        else:
            self._current = self._topic = None

    def _open(self, *, bracket: bool) -> None:
        whole = self._current
        if whole is not None and (not self._parts or self._parts[-1].whole is not whole):
            self._parts.append(Parts(whole, bracket=bracket))

    def _other_year(self, position: int) -> bool:
        """The sentence speaks of another year than the document's."""
        if self.year is None:
            return False
        start = max((m.end() for m in STOP.finditer(self._masked, 0, position)), default=0)
        years = re.findall(r"(?<!\d)(\d{4})\s?年", self._masked[start:position])
        before = self._masked[start:position]
        return bool(years and int(years[-1]) != self.year) or bool(re.search(r"(?:上年|去年|上一年度)(?!结转|结余)[^,。;]{0,12}$", before))

    # ---- Reasons ----

    def _reason(self, event: re.Match[str]) -> int:
        """Give the reason to the change before it; where reading goes on."""
        prefix = self._masked[self._position : event.start()]
        draft = self._current
        moved = draft is not None and draft.moved and draft.reason is None
        if event["weak"] and (not moved or (STOP.search(prefix) and prefix.strip(" ,。"))):
            return event.end()
        end = self._reason_end(event.end())
        reason = self.text[event.end() : end].strip(" :：,，。;；")
        self._position = end
        if draft is None or not moved or len(reason) < 2 or _AGAINST_BUDGET.search(prefix):
            return end
        clause = SEPARATOR.split(prefix)[-1]
        pair = {"income_total", "expenditure_total"}
        both = "收" in clause and "支" in clause
        for one in self.drafts:
            alike = one.change is not None and draft.change is not None and one.change.yuan == draft.change.yuan
            twin = {one.subject, draft.subject} == pair and (both or (alike and one.sentence == draft.sentence))
            if one.moved and one.reason is None and (one is draft or twin):
                one.reason, one.end = reason, end
        return end

    def _reason_end(self, start: int) -> int:
        """The end of the sentence; a numbered list (1、…。2、…。) goes on, a part that is a claim of its own does not belong."""
        numbered = _LIST_MARK.match(self._folded[start:].lstrip(" :,")) is not None
        position, depth = start, 0
        while (stop := _END.search(self._masked, position)) is not None:
            position = stop.end()
            if stop[0] == "(":
                depth += 1
            elif stop[0] == ")":
                if not depth:
                    return stop.start()
                depth -= 1
            elif numbered and _LIST_MARK.match(self._folded[position:]):
                continue
            elif stop[0] == "," or stop[0] == ",其中" or stop[0] == ";":
                if self._starts_claim(position):
                    return stop.start()
            else:
                return stop.start()
        return len(self._folded)

    def _starts_claim(self, position: int) -> bool:
        """Does a subject with its figure stand here?"""
        if (mark := _LIST_MARK.match(self._folded[position:])) is not None:
            position += mark.end()
        event = self._event.search(self._masked, position)
        if event is None or event["reason"] or event["weak"] or event.start() - position > 80:
            return False
        gap = self._masked[position : event.start()]
        mentions = self._subjects.mentions(gap)
        if not mentions or re.search(r"[;。]", gap):
            return False
        rest = self._words.verb.sub("", gap[mentions[0].end :])
        left = gap[: mentions[0].start]
        return self._subjects.clear.fullmatch(left) is not None and self._subjects.clear.fullmatch(rest) is not None
