"""Which files a command line means: files as named, folders searched through."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ontology.errors import UsageError

SUFFIXES = frozenset({".txt", ".text", ".md", ".markdown"})
"""Endings of the files that are looked for in folders."""


@dataclass(frozen=True, slots=True)
class Inputs:
    files: tuple[Path, ...]
    """In a fixed order, each once."""
    skipped: tuple[Path, ...]
    """Files met in a folder that no reader takes. Hidden files are not even counted."""
    denied: tuple[tuple[Path, str], ...] = ()
    """Folders that cannot be opened, each with the reason."""


def collect(paths: Sequence[Path]) -> Inputs:
    """Files under `paths`. A file named outright is taken whatever its ending; in folders only SUFFIXES are.

    Raises UsageError (`usage.path`) when a path is not there.
    """
    files: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    denied: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            for found in _walk(path, denied):
                (files if found.suffix.lower() in SUFFIXES else skipped)[found] = None
        else:
            files[existing(path)] = None
    return Inputs(tuple(files), tuple(path for path in skipped if path not in files), tuple(denied))


def existing(path: Path) -> Path:
    """The path itself. Raises UsageError (`usage.path`) when it is not there."""
    if not path.exists():
        raise UsageError("usage.path", "没有这个文件或目录", "检查路径有没有写错", str(path))
    return path


def _walk(folder: Path, denied: list[tuple[Path, str]]) -> Iterable[Path]:
    """Every visible file below, folder by folder in the order of names; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            visible = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        denied.append((folder, error.strerror or str(error)))
        return
    for entry in visible:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(folder / entry.name, denied)
        elif entry.is_file():
            yield folder / entry.name
