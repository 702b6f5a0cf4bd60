"""What cells of label rows are by their words alone: headings, labels with their value in one cell, words that are texts here."""

import re
from collections.abc import Sequence

from ingest.blocks import Cell
from ingest.words.text import fold, label_key, tidy
from ingest.words.vocabulary import Label, is_heading_word, label_of
from ontology.records import Side

INLINE = re.compile(r"^(?:其中[:：])?([^:：]{2,24})[:：]\s*(\S.*)$", re.DOTALL)
_WHOLE = re.compile(r"(?:项目)?(?:绩效)?总(?:体)?(?:绩效)?目标")
SIDES: dict[Side, str] = {"income": "收入", "expenditure": "支出"}


def inline_label(cell: Cell) -> Label | None:
    """The label of a cell that prints label and value together: 填报单位：如皋市信访局."""
    match = INLINE.match(tidy(cell.text))
    return label_of(match[1]) if match else None


def may_be_label(cell: Cell, cells: Sequence[Cell]) -> bool:
    """Whether a cell that is not known stands where a label does: short, in a row of pairs, with something after it."""
    at = next(i for i, c in enumerate(cells) if c is cell)
    return len(cells) % 2 == 0 and at % 2 == 0 and re.fullmatch(r"[^\d,，。；;]{2,12}[:：]?", fold(cell.text)) is not None


def are_headings(cells: Sequence[Cell]) -> bool:
    """A row of column headings over texts: 内容 | 说明."""
    words = [c for c in cells if is_heading_word(c.text)]
    return len(words) == len(cells) >= 2 and not any((k := label_of(c.text)) and k.kind != "section" and k.id != "note" for c in cells)


def is_of_text(label: Label) -> bool:
    """Whether one text stands beside the label, and not a table of its own (支出明细)."""
    return label.kind in {"text", "meta", "person", "score"} and label.id != "spending"


def is_text_value(label: tuple[Label, Cell] | None, values: int, found: Label) -> bool:
    """A word that is a label elsewhere is a text here, when a text's label stands right before it."""
    return (
        label is not None and values == 0 and label[0].kind in {"text", "achieved", "meta", "person"} and found.kind in {"section", "fund"}
    )


def named_side(label: str) -> Side | None:
    """The side that a total's own label names: 部门支出预算数; one that names both, or none, is of both."""
    named = [side for side, word in SIDES.items() if word in label]
    return named[0] if len(named) == 1 else None


def says_whole(label: str) -> bool:
    """Whether the label of a goal may mean the whole project's: 项目总目标."""
    return _WHOLE.fullmatch(label_key(label)) is not None
