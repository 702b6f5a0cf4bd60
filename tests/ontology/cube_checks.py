"""The integrity constraints of the RDF Data Cube recommendation, section 11.3, run as it says: normalize, then ask."""

from pathlib import Path

import pyoxigraph as ox

FOLDER = Path(__file__).with_name("data_cube_ic")
PREFIXES = {
    "ex": "urn:example:",
    "owl": "http://www.w3.org/2002/07/owl#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
CONSTRAINTS = {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("ic-*.rq"))}
_HIERARCHIES = {
    "ic-20": "SELECT DISTINCT ?p { ?h a qb:HierarchicalCodeList ; qb:parentChildProperty ?p . FILTER (isIRI(?p)) }",
    "ic-21": "SELECT DISTINCT ?p { ?h a qb:HierarchicalCodeList ; qb:parentChildProperty ?c . ?c owl:inverseOf ?p . FILTER (isBlank(?c)) }",
}


def normalized(turtle: bytes | str) -> ox.Store:
    store = ox.Store()
    store.bulk_load(turtle, format=ox.RdfFormat.TURTLE)
    for phase in (1, 2):
        store.update((FOLDER / f"normalize-{phase}.ru").read_text("utf-8"), prefixes=PREFIXES)
    return store


def is_broken(store: ox.Store, name: str) -> bool:
    query = CONSTRAINTS[name]
    if name not in _HIERARCHIES:
        return bool(store.query(query, prefixes=PREFIXES))
    properties = store.query(_HIERARCHIES[name], prefixes=PREFIXES)
    assert isinstance(properties, ox.QuerySolutions)
    return any(bool(store.query(query.replace("$p", found["p"].value), prefixes=PREFIXES)) for found in properties)


def broken(turtle: bytes | str) -> list[str]:
    """Names of the constraints that do not hold."""
    store = normalized(turtle)
    return [name for name in CONSTRAINTS if is_broken(store, name)]
