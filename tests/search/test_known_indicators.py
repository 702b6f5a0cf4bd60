"""Known indicators: what texts without a character in common are both near."""

from pathlib import Path

import numpy as np
import pytest

from ontology.errors import IndexError_
from search.likeness.known_indicators import KEPT, KnownIndicators


@pytest.fixture(scope="module")
def known() -> KnownIndicators:
    return KnownIndicators.built()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("买车、吃饭、出国这几项开销", "三公经费支出总额"),
        ("上访的人对接待满不满意", "来访群众服务对象满意度≥95%"),
        ("年底预算花出去几成", "全年预算执行率"),
    ],
)
def test_everyday_words_and_printed_ones_are_near_the_same(known: KnownIndicators, one: str, other: str) -> None:
    near = known.near([one, other])
    (mine, weights), (others, their) = near.of(0), near.of(1)
    _, at, there = np.intersect1d(mine, others, return_indices=True)
    assert float(weights[at] @ their[there]) > 0.3
    assert known.shared(one, other)


def test_numbers_are_not_compared(known: KnownIndicators) -> None:
    near = known.near(["群众满意度≥95%", "群众满意度80%以上"])
    assert near.of(0)[0].tolist() == near.of(1)[0].tolist() != []


def test_what_is_near_nothing_has_nothing(known: KnownIndicators) -> None:
    near = known.near(["", "zzz", "95%"])
    assert len(near.texts) == 0
    assert known.shared("zzz", "预算执行率") is None
    assert len(known.near([]).texts) == 0


def test_texts_are_placed_alone_as_among_others(known: KnownIndicators) -> None:
    texts = ["预算执行率", "zzz", "来信办结率", "预算执行率", "项目按期完工"]
    together = known.near(texts)
    for number, text in enumerate(texts):
        (indicators, weights), (alone, weights_alone) = together.of(number), known.near([text]).of(0)
        assert indicators.tolist() == alone.tolist() and len(set(alone.tolist())) == len(alone) <= KEPT
        np.testing.assert_allclose(weights, weights_alone, atol=1e-6)
        assert not len(alone) or np.linalg.norm(weights) == pytest.approx(1)


def test_saved_they_are_the_same(known: KnownIndicators, tmp_path: Path) -> None:
    known.save(tmp_path / "known")
    again = KnownIndicators.open(tmp_path / "known")
    assert len(again) == len(known) and again.shared("预算执行率", "预算支出进度") == known.shared("预算执行率", "预算支出进度")
    (tmp_path / "known" / "wordings.faiss").write_bytes(b"cut short")
    with pytest.raises(IndexError_) as wrong:
        KnownIndicators.open(tmp_path / "known")
    assert wrong.value.code == "index.damaged"
