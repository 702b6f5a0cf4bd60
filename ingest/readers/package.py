"""Zipped office files (OPC): parts read one by one, each within bounds. XML in them has no entities and no network."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import IO, TYPE_CHECKING, Self, TypeAlias

from ontology.errors import ReadError

if TYPE_CHECKING:
    from lxml.etree import _Element

    Element: TypeAlias = _Element

MAX_PART = 256 * 1024 * 1024
"""Bytes of one part when unpacked. Parts are read as a stream wherever they can be this large."""
MAX_TREE = 64 * 1024 * 1024
"""Bytes of a part that is held whole."""
MAX_RATIO = 300
"""Times that a part may grow; office XML seldom grows fiftyfold, a bomb a thousandfold."""
_SMALL = 4 * 1024 * 1024
"""Parts below this are never a danger, however well they were packed."""
MAX_MEMBERS = 20_000


def bomb(name: str) -> ReadError:
    return ReadError("read.zip-bomb", f"压缩内容“{name}”解开后大得异常，没有读", "可能是恶意文件；若确是正常文件，请用原程序另存后再读")


def damaged(what: str) -> ReadError:
    hint = "多半是没有下载完整，请重新下载；若能用原程序（WPS、Office、解压软件）打开，可另存一份再读"
    return ReadError("read.damaged", f"{what}不完整或已损坏，打不开", hint)


def encrypted() -> ReadError:
    return ReadError("read.encrypted", "文件加了密码，打不开", "请去掉密码后再读；budgetkg 不尝试破解")


class Package:
    """The parts of one zipped file. Raises ReadError for what is damaged, encrypted or far too large."""

    def __init__(self, source: bytes | Path) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(source) if isinstance(source, bytes) else source)
        except (zipfile.BadZipFile, ValueError, OSError, EOFError) as error:
            raise damaged("压缩文件") from error
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            raise bomb(f"{len(infos)} 个成员")
        self.infos = {info.filename: info for info in infos}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """The part as a stream that ends with an error where it goes beyond the bounds."""
        info = self.infos.get(name)
        if info is None:
            raise damaged(f"文件（缺 {name}）")
        if info.flag_bits & 1:
            raise encrypted()
        if info.file_size > MAX_PART or (info.file_size > _SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1)):
            raise bomb(name)
        try:
            with self._zip.open(info) as stream:  # zipfile stops at the size that the directory states
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
            raise damaged("压缩文件") from error

    def bytes(self, name: str, limit: int = MAX_TREE) -> bytes:
        with self.open(name) as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise bomb(name)
        return data

    def xml(self, name: str) -> "Element":
        """The root element of a part."""
        return parse_xml(self.bytes(name))

    def elements(self, name: str, *tags: str) -> Iterator["Element"]:
        """Elements with these names as they end; what is behind them is forgotten, so that memory stays small."""
        from lxml import etree

        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        with self.open(name) as stream:
            try:
                for _, element in etree.iterparse(stream, events=("end",), tag=[f"{{*}}{t}" for t in tags], **options):
                    yield element
                    element.clear()
                    while element.getprevious() is not None and (parent := element.getparent()) is not None:
                        del parent[0]
            except (etree.XMLSyntaxError, ValueError) as error:
                raise damaged("文件里的 XML") from error

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part: id → (last word of the type, part it points to). Those that leave the file are left out."""
        name = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
        if name not in self:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for item in self.xml(name).iter("{*}Relationship"):
            if item.get("TargetMode") == "External":
                continue
            target = item.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join(dirname(part), target))
            found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], path)
        return found

    def main_part(self) -> str:
        """The part that the whole file is about: word/document.xml or xl/workbook.xml, by whatever name."""
        for kind, path in self.relations("").values():
            if kind == "officeDocument" and path in self:
                return path
        raise damaged("办公文档（没有主体部分）")


def parse_xml(data: bytes) -> "Element":
    """XML without entities, DTD, network or huge trees. Raises ReadError when it is no XML."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged("文件里的 XML") from error
