"""What an indicator means: strict spellings are one, everything else is two, and what cannot be told says so."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.values.clauses import parse_value
from ontology.fixed_lists import canonical_unit
from ontology.indicator_meaning import Meaning, meaning, wordings
from tests.search.library_pairs import pairs, scores


def of(name: str, value: str = "", category: str | None = "output-quality") -> Meaning:
    return meaning(name, parse_value(value, indicator=name), category)


@pytest.mark.parametrize(("which", "least", "found"), [("a", 130, 0.95), ("b", 60, 0.95), ("c", 50, 0.9), ("d", 30, 0.95)])
def test_labelled_pairs(which: str, least: int, found: float) -> None:
    precision, recall, wrong = scores(which)
    assert len(pairs(which)) >= least
    assert precision == 1.0 and recall >= found, wrong


def test_who_is_satisfied_with_whom_is_told_apart() -> None:
    assert of("教师对学生满意度", "≥90%").key != of("学生对教师满意度", "≥90%").key
    assert of("信访群众对职工满意度", "≥90%").key != of("职工对信访群众满意度", "≥90%").key
    assert of("资助学生满意度", "≥90%").key != of("学生资助满意度", "≥90%").key


def test_an_action_may_stand_before_or_after_its_object_and_a_quality_anywhere() -> None:
    assert of("公路养护里程", "≥5公里").key == of("养护公路里程", "≥5公里").key
    assert of("案件及时查处率", "≥95%").key == of("案件查处及时率", "≥95%").key
    assert of("设备维修改造数量", "≥5台").key != of("设备改造维修数量", "≥5台").key


def test_ended_petitions_in_three_wordings_are_one() -> None:
    keys = {
        of("上访群众停访息诉", "95%以上").key,
        of("息诉罢访率", "≥95%").key,
        of("救助后息诉息访率", "≥90%").key,
    }
    assert len(keys) == 1


def test_resolved_and_concluded_are_two() -> None:
    assert of("信访案件化解率", "100%").key != of("信访案件办结率", "100%").key


def test_a_name_without_a_measure_is_told_by_its_value() -> None:
    assert of("主题党日", "≥12次").key == of("主题党日次数", "≥6次").key
    assert of("信访总量", "同比下降10%").key == of("信访总量下降率", "≥10%").key
    assert len({of("信访案件", value).key for value in ("≥100件", "100%", "下降5%", "及时办理")}) == 4


def test_multiples_of_a_unit_are_one_unit() -> None:
    assert of("造林面积", "≥1万亩").key == of("造林面积", "≥8000亩").key
    assert [canonical_unit(unit) for unit in ("万亩", "亩")] == [("亩", Decimal(10000)), ("亩", Decimal(1))]


@pytest.mark.parametrize(
    ("name", "value", "category", "why"),
    [
        ("完成率", "100%", "output-quality", "没有说衡量的是什么"),
        ("验收合格率", "≥95%", "output-quality", "没有说衡量的是什么"),
        ("赴京非访量下降，越级访下降，信访总量下降", "同比下降10%", "effect-social", "一句话"),
        ("信访案件", "", None, "没有数值"),
        ("来信和来访", "来信100件，来访50人次", "output-quantity", "几种单位"),
    ],
)
def test_what_cannot_be_decided_says_so(name: str, value: str, category: str | None, why: str) -> None:
    assert why in of(name, value, category).undecided


@given(st.text(max_size=30), st.sampled_from(["", "≥95%", "12次", "健全"]))
def test_any_name_has_a_meaning_that_printing_does_not_change(name: str, value: str) -> None:
    found = of(name, value)
    assert found.key == of(f" {name}\n", value).key
    assert found.key and of(name, value) == found


def test_wordings_are_unambiguous() -> None:
    terms = [term for _, spelled, _ in wordings().groups.values() for term in spelled]
    assert len(terms) == len(set(terms)) > 80
