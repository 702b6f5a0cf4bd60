"""A store that strangers with a token may write to (SPARQL Update, Graph Store Protocol): plain SPARQL, no union of graphs.

Apart from `search.graph.store`, whose stores are made by builds and never written to while they are asked.
"""

from pathlib import Path

import pyoxigraph as ox

from ontology.errors import QueryError, StoreError
from ontology.terms import PREFIXES
from search.graph.query_check import TOKEN, check_update, syntax_error
from search.graph.query_result import RDF_FORMATS
from search.graph.store import GraphStore


class Dataset(GraphStore):
    @classmethod
    def create(cls, path: Path) -> "Dataset":
        path.mkdir(parents=True, exist_ok=True)
        made = super().create(path)
        return cls(made._store, path, writable=True)

    def update(self, sparql: str, base: str, default: tuple[str, ...] = (), named: tuple[str, ...] = ()) -> None:
        """Carry out a SPARQL 1.1 Update, whole or not at all.

        `base`: what relative IRIs are relative to. `default`, `named`: the graphs that USING would name.

        Raises QueryError (`query.syntax`, `query.service`, `query.load`, `query.using`, …).
        """
        text = check_update(sparql)
        if default or named:
            for iri in (*default, *named):
                self._node(iri)  # no IRI, no entry
            text = _using(text, default, named)
        try:
            self._store.update(text, base_iri=base, prefixes=dict(PREFIXES))
        except SyntaxError as error:
            raise syntax_error(str(error)) from error
        except (OSError, RuntimeError) as error:
            raise QueryError("query.update-failed", f"更新没有做成，什么也没有改：{error}", "核对图的名称") from error

    def put(self, data: bytes, form: str, graph: str | None, *, replace: bool) -> None:
        """Add triples to a graph, or make it hold just these. Raises StoreError (`store.rdf`); nothing is changed then."""
        name = ox.DefaultGraph() if graph is None else self._node(graph)
        try:
            triples = [
                quad.triple
                for quad in ox.parse(data, format=RDF_FORMATS[form], base_iri=graph, without_named_graphs=True, rename_blank_nodes=True)
            ]
        except (SyntaxError, ValueError) as error:
            raise StoreError("store.rdf", f"不是合法的 RDF（{form}）：{error}", "核对内容和 Content-Type") from error
        if replace:
            self.drop(graph)
        if not isinstance(name, ox.DefaultGraph):
            self._store.add_graph(name)
        self._store.extend(ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)

    def drop(self, graph: str | None) -> None:
        if graph is None:
            self._store.clear_graph(ox.DefaultGraph())
        else:
            self._store.remove_graph(self._node(graph))


def _using(text: str, graphs: tuple[str, ...], named: tuple[str, ...]) -> str:
    """The update with the data set that the request states (SPARQL 1.1 Protocol, 2.2.3) written before each WHERE."""
    clauses = "".join(f"USING <{iri}> " for iri in graphs) + "".join(f"USING NAMED <{iri}> " for iri in named)
    done, end, depth, before = [], 0, 0, ""
    for match in TOKEN.finditer(text):
        word = match[0].upper()
        depth += (word == "{") - (word == "}")
        if depth == 0 and (word in ("USING", "WITH") or (word == "WHERE" and before == "DELETE")):
            raise QueryError("query.using", f"using-graph-uri 不能和 {before} {word} 同用", "把 USING 写在更新里")
        if depth == 0 and word == "WHERE":
            done += [text[end : match.start()], clauses]
            end = match.start()
        if not word.startswith("#"):
            before = word
    return "".join((*done, text[end:]))
