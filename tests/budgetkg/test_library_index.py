"""The list of the indicator library: it tells what the graph holds, in order, page by page."""

from pathlib import Path

import pytest

from budgetkg.home import Home
from budgetkg.library_index import LibraryIndex
from ontology.errors import StoreError
from search.graph.store import GraphStore

_GRAPH = """
SELECT ?iri ?label ?targets ?agencies ?spellings WHERE {
  {
    SELECT ?iri (COUNT(DISTINCT ?target) AS ?targets) (COUNT(DISTINCT ?agency) AS ?agencies)
      (GROUP_CONCAT(DISTINCT ?spelling; separator="\\n") AS ?spellings)
    WHERE { ?target bkg:inLibraryEntry ?iri ; bkg:forIndicator/rdfs:label ?spelling . OPTIONAL { ?target bkg:agency ?agency } }
    GROUP BY ?iri
  }
  ?iri skos:prefLabel ?label .
}
ORDER BY DESC(?targets) ?label ?iri
"""


def test_it_lists_what_the_graph_says_those_with_most_targets_first(home: Path) -> None:
    built = Home(home).built()
    of_graph = []
    for row in GraphStore.open(built.store).select(_GRAPH):
        iri, label, targets, agencies, spellings = (cell.value if cell else "" for cell in row)
        of_graph.append((iri.rpartition("/")[2], label, int(targets), int(agencies), tuple(sorted(spellings.split("\n")))))
    found = LibraryIndex(built).some()
    assert len(found) > 200 and [one[:5] for one in found] == of_graph


def test_a_word_chooses_by_name_or_spelling_and_pages_follow_each_other(home: Path) -> None:
    index = LibraryIndex(Home(home).built())
    every = index.some()
    saying = [one for one in every if "满意" in one.label or any("满意" in spelling for spelling in one.spellings)]
    assert 0 < len(saying) < len(every) == index.count()
    assert index.some("满意") == saying and index.count("满意") == len(saying)
    assert [*index.some("", 0, 3), *index.some("", 3, 4)] == every[:7] and index.some("满意", 1, 2) == saying[1:3]


def test_a_build_without_the_list_says_what_to_do(home: Path) -> None:
    built = Home(home).built()
    (built.path / "library.sqlite").unlink()
    with pytest.raises(StoreError, match="budgetkg build"):
        LibraryIndex(built).count()
