"""Provinces' form files: mistakes told by file and key, spellings that hold anywhere, and those that hold in one province only."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from ingest.read import read_document
from ingest.tables import recognise
from ingest.words import provinces, vocabulary
from ingest.words.provinces import parse_province
from ontology.errors import FormError

HEAD = 'region = "540000"\nname = "西藏自治区"\nyears = [2020, 2024]\nbasis = "测试"\n'
AddFile = Callable[[str], None]
CACHES = (
    vocabulary._concepts_in,
    vocabulary._concept_of,
    vocabulary._labels_in,
    vocabulary._label_of,
    vocabulary._fund_concept,
    vocabulary.levels,
    vocabulary._is_heading_word,
    vocabulary._near_concept,
    vocabulary._target_words,
    recognise._provincial_titles,
)


def _clear() -> None:
    for cached in CACHES:
        cached.cache_clear()


@pytest.fixture
def with_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts one province's file beside those that are there."""

    def add(text: str) -> None:
        known = (*provinces.provinces(), parse_province("54-tibet.toml", HEAD + text))
        monkeypatch.setattr(provinces, "provinces", lambda: known)
        _clear()

    yield add
    monkeypatch.undo()
    _clear()


@pytest.mark.parametrize(
    ("file", "text", "code", "words"),
    [
        ("54-x.toml", HEAD + "titels = {}", "form.key", "titels"),
        ("54-x.toml", HEAD + "[local.levels]", "form.key", "levels"),
        ("54-x.toml", HEAD.replace("540000", "549000"), "form.region", "region"),
        ("54-x.toml", HEAD.replace("西藏自治区", "西藏"), "form.region", "name"),
        ("11-x.toml", HEAD, "form.file", "54-"),
        ("54-x.toml", HEAD.replace("2020, 2024", "2024, 2020"), "form.years", "years"),
        ("54-x.toml", HEAD.replace("测试", " "), "form.basis", "basis"),
        ("54-x.toml", HEAD + "[headings]\nproject_name = '专项'", "form.words", "project_name"),
        ("54-x.toml", HEAD + "[headings]\nproject_name = ['']", "form.words", "project_name"),
        ("54-x.toml", HEAD + "[headings", "form.syntax", "TOML"),
    ],
)
def test_a_wrong_file_is_refused_by_name(file: str, text: str, code: str, words: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_province(file, text)
    assert caught.value.code == code and words in str(caught.value)
    assert caught.value.place and caught.value.place.startswith(f"provinces/{file}")


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("[headings]\nproject_nam = ['事项名称']", "form.word", "[headings]", "project_nam"),
        ("[headings]\nproject_name = ['科目名称']", "form.word", "[headings]", "local.headings"),
        ("[headings]\nbasic = ['一般公共预算基本支出']", "form.word", "[headings]", "general_public_budget"),
        ("[labels]\nperson = ['项目名称']", "form.word", "[labels]", "local.labels"),
        ("[levels]\n'产出指标' = ['经济效益指标']", "form.word", "[levels]", "经济效益指标"),
        ("[titles]\nbudget = ['收支表']", "form.kind", "[titles]", "budget_summary"),
    ],
)
def test_a_word_that_contradicts_the_known_ones_is_refused(
    text: str, code: str, place: str, words: str, with_file: AddFile, tmp_path: Path
) -> None:
    with_file(text)
    (tmp_path / "a.txt").write_text(DOCUMENT.format(agency="拉萨市水利局"), "utf-8")
    with pytest.raises(FormError) as caught:
        read_document(tmp_path / "a.txt")
    assert caught.value.code == code and caught.value.place == f"provinces/54-tibet.toml, {place}" and words in str(caught.value)


def test_the_folder_is_the_registry() -> None:
    known = provinces.provinces()
    assert [p.file for p in known] == sorted(p.file for p in known) and len({p.region for p in known}) == len(known) > 0


DOCUMENT = """{agency}2024年部门预算

2024年水利事项安排情况
单位：万元

事项\t管护标段\t金额
渠道清淤\t东干渠\t12.50
堤防加固\t南堤\t30.00

项目支出绩效目标表
单位：万元

项目名称\t渠道清淤
一级指标\t二级指标\t三级指标\t评分标准
产出指标\t数量指标\t清淤里程\t全线贯通
"""
TITLE_AND_HEADING = (
    "[titles]\nproject_expenditure = ['水利事项安排情况']\n[headings]\nproject_name = ['事项']\nproject_unit = ['管护标段']\n"
)
LOCAL = "[local.headings]\nvalue = ['评分标准']\n"


@pytest.mark.parametrize("agency", ["拉萨市水利局", "焦作市水利局"])
def test_what_a_province_calls_a_table_and_a_heading_is_understood_anywhere(agency: str, with_file: AddFile, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(DOCUMENT.format(agency=agency), "utf-8")
    assert read_document(path).tables[0].kind != "project_expenditure"
    with_file(TITLE_AND_HEADING)
    record = read_document(path)
    assert (record.tables[0].kind, record.tables[0].confidence) == ("project_expenditure", Decimal(1))
    assert {p.name: p.amount.contract for p in record.projects if p.amount} == {"渠道清淤": "125000.00", "堤防加固": "300000.00"}


def test_a_local_spelling_holds_for_publishers_of_the_province_only(with_file: AddFile, tmp_path: Path) -> None:
    """评分标准 says elsewhere how an indicator is scored, which is no value of it; cells that are no figures leave it at that."""
    with_file(TITLE_AND_HEADING + LOCAL)
    found = {}
    for agency in ("拉萨市水利局", "焦作市水利局"):
        (tmp_path / "a.txt").write_text(DOCUMENT.format(agency=agency), "utf-8")
        projects = read_document(tmp_path / "a.txt").projects
        found[agency] = [(i.name, i.raw_value) for p in projects for i in p.indicators if i.raw_value]
        assert provinces.in_force() == ""
    assert found == {"拉萨市水利局": [("清淤里程", "全线贯通")], "焦作市水利局": []}


def test_a_provinces_title_is_a_whole_one() -> None:
    """收支总体情况表 is not what 财政拨款收支总体情况表 is, though its letters are in it."""
    summary = next(f for f in recognise.forms() if f.id == "budget-summary")
    targets = next(f for f in recognise.forms() if f.id == "project-targets")
    assert recognise._titled(targets, "河渠养护绩效目标表") and not recognise._titled(targets, "2024年部门预算整体绩效目标表")
    assert recognise._titled(summary, "2024年部门收支总体情况表") and not recognise._titled(summary, "财政拨款收支总体情况表")
