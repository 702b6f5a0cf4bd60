"""Answers from the indicator library of the samples: figures worked out by hand from the printed targets."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from ingest.read import read_document
from ontology.library import entries
from ontology.quads import to_nquads
from ontology.quads_library import library_nquads
from search.library import members, spreads
from tests.search.test_answers import ask

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("*.txt"))


@pytest.fixture(scope="module")
def store() -> ox.Store:
    graphs = [to_nquads(read_document(path)) for path in SAMPLES]
    found = entries(member for graph in graphs for member in members(graph))
    store = ox.Store()
    for graph in (*graphs, library_nquads((entry, tuple(spreads(entry))) for entry in found)):
        store.bulk_load(graph, format=ox.RdfFormat.N_QUADS)
    return store


def test_spellings_and_usual_values_of_an_entry(store: ox.Store) -> None:
    (row,) = [row for row in ask(store, "indicator-library", word="上访群众满意度") if row[0] == "信访群众满意度"]
    assert set((row[1] or "").split("、")) == {"信访群众满意度", "上访群众满意度", "信访人满意率", "上访人员满意度"}
    # 85 and 100 in Hongqi, 90 in Jincheng, 90 and 95 in Luquan
    assert row[2:] == ("9", "%", "5", "3", "90", "90", "95", None)


def test_what_is_not_decided_says_why(store: ox.Store) -> None:
    (row,) = [row for row in ask(store, "indicator-library", word="满意度") if row[0] == "满意度"]
    assert row[3:9] == (None,) * 6 and row[9] == "只说衡量什么，没有说衡量的是什么"
