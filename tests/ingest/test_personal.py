"""Names of handlers and telephone numbers are gone as soon as a file is read."""

from pathlib import Path

import docx

from budgetkg.contract import to_line
from ingest.explain import explain_document

NAME, PHONE = "欧阳铁柱", "13912345678"
TEXT = f"""青山县水务局2024年部门预算

项目支出绩效目标表
（2024年度）
单位：万元
项目名称	农村饮水工程维修养护
项目负责人	{NAME}	联系电话	{PHONE}
项目概况	维修养护农村饮水工程，由{NAME}（{PHONE}）负责。
项目资金	50.00
绩效目标	保障供水，联系人{NAME}{PHONE}。
一级指标	二级指标	三级指标	指标值
产出指标	数量指标	维修养护处数	≥30处
满意度指标	服务对象满意度指标	用水户满意度	≥85%（经办人：{NAME}）
"""


def test_personal_data_is_neither_in_the_record_nor_explained(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT, "utf-8")
    explained = explain_document(file)
    (project,) = explained.record.projects
    assert project.name == "农村饮水工程维修养护" and len(project.indicators) == 2
    said = to_line(explained.record) + repr(explained.record) + repr(explained.tables)
    assert "保障供水" in said
    assert NAME not in said and PHONE not in said


def test_no_name_of_several_is_kept_from_a_word_document(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("青山县水务局2024年项目支出绩效目标表", 1)
    document.add_paragraph("单位：万元")
    rows = [
        ["项目名称", "农村饮水工程维修养护"],
        ["项目概况", f"维修养护农村饮水工程。负责人：张建国、{NAME}"],
        ["项目资金", "50.00"],
        ["绩效目标", f"保障供水，联系人 李建设 {NAME}。"],
    ]
    table = document.add_table(len(rows), 2, style="Table Grid")
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph(f"项目负责人：张建国 {NAME}")
    file = tmp_path / "a.docx"
    document.save(str(file))
    explained = explain_document(file)
    said = to_line(explained.record) + repr(explained.record) + repr(explained.tables)
    assert "保障供水" in said and "维修养护农村饮水工程" in said
    assert not any(name in said for name in (NAME, "张建国", "李建设"))


def test_an_amount_as_long_as_a_telephone_number_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(
        f"青山县2024年部门预算\n\n收支总表\n单位：元\n收入\t\t支出\n项目\t预算数\t项目\t预算数\n收入总计\t{PHONE}\t支出总计\t{PHONE}\n",
        "utf-8",
    )
    totals = explain_document(file).record.totals
    assert totals.income is not None and str(totals.income.amount.yuan) == PHONE
