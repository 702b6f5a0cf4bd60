"""SHACL validation of a document's graph. The only file that imports pyshacl.

pySHACL wants an rdflib graph, and filling one with every statement costs more than the shapes do. So only
statements that a shape can look at are loaded, and of texts that only the shape against personal data looks
at, those with six digits or more in them. Bad data never raises: it is what the report is for.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ontology.errors import RecordError

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

ResultSeverity = Literal["Violation", "Warning", "Info"]

SHAPES = Path(__file__).with_name("shapes")

_SHACL = "http://www.w3.org/ns/shacl#"
_PERSONAL_SHAPE = "https://w3id.org/budgetkg/shapes#NoPersonalData"
_DIGITS = re.compile(r"(?:\d[\d \-—]*){6}")
_OBJECT = re.compile(r'(?:<(?P<iri>[^>]*)>|"(?P<text>(?:[^"\\]|\\.)*)"(?:\^\^<(?P<datatype>[^>]*)>|@(?P<lang>[\w-]+))?)(?: <[^>]*>)? \.')
_ESCAPE = re.compile(r"\\(?:u([0-9A-F]{4})|U([0-9A-F]{8})|(.))")
_UNESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True, slots=True)
class ValidationResult:
    severity: ResultSeverity
    focus: str
    """IRI of what the result is about; for a text with personal data, of what has that text."""
    path: str
    """IRI of the property, or "" where the result is about the node as a whole."""
    value: str
    message_zh: str
    message_en: str
    shape: str
    """Name of the shape, such as `Target-horizon`."""

    @property
    def message(self) -> str:
        return self.message_zh


@dataclass(frozen=True, slots=True)
class ValidationReport:
    conforms: bool
    """True where there is no violation; warnings do not count."""
    results: tuple[ValidationResult, ...]
    """Violations first, then by focus and shape."""


def validate(nquads: bytes) -> ValidationReport:
    """Check N-Quads, as `ontology.quads` writes them, against all shapes. Several graphs are checked as one."""
    from pyshacl import validate as run

    data = _load(nquads)
    _, found, _ = run(data, shacl_graph=_shapes(), inplace=True, inference="none", advanced=False, meta_shacl=False, do_owl_imports=False)
    results = sorted((_result(data, found, node) for node in found.subjects(_sh("resultSeverity"))), key=_order)
    return ValidationReport(all(result.severity != "Violation" for result in results), tuple(results))


def _order(result: ValidationResult) -> tuple[int, str, str, str]:
    return (("Violation", "Warning", "Info").index(result.severity), result.focus, result.shape, result.value)


def _sh(name: str) -> Any:
    from rdflib import URIRef

    return URIRef(_SHACL + name)


@cache
def _shapes() -> "Graph":
    from rdflib import Graph

    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


@cache
def _looked_at() -> tuple[frozenset[str], frozenset[str]]:
    """Terms that any shape may look at, and predicates that only the shape against personal data looks at."""
    from rdflib import URIRef

    personal = URIRef(_PERSONAL_SHAPE)
    texts = {str(o) for o in _shapes().objects(personal, _sh("targetObjectsOf"))}
    named = {str(o) for s, _, o in _shapes() if isinstance(o, URIRef) and s != personal}
    return frozenset(f"<{term}>" for term in named | texts), frozenset(f"<{term}>" for term in texts - named)


def _load(nquads: bytes) -> "Graph":
    from rdflib import RDF, Graph, Literal, URIRef

    wanted, texts = _looked_at()
    type_term = f"<{RDF.type}>"
    iris: dict[str, URIRef] = {}

    def iri(text: str) -> URIRef:
        known = iris.get(text)
        if known is None:
            known = iris[text] = URIRef(text)
        return known

    graph = Graph()
    for number, line in enumerate(nquads.decode().split("\n"), start=1):
        if not line:
            continue
        subject, _, rest = line.partition(" ")
        predicate, _, rest = rest.partition(" ")
        if not rest.endswith(" ."):
            raise _no_nquads(number)
        if predicate == type_term:
            relevant = rest.partition(" ")[0] in wanted
        elif predicate in texts:
            relevant = _DIGITS.search(rest.rpartition(" <")[0]) is not None
        else:
            relevant = predicate in wanted
        if not relevant:
            continue
        match = _OBJECT.fullmatch(rest)
        if match is None:
            raise _no_nquads(number)
        target, text, datatype, lang = match.groups()
        term: Node
        if target is not None:
            term = iri(target)
        else:
            term = Literal(_ESCAPE.sub(_unescape, text), datatype=iri(datatype) if datatype else None, lang=lang)
        graph.add((iri(subject[1:-1]), iri(predicate[1:-1]), term))
    return graph


def _no_nquads(line: int) -> RecordError:
    return RecordError("nquads.line", "不是 N-Quads", "只检查本程序写出的图", f"line {line}")


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _UNESCAPED.get(match[3], match[3])


def _result(data: "Graph", found: "Graph", node: "Node") -> ValidationResult:
    from rdflib import BNode, Literal, URIRef

    focus, path, value, shape, severity = (
        found.value(node, _sh(name)) for name in ("focusNode", "resultPath", "value", "sourceShape", "resultSeverity")
    )
    if isinstance(path, BNode) and isinstance(value, URIRef):
        focus, value = value, None  # the shape starts at a code and goes back to the nodes that have it
    if isinstance(focus, Literal):
        focus = min(data.subjects(None, focus), default=focus)  # type: ignore[type-var]
    messages = {str(m.language): str(m) for m in found.objects(node, _sh("resultMessage")) if isinstance(m, Literal)}
    return ValidationResult(
        str(severity).removeprefix(_SHACL),  # type: ignore[arg-type]
        str(focus),
        str(path) if isinstance(path, URIRef) else "",
        "" if value is None else str(value),
        messages.get("zh", ""),
        messages.get("en", ""),
        str(shape).rsplit("#", 1)[-1],
    )
