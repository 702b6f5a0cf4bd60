"""Columns and rows of project money that name a source by its level or year: 提前通知专项, 上级专项转移支付, 上年结转."""

from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.explain import ExplainedDocument
from tests.ingest.office_tables import read_tables


def _funds(found: ExplainedDocument) -> dict[str, list[tuple[str, str, str | None]]]:
    projects = to_json(found.record)["projects"]
    return {p["name"]: sorted((f["label"], f["amount"], f["level"]) for f in p["funds"]) for p in projects}


@pytest.mark.parametrize("heading", ["提前通知专项", "提前下达资金", "上级提前告知转移支付", "提前下达的专项转移支付", "上级专项转移支付"])
def test_money_told_in_advance_is_of_the_government_above(heading: str, tmp_path: Path) -> None:
    rows = f"项目名称 | 合计 | 本级财力 | {heading}\n合计 | 50.00 | 20.00 | 30.00\n渠道清淤 | 35.00 | 5.00 | 30.00\n"
    rows += "堤防加固 | 15.00 | 15.00 | "
    found = read_tables(tmp_path, ("项目支出表", rows))
    assert _funds(found) == {
        "渠道清淤": sorted([("本级财力", "50000.00", "county"), (heading, "300000.00", None)]),
        "堤防加固": [("本级财力", "150000.00", "county")],
    }
    above = [f for p in found.record.projects for f in p.funds if f.label == heading]
    assert [f.level_resolution for f in above] == ["relative"]


def test_what_a_form_splits_by_level_is_not_told_again_as_money_from_above(tmp_path: Path) -> None:
    rows = "项目名称 | 总计 | 一般公共预算 | < | 政府性基金\n^ | ^ | 经费拨款 | 上级专项转移支付 | ^\n"
    rows += "合计 | 75.00 | 40.00 | 35.00 | \n渠道清淤 | 50.00 | 20.00 | 30.00 | \n堤防加固 | 25.00 | 20.00 | 5.00 | "
    form = "项目名称 | 渠道清淤 | <\n预算金额（万元） | 50.00 | <\n其中：中央专项转移支付 | 18.00 | <\n省级专项转移支付 | 12.00 | <\n"
    form += "县级财政资金 | 20.00 | <\n年度绩效目标 | 疏浚渠道。 | <\n一级指标 | 三级指标 | 指标值\n产出指标 | 清淤里程 | ≥8公里"
    assert _funds(read_tables(tmp_path, ("项目支出表", rows), ("项目绩效目标表", form), format="docx")) == {
        "渠道清淤": [("中央专项转移支付", "180000.00", "central"), ("县级财政资金", "200000.00", "county"),
                 ("省级专项转移支付", "120000.00", "provincial")],
        "堤防加固": [("上级专项转移支付", "50000.00", None), ("经费拨款", "200000.00", None)],
    }  # fmt: skip


def test_money_left_from_the_year_before_beside_the_year_s_is_a_source(tmp_path: Path) -> None:
    rows = "项目名称 | 资金总额 | 本年一般公共预算 | 本年政府性基金 | 上年结转\n渠道清淤 | 50.00 | 38.00 | 0.00 | 12.00\n"
    rows += "堤防加固 | 15.00 | 15.00 | 0.00 | 0.00"
    assert _funds(read_tables(tmp_path, ("项目支出预算明细表", rows))) == {
        "渠道清淤": [("上年结转", "120000.00", None), ("本年一般公共预算", "380000.00", None)],
        "堤防加固": [("本年一般公共预算", "150000.00", None)],
    }


def test_a_table_that_is_all_of_the_year_before_has_no_such_source(tmp_path: Path) -> None:
    rows = "项目名称 | 合计 | 一般公共预算\n渠道清淤 | 12.00 | 12.00"
    found = read_tables(tmp_path, ("项目支出表（上年结转）", rows))
    assert _funds(found) == {"渠道清淤": []} and all(f.carried_over for f in found.record.facts)


BY_FUND = "小计 | 一般公共预算 | 政府性基金预算"


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_money_carried_over_by_fund_is_told_from_the_year_s(format: str, tmp_path: Path) -> None:
    rows = f"项目名称 | 合计 | 本年拨款 | < | < | 上年结转 | < | <\n^ | ^ | {BY_FUND} | {BY_FUND}\n"
    rows += "合计 | 70.00 | 58.00 | 50.00 | 8.00 | 12.00 | 10.00 | 2.00\n渠道清淤 | 50.00 | 38.00 | 30.00 | 8.00 | 12.00 | 10.00 | 2.00\n"
    rows += "堤防加固 | 20.00 | 20.00 | 20.00 |  |  |  | "
    found = read_tables(tmp_path, ("项目支出表", rows), format=format)
    assert _funds(found) == {
        "渠道清淤": sorted([
            ("一般公共预算", "300000.00", None), ("政府性基金预算", "80000.00", None),
            ("上年结转", "100000.00", None), ("上年结转", "20000.00", None),
        ]),
        "堤防加固": [("一般公共预算", "200000.00", None)],
    }  # fmt: skip
    carried = [f for p in found.record.projects for f in p.funds if f.label.startswith("上年结转")]
    assert [f.nature for f in carried] == ["general_public_budget", "government_fund"]


def test_money_carried_over_that_no_total_holds_is_reported(tmp_path: Path) -> None:
    rows = f"项目名称 | 本年拨款 | < | < | 财政拨款结转 | < | <\n^ | {BY_FUND} | {BY_FUND}\n"
    rows += "渠道清淤 | 38.00 | 30.00 | 8.00 | 12.00 | 10.00 | 2.00\n堤防加固 | 20.00 | 20.00 |  |  |  | "
    found = read_tables(tmp_path, ("项目支出表", rows))
    assert _funds(found)["渠道清淤"] == sorted([("一般公共预算", "300000.00", None), ("政府性基金预算", "80000.00", None)])
    (told,) = [i.message for i in found.record.issues if i.code == "project.carried-apart"]
    assert "渠道清淤" in told and "财政拨款结转（一般公共预算） 10.00、财政拨款结转（政府性基金预算） 2.00" in told
