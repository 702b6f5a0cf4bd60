"""What the encoder learns from: which two texts a pair puts together, and which pairs are no counter-examples."""

import random
from collections import Counter
from pathlib import Path

import pytest

from ontology.concepts import ConceptScheme, load
from search.likeness.train_pairs import PADDING, Promises, Wordings, draw_clauses


def encode(text: str) -> list[int]:
    return [ord(character) for character in text]


def said(tokens: list[int]) -> str:
    return "".join(map(chr, tokens))


@pytest.fixture(scope="module")
def scheme() -> ConceptScheme:
    return load()


def test_both_sides_of_a_promise_name_the_same_concepts_in_wordings_of_their_own(scheme: ConceptScheme) -> None:
    rng = random.Random(1)
    pairs = [Promises(scheme, encode).draw(rng) for _ in range(200)]
    for pair in pairs:
        assert pair.meaning
        for name in pair.meaning:
            for side in (pair.left, pair.right):
                assert any(term in said(side) for term in scheme.concept(name).terms)
    assert sum(pair.left != pair.right for pair in pairs) > 150
    assert any(said(pair.left).startswith(word) for pair in pairs for word in PADDING)


def test_a_concept_that_is_left_out_is_not_learned_from(scheme: ConceptScheme) -> None:
    rng, promises = random.Random(1), Promises(scheme, encode, ["satisfaction"])
    meanings = [promises.draw(rng).meaning for _ in range(500)]
    assert all(meaning and "satisfaction" not in meaning for meaning in meanings)


def test_wordings_of_a_line_belong_together_without_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "wordings.txt"
    path.write_text("# 说明：一 | 二\n教育 / 资助 / 人数：资助人数 ≥30人 | 受助学生 | 12%\n教育 / 校舍 / 面积：只有一种写法\n", "utf-8")
    wordings = Wordings([path], encode)
    assert len(wordings) == 1
    (pair,) = wordings.draw(1, random.Random(1))
    assert {said(pair.left), said(pair.right)} == {"资助人数", "受助学生"}


def test_a_batch_brings_lines_of_one_bureau_together(tmp_path: Path) -> None:
    path = tmp_path / "wordings.txt"
    path.write_text("".join(f"部门{n // 40} / 事{n} / 数：写法甲 | 写法乙\n" for n in range(4000)), "utf-8")
    pairs = Wordings([path], encode).draw(320, random.Random(1))
    assert len(pairs) == 320
    bureaus = Counter(pair.meaning[0].partition(" /")[0] for pair in pairs if pair.meaning)
    # By chance alone no bureau of a hundred has a tenth of a batch.
    assert sum(count for count in bureaus.values() if count >= 30) > 100 and len(bureaus) > 50


def test_clauses_of_a_pair_are_neighbours_either_way_round() -> None:
    rng = random.Random(1)
    pairs = [draw_clauses([["甲", "乙", "丙"]], encode, rng) for _ in range(100)]
    assert {(said(pair.left), said(pair.right)) for pair in pairs} == {("甲", "乙"), ("乙", "甲"), ("乙", "丙"), ("丙", "乙")}
    assert {pair.meaning for pair in pairs} == {None}
