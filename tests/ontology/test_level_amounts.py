"""What a project's money comes to by level: nothing is divided that is printed as one, and every year keeps its own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.level_amounts import level_amounts
from ontology.money import Money, parse_money
from ontology.purpose import field, purpose
from ontology.records import FundAmount, Horizon, Level, Project, Source

PLACE = Source("0" * 64, "test", "1")


def money(printed: str) -> Money:
    found = parse_money(printed, "万元")
    assert found
    return found


def fund(label: str, printed: str, *levels: Level, horizon: Horizon = "annual") -> FundAmount:
    return FundAmount(label, levels[0] if len(levels) == 1 else None, levels, "explicit", None, money(printed), horizon, PLACE)


def amounts(
    name: str, printed: str | None, *funds: FundAmount, year: int = 2024
) -> list[tuple[tuple[Level, ...], Decimal, int | None, bool]]:
    project = Project(name, None, money(printed) if printed else None, funds, (), (), PLACE)
    return [(found.levels, found.yuan, found.basis_year, found.advance) for found in level_amounts(project, year)]


def test_the_name_says_who_pays_before_the_sources_do() -> None:
    assert amounts("2023年度补助资金项目（中央）", "42.14", fund("上级补助", "42.14")) == [(("central",), Decimal("421400"), 2023, False)]


def test_each_level_and_what_several_bear_together() -> None:
    found = amounts(
        "农田建设补助资金",
        "100",
        fund("市县财政资金", "30", "prefecture", "county"),
        fund("市县政府性基金", "7", "prefecture", "county"),
        fund("中央财政资金", "60", "central"),
        fund("省级财政资金", "0.00", "provincial"),
        fund("中央基金", "10", "central"),
        fund("中央财政资金", "300", "central", horizon="implementation"),
    )
    assert found == [
        (("central",), Decimal(700000), 2024, False),
        (("provincial",), Decimal(0), 2024, False),
        (("prefecture", "county"), Decimal(70000), 2024, False),
        (("prefecture", "county"), Decimal(300000), 2024, False),
    ]


def test_money_from_above_is_not_given_a_level() -> None:
    found = amounts("提前下达2025年农田建设补助资金", "166", fund("上级补助", "166"), fund("本级财政资金", "4", "county"))
    assert found == [(("county",), Decimal(40000), 2025, True), ((), Decimal(1660000), 2025, True)]


def test_a_project_without_sources_by_level_keeps_its_amount_and_one_without_amount_has_none() -> None:
    assert amounts("救助资金", "17.92", fund("一般公共预算", "17.92")) == [((), Decimal(179200), 2024, False)]
    assert amounts("救助资金", None) == []


def test_carry_over_belongs_to_the_year_before() -> None:
    carried = amounts("救助资金", "5", fund("上年结转中央资金", "5", "central"))
    assert carried == [(("central",), Decimal(50000), 2023, False)]


LEVELS: list[tuple[Level, ...]] = [(), ("central",), ("provincial",), ("prefecture", "county"), ("county",)]


@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.decimals(0, 10000, places=2)), max_size=8))
def test_no_money_is_lost_or_made(sources: list[tuple[tuple[Level, ...], Decimal]]) -> None:
    funds = [fund(f"上级{'、'.join(levels)}", str(amount), *levels) for levels, amount in sources]
    found = amounts("救助资金", None, *funds)
    assert sum((yuan for _, yuan, _, _ in found), Decimal(0)) == sum((amount * 10000 for _, amount in sources), Decimal(0))
    single = [levels for levels, *_ in found if len(levels) == 1]
    assert len(single) == len(set(single))


@pytest.mark.parametrize(
    ("project", "function", "text", "distinct", "running"),
    [
        ("2019年度解决特殊疑难信访问题补助资金（中央）", "信访局", "特殊疑难信访", ("特殊疑难",), False),
        ("市县两级解决疑难信访问题资金", "信访局", "疑难信访", ("疑难",), False),
        ("高龄津贴发放", "民政局", "高龄津贴", ("高龄津贴",), False),
        ("公益林森林生态效益补偿县级资金", "林业局", "公益林森林生态效益", ("公益林森林生态效益",), False),
        ("市场监管专项补助", "市场监督管理局", "市场监管", ("市场监管",), False),
        ("保安服务费", "信访局", "保安服务费", ("保安服务费",), True),
        ("城乡义务教育公用经费补助", "教育局", "城乡义务教育公用", ("城乡义务", "公用"), False),
        ("补助资金", "民政局", "", (), False),
    ],
)
def test_what_a_name_says_the_money_is_for(project: str, function: str, text: str, distinct: tuple[str, ...], running: bool) -> None:
    found = purpose(project, function)
    assert (found.text, found.distinct, found.running) == (text, distinct, running)


def test_the_place_is_no_part_of_a_purpose() -> None:
    assert purpose("鲁山县高标准农田建设", "农业农村局", ("河南省", "平顶山市", "鲁山县")).text == "高标准农田建设"


@pytest.mark.parametrize(("function", "found"), [("信访局", "信访"), ("卫生健康委员会", "卫生健康"), ("第三中学", ""), ("教育厅", "教育")])
def test_what_an_agency_is_in_charge_of(function: str, found: str) -> None:
    assert field(function) == found
