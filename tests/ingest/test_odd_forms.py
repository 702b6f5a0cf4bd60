"""What target forms print beside the standard columns, one small form each: read for what it is, or told, never taken for a target."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest.blocks import Paragraph
from ingest.read import read_document
from ontology.records import DisclosureRecord, Indicator
from tests.ingest.rendered import Part, as_docx, as_html, as_xlsx, table

HEAD = """
项目名称 | 农村公路养护 | < | < | <
资金总额（万元） | 120.00 | < | < | <
"""
LINES = ("常德市汉寿县交通运输局2024年部门预算公开", "项目支出绩效目标表", "（2024年度）")


def _read(tmp_path: Path, rows: str, form: str = "html", before: Sequence[str] = LINES) -> DisclosureRecord:
    parts: list[Part] = [*(Paragraph(line, None, None) for line in before), table(rows)]
    data = {"html": as_html, "docx": as_docx, "xlsx": as_xlsx}[form](parts)
    (tmp_path / f"a.{form}").write_bytes(data)
    return read_document(tmp_path / f"a.{form}")


def _indicators(record: DisclosureRecord) -> list[Indicator]:
    return [i for project in record.projects for i in project.indicators]


def _values(record: DisclosureRecord) -> list[tuple[str, str | None]]:
    return [(i.name, i.raw_value) for i in _indicators(record)]


def _codes(record: DisclosureRecord) -> set[str]:
    return {issue.code for issue in record.issues}


def test_of_graded_columns_the_best_grade_is_the_target(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 优 | 良 | 中 | 差
产出指标 | 数量指标 | 养护里程 | ≥120公里 | ≥110公里 | ≥100公里 | ＜100公里
^ | 质量指标 | 路面合格率 | ≥98% | ≥95% | ≥90% | ＜90%
"""
    assert _values(_read(tmp_path, rows)) == [("养护里程", "≥120公里"), ("路面合格率", "≥98%")]


@pytest.mark.parametrize(
    "years", ["2024年 | 2025年 | 2026年", "2024 | 2025 | 2026", "目标值（2024年） | 目标值（2025年） | 目标值（2026年）"]
)
def test_of_values_by_year_only_the_documents_year_is_its_target(years: str, tmp_path: Path) -> None:
    rows = f"""
一级指标 | 二级指标 | 三级指标 | {years}
产出指标 | 数量指标 | 养护里程 | ≥120公里 | ≥130公里 | ≥140公里
^ | 质量指标 | 路面合格率 | ≥98% | ≥98% | ≥99%
"""
    assert _values(_read(tmp_path, rows)) == [("养护里程", "≥120公里"), ("路面合格率", "≥98%")]


def test_values_by_year_without_the_documents_year_are_told_and_not_taken(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 2026年目标值 | 2027年目标值
产出指标 | 数量指标 | 养护里程 | ≥130公里 | ≥140公里
^ | 质量指标 | 路面合格率 | ≥98% | ≥99%
"""
    record = _read(tmp_path, rows)
    assert _values(record) == [("养护里程", None), ("路面合格率", None)]
    assert "targets.no-year-column" in _codes(record)


def test_results_histories_and_benchmarks_are_no_targets(tmp_path: Path) -> None:
    rows = """
一级指标 | 三级指标 | 历史值 | 上年完成值 | 行业标准 | 年度指标值 | 1-7月执行情况 | 全年预计完成情况 | 完成目标可能性
产出指标 | 养护里程 | 90公里 | 95公里 | 100公里 | ≥120公里 | 70公里 | 121公里 | 确定能
满意度指标 | 群众满意度 | 85% | 88% | 90% | ≥92% | 90% | 93% | 有可能
"""
    assert _values(_read(tmp_path, rows)) == [("养护里程", "≥120公里"), ("群众满意度", "≥92%")]


def test_a_column_of_deadlines_is_the_last_day_of_the_target(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 完成时限
产出指标 | 数量指标 | 养护里程 | ≥120公里 | 2024年10月底前
^ | 时效指标 | 完成时间 | 2024年11月底前 | 2024年11月底前
^ | 质量指标 | 路面合格率 | ≥98% | 视天气而定
"""
    record = _read(tmp_path, rows)
    found = {i.name: [c.not_after for c in i.clauses if c.not_after] for i in _indicators(record)}
    assert found == {"养护里程": ["2024-10-31"], "完成时间": ["2024-11-30"], "路面合格率": []}
    place = next(i.deadline_source for i in _indicators(record) if i.name == "养护里程")
    assert place is not None and (place.column, place.text) == (5, "2024年10月底前")
    assert "targets.deadline" in _codes(record)


def test_a_kind_of_standard_is_no_value(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 绩效标准 | 目标值
产出指标 | 数量指标 | 养护里程 | 计划标准 | ≥120公里
^ | 质量指标 | 路面合格率 | 行业标准 | ≥98%
"""
    assert _values(_read(tmp_path, rows)) == [("养护里程", "≥120公里"), ("路面合格率", "≥98%")]


def test_parts_of_a_value_below_one_heading(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值 | < | < | 完成时限
^ | ^ | ^ | 运算符号 | 内容 | 度量单位 | ^
产出指标 | 数量指标 | 养护里程 | ≥ | 120 | 公里 | 2024年12月
^ | 时效指标 | 养护任务 | 定性 | 按期完成 | | 2024年12月
"""
    assert _values(_read(tmp_path, rows)) == [("养护里程", "≥120公里"), ("养护任务", "按期完成")]


def test_misspelt_headings_are_read_and_told(tmp_path: Path) -> None:
    rows = """
一及指标 | 二级指标 | 三级指标标 | 指标直
产出指标 | 数量指标 | 养护里程 | ≥120公里
效益指标 | 社会效益指标 | 出行条件 | 明显改善
"""
    record = _read(tmp_path, rows)
    levels = [(i.level1, i.level2, i.name, i.raw_value) for i in _indicators(record)]
    assert levels == [("产出指标", "数量指标", "养护里程", "≥120公里"), ("效益指标", "社会效益指标", "出行条件", "明显改善")]
    told = {i.message for i in record.issues if i.code == "targets.heading-misspelt"}
    assert told == {"表头“一及指标”按“一级指标”读", "表头“指标直”按“指标值”读"}  # 三级指标标 may be 指标值 as well: its cells tell


def test_of_two_columns_that_both_look_like_values_the_other_is_told(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 拟到达的程度 | 年末的实绩
产出指标 | 数量指标 | 养护里程 | ≥120公里 | 121公里
^ | 质量指标 | 路面合格率 | ≥98% | 98%
"""
    record = _read(tmp_path, rows)
    assert _values(record) == [("养护里程", "≥120公里"), ("路面合格率", "≥98%")]
    assert "targets.two-values" in _codes(record)


def test_levels_side_by_side_each_with_its_list(tmp_path: Path) -> None:
    rows = (
        HEAD
        + """
绩效指标 | 产出指标 | < | 效益指标 | 满意度指标
^ | 1.养护里程≥120公里⏎2.路面合格率≥98% | < | 1.出行条件：明显改善 | 1.群众满意度≥92%
"""
    )
    found = [(i.level1, i.name, i.raw_value) for i in _indicators(_read(tmp_path, rows, "docx"))]
    assert found == [
        ("产出指标", "养护里程", "≥120公里"), ("产出指标", "路面合格率", "≥98%"),
        ("效益指标", "出行条件", "明显改善"), ("满意度指标", "群众满意度", "≥92%"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
def test_entries_in_step_over_the_lines_of_two_cells(form: str, tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 养护里程⏎修补坑槽 | ≥120公里⏎≥300处
^ | 质量指标 | 1.路面合格率 | 1.≥98%
"""
    assert _values(_read(tmp_path, rows, form)) == [("养护里程", "≥120公里"), ("修补坑槽", "≥300处"), ("路面合格率", "≥98%")]


def test_sets_of_columns_side_by_side_keep_their_own_levels(tmp_path: Path) -> None:
    rows = """
一级指标 | 指标及指标值 | 一级指标 | 指标及指标值
产出指标 | 养护里程≥120公里 | 效益指标 | 受益人口≥3万人
^ | 路面合格率≥98% | 满意度指标 | 群众满意度≥92%
"""
    found = {(i.level1, i.name, i.raw_value) for i in _indicators(_read(tmp_path, rows))}
    assert found == {
        ("产出指标", "养护里程", "≥120公里"), ("产出指标", "路面合格率", "≥98%"),
        ("效益指标", "受益人口", "≥3万人"), ("满意度指标", "群众满意度", "≥92%"),
    }  # fmt: skip


def test_lines_between_indicators_are_none(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 分值
产出指标 | 数量指标 | 养护里程 | ≥120公里 | 20
第 1 页 共 2 页 | < | < | < | <
内部资料 注意保存 | < | < | < | <
产出指标（续） | 质量指标 | 路面合格率 | ≥98% | 20
合计 | < | < | < | 40
注：指标可选择填写。 | < | < | < | <
"""
    record = _read(tmp_path, rows)
    assert [(i.level1, i.name, i.raw_value) for i in _indicators(record)] == [
        ("产出指标", "养护里程", "≥120公里"),
        ("产出指标", "路面合格率", "≥98%"),
    ]
    assert [i.message for i in record.issues if i.code == "targets.text-across"] == ["横贯表格的一行文字，不像指标：内部资料注意保存"]


def test_a_column_that_no_words_know_is_told(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 经办意见
产出指标 | 数量指标 | 养护里程 | ≥120公里 | 同意
^ | 质量指标 | 路面合格率 | ≥98% | 同意
"""
    record = _read(tmp_path, rows)
    assert [i.message for i in record.issues if i.code == "targets.unknown-column"] == ["不认得的列“经办意见”，没有用"]


ASSESSED = """
项目名称 | 城乡低保 | < | < | 主管部门 | 汉寿县民政局 | < | <
项目资金（万元） | 年初预算数 | < | 全年（调整）预算数 | < | 全年执行数 | 执行率 | <
^ | 2,200.00 | < | 2,380.55 | < | 2,296.18 | 96.46% | <
年度总体目标 | 年初绩效目标 | < | < | 全年目标实际完成情况 | < | < | <
^ | 足额发放城乡低保金，保障基本生活。 | < | < | 已完成年度目标。 | < | < | <
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 分值 | 得分
^ | 产出指标 | 数量指标 | 新建服务站 | ≥6个 | 5个 | 15 | 12
^ | ^ | ^ | 改造供养机构 |  | 3 | 15 | 15
"""


def test_an_assessment_whose_money_stands_below_its_periods(tmp_path: Path) -> None:
    """No label 年度资金总额; a heading over the goal; a blank target stays blank, and what came of it is no target."""
    record = _read(tmp_path, ASSESSED, "docx", LINES)
    (project,) = record.projects
    assert project.amount is not None and project.amount.text == "2,200.00"
    assert [g.text for g in project.goals] == ["足额发放城乡低保金，保障基本生活。"]
    assert [(i.name, i.raw_value, i.outcome.actual if i.outcome else None) for i in project.indicators] == [
        ("新建服务站", "≥6个", "5个"),
        ("改造供养机构", None, "3"),
    ]


BLANKS = """
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值
^ | 产出指标 | 数量指标 | 清扫保洁面积 | ≥46.2万平方米
^ | ^ | ^ | 清运建筑垃圾 |
^ | ^ | 质量指标 | 24小时清运率 | ≥95%
^ | ^ | ^ | 投诉办结率 |
"""


@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
def test_an_indicator_without_a_value_is_no_second_line_of_the_one_above(tmp_path: Path, form: str) -> None:
    record = _read(tmp_path, HEAD + BLANKS, form)
    assert _values(record) == [("清扫保洁面积", "≥46.2万平方米"), ("清运建筑垃圾", None), ("24小时清运率", "≥95%"), ("投诉办结率", None)]
    assert "targets.value-missing" in _codes(record)


def _ragged(tmp_path: Path, rows: Sequence[Sequence[str]]) -> DisclosureRecord:
    text = "\n\n".join(LINES) + "\n\n单位：万元\n\n" + "\n".join("\t".join(row) for row in rows)
    (tmp_path / "a.txt").write_text(text, "utf-8")
    return read_document(tmp_path / "a.txt")


def test_rows_that_lost_their_level_do_not_take_grounds_for_a_name_nor_next_year_s_value(tmp_path: Path) -> None:
    head = ["评价维度", "绩效指标", "设定依据", "2024年", "2025年", "2026年", "1-7月执行情况"]
    rows = [
        ["项目名称", "农村公路养护"], head,
        ["产出指标-数量指标", "（1）养护里程", "上级文件要求", "≥120公里", "≥130公里", "≥140公里", "80公里"],
        ["（2）安装护栏", "行业标准", "≥44公里", "≥48公里", "≥52公里", "30公里"],
        ["产出指标-质量指标", "（1）路面合格率", "工作计划", "≥98%", "≥98%", "≥99%", "97%"],
        ["（2）护栏合格率", "合同约定", "=100%", "=100%", "=100%", "90%"],
        ["产出指标-时效指标", "（1）完工时间", "工作计划", "2024年10月底", "2025年10月底", "2026年10月底", "已完成"],
        ["效益指标-社会效益指标", "（1）受益人口", "历史标准", "≥3万人", "≥4万人", "≥5万人", "2万人"],
        ["效益指标-可持续影响指标", "（1）养护制度", "合同约定", "健全", "健全", "健全", "健全"],
        ["满意度指标-服务对象满意度指标", "（1）村民满意度", "上级文件要求", "≥90%", "≥90%", "≥90%", "88%"],
    ]  # fmt: skip
    record = _ragged(tmp_path, rows)
    assert _values(record)[:4] == [("养护里程", "≥120公里"), ("安装护栏", "≥44公里"), ("路面合格率", "≥98%"), ("护栏合格率", "=100%")]
    assert [i.level2 for i in _indicators(record)][:4] == ["数量指标", "数量指标", "质量指标", "质量指标"] and len(_values(record)) == 8


def test_a_project_and_its_money_printed_again_on_the_next_page_are_no_indicator(tmp_path: Path) -> None:
    head = ["项目名称", "项目预算", "指标类型", "绩效指标名称", "指标值"]
    rows = [
        head, ["农村公路养护", "120.00", "数量指标", "养护里程", "优：≥120公里；良：≥110公里"],
        ["", "", "服务对象满意度指标", "村民满意度", "优：≥96%；良：≥91%"],
    ]  # fmt: skip
    again = [["农村公路养护（续）", "120.00（续）", "", "", ""], ["桥梁维修", "30.00", "数量指标", "维修桥梁", "≥3座"]]
    text = "\n\n".join(LINES) + "\n\n单位：万元\n\n" + "\n".join("\t".join(row) for row in rows)
    text += "\n\n- 2 -\n\n\n" + "\n".join("\t".join(row) for row in again)
    (tmp_path / "a.txt").write_text(text, "utf-8")
    record = read_document(tmp_path / "a.txt")
    found = {p.name: [(i.name, i.raw_value) for i in p.indicators] for p in record.projects}
    assert found == {
        "农村公路养护": [("养护里程", "优：≥120公里；良：≥110公里"), ("村民满意度", "优：≥96%；良：≥91%")],
        "桥梁维修": [("维修桥梁", "≥3座")],
    }


def test_a_class_repeated_beside_nothing_opens_no_class_of_its_own(tmp_path: Path) -> None:
    rows = [["项目名称", "项目金额", "指标分类", "指标层级三", "指标值"]]
    for name in ("农村公路养护", "桥梁维修"):
        rows += [
            [name, "120.00", "数量指标", "1、养护里程", "≥120公里"], ["", "", "数量指标", "", ""],
            ["", "", "质量指标", "1、路面合格率", "≥98%"], ["", "", "质量指标", "", ""],
            ["", "", "服务对象满意度指标", "1、村民满意度", "≥90%"], ["", "", "服务对象满意度指标", "", ""],
        ]  # fmt: skip
    levels = [(i.level1, i.level2) for i in _indicators(_ragged(tmp_path, rows))]
    assert levels == [("产出指标", "数量指标"), ("产出指标", "质量指标"), ("满意度指标", "服务对象满意度指标")] * 2


def test_grades_beside_a_target_are_none(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 评分标准 | < | < | <
^ | ^ | ^ | ^ | 优 | 良 | 中 | 差
产出指标 | 数量指标 | 养护里程 | ≥120公里 | ≥95% | 85%—95% | 60%—85% | ＜60%
^ | 质量指标 | 路面合格率 | ≥98% | ≥95% | 85%—95% | 60%—85% | ＜60%
"""
    assert _values(_read(tmp_path, rows)) == [("养护里程", "≥120公里"), ("路面合格率", "≥98%")]


def test_a_sign_with_what_it_is_called_is_a_sign(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标方向 | 指标值 | 计量单位
产出指标 | 数量指标 | 养护里程 | ≥（正向） | 120 | 公里
^ | 成本指标 | 养护单价 | ≤（反向） | 28 | 元/米
"""
    record = _read(tmp_path, rows)
    assert _values(record) == [("养护里程", "≥120公里"), ("养护单价", "≤28元/米")]
    assert [c.comparator for i in _indicators(record) for c in i.clauses] == ["ge", "le"]


@pytest.mark.parametrize("count", [2, 3])
def test_numbers_of_entries_are_no_part_of_values(count: int, tmp_path: Path) -> None:
    pairs = [("养护里程", "≥120公里"), ("路面合格率", "≥98%"), ("修补坑槽", "≥40处")][:count]
    names = "<br>".join(f"指标{at}：{name}" for at, (name, _) in enumerate(pairs, 1))
    values = "<br>".join(f"指标{at}：{value}" for at, (_, value) in enumerate(pairs, 1))
    head = "".join(f"<td>{c}</td>" for c in ("一级指标", "二级指标", "三级指标", "指标值"))
    cells = f"<tr><td>产出指标</td><td>数量指标</td><td>{names}</td><td>{values}</td></tr>"
    name = "<tr><td>项目名称</td><td colspan=3>农村公路养护</td></tr>"
    lines = "".join(f"<p>{line}</p>" for line in LINES)
    (tmp_path / "a.html").write_text(f"<html><body>{lines}<table>{name}<tr>{head}</tr>{cells}</table></body></html>", "utf-8")
    assert _values(read_document(tmp_path / "a.html")) == pairs


def test_a_second_level_may_be_called_what_is_a_first_one_elsewhere(tmp_path: Path) -> None:
    rows = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 指标说明
产出 | 职责履行 | 养护里程 | ≥120公里 | 按计划填写
效果 | 履职效益 | 群众出行便利度 | 显著提升 | 按计划填写
^ | ^ | 服务对象满意度 | ≥92% | 按计划填写
"""
    found = [(i.level1, i.level2, i.name) for i in _indicators(_read(tmp_path, rows, "xlsx"))]
    assert found[1:] == [("效果", "履职效益", "群众出行便利度"), ("效果", "履职效益", "服务对象满意度")]
