"""PDF: text and ruling lines by pdfium; pages without a text layer that can be trusted by OCR.

Nothing in the file is run: scripts, forms, attachments and links are never looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ingest.blocks import Blocks
from ingest.readers.flow import Content, blocks, content
from ingest.readers.pdf_page import PageText, read_page
from ontology.errors import ReadError
from ontology.records import Issue

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 2000


def read(data: bytes) -> Blocks:
    """Blocks of a PDF. Raises ReadError for a file that is encrypted, damaged or without pages."""
    issues: list[Issue] = []
    with _opened(data) as document:
        count = len(document)
        if not count:
            raise ReadError("read.pdf-empty", "这个 PDF 没有页面", "请重新下载，或另存为 PDF 后再读")
        contents: list[Content] = []
        for index in range(min(count, MAX_PAGES)):
            contents.append(content(_page(document, index, issues).page))
    return Blocks(tuple(blocks(contents)), MEDIA_TYPE, None, count, None, tuple(issues))


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadError("read.pdf-encrypted", "这个 PDF 加了密码，打不开", "请用密码打开后另存为不加密的 PDF") from error
        raise ReadError("read.pdf-damaged", "这个 PDF 已损坏或不完整，打不开", "请重新下载；若原文件能用阅读器打开，可另存一份再读") from error
    try:
        yield document
    finally:
        document.close()


def _page(document: Any, index: int, issues: list[Issue]) -> PageText:
    page = document[index]
    try:
        return read_page(page, index + 1)
    finally:
        page.close()
