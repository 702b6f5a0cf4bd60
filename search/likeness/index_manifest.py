"""What made an index, and which segments it consists of."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ontology.errors import IndexError_

FORMAT = 6
KNOWN = "known"
"""Folder of the known indicators in an index."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    name: str
    """Of its folder in the index."""
    documents: dict[str, str]
    """Hash of every document that was indexed here, with the hash of its passages."""
    dead: tuple[str, ...] = ()
    """Those that have been replaced or removed since."""

    @property
    def living(self) -> dict[str, str]:
        return {document: passages for document, passages in self.documents.items() if document not in self.dead}


@dataclass(frozen=True, slots=True)
class IndexManifest:
    passages: int
    encoder: dict[str, Any]
    """Name, digest and dimension."""
    concepts: str
    """Hash of the concept scheme."""
    indicators: str
    """Hash of the known indicators and of what places texts among them."""
    maker: str
    """What else made it: an index of another maker is not added to."""
    segments: tuple[SegmentEntry, ...] = field(default=())

    def write(self, folder: Path) -> None:
        fields = {"format": FORMAT} | asdict(self)
        (folder / "manifest.json").write_text(json.dumps(fields, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read_manifest(directory: Path) -> IndexManifest:
    """Raises IndexError_ when there is none or it is of another format."""
    path = directory / "manifest.json"
    if not path.is_file():
        raise IndexError_("index.missing", "还没有建立检索索引", "先运行 budgetkg build PATH... --home DIR", str(directory))
    try:
        found = json.loads(path.read_text("utf-8"))
        made_in = found.pop("format")
        if made_in == FORMAT:
            segments = (SegmentEntry(**(entry | {"dead": tuple(entry["dead"])})) for entry in found.pop("segments"))
            return IndexManifest(**found, segments=tuple(segments))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexError_("index.damaged", f"索引说明读不出来：{error}", "重新运行 budgetkg build", str(path)) from error
    raise IndexError_("index.format", f"索引格式是 {made_in}，本程序用 {FORMAT}", "重新运行 budgetkg build", str(path))
