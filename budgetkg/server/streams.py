"""Answers that are sent while they are made: any number of rows, never more than a piece of them in memory.

When a client goes away, the making stops with the next piece.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from starlette.responses import StreamingResponse

from budgetkg.csv_cells import plain_row

PIECE = 64 << 10
"""Bytes that are sent together."""


def stream(body: Iterable[bytes], media: str, name: str | None = None) -> StreamingResponse:
    """`name`: that of the file to save it as, of letters, digits, dots and hyphens."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'} if name else {}
    return StreamingResponse(_pieces(body), media_type=media, headers=headers)


def file(write: Callable[[IO[bytes]], None], media: str, name: str) -> StreamingResponse:
    """A file that has to be whole before its first byte is known, such as XLSX: made on the disk."""
    made = TemporaryFile()  # noqa: SIM115  # closed, and gone, when the last piece was sent
    try:
        write(made)
    except BaseException:
        made.close()
        raise
    made.seek(0)
    return stream(_read(made), media, name)


def saved(made: IO[bytes], media: str, headers: Mapping[str, str]) -> StreamingResponse:
    """What a file holds, which is closed when the last piece was sent."""
    return StreamingResponse(_read(made), media_type=media, headers=headers)


def json_array(items: Iterable[Any]) -> Iterator[bytes]:
    """One object a line, so that a reader can take them one by one."""
    before = b"[\n"
    for item in items:
        yield before + json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")
        before = b",\n"
    yield b"\n]\n" if before == b",\n" else b"[]\n"


def json_lines(items: Iterable[Any]) -> Iterator[bytes]:
    for item in items:
        yield json.dumps(item, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def csv_lines(titles: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """For Excel, which takes a file without the mark for GBK, and a text that begins with one of = + - @ for a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    writer.writerow(titles)
    for row in rows:
        writer.writerow(plain_row(row))
        yield text.getvalue().encode("utf-8", "replace")
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode("utf-8", "replace")


def _read(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        yield from iter(partial(made.read, PIECE), b"")


def _pieces(body: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in body:
        waiting += part
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
