"""Forms as governments publish them in office formats, unlike the samples: what a reader of the file would note down."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.read import Reading, read
from ontology.records import Indicator
from tests.ingest.rendered import Part, as_docx, as_html, as_xlsx, lines, table

FORMATS = {"docx": as_docx, "html": as_html, "xlsx": as_xlsx}


def reading(parts: Sequence[Part], format: str, folder: Path) -> Reading:
    file = folder / f"file.{format}"
    file.write_bytes(FORMATS[format](parts))
    return read(file)


def told(indicators: Sequence[Indicator]) -> list[tuple[str | None, str | None, str, str | None]]:
    return [(i.level1, i.level2, i.name, i.raw_value) for i in indicators]


TARGETS = [
    *lines("某某市文化和旅游局2024年部门预算\n附件2\n项目支出绩效目标表\n（2024年度）"),
    table(
        """
        项目名称 | < | 公共文化场馆免费开放补助 | < | < | < | <
        主管部门及代码 | < | 某某市文化和旅游局 021 | < | 实施单位 | 某某市图书馆 | <
        项目资金（万元） | < | 年度资金总额： | < | 320.50 | < | <
        ^ | ^ | 其中：财政拨款 | < | 300.00 | < | <
        ^ | ^ | 其他资金 | < | 20.50 | < | <
        总体目标 | 年度目标 | < | < | < | < | <
        ^ | 保障全市公共文化场馆免费开放，服务人次稳步增长。 | < | < | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | < | 指标值 | <
        ^ | 产出指标 | 数量指标 | 免费开放场馆数量 | < | ≥12个 | <
        ^ | ^ | ^ | 年服务人次 | < | ≥80万人次 | <
        ^ | ^ | 质量指标 | 设施完好率 | < | ≥95% | <
        ^ | ^ | ^ | 开放天数达标率 | < | ^ | <
        ^ | ^ | 时效指标 | 资金拨付时间 | < | 2024年12月底前 | <
        ^ | 效益指标 | 社会效益 | 群众文化参与度 | < | 持续提升 | <
        ^ | 满意度指标 | 服务对象满意度 | 读者满意度 | < | ≥90% | <
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_a_form_of_merged_labels_and_levels(format: str, tmp_path: Path) -> None:
    record = reading(TARGETS, format, tmp_path).record
    (project,) = record.projects
    assert project.name == "公共文化场馆免费开放补助"
    assert project.amount is not None and project.amount.yuan == Decimal("3205000")
    assert {(f.label, f.amount.yuan) for f in project.funds} >= {("财政拨款", Decimal("3000000")), ("其他资金", Decimal("205000"))}
    assert [g.text for g in project.goals] == ["保障全市公共文化场馆免费开放，服务人次稳步增长。"]
    assert told(project.indicators) == [
        ("产出指标", "数量指标", "免费开放场馆数量", "≥12个"),
        ("产出指标", "数量指标", "年服务人次", "≥80万人次"),
        ("产出指标", "质量指标", "设施完好率", "≥95%"),
        ("产出指标", "质量指标", "开放天数达标率", "≥95%"),  # one value for two indicators
        ("产出指标", "时效指标", "资金拨付时间", "2024年12月底前"),
        ("效益指标", "社会效益指标", "群众文化参与度", "持续提升"),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%"),
    ]


LIST = [
    *lines("某某县交通运输局2023年部门预算\n部门预算项目绩效目标表\n部门：某某县交通运输局\n单位：万元"),
    table(
        """
        单位名称 | 项目名称 | 预算金额 | 绩效目标 | 绩效指标 | < | < | <
        ^ | ^ | ^ | ^ | 一级指标 | 二级指标 | 三级指标 | 指标值
        某某县公路养护中心 | 农村公路养护 | 1,250.00 | 养护县乡道四百公里 | 产出指标 | 数量指标 | 养护里程 | ≥400公里
        ^ | ^ | ^ | ^ | ^ | 质量指标 | 优良中等路率 | ≥85%
        ^ | ^ | ^ | ^ | 效益指标 | 社会效益指标 | 通行条件 | 明显改善
        ^ | 桥梁检测 | 36.80 | 完成桥梁定期检测 | 产出指标 | 数量指标 | 检测桥梁 | 42座
        ^ | ^ | ^ | ^ | ^ | 时效指标 | 完成时间 | 11月底前
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_a_list_whose_projects_are_merged_down_their_indicators(format: str, tmp_path: Path) -> None:
    record = reading(LIST, format, tmp_path).record
    found = {p.name: p for p in record.projects}
    assert {n: p.amount.yuan for n, p in found.items() if p.amount} == {"农村公路养护": 12_500_000, "桥梁检测": 368_000}
    assert told(found["农村公路养护"].indicators)[1:] == [
        ("产出指标", "质量指标", "优良中等路率", "≥85%"),
        ("效益指标", "社会效益指标", "通行条件", "明显改善"),
    ]
    assert told(found["桥梁检测"].indicators) == [
        ("产出指标", "数量指标", "检测桥梁", "42座"),
        ("产出指标", "时效指标", "完成时间", "11月底前"),
    ]


PROJECTS = [
    *lines("某某区水务局2024年部门预算\n表十 项目支出表\n单位：万元"),
    table(
        """
        类型 | 项目名称 | 项目单位 | 合计 | 本年拨款 | < | 财政拨款结转 | 单位资金
        ^ | ^ | ^ | ^ | 一般公共预算 | 政府性基金预算 | ^ | ^
        合计 | | | 812.50 | 600.00 | 200.00 | 12.50 |
        特定目标类 | 河道清淤 | 某某区水务局 | 500.00 | 500.00 | | |
        ^ | 水库除险加固 | ^ | 212.50 | | 200.00 | 12.50 |
        其他运转类 | 水质监测 | 某某区水文站 | 100.00 | 100.00 | | |
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_projects_whose_type_and_unit_are_merged_down(format: str, tmp_path: Path) -> None:
    record = reading(PROJECTS, format, tmp_path).record
    assert {p.name: p.amount.yuan for p in record.projects if p.amount} == {
        "河道清淤": 5_000_000,
        "水库除险加固": 2_125_000,
        "水质监测": 1_000_000,
    }
    fund = next(f for f in record.facts if f.project == "水库除险加固" and f.nature == "government_fund")
    assert fund.amount.yuan == 2_000_000


FUNDS_DOWN = [
    *lines("某某市气象局2024年部门预算\n项目支出预算表\n单位：元"),
    table(
        """
        项目名称 | 资金来源 | 金额
        人工影响天气作业 | 一般公共预算 | 1,200,000.00
        ^ | 单位资金 | 300,000.00
        气象观测站网 | 一般公共预算 | 450,000.00
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_rows_below_a_merged_name_are_still_about_it(format: str, tmp_path: Path) -> None:
    """Without its merged name such a row would be taken for the total of the table."""
    record = reading(FUNDS_DOWN, format, tmp_path).record
    assert [(f.label, f.amount.contract) for f in record.facts if f.row_role == "line"] == [
        ("人工影响天气作业", "1200000.00"),
        ("人工影响天气作业", "300000.00"),
        ("气象观测站网", "450000.00"),
    ]
    assert len(record.facts) == 3
