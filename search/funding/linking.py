"""Which programmes (资金项目) of different agencies belong together: pairs with a score and what speaks for them.

What speaks for a pair, the strongest first:

number   both cite one document by its number (文号)
name     the names leave the same purpose (用途) without year, payer, place and form of money
title    both cite one regulation on money by its title
spoken   the purpose that each name states is spoken of by the other's texts, and the texts are near in meaning
meaning  of agencies in charge of the same, the purposes and the texts lie near each other in the space of the search index

A score is a function of the two programmes alone: adding documents never changes it, so pairs that were compared
once need not be compared again; which are worth it, `link_candidates` says. Of what is not sure each programme offers to
people its best few; of what is sure it keeps its best link to each other purpose, since the programmes of one purpose are
joined among themselves. Running costs (运转性支出) of a body are never compared with those of another.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ontology.links import ASSERTED, OFFERED, LinkStatus, ProgrammeLink
from search.funding.link_candidates import OFFERS, Blocks, Nearness, candidates
from search.funding.link_scores import compare, rounded
from search.funding.programmes import Programme
from search.likeness.encoder import Encoder

_PURPOSES = 20
"""Other purposes to which a programme has asserted links, the best; it has one more where it is the best of the other end."""


def link(
    programmes: Mapping[str, Programme],
    changed: Iterable[str] | None = None,
    before: Iterable[ProgrammeLink] = (),
    encoder: Encoder | None = None,
) -> list[ProgrammeLink]:
    """All pairs worth offering, sorted.

    changed: the programmes that are new or say something new since the links `before` were found, none of which may
             be gone; only they are compared. None for all.
    """
    able = {iri: item for iri, item in programmes.items() if item.purpose.text and not item.purpose.running}
    fresh = set(able) if changed is None else able.keys() & set(changed)
    blocks = Blocks(able)
    kept, gone = [], set()
    for item in before:
        ends = {item.left, item.right}
        if ends <= able.keys() and not ends & fresh and blocks.compared(item.left, item.right):
            kept.append(item)
        else:
            gone |= ends  # what a link kept from being offered comes in its place
    fresh |= gone & able.keys()
    found = {(item.left, item.right): item for item in kept if not {item.left, item.right} & fresh}
    near = Nearness(able, encoder)
    for left, right in sorted(candidates(blocks, near, fresh, _least_offered(found.values()), _held(blocks, found.values()))):
        compared = compare(able[left], able[right], *near.of(left, right))
        score = rounded(compared.score)
        if score >= OFFERED:
            status: LinkStatus = "asserted" if score >= ASSERTED else "proposed"
            found[left, right] = ProgrammeLink(left, right, score, compared.evidence, status)
    best = _best_offers(found.values()) | _best_asserted(blocks, found.values())
    return [item for pair, item in sorted(found.items()) if pair in best]


def _offers(links: Iterable[ProgrammeLink]) -> dict[str, list[ProgrammeLink]]:
    """The best proposed links of each programme."""
    found: dict[str, list[ProgrammeLink]] = defaultdict(list)
    for item in links:
        if item.status == "proposed":
            found[item.left].append(item)
            found[item.right].append(item)
    return {iri: sorted(items, key=lambda item: (-item.score, item.left, item.right))[:OFFERS] for iri, items in found.items()}


def _best_offers(links: Iterable[ProgrammeLink]) -> set[tuple[str, str]]:
    return {(item.left, item.right) for items in _offers(links).values() for item in items}


def _least_offered(links: Iterable[ProgrammeLink]) -> dict[str, float]:
    """The score below which a programme has no need of another proposed link."""
    return {iri: float(items[-1].score) for iri, items in _offers(links).items() if len(items) == OFFERS}


def _held(blocks: Blocks, links: Iterable[ProgrammeLink]) -> dict[str, dict[tuple[str, str], ProgrammeLink]]:
    """The best asserted link of each programme to each other purpose."""
    found: dict[str, dict[tuple[str, str], ProgrammeLink]] = defaultdict(dict)
    for item in sorted(links, key=lambda item: (-item.score, item.left, item.right)):
        if item.status == "asserted" and blocks.of[item.left] != blocks.of[item.right]:
            found[item.left].setdefault(blocks.of[item.right], item)
            found[item.right].setdefault(blocks.of[item.left], item)
    return found


def _best_asserted(blocks: Blocks, links: Iterable[ProgrammeLink]) -> set[tuple[str, str]]:
    """Pairs asserted within a purpose, and of those across purposes the best of either end, as many as it may have."""
    links = list(links)
    best = {(item.left, item.right) for item in links if item.status == "asserted" and blocks.of[item.left] == blocks.of[item.right]}
    for items in _held(blocks, links).values():  # in the order of their scores
        best |= {(item.left, item.right) for item in list(items.values())[:_PURPOSES]}
    return best
