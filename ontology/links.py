"""Links between programmes (资金项目) of different agencies, levels and years: records, and groups that follow from them.

A programme is what one agency calls it. That two are one is never known for sure from what is printed; so it is a
statement with its evidence and score, which a person can confirm or reject.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

LinkStatus = Literal["asserted", "proposed", "confirmed", "rejected"]

#: A link with a lower score is not asserted: it is offered to people, and nothing follows from it.
ASSERTED = Decimal("0.80")
#: A pair with a lower score is not even offered.
OFFERED = Decimal("0.60")
_IN_FORCE = ("confirmed", "asserted")
_NEARLY = Decimal("0.9")


@dataclass(frozen=True, slots=True)
class ProgrammeLink:
    """That two programmes are one, with what speaks for it. `left` sorts before `right`."""

    left: str
    """IRI of a programme."""
    right: str
    score: Decimal
    """From 0 to 1. What people state has 1."""
    evidence: tuple[str, ...]
    """In Chinese, the strongest first, at least one."""
    status: LinkStatus


@dataclass(frozen=True, slots=True)
class LinkDecision:
    """What a person said of a pair of programmes, and took back."""

    left: str
    right: str
    confirmed: bool
    """False where the two were said to be different."""
    reason: str
    stated_at: str
    """ISO 8601 with its zone."""
    withdrawn_at: str | None = None


def decided(links: Iterable[ProgrammeLink], decisions: Iterable[LinkDecision]) -> list[ProgrammeLink]:
    """The links after what people said of them, in the order of their programmes. A decision needs no link to be there."""
    found = {(link.left, link.right): link for link in links}
    for said in decisions:
        if said.withdrawn_at is None:
            known = found.get((said.left, said.right))
            status: LinkStatus = "confirmed" if said.confirmed else "rejected"
            reason = f"{'人工确认' if said.confirmed else '人工否定'}：{said.reason}"
            score = Decimal(1) if said.confirmed else known.score if known else Decimal(0)
            evidence = (reason, *(known.evidence if known else ()))
            found[said.left, said.right] = ProgrammeLink(said.left, said.right, score, evidence, status)
    return [found[pair] for pair in sorted(found)]


def groups(links: Iterable[ProgrammeLink]) -> list[tuple[str, ...]]:
    """Programmes that are one by links asserted or confirmed, each group and all groups sorted.

    Links count from the strongest on; one that would put a rejected pair into one group does not.
    """
    links = list(links)
    apart: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.status == "rejected":
            apart[link.left].add(link.right)
            apart[link.right].add(link.left)
    in_force = [link for link in links if link.status in _IN_FORCE]
    members: dict[str, set[str]] = {}
    for link in sorted(in_force, key=lambda link: (_IN_FORCE.index(link.status), -link.score, link.left, link.right)):
        small, large = sorted((members.setdefault(end, {end}) for end in (link.left, link.right)), key=len)
        if small is large or any(apart[programme] & large for programme in small if programme in apart):
            continue
        large |= small
        members.update(dict.fromkeys(small, large))
    return sorted({tuple(sorted(group)) for group in members.values() if len(group) > 1})


def main_names(grouped: Iterable[Sequence[str]], links: Iterable[ProgrammeLink], names: Mapping[str, str]) -> dict[tuple[str, ...], str]:
    """What a group is called: of the programmes that its links hold to most, or nearly so, the shortest name."""
    weight: dict[str, Decimal] = defaultdict(Decimal)
    for link in links:
        if link.status in _IN_FORCE:
            weight[link.left] += link.score
            weight[link.right] += link.score
    found = {}
    for group in grouped:
        most = max(weight[programme] for programme in group)
        main = (programme for programme in group if weight[programme] >= most * _NEARLY)
        found[tuple(group)] = min((names[programme] for programme in main), key=lambda name: (len(name), name))
    return found
