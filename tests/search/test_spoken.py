"""One purpose beside all texts at once says what one purpose and one text say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.funding.spoken import Purposes, Texts, coverage, pairs_of

words = st.text("甲乙丙丁", max_size=6)


@given(st.lists(st.tuples(st.lists(words, max_size=3).map(tuple), words), min_size=1, max_size=20))
def test_all_at_once_is_as_one_by_one(programmes: list[tuple[tuple[str, ...], str]]) -> None:
    parts, texts = [of_one for of_one, _ in programmes], [text for _, text in programmes]
    purposes = Purposes(parts, Texts(texts, {pair for of_one in parts for part in of_one for pair in pairs_of(part)}))
    for one, (own, text) in enumerate(programmes):
        assert purposes.in_others(one).tolist() == pytest.approx([coverage(own, other) for other in texts])
        assert purposes.of_others(one).tolist() == pytest.approx([coverage(other, text) for other in parts])
