"""年度主要任务 of a department's form: tasks and their money, which are no projects unless a column names one; offices are no units."""

from pathlib import Path

import pytest

from ingest.blocks import Paragraph
from ingest.explain import ExplainedDocument, explain_document
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

HEAD = """部门（单位）名称 | 清丰县信访局 | < | < | < | <
财政归口科室 | 行政政法科 | < | 归口管理处室 | 综合科 | <
年度预算收入（万元） | 收入合计 | 320.00 | < | 其中：财政拨款 | 320.00
"""
REST = """年度绩效目标 | 化解积案。 | < | < | < | <
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 运算符号 | 指标值及单位
^ | 履职效能 | 重点工作履行情况 | 接待批次 | ≥ | 300批次"""
FUNDED = """年度主要任务 | 任务名称 | 主要内容 | 预算金额（万元） | < | <
^ | ^ | ^ | 总额 | 财政拨款 | 其他资金
^ | 积案化解 | 化解信访积案 | 20.00 | 15.00 | 5.00
^ | 队伍建设 | 培训信访干部 | 10.00 | 10.00 |
^ | 金额合计 | < | 30.00 | 25.00 | 5.00
"""
PLAIN = """年度主要任务 | {heading} | < | 主要内容 | 预算支出（万元） | <
^ | 积案化解 | < | 化解信访积案 | 20.00 | <
^ | 队伍建设 | < | 培训信访干部 | 10.00 | <
"""
NAMED = """年度主要任务 | 任务名称 | 主要内容 | 对应项目 | 预算金额（万元） | <
^ | 积案化解 | 化解信访积案 | 信访工作经费 | 20.00 | <
^ | 队伍建设 | 培训信访干部 | | 10.00 | <
"""


def _read(folder: Path, tasks: str, format: str = "docx") -> ExplainedDocument:
    cover = Sheet("封面", (Paragraph("清丰县信访局2024年部门预算", None, None),))
    lists = table("项目名称 | 合计\n信访工作经费 | 20.00\n社会评议 | 7.00")
    projects = Sheet("项目", (Paragraph("项目支出表", None, None), Paragraph("单位：万元", None, None), lists))
    form = Sheet("整体", (Paragraph("部门（单位）整体绩效目标申报表", None, None), table(HEAD + tasks + REST)))
    name, data = rendered_in(format, "x", [cover, projects, form])
    (folder / name).write_bytes(data)
    return explain_document(folder / name)


def _tasks(found: ExplainedDocument) -> set[tuple[str, str, str, str | None]]:
    return {(f.label, f.measure, f.amount.text, f.level_label) for f in found.record.facts if f.measure.startswith("task")}


@pytest.mark.parametrize("format", ["docx", "html", "txt"])
def test_tasks_have_their_money_by_source_and_are_no_projects(format: str, tmp_path: Path) -> None:
    found = _read(tmp_path, FUNDED, format)
    assert _tasks(found) == {
        ("积案化解", "task", "20.00", None), ("积案化解", "task/fund", "15.00", "财政拨款"), ("积案化解", "task/fund", "5.00", "其他资金"),
        ("队伍建设", "task", "10.00", None), ("队伍建设", "task/fund", "10.00", "财政拨款"),
        ("金额合计", "task_total", "30.00", None), ("金额合计", "task_total/fund", "25.00", "财政拨款"),
        ("金额合计", "task_total/fund", "5.00", "其他资金"),
    }  # fmt: skip
    assert [p.name for p in found.record.projects] == ["信访工作经费", "社会评议"]
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


@pytest.mark.parametrize("heading", ["主要任务", "重点工作任务", "工作任务名称"])
def test_tasks_by_another_name_are_read(heading: str, tmp_path: Path) -> None:
    found = _read(tmp_path, PLAIN.format(heading=heading))
    assert _tasks(found) == {("积案化解", "task", "20.00", None), ("队伍建设", "task", "10.00", None)}
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


def test_a_task_whose_project_is_named_is_that_project_s_figure(tmp_path: Path) -> None:
    found = _read(tmp_path, NAMED)
    named = {(f.project, f.amount.text) for f in found.record.facts if f.measure == "task"}
    assert named == {("信访工作经费", "20.00"), (None, "10.00")}
    assert [p.name for p in found.record.projects] == ["信访工作经费", "社会评议"]


def test_offices_are_no_units(tmp_path: Path) -> None:
    found = _read(tmp_path, FUNDED)
    reasons = {c.text: c.what for t in found.tables for c in t.cells if c.text in {"行政政法科", "综合科"}}
    assert reasons == dict.fromkeys(("行政政法科", "综合科"), "经办的内设机构，不是单位")


def test_a_list_of_tasks_outside_a_form_makes_no_projects(tmp_path: Path) -> None:
    cover = Sheet("封面", (Paragraph("清丰县信访局2024年部门预算", None, None),))
    rows = table("序号 | 任务名称 | 预算金额 | 财政拨款\n1 | 积案化解 | 20.00 | 15.00\n2 | 队伍建设 | 10.00 | 10.00")
    name, data = rendered_in("xlsx", "x", [cover, Sheet("任务", (Paragraph("重点工作任务预算安排表（单位：万元）", None, None), rows))])
    (tmp_path / name).write_bytes(data)
    record = explain_document(tmp_path / name).record
    assert record.projects == () and {(f.label, f.amount.text) for f in record.facts} == {
        ("积案化解", "20.00"), ("积案化解", "15.00"), ("队伍建设", "10.00"),
    }  # fmt: skip
