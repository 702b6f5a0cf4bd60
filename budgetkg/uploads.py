"""Files that people uploaded, kept in a home, and what became of each.

    uploads/<sha256>/NAME            the file as it came, under a name made safe
    uploads/<sha256>/.outcome.json   which documents were read from it, and what could not be read; absent until it was tried

What was read is put in use by a build like any other; `budgetkg build HOME/uploads --home HOME` does the same again.
"""

import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import IO

from budgetkg.documents import Documents
from budgetkg.files import replace_file, sync_tree
from budgetkg.home import Home
from budgetkg.inputs import collect
from ontology.errors import BudgetkgError, StoreError

FOLDER = "uploads"
OUTCOME = ".outcome.json"
_HASH = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]|[\ud800-\udfff]')
_LONGEST = 180
"""Bytes of a file name; file systems take 255."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file, or one in an archive, that could not be read."""

    name: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    documents: tuple[str, ...] = ()
    """SHA-256 of what was read."""
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    sha256: str
    path: Path
    size: int
    at: float
    """When it came, in seconds since 1970."""
    outcome: Outcome | None
    """None until it was tried."""


class Uploads:
    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def all(self) -> list[Upload]:
        """The last that came first."""
        found = [upload for folder in self.folder.glob("*") if (upload := self.one(folder.name)) is not None]
        return sorted(found, key=lambda upload: (-upload.at, upload.sha256))

    def one(self, sha256: str) -> Upload | None:
        if not _HASH.fullmatch(sha256):
            return None
        path = next((path for path in self._files(sha256)), None)
        if path is None:
            return None
        about = path.stat()
        return Upload(sha256, path, about.st_size, about.st_mtime, self._outcome(sha256))

    def keep(self, name: str, content: IO[bytes]) -> Upload:
        """Keep a file. One that is there already keeps its first name and its outcome. Raises OSError where the disk fails."""
        partial = self.folder / f".{token_hex(8)}.partial"
        partial.mkdir(parents=True)
        try:
            hashed = hashlib.sha256()
            with (partial / safe_name(name)).open("wb") as file:
                while piece := content.read(1 << 20):
                    hashed.update(piece)
                    file.write(piece)
            sync_tree(partial)
            sha256 = hashed.hexdigest()
            if (known := self.one(sha256)) is not None:
                return known
            partial.rename(self.folder / sha256)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        kept = self.one(sha256)
        assert kept is not None
        return kept

    def tried(self, sha256: str, outcome: Outcome) -> None:
        replace_file(self.folder / sha256 / OUTCOME, (json.dumps(asdict(outcome), ensure_ascii=False) + "\n").encode())

    def forget_outcome(self, sha256: str) -> None:
        (self.folder / sha256 / OUTCOME).unlink(missing_ok=True)

    def remove(self, sha256: str) -> None:
        """Forget a file that came; documents that were read from it and are in use stay in use."""
        gone = self.folder / f".{token_hex(8)}.partial"
        (self.folder / sha256).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def clear_leftovers(self) -> None:
        """Remove what a server that was killed had not taken in whole."""
        for path in self.folder.glob(".*.partial"):
            shutil.rmtree(path, ignore_errors=True)

    def _files(self, sha256: str) -> Iterator[Path]:
        folder = self.folder / sha256
        return (path for path in sorted(folder.iterdir()) if not path.name.startswith(".")) if folder.is_dir() else iter(())

    def _outcome(self, sha256: str) -> Outcome | None:
        try:
            found = json.loads((self.folder / sha256 / OUTCOME).read_bytes())
            return Outcome(tuple(found["documents"]), tuple(Refused(**one) for one in found["refused"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None


def safe_name(name: str) -> str:
    """A file name that is no path, not hidden, and fits a file system, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = _UNSAFE.sub("_", last).strip(" .")
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending.encode()) > 12:
        stem, ending = clean, ""
    shortened = stem.encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore")
    return (f"{shortened}.{ending}" if ending else shortened) or "upload"


def members(path: str) -> list[str]:
    """The files that an upload stands for: itself, or those in an archive. Raises BudgetkgError."""
    return [str(file) for file in collect([Path(path)]).files]


def read_one(home: str, path: str) -> str | Refused:
    """Read a file into the home, for a build to take up: its SHA-256, or why not. Raises StoreError where another build runs."""
    root = Home(Path(home))
    try:
        with root.locked():
            return Documents(root.documents).make(Path(path)).sha256
    except StoreError:
        raise
    except BudgetkgError as error:
        return Refused(Path(path).name, error.code, error.message, error.hint)


def put_in_use(home: str, paths: list[str]) -> list[Refused]:
    """A build with these files. Raises StoreError where another build runs or the disk fails."""
    from budgetkg.build import build

    report = build([Path(path) for path in paths], Home(Path(home)))
    return [Refused(failed.path.name, failed.error.code, failed.error.message, failed.error.hint) for failed in report.failures]
