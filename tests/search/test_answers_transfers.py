"""Transfers between governments, matched on both sides where both publish."""

from pathlib import Path

import pytest

from ingest.read import read_document
from search.graph.store import GraphStore
from tests.search.cofunding_records import PROGRAMME, ask, funds, invented, store_of

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))


@pytest.fixture(scope="module")
def store() -> GraphStore:
    return store_of(map(read_document, SAMPLES))


def test_a_transfer_is_matched_on_both_sides() -> None:
    giver = invented("平顶山市农业农村局", "410400", 2024, (PROGRAMME, "500", ()), gives=(("410423", "200"), ("410422", "300")))
    same = invented("鲁山县农业农村局", "410423", 2024, (PROGRAMME, "250", funds(("prefecture", "200"), ("county", "50"))))
    less = invented("叶县农业农村局", "410422", 2024, (PROGRAMME, "250", funds(("prefecture", "250"))))
    rows = ask(store_of([giver, same, less]), "transfers-matched")
    assert {(row["from_name"], row["to_name"]): (row["amount"], row["received"], row["verdict"]) for row in rows} == {
        ("平顶山市人民政府", "鲁山县人民政府"): ("2000000", "2000000", "两边相符"),
        ("平顶山市人民政府", "叶县人民政府"): ("3000000", "2500000", "两边不符"),
    }
    (alone,) = [row for row in ask(store_of([giver, same]), "transfers-matched") if row["to_name"] == "叶县人民政府"]
    assert alone["verdict"] == "不能确定：接收方没有公开这一级的金额"


PROVINCE = """山西省农业农村厅2024年部门预算

对下转移支付预算表
单位：万元

项目名称\t合计\t泽州县\t沁水县
提前下达2024年高标准农田建设补助资金\t1000.00\t700.00\t300.00
2023年高标准农田建设补助资金结转\t50.00\t20.00\t30.00
"""
COUNTIES = """{place}农业农村局2024年部门预算

项目支出预算表
单位：万元

项目名称\t合计\t一般公共预算
提前下达2024年高标准农田建设补助资金（省级）\t{now}\t{now}
2023年高标准农田建设补助资金（省级）结转\t{left}\t{left}
"""


def test_two_governments_that_publish_are_matched_by_year_from_their_printed_tables(tmp_path: Path) -> None:
    """The province's list to counties (对下转移支付) and the counties' own 提前下达 and 结转, read from their files."""
    texts = {
        "province": PROVINCE,
        "qinshui": COUNTIES.format(place="沁水县", now="300.00", left="30.00"),
        "zezhou": COUNTIES.format(place="泽州县", now="650.00", left="20.00"),
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    store = store_of(read_document(tmp_path / f"{name}.txt") for name in texts)
    rows = ask(store, "transfers-matched")
    assert {(row["to_name"], row["basis_year"]): (row["amount"], row["received"], row["verdict"]) for row in rows} == {
        ("沁水县人民政府", "2024"): ("3000000", "3000000", "两边相符"),
        ("沁水县人民政府", "2023"): ("300000", "300000", "两边相符"),
        ("泽州县人民政府", "2024"): ("7000000", "6500000", "两边不符"),
        ("泽州县人民政府", "2023"): ("200000", "200000", "两边相符"),
    }
    notes = {(row["basis_year"], row["level"], row["note"]) for row in ask(store, "cofunding-amounts", region="140521")}
    assert notes == {("2024", "省级", "提前下达"), ("2023", "省级", "结转")}
    assert {row["from_name"] for row in rows} == {"山西省人民政府"}


def test_what_the_receiver_does_not_publish_is_not_decided(store: GraphStore) -> None:
    rows = ask(store, "transfers-matched")
    assert {(row["from_name"], row["to_name"], row["amount"], row["received"]) for row in rows} == {
        ("晋城市人民政府", "城区人民政府", "62400", None),
        ("晋城市人民政府", "泽州县人民政府", "88700", None),
        ("晋城市人民政府", "高平市人民政府", "2400", None),
        ("晋城市人民政府", "阳城县人民政府", "12000", None),
        ("晋城市人民政府", "沁水县人民政府", "2400", None),
    }
    assert {row["verdict"] for row in rows} == {"不能确定：接收方没有公开这一级的金额"}
