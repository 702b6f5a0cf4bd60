"""Why a passage is a hit, in words a person understands."""

from functools import cached_property

from search.concepts import ConceptScheme
from search.fuse import WEIGHTS
from search.hits import Why
from search.passages import Passage
from search.tokens import Segmenter

NEAR = 0.5
"""Vectors with a cosine below this are not called alike."""


class Explainer:
    """Compares a query with a hit, by shared words and by concepts."""

    def __init__(self, scheme: ConceptScheme) -> None:
        self._scheme = scheme

    @cached_property
    def _segmenter(self) -> Segmenter:
        return Segmenter(term for concept in self._scheme.concepts for term in concept.terms)

    def why(self, query: str, passage: Passage, parts: dict[str, float]) -> Why:
        """`parts` are the channels' values from 0 to 1, before weighting."""
        text = "，".join(filter(None, (passage.name, passage.description)))
        shared = self._segmenter.shared(query, text)
        concepts = self._shared_concepts(query, text)
        said = [f"共有词：{'、'.join(shared)}"] if shared else []
        said += [f"概念相同：{'、'.join(concepts)}"] if concepts else []
        said += [f"字义相近 {parts['vector']:.2f}"] if parts["vector"] >= NEAR else []
        weighted = {name: round(WEIGHTS[name] * min(max(value, 0.0), 1.0), 4) for name, value in parts.items()}
        return Why(weighted, tuple(shared), tuple(concepts), "；".join(said) or "只有个别字相同")

    def _shared_concepts(self, query: str, text: str) -> list[str]:
        asked, found = self._scheme.mentions(query), self._scheme.mentions(text)
        implied = self._scheme.weights(query).keys() & self._scheme.weights(text).keys()
        labels = []
        for concept in self._scheme.concepts:
            if concept.id in implied:
                left, right = asked.get(concept.id), found.get(concept.id)
                differ = left and right and left != right
                labels.append(f"{concept.label}（{left}＝{right}）" if differ else concept.label)
        return labels
