"""The cells of a document as a build keeps them."""

from pathlib import Path

import pytest

from budgetkg import explained
from budgetkg.explained import dump, load
from ingest.explain import explain_document
from ontology.errors import StoreError
from tests.budgetkg.conftest import SAMPLES


@pytest.mark.parametrize("name", ["hongqi-2022.txt", "jiaozuo-2020.txt"])
def test_what_is_kept_of_a_document_is_what_was_read(name: str) -> None:
    document = explain_document(SAMPLES / name)
    kept = dump(document)
    assert load(kept) == document and dump(document) == kept
    assert sum(len(table.cells) for table in document.tables) > 500 and len(kept) < 100_000


def test_of_a_document_with_too_many_cells_none_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    document = explain_document(SAMPLES / "hongqi-2022.txt")
    monkeypatch.setattr(explained, "MOST", 10_000)
    assert load(dump(document)) is None


@pytest.mark.parametrize("damaged", [b"no gzip", b"\x1f\x8b\x08", Path(__file__).read_bytes()])
def test_what_cannot_be_read_is_said(damaged: bytes) -> None:
    with pytest.raises(StoreError) as told:
        load(damaged)
    assert told.value.code == "home.document"
