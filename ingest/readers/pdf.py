"""PDF: text and ruling lines by pdfium; pages without a text layer that can be trusted by OCR.

pdfium runs in a process of its own (`pdf_process`). Nothing in the file is run: scripts, forms, attachments and links are never looked at.
"""

from dataclasses import dataclass, field

from ingest.blocks import Blocks, Paragraph
from ingest.readers import ocr, pdf_process
from ingest.readers.page import FEW_LETTERS
from ingest.readers.page_issues import MAX_PAGES, doubts, listed, unread
from ingest.readers.pdf_flow import Content, blocks, content
from ontology.errors import ReadError
from ontology.records import Issue

MEDIA_TYPE = "application/pdf"


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
    sheets: dict[int, tuple[float, float]] = field(default_factory=dict)


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
    recognised, across = frozenset(pages.recognised), tuple(pages.across)
    return Blocks(tuple(blocks(pages.contents)), MEDIA_TYPE, None, count, None, issues, recognised, across, sheets=pages.sheets)


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
        if text.letters >= FEW_LETTERS and not text.cut_short:
            pages.sheets[number] = text.page.shown((0.0, 0.0, text.page.width, text.page.height))[2:]
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
        done.append(Issue(code, "error", f"第 {listed(pages.unread)} 页没有读：{reason}", hint))
    done += doubts(pages.contents)
    return [*done, *unread(pages.lost, count, MAX_PAGES)]
