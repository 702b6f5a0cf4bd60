"""The search index of a build: segments opened read-only, asked many times as if they were one.

manifest.json     what made it: format, encoder, concepts, known indicators, segments and the documents in each
known/            the wordings of known indicators as vectors (`search.likeness.known_indicators`)
<segment>/        see `search.likeness.segment`
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from heapq import merge
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import search.likeness.concept_vectors
import search.likeness.indicator_class
import search.likeness.indicator_vectors
import search.likeness.lexical
from ontology.concepts import ConceptScheme
from ontology.concepts import load as load_concepts
from ontology.errors import IndexError_, UsageError
from ontology.iri import BASE
from ontology.wording import wording
from search.likeness.candidates import Candidates
from search.likeness.columns import COLUMNS, Values
from search.likeness.encoder import Encoder, encode, load_encoder
from search.likeness.explain import NEAR, SAME_INDICATORS, Explainer
from search.likeness.filters import SAME, Filter, filters, occurring
from search.likeness.fuse import fold, fuse, order
from search.likeness.hits import Hit, Query
from search.likeness.index_manifest import KNOWN, read_manifest
from search.likeness.indicator_vectors import Asked as Near
from search.likeness.known_indicators import KnownIndicators, known_digest
from search.likeness.lexical import rarity
from search.likeness.passages import Passage
from search.likeness.postings import Floats
from search.likeness.segment import Asked, Segment
from search.likeness.vectors import Rows, Vectors

POOL = 200
"""Candidates by vector, among all segments, where there are too many passages to score them all."""


class SearchIndex:
    """An index on disk, opened for reading. Safe to share between threads."""

    def __init__(self, segments: Sequence[Segment], encoder: Encoder, scheme: ConceptScheme, known: KnownIndicators) -> None:
        self._segments = segments
        self._encoder = encoder
        self._scheme = scheme
        self._known = known
        self._explainer = Explainer(scheme, known)
        self._candidates = Candidates(segments)
        self._starts = np.cumsum([0, *map(len, segments)])

    @classmethod
    def open(cls, directory: Path, encoder: Encoder | None = None) -> "SearchIndex":
        """Open for reading, by default with the encoder that the manifest names.

        Raises IndexError_: `index.missing`, `index.format`, `index.encoder`, `index.concepts`, `index.indicators`,
        `index.damaged`.
        """
        manifest = read_manifest(directory)
        made_by = manifest.encoder
        encoder = encoder or _load_again(made_by["name"], directory)
        if encoder.digest != made_by["digest"]:
            message = f"索引是用编码模型 {made_by['name']} 建的，现在给的是 {encoder.name}，两者不同"
            hint = f"用 --encoder {made_by['name']} 查询（不写也是它），或 budgetkg build ... --encoder {encoder.name} 重建"
            if encoder.name == made_by["name"]:  # as after an upgrade
                message, hint = f"编码模型 {encoder.name} 换过权重，索引是用以前的建的", "重新运行 budgetkg build"
            raise IndexError_("index.encoder", message, hint, str(directory))
        scheme = load_concepts()
        if scheme.digest != manifest.concepts:
            raise IndexError_("index.concepts", "建索引之后指标概念文件改过", "重新运行 budgetkg build", str(directory))
        if known_digest() != manifest.indicators:
            raise IndexError_("index.indicators", "建索引之后通行指标的清单或自带模型换过", "重新运行 budgetkg build", str(directory))
        try:
            segments = [Segment(directory / entry.name, frozenset(entry.dead)) for entry in manifest.segments]
            return cls(segments, encoder, scheme, KnownIndicators.open(directory / KNOWN))
        except (OSError, ValueError, KeyError) as error:
            raise IndexError_("index.damaged", f"索引打不开：{error}", "重新运行 budgetkg build", str(directory)) from error

    def __len__(self) -> int:
        return sum(segment.living for segment in self._segments)

    def search(self, query: Query) -> list[Hit]:
        """The best passages that pass the query's filters, near-identical ones of one agency folded into one.

        Fewer than `query.top` where fewer pass or have anything in common with the text.
        Raises UsageError for a query that cannot be asked.
        """
        return self.search_batch([query])[0]

    def why_nothing(self, query: Query) -> str:
        """Why a query that has no hits has none: filters that nothing passes, with what occurs, or nothing in common."""
        asked = filters(self._by_example(query)[0], self._values)
        missing = [wanted.told(self._values) for wanted in asked if not wanted.can_pass(self._values[wanted.column])]
        if missing:
            return "；".join(missing)
        count = sum(len(segment.columns.passing(asked)) for segment in self._segments)
        return f"合条件的有 {count} 条，都与这段文字没有共同之处" if count else "这些条件合起来没有一条"

    def search_batch(self, queries: Sequence[Query]) -> list[list[Hit]]:
        """One list of hits a query; the texts are encoded together. A text that is an IRI stands for what it names."""
        asked = [self._by_example(query) for query in queries]
        texts = [query.text for query, _ in asked]
        vectors = encode(self._encoder, list(map(wording, texts)))
        indicators = search.likeness.indicator_vectors.ask(texts, self._known)
        return [
            self._search(query, self._asked(query.text, vector, near), itself)
            for (query, itself), vector, near in zip(asked, vectors, indicators, strict=True)
        ]

    def named(self, iri: str) -> list[Passage]:
        """The passages of a target, goal or project; none where the index has none of it."""
        return [segment.passage(row) for segment in self._segments for row in segment.named(iri)]

    @cached_property
    def _values(self) -> Values:
        """What occurs, by column."""
        found = [segment.columns.occurring() for segment in self._segments]
        names = {name for values in found for name in values} or COLUMNS
        values = {name: list(dict.fromkeys(value for values in found for value in values[name])) for name in names}
        return values | {"amount": sorted(values["amount"], key=lambda value: int(value or 0))}

    @cached_property
    def _concept_rarity(self) -> Floats:
        concepts = len(self._scheme.concepts)
        having = sum((segment.concepts.counts(concepts) for segment in self._segments), start=np.zeros(concepts, np.int64))
        return rarity(having, len(self))

    def _by_example(self, query: Query) -> tuple[Query, frozenset[int]]:
        """The query in the words of its example, and the groups of the example: all that its agency prints of it."""
        wanted = query.text.strip()
        if not wanted.startswith(BASE):
            return query, frozenset()
        found: list[Passage] = []
        groups: set[int] = set()
        for segment in self._segments:
            if rows := segment.named(wanted):
                found += map(segment.passage, rows)
                groups.update(segment.columns.groups(np.array(rows)).tolist())
        if not found:
            hint = "用 similar --format json 结果里的 iri，或直接写文字"
            raise UsageError("query.iri", "索引里没有这个 IRI 的目标、绩效目标或项目", hint, wanted)
        words = "，".join(part for passage in found for part in (passage.name, passage.raw_value) if part)
        kind = next((passage.agency_type for passage in found), None) if query.agency_type in SAME else query.agency_type
        if query.agency_type in SAME and kind is None:
            hint = "写出哪类部门；" + occurring("agency_type", self._values["agency_type"])
            raise UsageError("query.agency_type", "看不出这一条是哪类部门的", hint, "--agency-type")
        return replace(query, text=words, agency_type=kind), frozenset(groups)

    def _asked(self, text: str, vector: Vectors, near: Near) -> Asked:
        return Asked(
            search.likeness.lexical.ask(text, [segment.words for segment in self._segments]),
            search.likeness.concept_vectors.ask(text, self._scheme, self._concept_rarity),
            near,
            vector,
            search.likeness.indicator_class.ask(text, self._scheme),
        )

    def _search(self, query: Query, asked: Asked, itself: frozenset[int]) -> list[Hit]:
        scored = self._scored(filters(query, self._values), asked, POOL + 10 * query.top, itself)
        if not scored:
            return []
        rows, groups = (np.concatenate([found[part] for found in scored]) for part in (0, 1))
        parts = {name: np.concatenate([found[2][name] for found in scored]) for name in scored[0][2]}
        scores = fuse(parts)
        ranked = self._settle(order(scores, rows), scores, rows, groups, query.top)
        hits, explanation = [], self._explainer.of(query.text)
        for rank, group in enumerate(fold(ranked, groups[ranked].tolist(), query.top), start=1):
            members = [self._passage(int(rows[position])) for position in group]
            best = group[0]
            shown = _shown(members)
            why = partial(explanation.why, shown, {name: float(part[best]) for name, part in parts.items()})
            others = tuple(member for member in members if member is not shown)
            hits.append(Hit(rank, round(float(scores[best]), 4), shown, why, others))
        return hits

    def _scored(
        self, wanted: Sequence[Filter], asked: Asked, count: int, itself: frozenset[int]
    ) -> list[tuple[Rows, Rows, dict[str, NDArray[np.float32]]]]:
        """Of each segment the rows that have anything in common with the query, their groups, and what each channel gives."""
        passing = [segment.columns.passing(wanted) for segment in self._segments]
        chosen = self._candidates.of(passing, asked, count)
        found = []
        for start, segment, rows in zip(self._starts.tolist(), self._segments, chosen, strict=False):
            parts, groups = segment.parts(rows, asked), segment.columns.groups(rows)
            alike = (parts["vector"] >= NEAR) | (parts["indicators"] >= SAME_INDICATORS)
            kept = (parts["words"] > 0) | (parts["concepts"] > 0) | alike
            if itself:
                kept &= ~np.isin(groups, list(itself))
            found.append((rows[kept] + start, groups[kept], {name: part[kept] for name, part in parts.items()}))
        return found

    def _settle(self, ranked: Rows, scores: NDArray[np.float64], rows: Rows, groups: Rows, top: int) -> list[int]:
        """The positions of the first `top` groups, best first; equal scores by IRI, in whatever segments they stand."""
        if len(self._segments) == 1:
            return [int(position) for position in ranked]  # rows are in that order
        leading: set[int] = set()
        for position in self._by_iri(ranked, scores, rows):
            leading.add(int(groups[position]))
            if len(leading) == top:
                break
        members = ranked[np.isin(groups[ranked], np.array(list(leading), dtype=np.int64))]
        return list(self._by_iri(members, scores, rows))

    def _by_iri(self, ranked: Rows, scores: NDArray[np.float64], rows: Rows) -> Iterator[int]:
        """Ranked positions, equal scores by IRI. Those of a segment are in that order, so few IRIs are read to begin with."""
        rounded, owners = np.round(scores[ranked], 9), np.searchsorted(self._starts, rows[ranked], side="right")
        positions = ranked.tolist()
        start = 0
        for end in [*(np.flatnonzero(np.diff(rounded)) + 1).tolist(), len(positions)]:
            if end - start == 1:
                yield positions[start]
            else:
                cuts = (np.flatnonzero(np.diff(owners[start:end])) + start + 1).tolist()
                runs = (positions[one:other] for one, other in pairwise([start, *cuts, end]))
                yield from merge(*runs, key=lambda position: self._identity(int(rows[position])))
            start = end

    def _identity(self, row: int) -> tuple[bytes, int]:
        segment, inside = self._at(row)
        return segment.iri(inside), inside

    def _passage(self, row: int) -> Passage:
        segment, inside = self._at(row)
        return segment.passage(inside)

    def _at(self, row: int) -> tuple[Segment, int]:
        number = int(np.searchsorted(self._starts, row, side="right")) - 1
        return self._segments[number], row - int(self._starts[number])


def _shown(members: Sequence[Passage]) -> Passage:
    """Of one target printed several times, the one in the fewest words; of those one for a year, with a number; of those the best."""

    def preferred(member: Passage) -> tuple[int, bool, bool]:
        return len(member.name), member.horizon != "annual", not any(map(str.isdigit, member.raw_value or ""))

    return min(members, key=preferred)


def _load_again(name: str, directory: Path) -> Encoder:
    try:
        return load_encoder(name)
    except UsageError as error:
        message = f"索引是用编码模型 {name} 建的，现在找不到它"
        raise IndexError_("index.encoder", message, "用 --encoder 给出它现在的文件夹，或换一个模型重新 build", str(directory)) from error
