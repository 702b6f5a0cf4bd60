"""Writing that survives a power cut: a reader sees the old file or the whole new one, never a part."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path


def sync(path: Path) -> None:
    """Ask the disk to keep what was written to this file or folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """Sync every file and folder below, the folder itself last."""
    for base, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync(Path(base, name))
        sync(Path(base))


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` in one step."""
    temporary = path.with_name(f".{path.name}.partial")
    temporary.write_bytes(content)
    sync(temporary)
    os.replace(temporary, path)
    sync(path.parent)


def replace_folder(path: Path, files: dict[str, bytes]) -> None:
    """Put a folder with these files at `path`. Killed in between, there is no folder or the whole one."""
    temporary = path.with_name(f".{path.name}.partial")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, content in files.items():
        (temporary / name).write_bytes(content)
    sync_tree(temporary)
    if path.exists():
        # POSIX has no exchange of two full folders; the gap shows no folder, which is made again.
        shutil.rmtree(path)
    os.rename(temporary, path)
    sync(path.parent)


def link_tree(source: Path, target: Path) -> None:
    """Copy a folder by hard links, or byte by byte where the file system has none. For files never changed in place."""
    shutil.copytree(source, target, copy_function=link)


def link(source: str | Path, target: str | Path) -> None:
    """A second name of a file, or a copy where the file system has none. For files never changed in place."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def digest(parts: Iterable[bytes]) -> str:
    """SHA-256 over the parts in order; where one ends and the next begins counts."""
    hashed = hashlib.sha256()
    for part in parts:
        hashed.update(len(part).to_bytes(8, "big"))
        hashed.update(part)
    return hashed.hexdigest()


def digest_package(folder: Path) -> str:
    """SHA-256 over the files of a package, names included: what its code and its rule files are at this moment."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest(part for path in files for part in (path.relative_to(folder).as_posix().encode(), path.read_bytes()))


def digest_code(*places: str) -> str:
    """SHA-256 over code of the program: modules, data files or whole packages, such as `search/checks` and `ontology/links.py`."""
    packages = Path(__file__).parents[1]
    found = ((place, packages / place) for place in places)
    return digest(part for name, at in found for part in (name.encode(), digest_package(at).encode() if at.is_dir() else at.read_bytes()))
