"""Which files a command line means: files as named, folders searched through."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ontology.errors import ReadError, UsageError
from ontology.system import reason

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""Endings of the files that are looked for in folders."""


@dataclass(frozen=True, slots=True)
class Inputs:
    files: tuple[Path, ...]
    """In a fixed order, each once."""
    skipped: tuple[Path, ...]
    """Files met in a folder that no reader takes. Hidden files are not even counted."""
    denied: tuple[tuple[Path, str], ...] = ()
    """Folders that cannot be opened, and paths behind such, each with the reason."""


def collect(paths: Sequence[Path]) -> Inputs:
    """Files under `paths`. A file named outright is taken whatever its ending; in folders only SUFFIXES are.

    Raises UsageError (`usage.path`) when a path is not there.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    denied: list[tuple[Path, str]] = []
    for path in paths:
        try:
            if path.is_dir():
                for found in _walk(path, denied):
                    (files if found.suffix.lower() in SUFFIXES else skipped)[found] = None
            else:
                files[existing(path)] = None
        except OSError as error:
            denied.append((path, reason(error)))
    return Inputs(tuple(files), tuple(path for path in skipped if path not in files), tuple(denied))


def existing(path: Path) -> Path:
    """The path itself. Raises UsageError (`usage.path`) when it is not there, ReadError when that cannot be told."""
    try:
        there = path.exists()
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
