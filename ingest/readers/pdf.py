"""PDF: text and ruling lines by pdfium; pages without a text layer that can be trusted by OCR.

Nothing in the file is run: scripts, forms, attachments and links are never looked at.
"""

from dataclasses import dataclass, field
from typing import Any

from ingest.blocks import Blocks, Paragraph
from ingest.readers import ocr
from ingest.readers.pdf_flow import Content, blocks, content
from ingest.readers.pdf_page import PageText, opened, read_page
from ontology.errors import ReadError
from ontology.records import Issue

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 2000
FEW_LETTERS = 10
"""A page with less is a scan if it shows a picture."""
_CUT_SHORT = {
    "objects": "图形太多",
    "time": "处理时间太长",
    "characters": "文字太多",
}


@dataclass(slots=True)
class _Pages:
    contents: list[Content] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    across: list[Paragraph] = field(default_factory=list)
    cut_short: dict[str, list[int]] = field(default_factory=dict)
    letters: int = 0
    ocr_missing: ReadError | None = None


def read(data: bytes) -> Blocks:
    """Blocks of a PDF. Raises ReadError for a file that is encrypted, damaged, without pages, or a scan without OCR."""
    pages = _Pages()
    with opened(data) as document:
        count = len(document)
        if not count:
            raise ReadError("read.pdf-empty", "这个 PDF 没有页面", "请重新下载，或另存为 PDF 后再读")
        for index in range(min(count, MAX_PAGES)):
            _page(document, index, pages)
    if pages.ocr_missing and not pages.letters:
        raise pages.ocr_missing
    if len(pages.damaged) == min(count, MAX_PAGES):
        raise ReadError("read.pdf-damaged", "这个 PDF 的页面都已损坏", "请重新下载；若原文件能用阅读器打开，可另存一份再读")
    issues = tuple(_issues(pages, count))
    return Blocks(
        tuple(blocks(pages.contents)), MEDIA_TYPE, None, count, None, issues, frozenset(pages.recognised), across=tuple(pages.across)
    )


def _page(document: Any, index: int, pages: _Pages) -> None:
    number = index + 1
    found = read_page(document, index)
    if found is None:
        pages.damaged.append(number)
        return
    if found.cut_short:
        pages.cut_short.setdefault(found.cut_short, []).append(number)
    pages.across += (Paragraph(text, None, None, number) for text in found.slanted)
    if trusted(found):
        pages.letters += found.letters
        pages.contents.append(content(found.page))
        return
    if pages.ocr_missing is not None or len(pages.recognised) >= ocr.MAX_PAGES:
        pages.unread.append(number)
        return
    try:
        picture, scale = found.picture()
        pages.contents.append(content(ocr.read_page(picture, number, scale)))
        pages.recognised.append(number)
    except ReadError as error:
        pages.ocr_missing = error
        pages.unread.append(number)


def trusted(page: PageText) -> bool:
    """Can the text layer be taken for what the page shows?

    Not when fonts don't say which letters they draw, or say it wrongly (neither Chinese nor figures), nor when a picture
    fills the page and no (visible) text is there.
    """
    if page.unmapped * 10 > page.letters or (page.letters >= 2 * FEW_LETTERS and page.plain * 2 < page.letters):
        return False
    return page.letters >= FEW_LETTERS or page.picture_share < 0.3


def _issues(pages: _Pages, count: int) -> list[Issue]:
    done: list[Issue] = []
    if pages.recognised:
        done.append(ocr.issue(pages.recognised))
    if pages.unread:
        error = pages.ocr_missing
        reason, hint = (error.message, error.hint) if error else (f"扫描页超过 {ocr.MAX_PAGES} 页", "请拆成小文件再读")
        code = error.code if error else "read.ocr-pages"
        done.append(Issue(code, "error", f"第 {ocr.listed(pages.unread)} 页没有读：{reason}", hint))
    unruled = [c.number for c in pages.contents if c.unruled]
    if unruled:
        message = f"第 {ocr.listed(unruled)} 页的表没有画线，是按文字的对齐分列的"
        done.append(Issue("read.unruled", "warning", message, "引用金额前请对照原文件"))
    if pages.damaged:
        done.append(Issue("read.page-damaged", "error", f"第 {ocr.listed(pages.damaged)} 页已损坏，没有读", "请重新下载"))
    for kind, numbers in pages.cut_short.items():
        message = f"第 {ocr.listed(numbers)} 页{_CUT_SHORT[kind]}，没有读完"
        done.append(Issue(f"read.page-{kind}", "error", message, "请对照原文件核对这几页"))
    if count > MAX_PAGES:
        message = f"共 {count} 页，只读了前 {MAX_PAGES} 页"
        done.append(Issue("read.pages", "error", message, "请拆成小文件再读"))
    return done
