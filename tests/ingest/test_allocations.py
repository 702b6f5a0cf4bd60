"""Money divided among places and units (资金分配表): a row for each place, a column for each fund, whatever it is called."""

from pathlib import Path

import pytest

from budgetkg.contract import to_json
from ingest.read import read_document
from ontology.records import DisclosureRecord, TransferAllocation

_COVER = "江西省财政厅2024年部门预算\n\n"


def record(tmp_path: Path, text: str, cover: str = _COVER) -> DisclosureRecord:
    path = tmp_path / "allocation.txt"
    path.write_text(cover + text, "utf-8")
    return read_document(path)


def told(one: TransferAllocation) -> tuple[str | None, list[tuple[str, str | None, str]]]:
    return one.total.contract if one.total else None, [(p.recipient, p.region, p.amount.contract) for p in one.parts]


def test_columns_of_funds_that_no_list_of_words_holds(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        "2024年教育专项资金分配表\n\n单位：万元\n\n市县\t合计\t校园足球提升计划\t赣财教指〔2024〕8号\n"
        "南昌县\t30\t10\t20\n修水县\t12\t12\t\n合计\t42\t22\t20\n",
    )
    assert [told(one) for one in found.transfers] == [
        ("220000.00", [("南昌县", "360121", "100000.00"), ("修水县", "360424", "120000.00")]),
        ("200000.00", [("南昌县", "360121", "200000.00")]),
    ]
    assert [one.basis for one in found.transfers] == [None, "赣财教指〔2024〕8号"]
    assert (found.tables[0].kind, found.tables[0].cells_reported) == ("transfers", 0)


def test_natures_and_levels_of_one_fund_are_no_funds_of_their_own(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        "2024年救灾资金分配表\n\n单位：万元\n\n市县\t合计\t中央资金\t省级资金\n南昌县\t30\t10\t20\n修水县\t12\t12\t\n合计\t42\t22\t20\n",
    )
    assert [told(one) for one in found.transfers] == [("420000.00", [("南昌县", "360121", "300000.00"), ("修水县", "360424", "120000.00")])]


def test_the_row_of_a_city_that_its_counties_make_up_is_no_part(tmp_path: Path) -> None:
    rows = "南昌市\t30\n南昌县\t10\n进贤县\t20\n九江市\t7\n赣州市本级\t3\n待分配数\t2\n全省合计\t42\n"
    (found,) = record(tmp_path, f"2024年救灾资金分配表\n\n单位：万元\n\n市县\t补助金额\n{rows}").transfers
    assert told(found) == (
        "420000.00",
        [("南昌县", "360121", "100000.00"), ("进贤县", "360124", "200000.00"), ("九江市", "360400", "70000.00"),
         ("赣州市本级", "360700", "30000.00")],
    )  # fmt: skip


def test_the_payers_own_share_is_kept_and_not_passed_on(tmp_path: Path) -> None:
    text = "2024年救灾资金分配表\n\n单位：万元\n\n县区\t金额\n市本级\t5\n城区\t10\n泽州县\t20\n合计\t35\n"
    (found,) = record(tmp_path, text, "晋城市应急管理局2024年部门预算\n\n").transfers
    assert (found.kept and found.kept.contract, len(found.parts)) == ("50000.00", 2)


def test_projects_above_places_are_an_allocation_each_and_a_project(tmp_path: Path) -> None:
    found = record(
        tmp_path,
        "2024年专项转移支付分项目分地区表\n\n单位：万元\n\n项目名称\t地区\t2023年执行数\t2024年预算数\t预算数为上年执行数的%\n"
        "农村公路养护补助\t南昌县\t8\t10\t125.0\n农村公路养护补助\t修水县\t20\t20\t100.0\n困难群众救助补助\t南昌县\t9\t12\t133.3\n",
    )
    assert [(one.project, told(one)[1]) for one in found.transfers] == [
        ("农村公路养护补助", [("南昌县", "360121", "100000.00"), ("修水县", "360424", "200000.00")]),
        ("困难群众救助补助", [("南昌县", "360121", "120000.00")]),
    ]
    assert {p["name"]: p["amount"] for p in to_json(found)["projects"]} == {
        "农村公路养护补助": "300000.00",
        "困难群众救助补助": "120000.00",
    }
    assert "1250000.00" not in {f.amount.contract for f in found.facts}  # a ratio is no money


def test_counts_beside_the_money_are_no_money(tmp_path: Path) -> None:
    head = "市县\t在校生人数\t任务面积（亩）\t补助标准\t营养改善计划"
    text = f"2024年营养改善补助资金分配表\n\n单位：万元\n\n{head}\n南昌县\t300\t20\t5\t10\n修水县\t120\t9\t5\t12\n"
    found = record(tmp_path, text)
    assert [f.amount.contract for f in found.facts] == ["100000.00", "120000.00"]


@pytest.mark.parametrize(
    "title",
    ["2024年各市县一般公共预算收入完成情况", "2024年各市县税收情况表", "2024年政府债务分地区情况表", "2024年各市县上级补助收入情况"],
)
def test_figures_of_places_that_nobody_passes_on(tmp_path: Path, title: str) -> None:
    text = f"{title}\n\n单位：万元\n\n地区\t预算数\t第三产业\n南昌县\t30\t10\n修水县\t12\t9\n\n"
    known = "支出总表\n\n单位：万元\n\n科目编码\t科目名称\t合计\t基本支出\n205\t教育支出\t1\t1\n"
    assert record(tmp_path, text + known).transfers == ()


def test_money_of_units_is_read_under_the_name_of_each_fund(tmp_path: Path) -> None:
    rows = "南昌县第一小学\t3\t1\n南昌县第二小学\t4\t2\n合计\t7\t3\n"
    text = f"2024年义务教育补助资金分配表\n\n单位：万元\n\n学校\t公用经费\t营养改善计划\n{rows}"
    found = record(tmp_path, text, "南昌县教育局2024年部门预算\n\n")
    assert [(f.label, f.source.heading[-1], f.amount.contract) for f in found.facts] == [
        ("南昌县第一小学", "公用经费", "30000.00"), ("南昌县第一小学", "营养改善计划", "10000.00"),
        ("南昌县第二小学", "公用经费", "40000.00"), ("南昌县第二小学", "营养改善计划", "20000.00"),
        ("合计", "公用经费", "70000.00"), ("合计", "营养改善计划", "30000.00"),
    ]  # fmt: skip
    assert found.transfers == ()  # a school is no government: what it gets is spent, not passed down
