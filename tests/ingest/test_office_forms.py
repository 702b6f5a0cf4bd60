"""Forms as governments publish them in office formats, unlike the samples: what a reader of the file would note down."""

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlwt

from budgetkg.contract import to_json
from ingest.read import Reading, read
from ontology.records import Indicator
from tests.ingest.rendered import Drawn, Part, as_docx, as_html, as_xlsx, lines, table
from tests.ingest.test_rendered import without_places

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


def old_workbook(parts: Sequence[Part]) -> bytes:
    """XLS as a budget system exports it: amounts are numbers with a format, codes are texts."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    row = 0
    for part in parts:
        if not isinstance(part, Drawn):
            sheet.write(row, 0, part.text)
            row += 1
            continue
        for (r, c), cell in part.cells.items():
            amount = re.fullmatch(r"[\d,]+\.\d\d", cell.text)
            value = float(cell.text.replace(",", "")) if amount else cell.text
            style = xlwt.easyxf(num_format_str="#,##0.00") if amount else xlwt.Style.default_style
            sheet.write_merge(row + r, row + r + cell.rowspan - 1, c, c + cell.colspan - 1, value, style)
        row += part.rows
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("form", [TARGETS, LIST, PROJECTS], ids=["targets", "list", "projects"])
def test_an_old_workbook_reads_like_a_new_one(form: Sequence[Part], tmp_path: Path) -> None:
    (tmp_path / "file.xls").write_bytes(old_workbook(form))
    old, new = read(tmp_path / "file.xls").record, reading(form, "xlsx", tmp_path).record
    assert old.document.media_type == "application/vnd.ms-excel" and len(old.projects) >= 1
    assert without_places(to_json(old)) == without_places(to_json(new))


def test_a_page_of_layout_tables_in_gb18030(tmp_path: Path) -> None:
    """Menu, path and text in the cells of a layout, the form's table within; 〇 and 㙍 are in GB18030, not all in GB2312."""
    inside = as_html(TARGETS, "utf-8").decode().split("<body>")[1].split("</body>")[0]
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head><body><table width="960"><tr>'
        '<td><a href="/">首页</a></td><td><a href="/xxgk">信息公开</a></td></tr><tr><td colspan="2"><table><tr><td width="200">'
        "<ul><li>机构概况</li><li>预算决算</li></ul></td><td>发布时间：2024-02-01　来源：㙍文旅局</td></tr>"
        f"<tr><td></td><td>{inside}</td></tr></table></td></tr><tr><td>版权所有　二〇二四</td></tr></table></body></html>"
    )
    (tmp_path / "file.htm").write_bytes(page.encode("gb18030"))
    found, plain = read(tmp_path / "file.htm").record, reading(TARGETS, "html", tmp_path).record
    for part in ("agency", "projects"):
        assert without_places(to_json(found))[part] == without_places(to_json(plain))[part]
    assert found.document.fiscal_year == 2024 and not [t for t in found.tables if t.kind == "unknown"]


BY_UNIT = [
    *lines("某某州林业和草原局2024年部门预算\n项目支出绩效目标表（本次下达）\n部门：某某州林业和草原局\n单位：万元"),
    table(
        """
        单位名称、项目名称 | 项目年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 指标属性 | 指标内容
        1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10
        某某州林业和草原局 | | | | | | | | |
        森林防火专项资金 | 全年不发生重大森林火灾。 | 产出指标 | 数量指标 | 扑火队伍 | >= | 3 | 支 | 定量指标 | 组建队伍
        ^ | ^ | ^ | 质量指标 | 装备完好率 | >= | 95 | % | 定量指标 | 装备
        ^ | ^ | 效益指标 | 生态效益 | 森林火灾受害率 | <= | 0.1 | % | 定量指标 | 受害率
        ^ | ^ | 满意度指标 | 服务对象满意度 | 群众满意度 | >= | 90 | % | 定量指标 | 满意度
        古树名木保护 | 完成古树名木挂牌。 | 产出指标 | 数量指标 | 挂牌 | = | 120 | 株 | 定量指标 | 挂牌
        ^ | ^ | ^ | 时效指标 | 完成时间 | = | 2024年11月 | 年月 | 定性指标 | 时间
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_sign_value_and_unit_in_columns_of_their_own(format: str, tmp_path: Path) -> None:
    projects = reading(BY_UNIT, format, tmp_path).record.projects
    assert [(p.name, len(p.goals)) for p in projects] == [("森林防火专项资金", 1), ("古树名木保护", 1)]
    assert [i.raw_value for p in projects for i in p.indicators] == ["≥3支", "≥95%", "≤0.1%", "≥90%", "=120株", "=2024年11月"]


SELF_ASSESSED = [
    *lines("某某市残疾人联合会2023年部门决算\n项目支出绩效自评表\n（2023年度）"),
    table(
        """
        项目名称 | < | 残疾人康复服务 | < | < | < | < | < | <
        主管部门 | < | 某某市残疾人联合会 | < | < | 实施单位 | < | 某某市残疾人康复中心 | <
        项目资金（万元） | < |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
        ^ | ^ | 年度资金总额 | 200.00 | 180.00 | 171.00 | 10 | 95.00% | 9.5
        ^ | ^ | 其中：当年财政拨款 | 200.00 | 180.00 | 171.00 | - | 95.00% | -
        ^ | ^ | 上年结转资金 | 0.00 | 0.00 | 0.00 | - | - | -
        年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | < | <
        ^ | 为残疾人提供基本康复服务。 | < | < | 已完成全部服务。 | < | < | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
        ^ | 产出指标 | 数量指标 | 服务人数 | ≥1200人 | 1250人 | 20 | 20 |
        ^ | ^ | 质量指标 | 服务合格率 | ≥95% | 97% | 20 | 20 |
        ^ | 效益指标 | 社会效益指标 | 功能改善率 | ≥80% | 78% | 30 | 28 | 部分对象中断
        ^ | 满意度指标 | 服务对象满意度指标 | 残疾人满意度 | ≥90% | 93% | 10 | 10 |
        总分 | < | < | < | < | < | 100 | 97.5 |
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_a_self_assessment_gives_its_targets_and_not_its_scores(format: str, tmp_path: Path) -> None:
    record = reading(SELF_ASSESSED, format, tmp_path).record
    (project,) = record.projects
    assert project.amount is not None and project.amount.contract == "2000000.00"
    assert [i.raw_value for i in project.indicators] == ["≥1200人", "≥95%", "≥80%", "≥90%"]
    phases = {(f.amount.contract, f.phase) for f in record.facts if f.measure == "total"}
    assert phases == {("2000000.00", "budget"), ("1800000.00", "adjusted"), ("1710000.00", "final")}


HALVES = [
    *lines("某某市水利局2024年部门预算\n项目支出绩效目标申报表\n（2024年度）\n单位：元"),
    table(
        """
        项目名称 | < | 小型水库管护 | < | < | 项目属性 | < | 延续项目
        主管部门及代码 | < | 某某市水利局 | < | < | 实施单位 | < | 某某市水利工程站
        项目期资金总额 | < | 3,000,000.00 | < | < | 年度资金总额 | < | 1,000,000.00
        其中：财政拨款 | < | 3,000,000.00 | < | < | 其中：财政拨款 | < | 1,000,000.00
        总体目标 | 实施期目标 | < | < | < | 年度目标 | < | <
        ^ | 三年完成百座水库管护。 | < | < | < | 完成三十座水库管护。 | < | <
        绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
        ^ | 产出指标 | 数量指标 | 管护水库 | ≥100座 | 数量指标 | 管护水库 | ≥30座
        ^ | ^ | ^ | 巡查次数 | ≥360次 | ^ | 巡查次数 | ≥120次
        ^ | ^ | 质量指标 | 隐患整改率 | 100% | 质量指标 | 隐患整改率 | 100%
        ^ | 效益指标 | 社会效益指标 | 下游安全 | 保障 | 社会效益指标 | 下游安全 | 保障
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_the_period_beside_the_year_under_a_common_label(format: str, tmp_path: Path) -> None:
    (project,) = reading(HALVES, format, tmp_path).record.projects
    assert {(g.horizon, g.text) for g in project.goals} == {
        ("implementation", "三年完成百座水库管护。"),
        ("annual", "完成三十座水库管护。"),
    }
    found = {(i.name, i.horizon): i.raw_value for i in project.indicators}
    assert (found["管护水库", "implementation"], found["管护水库", "annual"]) == ("≥100座", "≥30座")
    assert (found["巡查次数", "implementation"], found["巡查次数", "annual"]) == ("≥360次", "≥120次")
    assert len(found) == 8 and {i.level2 for i in project.indicators} == {"数量指标", "质量指标", "社会效益指标"}


HEADING_BESIDE_ROWS = [
    *lines("某某市生态环境局2024年部门预算\n2024年部门预算项目支出预算表\n单位名称：某某市生态环境局\n单位：万元"),
    table(
        """
        支出项目类别（资金使用单位） | 总计 | 财政拨款 | < | < | < | 其他资金
        ^ | ^ | 合计 | 其中： | < | < | ^
        ^ | ^ | ^ | 一般公共预算 | 政府性基金预算 | 国有资本经营预算 | ^
        总计 | 80.00 | 70.00 | 40.00 | 30.00 | | 10.00
        河道治理 | 50.00 | 40.00 | 40.00 | | | 10.00
        垃圾分类 | 30.00 | 30.00 | | 30.00 | |
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_a_heading_merged_down_tells_how_many_rows_the_header_has(format: str, tmp_path: Path) -> None:
    record = reading(HEADING_BESIDE_ROWS, format, tmp_path).record
    assert not [i for i in record.issues if i.code == "table.amount"]
    assert [(p.name, {f.label: f.amount.contract for f in p.funds}) for p in record.projects] == [
        ("河道治理", {"一般公共预算": "400000.00", "其他资金": "100000.00"}),
        ("垃圾分类", {"政府性基金预算": "300000.00"}),
    ]


ITEMS_AMONG_PROJECTS = [
    *lines("某某县人力资源和社会保障局2023年部门预算\n部门支出总表\n单位：万元"),
    table(
        """
        科目编码 | < | < | 科目名称 | 合计 | 基本支出 | 项目支出
        类 | 款 | 项 | ^ | ^ | ^ | ^
        | | | 合计 | 75.00 | | 75.00
        208 | 07 | 02 | 职业培训补贴 | 45.00 | | 45.00
        208 | 01 | 05 | 劳动保障监察 | 30.00 | | 30.00
        """
    ),
    *lines("一般公共预算项目支出预算表\n单位：万元"),
    table(
        """
        科目编码 | < | < | 单位名称（项目） | 金额
        类 | 款 | 项 | ^ | ^
        | | | 合计 | 75.00
        208 | 07 | 02 | 职业培训补贴 | 45.00
        208 | 07 | 02 | 技能提升行动 | 25.00
        208 | 07 | 02 | 实训基地建设 | 20.00
        208 | 01 | 05 | 劳动保障监察 | 30.00
        """
    ),
]


@pytest.mark.parametrize("format", FORMATS)
def test_an_item_that_sums_the_projects_below_it_is_no_project(format: str, tmp_path: Path) -> None:
    """The last row has no project below it: there the item's name is the project's."""
    projects = reading(ITEMS_AMONG_PROJECTS, format, tmp_path).record.projects
    assert [(p.name, p.amount and p.amount.contract) for p in projects] == [
        ("技能提升行动", "250000.00"), ("实训基地建设", "200000.00"), ("劳动保障监察", "300000.00"),
    ]  # fmt: skip


COVERS = {
    "<p>您现在的位置：首页 &gt; 政务公开 &gt; 财政预决算</p>": ("某某县教育局2023年部门预算", "department_budget", False),
    "<p>首页 &gt; 政务公开 &gt; 部门决算</p>": ("某某县教育局2023年部门预算", "department_budget", False),
    "<h2>一般公共预算支出</h2>": ("某某县教育局2023年部门预算", "department_budget", False),
    "": ("某某县教育局2023年预决算公开", "department_budget", False),
    "<p>教育</p>": ("某某县教育局2023年度部门决算", "final_account", True),
}
BUDGET_TABLE = """<p>部门支出总表</p><p>单位：万元</p><table border=1>
<tr><td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出
<tr><td><td>合计<td>12.00<td>7.00<td>5.00
<tr><td>205<td>教育支出<td>12.00<td>7.00<td>5.00</table>"""


@pytest.mark.parametrize("head", COVERS)
def test_figures_are_not_lost_to_what_a_page_calls_itself(head: str, tmp_path: Path) -> None:
    """A trail of links is no cover, 预决算 is not 决算, and a final account whose tables don't say 决算 keeps its figures."""
    title, kind, told = COVERS[head]
    (tmp_path / "file.html").write_text(f"<html><body>{head}<h1>{title}</h1>{BUDGET_TABLE}</body></html>", "utf-8")
    record = read(tmp_path / "file.html").record
    assert (record.document.title, record.document.kind) == (title, kind)
    assert record.totals.basic is not None and record.totals.basic.amount.contract == "70000.00"
    assert [line.code for line in record.function_lines] == ["205"]
    assert ("document.phase" in {i.code for i in record.issues}) == told


def test_a_grand_total_holds_what_is_carried_over(tmp_path: Path) -> None:
    """收入支出决算总表 has 本年收入合计 and below it, with 年初结转, 总计."""
    account = [
        *lines("某某市应急管理局2023年度部门决算\n收入支出决算总表\n金额单位：万元"),
        table(
            """
            收入 | < | 支出 | <
            项目 | 决算数 | 项目 | 决算数
            一、一般公共预算财政拨款收入 | 30.00 | 一、教育支出 | 32.00
            本年收入合计 | 30.00 | 本年支出合计 | 32.00
            年初结转和结余 | 4.00 | 年末结转和结余 | 2.00
            总计 | 34.00 | 总计 | 34.00
            """
        ),
    ]
    totals = reading(account, "docx", tmp_path).record.totals
    assert [t and t.amount.contract for t in (totals.income, totals.expenditure)] == ["340000.00", "340000.00"]
