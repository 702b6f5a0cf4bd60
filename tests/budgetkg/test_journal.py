"""Journals of a home: added to at any time, by any number at once, and never broken by what is written into them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from budgetkg.home import Home
from budgetkg.journal import Journal
from ontology.errors import StoreError


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(Home(tmp_path / "home"), "reviews.jsonl", ("finding",), "review")


def said(journal: Journal) -> list[str]:
    return [line["finding"] for line in journal.lines()]


def test_a_journal_takes_lines_while_a_build_holds_the_home(journal: Journal) -> None:
    with journal.home.locked():
        journal.append({"finding": "a"}, {"finding": "b"})
    assert said(journal) == ["a", "b"]
    with journal.home.locked():  # what the next build clears away is none of it
        assert said(journal) == ["a", "b"]


def test_lines_of_many_at_once_are_all_kept(journal: Journal) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: journal.append({"finding": str(number)}), range(40)))
    assert sorted(map(int, said(journal))) == list(range(40))


@pytest.mark.parametrize("text", ["一行\u2028两行", "\u2029", "\x85", "\x1c", "a\nb", "a\r\nb", "\x00", '"}'])
def test_whatever_is_said_stays_one_line(journal: Journal, text: str) -> None:
    journal.append({"finding": "a", "reason": text})
    journal.append({"finding": "b"})
    assert [line["reason"] for line in journal.lines()] == [text, ""]


@pytest.mark.parametrize(("begun", "kept"), [(b'{"finding": "b", "at', ["a", "c"]), (b'{"finding": "b", "at": "x"}', ["a", "b", "c"])])
def test_a_last_line_that_was_begun_is_ended_or_dropped(journal: Journal, begun: bytes, kept: list[str]) -> None:
    journal.append({"finding": "a"})
    with journal.path.open("ab") as file:
        file.write(begun + "满".encode()[: 2 if len(kept) == 2 else 0])
    assert said(journal) == kept[:-1]
    journal.append({"finding": "c"})
    assert said(journal) == kept


def test_nothing_is_added_to_a_journal_that_cannot_be_read(journal: Journal) -> None:
    journal.append({"finding": "a"})
    broken = b"broken\n" + journal.path.read_bytes()
    journal.path.write_bytes(broken)
    with pytest.raises(StoreError, match="第 1 行"):
        journal.append({"finding": "b"})
    assert journal.path.read_bytes() == broken
