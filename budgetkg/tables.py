"""Tables for the terminal. Chinese characters are two columns wide; rich counts them so."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

PIPE_WIDTH = 100_000
"""Columns of an output that is no terminal: nothing is wrapped or cut for a program that reads it."""

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def console(stream: IO[str] | None = None) -> "Console":
    """A console on standard output, or on `stream`. Colour only on a terminal."""
    from rich.console import Console

    out = stream or sys.stdout
    return Console(file=out, width=None if out.isatty() else PIPE_WIDTH, highlight=False, emoji=False, markup=False)


def echo(*tables: "Table") -> None:
    """Print tables to standard output, without blanks at the ends of lines."""
    out = console()
    for shown in tables:
        with out.capture() as capture:
            out.print(shown)
        lines = [line.rstrip() for line in capture.get().splitlines()]
        out.file.write("\n".join(lines).strip("\n") + "\n")


def thousands(number: str) -> str:
    """`1381300.00` as `1,381,300.00`; what is not a plain decimal number stays as it is."""
    if not _NUMBER.fullmatch(number):
        return number
    whole, point, places = number.partition(".")
    return f"{int(whole):,}{point}{places}" if whole not in {"-0", "+0"} else number


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: Iterable[int] = ()) -> "Table":
    """`numeric` are the positions of the columns that are aligned to the right."""
    from rich import box
    from rich.table import Table

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    right = frozenset(numeric)
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """`bkg:Project` instead of the whole IRI, where a prefix fits and leaves a plain name."""
    matching = [(name, space) for name, space in prefixes.items() if iri.startswith(space) and len(iri) > len(space)]
    if not matching:
        return f"<{iri}>"
    name, space = max(matching, key=lambda pair: len(pair[1]))
    return f"{name}:{iri[len(space) :]}"


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on standard error while the block runs: call it with what is done now, how many are done, of how many.

    Nothing is shown where standard error is no terminal.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    shown = Console(stderr=True, highlight=False, markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=shown, transient=True, disable=not shown.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
