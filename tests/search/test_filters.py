"""Filters of a search: what passes them, what cannot be asked, and what is told where nothing passes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ontology.errors import UsageError
from search.likeness.columns import Columns
from search.likeness.filters import filters
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import build_index
from search.likeness.passages import Place
from tests.search.test_index import FIRST, PASSAGES, found, passage


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("built") / "index"
    build_index(PASSAGES, folder)
    return SearchIndex.open(folder)


@pytest.mark.parametrize(
    ("filters", "allowed"),
    [
        ({"region": "41"}, {3, 4, 7}),
        ({"region": "410800"}, {3, 4}),
        ({"exclude_region": "4108"}, {0, 1, 2, 8}),
        ({"exclude_region": "410800"}, {0, 1, 2, 7, 8}),
        ({"year": 2021}, {1, 2}),
        ({"level": "county"}, {1, 2, 7}),
        ({"category": "satisfaction"}, {0, 1}),
        ({"category": "满意度指标"}, {0, 1}),
        ({"category": "质量指标"}, {2, 3}),
        ({"category": "output"}, {2, 3}),
        ({"kind": "goal"}, {8, 10}),
        ({"kind": "overview"}, {9}),
        ({"kind": "responsibility"}, {11}),
        ({"agency_type": "education"}, {7}),
        ({"agency_type": "信访"}, {0, 1, 2, 3, 4, 8}),
        ({"agency_type": "某省教育厅"}, {7}),
        ({"amount": "500万..", "kind": "any"}, {7}),
        ({"amount": "100元..500万元", "kind": "any"}, {0, 1, 2, 3, 4, 7, 8, 9, 10}),
        ({"amount": "..100万", "kind": "any"}, {0, 1, 2, 3, 4, 8, 10}),
        ({"amount": "1000000.01..1000000.01", "kind": "any"}, {9}),
        ({"amount": "100万～499.99万", "kind": "any", "agency_type": "petition"}, {9}),
        ({"amount": "0.1亿.."}, set()),
        ({"agency_type": "卫健"}, set()),
        ({"kind": None}, {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}),
        ({"kind": "indicator", "level": "county", "region": "13"}, {1, 2}),
        ({"level": "县级"}, {1, 2, 7}),
        ({"level": "County"}, {1, 2, 7}),
        ({"category": "质量"}, {2, 3}),
        ({"category": "Ｑuality"}, {2, 3}),
        ({"category": "output_quality"}, {2, 3}),
        ({"kind": "any"}, {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}),
        ({"region": "11"}, set()),
        ({"year": 1999}, set()),
        ({"category": "input"}, set()),
    ],
)
def test_filters_leave_all_that_pass(index: SearchIndex, filters: dict[str, Any], allowed: set[int]) -> None:
    something_of_each = "群众满意度，息诉，化解，执行，办公"
    assert set(found(index, something_of_each, **filters)) == {f"urn:{number}" for number in allowed}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (Query("  "), "query.text"),
        (Query("满意度", top=0), "query.top"),
        (Query("满意度", region="河南"), "query.region"),
        (Query("满意度", exclude_region="4"), "query.region"),
        (Query("满意度", region="990000"), "query.region"),
        (Query("满意度", region="河南省"), "query.region"),
        (Query("满意度", level="village"), "query.level"),
        (Query("满意度", category="no-such"), "query.category"),
        (Query("满意度", kind="goals"), "query.kind"),  # type: ignore[arg-type]
        (Query("满意度", agency_type="乱"), "query.agency_type"),
        (Query("满意度", agency_type="same"), "query.agency_type"),
        (Query("满意度", amount="100万"), "query.amount"),
        (Query("满意度", amount=".."), "query.amount"),
        (Query("满意度", amount="很多..更多"), "query.amount"),
        (Query("满意度", amount="500万..100万"), "query.amount"),
        (Query("满意度", amount="100..500万"), "query.amount"),
    ],
)
def test_what_cannot_be_asked_is_named(index: SearchIndex, query: Query, code: str) -> None:
    with pytest.raises(UsageError) as wrong:
        index.search(query)
    assert wrong.value.code == code


def test_what_no_agency_or_project_has_is_told_with_what_there_is(index: SearchIndex) -> None:
    assert "库里有 教育 education、信访 petition" in index.why_nothing(Query("满意度", agency_type="health"))
    assert "库里的项目金额从 100元 到 500万元" in index.why_nothing(Query("满意度", amount="1亿.."))
    with pytest.raises(UsageError) as wrong:
        index.search(Query("满意度", agency_type="乱"))
    assert "信访 petition" in wrong.value.hint


def test_agencies_of_the_kind_of_the_example(tmp_path: Path) -> None:
    example = "https://w3id.org/budgetkg/id/target/1"
    items = [
        replace(FIRST, iri=example),
        passage(1, "上访群众满意率", agency="乙区信访局", region="130110"),
        passage(2, "上访群众满意率", agency="乙区教育局", region="130110", agency_type="education"),
    ]
    build_index(items, tmp_path / "index")
    index = SearchIndex.open(tmp_path / "index")
    assert found(index, example) == ["urn:1", "urn:2"]
    assert found(index, example, agency_type="same") == found(index, example, agency_type="同类") == ["urn:1"]


def test_amounts_of_documents_that_are_gone_do_not_count(tmp_path: Path) -> None:
    other = replace(FIRST, iri="urn:1", source=Place("1" * 64), amount="90000000.00")
    Columns.write([FIRST, other], tmp_path)
    assert Columns.open(tmp_path, frozenset()).occurring()["amount"] == [10_000, 9_000_000_000]
    left = Columns.open(tmp_path, frozenset(["1" * 64]))
    assert left.occurring()["amount"] == [10_000, 10_000]
    asked = filters(Query("满意度", amount="1000万.."), left.occurring())
    assert left.passing(asked).tolist() == [] and Columns.open(tmp_path, frozenset()).passing(asked).tolist() == [1]
