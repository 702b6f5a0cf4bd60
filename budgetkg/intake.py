"""Files that a build is given: which of them must be read, and reading them, each content once."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from budgetkg.batch import outcomes
from budgetkg.documents import Documents, Reading
from budgetkg.home import Entry
from budgetkg.inputs import unreadable
from budgetkg.reading import died
from ingest.archive import read_bytes
from ontology.errors import BudgetkgError

Step = Callable[[str, int, int], None]
"""Told of progress: what is being done, how many are done, out of how many."""


@dataclass(slots=True)
class Taken:
    """A file that was given, and what became of it; nothing where one before it has the same bytes."""

    path: Path
    absolute: str
    sha256: str = ""
    names: frozenset[str] = frozenset()
    """Under which its content may have been read before: its own, and those of files of earlier builds with the same bytes."""
    outcome: Reading | BudgetkgError | None = None
    reused: bool = False

    @property
    def stands_for_all(self) -> bool:
        """Whether others with the same bytes need no reading: it was read, and had not changed when it was."""
        return isinstance(self.outcome, Reading) and self.outcome.sha256 == self.sha256


def take(queue: Mapping[str, Path], known: Mapping[str, Entry], documents: Documents, step: Step, jobs: int | None) -> list[Taken]:
    """Read what needs it of the files given by absolute path, in several processes where `jobs` says so (`batch.outcomes`).

    known: documents of earlier builds that stay in use, by absolute path
    """
    taken = [Taken(path, absolute) for absolute, path in queue.items()]
    same = _by_content(taken, known, step)
    while same:
        _read([copies[0] for copies in same if not _is_kept(copies[0], documents)], documents, step, jobs)
        # A file that cannot be read may be one that was read under the name of its copy.
        same = [copies[1:] for copies in same if copies[1:] and not copies[0].stands_for_all]
    return taken


def _by_content(taken: Sequence[Taken], known: Mapping[str, Entry], step: Step) -> list[list[Taken]]:
    """Look at every file; those that can be opened, in groups of the same bytes."""
    names: dict[str, set[str]] = {}
    for path, entry in known.items():
        names.setdefault(entry.sha256, set()).add(Path(path).name)
    same: dict[str, list[Taken]] = {}
    for done, file in enumerate(taken):
        step(f"核对 {file.path.name}", done, len(taken))
        try:
            file.sha256 = _sha256(file.path)
        except BudgetkgError as error:
            file.outcome = error
        else:
            file.names = frozenset({file.path.name, *names.get(file.sha256, ())})
            same.setdefault(file.sha256, []).append(file)
    return list(same.values())


def _sha256(path: Path) -> str:
    try:
        if not path.is_file():  # in an archive
            return hashlib.sha256(read_bytes(path)).hexdigest()
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from error


def _is_kept(file: Taken, documents: Documents) -> bool:
    file.outcome = documents.find(file.sha256, file.names)
    file.reused = file.outcome is not None
    return file.reused


def _read(unread: Sequence[Taken], documents: Documents, step: Step, jobs: int | None) -> None:
    def tell(path: Path, done: int) -> None:
        step(f"读 {path.name}", done, len(unread))

    with outcomes(documents.make, [file.path for file in unread], jobs, died, tell) as readings:
        for file, reading in zip(unread, readings, strict=True):
            try:
                file.outcome = reading()
            except BudgetkgError as error:
                file.outcome = error
