"""A document cell by cell, kept as a build read it: a page shows where a figure is printed without reading the file again.

It is JSON, compressed: a thirtieth of the file's reading time to load. Exact: what is loaded equals what was read.
"""

import gzip
import zlib
from functools import cache
from typing import TYPE_CHECKING

from ontology.errors import StoreError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from ingest.explain import ExplainedDocument

MOST = 32 << 20
"""Bytes of JSON that are kept; a sample has under one million. What is longer is read from the file again, in a process with a bound."""


def dump(document: "ExplainedDocument") -> bytes:
    """The same document gives the same bytes; none where they would be too many."""
    lines = _adapter().dump_json(document)
    return gzip.compress(lines, compresslevel=1, mtime=0) if len(lines) <= MOST else b""


def load(data: bytes) -> "ExplainedDocument | None":
    """What `dump` wrote; None where that was nothing. Raises StoreError (`home.document`) for anything else."""
    try:
        return _adapter().validate_json(gzip.decompress(data)) if data else None
    except (gzip.BadGzipFile, zlib.error, EOFError, ValueError) as error:
        message, hint = "一份文件逐格的记录读不出来", "删除这个目录，再 build 这份文件"
        raise StoreError("home.document", message, hint) from error


@cache
def _adapter() -> "TypeAdapter[ExplainedDocument]":
    from pydantic import TypeAdapter

    from ingest.explain import ExplainedDocument
    from ontology import costs, records

    made = TypeAdapter(ExplainedDocument)
    made.rebuild(_types_namespace=vars(costs) | vars(records))  # records import some of their types for checking only
    return made
