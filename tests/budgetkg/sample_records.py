"""Small records made by hand: what the command line does with a record needs no document."""

from decimal import Decimal

from ontology.money import Money
from ontology.records import (
    Agency,
    BudgetFact,
    Clause,
    CofundingRule,
    DisclosureRecord,
    Document,
    FunctionLine,
    FundAmount,
    FundingShare,
    Goal,
    Indicator,
    Issue,
    Project,
    Source,
    TableReading,
    Totals,
)

SHA = "ab" * 32


def source(row: int = 1, column: int = 1, text: str = "", sha256: str = SHA) -> Source:
    return Source(sha256, "test/hand-made", text, line_start=10 + row, line_end=10 + row, table=2, row=row, column=column)


def money(text: str, unit: str = "万元") -> Money:
    if not text:
        return Money(None, "", unit, "blank")
    return Money(Decimal(text) * 10_000, text, unit, "printed")


def fact(text: str, measure: str = "total", sha256: str = SHA) -> BudgetFact:
    return BudgetFact(money(text), "expenditure", measure, "item", "信访事务", "expenditure_total", source(3, 4, text, sha256), "2010308")


def record(sha256: str = SHA, name: str = "焦作市信访局", target: str = "≥ 90%") -> DisclosureRecord:
    """One project with one fund, goal and indicator; a function line with a blank cell; a rule of 5:5; an issue."""
    clause = Clause("ge", "symbol", Decimal("90"), "%", "level", low=Decimal("90"), text=target)
    value_source, name_source = source(8, 4, target, sha256), source(8, 3, "群众满意度", sha256)
    indicator = Indicator("群众满意度", "满意度指标", "服务对象满意度指标", "annual", target, (clause,), value_source, name_source)
    amount = money("138.13")
    fund = FundAmount("本级财政资金", "prefecture", ("prefecture",), "relative", None, amount, "annual", source(2, 3, "138.13", sha256))
    project = Project(
        "三级一处信访稳定工作",
        None,
        money("138.13"),
        (fund,),
        (Goal("annual", "信访总量下降10%以上。", source(4, 1, "信访总量下降10%以上。", sha256)),),
        (indicator,),
        source(1, 2, "三级一处信访稳定工作", sha256),
        aliases=("三级一处信访工作经费",),
    )
    total = fact("529.41", sha256=sha256)
    return DisclosureRecord(
        Document("焦作.txt", sha256, f"{name}2020年度部门预算", "department_budget", 2020, "text/plain", None, 40),
        Agency(name, None, "410800", "prefecture", "河南省焦作市", source=source(1, 1, name, sha256)),
        Totals(expenditure=total),
        projects=(project,),
        facts=(total,),
        function_lines=(FunctionLine("2010308", "信访事务", total, fact("", "basic", sha256), None),),
        three_public={"total": fact("14.50", sha256=sha256), "abroad": fact("0", sha256=sha256), "reception": None},
        cofunding_rules=(
            CofundingRule(
                "市级与县级按5:5分担",
                "市县共担项目",
                (FundingShare("prefecture", Decimal(5), "市级"), FundingShare("county", Decimal(5), "县级")),
                (source(9, 1, "市级与县级按5:5分担", sha256),),
            ),
        ),
        tables=(TableReading(2, "项目绩效目标表", "project_targets", "henan-2020", "万元", 11, 20, None, 9, 4, Decimal("0.95"), 30, 4, 2),),
        issues=(Issue("table.unread", "warning", "有两个单元格没有读懂", "看 budgetkg explain", source(5, 2, "？", sha256)),),
    )
