"""All errors that a caller or user can meet.

    BudgetkgError
    ├── ReadError        a file cannot be read: missing, empty, binary, unknown encoding, no budget in it
    ├── FormError        a form file (ingest/forms/*.toml) or another rule file is wrong
    ├── RecordError      a record contradicts itself or lacks what the graph needs
    ├── StoreError       the graph store cannot be opened, built or read
    ├── IndexError_      the search index is missing, damaged or made by other settings
    ├── QueryError       a SPARQL query is wrong, forbidden or took too long
    └── UsageError       the command line, an option or a parameter is wrong

`code` is stable and made for programs (`read.empty`); the message is for people, Chinese first.
"""

from typing import ClassVar


class BudgetkgError(Exception):
    """Base of every error raised on purpose.

    code:    stable, dotted, lower case, such as `read.encoding`
    message: what is wrong, in one sentence
    hint:    what to do about it
    place:   where it is: a path, `file:line`, a parameter name, an IRI
    """

    exit_status: ClassVar[int] = 1
    """What a command returns when this error stops it."""

    def __init__(self, code: str, message: str, hint: str = "", place: str = "") -> None:
        super().__init__(code, message, hint, place)
        self.code = code
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        hint = f"（{self.hint}）" if self.hint else ""
        return f"{where}{self.message}{hint} [{self.code}]"


class ReadError(BudgetkgError):
    """A document cannot be read; the others of the same run still can."""


class FormError(BudgetkgError):
    """A rule file is wrong. Its place names the file and the key or line."""

    exit_status = 2


class RecordError(BudgetkgError):
    """A record cannot become a graph: it contradicts itself or lacks a required part."""


class StoreError(BudgetkgError):
    """The graph store cannot be opened, built or read."""


class IndexError_(BudgetkgError):
    """The search index is missing, damaged or made by other settings than the ones asked for."""


class QueryError(BudgetkgError):
    """A SPARQL query is wrong, forbidden or was stopped. The store is as it was: it is for the asker to ask otherwise."""

    exit_status = 2


class UsageError(BudgetkgError):
    """The command line or a parameter is wrong."""

    exit_status = 2
