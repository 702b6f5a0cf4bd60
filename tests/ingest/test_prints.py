"""What the prints of provinces taught, in words that no form file holds: rows and tables known by what they add up to."""

from decimal import Decimal
from pathlib import Path

from ingest.read import read_document
from ontology.records import DisclosureRecord
from tests.ingest.rendered import Drawn, as_docx, lines, table


def record(folder: Path, *parts: tuple[str, Drawn]) -> DisclosureRecord:
    """A disclosure of these titled tables, in 万元."""
    content = [*lines("某某县苗木发展局2024年部门预算")]
    for title, drawn in parts:
        content += [*lines(f"{title}\n单位：万元"), drawn]
    (folder / "file.docx").write_bytes(as_docx(content))
    return read_document(folder / "file.docx")


def yuan(found: DisclosureRecord) -> dict[str, Decimal | None]:
    return {p.name: p.amount.yuan if p.amount else None for p in found.projects}


PROJECTS = table(
    """
    项目名称 | 合计 | 一般公共预算 | 单位资金
    其他运转类项目 | 30.00 | 30.00 |
    苗圃看护 | 12.00 | 12.00 |
    机具维修 | 18.00 | 18.00 |
    部门专项业务项目 | 70.00 | 60.00 | 10.00
    良种选育 | 70.00 | 60.00 | 10.00
    """
)


def test_a_class_of_projects_above_those_that_make_it_up_is_no_project(tmp_path: Path) -> None:
    assert yuan(record(tmp_path, ("项目支出表", PROJECTS))) == {"苗圃看护": 120_000, "机具维修": 180_000, "良种选育": 700_000}


def test_a_row_called_like_a_class_that_sums_nothing_is_a_project(tmp_path: Path) -> None:
    rows = table("项目名称 | 合计\n专项业务项目 | 30.00\n苗圃看护 | 12.00\n机具维修 | 17.00")
    assert yuan(record(tmp_path, ("项目支出表", rows)))["专项业务项目"] == 300_000


PARTS = table(
    """
    项目名称 | 支出用途 | 合计 | 一般公共预算
    良种选育 | | 70.00 | 70.00
    良种选育 | 办公费 | 25.00 | 25.00
    良种选育 | 委托业务费 | 45.00 | 45.00
    苗圃看护 | | 12.00 | 12.00
    """
)


def test_the_parts_of_a_project_by_purpose_are_no_further_sources_of_money(tmp_path: Path) -> None:
    found = {p.name: [f.amount.yuan for f in p.funds] for p in record(tmp_path, ("项目支出表", PARTS)).projects}
    assert found == {"良种选育": [700_000], "苗圃看护": [120_000]}


YEARS = table(
    """
    项目名称 | 一般公共预算 | < | <
    ^ | 2024年 | 2025年 | 2026年
    良种选育 | 70.00 | 75.00 | 80.00
    """
)


def test_money_of_later_years_is_none_of_the_projects_money_this_year(tmp_path: Path) -> None:
    (project,) = record(tmp_path, ("项目支出中期安排表", YEARS)).projects
    assert project.amount is not None and project.amount.yuan == 700_000
    assert [f.amount.yuan for f in project.funds] == [700_000]


def test_basic_expenditure_is_told_by_its_own_column_where_projects_stand_beside_it(tmp_path: Path) -> None:
    rows = table(
        """
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
        302 | 商品和服务支出 | 90.00 | 20.00 | 70.00
        30201 | 办公费 | 20.00 | 20.00 |
        30227 | 委托业务费 | 70.00 | | 70.00
        """
    )
    found = record(tmp_path, ("部门经济科目支出明细", rows)).economic_lines
    assert {x.code: x.total.amount.yuan for x in found if x.total} == {"302": 200_000, "30201": 200_000}


def test_functional_classes_in_a_table_of_basic_expenditure_are_no_economic_ones(tmp_path: Path) -> None:
    rows = table("科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费\n2130204 | 事业机构 | 90.00 | 70.00 | 20.00")
    assert record(tmp_path, ("基本支出明细", rows)).economic_lines == ()


def test_functional_and_economic_classes_in_one_row(tmp_path: Path) -> None:
    """The row is about the economic class, for whichever function and project it pays."""
    rows = table(
        """
        项目名称 | 功能科目编码 | 功能科目名称 | 经济科目编码 | 经济科目名称 | 合计
        工资支出 | 2130204 | 事业机构 | 30101 | 基本工资 | 60.00
        一般公用经费 | 2130204 | 事业机构 | 30201 | 办公费 | 20.00
        """
    )
    found = record(tmp_path, ("部门基本支出明细", rows))
    assert {x.code: (x.name, x.total.amount.contract) for x in found.economic_lines if x.total} == {
        "30101": ("基本工资", "600000.00"),
        "30201": ("办公费", "200000.00"),
    }
    assert found.projects == ()


def test_codes_and_totals_alone_make_no_list_of_projects(tmp_path: Path) -> None:
    rows = table("科目编码 | 科目名称 | 合计 | 上级转移支付\n2130204 | 事业机构 | 90.00 | 10.00\n2130205 | 森林资源培育 | 30.00 |")
    assert record(tmp_path, ("资金安排", rows)).projects == ()


def test_last_years_values_are_no_targets(tmp_path: Path) -> None:
    rows = table(
        """
        项目名称 | < | 良种选育 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值 | < | <
        ^ | ^ | ^ | 前年 | 上年 | 当年目标值
        产出指标 | 数量指标 | 选育品种 | 3个 | 4个 | ≥5个
        效益指标 | 经济效益指标 | 苗木销售额 | 90万元 | 110万元 | ≥120万元
        """
    )
    (project,) = record(tmp_path, ("项目绩效目标表", rows)).projects
    assert [(i.name, i.raw_value) for i in project.indicators] == [("选育品种", "≥5个"), ("苗木销售额", "≥120万元")]
    assert project.funds == ()


def test_a_first_level_merged_down_over_a_row_is_that_rows(tmp_path: Path) -> None:
    rows = table(
        """
        项目名称 | < | 良种选育 | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 选育品种 | ≥5个
        效益指标 | 社会效益指标 | 带动农户 | ≥60户
        ^ | 服务对象满意度指标 | 农户满意度 | ≥90%
        """
    )
    (project,) = record(tmp_path, ("项目绩效目标表", rows)).projects
    assert [i.level1 for i in project.indicators] == ["产出指标", "效益指标", "效益指标"]


def test_captions_and_sections_say_which_horizon_the_rows_below_have(tmp_path: Path) -> None:
    rows = table(
        """
        项目名称 | < | 良种选育 | <
        中长期目标2（2024年—2028年） | < | 良种覆盖全县。 | <
        中长期绩效目标表 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 选育品种 | ≥20个
        年度绩效目标表 | < | < | <
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 选育品种 | ≥5个
        """
    )
    (project,) = record(tmp_path, ("项目绩效目标表", rows)).projects
    assert [(i.horizon, i.raw_value) for i in project.indicators] == [("mid_long_term", "≥20个"), ("annual", "≥5个")]
    assert [(g.horizon, g.text) for g in project.goals] == [("mid_long_term", "良种覆盖全县。")]


def test_a_goals_text_above_the_headings_names_no_horizon(tmp_path: Path) -> None:
    rows = (
        "项目名称\t\t良种选育\t\t\t",
        "项目支出绩效目标与指标\t绩效目标\t\t为解决苗木品种长期单一、供应不足的问题，逐步提高良种使用率。\t\t",
        "\t一级指标\t二级指标\t三级指标\t\t指标值",
        "\t产出指标\t数量指标\t选育品种\t\t≥5个",
    )
    text = "某某县苗木发展局2024年部门预算\n\n项目支出绩效目标申报表\n单位：万元\n\n" + "\n".join(rows) + "\n"
    (tmp_path / "file.txt").write_text(text, "utf-8")
    (project,) = read_document(tmp_path / "file.txt").projects
    assert [(i.name, i.horizon) for i in project.indicators] == [("选育品种", "annual")]
