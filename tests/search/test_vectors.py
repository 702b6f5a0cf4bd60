"""Vectors and words: equal to what is worked out by hand or by brute force."""

from pathlib import Path

import numpy as np
import pytest

import search.vectors
from ontology.errors import IndexError_
from search.lexical import K1, B, LexicalIndex
from search.tokens import grams
from search.vectors import VectorIndex

NAMES = ["信访群众满意度", "群众满意度", "案件办结率", "案件及时办结率", "预算执行率", "2024年"]


def unit(rows: int, dimension: int, seed: int = 1) -> search.vectors.Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("scan_limit", [0, 20_000])
@pytest.mark.parametrize("share", [1.0, 0.3, 0.002])
def test_a_filter_leaves_the_exact_best(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scan_limit: int, share: float) -> None:
    monkeypatch.setattr(search.vectors, "SCAN_LIMIT", scan_limit)
    vectors = unit(3000, 16)
    VectorIndex.build(vectors).save(tmp_path / "v.faiss")
    index = VectorIndex.open(tmp_path / "v.faiss")
    assert (len(index), index.dimension) == (3000, 16)
    allowed = np.flatnonzero(np.random.default_rng(2).random(3000) < share)
    for query in unit(5, 16, seed=3):
        rows, scores = index.search(query, 10, allowed)
        exact = vectors[allowed] @ query
        best = allowed[np.argsort(-exact)[:10]]
        assert rows.tolist() == best.tolist()
        np.testing.assert_allclose(scores, np.sort(exact)[::-1][:10], rtol=1e-5)


def test_ties_come_in_order_of_rows() -> None:
    vectors = np.repeat(unit(1, 8), 6, axis=0)
    rows, _ = VectorIndex.build(vectors).search(vectors[0], 6)
    assert rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_no_filter_and_nothing_allowed() -> None:
    vectors = unit(50, 8)
    index = VectorIndex.build(vectors)
    assert index.search(vectors[7], 1)[0].tolist() == [7]
    rows, scores = index.search(vectors[7], 5, np.zeros(0, dtype=np.int64))
    assert len(rows) == len(scores) == 0


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "v.faiss").write_bytes(b"no index")
    with pytest.raises(IndexError_) as wrong:
        VectorIndex.open(tmp_path / "v.faiss")
    assert wrong.value.code == "index.damaged" and str(tmp_path) in wrong.value.place


def test_words_are_bm25_by_the_querys_own_score() -> None:
    index = LexicalIndex.build(NAMES)
    tokens = [grams(name) for name in NAMES]
    mean = sum(map(len, tokens)) / len(tokens)

    def idf(gram: str) -> float:
        holding = sum(gram in row for row in tokens)
        return float(np.log(1 + (len(NAMES) - holding + 0.5) / (holding + 0.5)))

    def weight(count: int, length: int) -> float:
        return count / (count + K1 * (1 - B + B * length / mean))

    query = grams("群众满意率")
    own = sum(idf(gram) * weight(1, len(query)) for gram in query)
    expected = [sum(idf(gram) * weight(row.count(gram), len(row)) for gram in query if gram in row) / own for row in tokens]
    np.testing.assert_allclose(index.scores("群众满意率"), expected, rtol=1e-5)


def test_the_same_words_score_one_and_others_nothing() -> None:
    index = LexicalIndex.build(NAMES)
    assert index.scores("案件办结率")[2] == pytest.approx(1.0)
    assert index.scores("案件办结率≥95%")[2] == pytest.approx(1.0), "a number is no wording"
    assert not index.scores("zzz").any()
    assert not index.scores("98%").any()
    assert index.scores("2024年")[5] == 0


def test_words_survive_the_disk(tmp_path: Path) -> None:
    index = LexicalIndex.build(NAMES)
    index.save(tmp_path / "lexical")
    for query in ("信访群众满意度", "及时", "执行情况"):
        np.testing.assert_array_equal(LexicalIndex.open(tmp_path / "lexical").scores(query), index.scores(query))


def test_an_index_without_any_wording(tmp_path: Path) -> None:
    for number, names in enumerate(([], ["98%"])):
        index = LexicalIndex.build(names)
        index.save(tmp_path / str(number))
        assert LexicalIndex.open(tmp_path / str(number)).scores("满意度").tolist() == [0.0] * len(names)
