"""Whether two targets measure the same, by what their wording names."""

import pytest

from ontology.concepts import shipped
from search.likeness.agreement import measured, same_matter, same_measure


@pytest.mark.parametrize(
    ("asked", "found", "measure", "matter"),
    [
        ("上访群众满意度", "信访人满意率", True, True),
        ("上访群众满意度", "群众满意度", True, True),  # wider
        ("上访群众满意度", "党员满意度", True, False),
        ("党员满意度", "主题党日次数", False, True),
        ("农村危房改造完成率", "农村危房改造合格率", False, True),
        ("越级上访量下降率", "压降越访", True, True),
        ("盾构机台时合格率", "盾构机台时达标率", True, True),  # no concept names it, but both say it
        ("盾构机台时合格率", "道岔铺设合格率", True, False),
        ("满意度", "党员满意度", True, True),  # asked in general
    ],
)
def test_measure_and_matter(asked: str, found: str, measure: bool, matter: bool) -> None:
    one, other = (measured(text, shipped()) for text in (asked, found))
    assert (same_measure(one, other), same_matter(one, other)) == (measure, matter)


def test_a_measure_alone_does_not_say_whose_and_numbers_say_nothing() -> None:
    assert measured("满意度 ≥95%", shipped()).silent
    whole = {text: measured(text, shipped()).whole for text in ("党员满意度", "越级上访", "满意度")}
    assert whole == {"党员满意度": True, "越级上访": False, "满意度": False}
