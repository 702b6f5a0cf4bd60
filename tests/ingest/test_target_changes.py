"""A form of targets with one thing changed: what is read is right, or an issue says what is not."""

from pathlib import Path

import pytest

from ingest.read import read_document
from ontology.records import DisclosureRecord, Project
from tests.ingest.rendered import as_docx, as_text, lines, table

TOP = """
项目名称 | 山塘维修养护 | < | <
资金总额（万元） | 486.20 | < | <
年度目标 | 完成山塘维修任务，保障灌溉安全。 | < | <
"""


def record(folder: Path, rows: str, text: bool = False) -> DisclosureRecord:
    content = [*lines("平塘县水务局2024年部门预算绩效目标\n2024年项目支出绩效目标表"), table(rows.strip("\n"))]
    file = folder / ("form.txt" if text else "form.docx")
    file.write_bytes(as_text(content) if text else as_docx(content))
    return read_document(file)


def project(found: DisclosureRecord) -> Project:
    (only,) = found.projects
    return only


def told(found: DisclosureRecord, code: str) -> list[str]:
    return [i.message for i in found.issues if i.code == code]


def rows_of(found: DisclosureRecord) -> list[tuple[str | None, str | None, str, str | None]]:
    return [(i.level1, i.level2, i.name, i.raw_value) for i in project(found).indicators]


@pytest.mark.parametrize("both", ["产出指标⏎数量指标", "产出指标（数量指标）", "产出指标-数量指标"])
def test_both_levels_in_one_cell_are_two_levels(tmp_path: Path, both: str) -> None:
    found = record(
        tmp_path, f"{TOP}指标类别 | < | 三级指标 | 指标值\n{both} | < | 维修山塘座数 | ≥42座\n效益指标-社会效益指标 | < | 受益人口 | ≥2万人"
    )
    assert rows_of(found) == [("产出指标", "数量指标", "维修山塘座数", "≥42座"), ("效益指标", "社会效益指标", "受益人口", "≥2万人")]


def test_a_second_level_in_a_row_of_its_own_keeps_the_first_level_above_it(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | | |
 | 数量指标 | < | <
 | | 维修山塘座数 | ≥42座
 | 质量指标 | < | <
 | | 验收合格率 | ≥95%
满意度指标 | 服务对象满意度指标 | < | <
 | | 群众满意度 | ≥90%""",
    )
    assert rows_of(found) == [
        ("产出指标", "数量指标", "维修山塘座数", "≥42座"),
        ("产出指标", "质量指标", "验收合格率", "≥95%"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%"),
    ]


@pytest.mark.parametrize(
    ("heading", "cell"), [("基准值", "36座"), ("参考值", "100%"), ("预警值", "80%"), ("自查情况", "良"), ("指标说明", "≥90%得满分")]
)
def test_a_column_before_the_targets_is_none_for_looking_like_them(tmp_path: Path, heading: str, cell: str) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | {heading} | 指标值
产出指标 | 数量指标 | 维修山塘座数 | {cell} | ≥42座
^ | 质量指标 | 验收合格率 | {cell} | ≥95%
满意度指标 | 服务对象满意度指标 | 群众满意度 | {cell} | ≥90%""",
    )
    assert [(i.name, i.raw_value) for i in project(found).indicators] == [
        ("维修山塘座数", "≥42座"),
        ("验收合格率", "≥95%"),
        ("群众满意度", "≥90%"),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("2024-2026年指标值", "2024年指标值"), ("三年目标值", "当年目标值"), ("中长期（2024—2026年）", "年度（2024年）"), ("中期", "年度")],
)
def test_two_columns_of_targets_are_of_the_periods_that_their_headings_name(tmp_path: Path, first: str, second: str) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | {first} | {second}
产出指标 | 数量指标 | 维修山塘座数 | ≥126座 | ≥42座
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥92% | ≥90%""",
    )
    assert [(i.name, i.horizon, i.raw_value) for i in project(found).indicators] == [
        ("维修山塘座数", "mid_long_term", "≥126座"),
        ("维修山塘座数", "annual", "≥42座"),
        ("群众满意度", "mid_long_term", "≥92%"),
        ("群众满意度", "annual", "≥90%"),
    ]


ASSESSED = """一级指标 | 二级指标 | 三级指标 | < | 年度指标值 | 实际完成值 | 得分
产出指标 | 数量指标 | 维修山塘座数 | < | ≥42座 | 42座 | 10
满意度指标 | 服务对象满意度指标 | 群众满意度 | < | ≥90% | 93% | 10"""


@pytest.mark.parametrize(
    "heads",
    [
        "年初预算数（A） | 全年预算数（B） | 全年执行数（C） | 执行率（C/B）% | 得分",
        "①年初预算数 | ②全年预算数 | ③全年执行数 | 执行率③/② | 得分",
        "年初预算数 | 全年预算数A | 全年执行数B | 执行率B/A×100% | 得分",
        "预算数 | 调整预算数 | 决算数 | 预算执行率 | 得分",
        "年初预算数 | 年中调整数 | 全年执行数 | 执行率 | 得分",
        "年初预算数 | 某某调度额 | 全年执行数 | 执行率 | 得分",
    ],
)
def test_only_the_budget_of_the_years_beginning_is_money_of_the_project(tmp_path: Path, heads: str) -> None:
    found = record(
        tmp_path,
        f"""项目名称 | < | 山塘维修养护 | < | < | < | <
项目资金（万元） | | {heads}
^ | 年度资金总额 | 486.20 | 500.00 | 480.00 | 96% | 9.6
^ | 其中：财政拨款 | 400.00 | 410.00 | 390.00 | — | —
{ASSESSED}""",
    )
    only = project(found)
    assert only.amount and str(only.amount.yuan) == "4862000.00"
    assert [str(f.amount.yuan) for f in only.funds] == ["4000000.00"]


def test_a_column_of_money_that_is_not_understood_is_told(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        f"""项目名称 | < | 山塘维修养护 | < | < | < | <
项目资金（万元） | | 年初预算数 | 某某调度额 | 全年执行数 | 执行率 | 得分
^ | 年度资金总额 | 486.20 | 500.00 | 480.00 | 96% | 9.6
{ASSESSED}""",
    )
    assert told(found, "targets.unknown-column") == ["不认得的一栏金额“某某调度额”，没有用"]


@pytest.mark.parametrize(
    ("aim", "came"),
    [
        ("年初设定目标", "年度总体目标完成情况综述"),
        ("年度预期目标", "年度目标完成情况"),
        ("目标", "完成情况"),
        ("预期目标（年初）", "实际完成情况（年末）"),
        ("计划目标", "目标实现情况"),
    ],
)
def test_the_goal_stands_below_its_heading_and_what_came_of_it_beside(tmp_path: Path, aim: str, came: str) -> None:
    found = record(
        tmp_path,
        f"""项目名称 | < | 山塘维修养护 | < | < | < | <
年度总体目标 | {aim} | < | < | {came} | < | <
^ | 完成山塘维修任务，保障灌溉安全。 | < | < | 任务全部完成，灌溉得到保障。 | < | <
{ASSESSED}""",
    )
    assert [(g.text, g.achieved) for g in project(found).goals] == [("完成山塘维修任务，保障灌溉安全。", "任务全部完成，灌溉得到保障。")]


def test_a_goal_printed_in_every_row_of_a_project_is_one_goal(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        """项目名称 | 预算金额（万元） | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值
山塘维修养护 | 486.20 | 完成维修任务。 | 产出指标 | 数量指标 | 维修山塘座数 | ≥42座
山塘维修养护 | 486.20 | 完成维修任务。 | 产出指标 | 质量指标 | 验收合格率 | ≥95%""",
    )
    assert [g.text for g in project(found).goals] == ["完成维修任务。"]
    assert len(project(found).indicators) == 2


def test_a_blank_second_level_beside_merged_ones_is_told(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 维修山塘座数 | ≥42座
^ | ^ | 铺设管网长度 | ≥31.5公里
^ | | 验收合格率 | ≥95%
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%""",
    )
    assert told(found, "targets.level-blank") == ["二级指标一格空着，按上一行的“数量指标”读"]


def test_in_a_text_a_whole_name_without_a_value_is_no_second_line_of_the_name_above(tmp_path: Path) -> None:
    rows = f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 维修养护山塘座数 | ≥42座
 | | 铺设供水管网长度 |
 | | 新建集中供水工程 | ≥6处
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%"""
    found = record(tmp_path, rows, text=True)
    assert [(i.name, i.raw_value) for i in project(found).indicators] == [
        ("维修养护山塘座数", "≥42座"),
        ("铺设供水管网长度", None),
        ("新建集中供水工程", "≥6处"),
        ("群众满意度", "≥90%"),
    ]
    assert told(found, "targets.value-missing")


def test_in_a_text_a_name_read_as_the_second_line_of_the_one_above_is_told(tmp_path: Path) -> None:
    rows = f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 农村集中供水工程维修 | ≥42处
 | | 养护数量 |
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%"""
    found = record(tmp_path, rows, text=True)
    assert [i.name for i in project(found).indicators] == ["农村集中供水工程维修养护数量", "群众满意度"]
    assert told(found, "targets.wrapped-name")


def test_in_a_text_a_value_in_words_does_not_go_on_from_the_number_above(tmp_path: Path) -> None:
    rows = f"""{TOP}一级指标 | 二级指标 | 三级指标（单位） | 指标值
产出指标 | 时效指标 | 项目按期完工率（%） | ≥95
 | | 资金支付及时性 | 及时
满意度指标 | 服务对象满意度指标 | 群众满意度（%） | ≥90"""
    assert [i.raw_value for i in project(record(tmp_path, rows, text=True)).indicators] == ["≥95", "及时", "≥90"]


def test_names_and_values_that_a_text_runs_together_are_paired_by_their_signs(tmp_path: Path) -> None:
    rows = f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 1.维修山塘2.新建供水工程 | ≥42座≥6处
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%"""
    found = project(record(tmp_path, rows, text=True)).indicators
    assert [(i.name, i.raw_value) for i in found] == [("维修山塘", "≥42座"), ("新建供水工程", "≥6处"), ("群众满意度", "≥90%")]


@pytest.mark.parametrize("text", [True, False])
def test_fewer_values_than_names_in_a_row_are_nobodys_and_reported(tmp_path: Path, text: bool) -> None:
    broken = "" if text else "⏎"
    rows = f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 1.维修山塘{broken}2.新建供水工程{broken}3.铺设管网 | ≥42座{broken}≥6处
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%"""
    found = record(tmp_path, rows, text=text)
    assert [(i.name, i.raw_value) for i in project(found).indicators] == [
        ("维修山塘", None),
        ("新建供水工程", None),
        ("铺设管网", None),
        ("群众满意度", "≥90%"),
    ]
    assert len(told(found, "targets.value-missing")) == 3 and told(found, "table.unread-cell")


@pytest.mark.parametrize(
    ("sign", "value", "unit", "whole"),
    [
        ("=", "1-2", "次", "=1-2次"),
        ("≥", "较上年增长5", "%", "较上年增长5%"),
        ("≥", "1.2亿", "元", "≥1.2亿元"),
        ("≥", "100", "/", "≥100"),
        ("≥", "100", "无", "≥100"),
        ("≤", "12月31日", "前", "≤12月31日前"),
        ("定性", "及时", "/", "及时"),
        ("≥", "90%", "%", "≥90%"),
    ],
)
def test_a_unit_beside_a_value_goes_with_what_ends_in_a_number(tmp_path: Path, sign: str, value: str, unit: str, whole: str) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 计量单位
产出指标 | 数量指标 | 维修山塘座数 | {sign} | {value} | {unit}
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥ | 90 | %""",
    )
    assert [i.raw_value for i in project(found).indicators] == [whole, "≥90%"]


def test_a_heading_of_goals_over_values_is_that_of_the_targets(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | 绩效目标
产出指标 | 数量指标 | 维修山塘座数 | ≥42座
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%""",
    )
    assert [i.raw_value for i in project(found).indicators] == ["≥42座", "≥90%"]
    assert [g.text for g in project(found).goals] == ["完成山塘维修任务，保障灌溉安全。"]


def test_the_whole_beside_the_targets_of_places_is_the_target(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | 合计 | 平塘县 | 独山县
产出指标 | 数量指标 | 维修山塘座数 | ≥42座 | ≥20座 | ≥22座
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | ≥90% | ≥90%""",
    )
    assert [i.raw_value for i in project(found).indicators] == ["≥42座", "≥90%"]


def test_targets_divided_among_places_are_left_out_for_a_reason(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        f"""{TOP}一级指标 | 二级指标 | 三级指标 | 指标值 | 分解下达目标 | <
^ | ^ | ^ | ^ | 平塘县 | 独山县
产出指标 | 数量指标 | 维修山塘座数 | ≥42座 | ≥20座 | ≥22座
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | ≥90% | ≥90%""",
    )
    assert [i.raw_value for i in project(found).indicators] == ["≥42座", "≥90%"]
    assert not told(found, "table.unread-cell")
