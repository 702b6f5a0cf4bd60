"""Money and goals of target forms as other places print them: labels by level, years in columns, lists in one cell, rows printed again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from budgetkg.contract import to_json
from ingest.blocks import Block, Blocks, Cell, Paragraph, Row, Table
from ingest.read import read_document
from ingest.tables.grids import join_tables
from tests.ingest.rendered import Part, as_docx, as_xlsx, table

LINES = ("建平县退役军人事务局2024年部门预算公开", "项目支出绩效目标表", "（2024年度）")
ROWS = """
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
^ | 产出指标 | 数量指标 | 走访优抚对象 | ≥1260人次
^ | 满意度指标 | 服务对象满意度指标 | 优抚对象满意度 | ≥96%
"""


def _project(tmp_path: Path, rows: str, form: str = "docx") -> dict[str, Any]:
    (project,) = _record(tmp_path, rows, form)["projects"]
    return dict(project)


def _record(tmp_path: Path, rows: str, form: str = "docx") -> dict[str, Any]:
    parts: list[Part] = [*(Paragraph(line, None, None) for line in LINES), table(rows)]
    (tmp_path / f"a.{form}").write_bytes({"docx": as_docx, "xlsx": as_xlsx}[form](parts))
    return to_json(read_document(tmp_path / f"a.{form}"))


def _funds(project: dict[str, Any]) -> list[tuple[str, str | None, str | None, str]]:
    return [(f["label"], f["level"], f["nature"], f["amount"]) for f in project["funds"]]


@pytest.mark.parametrize(
    ("label", "level", "nature"),
    [
        ("本级安排", "county", None),
        ("县级配套资金", "county", None),
        ("自治区补助", "provincial", None),
        ("地方配套", None, None),
        ("群众自筹", None, "other_funds"),
        ("一般债券", None, "general_public_budget"),
        ("专项债券资金", None, "government_fund"),
        ("银行贷款", None, "other_funds"),
        ("非财政拨款", None, "other_funds"),
    ],
)
def test_a_fund_named_by_level_or_by_who_gives_it(label: str, level: str | None, nature: str | None, tmp_path: Path) -> None:
    rows = f"""
项目名称 | < | 拥军优属慰问 | < | <
项目资金（万元） | < | 年度资金总额 | 473.00 | <
^ | ^ | {label} | 473.00 | <
{ROWS}"""
    assert _funds(_project(tmp_path, rows)) == [(label, level, nature, "4730000.00")]


def test_of_a_total_and_its_parts_by_year_the_total_counts(tmp_path: Path) -> None:
    rows = f"""
项目名称 | < | 拥军优属慰问 | < | <
项目资金（万元） | 资金来源 | 合计 | 当年安排 | 上年结转
^ | 年度资金总额 | 685.00 | 605.00 | 80.00
^ | 财政拨款 | 685.00 | 605.00 | 80.00
^ | 其他资金 |  |  | 
{ROWS}"""
    project = _project(tmp_path, rows)
    assert project["amount"] == "6850000.00"
    assert [f[0::3] for f in _funds(project) if f[3]] == [("财政拨款", "6850000.00")]


def test_a_total_with_its_parts_in_one_text_beside_a_caption(tmp_path: Path) -> None:
    rows = f"""
项目名称 | < | 扬黄灌区节水改造 | < | <
项目资金 | < | 总额2,360.00万元，其中：中央资金1,800.00万元，自治区资金400.00万元，县本级资金160.00万元 | < | <
{ROWS}"""
    project = _project(tmp_path, rows)
    assert project["amount"] == "23600000.00"
    assert [f[0::3] for f in _funds(project)] == [("中央资金", "18000000.00"), ("自治区资金", "4000000.00"), ("县本级资金", "1600000.00")]


def test_amounts_that_each_row_of_a_project_prints_again_count_once(tmp_path: Path) -> None:
    line = "540400240000000123 | 桃花节活动经费 | 580 | 500 | 80 | 提升林芝旅游知名度。"
    rows = f"""
项目代码 | 项目名称 | 资金总额（万元） | 其中（万元） | < | 年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
^ | ^ | ^ | 本年预算安排 | 上年结转结余 | ^ | ^ | ^ | ^ | ^
{line} | 产出指标 | 数量指标 | 举办主会场活动 | 1场
{line} | 产出指标 | 数量指标 | 举办分会场活动 | ≥6场
{line} | 满意度指标 | 服务对象满意度指标 | 游客满意度 | ≥90%
"""
    project = _project(tmp_path, rows, "xlsx")
    assert project["amount"] == "5800000.00" and len(project["indicators"]) == 3
    assert [f[0::3] for f in _funds(project)] == [("本年预算安排", "5000000.00"), ("上年结转结余", "800000.00")]


@pytest.mark.parametrize("goal", ["完成县烈士陵园纪念碑及散葬烈士墓修缮。", "保障机关正常运转"])
def test_a_short_goal_right_above_the_headings_is_one(goal: str, tmp_path: Path) -> None:
    rows = f"""
项目名称 | < | 拥军优属慰问 | < | <
总体目标 | 年度绩效目标1 | 走访慰问驻县部队及重点优抚对象。 | < | <
^ | 年度绩效目标2 | {goal} | < | <
{ROWS}"""
    assert [g["text"] for g in _project(tmp_path, rows)["goals"]] == ["走访慰问驻县部队及重点优抚对象。", goal]


def test_no_mid_term_goal_is_none(tmp_path: Path) -> None:
    rows = f"""
项目名称 | < | 拥军优属慰问 | < | <
总体目标 | 中期目标（2024年—2026年） | < | 年度目标 | <
^ | 无 | < | 走访慰问重点优抚对象。 | <
{ROWS}"""
    assert [(g["horizon"], g["text"]) for g in _project(tmp_path, rows)["goals"]] == [("annual", "走访慰问重点优抚对象。")]


def test_a_year_beside_the_projects_period_is_no_heading(tmp_path: Path) -> None:
    rows = f"""
项目名称 | 妇幼保健机构能力建设 | < | 项目起止时间 | 2024年
主管部门 | 建平县退役军人事务局 | < | < | <
{ROWS}"""
    assert _project(tmp_path, rows)["name"] == "妇幼保健机构能力建设"


def test_the_last_letters_of_a_cell_that_a_page_cut_do_not_part_its_form() -> None:
    """绩效指标（90 | 分）: the mark is printed below the border of the page before."""

    def rows(*lines: Sequence[str], first: int) -> tuple[Row, ...]:
        return tuple(tuple(Cell(n, c, t, page=2) for c, t in enumerate(line, start=first)) for n, line in enumerate(lines, start=1))

    head = rows(
        ("项目名称", "学生生活补助", "", "", ""),
        ("绩效指标（90", "一级指标", "二级指标", "三级指标", "指标值"),
        ("", "产出指标", "数量指标", "补助学生人次", "≥3000人次"),
        first=1,
    )
    rest = rows(("时效指标", "补助发放时间", "每学期结束前"), ("成本指标", "补助标准", "1250元/生·年"), first=3)
    for between, number in (("分）", 1), ("附件3", 2), ("第二部分", 2)):
        blocks: list[Block] = [
            Table(head, None, None, 1, spans_known=True),
            Paragraph(between, None, None, 1),
            Table(rest, None, None, 2, spans_known=True),
        ]
        assert len(join_tables(Blocks(tuple(blocks), "application/pdf", None, 2, 0))[0]) == number


def test_sources_in_a_row_of_bare_levels_with_the_amounts_below(tmp_path: Path) -> None:
    rows = f"""
项目名称 | < | 增殖放流项目 | < | <
预算金额（万元） | 350 | < | < | <
其中 | 中央 | 省 | 本级 | 其他
^ | 200 | 100 | 50 | 0
{ROWS}"""
    assert [f for f in _funds(_project(tmp_path, rows)) if f[3] != "0.00"] == [
        ("中央", "central", None, "2000000.00"),
        ("省", "provincial", None, "1000000.00"),
        ("本级", "county", None, "500000.00"),
    ]


def test_who_carries_projects_out_is_not_who_publishes_them(tmp_path: Path) -> None:
    """One department over all forms, and several bodies below it, or many at once."""
    form = """
项目名称 | {} | < | < | <
主管部门 | 建平县退役军人事务局 | 实施单位 | {} | <
一级指标 | 二级指标 | 三级指标 | 指标值 | 备注
产出指标 | 数量指标 | 走访优抚对象 | ≥1260人次 | 
"""
    for below in (("建平县各乡镇人民政府", "建平县各乡镇人民政府"), ("建平县叶柏寿镇人民政府", "建平县沙海镇人民政府")):
        parts: list[Part] = [Paragraph("（2024年度）", None, None)]
        for at, unit in enumerate(below):
            parts += [Paragraph("项目支出绩效目标表", None, None), table(form.format(f"优抚项目{'甲乙'[at]}", unit))]
        (tmp_path / "a.docx").write_bytes(as_docx(parts))
        found = to_json(read_document(tmp_path / "a.docx"))["agency"]
        assert (found["name"], found["level"]) == ("建平县退役军人事务局", "county")
