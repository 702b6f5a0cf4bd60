"""The compiled queries and pySHACL say the same of every graph: of sound ones, of each rule broken once, of random damage."""

from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rdflib import Graph

from ontology.quads import division_nquads, to_nquads
from ontology.shapes_sparql import checks
from ontology.terms import BKG, XSD
from search.graph.store import GraphStore
from search.graph.validate import Report, validate
from tests.ontology.sample_record import sample_record
from tests.search.bad_graphs import BAD, BESIDES, bad_values, broken
from tests.search.shacl_oracle import as_rows, asked_of_pyshacl, only, shapes_graph, subclasses


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return shapes_graph()


@pytest.fixture(scope="module")
def classes() -> Graph:
    return subclasses()


@cache
def sound() -> str:
    return (to_nquads(sample_record()) + division_nquads([("410802", 2020), ("130185", 2010)])).decode() + BESIDES


def by_shapes(nquads: bytes) -> Report:
    """Without the terms that the vocabulary lacks, which no shape finds."""
    return validate(GraphStore.of((nquads, "nq", "")), checks())


def test_a_sound_graph(shapes: Graph, classes: Graph) -> None:
    assert asked_of_pyshacl(sound(), shapes, classes) == as_rows(by_shapes(sound().encode()))


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: f"{bad.shape}: {bad.pattern[-30:]}")
def test_each_rule_broken_once(bad: Any, shapes: Graph, classes: Graph) -> None:
    nquads = broken(sound(), bad)
    found = {row for row in as_rows(by_shapes(nquads.encode())) if row[1].endswith(f"#{bad.shape}")}
    assert found - as_rows(by_shapes(sound().encode()))
    assert found == asked_of_pyshacl(nquads, only(shapes, bad.shape), classes)


def test_each_value_that_is_not_in_its_range(shapes: Graph, classes: Graph) -> None:
    """All at once, since pySHACL takes as long for one value as for three hundred."""
    names, statements = zip(*bad_values(), strict=True)
    nquads = sound() + "".join(statements)
    ours = tuple(f"#{name}" for name in names)
    found = {row for row in as_rows(by_shapes(nquads.encode())) if row[1].endswith(ours)}
    assert Counter(row[1].rpartition("#")[2] for row in found) == Counter(names)
    assert found == asked_of_pyshacl(nquads, only(shapes, *names), classes)


def test_every_shape_has_a_bad_example() -> None:
    assert {bad.shape for bad in BAD} | {name for name, _ in bad_values()} == {check.shape.name for check in checks()}


JUNK = (
    '""',
    '"电话 139-0000-0001"',
    '"2010308x"',
    '"%"',
    '"万元"',
    '"文字"@zh',
    '"true"',
    f'"-7.5"^^<{XSD}decimal>',
    f'"101"^^<{XSD}decimal>',
    f'"十"^^<{XSD}decimal>',
    f'"0"^^<{XSD}integer>',
    f'"99999"^^<{XSD}integer>',
    f'"2020-02-30"^^<{XSD}date>',
    f'"2020-09-15"^^<{XSD}date>',
    f"<{BKG}nothing>",
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The sound graph with statements taken out, given another object, or given another one's object besides."""
    lines = sound().splitlines()
    for _ in range(draw(st.integers(1, 20))):
        place = draw(st.integers(0, len(lines) - 1))
        subject, predicate, rest = lines[place].split(" ", 2)
        other = lines[draw(st.integers(0, len(lines) - 1))].split(" ", 2)[2].rsplit(" <", 1)[0]
        graph = rest.rsplit(" <", 1)[1]
        match draw(st.sampled_from(("out", "junk", "other", "besides"))):
            case "out":
                lines[place] = lines[-1]
            case "junk":
                lines[place] = f"{subject} {predicate} {draw(st.sampled_from(JUNK))} <{graph}"
            case "other":
                lines[place] = f"{subject} {predicate} {other} <{graph}"
            case _:
                lines.append(f"{subject} {predicate} {other} <{graph}")
    return "\n".join(lines) + "\n"


@settings(
    max_examples=15,
    deadline=None,
    # pySHACL takes a second an example: looking for a smaller one would take the whole time of a CI run.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(nquads=damaged())
def test_random_damage(nquads: str, shapes: Graph, classes: Graph) -> None:
    assert as_rows(by_shapes(nquads.encode())) == asked_of_pyshacl(nquads, shapes, classes)
