"""PDF files that hang pdfium, crash it, or want all memory: the page is named, the rest is read, and nothing else is harmed."""

import io
import os
import signal
import time

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import readers
from ingest.blocks import Blocks
from ingest.readers import pdf_process
from ontology.errors import ReadError
from tests.ingest import pdf_maker


def page_objects(contents: list[bytes], forms: dict[str, bytes]) -> bytes:
    """A PDF written object by object: a page for each content; forms by name, each of which may call every other."""
    objects: list[bytes] = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    names = list(forms)
    first = 3 + 2 * len(contents)
    resources = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject<<%s>>>>" % b" ".join(
        b"/%s %d 0 R" % (name.encode(), first + at) for at, name in enumerate(names)
    )
    kids = b" ".join(b"%d 0 R" % (3 + 2 * at) for at in range(len(contents)))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents))
    for at, content in enumerate(contents):
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources %s>>" % (4 + 2 * at, resources))
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content))
    for name in names:
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources %s/Length %d>>" % (resources, len(forms[name]))
        objects.append(head + b"\nstream\n%s\nendstream" % forms[name])
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def said(text: str) -> bytes:
    return b"BT /F 12 Tf 80 700 Td (%s) Tj ET" % text.encode()


def tower(levels: int) -> dict[str, bytes]:
    """Forms of which each draws the next ten times: so many levels draw ten to that power."""
    forms = {f"X{level}": b" ".join([b"/X%d Do" % (level + 1)] * 10) for level in range(levels)}
    return {**forms, f"X{levels}": b"0 0 10 10 re f"}


def codes(blocks: Blocks) -> list[str]:
    return [issue.code for issue in blocks.issues]


def test_a_page_that_never_ends_is_named_and_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three kilobytes that ask for ten thousand million squares."""
    monkeypatch.setattr(pdf_process, "SECONDS", 0.5)
    data = page_objects([said("1,234.50 before"), b"/X0 Do", said("5,678.90 after it")], tower(10))
    assert len(data) < 10_000
    found = readers.read(data)
    assert codes(found) == ["read.page-time"]
    assert "第 2 页" in found.issues[0].message and found.issues[0].severity == "error" and found.issues[0].hint
    assert [(b.text, b.page) for b in found.blocks if hasattr(b, "text")] == [("1,234.50 before", 1), ("5,678.90 after it", 3)]


def test_pages_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "SECONDS", 0.2)
    monkeypatch.setattr(pdf_process, "MAX_LOST", 2)
    found = readers.read(page_objects([said("1,234.50 before"), *[b"/X0 Do"] * 4, said("5,678.90 after it")], tower(10)))
    assert codes(found) == ["read.page-time", "read.page-skipped"]
    assert "第 2–3 页" in found.issues[0].message and "第 4–6 页" in found.issues[1].message


def test_a_page_that_wants_all_memory_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kilobyte: two forms that draw each other, for which pdfium asks for memory without end."""
    monkeypatch.setattr(pdf_process, "MEMORY", 160 * 1024 * 1024)
    found = readers.read(page_objects([b"/A Do", said("5,678.90 after it")], {"A": b"/B Do", "B": b"/A Do /B Do"}))
    assert codes(found) == ["read.page-crash"] and "第 1 页" in found.issues[0].message and found.issues[0].hint
    assert [(b.text, b.page) for b in found.blocks if hasattr(b, "text")] == [("5,678.90 after it", 2)]


def test_a_crash_costs_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ends pdfium's process, the file goes on in another."""
    data = page_objects([said("1,234.50 before"), b"/X0 Do", said("5,678.90 after it")], tower(10))
    pages = pdf_process.readings(data, 10, 0)
    assert next(pages) == 3 and next(pages).text is not None  # type: ignore[union-attr]
    process = pdf_process.process_id()
    assert process is not None
    time.sleep(0.1)
    os.kill(process, signal.SIGSEGV)
    monkeypatch.setattr(pdf_process, "SECONDS", 0.5)
    assert [(page.number, page.lost) for page in pages] == [(2, "crash"), (3, "")]  # type: ignore[union-attr]


def test_a_reader_that_stops_early_leaves_nothing_behind() -> None:
    """The next file gets its own pages, not the rest of the last one's."""
    data = page_objects([said("1,234.50 first file")] * 5, {})
    pages = pdf_process.readings(data, 10, 0)
    assert next(pages) == 5
    pages.close()  # type: ignore[attr-defined]
    found = readers.read(page_objects([said("5,678.90 second file")], {}))
    assert [b.text for b in found.blocks if hasattr(b, "text")] == ["5,678.90 second file"]


def test_a_file_that_does_not_open_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "SECONDS", 1e-6)
    with pytest.raises(ReadError) as caught:
        readers.read(page_objects([said("1,234.50 before")], {}))
    assert caught.value.code == "read.pdf-time" and caught.value.hint


def test_text_documents_start_no_process() -> None:
    pdf_process.stop()
    readers.read("某局2024年部门预算".encode())
    assert pdf_process.process_id() is None


def test_a_page_of_much_text_comes_back_whole() -> None:
    """More than a pipe holds at once."""
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(pdf_maker.register(), 6)
    for line in range(120):
        canvas.drawString(40, 20 + 6.5 * line, "收入支出决算总表" * 8)
    canvas.showPage()
    canvas.save()
    found = readers.read(out.getvalue())
    assert sum(b.text.count("收入支出决算总表") for b in found.blocks if hasattr(b, "text")) == 960
