"""Generations: what is in use changes in one step, and a killed build changes nothing."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from budgetkg.home import Entry, Home, Manifest
from ontology.errors import StoreError, UsageError


def generation(home: Home, content: str) -> None:
    with home.locked(), home.next_generation() as made:
        made.path.joinpath("what").write_text(content)


def content(home: Home) -> str:
    return home.built().path.joinpath("what").read_text()


@pytest.mark.parametrize("stranger", ["论文.docx", "documents.zip", "src/main.py"])
def test_a_folder_with_other_things_in_it_is_refused_untouched(tmp_path: Path, stranger: str) -> None:
    (tmp_path / stranger).parent.mkdir(exist_ok=True)
    (tmp_path / stranger).write_text("x")
    with pytest.raises(UsageError) as caught, Home(tmp_path).locked():
        pass
    assert caught.value.code == "home.foreign" and stranger.split("/")[0] in caught.value.message
    assert [path.name for path in tmp_path.iterdir()] == [stranger.split("/")[0]]


def test_a_folder_that_is_empty_or_ours_is_taken(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_text("")  # what systems put everywhere is no one's work
    (tmp_path / "lost+found").mkdir()
    with Home(tmp_path).locked():
        (tmp_path / "documents").mkdir()  # and killed here
    generation(Home(tmp_path), "one")
    (tmp_path / "说明.txt").write_text("made by us on Monday")
    generation(Home(tmp_path), "two")
    assert content(Home(tmp_path)) == "two"


def test_nothing_is_in_use_before_the_first_build(tmp_path: Path) -> None:
    assert Home(tmp_path).current() is None
    with pytest.raises(UsageError, match="还没有建过库") as caught:
        Home(tmp_path).built()
    assert "budgetkg build" in caught.value.hint


def test_a_finished_generation_is_in_use(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home")
    generation(home, "one")
    assert content(home) == "one"
    generation(home, "two")
    assert content(home) == "two"


def test_a_failing_build_leaves_the_last_one_in_use_and_no_rubbish(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation(home, "one")
    with pytest.raises(KeyboardInterrupt), home.locked(), home.next_generation() as made:
        made.path.joinpath("what").write_text("half")
        raise KeyboardInterrupt
    assert content(home) == "one"
    assert [path.name for path in home.generations.iterdir()] == ["000001"]


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation(home, "one")
    for leftover in (".000002.partial", "000002"):  # killed while writing; killed before CURRENT was switched
        (home.generations / leftover).mkdir()
    (home.root / ".CURRENT.partial").write_text("0000")
    assert content(home) == "one"
    generation(home, "two")
    assert content(home) == "two"
    assert sorted(path.name for path in home.generations.iterdir()) == ["000001", "000002"]
    assert not (home.root / ".CURRENT.partial").exists()


def test_the_generation_before_is_kept_for_its_readers_and_older_ones_go(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for number in range(4):
        generation(home, str(number))
    assert sorted(path.name for path in home.generations.iterdir()) == ["000003", "000004"]
    assert content(home) == "3"


def test_a_second_build_is_told_to_wait(tmp_path: Path) -> None:
    with Home(tmp_path).locked(), pytest.raises(StoreError, match="另一个 build") as caught, Home(tmp_path).locked():
        pass
    assert caught.value.code == "home.locked"


def _die_holding(root: Path) -> None:
    with Home(root).locked():
        os.kill(os.getpid(), signal.SIGKILL)


def test_the_lock_of_a_killed_build_is_free(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_die_holding, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -9
    generation(Home(tmp_path), "one")


def test_current_that_points_nowhere_is_reported(tmp_path: Path) -> None:
    home = Home(tmp_path)
    generation(home, "one")
    for wrong in ("000009\n", "../..\n", "", "\udcff"):
        (tmp_path / "CURRENT").write_text(wrong, errors="surrogateescape")
        with pytest.raises(StoreError, match="CURRENT") as caught:
            home.current()
        assert caught.value.code == "home.current"


def entry() -> Entry:
    return Entry("ab" * 32, ("/data/a.txt", "/data/b.txt"), "a.txt", "1", "2", "预算", None, "410800", 2020, 1, 2, 3, 0)


def test_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = Manifest((entry(),), {"https://example.org/g": "x"}, "key", "0.1.0")
    (tmp_path / "manifest.json").write_bytes(manifest.dump())
    assert Manifest.load(tmp_path / "manifest.json") == manifest


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"format": 99, "documents": []}', '{"format": 1, "documents": [{}]}'])
def test_damaged_manifest_is_reported(tmp_path: Path, damage: str) -> None:
    (tmp_path / "manifest.json").write_text(damage)
    with pytest.raises(StoreError, match="清单读不出来"):
        Manifest.load(tmp_path / "manifest.json")
