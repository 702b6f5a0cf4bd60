"""The folder of a build.

    CURRENT                    name of the generation in use; replaced in one step, as the very last act of a build
    LOCK                       held by the one build that runs
    .<journal>.lock            held for the moment in which somebody writes a journal
    documents/<sha256>/        what one document was read into: explained.json.gz, graph.nq.gz, passages.jsonl, reader.json,
                               what the rules found in it: findings.nq, findings.json,
                               what linking compares: programmes.jsonl, programmes.json,
                               and what it gives to the indicator library: library.jsonl, library.json
    merges.jsonl               what people stated to be one, and took back
    reviews.jsonl              which findings people confirmed or dismissed, and what they said of them
    uploads/                   files that people uploaded, see uploads.py
    links.jsonl                which links between programmes people confirmed or rejected, and took back
    library.jsonl              what people merged, split and named in the indicator library, and took back
    generations/<n>/store/     graph store of everything
    generations/<n>/index/     search index of everything
    generations/<n>/findings.sqlite  the findings in order, see findings_index.py
    generations/<n>/links.json links between programmes, so that the next build compares only what changed
    generations/<n>/library.sqlite the indicator library by document and entry, so that the next build groups only what changed
    generations/<n>/manifest.json

A generation in use is never written to. A build makes the next one beside it; killed at any moment, it
leaves CURRENT on the last one. The one before stays for whoever still reads it.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from errno import ENOENT
from pathlib import Path

from budgetkg.files import replace_file, sync, sync_tree
from ontology.errors import StoreError, UsageError
from ontology.system import reason

MANIFEST_FORMAT = 1
KEPT_GENERATIONS = 2
PATIENCE = 10.0
"""Seconds to wait for somebody else who writes a journal."""
OURS = frozenset({"LOCK", "documents", "generations", "merges.jsonl", "links.jsonl", "library.jsonl", "reviews.jsonl", "uploads"})
"""What a build that was killed before its end may have left in a new folder."""
_NAME = re.compile(r"\d{6,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a generation."""

    sha256: str
    paths: tuple[str, ...]
    """Absolute paths at which the file was found, sorted: one document may lie at several."""
    name: str
    """File name, for lists."""
    graph: str
    """SHA-256 of its N-Quads."""
    passages: str
    """SHA-256 of its passages."""
    title: str
    agency: str | None
    region: str | None
    year: int | None
    projects: int
    targets: int
    """Printed target values: an indicator printed for two horizons has two."""
    triples: int
    issues: int
    kind: str | None = None
    """Kind of document; None in manifests of before it was kept."""
    level: str | None = None
    """Level of government of the body (级次), a code of the list `level`; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds, documents in the order of their hashes."""

    documents: tuple[Entry, ...]
    graphs: dict[str, str]
    """IRI of every named graph in the store, with the SHA-256 of its N-Quads."""
    index: str
    """Hash of what the search index was made from."""
    version: str

    def dump(self) -> bytes:
        fields = {"format": MANIFEST_FORMAT} | asdict(self)
        # A path may hold bytes that are no text; they come back as they were.
        return (json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8", "surrogatepass")

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """Raises StoreError (`home.manifest`) when the file is not one of ours."""
        try:
            found = json.loads(path.read_bytes())
            if found.pop("format") != MANIFEST_FORMAT:
                raise ValueError("另一个版本的格式")
            entries = (Entry(**(entry | {"paths": tuple(entry["paths"])})) for entry in found.pop("documents"))
            return cls(documents=tuple(entries), **found)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise StoreError("home.manifest", f"清单读不出来：{error}", "换一个 --home 重新建库", str(path)) from error


@dataclass(frozen=True, slots=True)
class Generation:
    path: Path

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def index(self) -> Path:
        return self.path / "index"

    def manifest(self) -> Manifest:
        return Manifest.load(self.path / "manifest.json")


class Home:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.documents = root / "documents"
        self.generations = root / "generations"

    def current(self) -> Generation | None:
        """The generation in use, or None before the first build."""
        try:
            name = (self.root / "CURRENT").read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            why = reason(error) if isinstance(error, OSError) else "内容不对"
            raise StoreError("home.current", f"CURRENT 读不出来：{why}", "检查权限，或换一个 --home 重新建库", str(self.root)) from error
        generation = Generation(self.generations / name)
        if not _NAME.fullmatch(name) or not generation.path.is_dir():
            raise StoreError("home.current", "CURRENT 指向的结果不见了", "换一个 --home 重新建库", str(generation.path))
        return generation

    def built(self) -> Generation:
        """The generation in use. Raises UsageError (`usage.home`) where nothing has been built."""
        generation = self.current()
        if generation is None:
            raise UsageError("usage.home", "这里还没有建过库", f"先运行 budgetkg build PATH... --home {self.root}", str(self.root))
        return generation

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one build.

        Raises UsageError (`home.foreign`) when it holds other things, StoreError (`home.locked`) when another build runs.
        """
        from filelock import FileLock, Timeout

        try:
            self._refuse_foreign()
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / "LOCK", timeout=0)
            lock.acquire()
        except Timeout as error:
            raise StoreError("home.locked", "另一个 build 正在写这个目录", "等它结束，或换一个 --home", str(self.root)) from error
        except OSError as error:
            raise self._denied(error) from error
        try:
            self._clear_leftovers()
            yield
        finally:
            lock.release()

    @contextmanager
    def writing(self, name: str) -> Iterator[None]:
        """Hold one file of the folder, such as a journal, for the moment that it takes to write it; a build may run.

        Raises UsageError (`home.foreign`) as `locked`, and StoreError (`home.denied`, `home.busy`).
        """
        from filelock import FileLock, Timeout

        try:
            self._refuse_foreign()
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / f".{name}.lock", timeout=PATIENCE)
            lock.acquire()
        except Timeout as error:
            raise StoreError("home.busy", f"{name} 一直有人在写", "过一会儿再试", str(self.root)) from error
        except OSError as error:
            raise self._denied(error) from error
        try:
            yield
        finally:
            lock.release()

    def _refuse_foreign(self) -> None:
        """What lies in a folder may be someone's work: a new build takes only one that is absent, empty or of a build."""
        if not self.root.exists() or (self.root / "CURRENT").exists():
            return
        visible = sorted(path.name for path in self.root.iterdir() if not path.name.startswith("."))
        foreign = [name for name in visible if name not in OURS and name != "lost+found"]
        if foreign:
            more = f"等 {len(foreign)} 个" if len(foreign) > 3 else ""
            message = f"目录里有别的东西：{'、'.join(foreign[:3])}{more}"
            raise UsageError("home.foreign", message, "给一个空目录或还没有的目录，如 --home 结果", str(self.root))

    def _denied(self, error: OSError) -> StoreError:
        if self.root.is_dir():
            message = f"目录不能写：{reason(error)}"
        elif error.errno == ENOENT:  # parents were asked for, so it is not a parent that is missing
            message = "目录建不起来：这个文件系统不让建目录"
        else:
            message = f"目录建不起来：{reason(error)}"
        return StoreError("home.denied", message, "换一个 --home", str(self.root))

    @contextmanager
    def next_generation(self) -> Iterator[Generation]:
        """An empty folder for the next generation. Left without an exception, it becomes the one in use."""
        numbers = [int(path.name) for path in self.generations.glob("*") if _NAME.fullmatch(path.name)]
        name = f"{max(numbers, default=0) + 1:06d}"
        partial = self.generations / f".{name}.partial"
        partial.mkdir(parents=True)
        try:
            yield Generation(partial)
            sync_tree(partial)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        os.rename(partial, self.generations / name)
        sync(self.generations)
        replace_file(self.root / "CURRENT", f"{name}\n".encode())
        self._forget_old(name)

    def _clear_leftovers(self) -> None:
        """Remove what a killed build left: parts, and a finished generation that was never put in use."""
        current = self.current()
        for folder in (self.root, self.documents, self.generations):
            for path in folder.glob(".*.partial"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for path in self.generations.glob("*"):
            if _NAME.fullmatch(path.name) and (current is None or path.name > current.path.name):
                shutil.rmtree(path)

    def _forget_old(self, current: str) -> None:
        names = sorted(path.name for path in self.generations.glob("*") if _NAME.fullmatch(path.name) and path.name <= current)
        for name in names[:-KEPT_GENERATIONS]:
            shutil.rmtree(self.generations / name)
