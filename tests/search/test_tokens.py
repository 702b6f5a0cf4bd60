"""Tokens: what is compared, what is shown."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology import wording as wordings
from ontology.concepts import load
from ontology.wording import normalize, runs, wording
from search.likeness.tokens import Segmenter, gram_keys


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(term for concept in load().concepts for term in concept.terms)


def test_examples_in_the_docstrings() -> None:
    assert doctest.testmod(wordings).attempted == 1
    assert doctest.testmod(wordings).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("聘用律师事务所数量 2个", ["聘用律师事务所数量"]),
        ("办结率不低于９０％以上", ["办结率"]),
        ("在2021年12月31日前完成", ["在", "完成"]),
        ("PM2.5年均浓度≤35微克/立方米", ["pm2.5年均浓度", "立方米"]),
        ("≥95%", []),
        ("“三公”经费", ["三公", "经费"]),
    ],
)
def test_numbers_and_signs_are_not_wording(text: str, expected: list[str]) -> None:
    assert runs(text) == expected


def grams(*texts: str) -> list[tuple[int, str]]:
    """The number of the text and the gram, in words."""
    rows, keys = gram_keys(texts)
    return [
        (row, chr(key >> 21) + chr(key & 0x1FFFFF) if key >> 21 else chr(key))
        for row, key in zip(rows.tolist(), keys.tolist(), strict=True)
    ]


def test_grams_are_characters_and_neighbours_within_a_run() -> None:
    assert sorted(grams("息诉率，及时")) == sorted((0, gram) for gram in ("息", "诉", "率", "息诉", "诉率", "及", "时", "及时"))
    assert sorted(grams("率率", "", "98%", "率")) == [(0, "率"), (0, "率"), (0, "率率"), (3, "率")]


@given(st.text(max_size=40))
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert normalize(normalize(text)) == normalize(text)
    assert all(run and not run.isspace() for run in runs(text))
    assert "".join(runs(text)) == wording(text).replace("，", "")
    pairs = [run[at : at + 2] for run in runs(text) for at in range(len(run) - 1)]
    assert sorted(gram for _, gram in grams(text)) == sorted([*"".join(runs(text)), *pairs])


def test_words_keep_domain_terms_whole(segmenter: Segmenter) -> None:
    assert segmenter.words("上访群众停访息诉率") == ["上访群众", "停访息诉率"]
    assert segmenter.words("微信公众号信息发布条数") == ["微信公众号", "信息发布", "条数"]


def test_shared_words_are_the_longest_ones(segmenter: Segmenter) -> None:
    def shared(left: str, right: str) -> list[str]:
        return segmenter.shared(wording(left), segmenter.words(left), right)

    assert shared("信访群众满意度", "信访群众对服务的满意度") == ["信访群众", "满意度"]
    assert shared("信访群众和群众", "群众与信访群众") == ["信访群众"]
    assert shared("群众满意度", "预算执行率") == []
