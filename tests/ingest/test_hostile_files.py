"""Files that are broken, locked or made to do harm: each is refused by name or read within bounds, and nothing else happens."""

import io
import os
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Table
from ingest.readers import read
from ingest.readers.bounds import MAX_TEXT
from ingest.readers.grid import MAX_COLUMNS, MAX_PLACES
from ontology.errors import ReadError
from tests.ingest.xlsb_maker import converted


def saved(thing: Any) -> bytes:
    buffer = io.BytesIO()
    thing.save(buffer)
    return buffer.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def a_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("某局2024年部门预算")
    document.add_table(2, 2).cell(0, 0).text = "项目"
    return saved(document)


def an_xlsx() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["项目", "金额"])
    book.worksheets[0].append(["甲", 1.5])
    return saved(book)


def an_xlsb() -> bytes:
    return converted(openpyxl.load_workbook(io.BytesIO(an_xlsx())))


def an_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, "项目")
    sheet.write(0, 1, 1.5)
    return saved(book)


def a_page() -> bytes:
    return "<html><body><p>预算</p><table><tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr></table></body></html>".encode()


MAKERS = {"docx": a_docx(), "xlsx": an_xlsx(), "xlsb": an_xlsb(), "xls": an_xls(), "html": a_page()}
RELATIONS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="x/officeDocument" Target="%s"/></Relationships>'
)


def word(document: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "_rels/.rels": RELATIONS % b"word/document.xml", "word/document.xml": document})


def book(sheet: bytes) -> bytes:
    main = b'<workbook xmlns="m" xmlns:r="r"><sheets><sheet name="S" r:id="s"/></sheets></workbook>'
    relation = RELATIONS.replace(b'Id="r" Type="x/officeDocument"', b'Id="s" Type="x/worksheet"') % b"worksheets/sheet1.xml"
    parts = {"_rels/.rels": RELATIONS % b"xl/workbook.xml", "xl/workbook.xml": main, "xl/_rels/workbook.xml.rels": relation}
    return zipped({"[Content_Types].xml": b"<Types/>", **parts, "xl/worksheets/sheet1.xml": sheet})


def refused(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.hint, "every refusal says what to do"
    return caught.value.code


@pytest.mark.parametrize("format", MAKERS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused_by_name(format: str, data: st.DataObject) -> None:
    content = bytearray(MAKERS[format])
    for at, value in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=6)):
        content[at] = value
    end = data.draw(st.integers(1, len(content)))
    try:
        read(bytes(content[:end]))
    except ReadError as error:
        assert error.hint


@pytest.mark.parametrize("format", ["docx", "xlsx", "xls"])
def test_half_a_file_is_damaged(format: str) -> None:
    content = MAKERS[format]
    assert refused(content[: len(content) // 2]) == "read.damaged"


def test_a_damaged_file_says_what_to_do_in_words() -> None:
    """Not in the name of a Python class, which says nothing to who has the file."""
    with pytest.raises(ReadError) as caught:
        read(MAKERS["xlsx"][:200])
    assert not re.search("[A-Za-z]{4}", caught.value.message) and "重新下载" in caught.value.hint


def test_an_empty_workbook_is_said_to_be_empty() -> None:
    assert refused(saved(openpyxl.Workbook())) == "read.empty"
    blank, hidden = xlwt.Workbook(), openpyxl.Workbook()
    blank.add_sheet("表")
    assert refused(saved(blank)) == "read.empty"
    hidden.create_sheet("底稿").append(["项目", "金额"])
    hidden["底稿"].sheet_state = "hidden"
    with pytest.raises(ReadError, match="隐藏的工作表"):
        read(saved(hidden))


def test_a_document_with_a_password() -> None:
    """Office keeps an encrypted document in a compound file with a stream EncryptedPackage."""
    assert refused(compound("EncryptedPackage", b"x" * 5000)) == "read.encrypted"
    assert refused(compound("Nobody knows me", b"x" * 5000)) == "read.format"


def compound(name: str, content: bytes) -> bytes:
    """A compound file with one stream, by the writer that xlwt has for its workbooks."""
    from xlwt.CompoundDoc import XlsDoc

    whole = io.BytesIO()
    XlsDoc().save(whole, content)
    old, new = "Workbook".encode("utf-16-le"), name.encode("utf-16-le")
    data = bytearray(whole.getvalue())
    at = data.index(old)
    data[at : at + 64] = new.ljust(64, b"\0")
    data[at + 64 : at + 66] = (len(new) + 2).to_bytes(2, "little")
    return bytes(data)


def test_a_part_with_a_password() -> None:
    content = bytearray(
        zipped({"[Content_Types].xml": b"<Types/>", "_rels/.rels": RELATIONS % b"word/document.xml", "word/document.xml": b"<a/>"})
    )
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    assert refused(bytes(content)) == "read.encrypted"


def test_a_zip_bomb() -> None:
    assert refused(word(b"<a>" + b" " * 30_000_000 + b"</a>")) == "read.zip-bomb"


def test_outside_files_are_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密")
    declared = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    body = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>甲&e;乙</w:t></w:r></w:p></w:body></w:document>'
    found = read(word((declared + body).encode()))
    assert "机密" not in str(found) and "甲" in str(found)


def test_entities_are_not_blown_up() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    declared = f'<!DOCTYPE a [<!ENTITY e0 "haha">{levels}]>'
    body = '<w:document xmlns:w="w"><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>'
    try:
        assert len(str(read(word((declared + body).encode())))) < 10_000
    except ReadError as error:
        assert error.code == "read.damaged"


def test_ten_thousand_columns_are_cut_and_told() -> None:
    cells = b"".join(b"<c><v>%d</v></c>" % n for n in range(10_000))
    found = read(book(b'<worksheet xmlns="m"><sheetData><row>' + cells + b"</row><row>" + cells + b"</row></sheetData></worksheet>"))
    (table,) = (b for b in found.blocks if isinstance(b, Table))
    assert len(table.rows[0]) == MAX_COLUMNS and [i.code for i in found.issues] == ["read.cut"]


def test_lines_of_ten_thousand_cells_are_cut_and_told() -> None:
    found = read("\n".join("\t".join(map(str, range(10_000))) for _ in range(50)).encode())
    (table,) = (b for b in found.blocks if isinstance(b, Table))
    assert {len(row) for row in table.rows} == {MAX_COLUMNS} and [i.code for i in found.issues] == ["read.cut"]


def test_more_cells_than_any_text_has_are_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.text.MAX_CELLS", 10)
    found = read(b"a\tb\tc\n" * 5)
    (table,) = (b for b in found.blocks if isinstance(b, Table))
    assert [len(row) for row in table.rows] == [3, 3, 3, 1] and [i.code for i in found.issues] == ["read.cut"]


def test_more_lines_than_any_text_has_are_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.text.MAX_LINES", 3)
    found = read("甲。\n乙。\n丙。\n丁。\n".encode())
    assert found.lines == 3 and len(found.blocks) == 3 and [i.code for i in found.issues] == ["read.cut"]


@pytest.mark.parametrize(
    ("cells", "texts"),
    [
        (b'<row r="abc"><c s="x"><v>1</v></c><c r="B1"><v>2</v></c></row>', ["1", "2"]),
        (b'<row r="-5"><c t="s"><v>99999999999</v></c><c><v>1</v></c><c t="s"><v>x</v></c><c><v>2</v></c></row>', ["1", "", "2"]),
        (b"<row><c><v>1..2</v></c><c><v>.</v></c><c><v>nan</v></c><c><v>1e999</v></c></row>", ["1..2", ".", "nan", "INF"]),
    ],
)
def test_numbers_that_are_none_are_no_numbers(cells: bytes, texts: list[str]) -> None:
    found = read(
        book(b'<worksheet xmlns="m"><cols><col min="x" max="0" hidden="1"/></cols><sheetData>' + cells + b"</sheetData></worksheet>")
    )
    shown = [c.text for b in found.blocks if isinstance(b, Table) for row in b.rows for c in row]
    assert [text for text in shown if text or "" in texts] == texts


LONG = "预算" * 50_000
LONG_CELL = f'<row><c t="inlineStr"><is><t>{LONG}</t></is></c><c><v>2</v></c></row>'


@pytest.mark.parametrize(
    "data",
    [
        LONG.encode(),
        f"项目\t金额\n{LONG}\t1\n".encode(),
        f"<html><p>{LONG}</p></html>".encode(),
        book(f'<worksheet xmlns="m"><sheetData>{LONG_CELL}</sheetData></worksheet>'.encode()),
    ],
)
def test_a_text_longer_than_anyone_prints_is_cut_and_told(data: bytes) -> None:
    found = read(data)
    texts = [c.text for b in found.blocks if isinstance(b, Table) for row in b.rows for c in row]
    texts += [b.text for b in found.blocks if not isinstance(b, Table)]
    assert max(map(len, texts)) == MAX_TEXT and [i.code for i in found.issues] == ["read.cut"] and found.issues[0].hint


def test_a_cell_in_the_last_corner_costs_nothing() -> None:
    """Libraries that keep a sheet as a full grid take seventeen thousand million cells for this one."""
    rows = b'<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'
    found = read(book(b'<worksheet xmlns="m"><sheetData>' + rows + b"</sheetData></worksheet>"))
    assert [i.code for i in found.issues] == ["read.cut"]


def test_a_hundred_thousand_empty_rows() -> None:
    sheet = b'<worksheet xmlns="m"><sheetData>' + b"<row/>" * 100_000 + b"<row><c><v>1</v></c><c><v>2</v></c></row></sheetData></worksheet>"
    (table,) = (b for b in read(book(sheet)).blocks if isinstance(b, Table))
    assert (len(table.rows), table.line_start) == (1, 100_001)


def test_texts_far_apart_are_cut_and_told() -> None:
    """Two texts a row, five hundred columns apart: the blanks between them count too."""
    rows = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c><c r="SR%d"><v>2</v></c></row>' % (n, n, n) for n in range(1, 3001))
    found = read(book(b'<worksheet xmlns="m"><sheetData>' + rows + b"</sheetData></worksheet>"))
    (table,) = (b for b in found.blocks if isinstance(b, Table))
    assert sum(map(len, table.rows)) <= MAX_PLACES and [i.code for i in found.issues] == ["read.cut"]


def test_spans_wider_and_deeper_than_any_table() -> None:
    page = "<html><table>" + "<tr><td colspan=500 rowspan=60000>甲</td><td colspan=500>乙</td><td>丙</td></tr>" * 500 + "</table></html>"
    found = read(page.encode())
    assert [i.code for i in found.issues] == ["read.cut"] and "甲" in str(found.blocks)


def test_merged_areas_without_end() -> None:
    merges = b'<mergeCell ref="A1:XFD1048576"/>' * 2000
    rows = b"".join(b"<row><c><v>%d</v></c><c><v>2</v></c></row>" % n for n in range(2000))
    sheet = b'<worksheet xmlns="m"><sheetData>' + rows + b"</sheetData><mergeCells>" + merges + b"</mergeCells></worksheet>"
    assert len(str(read(book(sheet)))) < 2000


@pytest.mark.parametrize("page", ["<html>" + "<div>" * 50_000 + "x", "<table><tr><td>" * 20_000 + "x", "<html>" + "<b><i>" * 20_000 + "x"])
def test_a_page_nested_without_end(page: str) -> None:
    assert refused(page.encode()) == "read.too-deep"


def test_a_web_archive_of_pages_without_end_is_cut_and_told() -> None:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
    found = read(head + "--x\nContent-Type: text/html; charset=utf-8\n\n<html><p>预算</p></html>\n".encode() * 1_000 + b"--x--")
    assert len(found.blocks) == 200 and [i.code for i in found.issues] == ["read.cut"]


def test_word_tables_nested_without_end() -> None:
    start, end = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    body = f'<w:document xmlns:w="w"><w:body>{start * 60}<w:p><w:r><w:t>甲</w:t></w:r></w:p>{end * 60}</w:body></w:document>'
    assert [i.code for i in read(word(body.encode())).issues] == ["read.cut"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b""}), "read.format"),
        (zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": b""}), "read.damaged"),
        (zipped({"a.txt": b"x"}), "read.archive"),
        (zipped({"a.zip": zipped({"a.txt": b"x"})}), "read.archive"),
        (zipped({}), "read.binary"),
        (zipped({f"{number}.txt": b"" for number in range(20_001)}), "read.zip-bomb"),
        (word(b"no xml"), "read.damaged"),
        (b"Rar!\x1a\x07\x00 ...", "read.format"),
        (b"7z\xbc\xaf\x27\x1c ...", "read.format"),
        (b"\x1f\x8b\x08 ...", "read.format"),
    ],
)
def test_what_is_not_read_is_named(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_an_archive_that_is_not_read_says_to_unpack_it() -> None:
    with pytest.raises(ReadError) as caught:
        read(b"Rar!\x1a\x07\x01\x00 ...")
    assert "RAR" in caught.value.message and "解压" in caught.value.hint


def test_without_libreoffice_a_doc_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert refused(b"{\\rtf1 x}") == "read.no-libreoffice"


def fake_soffice(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "soffice"
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_a_conversion_that_hangs_is_ended_with_all_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.readers.doc.SECONDS", 0.3)
    fake_soffice(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait", monkeypatch)
    assert refused(b"{\\rtf1 x}") == "read.timeout"
    child = int((tmp_path / "child").read_text())
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_a_conversion_that_gives_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_soffice(tmp_path, "exit 1", monkeypatch)
    assert refused(b"{\\rtf1 x}") == "read.damaged"
