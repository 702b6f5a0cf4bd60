"""Our vector and word channels beside libraries one could take instead: same rows, same queries, one run.

    pip install --target LIBS qdrant-edge-py lancedb bm25s
    python -m benchmarks.search_engines --libraries LIBS [--targets 200000] [--queries 150] [--only NAME ...] [--folder DIR]

Each engine runs in a process of its own: it builds, is asked without a filter and with one that 1 % of the rows pass, and
is given 200 rows more. Milliseconds are of the processor, in brackets of the clock: another load on the machine makes the
clock run on. Recall@10 is the share of answers whose exact score reaches that of the tenth of an exact search. An engine
whose library is missing is left out, and named.
"""

import argparse
import importlib
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.search_scale import documents, queries
from benchmarks.synthetic import TARGETS
from ontology.wording import wording
from search.encoder import encode, load_encoder
from search.lexical import Lexical, ask
from search.passages import Passage
from search.tokens import gram_keys

BUCKETS, BUCKET = 100, 7
"""Rows are of so many kinds alike in number; a filter asks for one of them."""
TOP, ADDED = 10, 200
Rows = NDArray[np.int64]


@dataclass
class Data:
    """What every engine is given. The last `ADDED` rows come after the build."""

    folder: Path

    def __post_init__(self) -> None:
        self.vectors = np.load(self.folder / "vectors.npy", mmap_mode="r")
        self.asked = np.load(self.folder / "asked.npy")
        self.buckets = np.load(self.folder / "buckets.npy")
        self.names: list[str] = json.loads((self.folder / "names.json").read_text("utf-8"))
        self.texts: list[str] = json.loads((self.folder / "texts.json").read_text("utf-8"))
        self.built = len(self.names) - ADDED


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


class OwnVectors:
    """`search.vectors`: IVF with one byte a number."""

    def build(self, data: Data, folder: Path) -> None:
        from search.vectors import VectorIndex

        VectorIndex.build(np.asarray(data.vectors[: data.built])).save(folder / "vectors")
        self.index, self.data = VectorIndex.open(folder / "vectors"), data
        self.allowed = np.flatnonzero(data.buckets[: data.built] == BUCKET)

    def ask(self, number: int, filtered: bool) -> list[int]:
        found: list[int] = self.index.search(self.data.asked[number], TOP, self.allowed if filtered else None)[0].tolist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        """A segment more, as a build writes it."""
        from search.vectors import VectorIndex

        VectorIndex.build(np.asarray(data.vectors[data.built :])).save(folder / "more")


class FaissFlat:
    """Every vector is compared."""

    def build(self, data: Data, folder: Path) -> None:
        self.faiss = importlib.import_module("faiss")
        self.faiss.omp_set_num_threads(1)
        self.index = self.faiss.IndexFlatIP(data.vectors.shape[1])
        self.index.add(np.asarray(data.vectors[: data.built]))
        bitmap = np.packbits(data.buckets[: data.built] == BUCKET, bitorder="little")
        self.asked, self.selector = data.asked, self.faiss.IDSelectorBitmap(bitmap)

    def ask(self, number: int, filtered: bool) -> list[int]:
        parameters = self.faiss.SearchParameters(sel=self.selector) if filtered else None
        found: list[int] = self.index.search(self.asked[number : number + 1], TOP, params=parameters)[1][0].tolist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        self.index.add(np.asarray(data.vectors[data.built :]))


class QdrantEdge:
    """HNSW of Qdrant's core, in process."""

    def build(self, data: Data, folder: Path) -> None:
        self.q = importlib.import_module("qdrant_edge")
        (folder / "shard").mkdir()
        hnsw = self.q.HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10_000, max_indexing_threads=2)
        parameters = self.q.EdgeVectorParams(size=data.vectors.shape[1], distance=self.q.Distance.Dot)
        optimizers = self.q.EdgeOptimizersConfig(default_segment_number=1, indexing_threshold=1_000)
        config = self.q.EdgeConfig(vectors=parameters, hnsw_config=hnsw, optimizers=optimizers, max_search_threads=1)
        self.shard = self.q.EdgeShard.create(str(folder / "shard"), config)
        self.shard.update(self.q.UpdateOperation.create_field_index("bucket", self.q.PayloadSchemaType.Integer))
        self._upsert(data, 0, data.built)
        while self.shard.optimize():
            pass
        self.asked = data.asked
        condition = self.q.FieldCondition(key="bucket", match=self.q.MatchValue(value=BUCKET))
        self.filter = self.q.Filter(must=[condition])

    def _upsert(self, data: Data, first: int, last: int) -> None:
        for start in range(first, last, 2_000):
            rows = range(start, min(start + 2_000, last))
            points = [self.q.Point(row, data.vectors[row].tolist(), {"bucket": int(data.buckets[row])}) for row in rows]
            self.shard.update(self.q.UpdateOperation.upsert_points(points))

    def ask(self, number: int, filtered: bool) -> list[int]:
        nearest = self.q.Query.Nearest(self.asked[number].tolist())
        request = self.q.SearchRequest(nearest, TOP, filter=self.filter if filtered else None)
        return [point.id for point in self.shard.search(request)]

    def add(self, data: Data, folder: Path) -> None:
        self._upsert(data, data.built, data.built + ADDED)
        self.shard.flush()


class Lance:
    """LanceDB with IVF_HNSW_SQ, scalar index on the filter."""

    def build(self, data: Data, folder: Path) -> None:
        lancedb, self.pa = importlib.import_module("lancedb"), importlib.import_module("pyarrow")
        self.table = lancedb.connect(str(folder / "lance")).create_table("targets", self._batch(data, 0, data.built))
        self.table.create_index(metric="dot", vector_column_name="vector", index_type="IVF_HNSW_SQ", num_partitions=1)
        self.table.create_scalar_index("bucket")
        self.asked = data.asked

    def _batch(self, data: Data, first: int, last: int) -> Any:
        flat = self.pa.array(np.asarray(data.vectors[first:last]).reshape(-1), type=self.pa.float32())
        vectors = self.pa.FixedSizeListArray.from_arrays(flat, data.vectors.shape[1])
        columns = {"row": np.arange(first, last), "bucket": data.buckets[first:last], "vector": vectors}
        return self.pa.table(columns)

    def ask(self, number: int, filtered: bool) -> list[int]:
        query = self.table.search(self.asked[number]).distance_type("dot").select(["row"]).limit(TOP)
        if filtered:
            query = query.where(f"bucket = {BUCKET}", prefilter=True)
        found: list[int] = query.to_arrow()["row"].to_pylist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        self.table.add(self._batch(data, data.built, data.built + ADDED))


class OwnWords:
    """`search.lexical`, chosen from as a segment does."""

    def build(self, data: Data, folder: Path) -> None:
        Lexical.write(data.names[: data.built], folder / "words")
        self.words, self.data = Lexical(folder / "words"), data
        self.allowed = np.flatnonzero(data.buckets[: data.built] == BUCKET)

    def ask(self, number: int, filtered: bool) -> list[int]:
        from search.candidates import BUDGET, highest

        asked = ask(self.data.texts[number], [self.words])
        guessed = np.zeros(self.data.built, dtype=np.float32)
        if not filtered:
            self.words.guess(asked, BUDGET, 1, guessed)
        rows = self.allowed if filtered else highest([guessed], 40 * TOP)[0]
        found: list[int] = rows[np.argsort(-self.words.scores(asked, rows), kind="stable")[:TOP]].tolist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        Lexical.write(data.names[data.built :], folder / "more")


class Bm25s:
    """bm25s with our grams; its filter is a weight for every row."""

    def build(self, data: Data, folder: Path) -> None:
        bm25s = importlib.import_module("bm25s")
        self.keys = [_grams(name) for name in data.names[: data.built]]
        self.index = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self.index.index(self.keys, show_progress=False)
        self.mask = (data.buckets[: data.built] == BUCKET).astype(np.float32)
        self.texts = data.texts

    def ask(self, number: int, filtered: bool) -> list[int]:
        grams = [[gram for gram in _grams(self.texts[number]) if gram in self.index.vocab_dict]]
        mask = self.mask if filtered else None
        found: list[int] = self.index.retrieve(grams, k=TOP, weight_mask=mask, show_progress=False, n_threads=0)[0][0].tolist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        """There is no adding: all is indexed again."""
        self.index.index(self.keys + [_grams(name) for name in data.names[data.built :]], show_progress=False)


class Fts5:
    """SQLite's full-text index, our grams as its tokens; the filter is a column of another table."""

    def build(self, data: Data, folder: Path) -> None:
        import sqlite3

        self.database = sqlite3.connect(folder / "words.sqlite")
        self.database.execute("CREATE VIRTUAL TABLE words USING fts5(grams, content='', tokenize=\"unicode61 remove_diacritics 0\")")
        self.database.execute("CREATE TABLE kinds (row INTEGER PRIMARY KEY, bucket INTEGER)")
        self._insert(data, 0, data.built)
        self.database.execute("CREATE INDEX of_bucket ON kinds (bucket)")
        self.texts = data.texts

    def _insert(self, data: Data, first: int, last: int) -> None:
        rows = ((row, " ".join(_grams(data.names[row]))) for row in range(first, last))
        self.database.executemany("INSERT INTO words (rowid, grams) VALUES (?, ?)", rows)
        kinds = ((row, int(data.buckets[row])) for row in range(first, last))
        self.database.executemany("INSERT INTO kinds VALUES (?, ?)", kinds)
        self.database.commit()

    def ask(self, number: int, filtered: bool) -> list[int]:
        wanted = " OR ".join(dict.fromkeys(_grams(self.texts[number])))
        if filtered:  # the plus keeps SQLite from looking up every row of the kind in the text index
            among = f"JOIN kinds ON kinds.row = words.rowid WHERE words MATCH ? AND +kinds.bucket = {BUCKET}"
        else:
            among = "WHERE words MATCH ?"
        found = self.database.execute(f"SELECT words.rowid FROM words {among} ORDER BY words.rank LIMIT {TOP}", (wanted,))
        return [row for (row,) in found]

    def add(self, data: Data, folder: Path) -> None:
        self._insert(data, data.built, data.built + ADDED)


ENGINES: dict[str, tuple[str, type[Any], str]] = {
    "own-vectors": ("vectors", OwnVectors, "faiss"),
    "faiss-flat": ("vectors", FaissFlat, "faiss"),
    "qdrant-edge": ("vectors", QdrantEdge, "qdrant_edge"),
    "lancedb": ("vectors", Lance, "lancedb"),
    "own-words": ("words", OwnWords, "scipy"),
    "bm25s": ("words", Bm25s, "bm25s"),
    "sqlite-fts5": ("words", Fts5, "sqlite3"),
}


def _grams(text: str) -> list[str]:
    return [f"g{key}".replace("-", "m") for key in gram_keys([text])[1].tolist()]


def run_one(name: str, data_folder: Path) -> dict[str, Any]:
    """In a process of its own: figures, and the rows that were found."""
    kind, engine_type, _ = ENGINES[name]
    data = Data(data_folder)
    folder = data_folder / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    engine = engine_type()
    before = resident()
    clock, worked = time.perf_counter(), time.process_time()
    engine.build(data, folder)
    told: dict[str, Any] = {"kind": kind, "build": [time.process_time() - worked, time.perf_counter() - clock]}
    for filtered in (False, True):
        engine.ask(0, filtered)
        spent, found = [], []
        for number in range(len(data.texts)):
            worked, clock = time.process_time(), time.perf_counter()
            found.append([int(row) for row in engine.ask(number, filtered)])
            spent.append((time.process_time() - worked, time.perf_counter() - clock))
        told["filtered" if filtered else "plain"] = {"spent": spent, "found": found}
    told["memory"] = resident() - before
    told["disk"] = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) >> 20
    clock, worked = time.perf_counter(), time.process_time()
    engine.add(data, folder)
    told["add"] = [time.process_time() - worked, time.perf_counter() - clock]
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return told


def resident() -> int:
    """MiB that the process has in memory, pages of files among them."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20


def exact_scores(data: Data, kind: str, number: int, words: Lexical | None) -> NDArray[np.float32]:
    if words is None:
        return np.asarray(data.vectors[: data.built] @ data.asked[number], dtype=np.float32)
    asked = ask(data.texts[number], [words])
    return np.asarray(words.scores(asked, np.arange(data.built)), dtype=np.float32)


def recalls(data: Data, told: dict[str, dict[str, Any]], exact: int) -> dict[tuple[str, str], float]:
    shares: dict[tuple[str, str], list[float]] = {}
    for kind in {one["kind"] for one in told.values()}:
        words = Lexical(data.folder / "own-words" / "words") if kind == "words" else None
        for number in range(0, len(data.texts), max(len(data.texts) // exact, 1)):
            scores = exact_scores(data, kind, number, words)
            in_bucket = data.buckets[: data.built] == BUCKET
            for way, passing in (("plain", np.ones(data.built, dtype=bool)), ("filtered", in_bucket)):
                tenth = np.partition(scores[passing], -TOP)[-TOP] - 1e-4
                for name, one in told.items():
                    if one["kind"] == kind and tenth > 0:
                        good = {row for row in one[way]["found"][number] if passing[row] and scores[row] >= tenth}
                        shares.setdefault((name, way), []).append(len(good) / TOP)
    return {key: float(np.mean(found)) for key, found in shares.items()}


def show(data: Data, told: dict[str, dict[str, Any]], exact: int) -> None:
    found = recalls(data, told, exact)
    print(f"{data.built} rows, {len(data.texts)} queries, recall of {exact}; load {os.getloadavg()[0]:.1f}")
    print("| engine | build s | p50 / p95 ms | recall | p50 / p95 ms, 1 % | recall | memory MiB | disk MiB | +200 rows s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, one in told.items():
        ways = []
        for way in ("plain", "filtered"):
            (p50, c50), (p95, c95) = np.percentile(one[way]["spent"], (50, 95), axis=0) * 1e3
            ways.append(f"{p50:.1f} / {p95:.1f} ({c50:.1f} / {c95:.1f}) | {found.get((name, way), float('nan')):.2f}")
        build, add = (f"{worked:.3g} ({clock:.3g})" for worked, clock in (one["build"], one["add"]))
        print(f"| {name} | {build} | {' | '.join(ways)} | {one['memory']} | {one['disk']} | {add} |", flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=150)
    parser.add_argument("--exact", type=int, default=50, help="queries that are also answered exactly")
    parser.add_argument("--libraries", type=Path, help="where the libraries are that are no part of the product")
    parser.add_argument("--folder", type=Path, help="work here and leave it")
    parser.add_argument("--only", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--one", choices=ENGINES, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.libraries:
        sys.path.append(str(options.libraries))  # last: what the product has comes first
    if options.one:
        print(json.dumps(run_one(options.one, options.folder)))
        return
    folder = options.folder or Path(tempfile.mkdtemp())
    if not (folder / "texts.json").exists():
        folder.mkdir(exist_ok=True)
        prepare(folder, options.targets, options.queries)
    told: dict[str, dict[str, Any]] = {}
    for name in options.only:
        if importlib.util.find_spec(ENGINES[name][2]) is None:
            print(f"{name}: not installed, left out", file=sys.stderr)
            continue
        more = ["--libraries", str(options.libraries)] if options.libraries else []
        command = [sys.executable, "-m", "benchmarks.search_engines", "--one", name, "--folder", str(folder), *more]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            print(f"{name}: {ended.stderr.strip()[-600:]}", file=sys.stderr)
        else:
            told[name] = json.loads(ended.stdout.splitlines()[-1])
            print(f"{name}: done", file=sys.stderr, flush=True)
    show(Data(folder), told, options.exact)
    if not options.folder:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
