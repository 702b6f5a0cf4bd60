"""What a document that is published should not print: personal data (个人信息), and marks of internal use (内部标记).

One issue a document for each, with how often and where; never a number or a name.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Blocks, Heading, Masked, Paragraph, Table
from ingest.tables.ledger import Ledger
from ingest.words.text import fold
from ingest.words.vocabulary import label_of
from ontology.privacy import MASK, Kind, kinds_masked
from ontology.records import Issue, Source

_KINDS: dict[Kind, str] = {"mobile": "手机号", "identity": "身份证号", "name": "姓名", "landline": "座机号码"}
_NAME = re.compile(r"[\u4e00-\u9fff*×·]{2,4}")
_NUMBER = re.compile(r"\d[\d-]{6,12}")
_DRAFT = r"(?:内部(?:审核|送审|讨论|征求意见)?|审核|送审|报审|报批|征求意见|讨论|未定|初|草|样|过程)稿"
_INTERNAL = r"(?:仅|只|限)?供?(?:本?单位|机关|系统)?内部(?:审核|审阅|审查|使用|参考|传阅|交流|资料|文件|材料)"
_MARK = re.compile(
    rf"[(（【\[<《★]?(?:{_DRAFT}|{_INTERNAL}|(?:仅|只|限)供(?:内部|审核|审阅|审查|送审|参考)|内部|送审|草稿|样稿|样张|征求意见)"
    r"(?:使用|专用)?(?:[,，、;；]?(?:注意保存|注意保密|请勿外传|不得外传|严禁外传|不得公开|请勿公开))?[)）】\]>》★]?"
)
_IN_TITLE = re.compile(rf"[(（【\[]({_DRAFT})[)）】\]]$")
_SHOWN = 20
"""Lines or pages that a message lists."""


@dataclass(frozen=True, slots=True)
class _Place:
    line: int | None
    page: int | None


def personal_issues(blocks: Blocks, ledgers: Iterable[Ledger], sha256: str) -> Iterator[Issue]:
    """What was masked on reading, and what stood beside labels of personal data and was not kept.

    Fixed telephone lines alone are told as information: published office telephones are no personal data.
    """
    found = [*blocks.masked, *(place for ledger in ledgers for place in _unkept(ledger))]
    counts = Counter(kind for place in found for kind in place.kinds)
    lines = counts.pop("landline", 0)
    if counts:
        places = [_Place(m.line, m.page) for m in found if set(m.kinds) - {"landline"}]
        listed = "、".join(f"{name} {counts[kind]}" for kind, name in _KINDS.items() if counts[kind])
        apart = f"；另有座机号码 {lines} 处" if lines else ""
        yield Issue(
            "privacy.personal-data",
            "warning",
            f"文件印有 {counts.total()} 处电话或经办人信息（{listed}），已隐去；{_where(places)}{apart}",
            "请提醒公开单位隐去后重新公开；公开的办公电话不属个人信息",
            _source(places, sha256, "privacy/personal-data", MASK),
        )
    elif lines:
        places = [_Place(m.line, m.page) for m in found]
        text = f"文件印有座机号码 {lines} 处，已隐去；{_where(places)}"
        yield Issue("privacy.office-telephone", "info", text, "", _source(places, sha256, "privacy/office-telephone", MASK))


def _unkept(ledger: Ledger) -> Iterator[Masked]:
    """Names and numbers in cells that are passed over because of their label, as far as they were not masked before."""
    for row in ledger.table.rows:
        for cell in row:
            verdict = ledger.verdicts.get((cell.row, cell.column))
            if verdict is None or not verdict.personal:
                continue
            rest = re.split(r"[:：]", cell.text.replace(MASK, " "))[-1]
            kinds = tuple(kind for word in re.split(r"[\s,，、/;；()（）]+", rest) if (kind := _kind_of(word)))
            if kinds:
                yield Masked(cell.line_start, cell.page or ledger.table.page, kinds)


def _kind_of(word: str) -> Kind | None:
    if _NUMBER.fullmatch(word):
        return next(iter(kinds_masked(word)), "landline")
    return "name" if _NAME.fullmatch(word) and label_of(word) is None else None


def mark_issues(blocks: Blocks, sha256: str) -> Iterator[Issue]:
    """Lines that are nothing but a mark of internal use or of a draft (仅供内部审核, 送审稿), and headings that end in one.

    预算草案 is what a budget is called until the congress has passed it, and no mark.
    """
    found: dict[str, list[_Place]] = {}
    for block in (*blocks.blocks, *blocks.across):
        if isinstance(block, Table):
            for cell in (c for row in block.rows for c in row if len(row) == 1):
                _note_mark(found, cell.text, _Place(cell.line_start, cell.page or block.page))
        else:
            _note_mark(found, block.text, _place(block))
    if not found:
        return
    places = [place for of_mark in found.values() for place in of_mark]
    listed = "、".join(f"“{mark}” {len(of_mark)} 处" for mark, of_mark in found.items())
    yield Issue(
        "document.watermark",
        "warning",
        f"文件印有{listed}，像是内部稿；{_where(places)}",
        "请核对公开的是不是定稿",
        _source(places, sha256, "document/watermark", next(iter(found))),
    )


def _note_mark(found: dict[str, list[_Place]], text: str, place: _Place) -> None:
    key = fold(text)
    if len(key) > 60:
        return
    title = _IN_TITLE.search(key)
    if title is not None or (len(key) <= 20 and _MARK.fullmatch(key)):
        found.setdefault(title[1] if title else text.strip(), []).append(place)


def _place(block: Heading | Paragraph) -> _Place:
    return _Place(block.line_start, block.page)


def _where(places: Sequence[_Place]) -> str:
    lines = sorted({p.line for p in places if p.line is not None})
    numbers, word = (lines, "行") if lines else (sorted({p.page for p in places if p.page is not None}), "页")
    shown = "、".join(map(str, numbers[:_SHOWN]))
    return f"第 {shown} {word}" + (f"等 {len(numbers)} {word}" if len(numbers) > _SHOWN else "") if numbers else "位置不明"


def _source(places: Sequence[_Place], sha256: str, rule: str, text: str) -> Source | None:
    first = min((p for p in places if p.line or p.page), key=lambda p: (p.line or 0, p.page or 0), default=None)
    return Source(sha256, rule, text, first.line, first.line, first.page) if first else None
