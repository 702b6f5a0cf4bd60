"""Tables of a page without rules, one below the other. Names and figures are invented."""

from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from budgetkg.contract import to_json
from ingest.read import read
from tests.ingest.test_pdf_reader import HIGH, XS, made


def test_tables_without_rules_below_each_other_are_parted_by_their_captions(tmp_path: Path) -> None:
    head = ("科目编码", "科目名称", "合计", "人员经费", "公用经费")
    spent: tuple[tuple[str, ...], ...] = (
        ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
        ("201", "一般公共服务支出", "9.00", "5.00", "4.00"),
    )
    spent += (("20103", "政府办公厅事务", "9.00", "5.00", "4.00"), ("2010308", "信访事务", "9.00", "5.00", "4.00"))
    basic: tuple[tuple[str, ...], ...] = (
        head,
        ("301", "工资福利支出", "5.00", "5.00", "0.00"),
        ("30101", "基本工资", "3.00", "3.00", "0.00"),
    )
    basic += (("30102", "津贴补贴", "2.00", "2.00", "0.00"),)

    def page(canvas: Canvas) -> None:
        canvas.drawString(200, HIGH - 40, "信访局2024年部门预算公开")
        y = HIGH - 60
        for title, rows in (("部门支出总表", spent), ("一般公共预算基本支出表", basic)):
            canvas.drawString(240, y, title)
            canvas.drawString(60, y - 18, "部门：信访局")
            canvas.drawString(450, y - 18, "单位：万元")
            y -= 36
            for row in rows:
                for column, text in enumerate(row):
                    shift = 30 if rows is basic and column > 1 else 0  # columns of its own
                    canvas.drawString(XS[column] + shift, y, text)
                y -= 18

    (tmp_path / "a.pdf").write_bytes(made(page))
    found = read(tmp_path / "a.pdf").record
    assert [t.title for t in found.tables] == ["部门支出总表", "一般公共预算基本支出表"]
    assert [x.code for x in found.function_lines] == ["201", "20103", "2010308"]
    assert [x.code for x in found.economic_lines] == ["301", "30101", "30102"]


_THREE = ((0, "合计"), (1, "出国费"), (5, "公务接待费"))


def _three(folder: Path, heads: Sequence[tuple[int, str]]) -> dict[str, str]:
    """What is read of a statement as merged cells are printed: 合计 in the middle of two lines, the group in the first of them."""

    def page(canvas: Canvas) -> None:
        canvas.drawString(150, HIGH - 40, "信访局2024年部门预算公开")
        canvas.drawString(150, HIGH - 60, "一般公共预算“三公”经费支出表")
        canvas.drawString(450, HIGH - 78, "单位：万元")
        canvas.drawString(225, HIGH - 96, "公务用车购置及运行费")
        for column, text in heads:
            canvas.drawString(60 + 80 * column, HIGH - 108, text)
        for column, text in enumerate(("小计", "购置费", "运行费"), 2):
            canvas.drawString(60 + 80 * column, HIGH - 120, text)
        for column, text in enumerate(("9.20", "0.50", "7.50", "0.00", "7.50", "1.20")):
            canvas.drawString(60 + 80 * column, HIGH - 138, text)

    (folder / "a.pdf").write_bytes(made(page))
    found = to_json(read(folder / "a.pdf").record)["three_public"] or {}
    return {item: amount for item, amount in found.items() if amount not in {"", "0.00"}}


def test_a_heading_that_stands_higher_than_those_beside_it_is_that_of_a_group(tmp_path: Path) -> None:
    assert _three(tmp_path, _THREE) == {
        "total": "92000.00",
        "abroad": "5000.00",
        "vehicles": "75000.00",
        "vehicle_running": "75000.00",
        "reception": "12000.00",
    }


def test_a_group_whose_columns_nothing_tells_is_not_read(tmp_path: Path) -> None:
    assert not _three(tmp_path, _THREE[:2])
