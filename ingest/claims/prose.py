"""What running text says of figures (文字陈述, 财预〔2016〕143号): how much, how it changed against which year, and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.blocks import Heading, Paragraph
from ingest.claims.drafts import NATURES, Draft
from ingest.claims.scan import Scan
from ingest.claims.subjects import Subjects
from ingest.claims.text import folded
from ingest.tables.ledger import Ledger
from ingest.words.text import has_cjk, is_blank, tidy
from ontology.money import UNITS, Money
from ontology.records import Claim, Source

_FINISHED = re.compile(r"[。；;：:！!？?]\s*$")
_STARTS_ANEW = re.compile(
    r"^\s*(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[一二三四五六七八九十]{1,3}[、.]|[①-⑳]|注|备注|附|表|单位|部门名称|第[一二三四五六七八九十]+部分)"
)
_ASKS_WHY = re.compile(r"原因(?:是|为|如下|有)?[:：]?\s*$")
_ITEM = re.compile(r"^\s*(?:[（(]?\d{1,2}[)）、.．]|[一二三四五六七八九]是|[①-⑳])")
_MONEY = re.compile(r"\d\s*(?:亿元|万元|元)")
_FIGURE = re.compile(r"\d\s*(?:亿元|万元|元|%|％)|持平|相同|一致|增减|变化|不变|变动")
_LEAD = re.compile(
    r"^[\s，,；;。：:、]*(?:(?:[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．](?!\d)|[一二三四五六七八九十]{1,2}、|[①-⑳])\s*)?(?:其中[：:，,]?|(?:主要)?包括[：:]?|[和及])?"
)
_LABELLED_PROJECT = re.compile(r"^[（(]?[一二三四五六七八九十\d]*[)）、.．]?\s*(?:项目名称|预算安排规模|资金分配)")
_TERMS = re.compile(r"名词解释|绩效评价|国有资产|固定资产|车辆")
_PERFORMANCE = re.compile(r"绩效")
_MANAGED = re.compile(
    r"(?:涉及(?:到)?|绩效(?:目标)?(?:管理)?的)(?:项目)?(?:的)?(?P<kind>(?:财政性?|预算|一般公共预算|政府性基金|当年|拨款|项目|支出|资金|金额|总额|合计|共计){0,6}?)"
    r"(?:共|为|约)?(?P<number>\d[\d,]*(?:\s?\.\s?\d+)?)\s?(?P<unit>亿元|万元|元)"
)
_DIVIDED = frozenset({"basic", "basic_staff", "basic_public", "project", "functional_class"})
"""Subjects that a heading (一般公共预算基本支出情况说明) limits to one fund nature."""
MAX_TEXT = 4000
"""Longer paragraphs are read up to here: no 说明 is that long, and reading grows with the text."""


@dataclass(frozen=True, slots=True)
class ProseClaims:
    claims: tuple[Claim, ...]
    undecided: int
    """Amounts in the text of which it could not be told what they are about."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of running text, or a cell that holds one."""

    text: str
    source: Source


def claims_in_prose(
    passages: Sequence[Passage], year: int | None, functions: Mapping[str, str], agency: str, *, final: bool = False
) -> ProseClaims:
    """Claims of the document's running text, in its order. `functions`: names of functional classes → code."""
    subjects = Subjects(functions, agency)
    claims: list[Claim] = []
    undecided = 0
    for passage in passages:
        heading = passage.source.heading[-1] if passage.source.heading else ""
        if not _FIGURE.search(folded(passage.text)) or _TERMS.search(heading) or _LABELLED_PROJECT.match(passage.text):
            continue
        if _PERFORMANCE.search(heading) or re.search(r"绩效(?:目标)?(?:管理|评价|自评)", passage.text):
            managed = list(_managed(passage, year))
            claims += managed
            undecided += len(_MONEY.findall(folded(passage.text))) - len(managed)
            continue
        named = [m.topic for m in subjects.mentions(folded(heading))]
        natures = {t.subject for t in named} & NATURES
        nature = natures.pop() if len(natures) == 1 else None
        scan = Scan(passage.text, year, named[-1] if len({t.subject for t in named}) == 1 else None, subjects, final=final)
        claims += (_claim(draft, passage, nature) for draft in scan.read())
        undecided += scan.undecided
    return ProseClaims(tuple(claims), undecided)


def passages(blocks: Sequence[Heading | Paragraph], sha256: str) -> list[Passage]:
    """Paragraphs with the headings above them; one that a page break cut in two is put together."""
    done: list[Passage] = []
    headings: list[Heading] = []
    whole = True
    for block in blocks:
        text = tidy(block.text)
        if isinstance(block, Heading) and not _MONEY.search(text):
            headings = [h for h in headings if h.level < block.level] + [block]
            whole = True
            continue
        end = block.line_end if isinstance(block, Paragraph) else block.line_start
        before = done[-1] if done and not whole else None
        if before is not None and len(before.text) + len(text) < MAX_TEXT and _goes_on(before.text, text):
            glue = "" if has_cjk(before.text[-1:]) or has_cjk(text[:1]) or not before.text[-1:].isalnum() else " "
            done[-1] = Passage(before.text + glue + text, replace(before.source, line_end=end))
        else:
            above = tuple(tidy(h.text) for h in headings)
            done.append(Passage(text[:MAX_TEXT], Source(sha256, "prose/claim", text, block.line_start, end, block.page, heading=above)))
        whole = False
    return done


def passages_in_cells(ledger: Ledger) -> list[Passage]:
    """Running text that a form prints in a cell of its own: the only text of its row, with sentences and figures."""
    found = []
    for row in ledger.table.rows:
        filled = [cell for cell in row if not is_blank(cell.text)]
        if len(filled) == 1 and len(filled[0].text) >= 30 and "。" in filled[0].text and _MONEY.search(filled[0].text):
            found.append(Passage(tidy(filled[0].text)[:MAX_TEXT], replace(ledger.source(filled[0], "claim"), rule="prose/claim")))
    return found


def _goes_on(before: str, text: str) -> bool:
    """A sentence cut by a page break, or the numbered reasons below 主要原因：."""
    if _ASKS_WHY.search(before) or (
        _ITEM.match(text) and re.search(r"原因(?:是|为|如下|有)?[:：]?\s*(?:[（(]?1|一是|①)[^。]*。?[^。]*$", before)
    ):
        return _ITEM.match(text) is not None or not _STARTS_ANEW.match(text)
    return len(before) >= 20 and not _FINISHED.search(before) and not _STARTS_ANEW.match(text) and _FIGURE.search(before + text) is not None


def _claim(draft: Draft, passage: Passage, above: str | None) -> Claim:
    text = _LEAD.sub("", passage.text[draft.start : draft.end], count=1).strip()
    nature = draft.nature or (above if draft.subject in _DIVIDED else None)
    return Claim(
        subject=draft.subject,
        text=text,
        source=replace(passage.source, text=text),
        amount=draft.amount,
        change=draft.change,
        percent=draft.percent,
        direction=draft.direction,
        baseline_year=draft.baseline_year,
        baseline=draft.baseline,
        reason=draft.reason,
        function_code=draft.function_code,
        function_name=draft.function_name,
        share_percent=draft.share,
        nature=nature,
    )


def _managed(passage: Passage, year: int | None) -> Iterator[Claim]:
    """Money under performance management (纳入绩效管理的资金): the first amount of a sentence of this year."""
    for sentence in re.finditer(r"[^。]+", passage.text):
        half = folded(sentence[0])
        found = _MANAGED.search(half)
        years = set(re.findall(r"(\d{4})\s?年", half))
        if found is None or "绩效" not in half or re.search(r"评价|自评", half) or (year is not None and years - {str(year)}):
            continue
        number = re.sub(r"[\s,]", "", found["number"])
        amount = Money(Decimal(number) * UNITS[found["unit"]], number, found["unit"], "printed")
        text = passage.text[sentence.start() : sentence.start() + found.end()].strip()
        nature = next(
            (n for word, n in (("一般公共预算", "general_public_budget"), ("政府性基金", "government_fund")) if word in found["kind"]), None
        )
        yield Claim("performance_managed", text, replace(passage.source, text=text), amount=amount, nature=nature)
