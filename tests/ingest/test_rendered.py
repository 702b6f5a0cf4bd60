"""The five samples as Word, Excel and web pages with merged cells: the record is that of the text, up to where things stand."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from budgetkg.contract import to_json
from ingest.blocks import Table
from ingest.read import read_document
from ingest.readers import read
from tests.ingest import rendered

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))
FORMATS = {"docx": rendered.as_docx, "html": rendered.as_html, "xlsx": rendered.as_xlsx}
PLACES = {"source", "sources", "tables", "issues", "path", "sha256", "media_type", "pages", "lines"}
"""What differs between formats by nature: where something stands, and what the file is. Nothing else may."""


def without_places(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {k: without_places(v) for k, v in value.items() if k not in PLACES}
    return [without_places(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_a_sample_in_another_format_gives_the_same_record(sample: Path, format: str, tmp_path: Path) -> None:
    file = tmp_path / f"{sample.stem}.{format}"
    file.write_bytes(FORMATS[format](rendered.parts(sample.read_bytes())))
    expected, found = without_places(to_json(read_document(sample))), without_places(to_json(read_document(file)))
    assert {k: v for k, v in found.items() if v != expected[k]} == {}


@pytest.mark.parametrize("format", FORMATS)
def test_the_drawings_have_merged_cells_both_ways(format: str) -> None:
    """Otherwise the test above would say little."""
    cells = [c for sample in SAMPLES for b in _tables(sample, format) for r in b.rows for c in r]
    assert sum(c.rowspan > 1 for c in cells) >= 100 and sum(c.colspan > 1 for c in cells) >= 50


def _tables(sample: Path, format: str) -> list[Table]:
    blocks = read(FORMATS[format](rendered.parts(sample.read_bytes()))).blocks
    return [b for b in blocks if isinstance(b, Table)]
