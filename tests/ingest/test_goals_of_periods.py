"""绩效目标 of the whole project and of the year, side by side or below each other, in a form and in a list. Names are invented."""

from pathlib import Path

import pytest

from ingest.blocks import Paragraph
from ingest.explain import ExplainedDocument, explain_document
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

TITLE = "项目支出绩效目标表"
CYCLE = """项目名称 | 中小学校舍维修 | < | < | <
实施周期内项目总额（万元） | 900.00 | < | 2024年预算金额（万元） | 300.00
资金来源（万元） | 其中：省级资金 | < | 200.00 | <
^ | 区级资金 | < | 100.00 | <
总体绩效目标 | 实施周期总体绩效目标 | < | < | 年度总体绩效目标
^ | 三年内全部校舍达到抗震标准。 | < | < | 完成15所学校维修。
绩效指标 | 一级指标 | 三级指标 | 实施周期指标值 | 年度指标值
^ | 产出指标 | 维修学校数 | ≥45所 | ≥15所
^ | 效益指标 | 校舍安全责任事故 | 0起 | 0起
"""
BELOW = """项目名称 | 公园绿地养护 | < | <
项目当年预算（元） | 3,000,000 | 是否含有政府购买服务 | 是
{} | 建立长效管理机制。 | < | <
{}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 养护面积 | ≥60万平方米
满意度指标 | 服务对象满意度指标 | 市民满意度 | ≥85%
"""
YEAR = "年度绩效目标 | 养护考核优良率达到95%。 | < | <\n"
LIST = """项目名称 | 预算金额 | 项目总目标 | 年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
文化活动 | 86.00 | 满足市民文化需求。 | 开展活动300场。 | 产出指标 | 数量指标 | 活动场次 | ≥300场
文化活动 | 86.00 | 满足市民文化需求。 | 开展活动300场。 | 产出指标 | 质量指标 | 活动完成率 | ＝100%
场馆运营 | 52.00 | 提升运营水平。 | 开放350天。 | 产出指标 | 数量指标 | 开放天数 | ≥350天
"""


def _read(folder: Path, format: str, rows: str) -> ExplainedDocument:
    cover = Sheet("封面", (Paragraph("如皋市教育局", None, None), Paragraph("2024年部门预算", None, None)))
    name, data = rendered_in(
        format, "x", [cover, Sheet("表1", (Paragraph(TITLE, None, None), Paragraph("单位：万元", None, None), table(rows.strip())))]
    )
    (folder / name).write_bytes(data)
    return explain_document(folder / name)


def _goals(found: ExplainedDocument) -> list[list[tuple[str, str]]]:
    return [[(g.horizon, g.text) for g in p.goals] for p in found.record.projects]


@pytest.mark.parametrize("format", ["docx", "xlsx", "pdf"])
def test_goals_and_money_of_the_cycle_stand_beside_those_of_the_year(format: str, tmp_path: Path) -> None:
    found = _read(tmp_path, format, CYCLE)
    (project,) = found.record.projects
    assert _goals(found) == [[("implementation", "三年内全部校舍达到抗震标准。"), ("annual", "完成15所学校维修。")]]
    assert project.amount is not None and str(project.amount.yuan) == "3000000.00"
    assert {(f.label, f.horizon) for f in project.funds} == {("省级资金", "annual"), ("区级资金", "annual")}
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


@pytest.mark.parametrize("label", ["项目总目标", "总体目标", "项目绩效总目标"])
def test_a_goal_of_the_whole_is_the_projects_where_the_year_has_its_own(label: str, tmp_path: Path) -> None:
    both = _read(tmp_path, "docx", BELOW.format(label, YEAR))
    assert _goals(both) == [[("implementation", "建立长效管理机制。"), ("annual", "养护考核优良率达到95%。")]]
    assert [c.text for t in both.tables for c in t.cells if c.state == "reported"] == []
    alone = _read(tmp_path, "docx", BELOW.format(label, ""))
    assert _goals(alone) == [[("annual", "建立长效管理机制。")]]


def test_a_list_that_repeats_both_goals_in_each_row_has_each_once(tmp_path: Path) -> None:
    assert _goals(_read(tmp_path, "xlsx", LIST)) == [
        [("implementation", "满足市民文化需求。"), ("annual", "开展活动300场。")],
        [("implementation", "提升运营水平。"), ("annual", "开放350天。")],
    ]


@pytest.mark.parametrize("dots", ["……", "…", "......", "—"])
def test_a_row_of_dots_is_no_indicator(dots: str, tmp_path: Path) -> None:
    rows = f"""项目名称 | 石斛种质保护 | < | <
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 指标1：建设资源圃 | ≥50亩
^ | ^ | 指标2： |
^ | ^ | {dots} |
^ | 质量指标 | 指标1：成活率 | ≥85%
^ | ^ | {dots} |
"""
    found = _read(tmp_path, "docx", rows)
    assert [i.name for i in found.record.projects[0].indicators] == ["建设资源圃", "成活率"]
    assert not [i for i in found.record.issues if i.code == "targets.value-missing"]
