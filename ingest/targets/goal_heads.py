"""Headings of a self-assessment over the goal and over what came of it: 年初设定目标 | 年度总体目标完成情况综述, the texts below."""

import re
from collections.abc import Sequence

from ingest.blocks import Cell
from ingest.words.text import fold
from ingest.words.vocabulary import Label, label_of

_AIM = re.compile(r"(?!完成|实现|达到|确保).{0,8}目标(?:\(.{1,6}\))?")
_ANNUAL = Label("annual_goal", "goal", "annual")


def goal_heads(cells: Sequence[Cell]) -> list[tuple[int, Label, Cell]]:
    """Column, label and cell of both headings; empty where the row holds anything else than them and what is merged down beside them.

    Beside the heading of what came of it a short text that ends in 目标 is a heading too, whatever aim it names.
    """
    if not 2 <= len(cells) <= 3:
        return []
    *beside, aim, came = cells
    achieved, goal = label_of(came.text), label_of(aim.text)
    led = all((label := label_of(c.text)) is None or label.kind in {"goal", "section", "achieved"} for c in beside)
    if not led or achieved is None or achieved.kind != "achieved" or _AIM.fullmatch(fold(aim.text)) is None:
        return []
    return [(aim.column, goal if goal is not None and goal.kind == "goal" else _ANNUAL, aim), (came.column, achieved, came)]
