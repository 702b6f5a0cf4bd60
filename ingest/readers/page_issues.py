"""What there is to tell of the pages of a document that is laid out in pages (PDF, OFD): not read, or read with a doubt."""

from collections.abc import Iterator, Mapping, Sequence

from ingest.readers.pdf_flow import Content
from ontology.records import Issue

MAX_PAGES = 2000
MAX_LOST = 10
"""Pages that may end the process that reads them; what follows is not read."""
_LOST = {
    "damaged": "已损坏，没有读",
    "time": "处理时间太长，没有读",
    "crash": "使读 PDF 的程序崩溃，或所需内存超过上限，没有读",
    "skipped": f"没有读：前面已有 {MAX_LOST} 页读不了",
    "objects": "图形太多，没有读完",
    "characters": "文字太多，没有读完",
    "scan": "是图片，没有文字，没有读",
}
"""What is wrong with a page, by the last word of the issue's code."""
_HINTS = {"damaged": "请重新下载", "scan": "请另存为 PDF 后再读，PDF 的扫描页可用文字识别读"}


def listed(pages: Sequence[int]) -> str:
    """Page numbers, runs of them shortened: 1、3–5."""
    spans: list[list[int]] = []
    for page in sorted(pages):
        if spans and page == spans[-1][1] + 1:
            spans[-1][1] = page
        else:
            spans.append([page, page])
    return "、".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)


def unread(lost: Mapping[str, Sequence[int]], count: int, most: int) -> Iterator[Issue]:
    """Pages of which nothing or not all was read, by the reason, in a document of `count` pages, `most` of which are read."""
    for kind, numbers in lost.items():
        yield Issue(f"read.page-{kind}", "error", f"第 {listed(numbers)} 页{_LOST[kind]}", _HINTS.get(kind, "请对照原文件核对这几页"))
    if count > most:
        yield Issue("read.pages", "error", f"共 {count} 页，只读了前 {most} 页", "请拆成小文件再读")


def doubts(pages: Sequence[Content]) -> Iterator[Issue]:
    """What of the tables could not be told for certain, with the pages."""
    unruled = [c.number for c in pages if c.unruled]
    if unruled:
        message = f"第 {listed(unruled)} 页的表没有画线，是按文字的对齐分列的"
        yield Issue("read.unruled", "warning", message, "引用金额前请对照原文件")
    if stacked := [c.number for c in pages if c.stacked]:
        message = f"第 {listed(stacked)} 页有几行金额印在同一格里，各列的行数对不上，没有分成几行"
        yield Issue("read.stacked", "warning", message, "请对照原文件核对这几页的金额")
    for text in dict.fromkeys(text for c in pages for text in c.overlaid):
        numbers = [c.number for c in pages if text in c.overlaid]
        message = f"第 {listed(numbers)} 页的表上横着印有大字“{text[:20]}”，当作水印，没有读进表格"
        yield Issue("read.overlaid", "warning", message, "若是表的内容，请对照原文件核对")
