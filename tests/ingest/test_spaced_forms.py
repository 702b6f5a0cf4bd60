"""Target forms in plain text whose columns are parted by spaces, and text that only looks so."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from budgetkg.contract import to_json
from ingest.blocks import Paragraph, Table
from ingest.read import read_document
from ingest.readers.spaced_forms import spaced_table
from ingest.readers.text import read

FORM = """赤峰市松山区实验小学2024年单位预算公开

项目支出绩效目标表
（2024年度）
                                                   单位：万元
项目名称          教学设备更新购置
主管部门          赤峰市松山区教育局            项目单位        实验小学
资金总额          86.50                         其中：财政拨款  86.50
年 度 目 标       更新多媒体教学一体机24台，改善办学条件，让教师用得上、用得好，学生受益。
一级指标          二级指标              三级指标                指    标    值
产出指标          数量指标              购置一体机数量          24台
                  质量指标              设备验收合格率          ≥98%
效益指标          可持续影响指标        设备使用年限            ≥6年
满意度指标        服务对象满意度指标    师生满意度              ≥95%

- 3 -
"""


def test_a_form_parted_by_spaces_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FORM, "utf-8")
    (project,) = to_json(read_document(tmp_path / "a.txt"))["projects"]
    assert (project["name"], project["amount"]) == ("教学设备更新购置", "865000.00")
    assert [(f["label"], f["amount"]) for f in project["funds"]] == [("财政拨款", "865000.00")]
    assert [g["text"] for g in project["goals"]] == ["更新多媒体教学一体机24台，改善办学条件，让教师用得上、用得好，学生受益。"]
    assert [(i["level1"], i["level2"], i["name"], i["raw_value"], i["source"]["line_start"]) for i in project["indicators"]] == [
        ("产出指标", "数量指标", "购置一体机数量", "24台", 11),
        ("产出指标", "质量指标", "设备验收合格率", "≥98%", 12),
        ("效益指标", "可持续影响指标", "设备使用年限", "≥6年", 13),
        ("满意度指标", "服务对象满意度指标", "师生满意度", "≥95%", 14),
    ]


def test_lines_with_a_gap_here_and_there_stay_prose() -> None:
    text = "第一部分  部门概况 3\n第二部分  预算表 5\n第三部分  名词解释 12\n联系人：向某某  联系电话：023-57680000  邮编：404700\n"
    assert all(isinstance(b, Paragraph) or not isinstance(b, Table) for b in read(text.encode()).blocks)


def test_a_form_whose_cells_are_a_line_each_is_told_of(tmp_path: Path) -> None:
    cells = ["项目名称", "养老服务", "一级指标", "二级指标", "三级指标", "指标值", "产出指标", "数量指标", "新建床位", "≥30张"]
    (tmp_path / "a.txt").write_text("巫山县民政局2024年部门预算\n\n项目支出绩效目标表\n\n" + "\n".join(cells), "utf-8")
    issues = [i for i in read_document(tmp_path / "a.txt").issues if i.code == "text.table-lost"]
    assert [(i.severity, i.source.line_start if i.source else None) for i in issues] == [("warning", 5)]


@given(st.lists(st.text(alphabet=" 　ab项目，。12", max_size=40), max_size=12))
def test_no_letter_is_lost_or_made_up(lines: list[str]) -> None:
    found = spaced_table(list(enumerate(lines, start=1)), None)
    if found is not None:
        for line, row in zip(lines[found.first : found.last], found.rows, strict=True):
            assert "".join("".join(c.text for c in row).split()) == "".join(line.split())
