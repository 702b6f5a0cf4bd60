"""What the samples and small documents say of units, posts, empty statements: answers worked out by hand from the print."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.read import read_document
from ontology.quads import division_nquads, to_nquads, vocabulary_nquads
from search.graph.validate import validate_nquads
from tests.search.test_answers import HONGQI, JIAOZUO, JINCHENG, LUQUAN, RUGAO, SAMPLES, Row, ask

DEPARTMENT = """某市水务局2024年部门预算

一、预算单位构成

纳入2024年部门预算编制范围的预算单位共有3个，具体包括：

1.焦作市水务局机关

2.焦作市水政监察支队

3.焦作市水库管理处

人员编制46名，其中行政编制30名，事业编制16名；在职人员44人，离退休人员21人。

单位名称：焦作市水务局

部门支出总表

单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t880.00\t440.00\t440.00
213\t农林水支出\t880.00\t440.00\t440.00

机关运行经费表

单位：万元

科目编码\t科目名称\t合计
\t合计\t0.00
"""
UNIT = """焦作市水政监察支队2024年单位预算

单位名称：焦作市水政监察支队

单位支出总表

单位：万元

科目编码\t科目名称\t合计\t基本支出\t项目支出
\t合计\t80.00\t40.00\t40.00
213\t农林水支出\t80.00\t40.00\t40.00
"""


def _store(paths: list[Path]) -> ox.Store:
    store, records = ox.Store(), [read_document(path) for path in paths]
    places = [(r.agency.region, r.document.fiscal_year) for r in records if r.agency and r.agency.region]
    for graph in (*map(to_nquads, records), vocabulary_nquads(), division_nquads(places)):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="module")
def store() -> Iterator[ox.Store]:
    yield _store(SAMPLES)


@pytest.fixture(scope="module")
def water(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ox.Store]:
    folder = tmp_path_factory.mktemp("water")
    (folder / "department.txt").write_text(DEPARTMENT.replace("某市", "焦作市"), "utf-8")
    (folder / "unit.txt").write_text(UNIT, "utf-8")
    yield _store([folder / "department.txt", folder / "unit.txt"])


def test_units_that_departments_say_they_have(store: ox.Store) -> None:
    assert {(row[0], row[2], row[3], row[4], row[5], row[9]) for row in ask(store, "units-published")} == {
        (JIAOZUO, None, "写明没有所属单位", None, None, "53"),
        (LUQUAN, "石家庄市鹿泉区信访局本级", "有单位文件", "luquan-2021.txt", None, "362"),
        (HONGQI, "新乡市红旗区信访局本级", "含在部门文件里", None, "1", "70"),
        (RUGAO, None, "只写了个数", None, "1", "9"),
    }
    assert ask(store, "units-published", missing="1") == []


def test_a_listed_unit_without_a_document_is_told_from_one_that_has_published(water: ox.Store) -> None:
    rows = {row[2]: (row[3], row[4], row[5], row[6]) for row in ask(water, "units-published")}
    assert rows == {
        "焦作市水务局本级": ("含在部门文件里", None, "3", "3"),
        "焦作市水政监察支队": ("有单位文件", "unit.txt", "3", "3"),
        "焦作市水库管理处": ("没有找到单位文件", None, "3", "3"),
    }
    assert [row[2] for row in ask(water, "units-published", missing="1", agency="水务")] == ["焦作市水库管理处"]


def test_posts_and_basic_expenditure_a_head(store: ox.Store, water: ox.Store) -> None:
    """如皋: 16 administrative posts and 866.92万元 of basic expenditure are 54.18万元 a post."""
    (row,) = ask(store, "posts-and-staff")
    assert row[:7] == (RUGAO, "2024", None, "行政编制", "16", "8669200", "541825") and row[9] == "9"
    assert {(r[3], r[4], r[6]) for r in ask(water, "posts-and-staff", year="2024")} == {
        ("编制", "46", "95652.17"),
        ("行政编制", "30", "146666.67"),
        ("事业编制", "16", "275000"),
        ("在职人员", "44", "100000"),
        ("离退休人员", "21", None),
    }


def test_empty_statements_and_the_words_that_explain_them(store: ox.Store, water: ox.Store) -> None:
    rows: set[Row] = {(row[0], row[2], row[3], row[8]) for row in ask(store, "empty-tables")}
    assert rows == {
        (HONGQI, "政府性基金预算支出表", "7", "352"),
        (HONGQI, "转移支付表", None, "142"),
        (JINCHENG, "政府性基金预算支出表", "8", "312"),
        (JINCHENG, "政府性基金预算支出表", "9", "323"),
        (JINCHENG, "国有资本经营预算支出表", "10", "353"),
        (JINCHENG, "项目支出表", "14", "407"),
        (JIAOZUO, "政府性基金预算支出表", None, "75"),
        (JIAOZUO, "政府性基金预算支出表", None, "89"),
        (JIAOZUO, "国有资本经营预算支出表", "6", "93"),
        (JIAOZUO, "转移支付表", None, "131"),
        (LUQUAN, "政府性基金预算支出表", "7", "297"),
        (LUQUAN, "国有资本经营预算支出表", "8", "311"),
        (LUQUAN, "政府采购预算表", "18", "572"),
    }
    assert ask(store, "empty-tables", unexplained="1") == []
    assert [(row[2], row[5]) for row in ask(water, "empty-tables", unexplained="1")] == [("机关运行经费表", None)]


def test_small_documents_of_units_keep_to_the_shapes(tmp_path: Path) -> None:
    (tmp_path / "department.txt").write_text(DEPARTMENT, "utf-8")
    report = validate_nquads(to_nquads(read_document(tmp_path / "department.txt")))
    assert [r for r in report.results if r.shape.severity == "Violation"] == []


def test_text_against_tables_beyond_the_totals(store: ox.Store) -> None:
    rows = ask(store, "text-against-table")
    found = {(row[0], row[2], row[3], row[4]) for row in rows}
    assert found >= {
        (JIAOZUO, "机关运行经费", "315900", "315900"),
        (JINCHENG, "财政拨款收支", "7300300", "7300300"),
        (LUQUAN, "人员经费", "2104100", "2104100"),
        (HONGQI, "公用经费", "119900", "119900"),
        (JINCHENG, "功能科目支出", "389100", "389100"),
    }
    # 1135.98万元 holds 84.28万元 carried over, which the table of the general public budget leaves out.
    (row,) = ask(store, "text-against-table", differences="1")
    assert row[:6] == (JIAOZUO, "2020", "一般公共预算", "11359800", "10517000", "842800") and row[8:11] == ("79", "4", "268")


def test_a_unit_that_is_ten_thousand_times_off_is_told(tmp_path: Path) -> None:
    text = (Path(SAMPLES[1]).read_text("utf-8")).replace("机关运行经费支出预算 31.59 万元", "机关运行经费支出预算 31.59 元")
    text = text.replace("机关运行经费支出预算31.59万元", "机关运行经费支出预算31.59元")
    (tmp_path / "jiaozuo.txt").write_text(text, "utf-8")
    wrong = [row for row in ask(_store([tmp_path / "jiaozuo.txt"]), "text-against-table", differences="1") if row[14] == "true"]
    assert [(row[2], row[3], row[4]) for row in wrong] == [("机关运行经费", "31.59", "315900")]


def test_a_statement_of_which_words_say_that_there_is_nothing_is_not_missing(tmp_path: Path) -> None:
    missing: list[set[str | None]] = []
    for said in ("", "\n本部门2024年没有使用政府性基金预算拨款安排的支出。\n"):
        path = tmp_path / f"{len(missing)}.txt"
        path.write_text(DEPARTMENT + said, "utf-8")
        missing.append({row[2] for row in ask(_store([path]), "missing-tables")})
    assert missing[0] - missing[1] == {"政府性基金预算支出表"} and missing[1] < missing[0]
