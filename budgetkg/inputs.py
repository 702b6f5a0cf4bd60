"""Which files a command line means: files as named, folders searched through."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ontology.errors import ReadError, UsageError
from ontology.system import reason

SUFFIXES = frozenset(
    {".pdf", ".txt", ".text", ".md", ".markdown", ".docx", ".doc", ".wps", ".rtf", ".xlsx", ".xlsm", ".xlsb", ".xls", ".et",
     ".html", ".htm", ".mht", ".mhtml", ".ofd", ".ods", ".odt", ".zip"}
)  # fmt: skip
"""Endings of the files that are looked for in folders and archives. What a file is, its content decides."""


@dataclass(frozen=True, slots=True)
class Inputs:
    files: tuple[Path, ...]
    """In a fixed order, each once."""
    skipped: tuple[Path, ...]
    """Files met in a folder that no reader takes. Hidden files are not even counted."""
    denied: tuple[tuple[Path, str], ...] = ()
    """Folders that cannot be opened, and paths behind such, each with the reason."""


def collect(paths: Sequence[Path]) -> Inputs:
    """Files under `paths`. A file named outright is taken whatever its ending; in folders and archives only SUFFIXES are.

    An archive stands for the files in it; one that can't be opened stands for itself, so that reading it tells why.

    Raises UsageError (`usage.path`) when a path is not there.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    denied: list[tuple[Path, str]] = []
    for path in paths:
        try:
            if path.is_dir():
                for found in _walk(path, denied):
                    if found.suffix.lower() in SUFFIXES:
                        _take(found, files, skipped)
                    else:
                        skipped[found] = None
            else:
                _take(existing(path), files, skipped)
        except OSError as error:
            denied.append((path, reason(error)))
    return Inputs(tuple(files), tuple(path for path in skipped if path not in files), tuple(denied))


def _take(path: Path, files: dict[Path, None], skipped: dict[Path, None]) -> None:
    """The file, or the files in it when it is an archive."""
    from ingest.archive import is_archive, members

    inside: tuple[Path, ...] = ()
    if is_archive(path):
        with suppress(ReadError):
            inside = members(path)
    wanted = [member for member in inside if member.suffix.lower() in SUFFIXES]
    skipped.update((member, None) for member in inside if member not in wanted)
    files.update((member, None) for member in wanted or [path])


def existing(path: Path) -> Path:
    """The path itself, which may go on into an archive.

    Raises UsageError (`usage.path`) when it is not there, ReadError when that cannot be told.
    """
    from ingest.archive import exists

    try:
        there = exists(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if not there:
        raise UsageError("usage.path", "没有这个文件或目录", "检查路径有没有写错", str(path))
    return path


def opened(path: Path) -> IO[bytes]:
    """A file named outright, open for reading. Raises as `existing` does, and ReadError when it cannot be opened."""
    try:
        return existing(path).open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> ReadError:
    return ReadError("read.unreadable", f"文件打不开：{reason(error)}", "检查权限和磁盘", str(path))


def _walk(folder: Path, denied: list[tuple[Path, str]]) -> Iterable[Path]:
    """Every visible file below, folder by folder in the order of names; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            visible = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        denied.append((folder, reason(error)))
        return
    for entry in visible:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, denied)
        elif entry.is_file():
            yield folder / entry.name
