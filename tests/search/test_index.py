"""The search index: filters inside the search, folding, explanations, and refusals by name."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import search.likeness.index
import search.likeness.vectors
from ontology.errors import IndexError_, UsageError
from search.likeness.encoder import Encoder, load_encoder
from search.likeness.fuse import WEIGHTS, fold, fuse, order
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import build_index
from search.likeness.passages import Passage, Place, Stated

FIRST = Passage(
    iri="urn:0",
    kind="indicator",
    title="某市信访局2023年部门预算",
    agency="甲市信访局",
    region="140500",
    division="山西省晋城市",
    level="prefecture",
    agency_type="petition",
    year=2023,
    project="信访经费",
    amount="100.00",
    level1="满意度指标",
    level2="服务对象满意度指标",
    category="satisfaction",
    name="上访群众满意度",
    part=None,
    description=None,
    horizon="annual",
    raw_value="≥90%",
    clauses=("≥90%",),
    stated=(Stated("level", "ge", "90", "%", None, None),),
    source=Place("0" * 64),
)


def passage(number: int, name: str, **more: Any) -> Passage:
    return replace(FIRST, iri=f"urn:{number}", name=name, **more)


PASSAGES = [
    FIRST,
    passage(1, "信访群众满意率", agency="乙区信访局", region="130110", level="county", year=2021),
    passage(2, "息诉罢访率", agency="乙区信访局", region="130110", level="county", year=2021, category="output-quality", level2="质量指标"),
    passage(3, "案件化解情况", agency="丙市信访局", region="410800", year=2020, category="output-quality"),
    passage(4, "预算执行率", agency="丙市信访局", region="410800", year=2020, category="process"),
    passage(5, "上访群众满意度", horizon="implementation"),
    passage(6, "上访群众满意度", project="另一个项目", raw_value="≥85%"),
    passage(
        7,
        "保障日常办公需要",
        agency="丁县教育局",
        agency_type="education",
        region="410802",
        level="county",
        year=2020,
        category="effect-social",
        amount="5000000.00",
    ),
    passage(8, "停访息诉率", kind="goal", part=1, category=None, raw_value="达到95%以上"),
    passage(10, "做好息诉化解工作", kind="goal", part=2, category=None, raw_value=None),
    passage(9, "为化解矛盾设立", kind="overview", part=1, category=None, raw_value=None, amount="1000000.01"),
    passage(11, "承担信访案件化解的督办", kind="responsibility", category=None, raw_value=None, project=None, amount=None),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    folder = tmp_path_factory.mktemp("built") / "index"
    build_index(PASSAGES, folder)
    return SearchIndex.open(folder)


def found(index: SearchIndex, text: str = "群众满意度", **more: Any) -> list[str]:
    return [hit.passage.iri for hit in index.search(Query(text, **more))]


def test_the_same_promise_in_other_words_comes_first(index: SearchIndex) -> None:
    assert found(index, "停访息诉", kind="indicator")[0] == "urn:2"
    assert set(found(index, "群众满意度", top=2)) == {"urn:0", "urn:1"}


def test_one_agencys_repeats_are_folded_into_the_annual_one(index: SearchIndex) -> None:
    first = index.search(Query("上访群众满意度", top=1))[0]
    assert first.passage.iri == "urn:0"
    assert {other.iri for other in first.others} == {"urn:5", "urn:6"}
    assert first.to_json()["same"] == 3
    assert found(index).count("urn:5") == 0
    assert {"urn:0", "urn:5", "urn:6"} & set(found(index, region="14")) == {"urn:0"}


def test_a_padded_name_is_the_same_promise_but_another_measure_is_not(tmp_path: Path) -> None:
    names = ["主题党日活动全年开展", "主题党日", "主题党日次数", "开展活动"]
    build_index([passage(number, name) for number, name in enumerate(names)], tmp_path / "index")
    hits = SearchIndex.open(tmp_path / "index").search(Query("主题党日活动开展"))
    assert [hit.passage.name for hit in hits] == ["主题党日", "主题党日次数", "开展活动"]
    assert [other.name for other in hits[0].others] == ["主题党日活动全年开展"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (Query("满意度", region="990000"), ["990000", "130110 河北省石家庄市鹿泉区", "410800 河南省焦作市"]),
        (Query("满意度", region="焦作市"), ["焦作市", "4108（含下级）"]),
        (Query("满意度", exclude_region="河南"), ["河南省", "41（含下级）"]),
        (Query("满意度", region="焦做市"), ["焦做市", "焦作市 410800"]),
        (Query("满意度", category="乱写"), ["乱写", "质量 output-quality"]),
        (Query("满意度", level="村"), ["村", "县级 county"]),
    ],
)
def test_what_cannot_be_is_told_with_what_can(index: SearchIndex, query: Query, told: list[str]) -> None:
    with pytest.raises(UsageError) as wrong:
        index.search(query)
    assert [word for word in told if word not in str(wrong.value)] == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (Query("群众", year=1999), ["1999", "2020、2021、2023"]),
        (Query("群众", region="11"), ["11 北京市", "140500 山西省晋城市"]),
        (Query("群众", level="township"), ["乡级 township", "地市级 prefecture", "县级 county"]),
        (Query("群众", category="成本指标"), ["成本 output-cost", "满意度 satisfaction"]),
        (Query("群众", year=1999, region="11"), ["1999", "11 北京市"]),
        (Query("群众", year=2021, region="41"), ["合起来"]),
        (Query("zzzz", year=2021), ["2 条", "共同"]),
    ],
)
def test_no_hits_are_explained_with_the_values_that_occur(index: SearchIndex, query: Query, told: list[str]) -> None:
    assert index.search(query) == []
    assert [word for word in told if word not in index.why_nothing(query)] == []


def test_the_parts_add_up_to_the_score_and_are_said_in_words(index: SearchIndex) -> None:
    for text in ("停访息诉", "群众满意度", "信访群众对办理结果是否满意"):
        hits = index.search(Query(text))
        assert hits
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        for hit in hits:
            assert set(hit.why.parts) == set(WEIGHTS)
            assert sum(hit.why.parts.values()) == pytest.approx(hit.score, abs=2e-4)
            assert 0 <= hit.score <= 1 and hit.why.text
    best = index.search(Query("停访息诉工作", kind="indicator"))[0]
    assert best.why.concepts == ("息诉罢访（停访息诉＝息诉罢访率）",)
    assert index.search(Query("上访群众满意度"))[0].why.shared_words == ("上访群众", "满意度")


def test_of_equal_names_that_of_the_class_that_is_asked_for_comes_first(tmp_path: Path) -> None:
    printed = {"output-cost": "甲县", "output-quantity": "乙县", "satisfaction": "丙县"}
    rows = [
        passage(number, "焊工培训", category=category, agency=agency, level2=None, raw_value=None)
        for number, (category, agency) in enumerate(printed.items())
    ]
    build_index(rows, tmp_path / "index")
    index = SearchIndex.open(tmp_path / "index")
    for text, category, label in (
        ("焊工培训费用 ≤500元", "output-cost", "成本"),
        ("焊工培训人数 300人", "output-quantity", "数量"),
        ("焊工培训满意度", "satisfaction", "满意度"),
    ):
        hits = index.search(Query(text))
        assert len(hits) == 3 and hits[0].passage.agency == printed[category]
        assert f"同是{label}指标" in hits[0].why.text and hits[0].why.parts["class"] > hits[1].why.parts["class"]


def test_nothing_in_common_is_no_hit(index: SearchIndex) -> None:
    for text in ("zzzzqqq", "95%", "鑫淼焱", "？！"):
        assert index.search(Query(text, kind=None)) == [], text
    assert found(index, "执行 zzzz") == ["urn:4"]


def test_every_reason_is_true(index: SearchIndex) -> None:
    for text in ("停访息诉", "群众满意度", "办公", "化解矛盾", "市民办事方便", "成本控制", "率"):
        for hit in index.search(Query(text, kind=None)):
            shared = set(text) & set(hit.passage.name)
            told = hit.why.text
            assert shared or "概念" in told or "字义相近" in told, (text, hit.passage.name, told)
            assert ("只有个别字相同" in told) <= bool(shared), (text, hit.passage.name, told)


def test_a_sentence_that_only_says_what_is_done_is_no_target(index: SearchIndex) -> None:
    assert "urn:10" not in found(index, "息诉化解工作")
    assert "urn:10" in found(index, "息诉化解工作", kind="goal")


def test_concepts_that_are_only_related_are_said_to_be_so(tmp_path: Path) -> None:
    build_index([passage(0, "不再重复上访", level2=None, raw_value=None)], tmp_path / "index")
    (hit,) = SearchIndex.open(tmp_path / "index").search(Query("罢诉"))
    assert "概念相关：息诉罢访～重复访" in hit.why.text and not hit.why.concepts


def test_a_concept_that_only_the_value_names_is_said_so(tmp_path: Path) -> None:
    build_index([passage(0, "全年工作", raw_value="群众满意度高", level2=None), passage(1, "设备购置", level2=None)], tmp_path / "index")
    (hit,) = SearchIndex.open(tmp_path / "index").search(Query("百姓是否满意"))
    assert hit.passage.iri == "urn:0" and not hit.why.shared_words
    assert "满意度" in hit.why.text and "目标值" in hit.why.text


def test_json_has_the_shape_that_scripts_rely_on(index: SearchIndex) -> None:
    hit = json.loads(json.dumps(index.search(Query("上访群众满意度"))[0].to_json(), ensure_ascii=False))
    wanted = {"rank", "score", "iri", "region", "agency", "year", "project", "level1", "level2", "name", "horizon", "raw_value", "why"}
    assert wanted <= set(hit)
    assert (hit["rank"], hit["name"], hit["raw_value"], hit["year"]) == (1, "上访群众满意度", "≥90%", 2023)
    assert set(hit["why"]) == {"parts", "shared_words", "concepts", "text"}


def test_a_batch_answers_as_single_queries_do(index: SearchIndex) -> None:
    queries = [Query("满意度"), Query("息诉", region="13"), Query("预算执行", top=1), Query("无", region="11")]
    assert index.search_batch(queries) == [index.search(query) for query in queries]
    assert index.search_batch([]) == []


def test_candidates_by_channel_find_what_scoring_everything_finds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    subjects = ["信访", "案件", "资金", "群众", "培训", "宣传", "设备", "救助"]
    actions, measures = ["办结", "拨付", "使用", "受理", "发放", "化解"], ["率", "及时率", "满意度", "数量"]
    many = [
        passage(number, f"{a}{b}{c}", agency=f"单位{number % 97}", region=f"{11 + number % 7}0{number % 10}00", year=2015 + number % 9)
        for number, (a, b, c) in enumerate((a, b, c) for _ in range(20) for a in subjects for b in actions for c in measures)
    ]
    build_index(many, tmp_path / "index")
    index = SearchIndex.open(tmp_path / "index")
    queries = [Query("信访案件化解率"), Query("救助资金发放及时", region="13"), Query("设备使用率", year=2020, exclude_region="12")]
    everything = index.search_batch(queries)
    monkeypatch.setattr(search.likeness.vectors, "SCAN_LIMIT", 100)
    monkeypatch.setattr(search.likeness.index, "POOL", 10)
    assert index.search_batch(queries) == everything
    assert all(len(hits) == 10 for hits in everything)


def test_an_empty_index_answers_nothing(tmp_path: Path) -> None:
    build_index([], tmp_path / "index")
    assert SearchIndex.open(tmp_path / "index").search(Query("满意度")) == []
    assert len(SearchIndex.open(tmp_path / "index")) == 0


def test_the_order_of_passages_does_not_change_the_answer(index: SearchIndex, tmp_path: Path) -> None:
    build_index(PASSAGES[::-1], tmp_path / "index")
    turned = SearchIndex.open(tmp_path / "index")
    for text in ("停访息诉", "信访群众满意率", "预算执行率"):
        assert [(hit.passage.iri, hit.score) for hit in turned.search(Query(text, top=3))] == [
            (hit.passage.iri, hit.score) for hit in index.search(Query(text, top=3))
        ]


class OtherEncoder:
    """Another model: every text at one point."""

    name, digest, dimension = "other/model", "f" * 64, 4

    def encode(self, texts: Sequence[str]) -> np.typing.NDArray[np.float32]:
        return np.tile(np.array([1, 0, 0, 0], dtype=np.float32), (len(texts), 1))


def test_another_encoder_is_refused_by_name(tmp_path: Path) -> None:
    other: Encoder = OtherEncoder()
    build_index(PASSAGES, tmp_path / "index", other)
    assert found(SearchIndex.open(tmp_path / "index", other), "息诉")
    with pytest.raises(IndexError_, match=r"other/model.*indicator-char-256") as wrong:
        SearchIndex.open(tmp_path / "index", load_encoder())
    assert wrong.value.code == "index.encoder"


def test_a_model_of_the_same_name_with_other_weights_is_told_from_another(tmp_path: Path) -> None:
    older = OtherEncoder()
    older.name = load_encoder().name
    build_index(PASSAGES, tmp_path / "index", older)
    with pytest.raises(IndexError_, match="换过权重") as wrong:
        SearchIndex.open(tmp_path / "index", load_encoder())
    assert wrong.value.code == "index.encoder" and "重新运行 budgetkg build" in wrong.value.hint


def test_a_question_in_everyday_words_finds_and_says_by_what(tmp_path: Path) -> None:
    build_index([*PASSAGES, passage(9, "三公经费支出控制率", agency="丁县教育局", region="410802")], tmp_path / "index")
    best = SearchIndex.open(tmp_path / "index").search(Query("买车、吃饭、出国这几项开销", top=1))[0]
    assert best.passage.iri == "urn:9" and best.why.parts["indicators"] > best.why.parts["words"]
    assert "都像通行指标：" in best.why.text and "三公" in best.why.text.partition("都像通行指标：")[2]


def test_an_index_that_is_not_there_or_of_another_make(tmp_path: Path) -> None:
    with pytest.raises(IndexError_) as missing:
        SearchIndex.open(tmp_path / "index")
    assert missing.value.code == "index.missing"
    build_index(PASSAGES, tmp_path / "index")
    with pytest.raises(IndexError_) as exists:
        build_index(PASSAGES, tmp_path / "index")
    assert exists.value.code == "index.exists"
    manifest = json.loads((tmp_path / "index" / "manifest.json").read_text("utf-8"))
    for change, code in (({"format": 0}, "index.format"), ({"concepts": "0"}, "index.concepts"), ({"indicators": "0"}, "index.indicators")):
        (tmp_path / "index" / "manifest.json").write_text(json.dumps({**manifest, **change}), "utf-8")
        with pytest.raises(IndexError_) as wrong:
            SearchIndex.open(tmp_path / "index")
        assert wrong.value.code == code
    (tmp_path / "index" / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (columns,) = (tmp_path / "index").glob("*/columns.npy")
    columns.write_bytes(b"cut short")
    with pytest.raises(IndexError_) as damaged:
        SearchIndex.open(tmp_path / "index")
    assert damaged.value.code == "index.damaged"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(IndexError_) as twice:
        build_index([FIRST, FIRST], tmp_path / "index")
    assert twice.value.code == "index.duplicate" and twice.value.place == "urn:0"

    class Failing(OtherEncoder):
        def encode(self, texts: Sequence[str]) -> np.typing.NDArray[np.float32]:
            raise MemoryError

    with pytest.raises(MemoryError):
        build_index(PASSAGES, tmp_path / "index", Failing())
    assert list(tmp_path.iterdir()) == []


def test_the_same_passages_make_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_index(PASSAGES, tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) >= 8
    assert [path for path in files if (tmp_path / "one" / path).read_bytes() != (tmp_path / "two" / path).read_bytes()] == []


def test_fusion_is_a_share_of_each_part() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    parts = {name: np.array([1, 0, 2, -1], dtype=np.float32) for name in WEIGHTS}
    assert fuse(parts).tolist() == pytest.approx([1, 0, 1, 0])
    assert fuse({"words": np.array([0.5], dtype=np.float32)}).tolist() == [0.5 * WEIGHTS["words"]]
    assert order(np.array([0.1, 0.3, 0.3 + 1e-12]), np.array([7, 8, 9])).tolist() == [1, 2, 0]


def test_folding_stops_at_the_number_of_groups() -> None:
    assert fold("abcde", [1, 2, 1, 3, 2], 2) == [["a", "c"], ["b", "e"]]
    assert fold([], [], 3) == []


@pytest.mark.parametrize("order", [1, -1])
def test_of_repeats_one_with_a_number_is_shown(tmp_path: Path, order: int) -> None:
    values = ["良好", "≥95%"][::order]
    rows = [
        passage(number, "接待秩序", project=f"项目{number}", raw_value=value, category="process") for number, value in enumerate(values)
    ]
    build_index(rows, tmp_path / "index")
    (hit,) = SearchIndex.open(tmp_path / "index").search(Query("接待秩序 良好"))
    assert hit.passage.raw_value == "≥95%" and len(hit.others) == 1
