"""项目计划表 of one fund: a row each with its money by level, its place and what it is to achieve, below the sums of its kind."""

from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.blocks import Paragraph
from ingest.explain import explain_document
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

HEAD = """序号 | 项目名称 | 建设地点 | 建设内容及规模 | 资金来源（万元） | < | < | 绩效目标 | 责任单位
^ | ^ | ^ | ^ | 合计 | 中央衔接资金 | 县级衔接资金 | ^ | ^
"""
TOTAL = " | 合计（3个） | | | 950.00 | 912.00 | 38.00 | |\n"
ROWS = """ | 一、产业发展类 | | | 758.00 | 720.00 | 38.00 | |
1 | 蔬菜大棚建设项目 | 北湾镇 | 新建温室42座 | 520.00 | 482.00 | 38.00 | 带动260户增收 | 靖远县农业农村局
2 | 文冠果基地提升 | 五合镇 | 改造基地3200亩 | 238.00 | 238.00 | | 亩均增产15% | 靖远县农业农村局
 | 二、其他类 | | | 192.00 | 192.00 | | |
3 | 雨露计划补助 | 全县 | 补助学生1280人 | 192.00 | 192.00 | | 政策落实率100% | 靖远县农业农村局
"""
TITLE = "靖远县2024年财政衔接推进乡村振兴补助资金项目计划表"


@pytest.mark.parametrize("format", ["xlsx", "docx", "pdf"])
@pytest.mark.parametrize("total", [TOTAL, ""])
def test_the_projects_of_a_plan_are_read_and_its_sums_are_none(format: str, total: str, tmp_path: Path) -> None:
    lines = (Paragraph(TITLE, None, None), Paragraph("填报单位：靖远县农业农村局", None, None))
    name, data = rendered_in(format, "x", [Sheet("附件", (*lines, table((HEAD + total + ROWS).strip("\n"))))])
    (tmp_path / name).write_bytes(data)
    found = explain_document(tmp_path / name)
    read = to_json(found.record)
    assert (read["agency"]["name"], read["document"]["fiscal_year"]) == ("靖远县农业农村局", 2024)
    assert [(p["name"], p["amount"], [g["text"] for g in p["goals"]]) for p in read["projects"]] == [
        ("蔬菜大棚建设项目", "5200000.00", ["带动260户增收"]),
        ("文冠果基地提升", "2380000.00", ["亩均增产15%"]),
        ("雨露计划补助", "1920000.00", ["政策落实率100%"]),
    ]
    assert [(f["label"], f["level"], f["amount"]) for f in read["projects"][0]["funds"]] == [
        ("中央衔接资金", "central", "4820000.00"),
        ("县级衔接资金", "county", "380000.00"),
    ]
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []
