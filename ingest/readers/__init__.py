"""Files to blocks, chosen by content. Readers know no budget."""

from ingest.blocks import Blocks
from ingest.readers import text
from ontology.errors import ReadError

_OTHER = (
    (b"PK\x03\x04", "Word、Excel 或 ZIP"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel"),
    (b"\x7fELF", "程序"),
    (b"\x1f\x8b", "压缩"),
    (b"Rar!", "压缩"),
)


def read(data: bytes) -> Blocks:
    """Blocks of a file's bytes. Raises ReadError for a kind that no reader knows."""
    if b"%PDF-" in data[:1024]:
        from ingest.readers import pdf

        return pdf.read(data)
    if data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")):
        from ingest.readers import ocr

        return ocr.read(data)
    kind = next((name for mark, name in _OTHER if data.startswith(mark)), None)
    if kind is not None:
        raise ReadError("read.format", f"这是{kind}文件，本版只读文本（TXT、Markdown）", "请先转为文本，或等待支持该格式的版本")
    return text.read(data)
