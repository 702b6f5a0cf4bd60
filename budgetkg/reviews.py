"""What people say of findings (疑点), kept in `reviews.jsonl` of a home: confirmed, dismissed, open again, or a comment.

A finding keeps its IRI as long as its document, its rule and what it is about stay the same, so a review outlives
builds. Pages show it at once; a build writes the status (`bkg:findingStatus`) into the graph.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from budgetkg.home import Home
from budgetkg.journal import Journal
from ontology.errors import UsageError
from ontology.privacy import mask
from ontology.terms import bkg, concept

JOURNAL = "reviews.jsonl"
STATUS = {"confirm": "confirmed", "dismiss": "dismissed", "reopen": "open"}
"""What an action makes of a finding; a comment leaves it as it is."""
DONE = {"confirm": "确认了", "dismiss": "排除了", "reopen": "重新打开了"}
COMMENT = "comment"
LONGEST = 2000
"""Characters of a comment."""
NAME = 50
"""Characters of the name of whoever says it."""


@dataclass(frozen=True, slots=True)
class Said:
    at: str
    action: str
    comment: str
    by: str = ""
    """Who said it (复核人), as they call themselves; empty where they did not say."""


@dataclass(frozen=True, slots=True)
class Review:
    """All that was said of one finding, in order."""

    status: str = "open"
    said: tuple[Said, ...] = ()


class Reviews:
    def __init__(self, home: Home) -> None:
        self._journal = Journal(home, JOURNAL, ("action", "finding"), "review")

    def all(self) -> dict[str, Review]:
        """By the IRI of the finding. Raises StoreError for a broken line."""
        found: dict[str, Review] = {}
        for line in self._journal.lines():
            before = found.get(line["finding"], Review())
            said = Said(line["at"], line["action"], line["reason"], line["by"])
            found[line["finding"]] = Review(STATUS.get(line["action"], before.status), (*before.said, said))
        return found

    def statuses(self) -> dict[str, str]:
        """Those that are not open."""
        return statuses(self.all())

    def say(self, findings: Sequence[str], action: str, comment: str, by: str = "", seen: int | None = None) -> None:
        """The same of each finding, of all or of none. Personal data in the comment are masked.

        Raises UsageError for what is no action, a comment without words, and where something that was said of one of them after
        the first `seen` statements would be undone unseen.
        """
        comment = plain(comment, LONGEST, "comment")
        if action not in (*STATUS, COMMENT):
            raise UsageError("review.action", f"没有这种处理：{action[:20]}", "、".join((*STATUS, COMMENT)), "action")
        if action == COMMENT and not comment:
            raise UsageError("review.comment", "备注里没有字", "写上备注", "comment")
        if not findings:
            raise UsageError("review.none", "没有选疑点", "先勾选要处理的疑点", "finding")
        name = plain(by, NAME, "by", masked=False)

        def unseen(before: list[dict[str, Any]]) -> None:
            for line in before[seen:] if seen is not None and action in STATUS else ():
                if line["finding"] in findings and STATUS.get(line["action"], STATUS[action]) != STATUS[action]:
                    message = f"打开这一页以后，{line['by'] or '有人'}在 {line['at']} {DONE[line['action']]}选中的疑点"
                    raise UsageError("review.changed", message, "刷新疑点页，看过再做", line["finding"])

        said = ({"action": action, "finding": finding, "reason": comment, "by": name} for finding in findings)
        self._journal.append(*said, check=unseen)


def plain(text: str, longest: int, field: str, *, masked: bool = True) -> str:
    """What somebody typed, without control characters and, unless it is a name that they sign with, personal data.

    Raises UsageError where it is too long.
    """
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "", text).strip()
    if len(text) > longest:
        raise UsageError("review.comment", f"超过 {longest} 字", "写短一些", field)
    return mask(text) if masked else text


def count(reviews: Mapping[str, Review]) -> int:
    """How many statements there are, for `Reviews.say`."""
    return sum(len(review.said) for review in reviews.values())


def statuses(reviews: Mapping[str, Review]) -> dict[str, str]:
    """Those that are not open, by the IRI of the finding."""
    return {finding: review.status for finding, review in reviews.items() if review.status != "open"}


def with_reviews(found: Iterable[dict[str, Any]], reviews: Mapping[str, Review]) -> Iterator[dict[str, Any]]:
    """Findings of the index with their status and what was said of them."""
    for item in found:
        review = reviews.get(item["iri"], Review())
        said = [{"at": one.at, "action": one.action, "comment": one.comment, "by": one.by} for one in review.said]
        yield item | {"status": review.status, "said": said}


def reviewers(item: Mapping[str, Any]) -> str:
    """Who said something of a finding with its reviews, each once."""
    return "、".join(dict.fromkeys(one["by"] for one in item["said"] if one["by"]))


def comments(item: Mapping[str, Any]) -> str:
    """What was said of a finding with its reviews, each with its day."""
    return "；".join(f"{one['at'][:10]} {one['comment']}" for one in item["said"] if one["comment"])


def with_statuses(quads: bytes, statuses: Mapping[str, str]) -> bytes:
    """A graph of findings, all of them open, with the statuses that people gave them."""
    lines = quads.split(b"\n")
    status, now_open = bkg("findingStatus").encode(), concept("finding-status", "open").encode()
    for place, line in enumerate(lines):
        finding = line.partition(b"> ")[0].removeprefix(b"<").decode()
        if finding in statuses and b"> %b %b " % (status, now_open) in line:
            lines[place] = line.replace(now_open, concept("finding-status", statuses[finding]).encode())
    return b"\n".join(lines)
