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


_ITEMS = """\
如皋市文化和旅游局2023年部门预算

二、部门绩效目标说明：2023年本部门实现了绩效目标管理全覆盖。

三、项目支出绩效目标情况

（一）旅游宣传推广项目

1.预算安排：120.00万元，其中：财政拨款120.00万元。

2.绩效目标：提升景区知名度。

3.绩效指标

数量指标：举办推介活动≥4场，发布短视频≥60条

服务对象满意度指标：游客满意度≥90%

（二）文物保护经费

1.预算安排：86.50万元。

2.绩效目标：完成壁画数字化采集。

四、名词解释

绩效目标：指预算资金计划在一定期限内达到的产出和效果。
"""


def test_the_goals_below_a_project_of_a_list_are_its_own(tmp_path: Path) -> None:
    path = tmp_path / "公开.txt"
    path.write_text(_ITEMS, "utf-8")
    record = read_document(path)
    told = [(p.name, str(p.amount.yuan) if p.amount else None, [g.text for g in p.goals]) for p in record.projects]
    assert told == [
        ("旅游宣传推广项目", "1200000.00", ["提升景区知名度。"]),
        ("文物保护经费", "865000.00", ["完成壁画数字化采集。"]),
    ]
    assert [(i.name, i.raw_value) for i in record.projects[0].indicators] == [
        ("举办推介活动", "≥4场"),
        ("发布短视频", "≥60条"),
        ("游客满意度", "≥90%"),
    ]
    assert record.department_goals == ()


def test_the_lines_of_a_project_may_be_numbered_as_its_name_is(tmp_path: Path) -> None:
    path = tmp_path / "公开.txt"
    path.write_text(
        "如皋市水务局2023年部门预算\n\n一、项目名称：河道保洁\n\n二、主管部门：如皋市水务局\n\n三、绩效目标：河面清洁。\n\n四、绩效指标\n\n数量指标：保洁河道≥320公里\n",
        "utf-8",
    )
    record = read_document(path)
    assert [(p.name, [g.text for g in p.goals], [i.name for i in p.indicators]) for p in record.projects] == [
        ("河道保洁", ["河面清洁。"], ["保洁河道"])
    ]
    assert record.department_goals == ()
