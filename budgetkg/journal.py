"""What people state about nodes, kept in a home: one line of JSON a statement or its withdrawal, only ever added to.

A build writes the statements in force into a graph of their own, so reading a document again changes none of them.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from budgetkg.files import replace_file
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
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise StoreError(f"{self._code}.journal", f"记录读不出来：{error}", "检查文件和权限", str(self.path)) from error
        for number, text in enumerate(lines, start=1):
            try:
                line = json.loads(text)
                yield {key: str(line[key]) for key in self._keys} | {name: str(line.get(name, "")) for name in ("reason", "by")}
            except (ValueError, KeyError, TypeError) as error:
                if number == len(lines):
                    return  # the machine stopped in the middle of the last line: what it began to say was never in force
                raise StoreError(f"{self._code}.journal", f"记录第 {number} 行不成样子", "恢复或删去这一行", str(self.path)) from error

    def append(self, *lines: dict[str, str]) -> None:
        """Add lines with the time of now, all of them or none."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self.home.locked():
            whole = [*self.lines(), *(line | {"at": now} for line in lines)]
            replace_file(self.path, "".join(json.dumps(known, ensure_ascii=False) + "\n" for known in whole).encode())
