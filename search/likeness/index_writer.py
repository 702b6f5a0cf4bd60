"""An index of documents, made from the one before: what did not change is linked, what changed goes into a new segment.

A segment is as good as another; small ones and those with many dead rows are put together with the new one, so that few
are open at a time and the work of adding grows with what is added: a row is rewritten about log2(rows / SMALL) times.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ontology.concepts import ConceptScheme
from ontology.concepts import load as load_concepts
from ontology.errors import IndexError_
from ontology.wording import wording
from search.likeness.encoder import Encoder, encode, load_encoder
from search.likeness.index_manifest import KNOWN, IndexManifest, SegmentEntry, read_manifest
from search.likeness.known_indicators import KnownIndicators, known_digest
from search.likeness.passages import Passage
from search.likeness.segment import Segment, write_segment
from search.likeness.vectors import Vectors

SMALL = 20_000
"""Segments of no more rows than this are put together with any new one."""
LARGE = 250_000
"""Rows after which a segment is full: what one of them takes to build bounds the memory of a build."""
MOST_DEAD = 0.25
"""Share of dead rows from which on a segment is written anew."""

Documents = Mapping[str, tuple[str, Callable[[], Iterable[Passage]]]]
"""Hash of each document: the hash of its passages, and how to get them."""
Link = Callable[[Path, Path], object]


def build_index(passages: Iterable[Passage], directory: Path, encoder: Encoder | None = None) -> None:
    """Write the index of these passages; it appears under its name only when it is whole.

    Raises IndexError_ when the directory exists already or a passage is given twice.
    """
    documents: dict[str, list[Passage]] = {}
    for passage in passages:
        documents.setdefault(passage.source.document, []).append(passage)
    given = {document: ("", (lambda items=items: items)) for document, items in documents.items()}
    update_index(None, directory, given, encoder)


def update_index(
    current: Path | None,
    directory: Path,
    documents: Documents,
    encoder: Encoder | None = None,
    maker: str = "",
    link: Link = shutil.copytree,
) -> None:
    """Write the index of these documents, taking over what `current` holds of them if the same encoder and maker made it.

    `link` puts one of its folders at a new place. Raises IndexError_ when the directory exists already or a passage is
    given twice. `current` stays as it is.
    """
    if directory.exists():
        raise IndexError_("index.exists", "索引目录已存在", "换一个目录", str(directory))
    encoder = encoder or load_encoder()
    scheme = load_concepts()
    made_by = {"name": encoder.name, "digest": encoder.digest, "dimension": encoder.dimension}
    manifest = IndexManifest(0, made_by, scheme.digest, known_digest(), maker)
    folder = directory.with_name(f"{directory.name}.{os.getpid()}.tmp")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        before = _manifest(current)
        old = _reusable(current, before, manifest, documents) if current and before else []
        if current and before and before.indicators == manifest.indicators:
            link(current / KNOWN, folder / KNOWN)
        else:
            KnownIndicators.built().save(folder / KNOWN)
        writer = _Writer(folder, encoder, scheme, KnownIndicators.open(folder / KNOWN))
        there = {document for entry, _ in old for document in entry.living}
        for document in sorted(documents.keys() - there):
            digest, load = documents[document]
            writer.add({document: digest}, list(load()))
        for entry, segment in sorted(old, key=lambda found: (found[1].living, found[0].name)):
            if segment.living and writer.should_absorb(segment):
                rows = np.flatnonzero(segment.columns.alive)
                writer.add(entry.living, [segment.passage(row) for row in rows.tolist()], segment.vectors.at(rows))
            elif segment.living and current:
                link(current / entry.name, folder / entry.name)
                writer.keep(entry, segment.living)
        writer.flush()
        replace(manifest, passages=writer.passages, segments=tuple(writer.segments)).write(folder)
        folder.rename(directory)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _manifest(current: Path | None) -> IndexManifest | None:
    """What made an index; None where there is none, or none of this version."""
    try:
        return read_manifest(current) if current else None
    except IndexError_:
        return None


def _reusable(current: Path, found: IndexManifest, wanted: IndexManifest, documents: Documents) -> list[tuple[SegmentEntry, Segment]]:
    """The segments of an index, with what is no longer wanted marked dead; none if it was made in another way."""
    if replace(found, passages=0, segments=()) != wanted:
        return []
    old = []
    for entry in found.segments:
        dead = (known for known, passages in entry.documents.items() if known in entry.dead or documents.get(known, ("",))[0] != passages)
        entry = replace(entry, dead=tuple(dead))
        old.append((entry, Segment(current / entry.name, frozenset(entry.dead))))
    return old


class _Writer:
    """Gathers documents and writes a segment whenever there are enough of them."""

    def __init__(self, folder: Path, encoder: Encoder, scheme: ConceptScheme, known: KnownIndicators) -> None:
        self._folder = folder
        self._encoder = encoder
        self._scheme = scheme
        self._known = known
        self._documents: dict[str, str] = {}
        self._items: list[Passage] = []
        self._vectors: list[Vectors] = []
        """Of these items, from an older index."""
        self._new: list[Passage] = []
        self.segments: list[SegmentEntry] = []
        self.passages = 0

    def add(self, documents: Mapping[str, str], items: Sequence[Passage], vectors: Vectors | None = None) -> None:
        self._documents.update(documents)
        if vectors is None:
            self._new += items
        else:
            self._items += items
            self._vectors.append(vectors)
        if self._gathered >= LARGE:
            self.flush()

    @property
    def _gathered(self) -> int:
        return len(self._items) + len(self._new)

    def should_absorb(self, segment: Segment) -> bool:
        """Whether to write a segment anew, together with what has been gathered."""
        if len(segment.dead) > MOST_DEAD * len(segment):
            return True
        if segment.living <= SMALL:
            return bool(self._gathered or len(segment.dead))
        return segment.living <= min(self._gathered, LARGE // 2)

    def keep(self, entry: SegmentEntry, living: int) -> None:
        self.segments.append(entry)
        self.passages += living

    def flush(self) -> None:
        if self._documents:
            documents = dict(sorted(self._documents.items()))
            name = hashlib.sha256(repr(documents).encode()).hexdigest()[:16]
            vectors = np.vstack([*self._vectors, self._encode([wording(embedded(item)) for item in self._new])])
            write_segment(self._items + self._new, vectors, self._scheme, self._known, self._folder / name)
            self.keep(SegmentEntry(name, documents), self._gathered)
        self._documents, self._items, self._vectors, self._new = {}, [], [], []

    def _encode(self, texts: Sequence[str]) -> Vectors:
        """Each wording once: what bureaus promise is often said in the same words."""
        known = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        return encode(self._encoder, list(known))[[known[text] for text in texts]]


def embedded(item: Passage) -> str:
    """What of a passage is encoded: its name, and the printed level-2 class. Values, projects and descriptions made it worse."""
    return f"{item.name}，{item.level2}" if item.level2 else item.name
