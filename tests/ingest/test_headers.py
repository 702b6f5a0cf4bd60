"""Header rows: which they are and what each column means."""

import pytest

from ingest.blocks import Cell, Row
from ingest.tables.columns import is_column_numbers
from ingest.tables.headers import Header, find_header


def rows(text: str) -> list[Row]:
    """Rows from lines with `|` between cells."""
    return [
        tuple(Cell(r, c, t.strip(), r, r) for c, t in enumerate(line.split("|"), start=1))
        for r, line in enumerate(text.strip("\n").splitlines(), start=1)
    ]


def header(text: str) -> Header:
    found = find_header(rows(text))
    assert found is not None
    return found


def test_three_rows_with_merged_groups() -> None:
    found = header(
        """
科目编码|||科目名称|总计|2020年||||||
类|款|项|||合计|基本支出|||项目支出||
||||||小计|人员支出|公用支出|小计|部门支出|专项支出
**|**|**|**|1|2|3|4|5|6|7|8
|||合计|1,135.98|1,135.98|508.44|454.44|54.00|627.54|483.26|144.28
"""
    )
    assert found.end == 4
    assert [c.leaf.id for c in found.columns if c.leaf][:4] == ["code_class", "code_group", "code_item", "name"]
    assert [c.measure for c in found.columns][4:] == [
        "total", "total", "basic", "basic/staff", "basic/public", "project", "project/department_project", "project/special_project",
    ]  # fmt: skip


def test_a_group_heading_shifted_in_print_goes_to_its_own_columns() -> None:
    found = header(
        """
单位代码|科目名称|合计|基本支出||||项目支出|||
|||小计|人员经费||公用经费||小计|运转类|特定目标类
||||工资福利支出|对个人和家庭的补助|商品和服务支出|资本性支出|||
024|某局|1.00|0.50|0.30|0.10|0.10||0.50|0.20|0.30
"""
    )
    assert [c.measure for c in found.columns][3:] == [
        "basic", "basic/staff/wages", "basic/staff/household", "basic/public/goods", "basic/public/capital",
        "project", "project/running", "project/specific",
    ]  # fmt: skip


def test_a_total_row_under_a_name_column_is_data() -> None:
    assert header("收入科目编码|科目名称|政府性基金收入预算\n合计||\n").end == 1


def test_an_income_row_under_its_label_column_is_data() -> None:
    assert header("项目|预算数\n一般公共预算|12.00\n").end == 1


def test_side_by_side_indicator_columns_keep_their_family() -> None:
    found = header(
        """
项目名称|绩效目标|||
|成本指标||产出指标|
|三级指标|指标值|三级指标|指标值
"""
    )
    assert [c.path for c in found.columns][1:] == [
        ("绩效目标", "成本指标", "三级指标"), ("绩效目标", "成本指标", "指标值"),
        ("绩效目标", "产出指标", "三级指标"), ("绩效目标", "产出指标", "指标值"),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["负责人|经办人|联系电话", "一、教育支出|12.5|二、科技支出|3.1", "单价|数量", "今天|天气|很好"])
def test_what_is_no_header(line: str) -> None:
    assert find_header(rows(line)) is None


@pytest.mark.parametrize(
    ("line", "is_numbers"),
    [("栏次|1|2|3", True), ("**|**|1|2", True), ("1|2|3|4=1+2", True), ("201|03|08", False), ("1|信访事务|3", False), ("3|2|1", False)],
)
def test_column_number_rows(line: str, is_numbers: bool) -> None:
    assert is_column_numbers(rows(line)[0]) is is_numbers
