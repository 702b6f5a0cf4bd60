"""What an update reaches for is seen, however it is written; and what only looks like it is let through."""

import pyoxigraph as ox
import pytest

from ontology.errors import QueryError
from search.graph.query_check import check_update, tokens

NOWHERE = "file:///nowhere"
QUOTED = 'DELETE WHERE { <urn:b> ?p "\'" }'


@pytest.mark.parametrize(
    "update",
    [
        f"LOAD <{NOWHERE}>",
        f"INSERT DATA {{ <urn:a> <urn:p> 1 }} ;load silent <{NOWHERE}>",
        # an escape in a name begins no string that would hide what follows
        f"PREFIX e: <urn:e> DELETE WHERE {{ e:a\\' ?p ?o }} ; LOAD <{NOWHERE}> ; {QUOTED}",
        # nor do quotes in a comment that looks like an IRI
        f"DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER(?o<?s#> '''\n) }} ; LOAD <{NOWHERE}> ; DELETE WHERE {{ ?s ?p \"'''\" }}",
    ],
)
def test_an_update_that_loads_is_refused_however_it_is_written(update: str) -> None:
    with pytest.raises(OSError, match=r"invalid format|No such file|not found"):
        ox.Store().update(update.replace("silent", ""))  # the engine does reach for it
    with pytest.raises(QueryError) as refused:
        check_update(update)
    assert refused.value.code == "query.load"


@pytest.mark.parametrize("object_", ["?o\n", "true\n", "1"])
def test_an_update_that_asks_elsewhere_is_refused(object_: str) -> None:
    with pytest.raises(QueryError):
        check_update(f"DELETE {{ ?s ?p 1 }} WHERE {{ ?s ?p {object_}SERVICE <http://127.0.0.1:9/> {{ ?a ?b ?c }} }}")


def test_words_in_strings_and_names_are_no_commands() -> None:
    update = 'INSERT DATA { <urn:download> <urn:service> \'load \\\' this\', """SERVICE""" } # LOAD'
    assert check_update(update) == update
    assert list(tokens("?a e:it\\'s 'x' # no\n<urn:b#c>")) == ["?a", "e:it\\'s", "'x'", "<urn:b#c>"]


def test_a_line_of_escaped_quotes_is_read_once() -> None:
    """Each begins no string; tried from each, such a line takes minutes."""
    assert list(tokens("\\'" * 200_000)) == []
