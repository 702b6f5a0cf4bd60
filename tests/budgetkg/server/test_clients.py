"""Real clients of others against a server that listens."""

import json
import shutil
import subprocess
from typing import Any

import pytest
from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from SPARQLWrapper import JSON, POST, SPARQLWrapper

AGENCIES = """PREFIX bkg: <https://w3id.org/budgetkg/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name WHERE { ?agency a bkg:Agency ; rdfs:label ?name } ORDER BY ?name"""


def test_rdflib(live: str) -> None:
    graph = Graph(SPARQLStore(f"{live}/sparql"))
    names = {str(row[0]) for row in graph.query(AGENCIES) if isinstance(row, ResultRow)}
    assert {"焦作市信访局", "如皋市信访局"} <= names


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper(live: str, method: str) -> None:
    client = SPARQLWrapper(f"{live}/sparql")
    client.setQuery(AGENCIES)
    client.setMethod(method)
    client.setReturnFormat(JSON)
    found: Any = client.query().convert()
    assert "焦作市信访局" in {row["name"]["value"] for row in found["results"]["bindings"]}


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_curl(live: str) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sS", "--fail", *arguments], capture_output=True, text=True, check=True).stdout

    told = curl("-H", "Accept: text/csv", "--data-urlencode", f"query={AGENCIES}", f"{live}/sparql")
    assert told.splitlines()[0] == "name" and "焦作市信访局" in told
    assert "sd:Service" in curl("-H", "Accept: text/turtle", f"{live}/sparql")
    assert json.loads(curl("-G", "--data-urlencode", "text=上访群众满意度", f"{live}/api/search"))
