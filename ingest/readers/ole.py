"""Compound files (OLE2), the container of Office 97 to 2003 and of encrypted newer files."""

from ingest.readers.package import damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def streams(data: bytes) -> frozenset[str]:
    """Names of the streams. Raises ReadError for a damaged file."""
    import olefile

    try:
        with olefile.OleFileIO(data) as ole:
            return frozenset("/".join(path) for path in ole.listdir())
    except Exception as error:  # olefile follows the file's own sector numbers
        raise damaged("旧版办公文件") from error


def head(data: bytes, name: str, length: int) -> bytes:
    """The first bytes of a stream. Raises ReadError for a damaged file."""
    import olefile

    try:
        with olefile.OleFileIO(data) as ole:
            return bytes(ole.openstream(name).read(length))
    except Exception as error:
        raise damaged("旧版办公文件") from error
