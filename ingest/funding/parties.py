"""Parties that share: levels that stand together in a text (省、市、县), and how many of them there are."""

import re
from itertools import pairwise

from ingest.funding.tokens import tokens
from ingest.words.level_labels import kinds
from ingest.words.numerals import numeral

Span = tuple[int, int]

#: Over kinds of tokens.
RUN = "L(?:[SM]?H{0,2}L){1,7}"
NEAR = 15
"""Characters behind a run within which it is said to share."""
_SHARING = re.compile(r"分担|承担|负担|共担|比例|分档|配套|补助")


def shared_runs(text: str) -> list[Span]:
    """Parties that stand together anywhere in the text and are said to share: 中央与地方按比例分担."""
    whole = tokens(text)
    kinds_of = "".join(token.kind for token in whole)
    runs = [(whole[match.start()].start, whole[match.end() - 1].end) for match in re.finditer(RUN, kinds_of)]
    return [run for run in runs if _SHARING.search(text, run[0], run[1] + NEAR) or re.match(r"按照?\d", text[run[1] :])]


def partition(text: str, run: Span, wanted: int) -> tuple[Span, ...]:
    """The parties of a run, as many as `wanted` where its words allow it. 市县 is one label, but two where two are wanted or
    两级 follows."""
    spans = [token.span for token in tokens(text) if token.kind == "L" and run[0] <= token.start and token.end <= run[1]]
    joined: list[Span] = []
    for left, right in spans:
        if joined and joined[-1][1] == left:
            joined[-1] = (joined[-1][0], right)
        else:
            joined.append((left, right))
    if level_count := re.match(r"([二两三四五])级", text[run[1] :]):
        wanted = wanted or int(numeral(level_count[1]) or 0)
    if wanted and len(spans) == wanted + 1:  # 中央、省与市、县(区)按5:3:2: the two lowest share a part
        last, lowest = (kinds(text, *span) for span in spans[-2:])
        if (last, lowest) == (("prefecture",), ("county",)) and re.fullmatch(r"[、和与及]?", text[spans[-2][1] : spans[-1][0]]):
            return (*spans[:-2], (spans[-2][0], spans[-1][1]))
    if len(joined) != wanted != len(spans):  # 省与市、县(区)按1:1: what stands on one side of 与 shares a part
        groups: list[list[Span]] = [spans[:1]]
        for one, other in pairwise(spans):
            if re.search("[和与及]", text[one[1] : other[0]]):
                groups.append([])
            groups[-1].append(other)
        if len(groups) == wanted:
            return tuple((group[0][0], group[-1][1]) for group in groups)
    return tuple(joined if len(joined) == wanted else spans)
