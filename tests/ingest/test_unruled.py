"""Tables of a page without rules, one below the other. Names and figures are invented."""

from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from ingest.read import read
from tests.ingest.test_pdf_reader import HIGH, XS, made


def test_tables_without_rules_below_each_other_are_parted_by_their_captions(tmp_path: Path) -> None:
    head = ("科目编码", "科目名称", "合计", "人员经费", "公用经费")
    spent = (("科目编码", "科目名称", "合计", "基本支出", "项目支出"), ("201", "一般公共服务支出", "9.00", "5.00", "4.00"))
    spent += (("20103", "政府办公厅事务", "9.00", "5.00", "4.00"), ("2010308", "信访事务", "9.00", "5.00", "4.00"))
    basic = (head, ("301", "工资福利支出", "5.00", "5.00", "0.00"), ("30101", "基本工资", "3.00", "3.00", "0.00"))
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
