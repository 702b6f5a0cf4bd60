"""Reading one file, so that whatever is wrong with it stays with it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, TypeVar

from ontology.errors import BudgetkgError, ReadError
from ontology.records import DisclosureRecord

if TYPE_CHECKING:
    from ingest.explain import ExplainedDocument

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: Path
    error: BudgetkgError

    def __str__(self) -> str:
        hint = f"（{self.error.hint}）" if self.error.hint else ""
        return f"{self.path}: {self.error.message}{hint} [{self.error.code}]"


def read(path: Path) -> DisclosureRecord:
    """Raises BudgetkgError and nothing else: a slip of ours in one document must not end a batch of thousands."""
    from ingest.read import read_document

    return _guarded(read_document, path)


def explain(path: Path) -> "ExplainedDocument":
    """The document with its tables, cell by cell. Raises BudgetkgError."""
    from ingest.explain import explain_document

    return _guarded(explain_document, path)


def _guarded(reader: Callable[[Path], Read], path: Path) -> Read:
    try:
        return reader(path)
    except BudgetkgError:
        raise
    except Exception as error:
        raise internal(error, path) from error


def died(path: Path, how: str) -> BudgetkgError:
    """The error of a file whose reader, a process of its own, came to an end."""
    hint = "其余文件照读；关掉别的程序，或用 --jobs 1 再试，仍这样请附上这份文件报告"
    return ReadError("read.died", f"读这份文件的进程{how}，没有读", hint, str(path))


def internal(error: Exception, path: Path) -> BudgetkgError:
    """An error that nobody foresaw, with the line of code it came from."""
    frame = extract_tb(error.__traceback__)[-1]
    where = f"{Path(frame.filename).name}:{frame.lineno}"
    return ReadError("read.internal", f"程序内部错误 {type(error).__name__}: {error}（{where}）", "请附上这份文件报告这个问题", str(path))
