"""绩效自评表: the total score and grade, figures right below the headings of their phases, and headings of goals that are no goals."""

from decimal import Decimal
from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.blocks import Paragraph
from ingest.explain import ExplainedDocument, explain_document
from ontology.quads import to_nquads
from ontology.records import DisclosureRecord
from tests.ingest.province_documents import Sheet, rendered_in
from tests.ingest.rendered import table

HEAD = "项目名称 | 信访工作经费 | < | < | < | < | < | <\n主管部门 | 清丰县信访局 | < | < | 实施单位 | 清丰县信访局 | < | <\n"
GOAL = "年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | <\n^ | 化解积案20件。 | < | < | 化解21件。 | < | < | <\n"
INDICATORS = """绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
^ | 产出指标 | 数量指标 | 接待来访批次 | ≥300批 | 312批 | 50 | 50
^ | 效益指标 | 社会效益指标 | 群众满意度 | ≥90% | 95% | 40 | 38.5
"""
MONEY = """项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
^ | 年度资金总额 | 30.00 | 28.50 | 27.10 | 10 | 95.09% | 9.5
"""
TITLE = "2023年度项目支出绩效自评表"


def _read(folder: Path, format: str, *sheets: tuple[str, str]) -> ExplainedDocument:
    cover = Sheet("封面", (Paragraph("清丰县信访局", None, None), Paragraph("2023年度部门决算", None, None)))
    drawn = [Sheet(f"表{at}", (Paragraph(title, None, None), table(rows.strip()))) for at, (title, rows) in enumerate(sheets)]
    name, data = rendered_in(format, "x", [cover, *drawn])
    (folder / name).write_bytes(data)
    return explain_document(folder / name)


def _score(record: DisclosureRecord) -> tuple[Decimal | None, Decimal | None, str | None] | None:
    found = record.projects[0].assessment
    return (found.points, found.full, found.grade) if found else None


@pytest.mark.parametrize("format", ["docx", "txt", "pdf"])
@pytest.mark.parametrize(
    ("rows", "score"),
    [
        ("总　分 | < | < | < | < | < | 100 | 98", ("98", "100", None)),
        ("总分 | < | < | < | < | < | 100 | 98.00 \n自评等级 | < | 优 | < | < | < | < | <", ("98.00", "100", "优")),
        ("总分（满分100分） | < | < | < | < | < | < | 98", ("98", "100", None)),
        ("合计 | < | < | < | < | < | 100 | 98", ("98", "100", None)),
        ("自评总分：98分 | < | < | < | < | < | < | <", ("98", None, None)),
        ("项目自评得分 | < | 98 | < | 自评等级 | < | 良 | <", ("98", None, "良")),
    ],
)
def test_the_total_score_is_told_with_its_place(rows: str, score: tuple[str, str | None, str | None], format: str, tmp_path: Path) -> None:
    found = _read(tmp_path, format, (TITLE, HEAD + MONEY + GOAL + INDICATORS + rows))
    points, full, grade = score
    assert _score(found.record) == (Decimal(points), Decimal(full) if full else None, grade)
    told = to_json(found.record)["projects"][0]["assessment"]
    assert (told["points"], told["full"], told["grade"], told["source"]["table"]) == (points, full, grade, 1)
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []
    assert len(found.record.projects[0].indicators) == 2
    graph = to_nquads(found.record).decode()
    assert "#SelfAssessment>" in graph and f'"{Decimal(points).normalize():f}' in graph


def test_a_blank_total_and_a_word_beside_it_are_not_taken_for_points(tmp_path: Path) -> None:
    blank = _read(tmp_path, "docx", (TITLE, HEAD + MONEY + GOAL + INDICATORS + "总分 | < | < | < | < | < | 100 | "))
    assert _score(blank.record) is None and [c.text for t in blank.tables for c in t.cells if c.state == "reported"] == []
    odd = _read(tmp_path, "docx", (TITLE, HEAD + MONEY + GOAL + INDICATORS + "总分 | < | < | < | < | < | 100 | 待定"))
    assert _score(odd.record) is None and [i.code for i in odd.record.issues if "待定" in i.message] == ["targets.score"]


def test_a_department_has_its_own_total(tmp_path: Path) -> None:
    head = "部门名称 | 清丰县信访局 | < | < | < | < | < | <\n"
    found = _read(tmp_path, "docx", ("部门整体支出绩效自评表", head + GOAL + INDICATORS + "总分 | < | < | < | < | < | 100 | 92"))
    assert to_json(found.record)["department_assessment"]["points"] == "92"
    assert not found.record.projects


def test_scores_in_a_list_of_projects_belong_to_them_and_differences_are_told(tmp_path: Path) -> None:
    rows = "序号 | 项目名称 | 年初预算数 | 全年执行数 | 自评得分 | 自评等级\n1 | 信访工作经费 | 30.00 | 27.10 | 96 | 优\n"
    rows += "2 | 积案化解 | 5.00 | 5.00 | 88.5 | 良\n合计 | < | 35.00 | 32.10 | | "
    form = HEAD + MONEY + GOAL + INDICATORS + "总分 | < | < | < | < | < | 100 | 98"
    found = _read(tmp_path, "xlsx", ("2023年度项目支出绩效自评情况汇总表（单位：万元）", rows), (TITLE, form))
    scores = {p.name: p.assessment and (p.assessment.points, p.assessment.grade) for p in found.record.projects}
    assert scores == {"信访工作经费": (Decimal(98), None), "积案化解": (Decimal("88.5"), "良")}
    assert [i.code for i in found.record.issues if "汇总表" in i.message and "自评" in i.message] == ["targets.score-differs"]
    assert [c.text for c in found.tables[0].cells if c.state == "reported"] == []


def test_the_total_alone_on_the_next_page_is_the_form_s_above(tmp_path: Path) -> None:
    total = "总分 | < | < | < | < | < | 100 | 98\n填报人： | 某某 | < | < | 联系电话： | < | < | <"
    found = _read(tmp_path, "docx", (TITLE, HEAD + MONEY + GOAL + INDICATORS), ("- 2 -", total))
    assert _score(found.record) == (Decimal(98), Decimal(100), None)


PHASES = {
    "beside a label": "项目资金（万元） | 年初预算数 | < | 全年（调整）预算数 | < | 全年执行数 | 执行率 | 得分\n"
    "^ | 30.00 | < | 28.50 | < | 27.10 | 95.09% | 9.5\n",
    "with nothing beside": "年初预算数（万元） | < | 全年预算数（万元） | < | 全年执行数（万元） | < | 预算执行率 | <\n"
    "30.00 | < | 28.50 | < | 27.10 | < | 95.09% | <\n",
    "short headings": "预算执行情况（万元） | 年初预算 | 全年预算（调整后） | < | 全年执行 | < | 分值 | 执行率\n"
    "^ | 30.00 | 28.50 | < | 27.10 | < | 10 | 95.09%\n",
    "spent": "项目资金（万元） | 年初预算 | 调整后预算 | < | 实际支出 | < | 分值 | 执行率\n"
    "^ | 30.00 | 28.50 | < | 27.10 | < | 10 | 95.09%\n",
}


@pytest.mark.parametrize("format", ["docx", "txt"])
@pytest.mark.parametrize("head", PHASES.values(), ids=PHASES)
def test_figures_right_below_the_headings_have_their_phase(head: str, format: str, tmp_path: Path) -> None:
    found = _read(tmp_path, format, (TITLE, HEAD + head + GOAL + INDICATORS))
    phases = {(f.phase, f.amount.text) for f in found.record.facts}
    assert phases == {("budget", "30.00"), ("adjusted", "28.50"), ("final", "27.10")}
    assert to_json(found.record)["projects"][0]["amount"] == "300000.00"
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


def test_a_budget_beside_what_was_spent_is_the_budget(tmp_path: Path) -> None:
    head = "预算执行情况（万元） | 预算数 | < | 执行数 | < | < | 执行率 | <\n^ | 30.00 | < | 27.10 | < | < | 90.33% | <\n"
    record = _read(tmp_path, "docx", (TITLE, HEAD + head + GOAL + INDICATORS)).record
    assert {(f.phase, f.amount.text) for f in record.facts} == {("budget", "30.00"), ("final", "27.10")}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("年初绩效目标", "全年完成情况"), ("年初设定目标", "年度总体目标完成情况"), ("预期目标", "实际完成情况"),
        ("年初设定的绩效目标", "年末完成情况"), ("年初预定目标", "目标实际完成情况"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("led", [True, False])
def test_headings_of_the_goal_are_no_goals(left: str, right: str, led: bool, tmp_path: Path) -> None:
    first, below, width = ("年度总体目标 | ", "^ | ", " | < | <") if led else ("", "", " | < | < | <")
    tail = " | < | < | <"
    goal = f"{first}{left}{width} | {right}{tail}\n{below}化解积案20件。{width} | 化解21件。{tail}\n"
    goals = _read(tmp_path, "docx", (TITLE, HEAD + MONEY + goal + INDICATORS)).record.projects[0].goals
    assert [(g.horizon, g.text, g.achieved) for g in goals] == [("annual", "化解积案20件。", "化解21件。")]


def test_points_behind_a_label_are_no_part_of_it_and_reasons_below_the_indicators_are_no_indicators(tmp_path: Path) -> None:
    """As 湖北 prints it: 预算执行情况（万元）（20分）, and the reasons and improvements below the total."""
    rows = """项目名称 | 森林防火经费 | < | < | < | <
预算执行情况（万元）（20分） | | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分（20分*执行率）
^ | 年度财政资金总额 | 168.00 | 165.32 | 98.40% | 19.68
年度绩效目标（80分） | 绩效目标 | 火灾受害率控制在0.9‰以内。 | < | < | <
^ | 一级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
^ | 产出指标 | 开展巡护人次 | ≥12000人次 | 12860人次 | 40
^ | 满意度指标 | 群众满意度 | ≥90% | 94% | 40
总分 | < | < | < | < | 99.68
偏差大或目标未完成原因分析 | < | 无 | < | < | <
改进措施及结果应用方案 | < | 加强论证，自评结果作为预算安排依据。 | < | < | <
"""
    found = _read(tmp_path, "xlsx", ("2023年度项目绩效自评表", rows))
    (project,) = found.record.projects
    assert project.amount is not None and project.amount.yuan == Decimal("1680000.00")
    assert [i.name for i in project.indicators] == ["开展巡护人次", "群众满意度"]
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


def test_what_was_really_done_of_the_goal_is_no_goal(tmp_path: Path) -> None:
    rows = """项目名称 | 养老服务站建设 | < | < | < | <
年度目标完成情况 | 预期目标 | < | < | 实际完成目标 | <
^ | 新建养老服务站6个。 | < | < | 已完成。 | <
一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 | 自评得分
产出指标 | 数量指标 | 建设服务站 | ＝6个 | 6个 | 90
"""
    found = _read(tmp_path, "html", ("2022年项目支出绩效目标自评表", rows))
    assert [(g.text, g.achieved) for g in found.record.projects[0].goals] == [("新建养老服务站6个。", "已完成。")]
    assert [c.text for t in found.tables for c in t.cells if c.state == "reported"] == []


def test_the_number_of_a_form_in_its_title_is_no_part_of_the_projects_name(tmp_path: Path) -> None:
    rows = """主管部门 | 清丰县信访局 | 年度资金总额（万元） | 46.00
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 接待来访批次 | ≥300批
"""
    found = _read(tmp_path, "docx", ("（一）信访工作经费项目支出绩效目标表", rows))
    assert [p.name for p in found.record.projects] == ["信访工作经费"]
