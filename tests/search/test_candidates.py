"""Which rows of several segments are scored exactly: the highest among all of them, wherever they lie."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import search.likeness.candidates
import search.likeness.index
import search.likeness.index_writer
import search.likeness.vectors
from search.likeness.candidates import highest
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import build_index
from search.likeness.passages import Place
from search.likeness.segment import Segment
from tests.search.test_index import OtherEncoder, passage

FEW = st.lists(st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9]), max_size=300), min_size=1, max_size=4)


@given(FEW, st.integers(1, 40))
def test_the_highest_of_several_arrays(scores: list[list[float]], count: int) -> None:
    arrays = [np.array(part, dtype=np.float32) for part in scores]
    places = highest(arrays, count)
    assert all((np.diff(at) > 0).all() for at in places)
    found = np.sort(np.concatenate([part[at] for part, at in zip(arrays, places, strict=True)]))
    everything = np.sort(np.concatenate(arrays))
    wanted = everything[everything > 0][-count:]
    assert found.tolist() == wanted.tolist()


def test_the_highest_are_found_where_a_sample_sees_none_of_them() -> None:
    scores = np.zeros(5000, dtype=np.float32)
    scores[1::1000] = 1
    assert scores[:: search.likeness.candidates.SAMPLED].sum() == 0
    assert highest([np.zeros(9, dtype=np.float32), scores], 3)[0].tolist() == []
    assert len(highest([scores], 3)[0]) == 3 and highest([scores], 50)[0].tolist() == [1, 1001, 2001, 3001, 4001]


@pytest.mark.parametrize("large", [100, 250_000])
def test_candidates_are_as_few_in_many_segments_as_in_one_and_the_right_ones(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, large: int
) -> None:
    """Where what is asked for stands in one segment of many, and among few rows that pass; vectors tell nothing."""
    monkeypatch.setattr(search.likeness.index_writer, "LARGE", large)
    monkeypatch.setattr(search.likeness.index_writer, "SMALL", 0)
    actions, measures = ("办结", "拨付", "受理", "化解"), ("率", "数量", "满意度")
    names = [f"{a}{b}{c}" for a in ("信访", "案件", "资金", "设备") for b in actions for c in measures]
    items = [
        passage(number, names[number % 47], agency=f"单位{number}", year=2015 + number % 3, source=Place(f"{number // 100:064x}"))
        for number in range(600)
    ]
    items += [passage(1000 + number, "退役军人救助", agency=f"局{number}", source=Place("f" * 64)) for number in range(30)]
    build_index(items, tmp_path / "index", OtherEncoder())
    index = SearchIndex.open(tmp_path / "index", OtherEncoder())
    texts = {"退役军人救助率": None, "信访案件化解率": None, "救助资金拨付": 2016, "设备受理数量": 2017}
    queries = [Query(text, top=2, year=year) for text, year in texts.items()]
    everything = index.search_batch(queries)
    assert all(hit.passage.name == "退役军人救助" for hit in everything[0])
    monkeypatch.setattr(search.likeness.vectors, "SCAN_LIMIT", 10)
    monkeypatch.setattr(search.likeness.index, "POOL", 0)
    scored: list[int] = []
    parts = Segment.parts

    def counted(self: Segment, rows: Any, *given: Any) -> Any:
        scored.append(len(rows))
        return parts(self, rows, *given)

    monkeypatch.setattr(Segment, "parts", counted)
    for query, exact in zip(queries, everything, strict=True):
        scored.clear()
        assert index.search(query) == exact
        assert len(scored) == (7 if large == 100 else 1)
        assert sum(scored) <= 60 + max(20, 10 * len(scored)) < len(items) / 3


def test_of_a_name_that_many_print_those_of_the_class_are_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    items = [passage(100 + number, "群众满意度", agency=f"局{number}", level2=None, category="output-quantity") for number in range(95)]
    items += [passage(900 + number, "群众满意度", agency=f"另{number}", level2=None, category="satisfaction") for number in range(2)]
    build_index(items, tmp_path / "index", OtherEncoder())
    index = SearchIndex.open(tmp_path / "index", OtherEncoder())
    monkeypatch.setattr(search.likeness.vectors, "SCAN_LIMIT", 10)
    monkeypatch.setattr(search.likeness.index, "POOL", 0)
    assert [hit.passage.iri for hit in index.search(Query("群众满意度", top=1))] == ["urn:900"]
