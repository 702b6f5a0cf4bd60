"""Where an export goes: standard output, a file or a folder. A file or folder appears whole or not at all."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import IO

from budgetkg.files import sync, sync_tree
from ontology.errors import UsageError

RUN = 200_000
"""Lines that are sorted in memory at a time, some 40 MB."""


@contextmanager
def whole_file(path: Path | None) -> Iterator[IO[bytes]]:
    """A stream to write to; None is standard output. The file takes its name when everything is on disk."""
    if path is None:
        sys.stdout.flush()
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = _writable(path)
    if target.exists() and not target.is_file():  # a pipe or a device has no half state, and must not be replaced
        with _naming(path), target.open("wb") as stream:
            yield stream
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        with _naming(path), temporary.open("wb") as stream:
            yield stream
        sync(temporary)
        os.replace(temporary, target)
        sync(target.parent)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(path: Path, names: frozenset[str]) -> Iterator[Path]:
    """A folder to fill with files of these names. One that is there is replaced only if it holds nothing else."""
    target = _writable(path, folder=True)
    if target.exists():
        strange = sorted(found.name for found in target.iterdir() if found.name not in names)
        if strange:
            raise UsageError("export.folder", "这个目录里有别的文件，不会覆盖", "换一个目录，或写成 .zip", str(target / strange[0]))
    temporary = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        temporary.mkdir()
        with _naming(path):
            yield temporary
        sync_tree(temporary)
        for name in names if target.exists() else ():
            (target / name).unlink(missing_ok=True)
        if target.exists():
            target.rmdir()
        os.rename(temporary, target)
        sync(target.parent)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """A full disk is reported by the system without saying which file."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise


def _writable(path: Path, *, folder: bool = False) -> Path:
    target = path.resolve()
    if not target.parent.is_dir():
        raise UsageError("export.out", "要写入的目录不存在", "先建好目录", str(target.parent))
    if target.is_dir() and not folder:
        raise UsageError("export.out", "这是目录，不是文件", "--out 后面写文件名", str(path))
    if folder and target.exists() and not target.is_dir():
        raise UsageError("export.out", "这是文件，不是目录", "--out 后面写目录名，或以 .zip 结尾的文件名", str(path))
    return target


class Sorted:
    """Lines in code point order, each once, however many there are: what does not fit in memory waits on disk."""

    def __init__(self, run: int = RUN) -> None:
        self._run = run
        self._lines: set[str] = set()
        self._runs: list[IO[str]] = []

    def add(self, lines: Iterable[str]) -> None:
        """Add lines without their ends; none may hold a line feed."""
        for line in lines:
            self._lines.add(line)
            if len(self._lines) >= self._run:
                stream = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115
                stream.writelines(f"{line}\n" for line in sorted(self._lines))
                self._runs.append(stream)
                self._lines = set()

    def __iter__(self) -> Iterator[str]:
        for stream in self._runs:
            stream.seek(0)
        runs = [(line.removesuffix("\n") for line in stream) for stream in self._runs]
        return (line for line, _ in groupby(merge(*runs, sorted(self._lines))))

    def close(self) -> None:
        for stream in self._runs:
            stream.close()
