"""Tables whose columns the file lost: copied line by line, or lined up with blanks. Their figures are told of, never guessed.

Running text prints a unit behind each amount (12.50万元). Figures to the cent without any, many of them close together, are
cells of a table. Headings of indicators that follow each other without a word between them are those of a target form (绩效目标表).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Heading, Paragraph
from ingest.words.text import fold, tidy
from ontology.records import Issue, Source

_CELL = re.compile(r"(?<![\d.,])-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}(?![\d.,%‰]|\s*[万亿]?元|[㐀-鿿])")
_HEADS = re.compile(r"一级指标(?:\(.{1,6}\))?二级指标(?:\(.{1,6}\))?三级指标")
_FEWEST = 8
"""Figures without a unit, close together, that make a table."""
_NEAR = 2
"""Blocks without such a figure that may stand between two that have some."""


@dataclass(slots=True)
class _Run:
    first: Heading | Paragraph
    last: Heading | Paragraph
    figures: int
    since: int = 0


def lost_tables(prose: Sequence[Heading | Paragraph], sha256: str) -> Iterator[Issue]:
    """One warning for each stretch of text that was a table."""
    run: _Run | None = None
    for block in prose:
        if _HEADS.search(fold(block.text)):
            yield _issue(block, block, "像是绩效目标表，但各列没有分开，其中的指标没有读", sha256)
        figures = len(_CELL.findall(_spaced(block.text)))
        if figures == 0 and run is not None:
            run.since += 1
            if run.since > _NEAR:
                yield from _told(run, sha256)
                run = None
        elif figures and run is not None:
            run.last, run.figures, run.since = block, run.figures + figures, 0
        elif figures:
            run = _Run(block, block, figures)
    if run is not None:
        yield from _told(run, sha256)


def _spaced(text: str) -> str:
    """Half-width, with single blanks: a blank between figures parts two cells."""
    return " ".join(fold(word) for word in text.split())


def _told(run: _Run, sha256: str) -> Iterator[Issue]:
    if run.figures < _FEWEST:
        return
    yield _issue(run.first, run.last, f"像是表格，但各列没有分开，其中 {run.figures} 个数没有读", sha256)


def _issue(first: Heading | Paragraph, last: Heading | Paragraph, what: str, sha256: str) -> Issue:
    end = last.line_end if isinstance(last, Paragraph) else last.line_start
    where = f"文件第 {first.line_start}–{end} 行" if first.line_start is not None else "正文"
    return Issue(
        "text.table-lost",
        "warning",
        f"{where}{what}",
        "请用带表格的原文件（Excel、Word、网页、PDF），或在各格之间加制表符",
        Source(sha256, "text/table-lost", tidy(first.text)[:80], first.line_start, end, first.page),
    )
