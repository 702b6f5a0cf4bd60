"""Binary workbooks of Excel (XLSB) are read as the same workbook saved as XLSX, within the same bounds."""

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetkg.contract import to_json
from ingest.blocks import Table
from ingest.read import read_document
from ingest.readers import grid, read, xlsb
from ontology.errors import ReadError
from tests.ingest.province_documents import document
from tests.ingest.test_unseen_forms import FOLDER
from tests.ingest.test_workbook import workbook
from tests.ingest.xlsb_maker import converted, packed, record, wide


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _odd() -> openpyxl.Workbook:
    """Formats, hidden parts and merged areas that decide what a reader of the sheet sees."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "支出"
    rows: list[list[Any]] = [["某局2024年部门预算", None, None, None], ["科目", "预算数", "执行率", "备注"]]
    rows += [["教育支出", 1381300.55, 0.955, "=1+1"], ["其他", -12, 1, True], ["隐藏的行", 1, 0.5, None], ["上年", 0, 0.1234567, "长" * 40]]
    for row in rows:
        sheet.append(row)
    for at in range(3, 7):
        sheet.cell(at, 2).number_format, sheet.cell(at, 3).number_format = "#,##0.00", "0.0%"
    sheet.cell(8, 1, 20240101.0).number_format = "0"
    sheet.cell(8, 2, 45292).number_format = 'yyyy"年"m"月"d"日"'
    sheet.merge_cells("A1:D1")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["E"].hidden = True
    sheet.cell(3, 5, "看不见")
    book.create_sheet("底稿").append(["模板", 1])
    book["底稿"].sheet_state = "hidden"
    return book


def test_a_number_keeps_what_its_format_says_and_hidden_parts_stay_out() -> None:
    blocks = read(converted(_odd()))
    cells = {c.text for b in blocks.blocks if isinstance(b, Table) for row in b.rows for c in row}
    assert {"1,381,300.55", "95.5%", "-12.00", "100.0%", "12.34567%", "TRUE", "1.5", "2024年1月1日", "20240101"} <= cells
    assert not {"看不见", "隐藏的行", "模板"} & cells
    assert sorted({i.code for i in blocks.issues}) == ["read.hidden"] and any("底稿" in i.message for i in blocks.issues)


def test_the_same_workbook_reads_the_same_in_both_formats() -> None:
    data = workbook()
    binary = read(converted(openpyxl.load_workbook(io.BytesIO(data))))
    assert binary.blocks == read(data).blocks and len(binary.blocks) > 20


@pytest.mark.parametrize("slug", ["r7-wulong-culture", "r8-ledu-employment", "r10-shiping-disabled"])
def test_a_disclosure_is_read_from_it(slug: str, tmp_path: Path) -> None:
    _, data = document(slug, FOLDER)
    (tmp_path / "a.xlsx").write_bytes(data)
    (tmp_path / "a.xlsb").write_bytes(converted(openpyxl.load_workbook(io.BytesIO(data))))
    told = []
    for name in ("a.xlsx", "a.xlsb"):
        found = to_json(read_document(tmp_path / name))
        del found["document"]
        told.append(found)
    assert told[0] == told[1] and told[0]["projects"]


def _with_sheet(body: bytes) -> bytes:
    book = openpyxl.Workbook()
    made = converted(book)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return packed(parts | {"xl/worksheets/sheet1.bin": body})


def _refused(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.hint
    return caught.value.code


def _row(number: int) -> bytes:
    return record(0, struct.pack("<IIHBB", number, 0, 300, 0, 0) + bytes(5))


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (record(145) + _row(0) + record(2, b"\0\0\0"), "read.damaged"),
        (record(145) + _row(0)[:-3], "read.damaged"),
        (record(145) + _row(0) + record(6, bytes(8) + struct.pack("<I", 2**31) + b"ab"), "read.damaged"),
        (b"\x06\xff\xff\xff\x7f", "read.too-large"),
        (b"\x80", "read.damaged"),
        (b"\0" * 40_000_000, "read.zip-bomb"),
        (b"", "read.empty"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(body: bytes, code: str) -> None:
    assert _refused(_with_sheet(body)) == code


def test_numbers_that_are_none_and_places_out_of_range_cost_nothing() -> None:
    odd = [record(5, struct.pack("<II", 0, 0) + struct.pack("<d", value)) for value in (float("nan"), float("inf"), 7.0)]
    far = record(7, struct.pack("<IIi", 3_000_000, 0, 0)) + record(7, struct.pack("<III", 1, 0, 4_000_000_000))
    areas = record(176, struct.pack("<4I", 5, 2**32 - 9, 3, 2**32 - 2)) + record(60, struct.pack("<IIIIH", 9, 2**32 - 1, 0, 0, 1))
    blocks = read(
        _with_sheet(areas + record(145) + _row(2**32 - 2) + b"".join(odd) + far + record(6, struct.pack("<II", 1, 0) + wide("甲")))
    )
    assert "7" in str(blocks.blocks)


def test_more_cells_than_any_workbook_has_are_cut_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsb, "MAX_CELLS", 100)
    monkeypatch.setattr(grid, "MAX_CELLS", 100)
    book = openpyxl.Workbook()
    for _ in range(60):
        book.worksheets[0].append(["甲", "1.00", "2.00"])
    assert "read.cut" in {i.code for i in read(converted(book)).issues}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 700), st.binary(max_size=40)), max_size=12), st.binary(max_size=30))
def test_no_records_break_the_reader(records: list[tuple[int, bytes]], rest: bytes) -> None:
    try:
        read(_with_sheet(b"".join(record(kind, body) for kind, body in records) + rest))
    except ReadError as error:
        assert error.hint
