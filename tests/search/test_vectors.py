"""Vectors and words: equal to what is worked out by hand or by brute force."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import search.likeness.lexical
import search.likeness.vectors
from ontology.errors import IndexError_
from search.likeness.lexical import K1, B, Lexical
from search.likeness.postings import Postings, matrix
from search.likeness.vectors import VectorIndex

NAMES = ["信访群众满意度", "群众满意度", "案件办结率", "案件及时办结率", "预算执行率", "2024年"]


def grams(text: str) -> list[str]:
    return [*text, *(text[at : at + 2] for at in range(len(text) - 1))]


def words(names: Sequence[str], query: str, folder: Path, without: Sequence[int] = ()) -> list[float]:
    """Scores of all rows, some of them left out of what is rare."""
    if not (folder / "words").exists():
        Lexical.write(names, folder / "words")
    lexical = Lexical(folder / "words", np.array(without, dtype=np.int64))
    asked = search.likeness.lexical.ask(query, [lexical])
    return [float(score) for score in lexical.scores(asked, np.arange(len(names)))]


def unit(rows: int, dimension: int, seed: int = 1) -> search.likeness.vectors.Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.mark.parametrize("scan_limit", [0, 20_000])
@pytest.mark.parametrize("share", [1.0, 0.3, 0.002])
def test_a_filter_leaves_the_exact_best(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scan_limit: int, share: float) -> None:
    monkeypatch.setattr(search.likeness.vectors, "SCAN_LIMIT", scan_limit)
    vectors = unit(3000, 16)
    VectorIndex.build(vectors).save(tmp_path / "v")
    index = VectorIndex.open(tmp_path / "v")
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
    (tmp_path / "index.faiss").write_bytes(b"no index")
    with pytest.raises(IndexError_) as wrong:
        VectorIndex.open(tmp_path)
    assert wrong.value.code == "index.damaged" and str(tmp_path) in wrong.value.place


def test_many_vectors_lie_in_lists_that_find_almost_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(search.likeness.vectors, "EXACT_LIMIT", 5000)
    monkeypatch.setattr(search.likeness.vectors, "SCAN_LIMIT", 500)
    centres = unit(60, 32, seed=4)
    vectors = np.repeat(centres, 200, axis=0) + 0.5 * unit(12_000, 32, seed=5)
    vectors = np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
    VectorIndex.build(vectors).save(tmp_path / "v")
    index = VectorIndex.open(tmp_path / "v")
    assert (len(index), index.dimension) == (12_000, 32)
    assert (tmp_path / "v" / "codes.npy").exists()
    np.testing.assert_allclose(index.at(np.array([3, 11_999])), vectors[[3, 11_999]], atol=5e-3)
    for share in (1.0, 0.2):
        allowed = np.flatnonzero(np.random.default_rng(2).random(12_000) < share)
        found = []
        for query in vectors[::600]:
            rows, scores = index.search(query, 10, None if share == 1 else allowed)
            assert set(rows.tolist()) <= set(allowed.tolist()) and len(rows) == 10
            np.testing.assert_allclose(scores, vectors[rows] @ query, atol=1e-2)
            found.append(len(set(rows.tolist()) & set(allowed[np.argsort(-(vectors[allowed] @ query))[:10]].tolist())))
        assert np.mean(found) >= 9.5


def test_words_are_bm25_by_the_querys_own_score(tmp_path: Path) -> None:
    nothing: list[str] = []  # 2024年 is a number with its unit
    tokens = [*(grams(name) for name in NAMES[:5]), nothing]
    mean = sum(map(len, tokens)) / len(tokens)

    def idf(gram: str) -> float:
        holding = sum(gram in row for row in tokens)
        return float(np.log(1 + (len(NAMES) - holding + 0.5) / (holding + 0.5)))

    def weight(count: int, length: int) -> float:
        return count / (count + K1 * (1 - B + B * length / mean))

    query = grams("群众满意率")
    own = sum(idf(gram) * weight(1, len(query)) for gram in query)
    expected = [sum(idf(gram) * weight(row.count(gram), len(row)) for gram in query if gram in row) / own for row in tokens]
    np.testing.assert_allclose(words(NAMES, "群众满意率", tmp_path), expected, rtol=1e-5)


def test_the_same_words_score_one_and_others_nothing(tmp_path: Path) -> None:
    assert words(NAMES, "案件办结率", tmp_path)[2] == pytest.approx(1.0)
    assert words(NAMES, "案件办结率≥95%", tmp_path)[2] == pytest.approx(1.0), "a number is no wording"
    assert not any(words(NAMES, "zzz", tmp_path))
    assert not any(words(NAMES, "98%", tmp_path))
    assert words(NAMES, "2024年", tmp_path)[5] == 0


def test_rows_left_out_do_not_make_a_word_common(tmp_path: Path) -> None:
    (tmp_path / "fewer").mkdir()
    few = words(NAMES[:4], "群众办结率", tmp_path / "fewer")
    assert words(NAMES, "群众办结率", tmp_path, without=[4, 5])[:4] == pytest.approx(few)
    assert words(NAMES, "群众办结率", tmp_path)[:4] != pytest.approx(few)


def test_words_of_two_folders_are_weighed_together(tmp_path: Path) -> None:
    whole = words(NAMES, "群众办结率", tmp_path)
    Lexical.write(NAMES[:2], tmp_path / "1")
    Lexical.write(NAMES[2:], tmp_path / "2")
    parts = [Lexical(tmp_path / name) for name in ("1", "2")]
    asked = search.likeness.lexical.ask("群众办结率", parts)
    scores = np.concatenate([part.scores(asked, np.arange(len(part))) for part in parts])
    assert scores.tolist() == pytest.approx(whole)


def test_an_index_without_any_wording(tmp_path: Path) -> None:
    for number, names in enumerate(([], ["98%"])):
        (tmp_path / str(number)).mkdir()
        assert words(names, "满意度", tmp_path / str(number)) == [0.0] * len(names)


def test_a_guess_takes_the_heaviest_terms_first(tmp_path: Path) -> None:
    values, rows, columns = np.ones(6, np.float32), np.array([0, 1, 2, 0, 1, 2]), np.array([0, 0, 0, 1, 2, 2])
    held = matrix(values, rows, columns, (3, 3))
    Postings.write(tmp_path / "p", held, np.array([5, 6, 7]), held.data)
    postings = Postings.open(tmp_path / "p")
    terms, weights = np.array([4, 5, 6, 7]), np.array([9, 1, 2, 3], dtype=np.float32)

    def guessed(budget: int) -> list[float]:
        scores = np.zeros(3, dtype=np.float32)
        postings.guess(terms, weights, budget, scores)
        found: list[float] = scores.tolist()
        return found

    assert guessed(100) == [3, 4, 4]
    assert guessed(3) == [2, 3, 3]
    assert guessed(0) == [0, 3, 3], "one term is always read"
    assert postings.counts(terms).tolist() == [0, 3, 1, 2]
    assert Postings.open(tmp_path / "p", np.array([1])).counts(terms).tolist() == [0, 2, 1, 1]
