"""What names say: programmes without their year and payer, functions without their place, kinds of target values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.values.clauses import parse_value
from ontology.divisions import by_code, function_name
from ontology.iri import fold
from ontology.programmes import basis_year, payer, programme_name
from ontology.records import Indicator, Source
from ontology.target_kinds import target_kinds

SUBSIDY = "解决特殊疑难信访问题补助资金"


@pytest.mark.parametrize(
    ("project", "programme", "year", "level"),
    [
        (f"2019年度{SUBSIDY}（中央）", SUBSIDY, 2019, "central"),
        (f"2019年度{SUBSIDY}（省）", SUBSIDY, 2019, "provincial"),
        (f"提前下达2020年度{SUBSIDY}", SUBSIDY, 2020, None),
        ("2024年省级财政林业改革发展资金", "林业改革发展资金", 2024, None),
        ("城乡义务教育补助经费（第二批）", "城乡义务教育补助经费", None, None),
        ("提前下达2023年中央财政困难群众救助补助资金（省级财政）", "困难群众救助补助资金", 2023, "provincial"),
        ("省直机关办公用房维修", "省直机关办公用房维修", None, None),  # 省直 is who it is for
        ("市级公立医院改革", "公立医院改革", None, None),
        ("2023年经费", "2023年经费", 2023, None),  # nothing would be left
        ("财行〔2021〕7号信访补助", "财行〔2021〕7号信访补助", None, None),  # the year of a rule
        ("2021-2023年河道整治", "河道整治", None, None),  # two years
        ("驻京信访工作经费（市）", "驻京信访工作经费", None, None),  # 市 of which level depends on who prints it
    ],
)
def test_a_project_name_taken_apart(project: str, programme: str, year: int | None, level: str | None) -> None:
    assert (programme_name(project), basis_year(project), payer(project)) == (fold(programme), year, level)


@given(st.text(alphabet="2019年度省级（中央）提前下达补助资金经费第一批", max_size=30))
def test_a_programme_is_a_part_of_the_name_and_its_own_programme(name: str) -> None:
    programme = programme_name(name)
    assert programme in fold(name) or len(programme) >= 4
    assert len(programme) <= len(fold(name))


@pytest.mark.parametrize(
    ("agency", "function"),
    [
        ("石家庄市鹿泉区信访局本级", "信访局"),
        ("鹿泉市信访局", "信访局"),
        ("中共焦作市委宣传部", "宣传部"),
        ("河南省人民政府办公厅", "人民政府办公厅"),
        ("国家信访局", "国家信访局"),
    ],
)
def test_a_function_is_an_agency_without_its_place(agency: str, function: str) -> None:
    assert function_name(agency) == function


@pytest.mark.parametrize(
    ("code", "year", "after"),
    [("130185", 2010, "130110"), ("420600", 2009, "420600"), ("130124", 2010, "130111"), ("130110", 2020, None)],
)
def test_divisions_are_followed_by_what_took_their_place(code: str, year: int, after: str | None) -> None:
    division = by_code(code, year)
    assert division
    successor = division.successor()
    assert (successor.code if successor else None) == after
    assert successor is None or successor.valid_from == (division.valid_to or 0) + 1


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("≥95%", ("level",)),
        ("同比下降10%以上", ("relative-change",)),
        ("良好", ("rating",)),
        ("2021年12月31日前", ("time-window",)),
        ("0次", ("zero-event",)),
        ("按统一规定执行", ("rule-reference",)),
        ("维护社会稳定", ("narrative",)),
        ("案件化解率95%以上，越级访下降10%以上", ("level", "relative-change")),
    ],
)
def test_kinds_of_target_values(value: str, kinds: tuple[str, ...]) -> None:
    place = Source("0" * 64, "test", value)
    clauses = parse_value(value, indicator="指标", fiscal_year=2021)
    assert target_kinds(Indicator("指标", None, None, "annual", value, clauses, place, place)) == kinds
    assert target_kinds(Indicator("指标", None, None, "annual", value, clauses, place, place), is_ratio=True) == ("ratio-split",)
    assert target_kinds(Indicator("指标", None, None, "annual", None, (), place, place)) == ()
