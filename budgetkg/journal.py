"""What people state about nodes, kept in a home: one line of JSON a statement or its withdrawal, only ever added to.

A build writes the statements in force into a graph of their own, so reading a document again changes none of them.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from budgetkg.files import sync
from budgetkg.home import Home
from ontology.errors import StoreError


class Journal:
    """One file of a home. `keys` are those that every line has; it has `at`, the time, and perhaps a `reason` and who said it, too."""

    def __init__(self, home: Home, name: str, keys: tuple[str, ...], code: str) -> None:
        self.home = home
        self.path = home.root / name
        self._keys = (*keys, "at")
        self._code = code

    def lines(self) -> Iterator[dict[str, Any]]:
        """Raises StoreError (`<code>.journal`) for a line that cannot be read."""
        try:
            # By line feeds alone: a comment may hold other characters that Python takes for the end of a line.
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError(f"{self._code}.journal", f"记录读不出来：{error}", "检查文件和权限", str(self.path)) from error
        for number, text in enumerate(lines, start=1):
            if number == len(lines) and not text:
                return
            try:
                line = json.loads(text)
                yield {key: str(line[key]) for key in self._keys} | {name: str(line.get(name, "")) for name in ("reason", "by")}
            except (ValueError, KeyError, TypeError) as error:
                if number == len(lines):
                    return  # it stopped in the middle of the last line: what it began to say was never in force
                raise StoreError(f"{self._code}.journal", f"记录第 {number} 行不成样子", "恢复或删去这一行", str(self.path)) from error

    def append(self, *lines: dict[str, str], check: Callable[[list[dict[str, Any]]], None] = lambda before: None) -> None:
        """Add lines with the time of now. Nothing of a build is waited for: the next one takes them up.

        `check` is given all lines before them, while nobody else adds any, and may raise instead.
        """
        now = datetime.now(UTC).isoformat(timespec="seconds")
        added = "".join(json.dumps(line | {"at": now}, ensure_ascii=False) + "\n" for line in lines).encode()
        with self.home.writing(self.path.name):
            check(list(self.lines()))  # nothing is added to what cannot be read
            with self.path.open("ab+") as file:
                self._end(file)
                file.write(added)
                file.flush()
                os.fsync(file.fileno())
            sync(self.path.parent)

    @staticmethod
    def _end(file: BinaryIO) -> None:
        """End a last line that has no end: where it can be read by ending it, else by taking it away, which was never in force."""
        file.seek(0)
        last = file.read().rpartition(b"\n")[2]
        try:
            if last:
                json.loads(last)
                file.write(b"\n")
        except ValueError:
            file.truncate(file.tell() - len(last))
