"""Our vector and word channels beside libraries one could take instead: same rows, same queries, one run.

    pip install --target LIBS qdrant-edge-py lancedb bm25s
    python -m benchmarks.search_engines --libraries LIBS [--targets 200000] [--limit 1800] [--only NAME ...] [--folder DIR]

Each engine (`benchmarks.engines`) runs in a process of its own: it builds, is asked without a filter and with one that 1 %
of the rows pass, and is given 200 rows more. Milliseconds are of the processor, in brackets of the clock: another load on
the machine makes the clock run on. Recall@10 is the share of answers whose exact score reaches that of the tenth of an
exact search. After `--limit` seconds of the clock an engine is stopped, and what it had done by then is shown; one that is
slow is asked for `--asking` seconds each way. An engine whose library is missing is left out, and named.
"""

import argparse
import importlib.util
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.engines import ADDED, BUCKET, BUCKETS, TOP, Bm25s, Data, FaissFlat, Fts5, Lance, OwnVectors, OwnWords, QdrantEdge
from benchmarks.search_scale import documents, queries
from benchmarks.synthetic import TARGETS
from ontology.wording import wording
from search.likeness.encoder import encode, load_encoder
from search.likeness.lexical import Lexical, ask
from search.likeness.passages import Passage

ENGINES: dict[str, tuple[str, type[Any], str]] = {
    "own-vectors": ("vectors", OwnVectors, "faiss"),
    "faiss-flat": ("vectors", FaissFlat, "faiss"),
    "lancedb": ("vectors", Lance, "lancedb"),
    "own-words": ("words", OwnWords, "scipy"),
    "bm25s": ("words", Bm25s, "bm25s"),
    "sqlite-fts5": ("words", Fts5, "sqlite3"),
    "qdrant-edge": ("vectors", QdrantEdge, "qdrant_edge"),
}
"""Their kind, and the module that has to be there."""


def prepare(folder: Path, targets: int, asked: int) -> None:
    encoder = load_encoder()
    passages: list[Passage] = [item for _, load in documents(-(-targets // TARGETS) + 1).values() for item in load()]
    names = [passage.name for passage in passages[: targets + ADDED]]
    np.save(folder / "vectors.npy", encode(encoder, [wording(name) for name in names]))
    np.save(folder / "buckets.npy", np.random.default_rng(1).integers(0, BUCKETS, len(names)))
    texts = queries(asked)
    np.save(folder / "asked.npy", encode(encoder, [wording(text) for text in texts]))
    (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), "utf-8")
    (folder / "texts.json").write_text(json.dumps(texts, ensure_ascii=False), "utf-8")


WAYS = ("plain", "filtered")
FIGURES = "figures.json"
COLUMNS = 8
"""Of the table that is printed, between the engine's name and the load."""
Figures = dict[str, Any]
"""`build` and `add`: seconds of the processor and of the clock; `memory`, `disk`, `peak`: MiB; a way: what was `spent` and
`found`; `load` of the machine before and after; `stopped`: why it did not end."""


def run_one(name: str, data_folder: Path, asking: float) -> None:
    """In a process of its own: figures and the rows that were found, written down after each step."""
    data = Data(data_folder)
    folder = data_folder / name
    engine = ENGINES[name][1]()
    told: Figures = {}
    before = resident()
    clock, worked = time.perf_counter(), time.process_time()
    engine.build(data, folder)
    told["build"] = [time.process_time() - worked, time.perf_counter() - clock]
    _write_down(folder, told)
    for way in WAYS:
        engine.ask(0, way == "filtered")
        spent: list[tuple[float, float]] = []
        found: list[list[int]] = []
        until = time.perf_counter() + asking
        for number in range(len(data.texts)):
            worked, clock = time.process_time(), time.perf_counter()
            found.append([int(row) for row in engine.ask(number, way == "filtered")])
            spent.append((time.process_time() - worked, time.perf_counter() - clock))
            if time.perf_counter() > until:
                break
        told[way] = {"spent": spent, "found": found}
        _write_down(folder, told)
    told["memory"] = resident() - before
    told["disk"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20
    clock, worked = time.perf_counter(), time.process_time()
    engine.add(data, folder)
    told["add"] = [time.process_time() - worked, time.perf_counter() - clock]
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    _write_down(folder, told)


def _write_down(folder: Path, told: Figures) -> None:
    (folder / FIGURES).write_text(json.dumps(told), "utf-8")


def figures_of(name: str, folder: Path, limit: float, more: Sequence[str]) -> Figures:
    """What an engine did, all of it or as far as it got in so many seconds."""
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).mkdir()
    command = [sys.executable, "-m", "benchmarks.search_engines", "--one", name, "--folder", str(folder), *more]
    load, worked = os.getloadavg()[0], _worked()
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit, env=os.environ | {"LANCE_LOG": "error"})
        stopped = "failed" if ended.returncode else None
        if ended.returncode:
            print(f"{name}: {ended.stderr.strip()[-600:]}", file=sys.stderr)
    except subprocess.TimeoutExpired:
        stopped = f"not ended in {limit:g} s (processor {_worked() - worked:.0f})"
    path = folder / name / FIGURES
    told: Figures = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return told | {"stopped": stopped, "load": [load, os.getloadavg()[0]]}


def _worked() -> float:
    """Seconds of the processor that processes started here have used, those that ended or were stopped."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resident() -> int:
    """MiB that the process has in memory, pages of files among them."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def exact_scores(data: Data, kind: str, number: int, words: Lexical | None) -> NDArray[np.float32]:
    if words is None:
        return np.asarray(data.vectors[: data.built] @ data.asked[number], dtype=np.float32)
    asked = ask(data.texts[number], [words])
    return np.asarray(words.scores(asked, np.arange(data.built)), dtype=np.float32)


def recalls(data: Data, told: dict[str, Figures], exact: int) -> dict[tuple[str, str], float]:
    """Of each engine and way, over up to so many of the queries that it was asked."""
    shares: dict[tuple[str, str], list[float]] = {}
    passing = {"plain": np.ones(data.built, dtype=bool), "filtered": data.buckets[: data.built] == BUCKET}
    for kind in {ENGINES[name][0] for name in told}:
        path = data.folder / "own-words" / "words"
        if kind == "words" and not path.exists():
            Lexical.write(data.names[: data.built], path)
        words = Lexical(path) if kind == "words" else None
        for number in range(0, len(data.texts), max(len(data.texts) // exact, 1)):
            scores = exact_scores(data, kind, number, words)
            for way, allowed in passing.items():
                tenth = np.partition(scores[allowed], -TOP)[-TOP] - 1e-4
                for name, one in told.items():
                    if ENGINES[name][0] == kind and tenth > 0 and way in one and number < len(one[way]["found"]):
                        good = {row for row in one[way]["found"][number] if allowed[row] and scores[row] >= tenth}
                        shares.setdefault((name, way), []).append(len(good) / TOP)
    return {key: float(np.mean(found)) for key, found in shares.items()}


def show(data: Data, told: dict[str, Figures], exact: int) -> None:
    found = recalls(data, told, exact)
    print(f"{data.built} rows, {len(data.texts)} queries, recall of {exact}; ms of the processor (of the clock)")
    print("| engine | build s | p50 / p95 ms | recall | p50 / p95 ms, 1 % | recall | memory MiB | disk MiB | +200 rows s | load |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, one in told.items():
        print(f"| {name} | {' | '.join(_cells(name, one, found, len(data.texts)))} |", flush=True)


def _cells(name: str, one: Figures, found: dict[tuple[str, str], float], asked: int) -> list[str]:
    """Of a row of the table; the first that is missing says why."""
    cells = [_seconds(one["build"])] if "build" in one else []
    for way in WAYS:
        if way in one:
            (p50, c50), (p95, c95) = np.percentile(one[way]["spent"], (50, 95), axis=0) * 1e3
            count = len(one[way]["spent"])
            fewer = f", {count} queries" if count < asked else ""
            cells += [f"{p50:.1f} / {p95:.1f} ({c50:.1f} / {c95:.1f}){fewer}", f"{found.get((name, way), float('nan')):.2f}"]
    cells += [str(one[key]) for key in ("memory", "disk") if key in one]
    cells += [_seconds(one["add"])] if "add" in one else [str(one["stopped"])]
    return [*cells, *["–"] * (COLUMNS - len(cells)), "–".join(f"{load:.0f}" for load in one["load"])]


def _seconds(spent: Sequence[float]) -> str:
    worked, clock = spent
    return f"{worked:.3g} ({clock:.3g})"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--exact", type=int, default=50, help="queries that are also answered exactly")
    parser.add_argument("--limit", type=float, default=1800, help="seconds of the clock for one engine, default 1800")
    parser.add_argument("--asking", type=float, default=120, help="seconds of the clock for the queries of one way, default 120")
    parser.add_argument("--libraries", type=Path, help="where the libraries are that are no part of the product")
    parser.add_argument("--folder", type=Path, help="work here and leave it")
    parser.add_argument("--only", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.libraries:
        sys.path.append(str(options.libraries))  # last: what the product has comes first
    if options.one:
        run_one(options.one, options.folder, options.asking)
        return
    folder = options.folder or Path(tempfile.mkdtemp())
    if not (folder / "texts.json").exists():
        folder.mkdir(exist_ok=True)
        prepare(folder, options.targets, options.queries)
    more = ["--asking", str(options.asking), *(["--libraries", str(options.libraries)] if options.libraries else [])]
    told: dict[str, Figures] = {}
    for name in options.only:
        if importlib.util.find_spec(ENGINES[name][2]) is None:
            print(f"{name}: not installed, left out", file=sys.stderr)
            continue
        told[name] = figures_of(name, folder, options.limit, more)
        print(f"{name}: {told[name]['stopped'] or 'done'}", file=sys.stderr, flush=True)
    show(Data(folder), told, options.exact)
    if not options.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
