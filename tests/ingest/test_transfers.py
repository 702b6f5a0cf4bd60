"""Money passed to places below: lists in sentences and in tables become transfers; other lists of amounts do not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.funding.transfers import find_transfers
from ingest.read import read_document
from ontology.funding import TransferAllocation
from ontology.money import Money
from ontology.records import Agency, Source
from tests.ingest.test_layouts import FOLDER
from tests.ingest.test_samples import SAMPLES

CITY = Agency("晋城市信访局", None, "140500", "prefecture", "山西省晋城市")
PROVINCE = Agency("山西省民政厅", None, "140000", "provincial", "山西省")
COUNTY = Agency("泽州县民政局", None, "140525", "county", "山西省晋城市泽州县")


def found(text: str, agency: Agency | None = CITY) -> tuple[TransferAllocation, ...]:
    return find_transfers(text, Source("0" * 64, "test/transfer", text), agency, 2023, None)


def yuan(money: Money | None) -> int | None:
    """Whole yuan; the amounts of these tests have no cents."""
    if money is None or money.yuan is None:
        return None
    assert money.yuan == int(money.yuan)
    return int(money.yuan)


def parts(one: TransferAllocation) -> list[tuple[str, str | None, str | None, int | None]]:
    return [(part.recipient, part.region, part.level, yuan(part.amount)) for part in one.parts]


def test_a_list_with_its_total() -> None:
    (one,) = found("提前下达2024年农村综合改革转移支付500万元，其中：市本级50万元，城区100万元，泽州县150万元，高平120万元，阳城80万元。")
    assert (yuan(one.total), yuan(one.kept), one.from_region, one.status) == (5_000_000, 500_000, "140500", "advance")
    assert parts(one) == [
        ("城区", "140502", "county", 1_000_000),
        ("泽州县", "140525", "county", 1_500_000),
        ("高平", "140581", "county", 1_200_000),
        ("阳城", "140522", "county", 800_000),
    ]


def test_names_are_those_inside_the_publishers_own_division() -> None:
    text = "下达补助资金30万元，其中太原市10万元、大同市20万元。"
    assert found(text) == ()
    (one,) = found(text, PROVINCE)
    assert [(region, level) for _, region, level, _ in parts(one)] == [("140100", "prefecture"), ("140200", "prefecture")]


def test_places_without_a_code_are_kept_by_name() -> None:
    (one,) = found("拨付专项资金70万元：泽州县50万元、晋城经济技术开发区20万元。")
    assert parts(one)[1] == ("晋城经济技术开发区", None, None, 200_000)
    (one,) = found("下达各镇补助资金8万元，其中：巴公镇5万元、北义城镇3万元。", COUNTY)
    assert [(name, region, level) for name, region, level, _ in parts(one)] == [
        ("巴公镇", None, "township"),
        ("北义城镇", None, "township"),
    ]


def test_one_place_needs_words_of_passing_on() -> None:
    (one,) = found("下达泽州县高标准农田建设补助资金320万元。")
    assert (yuan(one.total), [amount for *_, amount in parts(one)]) == (None, [3_200_000])
    assert found("泽州县高标准农田建设资金320万元。") == ()


@pytest.mark.parametrize(
    "text",
    [
        "泽州县完成投资5000万元、高平市完成投资3000万元。",
        "城区税收收入5亿元，泽州县税收收入3亿元，高平市税收收入2亿元。",
        "补助标准为：泽州县500元/人，高平市400元/人。",
        "在泽州县、高平市开展培训，所需经费5万元。",
        "会议费3万元、培训费5万元、差旅费2万元，共计10万元。",
        "泽州县上缴资金30万元、高平市上缴资金20万元。",
    ],
)
def test_what_is_no_transfer(text: str) -> None:
    assert found(text) == ()


def test_without_a_division_nothing_is_resolved() -> None:
    assert found("下达泽州县资金5万元", None) == found("下达泽州县资金5万元", Agency("某局", None, None, None, None)) == ()


NAMES = {"城区": "140502", "泽州县": "140525", "高平市": "140581", "阳城县": "140522", "沁水县": "140521", "陵川县": "140524"}


@given(st.lists(st.tuples(st.sampled_from(sorted(NAMES)), st.integers(1, 9999)), min_size=2, max_size=6, unique_by=lambda part: part[0]))
@settings(max_examples=100, deadline=None)
def test_lists_read_back(listed: list[tuple[str, int]]) -> None:
    total = sum(amount for _, amount in listed)
    text = f"下达县区补助资金{total}万元，具体为：{'、'.join(f'{name}{amount}万元' for name, amount in listed)}。"
    (one,) = found(text)
    assert yuan(one.total) == total * 10_000
    assert [(region, amount) for _, region, _, amount in parts(one)] == [(NAMES[name], amount * 10_000) for name, amount in listed]


def test_a_sample_that_passes_money_to_five_counties() -> None:
    (one,) = read_document(SAMPLES / "jincheng-2023.txt").transfers
    assert one.total is not None
    assert (one.total.text, one.project, one.fiscal_year) == ("16.79", "市县两级解决疑难信访问题资金", 2023)
    assert [part.amount.text for part in one.parts] == ["6.24", "8.87", "0.24", "1.2", "0.24"]
    assert [part.region for part in one.parts] == ["140502", "140525", "140581", "140522", "140521"]


def test_a_table_with_a_column_for_each_county() -> None:
    record = read_document(FOLDER / "yunnan-agriculture-2024-transfers.txt")
    assert [(one.project, yuan(one.total), one.type) for one in record.transfers] == [
        ("农村厕所革命市级奖补资金", 18_000_000, None),
        ("和美乡村建设市级专项资金", 5_000_000, "earmarked"),
    ]
    for one in record.transfers:
        assert sum(yuan(part.amount) or 0 for part in one.parts) == yuan(one.total)
        assert [part.region for part in one.parts] == ["530302", "530303", "530304", "530381", "530326"]
        assert len({part.source.column for part in one.parts}) == 5


def test_a_table_with_a_row_for_each_county(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("rows") / "by-row.txt"
    path.write_text(
        "晋城市民政局2024年部门预算\n\n对下转移支付预算表\n单位：万元\n\n单位名称\t合计\t一般公共预算\n"
        "城区\t100.00\t100.00\n泽州县\t250.00\t250.00\n高平市\t50.00\t50.00\n合计\t400.00\t400.00\n",
        "utf-8",
    )
    (first,) = read_document(path).transfers
    assert (yuan(first.total), first.from_region) == (4_000_000, "140500")
    assert [(part.region, yuan(part.amount)) for part in first.parts] == [("140502", 1_000_000), ("140525", 2_500_000), ("140581", 500_000)]


@pytest.mark.parametrize("text", ["泽州县" + "补助(a)" * 200 + "元", "泽州县5万元、" * 200, "泽州县(" * 300 + "5万元"])
def test_text_made_to_be_slow_is_read(text: str) -> None:
    """A pattern that tries every way to cut such a text would not end."""
    assert len(found(text)) <= 1
