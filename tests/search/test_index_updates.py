"""An index made from the one before answers as one made anew."""

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import search.likeness.index_writer
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_manifest import read_manifest
from search.likeness.index_writer import Documents, embedded, update_index
from search.likeness.passages import Passage, Place
from tests.search.test_index import PASSAGES, OtherEncoder, passage


def documents(**held: Sequence[Passage]) -> Documents:
    def given(name: str, items: Sequence[Passage]) -> tuple[str, Callable[[], Iterable[Passage]]]:
        return str(hash(tuple(items))), lambda: [replace(item, source=Place(name)) for item in items]

    return {name: given(name, items) for name, items in held.items()}


def answers(folder: Path) -> list[list[tuple[str, float, tuple[str, ...]]]]:
    """What a user sees of some queries: IRIs, scores and what is folded in."""
    index = SearchIndex.open(folder)
    queries = [Query(text, top=8, kind="any") for text in ("停访息诉", "信访群众满意率", "预算执行率", "化解", "群众满意度")]
    queries += [Query("群众满意度", region="13"), Query("息诉", year=2021), Query("urn:2")]
    return [
        [(hit.passage.iri, hit.score, tuple(other.iri for other in hit.others)) for hit in hits] for hits in index.search_batch(queries)
    ]


@pytest.mark.parametrize("small", [0, 20_000])
def test_adding_replacing_and_removing_answers_as_building_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small: int) -> None:
    """Whether the segments stay apart or are put together."""
    monkeypatch.setattr(search.likeness.index_writer, "SMALL", small)
    monkeypatch.setattr(search.likeness.index_writer, "MOST_DEAD", 1)
    monkeypatch.setattr(search.likeness.index_writer, "LARGE", 4 if not small else 250_000)
    states = [
        documents(a=PASSAGES[:4], b=PASSAGES[4:8]),
        documents(a=PASSAGES[:4], b=PASSAGES[4:8], c=PASSAGES[8:]),
        documents(a=PASSAGES[:4], b=[*PASSAGES[4:6], passage(20, "群众满意度", agency="新局")], c=PASSAGES[8:]),
        documents(b=[*PASSAGES[4:6], passage(20, "群众满意度", agency="新局")], c=PASSAGES[8:]),
        documents(a=PASSAGES[:4], c=PASSAGES[8:]),
    ]
    current = None
    most = 0
    for number, state in enumerate(states):
        folder = tmp_path / f"added{number}"
        update_index(current, folder, state)
        update_index(None, tmp_path / f"anew{number}", state)
        assert answers(folder) == answers(tmp_path / f"anew{number}")
        assert len(SearchIndex.open(folder)) == sum(len(list(load())) for _, load in state.values())
        most = max(most, len(read_manifest(folder).segments))
        current = folder
    assert most == 1 if small else most >= 3


def test_what_is_gone_is_not_named_as_occurring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(search.likeness.index_writer, "SMALL", 0)
    monkeypatch.setattr(search.likeness.index_writer, "MOST_DEAD", 1)
    update_index(None, tmp_path / "1", documents(a=PASSAGES[:1], b=PASSAGES[1:3]))
    update_index(tmp_path / "1", tmp_path / "2", documents(a=PASSAGES[:1]))
    index = SearchIndex.open(tmp_path / "2")
    assert read_manifest(tmp_path / "2").segments[0].dead == ("b",)
    told = index.why_nothing(Query("群众", year=1999))
    assert "2023" in told and "2021" not in told


def test_what_did_not_change_is_not_encoded_again(tmp_path: Path) -> None:
    seen: list[str] = []

    class Counting(OtherEncoder):
        def encode(self, texts: Sequence[str]) -> np.typing.NDArray[np.float32]:
            seen.extend(texts)
            return super().encode(texts)

    update_index(None, tmp_path / "1", documents(a=PASSAGES[:4]), Counting())
    added = embedded(PASSAGES[4])
    assert added not in seen
    seen.clear()
    update_index(tmp_path / "1", tmp_path / "2", documents(a=PASSAGES[:4], b=PASSAGES[4:5]), Counting())
    assert seen == [added]
    seen.clear()
    linked: list[str] = []

    def link(old: Path, new: Path) -> None:
        linked.append(old.name)
        shutil.copytree(old, new)

    update_index(tmp_path / "2", tmp_path / "3", documents(a=PASSAGES[:4]), Counting(), "another maker", link)
    assert len(seen) == 4 and linked == ["known"]


def test_the_printed_class_is_encoded_with_the_name_and_the_value_is_not() -> None:
    from tests.search.test_index import FIRST

    assert embedded(FIRST) == "上访群众满意度，服务对象满意度指标"
    assert embedded(replace(FIRST, level2=None)) == "上访群众满意度"
