"""Floors, ceilings and standards of money (下限、上限、标准) wherever they stand in running text.

`县级信访救助专项资金每年不少于50万元`, `最高不超过2万元`, `580元/人·天`, `省级财政承担60%`. What is merely similar is left alone: a
target (增收不低于1000元), a threshold (50万元以上通用设备), a printed amount. A norm is of money that is given or spent, so its
words name such money, or the amount is for one of something.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from ingest.funding.amounts import amounts
from ingest.funding.bounds import bounded_shares
from ingest.funding.context import TIER, case_of, legal_basis
from ingest.funding.grammar import Sentence, sentences
from ingest.funding.per_units import COUNTERS
from ingest.funding.shares import ABOUT_ELSE, ABOUT_MONEY, DIVIDED_INCOME, find_rules
from ingest.funding.stated import Stated, clause_start
from ingest.values.text import Folded, fold_value
from ingest.words.level_labels import Publisher, bearer, kinds
from ingest.words.text import ending
from ontology.funding import Applicability, FundingNorm
from ontology.records import Level, Source

#: What stands before and behind the words that name the money.
_BEFORE_SUBJECT = re.compile(r".*[》)\"“”〉](?=[^》)]{2})|(?:等?(?:通知|文件|规定|要求|精神)*(?:明确|规定|要求|提出)?|其中|对|按照?|并|由)")
_BEHIND_SUBJECT = re.compile(rf"(?:每年|每(?:{COUNTERS})|[人生户亩]均|为|是|按照?|达到?|[:,、]|提高到|调整为)+$")


@lru_cache(maxsize=4096)
def find_norms(text: str, source: Source, *, publisher_level: Level | None, division: str | None = None) -> tuple[FundingNorm, ...]:
    """All floors, ceilings and standards that `text` states, in order; `source` is where it stands."""
    if not re.search(r"元|[%％成/半]|分之|全额|全部", text):
        return ()
    publisher: Publisher = (publisher_level, division)
    if "\t" in text:
        cells = text.split("\t")
        return tuple(n for cell in cells for n in find_norms(cell, source, publisher_level=publisher_level, division=division))
    folded = fold_value(text)
    taken = [rule.span for rule in find_rules(text, publisher_level=publisher_level, division=division)]
    found: list[Stated] = []
    for sentence in sentences(folded.text):
        found += amounts(folded.text, sentence)
        found += bounded_shares(folded.text, sentence)
        found += _shares(folded.text, sentence, taken)
    unique = {(one.start, one.end): one for one in sorted(found, key=lambda one: (one.start, one.end))}
    return tuple(_norm(folded, one, source, publisher) for one in unique.values())


def _shares(text: str, sentence: Sentence, taken: list[tuple[int, int]]) -> Iterator[Stated]:
    """The share of one level where the others' are not printed: 中央财政承担80%."""
    done = list(taken)
    for single in sentence.singles():
        if any(left < single.end and single.start < right for left, right in done):
            continue
        begin = clause_start(text, sentence.start, single.start)
        tier = TIER.search(text, sentence.start, single.start)
        about = text[min(begin, single.label[0]) : min(single.end + 12, sentence.end)]
        borne = single.case and re.search("承担|负担|分担", text[min(single.label[0], single.start) : single.end])
        money = (
            ABOUT_MONEY.search(text, sentence.start, sentence.end if single.case else single.end)
            or ABOUT_MONEY.search(about)
            or tier
            or single.whole
            or borne
        )
        if (
            DIVIDED_INCOME.search(about)
            or not money
            or (ABOUT_ELSE.search(about) and not re.search(r"资金|经费|财政|费用|支出责任", about))
        ):
            continue
        done.append((single.start, single.end))
        unit = single.case or (tier.span() if tier else None)
        start = min(begin, single.start)
        yield Stated("standard", start, max(single.label[1], start), single.end, share=single.share, label=single.label, unit=unit)


def _subject(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words stand that name the money: 县级信访救助专项资金 of 《…》(…号)通知明确县级信访救助专项资金每年不少于…."""
    for _ in range(3):
        if before := _BEFORE_SUBJECT.match(text, start, end):
            start = before.end()
    behind = ending(_BEHIND_SUBJECT, text, start, end)
    return start, behind.start() if behind else end


def _norm(folded: Folded, found: Stated, source: Source, publisher: Publisher) -> FundingNorm:
    text = folded.text
    who = bearer(text, found.label, [kinds(text, *found.label)], publisher) if found.label else None
    basis, year = legal_basis(text, found.start, found.end)
    unit = folded.printed(*found.unit) if found.unit else None
    start, stop = _subject(text, found.start, found.subject_end)
    return FundingNorm(
        kind=found.kind,
        text=folded.printed(start, found.end),
        subject=folded.printed(start, stop) or None,
        amount=found.amount,
        share=found.share,
        per=found.per,
        levels=who.levels if who else (),
        level_label=folded.printed(*found.label) if found.label else None,
        level_resolution=who.resolution if who else None,
        basis=basis,
        year=year,
        sources=(source,),
        applies=case_of(unit, publisher, whole=True) if unit else Applicability(),
    )
