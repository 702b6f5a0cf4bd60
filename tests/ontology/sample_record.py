"""A small disclosure by hand that uses every kind of statement the graph knows."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from ontology.body_records import BodyStatements, EmptyNote, Responsibility, StaffCount, UnitStatement
from ontology.costs import CostBreakdown, CostItem, Quantity, UnitPrice
from ontology.money import parse_money
from ontology.records import (
    Agency,
    BudgetFact,
    Claim,
    Clause,
    CofundingRule,
    DisclosureRecord,
    Document,
    EconomicLine,
    FunctionLine,
    FundAmount,
    FundingShare,
    Goal,
    Horizon,
    Indicator,
    Issue,
    Outcome,
    Project,
    SelfAssessment,
    Source,
    TableReading,
    Totals,
)

SHA = "06f5e701e5e35c86" + "ab" * 24


def cell(text: str, table: int, row: int, column: int, line: int | None = None) -> Source:
    return Source(SHA, "test/cell", text, line or row + 100, line or row + 100, 3, table, row, column, ("表三", "部门支出", "合计"))


def prose(text: str, line: int) -> Source:
    return Source(SHA, "test/prose", text, line, line)


def fact(printed: str, label: str, row: int, column: int, **more: object) -> BudgetFact:
    amount = parse_money(printed, "万元")
    assert amount is not None
    given: dict[str, Any] = {"side": "expenditure", "measure": "total", "row_role": "line"}
    return BudgetFact(
        amount=amount,
        label=label,
        table_kind="expenditure",
        source=cell(printed, 3, row, column),
        **(given | more),
    )


def fund(label: str, printed: str, column: int, **more: object) -> FundAmount:
    amount = parse_money(printed, "万元")
    assert amount is not None
    given: dict[str, Any] = {"level": None, "levels": (), "level_resolution": "none", "nature": None, "horizon": "annual"}
    return FundAmount(label=label, amount=amount, source=cell(printed, 11, 4, column), **(given | more))


def target(
    name: str,
    raw: str | None,
    row: int,
    *clauses: Clause,
    horizon: Horizon = "annual",
    column: int = 4,
    level1: str = "产出指标",
    level2: str = "数量指标",
) -> Indicator:
    return Indicator(
        name,
        level1,
        level2,
        horizon,
        raw,
        clauses,
        cell(raw or "", 11, row, column),
        cell(name, 11, row, 3),
        declared_nature="数值",
        description="说明",
        basis="计划标准",
        explanation="解释",
        levels_method="inherited",
        weight=Decimal(10),
        outcome=REACHED if name == "化解率" else None,
    )


AT_LEAST_90 = Clause("ge", "symbol", Decimal(90), "%", "level", low=Decimal(90), text="≥90%")
DOWN_10 = Clause(
    "ge",
    "word",
    Decimal(10),
    "%",
    "relative_change",
    "decrease",
    "same_period_last_year",
    "越级访",
    high=Decimal(-10),
    text="同比下降10%以上",
)
REACHED = Outcome(
    "95%",
    (Clause("eq", "implied", Decimal(95), "%", "level", low=Decimal(95), high=Decimal(95), text="95%"),),
    Decimal("9.5"),
    "汛期停工",
    cell("95%", 11, 20, 8),
)
ABOUT_3000 = Clause("ge", "word", Decimal(3000), "次", "level", approximate=True, low=Decimal(3000), text="3000余次")
LESS_THAN_5 = Clause("lt", "symbol", Decimal(5), "天", "level", high=Decimal(5), high_inclusive=False, text="<5天")
MORE_THAN_60 = Clause("gt", "word", Decimal(60), "%", "level", low=Decimal(60), low_inclusive=False, text="超过60%")
AUTUMN = Clause(None, None, None, None, "level", not_before="2020-09-01", not_after="2020-10-31", text="9-10月")
GOOD = Clause(None, None, None, None, "level", rating="良好", text="良好")
MONTHLY = Clause(None, None, None, None, "level", frequency="每月", text="每月")


def breakdowns() -> tuple[CostBreakdown, ...]:
    """Of the guards: wages as a product, clothing with parts, and a list that is not whole."""
    wage, wages, clothes, coats, total = (parse_money(t, "元") for t in ("1800元", "21.6万元", "0.4万元", "0.3万元", "22万元"))
    assert wage is not None
    place = cell("聘请保安", 11, 6, 2)
    people, months, suits = Quantity(Decimal(10), "人"), Quantity(Decimal(12), "月"), Quantity(Decimal(10), "套")
    paid = CostItem("保安工资", replace(place, text="保安工资10人×12个月×1800元/人·月"), wages, UnitPrice(wage, "人·月"), (people, months))
    coat = CostItem("大衣", replace(place, text="大衣0.3万元"), coats)
    worn = CostItem("服装费", replace(place, text="服装费0.4万元"), clothes, quantities=(suits,), parts=(coat,))
    return CostBreakdown((paid, worn), place, total), CostBreakdown((coat,), place, open_ended=True)


def sample_record() -> DisclosureRecord:
    total = fact("1,135.98", "合计", 2, 4, row_role="total")
    income = fact("1,135.98", "收入总计", 2, 2, side="income", row_role="total")
    basic = fact("508.44", "合计", 2, 5, row_role="total", measure="basic")
    project = fact("627.54", "合计", 2, 6, row_role="total", measure="project")
    petition = fact("529.41", "信访事务", 5, 4, row_role="item", function_code="2010308", nature="general_public_budget")
    petition_project = fact("529.41", "信访事务", 5, 6, row_role="item", function_code="2010308", measure="project")
    blank = fact("", "信访事务", 5, 5, row_role="item", function_code="2010308", measure="basic")
    wages = fact("199.61", "基本工资", 9, 4, row_role="item", economic_code="30101", government_economic_code="50101", measure="total")
    staff = fact("199.61", "基本工资", 9, 5, row_role="item", economic_code="30101", measure="staff")
    land = fact("3.00", "国有土地使用权出让收入", 14, 4, side="income", row_role="item", income_code="1030148", nature="government_fund")
    guards = fact(
        "22.00",
        "保安服务费",
        6,
        4,
        function_code="2010308",
        project="保安服务费",
        level_label="本级财政资金",
        levels=("prefecture",),
        carried_over=True,
    )
    car = fact("10.80", "公务用车运行费", 12, 4, measure="vehicle_running")
    last_year = fact("871.90", "合计", 2, 9, row_role="total", fiscal_year=2019, phase="final")
    guards_project = Project(
        "保安服务费",
        None,
        parse_money("22.00", "万元"),
        (
            fund("本级财政资金", "22.00", 4, level="prefecture", levels=("prefecture",), level_resolution="relative"),
            fund(
                "市县(区)财政资金", "0.00", 5, levels=("prefecture", "county"), level_resolution="explicit", nature="general_public_budget"
            ),
            fund("其他资金", "", 6),
        ),
        (
            Goal("annual", "保障市政大厦及信访接待场所安全。", cell("保障……", 11, 8, 2), "全年安全。", cell("全年安全。", 11, 8, 5)),
            Goal("implementation", "四年安全。", cell("四年", 11, 8, 3)),
        ),
        (
            target("来信办理率", "≥90%", 14, AT_LEAST_90),
            target("来信办理率", "100%", 14, horizon="implementation", column=6),
            target("越级访下降", "同比下降10%以上", 15, DOWN_10, level1="效益指标", level2="社会效益指标"),
            target("调处矛盾", "3000余次，5天内", 16, ABOUT_3000, LESS_THAN_5),
            target("救助时间", "9-10月", 17, AUTUMN, level2="时效指标"),
            target("救助时间", "每月", 18, MONTHLY, level2="时效指标"),
            target("保障质量", "良好", 19, GOOD, level2="质量指标"),
            target("化解率", "超过60%", 20, MORE_THAN_60),
            target("被截断的指标", None, 21),
            target("群众满意度", "≥90%", 22, AT_LEAST_90, level1="满意度指标", level2="服务对象满意度指标"),
        ),
        cell("保安服务费", 11, 1, 2),
        category="专项支出",
        amount_source=cell("22.00", 11, 4, 4),
        overview="聘请保安，项目负责人：宋某某，联系电话：13800000001。",
        overview_source=cell("聘请保安", 11, 6, 2),
        breakdowns=breakdowns(),
        assessment=SelfAssessment(Decimal("96.5"), Decimal(100), "优", cell("96.5", 11, 30, 8), cell("优", 11, 31, 2)),
    )
    relief = Project(
        "特殊疑难信访问题补助资金（中央）",
        "410800200001",
        None,
        (),
        (),
        (),
        cell("特殊疑难信访问题补助资金(中央)", 3, 7, 3),
        aliases=("特殊疑难资金",),
    )
    rule = CofundingRule(
        "中央：省：市：县=1:1:0.5:0.6",
        "县（市）区个案",
        (
            FundingShare("central", Decimal(1), "中央"),
            FundingShare("provincial", Decimal(1), "省"),
            FundingShare("prefecture", Decimal("0.5"), "市"),
            FundingShare("county", Decimal("0.6"), "县"),
        ),
        (cell("中央：省：市：县=1:1:0.5:0.6", 12, 14, 4), cell("中央：省：市：县=1:1:0.5:0.6", 13, 14, 4)),
        ("特殊疑难信访问题补助资金（中央）",),
    )
    return DisclosureRecord(
        Document(
            "in/a.txt",
            SHA,
            "焦作市信访局2020年度部门预算",
            "department_budget",
            2020,
            "text/plain",
            9,
            700,
            prose("焦作市信访局2020年度部门预算", 1),
        ),
        Agency("焦作市信访局", "024", "410800", "prefecture", "河南省焦作市", source=prose("焦作市信访局2020年度部门预算", 1)),
        Totals(income, total, basic, project),
        (guards_project, relief),
        (Goal("annual", "规范信访秩序。", cell("规范信访秩序。", 10, 14, 2)),),
        (target("群众满意度", "98%", 30, level1="满意度指标", level2="服务对象满意度指标"),),
        (total, income, basic, project, petition, petition_project, blank, wages, staff, land, guards, car, last_year),
        (FunctionLine("2010308", "信访事务", petition, blank, petition_project),),
        (EconomicLine("30101", "基本工资", wages, staff, None),),
        {"vehicle_running": car, "abroad": None},
        (rule,),
        (TableReading(3, "部门支出总体情况表", "expenditure", "standard", "万元", 162, 250, 3, 40, 11, Decimal("0.95"), 300, 20, 2),),
        (Issue("read.cut-off", "warning", "指标值被截断，见第121行", "核对原文", cell("", 11, 21, 4)),),
        (
            Claim(
                "three_public_reception",
                "公务接待费4万元，比2019年预算数8万元减少4万元，下降50%，主要原因是严控公务接待",
                prose("公务接待费4万元，比2019年预算数8万元减少4万元，下降50%，主要原因是严控公务接待", 107),
                amount=parse_money("4", "万元"),
                change=parse_money("-4", "万元"),
                percent=Decimal(-50),
                direction="decrease",
                baseline_year=2019,
                baseline=parse_money("8", "万元"),
                reason="严控公务接待",
            ),
            Claim(
                "functional_class",
                "信访事务（2010308）529.41万元，占46.60%",
                prose("信访事务（2010308）529.41万元，占46.60%", 79),
                amount=parse_money("529.41", "万元"),
                function_code="2010308",
                function_name="信访事务",
                share_percent=Decimal("46.60"),
                nature="general_public_budget",
            ),
        ),
        BodyStatements(
            (
                StaffCount("posts_administrative", 20, "行政编制20名", prose("行政编制20名", 40)),
                StaffCount("staff", 18, "市信访接待中心 18", cell("18", 3, 90, 3), "市信访接待中心"),
            ),
            (
                UnitStatement("本部门没有下属单位", prose("本部门没有下属单位", 41), alone=True),
                UnitStatement(
                    "所属单位1个：焦作市信访接待中心",
                    prose("所属单位1个：焦作市信访接待中心", 42),
                    ("焦作市信访接待中心", "局本级"),
                    1,
                    "below",
                ),
            ),
            (
                EmptyNote("注：本表无数据", prose("注：本表无数据", 43), 3, None),
                EmptyNote("没有政府性基金支出", prose("没有政府性基金支出", 44), None, "government_fund"),
            ),
            responsibilities=(Responsibility("协调指导全市信访工作。", prose("协调指导全市信访工作。", 45)),),
        ),
    )


def in_document(sha256: str, value: Any) -> Any:
    """The same record, or a part of it, as read from another document."""
    if isinstance(value, Source):
        return replace(value, document=sha256)
    if isinstance(value, Document):
        return replace(value, sha256=sha256, title_source=in_document(sha256, value.title_source))
    if isinstance(value, tuple):
        return tuple(in_document(sha256, item) for item in value)
    if isinstance(value, dict):
        return {key: in_document(sha256, item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: in_document(sha256, getattr(value, field.name)) for field in fields(value)})
    return value
