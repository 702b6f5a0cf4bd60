"""Tables line up when characters are two columns wide."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from budgetkg.tables import console, shorten, table, thousands


def printed(*rows: tuple[str, str], numeric: tuple[int, ...] = ()) -> list[str]:
    stream = io.StringIO()
    console(stream).print(table(("名称", "n"), rows, numeric))
    return [line for line in stream.getvalue().splitlines() if line.strip()]


def test_columns_line_up_behind_chinese() -> None:
    lines = printed(("信访局", "1"), ("ab", "22"))
    starts = {cell_len(line[: line.index(mark)]) for line, mark in zip(lines[2:], ("1", "22"), strict=True)}
    assert len(starts) == 1


def test_numbers_are_aligned_to_the_right() -> None:
    lines = printed(("a", "1,381,300.00"), ("b", "0.00"), numeric=(1,))
    assert {cell_len(line.rstrip()) for line in lines[2:]} == {cell_len(lines[2].rstrip())}


def test_nothing_is_cut_or_wrapped_in_a_pipe() -> None:
    text = "化解信访积案" * 200
    assert any(text in line for line in printed((text, "1")))


def test_brackets_are_text_not_markup() -> None:
    assert any("[bold]甲[/]" in line for line in printed(("[bold]甲[/]", ":smile:")))


@pytest.mark.parametrize(
    ("plain", "shown"),
    [("1381300.00", "1,381,300.00"), ("-1234", "-1,234"), ("0.00", "0.00"), ("999", "999"), ("≥90%", "≥90%"), ("", ""), ("-0.5", "-0.5")],
)
def test_thousands(plain: str, shown: str) -> None:
    assert thousands(plain) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_thousands_only_adds_commas(number: object) -> None:
    assert thousands(f"{number:f}").replace(",", "") == f"{number:f}"


def test_iris_are_shortened_by_the_longest_prefix() -> None:
    prefixes = {"x": "https://e.org/", "xo": "https://e.org/o#"}
    assert shorten("https://e.org/o#Project", prefixes) == "xo:Project"
    assert shorten("https://e.org/a", prefixes) == "x:a"
    assert shorten("https://other.org/a", prefixes) == "<https://other.org/a>"
