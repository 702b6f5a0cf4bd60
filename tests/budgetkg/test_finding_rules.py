"""Every rule is silent on a repaired document and fires, with the right place as evidence, on one with the fault in it.

The documents are the samples and the layouts of other places, with one printed figure or word changed.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from budgetkg.reading import read
from ingest.projects.cost_items import breakdowns
from ontology.findings import Finding
from ontology.money import parse_money
from ontology.quads import to_nquads
from ontology.records import Claim, DisclosureRecord, Indicator, Project, Source
from search.checks.findings import checks, find

ROOT = Path(__file__).parents[2]
Edit = tuple[int, str, str]
"""Line, what is printed there, what is printed instead (the first time it stands on the line)."""

HELPED = "数量指标\t救助原晋城农校学生人数"

PLANTED: list[tuple[str, str, list[Edit]]] = [
    ("income-expenditure", "jincheng-2023", [(139, "730.03", "731.03"), (141, "730.03", "731.03")]),
    ("total-basic-project", "guangxi-resources-2024", [(48, "1,395.51", "1,395.61")]),
    ("column-parts", "hongqi-2022", [(229, "17.92", "17.29")]),
    ("staff-public", "luquan-2021", [(249, "47.15\t47.15", "47.15\t47.51")]),
    ("functional-sum", "guangxi-resources-2024", [(33, "218.40", "217.40")]),
    ("functional-total", "guangxi-resources-2024", [(32, "218.40", "217.40")]),
    ("economic-sum", "guangxi-resources-2024", [(64, "1,410.08", "1,401.08")]),
    ("economic-total", "guangxi-resources-2024", [(64, "1,410.08", "1,401.08")]),
    ("three-public-sum", "guangxi-resources-2024", [(85, "3.60", "3.90")]),
    ("vehicles-sum", "guangxi-resources-2024", [(87, "21.00", "20.00")]),
    ("same-expenditure-total", "guangxi-resources-2024", [(31, "6,824.26", "6,842.26")]),
    ("same-income-total", "jincheng-2023", [(151, "730.03", "731.03")]),
    ("same-basic", "luquan-2021", [(247, "279.12", "278.12")]),
    ("coarser-total", "jincheng-2023", [(141, "730.03", "730.0")]),
    ("carried-over-sum", "fujian-forestry-2023-account", [(30, "66.40", "67.40")]),
    ("missing-subtotal", "hongqi-2022", [(288, "162.63\t162.63", "162.63\t")]),
    ("project-amount", "jincheng-2023", [(489, "577,900", "579,900")]),
    ("fund-sources", "jincheng-2023", [(492, "577,900", "567,900")]),
    ("projects-sum", "jincheng-2023", [(393, "13.50\t13.50", "14.50\t14.50"), (567, "135,000", "145,000")]),
    ("wrong-direction", "jincheng-2023", [(543, "≥90%", "≤90%")]),
    ("percent-over-100", "jincheng-2023", [(543, "≥90%", "≥190%")]),
    ("annual-over-implementation", "jincheng-2023", [(503, f"145人\t{HELPED}\t145人", f"145人\t{HELPED}\t245人")]),
    ("half-year-same", "jiangsu-housing-2023", [(177, "1200", "3200")]),
    ("personal-data", "luquan-2021", [(442, "绩效目标：", "绩效目标（经办人：王小明）：")]),
    ("internal-mark", "luquan-2021", [(442, "绩效目标：", "内部资料\n\n绩效目标：")]),
    ("indicator-two-values", "rugao-2024", [(107, "合规\t", "基本合规\t")]),
    ("itemised-sum", "xinjiang-culture-2024", [(124, "35.00万元", "36.00万元")]),
    ("item-product", "jincheng-2023", [(527, "驻省信访工作经费60万元", "驻省信访工作经费2人×12个月×2万元/人·月=60万元")]),
]
REPAIRED: list[tuple[str, str, list[Edit]]] = [
    ("wrong-direction", "hongqi-2022", [(412, "≤10%", "≥90%")]),
    ("wrong-direction", "luquan-2021", [(543, "≤15", "≥15")]),
    ("at-least-100", "luquan-2021", [(480, "≥100", "≥98")]),
    ("value-without-unit", "jiaozuo-2020", [(406, "≥ 95", "≥ 95%")]),
    ("qualitative-with-number", "rugao-2024", [(110, "定性", "定量")]),
    ("annual-and-implementation", "jincheng-2023", [(543, "100%", "≥95%")]),
    ("indicator-twice", "rugao-2024", [(107, "资金使用 合规性", "预算执行率")]),
    ("same-explanation", "hongqi-2022", [(404, "按要求实施绩效监控", "按要求编制绩效目标")]),
    ("cost-over-amount", "hongqi-2022", [(431, "≤50 万元", "≤30 万元")]),
    ("itemised-sum", "jincheng-2023", [(527, "7、培训费3万元", "7、培训费14万元")]),
    ("project-code-length", "hongqi-2022", [(447, "410702220000000018818", "41070222000000018818")]),
    ("copied-indicators", "rugao-2024", [(110, "群众满意率 达 95%", "群众满意率 达 94%"), (156, "群众满意率 达 95%", "群众满意率 达 93%")]),
    ("unmeasurable", "hongqi-2022", [(438, "明显", "增长10%")]),
]


def path_of(name: str) -> Path:
    return next(path for path in (ROOT / "data/samples" / f"{name}.txt", ROOT / "tests/ingest/layouts" / f"{name}.txt") if path.exists())


@cache
def record_of(name: str) -> DisclosureRecord:
    return read(path_of(name))


def found_by(rule: str, record: DisclosureRecord) -> dict[tuple[str, ...], Finding]:
    """Findings of one rule by the places of their evidence, the document's own hash left out."""
    chosen = [check for check in checks() if check.rule.id == rule]
    assert chosen
    found = find(to_nquads(record), chosen)
    return {tuple(place.rsplit("/", 1)[1] for place in finding.evidence): finding for finding in found}


def edited(name: str, edits: list[Edit], folder: Path) -> DisclosureRecord:
    lines = path_of(name).read_text("utf-8").split("\n")
    for number, old, new in edits:
        assert old in lines[number - 1], (number, lines[number - 1])
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
    path = folder / f"{name}.txt"
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return read(path)


def lines_of(record: DisclosureRecord, finding: Finding) -> set[int]:
    """Lines of the file that the evidence covers, as the graph says them."""
    graph = to_nquads(record).decode()
    found: set[int] = set()
    for place in finding.evidence:
        ends = [
            int(line.split('"')[1])
            for line in graph.split("\n")
            if line.startswith(f"<{place}> ") and ("#lineStart>" in line or "#lineEnd>" in line)
        ]
        found |= set(range(min(ends), max(ends) + 1))
    return found


@pytest.mark.parametrize(("rule", "name", "edits"), PLANTED, ids=[f"{rule}-{name}" for rule, name, _ in PLANTED])
def test_a_fault_that_is_printed_is_found_where_it_stands(rule: str, name: str, edits: list[Edit], tmp_path: Path) -> None:
    before = found_by(rule, record_of(name))
    record = edited(name, edits, tmp_path)
    after = found_by(rule, record)
    new = [finding for places, finding in after.items() if places not in before]
    assert any({number for number, _, _ in edits} & lines_of(record, finding) for finding in new), (before, after)
    for finding in new:
        assert finding.message and "{" not in finding.message
        if finding.difference is not None and finding.tolerance is not None:
            assert abs(finding.difference) > finding.tolerance or rule == "coarser-total"


@pytest.mark.parametrize(("rule", "name", "edits"), REPAIRED, ids=[f"{rule}-{name}" for rule, name, _ in REPAIRED])
def test_a_fault_of_a_sample_is_gone_once_it_is_repaired(rule: str, name: str, edits: list[Edit], tmp_path: Path) -> None:
    record = record_of(name)
    before = found_by(rule, record)
    gone = set(before) - set(found_by(rule, edited(name, edits, tmp_path)))
    assert any({number for number, _, _ in edits} & lines_of(record, before[places]) for places in gone), before


def with_project(record: DisclosureRecord, name: str, change: Callable[[Project], Project]) -> DisclosureRecord:
    assert any(project.name == name for project in record.projects)
    return replace(record, projects=tuple(change(project) if project.name == name else project for project in record.projects))


def with_claim(record: DisclosureRecord, **more: Any) -> DisclosureRecord:
    source = Source(record.document.sha256, "test/claim", "收入总计730.03万元，减少141.87万元，下降16.27%", 414, 414)
    amount, change = parse_money("730.03", "万元"), parse_money("-141.87", "万元")
    given: dict[str, Any] = {"amount": amount, "change": change, "percent": Decimal("-16.27"), "direction": "decrease"} | more
    return replace(record, claims=(Claim("income_total", source.text, source, **given),))


def without_effect(project: Project) -> Project:
    return replace(project, indicators=tuple(item for item in project.indicators if "效益" not in (item.level1 or "")))


def with_missing_value(project: Project) -> Project:
    first: Indicator = project.indicators[0]
    return replace(project, indicators=(replace(first, raw_value=None, clauses=()), *project.indicators[1:]))


SANQIN = "信访专项工作经费"
PROVINCIAL = "2019年度解决特殊疑难信访问题补助资金（省）"
CHANGED: list[tuple[str, str, Callable[[DisclosureRecord], DisclosureRecord]]] = [
    ("money-without-targets", "jincheng-2023", lambda r: with_project(r, SANQIN, lambda p: replace(p, goals=(), indicators=()))),
    ("targets-without-money", "jincheng-2023", lambda r: with_project(r, SANQIN, lambda p: replace(p, amount=None))),
    ("missing-category", "luquan-2021", lambda r: with_project(r, "信访专项业务经费", without_effect)),
    ("value-missing", "luquan-2021", lambda r: with_project(r, "信访专项业务经费", with_missing_value)),
    ("project-names", "jincheng-2023", lambda r: with_project(r, SANQIN, lambda p: replace(p, aliases=("信访专项经费",)))),
    ("missing-statements", "luquan-2021", lambda r: replace(r, tables=tuple(t for t in r.tables if t.kind != "three_public"))),
    (
        "cofunding-ratio",
        "jiaozuo-2020",
        lambda r: with_project(r, PROVINCIAL, lambda p: replace(p, amount=parse_money("40.14", "万元"))),
    ),
    ("transfer-sum", "jincheng-2023", lambda r: replace(r, transfers=(replace(r.transfers[0], total=parse_money("57.79", "万元")),))),
    ("norm-kept", "rugao-2024", lambda r: with_project(r, "信访救助资金", lambda p: replace(p, amount=parse_money("60", "万元")))),
    ("claim-percent", "jincheng-2023", lambda r: with_claim(r, percent=Decimal("-12.67"))),
    ("claim-and-table", "jincheng-2023", lambda r: with_claim(r, amount=parse_money("703.03", "万元"))),
]


@pytest.mark.parametrize(("rule", "name", "change"), CHANGED, ids=[f"{rule}-{name}" for rule, name, _ in CHANGED])
def test_a_fault_put_into_a_record_is_found(rule: str, name: str, change: Callable[[DisclosureRecord], DisclosureRecord]) -> None:
    record = record_of(name)
    assert found_by(rule, change(record)).keys() - found_by(rule, record).keys()


def test_a_claim_that_agrees_raises_nothing() -> None:
    record = with_claim(record_of("jincheng-2023"))
    assert found_by("claim-percent", record) == found_by("claim-and-table", record) == {}


def test_a_claim_about_another_total_that_is_printed_raises_nothing() -> None:
    """The accounts print 3,075.25 spent in the year and 3,124.75 with what is kept; the text may mean either."""
    base = record_of("fujian-forestry-2023-account")
    for printed, raised in (("3,124.75", False), ("3,075.25", False), ("3,175.25", True)):
        source = Source(base.document.sha256, "test/claim", f"支出总计{printed}万元", 31, 31)
        claim = Claim("expenditure_total", source.text, source, parse_money(printed, "万元"))
        assert bool(found_by("claim-and-table", replace(base, claims=(claim,)))) == raised


def test_items_are_held_against_the_project_only_where_the_text_states_no_whole() -> None:
    def found(text: str) -> list[tuple[str | None, int]]:
        base = record_of("jincheng-2023")
        place = Source(base.document.sha256, "test/overview", text, 527, 527, table=16, row=11, column=2)
        changed = with_project(
            base, SANQIN, lambda p: replace(p, overview=text, overview_source=place, breakdowns=breakdowns(text, place, 2023))
        )
        return [(f.expected, len(f.evidence)) for f in found_by("itemised-sum", changed).values()]

    assert found("其中：差旅费2,000,000元，培训费100,000元。") == []
    assert found("其中：差旅费2,000,000元，培训费2,100,000元。") == [("2,100,000.00 元", 2)]
    assert found("其中：差旅费200万元，培训费5万元等。") == []  # it does not claim to be whole
    assert found("办公经费20万元，其中：差旅费15万元，培训费5万元。") == []  # a whole of its own
    assert found("差旅费15万元，培训费5万元，办公费8万元，以上合计31万元。") == [("31.00 万元", 1)]  # 28 and 30 may be rounding


def test_every_rule_is_tried() -> None:
    tried = {rule for rule, _, _ in (*PLANTED, *REPAIRED)} | {rule for rule, _, _ in CHANGED}
    assert {check.rule.id for check in checks()} == tried
