"""The comment lines at the head of a query file that say what it is for: `# key: text`, each key once."""

import re
from collections.abc import Collection
from pathlib import Path

from ontology.errors import FormError

_LINE = re.compile(r"# (?P<key>\w+): (?P<text>.+)")


def read_query(path: Path, keys: Collection[str], code: str) -> tuple[dict[str, str], str]:
    """The header, which has just these keys, and the whole text. Raises FormError (`code`) with file and line."""
    text = path.read_text("utf-8")
    header: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#"):
            break
        match = _LINE.fullmatch(line)
        if match is None or match["key"] not in keys or match["key"] in header:
            raise FormError(code, "看不懂这一行，或重复", f"应为 # {'|'.join(sorted(keys))}: …", f"{path.name}:{number}")
        header[match["key"]] = match["text"].strip()
    if missing := sorted(set(keys) - header.keys()):
        raise FormError(code, f"缺少 {'、'.join(missing)}", "补上这几行", path.name)
    return header, text
