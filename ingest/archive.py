"""Files in ZIP archives, named by a path that goes on into the archive: `公开.zip/某局/预算表.xlsx`.

Nothing is ever unpacked to disk, so the names in an archive can do no harm.
"""

import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from ingest.readers.package import Package
from ontology.errors import ReadError
from ontology.system import reason

MAX_BYTES = 64 * 1024 * 1024
"""Of one file."""
MAX_FILES = 5000
"""In one archive, those of archives inside it counted."""
MAX_TOTAL = 2 * 1024 * 1024 * 1024
"""Bytes of all files of one archive when unpacked."""
MAX_NESTED = 2
"""Archives in archives."""


def is_archive(path: Path) -> bool:
    """A ZIP file that is no office document. False for what can't be opened; reading tells why."""
    try:
        with path.open("rb") as handle:
            if handle.read(4) != b"PK\x03\x04":
                return False
        with zipfile.ZipFile(path) as archive:
            return not _is_document(archive.namelist())
    except (OSError, zipfile.BadZipFile, ValueError):
        return False


def members(path: Path) -> tuple[Path, ...]:
    """The files in an archive as paths, in the order of their names. Raises ReadError for a bad archive."""
    found: list[Path] = []
    try:
        with Package(path) as package:
            _list(path, package, found, [0], 0)
    except ReadError as error:
        error.place = str(path)
        raise
    return tuple(sorted(found))


def exists(path: Path) -> bool:
    """Whether there is such a file, on disk or in an archive."""
    if path.exists():
        return True
    try:
        read_bytes(path)
    except ReadError:
        return False
    return True


def read_bytes(path: Path) -> bytes:
    """A file's bytes, from disk or out of an archive. Raises ReadError naming the file when it can't be had or is too large."""
    outer, inner = _split(path)
    try:
        if inner:
            return _from_archive(outer, inner)
        size = outer.stat().st_size
        if size > MAX_BYTES:
            raise _too_large("文件", size)
        return outer.read_bytes()
    except ReadError as error:
        error.place = str(path)
        raise
    except OSError as error:
        raise ReadError("read.unreadable", f"文件打不开：{reason(error)}", "请检查路径与权限", str(path)) from error


def _from_archive(outer: Path, inner: tuple[str, ...]) -> bytes:
    source: bytes | Path = outer
    for _ in range(MAX_NESTED + 1):
        with Package(source) as package:
            name, inner = _inside(package, inner)
            if package.infos[name].file_size > MAX_BYTES:
                raise _too_large("文件解开", package.infos[name].file_size)
            source = package.bytes(name, MAX_BYTES)
        if not inner:
            return source
    raise ReadError("read.archive", f"压缩包套了 {MAX_NESTED} 层以上", "请先解开再读")


def _too_large(what: str, size: int) -> ReadError:
    return ReadError("read.too-large", f"{what}有 {size // 2**20} MB，超过 {MAX_BYTES // 2**20} MB 的上限", "请拆分后再读")


def _split(path: Path) -> tuple[Path, tuple[str, ...]]:
    """The file on disk, and the way on from there inside it."""
    for outer in (path, *path.parents):
        if outer.is_file():
            return outer, path.parts[len(outer.parts) :]
    return path, ()


def _inside(package: Package, parts: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The member that the path means, and the rest of the path, which goes on into it."""
    names = {_name(info): info.filename for info in package.infos.values()}
    for count in range(len(parts), 0, -1):
        if (found := names.get("/".join(parts[:count]))) is not None:
            return found, parts[count:]
    raise ReadError("read.unreadable", "压缩包里没有这个文件", "请检查路径；列出压缩包：extract 压缩包.zip")


def _name(info: zipfile.ZipInfo) -> str:
    """The name as the archive's maker wrote it: Chinese programs write GBK where the format says CP437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = info.filename
    return "/".join(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", ".", ".."})


def _list(path: Path, package: Package, found: list[Path], total: list[int], depth: int) -> None:
    for info in package.infos.values():
        name = PurePosixPath(_name(info))
        mode = info.external_attr >> 16
        if info.is_dir() or stat.S_ISLNK(mode) or not name.parts or any(p.startswith((".", "__MACOSX")) for p in name.parts):
            continue
        total[0] += info.file_size
        if len(found) >= MAX_FILES or total[0] > MAX_TOTAL:
            raise ReadError(
                "read.zip-bomb", f"压缩包里超过 {MAX_FILES} 个文件或 {MAX_TOTAL // 2**30} GB，没有读", "请分成几个压缩包", str(path)
            )
        inner = path / name
        nested = name.suffix.lower() == ".zip" and depth < MAX_NESTED and not info.flag_bits & 1
        if nested and (content := _unpacked(package, info)) is not None:
            try:
                with Package(content) as within:
                    _list(inner, within, found, total, depth + 1)
                continue
            except ReadError as error:
                if error.code == "read.zip-bomb":
                    raise
        found.append(inner)


def _unpacked(package: Package, info: zipfile.ZipInfo) -> bytes | None:
    """An archive inside the archive; None for one that can't be read, which reading it tells."""
    try:
        return package.bytes(info.filename, MAX_BYTES)
    except ReadError:
        return None


def _is_document(names: Iterable[str]) -> bool:
    return bool({"[Content_Types].xml", "mimetype", "OFD.xml"} & set(names))
