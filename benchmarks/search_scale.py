"""Building and asking a search index of many synthetic targets.

    python -m benchmarks.search_scale [--targets 1000000] [--queries 300] [--exact 60] [--folder DIR]

Times are of the clock, in brackets or beside it that of the processor: another load on the machine makes the clock run on.
Recall is the share of the first ten whose score reaches that of the tenth of an exact search: many names are printed by
many agencies, and any of them is as good. `benchmarks.search_engines` compares the channels with libraries.
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

import search.likeness.vectors
from benchmarks.rank import lines
from benchmarks.synthetic import MOST_MONEY, TARGETS, Targets
from search.likeness.filters import filters
from search.likeness.hits import Query
from search.likeness.index import SearchIndex
from search.likeness.index_writer import Documents, update_index

SHARES = (0.001, 0.01, 0.02, 0.05, 0.2)
"""Of the rows, that pass a filter by the project's money, which lies anywhere among them."""
NARROW: dict[str, Any] = {"region": "41", "category": "output-quality"}


def queries(count: int) -> list[str]:
    """Half of them names as they are printed, half wordings that nobody printed."""
    chance, made = random.Random(7), Targets()
    printed = [made.name(chance, "某县") for _ in range(count // 2)]
    asked = [text for _, text, _ in lines()]
    return [*printed, *(chance.choice(asked) for _ in range(count - len(printed)))]


def documents(count: int, first: int = 0) -> Documents:
    made = Targets()

    def of(number: int) -> Callable[[], Any]:
        return lambda: made.document(number)

    return {f"{number:064x}": (str(number), of(number)) for number in range(first, first + count)}


@contextmanager
def timed(what: str) -> Iterator[None]:
    clock, worked = time.perf_counter(), time.process_time()
    yield
    print(f"{what}: {time.perf_counter() - clock:.1f} s, processor {time.process_time() - worked:.1f} s", flush=True)


def latencies(what: str, ask: Callable[[str], object], texts: Sequence[str]) -> None:
    spent, worked = [], []
    for text in texts:
        clock, processor = time.perf_counter(), time.process_time()
        ask(text)
        spent.append(time.perf_counter() - clock)
        worked.append(time.process_time() - processor)
    shown = "  ".join(
        f"p{share} {np.percentile(spent, share) * 1e3:.1f} ({np.percentile(worked, share) * 1e3:.1f})" for share in (50, 95, 99)
    )
    print(f"{what}: {shown} ms", flush=True)


def memory(what: str) -> None:
    """Of this process: what it uses now, and the part of that which is its own and not pages of files."""
    lines = (line.split() for line in Path("/proc/self/status").read_text("ascii").splitlines())
    size = {line[0]: int(line[1]) // 1024 for line in lines if line[0] in ("VmRSS:", "RssAnon:")}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what}: {size['VmRSS:']} MiB, of which {size['RssAnon:']} its own; peak {peak}", flush=True)


def recall(index: SearchIndex, texts: Sequence[str], **filters: Any) -> float:
    shares = []
    found = [index.search(Query(text, **filters)) for text in texts]
    limit, search.likeness.vectors.SCAN_LIMIT = search.likeness.vectors.SCAN_LIMIT, 10**9
    for text, hits in zip(texts, found, strict=True):
        exact = index.search(Query(text, **filters))
        if exact:
            shares.append(sum(hit.score >= exact[-1].score for hit in hits) / len(exact))
    search.likeness.vectors.SCAN_LIMIT = limit
    return float(np.mean(shares))


def _search(index: SearchIndex, query: Query, text: str) -> object:
    return index.search(replace(query, text=text))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--exact", type=int, default=60, help="queries that are also answered exactly")
    parser.add_argument("--folder", type=Path, help="build here and leave it, or use what is here")
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp())
    count = options.targets // TARGETS
    if not (folder / "index").exists():
        with timed(f"{count * TARGETS} targets of {count} documents, built"):
            update_index(None, folder / "index", documents(count))
    print(f"{sum(path.stat().st_size for path in (folder / 'index').rglob('*')) >> 20} MiB on disk")
    with timed("opened and asked once"):
        index = SearchIndex.open(folder / "index")
        index.search(Query("群众满意度"))
    texts = queries(options.queries)
    latencies("without a filter", lambda text: index.search(Query(text)), texts)
    passing = sum(len(segment.columns.passing(filters(Query("满", **NARROW), index._values))) for segment in index._segments)
    latencies(f"with a filter that {passing / len(index):.2%} pass", lambda text: index.search(Query(text, **NARROW)), texts)
    for share in SHARES:
        query = Query("", amount=f"..{int(share * MOST_MONEY)}元")
        latencies(f"with a filter that {share:.1%} pass", partial(_search, index, query), texts)
    memory("memory after searching")
    some = texts[:: max(len(texts) // options.exact, 1)]
    print(f"recall@10 against exact: {recall(index, some):.4f}, with the filter {recall(index, some, **NARROW):.4f}")


if __name__ == "__main__":
    main()
