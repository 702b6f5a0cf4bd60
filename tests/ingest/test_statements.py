"""Indicators written as text: what is measured, what is aimed at, and where that can't be told apart."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.tables.indicator_texts import name_and_value, statements


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("改造村卫生室≥16个", "改造村卫生室", "≥16个"),
        ("合格率不低于95%", "合格率", "不低于95%"),
        ("补助标准：300元/亩", "补助标准", "300元/亩"),
        ("完成时间2023年11月底前", "完成时间", "2023年11月底前"),
        ("检查企业（≥300家）", "检查企业", "≥300家"),
        ("保障能力显著提升", "保障能力", "显著提升"),
        ("购置彩超2台", "购置彩超", "2台"),
    ],
)
def test_a_value_is_parted_from_its_name(text: str, name: str, value: str) -> None:
    assert name_and_value(text) == (name, value)


@pytest.mark.parametrize("text", ["建设10个示范点", "按时足额发放", "对100名教师开展培训"])
def test_what_does_not_end_in_a_value_stays_whole(text: str) -> None:
    assert name_and_value(text) == (text, None)


def test_levels_before_the_colon_hold_for_what_follows() -> None:
    text = "产出指标：数量指标：1.培训≥3.5万人；2.编印手册200册\n质量指标：合格率≥95%；\n效益指标：社会效益指标：教师素质明显提升"
    assert [(s.level1, s.level2, s.name, s.value) for s in statements(text)] == [
        ("产出指标", "数量指标", "培训", "≥3.5万人"),
        ("产出指标", "数量指标", "编印手册", "200册"),
        ("产出指标", "质量指标", "合格率", "≥95%"),
        ("效益指标", "社会效益指标", "教师素质", "明显提升"),
    ]


def test_a_lost_line_break_before_a_level_parts_the_text() -> None:
    assert [s.name for s in statements("数量指标：示范面积≥1200亩质量指标：抽检合格率≥98%")] == ["示范面积", "抽检合格率"]


_WORDS = ["数量指标：", "产出指标", "培训", "≥", "95%", "；", "\n", "1.", "2023年底前", "提升", "人次", "：", "（", "）", "3.5", "①"]
_PIECES = st.lists(st.sampled_from(_WORDS), max_size=12)


@settings(deadline=None)
@example(["2023年底前", "3.5", "数量指标：", "≥", "1."])
@given(_PIECES)
def test_no_letter_is_made_and_no_name_is_blank(pieces: list[str]) -> None:
    text = "".join(pieces)
    for stated in statements(text):
        assert stated.name and set(stated.name) <= set(text)
        assert stated.value is None or set(stated.value) <= set(text)


@pytest.mark.parametrize(("text", "value"), [("合格率≥90%；≤95%", "≥90%；≤95%"), ("合格率≥90%\n≤95%", "≥90%\n≤95%")])
def test_two_bounds_stay_parted_as_printed(text: str, value: str) -> None:
    assert [(s.name, s.value) for s in statements(text)] == [("合格率", value)]


def test_a_bound_under_another_level_belongs_to_no_indicator_before_it() -> None:
    assert [(s.name, s.value) for s in statements("质量指标：合格率≥90%；数量指标：≥3")] == [("合格率", "≥90%")]
