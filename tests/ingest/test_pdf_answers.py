"""pdfium's process, taken over by a file: whatever it answers costs a page, and neither memory nor patience without end."""

from io import BytesIO
from math import nan
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers import pdf_answers as answers
from ingest.readers import pdf_process, text
from ingest.readers.page import Page, PageText, Picture, Run
from ingest.readers.pdf_answers import Answer
from ingest.readers.pdf_flow import blocks, content
from ingest.readers.pdf_grid import grids
from ingest.readers.pdf_page import opened, read_page
from ontology.errors import ReadError
from tests.ingest import pdf_maker
from tests.ingest.test_pdf_hostile import page_objects, said


def a_page() -> PageText:
    """Ruled, with a merged cell, text in and around it, on its side, marked across."""
    lines = [(10.0, 0.0, 90.0), (20.0, 0.0, 90.0), (30.0, 0.0, 90.0)], [(0.0, 10.0, 30.0), (45.0, 20.0, 30.0), (90.0, 10.0, 30.0)]
    page = Page(3, 595.0, 842.0, grids(*lines), turned=(0.0, 1.0, -1.0, 0.0, 842.0, 0.0))
    page.inside = {(0, 0): [Run(1, 11, 9, 19, "项目"), Run(11, 11, 19, 19, "名称", 90)], (0, 2): [Run(46, 21, 60, 29, "1,234.50")]}
    page.outside = [Run(0, 40, 80, 50, "单位：万元")]
    return PageText(page, 14, 0, 14, 0.25, "objects", ("样稿",))


def carried(answer: Answer) -> Answer:
    """Through the pipe and back."""
    pipe = BytesIO(answers.framed(answer))
    done = answers.received(pipe.read)
    assert not pipe.read()
    return done


def test_a_page_arrives_as_it_was_sent() -> None:
    page, picture = a_page(), Picture(b"\x10\x20\x30\x40\x50\x60", 3, 2, 2.0)
    assert answers.unpacked(3, carried(answers.packed(page, picture))) == (page, picture)
    assert answers.unpacked(3, carried(answers.packed(None, None))) == (None, None)
    data = pdf_maker.pdf(text.read("某局\n| 项目 | 金额 |\n| 合计 | 1.50 |\n".encode()))
    with opened(data) as document:
        real = read_page(document, 0)
    assert answers.unpacked(1, carried(answers.packed(real, None))) == (real, None)


@given(st.data())
def test_a_page_that_was_tampered_with_is_a_page_or_no_answer(data: st.DataObject) -> None:
    sent = answers.packed(a_page(), None)
    parts = [bytearray(part) for part in sent[1:]]
    for _ in range(data.draw(st.integers(1, 4))):
        part = data.draw(st.sampled_from([p for p in parts if p]))
        part[data.draw(st.integers(0, len(part) - 1))] = data.draw(st.integers(0, 255))
    try:
        found, _ = answers.unpacked(3, Answer(sent.kind, *map(bytes, parts)))
    except answers.UNTRUE:
        return
    if found is not None:
        list(blocks([content(found.page)]))  # nothing after it meets anything it can't digest


def changed(**parts: bytes) -> Answer:
    return Answer(**{**answers.packed(a_page(), None)._asdict(), **parts})


@pytest.mark.parametrize(
    "answer",
    [
        changed(head=b"[" * 100_000),
        changed(head=b"{}"),
        changed(head=b'[[[1e999, 842, null, [[2, 2, 1]]], [0, 0, 0, 0, "", []], 0, 0], null]'),
        changed(head=b'[[[595, 842, null, [[900000, 900000, 1]]], [0, 0, 0, 0, "", []], 0, 0], null]'),
        changed(head=b"[null, [100000, 100000, 2.0]]"),
        changed(numbers=pack("d", nan) + changed().numbers[8:]),
        changed(numbers=changed().numbers[:-8]),
        changed(numbers=changed().numbers + b"12345678"),
        changed(indices=b"\0" * 12 + changed().indices[12:]),
        changed(indices=changed().indices[:-1]),
        changed(texts=b"\xff\xfe"),
        changed(texts=b"a"),
    ],
)
def test_what_no_page_is_made_of_is_no_answer(answer: Answer) -> None:
    with pytest.raises(answers.UNTRUE):
        answers.unpacked(3, answer)


def cells_over_each_other() -> Answer:
    sent = answers.packed(a_page(), None)
    return sent._replace(indices=pack("4i", 0, 0, 2, 2) + sent.indices[16:])


def test_cells_that_lie_over_each_other_are_no_grid() -> None:
    with pytest.raises(ValueError, match="over each other"):
        answers.unpacked(3, cells_over_each_other())


def test_text_in_a_cell_that_there_is_not_is_no_answer() -> None:
    after_cells = 16 * len(a_page().page.grids[0].cells)
    indices = changed().indices
    with pytest.raises(ValueError, match="place"):
        answers.unpacked(3, changed(indices=indices[:after_cells] + pack("2i", 0, 99) + indices[after_cells + 8 :]))


@pytest.mark.parametrize("head", [b"", b"\1" * 5, b"\7" + b"\0" * 20, b"\1" + b"\xff" * 20, b"\1" + pack("<5I", 90_000_000, 0, 0, 0, 0)])
def test_a_size_that_no_answer_has_is_refused_before_anything_is_read(head: bytes) -> None:
    with pytest.raises(ValueError):
        answers.received(BytesIO(head).read)


def a_process_that(does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, pdfium's process is this program."""
    pdf_process.stop()
    program = "import os, sys, time; sys.path[:] = {path!r}; from ingest.readers import pdf_answers as answers, pdf_worker\n"
    program += "ask = lambda: os.read(0, 10**6)\ntell = lambda data: os.write(1, data)\n"
    monkeypatch.setattr(pdf_process, "_PROGRAM", program + does)


ONE_PAGE = page_objects([said("1,234.50 a page")], {})
OPENS = "ask(); tell(answers.framed(answers.told(answers.COUNT, 1)))\n"


@pytest.fixture(autouse=True)
def _another_process() -> object:
    yield
    pdf_process.stop()


@pytest.mark.parametrize(
    "does",
    [
        "tell(b'garbage' * 1000)",
        "tell(bytes([answers.PAGE]) + b'\\xff' * 20)",
        "tell(answers.framed(answers.told(answers.PAGE, 5)))",
        "tell(answers.framed(answers.told(answers.REFUSED, 'read.of-its-own-making')))",
        "tell(answers.framed(answers.packed(None, None))[:10])",
    ],
)
def test_an_answer_that_makes_no_sense_costs_the_page(does: str, monkeypatch: pytest.MonkeyPatch) -> None:
    a_process_that(OPENS + does, monkeypatch)
    count, page = pdf_process.readings(ONE_PAGE, 10, 0)
    assert count == 1 and isinstance(page, pdf_process.Reading) and page.lost == "crash"


@pytest.mark.parametrize("tells", ["", "tell(answers.framed(answers.packed(None, None))[:10]); "])
def test_a_process_that_says_nothing_is_ended(tells: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_process, "SECONDS", 0.1)
    monkeypatch.setattr(pdf_process, "_GRACE", 5)  # it has to open the file in time, on a busy machine too
    a_process_that(OPENS + tells + "time.sleep(60)", monkeypatch)
    _, page = pdf_process.readings(ONE_PAGE, 10, 0)
    assert isinstance(page, pdf_process.Reading) and page.lost == "time" and pdf_process.process_id() is None


def test_a_process_that_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is larger than what a pipe holds."""
    monkeypatch.setattr(pdf_process, "SECONDS", 0.1)
    monkeypatch.setattr(pdf_process, "_GRACE", 0.5)
    a_process_that("time.sleep(60)", monkeypatch)
    with pytest.raises(ReadError, match="没有打开"):
        list(pdf_process.readings(ONE_PAGE + b"\n" * 1_000_000, 10, 0))


def test_words_of_its_own_never_reach_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is a code that we have words for; a trace is letters without control characters."""
    a_process_that("ask(); tell(answers.framed(answers.told(answers.FAILED, chr(27) + '[2J boo')))", monkeypatch)
    with pytest.raises(RuntimeError) as caught:
        list(pdf_process.readings(ONE_PAGE, 10, 0))
    assert "boo" in str(caught.value) and "\x1b" not in str(caught.value)
