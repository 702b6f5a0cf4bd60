"""The class of an indicator: told from its words, from what is counted, and from what the form prints."""

from pathlib import Path

import numpy as np
import pytest

from ontology.concepts import shipped
from search.likeness.indicator_class import CLASSES, Classes, ask, class_of, features, likeliest, of_passages, told
from search.likeness.train_indicator_class import examples, train
from tests.search.test_index import FIRST, passage

LISTS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("焊工培训人数 ≥300人", "output-quantity"),
        ("焊工培训合格率", "output-quality"),
        ("焊工培训及时率 100%", "output-timeliness"),
        ("焊工培训费用 ≤500元/人", "output-cost"),
        ("焊工技能得到提升 明显提升", "effect"),
        ("参训焊工满意度 ≥90%", "satisfaction"),
        ("路灯完工时间 9月底前", "output-timeliness"),
    ],
)
def test_words_and_units_tell_the_class(text: str, wanted: str) -> None:
    assert likeliest(text, shipped()) == wanted


def test_shares_are_likelihoods_also_of_what_is_not_known() -> None:
    shares = told(["", "zzzz", "满意度", "≥95%"], shipped())
    assert shares.shape == (4, len(CLASSES)) and (shares >= 0).all()
    assert np.allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert shares[0].max() < 0.6 < shares[2].max()


def test_units_are_told_apart_and_dates_are_no_counts() -> None:
    scheme = shipped()
    said = {
        text: {feature for feature in features(text, scheme) if feature[0] == "<"}
        for text in ("≥95%", "3万人次", "12月底前", "≤2.5万元", "及时")
    }
    assert said == {
        "≥95%": {"<share>"},
        "3万人次": {"<people>"},
        "12月底前": {"<time>"},
        "≤2.5万元": {"<money>", "<at most>"},
        "及时": {"<no number>"},
    }


def test_what_the_form_prints_counts_half() -> None:
    scheme = shipped()
    printed = passage(1, "培训人数", category="output-quality", raw_value="300人")
    silent = passage(2, "培训人数", category="process", raw_value="300人")
    one, other = of_passages([printed, silent], scheme)
    quality = CLASSES.index("output-quality")
    assert one[quality] == pytest.approx(0.5 + other[quality] / 2) and other[quality] < 0.2
    assert class_of("effect-social") == "effect" and class_of(None) is class_of("process") is None


def test_a_segment_keeps_them(tmp_path: Path) -> None:
    items = [FIRST, passage(1, "办结案件数量", category="output-quantity", raw_value="30件")]
    Classes.write(items, shipped(), tmp_path)
    scores = Classes.open(tmp_path).scores(ask("来访人员满意率", shipped()), np.array([1, 0]))
    assert scores.dtype == np.float32 and 0 <= scores[0] < 0.2 < 0.8 < scores[1] <= 1


def test_training_learns_from_lists_and_leaves_out_what_has_no_class(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    lines = [
        "# 说明 / 数量：不算 1个",
        "水利 / 堤防 / 长度 / 数量：堤防长度 3公里 | 堤长",
        "水利 / 堤防 / 其他：不知道",
        "水利 / 堤防 / 满意 / 满意：村民满意 ≥90%",
    ]
    path.write_text("\n".join(lines), "utf-8")
    found = list(examples([path]))
    quantity, satisfaction = CLASSES.index("output-quantity"), CLASSES.index("satisfaction")
    assert found == [
        ("堤防长度", quantity),
        ("堤防长度 3公里", quantity),
        ("堤长", quantity),
        ("村民满意", satisfaction),
        ("村民满意 ≥90%", satisfaction),
    ]
    names, weights = train(found * 4)
    row = names.index("满意")
    assert weights[row, satisfaction] > 0 > weights[row, quantity]


def test_a_list_that_was_not_learned_from_is_mostly_told(tmp_path: Path) -> None:
    found = [(likeliest(text, shipped()), CLASSES[number]) for text, number in examples([LISTS / "bureaus.txt"])]
    assert len(found) > 200 and sum(one == other for one, other in found) / len(found) > 0.75
