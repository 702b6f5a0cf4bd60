"""Namespaces of the graph, and the prefixes that every query may use without declaring them."""

from ontology.iri import BASE

BKG = BASE + "ontology#"
BKGC = BASE + "code/"
BKGD = BASE + "id/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
DCT = "http://purl.org/dc/terms/"

PREFIXES: dict[str, str] = {
    "bkg": BKG,
    "bkgc": BKGC,
    "bkgd": BKGD,
    "dct": DCT,
    "dqv": "http://www.w3.org/ns/dqv#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": PROV,
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": SKOS,
    "xsd": XSD,
}

#: The code lists (SKOS schemes) of code_lists.ttl. A concept is `bkgc:<list>-<code>`, as in `bkgc:horizon-annual`.
CODE_LISTS = (
    "agency-type",
    "baseline",
    "basis",
    "category",
    "claim-subject",
    "code-status",
    "comparator",
    "direction",
    "document-kind",
    "expenditure-type",
    "facet",
    "finding-origin",
    "finding-status",
    "framework",
    "horizon",
    "level",
    "level-label",
    "link-status",
    "measure-kind",
    "method",
    "nature",
    "norm-kind",
    "origin",
    "phase",
    "project-category",
    "quality-dimension",
    "rating",
    "resolution",
    "row-role",
    "severity",
    "side",
    "staff-kind",
    "statement",
    "target-kind",
    "transfer-status",
    "transfer-type",
    "unit",
)


def bkg(name: str) -> str:
    """A term of the vocabulary as N-Quads writes it."""
    return f"<{BKG}{name}>"


def concept(code_list: str, code: str) -> str:
    """A concept of a code list as N-Quads writes it: `concept("horizon", "half_year")` is bkgc:horizon-half-year."""
    return f"<{BKGC}{code_list}-{code.replace('_', '-')}>"
