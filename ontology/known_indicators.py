"""Known indicators (通行指标): what bureaus commonly promise, each in several wordings.

They are data (`codes/known_indicators/*.txt`), for people to read and extend. The search compares texts by which of them
each is near, and the encoder learns from them. A line is one indicator:

    信访局 / 领导接访 / 次数：县领导接访次数 | 党政领导坐班接待群众天数 | 领导一年出来接访几回
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from ontology.errors import FormError


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    bureau: str
    """Whose it typically is; 共性 for what all bureaus promise."""
    matter: str
    measure: str
    wordings: tuple[str, ...]
    """At least two; the first is the plainest."""


def shipped() -> Iterator[KnownIndicator]:
    """Those that the package brings along, in the order of the files. Raises FormError naming file and line that are wrong."""
    for path in _files():
        yield from read(path)


def shipped_digest() -> str:
    """Hash of what the package brings along, without reading it."""
    hasher = hashlib.sha256()
    for path in _files():
        hasher.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return hasher.hexdigest()


def _files() -> list[Path]:
    return sorted(Path(str(files("ontology").joinpath("codes", "known_indicators"))).glob("*.txt"))


def read(path: Path) -> Iterator[KnownIndicator]:
    """The indicators of one file; lines that are blank or begin with # are none."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield _indicator(line, f"{path.name}，第 {number} 行")


def _indicator(line: str, place: str) -> KnownIndicator:
    head, _, body = line.partition("：")
    named = [part.strip() for part in head.split("/")]
    wordings = tuple(dict.fromkeys(filter(None, (text.strip() for text in body.split("|")))))
    if len(named) != 3 or not all(named) or len(wordings) < 2:
        hint = "一行写成 部门 / 事情 / 衡量：写法 | 写法，写法至少两种"
        raise FormError("indicators.line", f"通行指标的清单有一行读不懂：{line.strip()[:40]}", hint, place)
    bureau, matter, measure = named
    return KnownIndicator(bureau, matter, measure, wordings)
