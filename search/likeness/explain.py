"""Why a passage is a hit, in words a person understands."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from ontology.concepts import ConceptScheme
from ontology.wording import wording
from search.likeness.fuse import WEIGHTS
from search.likeness.hits import Why
from search.likeness.indicator_class import LABELS, likeliest
from search.likeness.known_indicators import KnownIndicators
from search.likeness.passages import Passage
from search.likeness.tokens import Segmenter

NEAR = 0.5
"""Vectors with a cosine below this are not called alike, and alone they make no hit."""
SAME_INDICATORS = 0.5
"""From so much on two are near the same known indicators; it makes a hit even where they share neither words nor concepts."""
SAME_CLASS = 0.4
"""How likely it must be that two are of one class to say so."""


class Explainer:
    """Compares queries with their hits, by shared words, by concepts and by known indicators."""

    def __init__(self, scheme: ConceptScheme, known: KnownIndicators) -> None:
        self.scheme = scheme
        self.known = known

    @cached_property
    def segmenter(self) -> Segmenter:
        return Segmenter(term for concept in self.scheme.concepts for term in concept.terms)

    def of(self, query: str) -> "Explanation":
        return Explanation(self, query)


class Explanation:
    """Why hits of one query are hits. What the query says is taken apart once, for all of them."""

    def __init__(self, explainer: Explainer, query: str) -> None:
        self._explainer = explainer
        self._scheme = explainer.scheme
        self._query = query

    @cached_property
    def _asked(self) -> Mapping[str, str]:
        return self._scheme.mentions(self._query)

    @cached_property
    def _class(self) -> str:
        return likeliest(self._query, self._scheme)

    @cached_property
    def _words(self) -> tuple[str, list[str]]:
        return wording(self._query), self._explainer.segmenter.words(self._query)

    def why(self, passage: Passage, parts: Mapping[str, float]) -> Why:
        """`parts` are the channels' values from 0 to 1, before weighting."""
        shared = self._explainer.segmenter.shared(*self._words, passage.name)
        concepts = self._shared_concepts(passage.name)
        said = [f"共有词：{'、'.join(shared)}"] if shared else []
        said += [f"概念相同：{'、'.join(concepts)}"] if concepts else []
        if parts["indicators"] >= SAME_INDICATORS and (known := self._explainer.known.shared(self._query, passage.name)):
            said.append(f"都像通行指标：{known}")
        said += [f"字义相近 {parts['vector']:.2f}"] if parts["vector"] >= NEAR else []
        if not concepts and (beside := self._shared_concepts(passage.context)):
            said.append(f"目标值、说明或类别中有相同概念：{'、'.join(beside)}")
        elif not concepts and (akin := self._akin(f"{passage.name}，{passage.context}")):
            said.append(f"概念相关：{'、'.join(akin)}")
        if parts["class"] >= SAME_CLASS:
            said.append(f"同是{LABELS[self._class]}指标")
        weighted = {name: round(WEIGHTS[name] * min(max(value, 0.0), 1.0), 4) for name, value in parts.items()}
        return Why(weighted, tuple(shared), tuple(concepts), "；".join(said) or "只有个别字相同")

    def _shared_concepts(self, text: str) -> list[str]:
        """Labels of what both name, then of what both imply and nothing shared already says."""
        asked, found = self._asked, self._scheme.mentions(text)
        named = [self._scheme.concept(name) for name in self._in_order(asked.keys() & found.keys())]
        said = {concept.id for concept in named} | {wider for concept in named for wider in concept.broader}
        implied = (self._with_wider(asked) & self._with_wider(found)) - said
        labels = []
        for concept in named:
            left, right = asked[concept.id], found[concept.id]
            labels.append(concept.label if left == right else f"{concept.label}（{left}＝{right}）")
        return labels + [self._scheme.concept(name).label for name in self._in_order(implied)]

    def _in_order(self, names: Iterable[str]) -> list[str]:
        return sorted(names, key=self._scheme.index.__getitem__)

    def _with_wider(self, named: Iterable[str]) -> set[str]:
        return {other for name in named for other in (name, *self._scheme.concept(name).broader)}

    def _akin(self, text: str) -> list[str]:
        """Pairs of concepts, one of the query and one of the text, that make the scores meet without being the same."""
        asked, found = self._asked, self._scheme.mentions(text)
        pairs = ((left, right) for left in asked for right in found if self._scheme.implied(left) & self._scheme.implied(right))
        return [f"{self._scheme.concept(left).label}～{self._scheme.concept(right).label}" for left, right in pairs]
