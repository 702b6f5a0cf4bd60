"""Codes are found by what people call them."""

import pytest

from ontology.code_labels import codes, find, resolve
from ontology.errors import UsageError


def test_a_list_is_in_the_order_of_its_file_with_both_labels() -> None:
    assert [(code.code, code.zh) for code in codes("level")] == [
        ("central", "中央"),
        ("provincial", "省级"),
        ("prefecture", "地市级"),
        ("county", "县级"),
        ("township", "乡级"),
    ]
    assert {code.en for code in codes("severity")} == {"error", "warning", "information"}


@pytest.mark.parametrize("scheme", ["level", "category", "severity", "horizon", "nature", "document-kind"])
def test_every_code_and_label_finds_its_code_in_any_case_and_width(scheme: str) -> None:
    assert codes(scheme)
    for code in codes(scheme):
        for name in (code.code, code.zh, code.en, code.code.replace("-", "_")):
            wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in name)
            for written in (name, name.upper(), f" {name} ", wide):
                assert find(scheme, written) == code.code, written


def test_what_is_in_no_list_is_refused_with_the_list() -> None:
    assert find("level", "村级") is find("level", "") is None
    with pytest.raises(UsageError) as wrong:
        resolve("level", "村级", "query.level", "--level")
    assert "村级" in wrong.value.message and "政府级次" in wrong.value.message
    assert "县级 county" in wrong.value.hint and "乡级 township" in wrong.value.hint
    assert (wrong.value.code, wrong.value.place) == ("query.level", "--level")


def test_the_nearest_of_a_long_list_come_first() -> None:
    with pytest.raises(UsageError) as wrong:
        resolve("category", "output-qualty", "query.category", "--category")
    assert wrong.value.hint.startswith("是否指 质量 output-quality")
