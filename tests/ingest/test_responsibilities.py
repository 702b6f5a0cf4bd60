"""Duties of an agency: sections and cells that announce them, one statement a point, each with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.agencies.responsibilities import is_title, responsibilities_in_prose
from ingest.blocks import Heading, Paragraph
from ingest.read import read_document
from ontology.body_records import Responsibility

SAMPLES = Path(__file__).parent.parent.parent / "data" / "samples"
LAYOUTS = Path(__file__).parent / "layouts"


def duties(tmp_path: Path, text: str) -> tuple[Responsibility, ...]:
    path = tmp_path / "document.txt"
    path.write_text(f"某市民政局2024年部门预算\n\n{text}\n\n二、收入支出预算总体情况说明\n\n收入100万元。\n", "utf-8")
    return read_document(path).body.responsibilities


@pytest.mark.parametrize(
    ("name", "count", "first", "lines", "last"),
    [
        ("hongqi-2022", 9, "协调指导全区信访工作", (48, 48), "完成区委、区政府交办的其他任务。"),
        ("jiaozuo-2020", 9, "协调指导全市信访工作", (47, 49), "完成市委、市政府交办的其他任务。"),
        ("jincheng-2023", 8, "负责处理市内群众和境内、外人士", (76, 76), "完成市委市政府交办的其他任务。"),
        ("luquan-2021", 9, "研究提出全区信访工作思路", (339, 339), "完成区委、区政府以及国家信访局、省信访局、市信访局交办的其他任务。"),
        ("rugao-2024", 11, "负责处理市内外群众、法人及其他组织", (8, 8), "完成市委、市政府交办的其他任务。"),
    ],
)
def test_duties_of_the_samples(name: str, count: int, first: str, lines: tuple[int, int], last: str) -> None:
    found = read_document(SAMPLES / f"{name}.txt").body.responsibilities
    assert len(found) == count
    assert found[0].text.startswith(first) and (found[0].source.line_start, found[0].source.line_end) == lines
    assert found[-1].text == last
    assert all(one.source.rule.endswith("responsibility") and one.source.text == one.text for one in found)


def test_a_point_that_a_page_break_cut_in_two_is_one() -> None:
    found = read_document(SAMPLES / "hongqi-2022.txt").body.responsibilities
    assert found[2].text.startswith("负责向区委、区政府反映来信来电来访中提出的重要建议、意见和问题。")
    assert (found[2].source.line_start, found[2].source.line_end) == (52, 54)


def test_a_cell_beside_a_label_says_duties() -> None:
    place = read_document(SAMPLES / "rugao-2024.txt").body.responsibilities[3].source
    assert (place.table, place.row, place.column) == (1, 2, 3) and place.heading[-1:] != ()


def test_other_layouts() -> None:
    said = {
        "tianjin-hospital-2024": ["为妇女儿童身体健康提供医疗与护理保健服务。"],
        "zhejiang-education-2024": ["贯彻执行党和国家的教育方针政策。"],
        "anhui-school-2024": ["实施高中学历教育，促进基础教育发展。", "高中学历教育及相关社会服务。"],
        "shanghai-culture-2024": [],
    }
    for name, expected in said.items():
        assert [one.text for one in read_document(LAYOUTS / f"{name}.txt").body.responsibilities] == expected, name


def test_points_that_run_together_are_taken_apart(tmp_path: Path) -> None:
    found = duties(tmp_path, "一、主要职责\n\n根据三定方案，我局主要职责如下：1.拟订民政政策。2.指导社会救助；（3）承担2.5万人的服务工作。")
    assert [one.text for one in found] == ["拟订民政政策。", "指导社会救助", "承担2.5万人的服务工作。"]


def test_what_is_said_of_offices_and_money_is_no_duty(tmp_path: Path) -> None:
    text = "一、单位职责及机构设置情况\n\n负责全市民政工作。某市民政局内设科室8个，行政编制30名。\n\n机构设置：\n\n办公室负责日常运转工作。"
    assert [one.text for one in duties(tmp_path, text)] == ["负责全市民政工作。"]
    assert duties(tmp_path, "一、机构设置\n\n局机关设12个职能科室，负责各项工作。") == ()


@pytest.mark.parametrize(
    ("text", "announces"),
    [
        ("一、主要职责", True),
        ("（一）部门职责", True),
        ("1.部门机构职能", True),
        ("一、某市民政局主要职能：", True),
        ("单位职责及机构设置情况", True),
        ("单位主要职能", True),
        ("二、机构设置情况", False),
        ("履行职责情况", False),
        ("各职能科室职责", False),
        ("部门职责-工作活动绩效目标", False),
        ("负责全市民政工作，履行监督职责。", False),
    ],
)
def test_titles(text: str, announces: bool) -> None:
    assert is_title(text) is announces


@given(st.text(alphabet="一二(（)）1.、。；：职责能主要负\n 年月2", max_size=120))
def test_any_section_is_read_without_an_error(text: str) -> None:
    blocks: list[Heading | Paragraph] = [Heading("一、主要职责", 2, 1)]
    blocks += [Paragraph(line, 2, 2) for line in text.split("\n")]
    for one in responsibilities_in_prose(blocks, "0" * 64):
        assert one.text.strip() == one.text and len(one.text) >= 6
