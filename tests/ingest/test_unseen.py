"""Layouts that no form file names: read by their headings when they can be, reported when they can't, never invented."""

import re
from itertools import dropwhile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.explain import explain_document
from ingest.read import read_document
from ontology.errors import ReadError
from ontology.records import DisclosureRecord

_COVER = "杭州市西湖区教育局2023年度部门预算\n\n"


def record(tmp_path: Path, text: str) -> DisclosureRecord:
    path = tmp_path / "x.txt"
    path.write_text(_COVER + text, "utf-8")
    return read_document(path)


def test_a_table_without_a_known_title_is_read_by_its_headings_and_says_so(tmp_path: Path) -> None:
    found = record(tmp_path, "第二章\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n205\t教育支出\t30.5\t10.5\t20\n")
    assert [(line.code, line.project and line.project.amount.contract) for line in found.function_lines] == [("205", "200000.00")]
    assert found.tables[0].form == "headings" and 0 < found.tables[0].confidence < 1


def test_a_table_whose_headings_say_nothing_is_reported_whole(tmp_path: Path) -> None:
    text = (
        "情况表\n\n单位：万元\n\n甲类事物\t乙类事物\t丙类事物\n苹果\t12.5\t3.1\n\n"
        "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\n205\t教育支出\t1\t1\n"
    )
    found = record(tmp_path, text)
    assert "table.unknown" in {i.code for i in found.issues}
    assert not [f for f in found.facts if f.source.table == 1]
    assert found.tables[0].cells_reported == 6


def test_amounts_without_any_unit_are_not_read(tmp_path: Path) -> None:
    found = record(tmp_path, "支出总表\n\n科目编码\t科目名称\t合计\t基本支出\n205\t教育支出\t30.5\t10.5\n")
    assert not found.facts and "table.no-unit" in {i.code for i in found.issues}


def test_a_row_below_the_items_is_a_line_of_its_item(tmp_path: Path) -> None:
    head = "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    rows = "205\t教育支出\t30\t10\t20\n2050202\t小学教育\t30\t10\t20\n205020201\t小学公用经费\t10\t10\t\n205020202\t校舍维修\t20\t\t20\n"
    found = record(tmp_path, head + rows)
    assert [line.code for line in found.function_lines] == ["205", "2050202"]
    below = {(f.label, f.function_code, f.row_role) for f in found.facts if f.row_role == "line"}
    assert below == {("小学公用经费", "2050202", "line"), ("校舍维修", "2050202", "line")}


def test_a_list_of_projects_with_sign_value_and_unit_columns(tmp_path: Path) -> None:
    head = "项目名称\t项目预算金额\t年度目标\t绩效指标\t\t\t\t\t\t\n\t\t\t一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\n"
    rows = (
        "校舍维修\t100.5\t改善办学条件\t产出指标\t数量指标\t维修学校数量\t≥\t10\t所\t20\n"
        "\t\t\t\t质量指标\t验收合格率\t＝\t100\t%\t20\n"
        "营养改善\t20\t保障营养\t效益指标\t社会效益指标\t学生体质\t定性\t提升\t\t30\n"
    )
    found = record(tmp_path, "项目绩效目标表\n\n单位：万元\n\n" + head + rows)
    assert [(p.name, p.amount and p.amount.contract, [i.raw_value for i in p.indicators]) for p in found.projects] == [
        ("校舍维修", "1005000.00", ["≥10所", "=100%"]),
        ("营养改善", "200000.00", ["提升"]),
    ]
    clause = found.projects[0].indicators[0].clauses[0]
    assert (clause.comparator, clause.origin, clause.unit) == ("ge", "column", "所")


def test_a_self_evaluation_gives_the_target_not_the_result(tmp_path: Path) -> None:
    text = (
        "项目支出绩效自评表\n\n项目名称\t农田建设\t\t\t\t\t\n"
        "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\n\t年度资金总额\t500\t480\t470\t10\t97.9%\n"
        "绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\n"
        "\t产出指标\t数量指标\t建设面积\t≥1万亩\t1.2万亩\t20\n总分\t\t\t\t\t\t100\n"
    )
    found = record(tmp_path, text)
    assert [(p.amount and p.amount.contract, [(i.name, i.raw_value) for i in p.indicators]) for p in found.projects] == [
        ("5000000.00", [("建设面积", "≥1万亩")])
    ]
    assert {(f.phase, f.amount.contract) for f in found.facts} == {
        ("budget", "5000000.00"), ("adjusted", "4800000.00"), ("final", "4700000.00"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "read.empty"),
        (b"  \n\t\n", "read.empty"),
        ("春江潮水连海平，海上明月共潮生。\n".encode() * 40, "read.not-budget"),
        ("品名\t数量\n苹果\t3\n".encode(), "read.not-budget"),
    ],
)
def test_what_is_no_disclosure_is_refused_by_name(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(ReadError) as caught:
        read_document(path)
    assert caught.value.code == code and caught.value.place == str(path)


_CELLS = st.sampled_from(
    ["", "科目编码", "科目名称", "合计", "基本支出", "项目支出", "2010308", "201", "12.5", "1,135.98", "一级指标", "二级指标",
     "三级指标", "指标值", "产出指标", "数量指标", "培训人数", "≥95%", "项目名称", "年度目标", "资金总额", "实施期目标", "负责人",
     "某某", "100", "收入", "支出", "类", "款", "项", "—", "万元", "2022年", "指标性质", "≥", "度量单位", "预算数", "决算数"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(_CELLS, min_size=2, max_size=9), min_size=1, max_size=12),
    st.sampled_from(["支出总表", "项目绩效目标表", "三公经费表", "表"]),
)
def test_no_grid_breaks_the_reader_and_no_figure_is_invented(tmp_path: Path, grid: list[list[str]], title: str) -> None:
    text = _COVER + f"{title}\n\n单位：万元\n\n" + "\n".join("\t".join(row) for row in grid)
    path = tmp_path / "fuzz.txt"
    path.write_text(text, "utf-8")
    try:
        explained = explain_document(path)
    except ReadError:
        return
    for fact in explained.record.facts:
        assert fact.amount.text in {c for row in grid for c in row}
    # A year alone above the header, however often, says of which year the table is; every other cell has its verdict.
    body = dropwhile(lambda row: {c for c in row if c} <= {"2022年"}, grid)
    cells = sum(1 for row in body for c in row if c)
    for table in explained.tables:
        assert len(table.cells) == cells
    for project in explained.record.projects:
        for indicator in project.indicators:
            assert all(
                re.sub(r"\D", "", str(c.value)) in re.sub(r"\D", "", indicator.raw_value or "") for c in indicator.clauses if c.value
            )


def test_codes_of_revenue_are_classes_and_the_codes_of_units_are_not(tmp_path: Path) -> None:
    funds = "政府性基金收入预算表\n\n单位：万元\n\n科目编码\t科目名称\t收入合计\n"
    funds += "103\t非税收入\t30\n1030148\t国有土地使用权出让收入\t20\n1030199\t其他\t10\n"
    units = "部门收入总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\n101\t某县教育局\t30\n205\t教育支出\t30\n"
    found = record(tmp_path, funds + "\n" + units)
    assert [(fact.label, fact.income_code) for fact in found.facts if fact.amount.yuan] == [
        ("非税收入", "103"), ("国有土地使用权出让收入", "1030148"), ("其他", "1030199"), ("某县教育局", None), ("教育支出", None),
    ]  # fmt: skip
    assert {fact.side for fact in found.facts} == {"income"}
