"""Money: what is printed is what is kept, to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.money import UNITS, Money, parse_money

_AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False)


@given(_AMOUNTS, st.sampled_from(sorted(UNITS)), st.booleans(), st.booleans())
def test_every_printed_amount_is_read_back_exactly(number: Decimal, unit: str, grouped: bool, negative: bool) -> None:
    printed = f"{number:,}" if grouped else f"{number}"
    money = parse_money(f"-{printed}" if negative else printed, unit)
    assert money is not None and money.yuan is not None
    assert money.yuan == (-number if negative else number) * UNITS[unit]
    assert money.text.lstrip("-") == printed


def test_blank_zero_and_undisclosed_are_three_things() -> None:
    states = [(m.state, m.contract) for t in ("", "  ", "0.00", "—", "**") if (m := parse_money(t, "万元"))]
    assert states == [("blank", ""), ("blank", ""), ("printed", "0.00"), ("undisclosed", ""), ("undisclosed", "")]


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("1,135.98", "万元", "11359800.00"),
        ("2,109,100.0", "元", "2109100.00"),
        ("1051.92万元", "元", "10519200.00"),
        ("92.5 万元", "元", "925000.00"),
        ("（3.20）", "万元", "-32000.00"),
        ("１２．５", "万元", "125000.00"),
        ("0.36亿", "元", "36000000.00"),
        ("12.50①", "万元", "125000.00"),
        ("12.50 ²", "万元", "125000.00"),
    ],
)
def test_units_widths_and_brackets(text: str, unit: str, yuan: str) -> None:
    money = parse_money(text, unit)
    assert money is not None and money.contract == yuan


@pytest.mark.parametrize("text", ["信访事务", "12个", "≥95%", "1,13.5", "2023年", "3人", "1.2.3", "①12.50", "12①.50"])
def test_what_is_no_amount_is_not_read_as_one(text: str) -> None:
    assert parse_money(text, "万元") is None


def test_a_unit_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="美元"):
        parse_money("12", "美元")


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="never a float"):
        Money(1.5, "1.5", "元", "printed")  # type: ignore[arg-type]


def test_the_last_printed_place_in_yuan() -> None:
    assert [m.quantum for t in ("210.9", "210.91", "210") if (m := parse_money(t, "万元"))] == [Decimal(1000), Decimal(100), Decimal(10000)]
    wide = parse_money("０．３２", "亿元")  # full-width digits and point
    assert wide is not None and wide.quantum == Decimal(1_000_000)
