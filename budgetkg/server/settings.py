"""What a server is started with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    seconds: float = 30
    """A query that takes longer is stopped."""
    patient_seconds: float = 600
    """A question over the whole graph that is answered once for a build may take so long."""
    rows: int = 100_000
    """An answer to SPARQL has no more rows; it says so where it is cut."""
    answer: int = 4 << 30
    """Bytes of an answer; a longer one is refused, not cut."""
    memory: int = 2 << 30
    """Bytes that one query may allocate."""
    workers: int = 2
    """Queries answered at the same time; others wait."""
    waiting: int = 64
    """Queries that may wait; more are turned away with 503."""
    text: int = 1 << 20
    """Bytes of a query."""
    reading: float = 120
    """Seconds to read one document."""
    export_seconds: float = 600
    """Seconds to write a file of everything that a filter chooses."""
    upload: int = 100 << 20
    """Bytes of one upload, with all its files, or of a graph put into a scratch store."""
    build_seconds: float = 6 * 3600
    """Seconds for a build that puts uploads in use."""
    build_memory: int = 16 << 30
    """Bytes that such a build may allocate."""


COOKIE = "budgetkg-token"
"""Set by the sign-in page, for browsers, which send no Authorization header of their own."""


@dataclass(frozen=True, slots=True)
class Settings:
    home: Path | None
    """The build to serve. None serves a scratch store alone."""
    scratch: Path | None = None
    """Folder of a store that may be written to, apart from the build: for trying out updates."""
    token: str | None = None
    """Whoever writes has to send it. Without one, nothing can be written."""
    read_token: str | None = None
    """Where set, whoever reads has to send it (or `token`)."""
    limits: Limits = Limits()
    hosts: frozenset[str] | None = None
    """Names by which the server may be asked for, besides addresses and localhost. None lets any pass."""
    warm: bool = False
    """Whether everything is opened, and asked once, when the server starts."""
