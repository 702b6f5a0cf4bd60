"""Names by their characters and by how they sound."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgetkg.pinyin import Names

NAMES = Names(["焦作市信访局", "重庆市行政审批局", "长春市银行管理处", "ABC中心", "焦作市信访局", "两行\n名称"])


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("信访", {"焦作市信访局"}),
        ("jzsxfj", {"焦作市信访局"}),
        ("ＪＺＳ", {"焦作市信访局"}),
        ("sxf", {"焦作市信访局"}),
        ("cqs", {"重庆市行政审批局"}),
        ("zqs", {"重庆市行政审批局"}),  # 重 is read zhong too
        ("yhgl", {"长春市银行管理处"}),
        ("abcz", {"ABC中心"}),
        ("lhmc", set()),
        ("jmc", set()),  # not over the end of one name into the next
        ("没有", set()),
        ("j.作", set()),
    ],
)
def test_names_are_found(wanted: str, found: set[str]) -> None:
    assert NAMES.like(wanted) == found


def test_nothing_wanted_is_everything() -> None:
    assert NAMES.like(" ") == {"焦作市信访局", "重庆市行政审批局", "长春市银行管理处", "ABC中心", "两行\n名称"}


@given(st.lists(st.text(max_size=8), max_size=6), st.text(max_size=4))
def test_any_names_can_be_asked_for_anything(names: list[str], wanted: str) -> None:
    made = Names(names)
    found = made.like(wanted)
    assert found <= set(names)
    folded = " ".join(wanted.lower().split())
    if wanted.isascii():
        assert {name for name in names if "\n" not in name and folded in name.lower()} <= found
