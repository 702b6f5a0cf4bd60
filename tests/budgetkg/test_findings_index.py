"""The findings of a build in a file: the same filters, order and counts as by hand."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from budgetkg import findings_index
from budgetkg.build import build
from budgetkg.findings_index import FACETS, FILE, Choice, FindingsIndex
from budgetkg.home import Home
from ontology.errors import StoreError
from ontology.findings import SEVERITIES

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture(scope="module")
def index(sample_home: Path) -> FindingsIndex:
    return FindingsIndex(Home(sample_home).built())


@pytest.fixture(scope="module")
def found(index: FindingsIndex) -> list[dict[str, Any]]:
    return list(index.all())


@pytest.mark.parametrize(
    ("choice", "fits"),
    [
        (Choice(severity="warning"), lambda one: one["severity"] == "warning"),
        (Choice(region="41", year=2022), lambda one: one["region"].startswith("41") and one["year"] == 2022),
        (Choice(agency="红旗", dimension="measurability"), lambda one: "红旗" in one["agency"] and one["dimension"] == "measurability"),
        (Choice(document="rugao-2024.txt"), lambda one: one["file"] == "rugao-2024.txt"),
        (Choice(rule="indicator-twice"), lambda one: one["rule"] == "indicator-twice"),
        (Choice(agency="%"), lambda one: False),
        (Choice(region="' OR 1=1 --"), lambda one: False),
    ],
)
def test_a_filter_gives_what_fits_in_the_same_order(index: FindingsIndex, found: list[dict[str, Any]], choice: Choice, fits: Any) -> None:
    wanted = [one for one in found if fits(one)]
    assert list(index.all(choice)) == wanted and index.count(choice) == len(wanted)
    assert list(index.all(choice, start=1, size=2)) == wanted[1:3]
    by_hash = Choice(document=wanted[0]["document"][:12]) if wanted else Choice(document="0" * 12)
    assert index.count(by_hash) == sum(one["document"].startswith(str(by_hash.document)) for one in found)


def test_what_people_said_is_a_filter_too(index: FindingsIndex, found: list[dict[str, Any]]) -> None:
    statuses = {found[3]["iri"]: "confirmed", found[4]["iri"]: "dismissed", "urn:gone": "confirmed"}
    assert list(index.all(Choice(status="confirmed"), statuses)) == [found[3]]
    assert index.count(Choice(status="open"), statuses) == len(found) - 2
    assert index.known(statuses) == {found[3]["iri"], found[4]["iri"]}


def test_counts_are_those_of_the_findings(index: FindingsIndex, found: list[dict[str, Any]]) -> None:
    assert index.facets() == {name: Counter(str(one[name]) for one in found) for name in FACETS}
    assert index.tally() == Counter((one["dimension"], one["severity"]) for one in found)


def test_findings_are_listed_by_severity_file_and_rule(found: list[dict[str, Any]]) -> None:
    by = [(list(SEVERITIES).index(one["severity"]), one["file"], one["rule"]) for one in found]
    assert by == sorted(by) and len(by) > 40


def test_a_home_of_before_is_given_its_index_by_the_next_build(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    build([SAMPLES / "rugao-2024.txt"], home)
    (home.built().path / FILE).unlink()
    with pytest.raises(StoreError, match="疑点清单"):
        FindingsIndex(home.built()).count()
    assert build([SAMPLES / "rugao-2024.txt"], home).renewed
    assert FindingsIndex(home.built()).count() > 0


def test_findings_of_documents_that_stayed_are_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that adds a document looks only at that one, and lists what a build of all at once lists."""
    asked: list[str] = []
    taken = findings_index._taken

    def noted(store: Any, entry: Any, rules: Any) -> Any:
        asked.append(entry.name)
        return taken(store, entry, rules)

    grown, whole = Home(tmp_path / "grown"), Home(tmp_path / "whole")
    build([SAMPLES / "rugao-2024.txt"], grown)
    monkeypatch.setattr(findings_index, "_taken", noted)
    build([SAMPLES / "hongqi-2022.txt"], grown)
    assert asked == ["hongqi-2022.txt"]
    build([SAMPLES / "rugao-2024.txt", SAMPLES / "hongqi-2022.txt"], whole)
    assert list(FindingsIndex(grown.built()).all()) == list(FindingsIndex(whole.built()).all())
