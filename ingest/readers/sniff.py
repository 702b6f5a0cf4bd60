"""What a file is, by its content; its name is never asked."""

import re
from functools import cached_property

from ingest.readers import ole
from ingest.readers.package import Package, encrypted
from ontology.errors import ReadError


class File:
    """The bytes of a file, and what tells their kind."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def zip_names(self) -> tuple[str, ...]:
        """Names in a ZIP file, () for others. Raises ReadError for a damaged one."""
        if not self.data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return ()
        return tuple(Package(self.data).infos)

    def zip_holds(self, start: str) -> bool:
        """An office file in a ZIP container that has a part whose name begins so."""
        names = self.zip_names
        office = "[Content_Types].xml" in names or "mimetype" in names or "OFD.xml" in names
        return office and any(n.startswith(start) for n in names)

    def is_opendocument(self, kind: str) -> bool:
        """An OpenDocument file of this kind; its first member says so (OpenDocument 1.3, part 2, 3.3)."""
        package = Package(self.data)
        named = "mimetype" in package and package.infos["mimetype"].file_size < 200
        return named and package.bytes("mimetype").strip() == f"application/vnd.oasis.opendocument.{kind}".encode()

    @cached_property
    def ole_streams(self) -> frozenset[str]:
        """Names of the streams of a compound file (OLE2), () for others."""
        return ole.streams(self.data) if self.data.startswith(ole.MAGIC) else frozenset()

    def ole_holds(self, *names: str) -> bool:
        return any(n in self.ole_streams for n in names)

    def refuse_encrypted(self) -> None:
        """Raises ReadError for an office file with a password, which is a compound file around the encrypted one."""
        if self.ole_holds("EncryptedPackage", "EncryptionInfo"):
            raise encrypted()

    @cached_property
    def is_mhtml(self) -> bool:
        head = self.data[:2000]
        return (
            re.match(rb"\s*(?:[A-Za-z-]+:[^\n]*\n\s*)*?MIME-Version:", head, re.IGNORECASE) is not None
            and b"multipart/related" in head.lower()
        )

    @cached_property
    def is_html(self) -> bool:
        from ingest.readers.html import is_html

        return is_html(self.data)

    @cached_property
    def is_delimited(self) -> bool:
        from ingest.readers.delimited import dialect
        from ingest.readers.text import decode

        if b"\0" in self.data[:4096] and self.data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            return False
        try:
            text, _ = decode(self.data[:65536].rpartition(b"\n")[0] or self.data)
        except ReadError:
            return False
        return dialect(text) is not None
