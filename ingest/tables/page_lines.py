"""Lines that belong to pages, not to what is printed on them: page numbers, watermarks, running heads and feet."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.blocks import Block, Table
from ingest.words.text import fold

_PAGE_NUMBER = re.compile(
    r"^[-—–·~\[_]*(?:第?\d{1,4}页?(?:[,/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}|共\d+页第\d+页|page\d{1,4})[-—–·~\]_]*$", re.IGNORECASE
)

_LONGEST_OVERFLOW, _LONGEST_HEAD = 4, 40


def is_page_number(text: str) -> bool:
    return _PAGE_NUMBER.match(fold(text)) is not None


def is_overflow(text: str) -> bool:
    """The last letters of a cell that a page break cut through, printed below the table: 分）."""
    marked = text.count(")") > text.count("(") or text[-1:] in "。;"
    return len(text) <= _LONGEST_OVERFLOW and marked and re.match(r"附|表|第|[一二三四五六七八九十\d]", text) is None


def is_page_head(text: str) -> bool:
    """Whether a folded line may be the head of a page: neither the title of a table, a label, a number nor a sentence."""
    return (
        len(text) <= _LONGEST_HEAD
        and re.search(r"表(?:\([^()]*\))?$|[:：。;]|^附|^表?[\d.()]+$|^[(]?[一二三四五六七八九十]+[)、]", text) is None
    )


def watermarks(blocks: Sequence[Block]) -> frozenset[str]:
    """Short lines that are printed over and over, twice in a row at least once: 仅供内部审核."""
    texts = [fold(b.text) for b in blocks if not isinstance(b, Table)]
    counts = Counter(texts)
    twice = {a for a, b in pairwise(texts) if a == b}
    return frozenset(t for t in twice if counts[t] >= 3 and len(t) <= 16 and not re.search(r"[:：\d表]", t))


def running_lines(blocks: Sequence[Block]) -> frozenset[str]:
    """Heads and feet of pages: the same line three times or more, that neither names a table nor labels anything."""
    counts = Counter(fold(b.text) for b in blocks if not isinstance(b, Table))
    return frozenset(t for t, n in counts.items() if n >= 3 and not re.search(r"表(?:[(（][^()（）]*[)）])?$|[:：]", t) and len(t) <= 40)
