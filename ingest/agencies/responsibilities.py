"""What an agency is in charge of (部门职责, 财预〔2016〕143号): the sections 主要职责, 机构职能, and cells that say so.

One statement a numbered point, however points are printed: a line each, or run together in one paragraph. Text without
numbers is one statement a sentence, and sentences about offices and posts (机构设置) are left out of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.blocks import Heading, Paragraph
from ingest.tables.ledger import Ledger
from ingest.words.text import fold, has_cjk, is_blank, tidy
from ontology.body_records import Responsibility
from ontology.records import Source

_NUMBER = r"(?:[（(]\s*[一二三四五六七八九十\d]{1,3}\s*[)）]|\d{1,2}\s*[.．、](?!\d)|[一二三四五六七八九十]{1,3}、|[①-⑳])"
_BARE = r"\d{1,2}\s*(?=[一-龥])(?![年月日个名家项])"
"""1 协调指导…: a number that nothing marks as one, at the beginning of a line."""
_BEGINS = re.compile(rf"\s*(?:{_NUMBER}\s*)+|\s*{_BARE}")
_POINT = re.compile(rf"(?:^|(?<=[。；;：:]))\s*(?:{_NUMBER}\s*)+|^\s*{_BARE}")
_TITLE = re.compile(
    r"(?:[^，。；,;]{0,40}?)(?:的|基本|主要|机构|部门|单位|法定|工作|职能)*(?:职责|职能|职权)(?:任务|概述|简介|情况|介绍)*(?P<more>[和及、与].{2,16})?"
)
_NO_TITLE = re.compile(r"职能(?:科室|处室|股室|机构|部门)|职责(?:履行|分工)|履行|活动|绩效")
_OFFICES = re.compile(
    r"内设|下设|下辖|设有|设立|编制|在职|实有|退休|科室|股室|处室|级别|正科|副科|正处|副处|正县|全额|差额|所属单位|预算单位"
)
_LEAD = re.compile(r"(?:如下|包括|职责|职能|任务)(?:是|为|有)?[：:]?$|^(?:根据|按照|依据)")
_SAYS = re.compile(r"^.{0,40}?(?:主要)?(?:职责|职能)(?:任务)?(?:是|为|包括|有|如下)?[：:是为]\s*")
_SENTENCE = re.compile(r"[^。！!？?\n]+[。！!？?]?")
_PAGE_NUMBER = re.compile(r"[\s\-—–·]*\d{1,4}[\s\-—–·]*")
_TAGS = re.compile(r"</?(?:p|br|span|div)[^<>]{0,80}>", re.IGNORECASE)
TITLE_LENGTH = 48
LEAST, MOST = 6, 2000
"""Characters of a statement; a longer one is cut, as no duty takes that many."""
MAX_STATEMENTS = 300


def responsibilities_in_prose(prose: Sequence[Heading | Paragraph], sha256: str) -> list[Responsibility]:
    """The statements of all sections about duties, in printed order."""
    found: list[Responsibility] = []
    for source, text in _paragraphs(prose, sha256):
        found += _statements(text, source)
    return found[:MAX_STATEMENTS]


def responsibilities_in_cells(ledger: Ledger) -> Iterator[Responsibility]:
    """Of cells right of a label such as 单位主要职能."""
    for row in ledger.table.rows:
        filled = [cell for cell in row if not is_blank(cell.text)]
        if len(filled) == 2 and is_title(filled[0].text) and len(filled[1].text) >= LEAST:
            source = ledger.source(filled[1], "responsibility")
            said = list(_statements(_TAGS.sub("\n", filled[1].text), source))
            if said:
                ledger.use("部门职责", filled[1])
            yield from said[:MAX_STATEMENTS]


def is_title(text: str) -> bool:
    """Whether a heading or label announces duties: 一、主要职责, （一）部门职能, 单位职责及机构设置情况."""
    title = _BEGINS.sub("", fold(text), count=1).rstrip(":：")
    return len(title) <= TITLE_LENGTH and _TITLE.fullmatch(title) is not None and not _NO_TITLE.search(title)


def _paragraphs(prose: Sequence[Heading | Paragraph], sha256: str) -> Iterator[tuple[Source, str]]:
    """Paragraphs below a title about duties."""
    above: tuple[int, str] | None = None
    for block in prose:
        text = tidy(block.text)
        if _PAGE_NUMBER.fullmatch(text):
            continue
        level = block.level if isinstance(block, Heading) else 9
        if _is_heading(block, text):
            if is_title(text):
                above = (level, text)
            elif above and (level <= above[0] or not isinstance(block, Heading) or _OFFICES.search(text) or "机构" in text):
                above = None
        elif above is not None:
            end = block.line_end if isinstance(block, Paragraph) else block.line_start
            yield Source(sha256, "prose/responsibility", text, block.line_start, end, block.page, heading=(above[1],)), text


def _is_heading(block: Heading | Paragraph, text: str) -> bool:
    """Readers take numbered sentences for headings at times, and unnumbered titles for paragraphs."""
    if len(text) > TITLE_LENGTH or re.search(r"[。；;，,]", text):
        return False
    return (
        isinstance(block, Heading)
        or is_title(text)
        or (text.endswith(("：", ":", "情况")) and not re.search(r"(?:如下|包括|是|为)[：:]$", text))
    )


def _statements(text: str, source: Source) -> Iterator[Responsibility]:
    points = list(_POINT.finditer(text))
    starts = [*(point.start() for point in points), len(text)]
    lead = text[: starts[0]]
    for sentence in _SENTENCE.finditer(lead):
        said = _SAYS.sub("", sentence[0].strip(), count=1)
        if not _OFFICES.search(said) and not _LEAD.search(said.rstrip("：: ")):
            yield from _statement(said, source)
    for point, end in zip(points, starts[1:], strict=True):
        yield from _statement(text[point.end() : end].strip(), source)


def _statement(text: str, source: Source) -> Iterator[Responsibility]:
    text = text[:MOST].strip("；; ")
    if len(text) >= LEAST and has_cjk(text) and not re.search(r"\d\s*(?:万元|亿元)", text):
        yield Responsibility(text, replace(source, text=text))
