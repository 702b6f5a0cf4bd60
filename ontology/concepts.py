"""Indicator concepts: which meanings a text names, whatever words it uses for them.

The concepts are data (`codes/indicator_concepts.toml`), for people to read and extend: in the graph they are a SKOS
scheme that indicators point to, in the search they make two wordings meet.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from ontology.errors import FormError
from ontology.wording import normalize, runs

FACETS = ("measure", "theme", "action", "actor", "place", "time")
_KEYS = {"id", "facet", "label", "terms", "broader", "related"}
BROADER_SHARE = 0.8
RELATED_SHARE = 0.35
"""What a concept counts that is only wider than, or related to, one that is named. Chosen on benchmarks/paraphrases.txt."""


@dataclass(frozen=True, slots=True)
class Concept:
    id: str
    facet: str
    label: str
    terms: tuple[str, ...]
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    """Concepts that often explain each other; in force both ways, written on one side."""


@dataclass(frozen=True)
class ConceptScheme:
    """All concepts, in the order of the file, and the hash of what they say."""

    concepts: tuple[Concept, ...]
    digest: str

    @cached_property
    def index(self) -> Mapping[str, int]:
        return {concept.id: i for i, concept in enumerate(self.concepts)}

    @cached_property
    def _implied(self) -> Mapping[str, Mapping[str, float]]:
        """For each concept, those it implies and how much they count."""
        found: dict[str, dict[str, float]] = {concept.id: {} for concept in self.concepts}
        for concept in self.concepts:
            for other in concept.related:
                found[concept.id][other] = found[other][concept.id] = RELATED_SHARE
        for concept in self.concepts:
            found[concept.id].update(dict.fromkeys(concept.broader, BROADER_SHARE))
        return found

    @cached_property
    def _by_term(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for concept in self.concepts:
            for term in concept.terms:
                found[term] = (*found.get(term, ()), concept.id)
        return found

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """Two characters with which terms begin, and how long these are, longest first."""
        found: dict[str, set[int]] = {}
        for term in self._by_term:
            found.setdefault(term[:2], set()).add(len(term))
        return {start: tuple(sorted(lengths, reverse=True)) for start, lengths in found.items()}

    def mentions(self, text: str) -> dict[str, str]:
        """Concept id to the wording that names it. A term inside a longer term that also fits does not count."""
        found: dict[str, str] = {}
        for run in runs(text):
            end = 0
            for start in range(len(run)):
                # a term that ends no later than the one before lies inside it; looking lengths up is many times as fast
                # as one pattern of all terms
                lengths = self._lengths.get(run[start : start + 2], ())
                longest = (run[start : start + length] for length in lengths if end < start + length <= len(run))
                if term := next((term for term in longest if term in self._by_term), None):
                    end = start + len(term)
                    for concept in self._by_term[term]:
                        if len(term) > len(found.get(concept, "")):
                            found[concept] = term
        return found

    def concept(self, name: str) -> Concept:
        return self.concepts[self.index[name]]

    def implied(self, name: str) -> frozenset[str]:
        """A concept with all that it makes count."""
        return frozenset((name, *self._implied[name]))

    def weights(self, text: str) -> dict[str, float]:
        """Concept id to 1 for what the text names, a share for what is only implied by that."""
        found = dict.fromkeys(self.mentions(text), 1.0)
        for concept in tuple(found):
            for implied, share in self._implied[concept].items():
                found[implied] = max(found.get(implied, 0.0), share)
        return found


@cache
def shipped() -> ConceptScheme:
    """The concepts that the package brings along, read once."""
    return load()


def load(path: Path | None = None) -> ConceptScheme:
    """The shipped concepts, or those of a file. Raises FormError naming the concept that is wrong."""
    name = str(path) if path else "ontology/codes/indicator_concepts.toml"
    data = path.read_bytes() if path else files("ontology").joinpath("codes/indicator_concepts.toml").read_bytes()
    try:
        rows = tomllib.loads(data.decode("utf-8")).get("concept", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError("concepts.toml", f"指标概念文件不是合法的 TOML：{error}", "按报错的行号改正", name) from error
    concepts = tuple(_concept(row, name) for row in rows)
    ids = {concept.id for concept in concepts}
    if len(ids) != len(concepts):
        twice = sorted(concept.id for concept in concepts if sum(other.id == concept.id for other in concepts) > 1)
        raise FormError("concepts.duplicate", f"指标概念的 id 重复：{twice[0]}", "改成不同的 id", name)
    for concept in concepts:
        for kind, others in (("上位", concept.broader), ("相关", concept.related)):
            for other in others:
                if other not in ids or other == concept.id:
                    raise FormError("concepts.broader", f"指标概念 {concept.id} 的{kind}概念 {other} 不存在", "先定义它", name)
    return ConceptScheme(concepts, hashlib.sha256(repr(concepts).encode()).hexdigest())


def _concept(row: Mapping[str, Any], name: str) -> Concept:
    label = row.get("id") or row.get("label") or "?"
    unknown = set(row) - _KEYS
    if unknown:
        raise FormError("concepts.key", f"指标概念 {label} 有不认识的键：{min(unknown)}", f"可用的键：{'、'.join(sorted(_KEYS))}", name)
    missing = [key for key in ("id", "facet", "label", "terms") if not row.get(key)]
    if missing:
        raise FormError("concepts.key", f"指标概念 {label} 缺少 {missing[0]}", "", name)
    if row["facet"] not in FACETS:
        raise FormError("concepts.facet", f"指标概念 {label} 的 facet 是 {row['facet']}", f"应为 {'、'.join(FACETS)}", name)
    terms = tuple(dict.fromkeys(normalize(term) for term in row["terms"]))
    if any(len(term) < 2 for term in terms):
        raise FormError("concepts.term", f"指标概念 {label} 有一个字的写法", "写法至少两个字，否则处处都能匹配", name)
    return Concept(row["id"], row["facet"], row["label"], terms, tuple(row.get("broader", ())), tuple(row.get("related", ())))
