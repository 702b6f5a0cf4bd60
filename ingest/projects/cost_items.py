"""Breakdowns (测算明细) in a project's running text: numbered lists, lists after 其中 or 包括, products and unit prices.

Taken is only what says for what this project's money of this year is spent: two labelled amounts in one list, or one
label with a product or a price for one of something. Other years, fund sources (中央资金…), benefits (增收…) and
limits (不超过…) are left alone, and so is a single amount that only says again what the project has.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from ingest.projects.cost_clauses import Draft, heading_of, pieces, read_clause
from ingest.projects.cost_figures import amount_of, any_money, clean_label, fold_costs, money_pattern, quantities_in
from ingest.projects.cost_words import ANNOUNCED, APART, BENEFIT, CUE, EXPENSE, FUND, MAINLY, OF_WHICH, STRUCTURE, TOTAL, other_year
from ingest.words.list_marks import numbered
from ontology.costs import CostBreakdown, CostItem, same_unit
from ontology.money import Money
from ontology.records import Source

MAX_TEXT = 6000
"""Longer texts are read up to here: no overview is that long, and reading grows with the text."""
_AND_SO_ON = re.compile(r"^(?:左右|元|\([^)]*\))*等")
_ONE_AMOUNT = re.compile(rf"[^,;:。\d]{{2,40}}{money_pattern.pattern}")
_EXAMPLE_END = re.compile(r"其中|包括")


@dataclass(slots=True)
class _List:
    items: list[Draft] = field(default_factory=list)
    total: Money | None = None
    open_ended: bool = False
    cued: bool = False


class _Passage:
    def __init__(self, text: str, year: int | None, announced: bool) -> None:
        self.printed, self.text = fold_costs(text[:MAX_TEXT])
        self.year = year
        self.announced = announced

    def lists(self) -> list[_List]:
        self.text = _joined(self.text)
        marks = numbered(self.text)
        if marks:
            starts = [m.start for m in marks]
            found = self._numbered(marks[0].start, [(m.end, e) for m, e in zip(marks, [*starts[1:], len(self.text)], strict=True)])
            if found is not None:
                return [*self._sentences(0, marks[0].start), found]
        return self._sentences(0, len(self.text))

    # ---- Numbered lists ----

    def _numbered(self, start: int, segments: Sequence[tuple[int, int]]) -> _List | None:
        done = _List(cued=True)
        for number, (begin, end) in enumerate(segments):
            if number == len(segments) - 1:
                end = self._last_end(begin, end)
                done.total = self._total_in(end, segments[-1][1])
            text = self.text[begin:end]
            if STRUCTURE.search(text):
                return None
            if not self._apart(text.split("。")[0]) and (item := self._segment(begin, end)) is not None:
                if FUND.fullmatch(item.label):
                    return None
                done.items.append(item)
                done.open_ended = number == len(segments) - 1 and "等" in text and bool(re.search(r"[\d元)]等", text))
        said = [i for i in done.items if i.said]
        if len(said) < 2 and not (said and said[0].sure):
            return None
        if done.total is None:
            done.total = self._whole_before(start, done)
        return done

    def _last_end(self, begin: int, end: int) -> int:
        """The last item ends with the sentence of its amount; what follows is about the list."""
        money = any_money.search(self.text, begin, end)
        stop = self.text.find("。", money.end() if money else begin, end)
        return end if stop < 0 else stop

    def _segment(self, begin: int, end: int) -> Draft | None:
        """One numbered item: its first amount counts, what comes after says how it was worked out."""
        inner = numbered(self.text[begin:end])
        head_end = begin + inner[0].start if inner else end
        which, listed = self._listed_parts(begin, head_end)
        body_end = which if which is not None else head_end
        item: Draft | None = None
        for draft in self._chain(begin, body_end, numbered=True).items:
            if item is None:
                item = draft
            elif not draft.label and not draft.amount:
                item.price, item.factors = item.price or draft.price, item.factors or draft.factors
        if item is None:
            label, quantities = clean_label(self.text[begin:head_end])
            item = Draft(label, quantities=quantities, start=begin)
        item.end = end
        if item.heading:
            item.label = item.heading
        if item.amount is not None and item.price is None:
            money = any_money.search(self.text, begin, body_end)
            rest = self.text[money.end() if money else begin : body_end]
            stop = _EXAMPLE_END.search(rest)
            found = quantities_in(rest[: stop.start()] if stop else rest)
            item.quantities = tuple(dict.fromkeys((*item.quantities, *found)))
        if inner:
            ends = [*(begin + m.start for m in inner[1:]), end]
            parts = [p for m, e in zip(inner, ends, strict=True) if (p := self._segment(begin + m.end, e)) is not None and p.said]
            item.parts = parts if len(parts) >= 2 else []
        else:
            item.parts = listed
        return item if item.label and item.said else None

    def _listed_parts(self, begin: int, end: int) -> tuple[int | None, list[Draft]]:
        """Where the parts of an item begin (其中…), and the parts where they are a list."""
        which = OF_WHICH.search(self.text, begin, end)
        if which is None or not any_money.search(self.text, begin, which.start()):
            return None, []
        parts = [d for d in self._chain(which.end(), end).items if d.amount is not None and d.label]
        if len(parts) >= 2:
            return which.start(), parts
        return (which.start() if _EXAMPLE_END.search(which[0]) else None), []

    # ---- Sentences ----

    def _sentences(self, begin: int, end: int) -> list[_List]:
        done: list[_List] = []
        for match in re.finditer(r"[^。!?]+", self.text[begin:end]):
            start, stop = begin + match.start(), begin + match.end()
            if done and done[-1].total is None and not done[-1].open_ended and (total := self._total_in(start, stop)) is not None:
                done[-1].total = total
            elif any_money.search(match[0]) and not STRUCTURE.search(match[0]) and (found := self._sentence(start, stop)) is not None:
                if found.total is None:
                    found.total = self._whole_before(start, found)
                done.append(found)
        return done

    def _sentence(self, begin: int, end: int) -> _List | None:
        segments = pieces(self.text, begin, end, ";")
        headed = [heading_of(self.text[a:b]) for a, b in segments]
        by_heading = len(segments) >= 2 and all(headed)
        done, heads = _List(), []
        for a, b in segments:
            which = OF_WHICH.search(self.text, a, b)
            head = self._chain(a, which.start(), numbered=by_heading) if which and any_money.search(self.text, a, which.start()) else None
            if which is None or head is None:
                chain = self._chain(a, b, numbered=by_heading, before=len(done.items))
                done.items += chain.items
                done.total = chain.total or done.total
            else:
                if self._governs_nothing(self.text[a : which.start()]):
                    return None
                parts = self._chain(which.end(), b)
                whole = head.items[-1] if head.items else Draft(amount=head.total or self._last_money(a, which.start()))
                whole.parts = parts.items
                heads.append(whole)
                done.items += [*head.items[:-1], whole]
                done.total = parts.total or done.total
                done.open_ended |= bool(MAINLY.match(which[0]))
            done.open_ended |= bool(_AND_SO_ON.match(self.text[self._last_figure(a, b) : b]))
        done.cued = self.announced or bool(CUE.search(self.text, begin, end))
        self._put_heads(done, heads)
        if by_heading:
            for item in done.items:
                item.label = item.heading or item.label
        for item in done.items:
            item.label = item.heading if item.heading.endswith(item.label) else item.label  # 办公用房租金：…租金每平方米35元
        if any(FUND.fullmatch(i.label) for i in done.items):
            return None
        done.items = [i for i in done.items if i.label and i.said]
        return done if self._accepted(begin, done) else None

    @staticmethod
    def _put_heads(done: _List, heads: Sequence[Draft]) -> None:
        """One amount before 其中 is the whole of the list; several are items with parts."""
        for head in heads:
            parts = [p for p in head.parts if p.label and p.said]
            siblings = [i for i in done.items if i is not head and i.label and i.said]
            if len(parts) >= 2 and siblings and head.label and head.amount:
                head.parts = parts
                continue
            place = done.items.index(head)
            done.items[place : place + 1] = parts
            head.parts = []
            if head.amount is not None:
                done.total = done.total or head.amount
            elif head.price is not None and head.price.per == "年" and len(parts) >= 2:  # 合同金额98万元/年
                done.total = done.total or head.price.price
            elif head.label and head.sure:  # what a price is made up of is no amount: 450元/人·天，其中住宿费180元
                done.items[place : place + len(parts)] = [head]

    def _accepted(self, begin: int, done: _List) -> bool:
        with_amount = [i for i in done.items if i.amount is not None]
        sure = [i for i in done.items if i.sure]
        made_up = done.total is not None and done.total.yuan == sum((i.amount.yuan or 0 for i in with_amount if i.amount), Decimal(0))
        made_up = made_up or self._whole_before(begin, done) is not None or any(i.amount is not None for i in sure)
        if len(with_amount) >= 2 and (done.cued or made_up or all(EXPENSE.search(i.label) for i in with_amount)):
            return True
        done.items = sure
        if len(with_amount) > len([i for i in sure if i.amount is not None]):
            done.total = None
        return bool(sure)

    def _chain(self, begin: int, end: int, *, numbered: bool = False, before: int = 0) -> _List:
        """Clauses from left to right: one with a label starts an item, one without goes on with it."""
        done = _List()
        current = Draft(start=begin, end=begin)
        waiting: Draft | None = None
        other = False
        for a, b in pieces(self.text, begin, end, ",、"):
            clause = self.text[a:b]
            if (past := other_year(clause, self.year)) is not None:
                other = past
            if other or BENEFIT.search(clause):
                continue
            draft, whole = read_clause(self.text, a, b)
            if draft is None:
                continue
            if whole is not None and TOTAL.match(clause.lstrip(",、:")) and before + len(done.items) + current.said >= 2:
                done.total = whole
                continue
            if current.price is not None and current.amount is None and not draft.said and _counts_for(draft, current):
                waiting = draft  # 500元/亩，造林2000亩，共需100万元: the count belongs to the price if an amount follows
                continue
            if waiting is not None and draft.amount is not None and not draft.label:
                current.count(waiting)
            waiting = None
            if current.price is not None and current.amount is None and draft.price is None and _counts_for(draft, current):
                draft.label = ""  # 每村8万元，全镇18个村共144万元
            if current.amount is None and draft.amount is not None and draft.price is None and _names_whole(draft, current):
                current.label, draft.label = draft.label, ""
            if draft.price is not None and not current.said and current.heading and _counts_for(current, draft):
                draft.count(current)
            if not current.said and not draft.said and current.label and len(draft.label) <= 2:
                draft.label = ""  # 会议1次，会期2天，参会150人
            if draft.label and (not numbered or not current.label or current.said):
                if current.said:
                    done.items.append(current)
                elif current.heading and not draft.heading:
                    draft.heading = current.heading
                current = draft
            else:
                if draft.amount is not None and current.amount is not None:
                    continue
                current.amount, current.worked = current.amount or draft.amount, current.worked or draft.worked
                if current.price is None or (draft.factors and not current.factors):
                    current.price, current.factors = draft.price or current.price, draft.factors
                current.count(draft)
                current.end = b
        if current.said:
            done.items.append(current)
        return done

    # ---- Wholes ----

    def _total_in(self, begin: int, end: int) -> Money | None:
        """The amount of a sentence that says what the list before comes to."""
        match = TOTAL.search(self.text, begin, end)
        money = money_pattern.search(self.text, match.end(), end) if match else None
        return amount_of(money) if money and match and money.start() - match.end() <= 6 else None

    def _whole_before(self, start: int, found: _List) -> Money | None:
        """An amount printed before the list that its items make up to the last digit."""
        amounts = [i.amount.yuan for i in found.items if i.amount is not None and i.amount.yuan is not None]
        if len(amounts) < 2:
            return None
        whole = sum(amounts, Decimal(0))
        before = (amount_of(m) for m in money_pattern.finditer(self.text, 0, start + 1))
        in_sentence = (amount_of(m) for m in money_pattern.finditer(self.text, start, found.items[0].start))
        return next((m for m in (*before, *in_sentence) if m.yuan == whole), None)

    def _last_money(self, begin: int, end: int) -> Money | None:
        found = [amount_of(m) for m in any_money.finditer(self.text, begin, end)]
        return found[-1] if found else None

    def _last_figure(self, begin: int, end: int) -> int:
        return max((m.end() for m in any_money.finditer(self.text, begin, end)), default=end)

    # ---- Helpers ----

    def _apart(self, text: str) -> bool:
        return other_year(text, self.year) is True or bool(BENEFIT.search(text))

    def _governs_nothing(self, head: str) -> bool:
        """The amount before 其中 is of another year or no money of the project, so its parts are none either."""
        last = re.split(r"[,;]", head.rstrip(",;:"))[-1]
        return self._apart(last) or bool(APART.search(head))


def _names_whole(draft: Draft, priced: Draft) -> bool:
    """养护单价8元/平方米，年度养护费280万元: the second names what the first is the price of."""
    return priced.price is not None and bool(priced.label) and priced.label in draft.label and not re.search(r"\d", draft.label)


def _joined(text: str) -> str:
    """Short sentences of one amount each, one after the other, are one list: 安排维修费4万元。安排培训费3万元。"""
    sentences = [(m.start(), m.end()) for m in re.finditer(r"[^。]+", text)]
    for (begin, end), (after, last) in pairwise(sentences):
        if after == end + 1 and all(_ONE_AMOUNT.fullmatch(text[a:b]) for a, b in ((begin, end), (after, last))):
            text = f"{text[:end]};{text[after:]}"
    return text


def _counts_for(draft: Draft, priced: Draft) -> bool:
    """Whether a clause counts what a price is for one of."""
    per = priced.price.per if priced.price else None
    return per is not None and any(same_unit(q.unit, unit) for q in draft.quantities for unit in per.split("·"))


def breakdowns(text: str, source: Source, year: int | None) -> tuple[CostBreakdown, ...]:
    """The breakdowns of one passage. `year`: the fiscal year, so that other years' money is left alone.

    Where the heading above the passage announces a list (资金分配情况, 测算依据), its items need no such word in it.
    """
    if not any_money.search(fold_costs(text[:MAX_TEXT])[1]):
        return ()
    passage = _Passage(text, year, bool(source.heading and ANNOUNCED.search(source.heading[-1])))
    return tuple(
        CostBreakdown(
            tuple(_item(i, passage.printed, source) for i in found.items if i.said),
            replace(source, rule="overview/breakdown"),
            found.total,
            found.open_ended,
        )
        for found in passage.lists()
    )


def _item(draft: Draft, printed: str, source: Source) -> CostItem:
    own = replace(source, rule="overview/cost-item", text=printed[draft.start : draft.end].strip("；;，,。、 "))
    return CostItem(
        label=draft.label,
        source=own,
        amount=draft.amount,
        price=draft.price,
        factors=draft.factors,
        quantities=draft.quantities,
        parts=tuple(_item(p, printed, source) for p in draft.parts if p.said),
    )
