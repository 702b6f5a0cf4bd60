"""Files to blocks, chosen by content. Readers know no budget.

A reader is a module with `read(data: bytes) -> Blocks` and one line in `READERS`.
"""

from collections.abc import Callable
from importlib import import_module

from ingest.blocks import Blocks
from ingest.readers.bounds import within_bounds
from ingest.readers.sniff import File
from ontology.errors import ReadError

READERS: tuple[tuple[Callable[[File], bool], str], ...] = (
    (lambda f: b"%PDF-" in f.data[:1024], "pdf"),
    (lambda f: f.data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")), "ocr"),
    (lambda f: f.zip_holds("OFD.xml"), "ofd"),
    (lambda f: f.zip_holds("word/"), "docx"),
    (lambda f: f.zip_holds("content.xml") and f.is_opendocument("spreadsheet"), "ods"),
    (lambda f: f.zip_holds("content.xml") and f.is_opendocument("text"), "odt"),
    (lambda f: f.zip_holds("xl/workbook.bin"), "xlsb"),
    (lambda f: f.zip_holds("xl/worksheets/"), "xlsx"),
    (lambda f: f.ole_holds("Workbook", "Book"), "xls"),
    (lambda f: f.ole_holds("WordDocument") or f.data.startswith(b"{\\rtf"), "doc"),
    (lambda f: f.is_mhtml, "mhtml"),
    (lambda f: f.is_html, "html"),
    (lambda f: f.is_delimited, "delimited"),
)
"""What tells a format, and the module of `ingest.readers` that reads it. The first that fits is taken."""

_PACKED = ((b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7Z"), (b"\x1f\x8b", "GZ"), (b"BZh", "BZ2"), (b"\xfd7zXZ\0", "XZ"))
"""Archives of other kinds than ZIP, by their first bytes."""

_KNOWN: tuple[tuple[Callable[[File], bool], str], ...] = (
    (lambda f: f.zip_holds("ppt/") or f.ole_holds("PowerPoint Document"), "演示文稿"),
    (lambda f: f.zip_holds("META-INF/manifest.xml") or f.zip_holds("content.xml"), "OpenDocument"),
    (lambda f: f.data.startswith((b"\x7fELF", b"MZ\x90")), "程序"),
    (lambda f: bool(f.ole_streams), "旧版办公"),
)


def read(data: bytes) -> Blocks:
    """Blocks of a file's bytes. Raises ReadError for a kind that no reader knows, and for what is damaged or encrypted."""
    file = File(data)
    file.refuse_encrypted()
    for fits, module in READERS:
        if fits(file):
            return within_bounds(import_module(f"ingest.readers.{module}").read(data))
    for start, name in _PACKED:
        if data.startswith(start):
            raise ReadError("read.format", f"这是 {name} 压缩文件，本版只读 ZIP", "请解压后再读里面的文件，或重新打包成 ZIP")
    for fits, name in _KNOWN:
        if fits(file):
            raise ReadError("read.format", f"这是{name}文件，本版不读", "请另存为 DOCX、XLSX、PDF 或 HTML 后再读")
    if file.zip_names:
        raise ReadError(
            "read.archive",
            f"这是压缩包，里面有 {len(file.zip_names)} 个文件",
            "请用 extract 或 build 读整个压缩包，或写明里面的文件：压缩包.zip/文件名",
        )
    from ingest.readers import text

    return within_bounds(text.read(data))
