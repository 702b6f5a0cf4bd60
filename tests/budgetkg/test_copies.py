"""`budgetkg copies` on the samples."""

import json

from tests.budgetkg.conftest import Ask


def test_copies_tell_the_passage_and_every_place(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("copies", "--kind", "overview")
    assert status == 0
    assert "概况，同一部门的几个项目，94 字，整段相同" in out and "jiaozuo-2020.txt 表2 行28 列5 文件行208" in out
    status, out, _ = budgetkg("copies", "--format", "json", "--inside")
    found = json.loads(out)
    assert status == 0 and found[0]["exact"] and found[0]["kind"] == "overview"
    assert [place["place"]["row"] for place in found[0]["places"]] == [30, 33, 29, 28]


def test_nothing_is_copied_between_the_five_cities(budgetkg: Ask) -> None:
    status, out, _ = budgetkg("copies", "--across")
    assert status == 0 and out.startswith("0 段")
