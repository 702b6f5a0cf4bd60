"""The five disclosures, trap by trap: what a reader of the originals would check first."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from budgetkg.contract import to_line
from ingest.explain import explain_document
from ingest.read import Reading, read
from ontology.records import Horizon, Indicator, Project
from tests.ingest.printed import misplaced

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
NAMES = sorted(p.name for p in SAMPLES.glob("*.txt"))


@cache
def sample(name: str) -> Reading:
    return read(SAMPLES / f"{name}.txt")


def project(name: str, wanted: str) -> Project:
    return next(p for p in sample(name).record.projects if p.name == wanted)


def row(indicators: tuple[Indicator, ...], name: str, horizon: str = "annual") -> Indicator:
    return next(i for i in indicators if i.name == name and i.horizon == horizon)


def test_there_are_five() -> None:
    assert len(NAMES) == 5


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_stands_in_the_cell_that_is_named(name: str) -> None:
    assert misplaced(sample(name.removesuffix(".txt"))) == []


def test_349_indicator_rows_in_all() -> None:
    records = [sample(n.removesuffix(".txt")).record for n in NAMES]
    rows = [i for r in records for i in (*r.department_indicators, *(i for p in r.projects for i in p.indicators))]
    printed = {(i.source.document, i.name_source.table, i.name_source.row, i.name_source.column) for i in rows}
    assert (len(printed), len(rows)) == (349, 445)


@pytest.mark.parametrize(
    ("name", "horizons"),
    [
        ("hongqi-2022", {"annual": 31}),
        ("jiaozuo-2020", {"annual": 72}),  # a three-year goal above the headings says nothing of the values below
        ("jincheng-2023", {"implementation": 33, "annual": 33}),
        ("luquan-2021", {"annual": 44}),
        ("rugao-2024", {"half_year": 60, "annual": 60}),
    ],
)
def test_every_value_is_of_the_period_it_is_printed_for(name: str, horizons: dict[Horizon, int]) -> None:
    assert Counter(i.horizon for p in sample(name).record.projects for i in p.indicators) == horizons


@pytest.mark.parametrize(
    ("name", "agency", "region", "level", "year"),
    [
        ("jiaozuo-2020", "焦作市信访局", "410800", "prefecture", 2020),
        ("jincheng-2023", "晋城市信访局", "140500", "prefecture", 2023),
        ("luquan-2021", "石家庄市鹿泉区信访局本级", "130110", "county", 2021),
        ("hongqi-2022", "新乡市红旗区信访局", "410702", "county", 2022),
        ("rugao-2024", "如皋市信访局", "320682", "county", 2024),
    ],
)
def test_who_publishes_and_when(name: str, agency: str, region: str, level: str, year: int) -> None:
    record = sample(name).record
    assert record.agency is not None
    assert (record.agency.name, record.agency.region, record.agency.level, record.document.fiscal_year) == (agency, region, level, year)


def test_a_value_cut_by_a_page_is_whole() -> None:
    found = row(project("jiaozuo-2020", "三级一处信访稳定工作").indicators, "畅通信访渠道，解决群众合法诉求")
    assert found.raw_value is not None and found.raw_value.endswith("越级集体访下降50%")
    assert (found.source.line_start, found.source.line_end) == (441, 443)


def test_two_cells_cut_at_once_are_whole() -> None:
    found = row(sample("jiaozuo-2020").record.department_indicators, "京、省、市人员值班、租赁、办公等费用")
    assert (found.level1, found.level2, found.raw_value) == ("产出指标", "成本指标", "严格按照政策，控制成本")


def test_codes_split_by_a_space_or_over_three_columns() -> None:
    assert "2101101" in [line.code for line in sample("luquan-2021").record.function_lines]
    lines = sample("jiaozuo-2020").record.function_lines
    assert len(lines) == 20 and {len(line.code) for line in lines} == {3, 5, 7}


def test_line_items_below_an_item_are_no_function_lines() -> None:
    facts = sample("jiaozuo-2020").record.facts
    items = [f for f in facts if f.row_role == "line" and f.function_code == "2010301" and f.measure == "total"]
    assert {f.label for f in items} >= {"福利费", "在职人员公用经费(公务交通补贴)"}


def test_the_halves_of_a_side_by_side_table_keep_their_order() -> None:
    rows = project("jincheng-2023", "信访专项工作经费").indicators
    months = {(i.horizon, i.name): i.raw_value for i in rows if i.raw_value in {"9-10月", "12月"}}
    assert months["implementation", "信访群众生活困难临时救助时间"] == "12月"
    assert {i.level2 for i in rows if i.name == "聘用律师事务所数量"} == {"数量指标"}
    assert [sum(i.horizon == h for i in rows) for h in ("implementation", "annual")] == [20, 20]


def test_yuan_and_ten_thousand_yuan_in_one_document() -> None:
    wanted = project("jincheng-2023", "市县两级解决疑难信访问题资金")
    funds = {(f.horizon, f.label): f.amount.contract for f in wanted.funds if f.amount.yuan}
    assert wanted.amount is not None and wanted.amount.contract == "577900.00"
    assert funds == {("annual", "市县(区)财政资金"): "577900.00", ("implementation", "市县(区)财政资金"): "1930000.00"}


def test_level_and_nature_of_one_amount_are_two_dimensions() -> None:
    fund = next(f for f in project("jincheng-2023", "市县两级解决疑难信访问题资金").funds if f.horizon == "annual" and f.amount.yuan)
    assert (fund.levels, fund.nature) == (("prefecture", "county"), "general_public_budget")


def test_a_twenty_one_digit_project_code_keeps_every_digit() -> None:
    assert project("hongqi-2022", "特殊疑难信访救助资金").code == "410702220000000018818"


def test_a_row_that_slid_in_a_wide_table_keeps_its_family() -> None:
    found = row(project("hongqi-2022", "信访工作经费").indicators, "完成年度整体目标")
    assert (found.level1, found.raw_value) == ("产出指标", "≥95%")


def test_rows_displaced_to_the_end_of_the_file_go_home() -> None:
    record = sample("rugao-2024").record
    assert row(record.department_indicators, "可持续发展性").raw_value == "可持续"
    assert "可持续发展性" not in [i.name for p in record.projects for i in p.indicators]
    assert "targets.displaced-rows" in {i.code for i in record.issues}


def test_half_year_and_full_year_are_two_rows() -> None:
    rows = [i for i in sample("rugao-2024").record.department_indicators if i.name == "预算执行率"]
    assert [(i.horizon, i.raw_value) for i in rows] == [("half_year", "100%"), ("annual", "100%")]


def test_a_total_printed_rounded_is_taken_exactly_and_said() -> None:
    record = sample("hongqi-2022").record
    assert record.totals.income is not None and record.totals.income.amount.contract == "2109100.00"
    assert "total.rounded" in {i.code for i in record.issues}


def test_one_project_under_three_names() -> None:
    assert set(project("jiaozuo-2020", "矛调中心经费").aliases) == {"矛调中心专项业务费", "矛调中心专项经费"}


def test_goals_in_prose_are_goals_with_their_lines() -> None:
    goals = {g.source.line_start: g for g in sample("luquan-2021").record.department_goals}
    assert goals[426].text.startswith("国家、省、市交办的信访案件按期结案率达到95%以上")
    assert goals[402].source.heading == ("（一）总体绩效目标",)
    assert (goals[448].source.line_end, goals[448].text[-6:]) == (450, "意见和建议。")


def test_a_ratio_printed_in_four_forms_is_one_rule_with_four_places() -> None:
    rules = sample("jiaozuo-2020").record.cofunding_rules
    assert [[(s.level, str(s.part)) for s in r.shares] for r in rules] == [
        [("central", "1"), ("provincial", "1"), ("prefecture", "0.5"), ("county", "0.6")],
        [("central", "1"), ("provincial", "1"), ("prefecture", "1.1")],
    ]
    assert [len(r.sources) for r in rules] == [4, 4]


def test_a_value_that_the_page_lost_is_missing_and_said() -> None:
    rows = [i for i in sample("rugao-2024").record.department_indicators if i.name == "资产管理制度健全性"]
    assert [i.raw_value for i in rows] == [None, None]
    assert "targets.value-missing" in {i.code for i in sample("rugao-2024").record.issues}


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_has_its_verdict(name: str) -> None:
    explained = explain_document(SAMPLES / name)
    for table in explained.tables:
        assert table.count("used") + table.count("ignored") + table.count("reported") == len(table.cells)
        assert all(c.what for c in table.cells)


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_and_target_quotes_its_cell(name: str) -> None:
    text = (SAMPLES / name).read_text("utf-8").splitlines()
    record = sample(name.removesuffix(".txt")).record
    for fact in record.facts:
        assert fact.source.line_start and re.sub(r"\s", "", fact.amount.text) in re.sub(r"\s", "", text[fact.source.line_start - 1])
    for indicator in (*record.department_indicators, *(i for p in record.projects for i in p.indicators)):
        assert indicator.source.table and indicator.source.row and indicator.source.column and indicator.source.rule


@pytest.mark.parametrize("name", NAMES)
def test_no_handler_and_no_telephone_leaves_the_reader(name: str) -> None:
    line = to_line(sample(name.removesuffix(".txt")).record)
    assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", line)
    assert not re.search(r"[宋郭原季谢]某某?", line)
    assert json.loads(line)["document"]["sha256"] == sample(name.removesuffix(".txt")).record.document.sha256


def test_the_goals_of_all_eight_forms_of_jiaozuo_are_read() -> None:
    """One stands right above the headings of the indicators, in a row that reads like a heading itself."""
    record = sample("jiaozuo-2020").record
    goals = {project.name: [goal.text for goal in project.goals] for project in record.projects if project.indicators}
    assert len(goals) == 8 and all(len(texts) == 1 for texts in goals.values())
    assert sum("钉子案" in text for texts in goals.values() for text in texts) == 3
