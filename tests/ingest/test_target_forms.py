"""Target forms drawn at random (`target_form_generator`), in all formats: the level that reading them has reached, held.

How the reader did at first, and on what it was not repaired for, is in docs/reading.md; `benchmarks/target_forms.py` reads more.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest

from budgetkg.contract import to_json
from ingest.read import read_document
from ontology.records import DisclosureRecord
from tests.ingest.target_form_generator import Made, made
from tests.ingest.test_layouts import _facts

KNOWN = range(6000, 6032)
FRESH = range(6100, 6124)
"""Seeds of documents that also draw from what was added after the first repairs."""
ODD = range(6200, 6224)
"""Seeds of documents that also draw from what was added after the second repairs (`target_form_odd`)."""
LEAST = {"document": 1.0, "projects": 1.0, "funds": 1.0, "indicators": 0.99, "values": 0.99, "department_indicators": 0.99}
LEAST_FRESH = {"document": 1.0, "projects": 0.97, "funds": 0.97, "indicators": 0.95, "values": 0.95, "department_indicators": 0.95}
LEAST_ODD = {"document": 1.0, "projects": 0.97, "funds": 0.97, "indicators": 0.96, "values": 0.96, "department_indicators": 0.96}


@dataclass(frozen=True)
class Read:
    made: Made
    record: DisclosureRecord
    facts: dict[str, Any]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Read]]:
    folder = tmp_path_factory.mktemp("drawn")
    found: dict[str, list[Read]] = {"known": [], "fresh": [], "odd": []}
    for name, seeds in (("known", KNOWN), ("fresh", FRESH), ("odd", ODD)):
        for document in (made(seed, name == "fresh", name == "odd") for seed in seeds):
            (folder / document.name).write_bytes(document.data)
            record = read_document(folder / document.name)
            found[name].append(Read(document, record, to_json(record)))
    return found


def test_every_kind_and_format_is_drawn(readings: dict[str, list[Read]]) -> None:
    drawn = [r.made.features for r in readings["known"]]
    assert {f["kind"] for f in drawn} == {"project", "whole", "evaluation", "transfer", "list", "several", "matrix"}
    assert {f["format"] for f in drawn} == {"txt", "docx", "xlsx", "html", "pdf"}


@pytest.mark.parametrize("group", LEAST)
@pytest.mark.parametrize(("kind", "least"), [("known", LEAST), ("fresh", LEAST_FRESH), ("odd", LEAST_ODD)])
def test_forms_are_read_as_well_as_before(kind: str, least: dict[str, float], group: str, readings: dict[str, list[Read]]) -> None:
    right = wanted = had = 0
    faults: list[tuple[str, Counter[tuple[Any, ...]], Counter[tuple[Any, ...]]]] = []
    for read in readings[kind]:
        want, have = _facts(read.made.gold, group), _facts(read.facts, group)
        right, wanted, had = right + (want & have).total(), wanted + want.total(), had + have.total()
        if want != have:
            faults.append((read.made.name, want - have, have - want))
    assert 2 * right / (wanted + had) >= least[group], faults


def test_no_figure_is_made_up(readings: dict[str, list[Read]]) -> None:
    """Every number of a value is printed for an indicator, every amount is one of the document's."""
    for read in (*readings["known"], *readings["fresh"], *readings["odd"]):
        gold = read.made.gold
        asked = [*(i for p in gold["projects"] for i in p["indicators"]), *gold["department_indicators"]]
        printed = {n for i in asked for n in _numbers(i["raw_value"])}
        values = [*(i for p in read.facts["projects"] for i in p["indicators"]), *read.facts["department_indicators"]]
        assert {n for i in values for n in _numbers(i["raw_value"])} <= printed, read.made.name
        amounts = {p["amount"] for p in gold["projects"]} | {f["amount"] for p in gold["projects"] for f in p["funds"]} | {"", "0.00"}
        found = [p["amount"] for p in read.facts["projects"]]
        found += [f["amount"] for p in read.facts["projects"] for f in p["funds"] if f["horizon"] == "annual"]
        assert {a or "" for a in found} <= amounts, read.made.name


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", unicodedata.normalize("NFKC", text or ""))


def test_what_is_not_read_is_told(readings: dict[str, list[Read]]) -> None:
    for read in (*readings["known"], *readings["fresh"], *readings["odd"]):
        lost = any(_facts(read.made.gold, g) - _facts(read.facts, g) for g in ("indicators", "values", "department_indicators"))
        told = any(t.cells_reported for t in read.record.tables) or any(i.severity == "warning" for i in read.record.issues)
        assert told or not lost, read.made.name
