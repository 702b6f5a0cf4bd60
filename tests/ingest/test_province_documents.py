"""Disclosures of each province in the file format it publishes, against a gold read by hand before any program read them."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from budgetkg.contract import to_json
from ingest.read import read
from ingest.words.provinces import provinces
from ingest.words.text import fold
from ontology.records import DisclosureRecord
from tests.ingest.printed import misplaced
from tests.ingest.province_documents import FOLDER, document, note
from tests.ingest.rendered import Drawn
from tests.ingest.test_layouts import GROUPS, _facts

SLUGS = sorted(p.stem for p in FOLDER.glob("*.json"))
WHOLE = [p.stem for p in FOLDER.glob("*.json") if not p.stem.partition("+")[2]]
"""Whole disclosures; `11-beijing+…` are further prints of a province, some tables each."""
Read = dict[str, tuple[dict[str, Any], DisclosureRecord, list[str]]]


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Gold and record of every province, and what is not printed where the record says."""
    folder, found = tmp_path_factory.mktemp("provinces"), {}
    for slug in SLUGS:
        name, data = document(slug)
        (folder / name).write_bytes(data)
        reading = read(folder / name)
        found[slug] = (json.loads((FOLDER / f"{slug}.json").read_text("utf-8")), reading.record, misplaced(reading))
    return found


def test_every_province_with_a_form_file_has_a_document() -> None:
    assert {Path(p.file).stem for p in provinces()} == set(WHOLE) == {slug.partition("+")[0] for slug in SLUGS}
    assert sorted(p.stem for p in FOLDER.glob("*.txt")) == SLUGS


@pytest.mark.parametrize("slug", WHOLE)
def test_a_document_has_the_tables_of_a_real_one(slug: str) -> None:
    """Twelve or more tables, merged cells in most."""
    drawn = [part for sheet in note(slug)[1] for part in sheet.parts if isinstance(part, Drawn)]
    assert len(drawn) >= 11
    assert sum(any(c.rowspan > 1 or c.colspan > 1 for c in t.cells.values()) for t in drawn) * 2 > len(drawn)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("slug", SLUGS)
def test_province_reads_as_printed(slug: str, group: str, readings: Read) -> None:
    gold, record, _ = readings[slug]
    want, have = _facts(gold, group), _facts(to_json(record), group)
    assert {"missing": want - have, "extra": have - want} == {"missing": Counter(), "extra": Counter()}


@pytest.mark.parametrize("slug", SLUGS)
def test_every_figure_stands_in_the_cell_that_is_named(slug: str, readings: Read) -> None:
    assert readings[slug][2] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_cell_of_a_province_is_read_or_left_out_for_a_reason(slug: str, readings: Read) -> None:
    record = readings[slug][1]
    assert [(t.number, t.title) for t in record.tables if t.kind == "unknown" or t.form == "headings" or t.cells_reported] == []


@pytest.mark.parametrize("slug", WHOLE)
def test_the_form_file_names_every_table_as_what_it_is(slug: str, readings: Read) -> None:
    """Each printed title is in the province's file, under the kind that the table was read as."""
    words = next(p.words for p in provinces() if Path(p.file).stem == slug)
    kinds = {fold(title): kind for kind, titles in words.titles.items() for title in titles}
    for table in readings[slug][1].tables:
        longest = max((t for t in kinds if t in fold(table.title)), key=len, default="")
        assert (table.title, kinds.get(longest)) == (table.title, table.kind) or table.kind == "contents"
