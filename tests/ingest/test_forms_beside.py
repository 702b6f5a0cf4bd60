"""Forms of several projects side by side in one grid: each has its own figures. Names and figures are invented."""

from pathlib import Path

import pytest

from ingest.blocks import Paragraph
from ingest.explain import explain_document
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

BOTH = """项目名称 | 农技推广 | < | | 项目名称 | 蔬菜提质 | <
主管部门 | 如皋市农业农村局 | < | | 主管部门 | 如皋市农业农村局 | <
年度资金总额（万元） | 100.00 | < | | 年度资金总额（万元） | 150.00 | <
其中：财政拨款 | 86.00 | < | | 其中：财政拨款 | 120.00 | <
年度目标 | 培训320人次。 | < | | 年度目标 | 建设大棚42座。 | <
一级指标 | 三级指标 | 指标值 | | 一级指标 | 三级指标 | 指标值
产出指标 | 培训人员 | ≥320人次 | | 产出指标 | 建设大棚 | ≥42座
满意度指标 | 学员满意度 | ≥90% | | 满意度指标 | 农户满意度 | ≥95%
"""


@pytest.mark.parametrize("format", ["xlsx", "docx", "html", "pdf"])
@pytest.mark.parametrize("gap", [True, False])
def test_each_of_the_forms_has_its_own_figures(format: str, gap: bool, tmp_path: Path) -> None:
    rows = BOTH if gap else BOTH.replace(" | | ", " | ")
    sheet = Sheet("目标表", (Paragraph("项目支出绩效目标表", None, None), Paragraph("（2024年度）", None, None), table(rows.strip())))
    name, data = rendered_in(format, "x", [sheet])
    (tmp_path / name).write_bytes(data)
    found = explain_document(tmp_path / name)
    told = [
        (p.name, str(p.amount.yuan) if p.amount else None, [str(f.amount.yuan) for f in p.funds], [g.text for g in p.goals])
        for p in found.record.projects
    ]
    assert told == [
        ("农技推广", "1000000.00", ["860000.00"], ["培训320人次。"]),
        ("蔬菜提质", "1500000.00", ["1200000.00"], ["建设大棚42座。"]),
    ]
    assert [[i.name for i in p.indicators] for p in found.record.projects] == [["培训人员", "学员满意度"], ["建设大棚", "农户满意度"]]
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


def test_a_list_in_two_columns_is_one_table(tmp_path: Path) -> None:
    rows = "项目名称 | 预算数 | 项目名称 | 预算数\n农技推广 | 100.00 | 蔬菜提质 | 150.00\n动物防疫 | 20.00 | 土壤检测 | 30.00\n"
    sheet = Sheet("项目", (Paragraph("2024年项目支出预算表", None, None), Paragraph("单位：万元", None, None), table(rows.strip())))
    name, data = rendered_in("docx", "x", [sheet])
    (tmp_path / name).write_bytes(data)
    record = explain_document(tmp_path / name).record
    assert {p.name for p in record.projects} == {"农技推广", "蔬菜提质", "动物防疫", "土壤检测"}
    assert len(record.tables) == 1
