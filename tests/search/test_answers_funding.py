"""Money between levels in the sample disclosures: floors, standards and what is passed on, worked out by hand."""

from dataclasses import replace

import pyoxigraph as ox
import pytest

from ingest.funding.norms import find_norms
from ingest.read import read_document
from ontology.money import parse_money
from ontology.quads import division_nquads, to_nquads, vocabulary_nquads
from ontology.records import FundAmount, Source
from tests.search.test_answers import JINCHENG, LUQUAN, RUGAO, SAMPLES, ask


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    records = [read_document(path) for path in SAMPLES]
    places = [(r.agency.region, r.document.fiscal_year) for r in records if r.agency and r.agency.region]
    for graph in (*map(to_nquads, records), vocabulary_nquads(), division_nquads(places)):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


def test_floors_and_standards_with_what_they_rest_on(store: ox.Store) -> None:
    rows = ask(store, "funding-norms")
    assert {(row[0], row[2], row[4], row[6], row[7], row[10]) for row in rows} == {
        (RUGAO, "下限", "500000", None, "县级", "苏信组办〔2013〕2号"),
        (RUGAO, "下限", "750000", None, "县级", "通信联办〔2018〕36号"),
        (RUGAO, "标准", "580", "人·天", None, "通信联办〔2020〕85号"),
        (RUGAO, "标准", "460", "人·天", None, "通信联办〔2020〕85号"),
        (RUGAO, "标准", "160000", "人·年", None, None),
        (LUQUAN, "标准", "1900", "人·年", None, "鹿办文〔2017〕31号"),
        (LUQUAN, "下限", "1900", None, None, "鹿办文〔2017〕31号"),
    }
    assert {(row[3], row[12]) for row in rows if row[4] in {"500000", "750000"}} == {("县级信访救助专项资金", "139")}


def test_floors_are_compared_with_what_the_level_lists(store: ox.Store) -> None:
    """苏信组办〔2013〕2号 asks for 50 万元 a year at least, 如皋 lists 80 万元."""
    rows = ask(store, "norms-kept")
    assert [row[5:] for row in rows if row[0] == RUGAO] == [
        ("苏信组办〔2013〕2号", "500000", "800000", "达到"),
        ("通信联办〔2018〕36号", "750000", "800000", "达到"),
    ]
    assert [row[8] for row in rows if row[0] == LUQUAN] == ["不能确定：没有写明由哪一级安排"]


def third(listed: str) -> ox.Store:
    """A project of 300,000 yuan that is to have a third of it at least from the county, which lists so much."""
    sample = read_document(next(path for path in SAMPLES if "rugao" in path.name or "如皋" in path.name))
    text = "县级财政承担不低于三分之一"
    assert sample.agency
    place = Source(sample.document.sha256, "funding/norm", text, 1, 1)
    (norm,) = find_norms(text, place, publisher_level="county")
    fund = FundAmount("县级资金", "county", ("county",), "explicit", None, parse_money(listed, "元"), "annual", place)  # type: ignore[arg-type]
    project = replace(sample.projects[0], name="某项目", amount=parse_money("300000", "元"), funds=(fund,))
    record = replace(sample, projects=(project,), funding_norms=(replace(norm, projects=("某项目",)),), cofunding_rules=(), transfers=())
    store = ox.Store()
    for graph in (to_nquads(record), vocabulary_nquads(), division_nquads([(sample.agency.region or "", 2024)])):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


def test_a_third_is_exactly_a_third() -> None:
    kept, missed = third("100000"), third("99999.99")
    (row,) = ask(kept, "funding-norms")
    assert (row[2], row[5], row[14], row[13]) == ("下限", None, "1/3", "县级财政承担不低于三分之一")
    assert [row[6:] for row in ask(kept, "norms-kept")] == [("33.33", "33.33", "达到")]
    assert [row[6:] for row in ask(missed, "norms-kept")] == [("33.33", "33.33", "未达到")]


def test_parts_passed_on_add_up_to_the_total_but_not_to_the_project(store: ox.Store) -> None:
    """6.24+8.87+0.24+1.2+0.24 = 16.79 of 57.79 万元: where 41.00 go is not said."""
    (row,) = ask(store, "transfers-against-total")
    assert row == (JINCHENG, "2023", "市县两级解决疑难信访问题资金", "5", "167900", None, "167900", "0", "577900", "410000", "相等")
    assert {(row[2], row[3], row[4], row[5]) for row in ask(store, "transfers")} == {
        ("晋城市人民政府", "城区", "140502", "62400"),
        ("晋城市人民政府", "泽州县", "140525", "88700"),
        ("晋城市人民政府", "高平市", "140581", "2400"),
        ("晋城市人民政府", "阳城县", "140522", "12000"),
        ("晋城市人民政府", "沁水县", "140521", "2400"),
    }
