"""Classification codes as forms print them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.words.codes import CodeColumn, CodeColumns, is_total, item_above, scheme_of, split_code


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("2010308", "2010308", ""),
        ("210110 1", "2101101", ""),
        ("201-03-08", "2010308", ""),
        ("２０１０３", "20103", ""),
        ("[2050201]学前教育", "2050201", "学前教育"),
        ("2050201 学前教育", "2050201", "学前教育"),
        ("30201办公费", "30201", "办公费"),
        ("30201｜办公费", "30201", "办公费"),
        ("信访事务", None, "信访事务"),
        ("2198275012", None, "2198275012"),
        ("4107", None, "4107"),
    ],
)
def test_codes_in_one_cell(text: str, code: str | None, name: str) -> None:
    assert split_code(text) == (code, name)


def test_sparse_columns_carry_and_tell_items_from_lines() -> None:
    columns = CodeColumns()
    rows = [("201", "", ""), ("", "03", ""), ("", "", "01"), ("201", "03", "01"), ("", "", "8"), ("205", "", "")]
    assert [columns.read(*r) for r in rows] == [
        ("201", False), ("20103", False), ("2010301", False), ("2010301", True), ("2010308", False), ("205", False),
    ]  # fmt: skip


def test_full_rows_without_a_row_for_the_item_are_the_items() -> None:
    columns = CodeColumns()
    assert [columns.read("201", "03", i) for i in ("01", "08")] == [("2010301", False), ("2010308", False)]


@given(st.from_regex(r"2[0-9]{2}([0-9]{2}([0-9]{2})?)?", fullmatch=True), st.integers(1, 6))
def test_a_space_inside_a_code_does_not_matter(code: str, at: int) -> None:
    assert split_code(code[:at] + " " + code[at:])[0] == code


def test_schemes_and_totals() -> None:
    assert [scheme_of(c) for c in ("2010308", "30101", "50201", "101")] == ["function", "economic", "government_economic", None]
    assert is_total("合 计") and is_total("收入总计：") and not is_total("信访事务")


@pytest.mark.parametrize(
    ("text", "above"),
    [("205020201", "2050202"), (" 20103080102 ", "2010308"), ("2050202", None), ("542001001", None), ("20502020", None), ("", None)],
)
def test_a_code_below_the_items_names_its_item(text: str, above: str | None) -> None:
    assert item_above(text) == above


def test_two_digits_with_a_name_lie_below_the_class_above_where_the_list_has_it() -> None:
    column = CodeColumn()
    rows = ["301 工资福利支出", "01 基本工资", "02 津贴补贴", "302 商品和服务支出", "01 办公费", "78 无此科目"]
    assert [column.split(row) for row in rows] == [
        ("301", "工资福利支出"), ("30101", "基本工资"), ("30102", "津贴补贴"),
        ("302", "商品和服务支出"), ("30201", "办公费"), (None, "78无此科目"),
    ]  # fmt: skip
    assert CodeColumn().split("01 基本工资") == (None, "01基本工资")


def test_functional_codes_in_two_digits_have_three_levels() -> None:
    column = CodeColumn()
    assert [column.read(code) for code in ("20502", "02", "03", "205", "03")] == ["20502", "2050202", "20503", "205", "20503"]
