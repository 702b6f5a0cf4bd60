"""The search index of a build: made at once, opened read-only, asked many times.

manifest.json     what made it: format, encoder, concepts, counts
passages.jsonl    what hits show, one line a passage; offsets.npy says where each begins
columns.npy       per passage the codes of what is filtered by; columns.json names them
lexical/          BM25
vectors.faiss     vectors of the encoder
concepts.faiss    concept weights as vectors; concept_idf.npy weighs those of a query
"""

import json
import os
import shutil
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ontology.concepts import ConceptScheme
from ontology.concepts import load as load_concepts
from ontology.errors import IndexError_, UsageError
from ontology.iri import BASE
from ontology.wording import wording
from search.columns import Columns
from search.encoder import Encoder, load_encoder
from search.explain import NEAR, Explainer
from search.fuse import fold, fuse, order
from search.hits import Hit, Query
from search.lexical import LexicalIndex
from search.passages import Passage, dump, loads
from search.vectors import SCAN_LIMIT, Rows, VectorIndex, Vectors

FORMAT = 1
POOL = 400
"""Candidates from each channel when there are too many passages to score them all."""
CONTEXT_SHARE = 0.5
"""How much a concept counts that stands only in the context of a name."""


def build_index(passages: Iterable[Passage], directory: Path, encoder: Encoder | None = None) -> None:
    """Write the index of these passages; it appears under its name only when it is whole.

    Raises IndexError_ when the directory exists already or a passage is given twice.
    """
    if directory.exists():
        raise IndexError_("index.exists", "索引目录已存在", "换一个目录", str(directory))
    # ties are broken by row, so rows must not depend on the order in which documents came
    items = sorted(passages, key=lambda item: (item.iri, item.part or 0))
    encoder = encoder or load_encoder()
    scheme = load_concepts()
    twice = [identity for identity, count in Counter((item.iri, item.part) for item in items).items() if count > 1]
    if twice:
        raise IndexError_("index.duplicate", "同一段落给了两次", "这是程序的错误，请报告", twice[0][0])
    folder = directory.with_name(f"{directory.name}.{os.getpid()}.tmp")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _write_passages(items, folder)
        Columns.build(items).save(folder)
        # only the name: descriptions, values, levels and projects were tried here, and each made the ranking worse,
        # because they say what many targets have in common
        LexicalIndex.build(item.name for item in items).save(folder / "lexical")
        VectorIndex.build(_encode(encoder, [wording(item.name) for item in items])).save(folder / "vectors.faiss")
        weights, idf = _concept_matrix(items, scheme)
        VectorIndex.build(weights).save(folder / "concepts.faiss")
        np.save(folder / "concept_idf.npy", idf)
        manifest = {
            "format": FORMAT,
            "passages": len(items),
            "encoder": {"name": encoder.name, "digest": encoder.digest, "dimension": encoder.dimension},
            "concepts": scheme.digest,
        }
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
        folder.rename(directory)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_passages(items: Sequence[Passage], folder: Path) -> None:
    offsets = [0]
    with (folder / "passages.jsonl").open("wb") as lines:
        for item in items:
            offsets.append(offsets[-1] + lines.write(dump([item])))
    np.save(folder / "offsets.npy", np.array(offsets, dtype=np.int64))


def _encode(encoder: Encoder, texts: Sequence[str], batch: int = 4096) -> Vectors:
    found = [encoder.encode(texts[start : start + batch]) for start in range(0, len(texts), batch)]
    return np.vstack([np.zeros((0, encoder.dimension), dtype=np.float32), *found])


def _concept_matrix(items: Sequence[Passage], scheme: ConceptScheme) -> tuple[Vectors, NDArray[np.float32]]:
    """Rows of norm 1 over all concepts, and the rarity of each concept among the passages."""
    weights = np.zeros((len(items), len(scheme.concepts)), dtype=np.float32)
    for row, item in zip(weights, items, strict=True):
        for text, share in ((item.name, 1.0), (item.context, CONTEXT_SHARE)):
            for concept, weight in scheme.weights(text).items():
                column = scheme.index[concept]
                row[column] = max(row[column], weight * share)
    used = (weights > 0).sum(axis=0)
    idf = np.log(1 + (len(items) - used + 0.5) / (used + 0.5)).astype(np.float32)
    return _unit(weights * idf), idf


def _unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12), dtype=np.float32)


class SearchIndex:
    """An index on disk, opened for reading. Safe to share between threads."""

    def __init__(self, directory: Path, encoder: Encoder, scheme: ConceptScheme) -> None:
        self._encoder = encoder
        self._scheme = scheme
        self._explainer = Explainer(scheme)
        self._offsets: NDArray[np.int64] = np.load(directory / "offsets.npy", mmap_mode="r")
        self._lines = np.memmap(directory / "passages.jsonl", mode="r") if self._offsets[-1] else np.zeros(0, dtype=np.uint8)
        self._columns = Columns.open(directory)
        self._lexical = LexicalIndex.open(directory / "lexical")
        self._vectors = VectorIndex.open(directory / "vectors.faiss")
        self._concepts = VectorIndex.open(directory / "concepts.faiss")
        self._concept_idf: NDArray[np.float32] = np.load(directory / "concept_idf.npy")

    @classmethod
    def open(cls, directory: Path, encoder: Encoder | None = None) -> "SearchIndex":
        """Open for reading, by default with the encoder that the manifest names.

        Raises IndexError_: `index.missing`, `index.format`, `index.encoder`, `index.concepts`, `index.damaged`.
        """
        manifest = read_manifest(directory)
        made_by = manifest["encoder"]
        encoder = encoder or _load_again(made_by["name"], directory)
        if encoder.digest != made_by["digest"]:
            message = f"索引是用编码模型 {made_by['name']} 建的，现在给的是 {encoder.name}，两者不同"
            raise IndexError_(
                "index.encoder",
                message,
                f"用 --encoder {made_by['name']} 查询（不写也是它），或 budgetkg build ... --encoder {encoder.name} 重建",
                str(directory),
            )
        scheme = load_concepts()
        if scheme.digest != manifest["concepts"]:
            raise IndexError_("index.concepts", "建索引之后指标概念文件改过", "重新运行 budgetkg build", str(directory))
        try:
            return cls(directory, encoder, scheme)
        except (OSError, ValueError, KeyError) as error:
            raise IndexError_("index.damaged", f"索引打不开：{error}", "重新运行 budgetkg build", str(directory)) from error

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def passage(self, row: int) -> Passage:
        return loads(self._lines[self._offsets[row] : self._offsets[row + 1]].tobytes())

    def search(self, query: Query) -> list[Hit]:
        """The best passages that pass the query's filters, near-identical ones of one agency folded into one.

        Fewer than `query.top` where fewer pass or have anything in common with the text.
        Raises UsageError for a query that cannot be asked.
        """
        return self.search_batch([query])[0]

    def why_nothing(self, query: Query) -> str:
        """Why a query that has no hits has none: filters that nothing passes, with what occurs, or nothing in common."""
        if missing := self._columns.missing(query):
            return "；".join(missing)
        count = len(self._columns.rows(query))
        return f"合条件的有 {count} 条，都与这段文字没有共同之处" if count else "这些条件合起来没有一条"

    def search_batch(self, queries: Sequence[Query]) -> list[list[Hit]]:
        """One list of hits a query; the texts are encoded together. A text that is an IRI stands for what it names."""
        asked = [self._by_example(query) for query in queries]
        vectors = _encode(self._encoder, [wording(query.text) for query, _ in asked])
        return [self._search(query, vector, itself) for (query, itself), vector in zip(asked, vectors, strict=True)]

    def _by_example(self, query: Query) -> tuple[Query, Rows]:
        """The query in the words of its example, and the rows of the example: all that its agency prints of it."""
        if not query.text.strip().startswith(BASE):
            return query, np.zeros(0, dtype=np.int64)
        wanted = query.text.strip()
        first = bisect_left(range(len(self)), wanted, key=lambda row: self.passage(row).iri)
        rows = list(takewhile(lambda row: self.passage(row).iri == wanted, range(first, len(self))))
        if not rows:
            hint = "用 similar --format json 结果里的 iri，或直接写文字"
            raise UsageError("query.iri", "索引里没有这个 IRI 的目标、绩效目标或项目", hint, wanted)
        found = [self.passage(row) for row in rows]
        words = "，".join(part for passage in found for part in (passage.name, passage.raw_value) if part)
        return replace(query, text=words), self._columns.alike(rows)

    def _search(self, query: Query, vector: Vectors, itself: Rows) -> list[Hit]:
        allowed = np.setdiff1d(self._columns.rows(query), itself)
        if not len(allowed):
            return []
        lexical = self._lexical.scores(query.text)
        concepts = self._concept_vector(query.text)
        rows = self._candidates(allowed, lexical, concepts, vector, POOL + 10 * query.top)
        parts = {
            "words": lexical[rows],
            "concepts": self._concepts.scores(concepts, rows),
            "vector": self._vectors.scores(vector, rows),
        }
        related = (parts["words"] > 0) | (parts["concepts"] > 0) | (parts["vector"] >= NEAR)
        rows, parts = rows[related], {name: part[related] for name, part in parts.items()}
        scores = fuse(parts)
        ranked = order(scores, rows)
        groups = fold(ranked, self._columns.groups(rows[ranked]), query.top)
        hits = []
        for rank, group in enumerate(groups, start=1):
            members = [self.passage(int(rows[position])) for position in group]
            best = group[0]
            shown = _shown(members)
            why = self._explainer.why(query.text, shown, {name: float(part[best]) for name, part in parts.items()})
            others = tuple(member for member in members if member is not shown)
            hits.append(Hit(rank, round(float(scores[best]), 4), shown, why, others))
        return hits

    def _candidates(self, allowed: Rows, lexical: Vectors, concepts: Vectors, vector: Vectors, count: int) -> Rows:
        """Every allowed row, or where those are many, the best of each channel: all that can come first overall."""
        if len(allowed) <= max(SCAN_LIMIT, count):
            return allowed
        chosen = allowed if len(allowed) < len(self) else None
        by_words = allowed[np.argpartition(-lexical[allowed], count)[:count]]
        by_vector, _ = self._vectors.search(vector, count, chosen)
        by_concept, _ = self._concepts.search(concepts, count, chosen)
        return np.unique(np.concatenate([by_words, by_vector, by_concept]))

    def _concept_vector(self, text: str) -> Vectors:
        weights = np.zeros(len(self._scheme.concepts), dtype=np.float32)
        for concept, weight in self._scheme.weights(text).items():
            weights[self._scheme.index[concept]] = weight
        return _unit(weights * self._concept_idf)


def _shown(members: Sequence[Passage]) -> Passage:
    """Of one target printed several times, the one in the fewest words; of those one for a year; of those the best."""
    return min(members, key=lambda member: (len(member.name), member.horizon != "annual"))


def _load_again(name: str, directory: Path) -> Encoder:
    try:
        return load_encoder(name)
    except UsageError as error:
        message = f"索引是用编码模型 {name} 建的，现在找不到它"
        raise IndexError_("index.encoder", message, "用 --encoder 给出它现在的文件夹，或换一个模型重新 build", str(directory)) from error


def read_manifest(directory: Path) -> dict[str, Any]:
    """What made an index. Raises IndexError_ when there is none or it is of another format."""
    path = directory / "manifest.json"
    if not path.is_file():
        raise IndexError_("index.missing", "还没有建立检索索引", "先运行 budgetkg build PATH... --home DIR", str(directory))
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
        known = manifest["format"] == FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise IndexError_("index.damaged", f"索引说明读不出来：{error}", "重新运行 budgetkg build", str(path)) from error
    if not known:
        raise IndexError_("index.format", f"索引格式是 {manifest['format']}，本程序用 {FORMAT}", "重新运行 budgetkg build", str(path))
    return manifest
