"""Shapes for the value of every property, made from the vocabulary: `python -m ontology.ranges` writes shapes/ranges.ttl again.

A shape written by hand says what a class needs. These say what may stand as the value of a property at all: of its
datatype, an IRI, or a code of its list (qb:codeList). A list of `code_lists.ttl` is given code by code; one that is kept
as CSV grows with the documents, so its values need only its prefix.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from ontology.context import DATES
from ontology.iri import BASE
from ontology.nquads import exact
from ontology.terms import BKG, BKGC, PREFIXES, XSD

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

FILE = Path(__file__).with_name("shapes") / "ranges.ttl"
NAME = "Range-"
"""What the name of each of these shapes begins with; the rest is the name of the property."""

YEARS = {"baselineYear": 1990, "fiscalYear": 1990, "fundBasisYear": 1990, "ruleYear": 1949, "validFrom": 1949, "validTo": 1949}
"""Properties that hold a year → the first that can be meant: of a budget since the 1990s, of a division since 1949."""
LAST_YEAR = 2100

_KINDS = {
    "string": ("文字", "a text"),
    "decimal": ("十进制数", "a decimal number"),
    "integer": ("整数", "a whole number"),
    "boolean": ("true 或 false", "true or false"),
    "date": ("日期", "a date"),
}
_HEAD = "# 由 budget.ttl 生成，勿手改。Made from budget.ttl by `python -m ontology.ranges`; not to be edited.\n\n"


def text() -> str:
    """The shapes as the vocabulary of today asks for them, in Turtle."""
    from rdflib import OWL, RDF, Graph, URIRef

    from ontology.vocabulary import FILES

    graph = Graph()
    for path in FILES:
        graph.parse(path, format="turtle")
    ours = (BKG, PREFIXES["prov"])
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind) if isinstance(term, URIRef) and str(term).startswith(ours)}
    spaces = {"bkgs": BASE + "shapes#"} | {name: PREFIXES[name] for name in ("bkg", "bkgc", "dct", "prov", "sh", "xsd")}
    head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in sorted(spaces.items()))
    return _HEAD + head + "".join(_shape(graph, prop) for prop in sorted(found))


def _shape(graph: "Graph", prop: "URIRef") -> str:
    from rdflib import RDFS, Literal

    from ontology.context import compact

    name = compact(str(prop))
    labels = {label.language: str(label) for label in graph.objects(prop, RDFS.label) if isinstance(label, Literal)}
    constraint, zh, en, why = _constraint(graph, prop)
    said = f"{labels['zh']}（{name}）" if "zh" in labels else f"{name} "
    zh, en = f"{said}应为{zh}", f"the value of {name} is {en}"
    return f"""
bkgs:{NAME}{name.partition(":")[2]} a sh:PropertyShape ; sh:targetSubjectsOf {name} ; sh:path {name} ;
    {constraint} ;
    sh:severity sh:Violation ; dct:source {exact(f"ontology design: {why}")} ;
    sh:message {exact(zh)}@zh, {exact(en)}@en .
"""


def _constraint(graph: "Graph", prop: "URIRef") -> tuple[str, str, str, str]:
    """The constraint in Turtle, what it asks for in Chinese and in English, and why."""
    from rdflib import OWL, RDF, RDFS, SKOS, URIRef

    local = str(prop).removeprefix(BKG)
    if code_list := graph.value(prop, URIRef(PREFIXES["qb"] + "codeList")):
        listed = str(code_list).removeprefix(BKGC)
        why = "a code is one of its list"
        zh, en = f"代码表 bkgc:{listed} 中的代码", f"a code of the list bkgc:{listed}"
        if codes := sorted(str(code).removeprefix(BKGC) for code in graph.subjects(SKOS.inScheme, code_list)):
            return f"sh:in ( {' '.join(f'bkgc:{code}' for code in codes)} )", zh, en, why
        prefix = exact(f"^{code_list}-".replace(".", "\\."))
        return f"sh:and ( [ sh:nodeKind sh:IRI ; sh:pattern {prefix} ] )", zh, en, why
    if (prop, RDF.type, OWL.ObjectProperty) in graph:
        return "sh:nodeKind sh:IRI", "另一个节点的 IRI", "the IRI of another node", "a relation leads to a node"
    datatype = "date" if local in DATES else str(graph.value(prop, RDFS.range)).removeprefix(XSD)
    zh, en = _KINDS[datatype]
    why = "a value has the datatype of its property"
    if local in YEARS:
        first = YEARS[local]
        within = f"sh:datatype xsd:{datatype} ; sh:minInclusive {first} ; sh:maxInclusive {LAST_YEAR}"
        zh, en = f" {first}–{LAST_YEAR} 的{zh}", f"{en} from {first} to {LAST_YEAR}"
        return f"sh:and ( [ {within} ] )", f"{zh}（xsd:{datatype}）", f"{en} (xsd:{datatype})", why
    return f"sh:datatype xsd:{datatype}", f"{zh}（xsd:{datatype}）", f"{en} (xsd:{datatype})", why


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
