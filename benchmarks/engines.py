"""What `benchmarks.search_engines` compares: our vector and word channels, and libraries one could take instead.

Each is built from the same rows, asked for the nearest ten of a query, among all rows or those of one bucket, and given
rows more.
"""

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.likeness.lexical import Lexical, ask
from search.likeness.tokens import gram_keys

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


class OwnVectors:
    """`search.likeness.vectors`: IVF with one byte a number."""

    def build(self, data: Data, folder: Path) -> None:
        from search.likeness.vectors import VectorIndex

        VectorIndex.build(np.asarray(data.vectors[: data.built])).save(folder / "vectors")
        self.index, self.data = VectorIndex.open(folder / "vectors"), data
        self.allowed = np.flatnonzero(data.buckets[: data.built] == BUCKET)

    def ask(self, number: int, filtered: bool) -> list[int]:
        found: list[int] = self.index.search(self.data.asked[number], TOP, self.allowed if filtered else None)[0].tolist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        """A segment more, as a build writes it."""
        from search.likeness.vectors import VectorIndex

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
    """LanceDB with IVF_SQ, as many lists as ours, and a scalar index on the filter.

    Its graph index (IVF_HNSW_SQ) takes more than twenty minutes to build of 200 000 rows, IVF_PQ five times as long as
    this one at a recall of 0.90.
    """

    def build(self, data: Data, folder: Path) -> None:
        lancedb, self.pa = importlib.import_module("lancedb"), importlib.import_module("pyarrow")
        self.table = lancedb.connect(str(folder / "lance")).create_table("targets", self._batch(data, 0, data.built))
        lists = importlib.import_module("lancedb.index").IvfSq(distance_type="dot", num_partitions=int(2 * data.built**0.5))
        self.table.create_index("vector", config=lists)
        self.table.create_index("bucket", config=importlib.import_module("lancedb.index").BTree())
        self.asked = data.asked

    def _batch(self, data: Data, first: int, last: int) -> Any:
        flat = self.pa.array(np.asarray(data.vectors[first:last]).reshape(-1), type=self.pa.float32())
        vectors = self.pa.FixedSizeListArray.from_arrays(flat, data.vectors.shape[1])
        columns = {"row": np.arange(first, last), "bucket": data.buckets[first:last], "vector": vectors}
        return self.pa.table(columns)

    def ask(self, number: int, filtered: bool) -> list[int]:
        query = self.table.search(self.asked[number]).distance_type("dot").select(["row"]).limit(TOP)
        query = query.nprobes(100 if filtered else 20)
        if filtered:
            query = query.where(f"bucket = {BUCKET}", prefilter=True)
        found: list[int] = query.to_arrow()["row"].to_pylist()
        return found

    def add(self, data: Data, folder: Path) -> None:
        self.table.add(self._batch(data, data.built, data.built + ADDED))


class OwnWords:
    """`search.likeness.lexical`, chosen from as a segment does."""

    def build(self, data: Data, folder: Path) -> None:
        Lexical.write(data.names[: data.built], folder / "words")
        self.words, self.data = Lexical(folder / "words"), data
        self.allowed = np.flatnonzero(data.buckets[: data.built] == BUCKET)

    def ask(self, number: int, filtered: bool) -> list[int]:
        from search.likeness.candidates import BUDGET, highest

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
