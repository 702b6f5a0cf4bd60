"""PDF: text and ruling lines by pdfium; pages without a text layer that can be trusted by OCR.

pdfium runs in a process of its own (`pdf_process`). Nothing in the file is run: scripts, forms, attachments and links are never looked at.
"""

from dataclasses import dataclass, field

from ingest.blocks import Blocks, Paragraph
from ingest.readers import ocr, pdf_process
from ingest.readers.pdf_flow import Content, blocks, content
from ontology.errors import ReadError
from ontology.records import Issue

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 2000
_LOST = {
    "damaged": "已损坏，没有读",
    "time": "处理时间太长，没有读",
    "crash": "使读 PDF 的程序崩溃，或所需内存超过上限，没有读",
    "skipped": f"没有读：前面已有 {pdf_process.MAX_LOST} 页读不了",
    "objects": "图形太多，没有读完",
    "characters": "文字太多，没有读完",
}
"""What is wrong with a page, by the last word of the issue's code."""


@dataclass(slots=True)
class _Pages:
    contents: list[Content] = field(default_factory=list)
    recognised: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    across: list[Paragraph] = field(default_factory=list)
    lost: dict[str, list[int]] = field(default_factory=dict)
    """Why pages were not read, or not to their end."""
    letters: int = 0
    ocr_missing: ReadError | None = None


def read(data: bytes) -> Blocks:
    """Blocks of a PDF. Raises ReadError for a file that is encrypted, damaged, without pages, or a scan without OCR."""
    pages = _Pages()
    count = 0
    for found in pdf_process.readings(data, MAX_PAGES, ocr.MAX_PAGES if ocr.installed() else 0):
        if isinstance(found, int):
            count = found
        else:
            _page(found, pages)
    if not count:
        raise ReadError("read.pdf-empty", "这个 PDF 没有页面", "请重新下载，或另存为 PDF 后再读")
    if pages.ocr_missing and not pages.letters:
        raise pages.ocr_missing
    if len(pages.lost.get("damaged", ())) == min(count, MAX_PAGES):
        raise ReadError("read.pdf-damaged", "这个 PDF 的页面都已损坏", "请重新下载；若原文件能用阅读器打开，可另存一份再读")
    issues = tuple(_issues(pages, count))
    return Blocks(
        tuple(blocks(pages.contents)), MEDIA_TYPE, None, count, None, issues, frozenset(pages.recognised), across=tuple(pages.across)
    )


def _page(found: pdf_process.Reading, pages: _Pages) -> None:
    number, text = found.number, found.text
    if text is None:
        pages.lost.setdefault(found.lost, []).append(number)
        return
    if text.cut_short:
        pages.lost.setdefault(text.cut_short, []).append(number)
    pages.across += (Paragraph(mark, None, None, number) for mark in text.slanted)
    if text.trusted:
        pages.letters += text.letters
        pages.contents.append(content(text.page))
        pages.across += (Paragraph(mark, None, None, number) for mark in pages.contents[-1].overlaid)
        return
    if pages.ocr_missing is not None or len(pages.recognised) >= ocr.MAX_PAGES:
        pages.unread.append(number)
        return
    try:
        if found.picture is None:
            raise ocr.missing()
        pages.contents.append(content(ocr.read_picture(found.picture, number)))
        pages.recognised.append(number)
    except ReadError as error:
        pages.ocr_missing = error
        pages.unread.append(number)


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
    if stacked := [c.number for c in pages.contents if c.stacked]:
        message = f"第 {ocr.listed(stacked)} 页有几行金额印在同一格里，各列的行数对不上，没有分成几行"
        done.append(Issue("read.stacked", "warning", message, "请对照原文件核对这几页的金额"))
    for text in dict.fromkeys(text for c in pages.contents for text in c.overlaid):
        numbers = [c.number for c in pages.contents if text in c.overlaid]
        message = f"第 {ocr.listed(numbers)} 页的表上横着印有大字“{text[:20]}”，当作水印，没有读进表格"
        done.append(Issue("read.overlaid", "warning", message, "若是表的内容，请对照原文件核对"))
    for kind, numbers in pages.lost.items():
        hint = "请重新下载" if kind == "damaged" else "请对照原文件核对这几页"
        done.append(Issue(f"read.page-{kind}", "error", f"第 {ocr.listed(numbers)} 页{_LOST[kind]}", hint))
    if count > MAX_PAGES:
        message = f"共 {count} 页，只读了前 {MAX_PAGES} 页"
        done.append(Issue("read.pages", "error", message, "请拆成小文件再读"))
    return done
