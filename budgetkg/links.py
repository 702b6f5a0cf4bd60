"""Links between programmes of all documents in use: found by a build, confirmed or rejected by people.

Every pair is compared once. What was compared is kept with the generation, so a build compares only pairs of which
one programme is new or says something new. What people said is kept in `links.jsonl` of the home.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgetkg.documents import Documents
from budgetkg.files import digest, digest_code
from budgetkg.home import Entry, Generation, Home
from budgetkg.journal import Journal
from ontology.errors import UsageError
from ontology.links import LinkDecision, ProgrammeLink, decided
from ontology.records import Merge

LINKS, JOURNAL = "links.json", "links.jsonl"


@dataclass(frozen=True, slots=True)
class Linked:
    """The programmes in use and the links between them, before what people said of these."""

    code: str
    """Hash of everything that decides how two programmes compare."""
    names: dict[str, str]
    keys: dict[str, str]
    """Programme → hash of all that is compared of it."""
    links: tuple[ProgrammeLink, ...]

    def graph(self, decisions: Iterable[LinkDecision]) -> bytes:
        """N-Quads of the links and the groups that they make."""
        from ontology.quads_links import link_nquads

        return link_nquads(decided(self.links, decisions), self.names)

    def dump(self) -> bytes:
        links = [[link.left, link.right, str(link.score), list(link.evidence), link.status] for link in self.links]
        return json.dumps({"code": self.code, "keys": self.keys, "links": links}, ensure_ascii=False, indent=1, sort_keys=True).encode()


def find_links(entries: Iterable[Entry], documents: Documents, current: Generation | None) -> Linked:
    """All links. Pairs of programmes that the generation in use has compared as they are now are taken from it."""
    from search.funding.linking import link
    from search.funding.programmes import dump, joined

    programmes = joined(programme for entry in entries for programme in documents.programmes(entry.sha256))
    names = {iri: programme.name for iri, programme in programmes.items()}
    keys = {iri: digest([dump([programme])]) for iri, programme in programmes.items()}
    code = _code()
    before = _load(current.path / LINKS) if current else None
    if before is None or before["code"] != code or before["keys"].keys() - keys.keys():
        return Linked(code, names, keys, tuple(link(programmes)))
    changed = {iri for iri, key in keys.items() if before["keys"].get(iri) != key}
    kept = (ProgrammeLink(left, right, Decimal(score), tuple(said), status) for left, right, score, said, status in before["links"])
    return Linked(code, names, keys, tuple(link(programmes, changed, kept)))


def merged_programmes(merges: Iterable[Merge]) -> Iterator[LinkDecision]:
    """Merges of programmes, which say that they are one; a link of anything else names no programme and is left out."""
    for merge in merges:
        left, right = sorted((merge.merged, merge.main))
        yield LinkDecision(left, right, True, f"合并：{merge.reason}", merge.stated_at, merge.withdrawn_at)


def _code() -> str:
    ontology = ("links.py", "purpose.py", "programmes.py", "wording.py", "codes/programme_words.toml")
    return digest_code("search/models", "search/funding", *(f"ontology/{name}" for name in ontology))


def _load(path: Path) -> dict[str, Any] | None:
    """None where there is nothing of use: then everything is compared again."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.keys() >= {"code", "keys", "links"} else None


class Decisions:
    """What people said of pairs of programmes. Of two lines about one pair the later holds."""

    def __init__(self, home: Home) -> None:
        self._journal = Journal(home, JOURNAL, ("action", "left", "right"), "link")

    def all(self) -> tuple[LinkDecision, ...]:
        """Every pair that people spoke of, in the order in which they first did. Raises StoreError for a broken line."""
        found: dict[tuple[str, str], LinkDecision] = {}
        for line in self._journal.lines():
            pair = line["left"], line["right"]
            if line["action"] == "withdraw":
                if pair in found:
                    found[pair] = replace(found[pair], withdrawn_at=line["at"])
            else:
                found[pair] = LinkDecision(*pair, line["action"] == "confirm", line["reason"], line["at"])
        return tuple(found.values())

    def state(self, one: str, other: str, *, confirmed: bool, reason: str) -> None:
        """Say that two programmes are one, or are not. Raises UsageError for a programme and itself."""
        if one == other:
            raise UsageError("link.same", "两个资金项目相同，不用关联", "给出两个不同的资金项目", one)
        left, right = sorted((one, other))
        self._journal.append({"action": "confirm" if confirmed else "reject", "left": left, "right": right, "reason": reason})

    def withdraw(self, one: str, other: str) -> None:
        """Take back what was said of a pair. Raises UsageError where nothing is in force."""
        left, right = sorted((one, other))
        if not any((said.left, said.right) == (left, right) and said.withdrawn_at is None for said in self.all()):
            raise UsageError("link.none", "没有人对这两个资金项目下过有效的判断", "budgetkg link --list 列出已有的", f"{left} — {right}")
        self._journal.append({"action": "withdraw", "left": left, "right": right})
