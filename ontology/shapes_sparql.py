"""Compiles the SHACL shapes to SPARQL: a query for every constraint on every target, which selects what does not conform.

SHACL in an RDF library walks a graph in Python, and a store of a million triples takes it more than a minute. A
store answers the same question as a query. This module knows no store: it makes the queries, `search.graph.validate` asks them.

Only the part of SHACL that is written out here may be used (shapes/README.md lists it). Anything else in a shape is
an error when the shapes are loaded, because a constraint that is passed over in silence is worse than none.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations, count
from pathlib import Path
from typing import Literal as OneOf
from typing import cast, get_args

from rdflib import DCTERMS, OWL, RDF, RDFS, SH, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ontology.errors import FormError

SHAPES = Path(__file__).with_name("shapes")
VOCABULARY = Path(__file__).with_name("budget.ttl")

Severity = OneOf["Violation", "Warning", "Info"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

MOST_COUNTED = 3
"""Largest sh:minCount and sh:maxCount: n values that differ are n patterns, compared pair by pair."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a report says of a shape."""

    iri: str
    severity: Severity
    message_zh: str
    message_en: str
    source: str
    """The rule behind it: a 文号 or standard, or "ontology design: …" where no rule exists."""
    path: str
    """Property path as SPARQL writes it; "" for a shape about the node as a whole."""
    path_turtle: str
    """The same as a SHACL path in Turtle."""

    @property
    def name(self) -> str:
        return self.iri.rsplit("#", 1)[-1]


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint of a shape on one of its targets."""

    shape: Shape
    component: str
    """IRI of the constraint component, such as sh:MinCountConstraintComponent."""
    query: str
    """SELECT with ?focus, and with ?value where the constraint is about one value."""


@cache
def checks() -> tuple[Check, ...]:
    """The checks of all shapes of the ontology. Raises FormError where a shape uses what is not supported."""
    shapes, classes = Graph(), Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        shapes.parse(path, format="turtle")
    classes.parse(VOCABULARY, format="turtle")
    return compile_shapes(shapes, classes)


def compile_shapes(shapes: Graph, classes: Graph) -> tuple[Check, ...]:
    """`classes` holds the rdfs:subClassOf statements by which an instance of a class is one of those above it."""
    return tuple(_Compiler(shapes, classes).checks())


_TARGETS = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_SAID = {RDF.type, RDFS.label, RDFS.comment, DCTERMS.source, *_TARGETS}
_SAID |= {SH.path, SH.severity, SH.message, SH.name, SH.description, SH.flags, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.property}
_NODE_KINDS = {
    SH.IRI: "isIRI({0})",
    SH.BlankNode: "isBlank({0})",
    SH.Literal: "isLiteral({0})",
    SH.BlankNodeOrIRI: "!isLiteral({0})",
    SH.IRIOrLiteral: "!isBlank({0})",
    SH.BlankNodeOrLiteral: "!isIRI({0})",
}
_CAST = {XSD.date, XSD.boolean, XSD.dateTime}
_NUMBERS = {XSD.decimal, XSD.integer, XSD.double}
_SELECT = re.compile(r"\s*SELECT\s+(?:DISTINCT\s+)?\$this(?P<value>\s+\?value)?\s+WHERE\s*\{(?P<body>.*)\}\s*", re.DOTALL)


class _Compiler:
    def __init__(self, shapes: Graph, classes: Graph) -> None:
        self.graph = shapes
        self.classes = classes
        self.numbers = count()
        self.values: dict[URIRef, Callable[[Node, Node, str], str]] = {
            SH["class"]: self._class,
            SH.datatype: self._datatype,
            SH.nodeKind: self._node_kind,
            SH["in"]: self._in,
            SH.pattern: self._pattern,
            SH.minLength: lambda shape, length, value: f"(!isBlank({value}) && STRLEN(STR({value})) >= {length})",
            SH.maxLength: lambda shape, length, value: f"(!isBlank({value}) && STRLEN(STR({value})) <= {length})",
            SH.minInclusive: lambda shape, bound, value: _true(f"{value} >= {_term(bound)}"),
            SH.maxInclusive: lambda shape, bound, value: _true(f"{value} <= {_term(bound)}"),
            SH.minExclusive: lambda shape, bound, value: _true(f"{value} > {_term(bound)}"),
            SH.maxExclusive: lambda shape, bound, value: _true(f"{value} < {_term(bound)}"),
            SH["not"]: lambda shape, other, value: _not(self.conforms(other, value)),
            SH["or"]: lambda shape, others, value: _any(self.conforms(other, value) for other in self._list(others)),
            SH["and"]: lambda shape, others, value: _all(self.conforms(other, value) for other in self._list(others)),
            SH.node: lambda shape, other, value: self.conforms(other, value),
        }
        """Constraints on one value: a SPARQL expression, never an error, that is true where the value conforms."""
        self.sets: dict[URIRef, Callable[[Node, Node, str, str], str]] = {
            SH.minCount: lambda shape, n, focus, path: self._at_least(_number(n), focus, path),
            SH.maxCount: lambda shape, n, focus, path: _not(self._at_least(_number(n) + 1, focus, path)),
            SH.hasValue: lambda shape, term, focus, path: f"EXISTS {{ {focus} {path} {_term(term)} }}",
            SH.qualifiedValueShape: self._qualified,
        }
        """Constraints on all values of a path at once."""
        self.pairs: dict[URIRef, Callable[[str, str, str], str]] = {
            SH.lessThan: self._compared("<"),
            SH.lessThanOrEquals: self._compared("<="),
            SH.disjoint: lambda focus, value, other: f"NOT EXISTS {{ {focus} {other} {value} }}",
            SH.equals: lambda focus, value, other: f"EXISTS {{ {focus} {other} {value} }}",
        }
        """Constraints on one value and those of another property."""

    def checks(self) -> Iterator[Check]:
        found = _sorted({shape for target in _TARGETS for shape in self.graph.subjects(target)})
        if not found:
            raise FormError("shapes.none", "没有一个形状有目标", "给形状写 sh:targetClass", str(SHAPES))
        for shape in found:
            targets = list(dict.fromkeys(self._targets(shape)))
            if not self._path(shape):
                for inner in _sorted(self.graph.objects(shape, SH.property)):
                    yield from self._shape_checks(inner, targets)
            yield from self._shape_checks(shape, targets)

    def _targets(self, shape: Node) -> Iterator[str]:
        for cls in _sorted(self.graph.objects(shape, SH.targetClass)):
            yield from (f"?focus a {_term(member)}" for member in self._members(cls))
        yield from (f"?focus {_term(prop)} ?any" for prop in _sorted(self.graph.objects(shape, SH.targetSubjectsOf)))
        yield from (f"?any {_term(prop)} ?focus" for prop in _sorted(self.graph.objects(shape, SH.targetObjectsOf)))

    def _members(self, cls: Node) -> list[Node]:
        """The class and all below it."""
        return _sorted(node for node in self.classes.transitive_subjects(RDFS.subClassOf, cls) if node)

    def _shape_checks(self, node: Node, targets: list[str]) -> Iterator[Check]:
        parts = list(self._constraints(node))
        if not parts:
            return
        shape = self._described(node)
        for target in targets:
            for prop, parameter in parts:
                component = _component(prop, self.graph, node)
                for query in self._queries(shape, node, target, prop, parameter):
                    yield Check(shape, component, query)

    def _constraints(self, shape: Node) -> Iterator[tuple[URIRef, Node]]:
        """Each constraint of a shape with its parameter. Refuses everything that this module does not know."""
        path = self._path(shape)
        known = {*self.values, SH.hasValue, SH.sparql, *((*self.sets, *self.pairs) if path else ())}
        for prop, parameter in sorted(self.graph.predicate_objects(shape), key=str):
            if prop not in known and prop not in _SAID:
                raise self._refused(shape, f"不支持 {self.graph.qname(str(prop))}")
            if prop == SH.property and path:
                raise self._refused(shape, "属性形状里不支持 sh:property，另写一个形状")
            if prop in known:
                yield cast(URIRef, prop), parameter

    def _queries(self, shape: Shape, node: Node, target: str, prop: URIRef, parameter: Node) -> Iterator[str]:
        if prop == SH.sparql:
            yield self._given(node, target, parameter)
        elif not shape.path:
            conforms = self._on_value(node, prop, parameter, "?focus")
            yield f"SELECT DISTINCT ?focus (?focus AS ?value) {{ {target} FILTER({_not(conforms)}) }}"
        elif prop == SH.minCount and _number(parameter) == 1:
            yield f"SELECT DISTINCT ?focus {{ {target} MINUS {{ ?focus {shape.path} ?value }} }}"
        elif prop == SH.maxCount and _number(parameter) > 0:
            # Counted for all nodes at once: five times as fast as node by node, and the same for MINUS above.
            counted = (
                f"SELECT ?focus {{ ?focus {shape.path} ?value }} GROUP BY ?focus HAVING(COUNT(DISTINCT ?value) > {_number(parameter)})"
            )
            yield f"SELECT DISTINCT ?focus {{ {{ {counted} }} {target} }}"
        elif prop in self.sets:
            conforms = self.sets[prop](node, parameter, "?focus", shape.path)
            yield f"SELECT DISTINCT ?focus {{ {target} FILTER({_not(conforms)}) }}"
        elif prop in self.pairs:
            pairs = [(shape.path, _term(parameter))]
            if prop == SH.equals:
                pairs.append((_term(parameter), shape.path))
            for path, other in pairs:
                conforms = self.pairs[prop]("?focus", "?value", other)
                yield f"SELECT DISTINCT ?focus ?value {{ {target} . ?focus {path} ?value FILTER({_not(conforms)}) }}"
        else:
            conforms = self._on_value(node, prop, parameter, "?value")
            # What has the property is every node that has it, so the target says nothing more.
            aimed = "" if target == f"?focus {shape.path} ?any" else f"{target} . "
            yield f"SELECT DISTINCT ?focus ?value {{ {aimed}?focus {shape.path} ?value FILTER({_not(conforms)}) }}"

    def _on_value(self, shape: Node, prop: URIRef, parameter: Node, value: str) -> str:
        if prop == SH.hasValue:
            return f"sameTerm({value}, {_term(parameter)})"
        return self.values[prop](shape, parameter, value)

    def conforms(self, shape: Node, focus: str) -> str:
        """An expression that is true where the node conforms to a shape that stands within another."""
        path, parts = self._path(shape), []
        for prop, parameter in self._constraints(shape):
            if prop == SH.sparql:
                raise self._refused(shape, "sh:sparql 只能写在最外层的形状里")
            if not path:
                parts.append(self._on_value(shape, prop, parameter, focus))
            elif prop in self.sets:
                parts.append(self.sets[prop](shape, parameter, focus, path))
            elif prop in self.pairs:
                other = _term(parameter)
                parts.append(self._every(focus, path, self._pairs_with(focus, prop, other)))
                if prop == SH.equals:
                    parts.append(self._every(focus, other, self._pairs_with(focus, prop, path)))
            else:
                parts.append(self._every(focus, path, partial(self._on_value, shape, prop, parameter)))
        inner = () if path else self.graph.objects(shape, SH.property)
        parts += [self.conforms(node, focus) for node in _sorted(inner)]
        if not parts:
            raise self._refused(shape, "形状里没有约束")
        return _all(parts)

    def _pairs_with(self, focus: str, prop: URIRef, other: str) -> Callable[[str], str]:
        return lambda value: self.pairs[prop](focus, value, other)

    def _every(self, focus: str, path: str, conforms: Callable[[str], str]) -> str:
        value = self._variable()
        return f"NOT EXISTS {{ {focus} {path} {value} FILTER({_not(conforms(value))}) }}"

    def _at_least(self, number: int, focus: str, path: str, condition: Callable[[str], str] | None = None) -> str:
        if number > MOST_COUNTED + 1:
            raise FormError("shapes.count", f"只支持数到 {MOST_COUNTED}", "改用 sh:sparql", path)
        if number == 0:
            return "true"
        values = [self._variable() for _ in range(number)]
        patterns = " . ".join(f"{focus} {path} {value}" for value in values)
        filters = [f"!sameTerm({one}, {other})" for one, other in combinations(values, 2)]
        filters += [condition(value) for value in values] if condition else []
        return f"EXISTS {{ {patterns}{f' FILTER({_all(filters)})' if filters else ''} }}"

    def _qualified(self, shape: Node, inner: Node, focus: str, path: str) -> str:
        def matches(value: str) -> str:
            return self.conforms(inner, value)

        least, most = (self.graph.value(shape, prop) for prop in (SH.qualifiedMinCount, SH.qualifiedMaxCount))
        if (least is None) == (most is None):
            raise self._refused(shape, "sh:qualifiedValueShape 要有 sh:qualifiedMinCount、sh:qualifiedMaxCount 之一")
        if most is not None:
            return _not(self._at_least(_number(most) + 1, focus, path, matches))
        return self._at_least(_number(least), focus, path, matches)

    def _compared(self, operator: str) -> Callable[[str, str, str], str]:
        def pair(focus: str, value: str, other: str) -> str:
            against = self._variable()
            return f"NOT EXISTS {{ {focus} {other} {against} FILTER({_not(_true(f'{value} {operator} {against}'))}) }}"

        return pair

    def _class(self, shape: Node, cls: Node, value: str) -> str:
        return _any(f"EXISTS {{ {value} a {_term(member)} }}" for member in self._members(cls))

    def _datatype(self, shape: Node, datatype: Node, value: str) -> str:
        typed = f"DATATYPE({value}) = {_term(datatype)}"
        if datatype == XSD.string:
            return _true(typed)
        if datatype in _NUMBERS:
            return _true(f"{typed} && isNumeric({value})")
        if datatype in _CAST:
            return _true(f"{typed} && STRLEN(STR({_term(datatype)}(STR({value})))) > 0")
        raise self._refused(shape, f"sh:datatype 不支持 {datatype}")

    def _node_kind(self, shape: Node, kind: Node, value: str) -> str:
        if kind not in _NODE_KINDS:
            raise self._refused(shape, f"没有这种 sh:nodeKind：{kind}")
        return _NODE_KINDS[cast(URIRef, kind)].format(value)

    def _in(self, shape: Node, members: Node, value: str) -> str:
        return _any(f"sameTerm({value}, {_term(member)})" for member in self._list(members))

    def _pattern(self, shape: Node, pattern: Node, value: str) -> str:
        flags = self.graph.value(shape, SH.flags)
        more = f", {_term(flags)}" if flags is not None else ""
        return f"(!isBlank({value}) && REGEX(STR({value}), {_term(pattern)}{more}))"

    def _given(self, shape: Node, target: str, constraint: Node) -> str:
        text = str(self.graph.value(constraint, SH.select) or "")
        match = _SELECT.fullmatch(text)
        if not match or "$PATH" in text or set(self.graph.predicates(constraint)) - {RDF.type, SH.select, SH.prefixes}:
            raise self._refused(shape, "sh:sparql 只支持 SELECT $this [?value] WHERE { … }")
        prefixes = "".join(f"PREFIX {prefix}: <{namespace}> " for prefix, namespace in self._prefixes(constraint))
        body = match["body"].replace("$this", "?focus")
        return f"{prefixes}SELECT DISTINCT ?focus{match['value'] or ''} {{ {target} . {body} }}"

    def _prefixes(self, constraint: Node) -> Iterator[tuple[str, str]]:
        for owner in self.graph.objects(constraint, SH.prefixes):
            for declared in self.graph.objects(owner, SH.declare):
                yield str(self.graph.value(declared, SH.prefix)), str(self.graph.value(declared, SH.namespace))

    def _path(self, shape: Node) -> str:
        """The path of a property shape in SPARQL; "" for a node shape."""
        path = self.graph.value(shape, SH.path)
        return "" if path is None else self._path_text(shape, path)[0]

    def _path_text(self, shape: Node, path: Node) -> tuple[str, str]:
        """The path in SPARQL, and in Turtle."""
        if isinstance(path, URIRef):
            return _term(path), _term(path)
        if (inverse := self.graph.value(path, SH.inversePath)) is not None:
            sparql, turtle = self._path_text(shape, inverse)
            return f"^{sparql}", f"[ sh:inversePath {turtle} ]"
        either = self.graph.value(path, SH.alternativePath)
        if either is None and (path, RDF.first, None) not in self.graph:
            raise self._refused(shape, "路径只支持属性、sh:inversePath、sh:alternativePath 和序列")
        parts = [self._path_text(shape, part) for part in self._list(path if either is None else either)]
        listed = f"( {' '.join(turtle for _, turtle in parts)} )"
        sparql = f"({('/' if either is None else '|').join(sparql for sparql, _ in parts)})"
        return sparql, listed if either is None else f"[ sh:alternativePath {listed} ]"

    def _described(self, shape: Node) -> Shape:
        severity = str(self.graph.value(shape, SH.severity) or "").removeprefix(str(SH))
        texts = {str(m.language): str(m) for m in self.graph.objects(shape, SH.message) if isinstance(m, Literal)}
        source = str(self.graph.value(shape, DCTERMS.source) or "")
        if not isinstance(shape, URIRef):
            raise self._refused(shape, "报告结果的形状要有 IRI")
        if severity not in SEVERITIES or texts.keys() != {"zh", "en"} or not source:
            raise self._refused(shape, "形状要有 sh:severity、中英文各一条 sh:message 和 dct:source")
        if (shape, RDF.type, OWL.Class) in self.graph or (shape, RDF.type, RDFS.Class) in self.graph:
            raise self._refused(shape, "形状不能同时是类")
        path = self.graph.value(shape, SH.path)
        paths = ("", "") if path is None else self._path_text(shape, path)
        return Shape(str(shape), severity, texts["zh"], texts["en"], source, *paths)

    def _list(self, head: Node) -> list[Node]:
        return list(Collection(self.graph, cast("URIRef | BNode", head)))

    def _variable(self) -> str:
        return f"?v{next(self.numbers)}"

    def _refused(self, shape: Node, message: str) -> FormError:
        return FormError("shapes.construct", message, "能用的写法见 ontology/shapes/README.md", str(shape))


def _sorted(nodes: Iterable[Node]) -> list[Node]:
    return sorted(nodes, key=str)


def _component(prop: URIRef, graph: Graph, shape: Node) -> str:
    name = "SPARQL" if prop == SH.sparql else str(prop).removeprefix(str(SH))
    if prop == SH.qualifiedValueShape:
        name = "qualifiedMinCount" if (shape, SH.qualifiedMinCount, None) in graph else "qualifiedMaxCount"
    return f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"


def _term(term: Node) -> str:
    if isinstance(term, BNode):
        raise FormError("shapes.construct", "这里不能是空白节点", "能用的写法见 ontology/shapes/README.md")
    return term.n3()


def _number(term: Node | None) -> int:
    return int(str(term))


def _true(expression: str) -> str:
    """False where the expression is an error, as when a text is compared with a number."""
    return f"COALESCE({expression}, false)"


def _not(expression: str) -> str:
    return f"!({expression})"


def _any(expressions: Iterable[str]) -> str:
    return f"({' || '.join(expressions)})"


def _all(expressions: Iterable[str]) -> str:
    return f"({' && '.join(expressions)})"
