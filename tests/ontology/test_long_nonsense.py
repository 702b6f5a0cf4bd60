"""Lines of nonsense are read as what they are. A pattern that tries every way of taking them apart would not end in hours."""

from collections.abc import Callable

import pytest

from ontology.divisions import function_name, resolve
from ontology.privacy import MASK, kinds_masked, mask
from ontology.programmes import payer, programme_name
from ontology.purpose import purpose
from ontology.wording import runs, wording

MANY = 100_000


@pytest.mark.parametrize(
    ("read", "text", "answer"),
    [
        (mask, "联系人张三" + " " * MANY + "x", "联系人张三" + " " * MANY + "x"),
        (
            mask,
            "联系人张三" + " ，：" * MANY + "电话 ：(" + " " * MANY + "13812345678",
            "联系人" + MASK + " ，：" * MANY + "电话 ：(" + " " * MANY + MASK,
        ),
        (kinds_masked, "联系人：" * MANY, ()),
        (kinds_masked, "电话" + "1 (" * MANY + "x", ("landline",)),
        (wording, "不少于" * MANY, "不少于" * MANY),
        (runs, "大于等于" * MANY + "≥5次", ["大于等于" * (MANY - 7)]),
        (wording, "≥" * MANY + "95%", ""),
        (programme_name, "信访补助" + "-2020" * MANY + "x", "信访补助" + "-" * (MANY // 2) + "x"),
        (programme_name, "信访补助" + "（本级）" * MANY + "x", "信访补助" + "(本级)" * MANY + "x"),
        (programme_name, "信访补助（中央）（2020年）结转资金-2021年", "信访补助"),
        (payer, "（" * MANY, None),
        (lambda text: purpose(text).text, "补助资金" * MANY + "及", "补助资金" * MANY + "及"),
        (lambda text: purpose(text).text, "疑难信访" + "补助资金" * 999, "疑难信访"),
        (function_name, "国家统计局" * (MANY // 20), "国家统计局" * (MANY // 20)),
        (lambda text: resolve(text).division, "县市区" * (MANY // 20), None),
    ],
)
def test_long_nonsense(read: Callable[[str], object], text: str, answer: object) -> None:
    assert read(text) == answer


def test_endings_of_a_purpose_are_taken_off_wherever_one_can_begin() -> None:
    """及奖补 is an ending, as 奖补 is, and 补助资金 is one or two."""
    assert [purpose(name).text for name in ("疑难信访补助资金", "疑难信访及奖补资金", "疑难信访专项补助资金等")] == ["疑难信访"] * 3
    assert purpose("资金监控").text == "资金监控"
