"""Indicators in running text, and what is said of those that can't be read whole."""

from pathlib import Path

from ingest.read import read_document

_TEXT = """\
某市七里河区人民医院2023年部门预算公开

第五部分 预算绩效情况说明

一、项目名称：妇幼健康服务能力提升

预算金额：260万元

数量指标：开展孕产妇健康管理≥5200人次；

时效指标：2023年底前完成筛查任务。
"""


def test_an_indicator_whose_value_cannot_be_told_is_reported_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "公开.txt"
    path.write_text(_TEXT, "utf-8")
    record = read_document(path)
    assert [(i.name, i.raw_value) for p in record.projects for i in p.indicators] == [
        ("开展孕产妇健康管理", "≥5200人次"),
        ("2023年底前完成筛查任务", None),
    ]
    (issue,) = (i for i in record.issues if i.code == "targets.value-missing")
    assert "2023年底前完成筛查任务" in issue.message and issue.severity == "warning" and issue.hint
    assert issue.source is not None and issue.source.line_start == 11
