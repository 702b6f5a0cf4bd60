"""Known indicators: a list that people can extend without breaking it."""

from collections import Counter
from pathlib import Path

import pytest

from ontology.errors import FormError
from ontology.known_indicators import KnownIndicator, read, shipped, shipped_digest


def test_the_shipped_lists_can_be_read_and_say_different_things() -> None:
    listed = list(shipped())
    assert len(listed) > 6_000 and len({indicator.bureau for indicator in listed}) > 60
    heads = Counter((indicator.bureau, indicator.matter, indicator.measure) for indicator in listed)
    assert [head for head, count in heads.items() if count > 1] == []
    assert len(shipped_digest()) == 64


def test_a_line_is_an_indicator_in_several_wordings(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("# 说明 / 不算 / 一行：甲 | 乙\n\n教育 / 资助 / 人数： 资助人数 | 受助学生|资助人数 |\n", "utf-8")
    assert list(read(path)) == [KnownIndicator("教育", "资助", "人数", ("资助人数", "受助学生"))]


@pytest.mark.parametrize(
    "line", ["教育 / 资助：资助人数 | 受助学生", "教育 / / 人数：资助人数 | 受助学生", "教育 / 资助 / 人数：资助人数", "资助人数"]
)
def test_a_line_that_is_wrong_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"# 说明\n{line}\n", "utf-8")
    with pytest.raises(FormError) as wrong:
        list(read(path))
    assert wrong.value.place == "list.txt，第 2 行" and line[:10] in str(wrong.value)
