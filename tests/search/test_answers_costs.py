"""What the overviews of the five samples say their money is for: items, their sums and unit costs, worked out by hand."""

import pyoxigraph as ox
import pytest

from ingest.read import read_document
from ontology.quads import to_nquads, vocabulary_nquads
from tests.search.test_answers import JIAOZUO, JINCHENG, LUQUAN, RUGAO, SAMPLES, ask


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    for graph in (*(to_nquads(read_document(path)) for path in SAMPLES), vocabulary_nquads()):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


def test_items_of_an_overview_that_do_not_add_up_to_its_amount(store: ox.Store) -> None:
    """100+60+5+2+4+3+3+4+5+13 = 199, printed as 210 (item 5 is left out); the shares of the counties do make up their 16.79."""
    assert ask(store, "itemised-sums") == [
        (JINCHENG, "2023", "信访专项工作经费", "10", "1990000", "2100000", "2100000", "-110000", "是", "527"),
        (JINCHENG, "2023", "市县两级解决疑难信访问题资金", "5", "167900", "167900", "577900", "0", "是", "495"),
    ]
    assert ask(store, "itemised-sums", year="2024") == []


def test_items_by_word_beside_projects_by_word(store: ox.Store) -> None:
    assert [row[:6] + row[8:] for row in ask(store, "cost-items-by-word")] == [
        (RUGAO, "2024", "信访驻外应急小组费用", "驻京", None, "580", None),
        (JINCHENG, "2023", "信访专项工作经费", "驻京信访工作经费", "1000000", None, "35.55"),
        (JINCHENG, "2023", "信访专项工作经费", "驻省信访工作经费", "600000", None, "21.33"),
    ]
    assert [row[:5] for row in ask(store, "cost-items-by-word", word="保安 律师")] == [
        (JINCHENG, "2023", "信访专项工作经费", "保安及劳务派遣服务费", "130000"),
        (JINCHENG, "2023", "信访专项工作经费", "聘请律师费", "20000"),
    ]
    projects = {(row[0], row[2], row[3]) for row in ask(store, "project-amounts-by-word", word="驻 三级一处")}
    assert {
        (RUGAO, "信访驻京统一办公费用", "150000"),
        (RUGAO, "信访驻外应急小组费用", "800000"),
        (JIAOZUO, "三级一处信访稳定工作", "1381300"),
    } <= projects


def test_unit_costs_say_what_is_printed_and_what_is_worked_out(store: ox.Store) -> None:
    assert [(row[0], *row[3:7]) for row in ask(store, "unit-costs", word="保安 驻")] == [
        (JINCHENG, "保安及劳务派遣服务费", "14444.44", "人", "推算：分项金额÷印在旁边的数量"),  # 13万/9人
        (JINCHENG, "驻省信访工作经费", "300000", "人", "推算：分项金额÷印在旁边的数量"),  # 60万/2人
        (RUGAO, "驻京", "580", "人·天", "文字印出的单价"),
        (RUGAO, "驻宁", "460", "人·天", "文字印出的单价"),
        (RUGAO, "办公费", "160000", "人·年", "文字印出的单价"),
        (JIAOZUO, "配备保安人员", "22000", "名", "推算：项目金额÷唯一的数量指标"),  # 22万/10名
    ]
    heating = [row for row in ask(store, "unit-costs", word="取暖费") if row[0] == LUQUAN]
    assert [(row[4], row[6], row[7]) for row in heating] == [("1900", "成本指标的值", "1900元")]
    # 驻京: 4人 all year and 2人 for twenty days. Nothing is worked out from a choice between them.
    assert not [row for row in ask(store, "unit-costs", word="驻京信访工作经费")]
