"""The lists kept as CSV without a year: whole, and the same as what the parser and the categories go by."""

from decimal import Decimal
from typing import get_args

import pytest

from ingest.values.clauses import parse_value, rating_of
from ingest.values.words import canonical, value_words
from ontology import records
from ontology.categories import Category, category_of
from ontology.fixed_lists import concepts_nquads, find, lists, term


@pytest.mark.parametrize("name", sorted(lists()))
def test_a_list_has_each_code_and_label_once_and_no_cycle(name: str) -> None:
    rows = {row["code"]: row for row in lists()[name]}
    assert len(rows) == len(lists()[name]) > 4
    assert all(row["label"] and row["source"] for row in rows.values())
    if name != "framework":
        assert len({row["label"] for row in rows.values()}) == len(rows)
    for code in rows:
        seen = [code]
        while above := rows[seen[-1]]["broader"]:
            assert above in rows and above not in seen, (code, above)
            seen.append(above)


def test_units_are_those_of_the_parser_with_its_conversions() -> None:
    units = {row["code"]: row for row in lists()["unit"]}
    spelled = {spelling: row for row in units.values() for spelling in (row["label"], *row["spellings"].split())}
    words = value_words()
    assert {*words.units, *words.canonical} - spelled.keys() == set()
    for unit in {*words.units, *words.canonical}:
        base, factor = canonical(words.aliases.get(unit, unit))
        row = spelled[unit]
        assert (units[row["canonical"]]["label"], Decimal(row["factor"])) == (base, factor), unit
        assert units[row["canonical"]]["canonical"] == row["canonical"]
    assert all(spelled[alias] is spelled[unit] for alias, unit in words.aliases.items() if unit in spelled and alias in spelled)


def test_one_measure_is_one_unit_however_it_is_spelled() -> None:
    for latin, chinese in (
        ("cm", "厘米"),
        ("mm", "毫米"),
        ("ml", "毫升"),
        ("l", "升"),
        ("kw", "千瓦"),
        ("g", "克"),
        ("km", "千米"),
        ("t", "吨"),
    ):
        assert find("unit", latin) == find("unit", chinese) is not None, latin
    known = [row["qudt"] for row in lists()["unit"] if row["qudt"]]
    assert len(known) == len(set(known))


@pytest.mark.parametrize(
    "one, other",
    [
        ("10cm", "0.1米"),
        ("10厘米", "100mm"),
        ("3公里", "3000m"),
        ("500克", "0.5公斤"),
        ("0.5吨", "500kg"),
        ("250ml", "0.25升"),
        ("1.5公顷", "15000平米"),
        ("2平方公里", "200公顷"),
        ("0.5小时", "30分钟"),
        ("1分钟", "60秒"),
        ("0.36万元", "3600元"),
        ("10CM", "0.1米"),
        ("5KM", "5公里"),
        ("15000㎡", "15000平方米"),
        ("15000m2", "1.5公顷"),
        ("20km²", "20平方公里"),
        ("3万吨", "30000000公斤"),
        ("5毫克", "0.005克"),
        ("5微克", "0.005毫克"),
        ("35mg/L", "35毫克/升"),
        ("35μg/m³", "0.035毫克/立方米"),
        ("2小时/次", "120分钟/次"),
        ("3.5L", "3500毫升"),
        ("100kW", "100千瓦"),
        ("80dB", "80分贝"),
    ],
)
def test_two_ways_to_print_a_quantity_have_one_interval_in_one_unit(one: str, other: str) -> None:
    units = {row["code"]: row["canonical"] for row in lists()["unit"]}
    (first,), (second,) = parse_value(f"≥{one}"), parse_value(f"≥{other}")
    assert first.low == second.low is not None
    canonicals = {units[str(find("unit", clause.unit)).rstrip(">").rpartition("/unit-")[2]] for clause in (first, second)}
    assert len(canonicals) == 1


def test_a_rating_term_is_read_as_a_rating_and_grades_have_an_order() -> None:
    ratings = lists()["rating"]
    assert [row["label"] for row in ratings if rating_of(row["label"]) is None] == []
    grades = {row["label"]: int(row["order"]) for row in ratings if row["scale"] == "grade"}
    assert sorted(grades, key=grades.__getitem__, reverse=True) == ["优", "良", "中", "差"]


def test_the_levels_of_a_framework_mean_the_categories_that_indicators_get() -> None:
    rows = {row["code"]: row for row in lists()["framework"]}
    assert {code for code, row in rows.items() if not row["broader"]} == {"f2015", "f2021", "evaluation", "department"}
    for row in rows.values():
        if not row["broader"]:
            assert not row["category"]
            continue
        assert row["category"] in get_args(Category), row
        above = rows[row["broader"]]
        second = above["broader"] != ""
        found = category_of(above["label"], row["label"]) if second else category_of(row["label"], None)
        assert found == row["category"], row


def test_satisfaction_stands_below_the_project_effects_of_the_evaluation_framework() -> None:
    rows = {row["code"]: row for row in lists()["framework"]}
    below = {row["label"] for row in rows.values() if row["broader"] == "evaluation-effect-project"}
    assert below == {"实施效益", "满意度"}
    assert [row["label"] for row in rows.values() if row["broader"] == "evaluation-effect"] == ["项目效益"]


def test_labels_of_levels_name_levels_and_relative_ones_name_none() -> None:
    for row in lists()["level-label"]:
        levels = row["levels"].split()
        assert set(levels) <= set(get_args(records.Level))
        assert bool(levels) == (row["resolution"] == "explicit"), row


def test_what_a_list_alone_knows_is_written() -> None:
    text = concepts_nquads().decode()
    unit, code = term("unit", "percent"), term("unit", "人次")
    assert f"{unit} <http://www.w3.org/2004/02/skos/core#exactMatch> <http://qudt.org/vocab/unit/PERCENT>" in text
    assert f'{code} <http://www.w3.org/2004/02/skos/core#prefLabel> "人次"@zh' in text
    assert '#unitFactor> "10000"^^' in text and "#ratingOrder>" in text and "#resolvedAs>" in text
