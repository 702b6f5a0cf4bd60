"""The five sample disclosures, from file to answer: figures worked out by hand from the printed documents."""

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.read import read_document
from ontology.money import parse_money
from ontology.quads import division_nquads, to_nquads, vocabulary_nquads
from ontology.quads_concepts import indicator_concept_nquads
from ontology.quads_merges import merge_nquads
from ontology.records import DisclosureRecord, Merge
from ontology.terms import PREFIXES
from search.graph.questions import bind, question
from search.graph.validate import validate_nquads

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))
JIAOZUO, JINCHENG, LUQUAN, HONGQI, RUGAO = "焦作市信访局", "晋城市信访局", "石家庄市鹿泉区信访局本级", "新乡市红旗区信访局", "如皋市信访局"

Row = tuple[str | None, ...]


@pytest.fixture(scope="module")
def records() -> list[DisclosureRecord]:
    assert len(SAMPLES) == 5
    return [read_document(path) for path in SAMPLES]


@pytest.fixture(scope="module")
def store(records: list[DisclosureRecord]) -> ox.Store:
    store = ox.Store()
    places = [(r.agency.region, r.document.fiscal_year) for r in records if r.agency and r.agency.region]
    for graph in (*map(to_nquads, records), vocabulary_nquads(), division_nquads(places), indicator_concept_nquads()):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


def ask(store: ox.Store, name: str, **values: str) -> list[Row]:
    return ask_text(store, bind(question(name), values))


def ask_text(store: ox.Store, query: str) -> list[Row]:
    answer = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return [tuple(None if (cell := row[name]) is None else str(cell.value) for name in answer.variables) for row in answer]


def test_agencies_with_province_city_and_level(store: ox.Store) -> None:
    assert {(row[0], *row[2:]) for row in ask(store, "agencies")} == {
        (JIAOZUO, "河南省", "焦作市", None, "地市级", "2020"),
        (JINCHENG, "山西省", "晋城市", None, "地市级", "2023"),
        (LUQUAN, "河北省", "石家庄市", "鹿泉区", "县级", "2021"),
        (HONGQI, "河南省", "新乡市", "红旗区", "县级", "2022"),
        (RUGAO, "江苏省", "南通市", "如皋市", "县级", "2024"),
    }
    assert {(row[0], row[1]) for row in ask(store, "agencies") if row[1]} >= {(LUQUAN, "542001")}


def test_totals_and_structure(store: ox.Store) -> None:
    assert [(row[0], *row[3:6]) for row in ask(store, "totals")] == [
        (RUGAO, "10519200", "8669200", "1850000"),
        (HONGQI, "2109100", "1626300", "482800"),
        (JINCHENG, "7300300", "4487400", "2812900"),
        (JIAOZUO, "11359800", "5084400", "6275400"),
        (LUQUAN, "4518300", "2791200", "1727100"),
    ]


def test_share_of_petition_affairs(store: ox.Store) -> None:
    assert [(row[0], row[5]) for row in ask(store, "share-of-function", code="2010308")] == [
        (LUQUAN, "79.41"),
        (JIAOZUO, "46.6"),
        (JINCHENG, "30.62"),
        (HONGQI, "22.72"),
    ]


def test_totals_by_functional_code(store: ox.Store) -> None:
    by_code = {(row[0], row[1]): row[4] for row in ask(store, "totals-by-function")}
    assert by_code["2020", "2010308"] == "5294100" and by_code["2023", "2010308"] == "2235000"
    assert [(row[1], row[4]) for row in ask(store, "totals-by-function", digits="3", year="2020")] == [
        ("201", "10292000"),
        ("205", "21600"),
        ("208", "505600"),
        ("210", "281100"),
        ("221", "259500"),
    ]


def test_merged_agencies_count_once_in_a_functional_class(records: list[DisclosureRecord]) -> None:
    record = next(r for r in records if r.agency and r.agency.name == JIAOZUO)
    own, sha256 = to_nquads(record), record.document.sha256
    other = own.decode().replace(sha256, "0" * 64).replace(sha256[:16], "0" * 16).replace(JIAOZUO, "焦作市联席办").encode()
    store = ox.Store()
    for graph in (own, other, vocabulary_nquads()):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    counted = [row[3:5] for row in ask(store, "totals-by-function") if row[1] == "2010308"]
    bodies = sorted(row[0] or "" for row in ask_text(store, "SELECT DISTINCT ?b { [] bkg:statementLine [] ; bkg:agency ?b }"))
    assert counted == [("2", "10588200")] and len(bodies) == 2
    store.bulk_load(merge_nquads([Merge(bodies[0], bodies[1], "更名", "2026-01-01T00:00:00+00:00")]), format=ox.RdfFormat.N_QUADS)
    assert [row[3:5] for row in ask(store, "totals-by-function") if row[1] == "2010308"] == [("1", "10588200")]


def test_three_public_expenses(store: ox.Store) -> None:
    assert [(row[0], row[2], row[8]) for row in ask(store, "three-public")] == [
        (HONGQI, "22000", "1.04"),
        (JINCHENG, "25500", "0.35"),
        (JIAOZUO, "145000", "1.28"),
        (LUQUAN, "37000", "0.82"),
    ]


def test_projects_of_jiaozuo_add_up_to_its_project_spending(store: ox.Store) -> None:
    rows = ask(store, "projects", agency="焦作", year="2020")
    amounts = {str(row[2]): int(str(row[5])) for row in rows}
    assert len(amounts) == 9 and sum(amounts.values()) == 6275400
    assert (JIAOZUO, "2020", "三级一处信访稳定工作", "常年项目", "2010308", "1381300", "本级财政资金", "1381300", "地市级") in rows


def test_money_from_higher_levels(store: ox.Store) -> None:
    rows = ask(store, "upper-level-funds")
    assert {row[0] for row in rows} == {JIAOZUO}
    assert sorted(int(str(row[4])) for row in rows) == [421400, 421400, 1660000]
    assert ask(store, "upper-level-dependence") == [(JIAOZUO, "2020", "2502800", "6275400", "39.88")]


def test_carried_over(store: ox.Store) -> None:
    assert (JIAOZUO, "842800") in {(row[0], row[3]) for row in ask(store, "carried-over")}


def test_projects_without_targets_and_targets_without_amount(store: ox.Store) -> None:
    assert ask(store, "projects-without-targets") == [(JIAOZUO, "2020", "电子政务内网（信访局）", "600000")]
    assert {row[0] for row in ask(store, "targets-without-amount")} == {LUQUAN}


def test_satisfaction_targets_of_all_five_cities(store: ox.Store) -> None:
    rows = ask(store, "satisfaction-targets")
    assert {row[0] for row in rows} == {JIAOZUO, JINCHENG, LUQUAN, HONGQI, RUGAO}
    values = {(row[0], row[6], row[7], row[8]) for row in rows}
    assert {(JINCHENG, "≥", "90", "%"), (LUQUAN, "≥", "95", "%"), (HONGQI, "≥", "80", "%"), (RUGAO, "≥", "95", "%")} <= values
    assert (RUGAO, "满意") in {(row[0], row[5]) for row in rows if row[6] is None}


def test_ratios_and_the_four_tables_where_each_is_printed(store: ox.Store) -> None:
    rows = ask(store, "cofunding-ratios")
    assert {row[0] for row in rows} == {JIAOZUO}
    assert {row[3] for row in rows} == {"中央 1 : 省级 1 : 地市级 0.5 : 县级 0.6", "中央 1 : 省级 1 : 地市级 1.1"}
    lines = {ratio: sorted(int(str(row[7])) for row in rows if row[3] == ratio) for ratio in {row[3] for row in rows}}
    assert list(lines.values()) == [[561, 592, 623, 654]] * 2


def test_resolution_rates(store: ox.Store) -> None:
    values = {(row[0], row[4], row[6], row[7]) for row in ask(store, "targets-by-indicator", word="化解率")}
    assert {
        (JIAOZUO, "年度", "≥", "95"),
        (JINCHENG, "实施期", "=", "100"),
        (JINCHENG, "年度", "≥", "90"),
        (RUGAO, "年度", ">", "60"),
    } <= values


def test_annual_and_implementation_targets(store: ox.Store) -> None:
    rows = ask(store, "implementation-and-annual")
    assert {row[0] for row in rows} == {JINCHENG}
    assert (JINCHENG, "2023", "信访专项工作经费", "信访维稳工作化解率(%)", "≥90%", "100%", "false") in rows
    assert {(row[4], row[5]) for row in ask(store, "funds-by-horizon")} == {
        ("2100000", "12070920"),
        ("577900", "1930000"),
        ("135000", "2887600"),
    }


def test_half_year_targets_do_not_lead_up_to_the_year(store: ox.Store) -> None:
    rows = ask(store, "half-year-and-annual")
    assert len(rows) > 80 and {row[0] for row in rows} == {RUGAO}


def test_copied_and_suspicious_targets(store: ox.Store) -> None:
    copied = {(row[0], row[2], row[3]): row[4] for row in ask(store, "copied-indicators")}
    assert copied[RUGAO, "来信办理", "群众满意率达95%以上"] == "4"
    suspicious = {(row[0], row[2], row[3]) for row in ask(store, "suspicious-direction")}
    assert suspicious == {(HONGQI, "信访值班目标实现率", "≤10%"), (LUQUAN, "非接待场所涉访减少率(%)", "≤15百分比")}


def test_goals_and_overviews_copied_whole(store: ox.Store) -> None:
    rows = ask(store, "copied-texts")
    assert [(row[0], *row[2:6]) for row in rows] == [("概况", "4", "1", "1", JIAOZUO), ("目标", "2", "1", "1", JIAOZUO)]
    assert all(name in (rows[1][6] or "") for name in ("特殊疑难专项资金", "2019年度解决特殊疑难信访问题补助资金（省）"))


def test_departmental_and_government_classes_of_hongqi(store: ox.Store) -> None:
    rows = ask(store, "economic-classes-of-both-lists")
    assert len(rows) == 20 and ("30107", "绩效工资", "50501", "1") in rows


def test_petition_offices_are_peers_by_level(store: ox.Store) -> None:
    assert ask(store, "peer-groups") == [
        ("信访局", "县级", "、".join((RUGAO, HONGQI, LUQUAN)), "3"),
        ("信访局", "地市级", "、".join((JINCHENG, JIAOZUO)), "2"),
    ]


def test_one_subsidy_in_three_projects_of_two_years(store: ox.Store) -> None:
    programme = "解决特殊疑难信访问题补助资金"
    assert ask(store, "programme-over-years") == [
        (JIAOZUO, programme, "2019", "2020", f"2019年度{programme}（中央）", "421400"),
        (JIAOZUO, programme, "2019", "2020", f"2019年度{programme}（省）", "421400"),
        (JIAOZUO, programme, "2020", "2020", f"提前下达2020年度{programme}", "1660000"),
    ]
    assert {row[4] for row in ask(store, "programme-over-years", word="保安")} == {"保安服务费"}


def test_one_concept_in_different_words(store: ox.Store) -> None:
    rows = ask(store, "targets-by-concept", concept="停访息诉")
    assert {(row[1], row[4]) for row in rows} == {(JIAOZUO, "上访群众停访息诉,案件办理群众满意"), (LUQUAN, "息诉罢访率")}
    assert rows == ask(store, "targets-by-concept", concept="罢访息诉")


def test_the_least_strict_satisfaction_target(store: ox.Store) -> None:
    rows = ask(store, "target-rank", word="满意", unit="%")
    assert rows[0] == (HONGQI, "群众满意度", "≥80%", "0", "0", str(len(rows) - 1))
    assert all(int(str(row[3])) + int(str(row[4])) + int(str(row[5])) == len(rows) - 1 for row in rows)


def test_shares_in_percent_of_both_declared_ratios(store: ox.Store) -> None:
    shares: dict[str | None, list[tuple[str | None, ...]]] = {}
    for row in ask(store, "cofunding-shares"):
        shares.setdefault(row[1], []).append(row[2:])
    county, city = "县（市）区使用信访补助资金个案", "市直单位"
    assert shares[county] == [("中央", "1", "32.26"), ("省级", "1", "32.26"), ("地市级", "0.5", "16.13"), ("县级", "0.6", "19.35")]
    assert shares[city] == [("中央", "1", "32.26"), ("省级", "1", "32.26"), ("地市级", "1.1", "35.48")]
    assert set(shares) == {county, city}


def test_projects_in_beijing_of_rugao_are_half_its_project_spending(store: ox.Store) -> None:
    rows = {(row[0], row[2]): row[3:] for row in ask(store, "project-amounts-by-word", word="驻京 驻外")}
    assert rows[RUGAO, "信访驻京统一办公费用"] == ("150000", "1850000", "8.11")
    assert rows[RUGAO, "信访驻外应急小组费用"] == ("800000", "1850000", "43.24")
    assert rows[LUQUAN, "驻京信访工作专项经费"][0] is None  # a form without an amount


def test_projects_cost_the_same_in_every_table(store: ox.Store) -> None:
    rows = ask(store, "project-amounts-compared")
    assert {row[5] for row in rows} == {"0"}
    assert {row[0] for row in rows} == {JIAOZUO, JINCHENG, HONGQI, RUGAO}
    assert {(row[6], row[7]) for row in rows if row[2] == "党建经费"} >= {("项目支出预算表", "366")}


def test_missing_categories_and_values_of_jincheng(store: ox.Store) -> None:
    missing = {(row[2], row[3]) for row in ask(store, "missing-categories", agency="晋城")}
    # 成本指标 is empty in all three; in the third, shifted columns print 救助金下达县区时间 beside it, without a value.
    assert {project for project, category in missing if category == "成本"} == {
        "信访专项工作经费",
        "疑难信访案件经费(含集中治理重复信访案件化解经费)",
    }
    cut_off = [(row[2], row[5]) for row in ask(store, "missing-values") if row[0] == JINCHENG]
    assert cut_off == [("救助金足额拨付率", "504"), ("疑难信访案件结案率", "505"), ("救助金下达县区时间", "506")]


def test_targets_that_cannot_be_measured(store: ox.Store) -> None:
    rows = ask(store, "unmeasurable-targets")
    assert ("完成各级信访保障工作", "良好") in {(row[4], row[5]) for row in rows if row[0] == JIAOZUO}
    assert {row[5] for row in rows if row[0] == RUGAO} >= {"健全", "合理", "规范", "合规"}
    assert not any(character.isdigit() for row in rows if row[0] == RUGAO for character in str(row[5]))


def test_tables_with_their_kinds(store: ox.Store) -> None:
    kinds = [row[3] for row in ask(store, "tables", file="hongqi")]
    assert kinds == [
        "budget_summary",
        "function_expenditure",
        "fiscal_summary",
        "general_budget_expenditure",
        "basic_economic",
        "three_public",
        "government_fund",
        "project_expenditure",
        "department_targets",
        "project_targets",
    ]


def test_issues_name_the_line(store: ox.Store) -> None:
    found = {(row[0], row[1], row[3]) for row in ask(store, "issues")}
    assert found >= {
        ("jincheng-2023.txt", "targets.value-missing", "504"),
        ("rugao-2024.txt", "targets.value-missing", "53"),
        ("jincheng-2023.txt", "targets.value-without-name", "544"),
    }
    assert ask(store, "issues", severity="error") == []


def test_which_documents_print_personal_data_or_marks_of_internal_use(store: ox.Store) -> None:
    rows = ask(store, "personal-data-and-marks")
    assert [(row[0], row[1], row[3]) for row in rows] == [
        ("jiaozuo-2020.txt", "个人信息", "429"),
        ("jincheng-2023.txt", "个人信息", "512"),
        ("jincheng-2023.txt", "内部标记", "3"),
        ("rugao-2024.txt", "个人信息", "79"),
    ]
    told = [str(row[2]) for row in rows]
    assert "手机号 1、" in told[1] and "“仅供内部审核” 14 处" in told[2] and "手机号 4、" in told[3]
    assert {row[0] for row in ask(store, "issues") if row[1] == "privacy.personal-data"} == {rows[0][0], rows[1][0], rows[3][0]}


def test_the_cell_of_a_figure_and_of_a_target(store: ox.Store) -> None:
    figures = ask(store, "where-printed", agency="焦作", word="电子政务")
    assert {row[2:6] for row in figures} == {("600000", "60.00", "万元", "jiaozuo-2020.txt")}
    assert {(row[6], row[7], row[9]) for row in figures} == {("2", "36", "217"), ("4", "33", "297")}
    (target,) = ask(store, "where-target-printed", word="息诉罢访率")
    assert target[:9] == (LUQUAN, "息诉罢访率", "年度", "≥95百分比", "luquan-2021.txt", "15", "7", "5", "530")


def test_outcomes_of_a_self_assessment(store: ox.Store) -> None:
    assert ask(store, "targets-and-outcomes") == []  # the samples are plans
    forestry = ox.Store()
    record = read_document(Path(__file__).parents[1] / "ingest" / "layouts" / "fujian-forestry-2023-account.txt")
    forestry.bulk_load(to_nquads(record), format=ox.RdfFormat.N_QUADS)
    rows = [row[3:] for row in ask(forestry, "targets-and-outcomes") if row[8]]
    assert rows == [("带动林农增收", "≥600万元", "580万元", "10", "9.67", "木材价格下行")]


def test_changes_from_the_year_before_with_their_reason_and_place(store: ox.Store) -> None:
    rows = ask(store, "year-on-year")
    assert {(row[0], row[3], row[4], row[5], row[6], row[7], row[10]) for row in rows} == {
        (JIAOZUO, "11359800", "707600", "6.64", "6.64", "2019", "61"),
        (JINCHENG, "7300300", "-1418700", "-16.27", "-16.27", "2022", "414"),
        (LUQUAN, "4518300", "-534900", None, "-10.59", "2020", "380"),
        (HONGQI, "2109100", "786700", "59.49", "59.49", "2021", "78"),
    }
    reasons = {(row[0], row[2]): row[8] for row in rows}
    assert reasons[JIAOZUO, "收支总计"] == "工资性增长引起的人员经费增加"
    assert reasons[LUQUAN, "收支总计"] is None
    assert str(reasons[HONGQI, "支出总计"]).endswith("3、人员增加") and reasons[HONGQI, "收入总计"] == reasons[HONGQI, "支出总计"]
    assert {row[0] for row in ask(store, "year-on-year", year="2020")} == {JIAOZUO}


def test_why_the_three_public_expenses_changed(store: ox.Store) -> None:
    rows = {(row[0], row[2]): row[3:9] for row in ask(store, "three-public-changes")}
    assert rows[JIAOZUO, "“三公”经费"] == ("145000", "下降", "-40000", "-21.62", "2019", None)
    assert rows[JIAOZUO, "公务接待费"] == ("40000", "下降", "-40000", "-50", "2019", "严格执行中央八项规定，严控公务接待")
    assert {(agency, row[1]) for (agency, subject), row in rows.items() if subject == "“三公”经费"} == {
        (JIAOZUO, "下降"),
        (JINCHENG, "保持"),
        (LUQUAN, "保持"),
        (HONGQI, "保持"),
    }


def test_figures_of_the_text_against_the_tables(store: ox.Store, records: list[DisclosureRecord]) -> None:
    rows = ask(store, "text-against-table")
    assert (JIAOZUO, "2020", "项目支出", "6275400", "6275400", "0", "jiaozuo-2020.txt", "71", "2", "184") in {
        (*row[:6], *row[7:11]) for row in rows
    }
    assert {row[0] for row in rows} == {JIAOZUO, JINCHENG, LUQUAN, HONGQI} and len(rows) >= 35
    assert {row[2] for row in ask(store, "text-against-table", differences="1")} == {"一般公共预算"}  # see test_answers_disclosure

    record = next(r for r in records if r.agency and r.agency.name == JIAOZUO)
    project = next(c for c in record.claims if c.subject == "project")
    total = next(c for c in record.claims if c.subject == "expenditure_total")
    stated = {id(project): "628.54", id(total): "1136.0"}  # the second is rounded
    claims = tuple(replace(c, amount=parse_money(stated[id(c)], "万元")) if id(c) in stated else c for c in record.claims)
    other = ox.Store()
    for graph in (to_nquads(replace(record, claims=claims)), vocabulary_nquads()):
        other.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    found = [row[:7] for row in ask(other, "text-against-table", differences="1") if row[2] != "一般公共预算"]
    assert found == [(JIAOZUO, "2020", "项目支出", "6285400", "6275400", "10000", "false")]


def test_operating_cost_against_public_funds(store: ox.Store) -> None:
    assert {row[:6] for row in ask(store, "operating-cost")} == {
        (JIAOZUO, "2020", "315900", "315900", "540000", "-224100"),
        (JINCHENG, "2023", None, "607200", "607200", "0"),
        (LUQUAN, "2021", "687100", None, "687100", "0"),
        (HONGQI, "2022", "2109100", None, "119900", "1989200"),
    }


def test_statements_that_are_missing(store: ox.Store) -> None:
    assert [row[2] for row in ask(store, "missing-tables", agency="红旗")] == ["部门收入总表"]  # in its 目录, not in its text
    assert ask(store, "missing-tables", agency="晋城") == ask(store, "missing-tables", agency="如皋") == []
    assert {row[2] for row in ask(store, "missing-tables", agency="焦作")} >= {"部门收入总表", "财政拨款收支总表"}


def test_no_graph_breaks_a_rule_or_holds_personal_data(records: list[DisclosureRecord]) -> None:
    for record in records:
        graph = to_nquads(record)
        report = validate_nquads(graph)
        assert report.conforms, [result for result in report.results if result.shape.severity == "Violation"]
        text = graph.decode()
        assert not any(secret in text for secret in ("13800000", "2198275", "宋某某", "郭某某", "季某"))
