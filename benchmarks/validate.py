"""How long it takes to validate a store of a million triples, and how much memory.

    python -m benchmarks.validate [--triples 1000000]

The graphs of the samples are repeated under new IRIs, so that each copy is as large and as tangled as the real one;
the same number gives the same store. Nothing is read from or written to any other place than a temporary folder.
"""

import re
import resource
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time

from budgetkg.reading import read
from ontology.quads import division_nquads, to_nquads
from ontology.vocabulary import vocabulary_nquads
from search.graph.store import GraphStore
from search.graph.validate import validate

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
_OURS = re.compile(r"(?<=<https://w3id\.org/budgetkg/)(id(?!/division/)|graph(?=/[0-9a-f]{64}))/")
_GRAPH = re.compile(r"<([^>]*)> \.\n$")


def graphs() -> Iterator[bytes]:
    """Named graphs without end: vocabulary and divisions, the samples, then their copies."""
    records = [read(path) for path in sorted(SAMPLES.glob("*.txt"))]
    yield vocabulary_nquads()
    yield division_nquads(
        (record.agency.region, record.document.fiscal_year) for record in records if record.agency and record.agency.region
    )
    texts = [to_nquads(record).decode() for record in records]
    for number in count():
        for text in texts:
            yield _OURS.sub(rf"\1/{number}/" if number else r"\1/", text).encode()


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    wanted = parser.parse_args().triples
    with TemporaryDirectory() as folder:
        started = monotonic()
        store, triples = GraphStore.create(Path(folder) / "store"), 0
        for nquads in graphs():
            found = _GRAPH.search(nquads[-200:].decode(errors="ignore"))
            assert found
            triples += store.replace_graph(found[1], nquads)
            if triples >= wanted:
                break
        store.flush()
        loaded, used = monotonic(), process_time()
        print(f"{triples:,} triples loaded in {loaded - started:.1f} s, {_megabytes()} MB at most")
        report = validate(store)
        counts = ", ".join(f"{number} {severity}" for severity, number in sorted(report.counts.items()))
        spent = f"{monotonic() - loaded:.1f} s ({process_time() - used:.1f} s of processor time)"
        print(f"validated in {spent}, {_megabytes()} MB at most: {counts}")


def _megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
