"""The graph store: union graph, formats, replacing, copying, and what a query must not be able to do."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ontology.errors import QueryError, StoreError
from search.graph.store import GraphStore, Term

G1, G2 = "https://example.org/g1", "https://example.org/g2"
PREFIXES = {"ex": "https://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}


def quads(graph: str, *rows: tuple[str, str]) -> bytes:
    return "".join(f'<https://example.org/{s}> <https://example.org/name> "{o}" <{graph}> .\n' for s, o in rows).encode()


@pytest.fixture
def store(tmp_path: Path) -> GraphStore:
    made = GraphStore.create(tmp_path / "store")
    made.replace_graph(G1, quads(G1, ("a", "信访局"), ("b", "教育局")))
    made.replace_graph(G2, quads(G2, ("c", "民政局")))
    return made


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine that notes what it is asked for."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            del format, args

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/sparql", asked
    server.shutdown()
    server.server_close()


def names(store: GraphStore, clause: str = "") -> list[str]:
    result = store.query(f"SELECT ?n {clause} {{ ?s ex:name ?n }} ORDER BY ?n", PREFIXES)
    return [row[0].value for row in result.rows() if row[0]]


def test_default_graph_is_the_union(store: GraphStore) -> None:
    assert names(store) == ["信访局", "教育局", "民政局"]


def test_a_statement_of_two_graphs_counts_once_and_stays_until_both_are_gone(store: GraphStore) -> None:
    store.replace_graph(G2, quads(G2, ("a", "信访局")))
    assert names(store) == ["信访局", "教育局"]
    store.remove_graph(G1)
    assert names(store) == ["信访局"]
    store.remove_graph(G2)
    assert names(store) == []


def test_from_narrows_to_a_known_graph(store: GraphStore) -> None:
    assert names(store, f"FROM <{G2}>") == ["民政局"]


def test_replacing_drops_what_the_graph_said_before(store: GraphStore) -> None:
    assert store.replace_graph(G1, quads(G1, ("a", "信访局（新）"))) == 1
    assert names(store) == ["信访局（新）", "民政局"]
    assert len(store) == 2
    store.remove_graph(G1)
    assert store.graphs() == [G2]


def test_a_wrong_graph_or_broken_bytes_change_nothing(store: GraphStore) -> None:
    with pytest.raises(StoreError, match="别的图"):
        store.replace_graph(G1, quads(G2, ("x", "混入")))
    with pytest.raises(StoreError, match="N-Quads"):
        store.replace_graph(G1, b"<broken")
    assert names(store) == ["信访局", "教育局", "民政局"]


def test_graphs_added_together_are_those_added_one_by_one(store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However they fall into loads."""
    given = [(G1, quads(G1, ("a", "信访局"), ("b", "教育局"))), (G2, quads(G2, ("a", "信访局"), ("c", f"<{G1}> ."))), ("urn:g3", b"")]
    store.replace_graph(*given[1])
    for most in (1, 1 << 20):
        monkeypatch.setattr("search.graph.store.ADDED_AT_ONCE", most)
        made = GraphStore.create(tmp_path / str(most))
        made.add_graphs(given)
        assert sorted(made.dump("nq").splitlines()) == sorted(store.dump("nq").splitlines())
        assert len(made) == len(store) and names(made) == names(store)
    for wrong in (quads(G2, ("x", "混入")), quads(G2, ("x", "混入")).strip(), b"<broken\n"):
        with pytest.raises(StoreError):
            GraphStore.create(tmp_path / "wrong").add_graphs([(G1, wrong)])


def test_a_graph_may_come_in_parts_and_what_cannot_be_made_stops_the_load(tmp_path: Path) -> None:
    made = GraphStore.create(tmp_path / "store")
    made.add_graphs([(G1, quads(G1, ("a", "信访局"))), (G1, quads(G1, ("b", "教育局")))])
    assert names(made) == ["信访局", "教育局"] and made.graphs() == [G1]

    def graphs() -> Iterator[tuple[str, bytes]]:
        yield G2, quads(G2, ("c", "民政局"))
        raise StoreError("home.document", "抽取结果读不出来")

    with pytest.raises(StoreError, match="读不出来"):
        made.add_graphs(graphs())
    assert made.graphs() == [G1]


def test_a_store_is_merged_once_it_doubled_and_not_for_a_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody merges the files of a store that is only read, and merging all of them costs most of a load."""
    merged: list[Path] = []
    monkeypatch.setattr(GraphStore, "optimize", lambda self: merged.append(self.path))
    monkeypatch.setattr("search.graph.store.ADDED_AT_ONCE", 10_000)
    made = GraphStore.create(tmp_path / "store")
    made.add_graphs((f"{G1}/{number}", quads(f"{G1}/{number}", (str(number), "局" * 1000))) for number in range(30))
    assert merged == [made.path] and len(made) == 30
    made.add_graphs([(G2, quads(G2, ("c", "民政局")))])
    assert len(merged) == 1
    made.add_graphs((f"{G2}/{number}", quads(f"{G2}/{number}", (str(number), "科" * 1000))) for number in range(300))
    assert len(merged) == 2


def test_what_is_written_survives_and_a_copy_is_independent(store: GraphStore, tmp_path: Path) -> None:
    store.flush()
    GraphStore.open(store.path).backup(tmp_path / "next")
    following = GraphStore.create(tmp_path / "next")
    following.remove_graph(G1)
    assert names(following) == ["民政局"]
    assert names(store) == ["信访局", "教育局", "民政局"]
    shared = {p.stat().st_ino for p in store.path.glob("*.sst")} & {p.stat().st_ino for p in (tmp_path / "next").glob("*.sst")}
    assert shared, "unchanged files are shared, not copied"


def test_states_that_have_a_name(store: GraphStore, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as missing:
        GraphStore.open(tmp_path / "nothing")
    assert missing.value.code == "store.missing" and not (tmp_path / "nothing").exists()
    with pytest.raises(StoreError) as locked:
        GraphStore.create(store.path)
    assert locked.value.code == "store.locked"
    with pytest.raises(StoreError) as readonly:
        GraphStore.open(store.path).remove_graph(G1)
    assert readonly.value.code == "store.readonly"
    with pytest.raises(StoreError) as exists:
        store.backup(tmp_path)
    assert exists.value.code == "store.exists"


def test_rows_tell_terms_apart(store: GraphStore) -> None:
    result = store.query('SELECT ?s ?n ?u ("甲"@zh AS ?l) { ?s ex:name ?n FILTER(?n = "民政局") OPTIONAL { ?s ex:no ?u } }', PREFIXES)
    assert result.kind == "select" and result.columns == ("s", "n", "u", "l")
    (row,) = result.rows()
    assert row[0] == Term("iri", "https://example.org/c")
    assert row[1] == Term("literal", "民政局", "http://www.w3.org/2001/XMLSchema#string")
    assert row[2] is None
    assert row[3] is not None and row[3].language == "zh"


def test_formats(store: GraphStore) -> None:
    select = "SELECT ?n { ex:c ex:name ?n }"
    answer = json.loads(store.query(select, PREFIXES).serialize("json"))
    assert answer["results"]["bindings"][0]["n"]["value"] == "民政局"
    assert store.query(select, PREFIXES).serialize("csv").decode().split() == ["n", "民政局"]
    assert store.query(select, PREFIXES).serialize("tsv").decode().split() == ["?n", '"民政局"']
    assert "<literal>民政局</literal>" in store.query(select, PREFIXES).serialize("xml").decode()
    ask = store.query("ASK { ex:c ex:name ?n }", PREFIXES)
    assert ask.boolean is True and json.loads(ask.serialize("json"))["boolean"] is True
    construct = "CONSTRUCT { ?s ex:label ?n } { ?s ex:name ?n }"
    turtle = store.query(construct, PREFIXES).serialize("ttl").decode()
    assert "@prefix ex: <https://example.org/> ." in turtle and 'ex:a ex:label "信访局"' in turtle
    assert store.query(construct, PREFIXES).serialize("nt").decode().count(" .\n") == 3
    for query, form in ((select, "ttl"), (construct, "csv")):
        with pytest.raises(QueryError) as wrong:
            store.query(query, PREFIXES).serialize(form)
        assert wrong.value.code == "query.format"
        assert form not in store.query(query, PREFIXES).formats


def test_prefixes_of_the_ontology_are_known_and_can_be_redefined(store: GraphStore) -> None:
    assert store.query("ASK { ?s rdfs:label ?n }").boolean is False
    assert store.query("PREFIX rdfs: <https://example.org/> ASK { ?s rdfs:name ?n }").boolean is True


@pytest.mark.parametrize("query", ["SELEC ?s { ?s ?p ?o }", "SELECT ?s { ?s nowhere:p ?o }", "SELECT ?s { ?s ?p ?o"])
def test_syntax_errors_say_what_the_parser_said(store: GraphStore, query: str) -> None:
    with pytest.raises(QueryError) as wrong:
        store.query(query, PREFIXES)
    assert wrong.value.code == "query.syntax"
    assert wrong.value.hint
    assert any(word in wrong.value.message for word in ("nowhere", "line:1"))


@pytest.mark.parametrize("query", ["", " \r\n", "# SELECT ?s { ?s ?p ?o }", "\n  # one\r# two"])
def test_an_empty_query_is_called_empty(store: GraphStore, query: str) -> None:
    with pytest.raises(QueryError) as wrong:
        store.query(query, PREFIXES)
    assert wrong.value.code == "query.empty"


@pytest.mark.parametrize("update", ["DROP ALL", f"DELETE WHERE {{ GRAPH <{G1}> {{ ?s ?p ?o }} }}", "LOAD <http://127.0.0.1/x.ttl>"])
def test_updates_are_refused(store: GraphStore, update: str) -> None:
    with pytest.raises(QueryError) as refused:
        store.query(update, PREFIXES)
    assert refused.value.code == "query.update"
    assert len(store) == 3


@pytest.mark.parametrize(
    "pattern",
    [
        "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
        "select * { service <%s> { ?s ?p ?o } }",
        "SELECT * { BIND(<%s> AS ?where) SERVICE ?where { ?s ?p ?o } }",
        "SELECT * { { SELECT ?s { ?s ?p ?o FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } } } }",
        "SELECT * { ?s ?p ?o MINUS { SERVICE <%s> { ?s ?p ?o } } }",
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <%s> { ?s ?p ?o } })",
        "SELECT ?s { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <%s> { ?s ?p ?o } })",
        "CONSTRUCT { ?s ?p ?o } { SERVICE <%s> { ?s ?p ?o } }",
        "SELECT * { # harmless\rSERVICE <%s> { ?s ?p ?o }\n}",
        'SELECT * { FILTER("\\u005Cu0022" != "x") SERVICE <%s> { ?s ?p ?o } FILTER("y" != "\\u005Cu0022") }',
    ],
)
def test_no_query_reaches_the_network(store: GraphStore, listener: tuple[str, list[str]], pattern: str) -> None:
    address, asked = listener
    with pytest.raises(QueryError):
        list(store.query(pattern % address, PREFIXES).rows())
    assert asked == []


def test_an_escaped_quote_means_the_same_to_both_parsers(store: GraphStore, listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    query = f'SELECT * {{ FILTER("\\u0022" != "x") SERVICE <{address}> {{ ?s ?p ?o }} FILTER("y" != "\\u0022") }}'
    assert len(list(store.query(query, PREFIXES).rows())) == 1, "resolved first, all of it is one string"
    assert asked == []


def test_a_store_in_memory_holds_several_texts_as_one_graph() -> None:
    store = GraphStore.of((quads(G1, ("a", "信访局")), "nq", "1"), (b'<a> <https://example.org/name> "\xe6\xb0\x91" .', "ttl", "2"))
    assert names(store) == ["信访局", "民"]
    assert sorted(row[0].value for row in store.select("SELECT ?n { ?s <https://example.org/name> ?n }") if row[0]) == ["信访局", "民"]
    with pytest.raises(StoreError, match=r"store\.readonly"):
        store.replace_graph(G1, b"")


def test_a_text_that_is_no_rdf_is_named() -> None:
    with pytest.raises(StoreError) as refused:
        GraphStore.of((b"", "nq", "good.nq"), (b"<a", "ttl", "bad.ttl"))
    assert (refused.value.code, refused.value.place) == ("store.rdf", "bad.ttl")


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_unknown_graphs_are_refused_not_fetched(store: GraphStore, listener: tuple[str, list[str]], clause: str) -> None:
    address, asked = listener
    for place in (address, "file:///etc/passwd", "ex:nowhere"):
        iri = place if place.startswith("ex:") else f"<{place}>"
        with pytest.raises(QueryError) as refused:
            store.query(f"SELECT * {clause} {iri} {{ ?s ?p ?o }}", PREFIXES)
        assert refused.value.code == "query.from"
    assert asked == []


def test_escapes_and_line_ends_still_mean_what_they_say(store: GraphStore) -> None:
    assert store.query('ASK { ?s ex:name "\\u6C11\\u653F\\u5C40" }', PREFIXES).boolean is True
    assert store.query("ASK { # a comment\r\n ?s ex:name ?n }", PREFIXES).boolean is True


def test_a_file_that_is_merged_away_while_files_are_counted(tmp_path: Path) -> None:
    store = GraphStore.create(tmp_path / "store")
    (tmp_path / "store" / "999999.sst").symlink_to("gone")
    graph = "https://w3id.org/budgetkg/graph/x"
    store.add_graphs([(graph, f"<https://example.org/a> <https://example.org/b> <https://example.org/c> <{graph}> .\n".encode())])
    assert store.graphs() == [graph]
