"""Indicator concepts: one meaning in many wordings, and a file that people can extend without breaking it."""

from collections import Counter
from pathlib import Path

import pytest

from ontology.concepts import BROADER_SHARE, FACETS, RELATED_SHARE, ConceptScheme, load
from ontology.errors import FormError
from ontology.wording import runs


@pytest.fixture(scope="module")
def scheme() -> ConceptScheme:
    return load()


@pytest.mark.parametrize(
    ("one", "other", "concept"),
    [
        ("上访群众停访息诉", "息诉罢访率", "petition-ended"),
        ("赴省非访", "去省上访", "petition-province"),
        ("进京上访", "驻京值守", "petition-beijing"),
        ("家长满意率", "企业对服务的满意度", "satisfaction"),
        ("补助资金发放及时率", "工程按期完工", "timeliness"),
        ("专款专用率", "不得挤占挪用", "fund-safe"),
        ("空气优良天数", "PM2.5年均浓度", "air"),
        ("村卫生室覆盖率", "乡村医生补助", "rural-doctor"),
        ("苗木成活率", "造林保存率", "survival"),
        ("城镇新增就业", "失业人员再就业", "job-creation"),
        ("12345 市民热线", "工单办结", "hotline"),
    ],
)
def test_different_wordings_name_one_concept(scheme: ConceptScheme, one: str, other: str, concept: str) -> None:
    assert concept in scheme.mentions(one)
    assert concept in scheme.mentions(other)


def test_the_longest_term_wins(scheme: ConceptScheme) -> None:
    assert scheme.mentions("结转结余率") == {"carry-over": "结转结余率"}
    assert "funds" not in scheme.mentions("资金到位率")
    assert set(scheme.mentions("信访救助")) == {"relief-petitioner"}


def test_wider_concepts_count_less(scheme: ConceptScheme) -> None:
    weights = scheme.weights("进京上访")
    assert weights["petition-beijing"] == 1.0
    assert weights["petition-upward"] == BROADER_SHARE


@pytest.mark.parametrize(
    ("text", "wider"),
    [("资金专款专用", "fund-use"), ("空气优良天数", "air-water-quality"), ("村卫生室覆盖率", "health-care"), ("路面养护", "roads")],
)
def test_a_fine_concept_implies_its_field(scheme: ConceptScheme, text: str, wider: str) -> None:
    assert scheme.weights(text)[wider] == BROADER_SHARE


def test_related_concepts_count_both_ways_and_least(scheme: ConceptScheme) -> None:
    assert scheme.weights("息诉罢访")["petition-repeat"] == RELATED_SHARE
    assert scheme.weights("重复信访")["petition-ended"] == RELATED_SHARE
    assert RELATED_SHARE < BROADER_SHARE < 1


def test_terms_do_not_reach_over_punctuation(scheme: ConceptScheme) -> None:
    assert "satisfaction" not in scheme.mentions("不满，意见多")


def test_every_term_can_be_found(scheme: ConceptScheme) -> None:
    """A term with a number or a comma in it would be cut before it is looked for."""
    lost = [(concept.id, term) for concept in scheme.concepts for term in concept.terms if runs(term) != [term]]
    assert lost == []


def test_the_file_covers_many_kinds_of_bureau(scheme: ConceptScheme) -> None:
    facets = Counter(concept.facet for concept in scheme.concepts)
    assert set(facets) == set(FACETS)
    assert len(scheme.concepts) >= 350
    bureaus = "学生资助 疫苗接种率 低保对象 农村公路养护 污水处理 老旧小区改造 粮食产量 破案率 非遗保护 参保人数 水库除险加固"
    assert [name for name in bureaus.split() if not scheme.mentions(name)] == []


GOOD = '[[concept]]\nid = "a"\nfacet = "theme"\nlabel = "甲"\nterms = ["甲乙"]\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (GOOD + "term = []\n", "不认识的键：term"),
        (GOOD.replace('label = "甲"\n', ""), "a 缺少 label"),
        (GOOD.replace('"theme"', '"topic"'), "facet 是 topic"),
        (GOOD.replace('"甲乙"', '"甲"'), "一个字"),
        (GOOD + GOOD, "id 重复：a"),
        (GOOD + 'broader = ["b"]\n', "上位概念 b 不存在"),
        (GOOD + 'related = ["b"]\n', "相关概念 b 不存在"),
        ("[[concept]\n", "TOML"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "concepts.toml").write_text(text, "utf-8")
    with pytest.raises(FormError, match=message) as wrong:
        load(tmp_path / "concepts.toml")
    assert str(tmp_path) in str(wrong.value)


def test_a_term_added_changes_the_digest(tmp_path: Path) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text(GOOD, "utf-8")
    before = load(path)
    path.write_text(GOOD.replace('["甲乙"]', '["甲乙", "丙丁"]'), "utf-8")
    assert load(path).digest != before.digest
    assert load(path).mentions("有丙丁的") == {"a": "丙丁"}
