"""Target forms of places, kinds and prints that no form file names, against a gold written before any program read them.

The documents came in rounds (`r1-…`, `r2-…`); what each round scored at its first reading is in docs/reading.md.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from budgetkg.contract import to_json
from ingest.read import read
from ontology.records import DisclosureRecord
from tests.ingest.printed import misplaced
from tests.ingest.province_documents import document
from tests.ingest.test_layouts import GROUPS as ALL_GROUPS
from tests.ingest.test_layouts import _facts

FOLDER = Path(__file__).parent / "unseen"
SLUGS = sorted(p.stem for p in FOLDER.glob("*.json"))
GROUPS = ("document", "projects", "funds", "indicators", "values", "department_indicators")
WHOLE = ("r7-", "r9-", "r10-", "r11-", "r14-")
"""Rounds of whole disclosures, budget tables and all; round 9 has forms of amounts."""
CASES = [(slug, group) for slug in SLUGS for group in (ALL_GROUPS if slug.startswith(WHOLE) else GROUPS)]
Read = dict[str, tuple[dict[str, Any], DisclosureRecord, list[str]]]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Gold and record of every form, and what is not printed where the record says."""
    folder, found = tmp_path_factory.mktemp("unseen"), {}
    for slug in SLUGS:
        name, data = document(slug, FOLDER)
        (folder / name).write_bytes(data)
        reading = read(folder / name)
        found[slug] = (json.loads((FOLDER / f"{slug}.json").read_text("utf-8")), reading.record, misplaced(reading))
    return found


def test_every_form_has_a_gold() -> None:
    assert sorted(p.stem for p in FOLDER.glob("*.txt")) == SLUGS
    assert Counter(slug.partition("-")[0] for slug in SLUGS) == {
        "r1": 8,
        "r2": 8,
        "r3": 8,
        "r4": 8,
        "r5": 6,
        "r6": 6,
        "r7": 8,
        "r8": 4,
        "r9": 8,
        "r10": 15,
        "r11": 5,
        "r13": 6,
        "r14": 3,
    }


@pytest.mark.parametrize(("slug", "group"), CASES)
def test_form_reads_as_printed(slug: str, group: str, readings: Read) -> None:
    gold, record, _ = readings[slug]
    want, have = _facts(gold, group), _facts(to_json(record), group)
    assert {"missing": want - have, "extra": have - want} == {"missing": Counter(), "extra": Counter()}


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug.startswith("r9-")])
def test_money_passed_down_reads_as_printed(slug: str, readings: Read) -> None:
    gold, record, _ = readings[slug]
    want = Counter((t["total"], *part) for t in gold["transfers"] for part in t["parts"])
    found = to_json(record)["transfers"]
    have = Counter((t["total"], part["recipient"], part["region"], part["amount"]) for t in found for part in t["parts"])
    assert {"missing": want - have, "extra": have - want} == {"missing": Counter(), "extra": Counter()}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_figure_stands_in_the_cell_that_is_named(slug: str, readings: Read) -> None:
    assert readings[slug][2] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_cell_is_read_or_left_out_for_a_reason(slug: str, readings: Read) -> None:
    record = readings[slug][1]
    assert [(t.number, t.cells_reported) for t in record.tables if t.kind == "unknown" or t.cells_reported] == []


def test_a_column_of_deadlines_gives_each_target_its_last_day(readings: Read) -> None:
    project = readings["r8-tieling-soil"][1].projects[0]
    days = {i.name: [c.not_after for c in i.clauses if c.not_after] for i in project.indicators}
    assert days["表层样点采样数"] == ["2024-11-30"]
    assert days["样品合格率"] == ["2024-12-31"]
    places = {i.deadline_source.column for i in project.indicators if i.deadline_source}
    assert places and not places & {(i.value_source or i.source).column for i in project.indicators}
