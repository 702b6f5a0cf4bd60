"""The vocabulary (budget.ttl) and its code lists (code_lists.ttl and those kept as CSV) as one named graph."""

from functools import cache
from pathlib import Path

from ontology.errors import RecordError
from ontology.fixed_lists import concepts_nquads
from ontology.iri import VOCABULARY_GRAPH

CODE_LISTS = Path(__file__).with_name("code_lists.ttl")
FILES = (Path(__file__).with_name("budget.ttl"), CODE_LISTS)


@cache
def vocabulary_nquads() -> bytes:
    """The vocabulary as sorted N-Quads. Raises RecordError for a blank node: it would get another name in each run."""
    from rdflib import BNode, Graph

    graph = Graph()
    for path in FILES:
        graph.parse(path, format="turtle")
    if any(isinstance(term, BNode) for triple in graph for term in triple):
        raise RecordError("vocabulary.blank-node", "词表中有空白节点", "给它一个 IRI", VOCABULARY_GRAPH)
    statements = graph.serialize(format="nt", encoding="utf-8").decode().split("\n")
    lines = {f"{statement.removesuffix(' .')} <{VOCABULARY_GRAPH}> ." for statement in statements if statement}
    return "".join(f"{line}\n" for line in sorted(lines | set(concepts_nquads().decode().splitlines()))).encode()
