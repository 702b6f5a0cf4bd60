"""Self-assessments (绩效自评表): what was reached beside what was promised."""

from decimal import Decimal
from pathlib import Path

import pytest

from ingest.read import read_document
from ontology.records import Indicator

LAYOUTS = Path(__file__).parent / "layouts"


def indicators(name: str, project: str) -> dict[str, Indicator]:
    record = read_document(LAYOUTS / f"{name}.txt")
    (found,) = [p for p in record.projects if p.name.startswith(project)]
    return {indicator.name: indicator for indicator in found.indicators}


@pytest.mark.parametrize(
    ("file", "project", "name", "weight", "actual", "points", "deviation"),
    [
        ("fujian-forestry-2023-account", "森林资源培育", "带动林农增收", "10", "580万元", "9.67", "木材价格下行"),
        ("fujian-forestry-2023-account", "松材线虫病防治", "清理病枯死松木株数", "20", "6420株", "20", None),
        ("hubei-civil-2022-account", "社区治理", "社区惠民项目数量", "15", "175个", "14.58", "部分社区项目跨年实施"),
        ("hubei-civil-2022-account", "社区治理", "项目按期完成率", "10", "97%", "9.7", "受疫情影响，个别项目延期"),
        ("hubei-civil-2022-account", "高龄津贴", "老年人生活质量", "20", "提高", "20", None),
    ],
)
def test_the_outcome_stands_beside_the_target(
    file: str, project: str, name: str, weight: str, actual: str, points: str, deviation: str | None
) -> None:
    indicator = indicators(file, project)[name]
    assert indicator.weight == Decimal(weight)
    outcome = indicator.outcome
    assert outcome and (outcome.actual, outcome.points, outcome.deviation) == (actual, Decimal(points), deviation)
    assert outcome.source.text.strip() == actual and outcome.source.line_start == indicator.source.line_start
    assert indicator.value_source and outcome.source.column != indicator.value_source.column


def test_the_outcome_is_comparable_with_the_target() -> None:
    found = indicators("fujian-forestry-2023-account", "森林资源培育")["带动林农增收"]
    assert found.outcome
    (target,), (actual,) = found.clauses, found.outcome.clauses
    assert (target.comparator, target.low, target.unit) == ("ge", Decimal(6_000_000), "万元")
    assert (actual.comparator, actual.low, actual.unit) == ("eq", Decimal(5_800_000), "万元")


def test_what_came_of_the_goal_stands_beside_it() -> None:
    record = read_document(LAYOUTS / "hubei-civil-2022-account.txt")
    (goal,) = next(p for p in record.projects if p.name == "社区治理和服务专项").goals
    assert goal.text == "完成16个街道社区工作者培训，社区惠民项目覆盖全部社区。"
    assert goal.achieved == "全年完成培训12期，惠民项目覆盖率100%。"
    assert goal.achieved_source and goal.achieved_source.column != goal.source.column
    assert goal.achieved_source.line_start == goal.source.line_start and goal.achieved_source.text == goal.achieved


def test_an_outcome_without_its_goal_is_told(tmp_path: Path) -> None:
    text = (LAYOUTS / "hubei-civil-2022-account.txt").read_text("utf-8")
    goal = "完成16个街道社区工作者培训，社区惠民项目覆盖全部社区。"
    path = tmp_path / "a.txt"
    path.write_text(text.replace(f"\t{goal}\t", "\t\t"), "utf-8")
    record = read_document(path)
    assert [i.severity for i in record.issues if i.code == "targets.no-goal"] == ["warning"]
    assert not next(p for p in record.projects if p.name == "社区治理和服务专项").goals


def test_a_plan_has_no_outcomes() -> None:
    record = read_document(LAYOUTS / "henan-civil-2023.txt")
    assert record.projects and not any(i.outcome for p in record.projects for i in p.indicators)
    assert not any(goal.achieved for p in record.projects for goal in p.goals)


def test_points_that_are_no_number_are_told(tmp_path: Path) -> None:
    text = (LAYOUTS / "fujian-forestry-2023-account.txt").read_text("utf-8").replace("\t580万元\t10\t9.67\t", "\t580万元\t10\t优秀\t")
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    record = read_document(path)
    (found,) = [i for p in record.projects for i in p.indicators if i.name == "带动林农增收"]
    assert found.outcome and found.outcome.points is None and found.outcome.actual == "580万元"
    assert [issue.source.line_start for issue in record.issues if issue.code == "targets.points" and issue.source] == [
        found.source.line_start
    ]
