"""Promises on one axis: what may be compared, what is strict, what is far from the others."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from search.likeness.compare import Promise, compare


def promise(
    value: str | None, comparator: str | None = "ge", unit: str | None = "%", basis: str = "level", direction: str | None = None
) -> Promise:
    number = None if value is None else Decimal(value)
    return Promise(f"urn:{value}{comparator}{unit}{basis}{direction}", number, unit, basis, comparator, direction)


def test_the_higher_of_two_lower_bounds_is_stricter() -> None:
    found = compare([promise("90"), promise("98"), promise("95")])
    assert found.sense == "higher" and [(p.promise.value, p.stricter_than) for p in found.points] == [
        (Decimal(98), 2),
        (Decimal(95), 1),
        (Decimal(90), 0),
    ]
    assert found.median == Decimal(95) and found.quartiles is None


def test_a_larger_decrease_is_stricter_than_a_smaller_one() -> None:
    found = compare([promise(v, "ge", "%", "relative_change", "decrease") for v in ("-20", "-10")])
    assert found.sense == "lower" and [p.promise.value for p in found.points] == [Decimal(-20), Decimal(-10)]


def test_what_cannot_be_compared_is_told_with_the_reason() -> None:
    own = promise("95")
    others = [
        promise("90"),
        promise("5", "ge", "件"),
        promise(None),
        promise("-10", "ge", "%", "relative_change", "decrease"),
        promise("3", "le"),
        promise("100", "eq"),
    ]
    found = compare(others, own)
    assert [p.promise.value for p in found.points] == [Decimal(100), Decimal(90)]
    assert [reason for _, reason in found.left_out] == ["单位不同（件）", "没有数值", "一个是水平，一个是变动", "方向相反"]


def test_the_own_value_says_which_axis_and_which_sense() -> None:
    others = [promise("5", "le", "件"), promise("7", "le", "件"), promise("90"), promise("95"), promise("98")]
    found = compare(others, promise("6", "le", "件"))
    assert (found.unit, found.sense) == ("件", "lower") and [p.promise.value for p in found.points] == [Decimal(5), Decimal(7)]


def test_far_values_are_outliers_only_among_enough_others() -> None:
    near = [promise(str(v)) for v in (94, 95, 95, 96, 96, 97)]
    found = compare([*near, promise("40")])
    assert [p.promise.value for p in found.points if p.outlier] == [Decimal(40)]
    assert found.quartiles == (Decimal("94.5"), Decimal(95), Decimal(96))
    assert not any(p.outlier for p in compare([promise("95"), promise("96"), promise("40")]).points)


def test_nothing_to_compare() -> None:
    assert compare([]).points == () and compare([promise(None)]).left_out[0][1] == "没有数值"


VALUES = st.none() | st.integers(-200, 200).map(str)
SIGNS = st.sampled_from(["ge", "le", "eq", None])


@given(st.lists(st.builds(promise, VALUES, SIGNS, st.sampled_from(["%", "件", None]))))
def test_every_promise_stands_on_the_axis_or_is_left_out(promises: list[Promise]) -> None:
    found = compare(promises)
    assert len(found.points) + len(found.left_out) == len(promises)
    counts = [point.stricter_than for point in found.points]
    assert counts == sorted(counts, reverse=True) and all(count < len(counts) for count in counts)
